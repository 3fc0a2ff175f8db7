//! What is written down of a dispute.

use super::{ChosenExpert, DisputeDraft, DisputeOutcome, EndingFact, GuidanceFact, Hearing, IntakeFact, MajorFact};
use crate::casework::abroad::AbroadFact;
use crate::casework::alert::AlertNews;
use crate::casework::deadline::{Deadline, DeadlineFact, Recomputed};
use crate::casework::destruction::DestructionFact;
use crate::casework::dossier::DossierFact;
use crate::casework::ids::{OfficerId, RecordId};
use crate::casework::paper::Paper;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What happened to a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DisputeFact {
    /// `by` is the officer who took it in; none when the daemon did.
    Registered {
        number: String,
        draft: Box<DisputeDraft>,
        by: Option<OfficerId>,
    },
    Accepted {
        ground: String,
    },
    Guiding {
        handler: OfficerId,
        name: String,
    },
    DeadlineAdded(Box<Deadline>),
    DeadlineVerified {
        no: u16,
        by: OfficerId,
        name: String,
    },
    DeadlineMet {
        no: u16,
        on: NaiveDate,
        proof: String,
    },
    Noted {
        text: String,
    },
    ExpertChosen(ChosenExpert),
    AlertLinked {
        alert: RecordId,
    },
    /// Of an alert that it is linked with.
    Alert(AlertNews),
    Closed {
        outcome: DisputeOutcome,
        reason: String,
    },
    /// A deadline was computed again; it moved, or its reasoning changed.
    DeadlineRecomputed(Box<Recomputed>),
    /// The date of service was wrong, or had not been known.
    ServiceDateCorrected {
        from: Option<NaiveDate>,
        to: NaiveDate,
        reason: String,
    },
    HearingAdded(Box<Hearing>),
    Intake(IntakeFact),
    Guidance(GuidanceFact),
    Major(MajorFact),
    Ending(EndingFact),
    Deadline(DeadlineFact),
    /// In its dossier: evidence, checklist, plans, proceedings.
    Dossier(Box<DossierFact>),
    Abroad(Box<AbroadFact>),
    Paper(Box<Paper>),
    Destruction(Box<DestructionFact>),
}
