//! Any table (CSV, workbook, JSON, JSON lines) as rows of named fields.

use super::columns::{self, Column};
use super::limits::CELL_BYTES_MAX;
use super::refusal::{FileCode, IntakeError, Reject, RejectCode, quoted};
use super::rows::{self, RawCell, RawRow};
use super::{objects, sheet, text};
use crate::calendar::Text;
use std::collections::BTreeMap;

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Text(String),
    /// A JSON list.
    Many(Vec<String>),
    /// Something that cannot be read; it refuses the record when the field is asked for.
    Fault(Reject),
}

/// The fields of a record by their surface names; an empty one is absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fields(BTreeMap<&'static str, Cell>);

impl Fields {
    /// The cell of a field.
    pub fn get(&self, name: &str) -> Option<&Cell> {
        self.0.get(name)
    }

    /// The first cell that cannot be read, whatever its field.
    pub fn fault(&self) -> Option<&Reject> {
        self.0.values().find_map(|cell| match cell {
            Cell::Fault(reject) => Some(reject),
            Cell::Text(_) | Cell::Many(_) => None,
        })
    }

    /// Fills a field; a second time is a mistake of the file.
    pub fn put(&mut self, column: &'static Column, cell: Cell) -> Result<(), Reject> {
        match self.0.insert(column.name, cell) {
            None => Ok(()),
            Some(_) => Err(twice(column)),
        }
    }
}

/// A record of a table.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub line: u32,
    pub raw: String,
    pub fields: Result<Fields, Reject>,
}

/// What a file of rows is, by its first bytes.
enum Shape {
    Workbook,
    OldWorkbook,
    Json,
    Text,
}

fn shape(bytes: &[u8]) -> Shape {
    let first = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).iter().find(|byte| !byte.is_ascii_whitespace());
    match first {
        _ if sheet::is_zip(bytes) => Shape::Workbook,
        _ if sheet::is_old_workbook(bytes) => Shape::OldWorkbook,
        Some(b'{' | b'[') => Shape::Json,
        _ => Shape::Text,
    }
}

/// The rows of a file, whatever its form, under these columns.
pub(super) fn read(bytes: &[u8], columns: &'static [Column]) -> Result<Vec<Row>, IntakeError> {
    match shape(bytes) {
        Shape::Workbook => named(sheet::rows(bytes)?, columns, true),
        Shape::OldWorkbook => Err(old_workbook()),
        Shape::Json => objects::rows(&text::decoded(bytes)?, columns),
        Shape::Text => named(rows::rows(&text::decoded(bytes)?)?, columns, false),
    }
}

/// Does this file have these columns? A workbook is opened for it, other files are looked at from their beginning.
pub(super) fn has_columns(bytes: &[u8], columns: &'static [Column]) -> bool {
    let required = || columns.iter().filter(|one| one.required);
    match shape(bytes) {
        Shape::Workbook => sheet::first_row(bytes).is_ok_and(|row| row.is_some_and(|row| names_all(&row, columns))),
        Shape::OldWorkbook => false,
        Shape::Json => {
            let head = text::sniffed(bytes);
            // Keys stand in quotes; a value that looks like one does no harm here.
            let keys: Vec<&str> = head.split('"').collect();
            required()
                .all(|one| keys.iter().any(|key| columns::find(columns, key).is_some_and(|has| has.name == one.name)))
        }
        Shape::Text => {
            let head = text::sniffed(bytes);
            rows::rows(&head).is_ok_and(|rows| rows.first().is_some_and(|row| names_all(row, columns)))
        }
    }
}

fn names_all(first: &RawRow, columns: &'static [Column]) -> bool {
    let named = |wanted: &Column| {
        first.cells.iter().any(|cell| match cell {
            RawCell::Text(heading) => columns::find(columns, heading).is_some_and(|has| has.name == wanted.name),
            RawCell::Fault(_) | RawCell::TooLong => false,
        })
    };
    columns.iter().filter(|one| one.required).all(named)
}

/// Why no source reads this file: the most telling reason that can be had.
pub(super) fn explain_unknown<T>(file_name: &str, bytes: &[u8]) -> Result<T, IntakeError> {
    match shape(bytes) {
        Shape::Workbook => sheet::first_row(bytes).map(|_| ())?,
        Shape::OldWorkbook => return Err(old_workbook()),
        Shape::Json => {}
        Shape::Text => text::decoded(bytes).map(|_| ())?,
    }
    let file = quoted(file_name);
    Err(IntakeError::new(
        FileCode::UnknownKind,
        format!("看不出“{file}”是哪一种文件；请用 --kind 指明，或核对表头"),
        format!("\"{file}\" is no kind of file that is known; name it with --kind, or look at its header"),
    ))
}

fn old_workbook() -> IntakeError {
    IntakeError::new(
        FileCode::Workbook,
        "这是旧版 .xls 或加了密码的工作簿；请去掉密码并另存为 .xlsx",
        "this is an old .xls or a workbook with a password; remove the password and save it as .xlsx",
    )
}

/// Rows with a header row, as fields. A sheet leaves trailing cells out, a CSV does not.
fn named(mut raw: Vec<RawRow>, columns: &'static [Column], sparse: bool) -> Result<Vec<Row>, IntakeError> {
    if raw.is_empty() {
        return Err(IntakeError::new(
            FileCode::Empty,
            "文件里没有内容；请检查后重新选择",
            "the file has no content; check it and choose again",
        ));
    }
    let rest = raw.split_off(1);
    let header = columns::header(&raw[0], &rest, columns)?;
    let width = header.columns.len();
    let row = |row: RawRow| {
        let fits = if sparse { row.cells.len() <= width } else { row.cells.len() == width };
        let fields = if fits { fields_of(row.cells, &header.columns) } else { Err(ragged(row.cells.len(), width)) };
        Row { line: row.line, raw: row.raw, fields }
    };
    Ok(rest.into_iter().map(row).collect())
}

fn fields_of(cells: Vec<RawCell>, columns: &[Option<&'static Column>]) -> Result<Fields, Reject> {
    let mut fields = Fields::default();
    for (cell, column) in cells.into_iter().zip(columns) {
        let Some(column) = column else { continue };
        let cell = match cell {
            RawCell::Text(text) if text.trim().is_empty() => continue,
            RawCell::Text(text) => Cell::Text(text),
            RawCell::Fault(fault) => Cell::Fault(spreadsheet_fault(&fault).at(column.name)),
            RawCell::TooLong => Cell::Fault(too_long().at(column.name)),
        };
        fields.put(column, cell)?;
    }
    Ok(fields)
}

fn ragged(found: usize, wanted: usize) -> Reject {
    Reject::new(
        RejectCode::Shape,
        Text::new(
            format!("该行有 {found} 格，表头有 {wanted} 格；请检查引号、分隔符，或文件是否被截断"),
            format!(
                "the row has {found} cells, the header {wanted}; check quotes and separators, or whether the file was cut short"
            ),
        ),
    )
}

fn spreadsheet_fault(fault: &str) -> Reject {
    let fault = quoted(fault);
    Reject::new(
        RejectCode::Cell,
        Text::new(
            format!("单元格是 {fault}；请改成内容本身"),
            format!("the cell is {fault}; write the content itself"),
        ),
    )
}

pub(super) fn too_long() -> Reject {
    let kib = CELL_BYTES_MAX / 1024;
    Reject::new(
        RejectCode::TooLong,
        Text::new(
            format!("内容超过 {kib} KiB；请作为附件另交"),
            format!("it is above {kib} KiB; hand it in as an attachment"),
        ),
    )
}

fn twice(column: &Column) -> Reject {
    let (zh, name) = (column.zh(), column.name);
    Reject::new(
        RejectCode::Json,
        Text::new(format!("“{zh}”填了两次；请留一个"), format!("\"{name}\" is given twice; leave one")),
    )
    .at(name)
}
