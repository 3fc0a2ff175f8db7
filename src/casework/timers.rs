//! Service clocks: what is due now, as acts of the unit that owns the object. Pure: asked at any `now`, after any
//! downtime, each clock is answered once, for what it wrote is in the state.

use super::command::SystemAct;
use super::consultation;
use super::ids::UnitId;
use super::referral::{Recipient, ReferralFile};
use super::standing::{Standing, standing};
use super::state::UnitState;
use super::words::vocabulary;
use crate::calendar::{Rules, WorkingClock, WorkingHours};
use chrono::{DateTime, Duration, NaiveTime, Utc};
use serde::Deserialize;
use std::sync::LazyLock;

vocabulary! {
    /// A service clock of a referral.
    Timer {
        Transport "T1" "传输迟" "transport late",
        Sign "T2" "逾时未签收" "not signed in time",
        Expire "T2+" "不再等待签收" "no longer waits for the signature",
        Urge "T5" "到期催办" "overdue",
        Notice "T5+" "逾期通报" "long overdue",
        Silence "T6" "久无进展" "silent",
        Confirm "T7" "未经确认办结" "not confirmed",
    }
}

/// The figures of the clocks, from `rules/timers.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimerRules {
    pub transport_hours: u16,
    pub sign_working_hours: u16,
    pub grace_working_hours: u16,
    pub silence_working_days: u16,
    pub confirm_working_days: u16,
    pub notice_working_days: u16,
    pub expert_answer_working_days: u16,
}

impl TimerRules {
    /// Reads the figures.
    ///
    /// # Errors
    /// What is missing, unknown or no number, with its line.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The figures that come with the program.
    ///
    /// # Panics
    /// Never: a test reads the file that is compiled in.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<TimerRules> = LazyLock::new(|| {
            TimerRules::read(include_str!("../../rules/timers.toml"))
                .expect("the file that is compiled in is read by a test")
        });
        &SHARED
    }
}

/// What this unit's clocks ask for at `now`, in the order in which it was due.
pub fn due_timers(state: &UnitState, figures: &TimerRules, rules: &Rules, now: DateTime<Utc>) -> Vec<SystemAct> {
    let clocks = Clocks { state, figures, rules };
    let sent = state.referrals.values().filter(|file| file.sender == state.id());
    let mut due: Vec<(DateTime<Utc>, SystemAct)> = sent
        .flat_map(|file| clocks.of(file).into_iter().map(|(timer, at)| (timer, at, file.id)))
        .filter(|(_, at, _)| *at <= now)
        .map(|(timer, at, referral)| (at, SystemAct::Ring { referral, timer, due: at }))
        .collect();
    due.extend(consultation::timers::due(state, figures, rules, now));
    due.sort_by_key(|(at, act)| (*at, format!("{act:?}")));
    due.into_iter().map(|(_, act)| act).collect()
}

struct Clocks<'a> {
    state: &'a UnitState,
    figures: &'a TimerRules,
    rules: &'a Rules,
}

impl Clocks<'_> {
    /// The clocks that run on a referral we sent and have not rung, with the instant at which each rings.
    fn of(&self, file: &ReferralFile) -> Vec<(Timer, DateTime<Utc>)> {
        let Some(referral) = &file.referral else { return Vec::new() };
        let line = referral.to.unit().and_then(|unit| self.state.lines.get(&unit));
        let them = match referral.to {
            Recipient::Unit(unit) => unit,
            Recipient::Agency(_) => self.state.id(),
        };
        let running = match standing(file, line) {
            Standing::Sent => {
                let from = line.and_then(|line| line.carried_at).unwrap_or(referral.submitted_at);
                let late = from.to_utc() + Duration::hours(self.figures.transport_hours.into());
                vec![(Timer::Transport, Some(late))]
            }
            Standing::Delivered => self.signing(file, them),
            Standing::Accepted | Standing::InProgress => self.working(file, them),
            Standing::Reported => {
                let from = file.leg.reported.as_ref().map(|(moment, ..)| moment.at.to_utc());
                let days = self.figures.confirm_working_days;
                vec![(Timer::Confirm, from.and_then(|from| self.clock(self.state.id())?.add_days(from, days.into())))]
            }
            Standing::TakenBack
            | Standing::Queued
            | Standing::Signed
            | Standing::NeedsInfo
            | Standing::OnHold
            | Standing::Clarifying
            | Standing::ClosedFull
            | Standing::ClosedPart
            | Standing::ClosedNone
            | Standing::Returned
            | Standing::RecallPending
            | Standing::Expiring
            | Standing::Expired
            | Standing::Cancelled
            | Standing::Superseded
            | Standing::Failed
            | Standing::Void => Vec::new(),
        };
        let running = running.into_iter().filter_map(|(timer, at)| Some((timer, at?)));
        running.filter(|(timer, at)| !file.rang.iter().any(|(rang, due)| rang == timer && due == at)).collect()
    }

    fn signing(&self, file: &ReferralFile, them: UnitId) -> Vec<(Timer, Option<DateTime<Utc>>)> {
        let from = file.leg.delivered.as_ref().map(|moment| moment.at.to_utc());
        let after = |hours: u16| from.and_then(|from| self.clock(them)?.add(from, Duration::hours(hours.into())));
        let (sign, grace) = (self.figures.sign_working_hours, self.figures.grace_working_hours);
        vec![(Timer::Sign, after(sign)), (Timer::Expire, after(sign.saturating_add(grace)))]
    }

    fn working(&self, file: &ReferralFile, them: UnitId) -> Vec<(Timer, Option<DateTime<Utc>>)> {
        let clock = self.clock(them);
        let zone = clock.as_ref().map_or(chrono_tz::UTC, |clock| clock.zone);
        // The day after the due date begins, where the keeper works.
        let over = file
            .due()
            .and_then(|due| due.succ_opt())
            .and_then(|day| day.and_time(NaiveTime::MIN).and_local_timezone(zone).earliest().map(|at| at.to_utc()));
        let later = |from: Option<DateTime<Utc>>, days: u16| clock.as_ref()?.add_days(from?, days.into());
        let spoke = file.leg.interim.last().map(|(moment, _)| moment);
        let spoke = spoke.or(file.leg.started.as_ref()).or(file.leg.accepted.as_ref().map(|(moment, ..)| moment));
        vec![
            (Timer::Urge, over),
            (Timer::Notice, later(over, self.figures.notice_working_days)),
            (Timer::Silence, later(spoke.map(|moment| moment.at.to_utc()), self.figures.silence_working_days)),
        ]
    }

    fn clock(&self, unit: UnitId) -> Option<WorkingClock<'_>> {
        working_clock(self.state, self.rules, unit)
    }
}

/// The working time of a unit, by its own calendar and zone.
pub(super) fn working_clock<'a>(state: &UnitState, rules: &'a Rules, unit: UnitId) -> Option<WorkingClock<'a>> {
    let card = match &state.card {
        Some(card) if card.id == unit => card,
        Some(_) | None => &state.lines.get(&unit)?.card,
    };
    let calendar = rules.calendar(&card.calendar)?;
    Some(WorkingClock { calendar, zone: card.zone.parse().ok()?, hours: WorkingHours::default() })
}
