//! The rows: what one line of a board needs, and nothing that only time changes.

pub use super::alert_row::AlertRow;
use super::board::{Place, Row};
pub use super::dispute_row::{DisputeRow, NextDeadline, custodian};
pub use super::expert_row::ExpertRow;
pub use super::referral_row::ReferralRow;
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

impl Row for AgencyRow {
    fn id(&self) -> RecordId {
        self.id
    }

    /// As entered.
    fn place(&self) -> Place {
        (0, number_tail(&self.number))
    }
}

/// Year and count of a number, for ordering.
pub(super) fn number_tail(number: &str) -> i64 {
    let mut parts = number.rsplit('-').map(|part| part.parse::<i64>().unwrap_or(0));
    let (no, year) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    year * 10_000_000 + no
}
