//! What may be done with a silence: opened for a while, extended, ended. What it mutes rings again when it ends.

use super::{Decision, Ground, UnitState, required, wrong};
use crate::casework::affair::AffairFact;
use crate::casework::alert::{Alert, AlertFact, AlertState};
use crate::casework::alert_timers::zone;
use crate::casework::authorize::is_sealed;
use crate::casework::command::Command;
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::index::Sort;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::silence::{Silence, SilenceAct, SilenceDraft, SilenceEnd, SilenceFact, SilenceState};
use chrono::{Days, NaiveDate};

/// Opens a silence, and mutes what is NEW and matches.
pub fn open(ground: Ground<'_>, command: &Command, number: String, draft: &SilenceDraft) -> Decision {
    let state = ground.state;
    required("reason", &draft.reason)?;
    if draft.filter.is_empty() {
        return Err(Refusal::guard::<&str>(Guard::SilenceOfEverything, []));
    }
    not_too_long(ground, command, draft.until)?;
    let id = command.id.record();
    let by = command.author.name().to_owned();
    let silence = Silence::opened(number.clone(), draft.clone(), by.clone(), command.at);
    let opened = SilenceFact::Opened { number: number.clone(), draft: Box::new(draft.clone()), by };
    let open = state.index.open(Sort::Alert).filter_map(|id| state.alerts.get(&id));
    let matches =
        open.filter(|alert| alert.state == AlertState::New && silence.mutes(alert) && !is_of_sealed(state, alert));
    let mut muted: Vec<RecordId> = matches.map(|alert| alert.id).collect();
    muted.sort();
    let muted =
        muted.into_iter().map(|alert| Fact::Alert(alert, AlertFact::Muted { silence: id, number: number.clone() }));
    Ok([fact(id, opened)].into_iter().chain(muted).collect())
}

/// A silence is everybody's, its count too: what belongs to a sealed case it neither mutes nor counts.
pub fn is_of_sealed(state: &UnitState, alert: &Alert) -> bool {
    alert.case().is_some_and(|case| is_sealed(state, case))
}

/// What follows from an act on a silence.
pub fn decide(
    ground: Ground<'_>,
    command: &Command,
    (id, silence): (RecordId, &Silence),
    act: &SilenceAct,
) -> Decision {
    if silence.state == SilenceState::Ended {
        return Err(Refusal::guard(Guard::SilenceEnded, [&silence.number]));
    }
    match act {
        SilenceAct::Extend { until } => {
            not_too_long(ground, command, *until)?;
            Ok(vec![fact(id, SilenceFact::Extended { until: *until })])
        }
        SilenceAct::End { reason } => {
            required("reason", reason)?;
            Ok(ended(ground.state, command, id, (SilenceEnd::ByOfficer, reason)))
        }
    }
}

/// A silence whose time is over, if it is not yet ended.
pub fn over(state: &UnitState, command: &Command, id: RecordId, why: SilenceEnd) -> Vec<Fact> {
    let runs = state.silences().any(|(one, silence)| one == id && silence.state == SilenceState::Active);
    if runs { ended(state, command, id, (why, "")) } else { Vec::new() }
}

/// The end, and what it had muted: NEW if still worth something.
fn ended(state: &UnitState, command: &Command, id: RecordId, (why, reason): (SilenceEnd, &str)) -> Vec<Fact> {
    let open = state.index.open(Sort::Alert).filter_map(|id| state.alerts.get(&id));
    let mut muted: Vec<_> = open
        .filter(|alert| alert.state == AlertState::Muted)
        .filter(|alert| alert.muted.as_ref().is_some_and(|(silence, _)| *silence == id))
        .collect();
    muted.sort_by_key(|alert| alert.id);
    let back = muted.into_iter().map(|alert| {
        let is_over = alert.draft.expires.is_some_and(|expires| expires <= command.at);
        Fact::Alert(alert.id, if is_over { AlertFact::Expired } else { AlertFact::Unmuted })
    });
    [fact(id, SilenceFact::Ended { why, reason: reason.to_owned() })].into_iter().chain(back).collect()
}

fn fact(id: RecordId, fact: SilenceFact) -> Fact {
    Fact::Affair(id, AffairFact::Silence(fact))
}

fn not_too_long(ground: Ground<'_>, command: &Command, until: NaiveDate) -> Result<(), Refusal> {
    let today = command.at.with_timezone(&zone(ground.state)).date_naive();
    if until < today {
        return Err(wrong("until", "止日已过. 改正日期", "that day is past. Correct the date"));
    }
    let days = ground.figures().alerts.silence_days_max;
    if today.checked_add_days(Days::new(days.into())).is_none_or(|last| until > last) {
        return Err(Refusal::guard(Guard::SilenceTooLong, [days]));
    }
    Ok(())
}
