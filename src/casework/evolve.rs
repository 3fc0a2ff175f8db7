//! How an alert changes by what happened. Cannot fail: history always loads.

use super::alert::{Alert, AlertFact, AlertState};

impl Alert {
    pub(super) fn evolve(&mut self, fact: &AlertFact) {
        self.version += 1;
        match fact {
            AlertFact::Raised { .. } => {}
            AlertFact::Revised(draft) => {
                // A rise in urgency or severity rings again; marks of officers survive anything else.
                let rises = draft.urgency < self.draft.urgency || draft.severity < self.draft.severity;
                if rises && self.state == AlertState::Acked {
                    self.state = AlertState::New;
                }
                self.draft = (**draft).clone();
                self.revision += 1;
            }
            AlertFact::Acked { name } => {
                self.state = AlertState::Acked;
                self.acked_by = Some(name.clone());
            }
            AlertFact::Linked { dispute, number } => {
                self.state = AlertState::Linked;
                self.dispute = Some((*dispute, number.clone()));
            }
            AlertFact::Closed { code, reason } => {
                self.state = AlertState::Closed;
                self.closing = Some((*code, reason.clone()));
            }
        }
    }
}
