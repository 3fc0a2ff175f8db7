//! Reading the record: in the order of arrival to rebuild, or one record's entries for its history.

use super::codec::{Pointer, StoredEntry, StoredSlip, decode, unwrap};
use super::damage::{Damage, caught};
use super::seal::Place;
use super::store::{Bytes, Store};
use super::tables::{self, entry_key, slip_key};
use super::vault::KeyOf;
use super::{JournalError, Pair};
use crate::casework::entry::{Entry, Slip};
use crate::casework::ids::{Hash, UnitId};
use crate::casework::unit::Officer;
use redb::{ReadOnlyTable, ReadableDatabase, ReadableTable, TableDefinition};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Something that the store got: an entry of a unit it hosts, or a slip for one, with the hash of the slip.
#[derive(Clone, Debug)]
pub enum Arrived {
    Entry(Entry),
    Slip(Slip, Hash),
    /// Something of which only the commitment is left: its place, and its hash in the chain.
    Destroyed(Pointer, Hash),
}

/// Reads while the journal is written; each call sees one unmoving state.
#[derive(Clone)]
pub struct Reader {
    store: Store,
}

/// Arrivals read together: many enough that a panic of the engine need not be watched for at each, few enough to be read
/// again one by one.
const REPLAYED_AT_ONCE: usize = 1_024;

/// A row as its bytes.
type KeyValue = (Vec<u8>, Vec<u8>);

impl Reader {
    pub(super) const fn new(store: Store) -> Self {
        Self { store }
    }

    /// The number of the last arrival; 0: nothing arrived.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn last_arrival(&self) -> Result<u64, JournalError> {
        self.store.last_arrival()
    }

    /// Everything in the order of arrival, up to number `last`. What cannot be read is left out, and told.
    ///
    /// # Errors
    /// When the store cannot be read at all.
    pub fn replay(&self, last: u64, each: impl FnMut(u64, Arrived)) -> Result<Vec<Damage>, JournalError> {
        self.replay_some(1..=last, each)
    }

    /// As [`Self::replay`], of these numbers.
    ///
    /// # Errors
    /// When the store cannot be read at all.
    pub fn replay_some(
        &self,
        numbers: RangeInclusive<u64>,
        mut each: impl FnMut(u64, Arrived),
    ) -> Result<Vec<Damage>, JournalError> {
        let tables = self.tables().map_err(JournalError::store("be read"))?;
        let (mut damages, last) = (Vec::new(), *numbers.end());
        for first in numbers.step_by(REPLAYED_AT_ONCE) {
            let numbers = first..=last.min(first + REPLAYED_AT_ONCE as u64 - 1);
            let read = || {
                numbers
                    .clone()
                    .zip(tables.pointers(&numbers)?)
                    .map(|(no, sealed)| tables.arrived(no, &sealed))
                    .collect()
            };
            let all: Result<Vec<Arrived>, JournalError> = caught(|| format!("arrival {first}"), read);
            match all {
                Ok(all) => numbers.zip(all).for_each(|(no, arrived)| each(no, arrived)),
                // Something among them cannot be read: one by one, to tell which.
                Err(_) => {
                    for no in numbers {
                        match caught(|| format!("arrival {no}"), || tables.one(no)) {
                            Ok(arrived) => each(no, arrived),
                            Err(error) if error.is_fault() => return Err(error),
                            Err(error) => damages.push(tables.damage(no, &error)),
                        }
                    }
                }
            }
        }
        Ok(damages)
    }

    /// The heads that were told last, by unit.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn anchored(&self) -> Result<BTreeMap<UnitId, Vec<Hash>>, JournalError> {
        let stored = self.store.meta(b"anchored")?;
        stored.map_or_else(|| Ok(BTreeMap::new()), |bytes| unwrap(&bytes, "the heads that were told"))
    }

    /// Is this the hash of an entry in the unit's book? Looks through all of it, the newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn has_link(&self, unit: UnitId, hash: Hash) -> Result<bool, JournalError> {
        let read = || {
            let store_error = || JournalError::store("be read");
            let transaction = self.store.db.begin_read().map_err(|error| store_error()(error.into()))?;
            let table = transaction.open_table(tables::ENTRIES).map_err(|error| store_error()(error.into()))?;
            let (first, last) = (entry_key(unit, 0), entry_key(unit, u64::MAX));
            let rows = table.range::<&[u8]>(first.as_slice()..=last.as_slice());
            for row in rows.map_err(|error| store_error()(error.into()))?.rev() {
                let (key, sealed) = row.map_err(|error| store_error()(error.into()))?;
                let Some((_, no)) = tables::entry_of(key.value()) else { continue };
                let plain = self.store.open("entries", key.value(), KeyOf::Unit(unit), sealed.value(), String::new);
                // A damaged one is told elsewhere.
                let link = plain.and_then(|plain| unwrap::<StoredEntry>(&plain, "entry")).map(|entry| entry.hash(no));
                if link.is_ok_and(|link| link == hash) {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        caught(|| format!("book {unit}"), read)
    }

    /// What arrived under these numbers.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn arrived(&self, numbers: &[u64]) -> Result<Vec<Arrived>, JournalError> {
        let tables = self.tables().map_err(JournalError::store("be read"))?;
        let what = || format!("arrivals {numbers:?}");
        caught(what, || numbers.iter().map(|no| tables.one(*no)).collect())
    }

    /// The sealed rows of a line from number `first` on.
    fn line(
        &self,
        table: TableDefinition<&'static [u8], &'static [u8]>,
        pair: Pair,
        (first, most): (u64, usize),
    ) -> Result<Vec<KeyValue>, JournalError> {
        let read = || -> Result<Vec<KeyValue>, redb::Error> {
            let table = self.store.db.begin_read()?.open_table(table)?;
            let (from, to) = (slip_key(pair, first), slip_key(pair, u64::MAX));
            let range = table.range::<&[u8]>(from.as_slice()..=to.as_slice())?.take(most);
            range
                .map(|row| row.map(|(key, value)| (key.value().to_vec(), value.value().to_vec())).map_err(Into::into))
                .collect()
        };
        read().map_err(JournalError::store("read a line"))
    }

    /// Slips of one of our lines from number `first` on: number, hash of the predecessor, bytes as they travel.
    ///
    /// # Errors
    /// When the store cannot be read, or a slip was destroyed.
    pub fn slips_made(&self, pair: Pair, first: u64, most: usize) -> Result<Vec<(u64, Hash, Vec<u8>)>, JournalError> {
        let rows = self.line(tables::SLIPS_OUT, pair, (first, most))?;
        let each = rows.into_iter().filter_map(|(key, bytes)| tables::slip_of(&key).map(|(_, no)| (no, key, bytes)));
        each.map(|(no, key, sealed)| {
            let what = || Pointer::Slip(pair, no).to_string();
            let bytes = self.store.open("slips_out", &key, KeyOf::Unit(pair.0), &sealed, what)?;
            let slip: StoredSlip = unwrap(&bytes, "slip")?;
            let travels = slip.bytes().map(<[u8]>::to_vec).ok_or_else(|| destroyed(what()))?;
            Ok((no, slip.prev, travels))
        })
        .collect()
    }

    /// Slips of a peer's line to us from number `first` on: number, and bytes as they travelled. Destroyed ones, and those
    /// that cannot be read, are passed over: the audit tells of them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn slips_taken(&self, pair: Pair, first: u64, most: usize) -> Result<Vec<(u64, Vec<u8>)>, JournalError> {
        let rows = self.line(tables::SLIPS_IN, pair, (first, most))?;
        let each = rows.into_iter().filter_map(|(key, sealed)| tables::slip_of(&key).map(|(_, no)| (no, key, sealed)));
        Ok(each
            .map(|(no, key, sealed)| {
                let what = || Pointer::Slip(pair, no).to_string();
                let bytes = self.store.open("slips_in", &key, KeyOf::Unit(pair.1), &sealed, what);
                let slip = bytes.and_then(|bytes| unwrap::<StoredSlip>(&bytes, "slip"));
                (no, slip.ok().and_then(|slip| slip.bytes().map(<[u8]>::to_vec)).unwrap_or_default())
            })
            .collect())
    }

    /// The hash of a slip that we made (`ours`) or took.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn slip_hash(&self, pair: Pair, no: u64, ours: bool) -> Result<Option<Hash>, JournalError> {
        let (table, owner) = if ours { (tables::SLIPS_OUT, pair.0) } else { (tables::SLIPS_IN, pair.1) };
        let what = || Pointer::Slip(pair, no).to_string();
        let bytes = self.store.get(table, &slip_key(pair, no), KeyOf::Unit(owner), what)?;
        bytes.map(|bytes| unwrap::<StoredSlip>(&bytes, "slip").map(|slip| slip.hash(no))).transpose()
    }

    /// The officers of the store, and those whose records cannot be read.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn officers(&self) -> Result<(Vec<Officer>, Vec<Damage>), JournalError> {
        let read = || -> Result<Vec<(u64, Vec<u8>)>, redb::Error> {
            let table = self.store.db.begin_read()?.open_table(tables::OFFICERS)?;
            let rows = table.iter()?;
            rows.map(|row| row.map(|(no, bytes)| (no.value(), bytes.value().to_vec())).map_err(Into::into)).collect()
        };
        let (mut officers, mut damages) = (Vec::new(), Vec::new());
        let rows = caught(|| "officers".to_owned(), || read().map_err(JournalError::store("read its officers")));
        let rows = match rows {
            Ok(rows) => rows,
            Err(error) => {
                damages.push(Damage::unless_fault("officers", error)?);
                Vec::new()
            }
        };
        for (no, sealed) in rows {
            let what = || format!("officer {no}");
            let plain = self.store.open("officers", &no.to_be_bytes(), KeyOf::Store, &sealed, what);
            match plain.and_then(|plain| decode(&plain, "officer")) {
                Ok(officer) => officers.push(officer),
                Err(error) => damages.push(Damage::of(what(), &error)),
            }
        }
        Ok((officers, damages))
    }

    /// What tells the store key from another one.
    pub fn key_print(&self) -> String {
        self.store.key.print()
    }

    /// The stored row of a record.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn row(&self, unit: UnitId, record: crate::casework::ids::RecordId) -> Result<Option<Vec<u8>>, JournalError> {
        let what = || format!("row {record} of unit {unit}");
        self.store.get(tables::ROWS, &tables::row_key(unit, record), KeyOf::Unit(unit), what)
    }

    pub(super) const fn store(&self) -> &Store {
        &self.store
    }

    fn tables(&self) -> Result<Tables<'_>, redb::Error> {
        let transaction = self.store.db.begin_read()?;
        Ok(Tables {
            store: &self.store,
            arrivals: transaction.open_table(tables::ARRIVALS)?,
            entries: transaction.open_table(tables::ENTRIES)?,
            slips: transaction.open_table(tables::SLIPS_IN)?,
        })
    }
}

struct Tables<'a> {
    store: &'a Store,
    arrivals: ReadOnlyTable<u64, &'static [u8]>,
    entries: Bytes,
    slips: Bytes,
}

impl Tables<'_> {
    /// Where some arrivals lie, sealed, as far as they follow each other.
    fn pointers(&self, numbers: &RangeInclusive<u64>) -> Result<Vec<Vec<u8>>, JournalError> {
        let error = |error: redb::StorageError| JournalError::store("be read")(error.into());
        let mut due = *numbers.start();
        let mut found = Vec::new();
        for row in self.arrivals.range(numbers.clone()).map_err(error)? {
            let (no, pointer) = row.map_err(error)?;
            if no.value() != due {
                return Err(missing(due));
            }
            found.push(pointer.value().to_vec());
            due += 1;
        }
        if due == numbers.end() + 1 { Ok(found) } else { Err(missing(due)) }
    }

    fn one(&self, no: u64) -> Result<Arrived, JournalError> {
        let pointer = self.arrivals.get(no).map_err(|error| JournalError::store("be read")(error.into()))?;
        self.arrived(no, pointer.ok_or_else(|| missing(no))?.value())
    }

    /// The name of an arrival that cannot be read: that of the entry or slip, if at least its place is known.
    fn damage(&self, no: u64, error: &JournalError) -> Damage {
        let pointer = caught(String::new, || {
            let sealed = self.arrivals.get(no).map_err(|error| JournalError::store("be read")(error.into()))?;
            let sealed = sealed.ok_or_else(|| missing(no))?;
            let plain = self.store.open("arrivals", &no.to_be_bytes(), KeyOf::Store, sealed.value(), String::new)?;
            Pointer::read(&plain).ok_or_else(|| missing(no))
        });
        Damage::of(pointer.map_or_else(|_| format!("arrival {no}"), |pointer| pointer.to_string()), error)
    }

    fn arrived(&self, arrival: u64, pointer: &[u8]) -> Result<Arrived, JournalError> {
        let what = || format!("arrival {arrival}");
        let pointer = self.store.open("arrivals", &arrival.to_be_bytes(), KeyOf::Store, pointer, what)?;
        let pointer = Pointer::read(&pointer).ok_or_else(|| missing(arrival))?;
        let name = || pointer.to_string();
        match pointer {
            Pointer::Entry(unit, no) => {
                let bytes = self.get(&self.entries, Place { table: "entries", key: &entry_key(unit, no) }, pointer)?;
                let stored: StoredEntry = unwrap(&bytes, &name())?;
                Ok(stored.entry()?.map_or_else(|| Arrived::Destroyed(pointer, stored.hash(no)), Arrived::Entry))
            }
            Pointer::Slip(pair, no) => {
                let bytes = self.get(&self.slips, Place { table: "slips_in", key: &slip_key(pair, no) }, pointer)?;
                let stored: StoredSlip = unwrap(&bytes, &name())?;
                let hash = stored.hash(no);
                Ok(stored.slip()?.map_or(Arrived::Destroyed(pointer, hash), |slip| Arrived::Slip(slip, hash)))
            }
        }
    }

    fn get(&self, table: &Bytes, place: Place<'_>, pointer: Pointer) -> Result<Vec<u8>, JournalError> {
        let value = table.get(place.key).map_err(|error| JournalError::store("be read")(error.into()))?;
        let value = value.ok_or_else(|| JournalError::Cut { what: pointer.to_string() })?;
        self.store.open(place.table, place.key, pointer.owner(), value.value(), || pointer.to_string())
    }
}

fn missing(arrival: u64) -> JournalError {
    JournalError::Cut { what: format!("arrival {arrival}") }
}

fn destroyed(what: String) -> JournalError {
    JournalError::record(what, std::io::Error::other("it was destroyed; only its commitment is left"))
}
