//! Alerts, row by row of their table: what sources say, what officers do, what only time does.

mod officers;
mod rows;
pub mod rules;
mod time;

use super::house::{CENTER, House, alert as message, officer};
use dutydesk::casework::alert::{Alert, AlertDraft, AlertState, CapMessage};
use dutydesk::casework::command::Act;
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::refusal::Refusal;
use dutydesk::casework::unit::Author;
use dutydesk::casework::words::PostRole;

/// The alert as the center knows it.
fn seen(house: &House, id: RecordId) -> Alert {
    (**house.units[CENTER].alerts.get(&id).expect("an alert")).clone()
}

fn state(house: &House, id: RecordId) -> AlertState {
    seen(house, id).state
}

fn duty() -> Author {
    officer(2, PostRole::Duty)
}

/// A source says something: a docket of its own for each `matter`.
fn said(matter: &str, identifier: &str, headline: &str) -> AlertDraft {
    AlertDraft { docket: Some(matter.to_owned()), ..message(identifier, headline) }
}

fn raise(house: &mut House, draft: AlertDraft) -> RecordId {
    house.done(CENTER, Act::Raise(Box::new(draft)))
}

/// A message sent so many minutes after the first one.
fn later(minutes: i64, draft: AlertDraft) -> AlertDraft {
    AlertDraft { sent: draft.sent + chrono::TimeDelta::minutes(minutes), ..draft }
}

/// The source takes `identifier` back.
fn cancel(identifier: &str) -> AlertDraft {
    let draft = AlertDraft { docket: None, ..message(&format!("{identifier}-cancel"), "withdrawn") };
    later(30, AlertDraft { message: CapMessage::Cancel, references: vec![identifier.to_owned()], ..draft })
}

fn act(house: &mut House, id: RecordId, verb: &str, typed: &[(&str, &str)]) -> Result<RecordId, Refusal> {
    house.verb(duty(), id, verb, typed)
}

fn ack(house: &mut House, id: RecordId) {
    act(house, id, "ack", &[]).expect("acked");
}

/// One alert, NEW.
fn one(house: &mut House) -> RecordId {
    raise(house, said("26-1140", "g1", "Order"))
}
