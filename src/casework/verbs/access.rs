//! The verbs of an emergency access, and what was typed for them read as acts.

use super::{Kind, Verb, verb};
use crate::casework::access::AccessAct;
use crate::casework::fields::Reader;
use crate::casework::refusal::Refusal;

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb("agree-access", ("同意调阅", "agree to the access"), false, &[]),
    verb("decline-access", ("不同意调阅", "do not agree"), false, &[("reason", "理由", "reason", Kind::Line, true)]),
    verb(
        "review-access",
        ("复核调阅", "review the access"),
        true,
        &[
            ("justified", "理由成立", "justified", Kind::YesNo, true),
            ("remark", "复核意见", "remark", Kind::Line, true),
        ],
    ),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<AccessAct, Refusal> {
    Ok(match verb {
        "agree-access" => AccessAct::Agree,
        "decline-access" => AccessAct::Decline { reason: read.text("reason")? },
        "review-access" => AccessAct::Review { justified: read.yes_no("justified")?, remark: read.text("remark")? },
        _ => return Err(Refusal::NotFound),
    })
}
