//! The filter language: words that must all occur, and `field:value`, `field!=value`, `due<=7d`.

use super::needle::Needle;

/// A filter that was understood.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    terms: Vec<Term>,
}

/// One condition; all must hold.
#[derive(Clone, Debug)]
pub enum Term {
    /// Some text or number of the row holds it.
    Word(Needle),
    /// A value of the field, by its English name, holds it; or, negated, none does.
    Field { name: &'static str, needle: Needle, negated: bool },
    /// At most, or at least, so many days are left.
    Due { most: bool, days: i64 },
}

/// A filter that cannot be read: which word, and how to write it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{word}\": {en}")]
pub struct FilterError {
    pub word: String,
    pub zh: String,
    pub en: String,
}

/// The fields that a filter may name, with their Chinese names.
pub const FIELDS: &[(&str, &str)] = &[
    ("country", "国"),
    ("forum", "机构"),
    ("stage", "阶段"),
    ("ball", "球"),
    ("tlp", "密"),
    ("handler", "经手"),
    ("kind", "类"),
    ("state", "状态"),
    ("priority", "级"),
    ("lang", "语言"),
    ("field", "领域"),
    ("unit", "单位"),
    ("docket", "案号"),
    ("source", "来源"),
    ("track", "轨道"),
    ("major", "重大"),
    ("skipped", "漏项"),
];

impl Filter {
    /// Reads a filter; an empty one lets everything through.
    ///
    /// # Errors
    /// Names the word that cannot be read.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let terms = text.split_whitespace().map(term).collect::<Result<_, _>>()?;
        Ok(Self { terms })
    }

    /// Does it let everything through?
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Its conditions.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }
}

fn term(word: &str) -> Result<Term, FilterError> {
    for (sign, most) in [("<=", true), (">=", false)] {
        if let Some((name, days)) = word.split_once(sign) {
            return due(word, name, days, most);
        }
    }
    let (name, value, negated) = match (word.split_once("!="), word.split_once([':', '='])) {
        (Some((name, value)), _) => (name, value, true),
        (None, Some((name, value))) => (name, value, false),
        (None, None) => return Ok(Term::Word(Needle::new(word))),
    };
    // A docket number such as 1:24-cv-01234 is a word, not a field.
    if name.chars().all(|c| c.is_ascii_digit()) {
        return Ok(Term::Word(Needle::new(word)));
    }
    let known = FIELDS.iter().find(|(en, zh)| en.eq_ignore_ascii_case(name) || *zh == name);
    let (name, _) = known.ok_or_else(|| unknown(word))?;
    Ok(Term::Field { name, needle: Needle::new(value), negated })
}

fn due(word: &str, name: &str, days: &str, most: bool) -> Result<Term, FilterError> {
    let days = days.trim_end_matches(['d', '天']).parse().ok();
    match (name, days) {
        ("due" | "到期", Some(days)) => Ok(Term::Due { most, days }),
        ("due" | "到期", None) => Err(FilterError {
            word: word.to_owned(),
            zh: "到期 要天数, 例: due<=7d".to_owned(),
            en: "due wants days, e.g. due<=7d".to_owned(),
        }),
        _ => Err(unknown(word)),
    }
}

fn unknown(word: &str) -> FilterError {
    let names: Vec<&str> = FIELDS.iter().map(|(en, _)| *en).collect();
    FilterError {
        word: word.to_owned(),
        zh: format!("没有这个栏目. 可用: {}, due", names.join(", ")),
        en: format!("no such field. There are: {}, due", names.join(", ")),
    }
}
