//! One expert of a consultation: from the invitation to the return of the material. What was opined is only ever added.

use super::fact::ConsultationFact;
use super::words::{DeclineCode, MaterialEnd, SeatState, Verdict};
use crate::casework::ids::RecordId;
use crate::casework::leg::Evidence;
use crate::casework::state::Told;
use crate::casework::words::Tlp;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// An opinion as it was given; a later one stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    pub at: DateTime<FixedOffset>,
    pub verdict: Verdict,
    pub text: String,
    pub proof: Evidence,
}

/// Material that an expert got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Material {
    pub at: DateTime<FixedOffset>,
    pub level: Tlp,
    /// The file by its hash.
    pub file: Evidence,
}

/// What an expert asked, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    pub questions: Vec<String>,
    pub answers: Vec<String>,
}

/// One expert of a consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub expert: RecordId,
    pub name: String,
    /// Of which panel: a new one is offered after a quarantine.
    pub panel: u16,
    pub state: SeatState,
    pub invited_at: DateTime<FixedOffset>,
    /// The request by which the expert of another unit was borrowed.
    pub borrow: Option<RecordId>,
    /// Text of the undertaking, and the highest level it binds for.
    pub undertaking: Option<(String, Tlp)>,
    pub declined: Option<DeclineCode>,
    pub materials: Vec<Material>,
    pub rounds: Vec<Round>,
    /// By version, the first first.
    pub opinions: Vec<Opinion>,
    /// The conflict that was found later.
    pub quarantined: Option<String>,
    pub material_end: Option<MaterialEnd>,
}

impl Seat {
    /// An expert just invited.
    pub(super) fn invited(
        expert: RecordId,
        name: String,
        (panel, borrow): (u16, Option<RecordId>),
        told: &Told<'_>,
    ) -> Self {
        Self {
            expert,
            name,
            panel,
            state: SeatState::Invited,
            invited_at: told.at,
            borrow,
            undertaking: None,
            declined: None,
            materials: Vec::new(),
            rounds: Vec::new(),
            opinions: Vec::new(),
            quarantined: None,
            material_end: None,
        }
    }

    /// Takes in what happened to this expert.
    pub(super) fn evolve(&mut self, told: &Told<'_>, fact: &ConsultationFact) {
        match fact {
            ConsultationFact::Agreed { version, level, .. } => {
                self.undertaking = Some((version.clone(), *level));
                self.state = SeatState::Agreed;
            }
            ConsultationFact::Declined { code, .. } => {
                self.declined = Some(*code);
                self.state = SeatState::Declined;
            }
            ConsultationFact::NotAnswered { .. } => self.state = SeatState::NoAnswer,
            ConsultationFact::Sent { level, file, .. } => {
                self.materials.push(Material { at: told.at, level: *level, file: file.clone() });
                self.material_end = None;
                if self.state == SeatState::Agreed {
                    self.state = SeatState::Working;
                }
            }
            ConsultationFact::MoreAsked { questions, .. } => {
                self.rounds.push(Round { questions: questions.clone(), answers: Vec::new() });
                self.state = SeatState::NeedsInfo;
            }
            ConsultationFact::MoreAnswered { answers, .. } => {
                if let Some(round) = self.rounds.last_mut() {
                    round.answers.clone_from(answers);
                }
                self.state = SeatState::Working;
            }
            ConsultationFact::Opined { verdict, text, proof, .. } => {
                let opinion = Opinion { at: told.at, verdict: *verdict, text: text.clone(), proof: proof.clone() };
                self.opinions.push(opinion);
                self.state = SeatState::Submitted;
            }
            ConsultationFact::Quarantined { with, .. } => {
                self.quarantined = Some(with.clone());
                self.state = SeatState::Quarantined;
            }
            ConsultationFact::MaterialEnded { end, .. } => self.material_end = Some(*end),
            ConsultationFact::Asked { .. }
            | ConsultationFact::Checked { .. }
            | ConsultationFact::Overridden { .. }
            | ConsultationFact::Invited { .. }
            | ConsultationFact::Combined { .. }
            | ConsultationFact::Decided { .. }
            | ConsultationFact::Delivered { .. }
            | ConsultationFact::Compared { .. }
            | ConsultationFact::PanelRenewed { .. }
            | ConsultationFact::Withdrawn { .. } => {}
        }
    }

    /// The questions that wait for an answer.
    pub fn open_questions(&self) -> Option<&Round> {
        self.rounds.last().filter(|_| self.state == SeatState::NeedsInfo)
    }

    /// Is material out of which nobody has said what became?
    pub const fn has_material(&self) -> bool {
        !self.materials.is_empty() && self.material_end.is_none()
    }

    /// Did the expert take the work on, whatever came of it?
    pub const fn took_part(&self) -> bool {
        self.undertaking.is_some()
    }

    /// Does an opinion still have to come?
    pub const fn is_working(&self) -> bool {
        matches!(self.state, SeatState::Agreed | SeatState::Working | SeatState::NeedsInfo)
    }

    /// The opinion that counts: the last one, unless a conflict was found.
    pub fn opinion(&self) -> Option<&Opinion> {
        self.opinions.last().filter(|_| self.quarantined.is_none() && self.state == SeatState::Submitted)
    }
}
