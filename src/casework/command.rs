//! What officers, and the daemon itself, may ask of a unit.

use super::affair::{AffairAct, AffairDraft};
use super::agency::{AgencyAct, AgencyDraft};
use super::alert::{AlertClosing, AlertDraft, Priority};
use super::alert_timers::Watching;
use super::consultation::timers::ConsultationTimer;
use super::dispute::{DisputeDraft, DisputeTimer};
use super::expert::{ExpertAct, ExpertDraft};
use super::ids::{CommandId, Hash, PostId, RecordId, UnitId};
use super::leg::{Evidence, ItemReport, RefusedItem, SplitPart};
use super::paper::PaperDraft;
use super::referral::{Amendment, HoldCode, NonDelivery, ReferralDraft, ReturnCode, Ruling};
use super::rota::RotaAct;
use super::timers::Timer;
use super::unit::{Author, Officer, Post, UnitCard};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

pub use super::dispute::DisputeAct;

/// One change asked of one unit by one author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    pub id: CommandId,
    pub at: DateTime<FixedOffset>,
    pub author: Author,
    /// The version of the record that the author saw: refused when it has changed since.
    pub seen: Option<u32>,
    pub act: Act,
}

/// Everything that can be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Act {
    /// Sets the unit up: the first entry of its book.
    Found(Box<UnitCard>),
    GrantPost(Box<Officer>, Post),
    EndPost(PostId),
    /// Opens a line to a peer after its key was compared.
    EnrolPeer {
        card: Box<UnitCard>,
        carrier: String,
    },
    Register(Box<DisputeDraft>),
    Raise(Box<AlertDraft>),
    EnrolExpert(Box<ExpertDraft>),
    EnterAgency(Box<AgencyDraft>),
    /// Opens an affair.
    Open(Box<AffairDraft>),
    Dispute(RecordId, DisputeAct),
    Alert(RecordId, AlertAct),
    Expert(RecordId, ExpertAct),
    Agency(RecordId, AgencyAct),
    Affair(RecordId, AffairAct),
    /// The record was opened on a screen, or asked for by a verb.
    Read(RecordId),
    /// About who is on duty.
    Rota(RotaAct),
    /// Sets the unit's own word for its letter numbers.
    SetLetterWord(String),
    Submit(Box<ReferralDraft>),
    /// What the sender does with its referral.
    Referral(RecordId, ReferralAct),
    /// What the keeper does with the leg; by proxy with evidence.
    Leg(RecordId, LegAct, Option<Evidence>),
    /// What the daemon does by itself.
    System(SystemAct),
}

/// What may be done to an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum AlertAct {
    /// For as long as its priority says, or until then on the wall of the unit.
    Ack {
        until: Option<NaiveDateTime>,
    },
    Unack,
    /// `until` is on the wall of the unit.
    Shelve {
        until: NaiveDateTime,
        reason: String,
    },
    Unshelve,
    /// What nobody had seen before it was over, or what was taken back from its owner.
    Seen,
    Note {
        text: String,
    },
    /// None: what the table says.
    Prioritise {
        priority: Option<Priority>,
        reason: String,
    },
    /// Makes a dispute of it; the draft is completed by the officer.
    OpenDispute(Box<DisputeDraft>),
    /// Joins it to a dispute that there is.
    Join {
        dispute: RecordId,
    },
    Detach {
        reason: String,
    },
    /// The dispute's task: what the source changed has been reviewed.
    Review,
    Close {
        code: AlertClosing,
        reason: String,
        /// Of a duplicate: which one goes on.
        of: Option<RecordId>,
    },
    /// About no alert yet: one that an officer heard of, on the telephone or elsewhere. The day of the next legal
    /// deadline, when it is known, gives the urgency that was not typed.
    ByHand {
        draft: Box<AlertDraft>,
        deadline: Option<NaiveDate>,
    },
    /// About no alert: the source itself has spoken and had nothing new.
    Heard {
        source: String,
    },
}

/// What the sender may do with a referral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum ReferralAct {
    /// Another officer lets a proposal go.
    Approve,
    /// A proposal is turned down, or taken back by who made it.
    Decline {
        reason: String,
    },
    Amend(Box<Amendment>),
    Supplement {
        answers: Vec<String>,
    },
    Object {
        missing: String,
    },
    /// The answers are the enterprise's to give.
    AskEnterprise {
        what: String,
    },
    /// Opens the leg or the legs that the recipient proposed.
    Forward,
    AnswerExtension {
        granted: bool,
        reason: String,
    },
    Urge {
        supervised: bool,
        text: String,
    },
    /// As coordinator of a disputed leg.
    Rule(Ruling),
    /// Takes two persons: the first proposes, the second does it.
    Void {
        reason: String,
    },
    Unsend,
    /// Makes a letter of it.
    Paper(Box<PaperDraft>),
    Recall {
        reason: String,
    },
    Confirm {
        satisfied: bool,
        remark: String,
    },
}

/// What the keeper may do with a leg.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum LegAct {
    /// By proxy only.
    Dispatch,
    /// By proxy only; a desk's daemon does it by itself.
    Deliver,
    /// By proxy only: it never got there.
    NotDelivered {
        code: NonDelivery,
        reason: String,
    },
    Sign,
    Accept {
        promised: Option<NaiveDate>,
    },
    /// Accepts, with more to say than a date.
    AcceptWith(Box<Acceptance>),
    /// Sends it back with the unit to which it should go on.
    Forward {
        to: String,
        basis: String,
    },
    /// Sends it back in parts, each to go on to a unit of its own.
    Split {
        parts: Vec<SplitPart>,
        basis: String,
    },
    AskInfo {
        questions: Vec<String>,
    },
    Hold {
        code: HoldCode,
        review: NaiveDate,
        reason: String,
    },
    Resume,
    AskExtension {
        until: NaiveDate,
        reason: String,
    },
    CannotDo {
        tried: String,
    },
    AckAmendment {
        agrees: bool,
    },
    Return {
        code: ReturnCode,
        basis: String,
        suggestion: String,
    },
    Start,
    Interim {
        text: String,
    },
    Report {
        outcomes: Vec<ItemReport>,
        summary: String,
    },
    AgreeRecall,
    RefuseRecall {
        reason: String,
    },
}

/// What an acceptance says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    pub promised: Option<NaiveDate>,
    /// Items that are not taken on.
    pub refused: Vec<RefusedItem>,
    /// Why the promise is later than the due date.
    pub reason: String,
    /// What the kind asks to be enclosed was checked.
    pub checked: bool,
}

/// What a unit's daemon does by itself, on arrival of a fact or of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SystemAct {
    /// A referral arrived: say so, or cancel it at once when its recall was already here.
    Deliver {
        referral: RecordId,
    },
    /// A recall arrived before work began.
    Cancel {
        referral: RecordId,
    },
    /// The recipient proposed another unit: open that leg if the referral allows it.
    Forward {
        referral: RecordId,
    },
    /// A service clock rang.
    Ring {
        referral: RecordId,
        timer: Timer,
        due: DateTime<Utc>,
    },
    /// A clock of a referral's kind rang.
    RingKind {
        referral: RecordId,
        clock: String,
        due: DateTime<Utc>,
    },
    /// The time of an emergency access is over.
    EndAccess {
        affair: RecordId,
        due: DateTime<Utc>,
    },
    /// What only time does to an alert, a silence or a source.
    Watch(Watching),
    /// A clock of a consultation rang.
    Consultation {
        consultation: RecordId,
        timer: ConsultationTimer,
        due: DateTime<Utc>,
    },
    /// A service clock of a dispute rang.
    RingDispute {
        dispute: RecordId,
        timer: DisputeTimer,
        due: DateTime<Utc>,
    },
    /// A procedural event came after the close: an officer decides on reopening.
    ProposeReopen {
        dispute: RecordId,
        alert: RecordId,
    },
    /// We were designated: that is an acceptance.
    Obey {
        referral: RecordId,
    },
    /// The recipient consented: let the case go.
    Release {
        case: RecordId,
    },
    /// The recipient sent it back: keep the case.
    Keep {
        case: RecordId,
        referral: RecordId,
    },
    /// The case was released to us: take it.
    Take {
        case: RecordId,
    },
    /// The day for a reply went by without one.
    NoReply {
        affair: RecordId,
        due: NaiveDate,
    },
    /// The head of our book goes to a peer.
    TellHead {
        peer: UnitId,
        on: NaiveDate,
        hash: Hash,
        #[serde(with = "serde_bytes")]
        signature: Vec<u8>,
        yours: Option<Hash>,
    },
    Carried {
        peer: UnitId,
        upto: u64,
    },
    Receipted {
        peer: UnitId,
        upto: u64,
    },
}
