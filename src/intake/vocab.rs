//! The words of forms: tables of `rules/intake_words.toml` beside the vocabularies of casework.

use super::refusal::{Reject, RejectCode, quoted};
use crate::calendar::Text;
use crate::casework::expert::ExpertRole;
use crate::casework::numbers::plain_characters;
use crate::casework::words::{Channel, DisputeKind, Role, Tlp, UnitKind};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

type Table = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    role: Table,
    kind: Table,
    unit: Table,
    expert_role: Table,
    channel: Table,
    secrecy: Table,
    answer: Table,
    not_secret: Table,
    secret_grade: Table,
    currency: Table,
    language: Table,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    // Invariant: the file is compiled in, and a test loads it.
    toml::from_str(include_str!("../../rules/intake_words.toml")).expect("rules/intake_words.toml parses")
});

/// The key of the row that has this word, or that this word names.
fn key_of(table: &'static Table, word: &str) -> Option<&'static str> {
    let word = plain_characters(word).to_lowercase();
    let has =
        |(key, words): &(&'static String, &'static Vec<String>)| key.to_lowercase() == word || words.contains(&word);
    table.iter().find(has).map(|(key, _)| key.as_str())
}

/// `parse` of a vocabulary first, then the words of forms.
macro_rules! readers {
    ($($(#[$doc:meta])* $name:ident -> $of:ident by $table:ident;)*) => {$(
        $(#[$doc])*
        pub(super) fn $name(text: &str) -> Result<$of, Reject> {
            let plain = plain_characters(text);
            $of::parse(&plain)
                .or_else(|| key_of(&WORDS.$table, &plain).and_then($of::parse))
                .ok_or_else(|| unknown(text, $of::ALL.iter().map(|one| (one.zh(), one.code()))))
        }
    )*};
}

readers! {
    /// The part that the enterprise plays.
    role -> Role by role;
    /// What the dispute is about.
    dispute_kind -> DisputeKind by kind;
    /// What an agency is.
    unit_kind -> UnitKind by unit;
    /// As what a person is on the roster.
    expert_role -> ExpertRole by expert_role;
    /// How it came.
    channel -> Channel by channel;
    /// Who may see it.
    secrecy -> Tlp by secrecy;
}

/// Yes or no.
pub(super) fn answer(text: &str) -> Result<bool, Reject> {
    key_of(&WORDS.answer, text)
        .map(|key| key == "yes")
        .ok_or_else(|| unknown(text, [("是", "yes"), ("否", "no")].into_iter()))
}

/// Is this answer clearly "not a state secret"? An empty one is.
pub(super) fn is_not_secret(text: &str) -> bool {
    let plain = plain_characters(text);
    plain.is_empty() || key_of(&WORDS.not_secret, &plain).is_some()
}

/// Is this a grade of secrecy that only state secrets have?
pub(super) fn is_secret_grade(text: &str) -> bool {
    let plain = plain_characters(text);
    // A grade often stands with its years: 机密★10年.
    let grade = plain.split(['★', '☆', '*', ' ']).next().unwrap_or_default();
    key_of(&WORDS.secret_grade, grade).is_some() || key_of(&WORDS.secret_grade, &plain).is_some()
}

/// ISO 4217 of a currency as written.
pub(super) fn currency(text: &str) -> Option<&'static str> {
    key_of(&WORDS.currency, text)
}

/// ISO 639-1 of a language as written.
pub(super) fn language(text: &str) -> Result<String, Reject> {
    key_of(&WORDS.language, text).map(str::to_owned).ok_or_else(|| {
        let text = quoted(text);
        let zh = format!("不认识语言“{text}”；请写中文名或两位代码，如 英语、en");
        let en =
            format!("\"{text}\" is no language that is known; write its name or two-letter code, like English, en");
        Reject::new(RejectCode::Word, Text::new(zh, en))
    })
}

fn unknown(text: &str, known: impl Iterator<Item = (&'static str, &'static str)>) -> Reject {
    let text = quoted(text);
    let (zh, en): (Vec<_>, Vec<_>) = known.unzip();
    Reject::new(
        RejectCode::Word,
        Text::new(
            format!("不认识“{text}”；可写：{}", zh.join("、")),
            format!("\"{text}\" is not a word for this; write one of {}", en.join(", ")),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn keys_parse<T>(table: &Table, parse: fn(&str) -> Option<T>) {
        for key in table.keys() {
            assert!(parse(key).is_some(), "{key} is no code");
        }
    }

    #[test]
    fn every_row_names_a_code_and_no_word_is_in_two() {
        keys_parse(&WORDS.role, Role::parse);
        keys_parse(&WORDS.kind, DisputeKind::parse);
        keys_parse(&WORDS.unit, UnitKind::parse);
        keys_parse(&WORDS.channel, Channel::parse);
        keys_parse(&WORDS.secrecy, Tlp::parse);
        let tables =
            [&WORDS.role, &WORDS.kind, &WORDS.unit, &WORDS.channel, &WORDS.secrecy, &WORDS.currency, &WORDS.language];
        for table in tables {
            let mut seen = HashSet::new();
            for word in table.values().flatten() {
                assert_eq!(*word, plain_characters(word).to_lowercase(), "a word that could never match");
                assert!(seen.insert(word), "{word} stands in two rows");
            }
        }
    }
}
