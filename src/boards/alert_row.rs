//! The row of an alert in the queue.

use crate::casework::alert::{Alert, AlertKind, AlertState, CapCertainty, CapSeverity, CapUrgency, Priority};
use crate::casework::ids::RecordId;
use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// An alert in the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertRow {
    pub id: RecordId,
    pub number: String,
    /// The priority that counts.
    pub priority: Priority,
    /// What the table makes of the three words; differs from `priority` when an officer set it.
    pub computed: Priority,
    pub urgency: CapUrgency,
    pub severity: CapSeverity,
    pub certainty: CapCertainty,
    pub kind: AlertKind,
    pub headline: String,
    pub source: String,
    pub sender: String,
    pub forum: String,
    pub jurisdiction: String,
    pub docket: Option<String>,
    pub parties: Vec<String>,
    pub state: AlertState,
    /// Not an exercise, a test or a draft.
    pub is_live: bool,
    pub acked_by: Option<String>,
    /// How long it is acknowledged or on the shelf.
    pub until: Option<DateTime<Utc>>,
    /// Who shelved it, or the silence that mutes it.
    pub held_back_by: Option<String>,
    pub dispute: Option<(RecordId, String)>,
    /// The case that it belongs to, linked with or not: it is as visible as that.
    pub case: Option<RecordId>,
    pub reopened: bool,
    /// The owner who does not know yet that it was taken back.
    pub to_tell: Option<String>,
    /// Who was asked last because nobody had it.
    pub paged: Vec<String>,
    pub sent: DateTime<FixedOffset>,
    pub arrived: DateTime<FixedOffset>,
    pub revision: u32,
    pub version: u32,
}

impl AlertRow {
    /// The row of an alert.
    pub fn of(alert: &Alert) -> Self {
        let draft = &alert.draft;
        let shelf = alert.shelf.as_ref();
        let muted = alert.muted.as_ref().map(|(_, number)| number.clone());
        Self {
            id: alert.id,
            number: alert.number.clone(),
            priority: alert.priority(),
            computed: alert.computed(),
            urgency: alert.weight.urgency,
            severity: alert.weight.severity,
            certainty: alert.weight.certainty,
            kind: draft.kind,
            headline: draft.headline.clone(),
            source: draft.source.clone(),
            sender: draft.sender.clone(),
            forum: draft.forum.clone(),
            jurisdiction: draft.jurisdiction.clone(),
            docket: draft.docket.clone(),
            parties: draft.parties.clone(),
            state: alert.state,
            is_live: alert.is_live(),
            acked_by: alert.acked_by().map(str::to_owned),
            until: shelf.map(|shelf| shelf.until).or_else(|| alert.ack.as_ref().and_then(|ack| ack.until)),
            held_back_by: shelf.map(|shelf| shelf.name.clone()).or(muted),
            dispute: alert.dispute.clone(),
            case: alert.case(),
            reopened: alert.reopened,
            to_tell: alert.to_tell.as_ref().map(|(_, name)| name.clone()),
            paged: alert.paged.last().map(|(_, names)| names.clone()).unwrap_or_default(),
            sent: draft.sent,
            arrived: alert.arrived,
            revision: alert.revision,
            version: alert.version,
        }
    }

    /// One line for the queue: what the center says itself begins with what it is.
    pub fn title(&self, zh: bool) -> Cow<'_, str> {
        if self.kind.is_of_the_house() {
            format!("{}: {}", self.kind.word(zh), self.headline).into()
        } else {
            self.headline.as_str().into()
        }
    }

    /// Does it wait for somebody: to take it on, to look, or to read that it is over?
    pub const fn is_open(&self) -> bool {
        match self.state {
            AlertState::New | AlertState::Acked | AlertState::ClearedUnseen | AlertState::ExpiredUnseen => true,
            AlertState::Closed | AlertState::Linked => self.to_tell.is_some(),
            AlertState::Shelved | AlertState::Muted => false,
        }
    }
}
