//! `inspect`: random inspection. The list is frozen, a published seed draws, everybody can draw again; closing needs
//! every case looked at and every finding answered.

use super::act::{done, told};
use super::acting::Acting;
use super::caller::{Caller, write_text};
use super::fields::day;
use super::json::{self, Lens};
use super::new::new_command;
use super::report::CliError;
use crate::boards::views::{AffairView, View};
use crate::calendar::Text;
use crate::casework::draw;
use crate::casework::fields::Fields;
use crate::casework::ids::{Hash, RecordId};
use crate::casework::inspection::Inspection;
use crate::wire::message::{Changed, Reply, Request};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::{Path, PathBuf};

/// What may be typed.
#[derive(Debug, Subcommand)]
pub enum Inspect {
    /// Freeze the list of an inspection, and draw from it with a published seed
    Draw(DrawArgs),
    /// An inspection: its list with the hash, its sample drawn again, its findings
    Show(ShowArgs),
    /// Close an inspection: every case looked at, every finding answered
    Close(CloseArgs),
}

/// What may be typed after `draw`.
#[derive(Debug, Args)]
pub struct DrawArgs {
    /// The inspection whose list is frozen already; without one a new list is frozen
    #[arg(conflicts_with_all = ["matter", "from", "to", "ratio"], required_unless_present = "matter")]
    pub id: Option<String>,
    /// What is looked at
    #[arg(long, value_name = "TEXT", requires_all = ["from", "to", "ratio"])]
    pub matter: Option<String>,
    /// The cases that were received from this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub from: Option<NaiveDate>,
    /// … to this one
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub to: Option<NaiveDate>,
    /// How many of a hundred are drawn
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u16).range(1..=100))]
    pub ratio: Option<u16>,
    /// The published seed; without one the list is frozen and waits for it
    #[arg(long, value_name = "TEXT", requires = "published", required_unless_present = "matter")]
    pub seed: Option<String>,
    /// Where and when the seed was published
    #[arg(long, value_name = "TEXT", requires = "seed")]
    pub published: Option<String>,
}

/// What may be typed after `show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Number or internal id
    pub id: String,
    /// Print the frozen list as it is published: `b3sum` of it prints its hash
    #[arg(long, conflicts_with = "check")]
    pub list: bool,
    /// Is this file the frozen list?
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,
}

/// What may be typed after `close`.
#[derive(Debug, Args)]
pub struct CloseArgs {
    /// Number or internal id
    pub id: String,
}

impl Inspect {
    /// Freezes, draws, shows or closes.
    ///
    /// # Errors
    /// What the rules refuse; `SomeRefused` when a list or a sample is not what was frozen.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        match self {
            Self::Draw(args) => args.run(caller),
            Self::Show(args) => args.run(caller),
            Self::Close(args) => {
                let mut acting = Acting::open(caller)?;
                let (id, post) = acting.resolve(&args.id)?;
                acting.tell(caller, &post);
                let changed = verb(&mut acting, id, "close-inspection", [])?;
                caller.print(&done("inspect close", &changed), || told(&changed))
            }
        }
    }
}

impl DrawArgs {
    fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut acting = Acting::open(caller)?;
        let (id, post) = match &self.id {
            Some(typed) => acting.resolve(typed)?,
            None => {
                let post = acting.first()?;
                let fields = [
                    ("matter", self.matter.unwrap_or_default()),
                    ("from", self.from.map(|day| day.to_string()).unwrap_or_default()),
                    ("to", self.to.map(|day| day.to_string()).unwrap_or_default()),
                    ("ratio", self.ratio.map(|ratio| ratio.to_string()).unwrap_or_default()),
                ];
                let frozen = verb(&mut acting, post.unit.record(), "freeze-list", fields)?;
                let id = frozen.first().map(|one| one.id).ok_or_else(CliError::odd_answer)?;
                (id, post)
            }
        };
        acting.tell(caller, &post);
        if let (Some(seed), Some(published)) = (self.seed, self.published) {
            verb(&mut acting, id, "draw", [("seed", seed), ("published", published)])?;
        }
        let view = view_of(&mut acting, id)?;
        let lens = Lens::new(&acting, &post, caller.zh);
        caller.print(&json::inspection(&view, inspection(&view)?), || super::human::record(&View::Affair(view), &lens))
    }
}

impl ShowArgs {
    fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut acting = Acting::open(caller)?;
        let (id, post) = acting.resolve(&self.id)?;
        let view = view_of(&mut acting, id)?;
        let one = inspection(&view)?;
        if self.list {
            return write_text(&draw::list_text(&one.list));
        }
        if let Some(file) = &self.check {
            return check(caller, one, file);
        }
        let (again, lens) = (one.draws_again(), Lens::new(&acting, &post, caller.zh));
        caller.print(&json::inspection(&view, one), || {
            let verdict = if again {
                caller.pick("名单与样本复算相符", "list and sample come out the same again")
            } else {
                caller.pick("名单或样本与封存的不符", "the list or the sample is not what was frozen")
            };
            format!("{}{verdict}\n", super::human::record(&View::Affair(view.clone()), &lens))
        })?;
        if again { Ok(()) } else { Err(CliError::SomeRefused) }
    }
}

/// Is a published list the frozen one? Says the first line that is not.
fn check(caller: &Caller, one: &Inspection, path: &Path) -> Result<(), CliError> {
    let read = |source| CliError::file(Text::new("读名单", "reading the list"), path, source);
    let bytes = std::fs::read(path).map_err(read)?;
    let (found, same) = (Hash::of(&bytes), bytes == draw::list_text(&one.list).as_bytes());
    let lines = String::from_utf8_lossy(&bytes);
    let other = lines.lines().zip(&one.list).position(|(line, number)| line != number);
    let first = (!same).then(|| other.unwrap_or_else(|| lines.lines().count().min(one.list.len())) + 1);
    let reply = json!({
        "schema": "dutydesk/inspection-list/1",
        "id": one.number,
        "same": same,
        "hash": one.hash.to_string(),
        "found": found.to_string(),
        "first_other_line": first,
    });
    caller.print(&reply, || match first {
        None => format!("{} {}", caller.pick("就是封存的名单", "this is the frozen list"), one.hash),
        Some(line) => format!(
            "{} {line}\n{} {}\n{} {found}",
            caller.pick("不是封存的名单, 第一处不同在行", "this is not the frozen list; first other line:"),
            caller.pick("封存", "frozen"),
            one.hash,
            caller.pick("此文件", "this file"),
        ),
    })?;
    if same { Ok(()) } else { Err(CliError::SomeRefused) }
}

fn verb<const N: usize>(
    acting: &mut Acting,
    record: RecordId,
    verb: &str,
    fields: [(&str, String); N],
) -> Result<Vec<Changed>, CliError> {
    let fields: Fields = fields.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    let request = Request::DoVerb { command: new_command(), seen: None, record, verb: verb.to_owned(), fields };
    let Reply::Changed(changed) = acting.line.ask(request)? else { return Err(CliError::odd_answer()) };
    Ok(changed)
}

fn view_of(acting: &mut Acting, id: RecordId) -> Result<Box<AffairView>, CliError> {
    let Reply::View(view) = acting.line.ask(Request::Show(id))? else { return Err(CliError::odd_answer()) };
    let View::Affair(view) = *view else { return Err(no_inspection()) };
    Ok(view)
}

fn inspection(view: &AffairView) -> Result<&Inspection, CliError> {
    view.file.affair.inspection().ok_or_else(no_inspection)
}

fn no_inspection() -> CliError {
    CliError::usage("这不是抽查 (ZJ-I-…)", "this is no inspection (ZJ-I-…)")
}
