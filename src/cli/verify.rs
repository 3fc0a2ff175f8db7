//! `verify`: checks the whole record; through the daemon when one runs, else the store itself.

use super::caller::Caller;
use super::json;
use super::line::Line;
use super::places::Places;
use super::report::CliError;
use super::table::{pairs, safe};
use crate::calendar::Text;
use crate::journal::verify_offline;
use crate::wire::FilesRequest;
use crate::wire::client::ClientError;
use crate::wire::message::{Decision, Reply, Request, Verified};
use clap::Args;

/// What may be typed.
#[derive(Debug, Args)]
pub struct Verify {
    /// Rows against entries too, and every file that the record names read through: this needs the daemon, and starts it
    #[arg(long)]
    pub deep: bool,
    /// An administrator's word: go on without the damaged records
    #[arg(long, conflicts_with_all = ["deep", "accept_rollback"])]
    pub quarantine: bool,
    /// An administrator's word: go on from an older copy, whatever is missing
    #[arg(long, conflicts_with = "deep")]
    pub accept_rollback: bool,
}

impl Verify {
    /// Checks.
    ///
    /// # Errors
    /// A record that cannot be read; `SomeRefused` when something is wrong in it.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let places = caller.places()?;
        let decision = match (self.quarantine, self.accept_rollback) {
            (true, _) => Some(Decision::Quarantine),
            (false, true) => Some(Decision::AcceptRollback),
            (false, false) => None,
        };
        let may_start = (self.deep || decision.is_some()) && !caller.globals.no_start;
        let (found, by_daemon) = match Line::open(&places, may_start) {
            Ok(mut line) => {
                if let Some(decision) = decision {
                    line.ask(Request::Decide(decision))?;
                }
                let asked = if self.deep { Request::Files(FilesRequest::Verify) } else { Request::Verify };
                let Reply::Verified(found) = line.ask(asked)? else { return Err(CliError::odd_answer()) };
                (*found, true)
            }
            Err(CliError::Client(ClientError::NoDaemon { .. })) if !self.deep && decision.is_none() => {
                (offline(&places)?, false)
            }
            Err(error) => return Err(error),
        };
        caller.print(&json::verified(&found, by_daemon), || told(&found, caller))?;
        // What was decided about is not wrong any more than it was.
        if found.first_wrong.is_none() || decision.is_some() { Ok(()) } else { Err(CliError::SomeRefused) }
    }
}

fn offline(places: &Places) -> Result<Verified, CliError> {
    if !places.store.exists() {
        let store = places.store.display();
        return Err(CliError::NotThere(Text::new(format!("没有库 {store}"), format!("there is no store {store}"))));
    }
    let found = verify_offline(&places.store, &places.keys, &places.anchors()).map_err(|error| {
        CliError::Fault(Text::new(format!("核对记录: {}", error.zh()), format!("checking the record: {error}")))
    })?;
    Ok(Verified {
        books: found.books,
        entries: found.entries,
        lines: found.lines,
        slips: found.slips,
        folded: false,
        destroyed: found.destroyed,
        files: 0,
        first_wrong: found.first_wrong,
        read_only: None,
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
        (caller.pick("已销毁", "destroyed"), found.destroyed.to_string()),
        (caller.pick("文件", "files"), found.files.to_string()),
        (caller.pick("结论", "verdict"), verdict),
        (
            caller.pick("只读", "read-only"),
            found.read_only.as_ref().map(|why| safe(why.pick(caller.zh))).unwrap_or_default(),
        ),
    ])
}
