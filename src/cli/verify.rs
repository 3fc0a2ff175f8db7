//! `verify`: checks the whole record; through the daemon when one runs, else the store itself.

use super::caller::Caller;
use super::json;
use super::line::Line;
use super::places::Places;
use super::report::CliError;
use super::table::{pairs, safe};
use crate::calendar::Text;
use crate::journal::{FileFindings, Journal, JournalError, verify_offline};
use crate::wire::FilesRequest;
use crate::wire::client::ClientError;
use crate::wire::message::{Reply, Request, Verified};
use clap::Args;

/// What may be typed.
#[derive(Debug, Args)]
pub struct Verify {
    /// Every file that the record names as well, read through
    #[arg(long)]
    pub deep: bool,
}

impl Verify {
    /// Checks.
    ///
    /// # Errors
    /// A record that cannot be read; `SomeRefused` when something is wrong in it.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let places = caller.places()?;
        let (found, by_daemon) = match Line::open(&places, false) {
            Ok(mut line) => {
                let Reply::Verified(found) =
                    line.ask(if self.deep { Request::Files(FilesRequest::Verify) } else { Request::Verify })?
                else {
                    return Err(CliError::odd_answer());
                };
                (*found, true)
            }
            Err(CliError::Client(ClientError::NoDaemon { .. })) => (offline(&places, self.deep)?, false),
            Err(error) => return Err(error),
        };
        caller.print(&json::verified(&found, by_daemon), || told(&found, caller))?;
        if found.first_wrong.is_none() { Ok(()) } else { Err(CliError::SomeRefused) }
    }
}

fn offline(places: &Places, deep: bool) -> Result<Verified, CliError> {
    if !places.store.exists() {
        let store = places.store.display();
        return Err(CliError::NotThere(Text::new(format!("没有库 {store}"), format!("there is no store {store}"))));
    }
    let failed = |error: JournalError| {
        CliError::Fault(Text::new(format!("核对记录: {}", error.zh()), format!("checking the record: {error}")))
    };
    let found = verify_offline(&places.store, &places.keys).map_err(failed)?;
    let files = if deep {
        Journal::open(&places.store, &places.keys)
            .and_then(|journal| journal.reader().verify_files(&journal.blobs()))
            .map_err(failed)?
    } else {
        FileFindings::default()
    };
    let wrong = files.wrong.first().map(|one| format!("{} {}: {}", one.record, one.what, one.why));
    Ok(Verified {
        books: found.books,
        entries: found.entries,
        lines: found.lines,
        slips: found.slips,
        folded: false,
        files: files.files,
        first_wrong: found.first_wrong.or(wrong),
    })
}

fn told(found: &Verified, caller: &Caller) -> String {
    let verdict = match &found.first_wrong {
        None => caller.pick("全部相符", "all is well").to_owned(),
        Some(wrong) => format!("{}: {}", caller.pick("第一处错误", "first wrong"), safe(wrong)),
    };
    pairs(&[
        (caller.pick("册", "books"), found.books.to_string()),
        (caller.pick("条目", "entries"), found.entries.to_string()),
        (caller.pick("线", "lines"), found.lines.to_string()),
        (caller.pick("传件", "slips"), found.slips.to_string()),
        (
            caller.pick("重算比对", "folded again"),
            if found.folded { caller.pick("是", "yes") } else { caller.pick("未做", "not done") }.to_owned(),
        ),
        (caller.pick("文件", "files"), found.files.to_string()),
        (caller.pick("结论", "verdict"), verdict),
    ])
}
