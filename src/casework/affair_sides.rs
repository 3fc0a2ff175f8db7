//! Affairs that lie between two units: who opened it, whom it went to, and which of the two writes what.

use super::affair::{Affair, AffairFact};
use super::ids::UnitId;
use super::instruction::InstructionFact;
use super::supervision::SupervisionFact;

impl Affair {
    /// Who opened it and whom it went to, when it lies between two units.
    pub const fn parties(&self) -> Option<(UnitId, UnitId)> {
        match self {
            Self::Instruction(one) => Some((one.paper.from, one.paper.to)),
            Self::Supervision(one) => Some((one.order.from, one.order.to)),
            Self::Listing(_)
            | Self::Access(_)
            | Self::Silence(_)
            | Self::Consultation(_)
            | Self::Meeting(_)
            | Self::Task(_)
            | Self::Handover(_)
            | Self::Inspection(_) => None,
        }
    }
}

/// Which of the two units that an affair lies between writes a fact of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Whoever opened it.
    Opener,
    /// Whom it went to.
    Other,
}

impl AffairFact {
    /// Which side writes it; none: it never leaves the house.
    pub const fn side(&self) -> Option<Side> {
        match self {
            Self::Instruction(fact) => Some(fact.side()),
            Self::Supervision(fact) => Some(fact.side()),
            Self::Listing(_)
            | Self::Access(_)
            | Self::Silence(_)
            | Self::Consultation(_)
            | Self::Meeting(_)
            | Self::Task(_)
            | Self::Handover(_)
            | Self::Inspection(_) => None,
        }
    }

    /// The two units that an affair just opened lies between.
    pub fn opens_between(&self) -> Option<(UnitId, UnitId)> {
        match self {
            Self::Instruction(InstructionFact::Opened { paper, .. }) => Some((paper.from, paper.to)),
            Self::Supervision(SupervisionFact::Opened { order, .. }) => Some((order.from, order.to)),
            Self::Instruction(_)
            | Self::Supervision(_)
            | Self::Listing(_)
            | Self::Access(_)
            | Self::Silence(_)
            | Self::Consultation(_)
            | Self::Meeting(_)
            | Self::Task(_)
            | Self::Handover(_)
            | Self::Inspection(_) => None,
        }
    }
}
