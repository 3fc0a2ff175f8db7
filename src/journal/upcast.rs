//! Bringing an older store up: the whole record is written anew beside, sealed, and renamed into place. Killed at any
//! moment it is the old one or the new one. No chain changes: chains run over what was said. Board rows are not brought
//! along: they are a cache, and the next start makes them anew from the entries.

use super::codec::{EntryBody, SlipBody, StoredEntry, StoredSlip, Tail, decode, wrap};
use super::create::{Beside, NewKeys, write_keys};
use super::engine::Engine;
use super::seal::Place;
use super::store_key::KeyPlaces;
use super::tables::{self, entry_of, slip_of};
use super::vault::{KeyOf, Vault};
use super::{Head, JournalError, Pair, drafts};
use crate::casework::ids::{Hash, UnitId};
use crate::casework::line::SALT_BYTES;
use redb::{ReadTransaction, ReadableDatabase, ReadableTable, TableError, TableHandle, WriteTransaction};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// An entry of format 1.
#[derive(Deserialize)]
struct OldEntry {
    arrival: u64,
    prev: Hash,
    #[serde(with = "serde_bytes")]
    salt: Vec<u8>,
    #[serde(with = "serde_bytes")]
    body: Vec<u8>,
}

/// A slip of format 1.
#[derive(Deserialize)]
struct OldSlip {
    arrival: u64,
    prev: Hash,
    #[serde(with = "serde_bytes")]
    bytes: Vec<u8>,
}

/// What went wrong: a record, or the disk.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Store(#[from] redb::Error),
}

impl<T: Into<redb::Error> + RedbError> From<T> for Problem {
    fn from(error: T) -> Self {
        Self::Store(error.into())
    }
}

/// The engine's own errors, one for each kind of call.
trait RedbError {}
impl RedbError for redb::TableError {}
impl RedbError for redb::StorageError {}
impl RedbError for redb::TransactionError {}
impl RedbError for redb::CommitError {}
impl RedbError for redb::DatabaseError {}

/// Writes a store of format 1 anew.
pub(super) fn bring_up(old: Engine, folder: &Path, places: &KeyPlaces) -> Result<(), JournalError> {
    let keys = NewKeys::make(folder, places)?;
    let beside = Beside::new(folder)?;
    let copy = || -> Result<(), Problem> {
        let db = beside.database()?;
        let mut transaction = db.begin_write()?;
        transaction.set_quick_repair(true);
        keys.begin(&transaction)?;
        let from = old.begin_read()?;
        Copy { from, to: &transaction, vault: &keys.vault, tail: Tail::default() }.all()?;
        write_keys(&transaction, keys.vault.take_unsaved())?;
        Ok(transaction.commit()?)
    };
    copy().map_err(|problem| match problem {
        Problem::Journal(error) => error,
        Problem::Store(source) => JournalError::Store { doing: "be brought up", source: Box::new(source) },
    })?;
    drop(old);
    beside.put_in_place(keys.mark)
}

struct Copy<'a> {
    from: ReadTransaction,
    to: &'a WriteTransaction,
    vault: &'a Vault,
    tail: Tail,
}

impl Copy<'_> {
    fn all(mut self) -> Result<(), Problem> {
        self.entries()?;
        self.tail.made = self.slips(tables::SLIPS_OUT)?;
        self.tail.taken = self.slips(tables::SLIPS_IN)?;
        self.numbered()?;
        self.drafts()?;
        let mode = self.from.open_table(tables::META)?.get(b"mode".as_slice())?.map(|mode| mode.value().to_vec());
        let mut meta = self.to.open_table(tables::META)?;
        let tail = self.seal("meta", b"tail", KeyOf::Store, &wrap(&self.tail)?)?;
        meta.insert(b"tail".as_slice(), tail.as_slice())?;
        if let Some(mode) = mode {
            meta.insert(b"mode".as_slice(), self.seal("meta", b"mode", KeyOf::Store, &mode)?.as_slice())?;
        }
        Ok(())
    }

    fn seal(&self, table: &str, key: &[u8], of: KeyOf, plain: &[u8]) -> Result<Vec<u8>, JournalError> {
        let sealed = self.vault.seal(of, Place { table, key }, plain);
        sealed.map_err(|why| JournalError::record("to be sealed", why))
    }

    fn entries(&mut self) -> Result<(), Problem> {
        let mut heads: BTreeMap<UnitId, Head> = BTreeMap::new();
        let mut to = self.to.open_table(tables::ENTRIES)?;
        for row in self.from.open_table(tables::ENTRIES)?.iter()? {
            let (key, value) = row?;
            let (unit, no) = entry_of(key.value()).ok_or_else(|| broken_key("entries"))?;
            let old: OldEntry = decode(value.value(), "entry")?;
            let salt: [u8; SALT_BYTES] = old.salt.try_into().map_err(|_| broken_key("entries"))?;
            let body = EntryBody::Whole { salt, said: old.body };
            let stored = StoredEntry { arrival: old.arrival, prev: old.prev, body };
            heads.insert(unit, Head { no, hash: stored.hash(no) });
            let sealed = self.seal("entries", key.value(), KeyOf::Unit(unit), &wrap(&stored)?)?;
            to.insert(key.value(), sealed.as_slice())?;
        }
        self.tail.books = heads.into_iter().collect();
        Ok(())
    }

    fn slips(&self, table: super::store::Table) -> Result<Vec<(Pair, Head)>, Problem> {
        let name = table.name();
        let ours = name == tables::SLIPS_OUT.name();
        let mut heads: BTreeMap<Pair, Head> = BTreeMap::new();
        let mut to = self.to.open_table(table)?;
        for row in self.from.open_table(table)?.iter()? {
            let (key, value) = row?;
            let (pair, no) = slip_of(key.value()).ok_or_else(|| broken_key(name))?;
            let old: OldSlip = decode(value.value(), "slip")?;
            let stored = StoredSlip { arrival: old.arrival, prev: old.prev, body: SlipBody::Whole(old.bytes) };
            heads.insert(pair, Head { no, hash: stored.hash(no) });
            let owner = KeyOf::Unit(if ours { pair.0 } else { pair.1 });
            to.insert(key.value(), self.seal(name, key.value(), owner, &wrap(&stored)?)?.as_slice())?;
        }
        Ok(heads.into_iter().collect())
    }

    /// Tables whose keys are numbers and whose values did not change.
    fn numbered(&mut self) -> Result<(), Problem> {
        for (table, name) in [(tables::ARRIVALS, "arrivals"), (tables::OFFICERS, "officers")] {
            let mut to = self.to.open_table(table)?;
            for row in self.from.open_table(table)?.iter()? {
                let (no, value) = row?;
                let sealed = self.seal(name, &no.value().to_be_bytes(), KeyOf::Store, value.value())?;
                to.insert(no.value(), sealed.as_slice())?;
                if name == "arrivals" {
                    self.tail.arrival = no.value();
                }
            }
        }
        let mut to = self.to.open_table(tables::RESULTS)?;
        for row in self.from.open_table(tables::RESULTS)?.iter()? {
            let (no, value) = row?;
            let sealed = self.seal("results", &no.value().to_be_bytes(), KeyOf::Store, value.value())?;
            to.insert(no.value(), sealed.as_slice())?;
        }
        Ok(())
    }

    /// A store that never kept a draft has no table for them.
    fn drafts(&self) -> Result<(), Problem> {
        let from = match self.from.open_table(tables::DRAFTS) {
            Ok(from) => from,
            Err(TableError::TableDoesNotExist(_)) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let mut to = self.to.open_table(tables::DRAFTS)?;
        for row in from.iter()? {
            let (key, value) = row?;
            let draft: &tables::DraftKey = key.value().try_into().map_err(|_| broken_key("drafts"))?;
            let sealed = self.seal("drafts", key.value(), drafts::owner(draft), value.value())?;
            to.insert(key.value(), sealed.as_slice())?;
        }
        Ok(())
    }
}

fn broken_key(table: &str) -> JournalError {
    JournalError::record(format!("with a broken key in {table}"), std::io::Error::other("damaged"))
}
