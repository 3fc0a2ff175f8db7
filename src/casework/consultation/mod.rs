//! An expert consultation: a question about a dispute or an alert, the experts who are asked, their opinions, and what
//! was made of them. Opinions are only ever added; one whose author turns out to have a conflict is kept, and no longer
//! counts.

mod act;
mod card;
mod evolve;
mod fact;
mod load;
mod panel;
mod seat;
pub mod timers;
mod words;

use super::ids::RecordId;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

pub use act::{ConsultationAct, ConsultationDraft};
pub use fact::{Candidate, ConsultationFact, describe};
pub use panel::Combination;
pub use seat::{Material, Opinion, Seat};
pub use words::{Adoption, Agreement, ConsultationState, DeclineCode, MaterialEnd, SeatState, Verdict};

/// A conflict that was passed over: which, why, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    pub expert: RecordId,
    pub with: Vec<String>,
    pub reason: String,
    pub by: String,
}

/// What the lead made of the opinions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub at: DateTime<FixedOffset>,
    pub adoption: Adoption,
    pub reason: String,
    pub by: String,
    /// What the enterprise was told: whom, and the text without names.
    pub told: Option<(String, String)>,
}

/// Who has read the opinions, as far as the record knows: who wrote one in, decided on them, or was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    pub at: DateTime<FixedOffset>,
    pub name: String,
}

/// A consultation as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    pub number: String,
    pub draft: ConsultationDraft,
    pub state: ConsultationState,
    /// Who asked: questions of the experts are for this officer.
    pub handler: String,
    /// Counts the panels from 1.
    pub panel: u16,
    /// Whom the roster offered when conflicts were last checked, best first.
    pub candidates: Vec<Candidate>,
    pub overrides: Vec<Override>,
    pub seats: Vec<Seat>,
    /// When the opinions were taken together.
    pub combined_at: Option<DateTime<FixedOffset>>,
    pub decision: Option<Decision>,
    /// Decisions that rested on an opinion now under quarantine.
    pub earlier: Vec<Decision>,
    /// How the case ended beside what was opined.
    pub compared: Option<(Agreement, String)>,
    pub readers: Vec<Reader>,
    /// Why it was withdrawn, and how the experts were told.
    pub withdrawn: Option<(String, String)>,
}

impl Consultation {
    /// A consultation just asked for.
    pub fn opened(number: String, draft: ConsultationDraft, handler: String) -> Self {
        Self {
            number,
            draft,
            state: ConsultationState::Asked,
            handler,
            panel: 1,
            candidates: Vec::new(),
            overrides: Vec::new(),
            seats: Vec::new(),
            combined_at: None,
            decision: None,
            earlier: Vec::new(),
            compared: None,
            readers: Vec::new(),
            withdrawn: None,
        }
    }

    /// The experts of the panel that sits now.
    pub fn sitting(&self) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(|seat| seat.panel == self.panel && seat.state.is_live())
    }

    /// What the opinions come to; None while none counts.
    pub fn combination(&self) -> Option<Combination<'_>> {
        Combination::of(self.seats.iter().filter(|seat| seat.panel == self.panel))
    }

    /// How many opinions count.
    pub fn opinions_in(&self) -> usize {
        self.combination().map_or(0, |all| all.count())
    }

    /// Experts whose opinion is still to come.
    pub fn missing(&self) -> Vec<String> {
        let late = |seat: &&Seat| seat.state != SeatState::Submitted;
        self.sitting().filter(late).map(|seat| seat.name.clone()).collect()
    }

    /// Are all opinions in that were asked for?
    pub fn is_panel_in(&self) -> bool {
        self.missing().is_empty() && self.opinions_in() >= usize::from(self.draft.panel.max(1))
    }

    /// Whom to invite next: the best candidate without a conflict who was not asked yet.
    pub fn next_candidate(&self) -> Option<&Candidate> {
        let asked = |expert: RecordId| self.seats.iter().any(|seat| seat.expert == expert);
        self.candidates.iter().find(|one| one.conflicts.is_empty() && !asked(one.expert))
    }

    /// The conflict that was passed over for an expert.
    pub fn overridden(&self, expert: RecordId) -> Option<&Override> {
        self.overrides.iter().rev().find(|one| one.expert == expert)
    }

    /// Does it still want a hand? Told to the enterprise, it only waits for the end of the case.
    pub fn is_open(&self) -> bool {
        match self.state {
            ConsultationState::Delivered | ConsultationState::Closed => false,
            ConsultationState::Withdrawn => self.seats.iter().any(Seat::has_material),
            ConsultationState::Asked
            | ConsultationState::Cleared
            | ConsultationState::NoneClear
            | ConsultationState::Invited
            | ConsultationState::Agreed
            | ConsultationState::Working
            | ConsultationState::NeedsInfo
            | ConsultationState::Submitted
            | ConsultationState::Combined
            | ConsultationState::Decided
            | ConsultationState::Quarantined => true,
        }
    }
}
