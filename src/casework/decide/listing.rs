//! What may be done with a name on a credit list: put on with a basis, objected to, decided, taken off.

use super::{Refusal, UnitState, required, wrong};
use crate::casework::listing::{Listing, ListingAct, ListingDraft, ListingFact, ListingState};
use crate::casework::refusal::Guard;

/// Puts a name on a list, once at a time.
pub fn open(state: &UnitState, number: String, draft: &ListingDraft) -> Result<ListingFact, Refusal> {
    required("name", &draft.name)?;
    required("basis", &draft.basis)?;
    if draft.to.is_some_and(|to| to < draft.from) {
        return Err(wrong("to", "止日早于起日. 改正日期", "it ends before it begins. Correct the dates"));
    }
    let same = |one: &Listing| one.draft.list == draft.list && one.draft.name == draft.name && one.holds_on(draft.from);
    let mut known = state.affairs.values().filter_map(|file| file.affair.listing());
    match known.find(|one| same(one)) {
        Some(one) => Err(Refusal::Already { number: one.number.clone() }),
        None => Ok(ListingFact::Opened { number, draft: Box::new(draft.clone()) }),
    }
}

/// What follows from an act on a listing.
pub fn decide(listing: &Listing, act: &ListingAct) -> Result<ListingFact, Refusal> {
    match (act, listing.state) {
        (_, ListingState::Removed) => Err(Refusal::guard(Guard::Unlisted, [&listing.number])),
        (ListingAct::Object { .. }, ListingState::Objected) => {
            Err(Refusal::guard(Guard::ObjectionOpen, [&listing.number]))
        }
        (ListingAct::Object { reason }, ListingState::Listed) => {
            required("reason", reason)?;
            Ok(ListingFact::Objected { reason: reason.clone() })
        }
        (ListingAct::Decide { .. }, ListingState::Listed) => Err(Refusal::guard(Guard::NoObjection, [&listing.number])),
        (ListingAct::Decide { upheld, reason }, ListingState::Objected) => {
            required("reason", reason)?;
            Ok(ListingFact::ObjectionDecided { upheld: *upheld, reason: reason.clone() })
        }
        (ListingAct::Remove { reason }, ListingState::Listed | ListingState::Objected) => {
            required("reason", reason)?;
            Ok(ListingFact::Removed { reason: reason.clone() })
        }
    }
}
