//! PURE. What to take of an arriving bundle, which receipt to believe, and what to send (again).
//!
//! A line is dense and chained: slip `n` names the hash of slip `n - 1`. So a gap is seen, a repeat is harmless, and a line
//! that says two things under one number (a restored backup, a copied key) is noticed and never half applied.

use super::bundle::{Bundle, PARCELS_MAX, Parcel, Receipt};
use crate::casework::ids::Hash;
use chrono::{DateTime, Duration, Utc};
use std::ops::Range;

/// Slips on their way without a receipt: bounds what waits at a carrier while a peer is away.
pub const IN_FLIGHT_MAX: u64 = 8 * PARCELS_MAX as u64;
/// No receipt for so long, and everything above the last one is sent again.
const RESEND_AFTER_SECONDS: i64 = 60;
/// Each sending without a receipt doubles the wait, up to 2^5 = 32 minutes.
const RESEND_DOUBLINGS_MAX: u32 = 5;

/// What a unit knows of its two lines with one peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineState {
    /// The last number made on our line to the peer; 0 for none.
    pub made: u64,
    /// The last number handed to a carrier. Need not outlive the process: starting again from `receipted` is safe.
    pub carried: u64,
    /// How often since the last new receipt everything was sent again. Need not outlive the process.
    pub resent: u32,
    /// The last number that the peer has receipted.
    pub receipted: u64,
    /// What we have taken, and committed, of the peer's line.
    pub taken: Receipt,
}

impl LineState {
    /// Two lines on which nothing was ever sent.
    pub const NEW: Self = Self { made: 0, carried: 0, resent: 0, receipted: 0, taken: Receipt::NONE };

    /// After a carrier took these numbers.
    pub fn note_carried(&mut self, numbers: &Range<u64>) {
        if numbers.is_empty() {
            return;
        }
        if numbers.start <= self.carried {
            self.resent = self.resent.saturating_add(1);
        }
        self.carried = numbers.end - 1;
    }

    /// After the commit in which the peer's receipt was written down.
    pub fn note_receipt(&mut self, upto: u64) {
        if upto > self.receipted {
            self.receipted = upto;
            self.carried = self.carried.max(upto);
            self.resent = 0;
        }
    }
}

/// The hashes of slips that this store holds, for checking what a peer says. `None` where it holds none.
pub trait Heads {
    /// Of slip `no` on our line to the peer.
    fn ours(&self, no: u64) -> Option<Hash>;
    /// Of slip `no` on the peer's line to us.
    fn theirs(&self, no: u64) -> Option<Hash>;
}

/// What follows from one bundle. Nothing is done yet.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// To be taken now, in this order: continues our head without a gap.
    pub take: Vec<Parcel>,
    /// How many slips we have already (or twice in this bundle): no effect.
    pub already: u64,
    /// Their predecessor has not come yet. They may be dropped: the sender sends them again after our receipt.
    pub held: Vec<Parcel>,
    /// The number under which the peer's line says two things. Nothing of the bundle is taken then.
    pub fork: Option<u64>,
    /// The peer has newly receipted our line up to this number.
    pub receipt: Option<u64>,
    /// A receipt that cannot be true.
    pub receipt_refused: Option<ReceiptRefusal>,
    /// The bundle carried slips: after the commit the peer is owed a receipt, also when all were old.
    pub owes_receipt: bool,
}

/// Why a receipt is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptRefusal {
    /// Beyond the end of our line: our store may be an older backup.
    #[error(
        "the receipt is for slip {upto}, but this line ends at {made}: this store may have been restored from an older backup"
    )]
    Beyond { upto: u64, made: u64 },
    /// The slip of that number that they have is not the one that we made.
    #[error("the receipt for slip {upto} names another slip than ours: the line has forked")]
    OtherHead { upto: u64 },
}

impl ReceiptRefusal {
    /// The same line in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Beyond { upto, made } => {
                format!("回执到第 {upto} 件, 而本线只到第 {made} 件: 本库可能是从较旧的备份恢复的")
            }
            Self::OtherHead { upto } => format!("第 {upto} 件的回执指的不是我方那一件: 线已分叉"),
        }
    }
}

/// What follows from `bundle` for these lines. The bundle is opened, so it is truly the peer's and for us.
pub fn plan(state: &LineState, bundle: Bundle, heads: &impl Heads) -> Plan {
    let mut plan = Plan { owes_receipt: !bundle.slips.is_empty(), ..Plan::default() };
    match check_receipt(state, bundle.receipt, heads) {
        Ok(upto) => plan.receipt = upto,
        Err(refusal) => plan.receipt_refused = Some(refusal),
    }
    let mut slips = bundle.slips;
    slips.sort_by_key(|parcel| parcel.no);
    let mut head = state.taken;
    for parcel in slips {
        match place(&parcel, head, &plan.held, heads) {
            Place::Next => {
                head = Receipt { upto: parcel.no, head: parcel.hash() };
                plan.take.push(parcel);
            }
            Place::Already => plan.already += 1,
            Place::Later => plan.held.push(parcel),
            Place::Fork(no) => {
                plan.fork = Some(no);
                plan.take.clear();
                plan.held.clear();
                break;
            }
        }
    }
    plan
}

/// Where a slip stands relative to what we have.
enum Place {
    Next,
    Already,
    Later,
    Fork(u64),
}

/// Slips come in the order of their numbers, so a repeat within the bundle is a repeat of the last one.
/// A number below our head was therefore taken before this bundle; what is no longer kept cannot be compared.
fn place(parcel: &Parcel, head: Receipt, held: &[Parcel], heads: &impl Heads) -> Place {
    let same_as = |known: Hash| {
        if known == parcel.hash() { Place::Already } else { Place::Fork(parcel.no) }
    };
    if parcel.no == 0 {
        return Place::Fork(0);
    }
    if parcel.no == head.upto {
        return same_as(head.head);
    }
    if parcel.no < head.upto {
        return heads.theirs(parcel.no).map_or(Place::Already, same_as);
    }
    if parcel.no - 1 == head.upto {
        // Another predecessor than ours: their slip before this one differs from ours.
        return if parcel.prev == head.head { Place::Next } else { Place::Fork(head.upto.max(1)) };
    }
    match held.last() {
        Some(last) if last.no == parcel.no => same_as(last.hash()),
        Some(last) if last.no == parcel.no - 1 && last.hash() != parcel.prev => Place::Fork(last.no),
        Some(_) | None => Place::Later,
    }
}

fn check_receipt(state: &LineState, receipt: Receipt, heads: &impl Heads) -> Result<Option<u64>, ReceiptRefusal> {
    let upto = receipt.upto;
    if upto > state.made {
        return Err(ReceiptRefusal::Beyond { upto, made: state.made });
    }
    if upto == 0 {
        return Ok(None);
    }
    match heads.ours(upto) {
        Some(ours) if ours == receipt.head => Ok((upto > state.receipted).then_some(upto)),
        // An old number that we no longer keep says nothing new.
        None if upto <= state.receipted => Ok(None),
        Some(_) | None => Err(ReceiptRefusal::OtherHead { upto }),
    }
}

/// The numbers to hand to a carrier now (empty for none): what was not carried yet, or, when no receipt came in time,
/// everything above the last receipt again. At most [`PARCELS_MAX`] at once; ask again after [`LineState::note_carried`].
/// `last_carried_at` is `None` when this process has carried nothing yet.
pub fn what_to_send(state: &LineState, now: DateTime<Utc>, last_carried_at: Option<DateTime<Utc>>) -> Range<u64> {
    let carried = state.carried.clamp(state.receipted, state.made.max(state.receipted));
    let overdue = last_carried_at.is_none_or(|at| is_overdue(state.resent, now - at));
    let first = if overdue { state.receipted + 1 } else { carried + 1 };
    let last = state.made.min(first - 1 + PARCELS_MAX as u64).min(state.receipted + IN_FLIGHT_MAX);
    first..(last + 1).max(first)
}

/// A clock set back must not stop a line: a time in the future counts as long ago.
fn is_overdue(resent: u32, since: Duration) -> bool {
    let wait = RESEND_AFTER_SECONDS << resent.min(RESEND_DOUBLINGS_MAX);
    since < Duration::zero() || since >= Duration::seconds(wait)
}
