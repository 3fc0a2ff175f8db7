//! `schema`: the JSON schema of an output, from the files of `schemas/`.

use super::caller::{Caller, write_text};
use super::report::CliError;
use clap::Args;
use include_dir::{Dir, include_dir};

static SCHEMAS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/schemas");

/// What may be typed.
#[derive(Debug, Args)]
pub struct Schema {
    /// dispute, alert, referral …; without one the names are listed
    pub name: Option<String>,
}

impl Schema {
    /// Prints it.
    ///
    /// # Errors
    /// An unknown name.
    pub fn run(self, _caller: &Caller) -> Result<(), CliError> {
        let Some(name) = self.name else { return write_text(&format!("{}\n", names().join("\n"))) };
        // `dutydesk/dispute/1` is `dispute`.
        let short = name.trim_start_matches("dutydesk/").split('/').next().unwrap_or_default();
        let file = SCHEMAS.get_file(format!("{short}.json")).and_then(|file| file.contents_utf8());
        match file {
            Some(text) => write_text(text),
            None => {
                let known = names().join(", ");
                Err(CliError::usage(
                    format!("没有 {name}; 有: {known}"),
                    format!("there is no {name}; there are {known}"),
                ))
            }
        }
    }
}

fn names() -> Vec<String> {
    let stem = |file: &include_dir::File<'_>| file.path().file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let mut names: Vec<String> = SCHEMAS.files().filter_map(stem).collect();
    names.sort();
    names
}
