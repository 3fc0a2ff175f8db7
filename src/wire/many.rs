//! One verb on many records.

use crate::casework::actions::VerbOf;
use crate::casework::ids::CommandId;
use serde::{Deserialize, Serialize};

/// Records changed at once: more than anybody reads through before saying yes is not done by a list.
pub const MANY_MAX: usize = 200;

/// A verb of one record, as one of many: each is decided by itself, all are durable together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerbOn {
    pub command: CommandId,
    pub of: VerbOf,
}
