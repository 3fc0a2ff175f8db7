//! The words of the center's papers: what each says in both languages, filled line by line. How it looks is for the
//! letterhead.

use super::docx::LetterError;
use super::docx_text::{Item, Values, stands, value};
use super::line::{Line, Style};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The words of one paper.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    pub id: String,
    /// The field that names whom it is for; empty: nobody.
    pub addressee: String,
    title_zh: String,
    title_en: String,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    paper: Vec<Wording>,
}

/// The words of every paper, by id.
///
/// # Panics
/// Never: a test reads the files that are compiled in.
pub fn wordings() -> &'static BTreeMap<String, Wording> {
    static WORDINGS: LazyLock<BTreeMap<String, Wording>> = LazyLock::new(|| {
        [include_str!("../../templates/papers/forms.toml"), include_str!("../../templates/papers/letters.toml")]
            .into_iter()
            .flat_map(|text| {
                toml::from_str::<File>(text).expect("the files that are compiled in are read by a test").paper
            })
            .map(|one| (one.id.clone(), one))
            .collect()
    });
    &WORDINGS
}

impl Wording {
    /// The title, filled.
    pub(super) fn title(&self, zh: bool, values: &Values) -> Result<String, LetterError> {
        filled(if zh { &self.title_zh } else { &self.title_en }, values, None)
    }

    /// The paragraphs, filled: what is blank is left out, headings are numbered.
    pub(super) fn body(&self, zh: bool, values: &Values) -> Result<Vec<Line>, LetterError> {
        let mut lines = Vec::new();
        let mut headings = 0;
        for source in if zh { &self.zh } else { &self.en }.lines().filter(|line| !line.trim().is_empty()) {
            let (style, text) = styled(source);
            for mut text in expanded(text, values)?.into_iter().filter(|text| !text.trim().is_empty()) {
                if style == Style::Heading {
                    headings += 1;
                    text = numbered(headings, &text, zh);
                }
                lines.push(Line { text, style });
            }
        }
        Ok(lines)
    }
}

/// What the sign at the head of a line makes of it.
fn styled(line: &str) -> (Style, &str) {
    let signs = [("# ", Style::Heading), ("- ", Style::Fact), ("* ", Style::Item)];
    let found = signs.into_iter().find_map(|(sign, style)| line.strip_prefix(sign).map(|text| (style, text)));
    found.unwrap_or((Style::AsTemplate, line))
}

fn numbered(no: usize, text: &str, zh: bool) -> String {
    const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    match NUMERALS.get(no - 1).filter(|_| zh) {
        Some(numeral) => format!("{numeral}、{text}"),
        None => format!("{no}. {text}"),
    }
}

/// The paragraphs of one line: none when a condition of it does not hold, several when it is of a list.
fn expanded(line: &str, values: &Values) -> Result<Vec<String>, LetterError> {
    let names = || signs(line).into_iter().flatten();
    if !stands(names(), values)? {
        return Ok(Vec::new());
    }
    let Some(list) = names().find_map(|name| name.strip_prefix('#').filter(|name| !name.is_empty())) else {
        return filled(line, values, None).map(|text| vec![text]);
    };
    let items = values.lists.get(list).ok_or_else(|| LetterError::Unknown { name: format!("#{list}") })?;
    let one =
        |(index, line_of): (usize, &Line)| filled(line, values, Some(&Item { no: index + 1, text: &line_of.text }));
    items.iter().enumerate().map(one).collect()
}

/// The names in the signs of a line; none where a sign does not end.
fn signs(line: &str) -> Vec<Option<&str>> {
    line.split("{{").skip(1).map(|rest| rest.split_once("}}").map(|(name, _)| name.trim())).collect()
}

/// The line with what its signs stand for.
fn filled(line: &str, values: &Values, item: Option<&Item>) -> Result<String, LetterError> {
    let mut parts = line.split("{{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) =
            part.split_once("}}").ok_or_else(|| LetterError::Unclosed { near: part.chars().take(40).collect() })?;
        text.push_str(&value(name.trim(), values, item)?);
        text.push_str(rest);
    }
    Ok(text)
}
