//! `list`: rows of a board with the total, page by page.

use super::acting::Acting;
use super::caller::{Caller, write_json};
use super::json;
use super::lines::Lines;
use super::pages::{self, Cursor, Wanted};
use super::report::CliError;
use super::table::table;
use crate::boards::sorting::SortKey;
use crate::boards::window;
use crate::finder::Filter;
use clap::{Args, ValueEnum};
use serde_json::Value;

/// What may be typed.
#[derive(Debug, Args)]
pub struct List {
    /// Which board
    pub board: Board,
    /// One view of it: disputes-mine, disputes-due, disputes-new, alerts, alerts-done, referrals-received,
    /// referrals-sent, referrals-ours
    #[arg(long, value_name = "VIEW")]
    pub list: Option<String>,
    /// Filter: words, field:value, field!=value, due<=7d
    #[arg(long, value_name = "Q", default_value = "")]
    pub filter: String,
    /// Sort by keys of the JSON rows, e.g. stage,-received_at (a minus turns a key round); else in the order of the board
    #[arg(long, value_name = "KEY[,KEY]", allow_hyphen_values = true)]
    pub sort: Option<String>,
    /// Rows at most
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// Go on after this cursor
    #[arg(long, value_name = "CURSOR")]
    pub after: Option<String>,
}

/// The boards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Board {
    /// 值班台, 现在要办的: what needs a hand now, whole, without filter or pages
    Duty,
    /// 纠纷, 最近到期的在前: disputes, the one that is due next first
    Disputes,
    /// 预警件: early warnings
    Alerts,
    /// 收发的移交: referrals received and sent
    Referrals,
    /// 专家: experts
    Experts,
    /// 机构: agencies
    Agencies,
    /// 事务: affairs beside the cases, such as listings
    Affairs,
    /// 每件纠纷的最近时限: the next deadline of each dispute
    Deadlines,
}

impl Board {
    /// The lists that make it up, one after the other.
    pub(super) fn lists(self) -> &'static [window::List] {
        match self {
            Self::Duty => &[],
            Self::Disputes | Self::Deadlines => &[window::List::AllDisputes],
            Self::Alerts => &[window::List::OpenAlerts, window::List::DoneAlerts],
            Self::Referrals => &[window::List::Received, window::List::Sent],
            Self::Experts => &[window::List::Experts],
            Self::Agencies => &[window::List::Agencies],
            Self::Affairs => &[window::List::Affairs],
        }
    }

    /// The same as one list, to be sorted.
    fn whole(self) -> &'static [window::List] {
        match self {
            Self::Alerts => &[window::List::AllAlerts],
            Self::Referrals => &[window::List::AllReferrals],
            Self::Duty | Self::Disputes | Self::Deadlines | Self::Experts | Self::Agencies | Self::Affairs => {
                self.lists()
            }
        }
    }

    /// The word with which the views of a board begin.
    pub(super) const fn stem(self) -> &'static str {
        match self {
            Self::Duty => "duty",
            Self::Disputes | Self::Deadlines => "disputes",
            Self::Alerts => "alerts",
            Self::Referrals => "referrals",
            Self::Experts => "experts",
            Self::Agencies => "agencies",
            Self::Affairs => "affairs",
        }
    }

    /// The headings of its columns; `lines` fills them.
    pub(super) const fn headings(self, zh: bool) -> &'static [&'static str] {
        match (self, zh) {
            (Self::Duty, _) => &[],
            (Self::Disputes, true) => &["编号", "时限", "剩天", "企业", "机构", "案号", "阶段", "经手"],
            (Self::Disputes, false) => &["number", "due", "days", "enterprise", "forum", "docket", "stage", "handler"],
            (Self::Alerts, true) => &["编号", "级", "状态", "机构", "案号", "标题"],
            (Self::Alerts, false) => &["number", "prio", "state", "forum", "docket", "headline"],
            (Self::Referrals, true) => &["编号", "向", "对方", "种类", "状态", "球", "期限", "纠纷"],
            (Self::Referrals, false) => &["number", "way", "other", "kind", "standing", "ball", "due", "dispute"],
            (Self::Experts, true) => &["编号", "姓名", "单位", "领域", "法域", "语言", "在办"],
            (Self::Experts, false) => {
                &["number", "name", "organisation", "fields", "jurisdictions", "languages", "load"]
            }
            (Self::Agencies, true) => &["编号", "代码", "名称", "类型", "国家", "联络员"],
            (Self::Agencies, false) => &["number", "code", "name", "kind", "country", "liaison"],
            (Self::Affairs, true) => &["编号", "种类", "状态", "到期", "标题"],
            (Self::Affairs, false) => &["number", "kind", "state", "due", "title"],
            (Self::Deadlines, true) => &["稳妥日", "剩天", "纠纷", "规则", "状态", "企业"],
            (Self::Deadlines, false) => &["safe", "days", "dispute", "rule", "state", "enterprise"],
        }
    }
}

impl List {
    /// Lists the rows.
    ///
    /// # Errors
    /// A filter, view or cursor that cannot be read.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        if self.board == Board::Duty {
            return super::duty::run(caller);
        }
        let after = self.after.as_deref().map(|text| Cursor::read(text).ok_or_else(bad_cursor)).transpose()?;
        let (lists, filter) = (self.lists()?, filtered(self.board, &self.filter)?);
        let order = self.sort.as_deref().map_or_else(Vec::new, SortKey::list);
        let mut acting = Acting::open(caller)?;
        let post = acting.first()?;
        let page = pages::read(&mut acting.line, &Wanted { lists, filter, order, want: self.limit }, after)?;
        let lines = Lines { acting, post, board: self.board, zh: caller.zh, json: caller.json() }.of(&page.rows)?;
        let more = page.after.is_some() || (self.limit == 0 && page.total > 0);
        self.print(caller, lines, page.total, (more, page.after))
    }

    fn print(
        &self,
        caller: &Caller,
        lines: Vec<(Value, Vec<String>)>,
        total: u64,
        (more, after): (bool, Option<Cursor>),
    ) -> Result<(), CliError> {
        let after = after.map(|cursor| cursor.to_string());
        let (rows, cells): (Vec<Value>, Vec<Vec<String>>) = lines.into_iter().unzip();
        let shown = rows.len();
        if caller.globals.jsonl {
            return rows.iter().try_for_each(write_json);
        }
        let hint = after.clone().map_or_else(String::new, |after| format!(" --after {after}"));
        caller.print(&json::list(rows, total, more, after), || table(self.board.headings(caller.zh), &cells))?;
        caller.tell(&format!("{shown} / 共 {total} 行{hint}"), &format!("{shown} of {total} rows{hint}"));
        Ok(())
    }

    fn lists(&self) -> Result<Vec<window::List>, CliError> {
        let Some(view) = &self.list else {
            return Ok(if self.sort.is_some() { self.board.whole() } else { self.board.lists() }.to_vec());
        };
        let of_board = |list: &window::List| list.code().starts_with(self.board.stem());
        window::List::parse(view).filter(of_board).map(|list| vec![list]).ok_or_else(|| {
            let views: Vec<&str> =
                window::List::ALL.iter().filter(|list| of_board(list)).map(|list| list.code()).collect();
            let views = views.join(", ");
            CliError::usage(
                format!("没有视图 {view}; 可用: {views}"),
                format!("there is no view {view}; there are {views}"),
            )
        })
    }
}

/// The filter of a board, read here so that a mistake in it is one of typing.
pub(super) fn filtered(board: Board, filter: &str) -> Result<String, CliError> {
    Filter::parse(filter)
        .map_err(|error| CliError::usage(format!("“{}”: {}", error.word, error.zh), error.to_string()))?;
    let has_deadline = if board == Board::Deadlines { " due<=100000d" } else { "" };
    Ok(format!("{filter}{has_deadline}"))
}

fn bad_cursor() -> CliError {
    CliError::usage("--after 须是上一页给的游标", "--after wants the cursor that the page before gave")
}
