//! PURE. Which records the clocks have to look at, so that no clock looks through all of them. What a fact touches is
//! stirred: it is looked at once, and then not before the next instant at which a clock of it may ring.

use super::alert::{AlertFact, AlertState};
use super::command::SystemAct;
use super::deadline::DeadlineState;
use super::dispute::Dispute;
use super::entry::Fact;
use super::handbook::figures::Figures;
use super::ids::RecordId;
use super::index::{Clocks, NEVER, SOME_DAY, Second, Sort, second};
use super::known::DOCKET;
use super::referral::ReferralFile;
use super::standing::{Ball, Standing, ball, standing};
use super::state::UnitState;
use super::{alert_timers, dispute_timers, kinds, referral_timers};
use crate::calendar::Rules;
use chrono::{DateTime, Utc};

/// To be looked at now.
const NOW: Second = 0;

/// What the clocks of a record ask for, with the instant at which each rings.
pub fn ringing(state: &UnitState, figures: &Figures, rules: &Rules, id: RecordId) -> Vec<(DateTime<Utc>, SystemAct)> {
    let dispute = state.disputes.get(&id).map(|one| dispute_timers::all(state, (&figures.stages, rules), one));
    let alert = || state.alerts.get(&id).map(|one| alert_timers::all(state, &figures.alerts, one));
    let referral = || {
        let of_kind = |one: &ReferralFile| kinds::clocks::ringing(state, rules, one);
        let all =
            |one: &ReferralFile| [referral_timers::all(state, &figures.timers, rules, one), of_kind(one)].concat();
        state.referrals.get(&id).map(|one| all(one))
    };
    dispute.or_else(alert).or_else(referral).unwrap_or_default()
}

/// When a record that was looked at is to be looked at again.
pub fn counted(state: &UnitState, figures: &Figures, rules: &Rules, id: RecordId) -> Option<(Sort, Clocks)> {
    let next = || ringing(state, figures, rules, id).into_iter().map(|(at, _)| second(at)).min();
    let (sort, stirred) = state.stirred(id)?;
    let rings = match sort {
        _ if stirred.is_over() => NEVER,
        Sort::Dispute => next().unwrap_or(SOME_DAY),
        Sort::Alert if waits_for_somebody(state, id) => NOW,
        Sort::Alert => next().unwrap_or(SOME_DAY),
        // Its clocks run by what others say on their lines: while it is open it is always looked at.
        Sort::Referral | Sort::Other => NOW,
    };
    Some((sort, Clocks { rings, ..stirred }))
}

/// Whom a NEW alert pages next is a matter of the rota, which changes without it.
fn waits_for_somebody(state: &UnitState, id: RecordId) -> bool {
    state.alerts.get(&id).is_some_and(|alert| alert.state == AlertState::New && alert.is_live())
}

impl UnitState {
    /// Stirs the records that a fact touches.
    pub(super) fn stir(&mut self, fact: &Fact) {
        match fact {
            Fact::Dispute(id, _) | Fact::Custody(id, _) => self.stir_one(*id),
            Fact::Alert(id, fact) => {
                self.stir_one(*id);
                self.stir_docket(*id, fact);
            }
            Fact::Referral(id, _) | Fact::Leg(id, ..) => self.stir_one(*id),
            Fact::Affair(id, _) => {
                let dispute = self.affairs.get(id).and_then(|file| file.affair.access().map(|one| one.opened.dispute));
                dispute.into_iter().for_each(|id| self.stir_one(id));
            }
            Fact::Line(..)
            | Fact::Founded(_)
            | Fact::Posted(..)
            | Fact::PostEnded(_)
            | Fact::Expert(..)
            | Fact::Agency(..)
            | Fact::Read(_)
            | Fact::Rota(_)
            | Fact::LetterWord(_) => {}
        }
    }

    /// What a source says of a docket may speak for a case that is closed.
    fn stir_docket(&mut self, id: RecordId, fact: &AlertFact) {
        let (AlertFact::Raised { draft, .. }
        | AlertFact::Revised(draft)
        | AlertFact::Realarmed(draft)
        | AlertFact::Cleared(draft)) = fact
        else {
            return;
        };
        let docket = self.alerts.get(&id).and_then(|alert| alert.draft.docket.clone()).or_else(|| draft.docket.clone());
        let Some(docket) = docket else { return };
        let closed = self.disputes_with(DOCKET, &docket).filter(|one| dispute_timers::may_reopen(one));
        let closed: Vec<RecordId> = closed.map(|one| one.id).collect();
        closed.into_iter().for_each(|id| self.stir_one(id));
    }

    fn stir_one(&mut self, id: RecordId) {
        if let Some((sort, clocks)) = self.stirred(id) {
            self.set_clocks(id, sort, clocks);
        }
    }

    /// The clocks of a record that is to be looked at now, if anything about it is open.
    fn stirred(&self, id: RecordId) -> Option<(Sort, Clocks)> {
        let at = |is_open: bool| if is_open { NOW } else { NEVER };
        if let Some(dispute) = self.disputes.get(&id) {
            let rings = at(!dispute.stage.is_over() || dispute_timers::may_reopen(dispute));
            return Some((Sort::Dispute, Clocks { rings, falls: falls(dispute) }));
        }
        if let Some(alert) = self.alerts.get(&id) {
            let is_open = !matches!(alert.state, AlertState::Linked | AlertState::Closed);
            return Some((Sort::Alert, Clocks { rings: at(is_open), falls: NEVER }));
        }
        let file = self.referrals.get(&id)?;
        Some((Sort::Referral, Clocks { rings: at(self.is_open(file)), falls: NEVER }))
    }

    fn is_open(&self, file: &ReferralFile) -> bool {
        let line = file.referral.as_ref().and_then(|referral| self.lines.get(&referral.to.unit()?));
        let stands = standing(file, line);
        !Standing::is_terminal(stands)
            || ball(file, stands, self.id()) == Ball::Mine
            || kinds::clocks::runs_on(self, file)
    }

    /// Notes when a record is to be looked at.
    pub fn set_clocks(&mut self, id: RecordId, sort: Sort, clocks: Clocks) {
        let before = self.known.get(&id).map(|known| (known.sort, known.clocks));
        if before != Some((sort, clocks)) {
            let known = self.known_mut(id);
            (known.sort, known.clocks) = (sort, clocks);
        }
        // One that is not loaded yet comes into the index with all that is known of it.
        match self.known.get(&id).filter(|_| !self.index.has(id)) {
            Some(known) => self.index.take(id, known),
            None => self.index.set_clocks(id, sort, clocks),
        }
    }
}

/// When the first open deadline of a dispute closes; one to be checked has. A hearing is a date without a clock.
fn falls(dispute: &Dispute) -> Second {
    let open = dispute.deadlines.iter().filter(|one| one.state.is_open() || one.state == DeadlineState::MissedCheck);
    let closes = open
        .map(|one| if one.state == DeadlineState::MissedCheck { NOW } else { second(one.computed.cutoff_at.to_utc()) });
    closes.chain(dispute.hearings.first().map(|_| SOME_DAY)).min().unwrap_or(NEVER)
}
