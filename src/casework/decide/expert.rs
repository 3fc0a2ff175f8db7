//! What may be done to an expert of the roster: corrected, on leave, engaged elsewhere, bound, stationed.

use super::{Refusal, required, wrong};
use crate::casework::commissioner::{CommissionerFact, Visit};
use crate::casework::expert::{Expert, ExpertAct, ExpertFact, ExpertRole};
use crate::casework::refusal::Guard;
use chrono::NaiveDate;

/// What follows from an act on an expert.
pub fn decide(expert: &Expert, act: &ExpertAct, today: NaiveDate) -> Result<ExpertFact, Refusal> {
    Ok(match act {
        ExpertAct::Change(change) => {
            let changed = change.of(&expert.draft);
            if changed == expert.draft {
                return Err(Refusal::FieldMissing { field: "fields".to_owned() });
            }
            ExpertFact::Changed(Box::new(changed))
        }
        ExpertAct::Leave { from, to } => {
            in_order(*from, Some(*to))?;
            ExpertFact::OnLeave { from: *from, to: *to }
        }
        ExpertAct::Return { on } => {
            let away = expert.draft.leave_until.filter(|until| on <= until);
            if away.is_none() {
                return Err(Refusal::guard(Guard::NotOnLeave, [&expert.draft.name]));
            }
            ExpertFact::Returned { on: *on }
        }
        ExpertAct::Engage(engagement) => {
            required("who", &engagement.who)?;
            in_order(engagement.from, engagement.to)?;
            ExpertFact::Engaged(engagement.clone())
        }
        ExpertAct::Open(slot) => {
            in_order(slot.from, Some(slot.to))?;
            ExpertFact::Opened(slot.clone())
        }
        ExpertAct::Undertake(undertaking) => {
            required("version", &undertaking.version)?;
            ExpertFact::Undertook(undertaking.clone())
        }
        ExpertAct::Assign { enterprise, from } => assign(expert, enterprise, *from)?,
        ExpertAct::EndAssignment { enterprise, last, reason } => {
            required("reason", reason)?;
            let running = running(expert, enterprise)?;
            in_order(running.from, Some(*last))?;
            let (enterprise, reason) = (enterprise.clone(), reason.clone());
            ExpertFact::Commissioner(CommissionerFact::AssignmentEnded { enterprise, last: *last, reason })
        }
        ExpertAct::Visit { enterprise, on, text } => visit(expert, (enterprise, *on, text), today)?,
    })
}

/// Stations a commissioner with an enterprise, once at a time.
fn assign(expert: &Expert, enterprise: &str, from: NaiveDate) -> Result<ExpertFact, Refusal> {
    required("enterprise", enterprise)?;
    if expert.draft.role() != ExpertRole::Commissioner {
        return Err(Refusal::guard(Guard::NotCommissioner, [&expert.draft.name]));
    }
    if expert.running_assignment(enterprise).is_some() {
        return Err(Refusal::guard(Guard::AssignmentRunning, [expert.draft.name.as_str(), enterprise]));
    }
    Ok(ExpertFact::Commissioner(CommissionerFact::Assigned { enterprise: enterprise.to_owned(), from }))
}

/// A visit is logged under the assignment that held on its day.
fn visit(
    expert: &Expert,
    (enterprise, on, text): (&str, NaiveDate, &str),
    today: NaiveDate,
) -> Result<ExpertFact, Refusal> {
    required("text", text)?;
    if on > today {
        return Err(wrong("on", "还没到那一天", "that day is still to come"));
    }
    if !expert.assignments.iter().any(|one| one.is_with(enterprise) && one.holds_on(on)) {
        return Err(Refusal::guard(Guard::NoAssignment, [expert.draft.name.as_str(), enterprise]));
    }
    let (enterprise, text) = (enterprise.to_owned(), text.to_owned());
    Ok(ExpertFact::Commissioner(CommissionerFact::Visited(Visit { enterprise, on, text })))
}

fn running<'a>(expert: &'a Expert, enterprise: &str) -> Result<&'a crate::casework::commissioner::Assignment, Refusal> {
    let name = expert.draft.name.as_str();
    expert.running_assignment(enterprise).ok_or_else(|| Refusal::guard(Guard::NoAssignment, [name, enterprise]))
}

fn in_order(from: NaiveDate, to: Option<NaiveDate>) -> Result<(), Refusal> {
    match to.filter(|to| *to < from) {
        Some(_) => Err(wrong("to", "止日早于起日. 改正日期", "it ends before it begins. Correct the dates")),
        None => Ok(()),
    }
}
