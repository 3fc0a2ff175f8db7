//! `show`: one record, whole; with its history when asked.

use super::acting::Acting;
use super::caller::Caller;
use super::json::{self, Lens};
use super::report::CliError;
use super::table::{safe, table};
use crate::boards::timeline::Happening;
use crate::wire::message::{Reply, Request};
use clap::Args;
use serde_json::Value;

/// What may be typed.
#[derive(Debug, Args)]
pub struct Show {
    /// Number, internal id, unique prefix or docket number
    pub id: String,
    /// With its entries
    #[arg(long)]
    pub history: bool,
}

impl Show {
    /// Shows the record.
    ///
    /// # Errors
    /// When it is not there, or not for this officer.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut acting = Acting::open(caller)?;
        let (id, post) = acting.resolve(&self.id)?;
        let Reply::View(view) = acting.line.ask(Request::Show(id))? else { return Err(CliError::odd_answer()) };
        let history = if self.history { history(&mut acting, id)? } else { Vec::new() };
        let lens = Lens::new(&acting, &post, caller.zh);
        let mut record = json::record(&view, &lens);
        if let (true, Value::Object(members)) = (self.history, &mut record) {
            let lines = history.iter().map(|one| json::happening(one, caller.zh)).collect();
            members.insert("history".to_owned(), Value::Array(lines));
        }
        caller.print(&record, || {
            let mut text = super::human::record(&view, &lens);
            if self.history {
                text.push('\n');
                text.push_str(&timeline(&history, caller));
            }
            text
        })
    }
}

fn history(acting: &mut Acting, id: crate::casework::ids::RecordId) -> Result<Vec<Happening>, CliError> {
    match acting.line.ask(Request::History(id))? {
        Reply::History(lines) => Ok(lines),
        _ => Err(CliError::odd_answer()),
    }
}

fn timeline(lines: &[Happening], caller: &Caller) -> String {
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|one| {
            let at = one.at.format("%Y-%m-%d %H:%M").to_string();
            vec![at, one.unit.pick(caller.zh).to_owned(), one.author.clone(), safe(one.text.pick(caller.zh))]
        })
        .collect();
    let headings = if caller.zh { ["时间", "单位", "人", "经过"] } else { ["at", "unit", "by", "what"] };
    table(&headings, &rows)
}
