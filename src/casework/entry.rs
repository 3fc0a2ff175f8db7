//! What is written down: a fact in one unit's book, and the slip that carries it to another unit.

use super::affair::AffairFact;
use super::agency::AgencyFact;
use super::alert::AlertFact;
use super::custody::CustodyFact;
use super::dispute::DisputeFact;
use super::expert::ExpertFact;
use super::ids::{CommandId, PostId, RecordId, UnitId};
use super::leg::{Evidence, LegFact};
use super::line::LineFact;
use super::referral::ReferralFact;
use super::rota::RotaFact;
use super::unit::{Author, Officer, Post, UnitCard};
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// Anything that can be written in a book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// The unit itself: the first entry of its book.
    Founded(Box<UnitCard>),
    /// An officer got a post in the unit.
    Posted(Box<Officer>, Post),
    /// A post ended.
    PostEnded(PostId),
    /// About the line to and from a peer.
    Line(UnitId, LineFact),
    Dispute(RecordId, DisputeFact),
    Alert(RecordId, AlertFact),
    Expert(RecordId, ExpertFact),
    Agency(RecordId, AgencyFact),
    Affair(RecordId, AffairFact),
    /// A sealed case was read by the author.
    Read(RecordId),
    /// About who is on duty.
    Rota(RotaFact),
    /// The unit's own word for its letter numbers.
    LetterWord(String),
    Referral(RecordId, ReferralFact),
    /// About the leg of a referral; by proxy when there is evidence.
    Leg(RecordId, LegFact, Option<Evidence>),
    /// About the custody of a case.
    Custody(RecordId, CustodyFact),
}

impl Fact {
    /// Only counts: nothing that an officer sees of a record changes by it.
    pub const fn only_counts(&self) -> bool {
        matches!(self, Self::Alert(_, fact) if fact.only_counts())
    }

    /// The record it is about; the nil record for the unit itself, its lines and its rota.
    pub fn about(&self) -> RecordId {
        match self {
            Self::Founded(_)
            | Self::Posted(..)
            | Self::PostEnded(_)
            | Self::Line(..)
            | Self::Rota(_)
            | Self::LetterWord(_) => RecordId::NONE,
            Self::Dispute(id, _)
            | Self::Alert(id, _)
            | Self::Expert(id, _)
            | Self::Agency(id, _)
            | Self::Affair(id, _)
            | Self::Read(id)
            | Self::Referral(id, _)
            | Self::Leg(id, ..)
            | Self::Custody(id, _) => *id,
        }
    }
}

/// One line of a unit's book. It never leaves the server but in backups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub unit: UnitId,
    /// Dense, from 1.
    pub no: u64,
    /// By this store's clock, in the unit's zone.
    pub at: DateTime<FixedOffset>,
    pub author: Author,
    pub cmd: CommandId,
    /// For facts of a dispute: the epoch of custody under which it was written.
    pub epoch: Option<u32>,
    pub fact: Fact,
}

/// A fact on its way to another unit: numbered densely along its line, so that its number tells only what was sent there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    pub from: UnitId,
    pub to: UnitId,
    /// Dense along the line, from 1.
    pub no: u64,
    /// By the sender's clock.
    pub at: DateTime<FixedOffset>,
    /// The name that stands behind it; ids of officers stay at home.
    pub author: String,
    pub fact: Fact,
}
