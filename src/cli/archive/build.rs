//! Building the archive of a case.

use super::super::acting::Acting;
use super::super::attached;
use super::super::beside::{Beside, writing};
use super::super::caller::Caller;
use super::super::evidence::{custody_json, name_of};
use super::super::human;
use super::super::json::{self, Lens};
use super::super::report::CliError;
use super::super::table::safe;
use super::{SIGNATURE, SUMS, Signed, hex};
use crate::boards::views::{DisputeView, View};
use crate::calendar::Text;
use crate::casework::dispute::Dispute;
use crate::casework::ids::{Hash, RecordId};
use crate::casework::named_file::outside_name;
use crate::casework::paper::Paper;
use crate::wire::{FilesRequest, PaperQuery, Reply, Request};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A zip being filled, with the hash of each file.
struct Building<'a> {
    zip: ZipWriter<File>,
    sums: Vec<(String, Hash)>,
    /// Elements that are not there.
    missing: Vec<Text>,
    path: &'a Path,
}

/// Builds it beside, and puts it in its place when it is whole.
pub fn run(caller: &Caller, id: &str, output: &Path) -> Result<(), CliError> {
    let mut acting = Acting::open(caller)?;
    let (record, post) = acting.resolve(id)?;
    let Reply::View(view) = acting.line.ask(Request::Show(record))? else { return Err(CliError::odd_answer()) };
    let View::Dispute(view) = *view else {
        return Err(CliError::usage("只归档纠纷件", "only disputes are archived"));
    };
    let (beside, file) = Beside::new(output)?;
    let again = file.try_clone().map_err(|source| writing(&beside.path, source))?;
    let mut building = Building {
        zip: ZipWriter::new(file),
        sums: Vec::new(),
        missing: lacking(&view.dispute, &acting),
        path: output,
    };
    let lens = Lens::new(&acting, &post, caller.zh);
    let page = View::Dispute(view.clone());
    let (whole, words) = (json::record(&page, &lens), human::record(&page, &lens));
    building.text("case.json", &pretty(&whole))?;
    building.text("case.txt", &words)?;
    building.text("deadlines.json", &pretty(&deadlines(&view.dispute, caller.zh)))?;
    building.history(&mut acting, record, caller.zh)?;
    building.beside_it(&mut acting, (&view, &post), caller.zh)?;
    building.papers(&mut acting, (record, ""), &view.dispute.papers)?;
    building.evidence(&mut acting, record, &view.dispute)?;
    let unit = acting.unit(post.unit).map(|card| (card.code.clone(), card.name(caller.zh).to_owned()));
    let manifest = json!({
        "schema": "dutydesk/archive-manifest/1",
        "id": view.dispute.number,
        "unit": unit.as_ref().map(|(code, _)| code),
        "tlp": view.dispute.draft.secrecy.label(),
        "made_at": acting.me.now,
        "version": view.dispute.version,
        "missing": building.missing.iter().map(|one| one.pick(caller.zh)).collect::<Vec<_>>(),
    });
    building.text("manifest.json", &pretty(&manifest))?;
    let (files, missing) = (building.sums.len(), building.missing.clone());
    let sums = building.sign(&mut acting, (record, &view.dispute.number), unit.unwrap_or_default())?;
    beside.put_in_place(&again)?;
    let reply = json!({
        "schema": "dutydesk/archive/1",
        "id": view.dispute.number,
        "file": output,
        "tlp": view.dispute.draft.secrecy.label(),
        "files": files,
        "sums": sums.to_string(),
        "complete": missing.is_empty(),
        "missing": missing.iter().map(|one| one.pick(caller.zh)).collect::<Vec<_>>(),
    });
    caller.print(&reply, || told(caller, output, &missing))
}

fn told(caller: &Caller, output: &Path, missing: &[Text]) -> String {
    let lacks: Vec<&str> = missing.iter().map(|one| one.pick(caller.zh)).collect();
    match lacks.as_slice() {
        [] => output.display().to_string(),
        some => format!("{}\n{}: {}", output.display(), caller.pick("还缺", "missing"), safe(&some.join("; "))),
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Elements of a whole case that are not there: those that keep it from its place in the archive, and evidence gaps.
fn lacking(dispute: &Dispute, acting: &Acting) -> Vec<Text> {
    let mut missing = dispute.lacks_for_archive(acting.me.now.date_naive());
    missing.extend(dispute.dossier.evidence.gaps().into_iter().map(|gap| {
        let (path, item) = (&gap.path_words, &gap.words);
        Text::new(format!("证据 {}: {}", path.zh, item.zh), format!("evidence, {}: {}", path.en, item.en))
    }));
    missing
}

/// Each deadline with the whole of its reasoning.
fn deadlines(dispute: &Dispute, zh: bool) -> Value {
    let one = |deadline: &crate::casework::deadline::Deadline| {
        json!({
            "no": deadline.no,
            "state": deadline.state.code(),
            "verified_by": deadline.verified_by.as_ref().map(|(_, name)| name),
            "met": deadline.met.as_ref().map(|(on, proof)| json!({ "on": on, "proof": proof })),
            "explanation": deadline.computed.json(zh),
        })
    };
    json!(dispute.deadlines.iter().map(one).collect::<Vec<_>>())
}

impl Building<'_> {
    fn failed(&self, error: impl Into<io::Error>) -> CliError {
        writing(self.path, error.into())
    }

    fn text(&mut self, name: &str, text: &str) -> Result<(), CliError> {
        self.bytes(name, text.as_bytes(), CompressionMethod::Deflated)
    }

    fn begin(&mut self, name: &str, how: CompressionMethod) -> Result<(), CliError> {
        let options = SimpleFileOptions::default().compression_method(how).large_file(true).unix_permissions(0o600);
        self.zip.start_file(name, options).map_err(|error| self.failed(error))
    }

    fn bytes(&mut self, name: &str, bytes: &[u8], how: CompressionMethod) -> Result<(), CliError> {
        self.begin(name, how)?;
        self.zip.write_all(bytes).map_err(|error| self.failed(error))?;
        self.sums.push((name.to_owned(), Hash(Sha256::digest(bytes).into())));
        Ok(())
    }

    fn history(&mut self, acting: &mut Acting, record: RecordId, zh: bool) -> Result<(), CliError> {
        let Reply::History(lines) = acting.line.ask(Request::History(record))? else {
            return Err(CliError::odd_answer());
        };
        let lines: Vec<Value> = lines.iter().map(|one| json::happening(one, zh)).collect();
        self.text("history.json", &pretty(&json!(lines)))
    }

    /// Referrals with their papers, and affairs.
    fn beside_it(
        &mut self,
        acting: &mut Acting,
        (view, post): (&DisputeView, &crate::casework::unit::Post),
        zh: bool,
    ) -> Result<(), CliError> {
        let referrals = view.referrals.iter().map(|row| (row.id, &row.number, "referrals"));
        let affairs = view.affairs.iter().map(|row| (row.id, &row.number, "affairs"));
        for (id, number, folder) in referrals.chain(affairs) {
            let Reply::View(one) = acting.line.ask(Request::Show(id))? else { return Err(CliError::odd_answer()) };
            let shown = json::record(&one, &Lens::new(acting, post, zh));
            self.text(&format!("{folder}/{number}.json"), &pretty(&shown))?;
            if let View::Referral(one) = &*one {
                self.papers(acting, (id, number), &one.file.papers)?;
            }
        }
        Ok(())
    }

    /// Papers as they were made; one whose file is not here is missing, and the rest goes on.
    fn papers(
        &mut self,
        acting: &mut Acting,
        (record, of): (RecordId, &str),
        papers: &[Paper],
    ) -> Result<(), CliError> {
        for (no, paper) in (1..).zip(papers) {
            let (kind, version, zh) = (Some(paper.kind), Some(paper.version), paper.zh);
            match acting.line.ask(Request::Paper(PaperQuery { record, kind, version, zh })) {
                Ok(Reply::File { bytes, .. }) => {
                    let name = outside_name(no, &format!("{of}-{}.docx", paper.kind.code()), &paper.hash);
                    self.bytes(&format!("papers/{name}"), &bytes, CompressionMethod::Stored)?;
                }
                Ok(_) => return Err(CliError::odd_answer()),
                Err(error @ (CliError::Fault(_) | CliError::Refused(_))) => {
                    let (zh, en) = (paper.title(true), paper.title(false));
                    self.missing.push(Text::new(
                        format!("文书 {zh}: {}", error.say(true)),
                        format!("paper {en}: {}", error.say(false)),
                    ));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Evidence in pieces, and everything that the record says of it. One file that is not what it was stops the whole:
    /// an archive with a changed file in it would be signed for.
    fn evidence(&mut self, acting: &mut Acting, record: RecordId, dispute: &Dispute) -> Result<(), CliError> {
        self.text("evidence/custody.json", &pretty(&custody_json(dispute)))?;
        let counting = dispute.dossier.evidence.pieces.iter().filter(|one| one.withdrawn.is_none());
        for (piece, name) in counting.filter_map(|one| Some((one, name_of(one)?))) {
            let Some(file) = &piece.draft.file else { continue };
            let name = format!("evidence/{name}");
            self.begin(&name, CompressionMethod::Stored)?;
            let came = attached::get(&mut acting.line, (record, file.blob), &mut self.zip, self.path)?;
            if Some(came) != piece.draft.hash {
                let no = piece.no;
                return Err(CliError::Fault(Text::new(
                    format!("证据 {no} 已不是入册时的文件: 从备份恢复"),
                    format!("evidence {no} is not the file that was entered: restore a backup"),
                )));
            }
            self.sums.push((name, came));
        }
        Ok(())
    }

    /// The list of hashes, and the unit's signature on it; then the zip is whole.
    fn sign(
        mut self,
        acting: &mut Acting,
        (record, number): (RecordId, &str),
        (unit, unit_name): (String, String),
    ) -> Result<Hash, CliError> {
        let lines: String = self.sums.iter().map(|(name, hash)| format!("{hash}  {name}\n")).collect();
        self.text(SUMS, &lines)?;
        let sums = Hash(Sha256::digest(lines.as_bytes()).into());
        let Reply::Signed(key, signature) = acting.line.ask(Request::Files(FilesRequest::Sign { record, sums }))?
        else {
            return Err(CliError::odd_answer());
        };
        let signed = Signed {
            schema: "dutydesk/archive-signature/1".to_owned(),
            id: number.to_owned(),
            unit,
            unit_name,
            key: hex(&key),
            signature: hex(&signature),
        };
        self.text(SIGNATURE, &pretty(&json!(signed)))?;
        let path = self.path;
        self.zip.finish().map_err(|error| writing(path, error.into()))?;
        Ok(sums)
    }
}
