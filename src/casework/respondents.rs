//! Respondents of a trade investigation: a list of names, matched to the enterprises that we know.

use super::dispute::Dispute;
use super::ids::RecordId;
use super::kinds::names;
use super::known::CLIENT;
use super::matching;
use super::state::UnitState;
use serde::{Deserialize, Serialize};

/// The field of a kind that lists them.
pub const RESPONDENTS: &str = "respondents";

/// A respondent of a list, and the disputes of the enterprise of that name; none: nobody knows it here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Respondent {
    pub name: String,
    pub disputes: Vec<RecordId>,
}

/// The names of a list matched to the enterprises of our disputes, in the order of the list.
pub fn respondents(state: &UnitState, list: &str) -> Vec<Respondent> {
    let folded = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    names(list)
        .into_iter()
        .map(|name| {
            let wanted = folded(&name);
            let is = |dispute: &Dispute| {
                let enterprise = &dispute.draft.enterprise;
                let code = enterprise.uscc.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(&wanted));
                code || [&enterprise.name].into_iter().chain(&enterprise.names).any(|one| folded(one) == wanted)
            };
            let known = state.disputes_with(CLIENT, &matching::folded(&name)).filter(|one| is(one));
            let mut disputes: Vec<RecordId> = known.map(|one| one.id).collect();
            disputes.sort_unstable();
            disputes.dedup();
            Respondent { name, disputes }
        })
        .collect()
}
