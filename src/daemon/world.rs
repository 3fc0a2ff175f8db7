//! What the daemon knows of all units it hosts, and the unmoving view of it that readers get.

use super::changes::Changes;
use crate::boards::Boards;
use crate::casework::authorize::sealed_case;
use crate::casework::entry::{Entry, Fact, Slip};
use crate::casework::ids::{Hash, OfficerId, PostId, RecordId, UnitId};
use crate::casework::state::UnitState;
use crate::casework::unit::{Officer, Post, UnitCard};
use crate::casework::words::PostRole;
use crate::journal::{Arrived, Mode, Pointer, Snapshot};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One hosted unit.
#[derive(Clone, Debug, Default)]
pub struct Hosted {
    pub state: UnitState,
    pub boards: Boards,
    /// Counts what happened in the unit.
    pub changes: u64,
    /// The same, as each officer may know it.
    pub told: Changes,
    /// How much of that is kept beside the entries.
    pub kept: u64,
}

/// Everything that the daemon knows. Cloning is cheap, and a clone never moves.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub units: BTreeMap<UnitId, Hosted>,
    pub officers: Arc<BTreeMap<OfficerId, Officer>>,
    pub mode: Option<Mode>,
    /// Entries and slips so far.
    pub arrivals: u64,
    /// How much is loaded after a start, in percent; None: all.
    pub loading: Option<u8>,
}

impl World {
    /// Folds something read from the record; the records whose rows changed.
    pub fn recall(&mut self, arrival: u64, arrived: &Arrived) -> Vec<(UnitId, RecordId)> {
        let (unit, touched) = match arrived {
            Arrived::Entry(entry) => (entry.unit, self.fold_entry(entry, arrival).1),
            Arrived::Slip(slip, hash) => (slip.to, self.fold_slip(slip, *hash, arrival)),
            Arrived::Destroyed(Pointer::Entry(unit, no), _) => {
                self.passed(*unit, arrival, |state| state.pass_entry(*no));
                return Vec::new();
            }
            Arrived::Destroyed(Pointer::Slip((from, to), no), hash) => {
                self.passed(*to, arrival, |state| state.pass_slip(*from, *no, *hash));
                return Vec::new();
            }
        };
        touched.into_iter().map(|record| (unit, record)).collect()
    }

    fn passed(&mut self, unit: UnitId, arrival: u64, pass: impl FnOnce(&mut UnitState)) {
        self.arrivals = arrival;
        let unit = self.units.entry(unit).or_default();
        unit.changes += 1;
        unit.told.open();
        pass(&mut unit.state);
    }

    /// What changed is being written from here on.
    pub fn cut(&mut self) {
        self.units.values_mut().for_each(|hosted| hosted.state.cut());
    }

    /// Lets go of what was committed: this snapshot tells it.
    pub fn settle(&mut self, snapshot: &Snapshot) {
        self.units.iter_mut().for_each(|(unit, hosted)| hosted.state.settle(&snapshot.of(*unit)));
    }

    fn enrol(&mut self, fact: &Fact) {
        if let Fact::Posted(officer, _) = fact {
            Arc::make_mut(&mut self.officers).insert(officer.id, (**officer).clone());
        }
    }

    /// Folds an entry into its unit: the slips it puts on lines, and the records whose rows changed.
    pub fn fold_entry(&mut self, entry: &Entry, arrival: u64) -> (Vec<(UnitId, u64)>, Vec<RecordId>) {
        self.arrivals = arrival;
        self.enrol(&entry.fact);
        let unit = self.units.entry(entry.unit).or_default();
        let before = sealed_case(&unit.state, entry.fact.about());
        unit.state.arrived(entry.fact.about(), arrival);
        let slips = unit.state.fold_entry(entry);
        unit.changes += 1;
        unit.told.note(&unit.state, &entry.fact, before);
        (slips, unit.boards.fold(&unit.state, &entry.fact))
    }

    /// Folds a slip into the unit it is for: the records whose rows changed.
    pub fn fold_slip(&mut self, slip: &Slip, hash: Hash, arrival: u64) -> Vec<RecordId> {
        self.arrivals = arrival;
        let Some(unit) = self.units.get_mut(&slip.to) else { return Vec::new() };
        let before = sealed_case(&unit.state, slip.fact.about());
        unit.state.arrived(slip.fact.about(), arrival);
        unit.state.fold_slip(slip, hash);
        unit.changes += 1;
        unit.told.note(&unit.state, &slip.fact, before);
        unit.boards.fold(&unit.state, &slip.fact)
    }

    /// A post of any unit, with its officer.
    pub fn post(&self, id: PostId) -> Option<(&Officer, &Post)> {
        self.units.values().find_map(|unit| unit.state.posts.get(&id)).map(|(officer, post)| (officer, post))
    }

    /// The posts that this account may act for.
    pub fn posts_of(&self, uid: u32) -> Vec<(&Officer, &Post)> {
        let all = self.units.values().flat_map(|unit| unit.state.posts.values());
        let mut own: Vec<_> =
            all.filter(|(officer, _)| officer.uid == uid).map(|(officer, post)| (officer, post)).collect();
        own.sort_by_key(|(_, post)| post.id);
        own
    }

    /// Does this account hold a post of administrator?
    pub fn is_administrator(&self, uid: u32) -> bool {
        self.posts_of(uid).iter().any(|(_, post)| post.role == PostRole::Admin)
    }

    /// The cards of the hosted units.
    pub fn cards(&self) -> Vec<UnitCard> {
        self.units.values().filter_map(|unit| unit.state.card.as_ref()).map(|card| (**card).clone()).collect()
    }

    /// The next free post number; ended posts keep theirs, for entries name them.
    pub fn next_post(&self) -> PostId {
        PostId(self.units.values().map(|unit| unit.state.last_post).max().unwrap_or(0) + 1)
    }
}
