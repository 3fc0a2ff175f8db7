//! How a dispute changes under guidance, and while it is major.

use crate::casework::dispute::guidance::Recusal;
use crate::casework::dispute::major::{self, MajorFact};
use crate::casework::dispute::{Dispute, GuidanceFact, Stage};
use crate::casework::state::Told;

impl Dispute {
    pub(super) fn evolve_guidance(&mut self, told: &Told<'_>, fact: &GuidanceFact) {
        match fact {
            GuidanceFact::Triaged(sorting) => {
                self.guidance.sorting = Some((**sorting).clone());
                self.enter(told, Stage::Triaged);
            }
            GuidanceFact::Recused { officer, name, reason } => {
                let recusal = Recusal { officer: *officer, name: name.clone(), reason: reason.clone() };
                self.guidance.recusals.push(recusal);
                if self.is_handled_by(*officer) {
                    self.handler = None;
                    self.guidance.waiting = None;
                    self.enter(told, Stage::Triaged);
                }
            }
            GuidanceFact::Waits(waiting) => {
                self.guidance.waiting = Some(waiting.clone());
                self.enter(told, Stage::Waiting);
            }
            GuidanceFact::Answered { .. } | GuidanceFact::WaitOver { .. } => {
                self.guidance.waiting = None;
                self.enter(told, Stage::Guiding);
            }
            GuidanceFact::TeamFormed(team) => {
                self.named.extend(&team.admitted);
                self.guidance.team = Some((**team).clone());
            }
            GuidanceFact::TeamEnded { reason } => self.end_team(told, reason),
            GuidanceFact::Corrected { field, to, .. } => self.draft.set(*field, to),
        }
    }

    pub(super) fn evolve_major(&mut self, told: &Told<'_>, fact: &MajorFact) {
        if let (None, MajorFact::Raised { level, .. }) = (&self.major, fact) {
            self.major = Some(major::raised(told.at, *level));
        }
        if let Some(major) = &mut self.major {
            major.evolve(told.at, told.name, fact);
        }
    }

    /// The task force ends, and the access that it gave; whoever handles the case now keeps it.
    pub(super) fn end_team(&mut self, told: &Told<'_>, reason: &str) {
        let handler = self.handler.as_ref().map(|(handler, _)| *handler);
        let Some(team) = self.guidance.team.as_mut().filter(|team| team.ended.is_none()) else { return };
        team.ended = Some((told.at, reason.to_owned()));
        self.named.retain(|one| !team.admitted.contains(one) || handler == Some(*one));
    }
}
