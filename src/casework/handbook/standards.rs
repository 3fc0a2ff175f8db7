//! Evidence standards: what each path of procedure asks for, and by which rule. From `rules/evidence.toml`.

use super::reading::File;
use crate::calendar::{Problem, Text};
use crate::casework::words::DisputeKind;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// Items in one file: ten times as many as come with the program.
const ITEMS_MAX: usize = 500;

/// Paths in one file: ten times as many as come with the program.
const PATHS_MAX: usize = 150;

/// A path of procedure with the evidence that it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    pub id: String,
    pub words: Text,
    /// Version of the file that it was read from.
    pub version: u16,
    /// Kinds of disputes that usually go this way.
    pub kinds: Vec<DisputeKind>,
    pub items: Vec<PathItem>,
}

/// A piece of evidence that a path asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathItem {
    pub id: String,
    /// Without it the set is not whole.
    pub required: bool,
    /// The rule it rests on.
    pub basis: String,
}

/// What evidence is called, and what each path asks for.
#[derive(Clone, Debug, Default)]
pub struct Standards {
    items: BTreeMap<String, Text>,
    paths: Vec<Path>,
    /// Items that a path names, with where; checked when all files are read.
    named: Vec<(String, Problem)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFile {
    version: u16,
    #[serde(default)]
    item: Vec<WrittenItem>,
    #[serde(default)]
    path: Vec<WrittenPath>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenItem {
    id: Spanned<String>,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPath {
    id: Spanned<String>,
    zh: String,
    en: String,
    #[serde(default)]
    kinds: Vec<Spanned<String>>,
    /// What each item rests on unless it says otherwise.
    basis: String,
    item: Vec<WrittenPathItem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPathItem {
    id: Spanned<String>,
    #[serde(default = "yes")]
    required: bool,
    basis: Option<String>,
}

const fn yes() -> bool {
    true
}

impl Standards {
    /// Takes a file in: items and paths of the same id take the place of those before.
    pub(super) fn take(&mut self, file: File<'_>, own: bool, replaced: &mut Vec<String>) -> Result<(), Vec<Problem>> {
        let one = |problem| vec![problem];
        let written: WrittenFile = file.read().map_err(one)?;
        file.check_count(written.item.len(), ITEMS_MAX).map_err(one)?;
        file.check_count(written.path.len(), PATHS_MAX).map_err(one)?;
        let mut problems = Vec::new();
        let mut seen = BTreeSet::new();
        for item in written.item {
            let checked = file.check_id(&item.id, &mut seen);
            let words = checked.and_then(|()| file.check_words(item.id.span().start, &item.zh, &item.en));
            match words {
                Ok(words) => drop(self.items.insert(item.id.into_inner(), words)),
                Err(problem) => problems.push(problem),
            }
        }
        let mut seen = BTreeSet::new();
        for path in written.path {
            match self.checked(file, written.version, path, &mut seen) {
                Ok(path) => self.put(path, own, replaced),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn checked(
        &mut self,
        file: File<'_>,
        version: u16,
        path: WrittenPath,
        seen: &mut BTreeSet<String>,
    ) -> Result<Path, Problem> {
        file.check_id(&path.id, seen)?;
        let at = path.id.span().start;
        let words = file.check_words(at, &path.zh, &path.en)?;
        if path.basis.trim().is_empty() || path.item.is_empty() {
            let (zh, en) = ("路径要有依据和至少一项证据", "a path has its basis and at least one item");
            return Err(file.problem(at, zh, en));
        }
        let kinds = path.kinds.iter().map(|kind| kind_of(file, kind)).collect::<Result<_, _>>()?;
        let mut seen = BTreeSet::new();
        let mut items = Vec::new();
        for item in path.item {
            file.check_id(&item.id, &mut seen)?;
            let (at, id) = (item.id.span().start, item.id.into_inner());
            let missing = file.problem(at, format!("没有证据项“{id}”"), format!("there is no item '{id}'"));
            self.named.push((id.clone(), missing));
            items.push(PathItem {
                id,
                required: item.required,
                basis: item.basis.unwrap_or_else(|| path.basis.clone()),
            });
        }
        Ok(Path { id: path.id.into_inner(), words, version, kinds, items })
    }

    fn put(&mut self, path: Path, own: bool, replaced: &mut Vec<String>) {
        match self.paths.iter_mut().find(|one| one.id == path.id) {
            Some(old) => {
                replaced.extend(own.then(|| path.id.clone()));
                *old = path;
            }
            None => self.paths.push(path),
        }
    }

    /// Items that are named and that no file has.
    pub(super) fn dangling(&self) -> Vec<Problem> {
        let missing = self.named.iter().filter(|(id, _)| !self.items.contains_key(id));
        missing.map(|(_, problem)| problem.clone()).collect()
    }

    /// The paths, in the order of the files.
    pub fn paths(&self) -> &[Path] {
        &self.paths
    }

    /// A path by its id.
    pub fn path(&self, id: &str) -> Option<&Path> {
        self.paths.iter().find(|one| one.id == id)
    }

    /// The paths that a kind of dispute usually goes.
    pub fn paths_of(&self, kind: DisputeKind) -> impl Iterator<Item = &Path> {
        self.paths.iter().filter(move |one| one.kinds.contains(&kind))
    }

    /// What an item is called.
    pub fn item(&self, id: &str) -> Option<&Text> {
        self.items.get(id)
    }
}

/// A kind of dispute as a file writes it.
pub(super) fn kind_of(file: File<'_>, kind: &Spanned<String>) -> Result<DisputeKind, Problem> {
    DisputeKind::parse(kind.get_ref()).ok_or_else(|| {
        let (at, word) = (kind.span().start, kind.get_ref());
        file.problem(at, format!("没有纠纷类型“{word}”"), format!("there is no kind of dispute '{word}'"))
    })
}
