//! How an alert changes by what happened. Cannot fail: history always loads.

use super::{Ack, Alert, AlertClosing, AlertDraft, AlertFact, AlertState, Chain, OwnPriority, Remark, Revision, Shelf};
use crate::casework::ids::{OfficerId, RecordId};
use crate::casework::state::Told;
use chrono::{DateTime, Utc};

impl Alert {
    /// An alert just raised.
    pub fn raised(id: RecordId, number: String, draft: AlertDraft, told: &Told<'_>) -> Self {
        let mut alert = Self {
            id,
            number,
            weight: draft.weight(),
            state: AlertState::New,
            own_priority: None,
            revision: 0,
            revisions: Vec::new(),
            count: 1,
            last_seen: told.at,
            ack: None,
            shelf: None,
            muted: None,
            dispute: None,
            unlinked: None,
            closing: None,
            duplicate_of: None,
            reopened: false,
            to_tell: None,
            notes: Vec::new(),
            chain: Chain { since: told.at.to_utc(), next: 0, pages: 0 },
            paged: Vec::new(),
            arrived: told.at,
            version: 1,
            draft,
        };
        let first = alert.draft.clone();
        alert.keep(&first, told);
        alert
    }

    /// Takes in what happened.
    pub fn evolve(&mut self, told: &Told<'_>, fact: &AlertFact) {
        // A count is no change: whoever saw the alert before it still knows all of it.
        if !fact.only_counts() {
            self.version += 1;
        }
        match fact {
            AlertFact::Raised { .. } | AlertFact::Heard { .. } => {}
            AlertFact::Counted { .. } => self.count(told),
            AlertFact::Revised(draft) => self.revised(draft, told),
            AlertFact::Realarmed(draft) => self.realarmed(draft, told),
            AlertFact::Cleared(draft) => self.cleared(draft, told),
            AlertFact::Acked { name, by, until } => {
                self.state = AlertState::Acked;
                self.ack = Some(Ack { by: *by, name: name.clone(), at: told.at, until: *until });
            }
            AlertFact::Unacked { due } => self.unacked(*due, told),
            AlertFact::Shelved { by, name, until, reason } => {
                let (name, reason, back) = (name.clone(), reason.clone(), self.state);
                self.shelf = Some(Shelf { by: *by, name, until: *until, reason, back });
                self.state = AlertState::Shelved;
            }
            AlertFact::Unshelved { .. } => self.unshelved(told),
            AlertFact::Muted { silence, number } => {
                self.state = AlertState::Muted;
                self.muted = Some((*silence, number.clone()));
            }
            AlertFact::Unmuted => self.ring_anew(told.at.to_utc()),
            AlertFact::Expired => {
                self.state = AlertState::ExpiredUnseen;
                self.muted = None;
            }
            AlertFact::Seen { .. } => self.seen(),
            AlertFact::AckedLate { name, by } => self.acked_late(name, *by, told),
            AlertFact::Told { .. } => self.to_tell = None,
            AlertFact::Noted { text } => self.note(told, told.name, text.clone()),
            AlertFact::Linked { dispute, number } => {
                self.unlinked = Some(self.state);
                self.state = AlertState::Linked;
                self.dispute = Some((*dispute, number.clone()));
            }
            AlertFact::Detached { .. } => self.detached(told),
            AlertFact::Prioritised { priority, reason } => {
                let (name, reason) = (told.name.to_owned(), reason.clone());
                self.own_priority = priority.map(|priority| OwnPriority { priority, name, reason });
            }
            AlertFact::Closed { code, reason, of } => {
                self.close(*code, reason.clone());
                self.duplicate_of.clone_from(of);
            }
            AlertFact::Paged { asked, officers, next, .. } => {
                self.chain.next = *next;
                self.chain.pages = self.chain.pages.saturating_add(1);
                self.paged.push((*asked, officers.iter().map(|(_, name)| name.clone()).collect()));
            }
        }
    }

    fn count(&mut self, told: &Told<'_>) {
        self.count = self.count.saturating_add(1);
        self.last_seen = self.last_seen.max(told.at);
    }

    /// Keeps what was said beside what was said before; the newest by its sending is the one that is shown.
    fn keep(&mut self, draft: &AlertDraft, told: &Told<'_>) -> bool {
        self.revision += 1;
        let is_newest = self.revisions.iter().all(|one| one.sent <= draft.sent);
        self.revisions.push(Revision {
            no: self.revision,
            source: draft.source.clone(),
            identifier: draft.identifier.clone(),
            message: draft.message,
            sent: draft.sent,
            arrived: told.at,
            headline: draft.headline.clone(),
            weight: draft.weight(),
            content: draft.content(),
        });
        if is_newest {
            self.draft = draft.clone();
        }
        is_newest
    }

    /// Marks of officers stay, unless urgency or severity rises: then it rings again. What arrives late and is older
    /// than what is known changes no state.
    fn revised(&mut self, draft: &AlertDraft, told: &Told<'_>) {
        let (before, is_update) = (self.weight, self.is_updated_by(draft));
        self.count(told);
        let is_newest = self.keep(draft, told);
        let rises = draft.weight().rises_over(before);
        if !is_newest {
            // An older message of a matter that nobody has seen may still be the gravest.
            if self.state.is_unseen() && !is_update {
                self.weight = before.worse(draft.weight());
            }
            return;
        }
        let is_unseen = self.state.is_unseen();
        // A further event must not hide a graver one that nobody has seen; a correction of the source may.
        self.weight = if is_unseen && !is_update { before.worse(draft.weight()) } else { draft.weight() };
        match self.state {
            AlertState::Acked | AlertState::Shelved | AlertState::Muted if rises => self.ring_anew(told.at.to_utc()),
            AlertState::Closed if rises => {
                self.reopened = true;
                self.ring_anew(told.at.to_utc());
            }
            AlertState::New
            | AlertState::Acked
            | AlertState::Shelved
            | AlertState::Muted
            | AlertState::Linked
            | AlertState::Closed
            | AlertState::ClearedUnseen
            | AlertState::ExpiredUnseen => {}
        }
    }

    fn realarmed(&mut self, draft: &AlertDraft, told: &Told<'_>) {
        self.count(told);
        self.keep(draft, told);
        self.weight = draft.weight();
        self.reopened = true;
        self.ring_anew(told.at.to_utc());
    }

    /// Nobody had it: it stays until seen. Somebody had it: closed, and the owner is told. A dispute goes on.
    fn cleared(&mut self, draft: &AlertDraft, told: &Told<'_>) {
        self.count(told);
        self.keep(draft, told);
        match self.state {
            AlertState::New | AlertState::Muted => {
                self.state = AlertState::ClearedUnseen;
                self.muted = None;
            }
            AlertState::Acked | AlertState::Shelved => {
                if let Some(ack) = self.ack.clone() {
                    self.note(told, &ack.name, format!("ack {}", ack.at.to_rfc3339()));
                }
                self.to_tell = self.owner();
                self.close(AlertClosing::SourceCancelled, draft.headline.clone());
            }
            AlertState::Linked | AlertState::Closed | AlertState::ClearedUnseen | AlertState::ExpiredUnseen => {}
        }
    }

    /// Whoever shelved it, or else acknowledged it.
    fn owner(&self) -> Option<(OfficerId, String)> {
        let shelf = self.shelf.as_ref().and_then(|shelf| Some((shelf.by?, shelf.name.clone())));
        shelf.or_else(|| self.ack.as_ref().and_then(|ack| Some((ack.by?, ack.name.clone()))))
    }

    fn acked_late(&mut self, name: &str, by: Option<OfficerId>, told: &Told<'_>) {
        self.ack = Some(Ack { by, name: name.to_owned(), at: told.at, until: None });
        self.note(told, name, format!("ack {}", told.at.to_rfc3339()));
        self.to_tell = by.map(|by| (by, name.to_owned()));
        self.seen();
    }

    fn seen(&mut self) {
        let code = match self.state {
            AlertState::ExpiredUnseen => AlertClosing::Expired,
            AlertState::New
            | AlertState::Acked
            | AlertState::Shelved
            | AlertState::Muted
            | AlertState::Linked
            | AlertState::Closed
            | AlertState::ClearedUnseen => AlertClosing::SourceCancelled,
        };
        self.close(code, self.draft.headline.clone());
    }

    fn unacked(&mut self, due: Option<DateTime<Utc>>, told: &Told<'_>) {
        self.ack = None;
        let went_so_far = self.chain.next.max(1);
        self.ring_anew(due.unwrap_or(told.at.to_utc()));
        if due.is_some() {
            // Whoever let it run out is not asked again first: the next of the chain is, at once.
            self.chain.next = went_so_far;
        }
    }

    fn unshelved(&mut self, told: &Told<'_>) {
        let back = self.shelf.take().map_or(AlertState::New, |shelf| shelf.back);
        match back {
            AlertState::Acked => self.state = AlertState::Acked,
            AlertState::New
            | AlertState::Shelved
            | AlertState::Muted
            | AlertState::Linked
            | AlertState::Closed
            | AlertState::ClearedUnseen
            | AlertState::ExpiredUnseen => self.ring_anew(told.at.to_utc()),
        }
    }

    fn detached(&mut self, told: &Told<'_>) {
        self.dispute = None;
        if self.unlinked.take() == Some(AlertState::Acked) {
            self.state = AlertState::Acked;
        } else {
            self.ring_anew(told.at.to_utc());
        }
    }

    /// NEW again, with a chain of its own: an older one pages nobody any more. Notes and the officer's own priority stay.
    fn ring_anew(&mut self, since: DateTime<Utc>) {
        self.state = AlertState::New;
        self.chain = Chain { since, next: 0, pages: 0 };
        self.paged.clear();
        self.ack = None;
        self.shelf = None;
        self.muted = None;
        self.closing = None;
        self.duplicate_of = None;
        self.to_tell = None;
    }

    fn close(&mut self, code: AlertClosing, reason: String) {
        self.state = AlertState::Closed;
        self.muted = None;
        self.shelf = None;
        self.closing = Some((code, reason));
    }

    fn note(&mut self, told: &Told<'_>, name: &str, text: String) {
        self.notes.push(Remark { at: told.at, name: name.to_owned(), text });
    }
}
