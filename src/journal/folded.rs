//! Records as folded: a cache of what follows from entries and slips, written in the same transaction as they are, so
//! that a start reads what stands and not all that ever happened. Another format, or a record that went on without it,
//! and it is folded anew from where it ends.

use super::damage::caught;
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
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
        (self.staged.folded, self.staged.rows, self.staged.folded_upto) = (Vec::new(), Vec::new(), None);
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

    /// The folded record that somebody found damaged, if anybody did: then all of them are to be folded anew.
    pub fn torn(&self) -> Option<String> {
        self.store.torn.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Gives the folded records up because this one is damaged: what they say follows from the entries. The error to
    /// stop with.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn give_up_folded(&mut self, what: String) -> Result<JournalError, JournalError> {
        self.unfold()?;
        let why = "it is damaged: the next start folds what is kept anew from the entries";
        Ok(JournalError::record(what, std::io::Error::other(why)))
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
    pub(super) fn take(store: &Store) -> Result<Self, JournalError> {
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

    /// The rows of a unit, to be read from both ends.
    pub fn rows(&self, unit: UnitId) -> Unread<'_> {
        Unread {
            snapshot: self,
            unit,
            table: &self.rows,
            name: ROWS_NAME,
            prefix: unit.0.to_vec(),
            between: Mutex::default(),
        }
    }

    /// The folded records of a unit on one shelf, to be read from both ends.
    pub fn shelf(&self, unit: UnitId, shelf: u8) -> Unread<'_> {
        let prefix = [unit.0.as_slice(), &[shelf]].concat();
        Unread { snapshot: self, unit, table: &self.folded, name: "folded", prefix, between: Mutex::default() }
    }

    /// About how many rows, and records by which they are known, there are.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn count(&self) -> Result<u64, JournalError> {
        let count = || Ok(2 * self.rows.len()?);
        count().map_err(|error: redb::StorageError| JournalError::store("count its rows")(error.into()))
    }

    /// The stored row of a record.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn row(&self, unit: UnitId, record: RecordId) -> Result<Option<Vec<u8>>, JournalError> {
        let key = tables::row_key(unit, record);
        let sealed =
            self.rows.get(key.as_slice()).map_err(|error| JournalError::store("read its rows")(error.into()))?;
        let what = || format!("row {record} of unit {unit}");
        let open =
            |value: redb::AccessGuard<'_, &[u8]>| self.store.open("rows", &key, KeyOf::Unit(unit), value.value(), what);
        sealed.map(open).transpose()
    }

    fn note_torn(&self, what: String) {
        self.store.torn.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(what);
    }
}

const ROWS_NAME: &str = "rows";

/// Which end is read on from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    First,
    Last,
}

/// What is still to be read of some rows that are sorted by record. Two threads may read at once, each from its end:
/// what one has is not read by the other.
pub struct Unread<'a> {
    snapshot: &'a Snapshot,
    unit: UnitId,
    table: &'a Bytes,
    name: &'static str,
    prefix: Vec<u8>,
    between: Mutex<Between>,
}

/// A value as it was opened, or the damage to it.
pub type Opened = Result<Vec<u8>, JournalError>;

/// Between two records, neither included.
#[derive(Clone, Copy, Default)]
struct Between {
    after: Option<RecordId>,
    before: Option<RecordId>,
}

impl Between {
    fn holds(self, record: RecordId) -> bool {
        self.after.is_none_or(|after| after < record) && self.before.is_none_or(|before| record < before)
    }
}

impl Unread<'_> {
    fn lock(&self) -> MutexGuard<'_, Between> {
        self.between.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_rows(&self) -> bool {
        self.name == ROWS_NAME
    }

    /// Up to `most` more from one end, the outermost first; none: all is read.
    ///
    /// # Errors
    /// When they cannot be read; of one that was damaged, the damage in its place.
    pub fn some(&self, end: End, most: usize) -> Result<Vec<(RecordId, Opened)>, JournalError> {
        let between = *self.lock();
        let read = || sealed(self.table, &self.prefix, between, (end, most)).map_err(JournalError::store("be read"));
        let mut sealed = caught(|| format!("table {}", self.name), read)?;
        // What the other end took meanwhile is its own.
        let mut between = self.lock();
        sealed.retain(|(record, ..)| between.holds(*record));
        let last = sealed.last().map(|(record, ..)| *record);
        match end {
            End::First => between.after = last.or(between.after),
            End::Last => between.before = last.or(between.before),
        }
        drop(between);
        let open = |(record, key, sealed): Sealed| {
            let what = || format!("{} record {record} of unit {}", self.name, self.unit);
            let opened = self.snapshot.store.open(self.name, &key, KeyOf::Unit(self.unit), &sealed, what);
            // A row is made anew by itself.
            if opened.is_err() && !self.is_rows() {
                self.snapshot.note_torn(what());
            }
            (record, opened)
        };
        Ok(sealed.into_iter().map(open).collect())
    }
}

/// A record, its key and its sealed value.
type Sealed = (RecordId, Vec<u8>, Vec<u8>);

/// Rows of a table whose keys are a prefix and a record.
fn sealed(
    table: &Bytes,
    prefix: &[u8],
    between: Between,
    (end, most): (End, usize),
) -> Result<Vec<Sealed>, redb::Error> {
    let (first, last) = ([prefix, [u8::MIN; 16].as_slice()].concat(), [prefix, [u8::MAX; 16].as_slice()].concat());
    let key = |id: RecordId| [prefix, id.0.as_bytes()].concat();
    let (after, before) = (between.after.map(key), between.before.map(key));
    let from = after.as_deref().map_or(Bound::Included(first.as_slice()), Bound::Excluded);
    let to = before.as_deref().map_or(Bound::Included(last.as_slice()), Bound::Excluded);
    if between.after.zip(between.before).is_some_and(|(after, before)| after >= before) {
        return Ok(Vec::new());
    }
    let mut range = table.range::<&[u8]>((from, to))?;
    let mut found = Vec::new();
    while found.len() < most
        && let Some(row) = if end == End::First { range.next() } else { range.next_back() }
    {
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
        opened.unwrap_or_else(|error| {
            self.snapshot.note_torn(what());
            panic!("{error}")
        })
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
        let between = Between { after, before: None };
        let found = sealed(&self.snapshot.folded, &prefix, between, (End::First, most));
        let found = found.unwrap_or_else(|error| panic!("folded records on shelf {shelf}: {error}"));
        let opened = found.into_iter().map(|(id, key, sealed)| (id, self.opened((shelf, id), &key, &sealed)));
        opened.collect()
    }
}
