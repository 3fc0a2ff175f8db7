//! Which peers get a slip of a fact: a pure function of the fact and of what is known.

use super::affair::AffairFact;
use super::affair_sides::Side;
use super::custody::{Custody, CustodyFact};
use super::entry::Fact;
use super::ids::{RecordId, UnitId};
use super::line::LineFact;
use super::referral::{Referral, ReferralFact};
use super::state::UnitState;

/// The units that this fact of our own book is meant for: the other side of a referral, and its coordinator.
pub fn audience(fact: &Fact, state: &UnitState) -> Vec<UnitId> {
    match fact {
        Fact::Referral(_, ReferralFact::Submitted(referral)) => parties(referral, state),
        // Named by this very text, the coordinator gets the whole of it.
        Fact::Referral(_, ReferralFact::Amended(referral)) => parties(referral, state),
        Fact::Referral(
            id,
            ReferralFact::Ruled(_)
            | ReferralFact::EnterpriseAsked { .. }
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
        | Fact::Leg(id, ..) => others(*id, state),
        // A proposal stays in the house, and so does the clock that rings for it.
        Fact::Referral(id, ReferralFact::KindRang { .. }) => {
            let pending = state.referrals.get(id).is_none_or(|file| file.is_proposal());
            if pending { Vec::new() } else { others(*id, state) }
        }
        Fact::Referral(
            _,
            ReferralFact::VoidProposed { .. }
            | ReferralFact::Proposed { .. }
            | ReferralFact::Declined { .. }
            | ReferralFact::Paper(_),
        ) => Vec::new(),
        Fact::Custody(case, fact) => match fact {
            CustodyFact::Offered { to, .. } | CustodyFact::Released { to, .. } => vec![*to],
            CustodyFact::Accepted { from, .. } | CustodyFact::Took { from, .. } => vec![*from],
            CustodyFact::Kept { .. } => match state.custody_of(*case) {
                Custody::Offering { to, .. } => vec![to],
                Custody::None { .. } | Custody::Owner { .. } | Custody::Accepted { .. } | Custody::Released { .. } => {
                    Vec::new()
                }
            },
        },
        Fact::Affair(id, fact) => across(*id, fact, state).into_iter().collect(),
        Fact::Line(peer, LineFact::Head { .. }) => vec![*peer],
        Fact::Founded(_)
        | Fact::Posted(..)
        | Fact::PostEnded(_)
        | Fact::Line(_, LineFact::Enrolled { .. } | LineFact::Carried { .. } | LineFact::Receipted { .. })
        | Fact::Dispute(..)
        | Fact::Alert(..)
        | Fact::Expert(..)
        | Fact::Agency(..)
        | Fact::Read(_)
        | Fact::Rota(_)
        | Fact::LetterWord(_) => Vec::new(),
    }
}

/// The units besides us that a referral concerns, as far as we know of it.
fn others(id: RecordId, state: &UnitState) -> Vec<UnitId> {
    let referral = state.referrals.get(&id).and_then(|file| file.referral.as_ref());
    referral.map_or_else(Vec::new, |referral| parties(referral, state))
}

/// Sender, recipient and coordinator, each once and not ourselves.
fn parties(referral: &Referral, state: &UnitState) -> Vec<UnitId> {
    let mut parties: Vec<UnitId> = Vec::new();
    for unit in [Some(referral.from), referral.to.unit(), referral.terms.coordinator].into_iter().flatten() {
        if unit != state.id() && !parties.contains(&unit) {
            parties.push(unit);
        }
    }
    parties
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
