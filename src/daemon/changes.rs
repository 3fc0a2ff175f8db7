//! How much has happened in a unit, as each officer may know it: what is open to all counts for all, what belongs to a
//! sealed case for those who see it. An officer is told when the own sum has grown, and of nothing else.

use crate::casework::alert::AlertFact;
use crate::casework::authorize::sealed_case;
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::state::UnitState;
use rpds::HashTrieMapSync;

/// Counts of changes. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    open: u64,
    sealed: HashTrieMapSync<RecordId, u64>,
}

impl Changes {
    /// Something open to all happened.
    pub fn open(&mut self) {
        self.open += 1;
    }

    /// A fact was folded; `before` is the sealed case that its record belonged to until then. What leaves the eyes of
    /// all, as an alert joined to a sealed case does, is a change for all.
    pub fn note(&mut self, state: &UnitState, fact: &Fact, before: Option<RecordId>) {
        match (before, sealed_case(state, fact.about())) {
            (Some(_), Some(case)) => self.of_case(case),
            (None, Some(case)) if matches!(fact, Fact::Alert(_, AlertFact::Linked { .. })) => {
                self.of_case(case);
                self.open();
            }
            // Born sealed: a case, what belongs to one, an alert of which the center itself speaks.
            (None, Some(case)) => self.of_case(case),
            (Some(_) | None, None) => self.open(),
        }
    }

    fn of_case(&mut self, case: RecordId) {
        let count = self.sealed.get(&case).copied().unwrap_or(0);
        self.sealed.insert_mut(case, count + 1);
    }

    /// The sum of what an officer may know of.
    pub fn seen_by(&self, sees: impl Fn(RecordId) -> bool) -> u64 {
        self.open + self.sealed.iter().filter(|(case, _)| sees(**case)).map(|(_, count)| count).sum::<u64>()
    }
}
