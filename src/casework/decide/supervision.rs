//! What may be done with a case under supervision: ordered by a center above, extended only by it, ended only by it.

use super::instruction::{our_turn, unit_of_code};
use super::{required, wrong};
use crate::casework::command::Command;
use crate::casework::ids::{RecordId, UnitId};
use crate::casework::network::Network;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::UnitState;
use crate::casework::supervision::{Order, Supervision, SupervisionAct, SupervisionDraft, SupervisionFact};

/// Takes a case of a unit below us under supervision.
pub fn open(
    state: &UnitState,
    command: &Command,
    number: String,
    draft: &SupervisionDraft,
) -> Result<SupervisionFact, Refusal> {
    required("matter", &draft.matter)?;
    required("demand", &draft.demand)?;
    let to = unit_of_code(state, &draft.to)?;
    below(state, &draft.to)?;
    if draft.due < command.at.date_naive() {
        return Err(wrong("due", "期限已过. 改正日期", "that day is past. Correct the date"));
    }
    let case = draft.about.map(|about| case_of(state, about, to)).transpose()?;
    let order = Order {
        from: state.id(),
        from_name: state.unit_name(state.id()),
        to,
        to_name: state.unit_name(to),
        case,
        matter: draft.matter.clone(),
        demand: draft.demand.clone(),
        due: draft.due,
    };
    Ok(SupervisionFact::Opened { number, order: Box::new(order) })
}

/// Only a center above may supervise, as the network has it.
fn below(state: &UnitState, code: &str) -> Result<(), Refusal> {
    let network = Network::of(state);
    let own = state.card.as_ref().map_or("", |card| card.code.as_str());
    let pair = network.by_code(own).zip(network.by_code(code.trim()));
    // What is below us has us above itself: putting us under it would close a loop.
    if pair.is_some_and(|(us, them)| us.id != them.id && network.loops(us.id, them.id)) {
        Ok(())
    } else {
        Err(Refusal::guard(Guard::NotBelow, [code]))
    }
}

/// The case of a unit, as something that came from it names it.
fn case_of(state: &UnitState, about: RecordId, of: UnitId) -> Result<(RecordId, String), Refusal> {
    let instruction = state.affairs.get(&about).and_then(|file| file.affair.instruction());
    let asked = instruction.filter(|one| one.paper.from == of).and_then(|one| one.paper.case.clone());
    let referral = state.referrals.get(&about).filter(|file| file.sender == of).and_then(|file| file.referral.as_ref());
    asked.or_else(|| referral.map(|referral| (referral.brief.dispute, referral.brief.number.clone()))).ok_or_else(
        || wrong("about", "不是该单位来的请示或移交", "it is no request for instruction and no referral of that unit"),
    )
}

/// What follows from an act on it.
pub fn decide(
    state: &UnitState,
    command: &Command,
    one: &Supervision,
    act: &SupervisionAct,
) -> Result<SupervisionFact, Refusal> {
    if one.ended.is_some() {
        return Err(Refusal::guard(Guard::SupervisionEnded, [&one.number]));
    }
    let fact = match act {
        SupervisionAct::AskExtension { until, reason } => {
            required("reason", reason)?;
            if command.at.date_naive() > one.order.due {
                return Err(Refusal::guard(Guard::ExtensionLate, [one.order.due]));
            }
            if *until <= one.order.due {
                return Err(wrong("until", "须晚于现在的期限", "later than the day that holds now"));
            }
            SupervisionFact::ExtensionAsked { until: *until, reason: reason.clone() }
        }
        SupervisionAct::Report { text } => {
            required("text", text)?;
            SupervisionFact::Reported { text: text.clone() }
        }
        SupervisionAct::AnswerExtension { granted, reason } => {
            let (until, _) =
                one.asked.as_ref().ok_or_else(|| Refusal::guard(Guard::NoExtensionAsked, [&one.number]))?;
            if !granted {
                required("reason", reason)?;
            }
            SupervisionFact::ExtensionAnswered { until: *until, granted: *granted, reason: reason.clone() }
        }
        SupervisionAct::End { reason } => {
            required("reason", reason)?;
            SupervisionFact::Ended { reason: reason.clone() }
        }
    };
    let order = &one.order;
    our_turn(state, (order.from, &order.from_name), (order.to, &order.to_name), fact.side())?;
    Ok(fact)
}

/// Refuses a date beyond that of the supervision a case is under: the center above extends that first.
pub fn within(state: &UnitState, case: RecordId, until: chrono::NaiveDate) -> Result<(), Refusal> {
    match state.supervision_of(case).filter(|one| one.order.due < until) {
        Some(one) => {
            let about = [one.number.clone(), one.order.due.to_string(), one.order.from_name.zh.clone()];
            Err(Refusal::guard(Guard::Supervised, about))
        }
        None => Ok(()),
    }
}
