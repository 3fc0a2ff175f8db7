//! What may be done in a consultation: asked, checked for conflicts, given to experts, decided, told, compared.

mod invite;
mod result;
mod seat;

use super::{Refusal, dispute, required, wrong};
use crate::casework::command::Command;
use crate::casework::consultation::timers::{ConsultationTimer, rings};
use crate::casework::consultation::{
    Consultation, ConsultationAct, ConsultationDraft, ConsultationFact, ConsultationState,
};
use crate::casework::ids::RecordId;
use crate::casework::matching::Matter;
use crate::casework::refusal::Guard;
use crate::casework::state::UnitState;

/// Opinions that one question may ask for: more than any panel of the field has, and a slip of the keyboard is seen.
const PANEL_MAX: u8 = 15;

type Facts = Result<Vec<ConsultationFact>, Refusal>;

/// Asks experts about a dispute that we hold, or about an alert. Of an alert that belongs to a case it is about that
/// case, and as visible.
pub fn open(
    state: &UnitState,
    command: &Command,
    (number, case): (String, Option<RecordId>),
    draft: &ConsultationDraft,
) -> Result<ConsultationFact, Refusal> {
    required("question", &draft.question)?;
    if let Some(id) = draft.dispute {
        dispute::not_closed(dispute::held(state, id)?)?;
    }
    matter(state, draft)?;
    if draft.due < command.at.date_naive() {
        return Err(wrong("due", "那一天已过", "that day is over"));
    }
    if draft.panel == 0 || draft.panel > PANEL_MAX {
        return Err(wrong("panel", "写 1 至 15", "write 1 to 15"));
    }
    Ok(ConsultationFact::Asked { number, draft: Box::new(ConsultationDraft { dispute: case, ..draft.clone() }) })
}

/// What follows from an act on a consultation.
pub fn decide(state: &UnitState, command: &Command, one: &Consultation, act: &ConsultationAct) -> Facts {
    if one.state.is_over() && !outlives(act) {
        return Err(Refusal::guard(Guard::ConsultationOver, [one.number.as_str(), one.state.code()]));
    }
    match act {
        ConsultationAct::Check => invite::check(state, command, one),
        ConsultationAct::Override { expert, reason } => invite::pass_over(state, command, one, (*expert, reason)),
        ConsultationAct::Invite { expert, borrow } => invite::invite(state, command, one, (*expert, *borrow)),
        ConsultationAct::Agree { .. }
        | ConsultationAct::Decline { .. }
        | ConsultationAct::Send { .. }
        | ConsultationAct::AskMore { .. }
        | ConsultationAct::AnswerMore { .. }
        | ConsultationAct::Opine { .. }
        | ConsultationAct::MaterialBack { .. } => seat::decide(one, act),
        ConsultationAct::Adopt { adoption, reason } => result::adopt(one, *adoption, reason),
        ConsultationAct::Deliver { to, text } => result::deliver(state, one, (to, text)),
        ConsultationAct::Feedback { agreement, text } => result::compare(state, one, (*agreement, text)),
        ConsultationAct::Quarantine { expert, with } => result::quarantine(one, *expert, with),
        ConsultationAct::NewPanel { keep } => result::new_panel(one, *keep),
        ConsultationAct::Withdraw { reason, told } => result::withdraw(one, reason, told),
    }
}

/// A clock of a consultation rang.
pub fn ring(one: &Consultation, timer: ConsultationTimer) -> Vec<ConsultationFact> {
    rings(one, timer).into_iter().collect()
}

/// Conflicts are found, and material comes back, also when a consultation is over.
const fn outlives(act: &ConsultationAct) -> bool {
    matches!(act, ConsultationAct::Quarantine { .. } | ConsultationAct::MaterialBack { .. })
}

/// What experts are asked about: the dispute or the alert, with the field and the language that were named.
fn matter(state: &UnitState, draft: &ConsultationDraft) -> Result<Matter, Refusal> {
    let dispute = draft.dispute.and_then(|id| state.disputes.get(&id)).map(|one| Matter::of_dispute(&one.draft));
    let alert = || draft.alert.and_then(|id| state.alerts.get(&id)).map(|one| Matter::of_alert(one));
    let mut matter = dispute.or_else(alert).ok_or(Refusal::NotFound)?;
    matter.field.clone_from(&draft.field);
    if !draft.language.is_empty() {
        matter.languages = vec![draft.language.to_lowercase()];
    }
    Ok(matter)
}

/// It stands elsewhere; `wants` is where it has to be.
fn at_state(one: &Consultation, wants: ConsultationState) -> Result<(), Refusal> {
    if one.state == wants {
        return Ok(());
    }
    let is = one.state;
    Err(Refusal::Stage {
        is_zh: is.zh().into(),
        is_en: is.en().into(),
        wants_zh: wants.zh().into(),
        wants_en: wants.en().into(),
    })
}
