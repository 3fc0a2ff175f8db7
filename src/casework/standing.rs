//! Where a referral stands: computed on each side from both logs and the line, never stored as truth.
//!
//! A copy that comes without its unsending (rows 2 and 31 of the tables are silent on it). What is unsent has not left:
//! the sender's book said so before anybody else had a word, and kept the case at the next epoch. If the end of a bundle
//! parts the submission from its unsending, the recipient has a copy of what never was, and may sign, accept, return or
//! begin it until the next bundle comes. Its acts stand in its own book. They open no leg, so there is none to decide
//! about: to the sender it is taken back from first to last, and to the recipient as soon as the word arrives, whatever it
//! had made of it. Nothing comes of those acts: no case moves (the acceptance finds no offer), no leg is opened by a
//! forward, no return counts as a bounce, no clock rings. Rows 30 to 35 are for what had left.

use super::ids::UnitId;
use super::ledger::{Holder, holder};
use super::line::Line;
use super::referral::{ItemOutcome, ReferralFile};
use super::timers::Timer;
use super::words::vocabulary;

vocabulary! {
    /// Where a referral stands; the code is the name in the tables of states.
    Standing {
        TakenBack "DRAFT" "已收回" "taken back",
        Queued "QUEUED" "待发" "queued",
        Sent "SENT" "已发" "sent",
        Delivered "DELIVERED" "已送达" "delivered",
        Signed "SIGNED" "已签收" "signed",
        NeedsInfo "NEEDS-INFO" "待补正" "info",
        Accepted "ACCEPTED" "已受理" "accepted",
        InProgress "IN-PROGRESS" "办理中" "working",
        OnHold "ON-HOLD" "中止" "on hold",
        Reported "REPORTED" "已反馈" "reported",
        Clarifying "CLARIFYING" "退回补充" "clarify",
        ClosedFull "CLOSED-full" "办结" "done",
        ClosedPart "CLOSED-part" "部分办结" "part",
        ClosedNone "CLOSED-none" "办结无果" "no result",
        Returned "RETURNED" "退回" "returned",
        RecallPending "RECALL-PENDING" "撤回中" "recalling",
        Expiring "EXPIRING" "失效待答" "expiring",
        Expired "EXPIRED" "逾期失效" "expired",
        Cancelled "CANCELLED" "已撤回" "recalled",
        Superseded "SUPERSEDED" "已转交" "moved on",
        Failed "FAILED" "未能办成" "failed",
        Void "VOID" "作废" "void",
        Proposed "PROPOSED" "待核准" "proposed",
        Following "FOLLOWING" "备查" "following",
    }

    /// Who must act now.
    Ball {
        Mine "mine" "我" "me",
        Theirs "theirs" "对" "them",
        Transit "transit" "途" "way",
        Outside "outside" "外" "out",
        Nobody "nobody" "-" "-",
    }
}

vocabulary! {
    /// What is to be known of a referral beside its standing.
    Flag {
        TransportLate "TRANSPORT-LATE" "传输迟" "transport late",
        Disputed "DISPUTED" "待协调" "disputed",
        ExtensionAsked "EXT-ASKED" "申请延期" "extension asked",
        AnswerLate "ANSWER-LATE" "逾期未定是否受理" "not answered in time",
        Overdue "OVERDUE" "已催办" "urged when overdue",
        Unconfirmed "UNCONFIRMED" "未经确认" "not confirmed",
    }
}

/// The flags of a referral that stands so.
pub fn flags(file: &ReferralFile, standing: Standing) -> Vec<Flag> {
    let open = !standing.is_terminal();
    let unaccepted = matches!(standing, Standing::Delivered | Standing::Signed | Standing::NeedsInfo);
    let set = [
        (Flag::TransportLate, standing == Standing::Sent && file.has_rung(Timer::Transport)),
        (Flag::Disputed, open && file.disputed()),
        (Flag::ExtensionAsked, open && file.extension_pending()),
        (Flag::AnswerLate, unaccepted && file.leg.has_rung(Timer::Answer)),
        (Flag::Overdue, open && file.has_rung(Timer::Urge)),
        (Flag::Unconfirmed, file.confirmed.is_none() && file.has_rung(Timer::Confirm)),
    ];
    set.into_iter().filter(|(_, set)| *set).map(|(flag, _)| flag).collect()
}

impl Standing {
    /// The FHIR Task status beside our own word.
    pub const fn fhir(self) -> &'static str {
        match self {
            Self::TakenBack | Self::Queued | Self::Proposed => "draft",
            Self::Sent | Self::Delivered | Self::Expiring => "requested",
            Self::Signed | Self::NeedsInfo => "received",
            Self::OnHold => "on-hold",
            Self::Failed => "failed",
            Self::Void => "entered-in-error",
            Self::Accepted => "accepted",
            Self::InProgress | Self::Clarifying | Self::RecallPending => "in-progress",
            Self::Reported | Self::ClosedFull | Self::ClosedPart | Self::ClosedNone | Self::Following => "completed",
            Self::Returned | Self::Superseded => "rejected",
            Self::Cancelled | Self::Expired => "cancelled",
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
            | Self::Cancelled
            | Self::Expired
            | Self::Superseded
            | Self::Failed
            | Self::Following
            | Self::Void => true,
            Self::Proposed
            | Self::Queued
            | Self::Sent
            | Self::Delivered
            | Self::Signed
            | Self::Accepted
            | Self::InProgress
            | Self::NeedsInfo
            | Self::OnHold
            | Self::Reported
            | Self::Clarifying
            | Self::Expiring
            | Self::RecallPending => false,
        }
    }
}

/// The standing of a referral; `line` is the sender's line to the recipient, when it has one.
pub fn standing(file: &ReferralFile, line: Option<&Line>) -> Standing {
    let leg = &file.leg;
    if file.voided.is_some() {
        return Standing::Void;
    }
    if file.pending {
        return Standing::Proposed;
    }
    if file.unsent || file.declined.is_some() {
        return Standing::TakenBack;
    }
    if leg.cancelled.is_some() {
        return if file.has_rung(Timer::Expire) { Standing::Expired } else { Standing::Cancelled };
    }
    if leg.returned.is_some() {
        return if !file.superseded_by.is_empty() { Standing::Superseded } else { Standing::Returned };
    }
    if leg.failed.is_some() {
        return Standing::Failed;
    }
    if leg.reported.is_some() {
        return match (
            file.confirmed.is_some() || (file.has_rung(Timer::Confirm) && !file.clarifying()),
            file.clarifying(),
        ) {
            (true, _) => closed_as(file),
            (false, true) => Standing::Clarifying,
            (false, false) => Standing::Reported,
        };
    }
    if file.recall.is_some() && leg.recall_refused.is_none() {
        return if file.has_rung(Timer::Expire) { Standing::Expiring } else { Standing::RecallPending };
    }
    if leg.held.is_some() {
        Standing::OnHold
    } else if leg.started.is_some() {
        Standing::InProgress
    } else if file.accepted().is_some() {
        Standing::Accepted
    } else if file.needs_info() {
        Standing::NeedsInfo
    } else if leg.signed.is_some() {
        if file.follows_only() { Standing::Following } else { Standing::Signed }
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
    let of = |unit: Option<UnitId>| if unit == Some(me) { Ball::Mine } else { Ball::Theirs };
    match holder(file, standing) {
        Holder::Sender => of(Some(file.sender)),
        // By proxy the agency has the ball, but only our own officer can write its acts.
        Holder::Recipient => of(file.referral.as_ref().and_then(|referral| referral.to.unit())),
        Holder::Coordinator => of(Some(file.coordinator())),
        Holder::Enterprise | Holder::Outside => Ball::Outside,
        Holder::Transport => Ball::Transit,
        Holder::Nobody => Ball::Nobody,
    }
}
