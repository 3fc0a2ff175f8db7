//! A legal deadline of a dispute: computed by rule, explained, verified by a second person, met.

use super::ids::OfficerId;
use super::words::vocabulary;
use crate::calendar::Computed;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// Where a deadline stands.
    DeadlineState {
        Planned "PLANNED" "未核定" "planned",
        Verified "VERIFIED" "已核定" "verified",
        MissedCheck "MISSED?-CHECK" "待核" "check",
        Met "MET" "已完成" "met",
    }
}

impl DeadlineState {
    /// Does its clock still ring?
    pub const fn is_open(self) -> bool {
        match self {
            Self::Planned | Self::Verified | Self::MissedCheck => true,
            Self::Met => false,
        }
    }
}

/// A deadline of a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// Counts within the dispute from 1.
    pub no: u16,
    /// The date with its whole reasoning, as computed when it was entered.
    pub computed: Computed,
    pub state: DeadlineState,
    /// Who entered it: another person verifies. None when the daemon proposed it.
    pub entered_by: Option<OfficerId>,
    /// Who verified it, when somebody did.
    pub verified_by: Option<(OfficerId, String)>,
    /// When it was met, and by what proof.
    pub met: Option<(NaiveDate, String)>,
}
