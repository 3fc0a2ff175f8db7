//! An expert in the roster: what everybody may know, so nothing of sealed cases.

use super::board::Column;
use super::filtering::{Test, Wanted};
use super::whole::{Listed, Whole};
use crate::casework::expert::{Expert, ExpertDraft, ExpertRole, Slot};
use crate::casework::ids::RecordId;
use crate::casework::state::UnitState;
use crate::finder::Needle;
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

impl Listed for ExpertRow {
    const KIND: u8 = 4;

    fn record(&self) -> RecordId {
        self.id
    }

    fn number(&self) -> &str {
        &self.number
    }

    fn names(&self) -> Vec<&str> {
        let own = [self.name.as_str(), self.organisation.as_str()];
        own.into_iter().chain(self.fields.iter().map(String::as_str)).collect()
    }

    fn texts(&self) -> Vec<&str> {
        let lists = [&self.fields, &self.jurisdictions, &self.languages, &self.seats];
        let own = [self.name.as_str(), self.organisation.as_str()];
        own.into_iter().chain(lists.into_iter().flatten().map(String::as_str)).collect()
    }

    fn columns(&self) -> [&str; 3] {
        [&self.name, &self.organisation, &self.home]
    }

    fn field<'a>(name: &str, wanted: Wanted<'a>) -> Option<Test<'a, Whole<Self>>> {
        let any = |list: &[String], needle: &Needle| list.iter().any(|word| needle.is_in(word));
        Some(match name {
            "country" => wanted.text(move |one: &Whole<Self>, needle| any(&one.row.jurisdictions, needle)),
            "lang" => wanted.text(move |one: &Whole<Self>, needle| any(&one.row.languages, needle)),
            "field" => wanted.text(move |one: &Whole<Self>, needle| any(&one.row.fields, needle)),
            "unit" => wanted.text(|one: &Whole<Self>, needle| needle.is_in(&one.row.home)),
            "kind" => wanted.word(ExpertRole::WORDS, |one: &Whole<Self>| Some(one.row.role as usize)),
            _ => return None,
        })
    }

    /// `due<=0`: can work today; `due<=7d`: within a week.
    fn due_in(&self, today: NaiveDate) -> Option<i64> {
        self.free_in(today)
    }

    fn column(key: &str) -> Option<Column<Whole<Self>>> {
        Some(match key {
            "name" => Column::Text(|one| one.columns[0]),
            "organisation" => Column::Text(|one| one.columns[1]),
            "home" | "unit" => Column::Text(|one| one.columns[2]),
            "role" => Column::Rank(|one| Some(one.row.role as u128)),
            "load" => Column::Rank(|one| Some(u128::from(one.row.load.0))),
            _ => return None,
        })
    }
}
