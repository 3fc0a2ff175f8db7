//! `new`: one record by hand. What comes from outside (dispute, expert, agency) goes the way of intake, as a form of
//! one record, so that the same checks apply; what belongs to the store (unit, officer, post) the way of setup.

use super::act::{done, told};
use super::acting::Acting;
use super::caller::Caller;
use super::fields::{Typed, collected, typed};
use super::officers;
use super::put::Carried;
use super::report::CliError;
use super::setup;
use crate::calendar::Text;
use crate::casework::dispute::DisputeDraft;
use crate::casework::fields::Fields;
use crate::casework::ids::CommandId;
use crate::casework::words::UnitKind;
use crate::intake::{self, Draft, IntakeError, ParseContext};
use crate::wire::{Changed, IntakeOutcome, IntakeRequest, Reply, Request, Setup};
use chrono::{DateTime, FixedOffset};
use clap::{Args, ValueEnum};
use serde_json::{Map, Value};
use std::rc::Rc;

/// What may be typed.
#[derive(Debug, Args)]
pub struct New {
    /// What it is
    pub what: What,
    /// A field by the name it has in intake files
    #[arg(long = "field", value_name = "NAME=VALUE", value_parser = typed)]
    pub fields: Vec<Typed>,
}

/// What can be entered by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// 纠纷 dispute: enterprise_name, kind, jurisdiction, role …
    Dispute,
    /// 专家 expert: name, fields …
    Expert,
    /// 机构 agency: code, name_zh, kind …
    Agency,
    /// 机构联络员 contact of an agency: agency, name, post, phone, mail, valid_to
    Liaison,
    /// 单位 unit: code, name_zh, name_en, kind, zone, calendar
    Unit,
    /// 值班员 officer: account or uid, name
    Officer,
    /// 岗位 post: officer, unit, role
    Post,
}

impl New {
    /// Enters it.
    ///
    /// # Errors
    /// What intake or the rules refuse.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let fields = collected(&self.fields)?;
        match self.what {
            What::Dispute => by_intake(caller, "request", fields),
            What::Expert => by_intake(caller, "roster", fields),
            What::Agency => by_intake(caller, "agencies", fields),
            What::Liaison => liaison(caller, fields),
            What::Unit => unit(caller, fields),
            What::Officer => officers::enrol(caller, fields),
            What::Post => officers::give_post(caller, fields),
        }
    }
}

/// A fresh command id, ordered by time.
pub fn new_command() -> CommandId {
    CommandId(uuid::Uuid::now_v7())
}

/// The fields as a form of one record: a line of JSON.
fn form(fields: &Fields) -> Vec<u8> {
    let members: Map<String, Value> =
        fields.iter().map(|(name, value)| (name.clone(), Value::String(value.clone()))).collect();
    format!("{}\n", Value::Object(members)).into_bytes()
}

/// The draft that a request form of these fields gives, checked as intake checks it.
///
/// # Errors
/// The field that is missing or cannot be read.
pub fn draft_of(fields: &Fields, now: DateTime<FixedOffset>) -> Result<Box<DisputeDraft>, CliError> {
    let context = ParseContext { now, file_name: String::new() };
    let unreadable = |error: IntakeError| CliError::Wrong(Text::new(error.text.zh.clone(), error.text.en.clone()));
    let parsed = intake::source("request").and_then(|source| source.parse(&context, &form(fields)));
    let record = parsed.map_err(unreadable)?.records.into_iter().next();
    match record.map(|record| record.outcome) {
        Some(Ok(Draft::Dispute(draft))) => Ok(draft),
        Some(Err(reject)) => Err(CliError::Wrong(Text::new(reject.text.zh, reject.text.en))),
        Some(Ok(Draft::Alert(_) | Draft::Expert(_) | Draft::Agency(_))) | None => Err(CliError::odd_answer()),
    }
}

fn by_intake(caller: &Caller, kind: &str, fields: Fields) -> Result<(), CliError> {
    let mut acting = Acting::open(caller)?;
    let post = acting.first()?;
    acting.tell(caller, &post);
    let file = Rc::new(Carried::of(format!("{kind}.jsonl"), form(&fields)));
    acting.line.bring(&file)?;
    let request = IntakeRequest {
        run: new_command(),
        file: file.hash,
        name: file.name.clone(),
        kind: Some(kind.to_owned()),
        dry_run: false,
        from: 0,
    };
    let Reply::Intake(reply) = acting.line.ask(Request::Intake(request))? else { return Err(CliError::odd_answer()) };
    match reply.items.into_iter().next().map(|item| item.outcome) {
        Some(IntakeOutcome::Taken { id, number }) => {
            let changed = [Changed { id, number, undo: None }];
            caller.print(&done("new", &changed), || told(&changed))
        }
        Some(IntakeOutcome::Already { number }) => {
            Err(CliError::Refused(crate::casework::refusal::Refusal::Already { number }))
        }
        Some(IntakeOutcome::Refused { reason, .. }) => Err(CliError::Wrong(reason)),
        None => Err(CliError::odd_answer()),
    }
}

/// What may be said of a liaison; the verb reads it.
const LIAISON: &[&str] = &["name", "post", "phone", "mail", "valid_from", "valid_to", "deputy"];

fn liaison(caller: &Caller, mut fields: Fields) -> Result<(), CliError> {
    let mut acting = Acting::open(caller)?;
    let agency = take(&mut fields, "agency")?;
    let (id, post) = acting.resolve(&agency)?;
    acting.tell(caller, &post);
    let typed = LIAISON.iter().filter_map(|name| Some(((*name).to_owned(), fields.remove(*name)?))).collect();
    nothing_left(&fields)?;
    let verb = "name-liaison".to_owned();
    let request = Request::DoVerb { command: new_command(), seen: None, record: id, verb, fields: typed };
    let Reply::Changed(changed) = acting.line.ask(request)? else { return Err(CliError::odd_answer()) };
    caller.print(&done("new", &changed), || told(&changed))
}

fn unit(caller: &Caller, mut fields: Fields) -> Result<(), CliError> {
    let code = take(&mut fields, "code")?;
    let name_zh = take(&mut fields, "name_zh")?;
    let name_en = fields.remove("name_en").unwrap_or_else(|| name_zh.clone());
    let kind = fields.remove("kind").unwrap_or_else(|| UnitKind::Center.code().to_owned());
    let kind = setup::kind(&kind).map_err(|known| wrong_word("kind", &known))?;
    let zone = fields.remove("zone").unwrap_or_else(|| setup::ZONE.to_owned());
    let calendar = fields.remove("calendar").unwrap_or_else(|| setup::CALENDAR.to_owned());
    nothing_left(&fields)?;
    let mut line = caller.line()?;
    setup::set_up(caller, &mut line, Setup::Unit { code, name_zh, name_en, kind, zone, calendar })
}

/// A field that must be there.
///
/// # Errors
/// Names the field.
pub fn take(fields: &mut Fields, name: &str) -> Result<String, CliError> {
    fields
        .remove(name)
        .filter(|text| !text.trim().is_empty())
        .ok_or_else(|| CliError::usage(format!("还缺 --field {name}=…"), format!("--field {name}=… is missing")))
}

/// Refuses fields that nobody reads: dropping one would lose what it says.
///
/// # Errors
/// Names them.
pub fn nothing_left(fields: &Fields) -> Result<(), CliError> {
    if fields.is_empty() {
        return Ok(());
    }
    let names = fields.keys().cloned().collect::<Vec<_>>().join(", ");
    Err(CliError::usage(format!("没有栏目 {names}"), format!("there is no field {names}")))
}

/// A word that a field does not take.
pub fn wrong_word(field: &str, known: &str) -> CliError {
    CliError::usage(format!("{field} 须是其一: {known}"), format!("{field} must be one of: {known}"))
}
