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

/// What a request shows of cases to whoever may see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// A record, or what only its case can tell (what may be done with it, who fits it): its case is read.
    Record(RecordId),
    /// The dates of all cases in one file that leaves the house: each of them is read.
    Each,
    /// Lines of lists, for whom the cases are there anyway: none of them is read.
    Lines,
    /// Nothing of any case, or what the asker brings.
    Nothing,
}

const fn reading(request: &Request) -> Reading {
    match request {
        Request::Show(id)
        | Request::History(id)
        | Request::Actions(id)
        | Request::Match(id)
        | Request::Bodies { dispute: id, .. }
        | Request::Rules(Some(id))
        | Request::Letter { referral: id, .. }
        | Request::Feed { dispute: Some(id), .. }
        | Request::Files(FilesRequest::Fetch(FetchPiece { record: id, .. }) | FilesRequest::Sign { record: id, .. }) => {
            Reading::Record(*id)
        }
        Request::Paper(query) => Reading::Record(query.record),
        Request::Feed { dispute: None, .. } => Reading::Each,
        Request::Window(_) | Request::Find { .. } | Request::Resolve(_) | Request::Moved | Request::Duty => {
            Reading::Lines
        }
        Request::Me
        | Request::ActAs(_)
        | Request::Watch
        | Request::Recipients
        | Request::Deadline(_)
        | Request::Rules(None)
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
        | Request::ReloadRules
        | Request::Files(FilesRequest::Attach(_) | FilesRequest::Backup { .. } | FilesRequest::Verify) => {
            Reading::Nothing
        }
    }
}

/// The record that a request is about, as far as it shows one.
pub(super) const fn reads(request: &Request) -> Option<RecordId> {
    if let Reading::Record(id) = reading(request) { Some(id) } else { None }
}

/// The cases leaving traces that are read, as far as this officer may see them.
fn traced_cases(acting: &Acting<'_>, request: &Request) -> Vec<RecordId> {
    let state = &acting.hosted.state;
    let traced = |id: &RecordId| state.disputes.get(id).is_some_and(|one| one.leaves_traces());
    match reading(request) {
        Reading::Record(id) => {
            let read = Some(id).filter(|id| is_visible(acting, *id));
            read.and_then(|id| case_of(state, id)).filter(traced).into_iter().collect()
        }
        Reading::Each => {
            let all = state.disputes.values().filter(|one| one.leaves_traces());
            all.map(|one| one.id).filter(|id| is_visible(acting, *id)).collect()
        }
        Reading::Lines | Reading::Nothing => Vec::new(),
    }
}
