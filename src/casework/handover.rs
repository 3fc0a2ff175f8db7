//! The handover of a shift: what is open, listed by the program, and taken on item by item by whoever comes. Nothing
//! waits for it: an alert is acknowledged and a deadline checked whether the list is signed or not.

use super::affair::Card;
use super::ids::RecordId;
use super::rota::Person;
use super::words::vocabulary;
use crate::calendar::Text;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// Where a handover stands.
    HandoverState {
        Open "OPEN" "交接中" "in hand",
        Complete "COMPLETE" "已交接" "complete",
        CalledOff "CALLED-OFF" "取消" "called off",
    }
}

/// What whoever goes enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverDraft {
    /// Who comes: name or account.
    pub to: String,
    /// What the list cannot tell.
    pub note: String,
}

/// Something open that is handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub record: RecordId,
    pub number: String,
    /// Why it is on the list.
    pub why: Text,
}

/// What may be done to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum HandoverAct {
    /// Whoever comes takes this item on, counted from 1.
    Sign {
        item: u16,
        remark: String,
    },
    /// The list anew: what has come since is on it, what is done is off it.
    Refresh,
    Complete,
    CallOff {
        reason: String,
    },
}

/// What happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HandoverFact {
    Opened {
        number: String,
        from: Person,
        to: Person,
        note: String,
        items: Vec<Item>,
    },
    Signed {
        item: u16,
        remark: String,
    },
    /// Items that came since, and which of the old ones are done.
    Refreshed {
        came: Vec<Item>,
        gone: Vec<u16>,
    },
    Completed,
    CalledOff {
        reason: String,
    },
}

/// An item with whether it was taken on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    pub item: Item,
    /// When, and what was said to it.
    pub signed: Option<(DateTime<FixedOffset>, String)>,
    /// It was done before anybody took it on.
    pub gone: bool,
}

/// A handover as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    pub number: String,
    pub from: Person,
    pub to: Person,
    pub note: String,
    pub items: Vec<Handed>,
    pub state: HandoverState,
    pub opened_at: DateTime<FixedOffset>,
}

impl Handover {
    /// The handover that a fact opens.
    pub fn opened(fact: &HandoverFact, opened_at: DateTime<FixedOffset>) -> Option<Self> {
        let HandoverFact::Opened { number, from, to, note, items } = fact else { return None };
        Some(Self {
            number: number.clone(),
            from: from.clone(),
            to: to.clone(),
            note: note.clone(),
            items: items.iter().map(handed).collect(),
            state: HandoverState::Open,
            opened_at,
        })
    }

    /// Takes in what happened.
    pub fn evolve(&mut self, at: DateTime<FixedOffset>, fact: &HandoverFact) {
        match fact {
            HandoverFact::Opened { .. } => {}
            HandoverFact::Signed { item, remark } => {
                if let Some(handed) = self.item_mut(*item) {
                    handed.signed = Some((at, remark.clone()));
                }
            }
            HandoverFact::Refreshed { came, gone } => {
                for item in gone {
                    if let Some(handed) = self.item_mut(*item) {
                        handed.gone = true;
                    }
                }
                self.items.extend(came.iter().map(handed));
            }
            HandoverFact::Completed => self.state = HandoverState::Complete,
            HandoverFact::CalledOff { .. } => self.state = HandoverState::CalledOff,
        }
    }

    /// Items that nobody has taken on, with their place on the list.
    pub fn unsigned(&self) -> impl Iterator<Item = (u16, &Item)> {
        let open = (1..).zip(&self.items).filter(|(_, one)| one.signed.is_none() && !one.gone);
        open.map(|(no, one)| (no, &one.item))
    }

    /// An item by its place on the list, counted from 1.
    pub fn item(&self, no: u16) -> Option<&Handed> {
        self.items.get(usize::from(no).checked_sub(1)?)
    }

    fn item_mut(&mut self, no: u16) -> Option<&mut Handed> {
        self.items.get_mut(usize::from(no).checked_sub(1)?)
    }

    /// How it looks in a list.
    pub fn card(&self) -> Card {
        let line = |(no, one): (u16, &Handed), pick: fn(&Text) -> &str, words: [&str; 3]| {
            let mark = match (&one.signed, one.gone) {
                (Some(_), _) => words[0],
                (None, true) => words[1],
                (None, false) => words[2],
            };
            let remark = one.signed.as_ref().map_or("", |(_, remark)| remark);
            format!("{no} {mark} {} {} {remark}", one.item.number, pick(&one.item.why)).trim_end().to_owned()
        };
        let lines = |pick: fn(&Text) -> &str, words: [&str; 3]| {
            let lines = (1..).zip(&self.items).map(|one| line(one, pick, words));
            lines.collect::<Vec<_>>().join("\n")
        };
        let items =
            Text::new(lines(|one| &one.zh, ["已接", "已了", "未接"]), lines(|one| &one.en, ["taken", "done", "open"]));
        Card {
            title: Text::new(
                format!("交接班 {} → {}", self.from.name, self.to.name),
                format!("handover {} -> {}", self.from.name, self.to.name),
            ),
            state: self.state.code(),
            state_words: Text::new(self.state.zh(), self.state.en()),
            is_open: self.state == HandoverState::Open,
            due: Some(self.opened_at.date_naive()).filter(|_| self.state == HandoverState::Open),
            dispute: None,
            rows: vec![(Text::new("备注", "note"), Text::same(&self.note)), (Text::new("事项", "items"), items)],
        }
    }
}

fn handed(item: &Item) -> Handed {
    Handed { item: item.clone(), signed: None, gone: false }
}

/// A fact in words.
pub fn describe(fact: &HandoverFact) -> Text {
    match fact {
        HandoverFact::Opened { number, from, to, items, .. } => Text::new(
            format!("交接班 {number}: {} 交 {}, {} 项", from.name, to.name, items.len()),
            format!("handover {number}: {} to {}, {} items", from.name, to.name, items.len()),
        ),
        HandoverFact::Signed { item, remark } => {
            Text::new(format!("接第 {item} 项 {remark}"), format!("item {item} taken on {remark}"))
        }
        HandoverFact::Refreshed { came, gone } => Text::new(
            format!("清单更新: 新 {} 项, 了 {} 项", came.len(), gone.len()),
            format!("list made anew: {} came, {} done", came.len(), gone.len()),
        ),
        HandoverFact::Completed => Text::new("交接完成", "handover complete"),
        HandoverFact::CalledOff { reason } => Text::new(format!("取消: {reason}"), format!("called off: {reason}")),
    }
}
