//! A line: the ordered, numbered sequence of slips from one unit to another, and what is known of its state.

use super::ids::{Hash, UnitId};
use super::unit::UnitCard;
use chrono::{DateTime, FixedOffset, NaiveDate};
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
    /// The head of the author's book on a day, signed by its unit, and the last head that it has of the receiver's.
    Head {
        on: NaiveDate,
        hash: Hash,
        #[serde(with = "serde_bytes")]
        signature: Vec<u8>,
        yours: Option<Hash>,
    },
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
    /// The last head that the peer told of its book.
    pub head: Option<(NaiveDate, Hash)>,
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
            head: None,
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

/// What a salted slip begins with: a byte that no MessagePack begins with, and the form.
pub const SALTED: [u8; 2] = [0xc1, 2];

/// Random bytes after that: the commitment tells nothing about a slip that was destroyed.
pub const SALT_BYTES: usize = 16;

/// The message in the bytes of a slip: what comes after the salt. Slips of the first form have none.
pub fn slip_message(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(&SALTED).and_then(|rest| rest.get(SALT_BYTES..)).unwrap_or(bytes)
}

/// What stands for the bytes of a salted slip in its chain; none for slips of the first form.
pub fn slip_commitment(bytes: &[u8]) -> Option<Hash> {
    bytes.starts_with(&SALTED).then(|| {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"dutydesk slip body 2").update(bytes);
        Hash(*hasher.finalize().as_bytes())
    })
}

/// The hash that the next slip of the line names: of this slip's number, its commitment and all that came before.
pub fn slip_hash(prev: Hash, no: u64, bytes: &[u8]) -> Hash {
    match slip_commitment(bytes) {
        Some(commitment) => committed_hash(prev, no, commitment),
        None => {
            let mut hasher = blake3::Hasher::new();
            hasher.update(b"dutydesk slip 1").update(&prev.0).update(&no.to_be_bytes()).update(bytes);
            Hash(*hasher.finalize().as_bytes())
        }
    }
}

/// The same for a slip of which only the commitment is left.
pub fn committed_hash(prev: Hash, no: u64, commitment: Hash) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"dutydesk slip 2").update(&prev.0).update(&no.to_be_bytes()).update(&commitment.0);
    Hash(*hasher.finalize().as_bytes())
}
