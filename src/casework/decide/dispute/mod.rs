//! What may be done to a dispute: by its custodian only, stage by stage.

mod close;
mod register;
mod work;

use super::{Decision, Ground, abroad, deadline, paper, required, unchanged};
use crate::calendar::Text;
use crate::casework::command::{Command, DisputeAct};
use crate::casework::custody::Custody;
use crate::casework::dispute::{Dispute, DisputeFact, Stage};
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::refusal::Refusal;
use crate::casework::state::UnitState;
use crate::casework::unit::Author;
use crate::casework::words::PostRole;

pub use register::{register, registered};

/// What follows from an act on a dispute that we hold.
pub fn decide(ground: Ground<'_>, command: &Command, id: RecordId, act: &DisputeAct) -> Decision {
    let dispute = held(ground.state, id)?;
    unchanged(command, dispute.version)?;
    let fact = match act {
        DisputeAct::Accept { ground } => accept(dispute, ground)?,
        DisputeAct::Guide => guide(dispute, &command.author)?,
        DisputeAct::AddDeadline(question) => deadline::add(ground, command, dispute, question)?,
        DisputeAct::VerifyDeadline { no } => deadline::verify(dispute, &command.author, *no)?,
        DisputeAct::MeetDeadline { no, on, proof } => deadline::meet(dispute, command, (*no, *on), proof)?,
        DisputeAct::Note { text } => {
            required("text", text)?;
            DisputeFact::Noted { text: text.clone() }
        }
        DisputeAct::ChooseExpert { expert, override_reason } => {
            work::choose_expert(ground.state, dispute, *expert, override_reason)?
        }
        DisputeAct::Close { outcome, reason } => close::close(ground.state, dispute, *outcome, reason)?,
        DisputeAct::RecomputeDeadline { no, reason } => deadline::recompute(ground, command, dispute, (*no, reason))?,
        DisputeAct::CorrectServiceDate { served_on, reason } => {
            let facts = deadline::correct_service(ground, command, dispute, (*served_on, reason))?;
            return Ok(facts.into_iter().map(|fact| Fact::Dispute(id, fact)).collect());
        }
        DisputeAct::AddHearing { at, zone, place, text } => work::add_hearing(dispute, (*at, zone), place, text)?,
        DisputeAct::Paper(draft) => {
            DisputeFact::Paper(Box::new(paper::of_dispute(ground.state, command, dispute, draft)?))
        }
        DisputeAct::Abroad(act) => {
            not_closed(dispute)?;
            DisputeFact::Abroad(Box::new(abroad::decide(dispute, &command.author, act)?))
        }
    };
    Ok(vec![Fact::Dispute(id, fact)])
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
    if dispute.stage == wants {
        return Ok(());
    }
    let (is, wants) = (dispute.stage, wants);
    Err(Refusal::Stage {
        is_zh: is.zh().into(),
        is_en: is.en().into(),
        wants_zh: wants.zh().into(),
        wants_en: wants.en().into(),
    })
}

pub(super) fn not_closed(dispute: &Dispute) -> Result<(), Refusal> {
    if dispute.stage == Stage::Closed { at_stage(dispute, Stage::Guiding) } else { Ok(()) }
}

fn accept(dispute: &Dispute, ground: &str) -> Result<DisputeFact, Refusal> {
    at_stage(dispute, Stage::Registered)?;
    required("ground", ground)?;
    Ok(DisputeFact::Accepted { ground: ground.to_owned() })
}

fn guide(dispute: &Dispute, author: &Author) -> Result<DisputeFact, Refusal> {
    at_stage(dispute, Stage::Accepted)?;
    match author {
        Author::Post { officer, name, .. } => Ok(DisputeFact::Guiding { handler: *officer, name: name.clone() }),
        Author::System => Err(Refusal::NotPermitted { wants: PostRole::Duty }),
    }
}
