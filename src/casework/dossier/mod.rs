//! The dossier of a case: its evidence by path, its checklist, its plans, its proceedings. It travels with
//! the case: what was asked of it, and by which version, is written in it.

pub mod chain;
pub mod evidence;
pub mod plan;
pub mod playbook;
pub mod proceeding;

use super::state::Told;
use crate::calendar::Text;
use evidence::{EvidenceAct, EvidenceFact, EvidenceFile};
use plan::{Plan, PlanAct, PlanFact};
use playbook::{Checklist, PlaybookAct, PlaybookFact};
use proceeding::{Proceeding, ProceedingAct, ProceedingFact};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

/// What may be done in the dossier of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum DossierAct {
    Evidence(EvidenceAct),
    Playbook(PlaybookAct),
    Plan(PlanAct),
    Proceeding(ProceedingAct),
}

/// What happened in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DossierFact {
    Evidence(EvidenceFact),
    Playbook(PlaybookFact),
    Plan(PlanFact),
    Proceeding(ProceedingFact),
}

impl DossierFact {
    /// Is there something new in the case that nobody has looked at with an eye to abroad?
    pub const fn brings_material(&self) -> bool {
        match self {
            Self::Evidence(EvidenceFact::Added { .. }) => true,
            Self::Evidence(
                EvidenceFact::PathTaken { .. }
                | EvidenceFact::PathLeft { .. }
                | EvidenceFact::Withdrawn { .. }
                | EvidenceFact::HandedOn { .. },
            )
            | Self::Playbook(_)
            | Self::Plan(_)
            | Self::Proceeding(_) => false,
        }
    }

    /// In words.
    pub fn describe(&self) -> Text {
        match self {
            Self::Evidence(fact) => evidence::describe(fact),
            Self::Playbook(fact) => playbook::describe(fact),
            Self::Plan(fact) => plan::describe(fact),
            Self::Proceeding(fact) => proceeding::describe(fact),
        }
    }
}

/// The dossier of a case as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dossier {
    pub evidence: EvidenceFile,
    /// None before the case is accepted.
    pub checklist: Option<Checklist>,
    /// Versions of the response plan; the last one is in force.
    pub plans: Vec<Plan>,
    pub proceedings: Vec<Proceeding>,
}

impl Dossier {
    /// Takes in what happened.
    pub fn evolve(&mut self, told: &Told<'_>, fact: &DossierFact) {
        match fact {
            DossierFact::Evidence(fact) => self.evidence.evolve(told, fact),
            DossierFact::Playbook(fact) => playbook::evolve(&mut self.checklist, told, fact),
            DossierFact::Plan(fact) => plan::evolve(&mut self.plans, told, fact),
            DossierFact::Proceeding(fact) => proceeding::evolve(&mut self.proceedings, fact),
        }
    }
}
