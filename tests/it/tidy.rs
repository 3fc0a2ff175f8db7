//! The house rules that a compiler does not hold: which layer may use which, how long files and functions may be, that
//! every file says what lives in it, and that nobody but the journal names the store's engine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What each layer may use of the others.
const MAY_USE: &[(&str, &[&str])] = &[
    ("calendar", &[]),
    ("finder", &[]),
    ("casework", &["calendar"]),
    ("boards", &["casework", "calendar", "finder"]),
    ("journal", &["casework", "boards"]),
    ("wire", &["casework", "boards", "calendar"]),
    ("papers", &[]),
    ("intake", &["casework", "calendar"]),
    ("exchange", &["casework"]),
    ("daemon", &["casework", "boards", "calendar", "finder", "journal", "wire", "papers", "intake", "exchange"]),
    ("desk", &["casework", "boards", "calendar", "wire"]),
    ("cli", &["casework", "boards", "calendar", "finder", "journal", "wire", "papers", "intake", "daemon", "desk"]),
];

/// Layers that read no clock, do no IO and spawn nothing.
const PURE: &[&str] = &["calendar", "finder", "casework", "boards"];

/// Lines of code a file may have, tests not counted.
const FILE_LINES_MAX: usize = 300;

/// Files that are longer. This list may only shrink.
const LONGER_FILES: &[&str] = &[];

/// Lines a function may have.
const FUNCTION_LINES_MAX: usize = 60;

/// Functions that are longer. This list may only shrink.
const LONGER_FUNCTIONS: &[&str] = &[];

struct Source {
    /// Path below `src/`, with slashes.
    name: String,
    layer: String,
    /// Lines before the tests of the file.
    code: Vec<String>,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    rust_files(&root, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).expect("below src").display().to_string();
            let text = fs::read_to_string(&path).expect("a readable source");
            let code = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]")).map(str::to_owned).collect();
            let layer = name.split_once('/').map_or_else(String::new, |(layer, _)| layer.to_owned());
            Source { name, layer, code }
        })
        .collect()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

#[test]
fn every_file_says_what_lives_in_it() {
    let silent: Vec<String> = sources()
        .into_iter()
        .filter(|source| !source.code.first().is_some_and(|line| line.starts_with("//! ")))
        .map(|source| source.name)
        .collect();
    assert!(silent.is_empty(), "no //! line: {silent:?}");
}

#[test]
fn layers_use_only_what_the_table_allows() {
    let table: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !source.layer.is_empty()) {
        let allowed = table.get(source.layer.as_str()).unwrap_or_else(|| panic!("{} is in no layer", source.name));
        for (no, line) in source.code.iter().enumerate().filter(|(_, line)| !is_comment(line)) {
            for used in line.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let other_layer = table.contains_key(used.as_str()) && used != source.layer;
                if other_layer && !allowed.contains(&used.as_str()) {
                    wrong.push(format!("{}:{}: {} uses {used}", source.name, no + 1, source.layer));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pure_layers_read_no_clock_and_do_no_io() {
    let forbidden =
        ["std::fs", "std::net", "std::process", "std::thread", "tokio::", "SystemTime", "Instant::", "::now()"];
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| PURE.contains(&source.layer.as_str())) {
        for (no, line) in source.code.iter().enumerate().filter(|(_, line)| !is_comment(line)) {
            wrong.extend(
                forbidden
                    .iter()
                    .filter(|word| line.contains(*word))
                    .map(|word| format!("{}:{}: {word}", source.name, no + 1)),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_journal_names_the_stores_engine() {
    let naming: Vec<String> = sources()
        .into_iter()
        .filter(|source| source.layer != "journal")
        .filter(|source| source.code.iter().any(|line| !is_comment(line) && line.contains("redb")))
        .map(|source| source.name)
        .collect();
    assert!(naming.is_empty(), "{naming:?}");
}

#[test]
fn files_and_functions_are_short() {
    let (mut long_files, mut long_functions) = (Vec::new(), Vec::new());
    for source in sources() {
        let lines = source.code.iter().filter(|line| !line.trim().is_empty() && !is_comment(line)).count();
        if lines > FILE_LINES_MAX {
            long_files.push((source.name.clone(), lines));
        }
        long_functions.extend(functions(&source).into_iter().filter(|(_, lines)| *lines > FUNCTION_LINES_MAX));
    }
    let names: Vec<&str> = long_files.iter().map(|(name, _)| name.as_str()).collect();
    let new: Vec<_> = long_files.iter().filter(|(name, _)| !LONGER_FILES.contains(&name.as_str())).collect();
    assert!(new.is_empty(), "longer than {FILE_LINES_MAX} lines: {new:?}");
    let mended: Vec<_> = LONGER_FILES.iter().filter(|name| !names.contains(name)).collect();
    assert!(mended.is_empty(), "no longer too long, take off the list: {mended:?}");
    let new: Vec<_> = long_functions.iter().filter(|(name, _)| !LONGER_FUNCTIONS.contains(&name.as_str())).collect();
    assert!(new.is_empty(), "longer than {FUNCTION_LINES_MAX} lines: {new:?}");
}

/// Functions of a formatted file by `file:name`, with their length in lines.
fn functions(source: &Source) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut open: Option<(String, usize, String)> = None;
    for (no, line) in source.code.iter().enumerate() {
        let indent: String = line.chars().take_while(|c| *c == ' ').collect();
        match &open {
            None => {
                let words: Vec<&str> = line.split_whitespace().collect();
                let is_fn = words.iter().take(5).any(|word| *word == "fn") && !is_comment(line);
                if is_fn && !line.trim_end().ends_with(['}', ';']) {
                    let at = words.iter().position(|word| *word == "fn").unwrap_or(0);
                    let name = words.get(at + 1).copied().unwrap_or_default();
                    let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    open = Some((format!("{}:{name}", source.name), no, format!("{indent}}}")));
                }
            }
            Some((name, first, end)) if line == end => {
                found.push((name.clone(), no - first + 1));
                open = None;
            }
            Some(_) => {}
        }
    }
    found
}

#[test]
fn nothing_is_left_unfinished_or_shouted() {
    let forbidden = ["todo!(", "unimplemented!(", "dbg!(", "FIXME", "XXX", "println!("];
    let mut wrong = Vec::new();
    for source in sources() {
        for (no, line) in source.code.iter().enumerate() {
            wrong.extend(
                forbidden
                    .iter()
                    .filter(|word| line.contains(*word))
                    .map(|word| format!("{}:{}: {word}", source.name, no + 1)),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What wrote the store: its codec, its seals, its keys, the hashes of its chains.
const OF_THE_WRITER: &[&str] = &[
    "codec",
    "seal::",
    "vault",
    "write::",
    "rotate",
    "ends::",
    "blob",
    "anchors::",
    "casework::line",
    "casework::entry",
    "crate::exchange",
];

#[test]
fn the_auditor_shares_no_decoding_and_no_cryptography_with_the_writer() {
    let audit: Vec<Source> = sources().into_iter().filter(|source| source.name.starts_with("journal/audit/")).collect();
    assert!(audit.len() >= 4, "the auditor is here");
    let mut wrong = Vec::new();
    for source in &audit {
        for (no, line) in source.code.iter().enumerate().filter(|(_, line)| !is_comment(line)) {
            let used = OF_THE_WRITER.iter().filter(|word| line.contains(*word));
            wrong.extend(used.map(|word| format!("{}:{}: {word}", source.name, no + 1)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
