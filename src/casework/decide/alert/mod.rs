//! What may be done to an alert by officers: taken on, shelved, weighed, linked, closed. What sources say is in `raise`,
//! disputes in `link`, what only time does in `clock`.

mod clock;
mod link;
mod raise;

pub use clock::by_clock;
pub use raise::raise;
use raise::{by_hand, heard};

use super::{Decision, Ground, required, unchanged, wrong};
use crate::casework::alert::{Alert, AlertClosing, AlertFact, AlertState, Priority};
use crate::casework::alert_timers::zone;
use crate::casework::command::{AlertAct, Command};
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::UnitState;
use crate::casework::unit::Author;
use crate::casework::words::PostRole;
use chrono::{DateTime, Duration, NaiveDateTime, Utc};

/// What follows from an act on an alert.
pub fn decide(ground: Ground<'_>, command: &Command, id: RecordId, act: &AlertAct) -> Decision {
    if let AlertAct::Heard { source } = act {
        return heard(ground, command, source);
    }
    if let AlertAct::ByHand { draft, deadline } = act {
        return by_hand(ground, command, draft, *deadline);
    }
    let alert = ground.state.alerts.get(&id).ok_or(Refusal::NotFound)?;
    // An acknowledgement is worth keeping whatever happened since its author looked.
    if !matches!(act, AlertAct::Ack { .. }) {
        unchanged(command, alert.version)?;
    }
    let fact = match act {
        AlertAct::Heard { .. } | AlertAct::ByHand { .. } => return Err(Refusal::NotFound),
        AlertAct::Ack { until } => ack(ground, command, alert, *until)?,
        AlertAct::Unack if alert.state == AlertState::Acked => AlertFact::Unacked { due: None },
        AlertAct::Unack => return Err(Refusal::guard(Guard::NotAcked, [&alert.number])),
        AlertAct::Shelve { until, reason } => shelve(ground, command, alert, (*until, reason))?,
        AlertAct::Unshelve if alert.state == AlertState::Shelved => AlertFact::Unshelved { due: None },
        AlertAct::Unshelve => return Err(Refusal::guard(Guard::NotShelved, [&alert.number])),
        AlertAct::Seen => seen(alert, &command.author)?,
        AlertAct::Note { text } => {
            required("text", text)?;
            AlertFact::Noted { text: text.clone() }
        }
        AlertAct::Prioritise { priority, reason } => {
            required("reason", reason)?;
            AlertFact::Prioritised { priority: *priority, reason: reason.clone() }
        }
        AlertAct::OpenDispute(draft) => return link::open_dispute(ground, command, alert, draft),
        AlertAct::Join { dispute } => return link::join(ground.state, alert, *dispute),
        AlertAct::Detach { reason } => return link::detach(ground.state, alert, reason),
        AlertAct::Review => return link::review(ground.state, alert),
        AlertAct::Close { code, reason, of } => close(ground.state, command, alert, (*code, reason, *of))?,
    };
    Ok(vec![Fact::Alert(id, fact)])
}

/// What is over stays over: an acknowledgement that comes too late is kept as a note.
fn ack(
    ground: Ground<'_>,
    command: &Command,
    alert: &Alert,
    until: Option<NaiveDateTime>,
) -> Result<AlertFact, Refusal> {
    let (name, by) = (command.author.name().to_owned(), command.author.officer());
    match (alert.state, &alert.ack) {
        (AlertState::ClearedUnseen | AlertState::ExpiredUnseen, _) => Ok(AlertFact::AckedLate { name, by }),
        (AlertState::Acked, Some(ack)) => Err(done("确认", "acked", &ack.name)),
        (AlertState::New | AlertState::Acked, _) => {
            let now = command.at.to_utc();
            let until = match until {
                Some(wall) => instant(ground.state, wall, now)?,
                None => now + ground.figures().alerts.of(alert.priority()).ack(),
            };
            Ok(AlertFact::Acked { name, by, until: Some(until) })
        }
        (AlertState::Shelved | AlertState::Muted | AlertState::Linked | AlertState::Closed, _) => {
            at_hand(alert)?;
            Err(Refusal::NotFound)
        }
    }
}

fn shelve(
    ground: Ground<'_>,
    command: &Command,
    alert: &Alert,
    (until, reason): (NaiveDateTime, &str),
) -> Result<AlertFact, Refusal> {
    at_hand(alert)?;
    required("reason", reason)?;
    let now = command.at.to_utc();
    let until = instant(ground.state, until, now)?;
    let longest = ground.figures().alerts.of(alert.priority()).shelf();
    if until - now > longest {
        let (priority, hours) = (alert.priority().code().to_owned(), longest.num_hours().to_string());
        return Err(Refusal::guard(Guard::ShelfTooLong, [priority, hours]));
    }
    let (by, name) = (command.author.officer(), command.author.name().to_owned());
    Ok(AlertFact::Shelved { by, name, until, reason: reason.to_owned() })
}

/// What nobody had seen; or, for the owner of what was taken back, that it was.
fn seen(alert: &Alert, author: &Author) -> Result<AlertFact, Refusal> {
    let (name, by) = (author.name().to_owned(), author.officer());
    match (alert.state, &alert.to_tell, by) {
        (AlertState::ClearedUnseen | AlertState::ExpiredUnseen, _, _) => Ok(AlertFact::Seen { name, by }),
        (_, Some((owner, _)), Some(officer)) if *owner == officer => Ok(AlertFact::Told { by: officer }),
        (_, _, _) => Err(Refusal::guard(Guard::NothingToSee, [&alert.number])),
    }
}

fn close(
    state: &UnitState,
    command: &Command,
    alert: &Alert,
    (code, reason, of): (AlertClosing, &str, Option<RecordId>),
) -> Result<AlertFact, Refusal> {
    match (alert.state, &alert.dispute, &alert.closing) {
        (AlertState::Linked, Some((_, number)), _) => return Err(Refusal::Already { number: number.clone() }),
        (AlertState::Closed, _, Some((code, _))) => {
            return Err(done(&format!("关闭 ({})", code.zh()), "closed", "-"));
        }
        (_, _, _) => {}
    }
    if !code.is_of_officers() {
        return Err(Refusal::guard(Guard::ClosedByProgram, [code.code()]));
    }
    // The gravest are let go by two pairs of eyes: a duty officer acknowledges, the lead closes.
    let by_lead = matches!(command.author, Author::Post { role: PostRole::Lead, .. } | Author::System);
    if alert.priority() == Priority::P1 && alert.is_live() && !by_lead {
        return Err(Refusal::NotPermitted { wants: PostRole::Lead });
    }
    let other = of.and_then(|of| state.alerts.get(&of)).filter(|other| other.id != alert.id);
    let of = other.map(|other| (other.id, other.number.clone()));
    if code == AlertClosing::Duplicate && of.is_none() {
        return Err(Refusal::guard::<&str>(Guard::DuplicateOfWhat, []));
    }
    Ok(AlertFact::Closed { code, reason: reason.to_owned(), of })
}

/// Is it in hand or waiting for one, so that it may be shelved or linked? Else, what is in the way.
fn at_hand(alert: &Alert) -> Result<(), Refusal> {
    match (alert.state, &alert.dispute, &alert.closing) {
        (AlertState::New | AlertState::Acked, _, _) => Ok(()),
        (AlertState::Linked, Some((_, number)), _) => Err(Refusal::Already { number: number.clone() }),
        (AlertState::Linked, None, _) => Err(Refusal::NotFound),
        (AlertState::Closed, _, closing) => {
            let code = closing.as_ref().map_or("", |(code, _)| code.zh());
            Err(done(&format!("关闭 ({code})"), "closed", "-"))
        }
        (AlertState::Shelved, _, _) => {
            let by = alert.shelf.as_ref().map_or("", |shelf| shelf.name.as_str());
            Err(Refusal::guard(Guard::AlertShelved, [alert.number.as_str(), by]))
        }
        (AlertState::Muted, _, _) => {
            let by = alert.muted.as_ref().map_or("", |(_, number)| number.as_str());
            Err(Refusal::guard(Guard::AlertMuted, [alert.number.as_str(), by]))
        }
        (AlertState::ClearedUnseen | AlertState::ExpiredUnseen, _, _) => {
            Err(Refusal::guard(Guard::AlertOver, [&alert.number]))
        }
    }
}

/// A time on the wall of the unit, not yet past.
fn instant(state: &UnitState, wall: NaiveDateTime, now: DateTime<Utc>) -> Result<DateTime<Utc>, Refusal> {
    // An hour that summer time skips is taken an hour later, one that comes twice at first.
    let found = wall.and_local_timezone(zone(state)).earliest();
    let found = found.or_else(|| (wall + Duration::hours(1)).and_local_timezone(zone(state)).earliest());
    match found.map(|at| at.to_utc()) {
        Some(until) if until > now => Ok(until),
        Some(_) | None => Err(wrong("until", "须晚于现在. 改正时刻", "it must be later than now. Correct the time")),
    }
}

fn done(zh: &str, en: &str, by: &str) -> Refusal {
    Refusal::Done { zh: zh.to_owned(), en: en.to_owned(), by: by.to_owned(), at: String::new() }
}
