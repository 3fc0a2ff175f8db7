//! The verbs of the unit itself: they open what is about no record yet.

use super::{BASIS, Kind, Verb, verb};
use crate::casework::affair::AffairDraft;
use crate::casework::command::Act;
use crate::casework::fields::Reader;
use crate::casework::listing::{ListKind, ListingDraft};
use crate::casework::refusal::Refusal;

const LETTER_WORD: Verb = verb(
    "set-letter-word",
    ("定文号代字", "set the word of letter numbers"),
    false,
    &[("word", "代字", "word", Kind::Line, true)],
);

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    LETTER_WORD,
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
        "list-name" => AffairDraft::Listing(ListingDraft {
            list: read.choice("list", ListKind::parse, ListKind::CODES)?,
            name: read.text("name")?,
            basis: read.text("basis")?,
            from: read.date("from")?,
            to: read.optional_date("to")?,
        }),
        "set-letter-word" => return Ok(Act::SetLetterWord(read.text("word")?)),
        _ => return Err(Refusal::NotFound),
    };
    Ok(Act::Open(Box::new(draft)))
}
