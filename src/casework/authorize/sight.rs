//! What belongs to which case, and the two things that are told all the same.
//!
//! A record is as visible as the case that it belongs to. What an officer may not see is not there: whoever asks with
//! and without it gets the same bytes, but for what the two functions `disclosed_*` say.

use super::sees;
use crate::casework::affair::{AffairAct, AffairDraft};
use crate::casework::command::{Act, AlertAct};
use crate::casework::consultation::ConsultationAct;
use crate::casework::dispute::{DisputeAct, IntakeAct};
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

/// The dispute that an affair about to be opened belongs to: the one that it names, or that of its alert.
pub fn case_of_draft(state: &UnitState, draft: &AffairDraft) -> Option<RecordId> {
    let alert = if let AffairDraft::Consultation(draft) = draft { draft.alert } else { None };
    draft.dispute().or_else(|| case_of(state, alert?))
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
    // Whoever asks for a sealed case by its number follows what becomes of the question, and nothing else of the case.
    let asked = || state.affairs.get(&record)?.affair.access().map(|one| one.opened.officer == officer);
    case.is_none_or(|case| sees(officer, role, case.draft.secrecy, &case.named)) || asked() == Some(true)
}

/// May the author see the record? What the daemon does by itself sees all that its unit knows.
pub fn author_sees(state: &UnitState, author: &Author, record: RecordId) -> bool {
    let Author::Post { officer, role, .. } = author else { return true };
    may_see(state, (*officer, *role), record)
}

/// Is all that an act names there for this officer? What is hidden and what never was are refused alike, and before
/// anything else is said.
pub(super) fn all_there(state: &UnitState, who: (OfficerId, PostRole), act: &Act) -> bool {
    named(act).into_iter().flatten().all(|(sort, id)| sort.holds(state, id) && may_see(state, who, id))
}

/// Where a record that an act names must be.
#[derive(Clone, Copy)]
enum Named {
    /// The record that it is done to: `decide` says that it is not there, as of any other.
    Subject,
    Dispute,
    Alert,
    Referral,
    /// A request for instruction, or a referral.
    Paper,
}

impl Named {
    fn holds(self, state: &UnitState, id: RecordId) -> bool {
        match self {
            Self::Subject => true,
            Self::Dispute => state.disputes.contains_key(&id),
            Self::Alert => state.alerts.contains_key(&id),
            Self::Referral => state.referrals.contains_key(&id),
            Self::Paper => state.affairs.contains_key(&id) || state.referrals.contains_key(&id),
        }
    }
}

/// The records that an act names and that may belong to a case. Experts, agencies and units are for all to see.
fn named(act: &Act) -> [Option<(Named, RecordId)>; 2] {
    let dispute = |id: RecordId| Some((Named::Dispute, id));
    let alert = |id: RecordId| Some((Named::Alert, id));
    match act {
        Act::Alert(id, act) => [Some((Named::Subject, *id)), named_for_alert(act)],
        Act::Submit(draft) => [dispute(draft.dispute), draft.terms.parent.map(|parent| (Named::Referral, parent))],
        Act::Open(draft) => match &**draft {
            AffairDraft::Consultation(draft) => [draft.dispute.and_then(dispute), draft.alert.and_then(alert)],
            AffairDraft::Supervision(draft) => [draft.about.map(|about| (Named::Paper, about)), None],
            AffairDraft::Listing(_)
            | AffairDraft::Access(_)
            | AffairDraft::Silence(_)
            | AffairDraft::Instruction(_)
            | AffairDraft::Meeting(_)
            | AffairDraft::Task(_)
            | AffairDraft::Handover(_)
            | AffairDraft::Inspection(_) => [draft.dispute().and_then(dispute), None],
        },
        Act::Affair(_, AffairAct::Consultation(ConsultationAct::Invite { borrow, .. })) => {
            [borrow.map(|borrow| (Named::Referral, borrow)), None]
        }
        Act::Dispute(_, DisputeAct::Intake(IntakeAct::Join { into, .. })) => [dispute(*into), None],
        Act::Found(_)
        | Act::GrantPost(..)
        | Act::EndPost(_)
        | Act::EnrolPeer { .. }
        | Act::Register(_)
        | Act::Raise(_)
        | Act::EnrolExpert(_)
        | Act::EnterAgency(_)
        | Act::Dispute(..)
        | Act::Expert(..)
        | Act::Agency(..)
        | Act::Affair(..)
        | Act::Read(_)
        | Act::Rota(_)
        | Act::SetLetterWord(_)
        | Act::Referral(..)
        | Act::Leg(..)
        | Act::System(_) => [None, None],
    }
}

fn named_for_alert(act: &AlertAct) -> Option<(Named, RecordId)> {
    match act {
        AlertAct::Join { dispute } => Some((Named::Dispute, *dispute)),
        AlertAct::Close { of, .. } => of.map(|of| (Named::Alert, of)),
        AlertAct::Ack { .. }
        | AlertAct::Unack
        | AlertAct::Shelve { .. }
        | AlertAct::Unshelve
        | AlertAct::Seen
        | AlertAct::Note { .. }
        | AlertAct::Prioritise { .. }
        | AlertAct::OpenDispute(_)
        | AlertAct::Detach { .. }
        | AlertAct::Review
        | AlertAct::ByHand { .. }
        | AlertAct::Heard { .. } => None,
    }
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
