//! A file of the handbook as text, and what is wrong with it by its line.

use crate::calendar::Problem;
use crate::calendar::Text;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use toml::Spanned;

/// A file's name and text.
#[derive(Clone, Copy)]
pub(super) struct File<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

/// Why figures are not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.en)]
pub struct Unfit(pub Text);

impl Unfit {
    /// In both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self(Text::new(zh, en))
    }
}

impl From<toml::de::Error> for Unfit {
    fn from(error: toml::de::Error) -> Self {
        let message = error.message().replace('\n', " ");
        Self::new(format!("文件格式不对: {message}"), message)
    }
}

impl File<'_> {
    /// Reads the file as it is written.
    ///
    /// # Errors
    /// What does not parse, at its line.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, Problem> {
        toml::from_str(self.text).map_err(|error| self.told(&error))
    }

    /// What does not parse, at its line.
    pub fn told(self, error: &toml::de::Error) -> Problem {
        let Unfit(what) = Unfit::from(error.clone());
        self.problem(error.span().map_or(0, |span| span.start), what.zh, what.en)
    }

    /// A problem at this byte.
    pub fn problem(self, at: usize, zh: impl Into<String>, en: impl Into<String>) -> Problem {
        let before = self.text.as_bytes().iter().take(at);
        Problem {
            file: self.name.to_owned(),
            line: 1 + before.filter(|byte| **byte == b'\n').count(),
            what: Text::new(zh, en),
        }
    }

    /// A file that nobody here reads.
    pub fn unknown(self) -> Problem {
        self.problem(0, "不认识的规则文件", "no file of rules that is known")
    }

    /// Refuses an id that is empty, has other signs than small letters, digits and hyphens, or is there twice.
    pub fn check_id(self, id: &Spanned<String>, seen: &mut BTreeSet<String>) -> Result<(), Problem> {
        let (at, id) = (id.span().start, id.get_ref());
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.is_empty() || !id.chars().all(plain) {
            return Err(self.problem(
                at,
                format!("“{id}”: 只用小写字母, 数字和连字符"),
                format!("'{id}': small letters, digits and hyphens only"),
            ));
        }
        match seen.insert(id.clone()) {
            true => Ok(()),
            false => Err(self.problem(at, format!("{id} 写了两次"), format!("{id} is there twice"))),
        }
    }

    /// Refuses words that are missing in a language.
    pub fn check_words(self, at: usize, zh: &str, en: &str) -> Result<Text, Problem> {
        match zh.trim().is_empty() || en.trim().is_empty() {
            true => Err(self.problem(at, "中文和英文都要写", "write both zh and en")),
            false => Ok(Text::new(zh, en)),
        }
    }

    /// Refuses a list that is longer than anybody reads.
    pub fn check_count(self, count: usize, max: usize) -> Result<(), Problem> {
        match count > max {
            true => Err(self.problem(0, format!("多于 {max} 条"), format!("more than {max} entries"))),
            false => Ok(()),
        }
    }
}
