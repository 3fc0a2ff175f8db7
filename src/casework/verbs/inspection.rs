//! The verbs of a random inspection, and what was typed for them read as acts.

use super::{FieldRow, Kind, Verb, verb};
use crate::casework::fields::Reader;
use crate::casework::inspection::InspectionAct;
use crate::casework::refusal::Refusal;

const CASE: FieldRow = ("case", "案件编号", "number of the case", Kind::Line, true);

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb(
        "draw",
        ("抽取", "draw"),
        true,
        &[
            ("seed", "公布的种子", "published seed", Kind::Line, true),
            ("published", "何时何处公布", "where and when it was published", Kind::Line, true),
        ],
    ),
    verb("pass", ("查无异常", "found in order"), true, &[CASE]),
    verb(
        "find",
        ("记发现", "record a finding"),
        true,
        &[CASE, ("finding", "发现", "finding", Kind::Text, true), ("due", "限复日", "answer by", Kind::Date, true)],
    ),
    verb(
        "answer-finding",
        ("答复发现", "answer a finding"),
        true,
        &[
            ("no", "发现序号", "number of the finding", Kind::Number, true),
            ("answer", "答复", "answer", Kind::Text, true),
        ],
    ),
    verb("close-inspection", ("办结抽查", "close the inspection"), true, &[]),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<InspectionAct, Refusal> {
    Ok(match verb {
        "draw" => InspectionAct::Draw { seed: read.text("seed")?, published: read.text("published")? },
        "pass" => InspectionAct::Pass { number: read.text("case")? },
        "find" => {
            InspectionAct::Find { number: read.text("case")?, text: read.text("finding")?, due: read.date("due")? }
        }
        "answer-finding" => InspectionAct::Answer { no: read.number("no")?, text: read.text("answer")? },
        "close-inspection" => InspectionAct::Close,
        _ => return Err(Refusal::NotFound),
    })
}
