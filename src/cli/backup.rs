//! `backup`: a copy of the whole store as one file, taken while the store goes on. It is sealed as the store is: whoever
//! has it and not the store key has nothing.

use super::acting::Acting;
use super::beside::{Beside, writing};
use super::caller::Caller;
use super::report::CliError;
use super::table::pairs;
use crate::calendar::Text;
use crate::journal::{CopyError, Manifest, check_copy};
use crate::wire::{FilesRequest, Reply, Request};
use clap::Args;
use serde_json::json;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How many bytes are between two lines of narration.
const TOLD_EVERY_BYTES: u64 = 256 << 20;

/// What may be typed.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write; it must not be there yet
    pub file: PathBuf,
}

impl Backup {
    /// Copies, puts the file in its place durably, and reads it through once more.
    ///
    /// # Errors
    /// Not an administrator; a file that is there; the disk.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut acting = Acting::open(caller)?;
        let (beside, mut out) = Beside::new(&self.file)?;
        let bytes = fill(caller, &mut acting, (&mut out, &beside.path))?;
        let manifest = check_copy(&beside.path).map_err(|error| fault(&error))?;
        beside.put_in_place(&out)?;
        let reply = json!({
            "schema": "dutydesk/backup/1",
            "file": self.file,
            "bytes": bytes,
            "rows": manifest.rows,
            "files": manifest.files,
            "file_bytes": manifest.file_bytes,
        });
        caller.print(&reply, || told(caller, &self.file, bytes, &manifest))
    }
}

fn fill(caller: &Caller, acting: &mut Acting, (out, path): (&mut File, &Path)) -> Result<u64, CliError> {
    let (mut offset, mut told) = (0, 0);
    loop {
        let Reply::Piece { bytes, .. } = acting.line.ask(Request::Files(FilesRequest::Backup { offset }))? else {
            return Err(CliError::odd_answer());
        };
        if bytes.is_empty() {
            return Ok(offset);
        }
        out.write_all(&bytes).map_err(|source| writing(path, source))?;
        offset += bytes.len() as u64;
        if offset - told >= TOLD_EVERY_BYTES {
            told = offset;
            let mib = offset >> 20;
            caller.tell(&format!("已备份 {mib} MiB"), &format!("{mib} MiB copied"));
        }
    }
}

/// A copy that is not, or cannot be brought back.
pub(super) fn fault(error: &CopyError) -> CliError {
    let text = Text::new(error.zh(), error.to_string());
    match error {
        CopyError::NotEmpty(_) | CopyError::Damaged(_) | CopyError::UnknownTable(_) => CliError::Wrong(text),
        CopyError::Store(_) | CopyError::Journal(_) | CopyError::File { .. } | CopyError::Out(_) => {
            CliError::Fault(text)
        }
    }
}

fn told(caller: &Caller, file: &Path, bytes: u64, manifest: &Manifest) -> String {
    let rows = |table: &str| manifest.rows.get(table).copied().unwrap_or(0).to_string();
    pairs(&[
        (caller.pick("备份", "copy"), file.display().to_string()),
        (caller.pick("字节", "bytes"), bytes.to_string()),
        (caller.pick("条目", "entries"), rows("entries")),
        (caller.pick("文件", "files"), manifest.files.to_string()),
        (caller.pick("恢复须有", "to restore"), caller.pick("库密钥另存", "keep the store key elsewhere").to_owned()),
    ])
}
