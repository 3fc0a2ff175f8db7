//! One typed word, and which names it meets, and how well: each distinct name is looked at once.

use super::hands::{Hands, halves};
use super::names::{BETWEEN, CHUNK_NAMES, Chunk, Column, Names};
use regex::{Regex, RegexBuilder};

/// Chunks of names below which one hand is faster than two.
const CHUNKS_FOR_TWO: usize = 16;

/// How a word meets a name; the last is the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Met {
    /// Its letters are there, in order, near each other.
    Fuzzy = 1,
    /// Within the pinyin, or within the initials.
    InPinyin,
    InInitials,
    /// Somewhere.
    Inside,
    /// From the first initial, or from a syllable of the pinyin.
    Initials,
    Syllable,
    /// From the beginning of a word.
    Word,
    /// From the beginning of the pinyin.
    Pinyin,
    /// From the beginning.
    Begins,
    Exact,
}

impl Met {
    /// The score of a hit.
    pub const fn score(self) -> u16 {
        match self {
            Self::Fuzzy => 300,
            Self::InPinyin => 450,
            Self::InInitials => 500,
            Self::Inside => 700,
            Self::Initials => 720,
            Self::Syllable => 750,
            Self::Word => 800,
            Self::Pinyin => 850,
            Self::Begins => 900,
            Self::Exact => 1_000,
        }
    }
}

/// One typed word.
#[derive(Clone, Debug)]
pub struct Needle {
    word: String,
    pattern: Option<Regex>,
}

impl Needle {
    /// This word, in whatever letters.
    pub fn new(word: &str) -> Self {
        let word = word.to_lowercase();
        // nothing is in every name, and a line end is between them
        let is_word = !word.is_empty() && !word.contains('\n');
        let pattern = is_word.then(|| RegexBuilder::new(&regex::escape(&word)).case_insensitive(true).build());
        Self { word, pattern: pattern.and_then(Result::ok) }
    }

    /// In small letters.
    pub fn word(&self) -> &str {
        &self.word
    }

    /// Does a text hold the word?
    pub fn is_in(&self, text: &str) -> bool {
        self.pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
    }

    /// Which names hold the word, by number.
    pub fn holders(&self, names: &Names, hands: &dyn Hands) -> Vec<bool> {
        self.marks(names, hands, |chunk, mark| self.column(&chunk.text, &chunk.ends, |at, _| mark(at, true)))
    }

    /// How well each name meets the word, by number; 0: not at all.
    pub fn scores(&self, names: &Names, hands: &dyn Hands, stop: &(dyn Fn() -> bool + Sync)) -> Vec<u16> {
        self.marks(names, hands, |chunk, mark| {
            if !stop() {
                self.rate(chunk, mark);
            }
        })
    }

    fn marks<T: Copy + Default + Send>(
        &self,
        names: &Names,
        hands: &dyn Hands,
        look: impl Fn(&Chunk, &mut dyn FnMut(usize, T)) + Sync,
    ) -> Vec<T> {
        let parts = halves(hands, (names.chunks(), CHUNKS_FOR_TWO), |range| {
            let mut marks = vec![T::default(); range.len() * CHUNK_NAMES];
            for (slot, at) in range.enumerate() {
                if let Some(chunk) = names.chunk(at) {
                    let marks = &mut marks[slot * CHUNK_NAMES..][..CHUNK_NAMES];
                    look(chunk, &mut |at, mark| marks[at] = mark);
                }
            }
            marks
        });
        parts.concat()
    }

    fn rate(&self, chunk: &Chunk, mark: &mut dyn FnMut(usize, u16)) {
        let mut best = [0_u16; CHUNK_NAMES];
        let text = &chunk.text;
        self.column(text, &chunk.ends, |at, (from, to)| better(&mut best[at], met(text, from, to)));
        if self.word.is_ascii() {
            let spelled = chunk.spelled();
            self.spelling(&spelled.pinyin, &mut best, pinyin_met);
            self.spelling(
                &spelled.initials,
                &mut best,
                |_, (start, _), _| {
                    if start { Met::Initials } else { Met::InInitials }
                },
            );
        }
        best.iter().enumerate().filter(|(_, score)| **score > 0).for_each(|(at, score)| mark(at, *score));
    }

    fn spelling(&self, column: &Column, best: &mut [u16], met: impl Fn(&str, (bool, bool), usize) -> Met) {
        self.column(&column.text, &column.ends, |at, (from, to)| {
            let (start, end) = edges(&column.text, from, to);
            better(&mut best[usize::from(column.of[at])], met(&column.text, (start, end), from));
        });
    }

    /// Tells every place of the word in a column: in which name, from where to where.
    fn column(&self, text: &str, ends: &[u32], mut tell: impl FnMut(usize, (usize, usize))) {
        let Some(pattern) = &self.pattern else { return };
        let mut at = 0;
        for found in pattern.find_iter(text) {
            while ends.get(at).is_some_and(|end| (*end as usize) < found.start()) {
                at += 1;
            }
            tell(at, (found.start(), found.end()));
        }
    }

    /// Could its letters be there in order?
    pub fn is_within_reach(&self, text: &str) -> bool {
        if self.word.is_ascii() {
            // An ASCII letter is one byte wherever it stands.
            let mut letters = text.bytes().map(|byte| byte.to_ascii_lowercase());
            return self.word.bytes().all(|wanted| letters.any(|letter| letter == wanted));
        }
        let mut letters = text.chars().flat_map(char::to_lowercase);
        self.word.chars().all(|wanted| letters.any(|letter| letter == wanted))
    }
}

fn better(best: &mut u16, met: Met) {
    *best = (*best).max(met.score());
}

/// Does a place begin, and end, where a text of its own does?
fn edges(text: &str, from: usize, to: usize) -> (bool, bool) {
    let edge = |c: Option<char>| c.is_none_or(|c| c == '\n' || c == BETWEEN);
    (edge(text[..from].chars().next_back()), edge(text[to..].chars().next()))
}

fn met(text: &str, from: usize, to: usize) -> Met {
    match edges(text, from, to) {
        (true, true) => Met::Exact,
        (true, false) => Met::Begins,
        (false, _) if text[..from].chars().next_back().is_some_and(char::is_alphanumeric) => Met::Inside,
        (false, _) => Met::Word,
    }
}

fn pinyin_met(text: &str, (start, _): (bool, bool), from: usize) -> Met {
    let is_syllable = || text[from..].starts_with(|c: char| c.is_ascii_uppercase());
    match (start, is_syllable()) {
        (true, _) => Met::Pinyin,
        (false, true) => Met::Syllable,
        (false, false) => Met::InPinyin,
    }
}
