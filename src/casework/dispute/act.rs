//! What may be asked of a dispute.

use super::{EndingAct, GuidanceAct, IntakeAct, MajorAct};
use crate::calendar::Question;
use crate::casework::abroad::AbroadAct;
use crate::casework::deadline::DeadlineAct;
use crate::casework::destruction::DestructionAct;
use crate::casework::dossier::DossierAct;
use crate::casework::ids::RecordId;
use crate::casework::paper::PaperDraft;
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

/// What may be done to a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum DisputeAct {
    Accept {
        ground: String,
    },
    /// The short way: sorted by the rules, and taken by whoever asks.
    Guide,
    AddDeadline(Question),
    VerifyDeadline {
        no: u16,
    },
    MeetDeadline {
        no: u16,
        on: NaiveDate,
        proof: String,
    },
    Note {
        text: String,
    },
    ChooseExpert {
        expert: RecordId,
        override_reason: String,
    },
    /// Computes a deadline again by the rules of today, and accepts what comes out.
    RecomputeDeadline {
        no: u16,
        reason: String,
    },
    CorrectServiceDate {
        served_on: NaiveDate,
        reason: String,
    },
    /// `at` is the wall clock of the place.
    AddHearing {
        at: NaiveDateTime,
        zone: String,
        place: String,
        text: String,
    },
    Intake(IntakeAct),
    Guidance(GuidanceAct),
    Major(MajorAct),
    Ending(EndingAct),
    Deadline(DeadlineAct),
    /// In its dossier: evidence, checklist, plans, proceedings.
    Dossier(Box<DossierAct>),
    /// At the gate to abroad.
    Abroad(AbroadAct),
    Paper(Box<PaperDraft>),
    /// Of a note, or of a piece of evidence.
    Destruction(DestructionAct),
}
