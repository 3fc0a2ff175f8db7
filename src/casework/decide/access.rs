//! May an officer read a sealed case in an emergency, who lets them in, and who looks at it afterwards?

use super::number::new_number;
use super::own_alert::{self, News};
use super::{Decision, required};
use crate::calendar::Text;
use crate::casework::access::{Access, AccessAct, AccessDraft, AccessFact, AccessState, LASTS, Opened};
use crate::casework::affair::AffairFact;
use crate::casework::alert::AlertFact;
use crate::casework::authorize::sees;
use crate::casework::command::Command;
use crate::casework::dispute::Dispute;
use crate::casework::entry::Fact;
use crate::casework::ids::{OfficerId, RecordId};
use crate::casework::known::NUMBER;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::{ALERT, UnitState};
use crate::casework::unit::Author;
use crate::casework::words::PostRole;
use chrono::{DateTime, FixedOffset};

/// Asks for it: a case of that very number that the officer does not see already. Whoever sees the case is told by an
/// alert, which is as hidden as the case: its handler, whom it names, the shift leads.
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
    let notice = notice(state, command, dispute, name);
    let until = command.at + LASTS;
    let (officer, name) = (*officer, name.clone());
    let (dispute, reason) = (dispute.id, draft.reason.clone());
    let asked = Opened { number, dispute, officer, name, reason, until };
    Ok(vec![Fact::Affair(command.id.record(), AffairFact::Access(AccessFact::Asked(Box::new(asked)))), notice])
}

fn notice(state: &UnitState, command: &Command, dispute: &Dispute, name: &str) -> Fact {
    let headline = Text::new(format!("{name} 申请紧急调阅"), format!("{name} asks for emergency access"));
    let news = News { key: format!("{}/access/{}", dispute.id, command.id), event: "emergency-access", headline };
    let draft = Box::new(own_alert::draft(state, command.at, dispute, &news));
    let number = new_number(state, command, ALERT, Some(dispute.id));
    Fact::Alert(command.id.further_record(1), AlertFact::Raised { number, draft })
}

/// What follows from an act on it.
pub fn decide(
    access: &Access,
    (author, at): (&Author, DateTime<FixedOffset>),
    act: &AccessAct,
) -> Result<AccessFact, Refusal> {
    let Author::Post { officer, name, .. } = author else {
        return Err(Refusal::NotPermitted { wants: PostRole::Lead });
    };
    let (by, name) = (*officer, name.clone());
    match act {
        AccessAct::Agree => {
            second_person(access, by)?;
            Ok(AccessFact::Agreed { by, name, until: at + LASTS })
        }
        AccessAct::Decline { reason } => {
            second_person(access, by)?;
            required("reason", reason)?;
            Ok(AccessFact::Declined { by, name, reason: reason.clone() })
        }
        AccessAct::Review { justified, remark } => {
            another_person(access, by)?;
            required("remark", remark)?;
            Ok(AccessFact::Reviewed { by, name, justified: *justified, remark: remark.clone() })
        }
    }
}

/// While it is asked, and by somebody who sees the case and did not ask.
fn second_person(access: &Access, by: OfficerId) -> Result<(), Refusal> {
    match access.state {
        AccessState::Asked if by == access.opened.officer => {
            Err(Refusal::guard(Guard::AgreedByAnother, [&access.opened.name]))
        }
        AccessState::Asked => Ok(()),
        AccessState::Open | AccessState::Refused | AccessState::Ended | AccessState::Reviewed => {
            Err(Refusal::guard(Guard::AccessAnswered, [&access.opened.number]))
        }
    }
}

fn another_person(access: &Access, by: OfficerId) -> Result<(), Refusal> {
    match access.state {
        AccessState::Reviewed => Err(Refusal::guard(Guard::ReviewedAlready, [&access.opened.number])),
        AccessState::Asked | AccessState::Refused => {
            Err(Refusal::guard(Guard::AccessNotOpened, [&access.opened.number]))
        }
        AccessState::Open | AccessState::Ended if by == access.opened.officer => {
            Err(Refusal::guard(Guard::ReviewByAnother, [&access.opened.name]))
        }
        AccessState::Open | AccessState::Ended => Ok(()),
    }
}

/// Its time is over.
pub fn end(state: &UnitState, affair: RecordId) -> Decision {
    let access = state.affairs.get(&affair).and_then(|file| file.affair.access()).ok_or(Refusal::NotFound)?;
    let runs = matches!(access.state, AccessState::Asked | AccessState::Open);
    Ok(runs.then_some(Fact::Affair(affair, AffairFact::Access(AccessFact::Ended))).into_iter().collect())
}

/// A sealed case, or one of a task force, was read: written down once a day for each officer. Others leave no trace.
pub fn read(state: &UnitState, command: &Command, id: RecordId) -> Decision {
    let dispute = state.disputes.get(&id).ok_or(Refusal::NotFound)?;
    let Some(officer) = command.author.officer() else { return Ok(Vec::new()) };
    let news = dispute.leaves_traces() && !dispute.read_today(officer, command.at);
    Ok(news.then_some(Fact::Read(id)).into_iter().collect())
}
