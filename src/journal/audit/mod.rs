//! The auditor: checks every seal, every chain and every pointer of a store with code of its own. It shares no decoding
//! and no cryptographic call with what wrote the store (`tests/it/tidy.rs` holds it to that), so that a mistake there is
//! found here.
//!
//! What it finds it names by book or line and number; the first one found is the report.

mod deeds;
mod heads;
mod keys;
mod links;
mod rest;
mod walk;

use super::create::database;
use super::damage::caught;
use super::open::FILE;
use super::store_key::{KeyPlaces, StoreMark};
use super::tables;
use super::{JournalError, Reader};
use crate::casework::ids::{Hash, UnitId};
use redb::Database;
use std::path::Path;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    pub books: u64,
    pub entries: u64,
    pub lines: u64,
    pub slips: u64,
    /// Bodies of which only the commitment is left.
    pub destroyed: u64,
    /// The first thing that is wrong.
    pub first_wrong: Option<String>,
}

impl Findings {
    fn wrong(&mut self, what: impl Into<String>) {
        self.first_wrong.get_or_insert_with(|| what.into());
    }
}

/// Checks the store in a folder while no daemon has it open.
///
/// # Errors
/// When it cannot be opened or read at all.
pub fn verify_offline(folder: &Path, places: &KeyPlaces, anchors: &Path) -> Result<Findings, JournalError> {
    let path = folder.join(FILE);
    let Some(mark) = StoreMark::read(folder) else { return Err(JournalError::NotAStore { path }) };
    let key = mark.key_of(places, folder)?;
    let opened = caught(|| "of the whole store".to_owned(), || database(&path))?;
    audited(&opened, key.bytes(), anchors)
}

impl Reader {
    /// Checks the store while it goes on.
    ///
    /// # Errors
    /// When it cannot be read at all.
    pub fn verify(&self, anchors: &Path) -> Result<Findings, JournalError> {
        audited(&self.store().db, self.store().key.bytes(), anchors)
    }
}

fn audited(db: &Database, key: &[u8; 32], anchors: &Path) -> Result<Findings, JournalError> {
    let mut findings = Findings::default();
    let told = heads::told(anchors).map_err(|source| JournalError::Io {
        doing: "read the anchor file",
        path: anchors.to_owned(),
        source,
    })?;
    let walked = caught(
        || "of the whole store".to_owned(),
        || walk::whole(db, (key, told), &mut findings).map_err(JournalError::store("be read")),
    );
    if let Err(error) = walked {
        findings.wrong(error.to_string());
    }
    Ok(findings)
}

/// The name of a link in a report.
fn named(kind: walk::Kind, of: &[u8], no: u64) -> String {
    let unit = |bytes: &[u8]| bytes.try_into().map_or_else(|_| "?".to_owned(), |id| UnitId(id).to_string());
    match kind {
        walk::Kind::Book => format!("book {} entry {no}", unit(of)),
        walk::Kind::Made | walk::Kind::Taken => {
            let (from, to) = of.split_at(of.len() / 2);
            format!("line {} to {} slip {no}", unit(from), unit(to))
        }
    }
}

/// A hash for a report.
fn shown(link: links::Link) -> Hash {
    Hash(link)
}
