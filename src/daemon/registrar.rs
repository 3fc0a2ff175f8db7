//! The registrar: the one thread that appends. It decides on its own world, and hands what follows to the writer, which
//! makes it durable in one transaction, publishes an unmoving view and answers; meanwhile the next batch is decided. At
//! the first error of the disk it stops: nothing uncommitted is ever shown, and a sync that failed is never tried again.

use super::carry_out::is_of_one_record;
use super::hold::{Held, Hold};
use super::house_rules::HouseRules;
use super::job::{Answer, Job, NotDone, Published, Trouble};
use super::keep::{kept, opened};
use super::keeping::{Round, load, recall};
use super::queue::{FairQueue, Taken};
use super::room::Room;
use super::world::World;
use super::writer::{Decided, Writer, break_off};
use crate::casework::ids::{RecordId, UnitId};
use crate::journal::{Journal, JournalError, NotKept};
use std::collections::{BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Deciding for one commit: what took this long to decide takes about as long to write, so that the transaction with its
/// sync stays within what the writer allows. The rest of the batch is a transaction of its own.
const DECIDING_MAX: Duration = Duration::from_millis(15);

/// Before a batch that is not full goes to an idle writer, whoever was just answered may ask the next: not a wait, for
/// on an idle processor it takes no time, and on a busy one fifty commands in one transaction cost less than in three.
const YIELDS_MAX: u32 = 4;

/// What is decided and not handed over yet.
#[derive(Default)]
struct Batch {
    /// Of the jobs taken some may be handed over before the others.
    taken: Taken,
    begun: bool,
    answers: Vec<Answer>,
    deciding: Duration,
    /// How often others were let go first since the last job.
    yielded: u32,
}

/// Owns the journal and the world.
pub struct Registrar {
    pub(super) journal: Journal,
    pub(super) world: World,
    pub(super) rules: watch::Receiver<Arc<HouseRules>>,
    pub(super) publish: watch::Sender<Published>,
    room: Room,
    /// On while nothing may be written.
    pub(super) hold: Hold,
    pub(super) trouble: Option<Trouble>,
    pub(super) changed: BTreeSet<(UnitId, RecordId)>,
    pub(super) outbound: bool,
    pub(super) round: Round,
    /// Jobs that need what is not loaded yet.
    pub(super) waiting: Vec<Job>,
}

impl Registrar {
    /// Rebuilds the world from the record. What of it cannot be read, and chains that do not end where they should, hold
    /// every write until somebody decides.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn open(
        mut journal: Journal,
        rules: watch::Receiver<Arc<HouseRules>>,
        room: Room,
    ) -> Result<(Self, watch::Receiver<Published>), JournalError> {
        let hold = Hold::default();
        let mut world = opened(&mut journal)?;
        let whole = recall(&mut world, &mut journal, &rules.borrow())?;
        let undecided = journal.undecided();
        if !undecided.is_empty() {
            hold.on(Held::Damaged(undecided));
        }
        world.loading = (!whole).then_some(0);
        let first = Published { world: Arc::new(world.clone()), ..Published::default() };
        let (publish, published) = watch::channel(first);
        let (changed, outbound, trouble) = (BTreeSet::new(), false, None);
        let (round, waiting) = (Round::default(), Vec::new());
        let mut registrar =
            Self { journal, world, rules, publish, room, hold, trouble, changed, outbound, round, waiting };
        registrar.look_for_room();
        Ok((registrar, published))
    }

    /// Works until the queue is closed and empty. A mistake of ours ends the process before anything half done is
    /// written or shown: whoever asked will ask again.
    ///
    /// # Errors
    /// The first error of the disk. By then every desk was told, and what was asked stays without an answer: whether it
    /// was written, only the next start can tell.
    pub(super) fn run(mut self, queue: &FairQueue<Job>, mut writer: Writer) -> Result<(), JournalError> {
        let _end_on_panic = EndOnPanic;
        let done = self.watched(queue, &mut writer);
        if let Err(error) = &done {
            tracing::error!(%error, "the registrar stops");
            break_off(queue, &self.publish);
            // The store is neither written nor closed again, for a sync after a failed one seems to succeed.
            std::mem::forget(self.journal);
        }
        writer.end();
        done
    }

    /// Works. When it, or somebody who read meanwhile, met a folded record that is damaged, the process ends here: the next
    /// one folds them all anew.
    fn watched(&mut self, queue: &FairQueue<Job>, writer: &mut Writer) -> Result<(), JournalError> {
        let done = catch_unwind(AssertUnwindSafe(|| self.work(queue, writer)));
        // After an error of the disk nothing is written any more.
        if !matches!(done, Ok(Err(_))) {
            self.gives_up(writer)?;
        }
        done.unwrap_or_else(|panic| resume_unwind(panic))
    }

    /// Gives the folded records up when one of them proved damaged, once what was handed over is written.
    fn gives_up(&mut self, writer: &mut Writer) -> Result<(), JournalError> {
        let Some(what) = self.journal.torn() else { return Ok(()) };
        writer.ended()?;
        Err(self.journal.give_up_folded(what)?)
    }

    fn work(&mut self, queue: &FairQueue<Job>, writer: &mut Writer) -> Result<(), JournalError> {
        let mut batch = Batch::default();
        loop {
            let begins = batch.taken.is_empty();
            let Some(jobs) = queue.take(&mut batch.taken, &|| !begins && writer.is_idle()) else { break };
            if begins {
                self.look_for_room();
            }
            if !jobs.is_empty() {
                batch.yielded = 0;
                self.decided(jobs.into(), &mut batch, writer)?;
            } else if batch.yielded < YIELDS_MAX && !batch.taken.is_full() && writer.is_idle() {
                batch.yielded += 1;
                std::thread::yield_now();
            } else {
                self.hand_over(&mut batch, writer)?;
                batch.taken = Taken::default();
                self.gives_up(writer)?;
            }
        }
        self.hand_over(&mut batch, writer)?;
        self.ended(writer)
    }

    /// Decides jobs; when that takes long, what is decided is handed over before the rest.
    fn decided(&mut self, mut jobs: VecDeque<Job>, batch: &mut Batch, writer: &mut Writer) -> Result<(), JournalError> {
        while let Some(job) = jobs.pop_front() {
            let begun = Instant::now();
            if let Some(job) = self.in_turn(job) {
                if matches!(job, Job::Keep(_)) {
                    // It may write by itself: nothing else is being written then.
                    self.hand_over(batch, writer)?;
                    self.ended(writer)?;
                }
                batch.begun = true;
                batch.answers.extend(self.one(job)?);
                jobs.extend(self.waited());
            }
            batch.deciding += begun.elapsed();
            if batch.deciding >= DECIDING_MAX {
                self.hand_over(batch, writer)?;
            }
        }
        Ok(())
    }

    /// Hands what was decided to the writer, as soon as that has done with what it had.
    fn hand_over(&mut self, batch: &mut Batch, writer: &mut Writer) -> Result<(), JournalError> {
        if !std::mem::take(&mut batch.begun) {
            return Ok(());
        }
        batch.deciding = Duration::ZERO;
        self.keep();
        self.ended(writer)?;
        self.world.cut();
        writer.hand_over(Decided {
            commit: self.journal.cut(),
            world: self.world.clone(),
            changed: std::mem::take(&mut self.changed),
            outbound: std::mem::take(&mut self.outbound),
            answers: std::mem::take(&mut batch.answers),
        });
        Ok(())
    }

    /// Waits until what was handed over is durable, and lets go of it.
    fn ended(&mut self, writer: &mut Writer) -> Result<(), JournalError> {
        if let Some(snapshot) = writer.ended()? {
            self.world.settle(&snapshot);
        }
        Ok(())
    }

    /// Looks how full the disk is, and tells when that begins or ends to matter.
    fn look_for_room(&mut self) {
        let trouble = self.room.is_short().then_some(Trouble::NoRoom);
        if trouble != self.trouble {
            tracing::warn!(short = trouble.is_some(), "room on the disk of the store");
            self.trouble = trouble;
            self.publish.send_modify(|published| published.trouble = trouble);
        }
    }

    /// Does a job; its answer waits for the commit. None: there is no room for it, and it was told so.
    fn one(&mut self, job: Job) -> Result<Option<Answer>, JournalError> {
        if self.trouble.is_some() && !job.may_do_without_room() {
            job.refuse(NotDone::NoRoom);
            return Ok(None);
        }
        Ok(Some(match job {
            Job::Do { unit, author, acts, answer } => {
                let mut outcomes = Vec::new();
                for asked in acts {
                    match self.act(unit, &author, asked)? {
                        Ok(outcome) => outcomes.push(outcome),
                        Err(why) => {
                            drop(answer.send(Err(why)));
                            return Ok(None);
                        }
                    }
                }
                Answer::Done(answer, outcomes)
            }
            Job::Arrive { unit, from, slips, answer } => Answer::Arrived(answer, self.arrive(unit, from, slips)?),
            Job::Tick { answer } => Answer::Looked(answer, self.look()?),
            Job::Load { portion, answer } => {
                load(&mut self.world, &mut self.journal, portion);
                Answer::Nothing(answer)
            }
            Job::LookForRoom { answer } => Answer::Nothing(answer),
            Job::SetUp { steps, answer } => Answer::SetUp(answer, self.set_up(steps)?),
            Job::KeepDraft { drawer, draft, answer } => match self.journal.stage_draft(drawer, &draft) {
                Err(NotKept::Journal(error)) if !is_of_one_record(&error) => return Err(error),
                kept => Answer::Kept(answer, kept),
            },
            Job::DropDraft { drawer, form, answer } => {
                self.journal.stage_draft_dropped(drawer, form);
                Answer::Nothing(answer)
            }
            Job::Keep(keep) => kept(&mut self.journal, keep)?,
        }))
    }
}

/// Ends the process when the registrar's thread or the writer's unwinds: without it nothing could be written any more.
pub(super) struct EndOnPanic;

impl Drop for EndOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            std::process::abort();
        }
    }
}
