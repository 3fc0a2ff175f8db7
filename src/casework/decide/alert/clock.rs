//! What only time does to an alert or a source. A clock that has been overtaken writes nothing.

use super::raise::house;
use crate::casework::alert::{Alert, AlertDraft, AlertFact, AlertKind, AlertState, Asked};
use crate::casework::alert_timers::{Watching, asked_in_turn, silent};
use crate::casework::command::Command;
use crate::casework::decide::{Ground, silence};
use crate::casework::entry::Fact;
use crate::casework::state::UnitState;
use chrono::{DateTime, Utc};

/// The subject of the alert that a layer of the rota is empty.
const ROTA: &str = "rota";

/// The facts that a clock asks for, if it still runs.
pub fn by_clock(ground: Ground<'_>, command: &Command, watching: &Watching) -> Vec<Fact> {
    let state = ground.state;
    match watching {
        Watching::Unack { alert, due } => {
            let runs = |one: &Alert| {
                one.state == AlertState::Acked && one.ack.as_ref().is_some_and(|ack| ack.until == Some(*due))
            };
            one(state, *alert, runs, AlertFact::Unacked { due: Some(*due) })
        }
        Watching::Unshelve { alert, due } => {
            let runs = |one: &Alert| {
                one.state == AlertState::Shelved && one.shelf.as_ref().is_some_and(|shelf| shelf.until == *due)
            };
            one(state, *alert, runs, AlertFact::Unshelved { due: Some(*due) })
        }
        Watching::Expire { alert, .. } => {
            let runs = |one: &Alert| matches!(one.state, AlertState::New | AlertState::Muted);
            one(state, *alert, runs, AlertFact::Expired)
        }
        Watching::Page { alert, since, page, due } => {
            let alert = state.alerts.get(alert);
            // A chain ends with the acknowledgement: what is left of an old one pages nobody.
            let runs = |one: &&std::sync::Arc<Alert>| {
                one.state == AlertState::New && (one.chain.since, one.chain.pages) == (*since, *page)
            };
            alert.filter(runs).map_or_else(Vec::new, |alert| self::page(ground, command, alert, *due))
        }
        Watching::EndSilence { silence, why, .. } => silence::over(state, command, *silence, *why),
        Watching::SourceSilent { source, due } => house(ground, command, command.id.record(), &silent(source, *due)),
    }
}

fn one(
    state: &UnitState,
    id: crate::casework::ids::RecordId,
    runs: impl Fn(&Alert) -> bool,
    fact: AlertFact,
) -> Vec<Fact> {
    state.alerts.get(&id).filter(|alert| runs(alert)).map(|_| Fact::Alert(id, fact)).into_iter().collect()
}

/// Asks the next of the chain. Where nobody is, the one after is asked at once, and the gap is an alert of its own.
fn page(ground: Ground<'_>, command: &Command, alert: &Alert, due: DateTime<Utc>) -> Vec<Fact> {
    let mut skipped = Vec::new();
    let mut turn = alert.chain.next;
    for (asked, officers) in asked_in_turn(ground.state, due).into_iter().skip(usize::from(turn)) {
        turn = turn.saturating_add(1);
        // Who is on national duty is for the nation to know: it is never empty to us.
        if officers.is_empty() && asked != Asked::National {
            skipped.push(asked);
            continue;
        }
        let gap = gap(ground, command, alert, &skipped);
        let paged = AlertFact::Paged { asked, officers, skipped, next: turn, due };
        return [Fact::Alert(alert.id, paged)].into_iter().chain(gap).collect();
    }
    Vec::new()
}

/// Nobody is there where somebody should be. Said once while it is open, and not about itself.
fn gap(ground: Ground<'_>, command: &Command, alert: &Alert, skipped: &[Asked]) -> Vec<Fact> {
    if skipped.is_empty() || alert.draft.kind == AlertKind::NobodyOnDuty {
        return Vec::new();
    }
    let layers: Vec<String> = skipped.iter().map(|asked| asked.code()).collect();
    let headline = format!("{} ({})", layers.join(", "), alert.number);
    let draft = AlertDraft::of_house(AlertKind::NobodyOnDuty, ROTA, headline, command.at);
    house(ground, command, command.id.further_record(1), &draft)
}
