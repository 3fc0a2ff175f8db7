//! Tables that a spreadsheet opens without running anything of them: csv (RFC 4180) and xlsx.

use super::visible::visible;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use std::borrow::Cow;

/// Spreadsheets on Windows take a csv for UTF-8 only when it begins with this.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Characters of a cell, in the UTF-16 that workbooks count: what the format can hold.
const CELL_UNITS_MAX: usize = 32_767;

/// The rows as csv in UTF-8, lines ended by CR LF. All rows must have as many cells as the header.
pub fn csv<R, C>(header: &[&str], rows: R, byte_order_mark: bool) -> Result<Vec<u8>, csv::Error>
where
    R: IntoIterator<Item = Vec<C>>,
    C: AsRef<str>,
{
    let start = if byte_order_mark { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(start);
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| safe(cell.as_ref()).into_owned()))?;
    }
    writer.into_inner().map_err(|e| e.into_error().into())
}

/// The rows as a workbook of one sheet: headings that stay, a filter on each column. Every cell is text, and one that
/// would turn into a formula when somebody edits it is marked as text for good.
///
/// # Errors
/// More rows than a sheet holds.
pub fn xlsx(name: &str, header: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same rows are the same bytes: no hour of writing in them.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let (bold, quoted) = (Format::new().set_bold(), Format::new().set_quote_prefix());
    let sheet = book.add_worksheet();
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    for (column, heading) in (0u16..).zip(header) {
        sheet.write_string_with_format(0, column, *heading, &bold)?;
    }
    for (row, cells) in (1u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells) {
            let shown = cut(&visible(cell));
            match is_formula(cell) {
                true => sheet.write_string_with_format(row, column, shown, &quoted)?,
                false => sheet.write_string(row, column, shown)?,
            };
        }
    }
    let last = (u32::try_from(rows.len()).unwrap_or(u32::MAX), u16::try_from(header.len()).unwrap_or(u16::MAX));
    sheet.autofilter(0, 0, last.0, last.1.saturating_sub(1))?;
    sheet.autofit();
    book.save_to_buffer()
}

/// As much of a text as a cell holds.
fn cut(text: &str) -> String {
    let mut left = CELL_UNITS_MAX;
    let fits = |c: &char| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    };
    text.chars().take_while(fits).collect()
}

/// Would a spreadsheet take this cell for a formula? A plain number is none.
fn is_formula(cell: &str) -> bool {
    let starts = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];
    let number = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    !is_number && (cell.starts_with(starts) || cell.trim_start().starts_with(starts))
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe before it.
fn safe(cell: &str) -> Cow<'_, str> {
    let shown = visible(cell);
    if is_formula(cell) { Cow::Owned(format!("'{shown}")) } else { shown }
}
