//! Affairs: what a center has on its hands beside disputes, alerts and referrals. Each kind is one file with its draft,
//! acts, facts and state; here they are one family, so that books, boards and screens treat them alike.

use super::access::{self, Access, AccessAct, AccessDraft, AccessFact};
use super::consultation::{self, Consultation, ConsultationAct, ConsultationDraft, ConsultationFact};
use super::ids::RecordId;
use super::listing::{self, Listing, ListingAct, ListingDraft, ListingFact};
use super::silence::{self, Silence, SilenceAct, SilenceDraft, SilenceFact};
use super::state::Told;
use super::words::vocabulary;
use crate::calendar::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// What an affair is.
    AffairKind {
        Listing "listing" "名单" "listing",
        Access "access" "紧急调阅" "emergency access",
        Silence "silence" "静默规则" "silence",
        Consultation "consultation" "专家咨询" "consultation",
    }
}

impl AffairKind {
    /// The letter of its numbers (`ZJ-L-2026-000001`).
    pub const fn letter(self) -> char {
        match self {
            Self::Listing => 'L',
            Self::Access => 'B',
            Self::Silence => 'S',
            Self::Consultation => 'X',
        }
    }
}

/// What an officer opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AffairDraft {
    Listing(ListingDraft),
    Access(AccessDraft),
    Silence(SilenceDraft),
    Consultation(Box<ConsultationDraft>),
}

impl AffairDraft {
    /// The dispute that it is about: who may not see that does not see this.
    pub fn dispute(&self) -> Option<RecordId> {
        match self {
            Self::Listing(_) | Self::Silence(_) => None,
            // It is asked by one who does not see the case: the rules look for it by its whole number.
            Self::Access(_) => None,
            Self::Consultation(draft) => draft.dispute,
        }
    }
}

/// What may be done to an affair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AffairAct {
    Listing(ListingAct),
    Access(AccessAct),
    Silence(SilenceAct),
    Consultation(ConsultationAct),
}

/// What happened to an affair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AffairFact {
    Listing(ListingFact),
    Access(AccessFact),
    Silence(SilenceFact),
    Consultation(ConsultationFact),
}

impl AffairFact {
    /// In words.
    pub fn describe(&self) -> Text {
        match self {
            Self::Listing(fact) => listing::describe(fact),
            Self::Access(fact) => access::describe(fact),
            Self::Silence(fact) => silence::describe(fact),
            Self::Consultation(fact) => consultation::describe(fact),
        }
    }
}

/// An affair as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Affair {
    Listing(Listing),
    Access(Box<Access>),
    Silence(Silence),
    Consultation(Box<Consultation>),
}

impl Affair {
    /// The affair that a fact opens; None when the fact is about one that must be there already.
    pub fn opened(told: &Told<'_>, fact: &AffairFact) -> Option<Self> {
        match fact {
            AffairFact::Listing(ListingFact::Opened { number, draft }) => {
                Some(Self::Listing(Listing::opened(number.clone(), (**draft).clone(), told.at)))
            }
            AffairFact::Access(AccessFact::Opened(opened)) => {
                Some(Self::Access(Box::new(Access::opened((**opened).clone()))))
            }
            AffairFact::Silence(SilenceFact::Opened { number, draft, by }) => {
                Some(Self::Silence(Silence::opened(number.clone(), (**draft).clone(), by.clone(), told.at)))
            }
            AffairFact::Consultation(ConsultationFact::Asked { number, draft }) => {
                let (draft, handler) = ((**draft).clone(), told.name.to_owned());
                Some(Self::Consultation(Box::new(Consultation::opened(number.clone(), draft, handler))))
            }
            AffairFact::Listing(_) | AffairFact::Access(_) | AffairFact::Silence(_) | AffairFact::Consultation(_) => {
                None
            }
        }
    }

    /// Takes in what happened. A fact of another kind changes nothing: history always loads.
    pub fn evolve(&mut self, told: &Told<'_>, fact: &AffairFact) {
        match fact {
            AffairFact::Listing(fact) => {
                if let Self::Listing(one) = self {
                    one.evolve(fact);
                }
            }
            AffairFact::Access(fact) => {
                if let Self::Access(one) = self {
                    one.evolve(fact);
                }
            }
            AffairFact::Silence(fact) => {
                if let Self::Silence(one) = self {
                    one.evolve(fact);
                }
            }
            AffairFact::Consultation(fact) => {
                if let Self::Consultation(one) = self {
                    one.evolve(told, fact);
                }
            }
        }
    }

    /// What it is.
    pub const fn kind(&self) -> AffairKind {
        match self {
            Self::Listing(_) => AffairKind::Listing,
            Self::Access(_) => AffairKind::Access,
            Self::Silence(_) => AffairKind::Silence,
            Self::Consultation(_) => AffairKind::Consultation,
        }
    }

    /// What officers say on the phone.
    pub fn number(&self) -> &str {
        match self {
            Self::Listing(one) => &one.number,
            Self::Access(one) => &one.opened.number,
            Self::Silence(one) => &one.number,
            Self::Consultation(one) => &one.number,
        }
    }

    /// The listing that it is.
    pub const fn listing(&self) -> Option<&Listing> {
        if let Self::Listing(one) = self { Some(one) } else { None }
    }

    /// The emergency access that it is.
    pub const fn access(&self) -> Option<&Access> {
        if let Self::Access(one) = self { Some(one) } else { None }
    }

    /// The experts whose load it may change.
    pub fn experts(&self) -> Vec<RecordId> {
        if let Self::Consultation(one) = self { one.seats.iter().map(|seat| seat.expert).collect() } else { Vec::new() }
    }

    /// How it looks in a list and on a page.
    pub fn card(&self) -> Card {
        match self {
            Self::Listing(one) => one.card(),
            Self::Access(one) => one.card(),
            Self::Silence(one) => one.card(),
            Self::Consultation(one) => one.card(),
        }
    }
}

/// An affair in the book: the affair with what all of them have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffairFile {
    pub id: RecordId,
    pub affair: Affair,
    /// Counts its facts: what an officer saw when deciding.
    pub version: u32,
}

/// What a list and a page show of an affair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub title: Text,
    /// Code of its state.
    pub state: &'static str,
    pub state_words: Text,
    /// Does it still want a hand?
    pub is_open: bool,
    /// The day by which something is to be done.
    pub due: Option<NaiveDate>,
    /// The dispute it is about: who may not see that does not see this.
    pub dispute: Option<RecordId>,
    /// Label and text, in the order of the page; an empty text is not shown.
    pub rows: Vec<(Text, Text)>,
}
