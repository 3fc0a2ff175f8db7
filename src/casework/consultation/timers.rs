//! The clocks of consultations: an invitation that nobody answers, a panel whose day has come.

use super::words::SeatState;
use super::{Consultation, ConsultationFact};
use crate::calendar::Rules;
use crate::casework::affair::Affair;
use crate::casework::command::SystemAct;
use crate::casework::ids::RecordId;
use crate::casework::stage_rules::our_clock;
use crate::casework::state::UnitState;
use crate::casework::timers::TimerRules;
use chrono::{DateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

/// A clock of a consultation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConsultationTimer {
    /// The expert did not answer the invitation.
    NoAnswer(RecordId),
    /// The day by which opinions were wanted is over.
    Due,
}

/// What the clocks of our consultations ask for at `now`, with the instant at which each rang.
pub fn due(
    state: &UnitState,
    figures: &TimerRules,
    rules: &Rules,
    now: DateTime<Utc>,
) -> Vec<(DateTime<Utc>, SystemAct)> {
    let running = state.affairs.values().filter_map(|file| {
        let Affair::Consultation(one) = &file.affair else { return None };
        Some((file.id, &**one))
    });
    let rang = running.flat_map(|(id, one)| {
        let invitations = unanswered(state, one, figures, rules);
        let all = invitations.into_iter().chain(due_day(state, one));
        all.map(move |(timer, at)| (at, SystemAct::Consultation { consultation: id, timer, due: at }))
    });
    rang.filter(|(at, _)| *at <= now).collect()
}

fn unanswered(
    state: &UnitState,
    one: &Consultation,
    figures: &TimerRules,
    rules: &Rules,
) -> Vec<(ConsultationTimer, DateTime<Utc>)> {
    let clock = our_clock(state, rules);
    let waiting = one.sitting().filter(|seat| one.state.is_gathering() && seat.state == SeatState::Invited);
    let days = figures.expert_answer_working_days;
    waiting
        .filter_map(|seat| {
            let at = clock.as_ref()?.add_days(seat.invited_at.to_utc(), days.into())?;
            Some((ConsultationTimer::NoAnswer(seat.expert), at))
        })
        .collect()
}

/// The end of the due day, where we are, while opinions of a panel wait to be taken together.
fn due_day(state: &UnitState, one: &Consultation) -> Option<(ConsultationTimer, DateTime<Utc>)> {
    let waits = one.state.is_gathering() && one.combined_at.is_none() && one.draft.panel > 1 && one.opinions_in() > 0;
    let zone: chrono_tz::Tz = state.card.as_ref()?.zone.parse().ok()?;
    let over = one.draft.due.succ_opt()?.and_time(NaiveTime::MIN).and_local_timezone(zone).earliest()?;
    waits.then(|| (ConsultationTimer::Due, over.to_utc()))
}

/// What a clock that rang writes down; nothing when it no longer applies.
pub fn rings(one: &Consultation, timer: ConsultationTimer) -> Option<ConsultationFact> {
    match timer {
        ConsultationTimer::NoAnswer(expert) => {
            let waits = one.sitting().any(|seat| seat.expert == expert && seat.state == SeatState::Invited);
            (waits && one.state.is_gathering()).then_some(ConsultationFact::NotAnswered { expert })
        }
        ConsultationTimer::Due => {
            let waits = one.state.is_gathering() && one.combined_at.is_none() && one.opinions_in() > 0;
            waits.then(|| ConsultationFact::Combined { missing: one.missing() })
        }
    }
}
