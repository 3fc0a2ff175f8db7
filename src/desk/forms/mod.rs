//! The forms: which fields, and what is made of them. Verbs of a record get theirs from what the
//! daemon says the verb needs; taking a dispute in and referring it have forms of their own.

pub mod intake;
pub mod refer;
pub mod verb;

use chrono::NaiveDate;

use super::overlays::form::{Choice, Lack, Values};
use crate::casework::safe_text::SafeText;

/// A date typed, or none, or what is wrong with it.
///
/// # Errors
/// When something is typed that is no date.
fn date(values: &Values, id: &str) -> Result<Option<NaiveDate>, Lack> {
    let text = values.get(id);
    if text.is_empty() {
        return Ok(None);
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map(Some).map_err(|_| (id.to_owned(), "lack-date"))
}

/// Options from a vocabulary of the field, in the language in force.
fn vocabulary(words: impl Iterator<Item = (&'static str, &'static str)>) -> Vec<Choice> {
    words.map(|(code, word)| Choice { code: code.to_owned(), label: SafeText::word(word) }).collect()
}
