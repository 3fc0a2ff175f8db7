//! Drafts: what officers typed and have not sent. They share the file and the commit with the record and are none of
//! it: no chain, no number, no history; they change, are dropped, and go by themselves.

use super::codec::{decode, encode};
use super::store::Store;
use super::vault::KeyOf;
use super::{Journal, JournalError, Reader, tables};
use crate::boards::drafts::{Draft, DraftId};
use crate::casework::ids::{OfficerId, UnitId};
use chrono::{DateTime, FixedOffset};
use redb::ReadableDatabase;
use std::collections::BTreeSet;

/// Drafts of one officer: forms left open over a month of duty; more is nothing that anybody comes back to.
pub const DRAFTS_PER_OFFICER_MAX: usize = 200;

/// One draft: the longest form with every field full, in Chinese, is about 80 KiB. What is longer is a file.
pub const DRAFT_BYTES_MAX: usize = 128 << 10;

/// Whose drafts: an officer in a unit. Nobody else reads them, not even the same officer at another post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawer {
    pub officer: OfficerId,
    pub unit: UnitId,
}

/// Why a draft was not kept.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    #[error("{DRAFTS_PER_OFFICER_MAX} drafts are kept already: send or drop some")]
    TooMany,
    #[error("a draft of {0} bytes is more than the {DRAFT_BYTES_MAX} that are kept: shorten it, or send it")]
    TooLong(usize),
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// A draft to be written, or, without bytes, to be dropped.
pub(super) type StagedDraft = (tables::DraftKey, Option<Vec<u8>>);

impl Journal {
    /// Stages a draft in place of the one of the same form.
    ///
    /// # Errors
    /// When it is too long, when the officer has too many, or when the store cannot be read.
    pub fn stage_draft(&mut self, drawer: Drawer, draft: &Draft) -> Result<(), NotKept> {
        let bytes = encode(draft)?;
        if bytes.len() > DRAFT_BYTES_MAX {
            return Err(NotKept::TooLong(bytes.len()));
        }
        let key = tables::draft_key(drawer.officer, drawer.unit, draft.form.id());
        let kept = self.draft_keys(drawer.officer)?;
        if kept.len() >= DRAFTS_PER_OFFICER_MAX && !kept.contains(&key) {
            return Err(NotKept::TooMany);
        }
        self.staged.drafts.push((key, Some(bytes)));
        Ok(())
    }

    /// Stages that a draft goes; one that is not there may go too.
    pub fn stage_draft_dropped(&mut self, drawer: Drawer, form: DraftId) {
        self.staged.drafts.push((tables::draft_key(drawer.officer, drawer.unit, form), None));
    }

    /// Drops the drafts last typed in before `before`, durably; how many those were. One that cannot be read goes too.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn prune_drafts(&mut self, before: DateTime<FixedOffset>) -> Result<usize, JournalError> {
        let all = opened(&self.store, rows(&self.store, &[])?);
        let is_old = |bytes: &[u8]| decode::<Draft>(bytes, "draft").map_or(true, |draft| draft.at < before);
        let old: Vec<StagedDraft> =
            all.into_iter().filter(|(_, bytes)| is_old(bytes)).map(|(key, _)| (key, None)).collect();
        let count = old.len();
        if count > 0 {
            self.staged.drafts.extend(old);
            self.commit()?;
        }
        Ok(count)
    }

    /// The drafts that an officer will have after the next commit, in all units.
    fn draft_keys(&self, officer: OfficerId) -> Result<BTreeSet<tables::DraftKey>, JournalError> {
        let prefix = officer.0.to_be_bytes();
        let stored = rows(&self.store, &prefix)?;
        let mut keys: BTreeSet<_> = stored.into_iter().map(|(key, _)| key).collect();
        let staged = self.leaving.drafts.iter().chain(&self.staged.drafts);
        for (key, bytes) in staged.filter(|(key, _)| key.starts_with(&prefix)) {
            match bytes {
                Some(_) => _ = keys.insert(*key),
                None => _ = keys.remove(key),
            }
        }
        Ok(keys)
    }
}

impl Reader {
    /// The drafts in a drawer, the last typed in first. One that cannot be read hides no other.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn drafts(&self, drawer: Drawer) -> Result<Vec<Draft>, JournalError> {
        let prefix = [drawer.officer.0.to_be_bytes().as_slice(), &drawer.unit.0].concat();
        let rows = opened(self.store(), rows(self.store(), &prefix)?);
        let mut drafts: Vec<Draft> = rows.iter().filter_map(|(_, bytes)| decode(bytes, "draft").ok()).collect();
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.at));
        Ok(drafts)
    }
}

/// Whose key a draft lies under: that of the unit in which it was typed.
pub(super) fn owner(key: &tables::DraftKey) -> KeyOf {
    let mut unit = [0; 16];
    unit.copy_from_slice(&key[4..20]);
    KeyOf::Unit(UnitId(unit))
}

/// Drafts whose keys begin like this, sealed.
fn rows(store: &Store, prefix: &[u8]) -> Result<Vec<(tables::DraftKey, Vec<u8>)>, JournalError> {
    let read = || -> Result<Vec<(tables::DraftKey, Vec<u8>)>, redb::Error> {
        let table = store.db.begin_read()?.open_table(tables::DRAFTS)?;
        let mut found = Vec::new();
        for row in table.range::<&[u8]>(prefix..)? {
            let (key, bytes) = row?;
            if !key.value().starts_with(prefix) {
                break;
            }
            if let Ok(key) = key.value().try_into() {
                found.push((key, bytes.value().to_vec()));
            }
        }
        Ok(found)
    };
    read().map_err(JournalError::store("read its drafts"))
}

/// The same, opened. One that cannot be opened is empty: it is nobody's any more.
fn opened(store: &Store, mut rows: Vec<(tables::DraftKey, Vec<u8>)>) -> Vec<(tables::DraftKey, Vec<u8>)> {
    for (key, bytes) in &mut rows {
        *bytes = store.open("drafts", key, owner(key), bytes, || "draft".to_owned()).unwrap_or_default();
    }
    rows
}
