//! An alert and disputes: made one, joined to one, detached again, and reviewed when its source changes it.

use super::super::dispute::{free_number, held, not_closed, registered};
use super::super::{Decision, Ground, required};
use super::at_hand;
use crate::casework::alert::{Alert, AlertFact, AlertNews};
use crate::casework::command::Command;
use crate::casework::dispute::{DisputeDraft, DisputeFact};
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::UnitState;

pub(super) fn open_dispute(ground: Ground<'_>, command: &Command, alert: &Alert, draft: &DisputeDraft) -> Decision {
    may_link(alert)?;
    required("enterprise", &draft.enterprise.name)?;
    required("jurisdiction", &draft.jurisdiction)?;
    let number = free_number(ground.state, command, draft)?;
    let mut facts = registered(ground, command, number.clone(), draft);
    facts.extend(linked(alert.id, command.id.record(), number));
    Ok(facts)
}

pub(super) fn join(state: &UnitState, alert: &Alert, dispute: RecordId) -> Decision {
    may_link(alert)?;
    let dispute = held(state, dispute)?;
    not_closed(dispute)?;
    Ok(linked(alert.id, dispute.id, dispute.number.clone()).into())
}

/// Both logs stay: what the dispute did of it is not undone.
pub(super) fn detach(state: &UnitState, alert: &Alert, reason: &str) -> Decision {
    let dispute = linked_with(alert)?;
    required("reason", reason)?;
    held(state, dispute)?;
    let reason = reason.to_owned();
    let news = AlertNews::Detached { alert: alert.id, number: alert.number.clone(), reason: reason.clone() };
    Ok(vec![Fact::Dispute(dispute, DisputeFact::Alert(news)), Fact::Alert(alert.id, AlertFact::Detached { reason })])
}

pub(super) fn review(state: &UnitState, alert: &Alert) -> Decision {
    let dispute = linked_with(alert)?;
    let task = held(state, dispute)?.reviews.iter().find(|(one, _)| *one == alert.id);
    let Some((_, revision)) = task else {
        return Err(Refusal::guard(Guard::NothingToReview, [&alert.number]));
    };
    let news = AlertNews::Reviewed { alert: alert.id, revision: *revision };
    Ok(vec![Fact::Dispute(dispute, DisputeFact::Alert(news))])
}

fn linked(alert: RecordId, dispute: RecordId, number: String) -> [Fact; 2] {
    [
        Fact::Dispute(dispute, DisputeFact::AlertLinked { alert }),
        Fact::Alert(alert, AlertFact::Linked { dispute, number }),
    ]
}

/// An exercise becomes no case: nothing of it may ever reach an enterprise.
fn may_link(alert: &Alert) -> Result<(), Refusal> {
    at_hand(alert)?;
    if alert.is_live() { Ok(()) } else { Err(Refusal::guard(Guard::ExerciseStays, [&alert.number])) }
}

fn linked_with(alert: &Alert) -> Result<RecordId, Refusal> {
    let dispute = alert.dispute.as_ref().map(|(dispute, _)| *dispute);
    dispute.ok_or_else(|| Refusal::guard(Guard::NotLinked, [&alert.number]))
}
