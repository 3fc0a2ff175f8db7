//! `paper`: letters and calendars, made by the daemon, written here with the caller's own account.

use super::acting::Acting;
use super::caller::Caller;
use super::report::CliError;
use crate::calendar::Text;
use crate::wire::message::{Reply, Request};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// What may be typed.
#[derive(Debug, Subcommand)]
pub enum Paper {
    /// The letter of a referral, as docx
    ReferralLetter(Letter),
    /// Open deadlines and hearings for other programs' calendars, as iCalendar
    Calendar(Feed),
}

/// A calendar.
#[derive(Debug, Args)]
pub struct Feed {
    /// The dispute, or all
    #[arg(default_value = ALL)]
    pub id: String,
    /// Where to write it; - is stdout; else dutydesk.ics in this folder
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite the file
    #[arg(long)]
    pub force: bool,
}

/// Instead of a dispute: all that one may see.
const ALL: &str = "all";

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
        match self {
            Self::ReferralLetter(letter) => letter.run(caller),
            Self::Calendar(feed) => feed.run(caller),
        }
    }
}

impl Letter {
    fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut acting = Acting::open(caller)?;
        let (referral, _) = acting.resolve(&self.id)?;
        let request = Request::Letter { referral, zh: caller.zh };
        let reply = json!({ "schema": "dutydesk/paper/1", "kind": "referral-letter", "referral": self.id });
        deliver(caller, acting.line.ask(request)?, (self.output, self.force), reply)
    }
}

impl Feed {
    fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut acting = Acting::open(caller)?;
        let dispute = if self.id == ALL {
            let post = acting.first()?;
            acting.tell(caller, &post);
            None
        } else {
            Some(acting.resolve(&self.id)?.0)
        };
        let request = Request::Feed { dispute, zh: caller.zh };
        let reply = json!({ "schema": "dutydesk/paper/1", "kind": "calendar", "dispute": self.id });
        deliver(caller, acting.line.ask(request)?, (self.output, self.force), reply)
    }
}

/// Writes what the daemon made, and says where.
fn deliver(
    caller: &Caller,
    reply: Reply,
    (output, force): (Option<PathBuf>, bool),
    mut about: Value,
) -> Result<(), CliError> {
    let Reply::File { name, bytes } = reply else { return Err(CliError::odd_answer()) };
    let path = output.unwrap_or_else(|| own_folder(&name));
    if path.as_os_str() == "-" {
        return to_stdout(&bytes, name.ends_with(".ics"));
    }
    write(&path, &bytes, force)?;
    about["file"] = json!(path);
    about["bytes"] = json!(bytes.len());
    caller.print(&about, || path.display().to_string())
}

/// Only the last part of a name that came over the wire: a letter goes into this folder, nowhere else.
fn own_folder(name: &str) -> PathBuf {
    Path::new(name).file_name().map_or_else(|| "letter.docx".into(), PathBuf::from)
}

fn to_stdout(bytes: &[u8], is_text: bool) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    if out.is_terminal() && !is_text {
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
