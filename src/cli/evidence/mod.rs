//! `evidence`: the files of a case. Brought and given back in pieces, named by number and hash, never unpacked; exported
//! with their custody chain and taken in elsewhere with it.

mod custody;

pub(super) use custody::custody_json;

use super::act::{done, told};
use super::acting::Acting;
use super::attached;
use super::caller::Caller;
use super::line::Line;
use super::new::new_command;
use super::out_dir::OutDir;
use super::report::CliError;
use super::table::table;
use crate::boards::views::View;
use crate::calendar::Text;
use crate::casework::dispute::Dispute;
use crate::casework::dossier::evidence::Piece;
use crate::casework::fields::Fields;
use crate::casework::ids::{Hash, RecordId};
use crate::casework::named_file::outside_name;
use crate::wire::{Reply, Request};
use clap::{Args, Subcommand};
use serde_json::json;
use std::io;
use std::path::{Path, PathBuf};

/// What may be typed.
#[derive(Debug, Subcommand)]
pub enum Evidence {
    /// Keep a file with a case as evidence
    Add(AddArgs),
    /// Get one file back
    Get(GetArgs),
    /// Read every file of a case through: is it still what it was?
    Check(CaseArgs),
    /// Write the files with their custody chain into a folder
    Export(ExportArgs),
    /// Take such a folder in, custody chain and all
    Import(ImportArgs),
}

/// What may be typed after `add`.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// The case
    pub id: String,
    /// The file
    pub file: PathBuf,
    /// Which item of the evidence standards it is
    #[arg(long, value_name = "CODE")]
    pub item: String,
    /// Whom or what it comes from
    #[arg(long, value_name = "TEXT")]
    pub source: String,
    /// Who collected it
    #[arg(long, value_name = "TEXT")]
    pub collector: String,
    /// When, by the clock of the place: 2026-11-23 10:00
    #[arg(long, value_name = "TIME")]
    pub collected: String,
    /// Number of its certificate of electronic deposit
    #[arg(long, value_name = "NO", default_value = "")]
    pub deposit: String,
    /// Where the original is kept
    #[arg(long = "where", value_name = "TEXT", default_value = "")]
    pub place: String,
    /// A path that it serves; else all that ask for the item
    #[arg(long = "path", value_name = "PATH")]
    pub paths: Vec<String>,
    /// What else is to be said
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,
}

/// What may be typed after `get`.
#[derive(Debug, Args)]
pub struct GetArgs {
    /// The case
    pub id: String,
    /// The number of the evidence
    pub no: u16,
    /// The folder to write it into; it gets a plain name with its hash
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub output: PathBuf,
}

/// What may be typed after `check`.
#[derive(Debug, Args)]
pub struct CaseArgs {
    /// The case
    pub id: String,
}

/// What may be typed after `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The case
    pub id: String,
    /// An empty folder, or one to be made
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
}

/// What may be typed after `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The case that they are evidence of
    pub id: String,
    /// The folder that `evidence export` wrote
    pub folder: PathBuf,
}

impl Evidence {
    /// Brings, gets, checks, exports or imports.
    ///
    /// # Errors
    /// What the rules refuse; `SomeRefused` when a file is not what it was.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        match self {
            Self::Add(args) => add(caller, args),
            Self::Get(args) => get(caller, &args),
            Self::Check(args) => check(caller, &args.id),
            Self::Export(args) => custody::export(caller, &args),
            Self::Import(args) => custody::import(caller, &args),
        }
    }
}

fn add(caller: &Caller, args: AddArgs) -> Result<(), CliError> {
    let mut acting = Acting::open(caller)?;
    let (record, post) = acting.resolve(&args.id)?;
    acting.tell(caller, &post);
    let (file, sha256) = attached::bring(&mut acting.line, record, &args.file)?;
    let fields = [
        ("item", args.item),
        ("source", args.source),
        ("collector", args.collector),
        ("collected", args.collected),
        ("deposit", args.deposit),
        ("where", args.place),
        ("paths", args.paths.join(" ")),
        ("note", args.note),
        ("hash", sha256.to_string()),
        ("file", file.name),
        ("file_blob", file.blob.to_string()),
        ("file_bytes", file.bytes.to_string()),
    ];
    let fields: Fields = fields.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    let (command, verb) = (new_command(), "add-evidence".to_owned());
    let request = Request::DoVerb { command, seen: None, record, verb, fields };
    let Reply::Changed(changed) = acting.line.ask(request)? else { return Err(CliError::odd_answer()) };
    caller.print(&done("evidence add", &changed), || told(&changed))
}

/// A case that this officer may see.
pub(super) fn case_of(line: &mut Line, record: RecordId) -> Result<Box<Dispute>, CliError> {
    let Reply::View(view) = line.ask(Request::Show(record))? else { return Err(CliError::odd_answer()) };
    let View::Dispute(view) = *view else {
        return Err(CliError::usage("证据只在纠纷件里", "only disputes have evidence"));
    };
    Ok(Box::new(view.dispute))
}

fn get(caller: &Caller, args: &GetArgs) -> Result<(), CliError> {
    let mut acting = Acting::open(caller)?;
    let (record, _) = acting.resolve(&args.id)?;
    let dispute = case_of(&mut acting.line, record)?;
    let piece = dispute.dossier.evidence.pieces.iter().find(|one| one.no == args.no);
    let named = piece.and_then(name_of).zip(piece);
    let Some((name, piece)) = named else {
        let no = args.no;
        return Err(CliError::NotThere(Text::new(
            format!("没有证据 {no}, 或它没有文件"),
            format!("there is no evidence {no}, or it has no file"),
        )));
    };
    let folder = OutDir::open(&args.output)?;
    write_out(&mut acting.line, record, (piece, &name), &folder)?;
    let path = folder.path(&name);
    let reply = json!({
        "schema": "dutydesk/evidence-file/1", "id": dispute.number, "no": piece.no, "file": path,
        "sha256": piece.draft.hash.map(|hash| hash.to_string()),
    });
    caller.print(&reply, || path.display().to_string())
}

/// The name of a piece's file outside; none when it has no file here.
pub(super) fn name_of(piece: &Piece) -> Option<String> {
    let (file, hash) = (piece.draft.file.as_ref()?, piece.draft.hash.as_ref()?);
    Some(outside_name(piece.no, &file.name, hash))
}

/// Writes a piece's file; one that is not what it was is not left there.
fn write_out(line: &mut Line, record: RecordId, (piece, name): (&Piece, &str), out: &OutDir) -> Result<(), CliError> {
    let Some(file) = &piece.draft.file else { return Ok(()) };
    let (mut into, path) = (out.create(name)?, out.path(name));
    let came = attached::get(line, (record, file.blob), &mut into, &path);
    let whole = came.and_then(|hash| if Some(hash) == piece.draft.hash { Ok(()) } else { Err(changed(piece)) });
    if whole.is_err() {
        drop(std::fs::remove_file(&path));
    }
    whole
}

fn changed(piece: &Piece) -> CliError {
    let (no, name) = (piece.no, piece.draft.file.as_ref().map_or("", |file| file.name.as_str()));
    CliError::Fault(Text::new(
        format!("证据 {no} {name} 已不是入册时的文件: 从备份恢复"),
        format!("evidence {no} {name} is not the file that was entered: restore a backup"),
    ))
}

fn check(caller: &Caller, id: &str) -> Result<(), CliError> {
    let mut acting = Acting::open(caller)?;
    let (record, _) = acting.resolve(id)?;
    let dispute = case_of(&mut acting.line, record)?;
    let mut rows = Vec::new();
    for piece in &dispute.dossier.evidence.pieces {
        let (state, why) = state_of(&mut acting.line, record, piece, caller.zh)?;
        let name = piece.draft.file.as_ref().map(|file| file.name.clone());
        rows.push((piece.no, name, piece.draft.hash, state, why));
    }
    let ok = rows.iter().all(|row| row.3 != "wrong");
    let pieces = rows.iter().map(|(no, name, hash, state, why)| {
        json!({ "no": no, "name": name, "sha256": hash.map(|hash| hash.to_string()), "state": state, "why": why })
    });
    let reply = json!({
        "schema": "dutydesk/evidence-check/1", "id": dispute.number, "ok": ok, "pieces": pieces.collect::<Vec<_>>(),
    });
    caller.print(&reply, || {
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|(no, name, _, state, why)| {
                vec![no.to_string(), name.clone().unwrap_or_default(), (*state).to_owned(), why.clone()]
            })
            .collect();
        let headings = if caller.zh { ["号", "文件", "结论", "说明"] } else { ["no", "file", "verdict", "why"] };
        table(&headings, &cells)
    })?;
    if ok { Ok(()) } else { Err(CliError::SomeRefused) }
}

/// Whether a piece's file is what it was: a damaged one is a finding, a broken line is not.
fn state_of(line: &mut Line, record: RecordId, piece: &Piece, zh: bool) -> Result<(&'static str, String), CliError> {
    let Some(file) = &piece.draft.file else { return Ok(("no-file", String::new())) };
    match attached::get(line, (record, file.blob), &mut io::sink(), Path::new(&file.name)) {
        Ok(hash) if Some(hash) == piece.draft.hash => Ok(("ok", String::new())),
        Ok(_) => Ok(("wrong", changed(piece).say(zh))),
        Err(error @ CliError::Fault(_)) => Ok(("wrong", error.say(zh))),
        Err(error) => Err(error),
    }
}

/// A hash from 64 hexadecimal digits.
pub(super) fn digits(text: &str) -> Option<Hash> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(Hash(bytes))
}
