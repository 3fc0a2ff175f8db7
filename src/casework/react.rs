//! What a unit's daemon does by itself when a slip has arrived: pure, and safe to ask twice.

use super::command::SystemAct;
use super::custody::{Custody, CustodyFact};
use super::entry::{Fact, Slip};
use super::leg::LegFact;
use super::referral::{ReferralFact, Ruling};
use super::state::UnitState;

/// The acts that follow from a slip already folded into `state`. Each is decided like any other and may be refused.
pub fn react(state: &UnitState, slip: &Slip) -> Option<SystemAct> {
    match &slip.fact {
        Fact::Referral(id, ReferralFact::Submitted(_)) => Some(SystemAct::Deliver { referral: *id }),
        Fact::Referral(id, ReferralFact::RecallAsked { .. }) => Some(SystemAct::Cancel { referral: *id }),
        Fact::Referral(id, ReferralFact::Ruled(Ruling::Designated { .. })) => Some(SystemAct::Obey { referral: *id }),
        Fact::Referral(
            _,
            ReferralFact::Ruled(Ruling::ReturnAllowed { .. })
            | ReferralFact::VoidProposed { .. }
            | ReferralFact::Proposed { .. }
            | ReferralFact::EnterpriseAsked { .. }
            | ReferralFact::Declined { .. }
            | ReferralFact::Voided { .. }
            | ReferralFact::Supplemented { .. }
            | ReferralFact::Objected { .. }
            | ReferralFact::ExtensionAnswered { .. }
            | ReferralFact::Urged { .. }
            | ReferralFact::Superseded { .. }
            | ReferralFact::Rang { .. }
            | ReferralFact::KindRang { .. }
            | ReferralFact::Amended(_)
            | ReferralFact::Paper(_)
            | ReferralFact::Unsent
            | ReferralFact::Confirmed { .. },
        ) => None,
        Fact::Leg(id, LegFact::Returned { forward_to, split, .. }, _) if forward_to.is_some() || !split.is_empty() => {
            Some(SystemAct::Forward { referral: *id })
        }
        Fact::Leg(id, LegFact::Returned { .. } | LegFact::Cancelled, _) => {
            let case = state.referrals.get(id)?.referral.as_ref()?.brief.dispute;
            Some(SystemAct::Keep { case, referral: *id })
        }
        Fact::Leg(..) => None,
        Fact::Custody(case, CustodyFact::Accepted { .. }) => Some(SystemAct::Release { case: *case }),
        Fact::Custody(case, CustodyFact::Released { .. }) => {
            matches!(state.custody_of(*case), Custody::Accepted { .. }).then_some(SystemAct::Take { case: *case })
        }
        // An offer of another text than the one that came is noticed at the door.
        Fact::Custody(_, CustodyFact::Offered { referral, .. }) => Some(SystemAct::Deliver { referral: *referral }),
        Fact::Custody(_, CustodyFact::Took { .. } | CustodyFact::Kept { .. }) => None,
        Fact::Founded(_)
        | Fact::Posted(..)
        | Fact::PostEnded(_)
        | Fact::Line(..)
        | Fact::Dispute(..)
        | Fact::Alert(..)
        | Fact::Expert(..)
        | Fact::Agency(..)
        | Fact::Affair(..)
        | Fact::Read(_)
        | Fact::Rota(_)
        | Fact::LetterWord(_) => None,
    }
}
