//! How long a case was where: a stamp for each stage, and the five steps that none may skip unseen.

use super::{Dispute, Stage, Step};
use chrono::{DateTime, Duration, FixedOffset};
use serde::{Deserialize, Serialize};

/// A stage was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub stage: Stage,
    pub at: DateTime<FixedOffset>,
    pub by: String,
}

impl Dispute {
    /// Each stage of this episode with the time spent in it, oldest first; the last one lasts until `now` unless the
    /// work is over.
    pub fn stage_times(&self, now: DateTime<FixedOffset>) -> Vec<(Stage, DateTime<FixedOffset>, Duration)> {
        let ends = self.stamps.iter().skip(1).map(|stamp| stamp.at);
        let last = self.stamps.last().map(|stamp| if self.stage.is_over() { stamp.at } else { now });
        let spans = self.stamps.iter().zip(ends.chain(last));
        spans.map(|(stamp, until)| (stamp.stage, stamp.at, (until - stamp.at).max(Duration::zero()))).collect()
    }

    /// When each of the five steps was done in this episode; `transferred` is when a referral of it first left.
    pub fn steps(&self, transferred: Option<DateTime<FixedOffset>>) -> [(Step, Option<DateTime<FixedOffset>>); 5] {
        let first = |stage: Stage| self.stamps.iter().find(|stamp| stamp.stage == stage).map(|stamp| stamp.at);
        // A reopened case was accepted in its first episode.
        let accepted = first(Stage::Accepted).or_else(|| first(Stage::Reopened));
        let began = self.stamps.first().map(|stamp| stamp.at);
        let result = self.ending.result.as_ref().map(|(at, ..)| *at);
        let visited = self.ending.visits.iter().find_map(|visit| visit.done.as_ref()).map(|done| done.at);
        [
            (Step::Acceptance, accepted),
            (Step::Response, first(Stage::Guiding)),
            (Step::Transfer, transferred.filter(|at| began.is_none_or(|began| began <= *at))),
            (Step::Feedback, result),
            (Step::FollowUp, visited),
        ]
    }
}
