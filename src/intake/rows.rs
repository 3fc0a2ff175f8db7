//! CSV to rows of text, each with its line and with the text it came from.

use super::limits::{CELL_BYTES_MAX, CELLS_MAX, COLUMNS_MAX, RECORDS_MAX};
use super::refusal::{FileCode, IntakeError};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum RawCell {
    Text(String),
    /// The spreadsheet itself has an error there (`#N/A`).
    Fault(String),
    /// Above the cap of a cell.
    TooLong,
}

/// A row before anybody knows what its columns mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RawRow {
    pub line: u32,
    pub raw: String,
    pub cells: Vec<RawCell>,
}

impl RawRow {
    /// Puts a cell at its column, with empty cells before it. Gives how many cells that added.
    pub fn put(&mut self, column: usize, cell: RawCell) -> usize {
        let before = self.cells.len();
        if before <= column {
            self.cells.resize(column + 1, RawCell::Text(String::new()));
        }
        self.cells[column] = cell;
        self.cells.len() - before
    }

    /// For a sheet: the cells with tabs between them stand for the row as it came.
    pub fn join_raw(&mut self) {
        let cells = self.cells.iter().map(|cell| match cell {
            RawCell::Text(text) | RawCell::Fault(text) => text.as_str(),
            RawCell::TooLong => "…",
        });
        self.raw = cells.collect::<Vec<_>>().join("\t");
    }
}

/// The rows of a CSV text; blank rows are left out.
pub(super) fn rows(text: &str) -> Result<Vec<RawRow>, IntakeError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut rows = Vec::new();
    let mut lines = Lines::of(text);
    let mut cells = 0;
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(rows),
            // Unreachable on text in memory that is UTF-8; said rather than assumed.
            Err(error) => return Err(unreadable(&error)),
            Ok(true) => {}
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.len() > COLUMNS_MAX {
            return Err(too_many_columns());
        }
        cells += record.len();
        if rows.len() > RECORDS_MAX || cells > CELLS_MAX {
            return Err(too_many_records());
        }
        let (from, to) = (record.position().map_or(0, place), place(reader.position()));
        let raw = text.get(from..to).unwrap_or_default();
        let line = lines.at(from + (raw.len() - raw.trim_start_matches(['\r', '\n']).len()));
        let raw = raw.trim_matches(['\r', '\n']).to_owned();
        rows.push(RawRow { line, raw, cells: record.iter().map(cell_of).collect() });
    }
}

fn cell_of(text: &str) -> RawCell {
    if text.len() > CELL_BYTES_MAX { RawCell::TooLong } else { RawCell::Text(text.to_owned()) }
}

fn place(position: &csv::Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(usize::MAX)
}

/// Counts lines up to a place, going forward only. (The reader's own count is one short after `\r\n`.)
struct Lines<'a> {
    text: &'a [u8],
    end: u8,
    seen: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let end = if text.contains('\n') { b'\n' } else { b'\r' };
        Self { text: text.as_bytes(), end, seen: 0, line: 1 }
    }

    fn at(&mut self, place: usize) -> u32 {
        let passed = self.text.get(self.seen..place).unwrap_or_default();
        let ends = passed.iter().filter(|byte| **byte == self.end).count();
        self.line = self.line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.seen = self.seen.max(place);
        self.line
    }
}

/// The one of comma, semicolon and tab that the header has most of.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter: u8| header.bytes().filter(|byte| *byte == delimiter).count();
    *b",;\t".iter().rev().max_by_key(|one| count(**one)).unwrap_or(&b',')
}

pub(super) fn too_many_columns() -> IntakeError {
    IntakeError::new(
        FileCode::Header,
        format!("表格超过 {COLUMNS_MAX} 列；请只留表单的列"),
        format!("the table has more than {COLUMNS_MAX} columns; leave those of the form"),
    )
}

pub(super) fn too_many_records() -> IntakeError {
    IntakeError::new(
        FileCode::TooMany,
        format!("记录超过 {RECORDS_MAX} 条；请拆成几份再导入"),
        format!("there are more than {RECORDS_MAX} records; split the file and take the parts in"),
    )
}

fn unreadable(error: &csv::Error) -> IntakeError {
    IntakeError::new(
        FileCode::Header,
        format!("CSV 读不下去({error})；请检查引号"),
        format!("the CSV cannot be read ({error}); check its quotes"),
    )
}
