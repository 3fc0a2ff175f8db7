//! How records look before they are sealed: what is said as MessagePack with field names, so that old and new programs
//! read each other, in an envelope with the chain.

use super::JournalError;
use super::seal::random;
use super::tables::{entry_key, slip_key};
use super::vault::KeyOf;
use super::{Head, Pair};
use crate::casework::entry::{Entry, Slip};
use crate::casework::ids::{Hash, UnitId};
use crate::casework::line::{SALT_BYTES, SALTED, committed_hash, slip_hash, slip_message};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// First byte of a stored result: the version of its envelope.
pub const RESULT: u8 = 1;

/// First byte of a stored entry, slip and tail: the version of its envelope.
const ENVELOPE: u8 = 2;

/// An entry as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredEntry {
    pub arrival: u64,
    pub prev: Hash,
    pub body: EntryBody,
}

/// What was said, or what is left of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryBody {
    /// The salt is random: the commitment tells nothing about a body that was destroyed.
    Whole {
        salt: [u8; SALT_BYTES],
        #[serde(with = "serde_bytes")]
        said: Vec<u8>,
    },
    /// Its commitment.
    Destroyed(Hash),
    /// Its commitment, and the entry without what was said in it; the order to destroy it binds that.
    Left {
        commitment: Hash,
        #[serde(with = "serde_bytes")]
        said: Vec<u8>,
    },
}

impl StoredEntry {
    /// An entry with its place in the chain.
    pub fn new(entry: &Entry, arrival: u64, prev: Hash) -> Result<Self, JournalError> {
        let salt = random().map_err(|error| JournalError::record("salt", error))?;
        Ok(Self { arrival, prev, body: EntryBody::Whole { salt, said: encode(entry)? } })
    }

    /// What stands for the body in the chain.
    pub fn commitment(&self) -> Hash {
        match &self.body {
            EntryBody::Whole { salt, said } => {
                let mut hasher = blake3::Hasher::new();
                hasher.update(b"dutydesk entry 1").update(salt).update(said);
                Hash(*hasher.finalize().as_bytes())
            }
            EntryBody::Destroyed(commitment) | EntryBody::Left { commitment, .. } => *commitment,
        }
    }

    /// What the next entry of the book names.
    pub fn hash(&self, no: u64) -> Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"dutydesk book 1").update(&self.prev.0).update(&no.to_be_bytes()).update(&self.commitment().0);
        Hash(*hasher.finalize().as_bytes())
    }

    /// The entry itself, or what is left of it; none when nothing is.
    pub fn entry(&self) -> Result<Option<Entry>, JournalError> {
        match &self.body {
            EntryBody::Whole { said, .. } | EntryBody::Left { said, .. } => decode(said, "entry").map(Some),
            EntryBody::Destroyed(_) => Ok(None),
        }
    }
}

/// A slip as stored: as it travels, beside the hash of its predecessor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSlip {
    pub arrival: u64,
    pub prev: Hash,
    pub body: SlipBody,
}

/// What travelled, or what is left of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SlipBody {
    Whole(#[serde(with = "serde_bytes")] Vec<u8>),
    /// Its commitment.
    Destroyed(Hash),
    /// A slip of the first form, which has no commitment: its hash.
    DestroyedFirstForm(Hash),
}

impl StoredSlip {
    /// What the next slip of the line names.
    pub fn hash(&self, no: u64) -> Hash {
        match &self.body {
            SlipBody::Whole(bytes) => slip_hash(self.prev, no, bytes),
            SlipBody::Destroyed(commitment) => committed_hash(self.prev, no, *commitment),
            SlipBody::DestroyedFirstForm(hash) => *hash,
        }
    }

    /// The slip itself; none when it was destroyed.
    pub fn slip(&self) -> Result<Option<Slip>, JournalError> {
        self.bytes().map(decode_slip).transpose()
    }

    /// The bytes that travel; none when they were destroyed.
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.body {
            SlipBody::Whole(bytes) => Some(bytes),
            SlipBody::Destroyed(_) | SlipBody::DestroyedFirstForm(_) => None,
        }
    }
}

/// Where everything ends: what a cut at the end of the file, or an old copy of a part of it, does not agree with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tail {
    pub arrival: u64,
    pub books: Vec<(UnitId, Head)>,
    /// Our own lines.
    pub made: Vec<(Pair, Head)>,
    /// Lines of others to us.
    pub taken: Vec<(Pair, Head)>,
}

/// Where an arrival lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    Entry(UnitId, u64),
    Slip((UnitId, UnitId), u64),
}

impl Pointer {
    /// Whose record it is: the author's, and the receiver's of a slip.
    pub const fn owner(self) -> KeyOf {
        match self {
            Self::Entry(unit, _) | Self::Slip((_, unit), _) => KeyOf::Unit(unit),
        }
    }

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

impl std::fmt::Display for Pointer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Entry(unit, no) => write!(f, "book {unit} entry {no}"),
            Self::Slip((from, to), no) => write!(f, "line {from} to {to} slip {no}"),
        }
    }
}

/// A slip as it travels: salted, so that a slip that was destroyed cannot be guessed from its chain.
///
/// # Errors
/// When it cannot be encoded.
pub fn encode_slip(slip: &Slip) -> Result<Vec<u8>, JournalError> {
    let salt = random().map_err(|error| JournalError::record("salt", error))?;
    encode_slip_with(salt, slip)
}

/// The same with a salt that is at hand.
pub fn encode_slip_with(salt: [u8; SALT_BYTES], slip: &Slip) -> Result<Vec<u8>, JournalError> {
    let mut bytes = [SALTED.as_slice(), &salt].concat();
    rmp_serde::encode::write_named(&mut bytes, slip).map_err(|error| JournalError::record("to be written", error))?;
    Ok(bytes)
}

/// A slip that travelled.
///
/// # Errors
/// When it cannot be read.
pub fn decode_slip(bytes: &[u8]) -> Result<Slip, JournalError> {
    decode(slip_message(bytes), "slip")
}

/// A record as bytes.
pub fn encode<T: Serialize>(record: &T) -> Result<Vec<u8>, JournalError> {
    rmp_serde::to_vec_named(record).map_err(|error| JournalError::record("to be written", error))
}

/// A record from bytes.
pub fn decode<T: DeserializeOwned>(bytes: &[u8], what: &str) -> Result<T, JournalError> {
    rmp_serde::from_slice(bytes).map_err(|error| JournalError::record(what, error))
}

/// An envelope as bytes.
pub fn wrap<T: Serialize>(envelope: &T) -> Result<Vec<u8>, JournalError> {
    postcard::to_extend(envelope, vec![ENVELOPE]).map_err(|error| JournalError::record("to be written", error))
}

/// An envelope from bytes.
pub fn unwrap<T: DeserializeOwned>(bytes: &[u8], what: &str) -> Result<T, JournalError> {
    let newer = || JournalError::record(what, std::io::Error::other("it is of a form that this program does not know"));
    let rest = bytes.strip_prefix(&[ENVELOPE]).ok_or_else(newer)?;
    postcard::from_bytes(rest).map_err(|error| JournalError::record(what, error))
}
