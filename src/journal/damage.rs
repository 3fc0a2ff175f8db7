//! Damage: a record that cannot be opened, or that the engine stumbles over, is named and left out; the rest is read.
//! Nothing is written until somebody has decided about it.

use super::codec::{unwrap, wrap};
use super::{Journal, JournalError};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Damaged records that are named one by one: beyond that, the store is to be restored, not mended.
pub const DAMAGES_NAMED_MAX: usize = 1_000;

/// A record that is not what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Its name: book, line or table, and number.
    pub what: String,
    /// In both languages.
    pub zh: String,
    pub en: String,
}

impl Damage {
    /// Of a record of this name.
    ///
    /// # Errors
    /// The error itself, when the disk failed: that is no damage of the record.
    pub fn unless_fault(what: impl Into<String>, error: JournalError) -> Result<Self, JournalError> {
        if error.is_fault() { Err(error) } else { Ok(Self::of(what, &error)) }
    }

    pub(super) fn of(what: impl Into<String>, error: &JournalError) -> Self {
        Self { what: what.into(), zh: error.zh(), en: error.to_string() }
    }
}

/// Reads from the engine, which panics on some kinds of damage. It is told what it read, as an error.
pub(super) fn caught<T>(
    what: impl FnOnce() -> String,
    read: impl FnOnce() -> Result<T, JournalError>,
) -> Result<T, JournalError> {
    // What a read leaves behind half done is its own transaction, which ends with it.
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(JournalError::record(
            what(),
            std::io::Error::other("the file is damaged there: its structure does not hold"),
        ))
    })
}

/// The fact that somebody decided to go on without these records.
const SET_APART: &[u8] = b"set apart";

/// The fact that these records were left out when the entries were folded.
const UNFOLDED: &[u8] = b"unfolded";

impl Journal {
    /// Notes a record that cannot be read.
    pub fn note_damage(&mut self, damage: Damage) {
        let known = self.damages.iter().any(|one| one.what == damage.what);
        if !known && self.damages.len() < DAMAGES_NAMED_MAX {
            self.damages.push(damage);
        }
    }

    /// Notes what cannot be read of the entries while they are folded. As long as nobody has decided about it every start
    /// folds all of them anew: what was put right is there again.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn note_unfolded(&mut self, damages: Vec<Damage>) -> Result<(), JournalError> {
        damages.into_iter().for_each(|damage| self.note_damage(damage));
        let names: BTreeSet<&String> = self.damages.iter().map(|one| &one.what).collect();
        self.staged.meta.push((UNFOLDED, wrap(&names)?));
        Ok(())
    }

    /// Was something left out of the folded records about which nobody has decided?
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn left_out(&self) -> Result<bool, JournalError> {
        let stored = self.store.meta(UNFOLDED);
        let what = "what was left out of the folded records";
        let names = stored.and_then(|bytes| bytes.map(|bytes| unwrap::<BTreeSet<String>>(&bytes, what)).transpose());
        match names {
            Ok(names) => Ok(!names.unwrap_or_default().is_subset(&self.set_apart)),
            // A damaged note says that there was something.
            Err(error) => Damage::unless_fault(what, error).map(|_| true),
        }
    }

    /// The damaged records about which nobody has decided.
    pub fn undecided(&self) -> Vec<Damage> {
        self.damages.iter().filter(|one| !self.set_apart.contains(&one.what)).cloned().collect()
    }

    /// Decides to go on without the damaged records, durably. They stay as they are and are never read.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn set_damaged_apart(&mut self) -> Result<(), JournalError> {
        self.set_apart.extend(self.damages.iter().map(|one| one.what.clone()));
        let names: Vec<&String> = self.set_apart.iter().collect();
        self.staged.meta.push((SET_APART, wrap(&names)?));
        self.commit()
    }

    /// What was decided before.
    pub(super) fn read_set_apart(&mut self) -> Result<(), JournalError> {
        let stored = self
            .store
            .meta(SET_APART)
            .and_then(|bytes| bytes.map(|bytes| unwrap::<BTreeSet<String>>(&bytes, "what was set apart")).transpose());
        match stored {
            Ok(names) => self.set_apart = names.unwrap_or_default(),
            Err(error) => self.note_damage(Damage::unless_fault("the list of what was set apart", error)?),
        }
        Ok(())
    }
}
