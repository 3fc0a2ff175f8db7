//! `intake`: takes records in from files, chunk by chunk; each is taken, already there, or refused with its line.

use super::acting::Acting;
use super::caller::{Caller, write_text};
use super::line::Line;
use super::new::new_command;
use super::put::Carried;
use super::report::CliError;
use crate::calendar::Text;
use crate::papers::table::csv;
use crate::wire::{IntakeItem, IntakeOutcome, IntakeRequest, Reply, Request};
use clap::Args;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// What may be typed.
#[derive(Debug, Args)]
pub struct Intake {
    /// Files to take in
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Kind of the files: request, docket, notices, roster, agencies; else by their looks
    #[arg(long)]
    pub kind: Option<String>,
    /// Say what would happen, change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Save what was refused, with the reasons, as CSV
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
}

/// What became of one file.
#[derive(Default)]
struct Taken {
    file: String,
    source: String,
    items: Vec<IntakeItem>,
}

impl Intake {
    /// Takes the files in.
    ///
    /// # Errors
    /// A file that is not there; `SomeRefused` when anything was refused.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let files = self.files.iter().map(|path| Carried::read(path).map(Rc::new)).collect::<Result<Vec<_>, _>>()?;
        let mut acting = Acting::open(caller)?;
        let post = acting.first()?;
        acting.tell(caller, &post);
        let mut all = Vec::new();
        for file in &files {
            all.push(take(caller, &mut acting.line, file, (self.kind.as_deref(), self.dry_run))?);
        }
        if let Some(path) = &self.rejects {
            save_rejects(path, &all)?;
        }
        caller.print(&reply(&all, self.dry_run, caller.zh), || told(&all, caller))?;
        if all.iter().flat_map(|one| &one.items).any(is_refused) { Err(CliError::SomeRefused) } else { Ok(()) }
    }
}

/// Takes one file in. A file that is refused whole is one refused item on line 0.
fn take(
    caller: &Caller,
    line: &mut Line,
    file: &Rc<Carried>,
    (kind, dry_run): (Option<&str>, bool),
) -> Result<Taken, CliError> {
    let mut taken = Taken { file: file.name.clone(), ..Taken::default() };
    line.bring(file)?;
    let run = new_command();
    let mut from = Some(0);
    while let Some(first) = from {
        let (file, name, kind) = (file.hash, file.name.clone(), kind.map(str::to_owned));
        let request = Request::Intake(IntakeRequest { run, file, name, kind, dry_run, from: first });
        let reply = match line.ask(request) {
            Ok(Reply::Intake(reply)) => reply,
            Ok(_) => return Err(CliError::odd_answer()),
            Err(CliError::Wrong(reason)) => {
                taken.items.push(whole_file("file", reason));
                break;
            }
            Err(error) => return Err(error),
        };
        taken.source = reply.source;
        taken.items.extend(reply.items);
        // A chunk that does not go on would be asked for ever.
        from = reply.next.filter(|next| *next > first);
        if let Some(next) = from {
            let records = reply.records;
            caller.tell(&format!("{next}/{records} 件"), &format!("{next} of {records}"));
        }
    }
    Ok(taken)
}

fn whole_file(code: &str, reason: Text) -> IntakeItem {
    IntakeItem { line: 0, outcome: IntakeOutcome::Refused { code: code.to_owned(), reason }, raw: String::new() }
}

fn is_refused(item: &IntakeItem) -> bool {
    matches!(item.outcome, IntakeOutcome::Refused { .. })
}

/// How many were taken, were there already, were refused.
fn counts(all: &[Taken]) -> (usize, usize, usize) {
    let items = || all.iter().flat_map(|one| &one.items).map(|item| &item.outcome);
    (
        items().filter(|one| matches!(one, IntakeOutcome::Taken { .. })).count(),
        items().filter(|one| matches!(one, IntakeOutcome::Already { .. })).count(),
        items().filter(|one| matches!(one, IntakeOutcome::Refused { .. })).count(),
    )
}

fn reply(all: &[Taken], dry_run: bool, zh: bool) -> Value {
    let (taken, already, refused) = counts(all);
    let items = all.iter().flat_map(|one| one.items.iter().map(|item| item_json(&one.file, item, zh)));
    json!({
        "schema": "dutydesk/intake/1",
        "dry_run": dry_run,
        "taken": taken,
        "already": already,
        "refused": refused,
        "files": all.iter().map(|one| json!({ "file": one.file, "source": one.source, "items": one.items.len() }))
            .collect::<Vec<_>>(),
        "items": items.collect::<Vec<_>>(),
    })
}

fn item_json(file: &str, item: &IntakeItem, zh: bool) -> Value {
    match &item.outcome {
        IntakeOutcome::Taken { id, number } => json!({
            "file": file, "line": item.line, "outcome": "taken", "id": number, "internal_id": id,
        }),
        IntakeOutcome::Already { number } => json!({
            "file": file, "line": item.line, "outcome": "already", "id": number,
        }),
        IntakeOutcome::Refused { code, reason } => json!({
            "file": file, "line": item.line, "outcome": "refused", "code": code,
            "reason": reason.pick(zh), "reason_zh": reason.zh, "reason_en": reason.en,
        }),
    }
}

fn told(all: &[Taken], caller: &Caller) -> String {
    let mut out = String::new();
    for one in all {
        for item in &one.items {
            let line = item.line;
            let what = match &item.outcome {
                IntakeOutcome::Taken { number, .. } => format!("{} {number}", caller.pick("收", "taken")),
                IntakeOutcome::Already { number } => format!("{} {number}", caller.pick("已有", "already")),
                IntakeOutcome::Refused { reason, .. } => {
                    format!("{} {}", caller.pick("拒", "refused"), super::table::safe(reason.pick(caller.zh)))
                }
            };
            out.push_str(&format!("{}:{line}  {what}\n", super::table::safe(&one.file)));
        }
    }
    let (taken, already, refused) = counts(all);
    out.push_str(
        &caller
            .pick("收 {t}, 已有 {a}, 拒 {r}", "taken {t}, already {a}, refused {r}")
            .replace("{t}", &taken.to_string())
            .replace("{a}", &already.to_string())
            .replace("{r}", &refused.to_string()),
    );
    out
}

/// The rejects file: what was refused, why, and as it came; none when nothing was refused.
fn save_rejects(path: &Path, all: &[Taken]) -> Result<(), CliError> {
    let refused = all.iter().flat_map(|one| one.items.iter().map(move |item| (&one.file, item)));
    let rows: Vec<Vec<String>> = refused
        .filter_map(|(file, item)| match &item.outcome {
            IntakeOutcome::Refused { code, reason } => Some(vec![
                file.clone(),
                item.line.to_string(),
                code.clone(),
                reason.zh.clone(),
                reason.en.clone(),
                item.raw.clone(),
            ]),
            IntakeOutcome::Taken { .. } | IntakeOutcome::Already { .. } => None,
        })
        .collect();
    let saving = |source| CliError::file(Text::new("写退件文件", "writing the rejects file"), path, source);
    let header = ["file", "line", "code", "reason_zh", "reason_en", "record"];
    let bytes = csv(&header, rows, true).map_err(|error| saving(error.into()))?;
    if path.as_os_str() == "-" {
        return write_text(&String::from_utf8_lossy(&bytes));
    }
    fs::write(path, bytes).map_err(saving)
}
