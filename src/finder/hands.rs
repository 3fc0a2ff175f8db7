//! Who does long work: one core, or two at once. The pure layers spawn nothing, so whoever has threads lends a hand.

use std::ops::Range;

/// Does two pieces of work, at once or one after the other.
pub trait Hands: Sync {
    /// Does both, and returns when both are done.
    fn both(&self, one: &mut (dyn FnMut() + Send), other: &mut (dyn FnMut() + Send));
}

/// One after the other.
#[derive(Clone, Copy, Debug)]
pub struct OneHand;

impl Hands for OneHand {
    fn both(&self, one: &mut (dyn FnMut() + Send), other: &mut (dyn FnMut() + Send)) {
        one();
        other();
    }
}

/// Two results at once.
pub fn both<A: Send, B: Send>(
    hands: &dyn Hands,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> Option<(A, B)> {
    let (mut one, mut other) = (Some(one), Some(other));
    let (mut first, mut second) = (None, None);
    hands.both(&mut || first = one.take().map(|work| work()), &mut || second = other.take().map(|work| work()));
    first.zip(second)
}

/// The work on `0..count` in two halves: what came of each, in order. Less than `least` is not worth the parting.
pub fn halves<T: Send>(
    hands: &dyn Hands,
    (count, least): (usize, usize),
    work: impl Fn(Range<usize>) -> T + Sync,
) -> Vec<T> {
    if count < least {
        return vec![work(0..count)];
    }
    let middle = count / 2;
    both(hands, || work(0..middle), || work(middle..count)).map_or_else(Vec::new, |(one, other)| vec![one, other])
}
