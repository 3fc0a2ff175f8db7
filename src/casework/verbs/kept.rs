//! The verbs of a leg for its keeper, and what was typed for them read as acts.

use super::{BASIS, FieldRow, Kind, REASON, TO_UNIT, Verb, Words, verb};
use crate::casework::command::{Acceptance, LegAct};
use crate::casework::fields::Reader;
use crate::casework::referral::{HoldCode, NonDelivery, ReferralFile, ReturnCode};
use crate::casework::refusal::Refusal;

/// The codes that officers return with; those of the node come after them.
const RETURN_CODES: Words = ReturnCode::WORDS.split_at(12).0;

const PROMISED: FieldRow = ("promised", "承诺日", "promised", Kind::Date, false);
const LATE: FieldRow = ("late_reason", "承诺晚于期限的理由", "reason to promise later", Kind::Line, false);
const CHECKED: FieldRow = ("checked", "随附材料已核对", "what came along was checked", Kind::YesNo, false);

/// Is there anything to say in this field? A later promise needs a due date, a check something enclosed.
pub fn asks(file: &ReferralFile, field: &str) -> bool {
    let rule = file.referral.as_ref().and_then(|referral| referral.matter.rule());
    let pointless = (field == LATE.0 && file.due().is_none())
        || (field == CHECKED.0 && rule.is_none_or(|rule| rule.evidence.is_empty()));
    !pointless
}

fn acceptance(read: &Reader<'_>) -> Result<Acceptance, Refusal> {
    Ok(Acceptance {
        promised: read.optional_date("promised")?,
        refused: Vec::new(),
        reason: read.optional("late_reason"),
        checked: !read.optional("checked").is_empty() && read.yes_no("checked")?,
    })
}

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb("dispatch", ("记发出", "record dispatch"), false, &[]),
    verb("deliver", ("记送达", "record delivery"), false, &[]),
    verb(
        "not-delivered",
        ("记未能送达", "record non-delivery"),
        true,
        &[("code", "原因", "code", Kind::Choice(NonDelivery::WORDS), true), REASON],
    ),
    verb("sign", ("签收", "sign"), true, &[]),
    verb("accept-leg", ("受理", "accept"), true, &[PROMISED, LATE, CHECKED]),
    verb(
        "return",
        ("退回", "return"),
        true,
        &[
            ("code", "原因", "code", Kind::Choice(RETURN_CODES), true),
            ("basis", "依据", "legal basis", Kind::Line, true),
            ("suggestion", "建议去处", "where to instead", Kind::Line, false),
        ],
    ),
    verb(
        "accept-part",
        ("部分受理", "accept in part"),
        true,
        &[
            ("refused", "不受理的事项: 2 R2 依据", "items refused: 2 R2 basis", Kind::Line, true),
            PROMISED,
            LATE,
            CHECKED,
        ],
    ),
    verb(
        "ask-info",
        ("要求补正", "ask for information"),
        false,
        &[("questions", "问题, 用分号隔开", "questions, with semicolons between", Kind::Text, true)],
    ),
    verb(
        "hold",
        ("中止", "put on hold"),
        false,
        &[
            ("code", "原因", "code", Kind::Choice(HoldCode::WORDS), true),
            ("review", "复查日", "review date", Kind::Date, true),
            REASON,
        ],
    ),
    verb("propose-forward", ("退回并建议转交", "return to be forwarded"), true, &[TO_UNIT, BASIS]),
    verb(
        "propose-split",
        ("退回并建议拆分", "return to be split"),
        true,
        &[("parts", "各部分: HZHG 1,2; SH 3", "the parts: HZHG 1,2; SH 3", Kind::Line, true), BASIS],
    ),
    verb("resume", ("恢复办理", "resume"), false, &[]),
    verb(
        "ask-extension",
        ("申请延期", "ask for an extension"),
        false,
        &[("until", "延至", "until", Kind::Date, true), REASON],
    ),
    verb(
        "cannot-do",
        ("报未能办成", "report failure"),
        true,
        &[("tried", "已试过什么", "what was tried", Kind::Text, true)],
    ),
    verb(
        "ack-amendment",
        ("知悉修改", "acknowledge the amendment"),
        false,
        &[("agrees", "同意提前的期限", "agrees to an earlier due date", Kind::YesNo, true)],
    ),
    verb("start", ("开始办理", "start work"), false, &[]),
    verb("interim", ("进展", "interim note"), false, &[("text", "内容", "text", Kind::Text, true)]),
    verb(
        "report",
        ("反馈", "report"),
        true,
        &[
            ("outcomes", "逐项结果", "outcome of each item", Kind::Outcomes, false),
            ("summary", "概要", "summary", Kind::Text, true),
        ],
    ),
    verb("agree-recall", ("同意撤回", "agree to recall"), true, &[]),
    verb("refuse-recall", ("不同意撤回", "refuse recall"), true, &[REASON]),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<LegAct, Refusal> {
    Ok(match verb {
        "dispatch" => LegAct::Dispatch,
        "deliver" => LegAct::Deliver,
        "not-delivered" => LegAct::NotDelivered {
            code: read.choice("code", NonDelivery::parse, NonDelivery::CODES)?,
            reason: read.text("reason")?,
        },
        "sign" => LegAct::Sign,
        "accept-leg" => LegAct::AcceptWith(Box::new(acceptance(read)?)),
        "accept-part" => {
            LegAct::AcceptWith(Box::new(Acceptance { refused: read.refused("refused")?, ..acceptance(read)? }))
        }
        "propose-forward" => LegAct::Forward { to: read.text("to")?, basis: read.text("basis")? },
        "propose-split" => LegAct::Split { parts: read.parts("parts")?, basis: read.text("basis")? },
        "ask-info" => LegAct::AskInfo { questions: read.list("questions") },
        "hold" => LegAct::Hold {
            code: read.choice("code", HoldCode::parse, HoldCode::CODES)?,
            review: read.date("review")?,
            reason: read.text("reason")?,
        },
        "resume" => LegAct::Resume,
        "ask-extension" => LegAct::AskExtension { until: read.date("until")?, reason: read.text("reason")? },
        "cannot-do" => LegAct::CannotDo { tried: read.text("tried")? },
        "ack-amendment" => LegAct::AckAmendment { agrees: read.yes_no("agrees")? },
        "return" => LegAct::Return {
            code: read.choice("code", ReturnCode::parse, ReturnCode::CODES)?,
            basis: read.text("basis")?,
            suggestion: read.optional("suggestion"),
        },
        "start" => LegAct::Start,
        "interim" => LegAct::Interim { text: read.text("text")? },
        "report" => LegAct::Report { outcomes: read.outcomes("outcomes")?, summary: read.text("summary")? },
        "agree-recall" => LegAct::AgreeRecall,
        "refuse-recall" => LegAct::RefuseRecall { reason: read.text("reason")? },
        _ => return Err(Refusal::NotFound),
    })
}
