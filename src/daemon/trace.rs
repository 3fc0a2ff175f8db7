//! Who read a sealed case, or one of a task force, is written down before it is shown.

use super::answer::{Acting, Session};
use super::job::Asked;
use super::look::is_visible;
use crate::casework::command::Act;
use crate::casework::ids::{CommandId, RecordId};
use crate::wire::{Reply, Request};

impl Session {
    /// Writes down that a case which leaves traces is read, once a day for each officer.
    pub(super) async fn leave_trace(&self, acting: &Acting<'_>, request: &Request) -> Result<(), Reply> {
        let Some(id) = reads(request).and_then(|id| traced_case(acting, id)) else { return Ok(()) };
        let state = &acting.hosted.state;
        let known = state.disputes.get(&id).is_none_or(|one| one.read_today(acting.officer.id, acting.now));
        if known {
            return Ok(());
        }
        let asked = Asked { command: CommandId(uuid::Uuid::now_v7()), seen: None, act: Act::Read(id) };
        match self.shared.registrar.ask(acting.unit(), acting.author(), vec![asked]).await {
            Ok(_) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// The record that a request shows whole.
pub(super) const fn reads(request: &Request) -> Option<RecordId> {
    match request {
        Request::Show(id) | Request::History(id) | Request::Letter { referral: id, .. } => Some(*id),
        Request::Paper(query) => Some(query.record),
        Request::Me
        | Request::ActAs(_)
        | Request::Watch
        | Request::Window(_)
        | Request::Find { .. }
        | Request::Resolve(_)
        | Request::Actions(_)
        | Request::Match(_)
        | Request::Bodies { .. }
        | Request::Recipients
        | Request::Deadline(_)
        | Request::Rules(_)
        | Request::Do { .. }
        | Request::DoVerb { .. }
        | Request::PutFile { .. }
        | Request::Intake(_)
        | Request::Drafts
        | Request::KeepDraft { .. }
        | Request::DropDraft { .. }
        | Request::Setup(_)
        | Request::Officers
        | Request::Exchange(_)
        | Request::Status
        | Request::Verify
        | Request::Moved
        | Request::ReloadRules
        | Request::Feed { .. }
        | Request::Duty => None,
    }
}

/// The case leaving traces that a record is, or belongs to, if this officer may see it.
fn traced_case(acting: &Acting<'_>, id: RecordId) -> Option<RecordId> {
    let state = &acting.hosted.state;
    let referral = state.referrals.get(&id).and_then(|file| file.referral.as_ref());
    let affair = state.affairs.get(&id).and_then(|file| file.affair.card().dispute);
    let case = referral.map(|referral| referral.brief.dispute).or(affair).unwrap_or(id);
    let dispute = state.disputes.get(&case).filter(|_| is_visible(acting, id))?;
    dispute.leaves_traces().then_some(case)
}
