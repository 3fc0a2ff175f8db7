//! What the daemon does by itself about the custody of a case. Asked twice, each does nothing the second time.

use super::Decision;
use crate::casework::custody::{CaseFile, Custody, CustodyFact};
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::leg::LegFact;
use crate::casework::state::UnitState;

/// The recipient consented to what we still offer: let the whole case go.
pub fn release(state: &UnitState, case: RecordId) -> Decision {
    let (Custody::Offering { epoch, to, referral, of, .. }, Some(dispute)) =
        (state.custody_of(case), state.disputes.get(&case))
    else {
        return Ok(Vec::new());
    };
    let consented = state
        .referrals
        .get(&referral)
        .and_then(|file| file.leg.accepted.as_ref())
        .is_some_and(|(_, _, accepted)| *accepted == of);
    if !consented {
        return Ok(Vec::new());
    }
    let file = Box::new(CaseFile { dispute: (**dispute).clone() });
    Ok(vec![Fact::Custody(case, CustodyFact::Released { epoch: epoch + 1, to, referral, file })])
}

/// The recipient sent back what offers the case: it stays here.
pub fn keep(state: &UnitState, case: RecordId, referral: RecordId) -> Decision {
    let Custody::Offering { epoch, referral: offered, .. } = state.custody_of(case) else { return Ok(Vec::new()) };
    let ours = offered == referral;
    Ok(ours.then_some(Fact::Custody(case, CustodyFact::Kept { epoch: epoch + 1 })).into_iter().collect())
}

/// The case was released to us: it is ours from here on, and work on it has begun.
pub fn take(state: &UnitState, case: RecordId) -> Decision {
    let (Custody::Accepted { epoch, from, referral, .. }, true) =
        (state.custody_of(case), state.arriving.contains_key(&case))
    else {
        return Ok(Vec::new());
    };
    Ok(vec![
        Fact::Custody(case, CustodyFact::Took { epoch: epoch + 1, from }),
        Fact::Leg(referral, LegFact::Started, None),
    ])
}
