//! PURE. Who relies on a right: where something happens to its validity, the other open disputes that turn on it.

use super::dispute::Dispute;
use super::dossier::proceeding::{ValidityRecord, right_key, rights_of};
use super::ids::RecordId;
use super::index::Word;
use super::known::RIGHT;
use super::state::UnitState;
use crate::calendar::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Disputes of one right that are looked at: more than any right was ever fought over in one unit.
const DISPUTES_MAX: usize = 500;

/// A dispute and a validity event that meet in a right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// As the event names it.
    pub right: String,
    /// The other dispute.
    pub dispute: RecordId,
    pub number: String,
    pub event: Text,
    pub on: NaiveDate,
    /// Did it happen here, and the other relies on the right? Else it happened there.
    pub here: bool,
}

impl UnitState {
    /// The open disputes that rely on a right, by number.
    pub fn relying_on(&self, right: &str) -> Vec<&Arc<Dispute>> {
        let key = right_key(right);
        let ids = self.index.with(Word::of(RIGHT, &key));
        let open = |one: &&Arc<Dispute>| !one.stage.is_over() && rights_of(one).contains(&key);
        let mut found: Vec<&Arc<Dispute>> =
            ids.iter().take(DISPUTES_MAX).filter_map(|id| self.disputes.get(id)).filter(open).collect();
        found.sort_by(|a, b| a.number.cmp(&b.number));
        found
    }
}

/// Where this dispute and others meet in a right to whose validity something happened.
pub fn meetings(state: &UnitState, dispute: &Dispute) -> Vec<Meeting> {
    let mut found = Vec::new();
    for record in events(dispute) {
        for other in state.relying_on(&record.right).into_iter().filter(|other| other.id != dispute.id) {
            found.push(meeting(record, other, true));
        }
    }
    for key in rights_of(dispute) {
        for other in state.relying_on(&key).into_iter().filter(|other| other.id != dispute.id) {
            let of_it = events(other).filter(|record| right_key(&record.right) == key);
            found.extend(of_it.map(|record| meeting(record, other, false)));
        }
    }
    found
}

fn events(dispute: &Dispute) -> impl Iterator<Item = &ValidityRecord> {
    dispute.dossier.proceedings.iter().flat_map(|one| &one.validity)
}

fn meeting(record: &ValidityRecord, other: &Dispute, here: bool) -> Meeting {
    Meeting {
        right: record.right.clone(),
        dispute: other.id,
        number: other.number.clone(),
        event: Text::new(record.event.zh(), record.event.en()),
        on: record.on,
        here,
    }
}
