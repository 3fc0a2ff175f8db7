//! A leg: one recipient's work on a referral. Written by its keeper: the recipient, or by proxy the sender's officer.

use super::ids::Hash;
use super::referral::{HoldCode, ItemOutcome, ReturnCode};
use super::timers::Timer;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What stands behind an act recorded on an agency's behalf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Evidence {
    /// A scan or file, kept by its hash.
    File { name: String, hash: Hash, bytes: u64 },
    /// A telephone call: who said it, and what.
    Call { said: String },
}

/// What the keeper of a leg says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LegFact {
    /// By proxy only: the letter left the house.
    Dispatched,
    Delivered,
    Signed,
    Accepted {
        promised: Option<NaiveDate>,
        /// Which text was accepted.
        of: Hash,
        /// Items not accepted: their place from 0, why, and on what basis.
        #[serde(default)]
        refused: Vec<RefusedItem>,
        /// Why the promise is later than the due date.
        #[serde(default)]
        reason: String,
        /// What the kind asks to be enclosed was checked.
        #[serde(default)]
        checked: bool,
    },
    /// What the keeper has to know before it can go on.
    InfoAsked {
        questions: Vec<String>,
    },
    /// Sent back too often: whether it may go back is for the coordinator.
    ReturnAsked {
        code: ReturnCode,
        basis: String,
        suggestion: String,
    },
    Held {
        code: HoldCode,
        review: NaiveDate,
        reason: String,
    },
    Resumed,
    ExtensionAsked {
        until: NaiveDate,
        reason: String,
    },
    /// It cannot be done: what was tried.
    Failed {
        tried: String,
    },
    /// An amended text was read; an earlier due date agreed to or not.
    AmendmentAcked {
        revision: u16,
        agrees: bool,
    },
    Returned {
        code: ReturnCode,
        basis: String,
        suggestion: String,
        /// Code of the unit to which it should go on.
        #[serde(default)]
        forward_to: Option<String>,
        /// The parts in which it should go on, each item in one.
        #[serde(default)]
        split: Vec<SplitPart>,
    },
    Started,
    Interim {
        text: String,
    },
    Reported {
        outcomes: Vec<ItemReport>,
        summary: String,
    },
    /// The recall was processed before work began, or agreed to after.
    Cancelled,
    RecallRefused {
        reason: String,
    },
    /// A clock of the keeper rang: written once by its daemon.
    Rang {
        timer: Timer,
        due: DateTime<Utc>,
    },
}

/// A part of a referral that should go on by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitPart {
    /// Code of the unit.
    pub to: String,
    /// Items, by their place from 0.
    pub items: Vec<u16>,
}

/// A time in which work rested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    pub code: HoldCode,
    pub from: DateTime<FixedOffset>,
    /// None: it lasts.
    pub to: Option<DateTime<FixedOffset>>,
}

/// An item that the keeper does not take on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedItem {
    pub item: u16,
    pub code: ReturnCode,
    pub basis: String,
}

/// The outcome of one item, in the order of the referral's items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemReport {
    pub outcome: ItemOutcome,
    pub text: String,
}

/// A moment of a leg: when by the keeper's clock, who, and on what evidence when by proxy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    pub at: DateTime<FixedOffset>,
    pub name: String,
    pub proxy: Option<Evidence>,
}

/// A leg as it stands: each moment at most once and the first one counts, unless it says otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    pub dispatched: Option<Moment>,
    pub delivered: Option<Moment>,
    pub signed: Option<Moment>,
    pub accepted: Option<(Moment, Option<NaiveDate>, Hash)>,
    /// With the acceptance: why it promises later, and whether what came with it was checked.
    pub accepted_on: (String, bool),
    pub started: Option<Moment>,
    pub interim: Vec<(Moment, String)>,
    pub returned: Option<(Moment, ReturnCode, String, String)>,
    pub reported: Option<(Moment, Vec<ItemReport>, String)>,
    pub cancelled: Option<Moment>,
    pub recall_refused: Option<(Moment, String)>,
    /// With a return: the code of the unit to which it should go on.
    pub forward_to: Option<String>,
    /// With a return: the parts in which it should go on.
    pub split: Vec<SplitPart>,
    pub refused: Vec<RefusedItem>,
    /// Rounds of questions; the answers are the sender's.
    pub questions: Vec<(Moment, Vec<String>)>,
    pub return_asked: Option<(Moment, ReturnCode, String, String)>,
    pub held: Option<(Moment, HoldCode, NaiveDate, String)>,
    /// Extensions asked; the answers are the sender's.
    pub extensions: Vec<(Moment, NaiveDate, String)>,
    pub failed: Option<(Moment, String)>,
    /// The last amended text that was read, and whether an earlier due date was agreed to.
    pub acked: Option<(Moment, u16, bool)>,
    /// Reports so far; `reported` is the last one.
    pub reports: u16,
    /// When each report was made.
    pub report_times: Vec<DateTime<FixedOffset>>,
    /// Every rest, so that clocks leave them out.
    pub rests: Vec<Rest>,
    pub rang: Vec<(Timer, DateTime<Utc>)>,
}

impl Leg {
    /// Folds one fact in; a fact that cannot follow what is there changes nothing.
    pub fn evolve(&mut self, moment: Moment, fact: &LegFact) {
        match fact {
            LegFact::Dispatched => keep_first(&mut self.dispatched, moment),
            LegFact::Delivered => keep_first(&mut self.delivered, moment),
            LegFact::Signed => keep_first(&mut self.signed, moment),
            // Accepted again after an amendment made the first acceptance void.
            LegFact::Accepted { promised, of, refused, reason, checked } => {
                self.accepted = Some((moment, *promised, *of));
                self.accepted_on = (reason.clone(), *checked);
                self.refused.clone_from(refused);
            }
            LegFact::InfoAsked { questions } => self.questions.push((moment, questions.clone())),
            LegFact::ReturnAsked { code, basis, suggestion } => {
                // Who asks to return it has signed for it: so much a coordinator knows that was named later.
                keep_first(&mut self.delivered, moment.clone());
                keep_first(&mut self.signed, moment.clone());
                keep_first(&mut self.return_asked, (moment, *code, basis.clone(), suggestion.clone()));
            }
            LegFact::Held { code, review, reason } => {
                self.rests.push(Rest { code: *code, from: moment.at, to: None });
                self.held = Some((moment, *code, *review, reason.clone()));
            }
            LegFact::Resumed => {
                if let Some(rest) = self.rests.last_mut().filter(|rest| rest.to.is_none()) {
                    rest.to = Some(moment.at);
                }
                self.held = None;
            }
            LegFact::ExtensionAsked { until, reason } => self.extensions.push((moment, *until, reason.clone())),
            LegFact::Failed { tried } => keep_first(&mut self.failed, (moment, tried.clone())),
            LegFact::AmendmentAcked { revision, agrees } => self.acked = Some((moment, *revision, *agrees)),
            LegFact::Started => keep_first(&mut self.started, moment),
            LegFact::Interim { text } => self.interim.push((moment, text.clone())),
            LegFact::Returned { code, basis, suggestion, forward_to, split } => {
                if self.returned.is_none() {
                    self.forward_to.clone_from(forward_to);
                    self.split.clone_from(split);
                }
                keep_first(&mut self.returned, (moment, *code, basis.clone(), suggestion.clone()));
            }
            LegFact::Reported { outcomes, summary } => {
                self.report_times.push(moment.at);
                self.reported = Some((moment, outcomes.clone(), summary.clone()));
                self.reports += 1;
            }
            LegFact::Cancelled => keep_first(&mut self.cancelled, moment),
            LegFact::RecallRefused { reason } => self.recall_refused = Some((moment, reason.clone())),
            LegFact::Rang { timer, due } => self.rang.push((*timer, *due)),
        }
    }

    /// Did this clock of the keeper ever ring?
    pub fn has_rung(&self, timer: Timer) -> bool {
        self.rang.iter().any(|(rang, _)| *rang == timer)
    }

    /// Is there nothing more to come from the keeper?
    pub fn is_over(&self) -> bool {
        self.returned.is_some() || self.reported.is_some() || self.cancelled.is_some() || self.failed.is_some()
    }
}

fn keep_first<T>(slot: &mut Option<T>, value: T) {
    if slot.is_none() {
        *slot = Some(value);
    }
}
