//! Whom a case may be referred to, by unit code, agency code, number or name.

use super::line::Line;
use super::report::CliError;
use crate::calendar::Text;
use crate::casework::referral::Recipient;
use crate::wire::message::{RecipientRow, Reply, Request};

/// Recipients named when a name is not clear: a screenful.
const NAMED_MAX: usize = 12;

/// The recipient as a referral names it.
pub fn named(row: &RecipientRow) -> Recipient {
    match row {
        RecipientRow::Unit { card, .. } => Recipient::Unit(card.id),
        RecipientRow::Agency(row) => Recipient::Agency(row.id),
    }
}

fn names(row: &RecipientRow) -> Vec<&str> {
    match row {
        RecipientRow::Unit { card, .. } => vec![&card.code, &card.name_zh, &card.name_en],
        RecipientRow::Agency(row) => vec![&row.code, &row.number, &row.name_zh, &row.name_en],
    }
}

fn label(row: &RecipientRow) -> String {
    let names = names(row);
    let name = names.iter().rev().find(|name| !name.is_empty());
    format!("{} ({})", names.first().unwrap_or(&""), name.unwrap_or(&""))
}

/// All of them.
///
/// # Errors
/// When the line breaks.
pub fn recipients(line: &mut Line) -> Result<Vec<RecipientRow>, CliError> {
    let Reply::Recipients(rows) = line.ask(Request::Recipients)? else { return Err(CliError::odd_answer()) };
    Ok(rows)
}

/// Does the text name this recipient exactly?
pub fn matches_recipient(row: &RecipientRow, text: &str) -> bool {
    names(row).iter().any(|name| !name.is_empty() && name.to_lowercase() == text.trim().to_lowercase())
}

/// The one recipient that a text names: exactly, else by a part of its name.
///
/// # Errors
/// When there is none, or more than one.
pub fn recipient(line: &mut Line, text: &str) -> Result<RecipientRow, CliError> {
    let rows = recipients(line)?;
    let wanted = text.trim().to_lowercase();
    let part = |row: &&RecipientRow| names(row).iter().any(|name| name.to_lowercase().contains(&wanted));
    let mut found: Vec<&RecipientRow> = rows.iter().filter(|row| matches_recipient(row, text)).collect();
    if found.is_empty() && !wanted.is_empty() {
        found = rows.iter().filter(part).collect();
    }
    match found[..] {
        [one] => Ok(one.clone()),
        [] => Err(not_there(text, &rows)),
        [..] => Err(ambiguous(text, &found)),
    }
}

fn labels<'a>(rows: impl Iterator<Item = &'a RecipientRow>) -> String {
    rows.take(NAMED_MAX).map(label).collect::<Vec<_>>().join("; ")
}

fn not_there(text: &str, rows: &[RecipientRow]) -> CliError {
    let known = labels(rows.iter());
    CliError::NotThere(Text::new(
        format!("没有可移交的“{text}”. 有: {known}"),
        format!("there is no \"{text}\" to refer to. There are: {known}"),
    ))
}

fn ambiguous(text: &str, found: &[&RecipientRow]) -> CliError {
    let known = labels(found.iter().copied());
    CliError::usage(
        format!("“{text}”不止一个: {known}. 请写代码"),
        format!("\"{text}\" is more than one: {known}. Write the code"),
    )
}
