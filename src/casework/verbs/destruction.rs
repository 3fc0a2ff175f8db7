//! The verbs of destruction: rows for the table of a dispute, and what was typed for them read as acts.

use super::{BASIS, FieldRow, Kind, REASON, Verb, verb};
use crate::casework::destruction::{Destroyable, DestructionAct};
use crate::casework::fields::Reader;
use crate::casework::refusal::Refusal;

const WHAT: FieldRow = ("what", "销毁什么", "what", Kind::Choice(Destroyable::WORDS), true);
const NO: FieldRow = ("no", "序号", "its number", Kind::Number, true);

pub const PROPOSE: Verb = verb("propose-destruction", ("提议销毁", "propose a destruction"), false, &[WHAT, NO, BASIS]);

pub const DECLINE: Verb =
    verb("decline-destruction", ("不予销毁", "decline a destruction"), false, &[WHAT, NO, REASON]);

pub const DESTROY: Verb = verb("destroy", ("销毁", "destroy"), true, &[WHAT, NO]);

/// Reads a verb of destruction.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<DestructionAct, Refusal> {
    let what = read.choice("what", Destroyable::parse, Destroyable::CODES)?;
    let no = read.number("no")?;
    Ok(match verb {
        "propose-destruction" => DestructionAct::Propose { what, no, basis: read.text("basis")? },
        "decline-destruction" => DestructionAct::Decline { what, no, reason: read.text("reason")? },
        _ => DestructionAct::Destroy { what, no },
    })
}
