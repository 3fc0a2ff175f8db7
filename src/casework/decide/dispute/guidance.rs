//! Guidance: sorted by rule, given to a handler without a conflict, waiting for others, a task force.

use super::{at_stage, at_stages, by_handler, not_closed};
use crate::casework::command::Command;
use crate::casework::decide::rota::officer_named;
use crate::casework::decide::{Ground, required, wrong};
use crate::casework::dispute::guidance::{Sorting, Team, Waiting};
use crate::casework::dispute::{Dispute, DisputeFact, GuidanceFact, Stage, Track};
use crate::casework::ids::OfficerId;
use crate::casework::known::CLIENT;
use crate::casework::matching::folded;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::sorting::SortInputs;
use crate::casework::stage_rules::our_clock;
use crate::casework::state::UnitState;
use crate::casework::unit::Author;
use crate::casework::words::PostRole;
use chrono::{DateTime, FixedOffset};

/// Members of one task force: more is a meeting.
const TEAM_MAX: usize = 50;

/// Working days beyond which a deadline is far, whatever their number.
const FAR_WORKING_DAYS: usize = 999;

/// Sorts it as the rules say, or otherwise with the reason.
pub fn triage(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    (track, reason): (Option<Track>, &str),
) -> Result<DisputeFact, Refusal> {
    at_stages(dispute, &[Stage::Accepted, Stage::Triaged, Stage::Reopened])?;
    let days_left = working_days_left(ground, dispute, command.at);
    let (by_rule, because) = ground.figures().triage.sort(&SortInputs::of(dispute, days_left));
    let track = track.unwrap_or(by_rule);
    let overridden = track != by_rule;
    if overridden {
        required("reason", reason)?;
    }
    let override_reason = if overridden { reason.trim().to_owned() } else { String::new() };
    let by = command.author.name().to_owned();
    let sorting = Sorting { track, by_rule, because, days_left, override_reason, by };
    Ok(DisputeFact::Guidance(GuidanceFact::Triaged(Box::new(sorting))))
}

/// Working days of the unit to the earliest open deadline; today does not count.
fn working_days_left(ground: Ground<'_>, dispute: &Dispute, now: DateTime<FixedOffset>) -> Option<u16> {
    let clock = our_clock(ground.state, ground.rules)?;
    let last = dispute.next_deadline()?.computed.cutoff_at.with_timezone(&clock.zone).date_naive();
    let today = now.with_timezone(&clock.zone).date_naive();
    let days = today.iter_days().skip(1).take_while(|day| *day <= last).filter(|day| clock.calendar.is_open(*day));
    u16::try_from(days.take(FAR_WORKING_DAYS).count()).ok()
}

/// The short way: sorted by the rules, and taken by whoever asks.
pub fn guide(ground: Ground<'_>, command: &Command, dispute: &Dispute) -> Result<Vec<DisputeFact>, Refusal> {
    at_stages(dispute, &[Stage::Accepted, Stage::Triaged, Stage::Reopened])?;
    let Author::Post { officer, name, .. } = &command.author else {
        return Err(Refusal::NotPermitted { wants: PostRole::Duty });
    };
    fit_to_handle(ground.state, dispute, (*officer, name))?;
    let sorted = (dispute.stage != Stage::Triaged).then(|| triage(ground, command, dispute, (None, ""))).transpose()?;
    let guiding = DisputeFact::Guiding { handler: *officer, name: name.clone() };
    Ok(sorted.into_iter().chain([guiding]).collect())
}

/// Gives it to a handler, or from one to another.
pub fn assign(state: &UnitState, command: &Command, dispute: &Dispute, typed: &str) -> Result<DisputeFact, Refusal> {
    at_stages(dispute, &[Stage::Triaged, Stage::Guiding, Stage::Waiting, Stage::Result])?;
    let (handler, name) = casework_officer(state, typed)?;
    if dispute.is_handled_by(handler) {
        let (zh, en) = ("交给此人".to_owned(), "given to that officer".to_owned());
        return Err(Refusal::Done { zh, en, by: name, at: String::new() });
    }
    fit_to_handle(state, dispute, (handler, &name))?;
    on_the_rota(state, command.at, (handler, &name))?;
    Ok(DisputeFact::Guiding { handler, name })
}

/// Where a rota is kept, a case is given to somebody who is on it: now or later.
fn on_the_rota(
    state: &UnitState,
    at: DateTime<FixedOffset>,
    (officer, name): (OfficerId, &str),
) -> Result<(), Refusal> {
    let mut ahead = state.rota.shifts.iter().filter(|shift| shift.to > at).peekable();
    let kept = ahead.peek().is_some();
    if kept && !ahead.any(|shift| shift.person.officer == officer) {
        return Err(Refusal::guard(Guard::NotOnRota, [name]));
    }
    Ok(())
}

/// Nobody handles a case after standing aside from it, or after guiding the other side.
fn fit_to_handle(state: &UnitState, dispute: &Dispute, (officer, name): (OfficerId, &str)) -> Result<(), Refusal> {
    if let Some(recusal) = dispute.guidance.recusals.iter().find(|one| one.officer == officer) {
        return Err(Refusal::guard(Guard::HandlerRecused, [name, &recusal.reason]));
    }
    let other_side = folded(&dispute.draft.counterpart);
    let guided_them = |one: &Dispute| {
        let enterprise = &one.draft.enterprise;
        one.id != dispute.id
            && one.is_handled_by(officer)
            && [&enterprise.name].into_iter().chain(&enterprise.names).any(|known| folded(known) == other_side)
    };
    match state.disputes_with(CLIENT, &other_side).find(|one| !other_side.is_empty() && guided_them(one)) {
        Some(past) => Err(Refusal::guard(Guard::HandlerEngaged, [name, &past.number])),
        None => Ok(()),
    }
}

/// The officer of this unit whom a name or an account means; a case is not an administrator's.
fn casework_officer(state: &UnitState, typed: &str) -> Result<(OfficerId, String), Refusal> {
    let person = officer_named(state, typed, &[PostRole::Duty, PostRole::Lead])?;
    Ok((person.officer, person.name))
}

/// An officer stands aside.
pub fn recuse(state: &UnitState, dispute: &Dispute, (typed, reason): (&str, &str)) -> Result<DisputeFact, Refusal> {
    not_closed(dispute)?;
    let (officer, name) = casework_officer(state, typed)?;
    required("reason", reason)?;
    if dispute.guidance.recusals.iter().any(|one| one.officer == officer) {
        return Err(Refusal::Done { zh: "回避".into(), en: "recorded".into(), by: name, at: String::new() });
    }
    Ok(DisputeFact::Guidance(GuidanceFact::Recused { officer, name, reason: reason.to_owned() }))
}

/// Waits for somebody else, never without a date on which it is looked at again.
pub fn wait(command: &Command, dispute: &Dispute, waiting: &Waiting) -> Result<DisputeFact, Refusal> {
    at_stage(dispute, Stage::Guiding)?;
    by_handler(dispute, &command.author)?;
    required("reason", &waiting.reason)?;
    if waiting.review <= command.at.date_naive() {
        return Err(wrong("review", "复查日须在今天之后", "the review date has to be after today"));
    }
    Ok(DisputeFact::Guidance(GuidanceFact::Waits(waiting.clone())))
}

/// The answer came.
pub fn answered(dispute: &Dispute, what: &str) -> Result<DisputeFact, Refusal> {
    at_stage(dispute, Stage::Waiting)?;
    required("what", what)?;
    Ok(DisputeFact::Guidance(GuidanceFact::Answered { what: what.to_owned() }))
}

/// A task force; those who do not see the case yet see it while it lasts.
pub fn form_team(
    state: &UnitState,
    command: &Command,
    dispute: &Dispute,
    (members, purpose): (&[String], &str),
) -> Result<DisputeFact, Refusal> {
    not_closed(dispute)?;
    if dispute.guidance.team.as_ref().is_some_and(|team| team.ended.is_none()) {
        return Err(Refusal::guard(Guard::TeamThere, [&dispute.number]));
    }
    required("purpose", purpose)?;
    if members.is_empty() {
        return Err(Refusal::FieldMissing { field: "members".into() });
    }
    if members.len() > TEAM_MAX {
        return Err(wrong("members", "专班最多 50 人", "a task force has 50 members at most"));
    }
    let mut found = members
        .iter()
        .map(|typed| casework_officer(state, typed))
        .collect::<Result<Vec<(OfficerId, String)>, Refusal>>()?;
    found.sort();
    found.dedup();
    let stands_aside = |one: &(OfficerId, String)| {
        let recusal = dispute.guidance.recusals.iter().find(|recusal| recusal.officer == one.0)?;
        Some(Refusal::guard(Guard::HandlerRecused, [&recusal.name, &recusal.reason]))
    };
    if let Some(refusal) = found.iter().find_map(stands_aside) {
        return Err(refusal);
    }
    let admitted = found.iter().map(|(officer, _)| *officer).filter(|one| !dispute.named.contains(one)).collect();
    let (purpose, formed_at) = (purpose.to_owned(), command.at);
    let team = Team { members: found, purpose, admitted, formed_at, ended: None };
    Ok(DisputeFact::Guidance(GuidanceFact::TeamFormed(Box::new(team))))
}

/// The task force ends.
pub fn end_team(dispute: &Dispute, reason: &str) -> Result<DisputeFact, Refusal> {
    if dispute.guidance.team.as_ref().is_none_or(|team| team.ended.is_some()) {
        return Err(Refusal::guard(Guard::NoTeam, [&dispute.number]));
    }
    required("reason", reason)?;
    Ok(DisputeFact::Guidance(GuidanceFact::TeamEnded { reason: reason.to_owned() }))
}
