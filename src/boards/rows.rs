//! The rows: what one line of a board needs, and nothing that only time changes.

pub use super::alert_row::AlertRow;
use super::board::{Place, Row};
pub use super::dispute_row::{DisputeRow, NextDeadline, custodian};
pub use super::expert_row::ExpertRow;
pub use super::referral_row::ReferralRow;
use crate::casework::agency::Agency;
use crate::casework::alert::{Alert, AlertState, CapCertainty, CapSeverity, CapUrgency, Priority};
use crate::casework::ids::RecordId;
use crate::casework::custody::Custody;
use crate::casework::deadline::{Deadline, DeadlineState};
use crate::casework::dispute::major::MajorLevel;
use crate::casework::dispute::{Dispute, Stage, Track};
use crate::casework::ids::{OfficerId, RecordId};
use crate::casework::referral::ReferralFile;
use crate::casework::standing::{Standing, standing};
use crate::casework::state::UnitState;
use crate::casework::words::UnitKind;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

/// The standing of a referral as this unit sees it.
pub fn standing_of(file: &ReferralFile, state: &UnitState) -> Option<Standing> {
    let referral = file.referral.as_ref()?;
    let line = referral.to.unit().and_then(|to| state.lines.get(&to));
    Some(standing(file, line))
}

/// An alert in the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertRow {
    pub id: RecordId,
    pub number: String,
    pub priority: Priority,
    pub urgency: CapUrgency,
    pub severity: CapSeverity,
    pub certainty: CapCertainty,
    pub headline: String,
    pub sender: String,
    pub forum: String,
    pub jurisdiction: String,
    pub docket: Option<String>,
    pub parties: Vec<String>,
    pub state: AlertState,
    pub acked_by: Option<String>,
    pub dispute: Option<(RecordId, String)>,
    pub sent: DateTime<FixedOffset>,
    pub arrived: DateTime<FixedOffset>,
    pub revision: u32,
    pub version: u32,
}

impl AlertRow {
    /// The row of an alert.
    pub fn of(alert: &Alert) -> Self {
        let draft = &alert.draft;
        Self {
            id: alert.id,
            number: alert.number.clone(),
            priority: draft.priority(),
            urgency: draft.urgency,
            severity: draft.severity,
            certainty: draft.certainty,
            headline: draft.headline.clone(),
            sender: draft.sender.clone(),
            forum: draft.forum.clone(),
            jurisdiction: draft.jurisdiction.clone(),
            docket: draft.docket.clone(),
            parties: draft.parties.clone(),
            state: alert.state,
            acked_by: alert.acked_by.clone(),
            dispute: alert.dispute.clone(),
            sent: draft.sent,
            arrived: alert.arrived,
            revision: alert.revision,
            version: alert.version,
        }
    }
}

impl Row for AlertRow {
impl Row for DisputeRow {
    fn id(&self) -> RecordId {
        self.id
    }

    /// New before acknowledged before done; within, by priority, newest first.
    fn place(&self) -> Place {
        let priority =
            u8::try_from(Priority::ALL.iter().position(|one| *one == self.priority).unwrap_or(4)).unwrap_or(4);
        let state = match self.state {
            AlertState::New => 0,
            AlertState::Acked => 10,
            AlertState::Linked => 20,
            AlertState::Closed => 30,
        };
        let priority = if state >= 20 { 0 } else { priority };
        (state + priority, -self.sent.timestamp())
    /// By the instant its next forum closes; those without a deadline after, by arrival; closed and handed over last.
    fn place(&self) -> Place {
        match &self.next_deadline {
            _ if self.stage.is_over() => (3, -self.received_at.timestamp()),
            Some(next) => (0, next.cutoff_at.timestamp()),
            None => (if self.held { 1 } else { 2 }, self.received_at.timestamp()),
        }
    }
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
