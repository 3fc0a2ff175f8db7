//! An expert of the center's roster.

use super::ids::{Hash, RecordId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An expert as enrolled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpertDraft {
    pub name: String,
    /// Firm, university or office.
    pub organisation: String,
    /// Fields: IPC or Nice classes and words (`G01S`, `optics`, `337`).
    pub fields: Vec<String>,
    /// WIPO ST.3 codes of the jurisdictions of experience.
    pub jurisdictions: Vec<String>,
    /// Working languages as ISO 639-1 codes (`en`, `de`).
    pub languages: Vec<String>,
    pub contact: String,
    /// Parties and firms of the last five years: an expert is not asked against or for them unseen.
    pub conflicts: Vec<String>,
    /// How many consultations at once.
    pub load_max: u8,
    /// Last day of leave.
    pub leave_until: Option<NaiveDate>,
}

impl ExpertDraft {
    /// What makes two rows the same expert: name and organisation.
    pub fn key(&self) -> Hash {
        Hash::of(format!("expert\n{}\n{}", self.name.trim(), self.organisation.trim()).as_bytes())
    }
}

/// What happened to an expert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExpertFact {
    Enrolled { number: String, draft: Box<ExpertDraft> },
    Changed(Box<ExpertDraft>),
}

/// An expert as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expert {
    pub id: RecordId,
    pub number: String,
    pub draft: ExpertDraft,
    /// Disputes that chose this expert and are still open.
    pub working_on: Vec<RecordId>,
    pub version: u32,
}
