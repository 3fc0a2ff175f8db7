//! The registrar: the one thread that appends. It decides on its own world, writes what follows in one transaction,
//! and publishes an unmoving view. At the first error of the disk it stops: nothing uncommitted is ever shown, and a
//! sync that failed is never tried again.

use super::carry_out::is_of_one_record;
use super::hold::{Held, Hold};
use super::house_rules::HouseRules;
use super::job::{Answer, Job, NotDone, Published, Trouble};
use super::keep::{kept, opened};
use super::keeping::{Round, load, recall};
use super::queue::FairQueue;
use super::room::Room;
use super::world::World;
use crate::casework::ids::{RecordId, UnitId};
use crate::journal::{Journal, JournalError, NotKept};
use std::collections::{BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// One write transaction: longer, and an officer who only signs for a case feels somebody else's long list.
const WRITE_MAX: Duration = Duration::from_millis(50);

/// Deciding before a commit: what took this long to decide takes about as long to write, so both and the sync together
/// stay within `WRITE_MAX`. The rest of the batch is a transaction of its own.
const DECIDING_MAX: Duration = Duration::from_millis(15);

/// Owns the journal and the world.
pub struct Registrar {
    pub(super) journal: Journal,
    pub(super) world: World,
    pub(super) rules: watch::Receiver<Arc<HouseRules>>,
    publish: watch::Sender<Published>,
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
        let whole = recall(&mut world, &mut journal, &rules.borrow().rules)?;
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
    pub(super) fn run(mut self, queue: &FairQueue<Job>) -> Result<(), JournalError> {
        let _end_on_panic = EndOnPanic;
        while let Some(batch) = queue.take() {
            self.look_for_room();
            if let Err(error) = self.watched(batch) {
                self.stop(queue, &error);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Does a batch. When it, or somebody who read meanwhile, met a folded record that is damaged, the process ends here:
    /// the next one folds them all anew.
    fn watched(&mut self, batch: Vec<Job>) -> Result<(), JournalError> {
        let done = catch_unwind(AssertUnwindSafe(|| self.batch(batch)));
        match (self.journal.torn(), done) {
            (Some(what), _) => Err(self.journal.give_up_folded(what)?),
            (None, Ok(done)) => done,
            (None, Err(panic)) => resume_unwind(panic),
        }
    }

    /// Does a batch in as few transactions as keep each of them short.
    fn batch(&mut self, batch: Vec<Job>) -> Result<(), JournalError> {
        let (mut answers, mut begun) = (Vec::new(), Instant::now());
        let mut batch = VecDeque::from(batch);
        while let Some(job) = batch.pop_front() {
            if let Some(job) = self.in_turn(job) {
                answers.extend(self.one(job)?);
                batch.extend(self.waited());
            }
            if begun.elapsed() >= DECIDING_MAX {
                self.commit(&mut answers)?;
                begun = Instant::now();
            }
        }
        self.commit(&mut answers)
    }

    /// Makes durable what was decided, shows it, and answers.
    fn commit(&mut self, answers: &mut Vec<Answer>) -> Result<(), JournalError> {
        let begun = Instant::now();
        self.keep();
        self.journal.commit()?;
        self.let_go()?;
        let (took, acts) = (begun.elapsed(), answers.len());
        if took > WRITE_MAX {
            tracing::warn!(took_us = took.as_micros(), answers = acts, "a slow write: is the disk busy?");
        } else {
            tracing::trace!(took_us = took.as_micros(), answers = acts, "written");
        }
        self.publish.send_replace(Published {
            world: Arc::new(self.world.clone()),
            changed: Arc::new(std::mem::take(&mut self.changed)),
            outbound: std::mem::take(&mut self.outbound),
            trouble: self.trouble,
        });
        answers.drain(..).for_each(Answer::send);
        Ok(())
    }

    /// Says so to every desk first; then the process ends and is started anew. The store is neither written nor closed
    /// again, for a sync after a failed one seems to succeed.
    fn stop(self, queue: &FairQueue<Job>, error: &JournalError) {
        tracing::error!(%error, "the record cannot be written; stopping so that nothing unwritten is shown");
        queue.break_off();
        self.publish.send_modify(|published| published.trouble = Some(Trouble::Storage));
        std::mem::forget(self.journal);
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
            Job::Enrol { officer, answer } => {
                self.world.officers.insert(officer.id, officer.clone());
                self.journal.stage_officer(officer);
                Answer::Nothing(answer)
            }
            Job::KeepDraft { drawer, draft, answer } => match self.journal.stage_draft(drawer, &draft) {
                Err(NotKept::Journal(error)) if !is_of_one_record(&error) => return Err(error),
                kept => Answer::Kept(answer, kept),
            },
            Job::DropDraft { drawer, form, answer } => {
                self.journal.stage_draft_dropped(drawer, form);
                Answer::Nothing(answer)
            }
            Job::SetMode { mode, answer } => {
                if self.world.mode.is_none() {
                    self.journal.stage_mode(mode);
                    self.world.mode = Some(mode);
                }
                Answer::Nothing(answer)
            }
            Job::Keep(keep) => kept(&mut self.journal, keep)?,
        }))
    }
}

/// Ends the process when the registrar's thread unwinds: without it nothing could be written any more.
struct EndOnPanic;

impl Drop for EndOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            std::process::abort();
        }
    }
}
