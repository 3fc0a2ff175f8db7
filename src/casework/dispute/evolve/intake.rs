//! How a dispute changes before guidance.

use crate::casework::dispute::intake::{Green, MaterialAsked, NotAccepted};
use crate::casework::dispute::{Dispute, IntakeFact, Stage};
use crate::casework::state::Told;

impl Dispute {
    pub(super) fn evolve_intake(&mut self, told: &Told<'_>, fact: &IntakeFact) {
        match fact {
            IntakeFact::Joined { into, number, .. } => {
                self.intake.joined_to = Some((*into, number.clone()));
                self.enter(told, Stage::Joined);
            }
            IntakeFact::ReporterJoined(reporter) => self.intake.reporters.push((**reporter).clone()),
            IntakeFact::Detached { .. } => {
                self.intake.joined_to = None;
                self.enter(told, Stage::Registered);
            }
            IntakeFact::ReporterLeft { dispute, .. } => self.intake.reporters.retain(|one| one.dispute != *dispute),
            IntakeFact::MaterialAsked { items, due } => {
                let asked = MaterialAsked { items: items.clone(), due: *due, asked_at: told.at, supplied: None };
                self.intake.material.push(asked);
                self.enter(told, Stage::NeedsMaterial);
            }
            IntakeFact::MaterialSupplied { what } => {
                if let Some(asked) = self.intake.material.last_mut() {
                    asked.supplied = Some((told.at, what.clone()));
                }
                // Nobody has looked at this with an eye to abroad.
                self.abroad.reopen();
                self.enter(told, Stage::Registered);
            }
            IntakeFact::NotAccepted { .. } => self.not_accepted(told, fact),
            IntakeFact::Reviewed { upheld, reason, .. } => {
                if let Some(decision) = self.intake.refusals.last_mut() {
                    decision.review = Some((*upheld, reason.clone()));
                }
                if !upheld {
                    self.enter(told, Stage::Registered);
                }
            }
            IntakeFact::GreenGiven { ground, proof } => {
                let green = Green { ground: *ground, proof: proof.clone(), since: told.at, lapsed: false };
                self.intake.green = Some(green);
            }
            IntakeFact::GreenProved { proof } => {
                if let Some(green) = &mut self.intake.green {
                    green.proof.clone_from(proof);
                    green.lapsed = false;
                }
            }
            IntakeFact::GreenLapsed { .. } => {
                if let Some(green) = &mut self.intake.green {
                    green.lapsed = true;
                }
            }
            IntakeFact::Rang { timer, due } => self.intake.rang.push((*timer, *due)),
        }
    }

    fn not_accepted(&mut self, told: &Told<'_>, fact: &IntakeFact) {
        let IntakeFact::NotAccepted { ground, pointer, text, by } = fact else { return };
        self.intake.refusals.push(NotAccepted {
            ground: *ground,
            pointer: pointer.clone(),
            text: text.clone(),
            at: told.at,
            by: *by,
            name: told.name.to_owned(),
            review: None,
        });
        self.enter(told, Stage::NotAccepted);
    }
}
