//! The one place that says who may do what, and who may see what. Deny by default.

mod deed;
mod floor;
mod sight;
mod table;

use super::command::{Act, AlertAct};
use super::ids::{OfficerId, RecordId};
use super::refusal::Refusal;
use super::state::UnitState;
use super::unit::Author;
use super::words::{PostRole, Tlp};
pub use deed::{Deed, deed};
use floor::Open;
pub use sight::{
    author_sees, case_of, case_of_draft, disclosed_availability, disclosed_head_due, is_sealed, known_to, may_see,
    sealed_case,
};
pub use table::{Right, all as permissions};

/// Does the author still hold the post that it acts in? Asked in the very state that the act is decided on: a post that
/// ended a moment ago acts no more.
pub fn holds(state: &UnitState, author: &Author) -> Result<(), Refusal> {
    let Author::Post { post, officer, role, .. } = author else { return Ok(()) };
    match state.posts.get(post) {
        Some((holder, held)) if holder.id == *officer && held.role == *role => Ok(()),
        Some(_) | None => Err(Refusal::NotPermitted { wants: *role }),
    }
}

/// May this author do this? The record's own state is for `decide`.
pub fn authorize(state: &UnitState, author: &Author, act: &Act) -> Result<(), Refusal> {
    let Author::Post { officer, role, .. } = author else { return Ok(()) };
    let case = subject(state, act).and_then(|id| state.disputes.get(&id));
    let sees_case = case.as_ref().is_none_or(|case| sees(*officer, *role, case.draft.secrecy, &case.named));
    if !sees_case || !sight::all_there(state, (*officer, *role), act) {
        return Err(Refusal::NotFound);
    }
    let right = table::right(deed(act)).ok_or(Refusal::NotFound)?;
    if !right.posts.contains(role) {
        return Err(Refusal::NotPermitted { wants: right.posts[0] });
    }
    let secrecy = case.map(|case| case.draft.secrecy);
    match secrecy.filter(|secrecy| right.floor.at(*secrecy) == Open::Nobody) {
        Some(secrecy) => Err(Refusal::Level { secrecy: secrecy.label().to_owned() }),
        None => Ok(()),
    }
}

/// The case that an act is about. What an officer may not see is not there: acts on it answer as if it did not exist.
fn subject(state: &UnitState, act: &Act) -> Option<RecordId> {
    match act {
        Act::Dispute(id, _) | Act::Read(id) => Some(*id),
        Act::Submit(draft) => Some(draft.dispute),
        Act::Alert(_, AlertAct::Join { dispute }) => Some(*dispute),
        Act::Open(draft) => draft.dispute(),
        Act::Affair(id, _) => state.affairs.get(id).and_then(|file| file.affair.card().dispute),
        Act::Referral(id, _) | Act::Leg(id, ..) => {
            state.referrals.get(id).and_then(|file| file.referral.as_ref()).map(|referral| referral.brief.dispute)
        }
        Act::Found(_)
        | Act::GrantPost(..)
        | Act::EndPost(_)
        | Act::EnrolPeer { .. }
        | Act::Register(_)
        | Act::Raise(_)
        | Act::EnrolExpert(_)
        | Act::EnterAgency(_)
        | Act::Alert(..)
        | Act::Expert(..)
        | Act::Agency(..)
        | Act::Rota(_)
        | Act::SetLetterWord(_)
        | Act::System(_) => None,
    }
}

/// May this officer, acting in this role, see a dispute of this secrecy? Casework is not an administrator's.
pub fn sees(officer: OfficerId, role: PostRole, secrecy: Tlp, named: &[OfficerId]) -> bool {
    let open = match table::READER.floor.at(secrecy) {
        Open::All => true,
        Open::Named => role == PostRole::Lead || named.contains(&officer),
        Open::Nobody => false,
    };
    open && table::READER.posts.contains(&role)
}

/// May what is in a case of this secrecy be told to another organisation?
pub fn may_leave(secrecy: Tlp) -> bool {
    floor::AWAY.at(secrecy) == Open::All
}
