//! Files taken in: what is asked of the daemon, chunk by chunk, and what became of each record.

use crate::calendar::Text;
use crate::casework::ids::{CommandId, Hash, RecordId};
use serde::{Deserialize, Serialize};

/// Takes records of a file in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntakeRequest {
    /// Made by the client for the whole file: the commands of its records have ids that follow from it, so that a chunk
    /// asked again after the daemon died is taken once.
    pub run: CommandId,
    pub file: Hash,
    pub name: String,
    /// `request`, `docket` …; None: by its looks.
    pub kind: Option<String>,
    pub dry_run: bool,
    /// Index of the first record of this chunk.
    pub from: u32,
}

/// What became of the records of one chunk of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntakeReply {
    pub source: String,
    pub items: Vec<IntakeItem>,
    /// Records in the file.
    pub records: u32,
    /// First record of the next chunk; None: that was all.
    pub next: Option<u32>,
}

/// One record of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntakeItem {
    pub line: u32,
    pub outcome: IntakeOutcome,
    /// As it came, for the rejects file; empty for a state secret.
    pub raw: String,
}

/// Taken, already there, or refused with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IntakeOutcome {
    Taken { id: RecordId, number: String },
    Already { number: String },
    Refused { code: String, reason: Text },
}
