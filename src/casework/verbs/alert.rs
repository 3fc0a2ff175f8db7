//! The verbs of an alert, and what was typed for them read as acts.

use super::{Kind, OPEN_DISPUTE, REASON, UNTIL, Verb, verb};
use crate::casework::alert::{AlertClosing, Priority};
use crate::casework::command::AlertAct;
use crate::casework::fields::Reader;
use crate::casework::refusal::Refusal;

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb(
        OPEN_DISPUTE,
        ("立为纠纷", "open a dispute"),
        false,
        &[
            ("enterprise_name", "企业", "enterprise", Kind::Line, true),
            ("served_on", "送达日期", "served on", Kind::Date, false),
        ],
    ),
    verb("ack", ("确认", "ack"), false, &[]),
    verb("ack-until", ("确认至", "ack until"), false, &[UNTIL]),
    verb("unack", ("撤销确认", "take the ack back"), false, &[]),
    verb("shelve", ("暂搁", "shelve"), false, &[UNTIL, REASON]),
    verb("unshelve", ("取回", "take off the shelf"), false, &[]),
    verb("seen", ("已看", "mark as seen"), false, &[]),
    verb("note-alert", ("记事", "note"), false, &[("text", "内容", "text", Kind::Text, true)]),
    verb(
        "set-priority",
        ("定优先级", "set the priority"),
        false,
        &[("priority", "优先级", "priority", Kind::Choice(Priority::OF_OFFICERS), true), REASON],
    ),
    verb("computed-priority", ("按表计算优先级", "priority by the table"), false, &[REASON]),
    verb(
        "join-dispute",
        ("并入纠纷", "join to a dispute"),
        false,
        &[("dispute", "纠纷", "dispute", Kind::Record, true)],
    ),
    verb("detach", ("与纠纷分开", "detach from the dispute"), false, &[REASON]),
    verb("review-revision", ("核阅新版本", "review the revision"), false, &[]),
    verb(
        "close-alert",
        ("关闭", "close"),
        false,
        &[
            ("code", "原因", "code", Kind::Choice(AlertClosing::OF_OFFICERS), true),
            ("reason", "说明", "remark", Kind::Line, false),
            ("of", "与哪一件重复", "duplicate of", Kind::Record, false),
        ],
    ),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<AlertAct, Refusal> {
    Ok(match verb {
        "ack" => AlertAct::Ack { until: None },
        "ack-until" => AlertAct::Ack { until: Some(read.wall("until")?) },
        "unack" => AlertAct::Unack,
        "shelve" => AlertAct::Shelve { until: read.wall("until")?, reason: read.text("reason")? },
        "unshelve" => AlertAct::Unshelve,
        "seen" => AlertAct::Seen,
        "note-alert" => AlertAct::Note { text: read.text("text")? },
        "set-priority" => AlertAct::Prioritise {
            priority: Some(read.choice("priority", Priority::parse, Priority::CODES)?),
            reason: read.text("reason")?,
        },
        "computed-priority" => AlertAct::Prioritise { priority: None, reason: read.text("reason")? },
        "join-dispute" => AlertAct::Join { dispute: read.record("dispute")? },
        "detach" => AlertAct::Detach { reason: read.text("reason")? },
        "review-revision" => AlertAct::Review,
        "close-alert" => AlertAct::Close {
            code: read.choice("code", AlertClosing::parse, AlertClosing::CODES)?,
            reason: read.optional("reason"),
            of: read.optional_record("of")?,
        },
        _ => return Err(Refusal::NotFound),
    })
}
