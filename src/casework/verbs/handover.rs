//! The verbs of a handover, and what was typed for them read as acts.

use super::{Kind, REASON, Verb, verb};
use crate::casework::fields::Reader;
use crate::casework::handover::HandoverAct;
use crate::casework::refusal::Refusal;

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb(
        "take-item",
        ("接收一项", "take an item on"),
        true,
        &[("item", "第几项", "which one, from 1", Kind::Number, true), ("remark", "说明", "remark", Kind::Line, false)],
    ),
    verb("refresh-handover", ("更新清单", "make the list anew"), false, &[]),
    verb("complete-handover", ("交接完成", "complete the handover"), true, &[]),
    verb("call-off-handover", ("取消", "call off"), true, &[REASON]),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<HandoverAct, Refusal> {
    Ok(match verb {
        "take-item" => HandoverAct::Sign { item: read.number("item")?, remark: read.optional("remark") },
        "refresh-handover" => HandoverAct::Refresh,
        "complete-handover" => HandoverAct::Complete,
        "call-off-handover" => HandoverAct::CallOff { reason: read.text("reason")? },
        _ => return Err(Refusal::NotFound),
    })
}
