//! Files of a case on their way to the unit that has it now. They travel beside the slips of a line: the new holder asks
//! for what it has not, from the byte on where it stopped, and the unit that released the case answers with the next
//! pieces. What is lost is asked for again; nobody keeps count of what was sent.

use crate::casework::ids::{Hash, RecordId};
use serde::{Deserialize, Serialize};

/// Files asked for in one bundle: those of one case, mostly.
pub const WANTS_MAX: usize = 64;

/// Content of files in one bundle: half of what it holds, so that slips have their place beside it.
pub const FILE_BYTES_MAX: usize = 3 * 1024 * 1024;

/// What travels of files in one bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    pub wants: Vec<Want>,
    pub pieces: Vec<FilePiece>,
}

impl Files {
    pub const fn is_empty(&self) -> bool {
        self.wants.is_empty() && self.pieces.is_empty()
    }

    /// Is it no more than a bundle may carry?
    pub fn fits(&self) -> bool {
        let bytes: usize = self.pieces.iter().map(|piece| piece.bytes.len()).sum();
        self.wants.len() <= WANTS_MAX && self.pieces.len() <= WANTS_MAX && bytes <= FILE_BYTES_MAX
    }
}

/// A file that a case names and its holder has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Want {
    pub case: RecordId,
    /// BLAKE3 of its content.
    pub blob: Hash,
    /// So many of its bytes are here.
    pub from: u64,
}

/// The next bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePiece {
    pub blob: Hash,
    /// Where they begin.
    pub at: u64,
    pub bytes: Vec<u8>,
}
