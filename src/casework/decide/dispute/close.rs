//! Closing with integrity: whatever is open is dealt with, or waived one by one with a code.

use super::{at_stages, not_on_offer, planned_visits};
use crate::casework::command::Command;
use crate::casework::decide::{Ground, required, wrong};
use crate::casework::dispute::ending::{Closing, Waiver, WaiverCode};
use crate::casework::dispute::{Dispute, DisputeFact, DisputeOutcome, EndingFact, Stage, Step, Track};
use crate::casework::dossier::evidence::gaps;
use crate::casework::dossier::playbook::open_required;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::standing::{Standing, standing};
use crate::casework::state::UnitState;
use chrono::{DateTime, FixedOffset};

/// The facts of a close: the result where it is not yet known, what is waived, the visits.
pub fn close(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    closing: &Closing,
) -> Result<Vec<DisputeFact>, Refusal> {
    let state = ground.state;
    at_stages(dispute, &[Stage::Result, Stage::Guiding])?;
    not_on_offer(state, dispute)?;
    let by_handler = command.author.officer().is_some_and(|officer| dispute.is_handled_by(officer));
    if dispute.track() == Some(Track::Major) && by_handler {
        return Err(Refusal::guard(Guard::MajorClosedByHandler, [&dispute.number]));
    }
    let (outcome, text, known) = result(dispute, closing)?;
    let mut facts = Vec::new();
    if !known {
        let text = text.clone();
        facts.push(DisputeFact::Ending(EndingFact::ResultKnown { outcome, text }));
    }
    let open = open_work(state, dispute).into_iter().chain(undone(dispute));
    let items: Vec<String> = open.chain(missing_steps(state, dispute, true)).collect();
    let waivers = waivers(&items, closing)?;
    facts.extend(waivers.into_iter().map(|one| DisputeFact::Ending(EndingFact::Waived(one))));
    facts.push(DisputeFact::Closed { outcome, reason: closing.reason.clone() });
    facts.extend(planned_visits(ground, dispute, command.at));
    Ok(facts)
}

/// The outcome, and whether it was written down before.
fn result(dispute: &Dispute, closing: &Closing) -> Result<(DisputeOutcome, String, bool), Refusal> {
    match (&dispute.ending.result, closing.outcome) {
        (Some((_, known, _)), Some(other)) if *known != other => {
            let (zh, en) = (format!("结果已记为 {}", known.zh()), format!("the result is {} already", known.en()));
            Err(wrong("outcome", &zh, &en))
        }
        (Some((_, known, text)), _) => Ok((*known, text.clone(), true)),
        (None, Some(outcome)) => Ok((outcome, closing.reason.clone(), false)),
        (None, None) => Err(Refusal::FieldMissing { field: "outcome".into() }),
    }
}

/// A coded waiver for each thing that is open.
fn waivers(items: &[String], closing: &Closing) -> Result<Vec<Waiver>, Refusal> {
    if closing.code == Some(WaiverCode::Other) {
        required("reason", &closing.reason)?;
    }
    // A reason without a code is a code too: other.
    let said = Some(WaiverCode::Other).filter(|_| !closing.reason.trim().is_empty());
    let of_all = closing.code.or(said);
    let each = |(no, item): (u16, &String)| {
        let own = closing.each.iter().find(|one| one.0 == no).map(|one| (one.1, one.2.clone()));
        let (code, reason) = own.or_else(|| Some((of_all?, closing.reason.clone())))?;
        Some(Waiver { item: item.clone(), code, reason })
    };
    let numbered = || (1_u16..).zip(items);
    let found: Vec<Waiver> = numbered().filter_map(each).collect();
    if found.len() == items.len() {
        return Ok(found);
    }
    let left = numbered().filter(|one| each(*one).is_none()).map(|(_, item)| item.clone());
    Err(Refusal::OpenWork { items: left.collect() })
}

/// What is still open under a dispute: its own referrals, its affairs, its deadlines, the response to a major one.
pub fn open_work(state: &UnitState, dispute: &Dispute) -> Vec<String> {
    let legs = state.referrals_of_case(dispute.id).filter(|file| file.sender == state.id()).filter_map(|file| {
        let referral = file.referral.as_ref()?;
        let line = referral.to.unit().and_then(|to| state.lines.get(&to));
        (!standing(file, line).is_terminal()).then(|| referral.number.clone())
    });
    let affairs = state.affairs.values().filter(|file| file.affair.blocks(dispute.id));
    let mut affairs: Vec<String> = affairs.map(|file| file.affair.number().to_owned()).collect();
    affairs.sort();
    let deadlines = dispute.deadlines.iter().filter(|one| one.state.is_open());
    let deadlines = deadlines.map(|one| format!("{} {}", one.computed.rule, one.computed.safe));
    let response = dispute.major.as_ref().filter(|major| major.is_on()).map(|major| {
        let state = major.state;
        format!("{}/{}", state.zh(), state.en())
    });
    legs.chain(affairs).chain(deadlines).chain(response).collect()
}

/// Required tasks that nobody settled, and required evidence that is not there.
fn undone(dispute: &Dispute) -> impl Iterator<Item = String> {
    let tasks = open_required(dispute).into_iter().map(|task| format!("任务/task {}", task.text.id));
    let gaps = gaps(dispute).into_iter().map(|gap| format!("证据/evidence {}: {}", gap.path, gap.item));
    tasks.chain(gaps)
}

/// When a referral of it first went out.
pub fn transferred(state: &UnitState, dispute: &Dispute) -> Option<DateTime<FixedOffset>> {
    let gone = state.referrals_of_case(dispute.id).filter_map(|file| {
        let referral = file.referral.as_ref()?;
        let line = referral.to.unit().and_then(|to| state.lines.get(&to));
        let taken_back = matches!(standing(file, line), Standing::TakenBack | Standing::Void);
        (!taken_back).then_some(referral.submitted_at)
    });
    gone.min()
}

/// The steps that were skipped, in words; `closing` writes the feedback, and plans the follow-up.
fn missing_steps(state: &UnitState, dispute: &Dispute, closing: bool) -> Vec<String> {
    let steps = dispute.steps(transferred(state, dispute));
    let comes = |step: Step| closing && matches!(step, Step::Feedback | Step::FollowUp);
    let missing = steps.into_iter().filter(|(step, at)| at.is_none() && !comes(*step));
    missing.map(|(step, _)| format!("{}/{}", step.zh(), step.en())).collect()
}
