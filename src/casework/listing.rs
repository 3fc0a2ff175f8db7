//! A listing: a name on a credit list, for discredit or for merit, with its basis, its dates and the objection to it.

use super::affair::Card;
use super::matching::folded;
use super::state::UnitState;
use super::words::vocabulary;
use crate::calendar::Text;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// Which list.
    ListKind {
        Discredit "discredit" "失信名单" "discredit list",
        Incentive "incentive" "激励名单" "incentive list",
    }

    /// Where a listing stands; whether its dates have run out is a matter of the day.
    ListingState {
        Listed "LISTED" "在列" "listed",
        Objected "OBJECTED" "异议中" "objected to",
        Removed "REMOVED" "已移出" "removed",
    }
}

/// What an officer enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingDraft {
    pub list: ListKind,
    /// The company or person, as it writes itself.
    pub name: String,
    /// The decision or rule that it rests on.
    pub basis: String,
    pub from: NaiveDate,
    /// Its last day; none: until it is taken off.
    pub to: Option<NaiveDate>,
}

/// What may be done to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum ListingAct {
    Object { reason: String },
    Decide { upheld: bool, reason: String },
    Remove { reason: String },
}

/// What happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListingFact {
    Opened { number: String, draft: Box<ListingDraft> },
    Objected { reason: String },
    ObjectionDecided { upheld: bool, reason: String },
    Removed { reason: String },
}

/// A listing as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    pub number: String,
    pub draft: ListingDraft,
    pub state: ListingState,
    pub objection: Option<String>,
    /// Why it was taken off, or the objection turned down.
    pub decision: Option<String>,
    pub opened_at: DateTime<FixedOffset>,
}

impl Listing {
    /// A listing just entered.
    pub fn opened(number: String, draft: ListingDraft, opened_at: DateTime<FixedOffset>) -> Self {
        Self { number, draft, state: ListingState::Listed, objection: None, decision: None, opened_at }
    }

    /// Takes in what happened.
    pub fn evolve(&mut self, fact: &ListingFact) {
        match fact {
            ListingFact::Opened { .. } => {}
            ListingFact::Objected { reason } => {
                self.state = ListingState::Objected;
                self.objection = Some(reason.clone());
            }
            ListingFact::ObjectionDecided { upheld, reason } => {
                self.state = if *upheld { ListingState::Removed } else { ListingState::Listed };
                self.decision = Some(reason.clone());
            }
            ListingFact::Removed { reason } => {
                self.state = ListingState::Removed;
                self.decision = Some(reason.clone());
            }
        }
    }

    /// Does it hold on this day? An objection does not lift it; the end of its dates does.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.state != ListingState::Removed && self.draft.from <= day && self.draft.to.is_none_or(|to| day <= to)
    }

    /// How it looks in a list.
    pub fn card(&self) -> Card {
        let draft = &self.draft;
        let dates = |zh| match draft.to {
            Some(to) => format!("{} – {to}", draft.from),
            None if zh => format!("{} 起", draft.from),
            None => format!("from {}", draft.from),
        };
        Card {
            title: Text::new(
                format!("{} {}", draft.list.zh(), draft.name),
                format!("{}: {}", draft.list.en(), draft.name),
            ),
            state: self.state.code(),
            state_words: Text::new(self.state.zh(), self.state.en()),
            is_open: self.state != ListingState::Removed,
            due: draft.to,
            dispute: None,
            rows: vec![
                (Text::new("依据", "basis"), Text::same(&draft.basis)),
                (Text::new("期间", "dates"), Text::new(dates(true), dates(false))),
                (Text::new("异议", "objection"), Text::same(self.objection.as_deref().unwrap_or_default())),
                (Text::new("裁定", "decision"), Text::same(self.decision.as_deref().unwrap_or_default())),
            ],
        }
    }
}

/// A name that is on a list, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    pub number: String,
    pub list: ListKind,
    /// As the list writes it.
    pub name: String,
    pub basis: String,
    /// Its last day.
    pub to: Option<NaiveDate>,
    /// Is an objection to it open?
    pub objected: bool,
}

impl Hit {
    fn of(listing: &Listing) -> Self {
        let draft = &listing.draft;
        Self {
            number: listing.number.clone(),
            list: draft.list,
            name: draft.name.clone(),
            basis: draft.basis.clone(),
            to: draft.to,
            objected: listing.state == ListingState::Objected,
        }
    }

    /// In words.
    pub fn say(&self) -> Text {
        let to = |zh| match self.to {
            Some(to) if zh => format!(", 至 {to}"),
            Some(to) => format!(", to {to}"),
            None => String::new(),
        };
        let mark = |zh| match (self.objected, zh) {
            (true, true) => ", 异议中",
            (true, false) => ", objected to",
            (false, _) => "",
        };
        let Self { number, name, basis, .. } = self;
        Text::new(
            format!("{} {name} ({number}, {basis}{}{})", self.list.zh(), to(true), mark(true)),
            format!("{} {name} ({number}, {basis}{}{})", self.list.en(), to(false), mark(false)),
        )
    }
}

/// The lists that these names are on, on this day; by number. A list names one company, so the whole name must agree;
/// case, blanks and punctuation do not count.
pub fn hits(state: &UnitState, names: &[&str], day: NaiveDate) -> Vec<Hit> {
    let names: Vec<String> = names.iter().map(|name| folded(name)).filter(|name| !name.is_empty()).collect();
    let meets = |listing: &Listing| listing.holds_on(day) && names.contains(&folded(&listing.draft.name));
    let mut hits: Vec<Hit> =
        state.affairs.values().filter_map(|file| file.affair.listing()).filter(|one| meets(one)).map(Hit::of).collect();
    hits.sort_by(|a, b| a.number.cmp(&b.number));
    hits
}

/// A fact in words.
pub fn describe(fact: &ListingFact) -> Text {
    match fact {
        ListingFact::Opened { number, draft } => Text::new(
            format!("列入{} {number}: {}", draft.list.zh(), draft.basis),
            format!("put on the {} as {number}: {}", draft.list.en(), draft.basis),
        ),
        ListingFact::Objected { reason } => Text::new(format!("异议: {reason}"), format!("objection: {reason}")),
        ListingFact::ObjectionDecided { upheld: true, reason } => {
            Text::new(format!("异议成立, 移出: {reason}"), format!("objection upheld, taken off: {reason}"))
        }
        ListingFact::ObjectionDecided { upheld: false, reason } => {
            Text::new(format!("异议不成立: {reason}"), format!("objection turned down: {reason}"))
        }
        ListingFact::Removed { reason } => Text::new(format!("移出: {reason}"), format!("taken off: {reason}")),
    }
}
