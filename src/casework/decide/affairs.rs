//! Affairs, each by the rules of its kind: opened, and gone on with.

use super::number::{new_number, sealed_number};
use super::{
    Decision, Ground, access, consultation, handover, inspection, instruction, listing, meeting, silence, supervision,
    task, unchanged,
};
use crate::casework::affair::{Affair, AffairAct, AffairDraft, AffairFact, AffairKind};
use crate::casework::authorize::case_of_draft;
use crate::casework::command::Command;
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::refusal::Refusal;

/// Opens an affair.
pub fn open(ground: Ground<'_>, command: &Command, draft: &AffairDraft) -> Decision {
    let state = ground.state;
    let case = case_of_draft(state, draft);
    let number = |kind: AffairKind| new_number(state, command, kind.letter(), case);
    let fact = match draft {
        AffairDraft::Listing(draft) => AffairFact::Listing(listing::open(state, number(AffairKind::Listing), draft)?),
        AffairDraft::Access(draft) => {
            // Only a sealed case is not seen already.
            let number = sealed_number(state, command, (AffairKind::Access.letter(), 1));
            return access::open(state, command, number, draft);
        }
        AffairDraft::Silence(draft) => return silence::open(ground, command, number(AffairKind::Silence), draft),
        AffairDraft::Consultation(draft) => {
            let number = number(AffairKind::Consultation);
            AffairFact::Consultation(consultation::open(state, command, (number, case), draft)?)
        }
        AffairDraft::Instruction(draft) => {
            AffairFact::Instruction(instruction::open(ground, command, number(AffairKind::Instruction), draft)?)
        }
        AffairDraft::Supervision(draft) => {
            AffairFact::Supervision(supervision::open(state, command, number(AffairKind::Supervision), draft)?)
        }
        AffairDraft::Meeting(draft) => {
            AffairFact::Meeting(meeting::open(ground, command, number(AffairKind::Meeting), draft)?)
        }
        AffairDraft::Task(draft) => AffairFact::Task(task::open(number(AffairKind::Task), draft)?),
        AffairDraft::Inspection(draft) => {
            AffairFact::Inspection(inspection::open(state, number(AffairKind::Inspection), draft)?)
        }
        AffairDraft::Handover(draft) => {
            AffairFact::Handover(handover::open(ground, command, number(AffairKind::Handover), draft)?)
        }
    };
    Ok(vec![Fact::Affair(command.id.record(), fact)])
}

/// What follows from an act on an affair.
pub fn decide(ground: Ground<'_>, command: &Command, id: RecordId, act: &AffairAct) -> Decision {
    let state = ground.state;
    let file = state.affairs.get(&id).ok_or(Refusal::NotFound)?;
    unchanged(command, file.version)?;
    let facts = match (&file.affair, act) {
        (Affair::Listing(one), AffairAct::Listing(act)) => vec![AffairFact::Listing(listing::decide(one, act)?)],
        (Affair::Access(one), AffairAct::Access(act)) => {
            vec![AffairFact::Access(access::decide(one, (&command.author, command.at), act)?)]
        }
        (Affair::Silence(one), AffairAct::Silence(act)) => return silence::decide(ground, command, (id, one), act),
        (Affair::Consultation(one), AffairAct::Consultation(act)) => {
            consultation::decide(state, command, one, act)?.into_iter().map(AffairFact::Consultation).collect()
        }
        (Affair::Instruction(one), AffairAct::Instruction(act)) => {
            vec![AffairFact::Instruction(instruction::decide(ground, command, one, act)?)]
        }
        (Affair::Supervision(one), AffairAct::Supervision(act)) => {
            vec![AffairFact::Supervision(supervision::decide(state, command, one, act)?)]
        }
        (Affair::Meeting(one), AffairAct::Meeting(act)) => return meeting::decide(state, command, id, (one, act)),
        (Affair::Task(one), AffairAct::Task(act)) => vec![AffairFact::Task(task::decide(one, act)?)],
        (Affair::Inspection(one), AffairAct::Inspection(act)) => {
            vec![AffairFact::Inspection(inspection::decide(state, command, one, act)?)]
        }
        (Affair::Handover(one), AffairAct::Handover(act)) => {
            vec![AffairFact::Handover(handover::decide(ground, command, one, act)?)]
        }
        (
            Affair::Listing(_)
            | Affair::Access(_)
            | Affair::Silence(_)
            | Affair::Consultation(_)
            | Affair::Instruction(_)
            | Affair::Supervision(_)
            | Affair::Meeting(_)
            | Affair::Task(_)
            | Affair::Handover(_)
            | Affair::Inspection(_),
            _,
        ) => return Err(Refusal::NotFound),
    };
    Ok(facts.into_iter().map(|fact| Fact::Affair(id, fact)).collect())
}
