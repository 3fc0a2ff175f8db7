//! What the registrar is asked, what it answers, and the way to it.

use super::queue::{FairQueue, NotTaken};
use super::world::World;
use crate::boards::drafts::{Draft, DraftId};
use crate::casework::command::Act;
use crate::casework::entry::Slip;
use crate::casework::ids::{CommandId, Hash, OfficerId, RecordId, UnitId};
use crate::casework::refusal::Refusal;
use crate::casework::unit::{Author, Officer};
use crate::journal::{Drawer, Mode, NotKept};
use crate::wire::Changed;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::{oneshot, watch};

/// A change asked of the registrar.
pub enum Job {
    /// Acts of one author in one unit, each by itself.
    Do { unit: UnitId, author: Author, acts: Vec<Asked>, answer: oneshot::Sender<Vec<Outcome>> },
    /// Slips of a peer, in order and without a gap.
    Arrive { unit: UnitId, from: UnitId, slips: Vec<Travelled>, answer: oneshot::Sender<u64> },
    /// Service clocks are looked at.
    Tick { answer: oneshot::Sender<()> },
    /// An officer of the store.
    Enrol { officer: Officer, answer: oneshot::Sender<()> },
    /// What an officer typed: kept until it is sent, dropped or old.
    KeepDraft { drawer: Drawer, draft: Draft, answer: oneshot::Sender<Result<(), NotKept>> },
    /// It is not wanted any more.
    DropDraft { drawer: Drawer, form: DraftId, answer: oneshot::Sender<()> },
    /// How the store may be used, decided once.
    SetMode { mode: Mode, answer: oneshot::Sender<()> },
}

/// One act with its command id.
pub struct Asked {
    pub command: CommandId,
    pub seen: Option<u32>,
    pub act: Act,
}

/// A slip as it travelled.
pub struct Travelled {
    pub no: u64,
    pub prev: Hash,
    pub bytes: Vec<u8>,
    pub slip: Slip,
}

/// What became of an act: the records it made or changed, or why not.
pub type Outcome = Result<Vec<Changed>, Refusal>;

/// What readers see: the world after a commit, and which records of which units changed with it.
#[derive(Clone, Default)]
pub struct Published {
    pub world: Arc<World>,
    pub changed: Arc<BTreeSet<(UnitId, RecordId)>>,
    /// Slips were made for a unit elsewhere.
    pub outbound: bool,
}

/// The way to the registrar.
#[derive(Clone)]
pub struct RegistrarHandle {
    pub queue: Arc<FairQueue<Job>>,
    pub published: watch::Receiver<Published>,
}

/// Why a job was not done. It may be asked again.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    #[error("too many commands of yours are waiting: slow down and ask again")]
    SlowDown,
    #[error("the daemon is stopping: ask again")]
    Stopping,
}

impl RegistrarHandle {
    /// The world now.
    pub fn world(&self) -> Arc<World> {
        Arc::clone(&self.published.borrow().world)
    }

    /// Asks for acts and waits until they are durable or refused.
    ///
    /// # Errors
    /// When the queue does not take them; nothing happened then.
    pub async fn ask(&self, unit: UnitId, author: Author, acts: Vec<Asked>) -> Result<Vec<Outcome>, NotDone> {
        let place = author.officer();
        self.put(place, |answer| Job::Do { unit, author, acts, answer }).await
    }

    /// Puts a job and waits for its answer.
    ///
    /// # Errors
    /// When the queue does not take it; nothing happened then.
    pub async fn put<T>(
        &self,
        place: Option<OfficerId>,
        job: impl FnOnce(oneshot::Sender<T>) -> Job,
    ) -> Result<T, NotDone> {
        let (answer, answered) = oneshot::channel();
        self.queue.put(place, job(answer)).map_err(|refused| match refused {
            NotTaken::Full(_) => NotDone::SlowDown,
            NotTaken::Closed(_) => NotDone::Stopping,
        })?;
        answered.await.map_err(|_| NotDone::Stopping)
    }
}

/// An answer that waits for the commit.
pub enum Answer {
    Done(oneshot::Sender<Vec<Outcome>>, Vec<Outcome>),
    Arrived(oneshot::Sender<u64>, u64),
    Kept(oneshot::Sender<Result<(), NotKept>>, Result<(), NotKept>),
    Nothing(oneshot::Sender<()>),
}

impl Answer {
    /// Whoever asked may be gone; what was done stays done.
    pub fn send(self) {
        match self {
            Self::Done(to, outcomes) => drop(to.send(outcomes)),
            Self::Arrived(to, taken) => drop(to.send(taken)),
            Self::Kept(to, kept) => drop(to.send(kept)),
            Self::Nothing(to) => drop(to.send(())),
        }
    }
}
