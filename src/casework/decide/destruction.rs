//! What may be destroyed, and by whom: only what this unit wrote and what never left it, by two persons.

use super::{required, wrong};
use crate::casework::command::Command;
use crate::casework::custody::Custody;
use crate::casework::destruction::{Destroyable, Destruction, DestructionAct, DestructionFact, Order, Written};
use crate::casework::dispute::Dispute;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::UnitState;
use crate::casework::unit::Author;

/// The epoch of a case that was never offered to another unit.
const FIRST_EPOCH: u32 = 1;

/// What follows from an act.
pub fn decide(
    state: &UnitState,
    command: &Command,
    dispute: &Dispute,
    act: &DestructionAct,
) -> Result<DestructionFact, Refusal> {
    let by = command.author.officer().ok_or(Refusal::SecondPerson)?;
    match act {
        DestructionAct::Propose { what, no, basis } => {
            required("basis", basis)?;
            let (what, no) = (*what, *no);
            whole(state, dispute, (what, no))?;
            let (basis, name) = (basis.clone(), command.author.name().to_owned());
            Ok(DestructionFact::Proposed { what, no, basis, by, name })
        }
        DestructionAct::Decline { what, no, reason } => {
            required("reason", reason)?;
            proposed(state, dispute, (*what, *no))?;
            Ok(DestructionFact::Declined { what: *what, no: *no, reason: reason.clone() })
        }
        DestructionAct::Destroy { what, no } => destroy(state, &command.author, dispute, (*what, *no)),
    }
}

fn destroy(
    state: &UnitState,
    author: &Author,
    dispute: &Dispute,
    (what, no): (Destroyable, u16),
) -> Result<DestructionFact, Refusal> {
    let (written, proposal) = proposed(state, dispute, (what, no))?;
    if Some(proposal.proposed.0) == author.officer() {
        return Err(Refusal::SecondPerson);
    }
    let file = match what {
        Destroyable::Note => None,
        Destroyable::Evidence => dispute.piece(no).and_then(|piece| piece.draft.file.as_ref()).map(|file| file.blob),
    };
    Ok(DestructionFact::Destroyed(Order {
        what,
        no,
        basis: proposal.basis.clone(),
        proposed_by: proposal.proposed.1.clone(),
        entry: written.1,
        file,
        left: None,
    }))
}

/// What stands, was written here and never left: where it was written, and how far its destruction has come.
fn whole<'a>(
    state: &UnitState,
    dispute: &'a Dispute,
    (what, no): (Destroyable, u16),
) -> Result<(Written, Option<&'a Destruction>), Refusal> {
    let named = || format!("{} {no}", what.zh());
    let (written, destruction) =
        dispute.destroyable(what, no).ok_or_else(|| wrong("no", "没有这个序号", "there is none of that number"))?;
    if destruction.is_some_and(|one| one.done.is_some()) {
        return Err(Refusal::guard(Guard::DestroyedAlready, [named()]));
    }
    if what == Destroyable::Evidence && dispute.piece(no).is_some_and(|piece| piece.withdrawn.is_none()) {
        return Err(Refusal::guard(Guard::PieceCounts, [no]));
    }
    let stayed = matches!(state.custody_of(dispute.id), Custody::Owner { epoch: FIRST_EPOCH });
    match written {
        Some(written) if stayed && written.0 == state.id() => Ok((written, destruction)),
        Some(_) | None => Err(Refusal::guard(Guard::WrittenElsewhere, [named()])),
    }
}

fn proposed<'a>(
    state: &UnitState,
    dispute: &'a Dispute,
    (what, no): (Destroyable, u16),
) -> Result<(Written, &'a Destruction), Refusal> {
    let (written, destruction) = whole(state, dispute, (what, no))?;
    let unproposed = || Refusal::guard(Guard::DestructionUnproposed, [format!("{} {no}", what.zh())]);
    destruction.map(|one| (written, one)).ok_or_else(unproposed)
}
