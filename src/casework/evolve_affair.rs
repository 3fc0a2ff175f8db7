//! How affairs change by what happened. Cannot fail: history always loads.

use super::affair::{Affair, AffairFact, AffairFile};
use super::affair_sides::Side;
use super::ids::{RecordId, UnitId};
use super::state::{Told, UnitState};
use std::sync::Arc;

impl UnitState {
    pub(super) fn fold_affair(&mut self, told: &Told<'_>, id: RecordId, fact: &AffairFact) {
        if told.by_peer.is_some_and(|peer| !self.is_theirs(peer, id, fact)) {
            return;
        }
        if let AffairFact::Silence(fact) = fact {
            self.watch.bury(id, fact);
        }
        // What is opened is opened once: told again, it changes nothing.
        match Affair::opened(told, fact).filter(|_| !self.affairs.contains_key(&id)) {
            Some(affair) => self.open_affair(told, id, affair),
            None => self.change_affair(told, id, fact),
        }
        self.fold_access(id, fact);
        self.note_load(id);
    }

    fn open_affair(&mut self, told: &Told<'_>, id: RecordId, mut affair: Affair) {
        if told.by_peer.is_none() {
            self.count(affair.kind().letter(), affair.number());
        }
        if let Some(end) = self.watch.end_of(id) {
            affair.evolve(told, &AffairFact::Silence(end.clone()));
        }
        self.affairs.insert_mut(id, Arc::new(AffairFile { id, affair, version: 1 }));
    }

    fn change_affair(&mut self, told: &Told<'_>, id: RecordId, fact: &AffairFact) {
        let Some(file) = self.affairs.get_mut(&id).map(Arc::make_mut) else { return };
        file.affair.evolve(told, fact);
        file.version += 1;
    }

    /// May this peer have written it? Only its own side of an affair between the two of us.
    fn is_theirs(&self, peer: UnitId, id: RecordId, fact: &AffairFact) -> bool {
        let known = self.affairs.get(&id).and_then(|file| file.affair.parties());
        let parties = match (fact.opens_between(), known) {
            // A record is opened once.
            (Some(_), Some(_)) => None,
            (opened, known) => opened.or(known),
        };
        match (fact.side(), parties) {
            (Some(Side::Opener), Some((from, to))) => from == peer && to == self.id(),
            (Some(Side::Other), Some((from, to))) => to == peer && from == self.id(),
            (Some(Side::Opener | Side::Other), None) | (None, _) => false,
        }
    }
}
