//! Who may be asked: the look through the roster, the conflict that is passed over on record, the invitation.

use super::{Facts, matter};
use crate::casework::command::Command;
use crate::casework::consultation::{Candidate, Consultation, ConsultationFact, ConsultationState};
use crate::casework::decide::leg::first;
use crate::casework::decide::required;
use crate::casework::expert::Expert;
use crate::casework::ids::RecordId;
use crate::casework::matching::{Match, conflicts_of, is_available, ranked_for};
use crate::casework::referral::{Recipient, Referral, ReferralFile};
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::standing::{Standing, standing};
use crate::casework::state::UnitState;

/// Experts that one look through the roster keeps: more than any officer telephones.
const CANDIDATES_MAX: usize = 20;

/// Looks through the roster: who meets the question and can be asked, and who of them has a conflict.
pub fn check(state: &UnitState, command: &Command, one: &Consultation) -> Facts {
    if one.state != ConsultationState::Asked && !one.state.is_gathering() {
        super::at_state(one, ConsultationState::Asked)?;
    }
    let matter = matter(state, &one.draft)?;
    let ranked = ranked_for(state, &matter, command.at.date_naive());
    let candidates = ranked.into_iter().filter(|one| meets(state, one)).take(CANDIDATES_MAX).map(candidate).collect();
    Ok(vec![ConsultationFact::Checked { candidates }])
}

/// Something of the question is theirs, and they can be asked now.
fn meets(state: &UnitState, one: &Match) -> bool {
    let lent = state.experts.get(&one.expert).is_some_and(|expert| is_ours_to_ask(expert));
    one.available && lent && one.reasons.iter().any(|reason| reason.points > 0)
}

fn candidate(one: Match) -> Candidate {
    Candidate { expert: one.expert, number: one.number, name: one.name, score: one.score, conflicts: one.conflicts }
}

/// Ours, or of another unit that lends.
fn is_ours_to_ask(expert: &Expert) -> bool {
    expert.draft.home.is_empty() || expert.draft.lendable
}

/// Records why a conflict is passed over.
pub fn pass_over(
    state: &UnitState,
    command: &Command,
    one: &Consultation,
    (expert, reason): (RecordId, &str),
) -> Facts {
    required("reason", reason)?;
    let expert = state.experts.get(&expert).ok_or(Refusal::NotFound)?;
    let with = conflicts_of(&expert.draft, &matter(state, &one.draft)?, command.at.date_naive());
    if with.is_empty() {
        return Err(Refusal::guard(Guard::NoConflict, [&expert.draft.name]));
    }
    let (name, reason) = (expert.draft.name.clone(), reason.to_owned());
    Ok(vec![ConsultationFact::Overridden { expert: expert.id, name, with, reason }])
}

/// Invites an expert: free of conflicts or passed over on record, lent, and available.
pub fn invite(
    state: &UnitState,
    command: &Command,
    one: &Consultation,
    (expert, borrow): (RecordId, Option<RecordId>),
) -> Facts {
    if one.state == ConsultationState::Asked {
        return Err(first("check-conflicts", "查利益冲突", "check for conflicts"));
    }
    if !one.state.is_gathering() {
        super::at_state(one, ConsultationState::Cleared)?;
    }
    let expert = state.experts.get(&expert).ok_or(Refusal::NotFound)?;
    let name = &expert.draft.name;
    let sits = |seat: &crate::casework::consultation::Seat| {
        seat.expert == expert.id && (seat.panel == one.panel || seat.quarantined.is_some())
    };
    if one.seats.iter().any(sits) {
        return Err(Refusal::guard(Guard::InvitedAlready, [name]));
    }
    let (matter, today) = (matter(state, &one.draft)?, command.at.date_naive());
    free_of_conflict(one, expert, conflicts_of(&expert.draft, &matter, today))?;
    if expert.draft.is_uncertified(today) {
        return Err(Refusal::guard(Guard::Uncertified, [name]));
    }
    lent(state, one, expert, borrow)?;
    if !is_available(state, expert, &matter, today) {
        return Err(Refusal::guard(Guard::NotAvailable, [name]));
    }
    Ok(vec![ConsultationFact::Invited { expert: expert.id, name: name.clone(), borrow }])
}

/// Every conflict that stands today was passed over on record.
fn free_of_conflict(one: &Consultation, expert: &Expert, conflicts: Vec<String>) -> Result<(), Refusal> {
    let passed = one.overridden(expert.id);
    let open: Vec<String> =
        conflicts.into_iter().filter(|with| !passed.is_some_and(|passed| passed.with.contains(with))).collect();
    if open.is_empty() {
        return Ok(());
    }
    Err(Refusal::guard(Guard::ExpertConflict, [expert.draft.name.clone(), open.join(", ")]))
}

/// An expert of another unit is borrowed by a request that this unit accepted.
fn lent(state: &UnitState, one: &Consultation, expert: &Expert, borrow: Option<RecordId>) -> Result<(), Refusal> {
    let draft = &expert.draft;
    if draft.home.is_empty() {
        return Ok(());
    }
    if !draft.lendable {
        return Err(Refusal::guard(Guard::NotLendable, [&draft.name, &draft.home]));
    }
    let request = borrow.and_then(|id| state.referrals.get(&id)).filter(|file| {
        let ours = file.sender == state.id();
        ours && file.referral.as_ref().is_some_and(|referral| is_for(state, referral, &draft.home, one.draft.dispute))
    });
    match request.filter(|file| is_accepted(state, file)) {
        Some(_) => Ok(()),
        None => Err(Refusal::guard(Guard::BorrowFirst, [&draft.name, &draft.home])),
    }
}

/// Is it a request of this case to the unit of this code?
fn is_for(state: &UnitState, referral: &Referral, home: &str, dispute: Option<RecordId>) -> bool {
    let code = match &referral.to {
        Recipient::Unit(unit) => state.lines.get(unit).map(|line| line.card.code.clone()),
        Recipient::Agency(id) => state.agencies.get(id).map(|agency| agency.draft.code.clone()),
    };
    let of_case = dispute.is_none_or(|id| id == referral.brief.dispute);
    of_case && code.is_some_and(|code| code.eq_ignore_ascii_case(home))
}

fn is_accepted(state: &UnitState, file: &ReferralFile) -> bool {
    let line = file.referral.as_ref().and_then(|one| one.to.unit()).and_then(|unit| state.lines.get(&unit));
    match standing(file, line) {
        Standing::Accepted
        | Standing::InProgress
        | Standing::Reported
        | Standing::Clarifying
        | Standing::ClosedFull
        | Standing::ClosedPart => true,
        Standing::TakenBack
        | Standing::Proposed
        | Standing::Following
        | Standing::Queued
        | Standing::Sent
        | Standing::Delivered
        | Standing::Signed
        | Standing::NeedsInfo
        | Standing::OnHold
        | Standing::ClosedNone
        | Standing::Returned
        | Standing::RecallPending
        | Standing::Expiring
        | Standing::Expired
        | Standing::Cancelled
        | Standing::Superseded
        | Standing::Failed
        | Standing::Void => false,
    }
}
