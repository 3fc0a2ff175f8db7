//! Where the chains of a store end: as its tail says, and as what is there says.

use super::codec::{StoredEntry, StoredSlip, Tail, unwrap};
use super::damage::{Damage, caught};
use super::store::{Store, Table};
use super::tables::{self, entry_of, slip_of};
use super::vault::KeyOf;
use super::{Head, JournalError, Pair};
use crate::casework::ids::Hash;
use redb::{ReadableDatabase, ReadableTable};

/// A key and a sealed value.
type KeyValue = (Vec<u8>, Vec<u8>);

impl Store {
    /// Chains that do not end where the tail says.
    pub(super) fn disagreements(&self, tail: &Tail) -> Result<Vec<Damage>, JournalError> {
        let books = tail.books.iter().map(|(unit, head)| {
            let key = tables::entry_key(*unit, head.no);
            let of = KeyOf::Unit(*unit);
            self.ends_in(tables::ENTRIES, (&key, of), *head, format!("book {unit} entry {}", head.no))
        });
        let line = |table: Table, ours: bool| {
            move |((from, to), head): &(Pair, Head)| {
                let key = tables::slip_key((*from, *to), head.no);
                let of = KeyOf::Unit(if ours { *from } else { *to });
                self.ends_in(table, (&key, of), *head, format!("line {from} to {to} slip {}", head.no))
            }
        };
        let made = tail.made.iter().map(line(tables::SLIPS_OUT, true));
        let taken = tail.taken.iter().map(line(tables::SLIPS_IN, false));
        let all: Result<Vec<Option<Damage>>, JournalError> = books.chain(made).chain(taken).collect();
        let mut found: Vec<Damage> = all?.into_iter().flatten().collect();
        let last = caught(|| "arrivals".to_owned(), || self.last_arrival());
        match last {
            Ok(last) if last == tail.arrival => {}
            Ok(last) => found.push(cut(format!("arrival {}", last.min(tail.arrival) + 1))),
            Err(error) => found.push(Damage::unless_fault("arrivals", error)?),
        }
        Ok(found)
    }

    fn ends_in(
        &self,
        table: Table,
        (key, of): (&[u8], KeyOf),
        head: Head,
        place: String,
    ) -> Result<Option<Damage>, JournalError> {
        let is_book = key.len() == tables::entry_key(crate::casework::ids::UnitId([0; 16]), 0).len();
        let hash = |plain: &[u8]| -> Result<Hash, JournalError> {
            if is_book {
                return unwrap::<StoredEntry>(plain, &place).map(|entry| entry.hash(head.no));
            }
            unwrap::<StoredSlip>(plain, &place).map(|slip| slip.hash(head.no))
        };
        let read =
            self.get(table, key, of, || place.clone()).and_then(|plain| plain.map(|plain| hash(&plain)).transpose());
        match read {
            Ok(Some(found)) if found == head.hash => Ok(None),
            Ok(Some(_) | None) => Ok(Some(cut(place))),
            Err(error) => Damage::unless_fault(place, error).map(Some),
        }
    }

    pub(super) fn last_arrival(&self) -> Result<u64, JournalError> {
        let read = || -> Result<u64, redb::Error> {
            let arrivals = self.db.begin_read()?.open_table(tables::ARRIVALS)?;
            Ok(arrivals.last()?.map_or(0, |(no, _)| no.value()))
        };
        read().map_err(JournalError::store("find where it ends"))
    }

    /// The tail that follows from the last rows that can be read.
    pub(super) fn ends_found(&self) -> Result<Tail, JournalError> {
        let read = || {
            let last = |table: Table, prefix: usize| -> Result<Vec<KeyValue>, redb::Error> {
                last_of_each(&self.db.begin_read()?.open_table(table)?, prefix)
            };
            let rows = |table, prefix| last(table, prefix).map_err(JournalError::store("find where it ends"));
            let mut tail = Tail { arrival: self.last_arrival()?, ..Tail::default() };
            for (key, sealed) in rows(tables::ENTRIES, 16)? {
                let Some((unit, no)) = entry_of(&key) else { continue };
                let plain = self.open("entries", &key, KeyOf::Unit(unit), &sealed, String::new);
                let hash = plain.and_then(|plain| unwrap::<StoredEntry>(&plain, "last entry")).map(|one| one.hash(no));
                tail.books.push((unit, Head { no, hash: hash.unwrap_or(Hash::NONE) }));
            }
            for (table, name, ours) in [(tables::SLIPS_OUT, "slips_out", true), (tables::SLIPS_IN, "slips_in", false)] {
                for (key, sealed) in rows(table, 32)? {
                    let Some((pair, no)) = slip_of(&key) else { continue };
                    let of = KeyOf::Unit(if ours { pair.0 } else { pair.1 });
                    let plain = self.open(name, &key, of, &sealed, String::new);
                    let hash =
                        plain.and_then(|plain| unwrap::<StoredSlip>(&plain, "last slip")).map(|one| one.hash(no));
                    let head = Head { no, hash: hash.unwrap_or(Hash::NONE) };
                    if ours { tail.made.push((pair, head)) } else { tail.taken.push((pair, head)) }
                }
            }
            Ok(tail)
        };
        caught(|| "the ends of the chains".to_owned(), read)
    }
}

fn cut(what: String) -> Damage {
    Damage::of(what.clone(), &JournalError::Cut { what })
}

/// The last row of each run of keys that begin alike.
fn last_of_each(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    prefix_bytes: usize,
) -> Result<Vec<KeyValue>, redb::Error> {
    let mut found = Vec::new();
    let mut upto: Option<Vec<u8>> = None;
    loop {
        let next = match &upto {
            None => table.last()?,
            Some(prefix) => table.range::<&[u8]>(..prefix.as_slice())?.next_back().transpose()?,
        };
        let Some((key, value)) = next else { return Ok(found) };
        let key = key.value().to_vec();
        upto = Some(key[..prefix_bytes.min(key.len())].to_vec());
        found.push((key, value.value().to_vec()));
    }
}
