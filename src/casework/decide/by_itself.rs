//! What the daemon of a leg's keeper does by itself. Asked twice, each does nothing the second time.

use super::Decision;
use super::accept::accept;
use super::leg::still_open;
use crate::casework::authorize::may_leave;
use crate::casework::command::Acceptance;
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::leg::LegFact;
use crate::casework::referral::{ReferralFile, ReturnCode};
use crate::casework::refusal::Refusal;
use crate::casework::state::UnitState;
use crate::casework::timers::Timer;
use chrono::{DateTime, Utc};

/// A referral arrived: said to the sender; sent back when it could not be taken in, born cancelled when its recall was
/// here first, nothing when taken back.
pub fn deliver(state: &UnitState, id: RecordId) -> Decision {
    let file = state.referrals.get(&id).ok_or(Refusal::NotFound)?;
    if file.unsent || file.keeper() != Some(state.id()) || file.leg.signed.is_some() || file.leg.is_over() {
        return Ok(Vec::new());
    }
    let facts = match (undeliverable(file), &file.leg.delivered) {
        (Some(fact), _) => vec![fact],
        (None, Some(_)) => Vec::new(),
        (None, None) => {
            let recalled = file.recall.is_some().then_some(LegFact::Cancelled);
            [LegFact::Delivered].into_iter().chain(recalled).collect()
        }
    };
    Ok(facts.into_iter().map(|fact| Fact::Leg(id, fact, None)).collect())
}

/// Why it cannot be taken in: its level may not travel, or the case is offered under another text.
fn undeliverable(file: &ReferralFile) -> Option<LegFact> {
    let referral = file.referral.as_ref()?;
    let other_text =
        file.offered.is_some_and(|(_, of, revision)| revision == referral.terms.revision && of != referral.hash());
    let code = match (may_leave(referral.secrecy), other_text) {
        (false, _) => ReturnCode::LevelBarred,
        (true, true) => ReturnCode::Signature,
        (true, false) => return None,
    };
    let basis = format!("{} / {}", code.zh(), code.en());
    let (suggestion, forward_to, split) = (String::new(), None, Vec::new());
    Some(LegFact::Returned { code, basis, suggestion, forward_to, split })
}

/// A recall arrived: a leg that has not begun cancels by itself, any other waits for its officer's answer.
pub fn cancel(state: &UnitState, id: RecordId) -> Decision {
    let Some(file) = state.referrals.get(&id) else { return Ok(Vec::new()) };
    let begun = file.leg.started.is_some() || file.leg.is_over();
    // Not delivered yet: `deliver` sees the recall when the referral comes.
    if begun || file.leg.delivered.is_none() || file.keeper() != Some(state.id()) {
        return Ok(Vec::new());
    }
    Ok(vec![Fact::Leg(id, LegFact::Cancelled, None)])
}

/// We were designated: accepted, whatever else was asked.
pub fn obey(state: &UnitState, id: RecordId) -> Decision {
    let file = state.referrals.get(&id).ok_or(Refusal::NotFound)?;
    if file.keeper() != Some(state.id()) || still_open(file).is_err() || file.leg.signed.is_none() {
        return Ok(Vec::new());
    }
    accept(state, file, &Acceptance::default(), None)
}

/// A clock of the keeper rang. When the day to look again has passed, work goes on.
pub fn ring(state: &UnitState, id: RecordId, timer: Timer, due: DateTime<Utc>) -> Decision {
    let file = state.referrals.get(&id).ok_or(Refusal::NotFound)?;
    if file.keeper() != Some(state.id()) || file.leg.rang.contains(&(timer, due)) {
        return Ok(Vec::new());
    }
    let resumed = (timer == Timer::Review && file.leg.held.is_some()).then_some(LegFact::Resumed);
    let facts = [LegFact::Rang { timer, due }].into_iter().chain(resumed);
    Ok(facts.map(|fact| Fact::Leg(id, fact, None)).collect())
}
