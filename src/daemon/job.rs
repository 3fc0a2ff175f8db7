//! What the registrar is asked, what it answers, and the way to it.

use super::founding::Step;
use super::hold::Hold;
use super::loading::Portion;
use super::queue::{FairQueue, NotTaken};
use super::world::World;
use crate::boards::drafts::{Draft, DraftId};
use crate::calendar::Text;
use crate::casework::command::Act;
use crate::casework::entry::Slip;
use crate::casework::ids::{CommandId, Hash, OfficerId, RecordId, UnitId};
use crate::casework::refusal::Refusal;
use crate::casework::unit::Author;
use crate::journal::{Drawer, Head, NotKept, Pass};
use crate::wire::Changed;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{oneshot, watch};

/// How long the answer "slow down" takes: long against a command, short against a person's patience.
const SLOWED_FOR: Duration = Duration::from_millis(200);

/// Where an answer goes, or why there is none.
pub type To<T> = oneshot::Sender<Result<T, NotDone>>;

/// A change asked of the registrar.
pub enum Job {
    /// Acts of one author in one unit, each by itself.
    Do { unit: UnitId, author: Author, acts: Vec<Asked>, answer: To<Vec<Outcome>> },
    /// Slips of a peer, in order and without a gap.
    Arrive { unit: UnitId, from: UnitId, slips: Vec<Travelled>, answer: To<u64> },
    /// Service clocks are looked at, of some records. True: more are left.
    Tick { answer: To<bool> },
    /// Part of what a start reads while officers work.
    Load { portion: Portion, answer: To<()> },
    /// Is there room again? Asked while there is none.
    LookForRoom { answer: To<()> },
    /// What setting up makes, all of it or nothing.
    SetUp { steps: Vec<Step>, answer: To<Result<(), Refusal>> },
    /// What an officer typed: kept until it is sent, dropped or old.
    KeepDraft { drawer: Drawer, draft: Draft, answer: To<Result<(), NotKept>> },
    /// It is not wanted any more.
    DropDraft { drawer: Drawer, form: DraftId, answer: To<()> },
    /// What is done for the record itself.
    Keep(Keep),
}

/// What is done for the record itself, besides the work of officers.
pub enum Keep {
    /// The heads of these units are told.
    Heads { units: Vec<UnitId>, answer: To<Vec<(UnitId, Head)>> },
    /// Damaged records are gone on without.
    SetApart { answer: To<()> },
    /// New data keys.
    RenewKeys { answer: To<()> },
    /// Some of what lies under old keys is sealed anew; answers how far it came, and whether there is more.
    SealAnew { pass: Pass, answer: To<(Pass, bool)> },
    /// Nothing lies under the old keys any more; answers how many went.
    DestroyOldKeys { pass: Pass, answer: To<usize> },
    /// What is left of destroyed keys at these places of the file is overwritten; without places: nothing is left.
    Shred { places: Vec<u64>, answer: To<()> },
}

impl Keep {
    fn refuse(self, why: NotDone) {
        match self {
            Self::Heads { answer, .. } => drop(answer.send(Err(why))),
            Self::SetApart { answer } | Self::RenewKeys { answer } | Self::Shred { answer, .. } => {
                drop(answer.send(Err(why)))
            }
            Self::SealAnew { answer, .. } => drop(answer.send(Err(why))),
            Self::DestroyOldKeys { answer, .. } => drop(answer.send(Err(why))),
        }
    }
}

impl Job {
    /// Is it looked at on a full disk too? Acts done before are answered from the record; what is dropped, and the trace
    /// of who read a sealed case, writes next to nothing.
    pub const fn may_do_without_room(&self) -> bool {
        match self {
            Self::Do { .. } | Self::DropDraft { .. } | Self::Load { .. } | Self::LookForRoom { .. } => true,
            Self::Arrive { .. } | Self::Tick { .. } | Self::SetUp { .. } | Self::KeepDraft { .. } | Self::Keep(_) => {
                false
            }
        }
    }

    /// Answers why it was not done. Whoever asked may be gone.
    pub fn refuse(self, why: NotDone) {
        match self {
            Self::Do { answer, .. } => drop(answer.send(Err(why))),
            Self::Arrive { answer, .. } => drop(answer.send(Err(why))),
            Self::KeepDraft { answer, .. } => drop(answer.send(Err(why))),
            Self::SetUp { answer, .. } => drop(answer.send(Err(why))),
            Self::Tick { answer } => drop(answer.send(Err(why))),
            Self::Load { answer, .. } | Self::LookForRoom { answer } | Self::DropDraft { answer, .. } => {
                drop(answer.send(Err(why)))
            }
            Self::Keep(keep) => keep.refuse(why),
        }
    }
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

/// Why nothing can be written now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The disk of the store is nearly full. It ends by itself.
    NoRoom,
    /// The disk failed: the daemon stops, and what it was writing may be there or not.
    Storage,
}

impl Trouble {
    /// For every desk.
    pub fn text(self) -> Text {
        match self {
            Self::NoRoom => Text::new(
                "库所在的盘将满: 暂不写入, 查阅照常. 腾出空间后自动恢复",
                "the disk of the store is nearly full: nothing is written, reading goes on. Free some space; it resumes by itself",
            ),
            Self::Storage => Text::new(
                "只读: 存储故障. 你最后一条命令结果未知, 后台恢复后用原编号自动再问",
                "read-only: storage fault. The outcome of your last command is unknown; it is asked again by its id when the daemon is back",
            ),
        }
    }
}

/// What readers see: the world after a commit, and which records of which units changed with it.
#[derive(Clone, Default)]
pub struct Published {
    pub world: Arc<World>,
    pub changed: Arc<BTreeSet<(UnitId, RecordId)>>,
    /// Slips were made for a unit elsewhere.
    pub outbound: bool,
    /// Why nothing is written now.
    pub trouble: Option<Trouble>,
}

/// The way to the registrar.
#[derive(Clone)]
pub struct RegistrarHandle {
    pub queue: Arc<FairQueue<Job>>,
    pub published: watch::Receiver<Published>,
    /// On while nothing may be written.
    pub hold: Hold,
}

/// Why a job was not done. It may be asked again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDone {
    #[error("too many commands of yours are waiting: slow down and ask again")]
    SlowDown,
    #[error("{}", Trouble::NoRoom.text().en)]
    NoRoom,
    #[error("the daemon is stopping: ask again")]
    Stopping,
    #[error(
        "this command took effect before, but its answer is damaged: look at the record, do not ask anew; tell the administrator"
    )]
    Damaged,
    #[error("{}", .0.en)]
    ReadOnly(Text),
}

impl NotDone {
    /// In both languages.
    pub fn text(self) -> Text {
        match self {
            Self::SlowDown => Text::new("你的命令排队太多: 慢一点, 稍后再问", self.to_string()),
            Self::NoRoom => Trouble::NoRoom.text(),
            Self::Stopping => Text::new("后台正在停止: 稍后再问", self.to_string()),
            Self::ReadOnly(why) => why,
            Self::Damaged => {
                Text::new("此命令此前已生效, 但其答复损坏: 请查看该记录, 勿重办, 并告知管理员", self.to_string())
            }
        }
    }
}

/// Who asks too fast is told so after a while: a script that only asks again takes no time from the others.
pub async fn slowed_down() -> NotDone {
    tokio::time::sleep(SLOWED_FOR).await;
    NotDone::SlowDown
}

impl RegistrarHandle {
    /// The world now, for one request: what it reads of the record goes with it.
    pub fn world(&self) -> Arc<World> {
        let world = Arc::clone(&self.published.borrow().world);
        Arc::new(World::clone(&world))
    }

    /// Waits until everything is loaded after a start.
    pub async fn loaded(&self) {
        drop(self.published.clone().wait_for(|published| published.world.loading.is_none()).await);
    }

    /// Why nothing is written now.
    pub fn trouble(&self) -> Option<Trouble> {
        self.published.borrow().trouble
    }

    /// Does the registrar take nothing more? What was asked before may have been done or not.
    pub fn has_stopped(&self) -> bool {
        self.queue.is_closed()
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
    /// When the queue does not take it, or there is no room for it: nothing happened then. When the daemon stops:
    /// nobody knows.
    pub async fn put<T>(&self, place: Option<OfficerId>, job: impl FnOnce(To<T>) -> Job) -> Result<T, NotDone> {
        match self.hold.why() {
            Some(why) => Err(NotDone::ReadOnly(why)),
            None => self.put_through(place, job).await,
        }
    }

    /// The same while every write is held: for what ends that.
    ///
    /// # Errors
    /// As `put`.
    pub async fn put_through<T>(&self, place: Option<OfficerId>, job: impl FnOnce(To<T>) -> Job) -> Result<T, NotDone> {
        let (answer, answered) = oneshot::channel();
        match self.queue.put(place, job(answer)) {
            Ok(()) => answered.await.unwrap_or_else(|_| {
                // The registrar let go of it: it is stopping, and nobody is to be told anything else from here on, even
                // if it has not come to saying so itself.
                self.queue.close();
                Err(NotDone::Stopping)
            }),
            Err(NotTaken::Full(_)) => Err(slowed_down().await),
            Err(NotTaken::Closed(_)) => Err(NotDone::Stopping),
        }
    }
}

/// An answer that waits for the commit.
pub enum Answer {
    Done(To<Vec<Outcome>>, Vec<Outcome>),
    Arrived(To<u64>, u64),
    Kept(To<Result<(), NotKept>>, Result<(), NotKept>),
    SetUp(To<Result<(), Refusal>>, Result<(), Refusal>),
    Looked(To<bool>, bool),
    Nothing(To<()>),
    Heads(To<Vec<(UnitId, Head)>>, Vec<(UnitId, Head)>),
    Sealed(To<(Pass, bool)>, (Pass, bool)),
    Destroyed(To<usize>, usize),
}

impl Answer {
    /// Whoever asked may be gone; what was done stays done.
    pub fn send(self) {
        match self {
            Self::Done(to, outcomes) => drop(to.send(Ok(outcomes))),
            Self::Arrived(to, taken) => drop(to.send(Ok(taken))),
            Self::Kept(to, kept) => drop(to.send(Ok(kept))),
            Self::SetUp(to, set_up) => drop(to.send(Ok(set_up))),
            Self::Looked(to, more) => drop(to.send(Ok(more))),
            Self::Nothing(to) => drop(to.send(Ok(()))),
            Self::Heads(to, heads) => drop(to.send(Ok(heads))),
            Self::Sealed(to, pass) => drop(to.send(Ok(pass))),
            Self::Destroyed(to, count) => drop(to.send(Ok(count))),
        }
    }
}
