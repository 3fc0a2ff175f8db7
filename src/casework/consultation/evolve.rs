//! How a consultation changes by what happened. Cannot fail: history always loads.

use super::fact::ConsultationFact;
use super::seat::Seat;
use super::words::{ConsultationState, SeatState};
use super::{Consultation, Decision, Override, Reader};
use crate::casework::ids::RecordId;
use crate::casework::state::Told;

impl Consultation {
    /// Takes in what happened.
    pub fn evolve(&mut self, told: &Told<'_>, fact: &ConsultationFact) {
        match fact {
            ConsultationFact::Asked { .. } => {}
            ConsultationFact::Checked { candidates } => {
                self.candidates.clone_from(candidates);
                self.state = self.gathering();
            }
            ConsultationFact::Overridden { expert, with, reason, .. } => {
                let (with, reason, by) = (with.clone(), reason.clone(), told.name.to_owned());
                self.overrides.push(Override { expert: *expert, with, reason, by });
            }
            ConsultationFact::Invited { expert, name, borrow } => {
                self.seats.push(Seat::invited(*expert, name.clone(), (self.panel, *borrow), told));
                self.state = self.gathering();
            }
            ConsultationFact::Agreed { expert, .. }
            | ConsultationFact::Declined { expert, .. }
            | ConsultationFact::NotAnswered { expert }
            | ConsultationFact::Sent { expert, .. }
            | ConsultationFact::MoreAsked { expert, .. }
            | ConsultationFact::MoreAnswered { expert, .. } => self.seated(*expert, told, fact),
            ConsultationFact::Opined { expert, .. } => {
                self.read_by(told, told.name);
                self.seated(*expert, told, fact);
            }
            ConsultationFact::Combined { .. } => {
                self.combined_at = Some(told.at);
                self.state = ConsultationState::Combined;
            }
            ConsultationFact::Decided { .. }
            | ConsultationFact::Delivered { .. }
            | ConsultationFact::Compared { .. }
            | ConsultationFact::Withdrawn { .. } => self.ended(told, fact),
            ConsultationFact::Quarantined { expert, .. } => {
                self.change_seat(*expert, told, fact);
                self.state = ConsultationState::Quarantined;
            }
            ConsultationFact::PanelRenewed { keep } => self.renew(*keep),
            ConsultationFact::MaterialEnded { expert, .. } => self.change_seat(*expert, told, fact),
        }
    }

    fn ended(&mut self, told: &Told<'_>, fact: &ConsultationFact) {
        match fact {
            ConsultationFact::Decided { adoption, reason } => {
                self.read_by(told, told.name);
                let (reason, by) = (reason.clone(), told.name.to_owned());
                self.decision = Some(Decision { at: told.at, adoption: *adoption, reason, by, told: None });
                self.state = ConsultationState::Decided;
            }
            ConsultationFact::Delivered { to, text } => {
                self.read_by(told, told.name);
                self.read_by(told, to);
                if let Some(decision) = self.decision.as_mut() {
                    decision.told = Some((to.clone(), text.clone()));
                }
                self.state = ConsultationState::Delivered;
            }
            ConsultationFact::Compared { agreement, text } => {
                self.compared = Some((*agreement, text.clone()));
                self.state = ConsultationState::Closed;
            }
            ConsultationFact::Withdrawn { reason, told } => {
                self.withdrawn = Some((reason.clone(), told.clone()));
                for seat in self.seats.iter_mut().filter(|seat| seat.state.is_live()) {
                    seat.state = SeatState::Released;
                }
                self.state = ConsultationState::Withdrawn;
            }
            ConsultationFact::Asked { .. }
            | ConsultationFact::Checked { .. }
            | ConsultationFact::Overridden { .. }
            | ConsultationFact::Invited { .. }
            | ConsultationFact::Agreed { .. }
            | ConsultationFact::Declined { .. }
            | ConsultationFact::NotAnswered { .. }
            | ConsultationFact::Sent { .. }
            | ConsultationFact::MoreAsked { .. }
            | ConsultationFact::MoreAnswered { .. }
            | ConsultationFact::Opined { .. }
            | ConsultationFact::Combined { .. }
            | ConsultationFact::Quarantined { .. }
            | ConsultationFact::PanelRenewed { .. }
            | ConsultationFact::MaterialEnded { .. } => {}
        }
    }

    fn seated(&mut self, expert: RecordId, told: &Told<'_>, fact: &ConsultationFact) {
        self.change_seat(expert, told, fact);
        // What reaches the center after the decision changes the expert's standing, not the decision.
        if self.state.is_gathering() {
            self.state = self.gathering();
        }
    }

    fn change_seat(&mut self, expert: RecordId, told: &Told<'_>, fact: &ConsultationFact) {
        if let Some(seat) = self.seats.iter_mut().rev().find(|seat| seat.expert == expert) {
            seat.evolve(told, fact);
        }
    }

    fn read_by(&mut self, told: &Told<'_>, name: &str) {
        if !self.readers.iter().any(|one| one.name == name) {
            self.readers.push(Reader { at: told.at, name: name.to_owned() });
        }
    }

    /// A new panel for the same question. What was decided on the old one is kept beside it.
    fn renew(&mut self, keep: bool) {
        self.panel += 1;
        let panel = self.panel;
        for seat in self.seats.iter_mut().filter(|seat| keep && seat.state.is_live()) {
            seat.panel = panel;
        }
        self.earlier.extend(self.decision.take());
        self.combined_at = None;
        self.compared = None;
        self.candidates.clear();
        self.state = if self.sitting().next().is_some() { self.gathering() } else { ConsultationState::Asked };
    }

    /// Where the panel stands, by its experts: what the center must do comes before what it waits for.
    fn gathering(&self) -> ConsultationState {
        let order = [
            (SeatState::NeedsInfo, ConsultationState::NeedsInfo),
            (SeatState::Working, ConsultationState::Working),
            (SeatState::Agreed, ConsultationState::Agreed),
            (SeatState::Invited, ConsultationState::Invited),
            (SeatState::Submitted, ConsultationState::Submitted),
        ];
        let stands = |state: SeatState| self.sitting().any(|seat| seat.state == state);
        let by_seats = order.into_iter().find(|(seat, _)| stands(*seat)).map(|(_, state)| state);
        match (by_seats, self.next_candidate()) {
            (Some(ConsultationState::Submitted), _) if self.combined_at.is_some() => ConsultationState::Combined,
            (Some(state), _) => state,
            (None, Some(_)) => ConsultationState::Cleared,
            (None, None) => ConsultationState::NoneClear,
        }
    }
}
