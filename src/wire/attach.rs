//! Files that are kept with a case, in pieces both ways: nobody holds one whole; and copies of the store.

use crate::casework::ids::{Hash, RecordId};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

/// What may be asked about files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
pub enum FilesRequest {
    /// Brings a file to be kept with a case, piece by piece; the last piece makes it durable.
    Attach(AttachPiece),
    /// The next piece of a file that is kept with a case.
    Fetch(FetchPiece),
    /// The unit's signature on the hash list of the archive of a case.
    Sign { record: RecordId, sums: Hash },
    /// The next piece of a copy of the whole store, from this byte on; 0 begins one. For administrators.
    Backup { offset: u64 },
    /// Checks the whole record and every file that it names. For administrators.
    Verify,
}

/// A piece of a file on its way to the daemon; the one at 0 begins it, the last one makes it durable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachPiece {
    /// The case that it is for.
    pub record: RecordId,
    /// BLAKE3 of the whole content: by it the store knows the file.
    pub blob: Hash,
    /// SHA-256 of the whole content: its legal hash.
    pub sha256: Hash,
    pub offset: u64,
    pub total: u64,
    pub bytes: Vec<u8>,
}

/// Asks for the next piece of a file that a piece of evidence names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchPiece {
    pub record: RecordId,
    pub blob: Hash,
    pub offset: u64,
}
