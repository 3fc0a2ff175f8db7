//! The verbs of a listing, and what was typed for them read as acts.

use super::{Kind, REASON, Verb, verb};
use crate::casework::fields::Reader;
use crate::casework::listing::ListingAct;
use crate::casework::refusal::Refusal;

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb("object-to-listing", ("记异议", "record an objection"), false, &[REASON]),
    verb(
        "decide-objection",
        ("裁定异议", "decide the objection"),
        true,
        &[("upheld", "异议成立", "objection upheld", Kind::YesNo, true), REASON],
    ),
    verb("unlist", ("移出名单", "take off the list"), true, &[REASON]),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<ListingAct, Refusal> {
    Ok(match verb {
        "object-to-listing" => ListingAct::Object { reason: read.text("reason")? },
        "decide-objection" => ListingAct::Decide { upheld: read.yes_no("upheld")?, reason: read.text("reason")? },
        "unlist" => ListingAct::Remove { reason: read.text("reason")? },
        _ => return Err(Refusal::NotFound),
    })
}
