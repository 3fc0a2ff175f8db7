//! The closed vocabularies of a consultation.

use crate::casework::words::vocabulary;

vocabulary! {
    /// Where a consultation stands.
    ConsultationState {
        Asked "ASKED" "已提请" "asked",
        Cleared "CLEARED" "可邀请" "cleared",
        NoneClear "NONE-CLEAR" "无可请专家" "none clear",
        Invited "INVITED" "已邀请" "invited",
        Agreed "AGREED" "已应允" "agreed",
        Working "WORKING" "研究中" "working",
        NeedsInfo "NEEDS-INFO" "待补充" "needs information",
        Submitted "SUBMITTED" "已出意见" "opinion in",
        Combined "COMBINED" "已合议" "combined",
        Decided "DECIDED" "已决定" "decided",
        Delivered "DELIVERED" "已告知企业" "told to the enterprise",
        Closed "CLOSED" "办结" "closed",
        Quarantined "QUARANTINED" "已隔离" "quarantined",
        Withdrawn "WITHDRAWN" "已撤回" "withdrawn",
    }

    /// Where one expert of a consultation stands.
    SeatState {
        Invited "INVITED" "已邀请" "invited",
        Agreed "AGREED" "已应允" "agreed",
        Working "WORKING" "研究中" "working",
        NeedsInfo "NEEDS-INFO" "待补充" "needs information",
        Submitted "SUBMITTED" "已出意见" "opinion in",
        Declined "DECLINED" "谢绝" "declined",
        NoAnswer "NO-ANSWER" "未答复" "no answer",
        Quarantined "QUARANTINED" "已隔离" "quarantined",
        Released "RELEASED" "已告知撤回" "told of the withdrawal",
    }

    /// What an opinion comes to.
    Verdict {
        Yes "yes" "肯定" "yes",
        Partly "partly" "部分肯定" "partly",
        No "no" "否定" "no",
        Unclear "unclear" "不能判断" "cannot be said",
    }

    /// Why an expert declined.
    DeclineCode {
        Conflict "conflict" "利益冲突" "conflict of interest",
        Busy "busy" "没有时间" "no time",
        Field "field" "非所长" "not the field",
        Language "language" "语言不通" "not the language",
        Other "other" "其他" "other",
    }

    /// How much of an opinion was taken up.
    Adoption {
        Full "full" "全部采纳" "adopted in full",
        Part "part" "部分采纳" "adopted in part",
        Not "not" "不采纳" "not adopted",
    }

    /// How the case ended beside what was opined.
    Agreement {
        Agrees "agrees" "与意见一致" "as opined",
        Partly "partly" "部分一致" "partly as opined",
        Differs "differs" "与意见不一致" "not as opined",
        Unknown "unknown" "无从比较" "cannot be compared",
    }

    /// What became of material that was sent.
    MaterialEnd {
        Returned "returned" "已退还" "returned",
        Destroyed "destroyed" "已销毁" "destroyed",
    }
}

impl SeatState {
    /// Is the expert still on the panel?
    pub const fn is_live(self) -> bool {
        match self {
            Self::Invited | Self::Agreed | Self::Working | Self::NeedsInfo | Self::Submitted => true,
            Self::Declined | Self::NoAnswer | Self::Quarantined | Self::Released => false,
        }
    }
}

impl ConsultationState {
    /// Nothing but the conflict of an expert found later changes it any more.
    pub const fn is_over(self) -> bool {
        match self {
            Self::Closed | Self::Withdrawn => true,
            Self::Asked
            | Self::Cleared
            | Self::NoneClear
            | Self::Invited
            | Self::Agreed
            | Self::Working
            | Self::NeedsInfo
            | Self::Submitted
            | Self::Combined
            | Self::Decided
            | Self::Delivered
            | Self::Quarantined => false,
        }
    }

    /// Is the panel still at work, so that experts may be added to it?
    pub const fn is_gathering(self) -> bool {
        match self {
            Self::Cleared
            | Self::NoneClear
            | Self::Invited
            | Self::Agreed
            | Self::Working
            | Self::NeedsInfo
            | Self::Submitted
            | Self::Combined => true,
            Self::Asked | Self::Decided | Self::Delivered | Self::Closed | Self::Quarantined | Self::Withdrawn => false,
        }
    }
}
