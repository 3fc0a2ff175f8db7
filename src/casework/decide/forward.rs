//! Forwarding: the recipient proposes another unit, the sender opens the new leg; the due date that held goes with it.

use super::dispute::held;
use super::leg::{done, first};
use super::number::nth_number;
use super::{Decision, abroad, required, wrong};
use crate::casework::authorize::may_leave;
use crate::casework::command::Command;
use crate::casework::entry::Fact;
use crate::casework::ids::{RecordId, UnitId};
use crate::casework::leg::{LegFact, SplitPart};
use crate::casework::referral::{Recipient, Referral, ReferralFact, ReferralFile, ReturnCode, Terms};
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::{REFERRAL, UnitState};

/// The keeper sends a request back and names the unit to which it should go on.
pub fn propose(file: &ReferralFile, referral: &Referral, to: &str, basis: &str) -> Result<LegFact, Refusal> {
    if file.designated() {
        return Err(Refusal::Designated);
    }
    if referral.kind.moves_the_case() {
        return Err(wrong("to", "整案只能退回, 由发出方另行移送", "a case is returned; its sender transfers it anew"));
    }
    required("to", to)?;
    required("basis", basis)?;
    let (code, basis, suggestion) = (ReturnCode::Function, basis.to_owned(), to.to_owned());
    Ok(LegFact::Returned { code, basis, suggestion, forward_to: Some(to.to_owned()), split: Vec::new() })
}

/// The keeper sends a request back in parts: each item that it took on in exactly one of them.
pub fn propose_split(
    file: &ReferralFile,
    referral: &Referral,
    parts: &[SplitPart],
    basis: &str,
) -> Result<LegFact, Refusal> {
    if file.designated() {
        return Err(Refusal::Designated);
    }
    required("basis", basis)?;
    let mut given: Vec<u16> = parts.iter().flat_map(|part| part.items.iter().copied()).collect();
    given.sort_unstable();
    let empty = parts.iter().any(|part| part.items.is_empty() || part.to.trim().is_empty());
    if given != file.items_kept() || empty || parts.len() < 2 {
        return Err(Refusal::guard(Guard::SplitParts, [&referral.number]));
    }
    let suggestion = parts.iter().map(|part| part.to.as_str()).collect::<Vec<_>>().join(", ");
    let (code, basis, split) = (ReturnCode::Function, basis.to_owned(), parts.to_vec());
    Ok(LegFact::Returned { code, basis, suggestion, forward_to: None, split })
}

/// The sender's daemon opens what was proposed by itself when the referral says so; else its officer is asked.
pub fn by_itself(state: &UnitState, command: &Command, id: RecordId) -> Decision {
    let file = state.referrals.get(&id).ok_or(Refusal::NotFound)?;
    let allowed =
        |unit: UnitId| file.referral.as_ref().is_some_and(|referral| referral.terms.forwardable_to.contains(&unit));
    // Whoever asked for it back, took it back or declared it void opens nothing new.
    let case = file.referral.as_ref().and_then(|referral| state.disputes.get(&referral.brief.dispute));
    let wanted = file.sender == state.id()
        && file.recall.is_none()
        && !file.unsent
        && file.voided.is_none()
        && file.superseded_by.is_empty()
        && case.is_some_and(|case| may_leave(case.draft.secrecy));
    match proposed(state, file).filter(|parts| wanted && parts.iter().all(|(unit, _)| allowed(*unit))) {
        Some(_) => open(state, command, file),
        None => Ok(Vec::new()),
    }
}

/// Opens the proposed legs: each its items, the same due date, its own number.
pub fn open(state: &UnitState, command: &Command, file: &ReferralFile) -> Decision {
    let before = file.referral.as_ref().ok_or(Refusal::NotFound)?;
    let goes_on = file.leg.forward_to.is_some() || !file.leg.split.is_empty();
    let Some((moment, ..)) = file.leg.returned.as_ref().filter(|_| goes_on) else {
        return Err(first("propose-forward", "由接收方建议转交", "the recipient proposes a unit"));
    };
    if !file.superseded_by.is_empty() {
        return Err(done(moment, "转交", "forwarded"));
    }
    let dispute = held(state, before.brief.dispute)?;
    let parts = proposed(state, file).ok_or_else(|| {
        wrong("to", "没有通往该单位的线路, 另立一件", "no line to that unit; open a referral yourself")
    })?;
    let mut facts = Vec::new();
    for (ahead, (to, items)) in (0_u32..).zip(parts) {
        abroad::may_go(state, dispute, &Recipient::Unit(to))?;
        let by = if ahead == 0 { command.id.record() } else { command.id.further_record(ahead) };
        let number = nth_number(state, command, (REFERRAL, ahead + 1), Some(before.brief.dispute));
        let referral = part(state, command, (file, before), (to, items, number));
        facts.push(Fact::Referral(by, ReferralFact::Submitted(Box::new(referral))));
        facts.push(Fact::Referral(file.id, ReferralFact::Superseded { by }));
    }
    Ok(facts)
}

/// What goes on to one unit. The due date that held goes with it.
fn part(
    state: &UnitState,
    command: &Command,
    (file, before): (&ReferralFile, &Referral),
    (to, items, number): (UnitId, Vec<u16>, String),
) -> Referral {
    let item = |place: &u16| before.items.get(usize::from(*place)).cloned();
    Referral {
        number,
        to: Recipient::Unit(to),
        to_name: state.unit_name(to),
        items: items.iter().filter_map(item).collect(),
        due: file.due(),
        submitted_by: command.author.name().to_owned(),
        submitted_at: command.at,
        terms: Terms {
            revision: 0,
            parent: Some(file.id),
            asked_due: None,
            // Going on to another unit is a bounce too.
            bounces: before.terms.bounces.saturating_add(1),
            // Nobody rules in its own cause.
            coordinator: before.terms.coordinator.filter(|unit| *unit != to),
            ..before.terms.clone()
        },
        ..before.clone()
    }
}

/// The proposed units with their items, if we have a line to each of them.
fn proposed(state: &UnitState, file: &ReferralFile) -> Option<Vec<(UnitId, Vec<u16>)>> {
    let unit = |code: &str| {
        state.lines.values().find(|line| line.card.code.eq_ignore_ascii_case(code.trim())).map(|line| line.card.id)
    };
    match &file.leg.forward_to {
        Some(code) => Some(vec![(unit(code)?, file.items_kept())]),
        None => file.leg.split.iter().map(|part| Some((unit(&part.to)?, part.items.clone()))).collect(),
    }
}
