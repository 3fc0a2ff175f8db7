//! Forwarding: the recipient proposes another unit, the sender opens the new leg; the due date that held goes with it.

use super::dispute::held;
use super::leg::{done, first};
use super::{Decision, abroad, required, wrong};
use crate::casework::command::Command;
use crate::casework::entry::Fact;
use crate::casework::ids::{RecordId, UnitId};
use crate::casework::leg::LegFact;
use crate::casework::referral::{Recipient, Referral, ReferralFact, ReferralFile, ReturnCode, Terms};
use crate::casework::refusal::Refusal;
use crate::casework::state::{REFERRAL, UnitState};

/// The keeper sends a request back and names the unit to which it should go on.
pub fn propose(file: &ReferralFile, referral: &Referral, to: &str, basis: &str) -> Result<LegFact, Refusal> {
    if file.designated() {
        return Err(Refusal::Designated);
    }
    if referral.kind.moves_the_case() {
        return Err(wrong("to", "整案只能退回, 由发出方另行移送", "a case is returned; its sender transfers it anew"));
    }
    required("to", to)?;
    required("basis", basis)?;
    let (code, basis, suggestion) = (ReturnCode::Function, basis.to_owned(), to.to_owned());
    Ok(LegFact::Returned { code, basis, suggestion, forward_to: Some(to.to_owned()) })
}

/// The sender's daemon opens the leg by itself when the referral says so; else its officer is asked.
pub fn by_itself(state: &UnitState, command: &Command, id: RecordId) -> Decision {
    let file = state.referrals.get(&id).ok_or(Refusal::NotFound)?;
    let allowed =
        |unit: UnitId| file.referral.as_ref().is_some_and(|referral| referral.terms.forwardable_to.contains(&unit));
    // Whoever asked for it back opens nothing new.
    let wanted = file.sender == state.id() && file.recall.is_none() && file.superseded_by.is_none();
    match proposed(state, file).filter(|unit| wanted && allowed(*unit)) {
        Some(_) => open(state, command, file),
        None => Ok(Vec::new()),
    }
}

/// Opens the proposed leg: same items, same due date, its own number.
pub fn open(state: &UnitState, command: &Command, file: &ReferralFile) -> Decision {
    let before = file.referral.as_ref().ok_or(Refusal::NotFound)?;
    let Some((moment, ..)) = file.leg.returned.as_ref().filter(|_| file.leg.forward_to.is_some()) else {
        return Err(first("propose-forward", "由接收方建议转交", "the recipient proposes a unit"));
    };
    if file.superseded_by.is_some() {
        return Err(done(moment, "转交", "forwarded"));
    }
    let dispute = held(state, before.brief.dispute)?;
    let to = proposed(state, file).ok_or_else(|| {
        wrong("to", "没有通往该单位的线路, 另立一件", "no line to that unit; open a referral yourself")
    })?;
    abroad::may_go(state, dispute, &Recipient::Unit(to))?;
    let referral = Referral {
        number: state.next_number(REFERRAL, command.at),
        to: Recipient::Unit(to),
        to_name: state.unit_name(to),
        due: file.due(),
        submitted_by: command.author.name().to_owned(),
        submitted_at: command.at,
        terms: Terms {
            revision: 0,
            parent: Some(file.id),
            asked_due: None,
            // Going on to another unit is a bounce too.
            bounces: before.terms.bounces.saturating_add(1),
            ..before.terms.clone()
        },
        ..before.clone()
    };
    let by = command.id.record();
    Ok(vec![
        Fact::Referral(by, ReferralFact::Submitted(Box::new(referral))),
        Fact::Referral(file.id, ReferralFact::Superseded { by }),
    ])
}

/// The proposed unit, if we have a line to it.
fn proposed(state: &UnitState, file: &ReferralFile) -> Option<UnitId> {
    let code = file.leg.forward_to.as_ref()?;
    state.lines.values().find(|line| line.card.code.eq_ignore_ascii_case(code)).map(|line| line.card.id)
}
