//! Text from outside, made harmless and visible before anything may show, log or print it.
//!
//! A name typed by a stranger can carry terminal escapes, marks that turn reading direction,
//! characters without width, or a pile of accents that runs into the next line. Here each of
//! them becomes a visible `\u{202E}`; what remains is text that looks like what it is.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_width::UnicodeWidthChar;

/// Marks allowed on one base character: real scripts stack at most three (Vietnamese, Hebrew);
/// more is ink poured over the neighbouring lines.
pub const COMBINING_MARKS_MAX: usize = 4;

/// Text that is safe to show: one line, no control, no direction change, no invisible character.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SafeText(Cow<'static, str>);

impl SafeText {
    /// The empty text.
    pub const EMPTY: SafeText = SafeText(Cow::Borrowed(""));

    /// A word of our own, written in this program. Never give it text from outside.
    #[must_use]
    pub const fn word(own: &'static str) -> Self {
        SafeText(Cow::Borrowed(own))
    }

    /// Makes text from outside safe. A line break becomes visible too: use [`SafeText::lines`]
    /// where several lines are meant.
    #[must_use]
    pub fn from_outside(text: &str) -> Self {
        if text.chars().all(is_plain) {
            return SafeText(Cow::Owned(text.to_owned()));
        }
        let mut safe = String::with_capacity(text.len() + 16);
        let mut marks = 0;
        for c in text.chars() {
            marks = if is_mark(c) { marks + 1 } else { 0 };
            if is_hostile(c) || marks > COMBINING_MARKS_MAX {
                safe.extend(c.escape_unicode());
            } else {
                safe.push(c);
            }
        }
        SafeText(Cow::Owned(safe))
    }

    /// The lines of a longer text, each safe. A tab becomes a blank.
    #[must_use]
    pub fn lines(text: &str) -> Vec<Self> {
        text.lines().map(|line| Self::from_outside(&line.replace('\t', " "))).collect()
    }

    /// The text, to be shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True when there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends other safe text.
    #[must_use]
    pub fn with(&self, more: &SafeText) -> Self {
        SafeText(Cow::Owned(format!("{}{}", self.0, more.0)))
    }

    /// Joins safe parts with a separator of our own.
    #[must_use]
    pub fn join<'a>(parts: impl IntoIterator<Item = &'a SafeText>, own_separator: &'static str) -> Self {
        let parts: Vec<&str> = parts.into_iter().map(SafeText::as_str).collect();
        SafeText(Cow::Owned(parts.join(own_separator)))
    }
}

/// Nothing to look at twice: the common case, decided without building a new string.
fn is_plain(c: char) -> bool {
    !is_hostile(c) && !is_mark(c)
}

/// A character that rides on the one before it.
fn is_mark(c: char) -> bool {
    c.width() == Some(0)
}

/// Characters that act on the terminal, on reading order, or that cannot be seen.
fn is_hostile(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}'               // C0, DEL, C1
        | '\u{AD}' | '\u{34F}' | '\u{61C}'                  // soft hyphen, joiner, letter mark
        | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' // fillers that look like blanks
        | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' // zero width, direction, separators
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FFF0}'..='\u{FFFB}' // variation selectors, annotation
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}'                         // tags, more variation selectors
    )
}

impl fmt::Display for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl From<u64> for SafeText {
    fn from(number: u64) -> Self {
        SafeText(Cow::Owned(number.to_string()))
    }
}

impl Serialize for SafeText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// What arrives on the wire is made safe again: cleaning twice changes nothing.
impl<'de> Deserialize<'de> for SafeText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::from_outside(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        SafeText::from_outside(text).to_string()
    }

    #[test]
    fn plain_text_in_any_script_stays() {
        for text in ["宁波海岳智能装备", "Northlake Optics LLC", "e\u{301}te\u{301}", "한국 日本 Ünïcode", ""]
        {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn terminal_escapes_become_visible() {
        assert_eq!(shown("a\x1b[31mb"), "a\\u{1b}[31mb");
        assert_eq!(shown("\x1b]52;c;QUJD\x07"), "\\u{1b}]52;c;QUJD\\u{7}");
        assert_eq!(shown("\u{9b}2J\u{7f}\r\n\0"), "\\u{9b}2J\\u{7f}\\u{d}\\u{a}\\u{0}");
    }

    #[test]
    fn direction_and_invisible_characters_become_visible() {
        let hostile = [
            '\u{61C}',
            '\u{200E}',
            '\u{200F}',
            '\u{202A}',
            '\u{202B}',
            '\u{202C}',
            '\u{202D}',
            '\u{202E}',
            '\u{2066}',
            '\u{2067}',
            '\u{2068}',
            '\u{2069}',
            '\u{200B}',
            '\u{200C}',
            '\u{200D}',
            '\u{FEFF}',
            '\u{E0000}',
            '\u{E0041}',
            '\u{E007F}',
            '\u{FE0F}',
            '\u{E0100}',
            '\u{2028}',
            '\u{3164}',
        ];
        for c in hostile {
            let text = shown(&format!("a{c}b"));
            assert_eq!(text, format!("a{}b", c.escape_unicode()), "{:x}", u32::from(c));
        }
    }

    #[test]
    fn a_pile_of_accents_is_cut_to_four() {
        let piled = shown(&format!("e{}", "\u{301}".repeat(1000)));
        assert_eq!(piled.matches('\u{301}').count(), COMBINING_MARKS_MAX);
        assert_eq!(piled.matches("\\u{301}").count(), 1000 - COMBINING_MARKS_MAX);
    }

    #[test]
    fn every_character_is_either_itself_or_plain_ascii() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let text = shown(&c.to_string());
            assert!(text.chars().eq([c]) || text.bytes().all(|b| (0x20..0x7f).contains(&b)), "{:x}", u32::from(c));
            assert!(!text.chars().any(char::is_control), "{:x}", u32::from(c));
        }
    }

    #[test]
    fn cleaning_twice_changes_nothing() {
        let once = shown("\u{202E}gpj.exe\u{200B}");
        assert_eq!(shown(&once), once);
    }

    #[test]
    fn lines_are_split_and_each_is_safe() {
        let lines = SafeText::lines("one\ttwo\r\nthree\x1b");
        assert_eq!(lines.iter().map(SafeText::as_str).collect::<Vec<_>>(), ["one two", "three\\u{1b}"]);
    }
}
