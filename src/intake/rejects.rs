//! The rejects file: what was not taken, why, and the record as it came, safe to open in a spreadsheet.

use super::refusal::Reject;

/// A refused record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// As in the file.
    pub line: u32,
    /// As it came; empty when nothing of it may be kept.
    pub raw: String,
    pub reject: Reject,
}

/// The rejects file: CSV in UTF-8 with a byte-order mark, so that spreadsheets read the Chinese.
pub fn rejects_csv(rejected: &[Rejected]) -> String {
    let mut out = String::from("\u{feff}line,code,field,reason_zh,reason_en,record\r\n");
    for one in rejected {
        let field = one.reject.field.as_deref().unwrap_or_default();
        let line = one.line.to_string();
        let text = &one.reject.text;
        let cells = [&line, one.reject.code.code(), field, &text.zh, &text.en, &one.raw];
        out.push_str(&cells.map(safe_cell).join(","));
        out.push_str("\r\n");
    }
    out
}

/// What makes a spreadsheet read a formula at the beginning of a cell, plain and full-width.
const FORMULA_SIGNS: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// Quoted by RFC 4180, and with an apostrophe where a spreadsheet would see a formula.
/// Full-width signs count too: some spreadsheets fold them.
fn safe_cell(text: &str) -> String {
    let cleaned: String = text.chars().filter(|c| *c != '\0').collect();
    let formula = cleaned.trim_start_matches(' ').starts_with(FORMULA_SIGNS) || text.starts_with('\0');
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", cleaned.replace('"', "\"\""))
}
