//! The verbs of a consultation, and what was typed for them read as acts. What an expert says is recorded with the scan
//! or the call that proves it.

use super::{FieldRow, Kind, REASON, Verb, verb};
use crate::casework::consultation::{Adoption, Agreement, ConsultationAct, DeclineCode, MaterialEnd, Verdict};
use crate::casework::fields::Reader;
use crate::casework::refusal::Refusal;
use crate::casework::words::Tlp;

const EXPERT: FieldRow = ("expert", "专家", "expert", Kind::Expert, true);
/// Not needed where only one can be meant.
const WHO: FieldRow = ("expert", "专家", "expert", Kind::Expert, false);
const FILE: FieldRow = ("evidence", "凭据文件", "evidence file", Kind::Line, false);
const SAID: FieldRow = ("said", "电话凭据: 谁说了什么", "call: who said what", Kind::Line, false);
const TEXT: FieldRow = ("text", "内容", "text", Kind::Text, true);

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb("check-conflicts", ("查利益冲突", "check for conflicts"), false, &[]),
    verb("override-conflict", ("越过利益冲突", "pass over a conflict"), true, &[EXPERT, REASON]),
    verb(
        "invite",
        ("邀请", "invite"),
        false,
        &[EXPERT, ("borrow", "借用商请编号", "request to borrow", Kind::Record, false)],
    ),
    verb(
        "expert-agrees",
        ("记应允", "record that the expert agrees"),
        false,
        &[
            WHO,
            ("version", "承诺书版本", "version of the undertaking", Kind::Line, true),
            ("level", "最高密级", "highest level", Kind::Choice(Tlp::WORDS), true),
            FILE,
            SAID,
        ],
    ),
    verb(
        "expert-declines",
        ("记谢绝", "record that the expert declines"),
        false,
        &[WHO, ("code", "原因", "why", Kind::Choice(DeclineCode::WORDS), true), FILE, SAID],
    ),
    verb(
        "send-material",
        ("发材料", "send material"),
        true,
        &[
            WHO,
            ("level", "密级", "level", Kind::Choice(Tlp::WORDS), true),
            ("evidence", "材料文件", "file", Kind::Line, true),
        ],
    ),
    verb(
        "expert-asks",
        ("记专家提问", "record what the expert asks"),
        false,
        &[WHO, ("questions", "问题, 分号隔开", "questions, with semicolons between", Kind::Text, true), FILE, SAID],
    ),
    verb(
        "answer-expert",
        ("答复专家", "answer the expert"),
        false,
        &[WHO, ("answers", "答复, 分号隔开", "answers, with semicolons between", Kind::Text, true)],
    ),
    verb(
        "record-opinion",
        ("记意见", "record an opinion"),
        false,
        &[WHO, ("verdict", "结论", "verdict", Kind::Choice(Verdict::WORDS), true), TEXT, FILE, SAID],
    ),
    verb(
        "adopt",
        ("采纳意见", "decide on the opinion"),
        true,
        &[("adoption", "采纳", "how much", Kind::Choice(Adoption::WORDS), true), REASON],
    ),
    verb(
        "tell-enterprise",
        ("告知企业", "tell the enterprise"),
        true,
        &[
            ("to", "告知谁", "whom", Kind::Line, true),
            ("text", "内容, 隐去专家", "text, experts left out", Kind::Text, true),
        ],
    ),
    verb(
        "compare-outcome",
        ("对照案件结果", "compare with the outcome"),
        false,
        &[("agreement", "与意见", "beside the opinion", Kind::Choice(Agreement::WORDS), true), TEXT],
    ),
    verb(
        "quarantine",
        ("隔离意见", "quarantine an opinion"),
        true,
        &[EXPERT, ("with", "与谁冲突", "conflict with", Kind::Line, true)],
    ),
    verb(
        "new-panel",
        ("另组专家", "ask a new panel"),
        false,
        &[("keep", "其他专家留任", "the others stay", Kind::YesNo, true)],
    ),
    verb(
        "withdraw-request",
        ("撤回提请", "withdraw the request"),
        true,
        &[REASON, ("told", "怎样告知专家", "how the experts were told", Kind::Line, false)],
    ),
    verb(
        "material-ended",
        ("记材料退还或销毁", "record what became of the material"),
        false,
        &[WHO, ("end", "去向", "what became of it", Kind::Choice(MaterialEnd::WORDS), true), FILE, SAID],
    ),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<ConsultationAct, Refusal> {
    Ok(match verb {
        "check-conflicts" => ConsultationAct::Check,
        "override-conflict" => {
            ConsultationAct::Override { expert: read.record("expert")?, reason: read.text("reason")? }
        }
        "invite" => ConsultationAct::Invite { expert: read.record("expert")?, borrow: read.optional_record("borrow")? },
        "adopt" => ConsultationAct::Adopt {
            adoption: read.choice("adoption", Adoption::parse, Adoption::CODES)?,
            reason: read.text("reason")?,
        },
        "tell-enterprise" => ConsultationAct::Deliver { to: read.text("to")?, text: read.text("text")? },
        "compare-outcome" => ConsultationAct::Feedback {
            agreement: read.choice("agreement", Agreement::parse, Agreement::CODES)?,
            text: read.text("text")?,
        },
        "quarantine" => ConsultationAct::Quarantine { expert: read.record("expert")?, with: read.text("with")? },
        "new-panel" => ConsultationAct::NewPanel { keep: read.yes_no("keep")? },
        "withdraw-request" => ConsultationAct::Withdraw { reason: read.text("reason")?, told: read.optional("told") },
        _ => of_expert(verb, read)?,
    })
}

/// What an expert said or got.
fn of_expert(verb: &str, read: &Reader<'_>) -> Result<ConsultationAct, Refusal> {
    let expert = read.optional_record("expert")?;
    Ok(match verb {
        "expert-agrees" => ConsultationAct::Agree {
            expert,
            version: read.text("version")?,
            level: read.choice("level", Tlp::parse, Tlp::CODES)?,
            proof: read.proxy(),
        },
        "expert-declines" => ConsultationAct::Decline {
            expert,
            code: read.choice("code", DeclineCode::parse, DeclineCode::CODES)?,
            proof: read.proxy(),
        },
        "send-material" => {
            ConsultationAct::Send { expert, level: read.choice("level", Tlp::parse, Tlp::CODES)?, file: read.proxy() }
        }
        "expert-asks" => ConsultationAct::AskMore { expert, questions: read.list("questions"), proof: read.proxy() },
        "answer-expert" => ConsultationAct::AnswerMore { expert, answers: read.list("answers") },
        "record-opinion" => ConsultationAct::Opine {
            expert,
            verdict: read.choice("verdict", Verdict::parse, Verdict::CODES)?,
            text: read.text("text")?,
            proof: read.proxy(),
        },
        "material-ended" => ConsultationAct::MaterialBack {
            expert,
            end: read.choice("end", MaterialEnd::parse, MaterialEnd::CODES)?,
            proof: read.proxy(),
        },
        _ => return Err(Refusal::NotFound),
    })
}
