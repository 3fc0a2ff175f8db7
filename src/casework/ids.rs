//! Identity: what names a unit, an officer, a record, a command. Newtypes, so that one is never taken for another.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// A unit: the first 16 bytes of the BLAKE3 hash of its verifying key, so that nobody else can be it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UnitId(pub [u8; 16]);

impl UnitId {
    /// The unit that signs with this key.
    pub fn of_key(verifying_key: &[u8; 32]) -> Self {
        let mut id = [0; 16];
        id.copy_from_slice(&blake3::hash(verifying_key).as_bytes()[..16]);
        Self(id)
    }
}

impl UnitId {
    /// The unit as a record: what is done about no record yet is done to it.
    pub const fn record(self) -> RecordId {
        RecordId(Uuid::from_bytes(self.0))
    }
}

impl fmt::Display for UnitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for UnitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unit {self}")
    }
}

/// An internal id that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("\"{0}\" is not an internal id (a UUID)")]
pub struct BadId(String);

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} {}", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                Uuid::parse_str(text).map(Self).map_err(|_| BadId(text.to_owned()))
            }
        }
    )*};
}

uuid_ids! {
    /// A command, made by the client that asks it (UUIDv7): asked twice, it takes effect once.
    CommandId,
    /// Any record: the id of the command that made it, or, where one command makes several, hashed from it.
    RecordId,
}

impl RecordId {
    /// What a fact about the unit itself is about.
    pub const NONE: Self = Self(Uuid::nil());
}

impl CommandId {
    /// The record that this command brings into being.
    pub fn record(self) -> RecordId {
        RecordId(self.0)
    }

    /// The `n`-th further record of the same command: same command, same ids, on every run.
    pub fn further_record(self, n: u32) -> RecordId {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.0.as_bytes()).update(&n.to_be_bytes());
        RecordId(uuid_of(&hasher))
    }

    /// The command for the `n`-th record of a file that is taken in under this one. It has the same time and is ordered
    /// by `n`, so that the records of a long file lie side by side in the store.
    pub fn of_file_record(self, n: u32) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"record of a file").update(self.0.as_bytes()).update(&n.to_be_bytes());
        let mut bytes = *uuid_of(&hasher).as_bytes();
        bytes[..6].copy_from_slice(&self.0.as_bytes()[..6]);
        // Twelve bits of `n` before the variant of a UUID, twenty after it.
        let (high, low) = ((n >> 20).to_be_bytes(), (n & 0xf_ffff).to_be_bytes());
        bytes[6..8].copy_from_slice(&[0x70 | high[2], high[3]]);
        bytes[8..11].copy_from_slice(&[0x80 | (low[1] << 2), low[2], low[3]]);
        Self(Uuid::from_bytes(bytes))
    }

    /// The command that a daemon gives itself about `record` for `cause`: given twice, it is the same command.
    pub fn of_daemon(record: RecordId, cause: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(record.0.as_bytes()).update(cause.as_bytes());
        Self(uuid_of(&hasher))
    }
}

fn uuid_of(hasher: &blake3::Hasher) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// An officer of one store: a person. Approvals compare officers, never posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OfficerId(pub u32);

/// A post of one store: an officer in a unit with a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PostId(pub u32);

/// A BLAKE3 hash of content, as 32 bytes; printed as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Nothing came before.
    pub const NONE: Self = Self([0; 32]);

    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
