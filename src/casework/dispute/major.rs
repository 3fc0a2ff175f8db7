//! A major dispute: raised with its criteria, told down a tree of recipients, reported on at a fixed cadence, lowered
//! and stood down by two persons.

use crate::calendar::Text;
use crate::casework::ids::OfficerId;
use crate::casework::words::vocabulary;
use chrono::{DateTime, Duration, FixedOffset, Utc};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// How grave it is; the first is the gravest.
    MajorLevel {
        One "I" "一级" "level I",
        Two "II" "二级" "level II",
        Three "III" "三级" "level III",
    }

    /// Where the response stands.
    MajorState {
        Raised "RAISED" "已提级" "raised",
        Notified "NOTIFIED" "已通报" "notified",
        Active "ACTIVE" "应急中" "active",
        StandDownAsked "STAND-DOWN-ASKED" "申请解除" "stand-down asked",
        StoodDown "STOOD-DOWN" "已解除" "stood down",
    }
}

/// What may be asked of a major dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum MajorAct {
    /// `criteria` by their codes in `rules/major.toml`; `also` are recipients beyond the tree of the level.
    Raise {
        level: MajorLevel,
        criteria: Vec<String>,
        also: Vec<String>,
    },
    /// Recipient `no` has it: who said so, or by which proof.
    Receipt {
        no: u16,
        proof: String,
    },
    /// `reason` says why it goes on although not all receipts are in.
    Activate {
        reason: String,
    },
    Sitrep {
        text: String,
    },
    AskLower {
        level: MajorLevel,
        reason: String,
    },
    AskStandDown {
        reason: String,
    },
    /// By another officer than the one who asked.
    Grant,
    Refuse {
        reason: String,
    },
}

/// What happened to a major dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MajorFact {
    /// For a graver level than before too: the tree grows, receipts stay.
    Raised {
        level: MajorLevel,
        criteria: Vec<String>,
        sitrep_hours: u16,
        tree: Vec<Recipient>,
    },
    Receipted {
        no: u16,
        proof: String,
    },
    Activated {
        reason: String,
    },
    SitrepGiven {
        text: String,
    },
    SitrepMissed {
        due: DateTime<Utc>,
    },
    Asked(MajorAsk),
    Granted {
        sitrep_hours: u16,
    },
    Refused {
        reason: String,
    },
}

/// What was asked and waits for another officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MajorAsk {
    /// None: to stand down.
    pub lower_to: Option<MajorLevel>,
    pub reason: String,
    pub by: OfficerId,
    pub name: String,
}

/// One who is told, and has said so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Counts within the tree from 1.
    pub no: u16,
    pub name: Text,
    /// By whom it is told; none: by the center.
    pub told_by: Option<u16>,
    pub receipt: Option<(DateTime<FixedOffset>, String)>,
}

/// The response to a major dispute as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Major {
    pub state: MajorState,
    pub level: MajorLevel,
    pub criteria: Vec<String>,
    pub tree: Vec<Recipient>,
    pub sitrep_hours: u16,
    pub raised_at: DateTime<FixedOffset>,
    /// From when the next report is counted: activated, reported, or missed.
    pub counted_from: Option<DateTime<Utc>>,
    pub sitreps: Vec<(DateTime<FixedOffset>, String, String)>,
    pub missed: Vec<DateTime<Utc>>,
    pub asked: Option<MajorAsk>,
    pub stood_down_at: Option<DateTime<FixedOffset>>,
}

impl Major {
    /// Is the response going on?
    pub fn is_on(&self) -> bool {
        self.state != MajorState::StoodDown
    }

    /// When the next situation report is due.
    pub fn sitrep_due(&self) -> Option<DateTime<Utc>> {
        let running = matches!(self.state, MajorState::Active | MajorState::StandDownAsked);
        self.counted_from.filter(|_| running).map(|from| from + Duration::hours(self.sitrep_hours.into()))
    }

    /// Those whose receipt is not in.
    pub fn unreached(&self) -> impl Iterator<Item = &Recipient> {
        self.tree.iter().filter(|one| one.receipt.is_none())
    }

    /// Takes in what happened.
    pub(super) fn evolve(&mut self, at: DateTime<FixedOffset>, name: &str, fact: &MajorFact) {
        match fact {
            MajorFact::Raised { level, criteria, sitrep_hours, tree } => {
                self.level = *level;
                self.criteria.clone_from(criteria);
                self.sitrep_hours = *sitrep_hours;
                // Raised again after it was stood down, everybody is told again.
                if self.state == MajorState::StoodDown {
                    self.tree.clear();
                    self.counted_from = None;
                }
                let known = self.tree.len();
                self.tree.extend(tree.iter().skip(known).cloned());
                self.state = MajorState::Raised;
                self.stood_down_at = None;
            }
            MajorFact::Receipted { no, proof } => {
                if let Some(one) = self.tree.iter_mut().find(|one| one.no == *no) {
                    one.receipt = Some((at, proof.clone()));
                }
                if self.state == MajorState::Raised && self.unreached().next().is_none() {
                    self.state = MajorState::Notified;
                }
            }
            MajorFact::Activated { .. } => {
                self.state = MajorState::Active;
                self.counted_from = Some(at.to_utc());
            }
            MajorFact::SitrepGiven { text } => {
                self.sitreps.push((at, name.to_owned(), text.clone()));
                self.counted_from = Some(at.to_utc());
            }
            MajorFact::SitrepMissed { due } => {
                self.missed.push(*due);
                self.counted_from = Some(self.last_due_before(*due, at.to_utc()));
            }
            MajorFact::Asked(ask) => {
                if ask.lower_to.is_none() {
                    self.state = MajorState::StandDownAsked;
                }
                self.asked = Some(ask.clone());
            }
            MajorFact::Granted { sitrep_hours } => self.granted(at, *sitrep_hours),
            MajorFact::Refused { .. } => {
                if self.state == MajorState::StandDownAsked {
                    self.state = MajorState::Active;
                }
                self.asked = None;
            }
        }
    }

    fn granted(&mut self, at: DateTime<FixedOffset>, sitrep_hours: u16) {
        match self.asked.take().and_then(|ask| ask.lower_to) {
            Some(level) => {
                self.level = level;
                self.sitrep_hours = sitrep_hours;
            }
            None => {
                self.state = MajorState::StoodDown;
                self.stood_down_at = Some(at);
            }
        }
    }

    /// The last round of the cadence up to `now`: one outage is one miss, not as many as it had rounds.
    fn last_due_before(&self, due: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        let round = i64::from(self.sitrep_hours.max(1));
        let rounds = (now - due).num_hours().max(0) / round;
        due + Duration::hours(rounds * round)
    }
}

/// A dispute just raised, before its first fact is taken in.
pub(super) fn raised(at: DateTime<FixedOffset>, level: MajorLevel) -> Major {
    Major {
        state: MajorState::Raised,
        level,
        criteria: Vec::new(),
        tree: Vec::new(),
        sitrep_hours: 0,
        raised_at: at,
        counted_from: None,
        sitreps: Vec::new(),
        missed: Vec::new(),
        asked: None,
        stood_down_at: None,
    }
}

/// A fact in words.
pub fn describe(fact: &MajorFact) -> Text {
    match fact {
        MajorFact::Raised { level, criteria, tree, .. } => Text::new(
            format!("提为重大 ({}), 依据 {}, 通报 {} 家", level.zh(), criteria.join(", "), tree.len()),
            format!("raised to major ({}) for {}, {} to be told", level.en(), criteria.join(", "), tree.len()),
        ),
        MajorFact::Receipted { no, proof } => {
            Text::new(format!("第 {no} 家已收到通报: {proof}"), format!("recipient {no} has it: {proof}"))
        }
        MajorFact::Activated { reason } => Text::new(format!("启动应急 {reason}"), format!("response active {reason}")),
        MajorFact::SitrepGiven { text } => Text::new(format!("情况报告: {text}"), format!("situation report: {text}")),
        MajorFact::SitrepMissed { .. } => Text::new("情况报告逾期", "situation report missed"),
        MajorFact::Asked(MajorAsk { lower_to: Some(level), reason, .. }) => {
            Text::new(format!("申请降为{}: {reason}", level.zh()), format!("asks to lower to {}: {reason}", level.en()))
        }
        MajorFact::Asked(MajorAsk { lower_to: None, reason, .. }) => {
            Text::new(format!("申请解除应急: {reason}"), format!("asks to stand down: {reason}"))
        }
        MajorFact::Granted { .. } => Text::new("批准", "granted"),
        MajorFact::Refused { reason } => Text::new(format!("不批准: {reason}"), format!("not granted: {reason}")),
    }
}
