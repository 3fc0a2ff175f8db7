//! A referral: what one unit asks of another, or the case itself on its way to it. Written by its sender only.
//! `words` are its closed vocabularies, `file` is what a unit knows of one.

mod file;
mod words;

use super::ids::{Hash, OfficerId, RecordId, UnitId};
use super::kinds::{self, KindRule};
use super::paper::Paper;
use super::timers::Timer;
use super::words::Tlp;
use crate::calendar::Text;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use file::{Confirmation, ReferralFile};
pub use words::{HoldCode, ItemOutcome, NonDelivery, ReferralKind, ReturnCode};

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
    #[serde(default)]
    pub matter: Matter,
    /// Coordinator, units it may be forwarded to, and the referral it goes on from; the rest is not the officer's.
    #[serde(default)]
    pub terms: Terms,
}

impl ReferralDraft {
    /// A draft that asks for nothing yet.
    pub fn new(dispute: RecordId, to: Recipient, kind: ReferralKind) -> Self {
        let (matter, terms) = (Matter::default(), Terms::default());
        Self { dispute, to, kind, items: Vec::new(), due: None, note: String::new(), matter, terms }
    }
}

/// What a referral is about beyond its items: its kind of the rules, and what goes with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// Quiet hours do not hold, and it is signed for by the rota within minutes.
    pub immediate: bool,
    /// Id of a kind of `rules/referral_kinds.toml`.
    pub kind: Option<String>,
    /// What goes with it.
    pub enclosed: Vec<String>,
    /// What the kind asks for, by the id of its field.
    pub particulars: BTreeMap<String, String>,
    /// Why it goes out after its period.
    pub late_reason: String,
    /// A kind that the sender's center has as its own, as it was when this was submitted: it goes along, so that both
    /// sides know what it is and how long it takes, whatever becomes of the file. Set by the rules, whatever is said.
    #[serde(default)]
    pub own_rule: Option<Box<KindRule>>,
}

/// A matter as its hash has covered it since there are kinds.
#[derive(Serialize)]
struct MatterAsHashed<'a> {
    immediate: bool,
    kind: &'a Option<String>,
    enclosed: &'a [String],
    particulars: &'a BTreeMap<String, String>,
    late_reason: &'a str,
}

impl Matter {
    /// The rule of its kind.
    pub fn rule(&self) -> Option<&KindRule> {
        let id = self.kind.as_ref()?;
        self.own_rule.as_deref().or_else(|| kinds::shared().iter().find(|kind| kind.id == *id))
    }

    fn as_hashed(&self) -> MatterAsHashed<'_> {
        MatterAsHashed {
            immediate: self.immediate,
            kind: &self.kind,
            enclosed: &self.enclosed,
            particulars: &self.particulars,
            late_reason: &self.late_reason,
        }
    }
}

/// A referral that one officer proposed and another approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    pub proposed_at: DateTime<FixedOffset>,
    /// Name of the officer who approved.
    pub by: String,
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
    #[serde(default)]
    pub matter: Matter,
    #[serde(default)]
    pub approved: Option<Approved>,
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
    /// When it went out, whatever was amended since.
    pub const fn first_at(&self) -> DateTime<FixedOffset> {
        self.submitted_at
    }

    /// The header, which is all that its recipient may read of it.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.items.clear();
        self.note.clear();
        let Matter { immediate, kind, own_rule, .. } = self.matter;
        self.matter = Matter { immediate, kind, own_rule, ..Matter::default() };
        let brief = &mut self.brief;
        brief.enterprise = initials(&brief.enterprise);
        brief.counterpart = initials(&brief.counterpart);
        brief.docket = None;
        brief.request.clear();
        self
    }

    /// The hash of the referral as offered. Terms count once there are any, so that older texts keep their hash.
    ///
    /// # Panics
    /// Never: a record of plain values always encodes.
    pub fn hash(&self) -> Hash {
        let mut bytes = rmp_serde::to_vec_named(&AsSubmitted::of(self)).expect("plain values always encode");
        if self.terms != Terms::default() {
            bytes.extend(rmp_serde::to_vec_named(&self.terms).expect("plain values always encode"));
        }
        if self.matter != Matter::default() || self.approved.is_some() {
            let more = (self.matter.as_hashed(), &self.approved);
            bytes.extend(rmp_serde::to_vec_named(&more).expect("plain values always encode"));
            if let Some(rule) = &self.matter.own_rule {
                bytes.extend(rmp_serde::to_vec_named(rule).expect("plain values always encode"));
            }
        }
        Hash::of(&bytes)
    }
}

/// `Haiyue Optics` is `H.O.`; a Chinese name is its first character; initials stay what they are.
fn initials(name: &str) -> String {
    if name.ends_with('.') || name.ends_with('某') {
        name.to_owned()
    } else if name.is_ascii() {
        name.split_whitespace().filter_map(|word| word.chars().next()).map(|c| format!("{c}.")).collect()
    } else {
        name.chars().take(1).chain(['某']).collect()
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
    /// One officer proposes it; that stays in the house until another approves.
    Proposed {
        referral: Box<Referral>,
        by: OfficerId,
    },
    /// The proposal was turned down, or taken back.
    Declined {
        reason: String,
    },
    /// The whole text anew; an earlier acceptance of the case is void.
    Amended(Box<Referral>),
    /// Answers to the open questions, one each.
    Supplemented {
        answers: Vec<String>,
    },
    /// The answers are the enterprise's to give: asked in this round of questions.
    EnterpriseAsked {
        round: u16,
        what: String,
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
    /// A clock of its kind rang: written once by the sender's daemon, with its words, for a peer may lack the kind.
    KindRang {
        clock: String,
        words: Text,
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

impl ReferralFact {
    /// May the leg's coordinator say this too?
    pub const fn is_the_coordinators(&self) -> bool {
        matches!(self, Self::Ruled(_) | Self::Urged { supervised: true, .. })
    }
}

/// What the coordinator rules when a leg is disputed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ruling {
    /// The recipient is designated: binding.
    Designated { basis: String },
    /// The recipient may send it back.
    ReturnAllowed { basis: String },
}
