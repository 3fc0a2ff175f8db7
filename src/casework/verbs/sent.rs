//! The verbs of a referral for its sender, and what was typed for them read as acts.

use super::{BASIS, Kind, REASON, Verb, paper, verb};
use crate::casework::command::ReferralAct;
use crate::casework::fields::Reader;
use crate::casework::referral::{Amendment, Ruling};
use crate::casework::refusal::Refusal;

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb("approve", ("核准发出", "approve"), true, &[]),
    verb("decline", ("不予核准", "decline"), true, &[REASON]),
    paper::LETTER,
    verb("unsend", ("收回", "take back"), false, &[]),
    verb("recall", ("要求撤回", "ask for recall"), true, &[REASON]),
    verb(
        "confirm",
        ("确认办结", "confirm"),
        true,
        &[("satisfied", "满意", "satisfied", Kind::YesNo, true), ("remark", "意见", "remark", Kind::Line, false)],
    ),
    verb(
        "amend",
        ("补充修改", "amend"),
        false,
        &[
            ("note", "补充说明", "what is added", Kind::Text, true),
            ("items", "增加事项", "more items", Kind::Line, false),
            ("due", "新期限", "new due date", Kind::Date, false),
            ("coordinator", "协调单位", "coordinating unit", Kind::Record, false),
        ],
    ),
    verb(
        "supplement",
        ("答复补正", "answer questions"),
        false,
        &[("answers", "逐问答复", "an answer to each", Kind::Text, true)],
    ),
    verb(
        "ask-enterprise",
        ("请企业补充", "ask the enterprise"),
        false,
        &[("what", "请企业提供什么", "what it is to give", Kind::Text, true)],
    ),
    verb("object", ("退回补充", "object"), false, &[("missing", "还缺什么", "what is missing", Kind::Text, true)]),
    verb(
        "answer-extension",
        ("答复延期", "answer an extension"),
        false,
        &[("granted", "同意", "granted", Kind::YesNo, true), ("reason", "理由", "reason", Kind::Line, false)],
    ),
    verb("forward", ("照建议转交", "forward as proposed"), true, &[]),
    verb("urge", ("催办", "urge"), false, &[("text", "内容", "text", Kind::Line, true)]),
    verb("supervise", ("督办", "supervise"), false, &[("text", "内容", "text", Kind::Line, true)]),
    verb("designate", ("指定办理", "designate"), true, &[BASIS]),
    verb("allow-return", ("准予退回", "allow the return"), true, &[BASIS]),
    verb("void", ("作废", "make void"), true, &[REASON]),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<ReferralAct, Refusal> {
    Ok(match verb {
        "amend" => ReferralAct::Amend(Box::new(Amendment {
            note: read.text("note")?,
            items: read.list("items"),
            due: read.optional_date("due")?,
            coordinator: read.optional_unit("coordinator")?,
            ..Amendment::default()
        })),
        "supplement" => ReferralAct::Supplement { answers: read.list("answers") },
        "ask-enterprise" => ReferralAct::AskEnterprise { what: read.text("what")? },
        "forward" => ReferralAct::Forward,
        "object" => ReferralAct::Object { missing: read.text("missing")? },
        "answer-extension" => {
            ReferralAct::AnswerExtension { granted: read.yes_no("granted")?, reason: read.optional("reason") }
        }
        "urge" => ReferralAct::Urge { supervised: false, text: read.text("text")? },
        "supervise" => ReferralAct::Urge { supervised: true, text: read.text("text")? },
        "designate" => ReferralAct::Rule(Ruling::Designated { basis: read.text("basis")? }),
        "allow-return" => ReferralAct::Rule(Ruling::ReturnAllowed { basis: read.text("basis")? }),
        "void" => ReferralAct::Void { reason: read.text("reason")? },
        "approve" => ReferralAct::Approve,
        "decline" => ReferralAct::Decline { reason: read.text("reason")? },
        "make-paper" => ReferralAct::Paper(Box::new(paper::letter(read)?)),
        "unsend" => ReferralAct::Unsend,
        "recall" => ReferralAct::Recall { reason: read.text("reason")? },
        "confirm" => ReferralAct::Confirm { satisfied: read.yes_no("satisfied")?, remark: read.optional("remark") },
        _ => return Err(Refusal::NotFound),
    })
}
