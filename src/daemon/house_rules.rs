//! A center's own rules: calendars, deadlines, routing, evidence standards, playbooks and figures below `rules/` of the
//! store, laid over those that come with the program. Read when the daemon starts, and again on request.

use crate::calendar::{Problem, Rules, Text};
use crate::casework::decide::Ground;
use crate::casework::handbook::{Handbook, PLAYBOOKS, SINGLE_FILES};
use crate::casework::state::UnitState;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Folder in the store.
pub const FOLDER: &str = "rules";

/// Bytes of one file: ten times the longest that comes with the program.
const FILE_BYTES_MAX: u64 = 512 << 10;

/// Files in one folder: ten times as many as come with the program.
const FILES_MAX: usize = 500;

/// The rules in force in a store.
#[derive(Clone, Debug, Default)]
pub struct HouseRules {
    /// Deadlines and calendars.
    pub rules: Rules,
    /// Routing, evidence standards, playbooks and figures.
    pub handbook: Handbook,
}

impl HouseRules {
    /// What a decision may look at besides the command.
    pub const fn ground<'a>(&'a self, state: &'a UnitState) -> Ground<'a> {
        Ground { state, rules: &self.rules, handbook: &self.handbook }
    }

    /// What was not taken, with file and line.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.rules.problems().iter().chain(self.handbook.problems())
    }

    /// Names of what the store's own files put in the place of what comes with the program.
    pub fn replaced(&self) -> Vec<String> {
        self.rules.replaced().iter().cloned().chain(self.handbook.replaced()).collect()
    }
}

/// The rules of the program with those of a folder laid over them. What cannot be read is told among their problems;
/// a folder or file that is not there has nothing to say.
pub fn rules_with(folder: &Path) -> HouseRules {
    let (files, problems) = read_all(["calendars", "deadlines"].map(|sub| read_folder(folder, sub)));
    let mut rules = Rules::with_own(files.into_iter());
    rules.add_problems(problems);
    let single = SINGLE_FILES.map(|name| read_single(folder, name)).concat();
    let (files, problems) = read_all([single, read_folder(folder, PLAYBOOKS)]);
    let mut handbook = Handbook::with_own(files.into_iter());
    handbook.add_problems(problems);
    HouseRules { rules, handbook }
}

type NamedText = Result<(String, String), Problem>;

/// What could be read, and what could not.
fn read_all<const N: usize>(read: [Vec<NamedText>; N]) -> (Vec<(String, String)>, Vec<Problem>) {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for one in read.into_iter().flatten() {
        match one {
            Ok(file) => files.push(file),
            Err(problem) => problems.push(problem),
        }
    }
    (files, problems)
}

/// One file of the folder, if it is there.
fn read_single(folder: &Path, name: &str) -> Vec<NamedText> {
    let path = folder.join(name);
    if path.exists() { vec![named(&path)] } else { Vec::new() }
}

/// The TOML files of a folder, if it is there.
fn read_folder(folder: &Path, sub: &str) -> Vec<NamedText> {
    match list_folder(folder, sub) {
        Ok(read) => read,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => vec![Err(unreadable(&folder.join(sub), &error))],
    }
}

/// The TOML files of a folder, by name: the same order on every machine.
fn list_folder(folder: &Path, sub: &str) -> io::Result<Vec<NamedText>> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder.join(sub))? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.len() > FILES_MAX {
        return Err(io::Error::other(format!("more than {FILES_MAX} files")));
    }
    Ok(paths.iter().map(|path| named(path)).collect())
}

/// The layer below tells what a file holds by the names of file and folder, wherever the store is.
fn named(path: &Path) -> NamedText {
    match read_file(path) {
        Ok(text) => Ok((path.display().to_string(), text)),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn read_file(path: &Path) -> io::Result<String> {
    // A pipe would wait for ever; a link to a file elsewhere is the administrator's own choice.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(io::Error::other(format!("longer than {FILE_BYTES_MAX} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("not UTF-8"))
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    Problem {
        file: path.display().to_string(),
        line: 1,
        what: Text::new(format!("读不出: {error}"), format!("cannot be read: {error}")),
    }
}
