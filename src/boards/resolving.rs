//! The record that an officer names: by number, by the beginning of a number, by docket, by a whole name.

use super::Boards;
use super::board::{Board, Packed};
use super::dispute_packed::BY_DOCKET;
use super::viewer::Viewer;
use crate::casework::ids::RecordId;
use crate::finder::{Name, Number};

/// Records that are named when it is not one: more than are listed.
const SEVERAL: usize = 6;

/// Digits of the longest count.
const COUNT_DIGITS: std::ops::RangeInclusive<usize> = 6..=10;

/// Asks one thing of every board, one after the other.
macro_rules! of_each_board {
    ($boards:expr, $ask:expr) => {{
        let ask = $ask;
        ask.of(&$boards.disputes)
            .or_else(|| ask.of(&$boards.alerts))
            .or_else(|| ask.of(&$boards.referrals))
            .or_else(|| ask.of(&$boards.experts))
            .or_else(|| ask.of(&$boards.agencies))
            .or_else(|| ask.of(&$boards.affairs))
    }};
}

impl Boards {
    /// The record that bears this number, in whatever letters.
    pub fn numbered(&self, viewer: &Viewer, text: &str) -> Option<RecordId> {
        let sees = self.words.audiences.seen_by(viewer);
        let numbers = Number::written(text, &self.words.names);
        numbers.into_iter().find_map(|number| of_each_board!(self, Bearing { number, sees: &sees }))
    }

    /// Some records whose number begins so, in whatever letters; the first ones by number.
    pub fn numbered_from(&self, viewer: &Viewer, text: &str) -> Vec<RecordId> {
        let (sees, text) = (self.words.audiences.seen_by(viewer), text.to_uppercase());
        let mut found = Vec::new();
        for (from, to) in self.ranges(&text) {
            let range = Range { ranks: (from.rank(), to.rank()), text: &text, boards: self, sees: &sees };
            range.tell(&self.disputes, &mut found);
            range.tell(&self.alerts, &mut found);
            range.tell(&self.referrals, &mut found);
            range.tell(&self.experts, &mut found);
            range.tell(&self.agencies, &mut found);
            range.tell(&self.affairs, &mut found);
        }
        let names = &self.words.names;
        found.sort_by(|(a, one), (b, other)| a.compare(*b, names).then(one.cmp(other)));
        found.dedup();
        found.truncate(SEVERAL);
        found.into_iter().map(|(_, id)| id).collect()
    }

    /// The ranges of numbers that may begin with a text, in capital letters.
    fn ranges(&self, text: &str) -> Vec<(Number, Number)> {
        let names = &self.words.names;
        let mut ranges = vec![(Number::FIRST_WHOLE, Number::LAST)];
        // in the order of what is read, not of their place in a table that others fill too
        let mut heads: Vec<Name> = names.heads().collect();
        heads.sort_by_key(|head| names.text(*head));
        for head in heads {
            let begin = format!("{}-", names.text(head).to_uppercase());
            if begin.starts_with(text) {
                ranges.push((Number::counted(head, 0), Number::counted(head, u32::MAX - 1)));
            } else if let Some(digits) = text.strip_prefix(&begin)
                && let Ok(value) = digits.parse::<u64>()
            {
                // only a count of six digits may begin with 0
                let widths = COUNT_DIGITS.filter(|width| *width >= digits.len());
                for width in widths.take_while(|width| *width == *COUNT_DIGITS.start() || !digits.starts_with('0')) {
                    let ten = 10_u64.pow(u32::try_from(width - digits.len()).unwrap_or(0));
                    let capped = |count: u64| u32::try_from(count).unwrap_or(u32::MAX - 1).min(u32::MAX - 1);
                    let (from, to) = (capped(value * ten), capped(value * ten + ten - 1));
                    ranges.push((Number::counted(head, from), Number::counted(head, to)));
                }
            }
        }
        ranges
    }

    /// Disputes with this docket number.
    pub fn with_docket(&self, viewer: &Viewer, docket: &str) -> Vec<RecordId> {
        let sees = self.words.audiences.seen_by(viewer);
        let names = &self.words.names;
        let ways = [docket.to_owned(), docket.to_uppercase(), docket.to_lowercase()];
        let mut written: Vec<Name> = Vec::new();
        for name in ways.iter().filter_map(|text| names.find(text)) {
            written.extend((!written.contains(&name)).then_some(name));
        }
        let mut found = Vec::new();
        for name in written {
            self.disputes.from(BY_DOCKET, u128::from(name.0), &mut |row| {
                let goes_on = row.names().contains(&name) && found.len() < SEVERAL;
                found.extend((goes_on && sees[row.audience().0 as usize]).then(|| row.id()));
                goes_on
            });
        }
        found
    }

    /// The number of a record, as it is said.
    pub fn number(&self, id: RecordId) -> Option<String> {
        let number = of_each_board!(self, NumberOf(id))?;
        Some(number.text(&self.words.names))
    }
}

trait Ask<T> {
    fn of<P: Packed>(&self, board: &Board<P>) -> Option<T>;
}

struct Bearing<'a> {
    number: Number,
    sees: &'a [bool],
}

impl Ask<RecordId> for Bearing<'_> {
    fn of<P: Packed>(&self, board: &Board<P>) -> Option<RecordId> {
        let mut found = None;
        board.from(P::BY_NUMBER, self.number.rank(), &mut |row| {
            let [own, _] = row.numbers();
            let is_it = own == Some(self.number);
            if is_it && self.sees[row.audience().0 as usize] {
                found = Some(row.id());
            }
            is_it && found.is_none()
        });
        found
    }
}

struct NumberOf(RecordId);

impl Ask<Number> for NumberOf {
    fn of<P: Packed>(&self, board: &Board<P>) -> Option<Number> {
        board.packed(self.0).and_then(|row| row.numbers()[0])
    }
}

/// Rows in a range of numbers.
struct Range<'a> {
    ranks: (u128, u128),
    text: &'a str,
    boards: &'a Boards,
    sees: &'a [bool],
}

impl Range<'_> {
    /// The first ones of a range; of numbers without a count all, for these do not lie in the order of their text.
    fn tell<P: Packed>(&self, board: &Board<P>, found: &mut Vec<(Number, RecordId)>) {
        let (from, to) = self.ranks;
        let mut left = if from == Number::FIRST_WHOLE.rank() { usize::MAX } else { SEVERAL };
        board.from(P::BY_NUMBER, from, &mut |row| {
            let [Some(number), _] = row.numbers() else { return true };
            let begins = || number.text(&self.boards.words.names).to_uppercase().starts_with(self.text);
            let is_in = number.rank() <= to;
            if is_in && self.sees[row.audience().0 as usize] && begins() {
                found.push((number, row.id()));
                left -= 1;
            }
            is_in && left > 0
        });
    }
}
