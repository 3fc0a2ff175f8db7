//! Reads rows of one or several lists from the daemon, window by window, from a cursor on.

use super::line::Line;
use super::report::CliError;
use crate::boards::sorting::SortKey;
use crate::boards::window::{List, Rows, Window, WindowQuery};
use crate::casework::ids::RecordId;
use crate::wire::message::{Reply, Request};
use std::fmt;
use std::str::FromStr;

/// Rows asked of the daemon at once: fits a frame many times over.
const WINDOW_ROWS_MAX: usize = 200;

/// Which rows.
pub struct Wanted {
    /// One after the other.
    pub lists: Vec<List>,
    pub filter: String,
    /// None: in the order of the lists.
    pub order: Vec<SortKey>,
    /// Rows at most.
    pub want: usize,
}

/// The rows, how many there are in all, and where to go on.
pub struct Page {
    pub rows: Vec<Rows>,
    pub total: u64,
    /// None: that was all.
    pub after: Option<Cursor>,
}

/// Where a page ended: the list, how many of its rows were seen, and the last of them. When the list has changed
/// since, the last row tells where to go on.
#[derive(Clone, Copy, Debug)]
pub struct Cursor {
    list: List,
    seen: u32,
    last: RecordId,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.list.code(), self.seen, self.last)
    }
}

impl Cursor {
    /// Reads what a page gave.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let list = List::parse(parts.next()?)?;
        let (seen, last) = (parts.next()?.parse().ok()?, RecordId::from_str(parts.next()?).ok()?);
        Some(Self { list, seen, last })
    }
}

/// Reads a page.
///
/// # Errors
/// A cursor of another list; when the line breaks.
pub fn read(line: &mut Line, wanted: &Wanted, after: Option<Cursor>) -> Result<Page, CliError> {
    let mut page = Page { rows: Vec::new(), total: 0, after: None };
    let mut at = Start::of(wanted, after)?;
    let mut left = wanted.want;
    for (index, list) in wanted.lists.iter().enumerate() {
        let first = ask(line, wanted, *list, (0, 0, None))?;
        page.total += u64::from(first.total);
        if index < at.index {
            continue;
        }
        let mut offset = at.offset(line, wanted, *list)?;
        while left > 0 && offset < first.total {
            let window = ask(line, wanted, *list, (offset, left.min(WINDOW_ROWS_MAX), None))?;
            let (count, last) = extent(&window.rows);
            let Some(last) = last else { break };
            left -= count.min(left);
            offset += u32::try_from(count).unwrap_or(u32::MAX);
            page.rows.push(window.rows);
            page.after = Some(Cursor { list: *list, seen: offset, last });
        }
        at = Start { index: index + 1, after: None };
        if offset < first.total {
            at.index = wanted.lists.len();
            continue;
        }
        if index + 1 == wanted.lists.len() {
            page.after = None;
        }
    }
    Ok(page)
}

/// From which list on, and after which of its rows.
struct Start {
    index: usize,
    after: Option<Cursor>,
}

impl Start {
    fn of(wanted: &Wanted, after: Option<Cursor>) -> Result<Self, CliError> {
        let Some(cursor) = after else { return Ok(Self { index: 0, after: None }) };
        let index = wanted.lists.iter().position(|list| *list == cursor.list);
        let index = index
            .ok_or_else(|| CliError::usage("--after 是另一个列表的游标", "--after is a cursor of another list"))?;
        Ok(Self { index, after })
    }

    fn offset(&self, line: &mut Line, wanted: &Wanted, list: List) -> Result<u32, CliError> {
        let Some(cursor) = self.after else { return Ok(0) };
        let window = ask(line, wanted, list, (0, 0, Some(cursor.last)))?;
        Ok(window.anchor_at.map_or(cursor.seen, |at| at + 1))
    }
}

fn ask(
    line: &mut Line,
    wanted: &Wanted,
    list: List,
    (offset, limit, anchor): (u32, usize, Option<RecordId>),
) -> Result<Window, CliError> {
    let limit = u16::try_from(limit).unwrap_or(u16::MAX);
    let (filter, order) = (wanted.filter.clone(), wanted.order.clone());
    let query = WindowQuery { list, filter, order, offset, limit, anchor };
    let Reply::Window(window) = line.ask(Request::Window(query))? else { return Err(CliError::odd_answer()) };
    Ok(*window)
}

/// How many rows, and the last one.
fn extent(rows: &Rows) -> (usize, Option<RecordId>) {
    match rows {
        Rows::Disputes(rows) => (rows.len(), rows.last().map(|row| row.id)),
        Rows::Alerts(rows) => (rows.len(), rows.last().map(|row| row.id)),
        Rows::Referrals(rows) => (rows.len(), rows.last().map(|row| row.id)),
        Rows::Experts(rows) => (rows.len(), rows.last().map(|row| row.id)),
        Rows::Affairs(rows) => (rows.len(), rows.last().map(|row| row.id)),
        Rows::Agencies(rows) => (rows.len(), rows.last().map(|row| row.id)),
    }
}
