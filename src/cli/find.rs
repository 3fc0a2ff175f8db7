//! `find`: over all boards, by name, number, pinyin, initials.

use super::acting::Acting;
use super::caller::{Caller, write_json};
use super::json;
use super::report::CliError;
use super::table::table;
use crate::wire::message::{Hit, Reply, Request};
use clap::Args;
use serde_json::{Value, json};

/// What may be typed.
#[derive(Debug, Args)]
pub struct Find {
    /// What to look for
    #[arg(required = true, value_name = "TEXT")]
    pub text: Vec<String>,
    /// Hits at most
    #[arg(long, default_value_t = 20)]
    pub limit: u16,
}

impl Find {
    /// Finds, best first.
    ///
    /// # Errors
    /// When the line breaks.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut acting = Acting::open(caller)?;
        acting.first()?;
        let request = Request::Find { text: self.text.join(" "), limit: self.limit };
        let Reply::Found { hits, total, more } = acting.line.ask(request)? else { return Err(CliError::odd_answer()) };
        let rows: Vec<Value> = hits.iter().map(|hit| row(hit, caller.zh)).collect();
        if caller.globals.jsonl {
            return rows.iter().try_for_each(write_json);
        }
        let (shown, is_more) = (rows.len(), more || rows.len() < total as usize);
        caller.print(&json::list(rows, u64::from(total), is_more, None), || {
            let cells: Vec<Vec<String>> = hits.iter().map(|hit| cells(hit, caller.zh)).collect();
            let headings = if caller.zh {
                ["编号", "名称", "状态", "详情"]
            } else {
                ["number", "name", "state", "detail"]
            };
            table(&headings, &cells)
        })?;
        let (over_zh, over_en) = if more { ("超过 ", "more than ") } else { ("", "") };
        caller.tell(&format!("{shown} / {over_zh}{total} 件"), &format!("{shown} of {over_en}{total} records"));
        Ok(())
    }
}

fn row(hit: &Hit, zh: bool) -> Value {
    json!({
        "id": hit.number,
        "internal_id": hit.id,
        "kind": hit.kind,
        "name": hit.name.pick(zh),
        "detail": hit.detail,
        "state": hit.state.pick(zh),
        "score": hit.score,
    })
}

fn cells(hit: &Hit, zh: bool) -> Vec<String> {
    vec![hit.number.clone(), hit.name.pick(zh).to_owned(), hit.state.pick(zh).to_owned(), hit.detail.clone()]
}
