//! What the daemon says when it has read the rules of the store again.

use crate::calendar::Text;
use serde::{Deserialize, Serialize};

/// What came of reading the rules again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesLoaded {
    pub rules: u32,
    pub calendars: u32,
    /// Paths of evidence.
    pub paths: u32,
    pub playbooks: u32,
    /// Kinds of referrals.
    pub kinds: u32,
    /// Ids and codes that the store's own files put in the place of what came with the program.
    pub replaced: Vec<String>,
    pub problems: Vec<Text>,
    /// Open deadlines in the units of this store that would move now.
    pub moved: u64,
}
