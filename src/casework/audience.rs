//! Which peers get a slip of a fact: a pure function of the fact and of what is known.

use super::affair::{AffairFact, Side};
use super::custody::{Custody, CustodyFact};
use super::entry::Fact;
use super::ids::{RecordId, UnitId};
use super::referral::ReferralFact;
use super::state::UnitState;

/// The units that this fact of our own book is meant for; at most one today: the other side of a referral.
pub fn audience(fact: &Fact, state: &UnitState) -> Option<UnitId> {
    match fact {
        Fact::Referral(_, ReferralFact::Submitted(referral)) => referral.to.unit(),
        Fact::Referral(
            id,
            ReferralFact::Amended(_)
            | ReferralFact::Ruled(_)
            | ReferralFact::Superseded { .. }
            | ReferralFact::Rang { .. }
            | ReferralFact::Voided { .. }
            | ReferralFact::Supplemented { .. }
            | ReferralFact::Objected { .. }
            | ReferralFact::ExtensionAnswered { .. }
            | ReferralFact::Urged { .. }
            | ReferralFact::Unsent
            | ReferralFact::RecallAsked { .. }
            | ReferralFact::Confirmed { .. },
        )
        | Fact::Leg(id, ..) => other_side(*id, state),
        Fact::Referral(_, ReferralFact::VoidProposed { .. }) => None,
        Fact::Custody(case, fact) => match fact {
            CustodyFact::Offered { to, .. } | CustodyFact::Released { to, .. } => Some(*to),
            CustodyFact::Accepted { from, .. } | CustodyFact::Took { from, .. } => Some(*from),
            CustodyFact::Kept { .. } => match state.custody_of(*case) {
                Custody::Offering { to, .. } => Some(to),
                Custody::None { .. } | Custody::Owner { .. } | Custody::Accepted { .. } | Custody::Released { .. } => {
                    None
                }
            },
        },
        Fact::Affair(id, fact) => across(*id, fact, state),
        Fact::Founded(_)
        | Fact::Posted(..)
        | Fact::PostEnded(_)
        | Fact::Line(..)
        | Fact::Dispute(..)
        | Fact::Alert(..)
        | Fact::Expert(..)
        | Fact::Agency(..)
        | Fact::Rota(_) => None,
    }
}

/// The unit across from us in an affair that lies between two; what stays in the house has none.
fn across(id: RecordId, fact: &AffairFact, state: &UnitState) -> Option<UnitId> {
    let side = fact.side()?;
    let (from, to) = fact.opens_between().or_else(|| state.affairs.get(&id)?.affair.parties())?;
    Some(match side {
        Side::Opener => to,
        Side::Other => from,
    })
}

/// The unit across from us in a referral; none when its leg is kept by proxy.
fn other_side(id: RecordId, state: &UnitState) -> Option<UnitId> {
    let file = state.referrals.get(&id)?;
    let to = file.referral.as_ref()?.to.unit()?;
    Some(if file.sender == state.id() { to } else { file.sender })
}
