//! A referral: what one unit asks of another, or the case itself on its way to it. Written by its sender only.

use super::ids::{Hash, OfficerId, RecordId, UnitId};
use super::leg::{Leg, Moment};
use super::paper::Paper;
use super::timers::Timer;
use super::words::{Tlp, vocabulary};
use crate::calendar::Text;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

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

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Recipient {
    /// A unit with a desk, here or at a peer.
    Unit(UnitId),
    /// An agency without one: its leg is kept by the sender, by proxy.
    Agency(RecordId),
}

impl Recipient {
    /// The unit, when the recipient has a desk.
    pub const fn unit(&self) -> Option<UnitId> {
        match self {
            Self::Unit(unit) => Some(*unit),
            Self::Agency(_) => None,
        }
    }
}

/// What of the dispute the recipient may read: the header at once, the rest when it has signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseBrief {
    pub dispute: RecordId,
    pub number: String,
    pub enterprise: String,
    pub counterpart: String,
    pub jurisdiction: String,
    pub forum: String,
    pub docket: Option<String>,
    pub kind: String,
    pub request: String,
    /// The next legal deadline of the case: safe date and its forum.
    pub next_deadline: Option<NaiveDate>,
}

/// What an officer asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralDraft {
    pub dispute: RecordId,
    pub to: Recipient,
    pub kind: ReferralKind,
    /// Questions or acts, one outcome each. A transfer is whole and has none.
    pub items: Vec<String>,
    pub due: Option<NaiveDate>,
    pub note: String,
}

/// A referral as submitted: what its hash covers, and what an acceptance accepts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    pub number: String,
    pub from: UnitId,
    pub to: Recipient,
    /// The recipient's name when it was submitted.
    pub to_name: Text,
    pub kind: ReferralKind,
    pub items: Vec<String>,
    pub due: Option<NaiveDate>,
    pub note: String,
    pub secrecy: Tlp,
    pub brief: CaseBrief,
    /// Name of the officer who submitted it.
    pub submitted_by: String,
    pub submitted_at: DateTime<FixedOffset>,
    #[serde(default)]
    pub terms: Terms,
}

/// What an amendment may add to a referral.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Which text it is: 0 as submitted, then counted.
    pub revision: u16,
    /// The unit that rules when sender and recipient do not agree.
    pub coordinator: Option<UnitId>,
    /// Units it may be forwarded to without asking the sender again.
    pub forwardable_to: Vec<UnitId>,
    /// The referral that this one goes on from.
    pub parent: Option<RecordId>,
    /// Earlier referrals of this case that were sent back.
    pub bounces: u16,
    /// An earlier due date that holds once the recipient agrees to it.
    pub asked_due: Option<NaiveDate>,
}

impl Referral {
    /// The hash of the referral as offered. Terms count once there are any, so that older texts keep their hash.
    ///
    /// # Panics
    /// Never: a record of plain values always encodes.
    pub fn hash(&self) -> Hash {
        let mut bytes = rmp_serde::to_vec_named(&AsSubmitted::of(self)).expect("plain values always encode");
        if self.terms != Terms::default() {
            bytes.extend(rmp_serde::to_vec_named(&self.terms).expect("plain values always encode"));
        }
        Hash::of(&bytes)
    }
}

/// What the hash of the first text covers, field by field in this order.
#[derive(Serialize)]
struct AsSubmitted<'a> {
    number: &'a str,
    from: UnitId,
    to: &'a Recipient,
    to_name: &'a Text,
    kind: ReferralKind,
    items: &'a [String],
    due: Option<NaiveDate>,
    note: &'a str,
    secrecy: Tlp,
    brief: &'a CaseBrief,
    submitted_by: &'a str,
    submitted_at: DateTime<FixedOffset>,
}

impl<'a> AsSubmitted<'a> {
    fn of(referral: &'a Referral) -> Self {
        Self {
            number: &referral.number,
            from: referral.from,
            to: &referral.to,
            to_name: &referral.to_name,
            kind: referral.kind,
            items: &referral.items,
            due: referral.due,
            note: &referral.note,
            secrecy: referral.secrecy,
            brief: &referral.brief,
            submitted_by: &referral.submitted_by,
            submitted_at: referral.submitted_at,
        }
    }
}

/// What an amendment changes; what is none or empty stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// Facts or documents to add to the note.
    pub note: String,
    pub items: Vec<String>,
    pub due: Option<NaiveDate>,
    pub coordinator: Option<UnitId>,
    pub forwardable_to: Vec<UnitId>,
}

/// What its sender says of a referral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReferralFact {
    Submitted(Box<Referral>),
    /// The whole text anew; an earlier acceptance of the case is void.
    Amended(Box<Referral>),
    /// Answers to the open questions, one each.
    Supplemented {
        answers: Vec<String>,
    },
    /// The report leaves something open.
    Objected {
        missing: String,
    },
    ExtensionAnswered {
        granted: bool,
        reason: String,
    },
    Urged {
        /// By a supervisor rather than by the sender's officer.
        supervised: bool,
        text: String,
    },
    /// A service clock rang: written once by the sender's daemon, in due order after any downtime.
    Rang {
        timer: Timer,
        due: DateTime<Utc>,
    },
    /// It goes on as another referral.
    Superseded {
        by: RecordId,
    },
    Ruled(Ruling),
    /// One person proposes to void it; that stays in the house.
    VoidProposed {
        reason: String,
        by: OfficerId,
    },
    Voided {
        reason: String,
    },
    /// Taken back before anything of it had left.
    Unsent,
    /// A letter of it was made; that stays in the house.
    Paper(Box<Paper>),
    RecallAsked {
        reason: String,
    },
    Confirmed {
        satisfied: bool,
        remark: String,
    },
}

/// What the coordinator rules when a leg is disputed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ruling {
    /// The recipient is designated: binding.
    Designated { basis: String },
    /// The recipient may send it back.
    ReturnAllowed { basis: String },
}

/// Everything this unit knows of a referral: the sender's part and the recipient's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralFile {
    pub id: RecordId,
    /// Whose referral it is; known even when only a recall of it has arrived.
    pub sender: UnitId,
    /// None when only a recall has arrived so far: a tombstone.
    pub referral: Option<Referral>,
    pub unsent: bool,
    /// When the sender asked for it back, and why.
    pub recall: Option<(DateTime<FixedOffset>, String)>,
    pub confirmed: Option<Confirmation>,
    /// Answers to each round of questions.
    pub supplements: Vec<(DateTime<FixedOffset>, Vec<String>)>,
    pub objections: Vec<(DateTime<FixedOffset>, String)>,
    /// Answers to the extensions asked, in their order.
    pub extension_answers: Vec<(DateTime<FixedOffset>, bool, String)>,
    pub urges: Vec<(DateTime<FixedOffset>, bool, String)>,
    pub rang: Vec<(Timer, DateTime<Utc>)>,
    pub superseded_by: Option<RecordId>,
    pub rulings: Vec<(DateTime<FixedOffset>, Ruling)>,
    pub void_proposed: Option<(OfficerId, String)>,
    pub voided: Option<(DateTime<FixedOffset>, String)>,
    /// Letters made of it, oldest first.
    #[serde(default)]
    pub papers: Vec<Paper>,
    pub leg: Leg,
    /// The epoch, the text and its revision under which the sender offers the case, once that offer has come.
    pub offered: Option<(u32, Hash, u16)>,
    /// Number of the slip that carries it on the line to the recipient: tells whether it has left.
    pub slip_no: u64,
    pub version: u32,
}

/// The sender's last word on a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    pub at: DateTime<FixedOffset>,
    pub name: String,
    pub satisfied: bool,
    pub remark: String,
}

impl ReferralFile {
    /// Nothing known yet but whose it is.
    pub fn unknown(id: RecordId, sender: UnitId) -> Self {
        Self {
            id,
            sender,
            referral: None,
            unsent: false,
            recall: None,
            confirmed: None,
            supplements: Vec::new(),
            objections: Vec::new(),
            extension_answers: Vec::new(),
            urges: Vec::new(),
            rang: Vec::new(),
            superseded_by: None,
            rulings: Vec::new(),
            void_proposed: None,
            voided: None,
            papers: Vec::new(),
            leg: Leg::default(),
            offered: None,
            slip_no: 0,
            version: 0,
        }
    }

    /// Does a round of questions wait for the sender's answers?
    pub fn needs_info(&self) -> bool {
        self.leg.questions.len() > self.supplements.len()
    }

    /// Did the sender object to the last report?
    pub fn clarifying(&self) -> bool {
        self.leg.reports > 0 && self.objections.len() >= usize::from(self.leg.reports)
    }

    /// Does an extension wait for the sender's answer?
    pub fn extension_pending(&self) -> bool {
        self.leg.extensions.len() > self.extension_answers.len()
    }

    /// Did this clock ever ring?
    pub fn has_rung(&self, timer: Timer) -> bool {
        self.rang.iter().any(|(rang, _)| *rang == timer)
    }

    /// Was the recipient designated?
    pub fn designated(&self) -> bool {
        self.rulings.iter().any(|(_, ruling)| matches!(ruling, Ruling::Designated { .. }))
    }

    /// Does a return wait for the coordinator?
    pub fn disputed(&self) -> bool {
        self.leg.return_asked.is_some() && self.rulings.is_empty()
    }

    /// The due date that holds: as extended, as agreed earlier, or as asked.
    pub fn due(&self) -> Option<NaiveDate> {
        let referral = self.referral.as_ref()?;
        let answered = self.leg.extensions.iter().zip(&self.extension_answers);
        let extended = answered.filter(|(_, (_, granted, _))| *granted).map(|((_, until, _), _)| *until).next_back();
        let agreed = self.leg.acked.as_ref().is_some_and(|(_, _, agrees)| *agrees);
        extended.or(referral.terms.asked_due.filter(|_| agreed)).or(referral.due)
    }

    /// The acceptance that holds: of a transfer, one of an earlier text is void.
    pub fn accepted(&self) -> Option<&(Moment, Option<NaiveDate>, Hash)> {
        let referral = self.referral.as_ref()?;
        self.leg
            .accepted
            .as_ref()
            .filter(|(.., of)| !referral.kind.moves_the_case() || self.leg.started.is_some() || *of == referral.hash())
    }

    /// The keeper of the leg: the recipient, or the sender by proxy.
    pub fn keeper(&self) -> Option<UnitId> {
        let referral = self.referral.as_ref()?;
        Some(referral.to.unit().unwrap_or(self.sender))
    }
}
