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
        let (kind, forum) = (words(kind), words(forum));
        let here = self.rules().iter().filter(|rule| rule.st3 == st3);
        let mut ranked: Vec<(usize, &DeadlineRule)> = here.map(|rule| (fit(rule, &kind, &forum), rule)).collect();
        // Stable: rules that fit alike stay in the order of their files, commonest first.
        ranked.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
        ranked.into_iter().map(|(_, rule)| rule).collect()
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

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// How well a rule fits: the forum weighs most, then that it is an answer, then the kind.
fn fit(rule: &DeadlineRule, kind: &[String], forum: &[String]) -> usize {
    let of_forum = words(&rule.forum.en);
    let same_forum =
        forum.iter().filter(|word| of_forum.contains(word) || rule.forum.zh.contains(word.as_str())).count();
    // In a forum that the rule does not name, its subject says nothing.
    let elsewhere = same_forum == 0 && !forum.is_empty();
    let mut about = words(&rule.id);
    about.extend(words(&rule.title.en));
    let same_kind = kind
        .iter()
        .filter(|_| !elsewhere)
        .filter(|word| about.contains(word) || rule.title.zh.contains(word.as_str()))
        .count();
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
