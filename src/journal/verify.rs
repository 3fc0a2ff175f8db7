//! Checks the whole record: each book and each line from its first link to its last, and that nothing points nowhere.

use super::codec::{Pointer, StoredEntry, StoredSlip, unwrap};
use super::create::database;
use super::open::FILE;
use super::store::{Store, Table};
use super::store_key::KeyPlaces;
use super::tables::{self, entry_of, slip_of};
use super::vault::KeyOf;
use super::{JournalError, Reader};
use crate::casework::ids::{Hash, UnitId};
use redb::{ReadableDatabase, ReadableTable, ReadableTableMetadata};
use std::path::Path;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    pub books: u64,
    pub entries: u64,
    pub lines: u64,
    pub slips: u64,
    /// The first thing that is wrong.
    pub first_wrong: Option<String>,
}

/// Checks the store in a folder while no daemon has it open.
///
/// # Errors
/// When it cannot be opened or read at all.
pub fn verify_offline(folder: &Path, keys: &KeyPlaces) -> Result<Findings, JournalError> {
    verify(&Store::unlock(database(&folder.join(FILE))?, folder, keys)?)
}

impl Reader {
    /// Checks the store while it goes on.
    ///
    /// # Errors
    /// When it cannot be read at all.
    pub fn verify(&self) -> Result<Findings, JournalError> {
        verify(self.store())
    }
}

fn verify(store: &Store) -> Result<Findings, JournalError> {
    let mut findings = Findings::default();
    let read = |findings: &mut Findings| -> Result<(), redb::Error> {
        books(store, findings)?;
        lines(store, (tables::SLIPS_OUT, "slips_out"), findings)?;
        lines(store, (tables::SLIPS_IN, "slips_in"), findings)?;
        arrivals(store, findings)
    };
    read(&mut findings).map_err(JournalError::store("be read"))?;
    Ok(findings)
}

impl Findings {
    fn wrong(&mut self, what: String) {
        self.first_wrong.get_or_insert(what);
    }
}

/// One chain, link by link: dense numbers, each naming its predecessor.
#[derive(Default)]
struct Chain<K> {
    of: Option<K>,
    no: u64,
    hash: Option<Hash>,
}

impl<K: PartialEq + Copy> Chain<K> {
    /// Goes on to the link `no` of chain `of`; says what is wrong with it.
    fn link(&mut self, of: K, no: u64, prev: Hash) -> Option<&'static str> {
        if self.of != Some(of) {
            *self = Self { of: Some(of), no: 0, hash: None };
        }
        self.no += 1;
        if self.no != no {
            self.no = no;
            return Some("a number is missing before it");
        }
        (prev != self.hash.unwrap_or(Hash::NONE)).then_some("it does not follow from the one before")
    }
}

fn books(store: &Store, findings: &mut Findings) -> Result<(), redb::Error> {
    let table = store.db.begin_read()?.open_table(tables::ENTRIES)?;
    let mut chain: Chain<UnitId> = Chain { of: None, no: 0, hash: None };
    for row in table.iter()? {
        let (key, value) = row?;
        let Some((unit, no)) = entry_of(key.value()) else {
            findings.wrong("a book entry with a broken key".into());
            continue;
        };
        let place = format!("book {unit} entry {no}");
        findings.entries += 1;
        findings.books += u64::from(no == 1);
        let opened = store.open("entries", key.value(), KeyOf::Unit(unit), value.value(), || place.clone());
        match opened.and_then(|bytes| unwrap::<StoredEntry>(&bytes, "entry")) {
            Ok(stored) => {
                if let Some(why) = chain.link(unit, no, stored.prev) {
                    findings.wrong(format!("{place}: {why}"));
                }
                chain.hash = Some(stored.hash(no));
                match stored.entry() {
                    Ok(None) => {}
                    Ok(Some(entry)) if entry.unit == unit && entry.no == no => {}
                    Ok(_) => findings.wrong(format!("{place}: it belongs elsewhere")),
                    Err(error) => findings.wrong(format!("{place}: {error}")),
                }
            }
            Err(error) => findings.wrong(format!("{place}: {error}")),
        }
    }
    Ok(())
}

fn lines(store: &Store, (table, name): (Table, &str), findings: &mut Findings) -> Result<(), redb::Error> {
    let table = store.db.begin_read()?.open_table(table)?;
    let mut chain: Chain<(UnitId, UnitId)> = Chain { of: None, no: 0, hash: None };
    for row in table.iter()? {
        let (key, value) = row?;
        let Some((pair, no)) = slip_of(key.value()) else {
            findings.wrong("a slip with a broken key".into());
            continue;
        };
        let place = format!("line {} to {} slip {no}", pair.0, pair.1);
        findings.slips += 1;
        findings.lines += u64::from(no == 1);
        let owner = KeyOf::Unit(if name == "slips_out" { pair.0 } else { pair.1 });
        let opened = store.open(name, key.value(), owner, value.value(), || place.clone());
        match opened.and_then(|bytes| unwrap::<StoredSlip>(&bytes, "slip")) {
            Ok(stored) => {
                if let Some(why) = chain.link(pair, no, stored.prev) {
                    findings.wrong(format!("{place}: {why}"));
                }
                chain.hash = Some(stored.hash(no));
                if let Err(error) = stored.slip() {
                    findings.wrong(format!("{place}: {error}"));
                }
            }
            Err(error) => findings.wrong(format!("{place}: {error}")),
        }
    }
    Ok(())
}

/// Arrivals are dense, and each points at an entry or a slip that is there.
fn arrivals(store: &Store, findings: &mut Findings) -> Result<(), redb::Error> {
    let transaction = store.db.begin_read()?;
    let table = transaction.open_table(tables::ARRIVALS)?;
    let entries = transaction.open_table(tables::ENTRIES)?;
    let slips = transaction.open_table(tables::SLIPS_IN)?;
    let mut last = 0;
    for row in table.iter()? {
        let (no, pointer) = row?;
        last += 1;
        if no.value() != last {
            findings.wrong(format!("arrival {last} is missing"));
            last = no.value();
        }
        let opened = store.open("arrivals", &no.value().to_be_bytes(), KeyOf::Store, pointer.value(), String::new);
        let there = match opened.ok().and_then(|bytes| Pointer::read(&bytes)) {
            Some(Pointer::Entry(unit, no)) => entries.get(tables::entry_key(unit, no).as_slice())?.is_some(),
            Some(Pointer::Slip(pair, no)) => slips.get(tables::slip_key(pair, no).as_slice())?.is_some(),
            None => false,
        };
        if !there {
            findings.wrong(format!("arrival {last} points at nothing"));
        }
    }
    if entries.len()? + slips.len()? != table.len()? {
        findings.wrong("entries and slips are not as many as have arrived".into());
    }
    Ok(())
}
