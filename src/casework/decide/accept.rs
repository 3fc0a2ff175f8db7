//! Accepting a leg: what an acceptance promises, refuses and has checked; of a whole case it is the consent to hold it.

use super::leg::{done, signed};
use super::{Decision, rounds};
use crate::casework::command::Acceptance;
use crate::casework::custody::CustodyFact;
use crate::casework::entry::Fact;
use crate::casework::leg::{Evidence, LegFact};
use crate::casework::referral::{Referral, ReferralFile};
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::UnitState;

/// An officer accepts: no later than asked without a reason, and having checked what came along.
pub fn by_officer(
    state: &UnitState,
    file: &ReferralFile,
    acceptance: &Acceptance,
    proxy: Option<&Evidence>,
) -> Decision {
    let referral = file.referral.as_ref().ok_or(Refusal::NotFound)?;
    signed(&file.leg)?;
    promised(file, acceptance)?;
    checked(referral, acceptance)?;
    accept(state, file, acceptance, proxy)
}

fn promised(file: &ReferralFile, acceptance: &Acceptance) -> Result<(), Refusal> {
    match (acceptance.promised, file.due()) {
        (Some(promised), Some(due)) if promised > due && acceptance.reason.trim().is_empty() => {
            Err(Refusal::guard(Guard::PromiseLate, [due]))
        }
        (Some(_) | None, _) => Ok(()),
    }
}

fn checked(referral: &Referral, acceptance: &Acceptance) -> Result<(), Refusal> {
    let asked = referral.matter.rule().is_some_and(|rule| !rule.evidence.is_empty());
    match asked && !acceptance.checked {
        true => Err(Refusal::guard(Guard::EvidenceUnchecked, [&referral.number])),
        false => Ok(()),
    }
}

/// Accepts, as its officer says or as its coordinator designated.
pub fn accept(state: &UnitState, file: &ReferralFile, acceptance: &Acceptance, proxy: Option<&Evidence>) -> Decision {
    let referral = file.referral.as_ref().ok_or(Refusal::NotFound)?;
    signed(&file.leg)?;
    if let Some((moment, ..)) = file.accepted() {
        return Err(done(moment, "受理", "accepted"));
    }
    if file.needs_info() {
        return Err(rounds::senders_turn());
    }
    rounds::some_left(referral, &acceptance.refused)?;
    let (id, of) = (file.id, referral.hash());
    let Acceptance { promised, refused, reason, checked } = acceptance.clone();
    let mut facts = vec![Fact::Leg(id, LegFact::Accepted { promised, of, refused, reason, checked }, proxy.cloned())];
    if referral.kind.moves_the_case() {
        // Consent is to an offer that has come, and to the very text that we have.
        let Some((epoch, _, revision)) = file.offered.filter(|(_, offered, _)| *offered == of) else {
            return Err(Refusal::NotOurTurn {
                who_zh: "发出方: 整案的提出还在路上".into(),
                who_en: "the sender: its offer of the case is still on the way".into(),
            });
        };
        if state.custody_of(referral.brief.dispute).epoch() > epoch {
            return Err(Refusal::TooLate {
                zh: "发出方已把案件留下".into(),
                en: "the sender has kept the case".into(),
            });
        }
        let accepted = CustodyFact::Accepted { epoch, from: referral.from, referral: id, of, revision };
        facts.push(Fact::Custody(referral.brief.dispute, accepted));
    }
    Ok(facts)
}
