//! The service clocks of disputes: which run now and when each rings; and closed cases that a new event speaks for.

use super::alert::{Alert, CapStatus};
use super::command::SystemAct;
use super::dispute::{Dispute, DisputeTimer, Stage};
use super::ids::RecordId;
use super::stage_rules::{StageRules, end_of_day, our_clock};
use super::state::UnitState;
use crate::calendar::{Rules, WorkingClock};
use chrono::{DateTime, Duration, FixedOffset, Utc};
use std::collections::HashMap;

/// What is due at `now`, with the instant at which it was.
pub fn due(state: &UnitState, rules: &Rules, now: DateTime<Utc>) -> Vec<(DateTime<Utc>, SystemAct)> {
    let held = state.disputes.iter().filter(|(id, _)| state.custody_of(**id).writes().is_some());
    let rings = held.flat_map(|(id, dispute)| {
        let running = running(state, rules, dispute).into_iter().filter(|(_, due)| *due <= now);
        running.map(|(timer, due)| (due, SystemAct::RingDispute { dispute: *id, timer, due }))
    });
    let proposed = proposals(state)
        .map(|one| (one.at.to_utc(), SystemAct::ProposeReopen { dispute: one.dispute, alert: one.alert }));
    rings.chain(proposed.filter(|(at, _)| *at <= now)).collect()
}

/// The clocks that run on a dispute and have not rung.
pub fn running(state: &UnitState, rules: &Rules, dispute: &Dispute) -> Vec<(DisputeTimer, DateTime<Utc>)> {
    if dispute.stage.is_over() {
        return Vec::new();
    }
    let (figures, clock) = (StageRules::shared(), our_clock(state, rules));
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

/// Cases closed not long ago whose docket an alert names since; each at most once.
pub fn proposals(state: &UnitState) -> impl Iterator<Item = Proposal> + '_ {
    let mut by_docket: HashMap<&str, Vec<&Alert>> = HashMap::new();
    for alert in state.alerts.values().filter(|alert| alert.draft.status == CapStatus::Actual) {
        if let Some(docket) = &alert.draft.docket {
            by_docket.entry(docket).or_default().push(alert);
        }
    }
    let closed = state.disputes.values().filter(|one| matches!(one.stage, Stage::Closed | Stage::Visited));
    let held = closed.filter(|one| one.ending.proposed.is_none() && state.custody_of(one.id).writes().is_some());
    held.filter_map(move |dispute| {
        let alerts = by_docket.get(dispute.draft.docket.as_deref()?)?;
        let alert = alerts.iter().filter(|alert| speaks_for(alert, dispute)).min_by_key(|alert| alert.arrived)?;
        Some(Proposal { dispute: dispute.id, alert: alert.id, at: alert.arrived })
    })
}

fn speaks_for(alert: &Alert, dispute: &Dispute) -> bool {
    let window = Duration::days(StageRules::shared().reopen_window_days.into());
    let since = |closed: DateTime<FixedOffset>| closed < alert.arrived && alert.arrived <= closed + window;
    alert.draft.jurisdiction == dispute.draft.jurisdiction
        && !dispute.alerts.contains(&alert.id)
        && dispute.ending.closed_at.is_some_and(since)
}
