//! Many acts at once, by the way of all acts: the registrar decides, writes and folds each, in batches as large as one
//! commit may be. For stores that are made to be tried; while it runs no daemon has the store.

use super::DaemonError;
use super::house_rules;
use super::job::{Asked, Job, NotDone, Outcome, RegistrarHandle};
use super::private;
use super::queue::{FairQueue, TURNS_MAX};
use super::registrar::Registrar;
use super::room::Room;
use super::socket;
use super::world::Hosted;
use crate::casework::command::Act;
use crate::casework::ids::{CommandId, RecordId, UnitId};
use crate::casework::refusal::Refusal;
use crate::casework::unit::Author;
use crate::casework::words::{PostRole, UnitKind};
use crate::journal::{Journal, JournalError, KeyPlaces};
use std::collections::VecDeque;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::{oneshot, watch};

/// Jobs under way: those of the batch that is committed, of the one that is decided, and the next ones.
const JOBS_MAX: usize = 4 * TURNS_MAX;

/// The registrar of a store, at work without a daemon.
pub struct Filling {
    _lock: File,
    handle: RegistrarHandle,
    thread: Option<JoinHandle<Result<(), JournalError>>>,
    under_way: VecDeque<oneshot::Receiver<Result<Vec<Outcome>, NotDone>>>,
    unit: UnitId,
    authors: Vec<Author>,
    refused: Option<Refusal>,
}

impl Filling {
    /// Opens a store that has a center with posts. None: a daemon has it.
    ///
    /// # Errors
    /// When the store cannot be read, or nobody may act in it.
    pub fn open(store: &Path, keys: &KeyPlaces) -> Result<Option<Self>, DaemonError> {
        private::files_for_owner();
        let folder = socket::own_folder(store)?;
        let Some(lock) = socket::lock(&folder, store)? else { return Ok(None) };
        let rules = watch::Sender::new(Arc::new(house_rules::rules_with(&store.join(house_rules::FOLDER))));
        let room = Room::of(store);
        let (registrar, published) = Registrar::open(Journal::open(store, keys)?, rules.subscribe(), room)?;
        let hold = registrar.hold.clone();
        let queue = Arc::new(FairQueue::default());
        let thread = Some(registrar.start(&queue)?);
        let handle = RegistrarHandle { queue, published, hold };
        let world = handle.world();
        // A practice store has a court and a customs office as well: disputes are a center's.
        let is_center = |hosted: &Hosted| hosted.state.card.as_ref().is_some_and(|card| card.kind == UnitKind::Center);
        let center = world.units.iter().find(|(_, hosted)| is_center(hosted));
        let Some((unit, hosted)) = center else { return Err(DaemonError::Registrar) };
        let authors =
            hosted.state.posts.values().filter(|(_, post)| matches!(post.role, PostRole::Duty | PostRole::Lead));
        let authors = authors.map(|(officer, post)| Author::Post {
            post: post.id,
            officer: officer.id,
            name: officer.name.clone(),
            role: post.role,
        });
        let authors = authors.collect();
        Ok(Some(Self { _lock: lock, handle, thread, under_way: VecDeque::new(), unit: *unit, authors, refused: None }))
    }

    /// Asks for acts of the `no`-th author, of which the first makes a record and the others follow from its id.
    /// Returns when there is room for more.
    ///
    /// # Errors
    /// When the registrar is gone, or an act before was refused.
    pub fn put(&mut self, no: u64, acts: impl IntoIterator<Item = (CommandId, Act)>) -> Result<(), DaemonError> {
        while self.under_way.len() >= JOBS_MAX {
            self.one_done()?;
        }
        let place = usize::try_from(no).unwrap_or(0) % self.authors.len().max(1);
        let Some(author) = self.authors.get(place).cloned() else { return Err(DaemonError::Registrar) };
        let acts = acts.into_iter().map(|(command, act)| Asked { command, seen: None, act }).collect();
        let (answer, answered) = oneshot::channel();
        let job = Job::Do { unit: self.unit, author, acts, answer };
        self.handle.queue.put(None, job).map_err(|_| DaemonError::Registrar)?;
        self.under_way.push_back(answered);
        Ok(())
    }

    fn one_done(&mut self) -> Result<(), DaemonError> {
        let Some(answered) = self.under_way.pop_front() else { return Ok(()) };
        let outcomes = answered.blocking_recv().map_err(|_| DaemonError::Registrar)??;
        if let Some(refusal) = outcomes.into_iter().find_map(Result::err) {
            self.refused.get_or_insert(refusal);
        }
        Ok(())
    }

    /// Waits until all is durable, and lets the store go. What was refused first, if anything was.
    ///
    /// # Errors
    /// When the registrar is gone.
    pub fn end(mut self) -> Result<Option<Refusal>, DaemonError> {
        while !self.under_way.is_empty() {
            self.one_done()?;
        }
        self.handle.queue.close();
        if let Some(thread) = self.thread.take() {
            thread.join().map_err(|_| DaemonError::Registrar)??;
        }
        Ok(self.refused)
    }
}

/// A new command, and the record that it would make.
pub fn new_record() -> (CommandId, RecordId) {
    let command = CommandId(uuid::Uuid::now_v7());
    (command, command.record())
}
