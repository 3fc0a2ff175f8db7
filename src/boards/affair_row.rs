//! An affair in a list: every kind has the same columns.

use crate::calendar::Text;
use crate::casework::affair::{AffairFile, AffairKind};
use crate::casework::ids::RecordId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
