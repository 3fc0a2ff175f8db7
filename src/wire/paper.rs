//! Papers that were made and kept: which one is asked for.

use crate::casework::ids::RecordId;
use crate::casework::paper::PaperKind;
use serde::{Deserialize, Serialize};

/// Which paper of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperQuery {
    pub record: RecordId,
    /// None: its last letter, of whatever kind.
    pub kind: Option<PaperKind>,
    /// None: the last one.
    pub version: Option<u16>,
    /// The language that is preferred.
    pub zh: bool,
}
