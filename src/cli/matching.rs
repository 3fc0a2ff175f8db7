//! `match`: experts for a dispute, ranked, with the reasons and with what stands against asking them.

use super::acting::Acting;
use super::caller::Caller;
use super::json;
use super::report::CliError;
use super::table::table;
use crate::casework::matching::Match as Found;
use crate::wire::message::{Reply, Request};
use clap::Args;
use serde_json::{Value, json};

/// What may be typed.
#[derive(Debug, Args)]
pub struct Match {
    /// The dispute
    pub id: String,
}

impl Match {
    /// Ranks them.
    ///
    /// # Errors
    /// When the dispute is not there.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut acting = Acting::open(caller)?;
        let (id, _) = acting.resolve(&self.id)?;
        let Reply::Matches(matches) = acting.line.ask(Request::Match(id))? else { return Err(CliError::odd_answer()) };
        let experts: Vec<Value> = matches.iter().map(|one| json::matched(one, caller.zh)).collect();
        let reply = json!({ "schema": "dutydesk/match/1", "dispute": self.id, "internal_id": id, "experts": experts });
        caller.print(&reply, || {
            let rows: Vec<Vec<String>> = matches.iter().map(|one| row(one, caller.zh)).collect();
            let headings = if caller.zh {
                ["分", "编号", "姓名", "单位", "可接", "理由"]
            } else {
                ["score", "number", "name", "organisation", "free", "why"]
            };
            table(&headings, &rows)
        })
    }
}

fn row(one: &Found, zh: bool) -> Vec<String> {
    let reasons =
        one.reasons.iter().map(|reason| format!("{} {:+}", if zh { &reason.zh } else { &reason.en }, reason.points));
    let mut why = reasons.collect::<Vec<_>>().join("; ");
    if !one.conflicts.is_empty() {
        let conflicts = one.conflicts.join(", ");
        why = if zh { format!("利益冲突: {conflicts}") } else { format!("conflict of interest: {conflicts}") };
    }
    vec![
        one.score.to_string(),
        one.number.clone(),
        one.name.clone(),
        one.organisation.clone(),
        one.free_from.map(|day| day.to_string()).unwrap_or_default(),
        why,
    ]
}
