//! A workbook (.xlsx) to rows of text. Measured before it is opened: nothing is unpacked beyond the caps.

use super::limits::{
    CELL_BYTES_MAX, CELLS_MAX, COLUMNS_MAX, RECORDS_MAX, XLSX_PARTS_MAX, XLSX_RATIO_FREE_BYTES, XLSX_RATIO_MAX,
    XLSX_UNPACKED_BYTES_MAX,
};
use super::refusal::{FileCode, IntakeError, quoted};
use super::rows::{RawCell, RawRow, too_many_columns, too_many_records};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Is this a zip file, as every .xlsx is?
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Is this the container of .xls, and of workbooks with a password?
pub(super) fn is_old_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

/// The rows of the only visible sheet that has content.
pub(super) fn rows(bytes: &[u8]) -> Result<Vec<RawRow>, IntakeError> {
    guarded(bytes, usize::MAX)
}

/// Its first row, for telling what the workbook is.
pub(super) fn first_row(bytes: &[u8]) -> Result<Option<RawRow>, IntakeError> {
    guarded(bytes, 1).map(|rows| rows.into_iter().next())
}

/// Reads at most `rows_max` rows of each sheet.
fn guarded(bytes: &[u8], rows_max: usize) -> Result<Vec<RawRow>, IntakeError> {
    measure(bytes)?;
    // The crate indexes by what the file declares: a file that lies must end here, not in the daemon.
    let read = catch_unwind(AssertUnwindSafe(|| read(bytes, rows_max)));
    read.unwrap_or_else(|_| Err(broken("it contradicts itself")))
}

/// Unpacks every part once, counting: declared sizes may lie.
fn measure(bytes: &[u8]) -> Result<(), IntakeError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error.to_string()))?;
    if archive.len() > XLSX_PARTS_MAX {
        return Err(packed(&format!("{} parts", archive.len())));
    }
    let packed_bytes = bytes.len() as u64;
    let allowed = XLSX_UNPACKED_BYTES_MAX.min((packed_bytes * XLSX_RATIO_MAX).max(XLSX_RATIO_FREE_BYTES));
    let mut total = 0;
    let mut content = Vec::new();
    for at in 0..archive.len() {
        content.clear();
        let part = archive.by_index(at).map_err(|error| broken(&error.to_string()))?;
        let counted = part.take(allowed - total + 1).read_to_end(&mut content);
        total += counted.map_err(|error| broken(&error.to_string()))? as u64;
        if total > allowed {
            return Err(packed(&format!("above {allowed} bytes out of {packed_bytes}")));
        }
        refuse_false_count(&content)?;
    }
    Ok(())
}

/// The crate takes memory for as many shared strings as a part announces: more than fit into it would end the process.
fn refuse_false_count(part: &[u8]) -> Result<(), IntakeError> {
    // The shortest shared string is `<si/>`.
    let fit = part.len() / 5;
    let text = String::from_utf8_lossy(part);
    for rest in text.split("uniqueCount").skip(1) {
        let digits = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'' | '+'));
        let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
        if !digits.is_empty() && digits.parse::<usize>().map_or(true, |announced| announced > fit) {
            return Err(broken("it announces more text than it has"));
        }
    }
    Ok(())
}

fn read(bytes: &[u8], rows_max: usize) -> Result<Vec<RawRow>, IntakeError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error.to_string()))?;
    // Hidden sheets hold the choices of drop-down lists.
    let visible = |one: &&calamine::Sheet| one.visible == SheetVisible::Visible && one.typ == SheetType::WorkSheet;
    let names: Vec<String> = book.sheets_metadata().iter().filter(visible).map(|one| one.name.clone()).collect();
    let mut found: Option<Vec<RawRow>> = None;
    for name in &names {
        let rows = rows_of(&mut book, name, rows_max)?;
        if rows.is_empty() {
            continue;
        }
        if found.is_some() {
            return Err(several(&names));
        }
        found = Some(rows);
    }
    found.ok_or_else(|| {
        IntakeError::new(
            FileCode::Sheets,
            "工作簿里没有内容；请检查后重新选择",
            "the workbook has no content; check it and choose again",
        )
    })
}

fn rows_of(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, rows_max: usize) -> Result<Vec<RawRow>, IntakeError> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|error| broken(&error.to_string()))?;
    let mut rows: Vec<RawRow> = Vec::new();
    let mut count = 0;
    while let Some(cell) = cells.next_cell().map_err(|error| broken(&error.to_string()))? {
        let (row, column) = cell.get_position();
        let value = value_of(cell.get_value());
        if matches!(&value, RawCell::Text(text) if text.trim().is_empty()) {
            continue;
        }
        let column = column as usize;
        if column >= COLUMNS_MAX {
            return Err(too_many_columns());
        }
        let line = row.saturating_add(1);
        if rows.last().is_none_or(|last| last.line != line) {
            if rows.len() == rows_max {
                break;
            }
            rows.push(RawRow { line, raw: String::new(), cells: Vec::new() });
        }
        if rows.len() > RECORDS_MAX + 1 {
            return Err(too_many_records());
        }
        count += rows.last_mut().map_or(0, |last| last.put(column, value));
        if count > CELLS_MAX {
            return Err(too_many_records());
        }
    }
    rows.iter_mut().for_each(RawRow::join_raw);
    Ok(rows)
}

fn value_of(value: &DataRef) -> RawCell {
    let text = match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(moment) => return moment_of(moment),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Error(error) => return RawCell::Fault(error.to_string()),
    };
    if text.len() > CELL_BYTES_MAX { RawCell::TooLong } else { RawCell::Text(text) }
}

/// A date cell as ISO 8601; with the time when it has one.
fn moment_of(moment: &ExcelDateTime) -> RawCell {
    // Days of the year 9999 and below 1900 are no dates in a workbook; the conversion is not asked about them.
    if !moment.is_datetime() || !(1.0..2_958_466.0).contains(&moment.as_f64()) {
        return RawCell::Fault(format!("#DATE {}", moment.as_f64()));
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        RawCell::Text(day)
    } else {
        RawCell::Text(format!("{day} {hour:02}:{minute:02}:{second:02}"))
    }
}

fn broken(why: &str) -> IntakeError {
    let why = quoted(why);
    IntakeError::new(
        FileCode::Workbook,
        format!("工作簿打不开，可能传输中被截断({why})；请重新取得文件，或另存为 CSV"),
        format!("the workbook does not open, perhaps it was cut short ({why}); get it again, or save it as CSV"),
    )
}

fn packed(why: &str) -> IntakeError {
    IntakeError::new(
        FileCode::Packed,
        format!("工作簿解压后大得不合理({why})；请另存为 CSV 再导入"),
        format!("the workbook unpacks beyond reason ({why}); save it as CSV and take that in"),
    )
}

fn several(names: &[String]) -> IntakeError {
    let names = quoted(&names.join(", "));
    IntakeError::new(
        FileCode::Sheets,
        format!("工作簿有几个有内容的工作表({names})；请只留一个再导入"),
        format!("the workbook has several sheets with content ({names}); leave one and take it in again"),
    )
}
