//! What a source says: a new alert, the same again, a revision, a further event, or that it takes it back.

use super::super::number::new_number;
use super::super::silence::is_of_sealed;
use super::super::{Decision, Ground, required, wrong};
use crate::casework::alert::{
    Alert, AlertDraft, AlertFact, AlertKind, AlertNews, AlertState, CapMessage, CapUrgency, HOUSE,
};
use crate::casework::alert_timers::zone;
use crate::casework::authorize::known_to;
use crate::casework::command::Command;
use crate::casework::dispute::DisputeFact;
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::{ALERT, Told, UnitState};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

/// Takes in what a source says. Nothing of it is lost: the same again is counted, anything else is kept side by side.
pub fn raise(ground: Ground<'_>, command: &Command, draft: &AlertDraft) -> Decision {
    let (state, draft) = (ground.state, &ground.rated(draft));
    required("headline", &draft.headline)?;
    required("identifier", &draft.identifier)?;
    if matches!(draft.message, CapMessage::Ack | CapMessage::Error) {
        return Err(Refusal::guard(Guard::NotAnAlert, [draft.message.code()]));
    }
    let mut facts = match known(state, command, draft) {
        None if draft.is_clear() => return Err(Refusal::guard::<&str>(Guard::NothingToClear, [])),
        None => born(state, command, command.id.record(), draft),
        Some(alert) => said(state, command, alert, draft),
    };
    facts.extend(no_longer_silent(state, command, &draft.source));
    Ok(facts)
}

/// A day ends before the next begins.
const LAST_MOMENT: TimeDelta = TimeDelta::seconds(1);

/// What an officer heard of: sent now, under the id of the command.
pub(super) fn by_hand(
    ground: Ground<'_>,
    command: &Command,
    draft: &AlertDraft,
    deadline: Option<NaiveDate>,
) -> Decision {
    let mut draft = draft.clone();
    draft.identifier = command.id.to_string();
    draft.sender = command.author.name().to_owned();
    draft.sent = command.at;
    if draft.urgency == CapUrgency::Unknown
        && let Some(day) = deadline
    {
        draft.urgency = urgency_by(ground, day, command.at.to_utc());
    }
    raise(ground, command, &draft)
}

/// Urgency by working days to the end of that day, where the unit works.
fn urgency_by(ground: Ground<'_>, day: NaiveDate, now: DateTime<Utc>) -> CapUrgency {
    let zone = zone(ground.state);
    let calendar = ground.state.card.as_ref().and_then(|card| ground.rules.calendar(&card.calendar));
    let morrow = day.succ_opt().and_then(|day| day.and_time(NaiveTime::MIN).and_local_timezone(zone).earliest());
    let last = morrow.map(|end| end.to_utc() - LAST_MOMENT);
    ground.figures().priority.days.urgency(last, now, (calendar, zone), false)
}

/// A source has spoken and had nothing new.
pub fn heard(ground: Ground<'_>, command: &Command, source: &str) -> Decision {
    let (state, figures) = (ground.state, &ground.figures().alerts);
    if figures.source(source).is_none() {
        let all: Vec<&str> = figures.sources.iter().map(|one| one.name.as_str()).collect();
        let all = all.join(", ");
        return Err(wrong("source", &format!("须是其一: {all}"), &format!("it must be one of: {all}")));
    }
    let heard = Fact::Alert(RecordId::NONE, AlertFact::Heard { source: source.to_owned() });
    Ok([heard].into_iter().chain(no_longer_silent(state, command, source)).collect())
}

/// The alert that a message is about: by its identifier, by what it refers to, by its matter.
fn known<'a>(state: &'a UnitState, command: &Command, draft: &AlertDraft) -> Option<&'a Alert> {
    let keys = [draft.key()].into_iter().chain(draft.referred()).chain(draft.matter());
    let alerts = keys.filter_map(|key| state.alerts.get(&known_to(state, &command.author, &key)?));
    alerts.map(|alert| &**alert).next()
}

/// A new alert under this id, muted at once when a silence matches it.
pub(super) fn born(state: &UnitState, command: &Command, id: RecordId, draft: &AlertDraft) -> Vec<Fact> {
    let number = new_number(state, command, ALERT, draft.case_of_house());
    let alert = Alert::raised(id, number.clone(), draft.clone(), &told(command));
    let raised = Fact::Alert(id, AlertFact::Raised { number, draft: Box::new(draft.clone()) });
    [raised].into_iter().chain(muted(state, &alert)).collect()
}

/// A message about an alert that is known.
pub(super) fn said(state: &UnitState, command: &Command, alert: &Alert, draft: &AlertDraft) -> Vec<Fact> {
    let id = alert.id;
    if alert.has_heard(draft) {
        return vec![Fact::Alert(id, AlertFact::Counted { source: draft.source.clone() })];
    }
    let is_newest = alert.revisions.iter().all(|one| one.sent <= draft.sent);
    let rises = draft.weight().rises_over(alert.weight);
    let over = match alert.state {
        AlertState::Closed | AlertState::ClearedUnseen | AlertState::ExpiredUnseen => true,
        AlertState::New | AlertState::Acked | AlertState::Shelved | AlertState::Muted | AlertState::Linked => false,
    };
    let kept = Box::new(draft.clone());
    let fact = if draft.is_clear() && is_newest {
        AlertFact::Cleared(kept)
    } else if over && is_newest && !draft.is_clear() && (rises || !alert.is_updated_by(draft)) {
        AlertFact::Realarmed(kept)
    } else {
        AlertFact::Revised(kept)
    };
    let mut after = alert.clone();
    after.evolve(&told(command), &fact);
    let rang_again = matches!(fact, AlertFact::Realarmed(_));
    let muted = if rang_again { muted(state, &after) } else { None };
    let task = review(state, &after);
    [Fact::Alert(id, fact)].into_iter().chain(muted).chain(task).collect()
}

/// The dispute that we hold gets the task to review what the source changed.
fn review(state: &UnitState, alert: &Alert) -> Option<Fact> {
    let (dispute, _) = alert.dispute.as_ref().filter(|_| alert.state == AlertState::Linked)?;
    state.custody_of(*dispute).writes()?;
    let (number, revision) = (alert.number.clone(), alert.revision);
    let news = AlertNews::Review { alert: alert.id, number, revision };
    Some(Fact::Dispute(*dispute, DisputeFact::Alert(news)))
}

/// The first silence that matches a NEW alert.
fn muted(state: &UnitState, alert: &Alert) -> Option<Fact> {
    if is_of_sealed(state, alert) {
        return None;
    }
    let silence = state.silences().filter(|(_, one)| one.mutes(alert)).min_by(|(_, a), (_, b)| a.number.cmp(&b.number));
    silence.map(|(silence, one)| Fact::Alert(alert.id, AlertFact::Muted { silence, number: one.number.clone() }))
}

/// A source that was silent speaks: that alert is over.
fn no_longer_silent(state: &UnitState, command: &Command, source: &str) -> Option<Fact> {
    let mut over = AlertDraft::of_house(AlertKind::SourceSilent, source, source.to_owned(), command.at);
    over.message = CapMessage::Cancel;
    let alert = state.alerts.get(&state.known_by(&over.matter()?)?).filter(|_| source != HOUSE)?;
    match alert.state {
        AlertState::Closed | AlertState::ClearedUnseen | AlertState::ExpiredUnseen => None,
        AlertState::New | AlertState::Acked | AlertState::Shelved | AlertState::Muted | AlertState::Linked => {
            Some(Fact::Alert(alert.id, AlertFact::Cleared(Box::new(over))))
        }
    }
}

/// What the center itself has to say, as facts: a new alert under `id`, or a revision of the one that there is.
pub(super) fn house(ground: Ground<'_>, command: &Command, id: RecordId, draft: &AlertDraft) -> Vec<Fact> {
    let (state, draft) = (ground.state, &ground.rated(draft));
    match known(state, command, draft) {
        None => born(state, command, id, draft),
        Some(alert) => said(state, command, alert, draft),
    }
}

fn told(command: &Command) -> Told<'_> {
    Told {
        by_peer: None,
        at: command.at,
        name: command.author.name(),
        officer: command.author.officer(),
        written: None,
    }
}
