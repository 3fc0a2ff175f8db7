//! Amending a referral: facts, items, a new due date. A new text voids an acceptance of the case; of a request, the
//! recipient acknowledges it.

use super::{Decision, abroad};
use crate::casework::custody::{Custody, CustodyFact};
use crate::casework::entry::Fact;
use crate::casework::referral::{Amendment, Referral, ReferralFact, ReferralFile};
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::UnitState;

/// What follows from an amendment by the sender.
pub fn decide(state: &UnitState, file: &ReferralFile, change: &Amendment) -> Decision {
    let referral = file.referral.as_ref().ok_or(Refusal::NotFound)?;
    if file.leg.is_over() {
        return Err(Refusal::TooLate { zh: "对方已答复".into(), en: "they have answered already".into() });
    }
    if file.recall.is_some() && file.leg.recall_refused.is_none() {
        return Err(Refusal::RecallPending);
    }
    if *change == Amendment::default() {
        return Err(Refusal::FieldMissing { field: "note".into() });
    }
    let (named, settled) = (change.coordinator, referral.terms.coordinator.is_some() || !file.rulings.is_empty());
    if named.is_some_and(|unit| settled || referral.to.unit() == Some(unit)) {
        return Err(Refusal::guard(Guard::CoordinatorSettled, [&referral.number]));
    }
    let items = change.items.iter().any(|item| !item.trim().is_empty());
    if referral.kind.moves_the_case() && items {
        return Err(Refusal::TransferHasItems);
    }
    abroad::may_go_on(state, referral)?;
    let amended = amended(file, referral, change);
    let mut facts = Vec::new();
    if referral.kind.moves_the_case() {
        let case = referral.brief.dispute;
        let Custody::Offering { epoch, to, referral: offered, .. } = state.custody_of(case) else {
            return Err(Refusal::HasLeft { to: referral.to_name.clone() });
        };
        if offered != file.id {
            return Err(Refusal::HasLeft { to: referral.to_name.clone() });
        }
        let (of, revision) = (amended.hash(), amended.terms.revision);
        facts.push(Fact::Custody(case, CustodyFact::Offered { epoch, to, referral: file.id, of, revision }));
    }
    // The text goes first, so that the offer of it finds it there.
    facts.insert(0, Fact::Referral(file.id, ReferralFact::Amended(Box::new(amended))));
    Ok(facts)
}

fn amended(file: &ReferralFile, before: &Referral, change: &Amendment) -> Referral {
    let mut after = before.clone();
    after.terms.revision = before.terms.revision.saturating_add(1);
    if !change.note.trim().is_empty() {
        after.note = [before.note.as_str(), change.note.trim()].join("\n").trim().to_owned();
    }
    after.items.extend(change.items.iter().filter(|item| !item.trim().is_empty()).cloned());
    after.terms.coordinator = change.coordinator.or(before.terms.coordinator);
    if !change.forwardable_to.is_empty() {
        after.terms.forwardable_to.clone_from(&change.forwardable_to);
    }
    if let Some(due) = change.due {
        // A promise was made on the old date: an earlier one holds only when the recipient agrees.
        let promised = file.accepted().is_some() && before.due.is_none_or(|old| due < old);
        if promised {
            after.terms.asked_due = Some(due);
        } else {
            after.due = Some(due);
        }
    }
    after
}
