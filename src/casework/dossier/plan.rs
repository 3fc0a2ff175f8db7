//! The response plan of a case (应对方案): options with their costs and risks, what is done by each open deadline, and
//! what the enterprise decided. Each version stays; the last one is in force.

use crate::calendar::Text;
use crate::casework::dispute::Dispute;
use crate::casework::state::Told;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

/// What may be done with plans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum PlanAct {
    /// A new version.
    Make { options: Vec<PlanOption>, steps: Vec<(u16, String)>, advice: String },
    /// What the enterprise chose of the plan in force.
    Decide(Decision),
}

/// What happened to plans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlanFact {
    Made { no: u16, options: Vec<PlanOption>, steps: Vec<Step>, advice: String },
    Decided { no: u16, decision: Decision },
}

/// A way to respond.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanOption {
    pub title: String,
    pub cost: String,
    pub risk: String,
}

/// What is done by a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Number of the deadline.
    pub deadline: u16,
    /// Its safe date when the plan was made.
    pub safe: NaiveDate,
    pub text: String,
}

/// What the enterprise decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Counted from 1 in the order of the options.
    pub option: u16,
    /// Who decided for the enterprise.
    pub by: String,
    pub on: NaiveDate,
    /// The letter, mail or recorded call.
    pub proof: String,
}

/// A version of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Counts within the dispute from 1.
    pub no: u16,
    pub made: (DateTime<FixedOffset>, String),
    pub options: Vec<PlanOption>,
    pub steps: Vec<Step>,
    pub advice: String,
    pub decision: Option<Decision>,
}

impl Plan {
    /// Open deadlines of the case that the plan does not list, or lists with another date.
    pub fn missing(&self, dispute: &Dispute) -> Vec<u16> {
        let open = dispute.deadlines.iter().filter(|one| one.state.is_open());
        let listed = |no: u16, safe: NaiveDate| self.steps.iter().any(|step| step.deadline == no && step.safe == safe);
        open.filter(|one| !listed(one.no, one.computed.safe)).map(|one| one.no).collect()
    }
}

/// Takes in what happened.
pub(super) fn evolve(plans: &mut Vec<Plan>, told: &Told<'_>, fact: &PlanFact) {
    match fact {
        PlanFact::Made { no, options, steps, advice } => plans.push(Plan {
            no: *no,
            made: (told.at, told.name.to_owned()),
            options: options.clone(),
            steps: steps.clone(),
            advice: advice.clone(),
            decision: None,
        }),
        PlanFact::Decided { no, decision } => {
            if let Some(plan) = plans.iter_mut().find(|one| one.no == *no) {
                plan.decision = Some(decision.clone());
            }
        }
    }
}

/// A fact in words.
pub(super) fn describe(fact: &PlanFact) -> Text {
    match fact {
        PlanFact::Made { no, options, .. } => {
            let count = options.len();
            Text::new(
                format!("应对方案第 {no} 版, {count} 个选项"),
                format!("response plan, version {no}, {count} options"),
            )
        }
        PlanFact::Decided { no, decision: Decision { option, by, on, proof } } => Text::new(
            format!("企业 ({by}) 于 {on} 就第 {no} 版方案选定选项 {option}: {proof}"),
            format!("the enterprise ({by}) chose option {option} of plan {no} on {on}: {proof}"),
        ),
    }
}
