//! A dispute in a list.

use super::rows::standing_of;
use crate::calendar::Text;
use crate::casework::custody::Custody;
use crate::casework::deadline::{Deadline, DeadlineState};
use crate::casework::decide::transferred;
use crate::casework::dispute::major::MajorLevel;
use crate::casework::dispute::quality::{Quality, quality};
use crate::casework::dispute::{Dispute, Stage, Track};
use crate::casework::ids::{OfficerId, RecordId};
use crate::casework::standing::{Ball, ball};
use crate::casework::state::UnitState;
use crate::casework::words::{DisputeKind, Role, Tlp};
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
    /// When it came to its stage.
    pub since: DateTime<FixedOffset>,
    /// What the quality list found wanting.
    pub skipped: Vec<Quality>,
    pub handler: Option<(OfficerId, String)>,
    pub secrecy: Tlp,
    /// Who may see it, when it is RED.
    pub named: Vec<OfficerId>,
    pub received_at: DateTime<FixedOffset>,
    pub next_deadline: Option<NextDeadline>,
    /// The day of the return visit that is next.
    pub visit_on: Option<NaiveDate>,
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
            since: dispute.stamps.last().map_or(draft.received_at, |stamp| stamp.at),
            skipped: skipped(dispute, state),
            handler: dispute.handler.clone(),
            secrecy: draft.secrecy,
            named: dispute.named.clone(),
            received_at: draft.received_at,
            next_deadline: dispute.next_deadline().filter(|_| custody.rings()).map(NextDeadline::of),
            visit_on: dispute.ending.next_visit().map(|visit| visit.on),
            held: custody.writes().is_some(),
            custodian: custodian(dispute.id, custody, state),
            ball: ball_of(dispute, custody, state),
            version: dispute.version,
        }
    }
}

fn skipped(dispute: &Dispute, state: &UnitState) -> Vec<Quality> {
    let found = quality(dispute, transferred(state, dispute));
    found.into_iter().filter(|(_, ok)| !ok).map(|(check, _)| check).collect()
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
