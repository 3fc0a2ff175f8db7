//! The one place that says who may do what, and who may see what. Deny by default.

mod deed;
mod table;

use super::command::{Act, AlertAct};
use super::ids::OfficerId;
use super::refusal::Refusal;
use super::state::UnitState;
use super::unit::Author;
use super::words::{PostRole, Tlp};
pub use deed::{Deed, deed};
pub use table::all as permissions;

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
    if !sees_subject(state, *officer, *role, act) {
        return Err(Refusal::NotFound);
    }
    match table::needs(deed(act)) {
        Some(needed) if does_the_work_of(*role, needed) => Ok(()),
        Some(needed) => Err(Refusal::NotPermitted { wants: needed }),
        None => Err(Refusal::NotFound),
    }
}

/// A shift lead does a duty officer's work too; nobody else does another's.
fn does_the_work_of(role: PostRole, needed: PostRole) -> bool {
    role == needed || (role, needed) == (PostRole::Lead, PostRole::Duty)
}

/// What an officer may not see is not there: acts on it answer as if it did not exist.
fn sees_subject(state: &UnitState, officer: OfficerId, role: PostRole, act: &Act) -> bool {
    let dispute = match act {
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
    };
    dispute
        .and_then(|id| state.disputes.get(&id))
        .is_none_or(|dispute| sees(officer, role, dispute.draft.secrecy, &dispute.named))
}

/// May this officer, acting in this role, see a dispute of this secrecy? RED is for named persons and the shift lead;
/// casework is not an administrator's.
pub fn sees(officer: OfficerId, role: PostRole, secrecy: Tlp, named: &[OfficerId]) -> bool {
    match (secrecy, role) {
        (_, PostRole::Admin) => false,
        (Tlp::Red, PostRole::Duty) => named.contains(&officer),
        (Tlp::Red, PostRole::Lead) => true,
        (Tlp::Clear | Tlp::Green | Tlp::Amber | Tlp::AmberStrict, PostRole::Duty | PostRole::Lead) => true,
    }
}
