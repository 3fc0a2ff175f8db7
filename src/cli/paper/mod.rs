//! `paper`: forms, letters, tables, contacts and calendars, written with the caller's own account.

mod contacts;
mod feed;
mod kept;
mod sheet;

use super::caller::Caller;
use super::report::CliError;
use crate::calendar::Text;
use crate::casework::paper::{Form, PaperKind};
use crate::wire::message::Reply;
use clap::Subcommand;
use serde_json::{Value, json};
use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

pub use contacts::Contacts;
pub use feed::Feed;
pub use kept::Kept;
pub use sheet::Sheet;

/// What may be typed.
#[derive(Debug, Subcommand)]
pub enum Paper {
    /// Form A, the application, as it was made
    Application(Kept),
    /// Form B, the notice to supplement materials, as it was made
    SupplementNotice(Kept),
    /// Form C, the notice of non-acceptance, as it was made
    NotAccepted(Kept),
    /// Form D, the notice of acceptance, as it was made
    Accepted(Kept),
    /// Form E, the notice of termination of guidance, as it was made
    Termination(Kept),
    /// Form F, the guidance opinion, as it was made
    Opinion(Kept),
    /// Form G, the case file, as it was made
    CaseFile(Kept),
    /// The last letter of a referral; a plain one is made when there is none
    ReferralLetter(Kept),
    /// A list as a table for a spreadsheet
    Table(Sheet),
    /// Liaison persons and experts as vCard, for address books
    Contacts(Contacts),
    /// Open deadlines and hearings for other programs' calendars, as iCalendar
    Calendar(Feed),
}

impl Paper {
    /// Makes and writes it.
    ///
    /// # Errors
    /// A record that is not there; a file that is there already.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let form = |kept: Kept, form| kept.run(caller, Some(PaperKind::Form(form)));
        match self {
            Self::Application(kept) => form(kept, Form::Application),
            Self::SupplementNotice(kept) => form(kept, Form::Supplement),
            Self::NotAccepted(kept) => form(kept, Form::NotAccepted),
            Self::Accepted(kept) => form(kept, Form::Accepted),
            Self::Termination(kept) => form(kept, Form::Termination),
            Self::Opinion(kept) => form(kept, Form::Opinion),
            Self::CaseFile(kept) => form(kept, Form::CaseFile),
            Self::ReferralLetter(kept) => kept.run(caller, None),
            Self::Table(sheet) => sheet.run(caller),
            Self::Contacts(contacts) => contacts.run(caller),
            Self::Calendar(feed) => feed.run(caller),
        }
    }
}

/// Writes what the daemon made, and says where.
fn deliver(caller: &Caller, reply: Reply, to: (Option<PathBuf>, bool), about: Value) -> Result<(), CliError> {
    let Reply::File { name, bytes } = reply else { return Err(CliError::odd_answer()) };
    let is_text = name.ends_with(".ics");
    put(caller, (&name, &bytes, is_text), to, about)
}

/// Writes a file under its name in this folder, or where the caller wants it, and says where.
fn put(
    caller: &Caller,
    (name, bytes, is_text): (&str, &[u8], bool),
    (output, force): (Option<PathBuf>, bool),
    mut about: Value,
) -> Result<(), CliError> {
    let path = output.unwrap_or_else(|| own_folder(name));
    if path.as_os_str() == "-" {
        return to_stdout(bytes, is_text);
    }
    write(&path, bytes, force)?;
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
        return Err(CliError::usage(
            "这种文件不能写到终端: 请写 -o 文件",
            "such a file is not for a terminal: give -o FILE",
        ));
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
        _ => CliError::file(Text::new("写文件", "writing the file"), path, source),
    };
    let mut file = options.open(path).map_err(writing)?;
    file.write_all(bytes).map_err(writing)
}
