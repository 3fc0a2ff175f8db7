//! The verbs of a task, and what was typed for them read as acts.

use super::{Kind, REASON, Verb, verb};
use crate::casework::fields::Reader;
use crate::casework::refusal::Refusal;
use crate::casework::task::TaskAct;

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb("finish-task", ("办毕", "done"), true, &[("proof", "凭据", "proof", Kind::Line, true)]),
    verb("assign-task", ("改派", "give to another"), false, &[("owner", "责任人", "owner", Kind::Line, true)]),
    verb("postpone-task", ("改限", "put off"), false, &[("due", "限", "due", Kind::Date, true), REASON]),
    verb("drop-task", ("不办", "drop"), true, &[REASON]),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<TaskAct, Refusal> {
    Ok(match verb {
        "finish-task" => TaskAct::Finish { proof: read.text("proof")? },
        "assign-task" => TaskAct::Assign { owner: read.text("owner")? },
        "postpone-task" => TaskAct::Postpone { due: read.date("due")?, reason: read.text("reason")? },
        "drop-task" => TaskAct::Drop { reason: read.text("reason")? },
        _ => return Err(Refusal::NotFound),
    })
}
