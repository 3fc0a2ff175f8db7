//! How what a unit knows of alerts, and of their sources changes by what happened. Cannot fail.

use super::affair::{Affair, AffairFile};
use super::alert::{Alert, AlertDraft, AlertFact};
use super::ids::RecordId;
use super::index::Word;
use super::known::DOCKET;
use super::silence::Silence;
use super::state::{ALERT, Told, UnitState};
use std::sync::Arc;

impl UnitState {
    pub(super) fn fold_alert(&mut self, told: &Told<'_>, id: RecordId, fact: &AlertFact) {
        self.listen(told, id, fact);
        if let AlertFact::Raised { number, draft } = fact {
            self.count(ALERT, number);
            let alert = Alert::raised(id, number.clone(), (**draft).clone(), told);
            self.alerts.insert_mut(id, Arc::new(alert));
            return;
        }
        if let AlertFact::Muted { silence, .. } = fact {
            self.change_silence(*silence, |one| one.matched(told.at));
        }
        let Some(before) = self.alerts.get(&id) else { return };
        let mut alert = (**before).clone();
        alert.evolve(told, fact);
        self.alerts.insert_mut(id, Arc::new(alert));
    }

    /// A source spoke: its word is remembered, and by which names the alert is known from now on.
    fn listen(&mut self, told: &Told<'_>, id: RecordId, fact: &AlertFact) {
        match fact {
            AlertFact::Raised { draft, .. }
            | AlertFact::Revised(draft)
            | AlertFact::Realarmed(draft)
            | AlertFact::Cleared(draft) => {
                self.watch.hear(&draft.source, told.at);
                self.know(id, draft);
            }
            AlertFact::Counted { source } | AlertFact::Heard { source } => self.watch.hear(source, told.at),
            AlertFact::Acked { .. }
            | AlertFact::Linked { .. }
            | AlertFact::Closed { .. }
            | AlertFact::Unacked { .. }
            | AlertFact::Shelved { .. }
            | AlertFact::Unshelved { .. }
            | AlertFact::Muted { .. }
            | AlertFact::Unmuted
            | AlertFact::Expired
            | AlertFact::Seen { .. }
            | AlertFact::AckedLate { .. }
            | AlertFact::Told { .. }
            | AlertFact::Noted { .. }
            | AlertFact::Detached { .. }
            | AlertFact::Prioritised { .. }
            | AlertFact::Paged { .. } => {}
        }
    }

    fn know(&mut self, id: RecordId, draft: &AlertDraft) {
        self.learn_key(id, draft.key());
        // The first alert about a matter keeps it; a message with a name of its own may be about another one.
        if let Some(matter) = draft.matter().filter(|matter| self.known_by(matter).is_none()) {
            self.learn_key(id, matter);
        }
        self.learn(id, draft.docket.iter().map(|docket| Word::of(DOCKET, docket)));
    }

    fn change_silence(&mut self, id: RecordId, change: impl FnOnce(&mut Silence)) {
        let Some(file) = self.affairs.get(&id) else { return };
        let mut file: AffairFile = (**file).clone();
        if let Affair::Silence(silence) = &mut file.affair {
            change(silence);
            self.affairs.insert_mut(id, Arc::new(file));
        }
    }

    /// The silences of the unit, ended ones too.
    pub fn silences(&self) -> impl Iterator<Item = (RecordId, &Silence)> {
        self.affairs.iter().filter_map(|(id, file)| {
            if let Affair::Silence(silence) = &file.affair { Some((*id, silence)) } else { None }
        })
    }
}
