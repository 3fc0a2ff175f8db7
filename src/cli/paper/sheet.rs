//! `paper table`: any list as a table that a spreadsheet opens without running anything of it.

use super::super::acting::Acting;
use super::super::caller::Caller;
use super::super::lines::Lines;
use super::super::list::{Board, filtered};
use super::super::pages::{self, Wanted};
use super::super::report::CliError;
use super::put;
use crate::calendar::Text;
use crate::papers::table;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Rows of one table: what a person still filters in a spreadsheet, far below what one can hold.
const ROWS_MAX: usize = 100_000;

/// The forms of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// 工作簿: a workbook
    Xlsx,
    /// 逗号分隔, UTF-8: comma-separated values in UTF-8
    Csv,
}

/// A table.
#[derive(Debug, Args)]
pub struct Sheet {
    /// Which list
    pub board: Board,
    /// As what; else as the file's ending says, else xlsx
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Filter, as in list
    #[arg(long, value_name = "Q", default_value = "")]
    pub filter: String,
    /// Where to write it; - is stdout; else the name of the list in this folder
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite the file
    #[arg(long)]
    pub force: bool,
}

impl Sheet {
    /// The form that was asked for, or that the name of the file says.
    fn format(&self) -> Format {
        let ending = self.output.as_deref().and_then(Path::extension).and_then(OsStr::to_str);
        let named = ending.and_then(|ending| Format::from_str(ending, true).ok());
        self.format.or(named).unwrap_or(Format::Xlsx)
    }

    /// Writes the table.
    ///
    /// # Errors
    /// A filter that cannot be read; too many rows; a file that is there already.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let format = self.format();
        let filter = filtered(self.board, &self.filter)?;
        let mut acting = Acting::open(caller)?;
        let post = acting.first()?;
        let wanted = Wanted { lists: self.board.lists().to_vec(), filter, order: Vec::new(), want: ROWS_MAX };
        let page = pages::read(&mut acting.line, &wanted, None)?;
        if page.after.is_some() {
            return Err(CliError::usage(
                format!("超过 {ROWS_MAX} 行: 请先筛选"),
                format!("more than {ROWS_MAX} rows: filter first"),
            ));
        }
        let lines = Lines { acting, post, board: self.board, zh: caller.zh, json: false }.of(&page.rows)?;
        let rows: Vec<Vec<String>> = lines.into_iter().map(|(_, cells)| cells).collect();
        let count = rows.len();
        let headings = self.board.headings(caller.zh);
        let (ending, bytes) = match format {
            Format::Xlsx => ("xlsx", table::xlsx(self.board.stem(), headings, &rows).map_err(not_made)?),
            Format::Csv => ("csv", table::csv(headings, rows, true).map_err(not_made)?),
        };
        let about = json!({
            "schema": "dutydesk/paper/1", "kind": "table", "list": self.board.stem(), "rows": count,
        });
        let name = format!("{}.{ending}", self.board.stem());
        put(caller, (&name, &bytes, format == Format::Csv), (self.output, self.force), about)
    }
}

fn not_made(error: impl std::fmt::Display) -> CliError {
    CliError::Wrong(Text::new(format!("表做不出: {error}"), format!("no table: {error}")))
}
