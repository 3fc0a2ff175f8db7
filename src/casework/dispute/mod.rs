//! A dispute: what is known of it, its stages, its deadlines and notes. Written by its custodian only. One file a
//! thought: what was told, what may be done, what happened, and how the one follows from the other.

mod act;
mod draft;
pub mod ending;
mod evolve;
mod fact;
pub mod guidance;
pub mod intake;
pub mod major;
pub mod page;
pub mod quality;
mod stage;
pub mod steps;
mod told;

pub use act::DisputeAct;
pub use draft::{Amount, DisputeDraft, Enterprise};
pub use ending::{Ending, EndingAct, EndingFact, Episode};
pub use fact::DisputeFact;
pub use guidance::{Guidance, GuidanceAct, GuidanceFact};
pub use intake::{Intake, IntakeAct, IntakeFact};
pub use major::{Major, MajorAct, MajorFact};
pub use stage::{DisputeOutcome, DisputeTimer, Stage, Step, Track};
pub use steps::Stamp;

use super::abroad::AbroadGate;
use super::access::Reader;
use super::deadline::Deadline;
use super::destruction::{Destruction, Written};
use super::dossier::Dossier;
use super::ids::{OfficerId, RecordId, UnitId};
use super::paper::Paper;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// A remark on a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub at: DateTime<FixedOffset>,
    pub author: String,
    /// Empty when it was destroyed.
    pub text: String,
    #[serde(default)]
    pub written: Option<Written>,
    #[serde(default)]
    pub destruction: Option<Destruction>,
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
    /// Alerts that their source has changed, with the revision: to be reviewed.
    #[serde(default)]
    pub reviews: Vec<(RecordId, u32)>,
    pub outcome: Option<(DisputeOutcome, String)>,
    /// Who may see it when it is RED: who registered it, who handles it.
    pub named: Vec<OfficerId>,
    /// Of those, who was let in for an emergency.
    #[serde(default)]
    pub let_in: Vec<OfficerId>,
    /// Who read it, when it is RED.
    #[serde(default)]
    pub read_by: Vec<Reader>,
    /// Each stage it entered in this episode, and when.
    #[serde(default)]
    pub stamps: Vec<Stamp>,
    #[serde(default)]
    pub intake: Intake,
    #[serde(default)]
    pub guidance: Guidance,
    /// Its evidence, checklist, plans and proceedings.
    #[serde(default)]
    pub dossier: Dossier,
    #[serde(default)]
    pub major: Option<Major>,
    #[serde(default)]
    pub ending: Ending,
    /// Its earlier courses, each ended by a reopening.
    #[serde(default)]
    pub episodes: Vec<Episode>,
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
            reviews: Vec::new(),
            outcome: None,
            named: Vec::new(),
            let_in: Vec::new(),
            read_by: Vec::new(),
            stamps: Vec::new(),
            intake: Intake::default(),
            guidance: Guidance::default(),
            dossier: Dossier::default(),
            major: None,
            ending: Ending::default(),
            episodes: Vec::new(),
            abroad: AbroadGate::default(),
            papers: Vec::new(),
            version: 1,
        }
    }

    /// The open deadline that closes first, by the safe date. A case whose work is over has none: what was left open at
    /// its end is listed there with the reason.
    pub fn next_deadline(&self) -> Option<&Deadline> {
        let open = self.deadlines.iter().filter(|one| one.state.is_open() && !self.stage.is_over());
        open.min_by_key(|one| one.computed.cutoff_at)
    }

    /// How it was sorted; raised to major, it is that.
    pub fn track(&self) -> Option<Track> {
        let sorted = self.guidance.sorting.as_ref().map(|sorting| sorting.track);
        if self.major.is_some() { Some(Track::Major) } else { sorted }
    }

    /// Is this officer its handler?
    pub fn is_handled_by(&self, officer: OfficerId) -> bool {
        self.handler.as_ref().is_some_and(|(handler, _)| *handler == officer)
    }

    /// When it last came to this stage, in this episode.
    pub fn came_to(&self, stage: Stage) -> Option<DateTime<FixedOffset>> {
        self.stamps.iter().rev().find(|stamp| stamp.stage == stage).map(|stamp| stamp.at)
    }
}
