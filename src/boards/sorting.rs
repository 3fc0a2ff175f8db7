//! Orders by columns that an officer asks for: made when first asked for, and from then on only told what changed.

use super::board::{Board, Column, Packed};
use super::order::Order;
use super::words::Words;
use crate::finder::{Name, Names, Number};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Orders kept of one board: more than officers use at once; the one not used for longest goes.
const KEPT_MAX: usize = 6;

/// When one row in so many changed, an order is made anew.
const CHANGED_PART: usize = 8;

/// A column to sort by, by its key in the JSON of the rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortKey {
    pub column: String,
    pub descending: bool,
}

impl SortKey {
    /// Reads `received_at,-stage`: a minus before a key turns it round.
    pub fn list(text: &str) -> Vec<Self> {
        let keys = text.split(',').map(str::trim).filter(|key| !key.is_empty());
        let one = |key: &str| match key.strip_prefix('-') {
            Some(column) => Self { column: column.to_owned(), descending: true },
            None => Self { column: key.to_owned(), descending: false },
        };
        keys.map(one).collect()
    }
}

/// The orders kept of one board, the last used first.
pub struct Kept<P>(Vec<KeptOrder<P>>);

struct KeptOrder<P> {
    keys: Vec<SortKey>,
    /// The rows as they were when the order was right.
    board: Board<P>,
    order: Order,
}

impl<P> Default for Kept<P> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<P: Packed> Kept<P> {
    /// The order of these rows by these keys; None: one of them is no key.
    pub fn order(&mut self, board: &Board<P>, words: &Words, keys: &[SortKey]) -> Option<Order> {
        let by = By::of(keys, words)?;
        let at = self.0.iter().position(|kept| kept.keys == keys);
        let kept = at.map(|at| self.0.remove(at)).map(|kept| kept.caught_up(board, &by));
        let new = || KeptOrder { keys: keys.to_vec(), order: by.order(board), board: board.clone() };
        let kept = kept.unwrap_or_else(new);
        let order = kept.order.clone();
        self.0.insert(0, kept);
        self.0.truncate(KEPT_MAX);
        Some(order)
    }
}

impl<P: Packed> KeptOrder<P> {
    fn caught_up(mut self, board: &Board<P>, by: &By<'_, P>) -> Self {
        let (old, new) = (self.board.rows(), board.rows());
        let mut changed = new.changed_since(old);
        changed.extend((new.len()..old.len()).filter_map(|slot| u32::try_from(slot).ok()));
        if changed.len() > new.len() / CHANGED_PART {
            self.order = by.order(board);
        } else {
            for slot in &changed {
                let Some(was) = old.get(*slot) else { continue };
                let compare = |other: u32| old.get(other).map_or(Ordering::Equal, |other| by.compare(other, was));
                self.order.remove(was.audience().0, &compare);
            }
            for slot in &changed {
                let Some(is) = new.get(*slot) else { continue };
                let compare = |other: u32| new.get(other).map_or(Ordering::Equal, |other| by.compare(other, is));
                self.order.insert(*slot, &|slot| board.audience(slot), &compare);
            }
        }
        self.board = board.clone();
        self
    }
}

/// What a row ranks by; None comes last.
type Rank<P> = Box<dyn Fn(&P) -> Option<u128>>;

/// Columns to compare by.
pub struct By<'a, P> {
    columns: Vec<(Column<P>, bool)>,
    names: &'a Names,
}

impl<'a, P: Packed> By<'a, P> {
    /// None: one of the keys is no column of this board.
    pub fn of(keys: &[SortKey], words: &'a Words) -> Option<Self> {
        let columns = keys.iter().map(|key| P::column(&key.column).map(|column| (column, key.descending)));
        Some(Self { columns: columns.collect::<Option<_>>()?, names: &words.names })
    }

    /// How one row compares to another: by the columns, then by record. What has no value comes last either way.
    pub fn compare(&self, one: &P, other: &P) -> Ordering {
        let by = |(column, descending): &(Column<P>, bool)| match column {
            Column::Rank(rank) => turned(rank(one), rank(other), *descending, Ord::cmp),
            Column::Text(name) => turned(some(name(one)), some(name(other)), *descending, |a, b| self.text(*a, *b)),
            Column::Number(number) => {
                turned(Some(number(one)), Some(number(other)), *descending, |a, b| a.compare(*b, self.names))
            }
        };
        self.columns.iter().map(by).find(|order| order.is_ne()).unwrap_or_else(|| one.id().cmp(&other.id()))
    }

    fn text(&self, one: Name, other: Name) -> Ordering {
        if one == other { Ordering::Equal } else { self.names.text(one).cmp(self.names.text(other)) }
    }

    /// The order of all rows: each distinct text is compared with others once, then only its place among them.
    pub fn order(&self, board: &Board<P>) -> Order {
        let rows = board.rows();
        let mut slots: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
        slots.sort_by_cached_key(|slot| rows.get(*slot).map(P::id));
        for (column, descending) in self.columns.iter().rev() {
            let rank = self.ranks(board, column);
            let rank = |slot: &u32| match rows.get(*slot).and_then(&rank) {
                Some(rank) if *descending => (false, u128::MAX - rank),
                Some(rank) => (false, rank),
                None => (true, 0),
            };
            slots.sort_by_cached_key(rank);
        }
        Order::of_sorted(&slots, |slot| board.audience(slot))
    }

    /// A rank that compares as the column does.
    fn ranks(&self, board: &Board<P>, column: &Column<P>) -> Rank<P> {
        match *column {
            Column::Rank(rank) => Box::new(rank),
            Column::Text(name) => {
                let places = self.places(board, name);
                Box::new(move |row| {
                    some(name(row)).and_then(|name| places.get(name.0 as usize)).map(|at| u128::from(*at))
                })
            }
            Column::Number(number) => {
                let places = self.places(board, move |row| number(row).head());
                Box::new(move |row| {
                    let number: Number = number(row);
                    let head = places.get(number.head().0 as usize).map(|at| u128::from(*at) << 32);
                    head.map(|head| head | (number.rank() & u128::from(u32::MAX)))
                })
            }
        }
    }

    /// The place of each name of a column among the names of that column, by number of the name.
    fn places(&self, board: &Board<P>, name: impl Fn(&P) -> Name) -> Vec<u32> {
        let mut places = vec![u32::MAX; self.names.len()];
        let mut used = Vec::new();
        for row in (0..board.rows().chunks()).flat_map(|chunk| board.rows().chunk(chunk)) {
            let name = name(row);
            if let Some(place) = places.get_mut(name.0 as usize).filter(|place| **place == u32::MAX) {
                *place = 0;
                used.push((self.names.text(name), name));
            }
        }
        used.sort_unstable();
        for (at, (_, name)) in used.iter().enumerate() {
            places[name.0 as usize] = u32::try_from(at).unwrap_or(u32::MAX);
        }
        places
    }
}

fn some(name: Name) -> Option<Name> {
    (name != Name::EMPTY).then_some(name)
}

fn turned<T>(one: Option<T>, other: Option<T>, descending: bool, compare: impl Fn(&T, &T) -> Ordering) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) if descending => compare(&other, &one),
        (Some(one), Some(other)) => compare(&one, &other),
        (one, other) => one.is_none().cmp(&other.is_none()),
    }
}
