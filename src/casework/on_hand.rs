//! What a unit has on its hands at an instant: alerts nobody is done with, clocks that ring, referrals whose ball is
//! ours, requests that wait for our answer, tasks that are due. For handovers and agendas.

use super::affair::Affair;
use super::alert::AlertState;
use super::authorize::is_sealed;
use super::deadline::DeadlineState;
use super::decide::Ground;
use super::ids::RecordId;
use super::index::{Sort, second};
use super::standing::{Ball, ball, standing};
use super::state::UnitState;
use super::words::Tlp;
use crate::calendar::Text;
use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};

/// A legal deadline rings three days before it closes: one weekend and the day before it.
const RINGS_BEFORE: TimeDelta = TimeDelta::days(3);

/// Something open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    pub record: RecordId,
    pub number: String,
    pub why: Text,
    /// The case that it belongs to.
    pub dispute: Option<RecordId>,
    /// Only named persons may see it.
    pub sealed: bool,
}

/// Everything that is open: alerts, cases, referrals, affairs; each by number.
pub fn open_items(ground: Ground<'_>, now: DateTime<FixedOffset>) -> Vec<Open> {
    let state = ground.state;
    let mut parts = [alerts(state), disputes(state, now), referrals(state), affairs(state, now.date_naive())];
    for part in &mut parts {
        part.sort_by(|a, b| a.number.cmp(&b.number));
    }
    parts.into_iter().flatten().collect()
}

fn is_of_sealed(state: &UnitState, case: Option<RecordId>) -> bool {
    case.is_some_and(|case| is_sealed(state, case))
}

fn alerts(state: &UnitState) -> Vec<Open> {
    let open = state.index.open(Sort::Alert).filter_map(|id| state.alerts.get(&id));
    let open = open.filter(|one| !matches!(one.state, AlertState::Linked | AlertState::Closed));
    open.map(|one| Open {
        record: one.id,
        number: one.number.clone(),
        why: Text::new(
            format!("预警 ({}) {}", one.state.zh(), one.draft.headline),
            format!("alert ({}) {}", one.state.en(), one.draft.headline),
        ),
        dispute: one.case(),
        sealed: one.draft.secrecy >= Tlp::Red || is_of_sealed(state, one.case()),
    })
    .collect()
}

/// Cases that we hold with a deadline that rings, or one to be checked: the first of them is named.
fn disputes(state: &UnitState, now: DateTime<FixedOffset>) -> Vec<Open> {
    let soon = state.index.falling(second((now + RINGS_BEFORE).to_utc())).filter_map(|id| state.disputes.get(&id));
    let held = soon.filter(|one| state.custody_of(one.id).writes().is_some());
    let rings = held.filter_map(|one| {
        let open = one.deadlines.iter().filter(|deadline| deadline.state.is_open());
        let ringing = open.filter(|deadline| {
            deadline.state == DeadlineState::MissedCheck || deadline.computed.cutoff_at - now <= RINGS_BEFORE
        });
        let first = ringing.min_by_key(|deadline| deadline.computed.cutoff_at)?;
        let (rule, safe) = (&first.computed.rule, first.computed.safe);
        Some(Open {
            record: one.id,
            number: one.number.clone(),
            why: Text::new(format!("时限 {rule} {safe}"), format!("deadline {rule} {safe}")),
            dispute: Some(one.id),
            sealed: is_of_sealed(state, Some(one.id)),
        })
    });
    rings.collect()
}

fn referrals(state: &UnitState) -> Vec<Open> {
    let open = state.index.open(Sort::Referral).filter_map(|id| state.referrals.get(&id));
    let ours = open.filter_map(|file| {
        let referral = file.referral.as_ref()?;
        let line = referral.to.unit().and_then(|unit| state.lines.get(&unit));
        let stands = standing(file, line);
        (ball(file, stands, state.id()) == Ball::Mine).then(|| Open {
            record: file.id,
            number: referral.number.clone(),
            why: Text::new(
                format!("{} ({}), 球在我方", referral.kind.zh(), stands.zh()),
                format!("{} ({}), the ball is ours", referral.kind.en(), stands.en()),
            ),
            dispute: Some(referral.brief.dispute),
            sealed: is_of_sealed(state, Some(referral.brief.dispute)),
        })
    });
    ours.collect()
}

/// Requests that wait for our answer, and what is due today or was before.
fn affairs(state: &UnitState, today: NaiveDate) -> Vec<Open> {
    let open = state.affairs.values().filter_map(|file| {
        let card = file.affair.card();
        let asked_of_us = file.affair.instruction().is_some_and(|one| one.waits() && one.paper.to == state.id());
        let due = card.is_open && card.due.is_some_and(|due| due <= today);
        // The handover itself is how this list is read.
        let listed = (asked_of_us || due) && !matches!(file.affair, Affair::Handover(_));
        let sealed = is_of_sealed(state, card.dispute);
        let why = |zh: bool| {
            let due = card.due.map_or_else(String::new, |due| format!(" {due}"));
            format!("{} ({}){due}", card.title.pick(zh), card.state_words.pick(zh))
        };
        let why = Text::new(why(true), why(false));
        listed.then(|| Open {
            record: file.id,
            number: file.affair.number().to_owned(),
            why,
            dispute: card.dispute,
            sealed,
        })
    });
    open.collect()
}
