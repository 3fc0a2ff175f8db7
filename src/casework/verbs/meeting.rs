//! The verbs of a meeting, and what was typed for them read as acts.

use super::{Kind, REASON, Verb, verb};
use crate::casework::fields::Reader;
use crate::casework::meeting::{Consensus, MeetingAct, Minutes, Signature};
use crate::casework::refusal::Refusal;

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb("add-to-agenda", ("增加议题", "add to the agenda"), false, &[("text", "议题", "item", Kind::Line, true)]),
    verb(
        "write-minutes",
        ("写纪要", "write the minutes"),
        false,
        &[
            ("text", "内容", "text", Kind::Text, true),
            ("consensus", "共识: 事项|责任人|2026-12-01; …", "agreed: what|owner|2026-12-01; …", Kind::Text, false),
        ],
    ),
    verb(
        "countersign",
        ("记会签", "record a countersignature"),
        true,
        &[
            ("invitee", "第几家", "which invitee, from 1", Kind::Number, true),
            ("signer", "签字人", "signer", Kind::Line, true),
            ("evidence", "凭据", "evidence", Kind::Line, true),
        ],
    ),
    verb("finish-minutes", ("纪要生效", "make the minutes final"), true, &[]),
    verb("call-off", ("取消", "call off"), true, &[REASON]),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<MeetingAct, Refusal> {
    Ok(match verb {
        "add-to-agenda" => MeetingAct::AddToAgenda { text: read.text("text")? },
        "write-minutes" => MeetingAct::Write(Minutes { text: read.text("text")?, consensus: consensus(read)? }),
        "countersign" => MeetingAct::Sign(Signature {
            invitee: read.number("invitee")?,
            signer: read.text("signer")?,
            evidence: read.text("evidence")?,
        }),
        "finish-minutes" => MeetingAct::Finish,
        "call-off" => MeetingAct::CallOff { reason: read.text("reason")? },
        _ => return Err(Refusal::NotFound),
    })
}

/// `what|owner|2026-12-01; …`: the points agreed on, each with who does it and by when.
fn consensus(read: &Reader<'_>) -> Result<Vec<Consensus>, Refusal> {
    read.list("consensus").iter().map(|part| point(part)).collect()
}

fn point(part: &str) -> Result<Consensus, Refusal> {
    let mut fields = part.split(['|', '｜']).map(str::trim).filter(|text| !text.is_empty());
    let (text, owner, due) = (fields.next(), fields.next(), fields.next().and_then(|day| day.parse().ok()));
    match (text, owner, due, fields.next()) {
        (Some(text), Some(owner), Some(due), None) => {
            Ok(Consensus { text: text.to_owned(), owner: owner.to_owned(), due })
        }
        _ => Err(Refusal::FieldWrong {
            field: "consensus".to_owned(),
            zh: format!("「{part}」须有事项, 责任人和期限. 例: 调取公证书|杭州海关|2026-12-01"),
            en: format!("\"{part}\" needs what, who and by when, e.g. send the deed|HZ-CUSTOMS|2026-12-01"),
        }),
    }
}
