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
        let Reply::Found(hits) = acting.line.ask(request)? else { return Err(CliError::odd_answer()) };
        let rows: Vec<Value> = hits.iter().map(|hit| row(hit, caller.zh)).collect();
        if caller.globals.jsonl {
            return rows.iter().try_for_each(write_json);
        }
        let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        caller.print(&json::list(rows, total, false, None), || {
            let cells: Vec<Vec<String>> = hits.iter().map(|hit| cells(hit, caller.zh)).collect();
            let headings = if caller.zh {
                ["编号", "名称", "状态", "详情"]
            } else {
                ["number", "name", "state", "detail"]
            };
            table(&headings, &cells)
        })
    }
}

fn row(hit: &Hit, zh: bool) -> Value {
    json!({
        "id": hit.number,
        "internal_id": hit.id,
        "kind": hit.kind,
        "name": hit.name,
        "detail": hit.detail,
        "state": hit.state.pick(zh),
        "score": hit.score,
    })
}

fn cells(hit: &Hit, zh: bool) -> Vec<String> {
    vec![hit.number.clone(), hit.name.clone(), hit.state.pick(zh).to_owned(), hit.detail.clone()]
}
