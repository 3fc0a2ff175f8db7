//! `check number`: is it well formed, and how is it written. Pure: it needs no store and no daemon.

use super::caller::{Caller, write_json};
use super::report::CliError;
use super::table::table;
use crate::calendar::Text;
use crate::casework::numbers::{self, NumberError};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// What may be typed.
#[derive(Debug, Subcommand)]
pub enum Check {
    /// Is it a well-formed docket, right or company number
    Number(Number),
}

/// A number.
#[derive(Debug, Args)]
pub struct Number {
    /// Kind of number (uscc, us-district …); without one the kinds are listed
    pub kind: Option<String>,
    /// The number
    pub text: Option<String>,
}

impl Check {
    /// Checks it.
    ///
    /// # Errors
    /// An unknown kind; `SomeRefused` when it is not well formed.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let Self::Number(number) = self;
        let (Some(kind), Some(text)) = (number.kind, number.text) else { return kinds(caller) };
        match numbers::check(&kind, &text) {
            Ok(canonical) => {
                let reply = json!({
                    "schema": "dutydesk/number/1",
                    "ok": true,
                    "kind": canonical.kind,
                    "text": text,
                    "canonical": canonical.text,
                });
                caller.print(&reply, || canonical.text.clone())
            }
            Err(error @ NumberError::UnknownKind { .. }) => {
                let known: Vec<&str> = numbers::kinds().map(|one| one.id.as_str()).collect();
                let known = known.join(", ");
                Err(CliError::usage(
                    format!("{}. 可用: {known}", error.zh()),
                    format!("there is no kind \"{kind}\". There are: {known}"),
                ))
            }
            Err(error) if caller.json() => {
                write_json(&json!({
                    "schema": "dutydesk/number/1",
                    "ok": false,
                    "kind": kind,
                    "text": text,
                    "canonical": null,
                    "message_zh": error.zh(),
                    "message_en": error.to_string(),
                }))?;
                Err(CliError::SomeRefused)
            }
            Err(error) => Err(CliError::Wrong(Text::new(error.zh(), error.to_string()))),
        }
    }
}

fn kinds(caller: &Caller) -> Result<(), CliError> {
    let rows: Vec<Value> = numbers::kinds()
        .map(|one| json!({ "kind": one.id, "zh": one.zh, "en": one.en, "jurisdiction": one.jurisdiction, "example": one.example }))
        .collect();
    let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    caller.print(&super::json::list(rows, total, false, None), || {
        let cells: Vec<Vec<String>> = numbers::kinds()
            .map(|one| {
                let name = if caller.zh { &one.zh } else { &one.en };
                vec![one.id.clone(), one.jurisdiction.clone(), one.example.clone(), name.clone()]
            })
            .collect();
        table(&if caller.zh { ["种类", "国", "例", "名称"] } else { ["kind", "st3", "example", "name"] }, &cells)
    })
}
