//! The verbs at the end of a dispute.

use super::PROOF;
use crate::casework::dispute::ending::{Cause, Closing, TerminationGround, WaiverCode, WithdrawalForm};
use crate::casework::dispute::{DisputeOutcome, EndingAct};
use crate::casework::fields::{Reader, wrong};
use crate::casework::refusal::Refusal;
use crate::casework::verbs::{FieldRow, Kind, REASON, Verb, verb};

const OUTCOME: FieldRow = ("outcome", "结果", "outcome", Kind::Choice(DisputeOutcome::WORDS), true);

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb("result", ("记结果", "record the result"), false, &[OUTCOME, ("text", "说明", "remark", Kind::Text, false)]),
    verb(
        "close",
        ("办结", "close"),
        true,
        &[
            ("outcome", "结果, 已记则空", "outcome, unless recorded", Kind::Choice(DisputeOutcome::WORDS), false),
            ("code", "未了事项免办的原因", "why what is open may stay so", Kind::Choice(WaiverCode::WORDS), false),
            ("reason", "未了事项的理由", "reason for what is open", Kind::Line, false),
            ("each", "逐项: 序号 原因码 理由; …", "one by one: number code reason; ...", Kind::Line, false),
        ],
    ),
    verb(
        "visit",
        ("回访", "return visit"),
        false,
        &[
            ("score", "满意度 1-5", "score 1-5", Kind::Number, true),
            ("reason", "企业所说", "what they said", Kind::Text, false),
            ("cause", "原因在", "cause", Kind::Choice(Cause::WORDS), false),
        ],
    ),
    verb("reopen", ("重新办理", "reopen"), false, &[REASON]),
    verb("archive", ("归档", "archive"), true, &[("place", "档号", "where it is kept", Kind::Line, true)]),
    verb(
        "terminate",
        ("终止指导", "terminate guidance"),
        true,
        &[
            ("ground", "理由", "ground", Kind::Choice(TerminationGround::WORDS), true),
            ("text", "说明", "remark", Kind::Text, true),
        ],
    ),
    verb(
        "withdraw",
        ("企业撤回", "withdrawn by the enterprise"),
        true,
        &[("form", "方式", "how", Kind::Choice(WithdrawalForm::WORDS), true), PROOF],
    ),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<EndingAct, Refusal> {
    let outcome = || read.choice("outcome", DisputeOutcome::parse, DisputeOutcome::CODES);
    Ok(match verb {
        "result" => EndingAct::Result { outcome: outcome()?, text: read.optional("text") },
        "close" => {
            let code = || read.choice("code", WaiverCode::parse, WaiverCode::CODES);
            EndingAct::Close(Closing {
                outcome: typed(read, "outcome").then(outcome).transpose()?,
                code: typed(read, "code").then(code).transpose()?,
                reason: read.optional("reason"),
                each: read.list("each").iter().map(|part| waived(part)).collect::<Result<_, _>>()?,
            })
        }
        "visit" => {
            let cause = || read.choice("cause", Cause::parse, Cause::CODES);
            let cause = if typed(read, "cause") { cause()? } else { Cause::None };
            EndingAct::Visit { score: read.number("score")?, reason: read.optional("reason"), cause }
        }
        "reopen" => EndingAct::Reopen { reason: read.text("reason")? },
        "archive" => EndingAct::Archive { place: read.text("place")? },
        "terminate" => EndingAct::Terminate {
            ground: read.choice("ground", TerminationGround::parse, TerminationGround::CODES)?,
            text: read.text("text")?,
        },
        "withdraw" => EndingAct::Withdraw {
            form: read.choice("form", WithdrawalForm::parse, WithdrawalForm::CODES)?,
            proof: read.text("proof")?,
        },
        _ => return Err(Refusal::NotFound),
    })
}

fn typed(read: &Reader<'_>, name: &str) -> bool {
    !read.optional(name).is_empty()
}

/// `2 moot settled before the answer was due`.
fn waived(part: &str) -> Result<(u16, WaiverCode, String), Refusal> {
    let mut words = part.splitn(3, char::is_whitespace);
    let no = words.next().and_then(|word| word.parse().ok());
    let code = words.next().and_then(WaiverCode::parse);
    let reason = words.next().unwrap_or_default().trim().to_owned();
    match (no, code) {
        (Some(no), Some(code)) => Ok((no, code, reason)),
        (None, _) | (_, None) => {
            let list = WaiverCode::CODES.join(", ");
            let zh = format!("每项写 序号 原因码 理由, 原因码出自 {list}");
            Err(wrong("each", &zh, &format!("write number, code and reason for each; codes: {list}")))
        }
    }
}
