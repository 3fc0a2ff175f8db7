//! The quality of a case: what was done in time and by the book, and what was skipped. Facts only, nothing that the day
//! changes: a case found once is found again.

use super::{Dispute, DisputeTimer, Track};
use crate::casework::deadline::DeadlineState;
use crate::casework::words::vocabulary;
use chrono::{DateTime, Days, FixedOffset};

/// A visit this many days after its date is late.
const VISIT_LATE_DAYS: u64 = 7;

vocabulary! {
    /// What is looked at.
    Quality {
        Ground "ground" "写明受理理由" "accepted with a ground",
        AcceptedInTime "accepted-in-time" "按时决定受理" "acceptance decided in time",
        Sorted "sorted" "已分流" "sorted",
        GuidedInTime "guided-in-time" "按时首次指导" "first guidance in time",
        OnRecord "on-record" "指导留痕" "guidance on record",
        Verified "verified" "时限经第二人核定" "deadlines verified by a second person",
        Kept "kept" "时限未误" "no deadline missed",
        Transfer "transfer" "已转交" "transferred",
        Unwaived "unwaived" "无免办事项" "nothing waived",
        Reported "reported" "情况报告未误" "no situation report missed",
        Visited "visited-in-time" "按时回访" "visited in time",
    }
}

/// What was looked at, and whether it is as it should be.
pub fn quality(dispute: &Dispute, transferred: Option<DateTime<FixedOffset>>) -> Vec<(Quality, bool)> {
    let ended = dispute.ending.closed_at.is_some();
    let handled = dispute.handler.is_some() || ended;
    let rang = |timer: DisputeTimer| dispute.intake.rang.iter().any(|(rang, _)| *rang == timer);
    let counts = dispute.deadlines.iter().filter(|one| !matches!(one.state, DeadlineState::Moot));
    let verified = counts.clone().all(|one| one.verified_by.is_some());
    let kept = counts.clone().all(|one| one.state != DeadlineState::Missed);
    let major = dispute.track() == Some(Track::Major);
    let reported = dispute.major.as_ref().is_none_or(|major| major.missed.is_empty());
    let visits: Vec<bool> = dispute
        .ending
        .visits
        .iter()
        .filter_map(|visit| {
            let last = visit.on.checked_add_days(Days::new(VISIT_LATE_DAYS))?;
            visit.done.as_ref().map(|done| done.at.date_naive() <= last)
        })
        .collect();
    let all = [
        (Quality::Ground, handled, !dispute.intake.ground.trim().is_empty()),
        (Quality::AcceptedInTime, true, !rang(DisputeTimer::Accept)),
        (Quality::Sorted, handled, dispute.guidance.sorting.is_some()),
        (Quality::GuidedInTime, handled, !rang(DisputeTimer::FirstGuidance)),
        (Quality::OnRecord, ended, !dispute.notes.is_empty()),
        (Quality::Verified, ended, verified),
        (Quality::Kept, true, kept),
        (Quality::Transfer, ended, transferred.is_some()),
        (Quality::Unwaived, ended, dispute.ending.waivers.is_empty()),
        (Quality::Reported, major, reported),
        (Quality::Visited, !visits.is_empty(), visits.iter().all(|in_time| *in_time)),
    ];
    all.into_iter().filter(|(_, applies, _)| *applies).map(|(check, _, ok)| (check, ok)).collect()
}
