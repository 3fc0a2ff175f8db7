//! How records look on disk: MessagePack with field names, so that old and new programs read each other, in an
//! envelope with the chain.

use super::JournalError;
use super::tables::{entry_key, slip_key};
use crate::casework::entry::{Entry, Slip};
use crate::casework::ids::{Hash, UnitId};
use crate::casework::line::slip_hash;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// First byte of a stored result: the version of its envelope.
pub const RESULT: u8 = 1;

/// An entry as stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredEntry {
    pub arrival: u64,
    pub prev: Hash,
    /// Random: the commitment tells nothing about a body that was destroyed.
    #[serde(with = "serde_bytes")]
    pub salt: Vec<u8>,
    #[serde(with = "serde_bytes")]
    pub body: Vec<u8>,
}

impl StoredEntry {
    /// An entry with its place in the chain.
    pub fn new(entry: &Entry, arrival: u64, prev: Hash) -> Result<Self, JournalError> {
        let mut salt = vec![0; 16];
        getrandom::fill(&mut salt)
            .map_err(|error| JournalError::record("salt", std::io::Error::other(error.to_string())))?;
        Ok(Self { arrival, prev, salt, body: encode(entry)? })
    }

    /// What stands for the body in the chain.
    pub fn commitment(&self) -> Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"dutydesk entry 1").update(&self.salt).update(&self.body);
        Hash(*hasher.finalize().as_bytes())
    }

    /// What the next entry of the book names.
    pub fn hash(&self, no: u64) -> Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"dutydesk book 1").update(&self.prev.0).update(&no.to_be_bytes()).update(&self.commitment().0);
        Hash(*hasher.finalize().as_bytes())
    }

    /// The entry itself.
    pub fn entry(&self) -> Result<Entry, JournalError> {
        decode(&self.body, "entry")
    }
}

/// A slip as stored: as it travels, beside the hash of its predecessor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredSlip {
    pub arrival: u64,
    pub prev: Hash,
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

impl StoredSlip {
    /// What the next slip of the line names.
    pub fn hash(&self, no: u64) -> Hash {
        slip_hash(self.prev, no, &self.bytes)
    }

    /// The slip itself.
    pub fn slip(&self) -> Result<Slip, JournalError> {
        decode(&self.bytes, "slip")
    }
}

/// Where an arrival lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    Entry(UnitId, u64),
    Slip((UnitId, UnitId), u64),
}

impl Pointer {
    /// As stored: a letter, then the key.
    pub fn to_bytes(self) -> Vec<u8> {
        match self {
            Self::Entry(unit, no) => [b"e".as_slice(), &entry_key(unit, no)].concat(),
            Self::Slip(pair, no) => [b"s".as_slice(), &slip_key(pair, no)].concat(),
        }
    }

    /// As read.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (kind, key) = bytes.split_first()?;
        match kind {
            b'e' => super::tables::entry_of(key).map(|(unit, no)| Self::Entry(unit, no)),
            b's' => super::tables::slip_of(key).map(|(pair, no)| Self::Slip(pair, no)),
            _ => None,
        }
    }
}

/// A slip as it travels.
///
/// # Errors
/// When it cannot be encoded.
pub fn encode_slip(slip: &Slip) -> Result<Vec<u8>, JournalError> {
    encode(slip)
}

/// A record as bytes.
pub fn encode<T: Serialize>(record: &T) -> Result<Vec<u8>, JournalError> {
    rmp_serde::to_vec_named(record).map_err(|error| JournalError::record("to be written", error))
}

/// A record from bytes.
pub fn decode<T: DeserializeOwned>(bytes: &[u8], what: &str) -> Result<T, JournalError> {
    rmp_serde::from_slice(bytes).map_err(|error| JournalError::record(what, error))
}
