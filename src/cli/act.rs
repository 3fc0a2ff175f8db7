//! `act`: one of the actions of a record; by proxy with a scan or a call as evidence.

use super::acting::Acting;
use super::caller::Caller;
use super::fields::{Typed, collected, typed};
use super::line::Line;
use super::new::{draft_of, new_command};
use super::put::Carried;
use super::recipients::{matches_recipient, named, recipients};
use super::report::CliError;
use crate::boards::views::View;
use crate::casework::alert::Alert;
use crate::casework::command::{Act as Change, AlertAct};
use crate::casework::fields::Fields;
use crate::casework::ids::RecordId;
use crate::wire::message::{Changed, Reply, Request};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::rc::Rc;
use std::str::FromStr;

/// The action of an alert that has a form of its own.
const OPEN_DISPUTE: &str = "open-dispute";

/// What may be typed.
#[derive(Debug, Args)]
pub struct Act {
    /// Number, internal id, unique prefix or docket number
    pub id: String,
    /// The action, as `dutydesk actions ID` names it
    pub action: String,
    /// On behalf of this agency, which has no desk
    #[arg(long = "for", value_name = "AGENCY")]
    pub on_behalf: Option<String>,
    /// The scan that proves it
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
    /// Who said what on the telephone
    #[arg(long, value_name = "TEXT", conflicts_with = "evidence")]
    pub said: Option<String>,
    /// A field of the action
    #[arg(long = "field", value_name = "NAME=VALUE", value_parser = typed)]
    pub fields: Vec<Typed>,
    /// The reason, where the action asks for one
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The version that was seen: refused when the record has changed since
    #[arg(long, value_name = "N")]
    pub seen: Option<u32>,
}

impl Act {
    /// Does it.
    ///
    /// # Errors
    /// What the rules refuse.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut fields = collected(&self.fields)?;
        if let Some(reason) = &self.reason {
            fields.insert("reason".to_owned(), reason.clone());
        }
        let evidence = self.evidence.as_deref().map(|path| Carried::read(path).map(Rc::new)).transpose()?;
        let mut acting = Acting::open(caller)?;
        let action = self.action.clone();
        let (record, post) = acting.resolve_where(&self.id, |line, id| possible(line, id, &action))?;
        acting.tell(caller, &post);
        if let Some(agency) = &self.on_behalf {
            is_of_agency(&mut acting.line, record, agency)?;
        }
        if let Some(said) = &self.said {
            fields.insert("said".to_owned(), said.clone());
        }
        if let Some(file) = evidence {
            acting.line.bring(&file)?;
            fields.insert("evidence".to_owned(), file.name.clone());
            fields.insert("evidence_hash".to_owned(), file.hash.to_string());
            fields.insert("evidence_bytes".to_owned(), file.bytes.len().to_string());
        }
        let request = self.request(&mut acting, record, fields)?;
        let Reply::Changed(changed) = acting.line.ask(request)? else { return Err(CliError::odd_answer()) };
        caller.print(&done(&self.action, &changed), || told(&changed))
    }

    fn request(&self, acting: &mut Acting, record: RecordId, mut fields: Fields) -> Result<Request, CliError> {
        let (command, seen) = (new_command(), self.seen);
        if self.action == OPEN_DISPUTE {
            let Reply::View(view) = acting.line.ask(Request::Show(record))? else { return Err(CliError::odd_answer()) };
            let View::Alert(view) = *view else {
                return Err(CliError::usage("open-dispute 只用于预警件", "open-dispute is an action of alerts"));
            };
            let mut draft = draft_of(&completed(&view.alert, fields), acting.me.now)?;
            draft.source = format!("{} {}", view.alert.draft.source, view.alert.number);
            return Ok(Request::Do { command, seen, act: Change::Alert(record, AlertAct::OpenDispute(draft)) });
        }
        if let Some(expert) = fields.get("expert").filter(|text| RecordId::from_str(text).is_err()).cloned() {
            let Reply::Record(id) = acting.line.ask(Request::Resolve(expert))? else {
                return Err(CliError::odd_answer());
            };
            fields.insert("expert".to_owned(), id.to_string());
        }
        Ok(Request::DoVerb { command, seen, record, verb: self.action.clone(), fields })
    }
}

/// Is the action possible for the post we act for now?
fn possible(line: &mut Line, id: RecordId, action: &str) -> Result<bool, CliError> {
    let Reply::Actions(offers) = line.ask(Request::Actions(id))? else { return Err(CliError::odd_answer()) };
    Ok(offers.iter().any(|offer| offer.verb == action && offer.refusal.is_none()))
}

/// What the alert says goes into the form, where the officer did not write something else.
fn completed(alert: &Alert, mut fields: Fields) -> Fields {
    let draft = &alert.draft;
    let other_side = draft.parties.iter().find(|party| fields.get("enterprise_name") != Some(*party));
    let known = [
        ("channel", "feed".to_owned()),
        ("role", "respondent".to_owned()),
        ("kind", "other".to_owned()),
        ("jurisdiction", draft.jurisdiction.clone()),
        ("forum", draft.forum.clone()),
        ("docket", draft.docket.clone().unwrap_or_default()),
        ("counterpart", other_side.cloned().unwrap_or_default()),
        ("state", draft.headline.clone()),
    ];
    for (name, value) in known {
        if !value.is_empty() {
            fields.entry(name.to_owned()).or_insert(value);
        }
    }
    fields
}

/// Refuses to record for another agency than the one that was referred to.
fn is_of_agency(line: &mut Line, referral: RecordId, agency: &str) -> Result<(), CliError> {
    let Reply::View(view) = line.ask(Request::Show(referral))? else { return Err(CliError::odd_answer()) };
    let View::Referral(view) = *view else {
        return Err(CliError::usage("--for 只用于移交", "--for is for referrals"));
    };
    let to = view.file.referral.as_ref().map(|referral| referral.to.clone());
    let rows = recipients(line)?;
    if rows.iter().any(|row| Some(named(row)) == to && matches_recipient(row, agency)) {
        return Ok(());
    }
    let other = &view.row.other;
    Err(CliError::usage(
        format!("此件发往 {}, 不是 {agency}", other.zh),
        format!("this referral went to {}, not to {agency}", other.en),
    ))
}

/// What a change made or touched.
pub fn done(action: &str, changed: &[Changed]) -> Value {
    let records = changed.iter().map(|one| json!({ "id": one.number, "internal_id": one.id }));
    json!({
        "schema": "dutydesk/changed/1",
        "action": action,
        "id": changed.first().map(|one| one.number.clone()),
        "internal_id": changed.first().map(|one| one.id),
        "changed": records.collect::<Vec<_>>(),
        "undo": changed.iter().find_map(|one| one.undo.as_ref()),
    })
}

/// The numbers of what a change made or touched.
pub fn told(changed: &[Changed]) -> String {
    changed.iter().map(|one| format!("{}\n", one.number)).collect()
}
