//! The rota: who is on duty at any instant, layer behind layer; taking over in an emergency; swaps that two persons
//! agree on and the lead approves; and the lead who answers for whatever nobody is on duty for.

use super::ids::OfficerId;
use super::words::vocabulary;
use crate::calendar::Text;
use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// Where a swap of two shifts stands.
    SwapState {
        Proposed "PROPOSED" "待对方同意" "proposed",
        Agreed "AGREED" "待带班批准" "agreed",
        Approved "APPROVED" "已换班" "approved",
        Refused "REFUSED" "未换" "refused",
    }
}

/// An officer, with the name as it was when it was written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub officer: OfficerId,
    pub name: String,
}

/// Somebody's duty on a layer, from an instant up to but not including another; both in the unit's zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// Counts within the unit from 1; a number is not given twice.
    pub no: u16,
    /// 1 is called first, then 2, and so on.
    pub layer: u8,
    pub person: Person,
    pub from: DateTime<FixedOffset>,
    pub to: DateTime<FixedOffset>,
    /// The shift whose place it takes since `from`: it was taken over in an emergency.
    #[serde(default)]
    pub instead_of: Option<u16>,
}

impl Shift {
    /// Is it on at this instant?
    pub fn covers(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.to
    }

    /// Do the two have an instant in common?
    pub fn meets(&self, other: &Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

/// Two persons exchange their shifts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swap {
    /// Counts within the unit from 1.
    pub no: u16,
    /// The shift of whoever proposes.
    pub gives: u16,
    /// The shift of the other.
    pub takes: u16,
    pub by: Person,
    pub with: Person,
    pub state: SwapState,
}

impl Swap {
    /// Does it still wait for somebody?
    pub const fn is_open(&self) -> bool {
        match self.state {
            SwapState::Proposed | SwapState::Agreed => true,
            SwapState::Approved | SwapState::Refused => false,
        }
    }
}

/// What may be done to the rota. Officers are named as they are known in the house: name or account. Times are those of
/// the unit's wall clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum RotaAct {
    Plan {
        officer: String,
        layer: u16,
        from: NaiveDateTime,
        to: NaiveDateTime,
    },
    Cancel {
        shift: u16,
        reason: String,
    },
    /// Whoever asks has the shift from now on.
    TakeOver {
        shift: u16,
        reason: String,
    },
    ProposeSwap {
        gives: u16,
        takes: u16,
    },
    AgreeSwap {
        swap: u16,
    },
    ApproveSwap {
        swap: u16,
    },
    RefuseSwap {
        swap: u16,
        reason: String,
    },
    NameQueueLead {
        officer: String,
    },
}

/// What happened to the rota.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RotaFact {
    Planned(Shift),
    Cancelled { shift: u16, reason: String },
    TookOver { shift: Shift, reason: String },
    SwapProposed(Swap),
    SwapAgreed { swap: u16 },
    SwapApproved { swap: u16 },
    SwapRefused { swap: u16, reason: String },
    QueueLed(Person),
}

/// The rota of a unit, folded from its book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rota {
    /// As planned and taken over, oldest first; cancelled ones are gone.
    pub shifts: Vec<Shift>,
    pub swaps: Vec<Swap>,
    /// Who answers for what nobody is on duty for.
    pub queue_lead: Option<Person>,
    /// Highest number ever given to a shift.
    pub last_shift: u16,
    /// Officers without a post here, and since when: their shifts are empty from then on.
    pub gone: Vec<(OfficerId, DateTime<FixedOffset>)>,
}

impl Rota {
    /// Who is on duty at an instant: layer 1 first, in each whoever came first. Layers on which nobody is on duty are
    /// there and empty, so that an escalation can tell. Nobody stands on two layers at once.
    pub fn layers(&self, at: DateTime<Utc>) -> Vec<Vec<OfficerId>> {
        let deepest = self.shifts.iter().map(|shift| shift.layer).max().unwrap_or(0);
        let mut seen = Vec::new();
        (1..=deepest)
            .map(|layer| {
                let mut on: Vec<&Shift> = self.on(at).filter(|shift| shift.layer == layer).collect();
                on.sort_by_key(|shift| (shift.from, shift.no));
                let officers = on.into_iter().map(|shift| shift.person.officer);
                let mut fresh: Vec<OfficerId> = Vec::new();
                for officer in officers.filter(|one| !seen.contains(one)) {
                    if !fresh.contains(&officer) {
                        fresh.push(officer);
                    }
                }
                seen.extend(fresh.iter().copied());
                fresh
            })
            .collect()
    }

    /// The person on duty: the first of the first layer on which somebody is.
    pub fn on_duty(&self, at: DateTime<Utc>) -> Option<OfficerId> {
        self.layers(at).into_iter().flatten().next()
    }

    /// The shifts that are on at an instant, each as it is held then, by somebody who is still here.
    fn on(&self, at: DateTime<Utc>) -> impl Iterator<Item = &Shift> {
        let holds = move |shift: &Shift| self.holder(self.root(shift), at).is_some_and(|holder| holder.no == shift.no);
        self.shifts.iter().filter(move |shift| holds(shift))
    }

    /// Of a shift and what took its place, whatever came last and is still here.
    fn holder(&self, root: u16, at: DateTime<Utc>) -> Option<&Shift> {
        let here = self.shifts.iter().filter(|shift| shift.covers(at) && !self.is_gone(shift, at));
        here.filter(|shift| self.root(shift) == root).max_by_key(|shift| shift.no)
    }

    /// The shift as planned that this one stands for, taken over however often.
    fn root(&self, shift: &Shift) -> u16 {
        let mut root = shift;
        // Each takes the place of an earlier number, so this ends.
        while let Some(before) = root.instead_of.filter(|before| *before < root.no) {
            match self.shift(before) {
                Some(shift) => root = shift,
                // What it took the place of was cancelled.
                None => return before,
            }
        }
        root.no
    }

    fn is_gone(&self, shift: &Shift, at: DateTime<Utc>) -> bool {
        self.gone.iter().any(|(officer, since)| *officer == shift.person.officer && *since <= at)
    }

    /// A shift by its number.
    pub fn shift(&self, no: u16) -> Option<&Shift> {
        self.shifts.iter().find(|shift| shift.no == no)
    }

    /// The shift as it is held at an instant: itself, or what took its place last.
    pub fn held(&self, no: u16, at: DateTime<Utc>) -> Option<&Shift> {
        let shift = self.shift(no)?;
        Some(self.holder(self.root(shift), at).unwrap_or(shift))
    }

    /// A swap by its number.
    pub fn swap(&self, no: u16) -> Option<&Swap> {
        self.swaps.iter().find(|swap| swap.no == no)
    }

    /// Takes in what happened.
    pub fn evolve(&mut self, fact: &RotaFact) {
        match fact {
            RotaFact::Planned(shift) | RotaFact::TookOver { shift, .. } => {
                self.last_shift = self.last_shift.max(shift.no);
                self.shifts.push(shift.clone());
            }
            RotaFact::Cancelled { shift, .. } => self.shifts.retain(|one| one.no != *shift),
            RotaFact::SwapProposed(swap) => self.swaps.push(swap.clone()),
            RotaFact::SwapAgreed { swap } => self.set_swap(*swap, SwapState::Agreed),
            RotaFact::SwapRefused { swap, .. } => self.set_swap(*swap, SwapState::Refused),
            RotaFact::SwapApproved { swap } => {
                self.set_swap(*swap, SwapState::Approved);
                if let Some(swap) = self.swap(*swap).cloned() {
                    self.give(swap.gives, &swap.with);
                    self.give(swap.takes, &swap.by);
                }
            }
            RotaFact::QueueLed(person) => self.queue_lead = Some(person.clone()),
        }
    }

    /// An officer got a post here, or lost the last one.
    pub fn present(&mut self, officer: OfficerId, is_here: bool, at: DateTime<FixedOffset>) {
        self.gone.retain(|(one, _)| *one != officer);
        if !is_here {
            self.gone.push((officer, at));
        }
    }

    fn set_swap(&mut self, no: u16, state: SwapState) {
        if let Some(swap) = self.swaps.iter_mut().find(|swap| swap.no == no) {
            swap.state = state;
        }
    }

    fn give(&mut self, no: u16, person: &Person) {
        if let Some(shift) = self.shifts.iter_mut().find(|shift| shift.no == no) {
            shift.person = person.clone();
        }
    }
}

/// A shift in words.
pub fn shift_words(shift: &Shift) -> Text {
    let wall = |at: DateTime<FixedOffset>| at.format("%Y-%m-%d %H:%M").to_string();
    let (no, layer, name) = (shift.no, shift.layer, &shift.person.name);
    let (from, to) = (wall(shift.from), wall(shift.to));
    Text::new(
        format!("班次 {no} 第 {layer} 层 {name} {from} 至 {to}"),
        format!("shift {no}, layer {layer}, {name}, {from} to {to}"),
    )
}

/// A fact in words.
pub fn describe(fact: &RotaFact) -> Text {
    match fact {
        RotaFact::Planned(shift) => {
            let Text { zh, en } = shift_words(shift);
            Text::new(format!("排班: {zh}"), format!("planned: {en}"))
        }
        RotaFact::Cancelled { shift, reason } => {
            Text::new(format!("取消班次 {shift}: {reason}"), format!("shift {shift} cancelled: {reason}"))
        }
        RotaFact::TookOver { shift, reason } => {
            let (name, of) = (&shift.person.name, shift.instead_of.unwrap_or(shift.no));
            Text::new(
                format!("{name} 临时接班 {of} (班次 {}): {reason}", shift.no),
                format!("{name} took over shift {of} (as shift {}): {reason}", shift.no),
            )
        }
        RotaFact::SwapProposed(Swap { no, gives, takes, by, with, .. }) => Text::new(
            format!("换班 {no}: {} 的班次 {gives} 换 {} 的班次 {takes}", by.name, with.name),
            format!("swap {no}: shift {gives} of {} for shift {takes} of {}", by.name, with.name),
        ),
        RotaFact::SwapAgreed { swap } => Text::new(format!("换班 {swap}: 对方同意"), format!("swap {swap} agreed")),
        RotaFact::SwapApproved { swap } => Text::new(format!("换班 {swap}: 带班批准"), format!("swap {swap} approved")),
        RotaFact::SwapRefused { swap, reason } => {
            Text::new(format!("换班 {swap}: 不换: {reason}"), format!("swap {swap} refused: {reason}"))
        }
        RotaFact::QueueLed(person) => {
            Text::new(format!("值班队列由 {} 负责", person.name), format!("{} answers for the queue", person.name))
        }
    }
}
