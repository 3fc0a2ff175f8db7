//! The end of a dispute: its result, return visits by somebody else, reopening, archive, termination, withdrawal.

use super::close::{self, open_work};
use super::{at_stage, at_stages, by_handler, not_closed, not_on_offer};
use crate::casework::command::Command;
use crate::casework::decide::{Ground, required, wrong};
use crate::casework::dispute::ending::{
    Cause, DISSATISFIED_MAX, EndingAct, EndingFact, ReopenCause, SCORE_MAX, TerminationGround,
};
use crate::casework::dispute::{Dispute, DisputeFact, Stage};
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::stage_rules::our_clock;
use crate::casework::state::UnitState;
use crate::casework::unit::Author;
use crate::casework::words::PostRole;
use chrono::{DateTime, Days, FixedOffset, NaiveDate};

/// A closed day is passed over to the next open one; holidays are never longer than this.
const CLOSED_DAYS_MAX: usize = 30;

/// What follows from an act at the end of a dispute.
pub fn decide(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    act: &EndingAct,
) -> Result<Vec<DisputeFact>, Refusal> {
    let fact = match act {
        EndingAct::Result { outcome, text } => {
            at_stage(dispute, Stage::Guiding)?;
            by_handler(dispute, &command.author)?;
            EndingFact::ResultKnown { outcome: *outcome, text: text.clone() }
        }
        EndingAct::Close(closing) => return close::close(ground, command, dispute, closing),
        EndingAct::Visit { score, reason, cause } => visit(command, dispute, *score, (reason, *cause))?,
        EndingAct::Reopen { reason } => reopen(dispute, reason)?,
        EndingAct::Archive { place } => archive(command, dispute, place)?,
        EndingAct::Terminate { ground: why, text } => return terminate(ground, command, dispute, (*why, text)),
        EndingAct::Withdraw { form, proof } => {
            not_closed(dispute)?;
            not_on_offer(ground.state, dispute)?;
            by_handler(dispute, &command.author)?;
            required("proof", proof)?;
            let withdrawn = EndingFact::Withdrawn { form: *form, proof: proof.clone() };
            let visits = planned_visits(ground, dispute, command.at);
            return Ok([DisputeFact::Ending(withdrawn)].into_iter().chain(visits).collect());
        }
    };
    Ok(vec![DisputeFact::Ending(fact)])
}

/// The visits that follow on the end of a case of its kind, each on an open day.
pub fn planned_visits(ground: Ground<'_>, dispute: &Dispute, at: DateTime<FixedOffset>) -> Vec<DisputeFact> {
    let clock = our_clock(ground.state, ground.rules);
    let open_from = |day: NaiveDate| {
        let is_open = |day: &NaiveDate| clock.as_ref().is_none_or(|clock| clock.calendar.is_open(*day));
        day.iter_days().take(CLOSED_DAYS_MAX).find(is_open).unwrap_or(day)
    };
    let days = ground.figures().stages.visits(dispute.draft.kind);
    let planned = (1_u16..).zip(days).filter_map(|(no, days)| {
        let on = open_from(at.date_naive().checked_add_days(Days::new((*days).into()))?);
        Some(DisputeFact::Ending(EndingFact::VisitPlanned { no, on }))
    });
    planned.collect()
}

/// Whoever handled the case does not ask whether the enterprise is satisfied.
fn visit(
    command: &Command,
    dispute: &Dispute,
    score: u16,
    (reason, cause): (&str, Cause),
) -> Result<EndingFact, Refusal> {
    at_stages(dispute, &[Stage::Closed, Stage::Visited, Stage::Terminated, Stage::Withdrawn])?;
    let Author::Post { officer, name, .. } = &command.author else {
        return Err(Refusal::NotPermitted { wants: PostRole::Duty });
    };
    if dispute.is_handled_by(*officer) {
        return Err(Refusal::guard(Guard::VisitorIsHandler, [name]));
    }
    if !(1..=SCORE_MAX).contains(&score) {
        return Err(wrong("score", "写 1 (最差) 至 5", "write 1 (the worst) to 5"));
    }
    if score <= DISSATISFIED_MAX {
        required("reason", reason)?;
        if cause == Cause::None {
            return Err(wrong("cause", "不满意须写明哪一方的原因", "not satisfied: write on whose side the cause is"));
        }
    }
    let last = dispute.ending.visits.iter().map(|visit| visit.no).max().unwrap_or(0);
    let no = dispute.ending.next_visit().map_or(last.saturating_add(1), |visit| visit.no);
    Ok(EndingFact::Visited { no, by: *officer, score, reason: reason.to_owned(), cause })
}

/// Only for a cause: a visit that found fault with us, or a new procedural event.
fn reopen(dispute: &Dispute, reason: &str) -> Result<EndingFact, Refusal> {
    at_stages(dispute, &[Stage::Visited, Stage::Closed])?;
    let fault =
        dispute.ending.visits.iter().rev().find(|visit| visit.done.as_ref().is_some_and(|one| one.asks_for_more()));
    let event = dispute.ending.proposed.as_ref().map(|(alert, _)| ReopenCause::Event(*alert));
    let because = fault.map(|visit| ReopenCause::Visit(visit.no)).or(event);
    let because = because.ok_or_else(|| Refusal::guard(Guard::NoCauseToReopen, [&dispute.number]))?;
    required("reason", reason)?;
    Ok(EndingFact::Reopened { reason: reason.to_owned(), because })
}

/// Into the archive only whole.
fn archive(command: &Command, dispute: &Dispute, place: &str) -> Result<EndingFact, Refusal> {
    at_stages(dispute, &[Stage::Visited, Stage::Closed])?;
    let today = command.at.date_naive();
    let missing: Vec<String> =
        dispute.lacks_for_archive(today).into_iter().map(|one| format!("{}/{}", one.zh, one.en)).collect();
    if !missing.is_empty() {
        return Err(Refusal::guard(Guard::ArchiveIncomplete, [missing.join(", ")]));
    }
    required("place", place)?;
    Ok(EndingFact::Archived { place: place.to_owned() })
}

/// Guidance ends from our side; the enterprise is told what is open.
fn terminate(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    (why, text): (TerminationGround, &str),
) -> Result<Vec<DisputeFact>, Refusal> {
    let state: &UnitState = ground.state;
    at_stages(dispute, &[Stage::Guiding, Stage::Waiting])?;
    not_on_offer(state, dispute)?;
    required("text", text)?;
    let open = open_work(state, dispute);
    let terminated = EndingFact::Terminated { ground: why, text: text.to_owned(), open };
    let visits = planned_visits(ground, dispute, command.at);
    Ok([DisputeFact::Ending(terminated)].into_iter().chain(visits).collect())
}
