//! The forms: which fields, and what is made of them. Verbs of a record get theirs from what the
//! daemon says the verb needs; taking a dispute in and referring it have forms of their own.

pub mod intake;
pub mod refer;
pub mod verb;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

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

/// A moment typed, `15:30` of today or `2026-11-23 15:30` by the clock of `now`, or none, or what is wrong with it.
///
/// # Errors
/// When something is typed that is no moment.
fn moment(values: &Values, id: &str, now: DateTime<FixedOffset>) -> Result<Option<DateTime<FixedOffset>>, Lack> {
    let text = values.get(id);
    if text.is_empty() {
        return Ok(None);
    }
    let today = NaiveTime::parse_from_str(text, "%H:%M").map(|time| now.date_naive().and_time(time));
    let wall = today.or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M"));
    let at = wall.ok().and_then(|wall| wall.and_local_timezone(now.timezone()).single());
    at.map(Some).ok_or_else(|| (id.to_owned(), "lack-moment"))
}

/// Options from a vocabulary of the field, in the language in force.
#[must_use]
pub fn vocabulary(words: impl Iterator<Item = (&'static str, &'static str)>) -> Vec<Choice> {
    words.map(|(code, word)| Choice { code: code.to_owned(), label: SafeText::word(word) }).collect()
}
