//! What a start reads while officers already work: by what each record is known, and the rows of the boards. Two threads
//! read it, each from its end; whole indexes and boards go to the registrar, which puts what changed meanwhile on top.
//! Until then the first windows show the newest disputes.

use super::DaemonError;
use super::founding::Step;
use super::hands::TwoHands;
use super::job::Job;
use super::queue::{FairQueue, NotTaken};
use super::registrar::Registrar;
use super::world::{Hosted, World};
use super::writer::Writer;
use crate::boards::{Boards, Loading};
use crate::casework::command::{Act, AlertAct, DisputeAct};
use crate::casework::ids::{RecordId, UnitId};
use crate::casework::index::{Gathered, Index, Known};
use crate::casework::shelf::{Kept, unfolded};
use crate::finder::hands::both;
use crate::journal::{End, JournalError, Opened, Snapshot, Unread};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// Records read at once by one thread.
const PORTION: usize = 2_000;

/// Rows among which the disputes of the first windows are looked for: read and taken in within a tenth of a second.
const FIRST_ROWS: usize = 2_000;

/// Percent after which it is told how far it is.
const TOLD_EVERY: u64 = 5;

/// Part of what is loaded.
pub enum Portion {
    /// Rows of the newest disputes of a unit: what officers see until all is there.
    First { unit: UnitId, rows: Vec<Vec<u8>> },
    /// How much of all is read.
    Percent(u8),
    /// All that a unit has.
    Whole(Box<Whole>),
    /// That was all.
    End,
}

/// The index and the boards of a unit.
pub struct Whole {
    unit: UnitId,
    index: Index,
    boards: Boards,
    /// Records whose rows could not be read: they are made anew.
    anew: Vec<RecordId>,
}

/// Reads all portions of some units; ends when they are not taken any more.
///
/// # Errors
/// When they cannot be read.
pub fn portions(
    snapshot: &Snapshot,
    units: &[UnitId],
    take: &mut (dyn FnMut(Portion) -> bool + Send),
) -> Result<(), JournalError> {
    for unit in units {
        let newest = snapshot.rows(*unit).some(End::Last, FIRST_ROWS)?;
        let rows = newest.into_iter().filter_map(|(_, row)| row.ok()).collect();
        if !take(Portion::First { unit: *unit, rows }) {
            return Ok(());
        }
    }
    let reading = Reading { snapshot, done: AtomicU64::new(0), all: snapshot.count()?, ended: AtomicBool::new(false) };
    for unit in units {
        let whole = reading.whole(*unit, take)?;
        if reading.ended.load(Ordering::Relaxed) || !take(Portion::Whole(Box::new(whole))) {
            return Ok(());
        }
    }
    take(Portion::End);
    Ok(())
}

/// How far two threads have read.
struct Reading<'a> {
    snapshot: &'a Snapshot,
    done: AtomicU64,
    all: u64,
    /// Nobody wants it any more.
    ended: AtomicBool,
}

type Take<'a> = dyn FnMut(Portion) -> bool + Send + 'a;

impl Reading<'_> {
    fn whole(&self, unit: UnitId, take: &mut Take<'_>) -> Result<Whole, JournalError> {
        let known = self.snapshot.shelf(unit, Known::SHELF);
        let gathered = self.read_from_both_ends(&known, take, |part: &mut Gathered, id, bytes| {
            part.take(id, &unfolded(id, &bytes?));
            Ok(())
        })?;
        let [first, last] = gathered;
        let index = Index::of(vec![first, last.turned()]);
        let rows = self.snapshot.rows(unit);
        let loaded =
            self.read_from_both_ends(&rows, take, |(part, anew): &mut (Loading, Vec<RecordId>), id, bytes| {
                let taken = bytes.map(|bytes| part.take(&bytes));
                if !matches!(taken, Ok(Ok(_))) {
                    tracing::warn!(record = %id, ?taken, "a row cannot be read: it is made anew");
                    anew.push(id);
                }
                Ok(())
            })?;
        let [(first, mut anew), (last, more)] = loaded;
        anew.extend(more);
        Ok(Whole { unit, index, boards: Boards::loaded([first, last.turned()], &TwoHands), anew })
    }

    /// What two threads make of what is read, one from the first record on, one from the last record back.
    fn read_from_both_ends<T: Default + Send>(
        &self,
        unread: &Unread<'_>,
        take: &mut Take<'_>,
        put: impl Fn(&mut T, RecordId, Opened) -> Result<(), JournalError> + Sync,
    ) -> Result<[T; 2], JournalError> {
        let from = |end, tell: &mut dyn FnMut()| -> Result<T, JournalError> {
            let mut made = T::default();
            loop {
                let some = unread.some(end, PORTION)?;
                if some.is_empty() || self.ended.load(Ordering::Relaxed) {
                    return Ok(made);
                }
                self.done.fetch_add(some.len() as u64, Ordering::Relaxed);
                tell();
                some.into_iter().try_for_each(|(id, bytes)| put(&mut made, id, bytes))?;
            }
        };
        let mut told = 0;
        let mut tell = || {
            let percent = (self.done.load(Ordering::Relaxed) * 99 / self.all.max(1)).min(99);
            if percent >= told + TOLD_EVERY {
                told = percent;
                let taken = take(Portion::Percent(u8::try_from(percent).unwrap_or(99)));
                self.ended.fetch_or(!taken, Ordering::Relaxed);
            }
        };
        let nothing = || (Ok(T::default()), Ok(T::default()));
        let made = both(&TwoHands, || from(End::First, &mut tell), || from(End::Last, &mut || ()));
        let (first, last) = made.unwrap_or_else(nothing);
        Ok([first?, last?])
    }
}

/// Before a full queue is tried again.
const PAUSE: Duration = Duration::from_millis(5);

/// Hands all portions to the registrar, one after the other. A folded record that is damaged it knows by itself; when the
/// store cannot be read the process ends, as it would when the registrar reads it.
fn load(snapshot: &Snapshot, units: &[UnitId], queue: &FairQueue<Job>) {
    let mut put = |portion| {
        let (answer, answered) = oneshot::channel();
        let mut job = Job::Load { portion, answer };
        loop {
            match queue.put(None, job) {
                Ok(()) => return answered.blocking_recv().is_ok(),
                Err(NotTaken::Closed(_)) => return false,
                Err(NotTaken::Full(back)) => job = back,
            }
            std::thread::sleep(PAUSE);
        }
    };
    match portions(snapshot, units, &mut put) {
        Ok(()) => {}
        Err(error @ JournalError::Damaged { .. }) => {
            tracing::warn!(%error, "what a start reads is damaged");
            put(Portion::Percent(0));
        }
        Err(error) => {
            tracing::error!(%error, "the record cannot be read; stopping");
            std::process::abort();
        }
    }
}

/// Does a job need what is not loaded yet? What is done to a record that is there, and asks for no other, does not.
fn waits(job: &Job) -> bool {
    match job {
        Job::Do { acts, .. } => acts.iter().any(|asked| act_waits(&asked.act)),
        Job::SetUp { steps, .. } => steps.iter().any(|step| matches!(step, Step::Act(_, act) if act_waits(act))),
        Job::Arrive { .. } | Job::Tick { .. } => true,
        Job::Keep(_) | Job::Load { .. } | Job::LookForRoom { .. } | Job::KeepDraft { .. } | Job::DropDraft { .. } => {
            false
        }
    }
}

fn act_waits(act: &Act) -> bool {
    match act {
        Act::Dispute(_, act) => dispute_act_waits(act),
        Act::Alert(_, act) => matches!(act, AlertAct::OpenDispute(_)),
        Act::Register(_)
        | Act::Raise(_)
        | Act::EnrolExpert(_)
        | Act::EnterAgency(_)
        | Act::EnrolPeer { .. }
        | Act::Open(_)
        | Act::Affair(..)
        | Act::Submit(_)
        | Act::System(_) => true,
        Act::Found(_)
        | Act::GrantPost(..)
        | Act::EndPost(_)
        | Act::Expert(..)
        | Act::Agency(..)
        | Act::Read(_)
        | Act::Rota(_)
        | Act::SetLetterWord(_)
        | Act::Referral(..)
        | Act::Leg(..) => false,
    }
}

/// Who guided the other side, who relies on the same right, which alert says so already: that is asked of all records.
const fn dispute_act_waits(act: &DisputeAct) -> bool {
    match act {
        DisputeAct::Accept { .. }
        | DisputeAct::AddDeadline(_)
        | DisputeAct::VerifyDeadline { .. }
        | DisputeAct::MeetDeadline { .. }
        | DisputeAct::RecomputeDeadline { .. }
        | DisputeAct::Note { .. }
        | DisputeAct::AddHearing { .. }
        | DisputeAct::Deadline(_) => false,
        DisputeAct::Guide
        | DisputeAct::ChooseExpert { .. }
        | DisputeAct::CorrectServiceDate { .. }
        | DisputeAct::Intake(_)
        | DisputeAct::Guidance(_)
        | DisputeAct::Major(_)
        | DisputeAct::Ending(_)
        | DisputeAct::Dossier(_)
        | DisputeAct::Abroad(_)
        | DisputeAct::Paper(_)
        | DisputeAct::Destruction(_) => true,
    }
}

impl Registrar {
    /// Sets the registrar to work on its own thread, and beside it what loads the rest of the record.
    ///
    /// # Errors
    /// When the record cannot be read, or the system gives no thread.
    pub fn start(self, queue: &Arc<FairQueue<Job>>) -> Result<JoinHandle<Result<(), JournalError>>, DaemonError> {
        let io = |source| DaemonError::Io { doing: "start the registrar", source };
        if self.world.loading.is_some() {
            let (snapshot, units): (_, Vec<UnitId>) =
                (self.journal.snapshot()?, self.world.units.keys().copied().collect());
            let queue = Arc::clone(queue);
            let loader = std::thread::Builder::new().name("loader".into());
            drop(loader.spawn(move || load(&snapshot, &units, &queue)).map_err(io)?);
        }
        let writer = Writer::start(queue, self.publish.clone()).map_err(io)?;
        let queue = Arc::clone(queue);
        std::thread::Builder::new().name("registrar".into()).spawn(move || self.run(&queue, writer)).map_err(io)
    }

    /// A job, if it is its turn: what needs that which is not loaded yet waits.
    pub(super) fn in_turn(&mut self, job: Job) -> Option<Job> {
        if self.world.loading.is_some() && waits(&job) {
            self.waiting.push(job);
            return None;
        }
        Some(job)
    }

    /// What waited for it, as soon as all is loaded.
    pub(super) fn waited(&mut self) -> Vec<Job> {
        if self.world.loading.is_some() { Vec::new() } else { std::mem::take(&mut self.waiting) }
    }
}

impl World {
    /// Takes in a portion; what changed since the start is newer than it. The records whose rows were made anew.
    pub fn take(&mut self, portion: Portion) -> Vec<(UnitId, RecordId)> {
        match portion {
            Portion::First { unit, rows } => {
                if let Some(hosted) = self.units.get_mut(&unit) {
                    rows.iter().for_each(|bytes| hosted.boards.recall_dispute(bytes));
                    hosted.look_again();
                }
            }
            Portion::Percent(percent) => self.loading = Some(percent),
            Portion::Whole(whole) => return self.take_whole(*whole),
            Portion::End => self.loading = None,
        }
        Vec::new()
    }

    fn take_whole(&mut self, whole: Whole) -> Vec<(UnitId, RecordId)> {
        let Whole { unit, index, mut boards, anew } = whole;
        let Some(hosted) = self.units.get_mut(&unit) else { return Vec::new() };
        hosted.state.recall_index(index);
        boards.overtake(&hosted.boards);
        anew.iter().for_each(|id| boards.refresh(&hosted.state, *id));
        hosted.boards = boards;
        hosted.look_again();
        anew.into_iter().map(|id| (unit, id)).collect()
    }
}

impl Hosted {
    /// Whoever watches looks again; nothing of it is to be kept.
    fn look_again(&mut self) {
        (self.changes, self.kept) = (self.changes + 1, self.kept + 1);
        self.told.open();
    }
}
