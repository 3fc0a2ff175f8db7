//! What entries say that has to be true elsewhere in the store: a command that was answered, an officer who was enrolled,
//! a body that was ordered to be destroyed. Without the answer of a command it could be done twice; a body that is gone
//! without an order was taken away.

use super::links::{Link, Made, Maker, Seen, made, order, posted};
use std::collections::{BTreeMap, BTreeSet};

/// A book by its unit, and the number of an entry of it.
type Place = ([u8; 16], u64);

/// What has to be found elsewhere.
#[derive(Default)]
pub struct Deeds {
    /// Commands of officers, as often as they made entries.
    commands: Vec<u128>,
    officers: BTreeSet<u64>,
    /// Bodies that are gone, with the hash of what is left of them.
    gone: BTreeMap<Place, Option<Link>>,
    /// Bodies that were ordered to go.
    ordered: BTreeMap<Place, Option<Link>>,
}

impl Deeds {
    /// Takes notice of an entry.
    pub fn note(&mut self, place: Place, seen: &Seen) {
        if let Some(left) = seen.destroyed {
            self.gone.insert(place, left);
        }
        let Some(said) = seen.said.as_deref() else { return };
        if let Some(Made { cmd, author: Maker::Post(_) }) = made(said) {
            self.commands.extend(<[u8; 16]>::try_from(cmd.as_slice()).ok().map(u128::from_be_bytes));
        }
        self.officers.extend(posted(said).map(u64::from));
        if let Some(order) = order(said) {
            self.ordered.insert((place.0, order.entry), order.left);
        }
    }

    /// The first body that is gone otherwise than an order says: its place, and what is wrong.
    pub fn first_unordered(&self) -> Option<(Place, &'static str)> {
        let gone = self.gone.iter().find_map(|(place, left)| match self.ordered.get(place) {
            None => Some((*place, "its body was destroyed, and no entry says so")),
            Some(ordered) if ordered != left => Some((*place, "what is left of it is not what the order says")),
            Some(_) => None,
        });
        let kept = self.ordered.keys().find(|place| !self.gone.contains_key(place));
        gone.or_else(|| kept.map(|place| (*place, "its body was ordered to be destroyed, and is still here")))
    }

    /// The first command of an officer that is not among those answered, which come in their order.
    pub fn first_unanswered(&mut self, answered: &mut dyn Iterator<Item = u128>) -> Option<u128> {
        self.commands.sort_unstable();
        self.commands.dedup();
        let mut next = answered.next();
        self.commands.iter().copied().find(|command| {
            while next.is_some_and(|one| one < *command) {
                next = answered.next();
            }
            next != Some(*command)
        })
    }

    /// The first officer with a post who is not among those enrolled.
    pub fn first_unknown(&self, enrolled: &BTreeSet<u64>) -> Option<u64> {
        self.officers.difference(enrolled).next().copied()
    }
}
