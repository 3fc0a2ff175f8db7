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
        // Only a case in which an expert had a part keeps anybody from being asked.
        let consulted = state.consulted().filter_map(|(dispute, _)| state.disputes.get(&dispute));
        let crossing = state.advised().chain(consulted).map(|dispute| &**dispute);
        let crossing: Vec<&Dispute> = crossing.filter(|dispute| crosses(dispute, matter)).collect();
        let ids: HashSet<RecordId> = crossing.iter().map(|dispute| dispute.id).collect();
        let chosen = crossing.iter().flat_map(|dispute| dispute.experts.iter().map(|one| one.expert));
        let consulted = state.consulted().filter(|(dispute, _)| ids.contains(dispute)).map(|(_, expert)| expert);
        Self { against: chosen.chain(consulted).collect() }
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
