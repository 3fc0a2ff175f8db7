//! A legal deadline of a dispute: computed by rule, explained, verified by a second person, met.

use super::ids::OfficerId;
use super::words::vocabulary;
use crate::calendar::{Computed, Question, STATED, Text};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// Where a deadline stands.
    DeadlineState {
        Planned "PLANNED" "未核定" "planned",
        Verified "VERIFIED" "已核定" "verified",
        MissedCheck "MISSED?-CHECK" "待核" "check",
        Met "MET" "已完成" "met",
        Missed "MISSED" "已误期" "missed",
        Extended "EXTENDED" "已延期" "extended",
        Moot "MOOT" "已无意义" "moot",
    }
}

impl DeadlineState {
    /// Does its clock still ring?
    pub const fn is_open(self) -> bool {
        match self {
            Self::Planned | Self::Verified | Self::MissedCheck => true,
            Self::Met | Self::Missed | Self::Extended | Self::Moot => false,
        }
    }
}

/// A deadline of a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// Counts within the dispute from 1.
    pub no: u16,
    /// The date with its whole reasoning, as computed when it was entered or last accepted.
    pub computed: Computed,
    /// What was asked, so that it can be asked again. None: stated by a form, or entered before questions were kept.
    #[serde(default)]
    pub question: Option<Question>,
    pub state: DeadlineState,
    /// Who entered it: another person verifies. None when the daemon proposed it.
    pub entered_by: Option<OfficerId>,
    /// Who verified it, when somebody did.
    pub verified_by: Option<(OfficerId, String)>,
    /// When it was met, and by what proof.
    pub met: Option<(NaiveDate, String)>,
    /// How it ended otherwise: missed, extended, moot.
    #[serde(default)]
    pub ended: Option<DeadlineFact>,
}

/// What may be done to end a deadline otherwise than by meeting it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum DeadlineAct {
    /// The forum granted time: by what proof.
    Extend {
        no: u16,
        until: NaiveDate,
        proof: String,
    },
    Moot {
        no: u16,
        reason: String,
    },
    Miss {
        no: u16,
        proof: String,
    },
}

/// How a deadline ended otherwise than by being met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeadlineFact {
    /// `to` is the deadline that goes on in its place.
    Extended {
        no: u16,
        to: u16,
        until: NaiveDate,
        proof: String,
    },
    Moot {
        no: u16,
        reason: String,
    },
    Missed {
        no: u16,
        proof: String,
    },
}

impl DeadlineFact {
    /// The deadline within its dispute.
    pub const fn no(&self) -> u16 {
        match self {
            Self::Extended { no, .. } | Self::Moot { no, .. } | Self::Missed { no, .. } => *no,
        }
    }

    /// Where it stands then.
    pub const fn state(&self) -> DeadlineState {
        match self {
            Self::Extended { .. } => DeadlineState::Extended,
            Self::Moot { .. } => DeadlineState::Moot,
            Self::Missed { .. } => DeadlineState::Missed,
        }
    }

    /// In words.
    pub fn describe(&self) -> Text {
        match self {
            Self::Extended { no, to, until, proof } => Text::new(
                format!("时限 {no} 延至 {until} (时限 {to}): {proof}"),
                format!("deadline {no} extended to {until} (deadline {to}): {proof}"),
            ),
            Self::Moot { no, reason } => {
                Text::new(format!("时限 {no} 已无意义: {reason}"), format!("deadline {no} moot: {reason}"))
            }
            Self::Missed { no, proof } => {
                Text::new(format!("时限 {no} 误期: {proof}"), format!("deadline {no} missed: {proof}"))
            }
        }
    }
}

impl Deadline {
    /// A deadline as computed `now`. A date already past is shown to be checked, never dropped.
    pub fn planned(
        no: u16,
        (question, computed): (Option<Question>, Computed),
        entered_by: Option<OfficerId>,
        now: DateTime<FixedOffset>,
    ) -> Self {
        let state = if computed.cutoff_at < now { DeadlineState::MissedCheck } else { DeadlineState::Planned };
        Self { no, computed, question, state, entered_by, verified_by: None, met: None, ended: None }
    }

    /// The question that asks for it again; none for a date that nobody computed. Where the question was not kept, it
    /// is what the answer tells of it: days of receipt and days closed by hand are lost.
    pub fn asked(&self) -> Option<Question> {
        let computed = &self.computed;
        if computed.rule == STATED {
            return None;
        }
        Some(self.question.clone().unwrap_or_else(|| Question {
            service: computed.service.clone(),
            ..Question::new(&computed.rule, computed.trigger)
        }))
    }
}

/// The dates of a deadline before it moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dates {
    pub due: NaiveDate,
    pub safe: NaiveDate,
}

impl Dates {
    /// Those of a computed deadline.
    pub const fn of(computed: &Computed) -> Self {
        Self { due: computed.due, safe: computed.safe }
    }
}

/// A deadline that an officer computed again, or whose service date was corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recomputed {
    pub no: u16,
    /// What it said before.
    pub from: Dates,
    pub question: Option<Question>,
    pub computed: Computed,
    /// Where it stands now: whoever verified the old date did not verify the new one.
    pub state: DeadlineState,
    pub by: Option<OfficerId>,
    /// What made it move, or why it could not be computed.
    pub why: Text,
}

impl Recomputed {
    /// Did a date change?
    pub fn moved(&self) -> bool {
        self.from != Dates::of(&self.computed)
    }
}
