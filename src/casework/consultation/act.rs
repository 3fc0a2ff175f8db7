//! What may be asked of a consultation. Experts have no desk: what they say is recorded by an officer, with the proof.

use super::words::{Adoption, Agreement, DeclineCode, MaterialEnd, Verdict};
use crate::casework::ids::RecordId;
use crate::casework::leg::Evidence;
use crate::casework::words::Tlp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

/// What an officer asks of experts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationDraft {
    /// The dispute it is about; none: the alert.
    pub dispute: Option<RecordId>,
    pub alert: Option<RecordId>,
    pub question: String,
    /// An IPC or Nice class, or a word.
    pub field: String,
    /// In which the opinion is to be, as ISO 639-1 code; empty: that of the proceedings.
    pub language: String,
    pub due: NaiveDate,
    /// The highest level of what will be sent.
    pub level: Tlp,
    /// How many opinions are wanted.
    pub panel: u8,
}

/// What may be done to a consultation. Where an expert is not named, the only one who can be meant is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum ConsultationAct {
    /// Looks through the roster for who is free of conflicts.
    Check,
    /// Passes over a conflict, on record.
    Override {
        expert: RecordId,
        reason: String,
    },
    /// `borrow`: the request to the expert's own unit, for an expert of another.
    Invite {
        expert: RecordId,
        borrow: Option<RecordId>,
    },
    /// With the text of the undertaking that was signed, and the level it binds for.
    Agree {
        expert: Option<RecordId>,
        version: String,
        level: Tlp,
        proof: Option<Evidence>,
    },
    Decline {
        expert: Option<RecordId>,
        code: DeclineCode,
        proof: Option<Evidence>,
    },
    Send {
        expert: Option<RecordId>,
        level: Tlp,
        file: Option<Evidence>,
    },
    AskMore {
        expert: Option<RecordId>,
        questions: Vec<String>,
        proof: Option<Evidence>,
    },
    AnswerMore {
        expert: Option<RecordId>,
        answers: Vec<String>,
    },
    Opine {
        expert: Option<RecordId>,
        verdict: Verdict,
        text: String,
        proof: Option<Evidence>,
    },
    Adopt {
        adoption: Adoption,
        reason: String,
    },
    /// Tells the enterprise, without naming who opined.
    Deliver {
        to: String,
        text: String,
    },
    Feedback {
        agreement: Agreement,
        text: String,
    },
    /// A conflict that was found later.
    Quarantine {
        expert: RecordId,
        with: String,
    },
    /// Asks again after a quarantine, with or without the others of the panel.
    NewPanel {
        keep: bool,
    },
    Withdraw {
        reason: String,
        /// How the experts were told.
        told: String,
    },
    MaterialBack {
        expert: Option<RecordId>,
        end: MaterialEnd,
        proof: Option<Evidence>,
    },
}
