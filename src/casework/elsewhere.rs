//! What an expert does in our other cases: whom it keeps from being asked, and how much of it may be shown.

use super::dispute::Dispute;
use super::expert::Expert;
use super::ids::RecordId;
use super::matching::{Matter, meets};
use super::state::UnitState;
use super::words::Tlp;
use std::collections::HashSet;

/// The experts who work, in another case of ours, on the other side of a matter.
#[derive(Clone, Debug, Default)]
pub struct Elsewhere {
    against: HashSet<RecordId>,
}

impl Elsewhere {
    /// Those who help one whom the matter is against, or work against one whom it helps.
    pub fn of(state: &UnitState, matter: &Matter) -> Self {
        let crossing = state.disputes.values().filter(|dispute| crosses(dispute, matter));
        let against = crossing.flat_map(|dispute| state.experts_of(dispute)).collect();
        Self { against }
    }

    /// Is this expert one of them?
    pub fn stands_against(&self, expert: RecordId) -> bool {
        self.against.contains(&expert)
    }
}

fn crosses(dispute: &Dispute, matter: &Matter) -> bool {
    let (draft, any) = (&dispute.draft, |names: &[String], name: &str| names.iter().any(|one| meets(one, name)));
    let enterprise = &draft.enterprise;
    let helps = [&enterprise.name].into_iter().chain(&enterprise.names).any(|name| any(&matter.others, name));
    helps || any(&matter.clients, &draft.counterpart)
}

impl UnitState {
    /// The experts who were chosen for a dispute.
    fn experts_of(&self, dispute: &Dispute) -> Vec<RecordId> {
        dispute.experts.iter().map(|one| one.expert).collect()
    }

    /// Is this a record of a case that only named officers may see?
    fn is_sealed(&self, record: RecordId) -> bool {
        let case = self.affairs.get(&record).and_then(|file| file.affair.card().dispute).unwrap_or(record);
        self.disputes.get(&case).is_some_and(|dispute| dispute.draft.secrecy == Tlp::Red)
    }
}

impl Expert {
    /// How much the expert has on hand, as everybody may know it: sealed cases are not counted.
    pub fn shown_load(&self, state: &UnitState) -> u8 {
        let shown = self.working_on.iter().filter(|record| !state.is_sealed(**record)).count();
        u8::try_from(shown).unwrap_or(u8::MAX)
    }

    /// The expert without the sealed cases on hand.
    pub fn shown(&self, state: &UnitState) -> Self {
        let mut shown = self.clone();
        shown.working_on.retain(|record| !state.is_sealed(*record));
        shown
    }
}
