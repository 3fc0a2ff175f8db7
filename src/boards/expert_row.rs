//! An expert in the roster: what everybody may know, so nothing of sealed cases.

use super::board::{Place, Row};
use super::rows::number_tail;
use crate::casework::expert::{Expert, ExpertDraft, ExpertRole, Slot};
use crate::casework::ids::RecordId;
use crate::casework::state::UnitState;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An expert in the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpertRow {
    pub id: RecordId,
    pub number: String,
    pub name: String,
    pub organisation: String,
    pub role: ExpertRole,
    pub fields: Vec<String>,
    pub jurisdictions: Vec<String>,
    pub languages: Vec<String>,
    pub seats: Vec<String>,
    /// Code of the unit whose expert it is; empty: ours.
    pub home: String,
    pub lendable: bool,
    /// Consultations now, and how many at once; what is sealed is not counted.
    pub load: (u8, u8),
    pub leave_from: Option<NaiveDate>,
    pub leave_until: Option<NaiveDate>,
    pub slots: Vec<Slot>,
    pub certificate_until: Option<NaiveDate>,
    pub version: u32,
}

impl ExpertRow {
    /// The row of an expert.
    pub fn of(expert: &Expert, state: &UnitState) -> Self {
        Self::with_load(expert, expert.shown_load(state))
    }

    /// The row of an expert with so much on hand.
    pub fn with_load(expert: &Expert, load: u8) -> Self {
        let draft = &expert.draft;
        Self {
            id: expert.id,
            number: expert.number.clone(),
            name: draft.name.clone(),
            organisation: draft.organisation.clone(),
            role: draft.role(),
            fields: draft.fields.clone(),
            jurisdictions: draft.jurisdictions.clone(),
            languages: draft.languages.clone(),
            seats: draft.seats.clone(),
            home: draft.home.clone(),
            lendable: draft.lendable,
            load: (load, draft.load_max),
            leave_from: draft.leave_from,
            leave_until: draft.leave_until,
            slots: draft.slots.clone(),
            certificate_until: draft.certificate_until,
            version: expert.version,
        }
    }

    /// Days until the expert can work, as far as leave and slots tell; None when no slot is left.
    pub fn free_in(&self, today: NaiveDate) -> Option<i64> {
        let draft = ExpertDraft {
            leave_from: self.leave_from,
            leave_until: self.leave_until,
            slots: self.slots.clone(),
            ..ExpertDraft::default()
        };
        draft.free_from(today).map(|day| (day - today).num_days())
    }
}

impl Row for ExpertRow {
    fn id(&self) -> RecordId {
        self.id
    }

    /// As enrolled.
    fn place(&self) -> Place {
        (0, number_tail(&self.number))
    }
}
