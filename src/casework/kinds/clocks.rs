//! The service clocks of a kind: what started each, when it is due, and what stopped it. Computed, never stored.

use super::{ClockStart, ClockUnit, Event, KindClock, KindRule};
use crate::calendar::{Rules, Text, WorkingClock};
use crate::casework::command::SystemAct;
use crate::casework::referral::{ItemOutcome, ReferralFile};
use crate::casework::referral_timers::{recipient_clock, unit_clock};
use crate::casework::state::UnitState;
use chrono::{DateTime, Duration, Months, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A clock of a kind that has started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindRun {
    pub id: String,
    pub words: Text,
    pub from: DateTime<Utc>,
    pub due: DateTime<Utc>,
    /// When what it waits for happened.
    pub met: Option<DateTime<Utc>>,
}

/// The clocks of a referral's kind that have started, on the wall of `clock`.
pub fn started(kind: &KindRule, file: &ReferralFile, state: &UnitState, clock: &WorkingClock<'_>) -> Vec<KindRun> {
    let run = |one: &KindClock| {
        let from = begins(one, file, state, clock.zone)?;
        let met = happened(one.until, file, state).filter(|at| *at >= from || one.until == Event::Submitted);
        Some(KindRun { id: one.id.clone(), words: one.words.clone(), from, due: due(one, from, clock)?, met })
    };
    kind.clocks.iter().filter_map(run).collect()
}

/// Every clock of the kind of a referral of ours that was not met in time and has not rung, with the instant at which it
/// does. What was taken back, recalled or voided waits for nothing.
pub fn ringing(state: &UnitState, rules: &Rules, file: &ReferralFile) -> Vec<(DateTime<Utc>, SystemAct)> {
    let gone = file.unsent || file.declined.is_some() || file.voided.is_some() || file.leg.cancelled.is_some();
    if file.sender != state.id() || gone {
        return Vec::new();
    }
    let missed = |run: &KindRun| run.met.is_none_or(|met| met > run.due) && !has_rung(file, &run.id);
    let ring = |run: KindRun| (run.due, SystemAct::RingKind { referral: file.id, clock: run.id, due: run.due });
    started_by_rule(state, rules, file).into_iter().filter(missed).map(ring).collect()
}

fn has_rung(file: &ReferralFile, clock: &str) -> bool {
    file.kind_rang.iter().any(|(rang, _)| rang == clock)
}

/// Does a clock of its kind run on after the end, such as that of an objection to a refusal?
pub fn runs_on(state: &UnitState, file: &ReferralFile) -> bool {
    let rule = file.referral.as_ref().and_then(|referral| referral.matter.rule());
    let waits = |one: &KindClock| {
        one.from == ClockStart::Event(Event::Refused)
            && refused(file).is_some()
            && happened(one.until, file, state).is_none()
            && !has_rung(file, &one.id)
    };
    rule.is_some_and(|rule| rule.clocks.iter().any(waits))
}

/// The clocks of a referral's kind by the calendar of the side whose clock the kind says it is.
pub fn started_by_rule(state: &UnitState, rules: &Rules, file: &ReferralFile) -> Vec<KindRun> {
    let Some(referral) = &file.referral else { return Vec::new() };
    let Some(kind) = referral.matter.rule() else { return Vec::new() };
    let clock = match kind.clock_of_recipient {
        true => recipient_clock(state, rules, referral),
        false => unit_clock(state, rules, referral.from),
    };
    clock.map_or_else(Vec::new, |clock| started(kind, file, state, &clock))
}

/// The last instant of the period in which this kind may go out, by a date that is typed; none when it has no period.
pub fn period_end(one: &KindClock, typed: NaiveDate, clock: &WorkingClock<'_>) -> Option<DateTime<Utc>> {
    due(one, start_of(typed, clock.zone)?, clock)
}

fn begins(one: &KindClock, file: &ReferralFile, state: &UnitState, zone: Tz) -> Option<DateTime<Utc>> {
    match &one.from {
        ClockStart::Event(event) => happened(*event, file, state),
        ClockStart::Field(name) => {
            let typed = file.referral.as_ref()?.matter.particulars.get(name)?;
            start_of(typed.parse().ok()?, zone)
        }
    }
}

/// When something happened to a referral; none when it has not.
fn happened(event: Event, file: &ReferralFile, state: &UnitState) -> Option<DateTime<Utc>> {
    let leg = &file.leg;
    let referral = file.referral.as_ref()?;
    let at = match event {
        Event::Proposed => referral.approved.as_ref().map(|one| one.proposed_at).or(file.proposed.map(|(_, at)| at)),
        Event::Approved | Event::Submitted => (!file.is_proposal()).then_some(referral.submitted_at),
        Event::Delivered => leg.delivered.as_ref().map(|moment| moment.at),
        Event::Answered => {
            let reported = leg.reported.as_ref().map(|(moment, ..)| moment.at);
            reported.or_else(|| sent_back(file))
        }
        Event::Refused => refused(file),
        Event::Objected => {
            let asked = state.referrals_of_case(referral.brief.dispute).filter_map(|other| other.referral.as_ref());
            asked.filter(|other| other.terms.parent == Some(file.id)).map(|other| other.submitted_at).min()
        }
    };
    at.map(|at| at.to_utc())
}

/// When it was refused: sent back, not done, or reported without any result.
pub fn refused(file: &ReferralFile) -> Option<DateTime<chrono::FixedOffset>> {
    let none = |outcome: ItemOutcome| matches!(outcome, ItemOutcome::Not | ItemOutcome::NotApplicable);
    let reported = file.leg.reported.as_ref().filter(|(_, outcomes, _)| outcomes.iter().all(|one| none(one.outcome)));
    sent_back(file).or(reported.map(|(moment, ..)| moment.at))
}

fn sent_back(file: &ReferralFile) -> Option<DateTime<chrono::FixedOffset>> {
    let returned = file.leg.returned.as_ref().map(|(moment, ..)| moment.at);
    returned.or(file.leg.failed.as_ref().map(|(moment, _)| moment.at))
}

/// Whole days and months end with their last day: the day of the start is not counted.
fn due(one: &KindClock, from: DateTime<Utc>, clock: &WorkingClock<'_>) -> Option<DateTime<Utc>> {
    let day = from.with_timezone(&clock.zone).date_naive();
    let length = u32::from(one.length);
    match one.unit {
        ClockUnit::Hours => Some(from + Duration::hours(length.into())),
        ClockUnit::WorkingDays => clock.add_days(from, length),
        ClockUnit::Days => end_of(day.checked_add_days(chrono::Days::new(length.into()))?, clock.zone),
        ClockUnit::Months => end_of(day.checked_add_months(Months::new(length))?, clock.zone),
    }
}

fn start_of(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    day.and_time(NaiveTime::MIN).and_local_timezone(zone).earliest().map(|at| at.to_utc())
}

fn end_of(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    start_of(day.succ_opt()?, zone)
}
