//! What belongs to which case, and the two things that are told all the same.
//!
//! A record is as visible as the case that it belongs to. What an officer may not see is not there: whoever asks with
//! and without it gets the same bytes, but for what the two functions `disclosed_*` say.

use super::sees;
use crate::casework::affair::AffairDraft;
use crate::casework::command::{Act, AlertAct};
use crate::casework::expert::Expert;
use crate::casework::ids::{Hash, OfficerId, RecordId};
use crate::casework::state::UnitState;
use crate::casework::unit::Author;
use crate::casework::words::{PostRole, Tlp};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};

/// The dispute that a record is, or belongs to. None: it belongs to none, or to one that is not ours.
pub fn case_of(state: &UnitState, record: RecordId) -> Option<RecordId> {
    if state.disputes.get(&record).is_some() {
        return Some(record);
    }
    let referral = || state.referrals.get(&record)?.referral.as_ref().map(|referral| referral.brief.dispute);
    let affair = || state.affairs.get(&record)?.affair.card().dispute;
    let alert = || state.alerts.get(&record)?.case();
    referral().or_else(affair).or_else(alert)
}

/// The sealed case that a record is, or belongs to: for whom it names, and for the shift lead.
pub fn sealed_case(state: &UnitState, record: RecordId) -> Option<RecordId> {
    case_of(state, record).filter(|case| is_sealed(state, *case))
}

/// Is this a dispute that only named officers may see?
pub fn is_sealed(state: &UnitState, dispute: RecordId) -> bool {
    state.disputes.get(&dispute).is_some_and(|one| one.draft.secrecy == Tlp::Red)
}

/// May this officer, acting in this role, see the record?
pub fn may_see(state: &UnitState, (officer, role): (OfficerId, PostRole), record: RecordId) -> bool {
    let case = case_of(state, record).and_then(|case| state.disputes.get(&case));
    case.is_none_or(|case| sees(officer, role, case.draft.secrecy, &case.named))
}

/// May the author see the record? What the daemon does by itself sees all that its unit knows.
pub fn author_sees(state: &UnitState, author: &Author, record: RecordId) -> bool {
    let Author::Post { officer, role, .. } = author else { return true };
    may_see(state, (*officer, *role), record)
}

/// Is all that an act names there for this officer: the alert that it is done to or asks about, the dispute that it
/// brings in? What is hidden and what never was are refused alike, and before anything else is said.
pub(super) fn all_there(state: &UnitState, who: (OfficerId, PostRole), act: &Act) -> bool {
    let draft = if let Act::Open(draft) = act { Some(&**draft) } else { None };
    let alert = match (act, draft) {
        (Act::Alert(id, _), _) => Some(*id),
        (_, Some(AffairDraft::Consultation(draft))) => draft.alert,
        _ => None,
    };
    let dispute = match (act, draft) {
        (Act::Alert(_, AlertAct::Join { dispute }), _) => Some(*dispute),
        (Act::Submit(draft), _) => Some(draft.dispute),
        (_, Some(draft)) => draft.dispute(),
        _ => None,
    };
    alert.is_none_or(|alert| may_see(state, who, alert))
        && dispute.is_none_or(|dispute| state.disputes.contains_key(&dispute) && may_see(state, who, dispute))
}

/// The record that this author knows under a key: a hidden one is not known, so that the same is taken in again, and
/// whoever sees both may join them.
pub fn known_to(state: &UnitState, author: &Author, key: &Hash) -> Option<RecordId> {
    state.all_known_by(key).into_iter().find(|known| author_sees(state, author, *known))
}

/// DISCLOSED, the first of two: that an expert is not available. Leave, load and work in another case, sealed or not,
/// answer alike, so nothing but the one word is told of a case that the officer may not see.
pub fn disclosed_availability(expert: &Expert, stands_against: bool, today: NaiveDate) -> bool {
    !expert.draft.is_away(today) && expert.has_room() && !stands_against
}

/// When a day's head is told, by the unit's clock: before the first officer comes. Late, if the daemon was down.
const HEAD_AT: NaiveTime = NaiveTime::from_hms_opt(6, 0, 0).expect("a time of day");

/// DISCLOSED, the second of two: the hash of a book's head, signed, without its number. It goes out by the clock alone:
/// whether one is due, and of which day, follows from the last day told and from nothing that was written.
pub fn disclosed_head_due(last: Option<NaiveDate>, now: DateTime<FixedOffset>) -> Option<NaiveDate> {
    let today = now.date_naive();
    let on = if now.time() < HEAD_AT { today.pred_opt().unwrap_or(today) } else { today };
    last.is_none_or(|last| last < on).then_some(on)
}
