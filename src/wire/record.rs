//! What is said about the record as a whole: what a check found, what an administrator decides, the keys at rest.

use crate::calendar::Text;
use serde::{Deserialize, Serialize};

/// What an administrator decides so that the store may be written again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// To go on without the damaged records.
    Quarantine,
    /// To go on from an older copy.
    AcceptRollback,
}

/// About the keys at rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VaultRequest {
    Status,
    /// New data keys; the old ones go when nothing lies under them.
    Rotate,
}

/// How the keys at rest are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultStatus {
    pub store_id: String,
    /// The file of the store key, and what tells it from another one.
    pub key_file: String,
    pub key_print: String,
    pub keys: u32,
    /// Of these, to be destroyed when nothing lies under them.
    pub old_keys: u32,
}

/// What a check of the record found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    pub books: u64,
    pub entries: u64,
    pub lines: u64,
    pub slips: u64,
    /// Everything was folded once more and compared with what is kept; not done without a daemon, or in a large store.
    pub folded: bool,
    /// Bodies of which only the commitment is left.
    pub destroyed: u64,
    /// Files that were read through; none when they were not asked for.
    pub files: u64,
    /// The first thing that is wrong; None: all is well.
    pub first_wrong: Option<String>,
    /// Why nothing may be written now, and what to do.
    pub read_only: Option<Text>,
}
