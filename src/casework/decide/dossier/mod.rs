//! What may be done in the dossier of a case that we hold.

mod evidence;
mod plan;
mod playbook;
mod proceeding;

use super::dispute::not_closed;
use super::{Ground, required, wrong};
use crate::casework::command::Command;
use crate::casework::dispute::{Dispute, DisputeFact};
use crate::casework::dossier::{DossierAct, DossierFact};
use crate::casework::refusal::Refusal;

pub use playbook::at_acceptance;

/// What follows from an act.
pub fn decide(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    act: &DossierAct,
) -> Result<DisputeFact, Refusal> {
    not_closed(dispute)?;
    let fact = match act {
        DossierAct::Evidence(act) => DossierFact::Evidence(evidence::decide(ground, dispute, act)?),
        DossierAct::Playbook(act) => DossierFact::Playbook(playbook::decide(ground, command, dispute, act)?),
        DossierAct::Plan(act) => DossierFact::Plan(plan::decide(command, dispute, act)?),
        DossierAct::Proceeding(act) => DossierFact::Proceeding(proceeding::decide(dispute, act)?),
    };
    Ok(DisputeFact::Dossier(Box::new(fact)))
}
