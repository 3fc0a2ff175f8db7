//! What may be done with the response plan of a case.

use super::{required, wrong};
use crate::casework::command::Command;
use crate::casework::dispute::Dispute;
use crate::casework::dossier::plan::{Decision, PlanAct, PlanFact, PlanOption, Step};
use crate::casework::refusal::{Guard, Refusal};

/// Options of one plan: more than that nobody weighs.
const OPTIONS_MAX: usize = 20;

/// What follows from an act on the plan.
pub fn decide(command: &Command, dispute: &Dispute, act: &PlanAct) -> Result<PlanFact, Refusal> {
    match act {
        PlanAct::Make { options, steps, advice } => make(dispute, options, steps, advice),
        PlanAct::Decide(decision) => decided(command, dispute, decision),
    }
}

/// A plan that says nothing of an open deadline is none.
fn make(dispute: &Dispute, options: &[PlanOption], steps: &[(u16, String)], advice: &str) -> Result<PlanFact, Refusal> {
    if options.is_empty() {
        return Err(Refusal::FieldMissing { field: "options".into() });
    }
    if options.len() > OPTIONS_MAX {
        let (zh, en) = (format!("最多 {OPTIONS_MAX} 个"), format!("{OPTIONS_MAX} are the most"));
        return Err(wrong("options", &zh, &en));
    }
    let open = || dispute.deadlines.iter().filter(|one| one.state.is_open());
    let unknown = steps.iter().find(|(no, _)| !open().any(|one| one.no == *no));
    if let Some((no, _)) = unknown {
        let (zh, en) = (format!("没有未了时限 {no}"), format!("there is no open deadline {no}"));
        return Err(wrong("deadlines", &zh, &en));
    }
    let missing = open().filter(|one| !steps.iter().any(|(no, text)| *no == one.no && !text.trim().is_empty()));
    let missing: Vec<String> = missing.map(|one| format!("{} ({})", one.no, one.computed.safe)).collect();
    if !missing.is_empty() {
        return Err(Refusal::guard(Guard::PlanDeadline, [missing.join(", ")]));
    }
    let step = |(no, text): &(u16, String)| {
        let deadline = open().find(|one| one.no == *no)?;
        Some(Step { deadline: *no, safe: deadline.computed.safe, text: text.clone() })
    };
    let no = dispute.dossier.plans.last().map_or(0, |plan| plan.no).saturating_add(1);
    let steps = steps.iter().filter_map(step).collect();
    Ok(PlanFact::Made { no, options: options.to_vec(), steps, advice: advice.to_owned() })
}

/// The enterprise decides on the plan in force, once, and on one that knows today's deadlines.
fn decided(command: &Command, dispute: &Dispute, decision: &Decision) -> Result<PlanFact, Refusal> {
    let plan = dispute.dossier.plans.last().ok_or_else(|| Refusal::guard(Guard::NoPlan, [&dispute.number]))?;
    if plan.decision.is_some() {
        return Err(Refusal::guard(Guard::PlanDecided, [plan.no]));
    }
    let missing = plan.missing(dispute);
    if !missing.is_empty() {
        let missing: Vec<String> = missing.iter().map(u16::to_string).collect();
        return Err(Refusal::guard(Guard::PlanStale, [plan.no.to_string(), missing.join(", ")]));
    }
    if decision.option == 0 || usize::from(decision.option) > plan.options.len() {
        let count = plan.options.len();
        return Err(wrong("option", &format!("写 1 至 {count}"), &format!("write 1 to {count}")));
    }
    required("by", &decision.by)?;
    required("proof", &decision.proof)?;
    if decision.on > command.at.date_naive() {
        return Err(wrong("on", "日期在将来. 写实际决定的日子", "that day is yet to come. Write when it was decided"));
    }
    Ok(PlanFact::Decided { no: plan.no, decision: decision.clone() })
}
