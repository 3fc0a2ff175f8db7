//! The verbs of guidance: sorted, given to a handler, waiting, a task force, a fact corrected.

use crate::casework::dispute::guidance::{ToldField, WaitingOn};
use crate::casework::dispute::{GuidanceAct, Track};
use crate::casework::fields::Reader;
use crate::casework::refusal::Refusal;
use crate::casework::verbs::{Kind, REASON, Verb, verb};

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb(
        "triage",
        ("分流", "sort"),
        false,
        &[
            ("track", "轨道, 空则按规则", "track; empty: by the rules", Kind::Choice(Track::WORDS), false),
            ("reason", "改规则的理由", "reason for another track", Kind::Line, false),
        ],
    ),
    verb("assign", ("分派", "assign"), false, &[("handler", "经手人", "handler", Kind::Line, true)]),
    verb("recuse", ("回避", "stand aside"), false, &[("officer", "值班员", "officer", Kind::Line, true), REASON]),
    verb(
        "wait",
        ("转等待", "wait"),
        false,
        &[
            ("on", "等谁", "for whom", Kind::Choice(WaitingOn::WORDS), true),
            ("review", "复查日", "review date", Kind::Date, true),
            REASON,
        ],
    ),
    verb("answered", ("已答复", "answered"), false, &[("what", "答复内容", "what was answered", Kind::Line, true)]),
    verb(
        "form-team",
        ("成立专班", "form a task force"),
        false,
        &[
            ("members", "成员, 分号隔开", "members, with semicolons", Kind::Line, true),
            ("purpose", "任务", "purpose", Kind::Line, true),
        ],
    ),
    verb("end-team", ("撤销专班", "end the task force"), true, &[REASON]),
    verb(
        "correct",
        ("更正事实", "correct a fact"),
        false,
        &[
            ("field", "哪一项", "which", Kind::Choice(ToldField::WORDS), true),
            ("value", "改为", "becomes", Kind::Line, false),
            REASON,
        ],
    ),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<GuidanceAct, Refusal> {
    Ok(match verb {
        "triage" => {
            let typed = !read.optional("track").is_empty();
            let track = typed.then(|| read.choice("track", Track::parse, Track::CODES)).transpose()?;
            GuidanceAct::Triage { track, reason: read.optional("reason") }
        }
        "assign" => GuidanceAct::Assign { handler: read.text("handler")? },
        "recuse" => GuidanceAct::Recuse { officer: read.text("officer")?, reason: read.text("reason")? },
        "wait" => GuidanceAct::Wait {
            on: read.choice("on", WaitingOn::parse, WaitingOn::CODES)?,
            review: read.date("review")?,
            reason: read.text("reason")?,
        },
        "answered" => GuidanceAct::Answered { what: read.text("what")? },
        "form-team" => GuidanceAct::FormTeam { members: read.list("members"), purpose: read.text("purpose")? },
        "end-team" => GuidanceAct::EndTeam { reason: read.text("reason")? },
        "correct" => GuidanceAct::Correct {
            field: read.choice("field", ToldField::parse, ToldField::CODES)?,
            value: read.optional("value"),
            reason: read.text("reason")?,
        },
        _ => return Err(Refusal::NotFound),
    })
}
