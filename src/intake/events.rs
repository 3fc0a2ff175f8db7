//! What an event of a docket or gazette is worth: rows of `rules/docket_events.toml`, the first that fits.

use crate::casework::alert::{CapSeverity, CapUrgency};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Rules {
    docket: Vec<Rule>,
    section_337: Vec<Rule>,
    notice: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// None of them: the row fits always.
    words: Vec<String>,
    /// Words that take the row away again.
    #[serde(default)]
    not: Vec<String>,
    urgency: CapUrgency,
    severity: CapSeverity,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    // Invariant: the file is compiled in, and a test loads it.
    toml::from_str(include_str!("../../rules/docket_events.toml")).expect("rules/docket_events.toml parses")
});

/// Whose events these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Docket,
    Section337,
    Notice,
}

/// Urgency and severity of an event described by `text`; unknown when no row fits.
pub(super) fn worth(event: Event, text: &str) -> (CapUrgency, CapSeverity) {
    let rules = match event {
        Event::Docket => &RULES.docket,
        Event::Section337 => &RULES.section_337,
        Event::Notice => &RULES.notice,
    };
    let text = text.to_lowercase();
    let fits = |rule: &&Rule| {
        let named = rule.words.is_empty() || rule.words.iter().any(|word| has_word(&text, word));
        named && !rule.not.iter().any(|word| has_word(&text, word))
    };
    rules.iter().find(fits).map_or((CapUrgency::Unknown, CapSeverity::Unknown), |rule| (rule.urgency, rule.severity))
}

/// Is `word` there at the start of a word? Three letters or fewer must be the whole word: `tro` is not in `trop`.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let letter = |c: char| c.is_ascii_alphabetic();
        let starts = !text[..at].ends_with(letter) || !word.is_ascii();
        let ends = word.len() > 3 || !text[at + word.len()..].starts_with(letter);
        starts && ends
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_row_that_fits_counts() {
        let of = |text| worth(Event::Docket, text);
        assert_eq!(of("Order on Motion for TRO"), (CapUrgency::Immediate, CapSeverity::Severe));
        assert_eq!(of("Order denying Motion for TRO"), (CapUrgency::Expected, CapSeverity::Moderate));
        assert_eq!(of("Answer to Complaint"), (CapUrgency::Future, CapSeverity::Minor));
        assert_eq!(of("Trophy received"), (CapUrgency::Future, CapSeverity::Minor), "no tro in it");
        assert_eq!(worth(Event::Notice, "anything"), (CapUrgency::Future, CapSeverity::Minor));
        let ended = "Notice of a Commission Determination Terminating the Investigation";
        assert_eq!(worth(Event::Section337, ended), (CapUrgency::Future, CapSeverity::Moderate));
    }
}
