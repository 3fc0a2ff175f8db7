//! A dispute: what is known of it, its stages, its deadlines and notes. Written by its custodian only. One file a
//! thought: what was told, what may be done, what happened, and how the one follows from the other.

mod act;
mod draft;
mod evolve;
mod fact;
mod stage;

pub use act::DisputeAct;
pub use draft::{Amount, DisputeDraft, Enterprise};
pub use fact::DisputeFact;
pub use stage::{DisputeOutcome, Stage};

use super::abroad::AbroadGate;
use super::deadline::Deadline;
use super::ids::{OfficerId, RecordId, UnitId};
use super::paper::Paper;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// A remark on a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub at: DateTime<FixedOffset>,
    pub author: String,
    pub text: String,
}

/// An expert chosen for a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenExpert {
    pub expert: RecordId,
    pub name: String,
    /// Why a known conflict was passed over; recorded, never silent.
    pub conflict_overridden: Option<String>,
}

/// A hearing: an instant, on the wall of the place where it is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearing {
    /// Counts within the dispute from 1.
    pub no: u16,
    /// With the offset of the place on that day.
    pub at: DateTime<FixedOffset>,
    /// IANA name of the place's zone.
    pub zone: String,
    pub place: String,
    /// What is heard, and how one takes part.
    pub text: String,
}

/// A dispute as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    pub id: RecordId,
    /// What officers say on the phone.
    pub number: String,
    /// The unit where it was born; who has it now is a matter of custody.
    pub born_in: UnitId,
    pub draft: DisputeDraft,
    pub stage: Stage,
    pub handler: Option<(OfficerId, String)>,
    pub deadlines: Vec<Deadline>,
    #[serde(default)]
    pub hearings: Vec<Hearing>,
    pub notes: Vec<Note>,
    pub experts: Vec<ChosenExpert>,
    pub alerts: Vec<RecordId>,
    pub outcome: Option<(DisputeOutcome, String)>,
    /// Who may see it when it is RED: who registered it, who handles it.
    pub named: Vec<OfficerId>,
    /// What was checked before anything of it goes abroad.
    #[serde(default)]
    pub abroad: AbroadGate,
    /// Papers made of it, oldest first.
    #[serde(default)]
    pub papers: Vec<Paper>,
    /// Counts its facts: what an officer saw when deciding.
    pub version: u32,
}

impl Dispute {
    /// A dispute as registered.
    pub fn registered(id: RecordId, born_in: UnitId, number: String, draft: DisputeDraft) -> Self {
        Self {
            id,
            number,
            born_in,
            draft,
            stage: Stage::Registered,
            handler: None,
            deadlines: Vec::new(),
            hearings: Vec::new(),
            notes: Vec::new(),
            experts: Vec::new(),
            alerts: Vec::new(),
            outcome: None,
            named: Vec::new(),
            abroad: AbroadGate::default(),
            papers: Vec::new(),
            version: 1,
        }
    }

    /// The open deadline that closes first, by the safe date.
    pub fn next_deadline(&self) -> Option<&Deadline> {
        self.deadlines.iter().filter(|one| one.state.is_open()).min_by_key(|one| one.computed.cutoff_at)
    }
}
