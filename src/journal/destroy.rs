//! A body is destroyed in the transaction of the order to do so: in its place stay its commitment, so that the chain holds,
//! and what is left of it (when, by whom, about what). In the same transaction its unit gets a new data key: the rest of
//! the unit is sealed anew as in any rotation, and with the old key (`shred.rs`) goes everything that still lies somewhere
//! under it: pages that the engine has given up, older rows, drafts, the blocks of the file that went with it.

use super::blob::BlobId;
use super::codec::{EntryBody, StoredEntry, decode, encode, unwrap};
use super::tables::{self, entry_key};
use super::vault::KeyOf;
use super::{Journal, JournalError, Pointer};
use crate::casework::destruction::Order;
use crate::casework::entry::Entry;
use crate::casework::ids::{Hash, UnitId};

impl Journal {
    /// Stages that the body goes which an entry orders to go; the entry as it is written down, which binds what is left.
    pub(super) fn stage_destruction(&mut self, entry: &Entry, order: &Order) -> Result<Entry, JournalError> {
        let unit = entry.unit;
        let name = || Pointer::Entry(unit, order.entry).to_string();
        let stored = self.stored(unit, order.entry)?;
        let EntryBody::Whole { said, .. } = &stored.body else { return Err(not_that(name())) };
        let before: Entry = decode(said, "entry")?;
        let fact = before.fact.without_body().filter(|fact| fact.about() == entry.fact.about());
        let left = encode(&Entry { fact: fact.ok_or_else(|| not_that(name()))?, ..before })?;
        let entry = Entry { fact: entry.fact.leaving(Hash::of(&left)), ..entry.clone() };
        let body = EntryBody::Left { commitment: stored.commitment(), said: left };
        self.staged.destroyed.push((unit, order.entry, StoredEntry { body, ..stored }));
        if let Some(hash) = order.file {
            let id = BlobId { of: KeyOf::Unit(unit), hash };
            self.blobs.mark_destroyed(id).map_err(|source| JournalError::Io {
                doing: "mark the file to be destroyed",
                path: self.blobs.path(id),
                source,
            })?;
        }
        let renewed = self.store.vault.renew(KeyOf::Unit(unit));
        renewed.map_err(|error| JournalError::record("a new data key", error))?;
        Ok(entry)
    }

    fn stored(&self, unit: UnitId, no: u64) -> Result<StoredEntry, JournalError> {
        // What is being made durable meanwhile is not in the store yet.
        let mut at_hand = self.staged.entries.iter().chain(&self.leaving.entries);
        if let Some((_, _, stored)) = at_hand.find(|(of, number, _)| (*of, *number) == (unit, no)) {
            return Ok(stored.clone());
        }
        let what = || Pointer::Entry(unit, no).to_string();
        let plain = self.store.get(tables::ENTRIES, &entry_key(unit, no), KeyOf::Unit(unit), what)?;
        unwrap(&plain.ok_or_else(|| JournalError::Cut { what: what() })?, "entry")
    }
}

fn not_that(what: String) -> JournalError {
    JournalError::record(what, std::io::Error::other("its body is not one that can be destroyed"))
}
