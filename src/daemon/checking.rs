//! Are the folded records what follows from the entries? All that ever arrived is folded once more, and each record is
//! compared with the one that is kept.

use crate::casework::ids::{RecordId, UnitId};
use crate::casework::index::{Clocks, Known};
use crate::casework::shelf::{Kept, folded, unfolded};
use crate::casework::state::UnitState;
use crate::journal::{Arrived, JournalError, Pointer, Reader, Snapshot};
use std::collections::BTreeMap;

/// Arrivals that are folded once more: what they come to is in memory, about 4 KiB a case. Of a larger store it is told
/// that this was not done.
pub const ARRIVALS_MAX: u64 = 300_000;

/// The first folded record that does not follow from the entries.
///
/// # Errors
/// When the record cannot be read.
pub fn first_difference(reader: &Reader, snapshot: &Snapshot) -> Result<Option<String>, JournalError> {
    let mut units: BTreeMap<UnitId, UnitState> = BTreeMap::new();
    let damages = reader.replay(snapshot.upto()?, |arrival, arrived| fold(&mut units, arrival, &arrived))?;
    if let Some(damage) = damages.into_iter().next() {
        return Ok(Some(damage.en));
    }
    Ok(units.iter().find_map(|(unit, state)| differs(*unit, state, snapshot)))
}

fn fold(units: &mut BTreeMap<UnitId, UnitState>, arrival: u64, arrived: &Arrived) {
    match arrived {
        Arrived::Entry(entry) => {
            let state = units.entry(entry.unit).or_default();
            state.arrived(entry.fact.about(), arrival);
            state.fold_entry(entry);
        }
        Arrived::Slip(slip, hash) => {
            let state = units.entry(slip.to).or_default();
            state.arrived(slip.fact.about(), arrival);
            state.fold_slip(slip, *hash);
        }
        Arrived::Destroyed(Pointer::Entry(unit, no), _) => units.entry(*unit).or_default().pass_entry(*no),
        Arrived::Destroyed(Pointer::Slip((from, to), no), hash) => {
            units.entry(*to).or_default().pass_slip(*from, *no, *hash);
        }
    }
}

/// The first record of a unit that is kept otherwise than it is folded now.
fn differs(unit: UnitId, state: &UnitState, snapshot: &Snapshot) -> Option<String> {
    let kept = snapshot.of(unit);
    state.changed().chain([state.small()]).find_map(|(shelf, id, bytes)| {
        let same = plain(shelf, id, kept.get(shelf, id)) == plain(shelf, id, bytes);
        (!same).then(|| format!("folded record {id} on shelf {shelf} of unit {unit}"))
    })
}

/// When a record is looked at next is counted by the rules of the day: no entry says it.
fn plain(shelf: u8, id: RecordId, bytes: Option<Vec<u8>>) -> Option<Vec<u8>> {
    let bytes = bytes?;
    if shelf != Known::SHELF {
        return Some(bytes);
    }
    let known = Known { clocks: Clocks::NONE, ..unfolded(id, &bytes) };
    Some(folded(&known))
}
