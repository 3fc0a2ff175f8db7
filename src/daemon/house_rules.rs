//! A center's own rules and calendars: `rules/calendars/*.toml` and `rules/deadlines/*.toml` of the store, laid over
//! those that come with the program. Read when the daemon starts, and again on request.

use crate::calendar::{Problem, Rules, Text};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Folder in the store.
pub const FOLDER: &str = "rules";

/// Bytes of one file: ten times the longest that comes with the program.
const FILE_BYTES_MAX: u64 = 512 << 10;

/// Files in one folder: ten times as many as come with the program.
const FILES_MAX: usize = 500;

/// The rules of the program with those of a folder laid over them. What cannot be read is told among their problems;
/// a folder that is not there has nothing to say.
pub fn rules_with(folder: &Path) -> Rules {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for sub in ["calendars", "deadlines"] {
        match read_folder(folder, sub) {
            Ok(read) => read.into_iter().for_each(|one| match one {
                Ok(file) => files.push(file),
                Err(problem) => problems.push(problem),
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => problems.push(unreadable(&folder.join(sub), &error)),
        }
    }
    let mut rules = Rules::with_own(files.into_iter());
    rules.add_problems(problems);
    rules
}

type NamedText = Result<(String, String), Problem>;

/// The TOML files of a folder, by name: the same order on every machine.
fn read_folder(folder: &Path, sub: &str) -> io::Result<Vec<NamedText>> {
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
    // The layer below tells calendars from rules by the folder's name, wherever the store is.
    let one = |path: &PathBuf| match read_file(path) {
        Ok(text) => Ok((path.display().to_string(), text)),
        Err(error) => Err(unreadable(path, &error)),
    };
    Ok(paths.iter().map(one).collect())
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
