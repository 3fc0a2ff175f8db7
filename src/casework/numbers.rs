//! Dockets, rights and company codes: are they well formed, and how are they written here?
//! The formats are data (`rules/number_formats.toml`); only check digits are code.

use regex::{Captures, Regex, RegexBuilder};
use serde::Deserialize;
use std::sync::LazyLock;

/// 64 characters: the longest known docket with everything around it has 40.
pub const NUMBER_CHARS_MAX: usize = 64;

/// A number in the one form that the program stores and compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonical {
    /// The format it has (`upc-case`).
    pub kind: &'static str,
    pub text: String,
}

/// A docket number as far as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Docket {
    /// Of a known format.
    Known(Canonical),
    /// The forum's format is not known: kept as written, blanks tidied.
    AsWritten(String),
}

impl Docket {
    /// The text to store.
    pub fn text(self) -> String {
        match self {
            Self::Known(canonical) => canonical.text,
            Self::AsWritten(text) => text,
        }
    }
}

/// What is wrong with a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    #[error("there is no kind of number \"{kind}\"; `kinds` lists them")]
    UnknownKind { kind: String },
    #[error("longer than {max} characters; only the number belongs here")]
    TooLong { max: usize },
    #[error("\"{found}\" is not a {en}; write it like {example}")]
    Shape { found: String, zh: &'static str, en: &'static str, example: &'static str },
    #[error("company code {found} uses the letter {letter}, which no code has; look again at the licence")]
    Letter { found: String, letter: char },
    #[error("company code {found}: its check digit should be {should}; look again at the licence")]
    CheckDigit { found: String, should: char },
}

impl NumberError {
    /// The same line in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::UnknownKind { kind } => format!("没有号码种类“{kind}”"),
            Self::TooLong { max } => format!("超过 {max} 个字符；此处只填号码"),
            Self::Shape { found, zh, example, .. } => format!("“{found}”不是{zh}；请写成 {example} 的样子"),
            Self::Letter { found, letter } => {
                format!("信用代码 {found} 含字母 {letter}，代码中不会出现；请对照营业执照")
            }
            Self::CheckDigit { found, should } => format!("信用代码 {found} 的校验位应为 {should}；请对照营业执照"),
        }
    }
}

/// What a number names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    Company,
    Docket,
    Right,
    Document,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum CheckDigit {
    Uscc,
}

/// One kind of number, as the rules file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Format {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub group: Group,
    /// WIPO ST.3 code.
    pub jurisdiction: String,
    pub example: String,
    /// How sure the format is: `verified`, `partial`, `from memory`.
    pub source: String,
    #[serde(default)]
    pub note: String,
    #[serde(default, deserialize_with = "pattern")]
    forum: Option<Regex>,
    #[serde(default)]
    strict: bool,
    #[serde(default)]
    check: Option<CheckDigit>,
    forms: Vec<Form>,
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "FormText")]
struct Form {
    whole: Regex,
    /// The same inside running text, when the form is unmistakable.
    inside: Option<Regex>,
    canonical: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormText {
    pattern: String,
    canonical: String,
    #[serde(default)]
    distinct: bool,
}

impl TryFrom<FormText> for Form {
    type Error = regex::Error;

    fn try_from(text: FormText) -> Result<Self, regex::Error> {
        let whole = compiled(&format!("^(?:{})$", text.pattern))?;
        // The guards keep a form from being cut out of a longer number.
        let inside = text.distinct.then(|| compiled(&format!(r"(?:^|[^\w])(?:{})(?:[^\w]|$)", text.pattern)));
        Ok(Self { whole, inside: inside.transpose()?, canonical: text.canonical })
    }
}

fn compiled(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).case_insensitive(true).build()
}

fn pattern<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Regex>, D::Error> {
    let text = String::deserialize(from)?;
    compiled(&text).map(Some).map_err(serde::de::Error::custom)
}

#[derive(Deserialize)]
struct Rules {
    format: Vec<Format>,
}

static FORMATS: LazyLock<Vec<Format>> = LazyLock::new(|| {
    let text = include_str!("../../rules/number_formats.toml");
    // Invariant: the file is compiled in, and the tests below load it.
    toml::from_str::<Rules>(text).expect("rules/number_formats.toml parses").format
});

/// Offices whose cases are not those of one country: their formats hold whatever country a form names.
const SUPRANATIONAL: &[&str] = &["UP", "EP", "EM", "WO"];

/// All kinds of numbers.
pub fn kinds() -> impl Iterator<Item = &'static Format> {
    FORMATS.iter()
}

/// Is `text` a well-formed number of this kind (`uscc`, `us-district` …)? Gives the canonical form.
pub fn check(kind: &str, text: &str) -> Result<Canonical, NumberError> {
    let kind = kind.trim();
    let format = kinds()
        .find(|one| one.id.eq_ignore_ascii_case(kind))
        .ok_or_else(|| NumberError::UnknownKind { kind: kind.chars().take(NUMBER_CHARS_MAX).collect() })?;
    let tidy = tidied(text)?;
    format.read(&tidy)
}

/// A docket number as this forum writes it. Where the forum's format is sure, another form is an error with an example;
/// where it is not known, the number is kept as written.
pub fn recognise(jurisdiction: &str, forum: &str, text: &str) -> Result<Docket, NumberError> {
    let tidy = tidied(text)?;
    let forum = plain_characters(forum);
    let of_forum = || dockets(jurisdiction).filter(|one| one.is_for(&forum));
    if let Some(found) = of_forum().find_map(|one| one.canonical(&tidy)) {
        return Ok(Docket::Known(found));
    }
    if let Some(strict) = of_forum().find(|one| one.strict) {
        return Err(strict.shape_error(&tidy));
    }
    let distinct = dockets(jurisdiction).find_map(|one| one.canonical_if_distinct(&tidy));
    Ok(distinct.map_or(Docket::AsWritten(tidy), Docket::Known))
}

/// The first unmistakable docket number inside running text.
pub fn find_in(text: &str) -> Option<Canonical> {
    let plain = plain_characters(text);
    kinds().filter(|one| one.group == Group::Docket).find_map(|one| one.find(&plain))
}

fn dockets(jurisdiction: &str) -> impl Iterator<Item = &'static Format> {
    kinds().filter(move |one| {
        let here = one.jurisdiction == jurisdiction || jurisdiction.is_empty();
        one.group == Group::Docket && (here || SUPRANATIONAL.contains(&one.jurisdiction.as_str()))
    })
}

impl Format {
    fn is_for(&self, forum: &str) -> bool {
        self.forum.as_ref().is_some_and(|pattern| pattern.is_match(forum))
    }

    fn read(&'static self, tidy: &str) -> Result<Canonical, NumberError> {
        let found = self.canonical(tidy).ok_or_else(|| self.shape_error(tidy))?;
        match self.check {
            Some(CheckDigit::Uscc) => uscc_check(&found.text).map(|()| found),
            None => Ok(found),
        }
    }

    fn canonical(&'static self, tidy: &str) -> Option<Canonical> {
        self.forms.iter().find_map(|form| form.whole.captures(tidy).map(|groups| self.made(form, &groups)))
    }

    fn canonical_if_distinct(&'static self, tidy: &str) -> Option<Canonical> {
        let forms = self.forms.iter().filter(|form| form.inside.is_some());
        forms.filter_map(|form| form.whole.captures(tidy).map(|groups| self.made(form, &groups))).next()
    }

    fn find(&'static self, plain: &str) -> Option<Canonical> {
        let forms = self.forms.iter().filter_map(|form| form.inside.as_ref().map(|inside| (form, inside)));
        forms.filter_map(|(form, inside)| inside.captures(plain).map(|groups| self.made(form, &groups))).next()
    }

    fn made(&'static self, form: &Form, groups: &Captures) -> Canonical {
        Canonical { kind: &self.id, text: filled(&form.canonical, groups) }
    }

    fn shape_error(&'static self, found: &str) -> NumberError {
        NumberError::Shape { found: found.to_owned(), zh: &self.zh, en: &self.en, example: &self.example }
    }
}

/// Fills `{1}`, `{1:u}`, `{1:l}`, `{1:d}`, `{1:3}` of a canonical form.
fn filled(template: &str, groups: &Captures) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (slot, tail) = after.split_once('}').unwrap_or((after, ""));
        let (number, how) = slot.split_once(':').unwrap_or((slot, ""));
        let group = number.parse().ok().and_then(|n| groups.get(n)).map_or("", |found| found.as_str());
        out.push_str(&shaped(group, how));
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn shaped(group: &str, how: &str) -> String {
    match (how, how.parse::<usize>()) {
        ("u", _) => group.to_uppercase(),
        ("l", _) => group.to_lowercase(),
        ("d", _) => group.chars().filter(char::is_ascii_digit).collect(),
        (_, Ok(width)) => format!("{:0>width$}", group.trim_start_matches('0')),
        (_, Err(_)) => group.to_owned(),
    }
}

/// One line of plain characters, not too long to be a number.
fn tidied(text: &str) -> Result<String, NumberError> {
    let plain = plain_characters(text);
    if plain.chars().nth(NUMBER_CHARS_MAX).is_some() {
        return Err(NumberError::TooLong { max: NUMBER_CHARS_MAX });
    }
    Ok(plain)
}

/// Full-width forms, odd dashes and runs of blanks made plain.
pub fn plain_characters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match plain_character(c) {
            ' ' if out.is_empty() || out.ends_with(' ') => {}
            plain => out.push(plain),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn plain_character(c: char) -> char {
    match c {
        // Full-width ASCII stands at a fixed distance from ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{feff}' | '\u{200b}' => ' ',
        _ if c.is_whitespace() || c.is_control() => ' ',
        _ => c,
    }
}

/// The 31 characters of GB 32100-2015, each at the place of its value.
const USCC_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Checks the last of the 18 characters: 31 less the sum, weighted by powers of 3, modulo 31.
fn uscc_check(code: &str) -> Result<(), NumberError> {
    let (mut sum, mut weight) = (0, 1);
    let mut last = '0';
    for (at, letter) in code.chars().enumerate() {
        let Some(value) = USCC_ALPHABET.iter().position(|one| char::from(*one) == letter) else {
            return Err(NumberError::Letter { found: code.to_owned(), letter });
        };
        if at < 17 {
            sum += value * weight;
            weight = weight * 3 % 31;
        }
        last = letter;
    }
    let should = char::from(USCC_ALPHABET[(31 - sum % 31) % 31]);
    if should == last { Ok(()) } else { Err(NumberError::CheckDigit { found: code.to_owned(), should }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sure_formats_refuse_a_docket() {
        for one in kinds() {
            assert!(
                !one.strict || (one.source == "verified" && one.forum.is_some()),
                "{} is strict without being sure",
                one.id
            );
            assert_eq!(
                one.group == Group::Docket,
                one.forum.is_some(),
                "{}: dockets have a forum, others none",
                one.id
            );
            assert!(["verified", "partial", "from memory"].contains(&one.source.as_str()), "{}", one.id);
        }
    }
}
