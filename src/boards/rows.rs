//! The rows: what one line of a board needs, and nothing that only time changes.

use super::board::{Place, Row};
pub use super::expert_row::ExpertRow;
pub use super::referral_row::ReferralRow;
use crate::calendar::Text;
use crate::casework::agency::Agency;
use crate::casework::alert::{Alert, AlertState, CapCertainty, CapSeverity, CapUrgency, Priority};
use crate::casework::custody::Custody;
use crate::casework::deadline::{Deadline, DeadlineState};
use crate::casework::dispute::major::MajorLevel;
use crate::casework::dispute::{Dispute, Stage, Track};
use crate::casework::ids::{OfficerId, RecordId};
use crate::casework::referral::ReferralFile;
use crate::casework::standing::{Ball, Standing, ball, standing};
use crate::casework::state::UnitState;
use crate::casework::words::{DisputeKind, Role, Tlp, UnitKind};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

/// The next legal deadline of a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextDeadline {
    pub no: u16,
    pub rule: String,
    /// What the period is for.
    pub title: Text,
    pub due: NaiveDate,
    /// The day to prepare for; earlier than `due` where counting is disputed.
    pub safe: NaiveDate,
    pub zone: String,
    /// When the forum closes on the safe date.
    pub cutoff_at: DateTime<FixedOffset>,
    pub state: DeadlineState,
}

impl NextDeadline {
    fn of(deadline: &Deadline) -> Self {
        let computed = &deadline.computed;
        Self {
            no: deadline.no,
            rule: computed.rule.clone(),
            title: computed.title.clone(),
            due: computed.due,
            safe: computed.safe,
            zone: computed.zone.clone(),
            cutoff_at: computed.cutoff_at,
            state: deadline.state,
        }
    }
}

/// A dispute in the list of incoming disputes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeRow {
    pub id: RecordId,
    pub number: String,
    pub enterprise: String,
    pub names: Vec<String>,
    pub counterpart: String,
    pub jurisdiction: String,
    pub forum: String,
    pub docket: Option<String>,
    pub kind: DisputeKind,
    pub role: Role,
    pub stage: Stage,
    pub track: Option<Track>,
    /// The level of a major dispute while the response goes on.
    pub major: Option<MajorLevel>,
    pub handler: Option<(OfficerId, String)>,
    pub secrecy: Tlp,
    /// Who may see it, when it is RED.
    pub named: Vec<OfficerId>,
    pub received_at: DateTime<FixedOffset>,
    pub next_deadline: Option<NextDeadline>,
    /// May this unit write it now?
    pub held: bool,
    /// The unit that holds the case, by name.
    pub custodian: Text,
    /// Whose turn it is: ours, unless a referral of it waits for another.
    pub ball: Ball,
    pub version: u32,
}

impl DisputeRow {
    /// The row of a dispute.
    pub fn of(dispute: &Dispute, state: &UnitState) -> Self {
        let draft = &dispute.draft;
        let custody = state.custody_of(dispute.id);
        Self {
            id: dispute.id,
            number: dispute.number.clone(),
            enterprise: draft.enterprise.name.clone(),
            names: draft.enterprise.names.clone(),
            counterpart: draft.counterpart.clone(),
            jurisdiction: draft.jurisdiction.clone(),
            forum: draft.forum.clone(),
            docket: draft.docket.clone(),
            kind: draft.kind,
            role: draft.role,
            stage: dispute.stage,
            track: dispute.track(),
            major: dispute.major.as_ref().filter(|major| major.is_on()).map(|major| major.level),
            handler: dispute.handler.clone(),
            secrecy: draft.secrecy,
            named: dispute.named.clone(),
            received_at: draft.received_at,
            next_deadline: dispute.next_deadline().filter(|_| custody.rings()).map(NextDeadline::of),
            held: custody.writes().is_some(),
            custodian: custodian(dispute.id, custody, state),
            ball: ball_of(dispute, custody, state),
            version: dispute.version,
        }
    }
}

/// The name of the unit that holds a case, as far as we know.
pub fn custodian(case: RecordId, custody: Custody, state: &UnitState) -> Text {
    match custody {
        Custody::Owner { .. } | Custody::Offering { .. } => state.unit_name(state.id()),
        Custody::Accepted { from, .. } => state.unit_name(from),
        Custody::Released { to, .. } => state.unit_name(to),
        Custody::None { .. } => crate::casework::decide::holder_name(state, case),
    }
}

fn ball_of(dispute: &Dispute, custody: Custody, state: &UnitState) -> Ball {
    if dispute.stage.is_over() {
        return Ball::Nobody;
    }
    if !matches!(custody, Custody::Owner { .. }) {
        return Ball::Theirs;
    }
    let open = state.referrals_of_case(dispute.id).filter(|file| file.sender == state.id()).filter_map(|file| {
        let now = standing_of(file, state)?;
        (!now.is_terminal()).then(|| ball(file, now, state.id()))
    });
    // Ours as soon as one answer waits for us.
    open.min().unwrap_or(Ball::Mine)
}

/// The standing of a referral as this unit sees it.
pub fn standing_of(file: &ReferralFile, state: &UnitState) -> Option<Standing> {
    let referral = file.referral.as_ref()?;
    let line = referral.to.unit().and_then(|to| state.lines.get(&to));
    Some(standing(file, line))
}

impl Row for DisputeRow {
    fn id(&self) -> RecordId {
        self.id
    }

    /// By the instant its next forum closes; those without a deadline after, by arrival; closed and handed over last.
    fn place(&self) -> Place {
        match &self.next_deadline {
            _ if self.stage.is_over() => (3, -self.received_at.timestamp()),
            Some(next) => (0, next.cutoff_at.timestamp()),
            None => (if self.held { 1 } else { 2 }, self.received_at.timestamp()),
        }
    }
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
