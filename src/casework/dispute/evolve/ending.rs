//! How a dispute changes at its end, and when it begins again.

use crate::casework::dispute::ending::{Visit, Visited};
use crate::casework::dispute::{Dispute, EndingFact, Episode, Stage};
use crate::casework::state::Told;

impl Dispute {
    pub(super) fn evolve_ending(&mut self, told: &Told<'_>, fact: &EndingFact) {
        match fact {
            EndingFact::ResultKnown { outcome, text } => {
                self.ending.result = Some((told.at, *outcome, text.clone()));
                self.outcome = Some((*outcome, text.clone()));
                self.enter(told, Stage::Result);
            }
            EndingFact::Waived(waiver) => self.ending.waivers.push(waiver.clone()),
            EndingFact::VisitPlanned { no, on } => {
                self.ending.visits.push(Visit { no: *no, on: *on, done: None });
            }
            EndingFact::Visited { .. } => self.visited(told, fact),
            EndingFact::ReopenProposed { alert, number, .. } => {
                self.ending.proposed = Some((*alert, number.clone()));
            }
            EndingFact::Reopened { reason, .. } => self.reopened(told, reason),
            EndingFact::Archived { place } => {
                self.ending.archived = Some((told.at, place.clone()));
                self.enter(told, Stage::Archived);
            }
            EndingFact::Terminated { ground, text, .. } => {
                self.ending.terminated = Some((*ground, text.clone()));
                self.ending.closed_at = Some(told.at);
                self.enter(told, Stage::Terminated);
            }
            EndingFact::Withdrawn { form, proof } => {
                self.ending.withdrawn = Some((*form, proof.clone()));
                self.ending.closed_at = Some(told.at);
                self.enter(told, Stage::Withdrawn);
            }
        }
    }

    fn visited(&mut self, told: &Told<'_>, fact: &EndingFact) {
        let EndingFact::Visited { no, by, score, reason, cause } = fact else { return };
        let done = Visited {
            at: told.at,
            by: *by,
            name: told.name.to_owned(),
            score: *score,
            reason: reason.clone(),
            cause: *cause,
        };
        match self.ending.visits.iter_mut().find(|visit| visit.no == *no) {
            Some(visit) => visit.done = Some(done),
            None => self.ending.visits.push(Visit { no: *no, on: told.at.date_naive(), done: Some(done) }),
        }
        // Terminated and withdrawn cases are visited too, and stay what they are.
        if self.stage == Stage::Closed {
            self.enter(told, Stage::Visited);
        }
    }

    /// A new episode: its clocks are new, the old course is kept whole.
    fn reopened(&mut self, told: &Told<'_>, reason: &str) {
        let recusals = self.guidance.recusals.clone();
        self.episodes.push(Episode {
            handler: self.handler.take(),
            outcome: self.outcome.take(),
            stamps: std::mem::take(&mut self.stamps),
            guidance: std::mem::take(&mut self.guidance),
            major: self.major.take(),
            ending: std::mem::take(&mut self.ending),
            reopened: (told.at, reason.to_owned()),
        });
        // Whoever stood aside stands aside still.
        self.guidance.recusals = recusals;
        self.enter(told, Stage::Reopened);
    }
}
