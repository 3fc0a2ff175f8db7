//! Overseas-IP commissioners (特派员): experts stationed with enterprises, and the log of their visits.

use super::expert::Expert;
use super::matching::folded;
use super::state::UnitState;
use crate::calendar::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A commissioner stationed with an enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    pub enterprise: String,
    pub from: NaiveDate,
    /// Its last day, and why it ended; none: it goes on.
    pub ended: Option<(NaiveDate, String)>,
}

impl Assignment {
    /// Does it hold on this day? Its last day is still one of it.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.ended.as_ref().is_none_or(|(last, _)| day <= *last)
    }

    /// Is it with this enterprise?
    pub fn is_with(&self, enterprise: &str) -> bool {
        folded(&self.enterprise) == folded(enterprise)
    }
}

/// A visit to an enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub enterprise: String,
    pub on: NaiveDate,
    /// What was seen and agreed.
    pub text: String,
}

/// What happened to a commissioner's work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CommissionerFact {
    Assigned { enterprise: String, from: NaiveDate },
    AssignmentEnded { enterprise: String, last: NaiveDate, reason: String },
    Visited(Visit),
}

impl CommissionerFact {
    /// In words.
    pub fn describe(&self) -> Text {
        match self {
            Self::Assigned { enterprise, from } => {
                Text::new(format!("{from} 起派驻 {enterprise}"), format!("stationed with {enterprise} from {from}"))
            }
            Self::AssignmentEnded { enterprise, last, reason } => Text::new(
                format!("派驻 {enterprise} 至 {last} 止: {reason}"),
                format!("assignment to {enterprise} ends on {last}: {reason}"),
            ),
            Self::Visited(visit) => Text::new(
                format!("{} 走访 {}: {}", visit.on, visit.enterprise, visit.text),
                format!("visited {} on {}: {}", visit.enterprise, visit.on, visit.text),
            ),
        }
    }
}

impl Expert {
    /// Takes in what happened to the commissioner's work.
    pub(super) fn stationed(&mut self, fact: &CommissionerFact) {
        match fact {
            CommissionerFact::Assigned { enterprise, from } => {
                self.assignments.push(Assignment { enterprise: enterprise.clone(), from: *from, ended: None });
            }
            CommissionerFact::AssignmentEnded { enterprise, last, reason } => {
                let running = self.assignments.iter_mut().rev().find(|one| one.is_with(enterprise));
                if let Some(one) = running {
                    one.ended = Some((*last, reason.clone()));
                }
            }
            CommissionerFact::Visited(visit) => self.visits.push(visit.clone()),
        }
    }

    /// The assignment to an enterprise that goes on.
    pub fn running_assignment(&self, enterprise: &str) -> Option<&Assignment> {
        self.assignments.iter().rev().find(|one| one.ended.is_none() && one.is_with(enterprise))
    }
}

/// A commissioner of an enterprise on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stationed {
    /// Number of the expert.
    pub number: String,
    pub name: String,
    pub from: NaiveDate,
}

/// Who is stationed with an enterprise, known by these names, on this day; by number.
pub fn commissioners(state: &UnitState, names: &[&str], day: NaiveDate) -> Vec<Stationed> {
    let with = |assignment: &&Assignment| {
        assignment.holds_on(day) && names.iter().any(|name| !name.is_empty() && assignment.is_with(name))
    };
    let mut found: Vec<Stationed> = state
        .experts
        .values()
        .filter_map(|expert| {
            let assignment = expert.assignments.iter().find(with)?;
            let (number, name) = (expert.number.clone(), expert.draft.name.clone());
            Some(Stationed { number, name, from: assignment.from })
        })
        .collect();
    found.sort_by(|a, b| a.number.cmp(&b.number));
    found
}
