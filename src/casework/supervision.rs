//! A case under supervision (督办): the center above sets what is to be done and by when; no date goes beyond that
//! without its consent, and only it ends the supervision.

use super::affair::Card;
use super::affair_sides::Side;
use super::ids::{RecordId, UnitId};
use super::state::{Told, UnitState};
use super::words::vocabulary;
use crate::calendar::Text;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// Where a supervision stands.
    SupervisionState {
        Open "OPEN" "督办中" "supervised",
        ExtensionAsked "EXTENSION-ASKED" "申请延期" "extension asked",
        Reported "REPORTED" "已报结果" "reported",
        Ended "ENDED" "已解除" "ended",
    }
}

/// What an officer of the center above asks for; the unit is named by its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisionDraft {
    pub to: String,
    /// What reached us of the case: a request for instruction or a referral. None: the matter is put in words.
    pub about: Option<RecordId>,
    pub matter: String,
    pub demand: String,
    pub due: NaiveDate,
}

/// What is supervised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub from: UnitId,
    pub from_name: Text,
    pub to: UnitId,
    pub to_name: Text,
    /// The case, with its number at the supervised unit's.
    pub case: Option<(RecordId, String)>,
    pub matter: String,
    pub demand: String,
    pub due: NaiveDate,
}

/// What may be done to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum SupervisionAct {
    AskExtension { until: NaiveDate, reason: String },
    Report { text: String },
    AnswerExtension { granted: bool, reason: String },
    End { reason: String },
}

/// What happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SupervisionFact {
    Opened { number: String, order: Box<Order> },
    ExtensionAnswered { until: NaiveDate, granted: bool, reason: String },
    Ended { reason: String },
    ExtensionAsked { until: NaiveDate, reason: String },
    Reported { text: String },
}

impl SupervisionFact {
    /// Who alone may write it.
    pub const fn side(&self) -> Side {
        match self {
            Self::Opened { .. } | Self::ExtensionAnswered { .. } | Self::Ended { .. } => Side::Opener,
            Self::ExtensionAsked { .. } | Self::Reported { .. } => Side::Other,
        }
    }
}

/// A supervision as it stands, the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supervision {
    pub number: String,
    pub order: Order,
    pub state: SupervisionState,
    /// The extension that waits for its answer.
    pub asked: Option<(NaiveDate, String)>,
    /// What the supervised unit has reported, oldest first.
    pub reports: Vec<(DateTime<FixedOffset>, String)>,
    pub ended: Option<String>,
}

impl Supervision {
    /// As ordered.
    pub const fn opened(number: String, order: Order) -> Self {
        Self { number, order, state: SupervisionState::Open, asked: None, reports: Vec::new(), ended: None }
    }

    /// Takes in what happened.
    pub fn evolve(&mut self, told: &Told<'_>, fact: &SupervisionFact) {
        match fact {
            SupervisionFact::Opened { .. } => {}
            SupervisionFact::ExtensionAsked { until, reason } => {
                self.asked = Some((*until, reason.clone()));
                self.settle();
            }
            SupervisionFact::ExtensionAnswered { until, granted, .. } => {
                // Another may have been asked while this answer was on its way.
                self.asked.take_if(|(asked, _)| asked == until);
                if *granted {
                    self.order.due = *until;
                }
                self.settle();
            }
            SupervisionFact::Reported { text } => {
                self.reports.push((told.at, text.clone()));
                self.settle();
            }
            SupervisionFact::Ended { reason } => {
                self.ended = Some(reason.clone());
                self.settle();
            }
        }
    }

    /// The state follows from what has been said, whichever side's word came first.
    fn settle(&mut self) {
        self.state = match (&self.ended, &self.asked, self.reports.is_empty()) {
            (Some(_), _, _) => SupervisionState::Ended,
            (None, Some(_), _) => SupervisionState::ExtensionAsked,
            (None, None, false) => SupervisionState::Reported,
            (None, None, true) => SupervisionState::Open,
        };
    }

    /// How it looks in a list.
    pub fn card(&self) -> Card {
        let order = &self.order;
        let asked = self.asked.as_ref().map(|(until, reason)| format!("{until}: {reason}"));
        let reports: Vec<String> =
            self.reports.iter().map(|(at, text)| format!("{} {text}", at.date_naive())).collect();
        Card {
            title: Text::new(format!("督办: {}", order.matter), format!("supervision: {}", order.matter)),
            state: self.state.code(),
            state_words: Text::new(self.state.zh(), self.state.en()),
            is_open: self.ended.is_none(),
            due: Some(order.due).filter(|_| self.ended.is_none()),
            dispute: order.case.as_ref().map(|(id, _)| *id),
            rows: vec![
                (Text::new("督办单位", "supervised by"), order.from_name.clone()),
                (Text::new("承办单位", "unit"), order.to_name.clone()),
                (Text::new("案件", "case"), Text::same(order.case.as_ref().map_or("", |(_, number)| number))),
                (Text::new("要求", "demand"), Text::same(&order.demand)),
                (Text::new("限", "due"), Text::same(order.due.to_string())),
                (Text::new("申请延期", "extension asked"), Text::same(asked.unwrap_or_default())),
                (Text::new("结果", "reports"), Text::same(reports.join("\n"))),
                (Text::new("解除", "ended"), Text::same(self.ended.as_deref().unwrap_or_default())),
            ],
        }
    }
}

impl UnitState {
    /// The supervision that a case of ours is under, the strictest first.
    pub fn supervision_of(&self, case: RecordId) -> Option<&Supervision> {
        let ours = self.affairs.values().filter_map(|file| file.affair.supervision());
        let of_case = |one: &&Supervision| one.order.case.as_ref().is_some_and(|(id, _)| *id == case);
        ours.filter(|one| one.ended.is_none() && one.order.to == self.id())
            .filter(of_case)
            .min_by_key(|one| one.order.due)
    }
}

/// A fact in words.
pub fn describe(fact: &SupervisionFact) -> Text {
    match fact {
        SupervisionFact::Opened { number, order } => Text::new(
            format!("督办 {number} {}, 限 {}", order.to_name.zh, order.due),
            format!("supervision {number} of {}, due {}", order.to_name.en, order.due),
        ),
        SupervisionFact::ExtensionAsked { until, reason } => {
            Text::new(format!("申请延期至 {until}: {reason}"), format!("asks for time until {until}: {reason}"))
        }
        SupervisionFact::ExtensionAnswered { until, granted: true, reason } => {
            Text::new(format!("同意延期至 {until} {reason}"), format!("extended to {until} {reason}"))
        }
        SupervisionFact::ExtensionAnswered { until, granted: false, reason } => {
            Text::new(format!("不同意延期至 {until}: {reason}"), format!("not extended to {until}: {reason}"))
        }
        SupervisionFact::Reported { text } => Text::new(format!("报结果: {text}"), format!("reported: {text}")),
        SupervisionFact::Ended { reason } => {
            Text::new(format!("解除督办: {reason}"), format!("supervision ended: {reason}"))
        }
    }
}
