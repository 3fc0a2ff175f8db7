//! Finding a rule: those that fit a dispute, and those whose id is nearly what was typed.

use super::{DeadlineRule, Rules};

/// Ids offered for one that is not known.
const NEAR_IDS_MAX: usize = 3;
/// Letters of a mistyped id that are compared: no id is longer, and a pasted page must not be.
const COMPARED_CHARS_MAX: usize = 64;

impl Rules {
    /// Rules that may govern a dispute, the best first: those of its jurisdiction, by how well
    /// forum and kind fit; a served party's answer before everything else.
    pub fn suggest(&self, kind: &str, st3: &str, forum: &str) -> Vec<&DeadlineRule> {
        let mut ranked: Vec<(usize, &DeadlineRule)> = self.fitting((kind, st3, forum)).collect();
        // Stable: rules that fit alike stay in the order of their files, commonest first.
        ranked.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
        ranked.into_iter().map(|(_, rule)| rule).collect()
    }

    /// The first of them, without the others: each dispute that is taken in asks for it.
    pub fn suggested(&self, kind: &str, st3: &str, forum: &str) -> Option<&DeadlineRule> {
        let first = self.fitting((kind, st3, forum)).reduce(|best, next| if next.0 > best.0 { next } else { best });
        first.map(|(_, rule)| rule)
    }

    /// How well each rule of a jurisdiction fits, in the order of the files.
    fn fitting(&self, (kind, st3, forum): (&str, &str, &str)) -> impl Iterator<Item = (usize, &DeadlineRule)> {
        let (kind, forum) = (words(kind), words(forum));
        let here = self.worded().filter(move |(rule, _)| rule.st3 == st3);
        here.map(move |(rule, words)| (fit((rule, words), &kind, &forum), rule))
    }

    /// The ids most like one that is not there.
    pub(super) fn near(&self, id: &str) -> Vec<String> {
        let id: String = id.chars().take(COMPARED_CHARS_MAX).collect();
        let mut ranked: Vec<(usize, &str)> = self
            .rules()
            .iter()
            .map(|rule| (distance(&id, &rule.id), rule.id.as_str()))
            .filter(|(far, candidate)| *far * 2 <= candidate.len().max(id.len()))
            .collect();
        ranked.sort();
        ranked.truncate(NEAR_IDS_MAX);
        ranked.into_iter().map(|(_, id)| id.to_owned()).collect()
    }
}

/// The words of a rule, taken apart once.
#[derive(Clone, Debug, Default)]
pub(super) struct RuleWords {
    forum: Name,
    /// Its id and title.
    about: Name,
}

/// A name in words, with the Latin ones of its Chinese; the Chinese itself has no blanks between words.
#[derive(Clone, Debug, Default)]
struct Name {
    words: Vec<String>,
    zh: String,
}

impl Name {
    fn new(words: impl Iterator<Item = String>, zh: &str) -> Self {
        let latin = zh.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let words = words.chain(latin.map(str::to_lowercase));
        Self { words: words.collect(), zh: zh.to_owned() }
    }

    fn has(&self, word: &String) -> bool {
        self.words.contains(word) || (!word.is_ascii() && self.zh.contains(word.as_str()))
    }
}

impl RuleWords {
    /// The words of this rule.
    pub fn of(rule: &DeadlineRule) -> Self {
        let about = words(&rule.id).into_iter().chain(words(&rule.title.en));
        Self {
            forum: Name::new(words(&rule.forum.en).into_iter(), &rule.forum.zh),
            about: Name::new(about, &rule.title.zh),
        }
    }
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// How well a rule fits: the forum weighs most, then that it is an answer, then the kind.
fn fit((rule, own): (&DeadlineRule, &RuleWords), kind: &[String], forum: &[String]) -> usize {
    let same_forum = forum.iter().filter(|word| own.forum.has(word)).count();
    // In a forum that the rule does not name, its subject says nothing.
    let elsewhere = same_forum == 0 && !forum.is_empty();
    let same_kind = kind.iter().filter(|word| !elsewhere && own.about.has(word)).count();
    same_forum * 8 + usize::from(rule.answer) * 4 + same_kind * 2
}

/// Single-letter changes between two ids.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let change = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
