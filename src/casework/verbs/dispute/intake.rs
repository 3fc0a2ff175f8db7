//! The verbs of a dispute before guidance.

use super::PROOF;
use crate::casework::dispute::IntakeAct;
use crate::casework::dispute::intake::{GreenGround, RefusalGround};
use crate::casework::fields::Reader;
use crate::casework::refusal::Refusal;
use crate::casework::verbs::{Kind, REASON, Verb, verb};

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb(
        "ask-material",
        ("通知补充", "ask for material"),
        false,
        &[
            ("items", "所缺材料, 分号隔开", "what is missing, with semicolons", Kind::Text, true),
            ("due", "期限", "due", Kind::Date, true),
        ],
    ),
    verb("supply-material", ("已补充", "material supplied"), false, &[("what", "补了什么", "what", Kind::Line, true)]),
    verb(
        "not-accept",
        ("不予受理", "do not accept"),
        true,
        &[
            ("ground", "理由", "ground", Kind::Choice(RefusalGround::WORDS), true),
            ("pointer", "指引去处", "where to go instead", Kind::Line, true),
            ("text", "说明", "remark", Kind::Text, false),
        ],
    ),
    verb(
        "review-refusal",
        ("复核不予受理", "review the refusal"),
        true,
        &[("upheld", "维持", "upheld", Kind::YesNo, true), REASON],
    ),
    verb("join", ("并案", "join to another"), false, &[("into", "并入", "into", Kind::Record, true), REASON]),
    verb("detach", ("拆出", "detach"), false, &[REASON]),
    verb(
        "green-channel",
        ("走绿色通道", "green channel"),
        false,
        &[
            ("ground", "资格", "ground", Kind::Choice(GreenGround::WORDS), true),
            ("proof", "证明", "proof", Kind::Line, false),
        ],
    ),
    verb("prove-green", ("补绿色通道证明", "prove the green channel"), false, &[PROOF]),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<IntakeAct, Refusal> {
    Ok(match verb {
        "ask-material" => IntakeAct::AskMaterial { items: read.list("items"), due: read.date("due")? },
        "supply-material" => IntakeAct::SupplyMaterial { what: read.text("what")? },
        "not-accept" => IntakeAct::NotAccept {
            ground: read.choice("ground", RefusalGround::parse, RefusalGround::CODES)?,
            pointer: read.text("pointer")?,
            text: read.optional("text"),
        },
        "review-refusal" => IntakeAct::Review { upheld: read.yes_no("upheld")?, reason: read.text("reason")? },
        "join" => IntakeAct::Join { into: read.record("into")?, reason: read.text("reason")? },
        "detach" => IntakeAct::Detach { reason: read.text("reason")? },
        "green-channel" => IntakeAct::Green {
            ground: read.choice("ground", GreenGround::parse, GreenGround::CODES)?,
            proof: read.optional("proof"),
        },
        "prove-green" => IntakeAct::ProveGreen { proof: read.text("proof")? },
        _ => return Err(Refusal::NotFound),
    })
}
