//! Taking a dispute in: once, with its number, and with the deadline that its service starts.

use crate::casework::command::Command;
use crate::casework::deadline::Deadline;
use crate::casework::decide::{Decision, Ground, deadline, number_of, required};
use crate::casework::dispute::{DisputeDraft, DisputeFact};
use crate::casework::entry::Fact;
use crate::casework::ids::CommandId;
use crate::casework::refusal::Refusal;
use crate::casework::state::{DISPUTE, UnitState};
use crate::casework::words::Tlp;

/// Takes a dispute in, once: a second form about the same matter is known by its key.
pub fn register(ground: Ground<'_>, command: &Command, draft: &DisputeDraft) -> Decision {
    required("enterprise", &draft.enterprise.name)?;
    required("jurisdiction", &draft.jurisdiction)?;
    if let Some(id) = ground.state.known_by(&draft.key()) {
        return Err(Refusal::Already { number: number_of(ground.state, id) });
    }
    let number = new_number(ground.state, command, draft.secrecy);
    Ok(registered(ground, command, number, draft))
}

/// The facts of a registration: the dispute, and the deadline that its service starts.
pub fn registered(ground: Ground<'_>, command: &Command, number: String, draft: &DisputeDraft) -> Vec<Fact> {
    let id = command.id.record();
    let mut facts = vec![Fact::Dispute(
        id,
        DisputeFact::Registered { number, draft: Box::new(draft.clone()), by: command.author.officer() },
    )];
    if let Some(first) = deadline::first(ground, draft) {
        let deadline = Deadline::planned(1, first, command.author.officer(), command.at);
        facts.push(Fact::Dispute(id, DisputeFact::DeadlineAdded(Box::new(deadline))));
    }
    facts
}

/// A case born sealed takes no number of the count, so that no gap tells of it.
fn new_number(state: &UnitState, command: &Command, secrecy: Tlp) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    if secrecy != Tlp::Red {
        return state.next_number(DISPUTE, command.at);
    }
    let code = state.card.as_ref().map_or("", |card| card.code.as_str());
    let random = CommandId::of_daemon(command.id.record(), "sealed number").0;
    let tail: String =
        random.as_bytes().iter().take(6).map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    format!("{code}-{}-S{tail}", command.at.format("%Y"))
}
