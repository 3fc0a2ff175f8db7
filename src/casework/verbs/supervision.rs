//! The verbs of a supervision, and what was typed for them read as acts.

use super::{Kind, REASON, Verb, verb};
use crate::casework::fields::Reader;
use crate::casework::refusal::Refusal;
use crate::casework::supervision::SupervisionAct;

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb("report-result", ("报结果", "report the result"), true, &[("text", "内容", "text", Kind::Text, true)]),
    verb(
        "ask-supervisor",
        ("申请延期", "ask for an extension"),
        false,
        &[("until", "延至", "until", Kind::Date, true), REASON],
    ),
    verb(
        "answer-supervised",
        ("答复延期", "answer the extension"),
        true,
        &[("granted", "同意", "granted", Kind::YesNo, true), ("reason", "理由", "reason", Kind::Line, false)],
    ),
    verb("end-supervision", ("解除督办", "end the supervision"), true, &[REASON]),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<SupervisionAct, Refusal> {
    Ok(match verb {
        "report-result" => SupervisionAct::Report { text: read.text("text")? },
        "ask-supervisor" => SupervisionAct::AskExtension { until: read.date("until")?, reason: read.text("reason")? },
        "answer-supervised" => {
            SupervisionAct::AnswerExtension { granted: read.yes_no("granted")?, reason: read.optional("reason") }
        }
        "end-supervision" => SupervisionAct::End { reason: read.text("reason")? },
        _ => return Err(Refusal::NotFound),
    })
}
