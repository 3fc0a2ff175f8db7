//! The rows: what one line of a board needs, and nothing that only time changes.

pub use super::affair_row::AffairRow;
pub use super::alert_row::AlertRow;
use super::board::Column;
pub use super::dispute_row::{DisputeRow, NextDeadline, custodian};
pub use super::expert_row::ExpertRow;
use super::filtering::{Test, Wanted};
pub use super::referral_row::ReferralRow;
use super::whole::{Listed, Whole};
use crate::casework::agency::Agency;
use crate::casework::ids::RecordId;
use crate::casework::referral::ReferralFile;
use crate::casework::standing::{Standing, standing};
use crate::casework::state::UnitState;
use crate::casework::words::UnitKind;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The standing of a referral as this unit sees it.
pub fn standing_of(file: &ReferralFile, state: &UnitState) -> Option<Standing> {
    let referral = file.referral.as_ref()?;
    let line = referral.to.unit().and_then(|to| state.lines.get(&to));
    Some(standing(file, line))
}

/// An agency in the list of those that a case may be referred to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyRow {
    pub id: RecordId,
    pub number: String,
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub kind: UnitKind,
    pub country: String,
    /// Contact named last: name, post, telephone.
    pub liaison: String,
    /// Names that it bore before, in both languages.
    pub former: Vec<String>,
    /// Each contact: its last day if it has one, and the day by which it is to be verified again.
    pub checks: Vec<(Option<NaiveDate>, NaiveDate)>,
    pub version: u32,
}

impl AgencyRow {
    /// The row of an agency.
    pub fn of(agency: &Agency) -> Self {
        let draft = &agency.draft;
        let liaison = draft.liaisons.last().map(|one| format!("{} {} {}", one.name, one.post, one.phone));
        Self {
            id: agency.id,
            number: agency.number.clone(),
            code: draft.code.clone(),
            name_zh: draft.name_zh.clone(),
            name_en: draft.name_en.clone(),
            kind: draft.kind,
            country: draft.country.clone(),
            liaison: liaison.unwrap_or_default().trim().to_owned(),
            former: agency.names(true).skip(1).chain(agency.names(false).skip(1)).map(str::to_owned).collect(),
            checks: agency.checks(),
            version: agency.version,
        }
    }
}

impl AgencyRow {
    /// The day by which the contact that was not verified for longest is to be asked again; of those in office.
    pub fn check_by(&self, today: NaiveDate) -> Option<NaiveDate> {
        self.checks.iter().filter(|(to, _)| to.is_none_or(|to| today <= to)).map(|(_, by)| *by).min()
    }
}

impl Listed for AgencyRow {
    const KIND: u8 = 5;

    fn record(&self) -> RecordId {
        self.id
    }

    fn number(&self) -> &str {
        &self.number
    }

    fn names(&self) -> Vec<&str> {
        let own = [self.code.as_str(), self.name_zh.as_str(), self.name_en.as_str()];
        own.into_iter().chain(self.former.iter().map(String::as_str)).collect()
    }

    fn texts(&self) -> Vec<&str> {
        self.names().into_iter().chain([self.liaison.as_str()]).collect()
    }

    fn columns(&self) -> [&str; 3] {
        [&self.code, &self.name_zh, &self.country]
    }

    fn field<'a>(name: &str, wanted: Wanted<'a>) -> Option<Test<'a, Whole<Self>>> {
        Some(match name {
            "country" => wanted.name(|one: &Whole<Self>| one.columns[2]),
            "kind" => wanted.word(UnitKind::WORDS, |one: &Whole<Self>| Some(one.row.kind as usize)),
            _ => return None,
        })
    }

    /// Until its contacts are to be verified again.
    fn due_in(&self, today: NaiveDate) -> Option<i64> {
        self.check_by(today).map(|by| (by - today).num_days())
    }

    fn column(key: &str) -> Option<Column<Whole<Self>>> {
        Some(match key {
            "code" => Column::Text(|one| one.columns[0]),
            "name" | "name_zh" => Column::Text(|one| one.columns[1]),
            "country" => Column::Text(|one| one.columns[2]),
            "kind" => Column::Rank(|one| Some(one.row.kind as u128)),
            _ => return None,
        })
    }
}

/// Year and count of a number, for ordering.
pub(super) fn number_tail(number: &str) -> i64 {
    let mut parts = number.rsplit('-').map(|part| part.parse::<i64>().unwrap_or(0));
    let (no, year) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    year * 10_000_000 + no
}
