//! What may be done to the rota: planned by the lead, taken over by whoever is there, swapped by three persons.

use super::wall::instant;
use super::{Decision, UnitState, required, wrong};
use crate::casework::command::Command;
use crate::casework::entry::Fact;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::rota::{Person, RotaAct, RotaFact, Shift, Swap, SwapState};
use crate::casework::unit::Author;
use crate::casework::words::PostRole;
use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeDelta};

/// A fortnight: leads of a station are on call for a week or two; longer is a slip of the keyboard.
const SHIFT_DAYS_MAX: i64 = 14;

/// Nobody is called after eight others; a deeper rota is a list of everybody.
const LAYERS_MAX: u16 = 8;

/// What follows from an act on the rota.
pub fn decide(state: &UnitState, command: &Command, act: &RotaAct) -> Decision {
    let now = command.at;
    let fact = match act {
        RotaAct::Plan { officer, layer, from, to } => {
            plan(state, officer, *layer, (instant_here(state, "from", *from)?, instant_here(state, "to", *to)?))?
        }
        RotaAct::Cancel { shift, reason } => {
            required("reason", reason)?;
            RotaFact::Cancelled { shift: running(state, *shift, now)?.no, reason: reason.clone() }
        }
        RotaAct::TakeOver { shift, reason } => take_over(state, command, *shift, reason)?,
        RotaAct::ProposeSwap { gives, takes } => propose(state, command, *gives, *takes)?,
        RotaAct::AgreeSwap { swap } => {
            let swap = open_swap(state, *swap)?;
            if command.author.officer() != Some(swap.with.officer) {
                return Err(Refusal::guard(Guard::SwapNotWithYou, [&swap.no.to_string(), &swap.with.name]));
            }
            RotaFact::SwapAgreed { swap: swap.no }
        }
        RotaAct::ApproveSwap { swap } => approve(state, command, *swap)?,
        RotaAct::RefuseSwap { swap, reason } => {
            required("reason", reason)?;
            RotaFact::SwapRefused { swap: open_swap(state, *swap)?.no, reason: reason.clone() }
        }
        RotaAct::NameQueueLead { officer } => RotaFact::QueueLed(officer_named(state, officer, &[PostRole::Lead])?),
    };
    Ok(vec![Fact::Rota(fact)])
}

fn plan(
    state: &UnitState,
    officer: &str,
    layer: u16,
    (from, to): (DateTime<FixedOffset>, DateTime<FixedOffset>),
) -> Result<RotaFact, Refusal> {
    let person = officer_named(state, officer, &[PostRole::Duty, PostRole::Lead])?;
    if to <= from || to - from > TimeDelta::days(SHIFT_DAYS_MAX) {
        return Err(wrong("to", "须晚于起点, 且不超过 14 天", "after the beginning, and 14 days after it at most"));
    }
    let layer = u8::try_from(layer).ok().filter(|layer| (1..=LAYERS_MAX).contains(&u16::from(*layer)));
    let layer = layer.ok_or_else(|| wrong("layer", "写 1 至 8", "write 1 to 8"))?;
    let shift = Shift { no: next_shift(state)?, layer, person, from, to, instead_of: None };
    free(state, &shift, &[])?;
    Ok(RotaFact::Planned(shift))
}

/// Refuses when the person of a shift has another one at the same time; `but` are those about to be given away.
fn free(state: &UnitState, shift: &Shift, but: &[u16]) -> Result<(), Refusal> {
    let own = |other: &&Shift| other.person.officer == shift.person.officer && !but.contains(&other.no);
    match state.rota.shifts.iter().filter(own).find(|other| other.meets(shift)) {
        Some(other) => Err(Refusal::guard(Guard::ShiftMeets, [shift.person.name.clone(), other.no.to_string()])),
        None => Ok(()),
    }
}

/// Whoever is there takes the shift that runs, from now to its end: nobody else needs to agree in an emergency.
fn take_over(state: &UnitState, command: &Command, shift: u16, reason: &str) -> Result<RotaFact, Refusal> {
    required("reason", reason)?;
    let person = author(&command.author)?;
    running(state, shift, command.at)?;
    let held = state.rota.held(shift, command.at.to_utc()).ok_or_else(no_shift)?;
    if held.from > command.at {
        return Err(Refusal::guard(Guard::ShiftAhead, [shift]));
    }
    if held.person.officer == person.officer {
        return Err(Refusal::guard(Guard::ShiftYours, [shift]));
    }
    let no = next_shift(state)?;
    let shift = Shift { no, person, from: command.at, instead_of: Some(held.no), ..held.clone() };
    Ok(RotaFact::TookOver { shift, reason: reason.to_owned() })
}

fn propose(state: &UnitState, command: &Command, gives: u16, takes: u16) -> Result<RotaFact, Refusal> {
    let by = author(&command.author)?;
    let (given, taken) = (ahead(state, gives, command.at)?, ahead(state, takes, command.at)?);
    if given.person.officer != by.officer {
        return Err(Refusal::guard(Guard::ShiftNotYours, [gives.to_string(), given.person.name.clone()]));
    }
    if taken.person.officer == by.officer {
        return Err(Refusal::guard(Guard::ShiftYours, [takes]));
    }
    let no = state.rota.swaps.iter().map(|swap| swap.no).max().unwrap_or(0).checked_add(1).ok_or_else(full)?;
    let swap = Swap { no, gives, takes, by, with: taken.person.clone(), state: SwapState::Proposed };
    exchangeable(state, &swap)?;
    Ok(RotaFact::SwapProposed(swap))
}

/// The lead approves, who is neither of the two; by now both shifts must still be ahead.
fn approve(state: &UnitState, command: &Command, no: u16) -> Result<RotaFact, Refusal> {
    let swap = open_swap(state, no)?;
    if swap.state == SwapState::Proposed {
        return Err(Refusal::guard(Guard::SwapNotAgreed, [no.to_string(), swap.with.name.clone()]));
    }
    let lead = author(&command.author)?;
    if lead.officer == swap.by.officer || lead.officer == swap.with.officer {
        return Err(Refusal::guard(Guard::SwapOwn, [no]));
    }
    for (shift, holder) in [(swap.gives, &swap.by), (swap.takes, &swap.with)] {
        let shift = ahead(state, shift, command.at)?;
        if shift.person.officer != holder.officer {
            return Err(Refusal::guard(Guard::ShiftNotYours, [shift.no.to_string(), shift.person.name.clone()]));
        }
    }
    exchangeable(state, swap)?;
    Ok(RotaFact::SwapApproved { swap: no })
}

/// Neither of the two would be on duty twice at once.
fn exchangeable(state: &UnitState, swap: &Swap) -> Result<(), Refusal> {
    let but = [swap.gives, swap.takes];
    for (no, person) in [(swap.takes, &swap.by), (swap.gives, &swap.with)] {
        let shift = state.rota.shift(no).ok_or_else(no_shift)?;
        free(state, &Shift { person: person.clone(), ..shift.clone() }, &but)?;
    }
    Ok(())
}

/// A shift that is not over.
fn running(state: &UnitState, no: u16, now: DateTime<FixedOffset>) -> Result<&Shift, Refusal> {
    let shift = state.rota.shift(no).ok_or_else(no_shift)?;
    if shift.to <= now { Err(Refusal::guard(Guard::ShiftOver, [no])) } else { Ok(shift) }
}

/// A shift that has not begun.
fn ahead(state: &UnitState, no: u16, now: DateTime<FixedOffset>) -> Result<&Shift, Refusal> {
    let shift = running(state, no, now)?;
    if shift.from <= now { Err(Refusal::guard(Guard::ShiftBegun, [no])) } else { Ok(shift) }
}

fn open_swap(state: &UnitState, no: u16) -> Result<&Swap, Refusal> {
    let swap = state.rota.swap(no).ok_or_else(|| wrong("swap", "没有这个换班号", "there is no such swap"))?;
    if swap.is_open() {
        Ok(swap)
    } else {
        let said = format!("{} / {}", swap.state.zh(), swap.state.en());
        Err(Refusal::guard(Guard::SwapDone, [no.to_string(), said]))
    }
}

/// The one officer of the unit in one of these roles who is known by this name or account.
pub(super) fn officer_named(state: &UnitState, typed: &str, roles: &[PostRole]) -> Result<Person, Refusal> {
    required("officer", typed)?;
    let fits = state.posts.values().filter(|(_, post)| roles.contains(&post.role));
    let mut known: Vec<Person> = fits
        .filter(|(officer, _)| officer.name == typed.trim() || officer.account == typed.trim())
        .map(|(officer, _)| Person { officer: officer.id, name: officer.name.clone() })
        .collect();
    known.dedup();
    match <[Person; 1]>::try_from(known) {
        Ok([person]) => Ok(person),
        Err(_) => Err(wrong(
            "officer",
            "本单位没有唯一的此人任此岗. 写姓名或账号, 见 dutydesk officers",
            "no one officer of the unit has this name and post. Write a name or an account; see dutydesk officers",
        )),
    }
}

/// The person behind a command.
pub(super) fn author(author: &Author) -> Result<Person, Refusal> {
    match author {
        Author::Post { officer, name, .. } => Ok(Person { officer: *officer, name: name.clone() }),
        Author::System => Err(Refusal::NotPermitted { wants: PostRole::Duty }),
    }
}

pub(super) fn instant_here(
    state: &UnitState,
    field: &str,
    wall: NaiveDateTime,
) -> Result<DateTime<FixedOffset>, Refusal> {
    // A unit is set up with a zone that exists; UTC stands in where an old book has another.
    let zone = state.card.as_ref().and_then(|card| card.zone.parse().ok()).unwrap_or(chrono_tz::UTC);
    instant(field, wall, zone)
}

fn next_shift(state: &UnitState) -> Result<u16, Refusal> {
    state.rota.last_shift.checked_add(1).ok_or_else(full)
}

fn full() -> Refusal {
    wrong("shift", "班次号已用完", "the numbers of the rota are used up")
}

fn no_shift() -> Refusal {
    wrong("shift", "没有这个班次", "there is no such shift")
}
