//! The verbs of a major dispute.

use super::PROOF;
use crate::casework::dispute::MajorAct;
use crate::casework::dispute::major::MajorLevel;
use crate::casework::fields::Reader;
use crate::casework::refusal::Refusal;
use crate::casework::verbs::{FieldRow, Kind, REASON, Verb, verb};

const LEVEL: FieldRow = ("level", "级别", "level", Kind::Choice(MajorLevel::WORDS), true);

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb(
        "raise-major",
        ("提为重大", "raise to major"),
        false,
        &[
            LEVEL,
            ("criteria", "依据, 分号隔开", "criteria, with semicolons", Kind::Line, true),
            ("also", "另行通报, 分号隔开", "further recipients, with semicolons", Kind::Line, false),
        ],
    ),
    verb(
        "notice-receipt",
        ("记通报回执", "record a receipt"),
        false,
        &[("no", "第几家", "recipient number", Kind::Number, true), PROOF],
    ),
    verb(
        "activate-major",
        ("启动应急", "activate the response"),
        false,
        &[("reason", "回执未齐先启动的理由", "reason to go on without all receipts", Kind::Line, false)],
    ),
    verb("sitrep", ("情况报告", "situation report"), false, &[("text", "内容", "text", Kind::Text, true)]),
    verb("ask-lower", ("申请降级", "ask to lower the level"), false, &[LEVEL, REASON]),
    verb("ask-stand-down", ("申请解除", "ask to stand down"), false, &[REASON]),
    verb("grant-major", ("批准", "grant"), true, &[]),
    verb("refuse-major", ("不批准", "refuse"), false, &[REASON]),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<MajorAct, Refusal> {
    let level = || read.choice("level", MajorLevel::parse, MajorLevel::CODES);
    Ok(match verb {
        "raise-major" => MajorAct::Raise { level: level()?, criteria: read.list("criteria"), also: read.list("also") },
        "notice-receipt" => MajorAct::Receipt { no: read.number("no")?, proof: read.text("proof")? },
        "activate-major" => MajorAct::Activate { reason: read.optional("reason") },
        "sitrep" => MajorAct::Sitrep { text: read.text("text")? },
        "ask-lower" => MajorAct::AskLower { level: level()?, reason: read.text("reason")? },
        "ask-stand-down" => MajorAct::AskStandDown { reason: read.text("reason")? },
        "grant-major" => MajorAct::Grant,
        "refuse-major" => MajorAct::Refuse { reason: read.text("reason")? },
        _ => return Err(Refusal::NotFound),
    })
}
