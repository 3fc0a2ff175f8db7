//! What a commit writes: everything sealed, in one durable transaction, or nothing. It may be written by another thread
//! than the journal's, while that stages what comes after.

use super::codec::{Pointer, RESULT, StoredEntry, StoredSlip, Tail, encode, wrap};
use super::create::write_keys;
use super::damage::caught;
use super::folded::{FoldedChange, Snapshot, upto_bytes};
use super::open::FOLDED_UPTO;
use super::store::Store;
use super::tables::{self, entry_key, folded_key, row_key, slip_key};
use super::vault::KeyOf;
use super::{JournalError, Mode, Pair, RowChange, drafts};
use crate::casework::ids::{CommandId, UnitId};
use crate::casework::unit::Officer;
use redb::WriteTransaction;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

/// What the next commit writes.
#[derive(Default)]
pub(super) struct Staged {
    pub entries: Vec<(UnitId, u64, StoredEntry)>,
    /// Entries of which the body goes.
    pub destroyed: Vec<(UnitId, u64, StoredEntry)>,
    pub slips_out: Vec<(Pair, u64, StoredSlip)>,
    pub slips_in: Vec<(Pair, u64, StoredSlip)>,
    pub rows: Vec<RowChange>,
    pub folded: Vec<FoldedChange>,
    pub folded_upto: Option<u64>,
    pub results: BTreeMap<CommandId, Vec<u8>>,
    pub officers: Vec<Officer>,
    pub mode: Option<Mode>,
    pub drafts: Vec<drafts::StagedDraft>,
    /// Facts about the store.
    pub meta: Vec<(&'static [u8], Vec<u8>)>,
}

impl Staged {
    /// Nothing to write: a look at the clocks that found nothing due costs no commit.
    pub fn is_empty(&self) -> bool {
        let record = self.entries.is_empty() && self.slips_out.is_empty() && self.slips_in.is_empty();
        let rest =
            self.rows.is_empty() && self.folded.is_empty() && self.results.is_empty() && self.officers.is_empty();
        record && rest && self.mode.is_none() && self.drafts.is_empty() && self.meta.is_empty()
    }

    /// One durable transaction; `tail` says where everything ends after it.
    pub fn write(&self, store: &Store, tail: &Tail) -> Result<(), redb::Error> {
        let mut transaction = store.db.begin_write()?;
        transaction.set_quick_repair(true);
        self.write_record(store, &transaction)?;
        self.write_folded(store, &transaction)?;
        self.write_rest(store, &transaction)?;
        {
            let mut meta = transaction.open_table(tables::META)?;
            let sealed = store.seal(&tables::META, b"tail", KeyOf::Store, &envelope(tail)?)?;
            meta.insert(b"tail".as_slice(), sealed.as_slice())?;
            for (name, plain) in &self.meta {
                meta.insert(*name, store.seal(&tables::META, name, KeyOf::Store, plain)?.as_slice())?;
            }
        }
        write_keys(&transaction, store.vault.take_unsaved())?;
        Ok(transaction.commit()?)
    }

    fn write_record(&self, store: &Store, transaction: &WriteTransaction) -> Result<(), redb::Error> {
        let mut arrivals = transaction.open_table(tables::ARRIVALS)?;
        let mut arrived = |arrival: u64, pointer: Pointer| -> Result<(), redb::Error> {
            let sealed = store.seal(&tables::ARRIVALS, &arrival.to_be_bytes(), KeyOf::Store, &pointer.to_bytes())?;
            arrivals.insert(arrival, sealed.as_slice())?;
            Ok(())
        };
        let mut entries = transaction.open_table(tables::ENTRIES)?;
        for (unit, no, stored) in &self.entries {
            arrived(stored.arrival, Pointer::Entry(*unit, *no))?;
            let key = entry_key(*unit, *no);
            let sealed = store.seal(&tables::ENTRIES, &key, KeyOf::Unit(*unit), &envelope(stored)?)?;
            entries.insert(key.as_slice(), sealed.as_slice())?;
        }
        // After those of the same batch: one of them may be destroyed in it.
        for (unit, no, stored) in &self.destroyed {
            let key = entry_key(*unit, *no);
            let sealed = store.seal(&tables::ENTRIES, &key, KeyOf::Unit(*unit), &envelope(stored)?)?;
            entries.insert(key.as_slice(), sealed.as_slice())?;
        }
        let mut taken = transaction.open_table(tables::SLIPS_IN)?;
        for (pair, no, stored) in &self.slips_in {
            arrived(stored.arrival, Pointer::Slip(*pair, *no))?;
            let key = slip_key(*pair, *no);
            let sealed = store.seal(&tables::SLIPS_IN, &key, KeyOf::Unit(pair.1), &envelope(stored)?)?;
            taken.insert(key.as_slice(), sealed.as_slice())?;
        }
        let mut made = transaction.open_table(tables::SLIPS_OUT)?;
        for (pair, no, stored) in &self.slips_out {
            let key = slip_key(*pair, *no);
            let sealed = store.seal(&tables::SLIPS_OUT, &key, KeyOf::Unit(pair.0), &envelope(stored)?)?;
            made.insert(key.as_slice(), sealed.as_slice())?;
        }
        Ok(())
    }

    fn write_folded(&self, store: &Store, transaction: &WriteTransaction) -> Result<(), redb::Error> {
        let mut rows = transaction.open_table(tables::ROWS)?;
        for row in &self.rows {
            let key = row_key(row.unit, row.record);
            let sealed = store.seal(&tables::ROWS, &key, KeyOf::Unit(row.unit), &row.bytes)?;
            rows.insert(key.as_slice(), sealed.as_slice())?;
        }
        let mut folded = transaction.open_table(tables::FOLDED)?;
        for FoldedChange { unit, shelf, record, bytes } in &self.folded {
            let key = folded_key(*unit, *shelf, *record);
            match bytes {
                Some(bytes) => {
                    let sealed = store.seal(&tables::FOLDED, &key, KeyOf::Unit(*unit), bytes)?;
                    folded.insert(key.as_slice(), sealed.as_slice())?;
                }
                None => _ = folded.remove(key.as_slice())?,
            }
        }
        if let Some(upto) = self.folded_upto {
            let sealed = store.seal(&tables::META, FOLDED_UPTO, KeyOf::Store, &upto_bytes(upto))?;
            transaction.open_table(tables::META)?.insert(FOLDED_UPTO, sealed.as_slice())?;
        }
        Ok(())
    }

    fn write_rest(&self, store: &Store, transaction: &WriteTransaction) -> Result<(), redb::Error> {
        let mut results = transaction.open_table(tables::RESULTS)?;
        for (command, result) in &self.results {
            let key = command.0.as_u128();
            let plain = [&[RESULT], result.as_slice()].concat();
            let sealed = store.seal(&tables::RESULTS, &key.to_be_bytes(), KeyOf::Store, &plain)?;
            results.insert(key, sealed.as_slice())?;
        }
        if let Some(mode) = self.mode {
            let sealed = store.seal(&tables::META, b"mode", KeyOf::Store, mode.word())?;
            transaction.open_table(tables::META)?.insert(b"mode".as_slice(), sealed.as_slice())?;
        }
        let mut officers = transaction.open_table(tables::OFFICERS)?;
        for officer in &self.officers {
            let key = u64::from(officer.id.0);
            let plain = encode(officer).map_err(stopped)?;
            let sealed = store.seal(&tables::OFFICERS, &key.to_be_bytes(), KeyOf::Store, &plain)?;
            officers.insert(key, sealed.as_slice())?;
        }
        let mut drafts = transaction.open_table(tables::DRAFTS)?;
        for (key, draft) in &self.drafts {
            match draft {
                Some(plain) => {
                    let sealed = store.seal(&tables::DRAFTS, key, drafts::owner(key), plain)?;
                    drafts.insert(key.as_slice(), sealed.as_slice())?;
                }
                None => _ = drafts.remove(key.as_slice())?,
            }
        }
        Ok(())
    }
}

/// What was staged up to a moment, to be written by whoever commits.
pub struct Commit {
    pub(super) store: Store,
    pub(super) staged: Arc<Staged>,
    pub(super) tail: Tail,
}

impl Commit {
    /// Writes all of it or nothing, and returns when it is durable, with what is folded then.
    ///
    /// # Errors
    /// After an error nothing more may be written by this process.
    pub fn write(&self) -> Result<Snapshot, JournalError> {
        let write = || self.staged.write(&self.store, &self.tail).map_err(JournalError::store("write the record"));
        caught(|| "of the whole store".to_owned(), write)?;
        Snapshot::take(&self.store)
    }
}

/// Encoding of plain values; a failure stops the commit like any other.
fn envelope<T: serde::Serialize>(record: &T) -> Result<Vec<u8>, redb::Error> {
    wrap(record).map_err(stopped)
}

fn stopped(error: JournalError) -> redb::Error {
    redb::Error::Io(io::Error::other(error.to_string()))
}
