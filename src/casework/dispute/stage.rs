//! The stages of a dispute, and how it ends.

use crate::casework::words::vocabulary;

vocabulary! {
    /// Where a dispute stands in the procedure of guidance.
    Stage {
        Registered "REGISTERED" "登记" "new",
        Accepted "ACCEPTED" "受理" "accepted",
        Guiding "GUIDING" "指导中" "guiding",
        Closed "CLOSED" "办结" "closed",
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
}
