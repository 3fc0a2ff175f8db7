//! May an officer read a sealed case in an emergency, and who looks at it afterwards?

use super::{Decision, required};
use crate::casework::access::{Access, AccessAct, AccessDraft, AccessFact, AccessState, LASTS, Opened};
use crate::casework::affair::AffairFact;
use crate::casework::authorize::sees;
use crate::casework::command::Command;
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::known::NUMBER;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::UnitState;
use crate::casework::unit::Author;
use crate::casework::words::PostRole;

/// Opens it: for a case of that very number that the officer does not see already.
pub fn open(state: &UnitState, command: &Command, number: String, draft: &AccessDraft) -> Decision {
    required("number", &draft.number)?;
    required("reason", &draft.reason)?;
    let Author::Post { officer, name, role, .. } = &command.author else {
        return Err(Refusal::NotPermitted { wants: PostRole::Duty });
    };
    let named = |number: &str| number.eq_ignore_ascii_case(draft.number.trim());
    let mut known = state.disputes_with(NUMBER, &draft.number.trim().to_uppercase());
    let dispute = known.find(|one| named(&one.number)).ok_or(Refusal::NotFound)?;
    if sees(*officer, *role, dispute.draft.secrecy, &dispute.named) {
        return Err(Refusal::guard(Guard::SeenAlready, [&dispute.number]));
    }
    let until = command.at + LASTS;
    let (officer, name) = (*officer, name.clone());
    let (dispute, reason) = (dispute.id, draft.reason.clone());
    let opened = Opened { number, dispute, officer, name, reason, until };
    Ok(vec![Fact::Affair(command.id.record(), AffairFact::Access(AccessFact::Opened(Box::new(opened))))])
}

/// What follows from an act on it.
pub fn decide(access: &Access, author: &Author, act: &AccessAct) -> Result<AccessFact, Refusal> {
    let AccessAct::Review { justified, remark } = act;
    let Author::Post { officer, name, .. } = author else {
        return Err(Refusal::NotPermitted { wants: PostRole::Lead });
    };
    if access.state == AccessState::Reviewed {
        return Err(Refusal::guard(Guard::ReviewedAlready, [&access.opened.number]));
    }
    if *officer == access.opened.officer {
        return Err(Refusal::guard(Guard::ReviewByAnother, [&access.opened.name]));
    }
    required("remark", remark)?;
    Ok(AccessFact::Reviewed { by: *officer, name: name.clone(), justified: *justified, remark: remark.clone() })
}

/// Its time is over.
pub fn end(state: &UnitState, affair: RecordId) -> Decision {
    let access = state.affairs.get(&affair).and_then(|file| file.affair.access()).ok_or(Refusal::NotFound)?;
    let open = access.state == AccessState::Open;
    Ok(open.then_some(Fact::Affair(affair, AffairFact::Access(AccessFact::Ended))).into_iter().collect())
}

/// A sealed case, or one of a task force, was read: written down once a day for each officer. Others leave no trace.
pub fn read(state: &UnitState, command: &Command, id: RecordId) -> Decision {
    let dispute = state.disputes.get(&id).ok_or(Refusal::NotFound)?;
    let Some(officer) = command.author.officer() else { return Ok(Vec::new()) };
    let news = dispute.leaves_traces() && !dispute.read_today(officer, command.at);
    Ok(news.then_some(Fact::Read(id)).into_iter().collect())
}
