//! How a dispute changes by what happened. Cannot fail: history always loads.

mod ending;
mod guidance;
mod intake;

use super::{Dispute, DisputeFact, GuidanceFact, Note, Stage, Stamp};
use crate::casework::alert::AlertNews;
use crate::casework::custody::Custody;
use crate::casework::deadline::{Deadline, DeadlineState, Recomputed};
use crate::casework::ids::RecordId;
use crate::casework::state::{DISPUTE, Told, UnitState};
use std::sync::Arc;

impl UnitState {
    pub(in crate::casework) fn fold_dispute(&mut self, told: &Told<'_>, id: RecordId, fact: &DisputeFact) {
        if let DisputeFact::Registered { number, draft, by } = fact {
            self.count(DISPUTE, number);
            let mut dispute = Dispute::registered(id, self.id(), number.clone(), (**draft).clone());
            dispute.named.extend(*by);
            dispute.enter(told, Stage::Registered);
            self.disputes.insert_mut(id, Arc::new(dispute));
            self.custody.insert_mut(id, Arc::new(Custody::Owner { epoch: 1 }));
            self.know_dispute(id);
            return;
        }
        // In place, unless a reader holds the view that has it.
        let Some(dispute) = self.disputes.get_mut(&id).map(Arc::make_mut) else { return };
        let went_on = !dispute.stage.is_over();
        dispute.evolve(told, fact);
        if let DisputeFact::Paper(paper) = fact {
            self.letters.count(&paper.number);
        }
        if let DisputeFact::ExpertChosen(chosen) = fact {
            self.set_work(chosen.expert, id, true);
        } else if dispute.stage.is_over() && went_on {
            let chosen: Vec<RecordId> = dispute.experts.iter().map(|one| one.expert).collect();
            chosen.into_iter().for_each(|expert| self.set_work(expert, id, false));
        }
        // The same form sent again, right or wrong, is still known.
        if let DisputeFact::Dossier(_)
        | DisputeFact::ServiceDateCorrected { .. }
        | DisputeFact::ExpertChosen(_)
        | DisputeFact::Guidance(GuidanceFact::Corrected { .. }) = fact
        {
            self.know_dispute(id);
        }
    }

    /// Notes that an expert has a record on hand, or no longer has.
    pub(in crate::casework) fn set_work(&mut self, expert: RecordId, record: RecordId, working: bool) {
        let Some(before) = self.experts.get(&expert) else { return };
        let mut expert = (**before).clone();
        expert.working_on.retain(|one| *one != record);
        if working {
            expert.working_on.push(record);
        }
        self.experts.insert_mut(expert.id, Arc::new(expert));
    }
}

impl Dispute {
    fn evolve(&mut self, told: &Told<'_>, fact: &DisputeFact) {
        self.version += 1;
        match fact {
            DisputeFact::Registered { .. } => {}
            DisputeFact::Accepted { ground } => {
                self.intake.ground.clone_from(ground);
                self.enter(told, Stage::Accepted);
            }
            DisputeFact::Guiding { handler, name } => {
                // A new handler takes a case over as it stands.
                if !self.stage.is_guided() {
                    self.enter(told, Stage::Guiding);
                }
                self.handler = Some((*handler, name.clone()));
                self.named.push(*handler);
            }
            DisputeFact::DeadlineAdded(deadline) => self.deadlines.push((**deadline).clone()),
            DisputeFact::DeadlineVerified { no, by, name } => self.change_deadline(*no, |deadline| {
                deadline.state = DeadlineState::Verified;
                deadline.verified_by = Some((*by, name.clone()));
            }),
            DisputeFact::DeadlineMet { no, on, proof } => self.change_deadline(*no, |deadline| {
                deadline.state = DeadlineState::Met;
                deadline.met = Some((*on, proof.clone()));
            }),
            DisputeFact::Noted { text } => self.notes.push(Note::new(told, text)),
            DisputeFact::ExpertChosen(chosen) => {
                self.experts.retain(|one| one.expert != chosen.expert);
                self.experts.push(chosen.clone());
            }
            DisputeFact::AlertLinked { alert } => self.alerts.push(*alert),
            DisputeFact::Alert(news) => self.heard(news),
            DisputeFact::Closed { outcome, reason } => {
                self.enter(told, Stage::Closed);
                self.ending.closed_at = Some(told.at);
                self.outcome = Some((*outcome, reason.clone()));
            }
            DisputeFact::DeadlineRecomputed(news) => self.recomputed(news),
            DisputeFact::ServiceDateCorrected { to, .. } => self.draft.served_on = Some(*to),
            DisputeFact::HearingAdded(hearing) => self.hearings.push((**hearing).clone()),
            DisputeFact::Dossier(fact) => {
                if fact.brings_material() {
                    self.abroad.reopen();
                }
                self.dossier.evolve(told, fact);
            }
            DisputeFact::Paper(paper) => self.papers.push((**paper).clone()),
            DisputeFact::Abroad(fact) => self.abroad.evolve((told.at, told.name), fact),
            DisputeFact::Intake(fact) => self.evolve_intake(told, fact),
            DisputeFact::Guidance(fact) => self.evolve_guidance(told, fact),
            DisputeFact::Major(fact) => self.evolve_major(told, fact),
            DisputeFact::Ending(fact) => self.evolve_ending(told, fact),
            DisputeFact::Destruction(fact) => self.evolve_destruction(told, fact),
            DisputeFact::Deadline(fact) => self.change_deadline(fact.no(), |deadline| {
                deadline.state = fact.state();
                deadline.ended = Some(fact.clone());
            }),
        }
    }

    fn change_deadline(&mut self, no: u16, change: impl FnOnce(&mut Deadline)) {
        if let Some(deadline) = self.deadline_mut(no) {
            change(deadline);
        }
    }

    /// A stage begins. With the work ends the access that was given for it.
    fn enter(&mut self, told: &Told<'_>, stage: Stage) {
        self.stage = stage;
        self.stamps.push(Stamp { stage, at: told.at, by: told.name.to_owned() });
        if stage.is_over() {
            self.end_team(told, "");
        }
    }

    /// A changed alert is to be reviewed until somebody has; a detached one is nothing to this dispute.
    fn heard(&mut self, news: &AlertNews) {
        let (AlertNews::Review { alert, .. } | AlertNews::Reviewed { alert, .. } | AlertNews::Detached { alert, .. }) =
            news;
        self.reviews.retain(|(one, _)| one != alert);
        match news {
            AlertNews::Review { revision, .. } => self.reviews.push((*alert, *revision)),
            AlertNews::Reviewed { .. } => {}
            AlertNews::Detached { .. } => self.alerts.retain(|one| one != alert),
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
