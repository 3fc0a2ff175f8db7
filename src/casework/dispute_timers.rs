//! The service clocks of disputes: which run now and when each rings; and closed cases that a new event speaks for.

use super::alert::{Alert, CapStatus};
use super::command::SystemAct;
use super::dispute::{Dispute, DisputeTimer, Stage};
use super::ids::RecordId;
use super::index::Word;
use super::known::DOCKET;
use super::stage_rules::{StageRules, end_of_day, our_clock};
use super::state::UnitState;
use crate::calendar::{Rules, WorkingClock};
use chrono::{DateTime, Duration, FixedOffset, Utc};

/// What a dispute's clocks ask for, with the instant at which each rings.
pub fn all(
    state: &UnitState,
    (figures, rules): (&StageRules, &Rules),
    dispute: &Dispute,
) -> Vec<(DateTime<Utc>, SystemAct)> {
    let id = dispute.id;
    if state.custody_of(id).writes().is_none() {
        return Vec::new();
    }
    let rings = running(state, (figures, rules), dispute).into_iter();
    let rings = rings.map(|(timer, due)| (due, SystemAct::RingDispute { dispute: id, timer, due }));
    let proposed = proposal(state, figures, dispute);
    let proposed = proposed.map(|one| (one.at.to_utc(), SystemAct::ProposeReopen { dispute: id, alert: one.alert }));
    rings.chain(proposed).collect()
}

/// The clocks that run on a dispute and have not rung.
pub fn running(
    state: &UnitState,
    (figures, rules): (&StageRules, &Rules),
    dispute: &Dispute,
) -> Vec<(DisputeTimer, DateTime<Utc>)> {
    if dispute.stage.is_over() {
        return Vec::new();
    }
    let clock = our_clock(state, rules);
    let after = |from: Option<DateTime<FixedOffset>>, days: u16| working_after(clock.as_ref(), from, days);
    let of_stage = match dispute.stage {
        Stage::Registered => {
            (DisputeTimer::Accept, after(dispute.came_to(Stage::Registered), figures.accept_working_days))
        }
        Stage::NeedsMaterial => {
            let due = dispute.intake.wanted().map(|asked| asked.due);
            (DisputeTimer::Material, due.and_then(|due| end_of_day(state, due)))
        }
        Stage::Accepted | Stage::Triaged | Stage::Reopened => {
            (DisputeTimer::FirstGuidance, after(guidance_from(dispute), figures.guidance_days(dispute)))
        }
        Stage::Waiting => {
            let review = dispute.guidance.waiting.as_ref().map(|waiting| waiting.review);
            // On the morning of that day it is ours again.
            (DisputeTimer::Review, review.and_then(|day| day.pred_opt()).and_then(|day| end_of_day(state, day)))
        }
        Stage::Guiding
        | Stage::Result
        | Stage::NotAccepted
        | Stage::Joined
        | Stage::Closed
        | Stage::Visited
        | Stage::Archived
        | Stage::Terminated
        | Stage::Withdrawn => (DisputeTimer::FirstGuidance, None),
    };
    let unproved = dispute.intake.green.as_ref().filter(|green| !green.lapsed && green.proof.is_empty());
    let green = unproved.and_then(|green| after(Some(green.since), figures.green_proof_working_days));
    let sitrep = dispute.major.as_ref().and_then(|major| major.sitrep_due());
    let all = [of_stage, (DisputeTimer::Green, green), (DisputeTimer::Sitrep, sitrep)];
    let running = all.into_iter().filter_map(|(timer, at)| Some((timer, at?)));
    running.filter(|one| !dispute.intake.rang.contains(one)).collect()
}

/// From when the wait for the first guidance is counted: acceptance, or the reopening.
fn guidance_from(dispute: &Dispute) -> Option<DateTime<FixedOffset>> {
    dispute.came_to(Stage::Accepted).or_else(|| dispute.came_to(Stage::Reopened))
}

fn working_after(
    clock: Option<&WorkingClock<'_>>,
    from: Option<DateTime<FixedOffset>>,
    days: u16,
) -> Option<DateTime<Utc>> {
    clock?.add_days(from?.to_utc(), days.into())
}

/// A closed case that a new procedural event speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub dispute: RecordId,
    pub alert: RecordId,
    pub at: DateTime<FixedOffset>,
}

/// May an alert speak for it? A case closed, whose reopening nobody proposed yet.
pub fn may_reopen(dispute: &Dispute) -> bool {
    matches!(dispute.stage, Stage::Closed | Stage::Visited) && dispute.ending.proposed.is_none()
}

/// The first alert that names the docket of a case closed not long ago, since it closed.
pub fn proposal(state: &UnitState, figures: &StageRules, dispute: &Dispute) -> Option<Proposal> {
    let docket = dispute.draft.docket.as_ref().filter(|_| may_reopen(dispute))?;
    state.custody_of(dispute.id).writes()?;
    let alerts = state.index.with(Word::of(DOCKET, docket)).into_iter().filter_map(|id| state.alerts.get(&id));
    let alerts =
        alerts.filter(|one| one.draft.status == CapStatus::Actual && one.draft.docket.as_ref() == Some(docket));
    let told = alerts.filter_map(|alert| Some((spoke_for(alert, figures, dispute)?, alert.id)));
    let (at, alert) = told.min()?;
    Some(Proposal { dispute: dispute.id, alert, at })
}

/// When an alert first said something about a case after its close; of one that is linked with it, what its source
/// said since.
fn spoke_for(alert: &Alert, figures: &StageRules, dispute: &Dispute) -> Option<DateTime<FixedOffset>> {
    let window = Duration::days(figures.reopen_window_days.into());
    let closed = dispute.ending.closed_at.filter(|_| alert.draft.jurisdiction == dispute.draft.jurisdiction)?;
    let told = alert.revisions.iter().map(|one| one.arrived);
    told.filter(|at| closed < *at && *at <= closed + window).min()
}
