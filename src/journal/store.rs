//! The open file of a store with its vault: what the journal and all readers share.

use super::JournalError;
use super::damage::caught;
use super::engine::Engine;
use super::seal::Place;
use super::store_key::StoreKey;
use super::vault::{KeyOf, Vault};
use redb::{ReadOnlyTable, ReadableDatabase, TableDefinition, TableHandle};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// A table whose keys are bytes.
pub(super) type Table = TableDefinition<'static, &'static [u8], &'static [u8]>;

/// The same, opened for reading.
pub(super) type Bytes = ReadOnlyTable<&'static [u8], &'static [u8]>;

/// The database and what opens it. Cloning is cheap.
#[derive(Clone)]
pub(super) struct Store {
    pub db: Arc<Engine>,
    pub vault: Arc<Vault>,
    /// For the auditor, who unwraps keys by itself.
    pub key: Arc<StoreKey>,
    /// The file as it lies on the disk.
    pub file: PathBuf,
    /// A folded record that was found damaged.
    pub torn: Arc<Mutex<Option<String>>>,
}

impl Store {
    /// The value of one row, opened. `what` names it in the error.
    pub fn get(
        &self,
        table: Table,
        key: &[u8],
        of: KeyOf,
        what: impl FnOnce() -> String,
    ) -> Result<Option<Vec<u8>>, JournalError> {
        let read = || -> Result<Option<Vec<u8>>, redb::Error> {
            let table = self.db.begin_read()?.open_table(table)?;
            Ok(table.get(key)?.map(|value| value.value().to_vec()))
        };
        let name = what();
        let read = || read().map_err(JournalError::store("be read"));
        let Some(sealed) = caught(|| name.clone(), read)? else { return Ok(None) };
        self.open(table.name(), key, of, &sealed, || name).map(Some)
    }

    /// Opens a value that was read. `what` names it in the error.
    pub fn open(
        &self,
        table: &str,
        key: &[u8],
        of: KeyOf,
        sealed: &[u8],
        what: impl FnOnce() -> String,
    ) -> Result<Vec<u8>, JournalError> {
        let opened = self.vault.open(of, Place { table, key }, sealed);
        opened.map_err(|why| JournalError::Damaged { what: what(), why })
    }
}
