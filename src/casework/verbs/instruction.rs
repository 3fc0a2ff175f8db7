//! The verbs of what goes up to the center above, and what was typed for them read as acts.

use super::{Kind, REASON, Verb, verb};
use crate::casework::fields::Reader;
use crate::casework::instruction::{Authority, InstructionAct};
use crate::casework::refusal::Refusal;

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb("receive", ("签收", "receive"), false, &[]),
    verb(
        "answer",
        ("答复", "answer"),
        true,
        &[
            ("authority", "效力", "authority", Kind::Choice(Authority::WORDS), true),
            ("text", "内容", "text", Kind::Text, true),
            ("basis", "依据", "basis", Kind::Line, false),
        ],
    ),
    verb("ask-further", ("追问或补充", "ask further"), false, &[("text", "内容", "text", Kind::Text, true)]),
    verb("withdraw-instruction", ("撤回", "withdraw"), true, &[REASON]),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<InstructionAct, Refusal> {
    Ok(match verb {
        "receive" => InstructionAct::Receive,
        "answer" => InstructionAct::Answer {
            authority: read.choice("authority", Authority::parse, Authority::CODES)?,
            text: read.text("text")?,
            basis: read.optional("basis"),
        },
        "ask-further" => InstructionAct::Ask { text: read.text("text")? },
        "withdraw-instruction" => InstructionAct::Withdraw { reason: read.text("reason")? },
        _ => return Err(Refusal::NotFound),
    })
}
