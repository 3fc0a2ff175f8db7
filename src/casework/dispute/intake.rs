//! Before guidance: material asked for, not accepted and reviewed, joined and detached, the green channel.

use super::{DisputeTimer, Enterprise};
use crate::calendar::Text;
use crate::casework::ids::{OfficerId, RecordId};
use crate::casework::words::{Channel, vocabulary};
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// Why a dispute is not taken on.
    RefusalGround {
        NotOverseas "not-overseas" "无涉外因素" "nothing overseas in it",
        NotIp "not-ip" "非知识产权纠纷" "no intellectual property in it",
        NotParty "not-party" "申请人不适格" "the applicant is no party to it",
        NotOurs "not-ours" "不属本中心范围" "not within this center's scope",
        Ended "ended" "纠纷已了结" "the dispute has ended",
        Lapsed "lapsed" "逾期未补充" "material not supplied in time",
        Other "other" "其他" "other",
    }

    /// Who may use the green channel.
    GreenGround {
        StartUp "start-up" "初创企业" "start-up",
        Innovator "innovator" "创新主体" "innovator",
        Small "small" "小微企业" "small enterprise",
        Emergency "emergency" "紧急情形" "emergency",
    }
}

/// What may be asked before guidance begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum IntakeAct {
    /// It is the same matter as that one.
    Join {
        into: RecordId,
        reason: String,
    },
    Detach {
        reason: String,
    },
    /// Form B: what is missing, and until when.
    AskMaterial {
        items: Vec<String>,
        due: NaiveDate,
    },
    SupplyMaterial {
        what: String,
    },
    /// `pointer` says where to go instead.
    NotAccept {
        ground: RefusalGround,
        pointer: String,
        text: String,
    },
    Review {
        upheld: bool,
        reason: String,
    },
    Green {
        ground: GreenGround,
        proof: String,
    },
    ProveGreen {
        proof: String,
    },
}

/// What happened before guidance began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IntakeFact {
    Joined {
        into: RecordId,
        number: String,
        reason: String,
    },
    /// Written in the dispute that goes on: whom it speaks for as well.
    ReporterJoined(Box<Reporter>),
    Detached {
        reason: String,
    },
    /// Written in the dispute that it was joined to.
    ReporterLeft {
        dispute: RecordId,
        number: String,
    },
    MaterialAsked {
        items: Vec<String>,
        due: NaiveDate,
    },
    MaterialSupplied {
        what: String,
    },
    /// `by` is nobody when the clock decided.
    NotAccepted {
        ground: RefusalGround,
        pointer: String,
        text: String,
        by: Option<OfficerId>,
    },
    Reviewed {
        upheld: bool,
        reason: String,
        by: Option<OfficerId>,
    },
    GreenGiven {
        ground: GreenGround,
        proof: String,
    },
    GreenProved {
        proof: String,
    },
    /// Nobody proved it in time.
    GreenLapsed {
        due: DateTime<Utc>,
    },
    /// A service clock ran out: written once, for somebody may have to prove it.
    Rang {
        timer: DisputeTimer,
        due: DateTime<Utc>,
    },
}

/// Who told of the same matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reporter {
    pub dispute: RecordId,
    pub number: String,
    pub enterprise: Enterprise,
    pub channel: Channel,
    pub received_at: DateTime<FixedOffset>,
}

/// A notice to supplement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaterialAsked {
    pub items: Vec<String>,
    pub due: NaiveDate,
    pub asked_at: DateTime<FixedOffset>,
    pub supplied: Option<(DateTime<FixedOffset>, String)>,
}

/// A decision not to accept, and its review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotAccepted {
    pub ground: RefusalGround,
    pub pointer: String,
    pub text: String,
    pub at: DateTime<FixedOffset>,
    pub by: Option<OfficerId>,
    pub name: String,
    /// Whether another officer upheld it, and why.
    pub review: Option<(bool, String)>,
}

/// The green channel of a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Green {
    pub ground: GreenGround,
    pub proof: String,
    pub since: DateTime<FixedOffset>,
    pub lapsed: bool,
}

/// What happened to a dispute before guidance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    pub ground: String,
    pub material: Vec<MaterialAsked>,
    pub refusals: Vec<NotAccepted>,
    /// The dispute that goes on in place of this one.
    pub joined_to: Option<(RecordId, String)>,
    pub reporters: Vec<Reporter>,
    pub green: Option<Green>,
    pub rang: Vec<(DisputeTimer, DateTime<Utc>)>,
}

impl Intake {
    /// The material that is being waited for.
    pub fn wanted(&self) -> Option<&MaterialAsked> {
        self.material.last().filter(|one| one.supplied.is_none())
    }

    /// Is it on the green channel now?
    pub fn is_green(&self) -> bool {
        self.green.as_ref().is_some_and(|green| !green.lapsed)
    }
}

/// A fact in words.
pub fn describe(fact: &IntakeFact) -> Text {
    match fact {
        IntakeFact::Joined { number, reason, .. } => {
            Text::new(format!("并入 {number}: {reason}"), format!("joined to {number}: {reason}"))
        }
        IntakeFact::ReporterJoined(one) => Text::new(
            format!("{} 并入本件, 来报 {}", one.number, one.enterprise.name),
            format!("{} joined to this, reported by {}", one.number, one.enterprise.name),
        ),
        IntakeFact::Detached { reason } => Text::new(format!("拆出: {reason}"), format!("detached: {reason}")),
        IntakeFact::ReporterLeft { number, .. } => Text::new(format!("{number} 拆出"), format!("{number} detached")),
        IntakeFact::MaterialAsked { items, due } => Text::new(
            format!("通知补充, {due} 前: {}", items.join("; ")),
            format!("asked to supplement by {due}: {}", items.join("; ")),
        ),
        IntakeFact::MaterialSupplied { what } => Text::new(format!("已补充: {what}"), format!("supplied: {what}")),
        IntakeFact::NotAccepted { ground, pointer, text, .. } => Text::new(
            format!("不予受理 ({}) {text}; 指引: {pointer}", ground.zh()),
            format!("not accepted ({}) {text}; where to go: {pointer}", ground.en()),
        ),
        IntakeFact::Reviewed { upheld: true, reason, .. } => {
            Text::new(format!("复核维持: {reason}"), format!("review upheld it: {reason}"))
        }
        IntakeFact::Reviewed { upheld: false, reason, .. } => {
            Text::new(format!("复核撤销, 重新登记: {reason}"), format!("review set it aside, new again: {reason}"))
        }
        IntakeFact::GreenGiven { ground, proof } if proof.is_empty() => Text::new(
            format!("绿色通道 ({}), 待补证明", ground.zh()),
            format!("green channel ({}), proof to follow", ground.en()),
        ),
        IntakeFact::GreenGiven { ground, proof } => Text::new(
            format!("绿色通道 ({}), 证明 {proof}", ground.zh()),
            format!("green channel ({}), proof {proof}", ground.en()),
        ),
        IntakeFact::GreenProved { proof } => {
            Text::new(format!("绿色通道证明 {proof}"), format!("proof for the green channel: {proof}"))
        }
        IntakeFact::GreenLapsed { .. } => {
            Text::new("未在期内补证明, 转普通通道", "no proof in time: off the green channel")
        }
        IntakeFact::Rang { timer, .. } => Text::new(timer.zh(), timer.en()),
    }
}
