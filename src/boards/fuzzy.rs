//! The last resort of a search: names that only resemble what was typed.

use super::found::{Scored, Search};
use crate::finder::hands::halves;
use crate::finder::needle::Met;
use crate::finder::{Name, Names};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

/// Names that are compared letter by letter: each costs some microseconds, and a key has a tenth of a second.
const CANDIDATES_MAX: usize = 20_000;

/// Letters below which everything resembles everything.
const LETTERS_MIN: usize = 3;

/// What a match must score for each letter: a letter met alone gets 16, gaps cost.
const SCORE_PER_LETTER: i64 = 12;

/// Letters of a name that are compared: a headline as long as a page must not eat the time.
const NAME_CHARS_MAX: usize = 120;

/// Gives a score to names that resemble a word that met few; was there one? `borne`: the names that may be found.
pub(super) fn add_fuzzy(words: &mut [Scored], names: &Names, borne: &[bool], search: Search<'_>) -> bool {
    let share = CANDIDATES_MAX / words.len().max(1);
    let mut any = false;
    for word in words.iter_mut().filter(|word| word.needle.word().chars().count() >= LETTERS_MIN) {
        let candidates = candidates(word, names, (borne, share), search);
        let matched = halves(search.hands, (candidates.len(), 256), |range| {
            let matcher = SkimMatcherV2::default().ignore_case();
            let candidates = candidates[range].iter().take_while(|_| !(search.stop)());
            candidates
                .filter_map(|name| resembles(&matcher, names.text(*name), word.needle.word()).then_some(*name))
                .collect::<Vec<Name>>()
        });
        for name in matched.into_iter().flatten() {
            word.names[name.0 as usize] = Met::Fuzzy.score();
            any = true;
        }
    }
    any
}

/// Names in which all letters of the word occur in order. Of too many the shortest are taken, and of those the first by
/// their text: what else the table holds must not choose.
fn candidates(word: &Scored, names: &Names, (borne, share): (&[bool], usize), search: Search<'_>) -> Vec<Name> {
    let parts = halves(search.hands, (names.len(), 10_000), |range| {
        let new = range.filter(|at| borne[*at] && word.names.get(*at).is_some_and(|score| *score == 0));
        let named = new.filter_map(|at| u32::try_from(at).ok()).map(Name);
        named.filter(|name| word.needle.is_within_reach(names.text(*name))).collect::<Vec<Name>>()
    });
    let mut all = parts.concat();
    if all.len() > share {
        let key = |name: &Name| (names.text(*name).len(), names.text(*name));
        all.select_nth_unstable_by(share, |a, b| key(a).cmp(&key(b)));
        all.truncate(share);
    }
    all
}

fn resembles(matcher: &SkimMatcherV2, name: &str, word: &str) -> bool {
    let end = name.char_indices().nth(NAME_CHARS_MAX).map_or(name.len(), |(at, _)| at);
    let letters = i64::try_from(word.chars().count()).unwrap_or(i64::MAX);
    matcher.fuzzy_match(&name[..end], word).is_some_and(|score| score >= letters * SCORE_PER_LETTER)
}
