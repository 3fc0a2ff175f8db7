//! An agency: who a case may be referred to. Most have no desk; what they do is recorded by proxy.

use super::ids::{Hash, RecordId};
use super::words::UnitKind;
use crate::calendar::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A person to write to at an agency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Liaison {
    pub name: String,
    /// Office and title.
    pub post: String,
    pub phone: String,
    pub mail: String,
    /// After this day the contact is not to be relied on.
    pub valid_to: Option<NaiveDate>,
}

/// An agency as entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyDraft {
    /// Short code that officers type (`HZ-CUSTOMS`), unique in the unit.
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub kind: UnitKind,
    /// ISO 3166 alpha-2.
    pub country: String,
    pub address: String,
    pub liaisons: Vec<Liaison>,
}

impl AgencyDraft {
    /// What makes two rows the same agency: its code.
    pub fn key(&self) -> Hash {
        Hash::of(format!("agency\n{}", self.code.to_uppercase()).as_bytes())
    }

    /// The name in both languages.
    pub fn title(&self) -> Text {
        Text::new(self.name(true), self.name(false))
    }

    /// The name in the asked language.
    pub fn name(&self, zh: bool) -> &str {
        if zh || self.name_en.is_empty() { &self.name_zh } else { &self.name_en }
    }
}

impl AgencyDraft {
    /// Whom to write to on this day: the first liaison whose days are not over; the later ones stand in for the first.
    pub fn contact(&self, today: NaiveDate) -> Option<&Liaison> {
        self.liaisons.iter().find(|one| one.valid_to.is_none_or(|last| today <= last))
    }
}

/// What happened to an agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AgencyFact {
    Entered { number: String, draft: Box<AgencyDraft> },
    LiaisonNamed(Liaison),
}

/// An agency as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    pub id: RecordId,
    pub number: String,
    pub draft: AgencyDraft,
    pub version: u32,
}
