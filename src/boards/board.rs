//! A board: packed rows by record, and in the orders in which officers read them. Cloning is cheap: versions share what
//! they have in common, and a commit copies only what it changed.

use super::arena::Arena;
use super::audience::AudienceId;
use super::filtering::{Test, Wanted};
use super::order::{Eye, Order};
use super::words::Words;
use crate::casework::ids::RecordId;
use crate::finder::hands::both;
use crate::finder::{Hands, Name, Number};
use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cmp::Ordering;

/// Names that a row bears, at most: a list counts as one.
pub const NAMES_MAX: usize = 6;

/// A row as officers get it.
pub trait Row: Serialize + DeserializeOwned {
    /// The same as it is kept.
    type Packed: Packed;
    /// Which board it is on, in stored bytes.
    const KIND: u8;
    /// Packs it.
    fn pack(&self, words: &mut Words) -> Self::Packed;
    /// As it was.
    fn unpack(packed: &Self::Packed, words: &Words) -> Self;
}

/// A row as it is kept: of fixed width, with the numbers of its names.
pub trait Packed: Clone + PartialEq + Send + Sync + Sized + 'static {
    /// The orders kept at all times; the first is that in which the board is read, of all rows.
    const ORDERS: &'static [Sorted<Self>];
    /// Which of them is by number.
    const BY_NUMBER: usize;

    /// The record it shows.
    fn id(&self) -> RecordId;
    /// The number of the record, and that of another that it names.
    fn numbers(&self) -> [Option<Number>; 2];
    /// Who may see it.
    fn audience(&self) -> AudienceId;
    /// What it is found by.
    fn names(&self) -> [Name; NAMES_MAX];
    /// What the plain words of a filter are looked for in.
    fn texts(&self) -> [Name; NAMES_MAX] {
        self.names()
    }
    /// Gives other numbers to all its names, and to its audience.
    fn renumber(&mut self, name: &dyn Fn(Name) -> Name, audience: &dyn Fn(AudienceId) -> AudienceId);
    /// The test of a field by its English name; None: there is no such field.
    fn field<'a>(name: &str, wanted: Wanted<'a>) -> Option<Test<'a, Self>>;
    /// When it is due.
    fn due(&self, today: NaiveDate) -> Due;
    /// What a key of the JSON rows sorts by; None: there is no such key.
    fn column(key: &str) -> Option<Column<Self>>;
}

/// When a row is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    Never,
    /// At this second since 1970.
    At(i64),
    /// On this day since 1970.
    On(i64),
    /// In so many days.
    In(i64),
}

/// An order that is kept: which rows are in it, and by what.
pub struct Sorted<P> {
    pub member: fn(&P) -> bool,
    /// Compared first; then by record.
    pub rank: fn(&P) -> u128,
}

/// What rows are sorted by; those without it come last.
pub enum Column<P> {
    Rank(fn(&P) -> Option<u128>),
    Text(fn(&P) -> Name),
    Number(fn(&P) -> Number),
}

impl<P: Packed> Sorted<P> {
    /// How one row compares to another.
    pub fn compare(&self, one: &P, other: &P) -> Ordering {
        (self.rank)(one).cmp(&(self.rank)(other)).then_with(|| one.id().cmp(&other.id()))
    }
}

/// Rows of one kind.
#[derive(Clone, Debug)]
pub struct Board<P> {
    rows: Arena<P>,
    by_id: Order,
    orders: Vec<Order>,
}

impl<P: Packed> Default for Board<P> {
    fn default() -> Self {
        Self { rows: Arena::default(), by_id: Order::default(), orders: vec![Order::default(); P::ORDERS.len()] }
    }
}

impl<P: Packed> Board<P> {
    /// A board of rows that come at once. Of several rows of one record the last counts.
    pub fn of(mut rows: Vec<P>, hands: &dyn Hands) -> Self {
        if !rows.is_sorted_by(|one, next| one.id() < next.id()) {
            rows.reverse();
            rows.sort_by_key(P::id);
            rows.dedup_by_key(|row| row.id());
        }
        let rows = Arena::of(rows);
        let slots: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
        let order = |sorted: &Sorted<P>| {
            let ranked = slots.iter().filter_map(|slot| rows.get(*slot).map(|row| (*slot, row)));
            let mut ranked: Vec<(u128, u32)> =
                ranked.filter(|(_, row)| (sorted.member)(row)).map(|(slot, row)| ((sorted.rank)(row), slot)).collect();
            // slots are given by record here, so a slot breaks a tie as its record would
            ranked.sort_unstable();
            let sorted: Vec<u32> = ranked.into_iter().map(|(_, slot)| slot).collect();
            Order::of_sorted(&sorted, |slot| audience(&rows, slot))
        };
        let (left, right) = P::ORDERS.split_at(P::ORDERS.len() / 2);
        let some = |sorted: &[Sorted<P>]| sorted.iter().map(order).collect::<Vec<Order>>();
        let (mut orders, others) = both(hands, || some(left), || some(right)).unwrap_or_default();
        orders.extend(others);
        let by_id = Order::of_sorted(&slots, |_| AudienceId::EVERYONE.0);
        Self { rows, by_id, orders }
    }

    /// Puts a row in its place, in place of the one of the same record, which comes back.
    pub fn put(&mut self, row: P) -> Option<P> {
        let Some(slot) = self.slot(row.id()) else {
            self.add(row);
            return None;
        };
        let before = self.rows.get(slot).cloned()?;
        let was = before.audience();
        if before == row {
            return Some(before);
        }
        let moves = |sorted: &Sorted<P>| {
            let (is, will) = ((sorted.member)(&before), (sorted.member)(&row));
            let stays = is && will && sorted.compare(&before, &row).is_eq() && was == row.audience();
            (is && !stays, will && !stays)
        };
        let moves: Vec<(bool, bool)> = P::ORDERS.iter().map(moves).collect();
        let rows = &self.rows;
        for (at, (sorted, order)) in P::ORDERS.iter().zip(&mut self.orders).enumerate() {
            if moves[at].0 {
                order.remove(was.0, &|slot| compare(rows, slot, &before, sorted));
            }
        }
        self.rows.set(slot, row.clone());
        let leaving: Vec<bool> = moves.iter().map(|(_, enters)| *enters).collect();
        self.enter(slot, &row, &leaving);
        Some(before)
    }

    fn add(&mut self, row: P) {
        let slot = self.rows.push(row.clone());
        let rows = &self.rows;
        let by_id = |other: u32| rows.get(other).map_or(Ordering::Equal, |other| other.id().cmp(&row.id()));
        self.by_id.insert(slot, &|_| AudienceId::EVERYONE.0, &by_id);
        let enters: Vec<bool> = P::ORDERS.iter().map(|sorted| (sorted.member)(&row)).collect();
        self.enter(slot, &row, &enters);
    }

    fn enter(&mut self, slot: u32, row: &P, enters: &[bool]) {
        let rows = &self.rows;
        for (at, (sorted, order)) in P::ORDERS.iter().zip(&mut self.orders).enumerate() {
            if enters[at] {
                order.insert(slot, &|slot| audience(rows, slot), &|other| compare(rows, other, row, sorted));
            }
        }
    }

    /// The slot of a record.
    pub fn slot(&self, id: RecordId) -> Option<u32> {
        self.by_id.find(&|slot| self.rows.get(slot).map_or(Ordering::Equal, |row| row.id().cmp(&id)))
    }

    /// The packed row of a record.
    pub fn packed(&self, id: RecordId) -> Option<&P> {
        self.rows.get(self.slot(id)?)
    }

    /// The rows by slot.
    pub const fn rows(&self) -> &Arena<P> {
        &self.rows
    }

    /// One of the orders kept.
    pub fn order(&self, at: usize) -> &Order {
        &self.orders[at]
    }

    /// The audience of a slot.
    pub fn audience(&self, slot: u32) -> u32 {
        audience(&self.rows, slot)
    }

    /// All rows, in the order of the board.
    pub fn iter(&self) -> impl Iterator<Item = &P> {
        self.orders[0].slots().into_iter().filter_map(|slot| self.rows.get(slot))
    }

    /// The rows of one of the orders from this rank on, as long as `tell` wants more; whoever may see them.
    pub fn from(&self, at: usize, rank: u128, tell: &mut dyn FnMut(&P) -> bool) {
        let of = |slot: u32| self.rows.get(slot).map_or(0, |row| (P::ORDERS[at].rank)(row));
        let skip = self.orders[at].before(&Eye::ALL, &|slot| of(slot).cmp(&rank));
        self.orders[at].walk(&Eye::ALL, skip, &mut |slot| self.rows.get(slot).is_some_and(&mut *tell));
    }
}

fn audience<P: Packed>(rows: &Arena<P>, slot: u32) -> u32 {
    rows.get(slot).map_or(AudienceId::EVERYONE, P::audience).0
}

fn compare<P: Packed>(rows: &Arena<P>, slot: u32, row: &P, sorted: &Sorted<P>) -> Ordering {
    rows.get(slot).map_or(Ordering::Equal, |other| sorted.compare(other, row))
}
