//! The one thread that commits: while it waits for the disk the registrar decides what comes next. A commit is shown and
//! answered only after it is durable. At the first error of the disk nothing more is written, shown or answered.

use super::job::{Answer, Job, Published, Trouble};
use super::queue::FairQueue;
use super::registrar::EndOnPanic;
use super::world::World;
use crate::casework::ids::{RecordId, UnitId};
use crate::journal::{Commit, JournalError, Snapshot};
use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// One write transaction: longer, and an officer who only signs for a case feels somebody else's long list.
const WRITE_MAX: Duration = Duration::from_millis(50);

/// What is handed over and not taken yet: the registrar waits for the commit before, so there is never more.
const HANDED_OVER_MAX: usize = 1;

/// A batch that was decided.
pub struct Decided {
    /// None: nothing is to be written.
    pub commit: Option<Commit>,
    /// The world when all of it is durable.
    pub world: World,
    pub changed: BTreeSet<(UnitId, RecordId)>,
    pub outbound: bool,
    pub answers: Vec<Answer>,
}

/// What is folded after a commit; None: as before.
type Written = Result<Option<Snapshot>, JournalError>;

/// The way to the thread, for the registrar.
pub struct Writer {
    to: SyncSender<Decided>,
    from: Receiver<Written>,
    /// Something was handed over whose end was not asked for yet.
    busy: bool,
    idle: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Writer {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn start(queue: &Arc<FairQueue<Job>>, publish: watch::Sender<Published>) -> io::Result<Self> {
        let (to, decided) = sync_channel::<Decided>(HANDED_OVER_MAX);
        let (done, from) = sync_channel::<Written>(HANDED_OVER_MAX);
        let idle = Arc::new(AtomicBool::new(true));
        let (queue, is_idle) = (Arc::clone(queue), Arc::clone(&idle));
        let work = move || {
            let _end_on_panic = EndOnPanic;
            for decided in decided {
                let (written, answers) = write(decided, &publish);
                let failed = written.is_err();
                if failed {
                    break_off(&queue, &publish);
                }
                is_idle.store(true, Ordering::SeqCst);
                // The registrar asks for the end of everything that it hands over.
                drop(done.send(written));
                if failed {
                    return;
                }
                // Then the registrar is told that it need not gather more: who was answered may ask the next at once.
                answers.into_iter().for_each(Answer::send);
                queue.nudge();
            }
        };
        let thread = std::thread::Builder::new().name("writer".into()).spawn(work)?;
        Ok(Self { to, from, busy: false, idle, thread })
    }

    /// Has it nothing to do?
    pub fn is_idle(&self) -> bool {
        self.idle.load(Ordering::SeqCst)
    }

    /// Hands a batch over. What was handed over before has ended.
    pub fn hand_over(&mut self, decided: Decided) {
        self.idle.store(false, Ordering::SeqCst);
        // It ends only after an error, which the registrar has been told of by then.
        self.busy = self.to.send(decided).is_ok();
    }

    /// Waits until what was handed over is durable.
    ///
    /// # Errors
    /// The first error of the disk. By then every desk was told, and what was asked stays without an answer.
    pub fn ended(&mut self) -> Written {
        if !std::mem::take(&mut self.busy) {
            return Ok(None);
        }
        // It sends before it ends, and a panic of it ends the process.
        self.from.recv().unwrap_or(Ok(None))
    }

    /// Ends the thread, when all is written.
    pub fn end(self) {
        drop(self.to);
        drop(self.thread.join());
    }
}

/// Says so to every desk first; then the process ends and is started anew.
pub fn break_off(queue: &FairQueue<Job>, publish: &watch::Sender<Published>) {
    queue.break_off();
    publish.send_modify(|published| published.trouble = Some(Trouble::Storage));
}

/// Makes durable what was decided, and shows it; the answers are for after that.
fn write(decided: Decided, publish: &watch::Sender<Published>) -> (Written, Vec<Answer>) {
    let Decided { commit, mut world, changed, outbound, answers } = decided;
    let begun = Instant::now();
    let written = commit.as_ref().map(Commit::write).transpose();
    let (took, acts) = (begun.elapsed(), answers.len());
    let snapshot = match written {
        Ok(snapshot) => snapshot,
        Err(error) => {
            tracing::error!(%error, "the record cannot be written; stopping so that nothing unwritten is shown");
            // The store is neither written nor closed again, for a sync after a failed one seems to succeed.
            std::mem::forget(commit);
            return (Err(error), answers);
        }
    };
    if took > WRITE_MAX {
        tracing::warn!(took_us = took.as_micros(), answers = acts, "a slow write: is the disk busy?");
    } else if commit.is_some() {
        tracing::trace!(took_us = took.as_micros(), answers = acts, "written");
    }
    if let Some(snapshot) = &snapshot {
        world.settle(snapshot);
    }
    // The world before goes when nobody waits for the new one any more.
    let before = Arc::clone(&publish.borrow().world);
    publish.send_modify(|published| {
        published.world = Arc::new(world);
        published.changed = Arc::new(changed);
        published.outbound = outbound;
    });
    drop(before);
    (Ok(snapshot), answers)
}
