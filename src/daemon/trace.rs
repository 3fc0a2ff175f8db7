//! Who read a sealed case, or one of a task force, is written down before it is shown.

use super::answer::{Acting, Session};
use super::job::Asked;
use super::look::is_visible;
use crate::casework::authorize::case_of;
use crate::casework::command::Act;
use crate::casework::ids::{CommandId, RecordId};
use crate::wire::{FetchPiece, FilesRequest, Reply, Request};

impl Session {
    /// Writes down that a case which leaves traces is read, once a day for each officer.
    pub(super) async fn leave_trace(&self, acting: &Acting<'_>, request: &Request) -> Result<(), Reply> {
        let state = &acting.hosted.state;
        let known =
            |id: RecordId| state.disputes.get(&id).is_none_or(|one| one.read_today(acting.officer.id, acting.now));
        let acts: Vec<Asked> = traced_cases(acting, request)
            .into_iter()
            .filter(|id| !known(*id))
            .map(|id| Asked { command: CommandId(uuid::Uuid::now_v7()), seen: None, act: Act::Read(id) })
            .collect();
        if acts.is_empty() {
            return Ok(());
        }
        match self.shared.registrar.ask(acting.unit(), acting.author(), acts).await {
            Ok(_) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// The record that a request shows whole, or takes out of the house.
pub(super) const fn reads(request: &Request) -> Option<RecordId> {
    match request {
        Request::Show(id) | Request::History(id) | Request::Letter { referral: id, .. } => Some(*id),
        Request::Paper(query) => Some(query.record),
        Request::Feed { dispute, .. } => *dispute,
        Request::Files(FilesRequest::Fetch(FetchPiece { record, .. }) | FilesRequest::Sign { record, .. }) => {
            Some(*record)
        }
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
        | Request::DoMany { .. }
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
        | Request::Decide(_)
        | Request::Vault(_)
        | Request::Moved
        | Request::ReloadRules
        | Request::Files(FilesRequest::Attach(_) | FilesRequest::Backup { .. } | FilesRequest::Verify)
        | Request::Duty => None,
    }
}

/// The cases leaving traces that are read, as far as this officer may see them; a calendar of all has all of them.
fn traced_cases(acting: &Acting<'_>, request: &Request) -> Vec<RecordId> {
    let state = &acting.hosted.state;
    if let Request::Feed { dispute: None, .. } = request {
        let traced = state.disputes.values().filter(|one| one.leaves_traces());
        return traced.map(|one| one.id).filter(|id| is_visible(acting, *id)).collect();
    }
    let read = reads(request).filter(|id| is_visible(acting, *id));
    let case = read.and_then(|id| case_of(state, id));
    case.filter(|case| state.disputes.get(case).is_some_and(|one| one.leaves_traces())).into_iter().collect()
}
