//! The append-only record and the board rows on redb. Nobody else names redb; `tables.rs` names every table.
//!
//! What belongs to one command (entries, slips, rows, its result) is staged and committed in one transaction. Every
//! entry of a book and every slip of a line carries the hash of its predecessor, so that nothing can be changed,
//! dropped or put between unseen.

mod codec;
mod drafts;
mod open;
mod read;
mod tables;
mod verify;

use crate::casework::entry::{Entry, Slip};
use crate::casework::ids::{CommandId, Hash, RecordId, UnitId};
use crate::casework::unit::Officer;
use codec::{RESULT, StoredEntry, StoredSlip};
use redb::{Database, ReadableDatabase};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

pub use codec::encode_slip;
pub use drafts::{DRAFT_BYTES_MAX, DRAFTS_PER_OFFICER_MAX, Drawer, NotKept};
pub use open::{FORMAT, Mode};
pub use read::{Arrived, Reader};
pub use verify::{Findings, verify_offline};

/// What keeps the record from being read or written.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error(
        "the store {path} is of format {found}; this program reads up to {FORMAT}. Use a newer dutydesk; nothing was changed"
    )]
    Newer { path: PathBuf, found: u32 },
    #[error("{path} is not a dutydesk store: choose another folder with --store; nothing was changed")]
    NotAStore { path: PathBuf },
    #[error("the store {path} is open in another process: stop it first")]
    Busy { path: PathBuf },
    #[error("could not {doing} {path}: {source}")]
    Io { doing: &'static str, path: PathBuf, source: std::io::Error },
    #[error("the store could not {doing}: {source}")]
    Store { doing: &'static str, source: Box<redb::Error> },
    #[error("the record {what} cannot be read: {source}")]
    Record { what: String, source: Box<dyn std::error::Error + Send + Sync> },
}

impl JournalError {
    fn store(doing: &'static str) -> impl FnOnce(redb::Error) -> Self {
        move |source| Self::Store { doing, source: Box::new(source) }
    }

    fn record(what: impl Into<String>, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Record { what: what.into(), source: Box::new(source) }
    }
}

/// The end of a chain: how many links, and the hash of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub no: u64,
    pub hash: Hash,
}

impl Head {
    /// Of a chain without links.
    pub const NONE: Self = Self { no: 0, hash: Hash::NONE };
}

/// Two units: from whom, to whom.
type Pair = (UnitId, UnitId);

/// The row of a record on a unit's board: what kind, which record, its bytes.
#[derive(Clone, Debug)]
pub struct RowChange {
    pub unit: UnitId,
    pub record: RecordId,
    pub bytes: Vec<u8>,
}

/// The record, opened for writing. There is one in a process, owned by one thread.
pub struct Journal {
    db: Arc<Database>,
    books: HashMap<UnitId, Head>,
    out: HashMap<Pair, Head>,
    arrival: u64,
    staged: Staged,
}

/// What the next commit writes.
#[derive(Default)]
struct Staged {
    entries: Vec<(UnitId, u64, StoredEntry)>,
    slips_out: Vec<(Pair, u64, StoredSlip)>,
    slips_in: Vec<(Pair, u64, StoredSlip)>,
    rows: Vec<RowChange>,
    results: Vec<(CommandId, Vec<u8>)>,
    officers: Vec<Officer>,
    mode: Option<Mode>,
    drafts: Vec<drafts::StagedDraft>,
}

impl Staged {
    /// Nothing to write: a look at the clocks that found nothing due costs no commit.
    fn is_empty(&self) -> bool {
        let record = self.entries.is_empty() && self.slips_out.is_empty() && self.slips_in.is_empty();
        let rest = self.rows.is_empty() && self.results.is_empty() && self.officers.is_empty();
        record && rest && self.mode.is_none() && self.drafts.is_empty()
    }
}

impl Journal {
    /// Stages an entry of a book; returns its arrival.
    ///
    /// # Errors
    /// When it cannot be encoded or is out of turn.
    pub fn stage_entry(&mut self, entry: &Entry) -> Result<u64, JournalError> {
        let head = self.books.get(&entry.unit).copied().unwrap_or(Head::NONE);
        let arrival = self.next_arrival();
        let stored = StoredEntry::new(entry, arrival, head.hash)?;
        self.books.insert(entry.unit, Head { no: entry.no, hash: stored.hash(entry.no) });
        self.staged.entries.push((entry.unit, entry.no, stored));
        Ok(arrival)
    }

    /// Stages a slip on one of our lines; returns its bytes and the hash of its predecessor, as they travel.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn stage_slip_out(&mut self, slip: &Slip) -> Result<(Vec<u8>, Hash), JournalError> {
        let pair = (slip.from, slip.to);
        let head = self.out.get(&pair).copied().unwrap_or(Head::NONE);
        let stored = StoredSlip { arrival: self.arrival, prev: head.hash, bytes: encode_slip(slip)? };
        self.out.insert(pair, Head { no: slip.no, hash: stored.hash(slip.no) });
        let travels = (stored.bytes.clone(), stored.prev);
        self.staged.slips_out.push((pair, slip.no, stored));
        Ok(travels)
    }

    /// Stages a slip that came from another unit, as it travelled; returns its arrival and its hash.
    pub fn stage_slip_in(&mut self, (from, to): Pair, no: u64, prev: Hash, bytes: Vec<u8>) -> (u64, Hash) {
        let arrival = self.next_arrival();
        let stored = StoredSlip { arrival, prev, bytes };
        let hash = stored.hash(no);
        self.staged.slips_in.push(((from, to), no, stored));
        (arrival, hash)
    }

    /// Stages the changed row of a board.
    pub fn stage_row(&mut self, row: RowChange) {
        self.staged.rows.push(row);
    }

    /// Stages what a command answered: asked again, it gets the same.
    pub fn stage_result(&mut self, command: CommandId, result: Vec<u8>) {
        self.staged.results.push((command, result));
    }

    /// What a command staged but not yet committed answers.
    pub fn staged_result(&self, command: CommandId) -> Option<&[u8]> {
        self.staged.results.iter().find(|(id, _)| *id == command).map(|(_, bytes)| bytes.as_slice())
    }

    /// Stages the decision how this store may be used.
    pub fn stage_mode(&mut self, mode: Mode) {
        self.staged.mode = Some(mode);
    }

    /// Stages an officer of the store.
    pub fn stage_officer(&mut self, officer: Officer) {
        self.staged.officers.push(officer);
    }

    /// Writes what was staged, all of it or nothing, and returns when it is durable.
    ///
    /// # Errors
    /// After an error nothing more may be written by this process: what was staged is in memory but not on disk.
    pub fn commit(&mut self) -> Result<(), JournalError> {
        if self.staged.is_empty() {
            return Ok(());
        }
        let staged = std::mem::take(&mut self.staged);
        staged.write(&self.db).map_err(JournalError::store("write the record"))
    }

    /// What a command answered when it took effect.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn result(&self, command: CommandId) -> Result<Option<Vec<u8>>, JournalError> {
        let read = || -> Result<Option<Vec<u8>>, redb::Error> {
            let table = self.db.begin_read()?.open_table(tables::RESULTS)?;
            Ok(table.get(command.0.as_u128())?.map(|value| value.value().to_vec()))
        };
        let stored = read().map_err(JournalError::store("read a result"))?;
        Ok(stored.map(|bytes| bytes.strip_prefix(&[RESULT]).unwrap_or(&bytes).to_vec()))
    }

    /// A reader that goes on while the journal is written.
    pub fn reader(&self) -> Reader {
        Reader::new(Arc::clone(&self.db))
    }

    /// The end of a unit's book.
    pub fn book_head(&self, unit: UnitId) -> Head {
        self.books.get(&unit).copied().unwrap_or(Head::NONE)
    }

    /// Entries and received slips so far.
    pub const fn arrivals(&self) -> u64 {
        self.arrival
    }

    fn next_arrival(&mut self) -> u64 {
        self.arrival += 1;
        self.arrival
    }
}
