//! `paper KIND ID`: a form or a letter as it was made and kept, byte for byte.

use super::super::acting::Acting;
use super::super::caller::Caller;
use super::super::report::CliError;
use super::deliver;
use crate::casework::ids::Hash;
use crate::casework::paper::PaperKind;
use crate::wire::{PaperQuery, Reply, Request};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// A form or a letter.
#[derive(Debug, Args)]
pub struct Kept {
    /// The dispute, or the referral
    pub id: String,
    /// Which version; else the last one
    #[arg(long, value_name = "N")]
    pub version: Option<u16>,
    /// Where to write it; - is stdout; else its number in this folder
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite the file
    #[arg(long)]
    pub force: bool,
}

impl Kept {
    /// Writes the paper.
    ///
    /// # Errors
    /// A record or a paper that is not there; a paper whose file was changed; a file that is there already.
    pub fn run(self, caller: &Caller, kind: Option<PaperKind>) -> Result<(), CliError> {
        let mut acting = Acting::open(caller)?;
        let (record, _) = acting.resolve(&self.id)?;
        let (version, zh) = (self.version, caller.zh);
        let request = match (kind, version) {
            (None, None) => Request::Letter { referral: record, zh },
            (Some(_), _) | (None, Some(_)) => Request::Paper(PaperQuery { record, kind, version, zh }),
        };
        let reply = acting.line.ask(request)?;
        let Reply::File { bytes, .. } = &reply else { return Err(CliError::odd_answer()) };
        let (subject, name) = match kind {
            Some(kind) => ("dispute", kind.code()),
            None => ("referral", "referral-letter"),
        };
        let about = json!({
            "schema": "dutydesk/paper/1", "kind": name, subject: self.id, "hash": Hash::of(bytes).to_string(),
        });
        deliver(caller, reply, (self.output, self.force), about)
    }
}
