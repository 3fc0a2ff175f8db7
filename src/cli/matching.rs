//! `match`: experts for a dispute, or bodies of arbitration and mediation, ranked, with the reasons and with what stands
//! against asking them.

use super::acting::Acting;
use super::caller::Caller;
use super::json;
use super::report::CliError;
use super::table::table;
use crate::casework::body::BodyMatch;
use crate::casework::ids::RecordId;
use crate::casework::matching::{Match as Found, Reason};
use crate::wire::message::{Reply, Request};
use clap::Args;
use serde_json::{Value, json};

/// What may be typed.
#[derive(Debug, Args)]
pub struct Match {
    /// The dispute
    pub id: String,
    /// Bodies of arbitration and mediation instead of experts
    #[arg(long)]
    pub bodies: bool,
    /// With --bodies: the country of the seat, e.g. SG; else that of the forum
    #[arg(long, value_name = "COUNTRY", requires = "bodies")]
    pub seat: Option<String>,
}

impl Match {
    /// Ranks them.
    ///
    /// # Errors
    /// When the dispute is not there.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut acting = Acting::open(caller)?;
        let (id, _) = acting.resolve(&self.id)?;
        if self.bodies {
            return self.bodies(caller, &mut acting, id);
        }
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

    fn bodies(self, caller: &Caller, acting: &mut Acting, dispute: RecordId) -> Result<(), CliError> {
        let asked = Request::Bodies { dispute, seat: self.seat };
        let Reply::Bodies(matches) = acting.line.ask(asked)? else { return Err(CliError::odd_answer()) };
        let bodies: Vec<Value> = matches.iter().map(|one| json::body(one, caller.zh)).collect();
        let reply = json!({
            "schema": "dutydesk/match/1", "dispute": self.id, "internal_id": dispute, "experts": [], "bodies": bodies,
        });
        caller.print(&reply, || {
            let rows: Vec<Vec<String>> = matches.iter().map(|one| body_row(one, caller.zh)).collect();
            let headings = if caller.zh {
                ["分", "编号", "机构", "设在", "语言", "理由"]
            } else {
                ["score", "number", "body", "seats", "languages", "why"]
            };
            table(&headings, &rows)
        })
    }
}

fn body_row(one: &BodyMatch, zh: bool) -> Vec<String> {
    vec![
        one.score.to_string(),
        one.number.clone(),
        if zh { one.name_zh.clone() } else { one.name_en.clone() },
        one.terms.seats.join(" "),
        one.terms.languages.join(" "),
        told(&one.reasons, zh),
    ]
}

fn told(reasons: &[Reason], zh: bool) -> String {
    let told = reasons.iter().map(|reason| format!("{} {:+}", if zh { &reason.zh } else { &reason.en }, reason.points));
    told.collect::<Vec<_>>().join("; ")
}

fn row(one: &Found, zh: bool) -> Vec<String> {
    let mut why = told(&one.reasons, zh);
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
