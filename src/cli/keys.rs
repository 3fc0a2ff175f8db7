//! `keys`: what keys mean, and what is wrong with keymap files, with file and line.

use super::caller::{Caller, write_text};
use super::report::CliError;
use super::table::table;
use crate::calendar::Text;
use crate::desk::keymap::{BUILT_IN, Keymap, Problem};
use crate::desk::own;
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::{Path, PathBuf};

/// What may be typed.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Reads keymap files: two meanings of one chord, chords that hide each other, unknown actions, keys that do not arrive
    Check(Check),
    /// Prints a keymap that comes with the program, to be changed and kept as one's own
    Show(Show),
}

/// Files to be read.
#[derive(Debug, Args)]
pub struct Check {
    /// Keymap files; without one those of the officer's own folder
    pub files: Vec<PathBuf>,
}

/// A keymap that comes with the program.
#[derive(Debug, Args)]
pub struct Show {
    /// vim, arrows or emacs
    pub name: String,
}

impl Keys {
    /// Reads or prints them.
    ///
    /// # Errors
    /// A file with a problem; a name that no keymap has.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        match self {
            Self::Check(check) => check.run(caller),
            Self::Show(show) => show.run(),
        }
    }
}

impl Check {
    fn run(self, caller: &Caller) -> Result<(), CliError> {
        let files = if self.files.is_empty() { own::keymaps() } else { self.files };
        let mut problems: Vec<Problem> = Vec::new();
        for path in &files {
            let fault = |source| CliError::file(Text::new("读键位", "reading the keymap"), path, source);
            let text = std::fs::read_to_string(path).map_err(fault)?;
            match Keymap::read(&path.display().to_string(), &text) {
                Ok((_, found)) => problems.extend(found),
                Err(problem) => problems.push(problem),
            }
        }
        let said = problems
            .iter()
            .map(|one| json!({ "file": one.file, "line": one.line, "message": one.trouble.to_string() }));
        let reply = json!({
            "schema": "dutydesk/keys/1",
            "ok": problems.is_empty(),
            "files": files.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
            "problems": said.collect::<Vec<_>>(),
        });
        caller.print(&reply, || rows(&files, &problems, caller.zh))?;
        if problems.is_empty() { Ok(()) } else { Err(CliError::SomeRefused) }
    }
}

fn rows(files: &[PathBuf], problems: &[Problem], zh: bool) -> String {
    let of = |path: &Path| {
        let name = path.display().to_string();
        let count = problems.iter().filter(|one| one.file == name).count();
        vec![name, count.to_string()]
    };
    let rows: Vec<Vec<String>> = files.iter().map(|path| of(path)).collect();
    let told: String = problems.iter().map(|one| format!("{one}\n")).collect();
    let headings = if zh { ["文件", "问题"] } else { ["file", "problems"] };
    format!("{}{told}", table(&headings, &rows))
}

impl Show {
    fn run(self) -> Result<(), CliError> {
        let found = BUILT_IN.iter().find(|(name, _)| *name == self.name);
        let known: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
        let known = known.join(", ");
        match found {
            Some((_, text)) => write_text(text),
            None => Err(CliError::usage(
                format!("没有键位 {}; 有: {known}", self.name),
                format!("there is no keymap {}; there are {known}", self.name),
            )),
        }
    }
}
