//! How well a typed text meets a name: exact and prefix first, then inside, then pinyin and initials, fuzzy last.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use pinyin::ToPinyin;

/// Pinyin of a name without tones, and its initials.
fn pinyin_of(name: &str) -> (String, String) {
    let mut full = String::new();
    let mut initials = String::new();
    for (syllable, c) in name.to_pinyin().zip(name.chars()) {
        match syllable {
            Some(syllable) => {
                full.push_str(syllable.plain());
                initials.push_str(syllable.first_letter());
            }
            None => {
                full.extend(c.to_lowercase());
                initials.extend(c.to_lowercase());
            }
        }
    }
    (full, initials)
}

/// Scores names against one typed text.
pub struct Finder {
    typed: Vec<String>,
    fuzzy: SkimMatcherV2,
}

impl Finder {
    /// A finder for this text; its words must all be met.
    pub fn new(typed: &str) -> Self {
        let typed = typed.split_whitespace().map(str::to_lowercase).collect();
        Self { typed, fuzzy: SkimMatcherV2::default().ignore_case() }
    }

    /// How well the names of one record meet the text; None: not at all.
    pub fn score(&self, names: &[&str]) -> Option<i64> {
        if self.typed.is_empty() {
            return None;
        }
        self.typed.iter().map(|word| names.iter().filter_map(|name| self.one(word, name)).max()).sum()
    }

    fn one(&self, word: &str, name: &str) -> Option<i64> {
        let lower = name.to_lowercase();
        if lower == *word {
            return Some(1000);
        }
        if lower.starts_with(word) {
            return Some(900);
        }
        if let Some(at) = lower.find(word) {
            let starts_word = lower[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            return Some(if starts_word { 800 } else { 700 });
        }
        if !word.is_ascii() {
            return None;
        }
        if !name.is_ascii() {
            let (full, initials) = pinyin_of(name);
            if full.contains(word) {
                return Some(600);
            }
            if initials.contains(word) {
                return Some(500);
            }
        }
        // Fuzzy is the last resort, and never above the rest.
        let score = self.fuzzy.fuzzy_match(&lower, word)?;
        (word.len() >= 3 && score >= i64::try_from(word.len()).unwrap_or(0) * 12).then_some(score.min(400))
    }
}
