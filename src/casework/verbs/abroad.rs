//! The verbs of the gate to abroad: rows for the table of a dispute, and what was typed for them read as acts.

use super::{BASIS, Kind, Verb, verb};
use crate::casework::abroad::{AbroadAct, AbroadAnswer, AbroadItem, Finding, ServiceChannel};
use crate::casework::fields::Reader;
use crate::casework::refusal::Refusal;

pub const NAME: Verb = verb(
    "name-abroad",
    ("列拟出境材料", "name material for abroad"),
    false,
    &[("material", "材料", "material", Kind::Line, true)],
);

pub const CHECK: Verb = verb(
    "check-abroad",
    ("出境核查", "check for abroad"),
    false,
    &[
        ("item", "核查项", "item", Kind::Choice(AbroadItem::WORDS), true),
        ("answer", "结论", "answer", Kind::Choice(AbroadAnswer::WORDS), true),
        BASIS,
        ("channel", "送达取证渠道", "channel of service", Kind::Choice(ServiceChannel::WORDS), false),
        ("decided_by", "渠道由谁决定", "channel decided by", Kind::Line, false),
    ],
);

pub const APPROVE: Verb = verb(
    "approve-abroad",
    ("批准出境", "approve for abroad"),
    false,
    &[("remark", "说明", "remark", Kind::Line, false)],
);

pub const SEND: Verb = verb(
    "send-abroad",
    ("记送境外", "record as sent abroad"),
    false,
    &[
        ("what", "送出什么", "what", Kind::Line, true),
        ("to", "送给谁", "to", Kind::Line, true),
        ("country", "国家代码", "country", Kind::Line, true),
    ],
);

/// Reads a verb of the gate; none when it is another's.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<Option<AbroadAct>, Refusal> {
    Ok(Some(match verb {
        "name-abroad" => AbroadAct::Name { material: read.text("material")? },
        "check-abroad" => {
            let channel = read.optional("channel");
            AbroadAct::Check(Finding {
                item: read.choice("item", AbroadItem::parse, AbroadItem::CODES)?,
                answer: read.choice("answer", AbroadAnswer::parse, AbroadAnswer::CODES)?,
                basis: read.text("basis")?,
                channel: match channel.is_empty() {
                    true => None,
                    false => Some(read.choice("channel", ServiceChannel::parse, ServiceChannel::CODES)?),
                },
                decided_by: read.optional("decided_by"),
            })
        }
        "approve-abroad" => AbroadAct::Approve { remark: read.optional("remark") },
        "send-abroad" => {
            AbroadAct::Send { what: read.text("what")?, to: read.text("to")?, country: read.text("country")? }
        }
        _ => return Ok(None),
    }))
}
