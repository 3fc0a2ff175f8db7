//! The verbs of an expert of the roster.

use super::Verb;
use crate::casework::command::Act;
use crate::casework::fields::Reader;
use crate::casework::ids::RecordId;
use crate::casework::refusal::Refusal;

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[];

/// Reads a verb and its fields.
pub fn act(_verb: &str, _record: RecordId, _read: &Reader<'_>) -> Result<Act, Refusal> {
    Err(Refusal::NotFound)
}
