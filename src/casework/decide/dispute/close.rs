//! Closing with integrity.

use super::at_stage;
use crate::casework::custody::Custody;
use crate::casework::dispute::{Dispute, DisputeFact, DisputeOutcome, Stage};
use crate::casework::refusal::Refusal;
use crate::casework::standing::standing;
use crate::casework::state::UnitState;

/// Closes with integrity: not over open legs or open deadlines, unless the reason for it is written down.
pub fn close(
    state: &UnitState,
    dispute: &Dispute,
    outcome: DisputeOutcome,
    reason: &str,
) -> Result<DisputeFact, Refusal> {
    at_stage(dispute, Stage::Guiding)?;
    if let Custody::Offering { to, referral, .. } = state.custody_of(dispute.id) {
        let number = state.referrals.get(&referral).and_then(|file| file.referral.as_ref());
        let number = number.map_or_else(String::new, |referral| referral.number.clone());
        return Err(Refusal::OnOffer { number, to: state.unit_name(to) });
    }
    let items = open_work(state, dispute);
    if !items.is_empty() && reason.trim().is_empty() {
        return Err(Refusal::OpenWork { items });
    }
    Ok(DisputeFact::Closed { outcome, reason: reason.to_owned() })
}

/// What is still open under a dispute: its own referrals and its deadlines.
fn open_work(state: &UnitState, dispute: &Dispute) -> Vec<String> {
    let legs = state.referrals_of_case(dispute.id).filter(|file| file.sender == state.id()).filter_map(|file| {
        let referral = file.referral.as_ref()?;
        let line = referral.to.unit().and_then(|to| state.lines.get(&to));
        (!standing(file, line).is_terminal()).then(|| referral.number.clone())
    });
    let deadlines = dispute.deadlines.iter().filter(|one| one.state.is_open());
    legs.chain(deadlines.map(|one| format!("{} {}", one.computed.rule, one.computed.safe))).collect()
}
