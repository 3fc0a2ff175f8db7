//! An affair in a list: every kind has the same columns.

use super::board::{Place, Row};
use super::rows::number_tail;
use crate::calendar::Text;
use crate::casework::affair::{AffairFile, AffairKind};
use crate::casework::ids::RecordId;
use crate::finder::filter::Filterable;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// An affair in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffairRow {
    pub id: RecordId,
    pub number: String,
    pub kind: AffairKind,
    pub title: Text,
    /// Code of its state, and the words for it.
    pub state: String,
    pub state_words: Text,
    pub is_open: bool,
    pub due: Option<NaiveDate>,
    /// The dispute it is about.
    pub dispute: Option<RecordId>,
    pub version: u32,
}

impl AffairRow {
    /// The row of an affair.
    pub fn of(file: &AffairFile) -> Self {
        let card = file.affair.card();
        Self {
            id: file.id,
            number: file.affair.number().to_owned(),
            kind: file.affair.kind(),
            title: card.title,
            state: card.state.to_owned(),
            state_words: card.state_words,
            is_open: card.is_open,
            due: card.due,
            dispute: card.dispute,
            version: file.version,
        }
    }
}

impl Row for AffairRow {
    fn id(&self) -> RecordId {
        self.id
    }

    /// Open ones by their day, then those without one as opened; done ones last.
    fn place(&self) -> Place {
        match (self.is_open, self.due) {
            (true, Some(due)) => (0, i64::from(due.to_epoch_days())),
            (true, None) => (1, number_tail(&self.number)),
            (false, _) => (2, -number_tail(&self.number)),
        }
    }
}

impl Filterable for AffairRow {
    fn text(&self) -> String {
        format!("{} {} {}", self.number, self.title.zh, self.title.en)
    }

    fn field(&self, name: &str) -> Option<Vec<Cow<'_, str>>> {
        Some(match name {
            "kind" => vec![self.kind.code().into(), self.kind.zh().into()],
            "state" => {
                let words = &self.state_words;
                vec![self.state.as_str().into(), words.zh.as_str().into(), words.en.as_str().into()]
            }
            _ => return None,
        })
    }

    fn days_left(&self, today: NaiveDate) -> Option<i64> {
        self.due.map(|due| (due - today).num_days())
    }
}
