//! Rotation of the data keys: new records lie under new keys at once, old ones are sealed anew in small transactions
//! between the others, and when nothing lies under an old key it is destroyed. Chains do not change: they run over what
//! was said. Killed at any moment it goes on from the beginning, and passes what is done already.

use super::seal::{Place, key_no};
use super::store::{Store, Table};
use super::{Journal, JournalError, tables};
use redb::{ReadableTable, TableDefinition, TableHandle, WriteTransaction};
use std::ops::Bound;

/// Rows sealed anew in one transaction: a few milliseconds beside its commit.
const ROWS_MAX: usize = 256;

/// Rows looked at in one transaction.
const LOOKED_AT_MAX: usize = 4_096;

/// Tables whose keys are bytes. A new table goes here or below, and to the auditor; a test compares with the file.
const BY_BYTES: [Table; 7] =
    [tables::META, tables::ENTRIES, tables::SLIPS_OUT, tables::SLIPS_IN, tables::ROWS, tables::FOLDED, tables::DRAFTS];

/// Tables whose keys are numbers.
const BY_NUMBER: [TableDefinition<'static, u64, &'static [u8]>; 2] = [tables::ARRIVALS, tables::OFFICERS];

/// How far a pass has come: the table, and the last key looked at.
#[derive(Clone, Debug, Default)]
pub struct Pass {
    table: usize,
    after: Option<Vec<u8>>,
    /// The keys that were old when it began: with these nothing is sealed any more, and these alone may go at its end.
    pub(super) old: Vec<u32>,
}

impl Journal {
    /// New keys for every owner, durably: what is sealed from here on lies under them.
    ///
    /// # Errors
    /// When they cannot be made or written.
    pub fn renew_keys(&mut self) -> Result<(), JournalError> {
        for of in self.store.vault.owners() {
            self.store.vault.renew(of).map_err(|error| JournalError::record("a new data key", error))?;
        }
        self.write_staged()
    }

    /// Seals the next rows of a pass anew; false when the pass is done.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn seal_anew(&mut self, pass: &mut Pass) -> Result<bool, JournalError> {
        if pass.table == 0 && pass.after.is_none() {
            pass.old = self.store.vault.old();
        }
        let all = BY_BYTES.len() + BY_NUMBER.len() + 1;
        if pass.table >= all {
            return Ok(false);
        }
        let step = |pass: &mut Pass| -> Result<(), redb::Error> {
            let mut transaction = self.store.db.begin_write()?;
            transaction.set_quick_repair(true);
            let (done, last) = some_of(&self.store, &transaction, pass)?;
            match last {
                Some(last) if !done => pass.after = Some(last),
                _ => (pass.table, pass.after) = (pass.table + 1, None),
            }
            Ok(transaction.commit()?)
        };
        step(pass).map_err(JournalError::store("seal records anew"))?;
        Ok(true)
    }
}

/// Whether a table is done, and the last key looked at.
type Looked = (bool, Option<Vec<u8>>);

/// Seals some rows of the table of a pass anew.
fn some_of(store: &Store, transaction: &WriteTransaction, pass: &Pass) -> Result<Looked, redb::Error> {
    let after = pass.after.as_deref();
    if let Some(table) = BY_BYTES.get(pass.table) {
        return by_bytes(store, transaction.open_table(*table)?, after);
    }
    match BY_NUMBER.get(pass.table - BY_BYTES.len()) {
        Some(table) => by_number(store, transaction.open_table(*table)?, after),
        None => by_id(store, transaction.open_table(tables::RESULTS)?, after),
    }
}

/// A value under the newest key of its owner; none when it lies there already, is in the clear, or does not open: a
/// damaged record keeps its damage.
fn anew(store: &Store, table: &str, key: &[u8], value: &[u8]) -> Option<Vec<u8>> {
    let of = store.vault.owner_of_old(key_no(value).ok()?)?;
    let place = Place { table, key };
    store.vault.seal(of, place, &store.vault.open(of, place, value).ok()?).ok()
}

macro_rules! pass_over {
    ($name:ident, $key:ty, $bound:ty, $from_bytes:expr, $to_bytes:expr) => {
        fn $name(
            store: &Store,
            mut table: redb::Table<'_, $key, &'static [u8]>,
            after: Option<&[u8]>,
        ) -> Result<Looked, redb::Error> {
            let name = table.name().to_owned();
            let (mut rows, mut last, mut done) = (Vec::new(), None, true);
            let after = after.map($from_bytes);
            let from = after.as_ref().map_or(Bound::Unbounded, |key| Bound::Excluded(*key));
            for (at, row) in table.range::<$bound>((from, Bound::Unbounded))?.enumerate() {
                if at >= LOOKED_AT_MAX || rows.len() >= ROWS_MAX {
                    done = false;
                    break;
                }
                let (key, value) = row?;
                let bytes: Vec<u8> = $to_bytes(key.value());
                rows.extend(anew(store, &name, &bytes, value.value()).map(|sealed| (bytes.clone(), sealed)));
                last = Some(bytes);
            }
            for (key, sealed) in &rows {
                table.insert($from_bytes(key.as_slice()), sealed.as_slice())?;
            }
            Ok((done, last))
        }
    };
}

pass_over!(by_bytes, &'static [u8], &[u8], same, <[u8]>::to_vec);
pass_over!(by_number, u64, u64, number, |key: u64| key.to_be_bytes().to_vec());
pass_over!(by_id, u128, u128, id, |key: u128| key.to_be_bytes().to_vec());

const fn same(key: &[u8]) -> &[u8] {
    key
}

fn number(key: &[u8]) -> u64 {
    key.try_into().map_or(0, u64::from_be_bytes)
}

fn id(key: &[u8]) -> u128 {
    key.try_into().map_or(0, u128::from_be_bytes)
}
