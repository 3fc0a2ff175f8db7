//! One connection's requests and their answers. Reads look at one unmoving world; changes go to the registrar.

use super::admission::{Refused, is_admitted};
use super::attach::{Attached, Attaching, Giving};
use super::backup::Copying;
use super::change::ParsedFile;
use super::clock::now_in;
use super::exchange::ExchangeHandle;
use super::files::Brought;
use super::gate::Gate;
use super::heads::Heads;
use super::house_rules::HouseRules;
use super::job::{NotDone, RegistrarHandle, Trouble};
use super::keyring::Keyring;
use super::look::Orders;
use super::quota::Quota;
use super::set_aside::SetAside;
use super::world::{Hosted, World};
use crate::boards::window::Viewer;
use crate::calendar::Text;
use crate::casework::authorize::may_see;
use crate::casework::ids::{PostId, UnitId};
use crate::casework::refusal::Refusal;
use crate::casework::unit::{Author, Officer, Post};
use crate::casework::words::PostRole;
use crate::journal::{Blobs, JournalError, Reader, Vault};
use crate::wire::{FilesRequest, Reply, Request};
use chrono::{DateTime, FixedOffset};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Notify, watch};

/// How long a window waits for what is being loaded: then it is answered with what is there, and the desk says so.
const WINDOW_WAITS: Duration = Duration::from_millis(300);

/// What all connections share.
pub struct Shared {
    pub store: PathBuf,
    pub registrar: RegistrarHandle,
    pub reader: Reader,
    pub keyring: Keyring,
    pub blobs: Blobs,
    pub vault: Arc<Vault>,
    /// The file of the store key.
    pub key_file: PathBuf,
    pub heads: Heads,
    /// Keys were renewed: what is old is sealed anew.
    pub rotated: Notify,
    pub quota: Arc<Quota>,
    /// The rules now: replaced whole when they are read again.
    pub rules: watch::Sender<Arc<HouseRules>>,
    pub exchange: ExchangeHandle,
    /// The uid that owns the store.
    pub owner: u32,
    /// A store for many accounts.
    pub shared: bool,
    /// Uids that administer the store, besides its owner and who holds a post of administrator.
    pub administrators: Vec<u32>,
    pub refused: Refused,
    pub started: Instant,
    pub gate: Arc<Gate>,
    pub set_aside: SetAside,
    /// Held by who sets the store up.
    pub setting_up: tokio::sync::Mutex<()>,
    pub(super) orders: Orders,
}

impl Shared {
    /// In a personal store its owner; in a shared one the service account, whoever the server's settings name, and
    /// whoever holds a post of administrator.
    pub(super) fn is_administrator(&self, world: &World, uid: u32) -> bool {
        uid == self.owner || self.administrators.contains(&uid) || world.is_administrator(uid)
    }
}

/// One connection: who it is, and as what it acts.
pub struct Session {
    pub shared: Arc<Shared>,
    pub uid: u32,
    pub post: Option<PostId>,
    pub watching: bool,
    /// The unit watched, and how much of it was told.
    pub seen: Option<(UnitId, u64)>,
    /// What was told of why nothing is written.
    pub trouble_told: Option<Trouble>,
    pub brought: Brought,
    /// The file that is being taken in.
    pub(super) parsed: Option<ParsedFile>,
    /// The file that is being brought for a case, those that were, and the one that is being given.
    pub(super) attaching: Option<Attaching>,
    pub(super) attached: Vec<Attached>,
    pub(super) giving: Option<Giving>,
    /// The copy of the store that is being given.
    pub(super) copying: Option<Copying>,
}

/// The acting post with all that a request needs of it.
pub(super) struct Acting<'a> {
    pub officer: &'a Officer,
    pub post: &'a Post,
    pub hosted: &'a Hosted,
    pub now: DateTime<FixedOffset>,
}

impl Acting<'_> {
    pub fn author(&self) -> Author {
        Author::Post {
            post: self.post.id,
            officer: self.officer.id,
            name: self.officer.name.clone(),
            role: self.post.role,
        }
    }

    pub fn viewer(&self) -> Viewer {
        let zone = self.hosted.state.card.as_ref().and_then(|card| card.zone.parse().ok());
        Viewer {
            officer: self.officer.id,
            role: self.post.role,
            today: self.now.date_naive(),
            zone: zone.unwrap_or(chrono_tz::Tz::UTC),
        }
    }

    /// How much of what happened in the unit this officer may know of.
    pub fn changes_seen(&self) -> (UnitId, u64) {
        let who = (self.officer.id, self.post.role);
        (self.unit(), self.hosted.told.seen_by(|case| may_see(&self.hosted.state, who, case)))
    }

    pub const fn unit(&self) -> UnitId {
        self.post.unit
    }
}

/// Two languages at once.
pub(super) fn text(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text::new(zh, en)
}

/// A piece of a file that does not fit.
fn not_taken(why: &str) -> Reply {
    Reply::Wrong(text(format!("文件未收下: {why}"), why))
}

impl From<JournalError> for Reply {
    fn from(error: JournalError) -> Self {
        Self::Fault(text(format!("记录读不出: {}", error.zh()), error.to_string()))
    }
}

impl From<NotDone> for Reply {
    fn from(error: NotDone) -> Self {
        Self::Fault(error.text())
    }
}

impl Session {
    /// A session of this account; it acts for the account's first post that does casework.
    pub fn new(shared: Arc<Shared>, uid: u32) -> Self {
        Self {
            shared,
            uid,
            post: None,
            watching: false,
            seen: None,
            trouble_told: None,
            brought: Brought::default(),
            parsed: None,
            attaching: None,
            attached: Vec::new(),
            giving: None,
            copying: None,
        }
    }

    /// Answers one request.
    pub async fn answer(&mut self, request: Request) -> Reply {
        self.loaded_for(&request).await;
        let world = self.shared.registrar.world();
        if self.admitted(&world).is_none() {
            return self.no_post();
        }
        match request {
            Request::Me => Reply::Me(Box::new(self.me(&world))),
            Request::ActAs(post) => self.act_as(&world, post),
            Request::Watch => self.watch(&world),
            Request::Setup(setup) => self.set_up(setup).await,
            Request::Officers => self.officers(&world),
            Request::Status => self.status(&world),
            Request::Verify => self.verify(),
            Request::Decide(decision) => self.decide(decision).await,
            Request::Vault(request) => self.keys_at_rest(request).await,
            Request::Deadline(question) => self.deadline(&question),
            Request::PutFile { hash, offset, total, bytes } => {
                let taken = self.brought.piece(hash, offset, total, &bytes);
                taken.map_or_else(|error| not_taken(&error.to_string()), |()| Reply::Done)
            }
            Request::Exchange(request) => self.exchange(&world, request).await,
            Request::ReloadRules => self.reload_rules(&world),
            Request::Window(_)
            | Request::Find { .. }
            | Request::Resolve(_)
            | Request::Show(_)
            | Request::History(_)
            | Request::Actions(_)
            | Request::Match(_)
            | Request::Bodies { .. }
            | Request::Recipients
            | Request::Rules(_)
            | Request::Paper(_)
            | Request::Moved
            | Request::Duty
            | Request::Feed { .. } => match self.acting(&world) {
                Some(acting) => match self.leave_trace(&acting, &request).await {
                    Ok(()) => self.look(&acting, request),
                    Err(reply) => reply,
                },
                None => self.no_post(),
            },
            Request::Files(_) => self.files(&world, request).await,
            Request::Drafts | Request::KeepDraft { .. } | Request::DropDraft { .. } => match self.acting(&world) {
                Some(acting) => self.drafts(&acting, request).await,
                None => self.no_post(),
            },
            Request::Do { .. }
            | Request::DoVerb { .. }
            | Request::DoMany { .. }
            | Request::Intake(_)
            | Request::Letter { .. } => match self.acting(&world) {
                Some(acting) => self.change(&acting, request).await,
                None => self.no_post(),
            },
        }
    }

    /// After a start: what looks through all records waits until they are loaded, and so does a script's list; a desk's
    /// window only a moment, for it is told of the rest. A record that is asked for by its id is there at once.
    async fn loaded_for(&self, request: &Request) {
        let loaded = self.shared.registrar.loaded();
        match request {
            Request::Window(_) | Request::Duty if self.watching => {
                drop(tokio::time::timeout(WINDOW_WAITS, loaded).await)
            }
            Request::Window(_)
            | Request::Duty
            | Request::Find { .. }
            | Request::Resolve(_)
            | Request::Match(_)
            | Request::Bodies { .. }
            | Request::Recipients
            | Request::Paper(_)
            | Request::Moved
            | Request::Feed { .. }
            | Request::Intake(_)
            | Request::DoVerb { .. }
            | Request::DoMany { .. }
            | Request::Letter { .. }
            | Request::Exchange(_)
            | Request::ReloadRules
            | Request::Files(FilesRequest::Verify)
            | Request::Verify => loaded.await,
            Request::Me
            | Request::Files(_)
            | Request::Decide(_)
            | Request::Vault(_)
            | Request::ActAs(_)
            | Request::Watch
            | Request::Setup(_)
            | Request::Officers
            | Request::Status
            | Request::Deadline(_)
            | Request::PutFile { .. }
            | Request::Show(_)
            | Request::History(_)
            | Request::Actions(_)
            | Request::Rules(_)
            | Request::Drafts
            | Request::KeepDraft { .. }
            | Request::DropDraft { .. }
            | Request::Do { .. } => {}
        }
    }

    /// May this account still ask anything?
    pub(super) fn admitted(&self, world: &World) -> Option<()> {
        is_admitted(&self.shared, world, self.uid).then_some(())
    }

    /// The rules now; they stay whole while an answer is made.
    pub(super) fn rules_now(&self) -> Arc<HouseRules> {
        Arc::clone(&self.shared.rules.borrow())
    }

    pub(super) fn no_post(&self) -> Reply {
        Reply::Refused(Refusal::NotPermitted { wants: PostRole::Duty })
    }

    /// The acting post: the one chosen, as long as it is held; when none was chosen, the first that does casework, else
    /// the archive.
    pub(super) fn acting<'a>(&self, world: &'a World) -> Option<Acting<'a>> {
        let own = world.posts_of(self.uid);
        let of_casework = |role: PostRole| matches!(role, PostRole::Duty | PostRole::Lead);
        let working = || own.iter().find(|(_, post)| of_casework(post.role));
        let (officer, post) = *match self.post {
            Some(chosen) => own.iter().find(|(_, post)| post.id == chosen),
            None => working().or_else(|| own.iter().find(|(_, post)| post.role == PostRole::Archivist)),
        }?;
        let hosted = world.units.get(&post.unit)?;
        let zone = hosted.state.card.as_ref().map_or("UTC", |card| card.zone.as_str());
        Some(Acting { officer, post, hosted, now: now_in(zone) })
    }

    /// What happened before is known: it is told from here on.
    fn watch(&mut self, world: &World) -> Reply {
        self.watching = true;
        self.seen = self.acting(world).map(|acting| acting.changes_seen());
        Reply::Done
    }

    fn act_as(&mut self, world: &World, post: PostId) -> Reply {
        if !world.posts_of(self.uid).iter().any(|(_, own)| own.id == post) {
            return Reply::Refused(Refusal::NotFound);
        }
        self.post = Some(post);
        Reply::Done
    }

    /// May this account set the store up?
    pub(super) fn is_administrator(&self) -> bool {
        self.shared.is_administrator(&self.shared.registrar.world(), self.uid)
    }

    fn deadline(&self, question: &crate::calendar::Question) -> Reply {
        match crate::calendar::compute(&self.rules_now().rules, question) {
            Ok(computed) => Reply::Deadline(Box::new(computed)),
            Err(error) => Reply::Refused(Refusal::Deadline { zh: error.zh(), en: error.to_string() }),
        }
    }
}

/// A refused rule or calendar, as one line: where, and what is wrong.
pub(super) fn problem_text(problem: &crate::calendar::Problem) -> Text {
    let place = format!("{}:{}", problem.file, problem.line);
    text(format!("{place}: {}", problem.what.zh), format!("{place}: {}", problem.what.en))
}
