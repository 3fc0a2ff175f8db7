//! What a unit knows of one referral: the sender's part and the recipient's.

use super::{Referral, ReturnCode, Ruling};
use crate::casework::ids::{Hash, OfficerId, RecordId, UnitId};
use crate::casework::kinds;
use crate::casework::leg::{Leg, Moment};
use crate::casework::paper::Paper;
use crate::casework::timers::Timer;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Everything this unit knows of a referral: the sender's part and the recipient's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralFile {
    pub id: RecordId,
    /// Whose referral it is; known even when only a recall of it has arrived.
    pub sender: UnitId,
    /// None when only a recall has arrived so far: a tombstone.
    pub referral: Option<Referral>,
    pub unsent: bool,
    pub unsent_at: Option<DateTime<FixedOffset>>,
    /// When it closed because nobody confirmed it.
    pub unconfirmed_at: Option<DateTime<FixedOffset>>,
    /// When the enterprise was asked, in which round of questions, and for what.
    pub enterprise_asked: Vec<(DateTime<FixedOffset>, u16, String)>,
    /// Who proposed it, and when.
    pub proposed: Option<(OfficerId, DateTime<FixedOffset>)>,
    /// Is it a proposal still?
    pub pending: bool,
    pub declined: Option<(DateTime<FixedOffset>, String)>,
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
    /// Clocks of its kind that rang, by their ids.
    #[serde(default)]
    pub kind_rang: Vec<(String, DateTime<Utc>)>,
    /// What it goes on as: one referral, or one for each part.
    pub superseded_by: Vec<RecordId>,
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
            unsent_at: None,
            unconfirmed_at: None,
            enterprise_asked: Vec::new(),
            proposed: None,
            pending: false,
            declined: None,
            recall: None,
            confirmed: None,
            supplements: Vec::new(),
            objections: Vec::new(),
            extension_answers: Vec::new(),
            urges: Vec::new(),
            rang: Vec::new(),
            kind_rang: Vec::new(),
            superseded_by: Vec::new(),
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

    /// Was this item sent back by who should do it: with the whole, or refused when the rest was accepted?
    pub fn sent_back(&self, item: &str) -> bool {
        let items = self.referral.iter().flat_map(|referral| &referral.items);
        let place = items.map(|one| one.trim()).position(|one| one == item);
        let refused = |place: usize| self.leg.refused.iter().any(|one| usize::from(one.item) == place);
        place.is_some_and(|place| self.bounced() || refused(place))
    }

    /// Did its recipient send it back? What never arrived, lapsed by the sender's silence, or never was, is no bounce.
    pub fn bounced(&self) -> bool {
        if self.unsent {
            return false;
        }
        let code = self.leg.returned.as_ref().map(|(_, code, ..)| *code);
        code.is_some_and(|code| !code.is_of_the_node() && code != ReturnCode::Lapsed)
    }

    /// Is it a copy that its recipient only follows?
    pub fn follows_only(&self) -> bool {
        self.referral.as_ref().and_then(|referral| referral.matter.rule()).is_some_and(|rule| rule.read_only)
    }

    /// Kinds of referrals that may follow, when it was refused.
    pub fn follow_ups(&self) -> impl Iterator<Item = &str> {
        let rule = self.referral.as_ref().and_then(|referral| referral.matter.rule());
        let refused = kinds::clocks::refused(self).is_some();
        let next = rule.filter(|_| refused).into_iter().flat_map(|rule| &rule.on_refusal);
        next.map(String::as_str)
    }

    /// When nothing more was to come of it from its recipient.
    pub fn ended_at(&self) -> Option<DateTime<FixedOffset>> {
        let leg = &self.leg;
        let ends = [
            leg.returned.as_ref().map(|(one, ..)| one.at),
            leg.failed.as_ref().map(|(one, _)| one.at),
            leg.reported.as_ref().map(|(one, ..)| one.at).filter(|_| !self.clarifying()),
            leg.cancelled.as_ref().map(|one| one.at),
            self.voided.as_ref().map(|(at, _)| *at),
        ];
        ends.into_iter().flatten().min()
    }

    /// Does it wait for another officer's approval?
    pub const fn is_proposal(&self) -> bool {
        self.pending
    }

    /// Does a round of questions wait for the sender's answers?
    pub fn needs_info(&self) -> bool {
        self.leg.questions.len() > self.supplements.len()
    }

    /// Does the open round of questions wait for the enterprise?
    pub fn asks_the_enterprise(&self) -> bool {
        let round = self.leg.questions.len();
        self.needs_info() && self.enterprise_asked.iter().any(|(_, asked, _)| usize::from(*asked) == round)
    }

    /// The unit that rules on it when it is disputed.
    pub fn coordinator(&self) -> UnitId {
        self.referral.as_ref().and_then(|referral| referral.terms.coordinator).unwrap_or(self.sender)
    }

    /// May a unit read no more than the header? Its recipient, before it signs, and when it was recalled before it was
    /// accepted.
    pub fn is_sealed_to(&self, me: UnitId) -> bool {
        let recalled = self.leg.cancelled.is_some() && self.leg.accepted.is_none();
        self.keeper() == Some(me) && self.sender != me && (self.leg.signed.is_none() || recalled)
    }

    /// The items that its keeper has taken on, or has yet to: all but those it refused.
    pub fn items_kept(&self) -> Vec<u16> {
        let items = self.referral.as_ref().map_or(0, |referral| referral.items.len());
        let refused = |place: &u16| self.leg.refused.iter().any(|one| one.item == *place);
        (0..u16::try_from(items).unwrap_or(u16::MAX)).filter(|place| !refused(place)).collect()
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

    /// The day until which the work is to be done: as promised, unless another was agreed since.
    pub fn works_until(&self) -> Option<NaiveDate> {
        let referral = self.referral.as_ref()?;
        let promised = self.accepted().and_then(|(_, promised, _)| *promised);
        let asked = self.due();
        if asked == referral.due { promised.or(asked) } else { asked }
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
