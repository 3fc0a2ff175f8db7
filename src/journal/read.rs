//! Reading the record: in the order of arrival to rebuild, or one record's entries for its history.

use super::codec::{Pointer, StoredEntry, StoredSlip, decode};
use super::tables::{self, entry_key, slip_key};
use super::{JournalError, Pair};
use crate::casework::entry::{Entry, Slip};
use crate::casework::ids::{Hash, UnitId};
use crate::casework::unit::Officer;
use redb::{Database, ReadOnlyTable, ReadableDatabase, ReadableTable};
use std::sync::Arc;

/// Something that the store got: an entry of a unit it hosts, or a slip for one, with the hash of the slip.
#[derive(Clone, Debug)]
pub enum Arrived {
    Entry(Entry),
    Slip(Slip, Hash),
}

/// Reads while the journal is written; each call sees one unmoving state.
#[derive(Clone)]
pub struct Reader {
    db: Arc<Database>,
}

/// A row as its bytes.
type KeyValue = (Vec<u8>, Vec<u8>);
type Bytes = ReadOnlyTable<&'static [u8], &'static [u8]>;

impl Reader {
    pub(super) fn new(db: Arc<Database>) -> Self {
        Self { db }
    }

    /// Everything in the order of arrival.
    ///
    /// # Errors
    /// The first record that cannot be read; `each` has seen all before it.
    pub fn replay(&self, mut each: impl FnMut(u64, Arrived)) -> Result<(), JournalError> {
        let tables = self.tables().map_err(JournalError::store("be read"))?;
        let arrivals = tables.arrivals.iter().map_err(|error| JournalError::store("be read")(error.into()))?;
        for row in arrivals {
            let (no, pointer) = row.map_err(|error| JournalError::store("be read")(error.into()))?;
            let (no, pointer) = (no.value(), pointer.value().to_vec());
            each(no, tables.arrived(no, &pointer)?);
        }
        Ok(())
    }

    /// What arrived under these numbers.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn arrived(&self, numbers: &[u64]) -> Result<Vec<Arrived>, JournalError> {
        let tables = self.tables().map_err(JournalError::store("be read"))?;
        let one = |no: &u64| {
            let pointer = tables.arrivals.get(*no).map_err(|error| JournalError::store("be read")(error.into()))?;
            let pointer = pointer.map(|bytes| bytes.value().to_vec()).unwrap_or_default();
            tables.arrived(*no, &pointer)
        };
        numbers.iter().map(one).collect()
    }

    /// Slips of one of our lines from number `first` on: number, hash of the predecessor, bytes as they travel.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn slips_made(&self, pair: Pair, first: u64, most: usize) -> Result<Vec<(u64, Hash, Vec<u8>)>, JournalError> {
        let read = || -> Result<Vec<KeyValue>, redb::Error> {
            let table = self.db.begin_read()?.open_table(tables::SLIPS_OUT)?;
            let (from, to) = (slip_key(pair, first), slip_key(pair, u64::MAX));
            let range = table.range::<&[u8]>(from.as_slice()..=to.as_slice())?.take(most);
            range
                .map(|row| row.map(|(key, value)| (key.value().to_vec(), value.value().to_vec())).map_err(Into::into))
                .collect()
        };
        let rows = read().map_err(JournalError::store("read a line"))?;
        let each = rows.into_iter().filter_map(|(key, bytes)| tables::slip_of(&key).map(|(_, no)| (no, bytes)));
        each.map(|(no, bytes)| decode::<StoredSlip>(&bytes, "slip").map(|slip| (no, slip.prev, slip.bytes))).collect()
    }

    /// The hash of a slip that we made (`ours`) or took.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn slip_hash(&self, pair: Pair, no: u64, ours: bool) -> Result<Option<Hash>, JournalError> {
        let table = if ours { tables::SLIPS_OUT } else { tables::SLIPS_IN };
        let read = || -> Result<Option<Vec<u8>>, redb::Error> {
            let table = self.db.begin_read()?.open_table(table)?;
            Ok(table.get(slip_key(pair, no).as_slice())?.map(|bytes| bytes.value().to_vec()))
        };
        let bytes = read().map_err(JournalError::store("read a line"))?;
        bytes.map(|bytes| decode::<StoredSlip>(&bytes, "slip").map(|slip| slip.hash(no))).transpose()
    }

    /// The officers of the store.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn officers(&self) -> Result<Vec<Officer>, JournalError> {
        let read = || -> Result<Vec<Vec<u8>>, redb::Error> {
            let table = self.db.begin_read()?.open_table(tables::OFFICERS)?;
            table.iter()?.map(|row| row.map(|(_, bytes)| bytes.value().to_vec()).map_err(Into::into)).collect()
        };
        let rows = read().map_err(JournalError::store("read its officers"))?;
        rows.iter().map(|bytes| decode(bytes, "officer")).collect()
    }

    /// The stored row of a record.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn row(&self, unit: UnitId, record: crate::casework::ids::RecordId) -> Result<Option<Vec<u8>>, JournalError> {
        let read = || -> Result<Option<Vec<u8>>, redb::Error> {
            let table = self.db.begin_read()?.open_table(tables::ROWS)?;
            Ok(table.get(tables::row_key(unit, record).as_slice())?.map(|bytes| bytes.value().to_vec()))
        };
        read().map_err(JournalError::store("read a row"))
    }

    pub(super) fn database(&self) -> &Database {
        &self.db
    }

    fn tables(&self) -> Result<Tables, redb::Error> {
        let transaction = self.db.begin_read()?;
        Ok(Tables {
            arrivals: transaction.open_table(tables::ARRIVALS)?,
            entries: transaction.open_table(tables::ENTRIES)?,
            slips: transaction.open_table(tables::SLIPS_IN)?,
        })
    }
}

struct Tables {
    arrivals: ReadOnlyTable<u64, &'static [u8]>,
    entries: Bytes,
    slips: Bytes,
}

impl Tables {
    fn arrived(&self, no: u64, pointer: &[u8]) -> Result<Arrived, JournalError> {
        let missing = || JournalError::record(format!("arrival {no}"), std::io::Error::other("it is missing"));
        match Pointer::read(pointer).ok_or_else(missing)? {
            Pointer::Entry(unit, no) => {
                let bytes = get(&self.entries, &entry_key(unit, no))?.ok_or_else(missing)?;
                decode::<StoredEntry>(&bytes, "entry")?.entry().map(Arrived::Entry)
            }
            Pointer::Slip(pair, no) => {
                let bytes = get(&self.slips, &slip_key(pair, no))?.ok_or_else(missing)?;
                let stored: StoredSlip = decode(&bytes, "slip")?;
                Ok(Arrived::Slip(stored.slip()?, stored.hash(no)))
            }
        }
    }
}

fn get(table: &Bytes, key: &[u8]) -> Result<Option<Vec<u8>>, JournalError> {
    let value = table.get(key).map_err(|error| JournalError::store("be read")(error.into()))?;
    Ok(value.map(|bytes| bytes.value().to_vec()))
}
