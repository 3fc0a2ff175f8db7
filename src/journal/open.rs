//! Creating, opening and writing a store. A store is made beside and renamed into place: it is there whole, or not.

use super::codec::{Pointer, RESULT, StoredEntry, StoredSlip, decode, encode};
use super::tables::{self, entry_key, row_key, slip_key};
use super::{Head, Journal, JournalError, Pair, Staged};
use crate::casework::ids::UnitId;
use redb::{Database, ReadableDatabase, ReadableTable};
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

/// The format that this program writes; it reads this and older ones.
pub const FORMAT: u32 = 1;

/// Name of the record's file in the store's folder.
const FILE: &str = "record.redb";

/// redb's own cache; the boards live in memory, so it only has to serve the tail of the book.
const CACHE_BYTES: usize = 64 << 20;

/// How a store may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Each account is one officer.
    Real,
    /// One account plays several named persons; marked everywhere.
    Practice,
}

impl Mode {
    const fn word(self) -> &'static [u8] {
        match self {
            Self::Real => b"real",
            Self::Practice => b"practice",
        }
    }
}

impl Journal {
    /// Opens the store in a folder, making it first when there is none.
    ///
    /// # Errors
    /// A newer format, another kind of file, another process that has it open, or the disk.
    pub fn open(folder: &Path) -> Result<Self, JournalError> {
        let path = folder.join(FILE);
        if !path.exists() {
            create(folder, &path)?;
        }
        let db = database(&path)?;
        check_format(&db, &path)?;
        let mut journal = Self {
            db: Arc::new(db),
            books: HashMap::new(),
            out: HashMap::new(),
            arrival: 0,
            staged: Staged::default(),
        };
        journal.find_heads()?;
        Ok(journal)
    }

    /// How this store may be used; None until that was decided.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn mode(&self) -> Result<Option<Mode>, JournalError> {
        let read = || -> Result<Option<Mode>, redb::Error> {
            let meta = self.db.begin_read()?.open_table(tables::META)?;
            let mode = meta.get(b"mode".as_slice())?;
            Ok(mode.map(|mode| if mode.value() == Mode::Practice.word() { Mode::Practice } else { Mode::Real }))
        };
        read().map_err(JournalError::store("read its mode"))
    }

    fn find_heads(&mut self) -> Result<(), JournalError> {
        let db = Arc::clone(&self.db);
        let read = || -> Result<(Vec<KeyValue>, Vec<KeyValue>, u64), redb::Error> {
            let transaction = db.begin_read()?;
            let entries = last_of_each(&transaction.open_table(tables::ENTRIES)?, 16)?;
            let slips = last_of_each(&transaction.open_table(tables::SLIPS_OUT)?, 32)?;
            let arrivals = transaction.open_table(tables::ARRIVALS)?;
            let arrival = arrivals.last()?.map_or(0, |(no, _)| no.value());
            Ok((entries, slips, arrival))
        };
        let (entries, slips, arrival) = read().map_err(JournalError::store("find where it ends"))?;
        for (key, bytes) in entries {
            if let Some((unit, no)) = tables::entry_of(&key) {
                let stored: StoredEntry = decode(&bytes, "last entry")?;
                self.books.insert(unit, Head { no, hash: stored.hash(no) });
            }
        }
        for (key, bytes) in slips {
            if let Some((pair, no)) = tables::slip_of(&key) {
                let stored: StoredSlip = decode(&bytes, "last slip")?;
                self.out.insert(pair, Head { no, hash: stored.hash(no) });
            }
        }
        self.arrival = arrival;
        Ok(())
    }
}

/// A row as its bytes.
type KeyValue = (Vec<u8>, Vec<u8>);

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

impl Staged {
    /// One durable transaction.
    pub(super) fn write(self, db: &Database) -> Result<(), redb::Error> {
        let mut transaction = db.begin_write()?;
        transaction.set_quick_repair(true);
        {
            let mut arrivals = transaction.open_table(tables::ARRIVALS)?;
            let mut entries = transaction.open_table(tables::ENTRIES)?;
            for (unit, no, stored) in self.entries {
                arrivals.insert(stored.arrival, Pointer::Entry(unit, no).to_bytes().as_slice())?;
                entries.insert(entry_key(unit, no).as_slice(), bytes_of(&stored)?.as_slice())?;
            }
            let mut taken = transaction.open_table(tables::SLIPS_IN)?;
            for (pair, no, stored) in self.slips_in {
                arrivals.insert(stored.arrival, Pointer::Slip(pair, no).to_bytes().as_slice())?;
                taken.insert(slip_key(pair, no).as_slice(), bytes_of(&stored)?.as_slice())?;
            }
            let mut made = transaction.open_table(tables::SLIPS_OUT)?;
            for (pair, no, stored) in self.slips_out {
                made.insert(slip_key(pair, no).as_slice(), bytes_of(&stored)?.as_slice())?;
            }
            let mut rows = transaction.open_table(tables::ROWS)?;
            for row in self.rows {
                rows.insert(row_key(row.unit, row.record).as_slice(), row.bytes.as_slice())?;
            }
            let mut results = transaction.open_table(tables::RESULTS)?;
            for (command, result) in self.results {
                results.insert(command.0.as_u128(), [&[RESULT], result.as_slice()].concat().as_slice())?;
            }
            if let Some(mode) = self.mode {
                transaction.open_table(tables::META)?.insert(b"mode".as_slice(), mode.word())?;
            }
            let mut officers = transaction.open_table(tables::OFFICERS)?;
            for officer in self.officers {
                officers.insert(u64::from(officer.id.0), bytes_of(&officer)?.as_slice())?;
            }
            let mut drafts = transaction.open_table(tables::DRAFTS)?;
            for (key, draft) in self.drafts {
                match draft {
                    Some(bytes) => _ = drafts.insert(key.as_slice(), bytes.as_slice())?,
                    None => _ = drafts.remove(key.as_slice())?,
                }
            }
        }
        Ok(transaction.commit()?)
    }
}

/// Encoding of plain values; a failure stops the commit like any other.
fn bytes_of<T: serde::Serialize>(record: &T) -> Result<Vec<u8>, redb::Error> {
    encode(record).map_err(|error| redb::Error::Io(io::Error::other(error.to_string())))
}

fn create(folder: &Path, path: &Path) -> Result<(), JournalError> {
    let io = |doing: &'static str, at: &Path| {
        let at = at.to_owned();
        move |source| JournalError::Io { doing, path: at, source }
    };
    let beside = folder.join(format!("{FILE}.new"));
    match std::fs::remove_file(&beside) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(io("remove", &beside)(error)),
    }
    let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&beside);
    drop(file.map_err(io("create", &beside))?);
    write_empty(&beside).map_err(JournalError::store("be created"))?;
    File::open(&beside).and_then(|file| file.sync_all()).map_err(io("sync", &beside))?;
    std::fs::rename(&beside, path).map_err(io("rename", &beside))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io("sync", folder))
}

fn write_empty(beside: &Path) -> Result<(), redb::Error> {
    let db = Database::builder().create(beside)?;
    let mut transaction = db.begin_write()?;
    transaction.set_quick_repair(true);
    transaction.open_table(tables::META)?.insert(b"format".as_slice(), FORMAT.to_be_bytes().as_slice())?;
    transaction.open_table(tables::ENTRIES)?;
    transaction.open_table(tables::SLIPS_OUT)?;
    transaction.open_table(tables::SLIPS_IN)?;
    transaction.open_table(tables::ARRIVALS)?;
    transaction.open_table(tables::ROWS)?;
    transaction.open_table(tables::RESULTS)?;
    transaction.open_table(tables::OFFICERS)?;
    transaction.open_table(tables::DRAFTS)?;
    transaction.commit()?;
    drop(db);
    Ok(())
}

/// Opens the file of a store.
pub(super) fn database(path: &Path) -> Result<Database, JournalError> {
    Database::builder().set_cache_size(CACHE_BYTES).open(path).map_err(|error| match error {
        redb::DatabaseError::DatabaseAlreadyOpen => JournalError::Busy { path: path.to_owned() },
        redb::DatabaseError::Storage(redb::StorageError::Io(source)) if source.kind() == io::ErrorKind::InvalidData => {
            JournalError::NotAStore { path: path.to_owned() }
        }
        other => JournalError::Store { doing: "be opened", source: Box::new(other.into()) },
    })
}

fn check_format(db: &Database, path: &Path) -> Result<(), JournalError> {
    let read = || -> Result<Option<u32>, redb::Error> {
        let meta = db.begin_read()?.open_table(tables::META)?;
        let format = meta.get(b"format".as_slice())?;
        Ok(format.and_then(|bytes| bytes.value().try_into().ok().map(u32::from_be_bytes)))
    };
    match read() {
        Ok(Some(found)) if found <= FORMAT => Ok(()),
        Ok(Some(found)) => Err(JournalError::Newer { path: path.to_owned(), found }),
        Ok(None) | Err(redb::Error::TableDoesNotExist(_)) => Err(JournalError::NotAStore { path: path.to_owned() }),
        Err(error) => Err(JournalError::Store { doing: "be read", source: Box::new(error) }),
    }
}

/// The units that have a book.
impl Journal {
    pub fn units(&self) -> impl Iterator<Item = UnitId> {
        self.books.keys().copied()
    }

    /// The end of the line between two units, as far as we made it.
    pub fn line_head(&self, pair: Pair) -> Head {
        self.out.get(&pair).copied().unwrap_or(Head::NONE)
    }
}
