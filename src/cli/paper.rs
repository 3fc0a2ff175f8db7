//! `paper`: letters, made by the daemon, written here with the caller's own account.

use super::acting::Acting;
use super::caller::Caller;
use super::report::CliError;
use crate::calendar::Text;
use crate::wire::message::{Reply, Request};
use clap::{Args, Subcommand};
use serde_json::json;
use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// What may be typed.
#[derive(Debug, Subcommand)]
pub enum Paper {
    /// The letter of a referral, as docx
    ReferralLetter(Letter),
}

/// A letter.
#[derive(Debug, Args)]
pub struct Letter {
    /// The referral
    pub id: String,
    /// Where to write it; - is stdout; else its number in this folder
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite the file
    #[arg(long)]
    pub force: bool,
}

impl Paper {
    /// Makes and writes it.
    ///
    /// # Errors
    /// A referral that is not there; a file that is there already.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let Self::ReferralLetter(letter) = self;
        let mut acting = Acting::open(caller)?;
        let (referral, _) = acting.resolve(&letter.id)?;
        let request = Request::Letter { referral, zh: caller.zh };
        let Reply::File { name, bytes } = acting.line.ask(request)? else { return Err(CliError::odd_answer()) };
        let path = letter.output.clone().unwrap_or_else(|| own_folder(&name));
        if path.as_os_str() == "-" {
            return to_stdout(&bytes);
        }
        write(&path, &bytes, letter.force)?;
        let reply = json!({
            "schema": "dutydesk/paper/1",
            "kind": "referral-letter",
            "referral": letter.id,
            "file": path,
            "bytes": bytes.len(),
        });
        caller.print(&reply, || path.display().to_string())
    }
}

/// Only the last part of a name that came over the wire: a letter goes into this folder, nowhere else.
fn own_folder(name: &str) -> PathBuf {
    Path::new(name).file_name().map_or_else(|| "letter.docx".into(), PathBuf::from)
}

fn to_stdout(bytes: &[u8]) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    if out.is_terminal() {
        return Err(CliError::usage("docx 不能写到终端: 请写 -o 文件", "a docx is not for a terminal: give -o FILE"));
    }
    out.write_all(bytes).and_then(|()| out.flush()).map_err(CliError::Output)
}

fn write(path: &Path, bytes: &[u8], force: bool) -> Result<(), CliError> {
    let mut options = OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    let writing = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => {
            let path = path.display();
            CliError::Wrong(Text::new(
                format!("{path} 已存在: 换个名字, 或加 --force"),
                format!("{path} is there already: choose another name, or add --force"),
            ))
        }
        _ => CliError::file(Text::new("写信函", "writing the letter"), path, source),
    };
    let mut file = options.open(path).map_err(writing)?;
    file.write_all(bytes).map_err(writing)
}
