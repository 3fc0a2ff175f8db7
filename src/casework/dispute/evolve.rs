//! How a dispute changes by what happened. Cannot fail: history always loads.

use super::{Dispute, DisputeFact, Note, Stage};
use crate::casework::custody::Custody;
use crate::casework::deadline::{Deadline, DeadlineState, Recomputed};
use crate::casework::ids::RecordId;
use crate::casework::state::{DISPUTE, Told, UnitState};
use std::sync::Arc;

impl UnitState {
    pub(in crate::casework) fn fold_dispute(&mut self, told: &Told<'_>, id: RecordId, fact: &DisputeFact) {
        if let DisputeFact::Registered { number, draft, by } = fact {
            self.count(DISPUTE, number);
            self.keys.insert_mut(draft.key(), id);
            let mut dispute = Dispute::registered(id, self.id(), number.clone(), (**draft).clone());
            dispute.named.extend(*by);
            self.disputes.insert_mut(id, Arc::new(dispute));
            self.custody.insert_mut(id, Custody::Owner { epoch: 1 });
            return;
        }
        let Some(before) = self.disputes.get(&id) else { return };
        let mut dispute = (**before).clone();
        dispute.evolve(told, fact);
        if let DisputeFact::ServiceDateCorrected { .. } = fact {
            // The same form sent again, right or wrong, is still known.
            self.keys.insert_mut(dispute.draft.key(), id);
        }
        if let DisputeFact::Paper(paper) = fact {
            self.letters.count(&paper.number);
        }
        if let DisputeFact::ExpertChosen(chosen) = fact {
            self.set_work(chosen.expert, id, true);
        }
        if let DisputeFact::Closed { .. } = fact {
            for chosen in &dispute.experts {
                self.set_work(chosen.expert, id, false);
            }
        }
        self.disputes.insert_mut(id, Arc::new(dispute));
    }

    fn set_work(&mut self, expert: RecordId, dispute: RecordId, working: bool) {
        let Some(before) = self.experts.get(&expert) else { return };
        let mut expert = (**before).clone();
        expert.working_on.retain(|one| *one != dispute);
        if working {
            expert.working_on.push(dispute);
        }
        self.experts.insert_mut(expert.id, Arc::new(expert));
    }
}

impl Dispute {
    fn evolve(&mut self, told: &Told<'_>, fact: &DisputeFact) {
        self.version += 1;
        match fact {
            DisputeFact::Registered { .. } => {}
            DisputeFact::Accepted { .. } => self.stage = Stage::Accepted,
            DisputeFact::Guiding { handler, name } => {
                self.stage = Stage::Guiding;
                self.handler = Some((*handler, name.clone()));
                self.named.push(*handler);
            }
            DisputeFact::DeadlineAdded(deadline) => self.deadlines.push((**deadline).clone()),
            DisputeFact::DeadlineVerified { no, by, name } => {
                if let Some(deadline) = self.deadline_mut(*no) {
                    deadline.state = DeadlineState::Verified;
                    deadline.verified_by = Some((*by, name.clone()));
                }
            }
            DisputeFact::DeadlineMet { no, on, proof } => {
                if let Some(deadline) = self.deadline_mut(*no) {
                    deadline.state = DeadlineState::Met;
                    deadline.met = Some((*on, proof.clone()));
                }
            }
            DisputeFact::Noted { text } => {
                self.notes.push(Note { at: told.at, author: told.name.to_owned(), text: text.clone() });
            }
            DisputeFact::ExpertChosen(chosen) => {
                self.experts.retain(|one| one.expert != chosen.expert);
                self.experts.push(chosen.clone());
            }
            DisputeFact::AlertLinked { alert } => self.alerts.push(*alert),
            DisputeFact::Closed { outcome, reason } => {
                self.stage = Stage::Closed;
                self.outcome = Some((*outcome, reason.clone()));
            }
            DisputeFact::DeadlineRecomputed(news) => self.recomputed(news),
            DisputeFact::ServiceDateCorrected { to, .. } => self.draft.served_on = Some(*to),
            DisputeFact::HearingAdded(hearing) => self.hearings.push((**hearing).clone()),
            DisputeFact::Paper(paper) => self.papers.push((**paper).clone()),
            DisputeFact::Abroad(fact) => self.abroad.evolve((told.at, told.name), fact),
        }
    }

    fn recomputed(&mut self, news: &Recomputed) {
        let Some(deadline) = self.deadline_mut(news.no) else { return };
        deadline.computed = news.computed.clone();
        deadline.question.clone_from(&news.question);
        deadline.state = news.state;
        if news.state != DeadlineState::Verified {
            deadline.verified_by = None;
            deadline.entered_by = news.by;
        }
    }

    fn deadline_mut(&mut self, no: u16) -> Option<&mut Deadline> {
        self.deadlines.iter_mut().find(|one| one.no == no)
    }
}
