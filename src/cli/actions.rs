//! `actions`: what can be done with a record now, and for the rest why not.

use super::acting::Acting;
use super::caller::Caller;
use super::json;
use super::report::CliError;
use super::table::{safe, table};
use crate::casework::actions::Offer;
use crate::wire::message::{Reply, Request};
use clap::Args;
use serde_json::{Value, json};

/// What may be typed.
#[derive(Debug, Args)]
pub struct Actions {
    /// Number, internal id, unique prefix or docket number
    pub id: String,
}

impl Actions {
    /// Lists them.
    ///
    /// # Errors
    /// When the record is not there.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut acting = Acting::open(caller)?;
        let (id, post) = acting.resolve(&self.id)?;
        let Reply::Actions(offers) = acting.line.ask(Request::Actions(id))? else { return Err(CliError::odd_answer()) };
        let actions: Vec<Value> = offers.iter().map(json::offer).collect();
        let reply = json!({
            "schema": "dutydesk/actions/1",
            "id": self.id,
            "internal_id": id,
            "post": post.id.0,
            "actions": actions,
        });
        caller.print(&reply, || {
            let rows: Vec<Vec<String>> = offers.iter().map(|offer| row(offer, caller.zh)).collect();
            let headings = if caller.zh {
                ["动作", "", "栏目或不能做的原因"]
            } else {
                ["action", "", "fields, or why not"]
            };
            table(&headings, &rows)
        })
    }
}

fn row(offer: &Offer, zh: bool) -> Vec<String> {
    let fields =
        offer.fields.iter().map(|field| if field.required { format!("{}*", field.name) } else { field.name.clone() });
    let rest = match &offer.refusal {
        None => fields.collect::<Vec<_>>().join(" "),
        Some(refusal) => format!("- {}", refusal.say(zh)),
    };
    vec![offer.verb.clone(), if zh { offer.zh.clone() } else { offer.en.clone() }, safe(&rest)]
}
