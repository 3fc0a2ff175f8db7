//! What an expert says and gets. Experts have no desk: each word of theirs needs the scan or the call that proves it.

use super::Facts;
use crate::casework::consultation::{
    Consultation, ConsultationAct, ConsultationFact, ConsultationState, Seat, SeatState,
};
use crate::casework::decide::required;
use crate::casework::ids::RecordId;
use crate::casework::leg::Evidence;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::words::Tlp;

/// What follows from an act about one expert.
pub fn decide(one: &Consultation, act: &ConsultationAct) -> Facts {
    use SeatState as S;
    if !one.state.is_gathering() && !matches!(act, ConsultationAct::MaterialBack { .. }) {
        super::at_state(one, ConsultationState::Invited)?;
    }
    let fact = match act {
        ConsultationAct::Agree { expert, version, level, proof } => {
            let expert = seat(one, *expert, &[S::Invited])?.expert;
            required("version", version)?;
            let (version, level, proof) = (version.clone(), *level, proven(proof.as_ref())?);
            ConsultationFact::Agreed { expert, version, level, proof }
        }
        ConsultationAct::Decline { expert, code, proof } => {
            let expert = seat(one, *expert, &[S::Invited])?.expert;
            ConsultationFact::Declined { expert, code: *code, proof: proven(proof.as_ref())? }
        }
        ConsultationAct::Send { expert, level, file } => send(one, *expert, *level, file.as_ref())?,
        ConsultationAct::AskMore { expert, questions, proof } => {
            let expert = seat(one, *expert, &[S::Working])?.expert;
            required("questions", &questions.concat())?;
            ConsultationFact::MoreAsked { expert, questions: questions.clone(), proof: proven(proof.as_ref())? }
        }
        ConsultationAct::AnswerMore { expert, answers } => answer(seat(one, *expert, &[S::NeedsInfo])?, answers)?,
        ConsultationAct::Opine { expert, verdict, text, proof } => {
            let expert = seat(one, *expert, &[S::Working, S::Submitted])?.expert;
            required("text", text)?;
            let (verdict, text, proof) = (*verdict, text.clone(), proven(proof.as_ref())?);
            return Ok(with_panel(one, ConsultationFact::Opined { expert, verdict, text, proof }, expert));
        }
        ConsultationAct::MaterialBack { expert, end, proof } => {
            let holders: Vec<&Seat> = one.seats.iter().filter(|seat| seat.has_material()).collect();
            let holder = only(&holders, *expert)?;
            let holder = holder.ok_or_else(|| Refusal::guard(Guard::NoMaterial, [&one.number]))?;
            ConsultationFact::MaterialEnded { expert: holder.expert, end: *end, proof: proven(proof.as_ref())? }
        }
        ConsultationAct::Check
        | ConsultationAct::Override { .. }
        | ConsultationAct::Invite { .. }
        | ConsultationAct::Adopt { .. }
        | ConsultationAct::Deliver { .. }
        | ConsultationAct::Feedback { .. }
        | ConsultationAct::Quarantine { .. }
        | ConsultationAct::NewPanel { .. }
        | ConsultationAct::Withdraw { .. } => return Err(Refusal::NotFound),
    };
    Ok(vec![fact])
}

/// Sends a file: never above the level for which the expert is bound.
fn send(
    one: &Consultation,
    expert: Option<RecordId>,
    level: Tlp,
    file: Option<&Evidence>,
) -> Result<ConsultationFact, Refusal> {
    use SeatState as S;
    let seat = seat(one, expert, &[S::Agreed, S::Working, S::NeedsInfo, S::Submitted])?;
    let bound = seat.undertaking.as_ref().map_or(Tlp::Clear, |(_, level)| *level);
    if level > bound {
        return Err(Refusal::guard(Guard::AboveUndertaking, [level.label(), &seat.name, bound.label()]));
    }
    match file {
        Some(file @ Evidence::File { .. }) => {
            Ok(ConsultationFact::Sent { expert: seat.expert, level, file: file.clone() })
        }
        Some(Evidence::Call { .. }) | None => Err(Refusal::FieldMissing { field: "evidence".to_owned() }),
    }
}

fn answer(seat: &Seat, answers: &[String]) -> Result<ConsultationFact, Refusal> {
    let questions = seat.open_questions().map_or(0, |round| round.questions.len());
    if answers.len() != questions {
        return Err(Refusal::AnswerCount { questions, given: answers.len() });
    }
    Ok(ConsultationFact::MoreAnswered { expert: seat.expert, answers: answers.to_vec() })
}

/// The last opinion that was wanted brings the panel's together; so does any later one.
fn with_panel(one: &Consultation, opined: ConsultationFact, expert: RecordId) -> Vec<ConsultationFact> {
    let others = one.sitting().filter(|seat| seat.expert != expert);
    let (mut count, mut waits) = (1, false);
    for seat in others {
        count += usize::from(seat.opinion().is_some());
        waits |= seat.opinion().is_none();
    }
    let all_in = !waits && count > 1 && count >= usize::from(one.draft.panel);
    let again = one.combined_at.is_some();
    let missing = || one.missing().into_iter().filter(|name| !is_named(one, expert, name)).collect();
    let combined = (all_in || again).then(|| ConsultationFact::Combined { missing: missing() });
    [opined].into_iter().chain(combined).collect()
}

fn is_named(one: &Consultation, expert: RecordId, name: &str) -> bool {
    one.seats.iter().any(|seat| seat.expert == expert && seat.name == name)
}

/// The expert who is meant: the one named, or the only one who stands so.
fn seat<'a>(one: &'a Consultation, expert: Option<RecordId>, states: &[SeatState]) -> Result<&'a Seat, Refusal> {
    let able: Vec<&Seat> = one.sitting().filter(|seat| states.contains(&seat.state)).collect();
    let wanted = || states.iter().map(|state| state.code()).collect::<Vec<_>>().join(" / ");
    only(&able, expert)?.ok_or_else(|| Refusal::guard(Guard::NobodySitsSo, [one.number.clone(), wanted()]))
}

/// Of several, the one named; nobody named, the only one.
fn only<'a>(seats: &[&'a Seat], expert: Option<RecordId>) -> Result<Option<&'a Seat>, Refusal> {
    match (expert, seats) {
        (Some(expert), _) => Ok(seats.iter().copied().find(|seat| seat.expert == expert)),
        (None, [one]) => Ok(Some(*one)),
        (None, []) => Ok(None),
        (None, [_, ..]) => Err(Refusal::FieldMissing { field: "expert".to_owned() }),
    }
}

fn proven(proof: Option<&Evidence>) -> Result<Evidence, Refusal> {
    proof.cloned().ok_or(Refusal::EvidenceMissing)
}
