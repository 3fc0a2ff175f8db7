//! Headings to fields: Chinese as the form has them, English as the surface names them, in whatever width and case.

use super::refusal::{FileCode, IntakeError, quoted};
use super::rows::{RawCell, RawRow};
use crate::casework::numbers::plain_characters;

/// A field that a table or a JSON object may have.
#[derive(Debug)]
pub(super) struct Column {
    /// The name of the surface (`served_on`).
    pub name: &'static str,
    /// Other headings; the first is the Chinese one for messages.
    pub headings: &'static [&'static str],
    /// Must the file have it.
    pub required: bool,
}

impl Column {
    /// A field that a file may leave out.
    pub const fn may(name: &'static str, headings: &'static [&'static str]) -> Self {
        Self { name, headings, required: false }
    }

    /// A field that every file has.
    pub const fn must(name: &'static str, headings: &'static [&'static str]) -> Self {
        Self { name, headings, required: true }
    }

    /// The Chinese heading.
    pub fn zh(&self) -> &'static str {
        self.headings.first().copied().unwrap_or(self.name)
    }
}

/// The field that a heading or a key means.
pub(super) fn find(columns: &'static [Column], heading: &str) -> Option<&'static Column> {
    // As it is spelled by us: most are, and then nothing has to be folded for it.
    let same = |one: &&Column| one.name == heading || one.headings.contains(&heading);
    if let Some(column) = columns.iter().find(same) {
        return Some(column);
    }
    let whole = folded(heading);
    let by = |text: &str| {
        let known = |one: &&Column| folded(one.name) == text || one.headings.iter().any(|known| folded(known) == text);
        columns.iter().find(known)
    };
    by(&whole).or_else(|| without_remark(&whole).and_then(by))
}

/// A heading with nothing left of it but letters, digits and what tells headings apart.
fn folded(heading: &str) -> String {
    let plain = plain_characters(heading).to_lowercase();
    plain.chars().filter(|c| !matches!(c, ' ' | '_' | '-' | '*' | ':' | '、' | '"' | '?')).collect()
}

/// The heading before a remark in parentheses. A unit of money is no remark: without it the amount would be another.
fn without_remark(folded: &str) -> Option<&str> {
    let (before, remark) = folded.split_once('(')?;
    let money = ["元", "万", "亿", "千", "usd", "eur", "rmb", "cny", "$"].iter().any(|unit| remark.contains(unit));
    (!money && !before.is_empty()).then_some(before)
}

/// The columns of a table, by place; `None` where a column is empty and so may be ignored.
pub(super) struct Header {
    pub columns: Vec<Option<&'static Column>>,
}

/// Reads the first row as the header. Every column with content must be known: dropping one would lose what it says.
pub(super) fn header(first: &RawRow, rest: &[RawRow], columns: &'static [Column]) -> Result<Header, IntakeError> {
    let headings: Vec<&str> = first.cells.iter().map(heading_of).collect();
    let bound: Vec<_> = headings.iter().map(|heading| find(columns, heading)).collect();
    if bound.iter().all(Option::is_none) {
        return Err(no_header(columns));
    }
    let has_content = |at: &usize| rest.iter().any(|row| row.cells.get(*at).is_some_and(|cell| !is_blank(cell)));
    let unknown: Vec<&str> =
        (0..headings.len()).filter(|at| bound[*at].is_none()).filter(has_content).map(|at| headings[at]).collect();
    if !unknown.is_empty() {
        return Err(unknown_columns(&unknown));
    }
    refuse_twice(&headings, &bound)?;
    let missing: Vec<&Column> =
        columns.iter().filter(|one| one.required && !bound.iter().flatten().any(|has| has.name == one.name)).collect();
    if !missing.is_empty() {
        return Err(missing_columns(&missing));
    }
    Ok(Header { columns: bound })
}

fn refuse_twice(headings: &[&str], bound: &[Option<&'static Column>]) -> Result<(), IntakeError> {
    for (at, column) in bound.iter().enumerate() {
        let Some(column) = column else { continue };
        let earlier = bound[..at].iter().position(|one| one.is_some_and(|one| one.name == column.name));
        if let Some(earlier) = earlier {
            let (first, second) = (quoted(headings[earlier]), quoted(headings[at]));
            return Err(IntakeError::new(
                FileCode::Header,
                format!("“{first}”与“{second}”两列填的是同一项；请合并为一列"),
                format!("the columns \"{first}\" and \"{second}\" are the same field; make them one"),
            ));
        }
    }
    Ok(())
}

fn heading_of(cell: &RawCell) -> &str {
    match cell {
        RawCell::Text(text) | RawCell::Fault(text) => text.trim(),
        RawCell::TooLong => "…",
    }
}

fn is_blank(cell: &RawCell) -> bool {
    matches!(cell, RawCell::Text(text) if text.trim().is_empty())
}

/// What stands there instead is not repeated: it may be what nobody may keep.
fn no_header(columns: &[Column]) -> IntakeError {
    let wanted: Vec<&Column> = columns.iter().filter(|one| one.required).collect();
    let (zh, en) = names(&wanted);
    IntakeError::new(
        FileCode::Header,
        format!("第一行不是表头；请加上表头，至少要有：{zh}"),
        format!("the first row is no header; put one above, with at least {en}"),
    )
}

fn missing_columns(missing: &[&Column]) -> IntakeError {
    let (zh, en) = names(missing);
    IntakeError::new(FileCode::Header, format!("表头缺少：{zh}；请补上"), format!("the header lacks {en}; add them"))
}

fn names(columns: &[&Column]) -> (String, String) {
    let zh: Vec<_> = columns.iter().map(|one| one.zh()).collect();
    let en: Vec<_> = columns.iter().map(|one| one.name).collect();
    (zh.join("、"), en.join(", "))
}

fn unknown_columns(unknown: &[&str]) -> IntakeError {
    let names =
        quoted(&unknown.iter().map(|one| if one.is_empty() { "(空)" } else { one }).collect::<Vec<_>>().join(", "));
    IntakeError::new(
        FileCode::UnknownColumns,
        format!("有内容的列没有对应的字段：{names}；请改列名，或清空这些列"),
        format!("no field takes the columns {names}, and they have content; rename them, or empty them"),
    )
}
