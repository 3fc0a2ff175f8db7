//! What may be done with the handover of a shift: listed by whoever goes, taken on item by item by whoever comes.

use super::rota::{author, officer_named};
use super::{Ground, required, wrong};
use crate::casework::command::Command;
use crate::casework::handover::{Handover, HandoverAct, HandoverDraft, HandoverFact, HandoverState, Item};
use crate::casework::on_hand;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::words::PostRole;

/// Lists what is open.
pub fn open(
    ground: Ground<'_>,
    command: &Command,
    number: String,
    draft: &HandoverDraft,
) -> Result<HandoverFact, Refusal> {
    let from = author(&command.author)?;
    let to = officer_named(ground.state, &draft.to, &[PostRole::Duty, PostRole::Lead])?;
    if from.officer == to.officer {
        return Err(wrong("to", "交接须是两个人", "a handover takes two persons"));
    }
    Ok(HandoverFact::Opened { number, from, to, note: draft.note.clone(), items: items(ground, command) })
}

/// What follows from an act on a handover.
pub fn decide(
    ground: Ground<'_>,
    command: &Command,
    one: &Handover,
    act: &HandoverAct,
) -> Result<HandoverFact, Refusal> {
    match one.state {
        HandoverState::Open => {}
        HandoverState::Complete | HandoverState::CalledOff => {
            return Err(Refusal::guard(Guard::HandoverOver, [&one.number]));
        }
    }
    match act {
        HandoverAct::Sign { item, remark } => {
            incoming(command, one)?;
            sign(one, *item, remark)
        }
        HandoverAct::Refresh => {
            let (came, gone) = news(one, &items(ground, command));
            if came.is_empty() && gone.is_empty() {
                let (zh, en) = ("更新".to_owned(), "up to date".to_owned());
                return Err(Refusal::Done { zh, en, by: one.number.clone(), at: String::new() });
            }
            Ok(HandoverFact::Refreshed { came, gone })
        }
        HandoverAct::Complete => {
            incoming(command, one)?;
            complete(one, &items(ground, command))
        }
        HandoverAct::CallOff { reason } => {
            required("reason", reason)?;
            Ok(HandoverFact::CalledOff { reason: reason.clone() })
        }
    }
}

fn sign(one: &Handover, no: u16, remark: &str) -> Result<HandoverFact, Refusal> {
    let handed = one.item(no).ok_or_else(|| wrong("item", "没有这一项", "there is no such item"))?;
    match &handed.signed {
        Some((at, _)) => Err(Refusal::Done {
            zh: "接".to_owned(),
            en: "taken on".to_owned(),
            by: one.to.name.clone(),
            at: at.format("%Y-%m-%d %H:%M").to_string(),
        }),
        None => Ok(HandoverFact::Signed { item: no, remark: remark.to_owned() }),
    }
}

/// The gate: nothing that is open now is without the signature of whoever comes.
fn complete(one: &Handover, now: &[Item]) -> Result<HandoverFact, Refusal> {
    let (came, gone) = news(one, now);
    let still = one.unsigned().filter(|(no, _)| !gone.contains(no)).map(|(_, item)| item.number.clone());
    let open: Vec<String> = still.chain(came.into_iter().map(|item| item.number)).collect();
    if open.is_empty() {
        Ok(HandoverFact::Completed)
    } else {
        Err(Refusal::guard(Guard::HandoverGate, [open.join(", ")]))
    }
}

/// Whoever comes signs, and nobody for them.
fn incoming(command: &Command, one: &Handover) -> Result<(), Refusal> {
    if command.author.officer() == Some(one.to.officer) {
        Ok(())
    } else {
        Err(Refusal::guard(Guard::HandoverIncoming, [&one.to.name]))
    }
}

/// What has come since the list was made, and which of its unsigned items are done.
fn news(one: &Handover, now: &[Item]) -> (Vec<Item>, Vec<u16>) {
    let listed = |item: &&Item| !one.items.iter().any(|handed| handed.item.record == item.record && !handed.gone);
    let came = now.iter().filter(listed).cloned().collect();
    let done = |item: &Item| !now.iter().any(|other| other.record == item.record);
    let gone = one.unsigned().filter(|(_, item)| done(item)).map(|(no, _)| no).collect();
    (came, gone)
}

/// What is open, as it is handed over. What only named persons may see they hand over among themselves: its number
/// has no place on a list that the whole shift reads.
fn items(ground: Ground<'_>, command: &Command) -> Vec<Item> {
    let open = on_hand::open_items(ground, command.at).into_iter().filter(|item| !item.sealed);
    open.map(|item| Item { record: item.record, number: item.number, why: item.why }).collect()
}
