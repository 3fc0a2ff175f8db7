//! Every text an officer sees, in Chinese and English, from `locales/`. One language is loaded at
//! a time (a second costs about 3 MB); F2 loads the other.

use std::fmt;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use include_dir::{Dir, include_dir};
use unic_langid::{LanguageIdentifier, langid};

use crate::casework::safe_text::SafeText;

static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");

/// A language of the desk.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Language {
    /// Both, in the order F2 goes through them.
    pub const ALL: [Language; 2] = [Language::Zh, Language::En];

    /// The folder under `locales/`, and the value of `--lang`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Language::Zh => "zh",
            Language::En => "en",
        }
    }

    /// The language with this id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.id() == id)
    }

    /// The language F2 changes to.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Language::Zh => Language::En,
            Language::En => Language::Zh,
        }
    }

    const fn identifier(self) -> LanguageIdentifier {
        match self {
            Language::Zh => langid!("zh-CN"),
            Language::En => langid!("en"),
        }
    }
}

/// The words of one language.
pub struct Lexicon {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Lexicon {
    /// Loads a language.
    #[must_use]
    pub fn load(language: Language) -> Self {
        let mut bundle = FluentBundle::new(vec![language.identifier()]);
        // isolation marks are invisible characters around every inserted value
        bundle.set_use_isolating(false);
        for (_, text) in files(language) {
            // a test parses every file; a broken row leaves the other rows standing
            let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(rows, _)| rows);
            bundle.add_resource_overriding(resource);
        }
        Lexicon { language, bundle }
    }

    /// The language loaded.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// A word or sentence without values.
    #[must_use]
    pub fn word(&self, id: &str) -> SafeText {
        self.say(id, &[])
    }

    /// A sentence with values. A name that no file has is shown in `<>`; tests look for those.
    #[must_use]
    pub fn say(&self, id: &str, values: &[(&'static str, Value<'_>)]) -> SafeText {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            return SafeText::from_outside(&format!("<{id}>"));
        };
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            match value {
                Value::Text(text) => args.set(*name, FluentValue::from(text.as_str())),
                Value::Number(number) => args.set(*name, FluentValue::from(*number)),
            }
        }
        let mut problems = Vec::new();
        SafeText::from_outside(&self.bundle.format_pattern(pattern, Some(&args), &mut problems))
    }

    /// True when the language has this text.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }
}

impl fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Lexicon").field(&self.language).finish()
    }
}

/// A value put into a sentence: safe text or a number, nothing else.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// Text, already safe.
    Text(&'a SafeText),
    /// A count.
    Number(i64),
}

impl<'a> From<&'a SafeText> for Value<'a> {
    fn from(text: &'a SafeText) -> Self {
        Value::Text(text)
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Value::Number(number)
    }
}

impl From<usize> for Value<'_> {
    fn from(number: usize) -> Self {
        Value::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// The embedded files of the desk's texts in a language (others lie beside them): path and text.
fn files(language: Language) -> impl Iterator<Item = (String, &'static str)> {
    let folder = LOCALES.get_dir(language.id());
    let files = folder.into_iter().flat_map(Dir::files);
    files.filter(|file| file.path().extension().is_some_and(|end| end == "ftl")).filter_map(|file| {
        let text = file.contents_utf8()?;
        Some((file.path().display().to_string(), text))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use unicode_width::UnicodeWidthChar;

    use super::*;

    /// Every id with the names of the values it takes: `id = text with { $value }`.
    fn ids(language: Language) -> BTreeSet<(String, BTreeSet<String>)> {
        let mut ids: Vec<(String, BTreeSet<String>)> = Vec::new();
        for (path, text) in files(language) {
            assert!(FluentResource::try_new(text.to_owned()).is_ok(), "{path} does not parse");
            for line in text.lines() {
                if let Some((id, _)) =
                    line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
                {
                    ids.push((id.to_owned(), BTreeSet::new()));
                }
                let values = line.split('$').skip(1).filter_map(|rest| rest.split([' ', '}']).next());
                if let Some((_, known)) = ids.last_mut() {
                    known.extend(values.map(str::to_owned));
                }
            }
        }
        let unique: BTreeSet<_> = ids.iter().cloned().collect();
        assert_eq!(unique.len(), ids.len(), "an id of {} stands twice", language.id());
        unique
    }

    #[test]
    fn both_languages_say_the_same_things_with_the_same_values() {
        let (zh, en) = (ids(Language::Zh), ids(Language::En));
        let differ: Vec<_> = zh.symmetric_difference(&en).collect();
        assert!(differ.is_empty(), "{differ:#?}");
        assert!(!zh.is_empty());
    }

    #[test]
    fn no_character_of_ambiguous_width_stands_in_a_text() {
        for language in Language::ALL {
            for (path, text) in files(language) {
                for c in text.chars().filter(|c| *c != '\n') {
                    assert_eq!(c.width(), c.width_cjk(), "{path}: {c:?} is of ambiguous width");
                }
            }
        }
    }

    /// Every `word("…")`, `say("…"` and label in the sources of the desk.
    fn used() -> BTreeSet<String> {
        fn files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { files(&path, found) } else { found.push(path) }
            }
        }
        let mut sources = Vec::new();
        files(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/desk")), &mut sources);
        let mut used = BTreeSet::new();
        for source in sources {
            let text = std::fs::read_to_string(&source).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            for mark in
                ["lexicon.word(\"", "lexicon.say(\"", "Label::Word(\"", "::words(\"", "::numbers(\"", "(model, \""]
            {
                let ids = text.split(mark).skip(1).filter_map(|rest| rest.split('"').next());
                used.extend(ids.map(str::to_owned));
            }
        }
        used
    }

    #[test]
    fn every_text_that_the_desk_asks_for_exists() {
        let lexicon = Lexicon::load(Language::Zh);
        let used = used();
        let missing: Vec<_> = used.iter().filter(|id| !lexicon.has(id)).collect();
        assert!(missing.is_empty() && used.len() > 100, "{missing:?} of {}", used.len());
    }

    #[test]
    fn values_from_outside_stay_harmless() {
        let lexicon = Lexicon::load(Language::En);
        let name = SafeText::from_outside("\u{202E}live");
        let text = lexicon.say("message-left-view", &[("number", (&name).into())]);
        assert!(text.as_str().contains("\\u{202e}live"), "{text}");
    }

    #[test]
    fn a_missing_text_shows_its_name() {
        assert_eq!(Lexicon::load(Language::Zh).word("no-such").as_str(), "<no-such>");
    }
}
