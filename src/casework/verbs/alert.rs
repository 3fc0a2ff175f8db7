//! The verbs of an alert, and what was typed for them read as acts.

use super::{Kind, OPEN_DISPUTE, Verb, verb};
use crate::casework::alert::AlertClosing;
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
    verb(
        "close-alert",
        ("关闭", "close"),
        false,
        &[
            ("code", "原因", "code", Kind::Choice(AlertClosing::WORDS), true),
            ("reason", "说明", "remark", Kind::Line, false),
        ],
    ),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<AlertAct, Refusal> {
    Ok(match verb {
        "ack" => AlertAct::Ack,
        "close-alert" => AlertAct::Close {
            code: read.choice("code", AlertClosing::parse, AlertClosing::CODES)?,
            reason: read.optional("reason"),
        },
        _ => return Err(Refusal::NotFound),
    })
}
