//! The numbers that officers say on the phone, kept as what comes before the count, and the count.

use super::names::{Name, Names};
use super::needle::Met;
use std::cmp::Ordering;

/// Digits of a count, at least.
const COUNT_DIGITS: usize = 6;

/// Digits of the longest count.
const COUNT_DIGITS_MAX: usize = 10;

/// A number: `ZJ-2026-000123` is `ZJ-2026` and 123. What is not so made (a case born sealed) is a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    head: Name,
    count: u32,
}

/// No count: the head is the whole number.
const WHOLE: u32 = u32::MAX;

impl Number {
    /// Takes a number in.
    pub fn of(text: &str, names: &mut Names) -> Self {
        match parts(text) {
            Some((head, count)) => Self { head: names.intern_head(head), count },
            None => Self { head: names.intern(text), count: WHOLE },
        }
    }

    /// The lowest of the numbers without a count, and the last of all.
    pub const FIRST_WHOLE: Self = Self { head: Name::EMPTY, count: WHOLE };
    pub const LAST: Self = Self { head: Name(u32::MAX), count: WHOLE };

    /// A number of this head.
    pub const fn counted(head: Name, count: u32) -> Self {
        Self { head, count }
    }

    /// The numbers that are written so, in whatever letters.
    pub fn written(text: &str, names: &Names) -> Vec<Self> {
        let text = text.to_uppercase();
        let whole = names.find(&text).map(|head| Self { head, count: WHOLE });
        let Some((head, count)) = parts(&text) else { return whole.into_iter().collect() };
        let heads = names.heads().filter(|one| names.text(*one).to_uppercase() == head);
        heads.map(|head| Self { head, count }).chain(whole).collect()
    }

    /// As it is said.
    pub fn text(self, names: &Names) -> String {
        let head = names.text(self.head);
        if self.count == WHOLE { head.to_owned() } else { format!("{head}-{:06}", self.count) }
    }

    /// A rank that keeps numbers of one head together, in order of their count; those without a count after all others.
    pub fn rank(self) -> u128 {
        let whole = u128::from(self.count == WHOLE);
        whole << 64 | u128::from(self.head.0) << 32 | u128::from(self.count)
    }

    /// What comes before the count.
    pub const fn head(self) -> Name {
        self.head
    }

    /// The same with another name in its head.
    pub const fn with_head(self, head: Name) -> Self {
        Self { head, count: self.count }
    }

    /// Has it a count?
    pub const fn is_counted(self) -> bool {
        self.count != WHOLE
    }

    /// Compares as officers read: by what comes before the count, then by the count.
    pub fn compare(self, other: Self, names: &Names) -> Ordering {
        if self.head == other.head {
            return self.count.cmp(&other.count);
        }
        names.text(self.head).cmp(names.text(other.head)).then(self.count.cmp(&other.count))
    }
}

fn parts(text: &str) -> Option<(&str, u32)> {
    let (head, tail) = text.rsplit_once('-')?;
    let is_count = tail.len() >= COUNT_DIGITS && tail.bytes().all(|byte| byte.is_ascii_digit());
    let count: u32 = tail.parse().ok().filter(|count| is_count && *count != WHOLE)?;
    // the way back must give the same text
    (tail.len() == COUNT_DIGITS || !tail.starts_with('0')).then_some((head, count))
}

/// Where a word lies in the numbers of one head: in the head itself, or in so many places of the count.
#[derive(Clone, Debug, Default)]
pub struct InNumbers {
    /// Whatever the count.
    head: Option<Met>,
    /// By digits of the count, beginning with six: places.
    places: Vec<Vec<Place>>,
}

/// `count / drop % keep == digits`.
#[derive(Clone, Copy, Debug)]
struct Place {
    drop: u64,
    keep: u64,
    digits: u64,
    met: Met,
}

impl InNumbers {
    /// Where this word, in small letters, lies in numbers with this head.
    pub fn of(word: &str, head: &str) -> Self {
        let head = format!("{}-", head.to_lowercase());
        let inside = head.match_indices(word).map(|(at, _)| met_at(&head, at));
        let head_met = inside.max();
        let places = (COUNT_DIGITS..=COUNT_DIGITS_MAX).map(|width| Self::places(word, &head, width)).collect();
        Self { head: head_met, places }
    }

    fn places(word: &str, head: &str, width: usize) -> Vec<Place> {
        let mut places = Vec::new();
        // the word begins at a place of the head and goes on into the count, or begins in the count
        for at in head.char_indices().map(|(at, _)| at).chain([head.len()]) {
            if let Some(digits) = word.strip_prefix(&head[at..])
                && let Some(place) = Place::at(digits, 0, width)
            {
                let whole = at == 0 && digits.len() == width;
                let met = if whole { Met::Exact } else { met_at(head, at) };
                places.push(Place { met, ..place });
            }
        }
        places.extend((1..width).filter_map(|from| Place::at(word, from, width)));
        places
    }

    /// How the word meets this number.
    pub fn meets(&self, number: Number) -> Option<Met> {
        let count = u64::from(number.count);
        let width = count.checked_ilog10().unwrap_or(0) as usize + 1;
        let places = self.places.get(width.max(COUNT_DIGITS) - COUNT_DIGITS)?;
        let inside =
            places.iter().filter(|place| count / place.drop % place.keep == place.digits).map(|place| place.met);
        inside.chain(self.head).max()
    }

    /// Can it meet any number at all?
    pub fn is_hopeless(&self) -> bool {
        self.head.is_none() && self.places.iter().all(Vec::is_empty)
    }
}

impl Place {
    /// These digits, `from` digits after the first of a count of `width` digits.
    fn at(digits: &str, from: usize, width: usize) -> Option<Self> {
        let after = width.checked_sub(from + digits.len())?;
        let are_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let value = digits.parse().ok().filter(|_| are_digits)?;
        let ten = |n: usize| 10_u64.pow(u32::try_from(n).unwrap_or(0));
        Some(Self { drop: ten(after), keep: ten(digits.len()), digits: value, met: Met::Inside })
    }
}

fn met_at(head: &str, at: usize) -> Met {
    match head[..at].chars().next_back() {
        None => Met::Begins,
        Some(before) if before.is_alphanumeric() => Met::Inside,
        Some(_) => Met::Word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same by looking at the text.
    fn plainly(word: &str, text: &str) -> Option<Met> {
        let text = text.to_lowercase();
        let met = |at: usize| if at == 0 && text.len() == word.len() { Met::Exact } else { met_at(&text, at) };
        let starts = (0..text.len()).filter(|at| text.get(*at..).is_some_and(|rest| rest.starts_with(word)));
        starts.map(met).max()
    }

    #[test]
    fn a_word_lies_in_a_number_where_its_text_says() {
        let mut names = Names::default();
        let numbers =
            ["ZJ-2026-000123", "ZJ-2026-123123", "ZJ-A-2026-1000001", "京-2026-000026", "ZJ-2026-S7K4Q9M", "7"];
        let words = [
            "zj",
            "2026",
            "26-0",
            "000123",
            "123",
            "1",
            "0",
            "-",
            "zj-2026-000123",
            "-1",
            "2026-1",
            "s7k",
            "京",
            "026",
        ];
        for text in numbers {
            let number = Number::of(text, &mut names);
            assert_eq!(number.text(&names), text);
            assert_eq!(Number::written(&text.to_lowercase(), &names), [number]);
            for word in words.iter().filter(|_| number.is_counted()) {
                let met = InNumbers::of(word, names.text(number.head)).meets(number);
                assert_eq!(met, plainly(word, text), "{word} in {text}");
            }
        }
    }
}
