//! A line: the ordered, numbered sequence of slips from one unit to another, and what is known of its state.

use super::ids::{Hash, UnitId};
use super::unit::UnitCard;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// What this unit writes down about the line to and from a peer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineFact {
    /// The peer's key was compared and taken in; slips travel by this address (`here:`, `folder:/…`).
    Enrolled { card: Box<UnitCard>, carrier: String },
    /// Slips up to this number were handed to the carrier.
    Carried { upto: u64 },
    /// The peer has committed slips up to this number: its own word, signed.
    Receipted { upto: u64 },
}

/// The state of the line to and from a peer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub card: UnitCard,
    pub carrier: String,
    /// Slips made for the peer so far.
    pub made: u64,
    pub carried: u64,
    pub carried_at: Option<DateTime<FixedOffset>>,
    pub receipted: u64,
    /// Slips of the peer taken so far, and the hash of the last.
    pub taken: u64,
    pub taken_head: Hash,
    /// When the peer's last word was made, by its clock.
    pub heard_at: Option<DateTime<FixedOffset>>,
}

impl Line {
    /// A line just enrolled.
    pub fn new(card: UnitCard, carrier: String) -> Self {
        Self {
            card,
            carrier,
            made: 0,
            carried: 0,
            carried_at: None,
            receipted: 0,
            taken: 0,
            taken_head: Hash::NONE,
            heard_at: None,
        }
    }

    /// Does the peer live in this very store?
    pub fn is_here(&self) -> bool {
        self.carrier == HERE
    }

    /// The peer's id.
    pub const fn peer(&self) -> UnitId {
        self.card.id
    }
}

/// Address of a unit in the same store.
pub const HERE: &str = "here:";

/// The hash that the next slip of the line names: of this slip's number, bytes and all that came before.
pub fn slip_hash(prev: Hash, no: u64, bytes: &[u8]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"dutydesk slip 1").update(&prev.0).update(&no.to_be_bytes()).update(bytes);
    Hash(*hasher.finalize().as_bytes())
}
