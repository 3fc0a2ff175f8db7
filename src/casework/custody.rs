//! Custody: which unit holds a case. The sender decides until it has released; the recipient decides about its leg;
//! time decides about neither.

use super::dispute::Dispute;
use super::ids::{Hash, RecordId, UnitId};
use serde::{Deserialize, Serialize};

/// The whole case, as it travels with a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFile {
    pub dispute: Dispute,
}

/// What a unit says about the custody of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CustodyFact {
    /// The sender offers the case as it stands in a referral.
    Offered {
        epoch: u32,
        to: UnitId,
        referral: RecordId,
        of: Hash,
        /// Which text of the referral; a later one makes an acceptance of an earlier one void.
        #[serde(default)]
        revision: u16,
    },
    /// The recipient consents to exactly that.
    Accepted {
        epoch: u32,
        from: UnitId,
        referral: RecordId,
        of: Hash,
        #[serde(default)]
        revision: u16,
    },
    /// The sender lets go: from here on it cannot take it back by itself.
    Released { epoch: u32, to: UnitId, referral: RecordId, file: Box<CaseFile> },
    /// The recipient has it.
    Took { epoch: u32, from: UnitId },
    /// The sender keeps it after all: recalled, returned.
    Kept { epoch: u32 },
}

/// Where a unit stands towards a case. `None` of a map is: never heard of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Custody {
    /// Not ours; the highest epoch seen.
    None {
        seen: u32,
    },
    Owner {
        epoch: u32,
    },
    Offering {
        epoch: u32,
        to: UnitId,
        referral: RecordId,
        of: Hash,
    },
    Accepted {
        epoch: u32,
        from: UnitId,
        referral: RecordId,
        of: Hash,
        revision: u16,
    },
    /// Let go, not yet seen taken: both sides keep ringing its deadlines.
    Released {
        epoch: u32,
        to: UnitId,
        referral: RecordId,
    },
}

impl Custody {
    /// May this unit write the dispute now, and under which epoch?
    pub const fn writes(self) -> Option<u32> {
        match self {
            Self::Owner { epoch } | Self::Offering { epoch, .. } => Some(epoch),
            Self::None { .. } | Self::Accepted { .. } | Self::Released { .. } => None,
        }
    }

    /// Must this unit ring the deadlines of the case?
    pub const fn rings(self) -> bool {
        match self {
            Self::Owner { .. } | Self::Offering { .. } | Self::Accepted { .. } | Self::Released { .. } => true,
            Self::None { .. } => false,
        }
    }

    /// Is a release by `sender` into `epoch` what we consented to?
    pub fn awaits(self, sender: UnitId, epoch: u32) -> bool {
        matches!(self, Self::Accepted { epoch: accepted, from, .. } if from == sender && accepted + 1 == epoch)
    }

    /// The highest epoch seen.
    pub const fn epoch(self) -> u32 {
        match self {
            Self::None { seen: epoch }
            | Self::Owner { epoch }
            | Self::Offering { epoch, .. }
            | Self::Accepted { epoch, .. }
            | Self::Released { epoch, .. } => epoch,
        }
    }

    /// A fact of our own book folded in.
    #[must_use]
    pub fn own(self, fact: &CustodyFact) -> Self {
        match *fact {
            CustodyFact::Offered { epoch, to, referral, of, .. } => Self::Offering { epoch, to, referral, of },
            CustodyFact::Accepted { epoch, from, referral, of, revision } => {
                Self::Accepted { epoch, from, referral, of, revision }
            }
            CustodyFact::Released { epoch, to, referral, .. } => Self::Released { epoch, to, referral },
            CustodyFact::Took { epoch, .. } | CustodyFact::Kept { epoch } => Self::Owner { epoch },
        }
    }

    /// A fact from another unit's line folded in. Three change where we stand: they keep it, they took it, or they
    /// offer another text than the one we accepted.
    #[must_use]
    pub fn theirs(self, from: UnitId, fact: &CustodyFact) -> Self {
        match (self, fact) {
            (Self::Accepted { epoch, from: sender, .. }, CustodyFact::Kept { epoch: kept })
                if from == sender && *kept > epoch =>
            {
                Self::None { seen: *kept }
            }
            (
                Self::Accepted { epoch, from: sender, referral: accepted, revision, .. },
                CustodyFact::Offered { epoch: offered, referral, revision: newer, .. },
            ) if from == sender && *offered == epoch && *referral == accepted && *newer > revision => {
                Self::None { seen: epoch }
            }
            (Self::Released { epoch, to, .. }, CustodyFact::Took { epoch: took, .. })
                if from == to && *took == epoch =>
            {
                Self::None { seen: epoch }
            }
            (Self::None { seen }, _) => Self::None { seen: seen.max(fact.epoch()) },
            (
                Self::Owner { .. } | Self::Offering { .. } | Self::Accepted { .. } | Self::Released { .. },
                CustodyFact::Offered { .. }
                | CustodyFact::Accepted { .. }
                | CustodyFact::Released { .. }
                | CustodyFact::Took { .. }
                | CustodyFact::Kept { .. },
            ) => self,
        }
    }
}

impl CustodyFact {
    /// The epoch it speaks of.
    pub const fn epoch(&self) -> u32 {
        match self {
            Self::Offered { epoch, .. }
            | Self::Accepted { epoch, .. }
            | Self::Released { epoch, .. }
            | Self::Took { epoch, .. }
            | Self::Kept { epoch } => *epoch,
        }
    }
}
