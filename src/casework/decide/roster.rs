//! Experts and agencies: entered once, by hand or from a file.

use super::{Decision, number_of, required};
use crate::casework::agency::{AgencyDraft, AgencyFact};
use crate::casework::command::Command;
use crate::casework::entry::Fact;
use crate::casework::expert::{ExpertDraft, ExpertFact};
use crate::casework::ids::Hash;
use crate::casework::refusal::Refusal;
use crate::casework::state::{AGENCY, EXPERT, UnitState};

/// Enrols an expert.
pub fn enrol_expert(state: &UnitState, command: &Command, draft: &ExpertDraft) -> Decision {
    required("name", &draft.name)?;
    new(state, draft.key())?;
    let number = state.next_number(EXPERT, command.at);
    Ok(vec![Fact::Expert(command.id.record(), ExpertFact::Enrolled { number, draft: Box::new(draft.clone()) })])
}

/// Enters an agency.
pub fn enter_agency(state: &UnitState, command: &Command, draft: &AgencyDraft) -> Decision {
    required("code", &draft.code)?;
    required("name", &draft.name_zh)?;
    new(state, draft.key())?;
    let number = state.next_number(AGENCY, command.at);
    Ok(vec![Fact::Agency(command.id.record(), AgencyFact::Entered { number, draft: Box::new(draft.clone()) })])
}

fn new(state: &UnitState, key: Hash) -> Result<(), Refusal> {
    match state.known_by(&key) {
        Some(id) => Err(Refusal::Already { number: number_of(state, id) }),
        None => Ok(()),
    }
}
