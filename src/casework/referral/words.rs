//! The closed vocabularies of referrals and their legs.

use crate::casework::words::vocabulary;

vocabulary! {
    /// What a referral is; the kind says whether the case moves.
    ReferralKind {
        Request "request" "商请" "request",
        Cooperation "cooperation" "协办" "cooperation",
        Transfer "transfer" "移送" "transfer",
        HandOver "hand-over" "转办" "hand-over",
    }

    /// What became of one requested item.
    ItemOutcome {
        Achieved "achieved" "达成" "achieved",
        Partly "partly" "部分" "partly",
        Not "not" "未达成" "not achieved",
        NotApplicable "not-applicable" "不适用" "not applicable",
    }

    /// Why work on a referral rests.
    HoldCode {
        OtherProceeding "other-proceeding" "等待另案" "other proceeding",
        Appraisal "appraisal" "鉴定评估" "appraisal",
        ForceMajeure "force-majeure" "不可抗力" "force majeure",
    }

    /// Why a recipient sends a referral back.
    ReturnCode {
        Region "R1" "非本地区管辖" "not this region",
        Function "R2" "非本机构职能" "not this function",
        Unclear "R3" "权属不清" "ownership unclear",
        Duplicate "R4" "重复" "duplicate",
        Material "R5" "材料不全" "material missing",
        Form "R6" "格式不符" "form wrong",
        AboveLevel "R7" "超出层级" "above level",
        Capacity "R8" "力量不足" "no capacity",
        InCourt "R9" "已进入诉讼或仲裁" "already in court or arbitration",
        Unreachable "R10" "无法联系当事人" "subject cannot be reached",
        Withdrawn "R11" "企业撤回" "enterprise withdrew",
        Lapsed "I" "逾期未补正" "not supplemented in time",
        Signature "N1" "签名不符" "signature bad",
        UnitUnknown "N2" "无此单位" "unit unknown",
        LevelBarred "N3" "密级不许" "level not allowed",
    }

    /// Why a referral never reached an agency, as an officer records it by proxy.
    NonDelivery {
        Signature "N1" "签名不符" "signature bad",
        UnitUnknown "N2" "查无此单位" "unit unknown",
        LevelBarred "N3" "密级不许" "level not allowed",
    }
}

impl NonDelivery {
    /// The code with which it comes back.
    pub const fn code_of_return(self) -> ReturnCode {
        match self {
            Self::Signature => ReturnCode::Signature,
            Self::UnitUnknown => ReturnCode::UnitUnknown,
            Self::LevelBarred => ReturnCode::LevelBarred,
        }
    }
}

impl ReturnCode {
    /// Is it for the node that carries, before anybody could read it?
    pub const fn is_of_the_node(self) -> bool {
        match self {
            Self::Signature | Self::UnitUnknown | Self::LevelBarred => true,
            Self::Region
            | Self::Function
            | Self::Unclear
            | Self::Duplicate
            | Self::Material
            | Self::Form
            | Self::AboveLevel
            | Self::Capacity
            | Self::InCourt
            | Self::Unreachable
            | Self::Withdrawn
            | Self::Lapsed => false,
        }
    }
}

impl ReferralKind {
    /// Does the case itself go to the recipient?
    pub const fn moves_the_case(self) -> bool {
        match self {
            Self::Request | Self::Cooperation => false,
            Self::Transfer | Self::HandOver => true,
        }
    }
}
