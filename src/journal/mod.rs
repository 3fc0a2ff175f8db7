//! The append-only record and the board rows on redb. Nobody else names redb; `tables.rs` names every table.
//!
//! What belongs to one command (entries, slips, rows, its result) is staged and committed in one transaction. Every
//! entry of a book and every slip of a line carries the hash of its predecessor, so that nothing can be changed,
//! dropped or put between unseen. Every value and every file is sealed (`vault.rs`): what is read was written here, for
//! this place, and nothing of it can be read without the store key, which lies elsewhere (`store_key.rs`).

mod anchors;
mod audit;
mod backup;
mod blob;
mod blob_keeping;
mod codec;
mod create;
mod damage;
mod destroy;
mod drafts;
mod ends;
mod engine;
mod files;
mod folded;
mod frames;
mod open;
mod read;
mod restore;
mod rotate;
mod seal;
mod shred;
mod store;
mod store_key;
mod tables;
mod unnamed;
mod upcast;
mod vault;
mod write;

use crate::casework::entry::{Entry, Slip};
use crate::casework::ids::{CommandId, Hash, RecordId, UnitId};
use crate::casework::unit::Officer;
use codec::{RESULT, SlipBody, StoredEntry, StoredSlip, Tail};
use damage::caught;
use redb::ReadableDatabase;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
use store::Store;
use write::Staged;

pub use anchors::{Anchor, append_anchors, read_anchors};
pub use audit::{Findings, verify_offline};
pub use backup::{CopyError, Manifest};
pub use blob::{BlobError, BlobId, BlobReader, BlobWriter, Blobs, PIECE_BYTES};
pub use codec::{Pointer, decode_slip, encode_slip};
pub use damage::{DAMAGES_NAMED_MAX, Damage};
pub use drafts::{DRAFT_BYTES_MAX, DRAFTS_PER_OFFICER_MAX, Drawer, NotKept};
pub use files::{FileFindings, WrongFile};
pub use folded::{End, FOLD_FORMAT, FoldedChange, Opened, Snapshot, Unread};
pub use open::{FORMAT, Mode};
pub use read::{Arrived, Reader};
pub use restore::{Progress, Restored, check_copy, restore};
pub use rotate::Pass;
pub use seal::{Place, SealError};
pub use store_key::{KeyPlaces, KeyProblem, StoreId, StoreKey, StoreMark, make as make_store_key};
pub use unnamed::LONG_AGO;
pub use vault::{KeyOf, Vault};
pub use write::Commit;

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
    #[error("the record {what} cannot be opened: {why}")]
    Damaged { what: String, why: SealError },
    #[error("the record does not end where it should, at {what}: part of it was cut off or is of an older copy")]
    Cut { what: String },
    #[error(transparent)]
    Key(#[from] KeyProblem),
}

impl JournalError {
    /// The same in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Newer { path, found } => format!(
                "库 {} 是格式 {found}, 本程序只读到 {FORMAT}: 请用较新的 dutydesk; 未作任何改动",
                path.display()
            ),
            Self::NotAStore { path } => {
                format!("{} 不是 dutydesk 的库: 用 --store 另选目录; 未作任何改动", path.display())
            }
            Self::Busy { path } => format!("库 {} 正由另一进程打开: 先停下它", path.display()),
            Self::Io { doing, path, source } => format!("{} ({doing}): {source}", path.display()),
            Self::Store { doing, source } => format!("库出错 ({doing}): {source}"),
            Self::Record { what, source } => format!("记录 {what} 读不出: {source}"),
            Self::Damaged { what, why } => format!("记录 {what} 打不开: {}", why.zh()),
            Self::Cut { what } => format!("记录应止于 {what} 却不是: 被截去一段, 或混有旧本"),
            Self::Key(problem) => problem.zh(),
        }
    }

    /// Did the disk fail, or is it what the disk holds that is wrong?
    fn is_fault(&self) -> bool {
        match self {
            Self::Store { source, .. } => matches!(**source, redb::Error::Io(_) | redb::Error::PreviousIo),
            Self::Io { .. } => true,
            Self::Newer { .. }
            | Self::NotAStore { .. }
            | Self::Busy { .. }
            | Self::Record { .. }
            | Self::Damaged { .. }
            | Self::Cut { .. }
            | Self::Key(_) => false,
        }
    }

    fn store(doing: &'static str) -> impl FnOnce(redb::Error) -> Self {
        move |source| Self::Store { doing, source: Box::new(source) }
    }

    fn record(what: impl Into<String>, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Record { what: what.into(), source: Box::new(source) }
    }
}

/// The end of a chain: how many links, and the hash of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub no: u64,
    pub hash: Hash,
}

impl Head {
    /// Of a chain without links.
    pub const NONE: Self = Self { no: 0, hash: Hash::NONE };
}

/// The fact which heads were told last.
const ANCHORED: &[u8] = b"anchored";

/// Heads kept by unit: a crash between writing this and the anchor file, and then some.
const ANCHORED_KEPT: usize = 8;

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
    store: Store,
    blobs: Blobs,
    books: HashMap<UnitId, Head>,
    out: HashMap<Pair, Head>,
    taken: HashMap<Pair, Head>,
    arrival: u64,
    staged: Staged,
    /// What was cut last: it is being written, or was.
    leaving: Arc<Staged>,
    damages: Vec<Damage>,
    /// Damaged records that somebody decided to go on without.
    set_apart: BTreeSet<String>,
    /// The last heads told, by unit.
    anchored: BTreeMap<UnitId, Vec<Hash>>,
}

impl Journal {
    /// Stages an entry of a book; returns its arrival.
    ///
    /// # Errors
    /// When it cannot be encoded or is out of turn.
    pub fn stage_entry(&mut self, entry: &Entry) -> Result<u64, JournalError> {
        let ordering = entry.fact.destroys().map(|order| self.stage_destruction(entry, order)).transpose()?;
        let entry = ordering.as_ref().unwrap_or(entry);
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
        let bytes = encode_slip(slip)?;
        let stored = StoredSlip { arrival: self.arrival, prev: head.hash, body: SlipBody::Whole(bytes.clone()) };
        self.out.insert(pair, Head { no: slip.no, hash: stored.hash(slip.no) });
        self.staged.slips_out.push((pair, slip.no, stored));
        Ok((bytes, head.hash))
    }

    /// Stages a slip that came from another unit, as it travelled; returns its arrival and its hash.
    pub fn stage_slip_in(&mut self, (from, to): Pair, no: u64, prev: Hash, bytes: Vec<u8>) -> (u64, Hash) {
        let arrival = self.next_arrival();
        let stored = StoredSlip { arrival, prev, body: SlipBody::Whole(bytes) };
        let hash = stored.hash(no);
        self.taken.insert((from, to), Head { no, hash });
        self.staged.slips_in.push(((from, to), no, stored));
        (arrival, hash)
    }

    /// Stages the changed row of a board.
    pub fn stage_row(&mut self, row: RowChange) {
        self.staged.rows.push(row);
    }

    /// Stages what a command answered: asked again, it gets the same.
    pub fn stage_result(&mut self, command: CommandId, result: Vec<u8>) {
        self.staged.results.insert(command, result);
    }

    /// Stages that the head of a unit's book was told, as it is with what is staged.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn stage_anchored(&mut self, unit: UnitId) -> Result<Head, JournalError> {
        let head = self.book_head(unit);
        let told = self.anchored.entry(unit).or_default();
        told.push(head.hash);
        let more = told.len().saturating_sub(ANCHORED_KEPT);
        told.drain(..more);
        let bytes = codec::wrap(&self.anchored)?;
        self.staged.meta.retain(|(name, _)| *name != ANCHORED);
        self.staged.meta.push((ANCHORED, bytes));
        Ok(head)
    }

    /// What a command staged, or cut and perhaps not yet committed, answers.
    pub fn staged_result(&self, command: CommandId) -> Option<&[u8]> {
        let result = self.staged.results.get(&command).or_else(|| self.leaving.results.get(&command));
        result.map(Vec::as_slice)
    }

    /// Stages the decision how this store may be used.
    pub fn stage_mode(&mut self, mode: Mode) {
        self.staged.mode = Some(mode);
    }

    /// Stages an officer of the store.
    pub fn stage_officer(&mut self, officer: Officer) {
        self.staged.officers.push(officer);
    }

    /// Takes what was staged, to be committed beside the staging of what comes after. None: nothing was. What was cut
    /// before has to be durable when this is committed.
    pub fn cut(&mut self) -> Option<Commit> {
        if self.staged.is_empty() {
            return None;
        }
        self.leaving = Arc::new(std::mem::take(&mut self.staged));
        Some(Commit { store: self.store.clone(), staged: Arc::clone(&self.leaving), tail: self.tail() })
    }

    /// Writes what was staged, all of it or nothing, and returns when it is durable. Nothing that was cut is still being
    /// written then.
    ///
    /// # Errors
    /// After an error nothing more may be written by this process: what was staged is in memory but not on disk.
    pub fn commit(&mut self) -> Result<(), JournalError> {
        if self.staged.is_empty() { Ok(()) } else { self.write_staged() }
    }

    /// Writes also when nothing was staged: the tail, and keys that were made.
    fn write_staged(&mut self) -> Result<(), JournalError> {
        let staged = std::mem::take(&mut self.staged);
        let write = || staged.write(&self.store, &self.tail()).map_err(JournalError::store("write the record"));
        caught(|| "of the whole store".to_owned(), write)
    }

    /// Where everything ends, with what is staged.
    fn tail(&self) -> Tail {
        fn sorted<K: Copy + Ord>(heads: &HashMap<K, Head>) -> Vec<(K, Head)> {
            let mut sorted: Vec<_> = heads.iter().map(|(of, head)| (*of, *head)).collect();
            sorted.sort_unstable_by_key(|(of, _)| *of);
            sorted
        }
        Tail { arrival: self.arrival, books: sorted(&self.books), made: sorted(&self.out), taken: sorted(&self.taken) }
    }

    /// What a command answered when it took effect.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn result(&self, command: CommandId) -> Result<Option<Vec<u8>>, JournalError> {
        let key = command.0.as_u128();
        let read = || -> Result<Option<Vec<u8>>, redb::Error> {
            let table = self.store.db.begin_read()?.open_table(tables::RESULTS)?;
            Ok(table.get(key)?.map(|value| value.value().to_vec()))
        };
        let what = || format!("result of command {command}");
        let sealed = caught(what, || read().map_err(JournalError::store("read a result")))?;
        let Some(sealed) = sealed else { return Ok(None) };
        let bytes = self.store.open("results", &key.to_be_bytes(), KeyOf::Store, &sealed, what)?;
        Ok(Some(bytes.strip_prefix(&[RESULT]).unwrap_or(&bytes).to_vec()))
    }

    /// A reader that goes on while the journal is written.
    pub fn reader(&self) -> Reader {
        Reader::new(self.store.clone())
    }

    /// The files of the store.
    pub fn blobs(&self) -> Blobs {
        self.blobs.clone()
    }

    /// The keys of the store.
    pub fn vault(&self) -> Arc<Vault> {
        Arc::clone(&self.store.vault)
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

#[cfg(test)]
mod golden;
