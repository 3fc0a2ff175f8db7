//! What is made of the opinions: decided by the lead, told without names, compared with how the case ended; and what is
//! done when a conflict comes to light, or the question is withdrawn.

use super::{Facts, at_state};
use crate::casework::consultation::{
    Adoption, Agreement, Consultation, ConsultationFact, ConsultationState, Seat, SeatState,
};
use crate::casework::decide::required;
use crate::casework::ids::RecordId;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::UnitState;

/// Decides on what was opined: when all opinions are in, or were taken together on the due day.
pub fn adopt(one: &Consultation, adoption: Adoption, reason: &str) -> Facts {
    required("reason", reason)?;
    if !one.state.is_gathering() {
        at_state(one, ConsultationState::Submitted)?;
    }
    if one.opinions_in() == 0 {
        return Err(Refusal::guard(Guard::NoOpinion, [&one.number]));
    }
    if one.combined_at.is_none() && !one.is_panel_in() {
        let missing = one.missing().join(", ");
        let (have, want) = (one.opinions_in().to_string(), one.draft.panel.to_string());
        return Err(Refusal::guard(Guard::PanelNotIn, [have, want, missing, one.draft.due.to_string()]));
    }
    Ok(vec![ConsultationFact::Decided { adoption, reason: reason.to_owned() }])
}

/// Tells the enterprise; nothing in the text may lead to the experts.
pub fn deliver(state: &UnitState, one: &Consultation, (to, text): (&str, &str)) -> Facts {
    at_state(one, ConsultationState::Decided)?;
    required("to", to)?;
    required("text", text)?;
    if let Some(named) = one.seats.iter().find_map(|seat| traced(state, seat, text)) {
        return Err(Refusal::guard(Guard::NotRedacted, [named]));
    }
    Ok(vec![ConsultationFact::Delivered { to: to.to_owned(), text: text.to_owned() }])
}

/// The name, firm or contact of an expert that a text gives away.
fn traced(state: &UnitState, seat: &Seat, text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let draft = state.experts.get(&seat.expert).map(|expert| &expert.draft);
    let firm = draft.map(|draft| draft.organisation.clone());
    let contact = draft.map(|draft| draft.contact.clone());
    let words = [Some(seat.name.clone()), firm, contact].into_iter().flatten();
    words.filter(|word| !word.trim().is_empty()).find(|word| text.contains(&word.to_lowercase()))
}

/// Sets how the case ended beside what was opined.
pub fn compare(state: &UnitState, one: &Consultation, (agreement, text): (Agreement, &str)) -> Facts {
    at_state(one, ConsultationState::Delivered)?;
    required("text", text)?;
    if !has_ended(state, one) {
        return Err(Refusal::guard(Guard::NoResultYet, [&one.number]));
    }
    Ok(vec![ConsultationFact::Compared { agreement, text: text.to_owned() }])
}

/// Has the matter come to its result: the dispute, or the alert that no dispute was made of?
fn has_ended(state: &UnitState, one: &Consultation) -> bool {
    let alert = one.draft.alert.and_then(|id| state.alerts.get(&id));
    let made = alert.and_then(|alert| alert.dispute.as_ref()).map(|(id, _)| *id);
    match one.draft.dispute.or(made) {
        Some(id) => state.disputes.get(&id).is_some_and(|dispute| dispute.outcome.is_some()),
        None => alert.is_some_and(|alert| alert.closing.is_some()),
    }
}

/// A conflict was found later: the opinion is kept, marked, and no longer counts.
pub fn quarantine(one: &Consultation, expert: RecordId, with: &str) -> Facts {
    required("with", with)?;
    let seat = one.seats.iter().rev().find(|seat| seat.expert == expert).filter(|seat| may_taint(seat));
    let Some(seat) = seat else {
        return Err(Refusal::guard(Guard::TookNoPart, [&one.number]));
    };
    let (name, with) = (seat.name.clone(), with.to_owned());
    Ok(vec![ConsultationFact::Quarantined { expert, name, with }])
}

/// Who took part, and is not under quarantine already.
fn may_taint(seat: &Seat) -> bool {
    match seat.state {
        SeatState::Invited
        | SeatState::Agreed
        | SeatState::Working
        | SeatState::NeedsInfo
        | SeatState::Submitted
        | SeatState::Released => true,
        SeatState::Declined | SeatState::NoAnswer | SeatState::Quarantined => false,
    }
}

/// Asks the same question again.
pub fn new_panel(one: &Consultation, keep: bool) -> Facts {
    at_state(one, ConsultationState::Quarantined)?;
    Ok(vec![ConsultationFact::PanelRenewed { keep }])
}

/// Withdraws the question; whoever was asked is told, and how is written down.
pub fn withdraw(one: &Consultation, reason: &str, told: &str) -> Facts {
    required("reason", reason)?;
    if one.seats.iter().any(|seat| seat.state.is_live()) {
        required("told", told)?;
    }
    let (reason, told) = (reason.to_owned(), told.to_owned());
    Ok(vec![ConsultationFact::Withdrawn { reason, told }])
}
