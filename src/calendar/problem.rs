//! What is wrong with a file of rules or calendars, by line.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Text;

/// Something in a file that was not taken, and why. The rest of the files is in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    pub what: Text,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what.en)
    }
}

/// What is wrong, and at which byte of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    at: usize,
    what: Text,
}

impl Refused {
    pub(super) fn new(at: usize, zh: impl Into<String>, en: impl Into<String>) -> Refused {
        let what = Text::new(zh, en);
        Refused { at, what }
    }

    pub(super) fn syntax(error: &toml::de::Error) -> Refused {
        let at = error.span().map_or(0, |span| span.start);
        let message = error.message().replace('\n', " ");
        Refused::new(at, format!("文件格式不对: {message}"), message)
    }
}

/// A file's name and text, for turning bytes into lines.
pub(super) struct Source<'a> {
    pub name: &'a str,
    pub text: &'a str,
    /// A center's own, not one that comes with the program.
    pub own: bool,
}

impl Source<'_> {
    /// The problem at its line.
    pub(super) fn problem(&self, refused: Refused) -> Problem {
        let before = self.text.as_bytes().iter().take(refused.at);
        Problem {
            file: self.name.to_owned(),
            line: 1 + before.filter(|byte| **byte == b'\n').count(),
            what: refused.what,
        }
    }
}
