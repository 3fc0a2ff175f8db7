//! What the rules of today say of a dispute: who should take it, a newer playbook, usual paths of evidence, and where it
//! meets other disputes in a right.

use crate::calendar::Text;
use crate::casework::dispute::Dispute;
use crate::casework::dossier::proceeding::warnings;
use crate::casework::handbook::Handbook;
use crate::casework::ids::RecordId;
use crate::casework::network::Network;
use crate::casework::reliance::{Meeting, meetings};
use crate::casework::routing::{Proposal, propose};
use crate::casework::state::UnitState;
use serde::{Deserialize, Serialize};

/// Advice on a dispute: nothing of it is kept, all of it is asked anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    pub route: Proposal,
    /// The version of its playbook that may be applied again.
    pub playbook_newer: Option<u16>,
    /// Paths of evidence that its kind usually goes.
    pub paths_usual: Vec<String>,
    pub meetings: Vec<Meeting>,
    /// Other disputes that tell the same matter, by number: one of them was hidden from whoever took the other in. Whoever
    /// sees both may join them.
    pub same: Vec<(RecordId, String)>,
    pub warnings: Vec<Text>,
}

/// Advice on a dispute as it stands.
pub fn advice(state: &UnitState, handbook: &Handbook, dispute: &Dispute) -> Advice {
    let list = dispute.dossier.checklist.as_ref();
    Advice {
        route: propose(handbook.routing(), &Network::of(state), dispute),
        playbook_newer: list.and_then(|list| list.newer(handbook.playbooks())),
        paths_usual: handbook.standards().paths_of(dispute.draft.kind).map(|path| path.id.clone()).collect(),
        meetings: meetings(state, dispute),
        same: same(state, dispute),
        warnings: warnings(dispute),
    }
}

fn same(state: &UnitState, dispute: &Dispute) -> Vec<(RecordId, String)> {
    let others = state.all_known_by(&dispute.draft.key()).into_iter().filter(|id| *id != dispute.id);
    let open = others.filter_map(|id| state.disputes.get(&id)).filter(|one| !one.stage.is_over());
    open.map(|one| (one.id, one.number.clone())).collect()
}
