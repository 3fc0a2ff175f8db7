//! What may be done to an alert: taken in once, acknowledged, made a dispute, closed.

use super::dispute::registered;
use super::{Decision, Ground, number_of, required, unchanged};
use crate::casework::alert::{Alert, AlertDraft, AlertFact, AlertState};
use crate::casework::command::{AlertAct, Command};
use crate::casework::dispute::{DisputeDraft, DisputeFact};
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::refusal::Refusal;
use crate::casework::state::{ALERT, DISPUTE, UnitState};

/// Takes an alert in; the same message again is known, a changed one is a revision.
pub fn raise(state: &UnitState, command: &Command, draft: &AlertDraft) -> Decision {
    required("headline", &draft.headline)?;
    required("identifier", &draft.identifier)?;
    if let Some(id) = state.keys.get(&draft.key()) {
        let known = state.alerts.get(id);
        return match known {
            Some(alert) if alert.draft.content() != draft.content() && alert.state != AlertState::Closed => {
                Ok(vec![Fact::Alert(*id, AlertFact::Revised(Box::new(draft.clone())))])
            }
            Some(_) | None => Err(Refusal::Already { number: number_of(state, *id) }),
        };
    }
    let number = state.next_number(ALERT, command.at);
    Ok(vec![Fact::Alert(command.id.record(), AlertFact::Raised { number, draft: Box::new(draft.clone()) })])
}

/// What follows from an act on an alert.
pub fn decide(ground: Ground<'_>, command: &Command, id: RecordId, act: &AlertAct) -> Decision {
    let alert = ground.state.alerts.get(&id).ok_or(Refusal::NotFound)?;
    unchanged(command, alert.version)?;
    match act {
        AlertAct::Ack => {
            open(alert)?;
            if let (AlertState::Acked, Some(by)) = (alert.state, &alert.acked_by) {
                return Err(done("确认", "acked", by));
            }
            Ok(vec![Fact::Alert(id, AlertFact::Acked { name: command.author.name().to_owned() })])
        }
        AlertAct::OpenDispute(draft) => open_dispute(ground, command, alert, draft),
        AlertAct::Close { code, reason } => {
            open(alert)?;
            Ok(vec![Fact::Alert(id, AlertFact::Closed { code: *code, reason: reason.clone() })])
        }
    }
}

fn open_dispute(ground: Ground<'_>, command: &Command, alert: &Alert, draft: &DisputeDraft) -> Decision {
    open(alert)?;
    required("enterprise", &draft.enterprise.name)?;
    required("jurisdiction", &draft.jurisdiction)?;
    if let Some(known) = ground.state.keys.get(&draft.key()) {
        return Err(Refusal::Already { number: number_of(ground.state, *known) });
    }
    let dispute = command.id.record();
    let number = ground.state.next_number(DISPUTE, command.at);
    let mut facts = registered(ground, command, number.clone(), draft);
    facts.push(Fact::Dispute(dispute, DisputeFact::AlertLinked { alert: alert.id }));
    facts.push(Fact::Alert(alert.id, AlertFact::Linked { dispute, number }));
    Ok(facts)
}

fn open(alert: &Alert) -> Result<(), Refusal> {
    match (alert.state, &alert.dispute, &alert.closing) {
        (AlertState::Linked, Some((_, number)), _) => Err(Refusal::Already { number: number.clone() }),
        (AlertState::Closed, _, Some((code, _))) => Err(done(&format!("关闭 ({})", code.zh()), "closed", "-")),
        (AlertState::New | AlertState::Acked | AlertState::Linked | AlertState::Closed, _, _) => Ok(()),
    }
}

fn done(zh: &str, en: &str, by: &str) -> Refusal {
    Refusal::Done { zh: zh.to_owned(), en: en.to_owned(), by: by.to_owned(), at: String::new() }
}
