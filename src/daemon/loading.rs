//! What a start reads while officers already work: by what each record is known, and the rows of the boards. A portion
//! at a time goes to the registrar, which takes in what did not change meanwhile.

use super::DaemonError;
use super::founding::Step;
use super::job::Job;
use super::queue::{FairQueue, NotTaken};
use super::registrar::Registrar;
use super::world::World;
use super::writer::Writer;
use crate::boards::is_dispute_row;
use crate::casework::command::{Act, AlertAct, DisputeAct};
use crate::casework::folding::some_known;
use crate::casework::ids::{RecordId, UnitId};
use crate::casework::index::Known;
use crate::journal::{JournalError, Snapshot};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// Records in a portion: taken in within a few milliseconds.
const PORTION: usize = 2_000;

/// Part of what is loaded, and how much of all has been with it.
pub enum Portion {
    Known {
        unit: UnitId,
        records: Vec<(RecordId, Known)>,
    },
    Rows {
        unit: UnitId,
        rows: Vec<(RecordId, Vec<u8>)>,
        percent: u8,
    },
    /// That was all.
    End,
}

/// Reads all portions of some units; ends when they are not taken any more.
///
/// # Errors
/// When they cannot be read.
pub fn portions(
    snapshot: &Snapshot,
    units: &[UnitId],
    mut take: impl FnMut(Portion) -> bool,
) -> Result<(), JournalError> {
    for unit in units {
        let cold = snapshot.of(*unit);
        let mut after = None;
        loop {
            let records = some_known(cold.as_ref(), after, PORTION);
            let Some((last, _)) = records.last() else { break };
            after = Some(*last);
            if !take(Portion::Known { unit: *unit, records }) {
                return Ok(());
            }
        }
    }
    // Disputes first: who may see what belongs to one is asked of its row.
    let (count, mut done) = ((snapshot.rows_count()? * 2).max(1), 0);
    for (disputes, unit) in [true, false].into_iter().flat_map(|pass| units.iter().map(move |unit| (pass, *unit))) {
        let mut after = None;
        loop {
            let mut rows = snapshot.rows(unit, after, PORTION)?;
            let Some((last, _)) = rows.last() else { break };
            after = Some(*last);
            done += rows.len() as u64;
            rows.retain(|(_, bytes)| is_dispute_row(bytes) == disputes);
            let percent = u8::try_from((done * 99 / count).min(99)).unwrap_or(99);
            if !take(Portion::Rows { unit, rows, percent }) {
                return Ok(());
            }
        }
    }
    take(Portion::End);
    Ok(())
}

/// Before a full queue is tried again.
const PAUSE: Duration = Duration::from_millis(5);

/// Hands all portions to the registrar, one after the other. A record that cannot be read ends the process, as it would
/// when the registrar reads it.
fn load(snapshot: &Snapshot, units: Vec<UnitId>, queue: &FairQueue<Job>) {
    let loaded = portions(snapshot, &units, |portion| {
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
    });
    if let Err(error) = loaded {
        tracing::error!(%error, "the record cannot be read; stopping");
        std::process::abort();
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
            let (snapshot, units) = (self.journal.snapshot()?, self.world.units.keys().copied().collect());
            let queue = Arc::clone(queue);
            let loader = std::thread::Builder::new().name("loader".into());
            drop(loader.spawn(move || load(&snapshot, units, &queue)).map_err(io)?);
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
    /// Takes in a portion; what changed since the start is newer than it.
    pub fn take(&mut self, portion: Portion) {
        match portion {
            Portion::Known { unit, records } => {
                if let Some(hosted) = self.units.get_mut(&unit) {
                    records.iter().for_each(|(id, known)| hosted.state.recall_known(*id, known));
                }
            }
            Portion::Rows { unit, rows, percent } => {
                self.loading = Some(percent);
                if let Some(hosted) = self.units.get_mut(&unit) {
                    rows.iter().for_each(|(id, bytes)| hosted.boards.recall(&hosted.state, *id, bytes));
                    // Whoever watches looks again; nothing of it is to be kept.
                    (hosted.changes, hosted.kept) = (hosted.changes + 1, hosted.kept + 1);
                    hosted.told.open();
                }
            }
            Portion::End => self.loading = None,
        }
    }
}
