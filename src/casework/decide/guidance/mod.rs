//! What may be done in the guidance of a case that we hold.

mod evidence;
mod playbook;

use super::dispute::not_closed;
use super::{Ground, required, wrong};
use crate::casework::command::Command;
use crate::casework::dispute::{Dispute, DisputeFact};
use crate::casework::guidance::{GuidanceAct, GuidanceFact};
use crate::casework::refusal::Refusal;

pub use playbook::at_acceptance;

/// What follows from an act.
pub fn decide(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    act: &GuidanceAct,
) -> Result<DisputeFact, Refusal> {
    not_closed(dispute)?;
    let fact = match act {
        GuidanceAct::Evidence(act) => GuidanceFact::Evidence(evidence::decide(ground, dispute, act)?),
        GuidanceAct::Playbook(act) => GuidanceFact::Playbook(playbook::decide(ground, command, dispute, act)?),
    };
    Ok(DisputeFact::Guidance(Box::new(fact)))
}
