//! What consultations mean for the roster: how much an expert has on hand, and on whose side.

use super::seat::Seat;
use crate::casework::affair::Affair;
use crate::casework::ids::RecordId;
use crate::casework::state::UnitState;

impl UnitState {
    /// An expert who agreed has the consultation on hand until the opinion is in.
    pub(in crate::casework) fn note_load(&mut self, consultation: RecordId) {
        let Some(file) = self.affairs.get(&consultation) else { return };
        let Affair::Consultation(one) = &file.affair else { return };
        let working = |seat: &Seat| one.state.is_gathering() && seat.panel == one.panel && seat.is_working();
        let loads: Vec<(RecordId, bool)> = one.seats.iter().map(|seat| (seat.expert, working(seat))).collect();
        for (expert, works) in loads {
            self.set_work(expert, consultation, works);
        }
    }

    /// The experts who took a consultation on, with the dispute that it was about.
    pub(in crate::casework) fn consulted(&self) -> impl Iterator<Item = (RecordId, RecordId)> {
        let consultations = self.affairs.values().filter_map(|file| {
            let Affair::Consultation(one) = &file.affair else { return None };
            Some((one.draft.dispute?, one))
        });
        consultations.flat_map(|(dispute, one)| {
            one.seats.iter().filter(|seat| seat.took_part()).map(move |seat| (dispute, seat.expert))
        })
    }
}
