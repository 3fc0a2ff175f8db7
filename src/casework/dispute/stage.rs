//! The stages of a dispute, and how it ends.

use crate::casework::words::vocabulary;

vocabulary! {
    /// Where a dispute stands in the procedure of guidance.
    Stage {
        Registered "REGISTERED" "登记" "new",
        NeedsMaterial "NEEDS-MATERIAL" "待补充" "needs material",
        NotAccepted "NOT-ACCEPTED" "不予受理" "not accepted",
        Joined "JOINED" "已并案" "joined",
        Accepted "ACCEPTED" "受理" "accepted",
        Triaged "TRIAGED" "已分流" "triaged",
        Guiding "GUIDING" "指导中" "guiding",
        Waiting "WAITING" "等待" "waiting",
        Result "RESULT" "有结果" "result known",
        Closed "CLOSED" "办结" "closed",
        Visited "VISITED" "已回访" "visited",
        Reopened "REOPENED" "重新办理" "reopened",
        Archived "ARCHIVED" "归档" "archived",
        Terminated "TERMINATED" "终止指导" "terminated",
        Withdrawn "WITHDRAWN" "企业撤回" "withdrawn",
    }

    /// How a dispute ended.
    DisputeOutcome {
        Won "won" "胜诉" "won",
        Lost "lost" "败诉" "lost",
        Settled "settled" "和解" "settled",
        Mediated "mediated" "调解并确认" "mediated and confirmed",
        Licence "licence" "许可" "licence",
        Withdrew "withdrew" "对方撤回" "withdrawn by the other side",
        Default "default" "缺席判决" "default judgment",
        DesignAround "design-around" "规避设计" "design-around",
        RightLost "right-lost" "权利丧失" "right lost",
        Unknown "unknown" "不明" "unknown",
    }

    /// How much a dispute takes: the simple ones are parted from the complex ones.
    Track {
        Simple "simple" "简易" "simple",
        Complex "complex" "复杂" "complex",
        Major "major" "重大" "major",
    }

    /// The five steps that no case may skip unseen.
    Step {
        Acceptance "acceptance" "受理" "acceptance",
        Response "response" "响应" "response",
        Transfer "transfer" "转交" "transfer",
        Feedback "feedback" "反馈" "feedback",
        FollowUp "follow-up" "回访" "follow-up",
    }

    /// A service clock of a dispute.
    DisputeTimer {
        Material "material" "逾期未补充" "material not supplied in time",
        Accept "accept" "逾期未定受理" "acceptance not decided in time",
        FirstGuidance "first-guidance" "首次指导逾期" "first guidance overdue",
        Review "review" "等待到期复查" "review date of a wait",
        Green "green" "绿色通道未补证明" "green channel without proof",
        Sitrep "sitrep" "情况报告逾期" "situation report missed",
    }
}

impl Stage {
    /// Is its work done, for good or until it is reopened?
    pub const fn is_over(self) -> bool {
        match self {
            Self::NotAccepted
            | Self::Joined
            | Self::Closed
            | Self::Visited
            | Self::Archived
            | Self::Terminated
            | Self::Withdrawn => true,
            Self::Registered
            | Self::NeedsMaterial
            | Self::Accepted
            | Self::Triaged
            | Self::Guiding
            | Self::Waiting
            | Self::Result
            | Self::Reopened => false,
        }
    }

    /// Has a handler begun with it, and not ended?
    pub const fn is_guided(self) -> bool {
        matches!(self, Self::Guiding | Self::Waiting | Self::Result)
    }
}
