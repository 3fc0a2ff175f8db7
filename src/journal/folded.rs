//! Records as folded: a cache of what follows from entries and slips, written in the same transaction as they are, so
//! that a start reads what stands and not all that ever happened. Another format, or a record that went on without it,
//! and it is folded anew from where it ends.

use super::open::FOLDED_UPTO;
use super::store::{Bytes, Store};
use super::tables::{self, folded_key};
use super::vault::KeyOf;
use super::{Journal, JournalError, Reader};
use crate::boards::ROW_FORMAT;
use crate::casework::ids::{RecordId, UnitId};
use crate::casework::shelf::Cold;
use redb::{ReadableDatabase, ReadableTableMetadata};
use std::ops::Bound;
use std::sync::Arc;

/// Folded records and rows of another format are made anew, never converted. Both formats stand beside how far they go.
pub const FOLD_FORMAT: u8 = 3;

/// A folded record that changed; without bytes it is taken away.
#[derive(Clone, Debug)]
pub struct FoldedChange {
    pub unit: UnitId,
    pub shelf: u8,
    pub record: RecordId,
    pub bytes: Option<Vec<u8>>,
}

/// How far the folded records go, as stored.
pub(super) fn upto_bytes(arrival: u64) -> Vec<u8> {
    [[FOLD_FORMAT, ROW_FORMAT].as_slice(), &arrival.to_be_bytes()].concat()
}

impl Journal {
    /// Stages a folded record.
    pub fn stage_folded(&mut self, change: FoldedChange) {
        self.staged.folded.push(change);
    }

    /// Stages how far the folded records go.
    pub fn stage_folded_upto(&mut self, arrival: u64) {
        self.staged.folded_upto = Some(arrival);
    }

    /// The arrival up to which the folded records go; below [`Self::arrivals`] the rest is to be folded. None: there are
    /// none, or of another format.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn folded_upto(&self) -> Result<Option<u64>, JournalError> {
        let stored = self.store.meta(FOLDED_UPTO)?;
        let upto = stored.as_deref().and_then(|bytes| bytes.strip_prefix(&[FOLD_FORMAT, ROW_FORMAT]));
        Ok(upto.and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes))
    }

    /// Takes all folded records and rows away: they are of another format, or of none.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn unfold(&mut self) -> Result<(), JournalError> {
        let write = || -> Result<(), redb::Error> {
            let mut transaction = self.store.db.begin_write()?;
            transaction.set_quick_repair(true);
            transaction.delete_table(tables::FOLDED)?;
            transaction.delete_table(tables::ROWS)?;
            transaction.open_table(tables::FOLDED)?;
            transaction.open_table(tables::ROWS)?;
            let sealed = self.store.seal(&tables::META, FOLDED_UPTO, KeyOf::Store, &upto_bytes(0))?;
            transaction.open_table(tables::META)?.insert(FOLDED_UPTO, sealed.as_slice())?;
            Ok(transaction.commit()?)
        };
        write().map_err(JournalError::store("be folded anew"))
    }

    /// What is folded now, up to the last commit.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot, JournalError> {
        Snapshot::take(&self.store)
    }
}

impl Reader {
    /// As [`Journal::snapshot`].
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot, JournalError> {
        Snapshot::take(self.store())
    }
}

/// Folded records and rows as of one commit. As long as it is held the store keeps that state: no longer than a request.
#[derive(Clone)]
pub struct Snapshot {
    store: Store,
    folded: Arc<Bytes>,
    rows: Arc<Bytes>,
    meta: Arc<Bytes>,
}

impl Snapshot {
    fn take(store: &Store) -> Result<Self, JournalError> {
        let open = || -> Result<(Bytes, Bytes, Bytes), redb::Error> {
            let transaction = store.db.begin_read()?;
            let (folded, rows) = (transaction.open_table(tables::FOLDED)?, transaction.open_table(tables::ROWS)?);
            Ok((folded, rows, transaction.open_table(tables::META)?))
        };
        let (folded, rows, meta) = open().map_err(JournalError::store("be read"))?;
        Ok(Self { store: store.clone(), folded: Arc::new(folded), rows: Arc::new(rows), meta: Arc::new(meta) })
    }

    /// The arrival up to which it goes.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn upto(&self) -> Result<u64, JournalError> {
        let sealed = self.meta.get(FOLDED_UPTO).map_err(|error| JournalError::store("be read")(error.into()))?;
        let Some(sealed) = sealed else { return Ok(0) };
        let what = || "how far the folded records go".to_owned();
        let stored = self.store.open("meta", FOLDED_UPTO, KeyOf::Store, sealed.value(), what)?;
        let upto = stored.strip_prefix(&[FOLD_FORMAT, ROW_FORMAT]).and_then(|bytes| bytes.try_into().ok());
        Ok(upto.map_or(0, u64::from_be_bytes))
    }

    /// The folded records of a unit.
    pub fn of(&self, unit: UnitId) -> Arc<dyn Cold> {
        Arc::new(Folded { snapshot: self.clone(), unit })
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn rows_count(&self) -> Result<u64, JournalError> {
        self.rows.len().map_err(|error| JournalError::store("count its rows")(error.into()))
    }

    /// Up to `most` rows of a unit after `after`, by record.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn rows(
        &self,
        unit: UnitId,
        after: Option<RecordId>,
        most: usize,
    ) -> Result<Vec<(RecordId, Vec<u8>)>, JournalError> {
        let prefix = unit.0.to_vec();
        let some = some(&self.rows, &prefix, after, most).map_err(JournalError::store("read its rows"))?;
        let opened = some.into_iter().map(|(record, key, sealed)| {
            let what = || format!("row {record} of unit {unit}");
            Ok((record, self.store.open("rows", &key, KeyOf::Unit(unit), &sealed, what)?))
        });
        opened.collect()
    }
}

/// A record, its key and its sealed value.
type Sealed = (RecordId, Vec<u8>, Vec<u8>);

/// Rows of a table whose keys are a prefix and a record.
fn some(table: &Bytes, prefix: &[u8], after: Option<RecordId>, most: usize) -> Result<Vec<Sealed>, redb::Error> {
    let first = after.map_or_else(|| prefix.to_vec(), |after| [prefix, after.0.as_bytes()].concat());
    let last = [prefix, [u8::MAX; 16].as_slice()].concat();
    let from = if after.is_some() { Bound::Excluded(first.as_slice()) } else { Bound::Included(first.as_slice()) };
    let range = table.range::<&[u8]>((from, Bound::Included(last.as_slice())))?.take(most);
    let mut found = Vec::new();
    for row in range {
        let (key, value) = row?;
        let key = key.value().to_vec();
        if let Some(record) = key.last_chunk::<16>() {
            found.push((RecordId(uuid::Uuid::from_bytes(*record)), key, value.value().to_vec()));
        }
    }
    Ok(found)
}

struct Folded {
    snapshot: Snapshot,
    unit: UnitId,
}

impl Folded {
    fn opened(&self, (shelf, record): (u8, RecordId), key: &[u8], sealed: &[u8]) -> Vec<u8> {
        let what = || format!("folded record {record} on shelf {shelf} of unit {}", self.unit);
        let opened = self.snapshot.store.open("folded", key, KeyOf::Unit(self.unit), sealed, what);
        opened.unwrap_or_else(|error| panic!("{error}"))
    }
}

impl Cold for Folded {
    fn get(&self, shelf: u8, id: RecordId) -> Option<Vec<u8>> {
        let key = folded_key(self.unit, shelf, id);
        let value = self.snapshot.folded.get(key.as_slice());
        let value = value.unwrap_or_else(|error| panic!("folded record {id} on shelf {shelf}: {error}"))?;
        Some(self.opened((shelf, id), &key, value.value()))
    }

    fn some(&self, shelf: u8, after: Option<RecordId>, most: usize) -> Vec<(RecordId, Vec<u8>)> {
        let prefix = [self.unit.0.as_slice(), &[shelf]].concat();
        let found = some(&self.snapshot.folded, &prefix, after, most);
        let found = found.unwrap_or_else(|error| panic!("folded records on shelf {shelf}: {error}"));
        let opened = found.into_iter().map(|(id, key, sealed)| (id, self.opened((shelf, id), &key, &sealed)));
        opened.collect()
    }
}
