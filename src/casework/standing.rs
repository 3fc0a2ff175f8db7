//! Where a referral stands: computed on each side from both logs and the line, never stored as truth.

use super::ids::UnitId;
use super::line::Line;
use super::referral::{ItemOutcome, ReferralFile};
use super::words::vocabulary;

vocabulary! {
    /// Where a referral stands; the code is the name in the tables of states.
    Standing {
        TakenBack "DRAFT" "已收回" "taken back",
        Queued "QUEUED" "待发" "queued",
        Sent "SENT" "已发" "sent",
        Delivered "DELIVERED" "已送达" "delivered",
        Signed "SIGNED" "已签收" "signed",
        Accepted "ACCEPTED" "已受理" "accepted",
        InProgress "IN-PROGRESS" "办理中" "working",
        Reported "REPORTED" "已反馈" "reported",
        ClosedFull "CLOSED-full" "办结" "done",
        ClosedPart "CLOSED-part" "部分办结" "part",
        ClosedNone "CLOSED-none" "办结无果" "no result",
        Returned "RETURNED" "退回" "returned",
        RecallPending "RECALL-PENDING" "撤回中" "recalling",
        Cancelled "CANCELLED" "已撤回" "recalled",
    }

    /// Who must act now.
    Ball {
        Mine "mine" "我" "me",
        Theirs "theirs" "对" "them",
        Transit "transit" "途" "way",
        Nobody "nobody" "-" "-",
    }
}

impl Standing {
    /// The FHIR Task status beside our own word.
    pub const fn fhir(self) -> &'static str {
        match self {
            Self::TakenBack | Self::Queued => "draft",
            Self::Sent | Self::Delivered => "requested",
            Self::Signed => "received",
            Self::Accepted => "accepted",
            Self::InProgress | Self::RecallPending => "in-progress",
            Self::Reported | Self::ClosedFull | Self::ClosedPart | Self::ClosedNone => "completed",
            Self::Returned => "rejected",
            Self::Cancelled => "cancelled",
        }
    }

    /// Does nothing more come of it?
    pub const fn is_terminal(self) -> bool {
        match self {
            Self::TakenBack
            | Self::ClosedFull
            | Self::ClosedPart
            | Self::ClosedNone
            | Self::Returned
            | Self::Cancelled => true,
            Self::Queued
            | Self::Sent
            | Self::Delivered
            | Self::Signed
            | Self::Accepted
            | Self::InProgress
            | Self::Reported
            | Self::RecallPending => false,
        }
    }
}

/// The standing of a referral; `line` is the sender's line to the recipient, when it has one.
pub fn standing(file: &ReferralFile, line: Option<&Line>) -> Standing {
    let leg = &file.leg;
    if file.unsent {
        return Standing::TakenBack;
    }
    if leg.cancelled.is_some() {
        return Standing::Cancelled;
    }
    if leg.returned.is_some() {
        return Standing::Returned;
    }
    if leg.reported.is_some() {
        return if file.confirmed.is_some() { closed_as(file) } else { Standing::Reported };
    }
    if file.recall.is_some() && leg.recall_refused.is_none() {
        return Standing::RecallPending;
    }
    if leg.started.is_some() {
        Standing::InProgress
    } else if file.accepted().is_some() {
        Standing::Accepted
    } else if leg.signed.is_some() {
        Standing::Signed
    } else if leg.delivered.is_some() {
        Standing::Delivered
    } else if leg.dispatched.is_some() || line.is_some_and(|line| line.carried >= file.slip_no) {
        Standing::Sent
    } else {
        Standing::Queued
    }
}

/// How a confirmed report closes: by the outcome of each item.
fn closed_as(file: &ReferralFile) -> Standing {
    let Some((_, outcomes, _)) = &file.leg.reported else { return Standing::Reported };
    let asked = || outcomes.iter().map(|one| one.outcome).filter(|one| *one != ItemOutcome::NotApplicable);
    if asked().all(|one| one == ItemOutcome::Achieved) {
        Standing::ClosedFull
    } else if asked().all(|one| one == ItemOutcome::Not) {
        Standing::ClosedNone
    } else {
        Standing::ClosedPart
    }
}

/// Who must act now, seen from unit `me`.
pub fn ball(file: &ReferralFile, standing: Standing, me: UnitId) -> Ball {
    let sender_is_me = file.sender == me;
    // By proxy the agency has the ball, but only our own officer can write its acts.
    let keeper = if sender_is_me { Ball::Theirs } else { Ball::Mine };
    let sender = if sender_is_me { Ball::Mine } else { Ball::Theirs };
    let by_proxy = file.referral.as_ref().is_some_and(|referral| referral.to.unit().is_none());
    match standing {
        // The letter lies on our own desk until somebody records that it left.
        Standing::Queued if by_proxy => sender,
        Standing::Queued | Standing::Sent => Ball::Transit,
        Standing::Delivered
        | Standing::Signed
        | Standing::Accepted
        | Standing::InProgress
        | Standing::RecallPending => keeper,
        Standing::Reported | Standing::Returned => sender,
        Standing::TakenBack
        | Standing::ClosedFull
        | Standing::ClosedPart
        | Standing::ClosedNone
        | Standing::Cancelled => Ball::Nobody,
    }
}
