//! Letter numbers of a unit: its own word for them, and the last number given by word and year.

use super::paper::LetterNo;
use rpds::RedBlackTreeMapSync;
use serde::{Deserialize, Serialize};

/// Characters of a unit's word: what stands on one line of a letterhead with year and number.
const WORD_CHARS_MAX: usize = 12;

/// What a unit knows of its letter numbers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Letters {
    /// As the unit writes it (`浙海知`); none: the code of the unit stands for it.
    word: Option<String>,
    given: RedBlackTreeMapSync<(String, i32), u32>,
}

impl Letters {
    /// The word is this from now on.
    pub fn name(&mut self, word: &str) {
        self.word = Some(word.to_owned());
    }

    /// The word, if the unit has one of its own.
    pub fn word(&self) -> Option<&str> {
        self.word.as_deref()
    }

    /// The last number given under a word in a year.
    pub fn last(&self, word: &str, year: i32) -> u32 {
        self.given.get(&(word.to_owned(), year)).copied().unwrap_or(0)
    }

    /// Remembers that a number was given; a paper without a letter number leaves no trace.
    pub fn count(&mut self, number: &str) {
        if let Some(LetterNo { word, year, no }) = LetterNo::parse(number) {
            let last = self.last(&word, year);
            self.given.insert_mut((word, year), last.max(no));
        }
    }
}

/// Can this be the word of a unit? Nothing that would be taken for the year or the number.
pub fn is_word(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() && !c.is_ascii_digit();
    !text.is_empty() && text.chars().count() <= WORD_CHARS_MAX && text.chars().all(plain)
}
