//! The verbs of a dispute, and what was typed for them read as acts: the daily ones here, the rest by what they are
//! about.

pub mod ending;
pub mod guidance;
pub mod intake;
pub mod major;

use super::{FieldRow, Kind, NO, REASON, REFER, Verb, abroad, destruction, paper, verb};
use crate::calendar::Question;
use crate::casework::command::DisputeAct;
use crate::casework::deadline::DeadlineAct;
use crate::casework::fields::Reader;
use crate::casework::referral::ReferralKind;
use crate::casework::refusal::Refusal;

const PROOF: FieldRow = ("proof", "凭据", "proof", Kind::Line, true);

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb("accept", ("受理", "accept"), false, &[("ground", "受理理由", "ground", Kind::Line, true)]),
    verb("guide", ("开始指导", "start guiding"), false, &[]),
    verb(
        "add-deadline",
        ("加时限", "add a deadline"),
        false,
        &[
            ("rule", "规则", "rule", Kind::Rule, true),
            ("trigger", "触发日", "trigger date", Kind::Date, true),
            ("service", "送达方式", "service method", Kind::Line, false),
            ("calendar", "历法", "calendar", Kind::Line, false),
            ("received", "实际收到日", "received on", Kind::Date, false),
            ("closed", "临时闭门日", "closed days", Kind::Line, false),
        ],
    ),
    verb("verify-deadline", ("核定时限", "verify a deadline"), false, &[NO]),
    verb(
        "deadline-met",
        ("时限完成", "deadline met"),
        false,
        &[NO, ("on", "完成日", "met on", Kind::Date, true), ("proof", "凭据", "proof", Kind::Line, true)],
    ),
    verb(
        "recompute-deadline",
        ("重算时限", "recompute a deadline"),
        false,
        &[NO, ("reason", "说明", "remark", Kind::Line, false)],
    ),
    verb(
        "extend-deadline",
        ("时限延期", "extend a deadline"),
        false,
        &[NO, ("until", "延至", "until", Kind::Date, true), PROOF],
    ),
    verb("moot-deadline", ("时限作罢", "deadline moot"), true, &[NO, REASON]),
    verb("deadline-missed", ("时限误期", "deadline missed"), true, &[NO, PROOF]),
    verb(
        "correct-service-date",
        ("更正送达日", "correct the service date"),
        false,
        &[("served_on", "送达日", "served on", Kind::Date, true), REASON],
    ),
    verb(
        "add-hearing",
        ("加开庭", "add a hearing"),
        false,
        &[
            ("at", "当地时间", "local time", Kind::Line, true),
            ("zone", "时区", "zone", Kind::Line, true),
            ("place", "地点", "place", Kind::Line, true),
            ("text", "事项", "what is heard", Kind::Line, false),
        ],
    ),
    verb("note", ("记事", "note"), false, &[("text", "内容", "text", Kind::Text, true)]),
    verb(
        "choose-expert",
        ("选定专家", "choose an expert"),
        false,
        &[
            ("expert", "专家", "expert", Kind::Expert, true),
            ("reason", "越过冲突的理由", "reason to pass over a conflict", Kind::Line, false),
        ],
    ),
    paper::FORM,
    abroad::NAME,
    abroad::CHECK,
    abroad::APPROVE,
    abroad::SEND,
    destruction::PROPOSE,
    destruction::DECLINE,
    destruction::DESTROY,
    verb(
        REFER,
        ("移交", "refer"),
        false,
        &[
            ("to", "送往", "to", Kind::Line, true),
            ("kind", "种类", "kind", Kind::Choice(ReferralKind::WORDS), true),
            ("item", "事项", "item", Kind::Line, false),
            ("due", "到期", "due", Kind::Date, false),
            ("note", "说明", "note", Kind::Text, false),
        ],
    ),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<DisputeAct, Refusal> {
    Ok(match verb {
        "accept" => DisputeAct::Accept { ground: read.text("ground")? },
        "guide" => DisputeAct::Guide,
        "add-deadline" => DisputeAct::AddDeadline(Question {
            rule: read.text("rule")?,
            trigger: read.date("trigger")?,
            service: Some(read.optional("service")).filter(|text| !text.is_empty()),
            calendars: read.optional("calendar").split_whitespace().map(str::to_owned).collect(),
            received: read.optional_date("received")?,
            extra_closed: read.dates("closed")?,
        }),
        "verify-deadline" => DisputeAct::VerifyDeadline { no: read.number("no")? },
        "deadline-met" => {
            DisputeAct::MeetDeadline { no: read.number("no")?, on: read.date("on")?, proof: read.text("proof")? }
        }
        "recompute-deadline" => {
            DisputeAct::RecomputeDeadline { no: read.number("no")?, reason: read.optional("reason") }
        }
        "correct-service-date" => {
            DisputeAct::CorrectServiceDate { served_on: read.date("served_on")?, reason: read.text("reason")? }
        }
        "add-hearing" => DisputeAct::AddHearing {
            at: read.wall("at")?,
            zone: read.text("zone")?,
            place: read.text("place")?,
            text: read.optional("text"),
        },
        "note" => DisputeAct::Note { text: read.text("text")? },
        "choose-expert" => {
            DisputeAct::ChooseExpert { expert: read.record("expert")?, override_reason: read.optional("reason") }
        }
        "extend-deadline" => {
            let (no, until, proof) = (read.number("no")?, read.date("until")?, read.text("proof")?);
            DisputeAct::Deadline(DeadlineAct::Extend { no, until, proof })
        }
        "moot-deadline" => {
            DisputeAct::Deadline(DeadlineAct::Moot { no: read.number("no")?, reason: read.text("reason")? })
        }
        "deadline-missed" => {
            DisputeAct::Deadline(DeadlineAct::Miss { no: read.number("no")?, proof: read.text("proof")? })
        }
        "make-paper" => DisputeAct::Paper(Box::new(paper::form(read)?)),
        "propose-destruction" | "decline-destruction" | "destroy" => {
            DisputeAct::Destruction(destruction::act(verb, read)?)
        }
        _ => DisputeAct::Abroad(abroad::act(verb, read)?.ok_or(Refusal::NotFound)?),
    })
}
