//! `restore`: brings a copy back into an empty store folder, and checks every seal, chain and file of it before it is
//! called a store. The store key must be there: the copy does not hold it.

use super::backup::fault;
use super::caller::Caller;
use super::report::CliError;
use super::table::{pairs, safe};
use crate::journal::{Progress, Restored, restore};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// What may be typed.
#[derive(Debug, Args)]
pub struct Restore {
    /// The copy that `dutydesk backup` wrote; the folder is the one that --store names
    pub file: PathBuf,
}

impl Restore {
    /// Brings it back.
    ///
    /// # Errors
    /// A damaged copy, a folder that is not empty, no key or the wrong one; `SomeRefused` when a file that the record
    /// names was not in the copy as it should be.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let places = caller.places()?;
        let mut last = (0, 0);
        let restored = restore(&self.file, &places.store, &places.keys, |progress| tell(caller, progress, &mut last));
        let restored = restored.map_err(|error| fault(&error))?;
        let Restored { manifest, findings, files } = &restored;
        let wrong: Vec<String> =
            files.wrong.iter().map(|one| format!("{} {}: {}", one.record, one.what, one.why)).collect();
        let reply = json!({
            "schema": "dutydesk/restore/1",
            "store": places.store,
            "books": findings.books,
            "entries": findings.entries,
            "lines": findings.lines,
            "slips": findings.slips,
            "rows": manifest.rows,
            "files": files.files,
            "wrong_files": wrong,
        });
        caller.print(&reply, || {
            pairs(&[
                (caller.pick("库", "store"), places.store.display().to_string()),
                (caller.pick("册", "books"), findings.books.to_string()),
                (caller.pick("条目", "entries"), findings.entries.to_string()),
                (caller.pick("传件", "slips"), findings.slips.to_string()),
                (caller.pick("文件", "files"), files.files.to_string()),
                (caller.pick("文件不符", "wrong files"), safe(&wrong.join("\n"))),
            ])
        })?;
        if wrong.is_empty() { Ok(()) } else { Err(CliError::SomeRefused) }
    }
}

/// A line for each tenth of each part.
fn tell(caller: &Caller, progress: Progress, last: &mut (u8, u64)) {
    let (part, zh, en, tenth) = match progress {
        Progress::Read(done, all) => (1, "通读备份", "reading the copy", done * 10 / all.max(1)),
        Progress::Written(done, all) => (2, "写入", "writing", done * 10 / all.max(1)),
        Progress::Checking => (3, "核对封印与链", "checking seals and chains", 0),
    };
    if (part, tenth) != *last {
        *last = (part, tenth);
        let percent = if part == 3 { String::new() } else { format!(" {} %", tenth * 10) };
        caller.tell(&format!("{zh}{percent}"), &format!("{en}{percent}"));
    }
}
