//! Fields to values, each reject naming its field. Shared by every source that comes as a table.

use super::Record;
use super::columns::Column;
use super::refusal::{Reject, RejectCode};
use super::table::{Cell, Fields, Row};
use super::{Draft, values};
use crate::calendar::Text;

/// The fields of one record, under the columns of its source.
pub(super) struct Form<'a> {
    pub fields: &'a Fields,
    pub columns: &'static [Column],
}

impl Form<'_> {
    /// The text of a field, trimmed; empty when it is absent. A list becomes lines.
    pub fn text(&self, name: &'static str) -> String {
        match self.fields.get(name) {
            Some(Cell::Text(text)) => text.trim().to_owned(),
            Some(Cell::Many(items)) => items.join("\n"),
            Some(Cell::Fault(_)) | None => String::new(),
        }
    }

    /// The items of a field: a JSON list as it is, a text parted at semicolons and the like.
    pub fn list(&self, name: &'static str) -> Vec<String> {
        self.items(name, values::list)
    }

    /// The same for words, parted at commas too.
    pub fn words(&self, name: &'static str) -> Vec<String> {
        self.items(name, values::word_list)
    }

    fn items(&self, name: &'static str, part: fn(&str) -> Vec<String>) -> Vec<String> {
        match self.fields.get(name) {
            Some(Cell::Text(text)) => part(text),
            Some(Cell::Many(items)) => {
                items.iter().map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
            }
            Some(Cell::Fault(_)) | None => Vec::new(),
        }
    }

    /// The text of a field that must be filled.
    pub fn required(&self, name: &'static str) -> Result<String, Reject> {
        let text = self.text(name);
        if text.is_empty() { Err(self.missing(name)) } else { Ok(text) }
    }

    /// A field read by `read`, when it is filled.
    pub fn read<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&str) -> Result<T, Reject>,
    ) -> Result<Option<T>, Reject> {
        match self.text(name) {
            text if text.is_empty() => Ok(None),
            text => read(&text).map(Some).map_err(|reject| reject.at(name)),
        }
    }

    /// A field read by `read` that must be filled.
    pub fn must_read<T>(&self, name: &'static str, read: impl FnOnce(&str) -> Result<T, Reject>) -> Result<T, Reject> {
        self.read(name, read)?.ok_or_else(|| self.missing(name))
    }

    /// The Chinese heading of a field.
    pub fn heading(&self, name: &'static str) -> &'static str {
        self.columns.iter().find(|one| one.name == name).map_or(name, Column::zh)
    }

    fn missing(&self, name: &'static str) -> Reject {
        let zh = self.heading(name);
        Reject::new(
            RejectCode::Missing,
            Text::new(format!("缺少“{zh}”；请补填"), format!("\"{name}\" is missing; fill it in")),
        )
        .at(name)
    }
}

/// Every row to its record by `draft`; a cell that cannot be read refuses its row before `draft` sees it.
pub(super) fn records(
    rows: Vec<Row>,
    columns: &'static [Column],
    mut draft: impl FnMut(&Form, u32) -> Result<Draft, Reject>,
) -> Vec<Record> {
    let mut record = |row: Row| {
        let outcome = row.fields.and_then(|fields| match fields.fault() {
            Some(fault) => Err(fault.clone()),
            None => draft(&Form { fields: &fields, columns }, row.line),
        });
        Record { line: row.line, raw: row.raw, outcome }
    };
    rows.into_iter().map(&mut record).collect()
}
