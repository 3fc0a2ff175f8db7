//! Tables as csv (RFC 4180) that a spreadsheet opens without running anything of them.

use super::visible::visible;
use std::borrow::Cow;

/// Spreadsheets on Windows take a csv for UTF-8 only when it begins with this.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

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

/// A cell that a spreadsheet would take for a formula gets an apostrophe before it; a plain number stays one.
fn safe(cell: &str) -> Cow<'_, str> {
    let cell_shown = visible(cell);
    let starts = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];
    let number = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if !is_number && (cell.starts_with(starts) || cell.trim_start().starts_with(starts)) {
        return Cow::Owned(format!("'{cell_shown}"));
    }
    cell_shown
}
