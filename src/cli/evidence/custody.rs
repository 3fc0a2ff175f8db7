//! Evidence on its way between houses: a folder of files beside a file that says where each has been.

use super::super::acting::Acting;
use super::super::attached;
use super::super::caller::Caller;
use super::super::line::Line;
use super::super::new::new_command;
use super::super::out_dir::OutDir;
use super::super::report::CliError;
use super::{ExportArgs, ImportArgs, case_of, digits, name_of, write_out};
use crate::calendar::Text;
use crate::casework::command::{Act, DisputeAct};
use crate::casework::dispute::Dispute;
use crate::casework::dossier::DossierAct;
use crate::casework::dossier::chain::{CustodyDeed, CustodyLink};
use crate::casework::dossier::evidence::{EvidenceAct, Piece, PieceDraft};
use crate::casework::ids::RecordId;
use crate::wire::{Reply, Request};
use chrono::{DateTime, FixedOffset, NaiveDateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{Read, Write};

/// What lies beside exported files: everything that the record says of them.
#[derive(Debug, Serialize, Deserialize)]
struct Custody {
    schema: String,
    case: String,
    pieces: Vec<CustodyPiece>,
}

#[derive(Debug, Serialize, Deserialize)]
struct CustodyPiece {
    no: u16,
    item: String,
    title: String,
    /// The file in the folder.
    file: Option<String>,
    /// As whoever brought it called it.
    name: Option<String>,
    sha256: Option<String>,
    place: String,
    source: String,
    collector: String,
    collected_at: NaiveDateTime,
    deposit: String,
    note: String,
    chain: Vec<CustodyRow>,
}

#[derive(Debug, Serialize, Deserialize)]
struct CustodyRow {
    deed: String,
    who: String,
    how: String,
    at: NaiveDateTime,
    on: String,
    result: String,
    entered_at: Option<DateTime<FixedOffset>>,
    entered_by: Option<String>,
}

/// Schema of the custody file, and its name.
const CUSTODY: &str = "dutydesk/custody/1";
const CUSTODY_FILE: &str = "custody.json";

/// A custody file is text of a few hundred pieces; more is not one.
const CUSTODY_BYTES_MAX: u64 = 8 << 20;

/// The custody of a case as it leaves the house.
pub fn custody_json(dispute: &Dispute) -> Value {
    let piece = |one: &Piece| CustodyPiece {
        no: one.no,
        item: one.draft.item.clone(),
        title: one.words.zh.clone(),
        file: name_of(one),
        name: one.draft.file.as_ref().map(|file| file.name.clone()),
        sha256: one.draft.hash.map(|hash| hash.to_string()),
        place: one.draft.place.clone(),
        source: one.draft.source.clone(),
        collector: one.draft.collector.clone(),
        collected_at: one.draft.collected_at,
        deposit: one.draft.deposit.clone(),
        note: one.draft.note.clone(),
        chain: one.chain.iter().map(row).collect(),
    };
    let counting = dispute.dossier.evidence.pieces.iter().filter(|one| one.withdrawn.is_none());
    let custody =
        Custody { schema: CUSTODY.to_owned(), case: dispute.number.clone(), pieces: counting.map(piece).collect() };
    json!(custody)
}

fn row(link: &CustodyLink) -> CustodyRow {
    CustodyRow {
        deed: link.deed.code().to_owned(),
        who: link.who.clone(),
        how: link.how.clone(),
        at: link.at,
        on: link.on.clone(),
        result: link.result.clone(),
        entered_at: link.entered.as_ref().map(|(at, _)| *at),
        entered_by: link.entered.as_ref().map(|(_, by)| by.clone()),
    }
}

/// Writes files and chain into an empty folder.
pub fn export(caller: &Caller, args: &ExportArgs) -> Result<(), CliError> {
    let mut acting = Acting::open(caller)?;
    let (record, _) = acting.resolve(&args.id)?;
    let dispute = case_of(&mut acting.line, record)?;
    let out = OutDir::fresh(&args.output)?;
    let counting = dispute.dossier.evidence.pieces.iter().filter(|one| one.withdrawn.is_none());
    let mut files = 0;
    for (piece, name) in counting.filter_map(|one| Some((one, name_of(one)?))) {
        write_out(&mut acting.line, record, (piece, &name), &out)?;
        files += 1;
    }
    let custody = format!("{:#}\n", custody_json(&dispute));
    let writing = |source| CliError::file(Text::new("写文件", "writing the file"), out.path(CUSTODY_FILE), source);
    out.create(CUSTODY_FILE)?.write_all(custody.as_bytes()).map_err(writing)?;
    let reply = json!({
        "schema": "dutydesk/evidence-export/1", "id": dispute.number, "folder": args.output, "files": files,
    });
    caller.print(&reply, || args.output.display().to_string())
}

/// Takes them in, each that is what its chain says.
pub fn import(caller: &Caller, args: &ImportArgs) -> Result<(), CliError> {
    let folder = OutDir::open(&args.folder)?;
    let custody = read_custody(&folder)?;
    let mut acting = Acting::open(caller)?;
    let (record, post) = acting.resolve(&args.id)?;
    acting.tell(caller, &post);
    let (mut rows, mut refused) = (Vec::new(), false);
    for piece in custody.pieces {
        let no = piece.no;
        let outcome = take_in(&mut acting.line, record, piece, &folder);
        if let Err(error) = &outcome {
            refused = true;
            caller.tell(&format!("证据 {no}: {}", error.say(true)), &format!("evidence {no}: {}", error.say(false)));
        }
        rows.push(
            json!({ "no": no, "taken": outcome.is_ok(), "reason": outcome.err().map(|error| error.say(caller.zh)) }),
        );
    }
    let taken = rows.iter().filter(|row| row["taken"] == true).count();
    let reply = json!({ "schema": "dutydesk/evidence-import/1", "case": custody.case, "taken": taken, "pieces": rows });
    caller.print(&reply, || format!("{taken}\n"))?;
    if refused { Err(CliError::SomeRefused) } else { Ok(()) }
}

fn read_custody(folder: &OutDir) -> Result<Custody, CliError> {
    let mut bytes = Vec::new();
    let reading = |source| CliError::file(Text::new("读文件", "reading the file"), folder.path(CUSTODY_FILE), source);
    folder.read(CUSTODY_FILE)?.take(CUSTODY_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(reading)?;
    let unread = |why: String| {
        let path = folder.path(CUSTODY_FILE);
        let path = path.display();
        CliError::Wrong(Text::new(format!("{path} 读不出: {why}"), format!("{path} cannot be read: {why}")))
    };
    if bytes.len() as u64 > CUSTODY_BYTES_MAX {
        return Err(unread(format!("> {CUSTODY_BYTES_MAX} bytes")));
    }
    let custody: Custody = serde_json::from_slice(&bytes).map_err(|error| unread(error.to_string()))?;
    if custody.schema == CUSTODY { Ok(custody) } else { Err(unread(custody.schema)) }
}

/// Takes one piece in, if its file is what the custody file says.
fn take_in(line: &mut Line, record: RecordId, piece: CustodyPiece, folder: &OutDir) -> Result<(), CliError> {
    let wrong = |zh: &str, en: &str| CliError::Wrong(Text::new(zh, en));
    let hash = piece.sha256.as_deref().map(|text| digits(text).ok_or_else(|| wrong("哈希不对", "a bad hash")));
    let hash = hash.transpose()?;
    let file = match &piece.file {
        None => None,
        Some(name) => {
            let mut file: File = folder.read(name)?;
            let shown = piece.name.clone().unwrap_or_else(|| name.clone());
            let (file, came) = attached::bring_open(line, record, (&mut file, &folder.path(name)), shown)?;
            if Some(came) != hash {
                return Err(wrong("文件与保管链上的哈希不符", "the file is not the one of the custody chain"));
            }
            Some(file)
        }
    };
    let chain: Option<Vec<CustodyLink>> = piece.chain.into_iter().map(link).collect();
    let draft = PieceDraft {
        item: piece.item,
        paths: Vec::new(),
        hash,
        file,
        deposit: piece.deposit,
        chain: chain.ok_or_else(|| wrong("保管链读不出", "the custody chain cannot be read"))?,
        place: piece.place,
        source: piece.source,
        collector: piece.collector,
        collected_at: piece.collected_at,
        note: piece.note,
    };
    let act = DisputeAct::Dossier(Box::new(DossierAct::Evidence(EvidenceAct::Add(Box::new(draft)))));
    match line.ask(Request::Do { command: new_command(), seen: None, act: Act::Dispute(record, act) })? {
        Reply::Changed(_) => Ok(()),
        _ => Err(CliError::odd_answer()),
    }
}

fn link(row: CustodyRow) -> Option<CustodyLink> {
    let CustodyRow { deed, who, how, at, on, result, entered_at, entered_by } = row;
    let entered = entered_at.zip(entered_by);
    Some(CustodyLink { deed: CustodyDeed::parse(&deed)?, who, how, at, on, result, entered })
}
