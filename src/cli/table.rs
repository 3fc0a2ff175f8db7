//! Columns for a person: aligned by display width, text from outside made safe.

use crate::casework::safe_text::SafeText;
use unicode_width::UnicodeWidthStr;

/// Rows with a heading each, aligned; the last column runs free.
pub fn table(headings: &[&str], rows: &[Vec<String>]) -> String {
    let head = headings.iter().map(|text| (*text).to_owned()).collect();
    let lines: Vec<Vec<String>> =
        std::iter::once(&head).chain(rows).map(|row| row.iter().map(|cell| safe(cell)).collect()).collect();
    let width =
        |column: usize| lines.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    lines.iter().map(|row| one_line(row, &widths)).collect()
}

fn one_line(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths) {
        line.push_str(cell);
        line.push_str(&" ".repeat(width - cell.width() + 2));
    }
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}

/// Pairs of a word and what it is, one a line; empty ones are left out, longer texts are indented.
pub fn pairs(pairs: &[(&str, String)]) -> String {
    let shown = || pairs.iter().filter(|(_, text)| !text.trim().is_empty());
    let width = shown().map(|(word, _)| word.width()).max().unwrap_or(0);
    let mut out = String::new();
    for (word, text) in shown() {
        let mut indent = format!("{word}{}", " ".repeat(width - word.width() + 2));
        for line in SafeText::lines(text) {
            out.push_str(&indent);
            out.push_str(line.as_str());
            out.push('\n');
            indent = " ".repeat(width + 2);
        }
    }
    out
}

/// Text from outside on one line.
pub fn safe(text: &str) -> String {
    SafeText::from_outside(&text.replace(['\n', '\r', '\t'], " ")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_by_width_and_end_without_blanks() {
        let rows = [vec!["浙江中心".to_owned(), "a\u{1b}[2J".to_owned()], vec!["x".to_owned(), String::new()]];
        let lines = table(&["unit", "text"], &rows);
        assert_eq!(lines, "unit      text\n浙江中心  a\\u{1b}[2J\nx\n");
    }

    #[test]
    fn pairs_leave_out_what_is_empty_and_indent_what_is_long() {
        let text = pairs(&[("编号", "1".to_owned()), ("a", String::new()), ("note", "one\ntwo".to_owned())]);
        assert_eq!(text, "编号  1\nnote  one\n      two\n");
    }
}
