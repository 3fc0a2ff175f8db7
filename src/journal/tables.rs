//! Every table of the store. Keys are numbers or bytes; where a key begins with a unit, that unit's rows lie together.
//! Keys lie in the clear and say nothing but whose row it is and which; every value is sealed (`vault.rs`), but for
//! three facts about the store itself.

use crate::boards::drafts::DraftId;
use crate::casework::ids::{OfficerId, RecordId, UnitId};
use redb::TableDefinition;

/// Facts about the store itself. In the clear: `format`, `id`, and `key`, which tells the right store key from a wrong
/// one. Sealed: `mode`, `tail`, `names`, `files`,
/// `anchored`, `set apart`.
pub const META: TableDefinition<&[u8], &[u8]> = TableDefinition::new("meta");

/// The data keys by number, wrapped by the store key.
pub const KEYS: TableDefinition<u64, &[u8]> = TableDefinition::new("keys");

/// Book entries by unit and number.
pub const ENTRIES: TableDefinition<&[u8], &[u8]> = TableDefinition::new("entries");

/// Slips we made, by sender, receiver and number.
pub const SLIPS_OUT: TableDefinition<&[u8], &[u8]> = TableDefinition::new("slips_out");

/// Slips we took, by sender, receiver and number.
pub const SLIPS_IN: TableDefinition<&[u8], &[u8]> = TableDefinition::new("slips_in");

/// Where each entry and each slip taken lies, in the order in which the store got them.
pub const ARRIVALS: TableDefinition<u64, &[u8]> = TableDefinition::new("arrivals");

/// Rows of the boards by unit and record: a cache of what follows from entries and slips.
pub const ROWS: TableDefinition<&[u8], &[u8]> = TableDefinition::new("rows");

/// Records as folded by unit, shelf and record: a cache too. Shelf and record are numbers that say nothing.
pub const FOLDED: TableDefinition<&[u8], &[u8]> = TableDefinition::new("folded");

/// What each command answered.
pub const RESULTS: TableDefinition<u128, &[u8]> = TableDefinition::new("results");

/// Officers of the store by their number.
pub const OFFICERS: TableDefinition<u64, &[u8]> = TableDefinition::new("officers");

/// Drafts by officer, unit and form: no record, see `drafts.rs`.
pub const DRAFTS: TableDefinition<&[u8], &[u8]> = TableDefinition::new("drafts");

/// Officer, unit, form.
pub type DraftKey = [u8; 36];

/// Key of an entry.
pub fn entry_key(unit: UnitId, no: u64) -> [u8; 24] {
    let mut key = [0; 24];
    key[..16].copy_from_slice(&unit.0);
    key[16..].copy_from_slice(&no.to_be_bytes());
    key
}

/// Key of a slip.
pub fn slip_key((from, to): (UnitId, UnitId), no: u64) -> [u8; 40] {
    let mut key = [0; 40];
    key[..16].copy_from_slice(&from.0);
    key[16..32].copy_from_slice(&to.0);
    key[32..].copy_from_slice(&no.to_be_bytes());
    key
}

/// Key of a row.
pub fn row_key(unit: UnitId, record: RecordId) -> [u8; 32] {
    let mut key = [0; 32];
    key[..16].copy_from_slice(&unit.0);
    key[16..].copy_from_slice(record.0.as_bytes());
    key
}

/// Key of a folded record.
pub fn folded_key(unit: UnitId, shelf: u8, record: RecordId) -> [u8; 33] {
    let mut key = [0; 33];
    key[..16].copy_from_slice(&unit.0);
    key[16] = shelf;
    key[17..].copy_from_slice(record.0.as_bytes());
    key
}

/// Key of a draft.
pub fn draft_key(officer: OfficerId, unit: UnitId, form: DraftId) -> DraftKey {
    let mut key = [0; 36];
    key[..4].copy_from_slice(&officer.0.to_be_bytes());
    key[4..20].copy_from_slice(&unit.0);
    key[20..].copy_from_slice(&form.0);
    key
}

/// The unit and number in the key of an entry.
pub fn entry_of(key: &[u8]) -> Option<(UnitId, u64)> {
    Some((UnitId(key.get(..16)?.try_into().ok()?), u64::from_be_bytes(key.get(16..24)?.try_into().ok()?)))
}

/// The units and number in the key of a slip.
pub fn slip_of(key: &[u8]) -> Option<((UnitId, UnitId), u64)> {
    let from = UnitId(key.get(..16)?.try_into().ok()?);
    let to = UnitId(key.get(16..32)?.try_into().ok()?);
    Some(((from, to), u64::from_be_bytes(key.get(32..40)?.try_into().ok()?)))
}
