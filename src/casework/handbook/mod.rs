//! The center's handbook as data: who takes what in, which evidence each path asks for, what is done step by step, and
//! the figures by which the rules run. The files of the program with a center's own laid over them; what cannot be taken
//! is told with its file and line.

pub mod figures;
mod overlay;
pub mod playbooks;
mod reading;
pub mod routing;
pub mod standards;

use crate::calendar::Problem;
use figures::Figures;
use include_dir::{Dir, include_dir};
use playbooks::Playbook;
use reading::File;
pub use reading::Unfit;
use routing::Routing;
use standards::Standards;
use std::collections::BTreeSet;
use std::sync::OnceLock;

static PLAYBOOK_FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules/playbooks");

/// Name of the file of evidence standards.
pub const EVIDENCE: &str = "evidence.toml";

/// Name of the file of routing.
pub const ROUTING: &str = "routing.toml";

/// Name of the folder of playbooks.
pub const PLAYBOOKS: &str = "playbooks";

/// Files of which a folder of rules has one.
pub const SINGLE_FILES: [&str; 9] = {
    let [a, b, c, d, e, f, g] = figures::FILES;
    [ROUTING, EVIDENCE, a, b, c, d, e, f, g]
};

/// The handbook in force.
#[derive(Clone, Debug, Default)]
pub struct Handbook {
    routing: Routing,
    standards: Standards,
    playbooks: Vec<Playbook>,
    figures: Figures,
    problems: Vec<Problem>,
    /// What a center's own files put in the place of what came with the program.
    replaced: Vec<String>,
}

/// A file's name and text, and whether it is a center's own.
struct Source {
    name: String,
    text: String,
    own: bool,
}

impl Handbook {
    /// What comes with the program, read once for the process.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Handbook> = OnceLock::new();
        SHARED.get_or_init(|| Self::with_own(std::iter::empty()))
    }

    /// What comes with the program, with a center's own files by name and text laid over it: a path, a playbook, a kind
    /// or a figure of the same name takes the place of the program's. What is refused leaves the old one in use.
    pub fn with_own(own: impl Iterator<Item = (String, String)>) -> Self {
        let mut sources: Vec<Source> = builtin();
        sources.extend(own.map(|(name, text)| Source { name, text, own: true }));
        let mut book = Self::default();
        // Items first, so that a path of one file may name an item of another.
        for source in &sources {
            book.take(source);
        }
        book.problems.extend(book.standards.dangling());
        book
    }

    fn take(&mut self, source: &Source) {
        let file = File { name: &source.name, text: &source.text };
        let taken = match kind_of(&source.name) {
            Some(FileKind::Evidence) => self.standards.take(file, source.own, &mut self.replaced),
            Some(FileKind::Routing) => self.take_routing(file, source.own).map_err(|problem| vec![problem]),
            Some(FileKind::Playbook) => self.take_playbook(file, source.own).map_err(|problem| vec![problem]),
            Some(FileKind::Figures(name)) => self.take_figures(name, file).map_err(|problem| vec![problem]),
            None => Err(vec![file.unknown()]),
        };
        self.problems.extend(taken.err().into_iter().flatten());
    }

    fn take_routing(&mut self, file: File<'_>, own: bool) -> Result<(), Problem> {
        self.routing.take(file)?;
        self.replaced.extend(own.then(|| ROUTING.to_owned()));
        Ok(())
    }

    fn take_playbook(&mut self, file: File<'_>, own: bool) -> Result<(), Problem> {
        let playbook = playbooks::read(file)?;
        match self.playbooks.iter_mut().find(|one| one.id == playbook.id) {
            Some(_) if !own => {
                let id = &playbook.id;
                return Err(file.problem(0, format!("{id} 已在别处定义"), format!("{id} is already defined")));
            }
            Some(old) => {
                self.replaced.push(playbook.id.clone());
                *old = playbook;
            }
            None => self.playbooks.push(playbook),
        }
        Ok(())
    }

    fn take_figures(&mut self, name: &str, file: File<'_>) -> Result<(), Problem> {
        let replaced = self.figures.take(name, file)?;
        self.replaced.extend(replaced.into_iter().map(|one| format!("{name}: {one}")));
        Ok(())
    }

    /// The figures by which the rules run.
    pub const fn figures(&self) -> &Figures {
        &self.figures
    }

    /// Who takes which dispute.
    pub const fn routing(&self) -> &Routing {
        &self.routing
    }

    /// The evidence that each path asks for.
    pub const fn standards(&self) -> &Standards {
        &self.standards
    }

    /// The playbooks, in the order of their files.
    pub fn playbooks(&self) -> &[Playbook] {
        &self.playbooks
    }

    /// A playbook by its id.
    pub fn playbook(&self, id: &str) -> Option<&Playbook> {
        self.playbooks.iter().find(|one| one.id == id)
    }

    /// What was not taken from the files.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Adds what was wrong with a file before it could be read.
    pub fn add_problems(&mut self, problems: Vec<Problem>) {
        self.problems.extend(problems);
    }

    /// Ids of what a center's own files replaced.
    pub fn replaced(&self) -> Vec<String> {
        let once: BTreeSet<&String> = self.replaced.iter().collect();
        once.into_iter().cloned().collect()
    }
}

/// What a file holds, by its name.
enum FileKind {
    Routing,
    Evidence,
    Playbook,
    Figures(&'static str),
}

fn kind_of(name: &str) -> Option<FileKind> {
    let mut parts = name.rsplit('/');
    match (parts.next(), parts.next()) {
        (Some(ROUTING), _) => Some(FileKind::Routing),
        (Some(EVIDENCE), _) => Some(FileKind::Evidence),
        (Some(_), Some(PLAYBOOKS)) => Some(FileKind::Playbook),
        (Some(name), _) => figures::FILES.into_iter().find(|one| *one == name).map(FileKind::Figures),
        (None, _) => None,
    }
}

/// The files that come with the program.
fn builtin() -> Vec<Source> {
    let source = |name: String, text: &str| Source { name, text: text.to_owned(), own: false };
    let mut sources = vec![
        source(format!("rules/{ROUTING}"), include_str!("../../../rules/routing.toml")),
        source(format!("rules/{EVIDENCE}"), include_str!("../../../rules/evidence.toml")),
    ];
    let mut playbooks: Vec<_> = PLAYBOOK_FILES.files().collect();
    playbooks.sort_by_key(|file| file.path());
    sources.extend(playbooks.into_iter().filter_map(|file| {
        let name = format!("rules/{PLAYBOOKS}/{}", file.path().display());
        Some(source(name, file.contents_utf8()?))
    }));
    sources
}
