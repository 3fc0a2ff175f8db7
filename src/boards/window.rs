//! Windows: the part of a list that one screen shows, filtered, with the total, and found again by record.

use super::Boards;
use super::board::{Board, Packed, Row};
use super::filtering::{Test, tests};
pub use super::lists::List;
use super::lists::{Of, Stretch};
use super::order::{Eye, Order};
use super::rows::{AffairRow, AgencyRow, AlertRow, DisputeRow, ExpertRow, ReferralRow};
use super::sorting::{By, Kept, SortKey};
pub use super::viewer::Viewer;
use crate::casework::ids::RecordId;
use crate::finder::hands::halves;
use crate::finder::{Filter, Hands};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::sync::{Mutex, PoisonError};

/// Rows below which a list is looked through row by row.
const FEW: usize = 4_096;

/// A list of less than one row in so many is looked through row by row, a longer one as the rows lie in memory.
const FEW_PART: usize = 8;

/// Chunks of rows below which one hand is faster than two.
const CHUNKS_FOR_TWO: usize = 16;

/// What a screen asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowQuery {
    pub list: List,
    /// In the filter language; empty: everything.
    pub filter: String,
    /// By these columns, the first counts most; none: in the order of the list.
    pub order: Vec<SortKey>,
    /// First row, counted from 0.
    pub offset: u32,
    /// Rows; the daemon gives at most 500.
    pub limit: u16,
    /// When given, the answer says where this record is now.
    pub anchor: Option<RecordId>,
}

/// Rows of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rows {
    Disputes(Vec<DisputeRow>),
    Alerts(Vec<AlertRow>),
    Referrals(Vec<ReferralRow>),
    Experts(Vec<ExpertRow>),
    Agencies(Vec<AgencyRow>),
    Affairs(Vec<AffairRow>),
}

/// What a screen gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub rows: Rows,
    pub offset: u32,
    /// Rows that pass the filter.
    pub total: u32,
    /// Rows of the list without the filter.
    pub unfiltered: u32,
    /// Where the anchor is now, if it passes.
    pub anchor_at: Option<u32>,
}

/// A key of `--sort` that the rows of the list have not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these rows cannot be sorted by \"{0}\": take a key of their JSON that has one value")]
pub struct NoSuchColumn(pub String);

/// Orders that officers asked for, kept between questions; one for each unit.
#[derive(Default)]
pub struct Sorts {
    disputes: Mutex<Kept<<DisputeRow as Row>::Packed>>,
    alerts: Mutex<Kept<<AlertRow as Row>::Packed>>,
    referrals: Mutex<Kept<<ReferralRow as Row>::Packed>>,
    experts: Mutex<Kept<<ExpertRow as Row>::Packed>>,
    agencies: Mutex<Kept<<AgencyRow as Row>::Packed>>,
    affairs: Mutex<Kept<<AffairRow as Row>::Packed>>,
}

/// What a window is made with.
#[derive(Clone, Copy)]
pub struct Means<'a> {
    pub sorts: &'a Sorts,
    pub hands: &'a dyn Hands,
}

/// The window of a list.
///
/// # Errors
/// When it is to be sorted by what its rows have not.
pub fn window(
    boards: &Boards,
    viewer: Viewer,
    (query, filter): (&WindowQuery, &Filter),
    means: Means<'_>,
) -> Result<Window, NoSuchColumn> {
    let sees = boards.words.audiences.seen_by(&viewer);
    let sorts = means.sorts;
    let cut = Cut { boards, viewer, query, filter, sees: &sees, hands: means.hands };
    let parts = match query.list.stretch(viewer) {
        Of::Disputes(stretch) => {
            cut.rows::<DisputeRow>(&boards.disputes, &stretch, &sorts.disputes)?.map(Rows::Disputes)
        }
        Of::Alerts(stretch) => {
            let rows = cut.rows::<AlertRow>(&boards.alerts, &stretch, &sorts.alerts)?;
            rows.map(|rows| Rows::Alerts(rows.into_iter().map(|row| boards.shown(row, &viewer)).collect()))
        }
        Of::Referrals(stretch) => {
            cut.rows::<ReferralRow>(&boards.referrals, &stretch, &sorts.referrals)?.map(Rows::Referrals)
        }
        Of::Experts => cut.rows::<ExpertRow>(&boards.experts, &Stretch::all(0), &sorts.experts)?.map(Rows::Experts),
        Of::Agencies(stretch) => {
            cut.rows::<AgencyRow>(&boards.agencies, &stretch, &sorts.agencies)?.map(Rows::Agencies)
        }
        Of::Affairs(stretch) => cut.rows::<AffairRow>(&boards.affairs, &stretch, &sorts.affairs)?.map(Rows::Affairs),
    };
    Ok(Window {
        rows: parts.rows,
        offset: query.offset,
        total: count(parts.total),
        unfiltered: count(parts.unfiltered),
        anchor_at: parts.anchor_at.map(count),
    })
}

/// A window with its rows still of one kind.
struct Parts<T> {
    rows: T,
    total: usize,
    unfiltered: usize,
    anchor_at: Option<usize>,
}

impl<T> Parts<T> {
    fn map<U>(self, wrap: impl FnOnce(T) -> U) -> Parts<U> {
        let Self { rows, total, unfiltered, anchor_at } = self;
        Parts { rows: wrap(rows), total, unfiltered, anchor_at }
    }
}

struct Cut<'a> {
    boards: &'a Boards,
    viewer: Viewer,
    query: &'a WindowQuery,
    filter: &'a Filter,
    sees: &'a [bool],
    hands: &'a dyn Hands,
}

impl Cut<'_> {
    fn rows<R: Row>(
        &self,
        board: &Board<R::Packed>,
        stretch: &Stretch<'_, R::Packed>,
        kept: &Mutex<Kept<R::Packed>>,
    ) -> Result<Parts<Vec<R>>, NoSuchColumn> {
        let audience = |slot: u32| board.audience(slot);
        let look = Look { board, stretch, eye: Eye { sees: Some(self.sees), audience: &audience }, hands: self.hands };
        let tests: Vec<Test<'_, R::Packed>> = tests(self.filter, &self.boards.words, self.viewer, self.hands);
        let order = board.order(stretch.order);
        let (from, to) = look.ends(order);
        let unfiltered = if stretch.and.is_some() { look.passing(order, (from, to), &[]).len() } else { to - from };
        let is_plain = tests.is_empty() && stretch.and.is_none();
        let found = if self.query.order.is_empty() {
            if is_plain {
                Found::Stretch(order.clone(), from, to)
            } else {
                Found::Slots(look.passing(order, (from, to), &tests))
            }
        } else {
            self.sorted(&look, &tests, kept, (from, to))?
        };
        let (offset, limit) = (self.query.offset as usize, usize::from(self.query.limit));
        let unpack = |slot: u32| board.rows().get(slot).map(|row| R::unpack(row, &self.boards.words));
        let slots = look.some(&found, offset, limit);
        Ok(Parts {
            rows: slots.into_iter().filter_map(unpack).collect(),
            total: found.total(),
            unfiltered,
            anchor_at: self.query.anchor.and_then(|anchor| self.place(&look, &found, anchor)),
        })
    }

    /// The rows in the order that was asked for. The whole board has an order of its own that is kept; of a short list
    /// the rows are sorted here and now.
    fn sorted<P: Packed>(
        &self,
        look: &Look<'_, P>,
        tests: &[Test<'_, P>],
        kept: &Mutex<Kept<P>>,
        (from, to): (usize, usize),
    ) -> Result<Found, NoSuchColumn> {
        let (keys, words) = (&self.query.order, &self.boards.words);
        let unknown = keys.iter().find(|key| P::column(&key.column).is_none());
        if let Some(key) = unknown {
            return Err(NoSuchColumn(key.column.clone()));
        }
        if to - from <= FEW {
            let by = By::of(keys, words).ok_or_else(|| NoSuchColumn(String::new()))?;
            let rows = look.board.rows();
            let mut slots = look.passing(look.board.order(look.stretch.order), (from, to), tests);
            slots.sort_by(|a, b| rows.get(*a).zip(rows.get(*b)).map_or(Ordering::Equal, |(a, b)| by.compare(a, b)));
            return Ok(Found::Slots(slots));
        }
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let order = kept.order(look.board, words, keys).ok_or_else(|| NoSuchColumn(String::new()))?;
        drop(kept);
        let count = order.count(&look.eye);
        if look.stretch.is_all && tests.is_empty() {
            return Ok(Found::Stretch(order, 0, count));
        }
        Ok(Found::Slots(look.marked(&order, tests)))
    }

    /// The place of a record among what was found, by the order that it was found in.
    fn place<P: Packed>(&self, look: &Look<'_, P>, found: &Found, anchor: RecordId) -> Option<usize> {
        let slot = look.board.slot(anchor)?;
        match found {
            Found::Slots(slots) => slots.iter().position(|one| *one == slot),
            Found::Stretch(order, from, to) => {
                let row = look.board.rows().get(slot).filter(|row| look.stretch.holds(row) && look.eye.sees(slot))?;
                let by = By::of(&self.query.order, &self.boards.words)?;
                let kept = &P::ORDERS[look.stretch.order];
                let compare = |other: &P| match self.query.order.is_empty() {
                    true => kept.compare(other, row),
                    false => by.compare(other, row),
                };
                let at =
                    order.before(&look.eye, &|other| look.board.rows().get(other).map_or(Ordering::Equal, compare));
                (*from..*to).contains(&at).then(|| at - from)
            }
        }
    }
}

/// What was found: a stretch of an order by places, or the slots themselves.
enum Found {
    Stretch(Order, usize, usize),
    Slots(Vec<u32>),
}

impl Found {
    const fn total(&self) -> usize {
        match self {
            Self::Stretch(_, from, to) => *to - *from,
            Self::Slots(slots) => slots.len(),
        }
    }
}

/// Looks through a board, as somebody who may see some of it.
struct Look<'a, P> {
    board: &'a Board<P>,
    stretch: &'a Stretch<'a, P>,
    eye: Eye<'a>,
    hands: &'a dyn Hands,
}

impl<P: Packed> Look<'_, P> {
    /// The places where the list begins and ends, among what is seen.
    fn ends(&self, order: &Order) -> (usize, usize) {
        let place = |slot: u32| self.board.rows().get(slot).map_or(Ordering::Greater, |row| (self.stretch.place)(row));
        let from = order.before(&self.eye, &place);
        let not_after = |slot: u32| if place(slot).is_gt() { Ordering::Greater } else { Ordering::Less };
        (from, order.before(&self.eye, &not_after))
    }

    /// The slots of the list that pass, in its order.
    fn passing(&self, order: &Order, (from, to): (usize, usize), tests: &[Test<'_, P>]) -> Vec<u32> {
        let (rows, count) = (self.board.rows(), to - from);
        if count >= FEW.max(rows.len() / FEW_PART) {
            return self.marked(order, tests);
        }
        let passes = |row: &P| tests.iter().chain(&self.stretch.and).all(|test| test(row));
        self.walked(order, (from, count), |slot| rows.get(slot).is_some_and(passes))
    }

    /// The same of a long list: the rows are tested as they lie in memory, and the order only says which comes first.
    fn marked(&self, order: &Order, tests: &[Test<'_, P>]) -> Vec<u32> {
        let rows = self.board.rows();
        let is_in_list = |row: &P| self.stretch.is_all || self.stretch.holds(row);
        let passes =
            |row: &P| self.eye.sees_audience(row.audience().0) && tests.iter().all(|test| test(row)) && is_in_list(row);
        let marks = halves(self.hands, (rows.chunks(), CHUNKS_FOR_TWO), |range| {
            range.flat_map(|chunk| rows.chunk(chunk)).map(passes).collect::<Vec<bool>>()
        });
        order.picked(&marks.concat())
    }

    fn walked(&self, order: &Order, (skip, count): (usize, usize), passes: impl Fn(u32) -> bool) -> Vec<u32> {
        let (mut slots, mut left) = (Vec::new(), count);
        if left == 0 {
            return slots;
        }
        order.walk(&self.eye, skip, &mut |slot| {
            if passes(slot) {
                slots.push(slot);
            }
            left -= 1;
            left > 0
        });
        slots
    }

    /// Some of what was found.
    fn some(&self, found: &Found, offset: usize, limit: usize) -> Vec<u32> {
        match found {
            Found::Slots(slots) => slots.iter().copied().skip(offset).take(limit).collect(),
            Found::Stretch(order, from, to) => {
                let count = limit.min((to - from).saturating_sub(offset));
                self.walked(order, (from + offset, count), |_| true)
            }
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
