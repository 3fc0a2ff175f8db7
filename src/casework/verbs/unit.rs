//! The verbs of the unit itself: they open what is about no record yet.

use super::{BASIS, Kind, REASON, Verb, verb};
use crate::casework::access::AccessDraft;
use crate::casework::affair::AffairDraft;
use crate::casework::command::Act;
use crate::casework::fields::Reader;
use crate::casework::listing::{ListKind, ListingDraft};
use crate::casework::refusal::Refusal;

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb(
        "emergency-access",
        ("紧急调阅", "read a sealed case in an emergency"),
        true,
        &[("number", "完整编号", "whole number of the case", Kind::Line, true), REASON],
    ),
    verb(
        "list-name",
        ("列入名单", "put a name on a list"),
        false,
        &[
            ("list", "名单", "list", Kind::Choice(ListKind::WORDS), true),
            ("name", "名称", "name", Kind::Line, true),
            BASIS,
            ("from", "自", "from", Kind::Date, true),
            ("to", "至", "to", Kind::Date, false),
        ],
    ),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<Act, Refusal> {
    let draft = match verb {
        "emergency-access" => {
            AffairDraft::Access(AccessDraft { number: read.text("number")?, reason: read.text("reason")? })
        }
        "list-name" => AffairDraft::Listing(ListingDraft {
            list: read.choice("list", ListKind::parse, ListKind::CODES)?,
            name: read.text("name")?,
            basis: read.text("basis")?,
            from: read.date("from")?,
            to: read.optional_date("to")?,
        }),
        _ => return Err(Refusal::NotFound),
    };
    Ok(Act::Open(Box::new(draft)))
}
