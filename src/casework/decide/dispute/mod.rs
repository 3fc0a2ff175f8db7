//! What may be done to a dispute: by its custodian only, stage by stage.

mod clocks;
mod close;
mod correct;
mod ending;
mod guidance;
mod intake;
mod major;
mod register;
mod work;

use super::{Decision, Ground, abroad, deadline, deadline_end, destruction, dossier, paper, required, unchanged};
use crate::calendar::Text;
use crate::casework::command::{Command, DisputeAct};
use crate::casework::custody::Custody;
use crate::casework::dispute::guidance::Waiting;
use crate::casework::dispute::{Dispute, DisputeFact, GuidanceAct, Stage};
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::UnitState;
use crate::casework::unit::Author;
use crate::casework::words::PostRole;

pub use clocks::{propose, ring};
pub use close::transferred;
pub use ending::planned_visits;
pub use register::{free_number, register, registered};

/// What follows from an act on a dispute that we hold.
pub fn decide(ground: Ground<'_>, command: &Command, id: RecordId, act: &DisputeAct) -> Decision {
    let dispute = held(ground.state, id)?;
    unchanged(command, dispute.version)?;
    if let DisputeAct::Intake(act) = act {
        // A join writes two disputes.
        return intake::decide(ground, command, dispute, act);
    }
    let facts = of_one(ground, command, dispute, act)?;
    Ok(facts.into_iter().map(|fact| Fact::Dispute(id, fact)).collect())
}

fn of_one(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    act: &DisputeAct,
) -> Result<Vec<DisputeFact>, Refusal> {
    let fact = match act {
        DisputeAct::Accept { ground: why } => {
            let facts = [Some(intake::accept(dispute, why)?), dossier::at_acceptance(ground, command, dispute)];
            return Ok(facts.into_iter().flatten().collect());
        }
        DisputeAct::Guide => return guidance::guide(ground, command, dispute),
        DisputeAct::AddDeadline(question) => deadline::add(ground, command, dispute, question)?,
        DisputeAct::VerifyDeadline { no } => deadline::verify(dispute, &command.author, *no)?,
        DisputeAct::MeetDeadline { no, on, proof } => deadline::meet(dispute, command, (*no, *on), proof)?,
        DisputeAct::Note { text } => {
            required("text", text)?;
            DisputeFact::Noted { text: text.clone() }
        }
        DisputeAct::ChooseExpert { expert, override_reason } => {
            work::choose_expert(ground.state, dispute, (*expert, override_reason), command.at.date_naive())?
        }
        DisputeAct::RecomputeDeadline { no, reason } => deadline::recompute(ground, command, dispute, (*no, reason))?,
        DisputeAct::CorrectServiceDate { served_on, reason } => {
            return deadline::correct_service(ground, command, dispute, (*served_on, reason));
        }
        DisputeAct::AddHearing { at, zone, place, text } => work::add_hearing(dispute, (*at, zone), place, text)?,
        DisputeAct::Paper(draft) => {
            DisputeFact::Paper(Box::new(paper::of_dispute(ground.state, command, dispute, draft)?))
        }
        DisputeAct::Deadline(act) => return deadline_end::decide(command, dispute, act),
        DisputeAct::Guidance(act) => return of_guidance(ground, command, dispute, act),
        DisputeAct::Major(act) => DisputeFact::Major(major::decide(&ground.figures().major, command, dispute, act)?),
        DisputeAct::Ending(act) => return ending::decide(ground, command, dispute, act),
        DisputeAct::Dossier(act) => dossier::decide(ground, command, dispute, act)?,
        DisputeAct::Destruction(act) => {
            DisputeFact::Destruction(Box::new(destruction::decide(ground.state, command, dispute, act)?))
        }
        DisputeAct::Intake(_) => return Err(Refusal::NotFound),
        DisputeAct::Abroad(act) => {
            not_closed(dispute)?;
            DisputeFact::Abroad(Box::new(abroad::decide(dispute, &command.author, act)?))
        }
    };
    Ok(vec![fact])
}

fn of_guidance(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    act: &GuidanceAct,
) -> Result<Vec<DisputeFact>, Refusal> {
    let state = ground.state;
    let fact = match act {
        GuidanceAct::Triage { track, reason } => guidance::triage(ground, command, dispute, (*track, reason))?,
        GuidanceAct::Assign { handler } => guidance::assign(state, command, dispute, handler)?,
        GuidanceAct::Recuse { officer, reason } => guidance::recuse(state, dispute, (officer, reason))?,
        GuidanceAct::Wait { on, review, reason } => {
            let waiting = Waiting { on: *on, review: *review, reason: reason.clone() };
            guidance::wait(command, dispute, &waiting)?
        }
        GuidanceAct::Answered { what } => guidance::answered(dispute, what)?,
        GuidanceAct::FormTeam { members, purpose } => guidance::form_team(state, command, dispute, (members, purpose))?,
        GuidanceAct::EndTeam { reason } => guidance::end_team(dispute, reason)?,
        GuidanceAct::Correct { field, value, reason } => {
            return correct::correct(ground, command, dispute, (*field, value, reason));
        }
    };
    Ok(vec![fact])
}

/// The dispute, if we may write it now.
pub fn held(state: &UnitState, id: RecordId) -> Result<&Dispute, Refusal> {
    let custody = state.custody_of(id);
    match (state.disputes.get(&id), custody.writes()) {
        (Some(dispute), Some(_)) => Ok(dispute),
        (_, None) => Err(match custody {
            Custody::Released { to, .. } => Refusal::HasLeft { to: state.unit_name(to) },
            Custody::Accepted { from, .. } => Refusal::NotHolder { holder: state.unit_name(from) },
            Custody::None { seen } if seen > 0 && state.disputes.contains_key(&id) => {
                Refusal::NotHolder { holder: holder_name(state, id) }
            }
            Custody::None { .. } | Custody::Owner { .. } | Custody::Offering { .. } => Refusal::NotFound,
        }),
        (None, Some(_)) => Err(Refusal::NotFound),
    }
}

/// Who took a case that was ours: the recipient of the last transfer.
pub fn holder_name(state: &UnitState, case: RecordId) -> Text {
    state
        .referrals_of_case(case)
        .filter_map(|file| file.referral.as_ref())
        .filter(|referral| referral.kind.moves_the_case() && referral.from == state.id())
        .last()
        .map_or_else(Text::default, |referral| referral.to_name.clone())
}

fn at_stage(dispute: &Dispute, wants: Stage) -> Result<(), Refusal> {
    at_stages(dispute, &[wants])
}

/// At one of these; the refusal names the first.
fn at_stages(dispute: &Dispute, wants: &[Stage]) -> Result<(), Refusal> {
    let is = dispute.stage;
    if wants.contains(&is) {
        return Ok(());
    }
    let wants = wants.first().copied().unwrap_or(is);
    Err(Refusal::Stage {
        is_zh: is.zh().into(),
        is_en: is.en().into(),
        wants_zh: wants.zh().into(),
        wants_en: wants.en().into(),
    })
}

/// Its work goes on.
pub(super) fn not_closed(dispute: &Dispute) -> Result<(), Refusal> {
    match &dispute.intake.joined_to {
        Some((_, number)) => Err(Refusal::guard(Guard::JoinedAway, [&dispute.number, number])),
        None if dispute.stage.is_over() => at_stage(dispute, Stage::Guiding),
        None => Ok(()),
    }
}

/// The handler's own act; a shift lead may do it too.
fn by_handler(dispute: &Dispute, author: &Author) -> Result<(), Refusal> {
    let Some((handler, name)) = &dispute.handler else { return Ok(()) };
    match author {
        Author::Post { officer, role, .. } if officer != handler && *role != PostRole::Lead => {
            Err(Refusal::guard(Guard::NotHandler, [name]))
        }
        Author::Post { .. } | Author::System => Ok(()),
    }
}

/// What is on its way to another unit is not ended here.
fn not_on_offer(state: &UnitState, dispute: &Dispute) -> Result<(), Refusal> {
    let Custody::Offering { to, referral, .. } = state.custody_of(dispute.id) else { return Ok(()) };
    let number = state.referrals.get(&referral).and_then(|file| file.referral.as_ref());
    let number = number.map_or_else(String::new, |referral| referral.number.clone());
    Err(Refusal::OnOffer { number, to: state.unit_name(to) })
}
