//! Taking a dispute in: once, with its number, and with the deadline that its service starts.

use crate::casework::authorize::known_to;
use crate::casework::command::Command;
use crate::casework::deadline::Deadline;
use crate::casework::decide::number::sealed_number;
use crate::casework::decide::{Decision, Ground, deadline, number_of, required};
use crate::casework::dispute::{DisputeDraft, DisputeFact};
use crate::casework::entry::Fact;
use crate::casework::refusal::Refusal;
use crate::casework::state::{DISPUTE, UnitState};
use crate::casework::words::Tlp;

/// Takes a dispute in, once: a second form about the same matter is known by its key.
pub fn register(ground: Ground<'_>, command: &Command, draft: &DisputeDraft) -> Decision {
    required("enterprise", &draft.enterprise.name)?;
    required("jurisdiction", &draft.jurisdiction)?;
    let number = free_number(ground.state, command, draft)?;
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

/// The number of a dispute that is not known yet. One that the author may not see is not known: the same matter is taken
/// in again, and whoever sees both may join them.
pub fn free_number(state: &UnitState, command: &Command, draft: &DisputeDraft) -> Result<String, Refusal> {
    if let Some(known) = known_to(state, &command.author, &draft.key()) {
        return Err(Refusal::Already { number: number_of(state, known) });
    }
    Ok(match draft.secrecy {
        Tlp::Red => sealed_number(state, command, (DISPUTE, 1)),
        Tlp::Clear | Tlp::Green | Tlp::Amber | Tlp::AmberStrict => state.next_number(DISPUTE, command.at),
    })
}
