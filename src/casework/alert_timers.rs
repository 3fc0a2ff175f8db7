//! The clocks of alerts: what is due now, as acts of the unit's daemon. Pure: asked at any `now`, after any downtime,
//! each is answered once, for what it wrote is in the state.

use super::alert::{Alert, AlertDraft, AlertFigures, AlertKind, AlertState, Asked, Priority};
use super::command::SystemAct;
use super::ids::{OfficerId, RecordId};
use super::silence::SilenceEnd;
use super::state::UnitState;
use super::words::PostRole;
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// What only time does to an alert, a silence or a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Watching {
    /// An acknowledgement ran out.
    Unack { alert: RecordId, due: DateTime<Utc> },
    /// A time on the shelf is over.
    Unshelve { alert: RecordId, due: DateTime<Utc> },
    /// It is worth nothing any more, and nobody has seen it.
    Expire { alert: RecordId, due: DateTime<Utc> },
    /// Nobody has it: the next of the chain that began at `since` is asked.
    Page { alert: RecordId, since: DateTime<Utc>, page: u16, due: DateTime<Utc> },
    /// A silence is over.
    EndSilence { silence: RecordId, why: SilenceEnd, due: DateTime<Utc> },
    /// A source that used to speak says nothing.
    SourceSilent { source: String, due: DateTime<Utc> },
}

impl Watching {
    /// When it was due.
    pub const fn due(&self) -> DateTime<Utc> {
        match self {
            Self::Unack { due, .. }
            | Self::Unshelve { due, .. }
            | Self::Expire { due, .. }
            | Self::Page { due, .. }
            | Self::EndSilence { due, .. }
            | Self::SourceSilent { due, .. } => *due,
        }
    }
}

/// What an alert's clocks ask for, with the instant at which each rings.
pub fn all(state: &UnitState, figures: &AlertFigures, alert: &Alert) -> Vec<(DateTime<Utc>, SystemAct)> {
    let clocks = of_alert(state, alert, (figures, zone(state))).into_iter();
    clocks.map(|one| (one.due(), SystemAct::Watch(one))).collect()
}

/// What the clocks of silences and sources ask for at `now`, each with the instant at which it was due.
pub fn due_watch(state: &UnitState, figures: &AlertFigures, now: DateTime<Utc>) -> Vec<(DateTime<Utc>, SystemAct)> {
    let zone = zone(state);
    let silences = state.silences().filter_map(|(silence, one)| {
        let (due, why) = one.ends_at(figures, zone)?;
        Some(Watching::EndSilence { silence, why, due })
    });
    let sources = figures.sources.iter().filter_map(|source| {
        let last = state.watch.last_word(&source.name)?.to_utc();
        let due = last + Duration::hours(source.silent_after_hours.into());
        let said = state.known_by(&silent(&source.name, due).key()).is_some();
        (!said).then(|| Watching::SourceSilent { source: source.name.clone(), due })
    });
    let due = silences.chain(sources).filter(|one| one.due() <= now);
    due.map(|one| (one.due(), SystemAct::Watch(one))).collect()
}

/// The clocks that run on an alert.
fn of_alert(state: &UnitState, alert: &Alert, (figures, zone): (&AlertFigures, Tz)) -> Vec<Watching> {
    let id = alert.id;
    let expire = alert.draft.expires.map(|due| Watching::Expire { alert: id, due: due.to_utc() });
    match alert.state {
        AlertState::New => {
            let chain = alert.chain;
            let page = next_page(state, alert, (figures, zone)).map(|due| Watching::Page {
                alert: id,
                since: chain.since,
                page: chain.pages,
                due,
            });
            expire.into_iter().chain(page).collect()
        }
        AlertState::Muted => expire.into_iter().collect(),
        AlertState::Acked => {
            let until = alert.ack.as_ref().and_then(|ack| ack.until);
            until.map(|due| Watching::Unack { alert: id, due }).into_iter().collect()
        }
        AlertState::Shelved => {
            alert.shelf.iter().map(|shelf| Watching::Unshelve { alert: id, due: shelf.until }).collect()
        }
        AlertState::Linked | AlertState::Closed | AlertState::ClearedUnseen | AlertState::ExpiredUnseen => Vec::new(),
    }
}

/// When the next of the chain is asked: at once, then a step after each page. Quiet hours hold back all but a P1; an
/// exercise pages nobody.
fn next_page(state: &UnitState, alert: &Alert, (figures, zone): (&AlertFigures, Tz)) -> Option<DateTime<Utc>> {
    let priority = alert.priority();
    let step = figures.of(priority).step()?;
    let due = alert.chain.since + step * i32::from(alert.chain.pages);
    let somebody_left = usize::from(alert.chain.next) < asked_in_turn(state, due).len();
    let due = if priority == Priority::P1 { due } else { figures.quiet_hours.after(due, zone) };
    (alert.is_live() && somebody_left).then_some(due)
}

/// Who is asked in turn: the layers of the rota as it stands at that instant, the shift leads, the nation.
pub fn asked_in_turn(state: &UnitState, at: DateTime<Utc>) -> Vec<(Asked, Vec<(OfficerId, String)>)> {
    let named = |officer: OfficerId| {
        let post = state.posts.values().find(|(one, _)| one.id == officer);
        (officer, post.map_or_else(String::new, |(one, _)| one.name.clone()))
    };
    let layers = state.rota.layers(at).into_iter().zip(1..);
    let layers = layers.map(|(officers, no)| (Asked::Layer(no), officers.into_iter().map(named).collect()));
    let leads = state.posts.values().filter(|(_, post)| post.role == PostRole::Lead);
    let leads = leads.map(|(officer, _)| (officer.id, officer.name.clone())).collect();
    layers.chain([(Asked::Lead, leads), (Asked::National, Vec::new())]).collect()
}

/// What the center says when a source has been silent since before `due`: one alert a source at a time.
pub fn silent(source: &str, due: DateTime<Utc>) -> AlertDraft {
    let since = format!("{source}, {}", due.format("%Y-%m-%d %H:%MZ"));
    AlertDraft::of_house(AlertKind::SourceSilent, source, since, due.fixed_offset())
}

/// The zone of the unit: its days and hours are on that wall.
pub fn zone(state: &UnitState) -> Tz {
    state.card.as_ref().and_then(|card| card.zone.parse().ok()).unwrap_or(chrono_tz::Asia::Shanghai)
}
