//! The way to the sync task, and what it saw of each line.

use super::Exchange;
use crate::calendar::Text;
use crate::casework::ids::UnitId;
use crate::casework::line::Line;
use crate::casework::state::UnitState;
use crate::daemon::job::RegistrarHandle;
use crate::daemon::keyring::Keyring;
use crate::journal::{Blobs, Reader};
use crate::wire::PeerRow;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{mpsc, oneshot};

/// Runs asked for and not yet begun.
const RUNS_WAITING_MAX: usize = 16;

/// What a run did.
#[derive(Clone, Debug, Default)]
pub struct Ran {
    pub carried: u64,
    pub taken: u64,
    pub problems: Vec<Text>,
}

/// What is known of a line besides the record.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Why there is no line now.
    pub waiting: Option<Text>,
    /// Slips that wait for a missing one.
    pub held: u64,
}

/// Our unit and its peer.
pub type Pair = (UnitId, UnitId);

/// The way to the task, and what it saw.
#[derive(Clone)]
pub struct ExchangeHandle {
    runs: mpsc::Sender<oneshot::Sender<Ran>>,
    seen: Arc<Mutex<HashMap<Pair, Seen>>>,
}

impl ExchangeHandle {
    /// The task and the way to it.
    pub fn new(
        (registrar, reader, keyring): (RegistrarHandle, Reader, Keyring),
        files: (Blobs, PathBuf),
    ) -> (Self, Exchange) {
        let (asks, runs) = mpsc::channel(RUNS_WAITING_MAX);
        let seen = Arc::new(Mutex::new(HashMap::new()));
        let handle = Self { runs: asks, seen: Arc::clone(&seen) };
        let task = Exchange::new((registrar, reader, keyring), files, runs, seen);
        (handle, task)
    }

    /// The peers of a unit; those of this very store only when asked for.
    pub fn peers(&self, state: &UnitState, here_too: bool) -> Vec<PeerRow> {
        let seen = locked(&self.seen);
        let lines = state.lines.values().filter(|line| here_too || !line.is_here());
        lines.map(|line| peer_row(line, seen.get(&(state.id(), line.peer())))).collect()
    }

    /// Carries what waits and takes what has come, now. None: the task has stopped.
    pub async fn run(&self) -> Option<Ran> {
        let (answer, answered) = oneshot::channel();
        self.runs.send(answer).await.ok()?;
        answered.await.ok()
    }
}

fn peer_row(line: &Line, seen: Option<&Seen>) -> PeerRow {
    PeerRow {
        unit: line.peer(),
        code: line.card.code.clone(),
        name_zh: line.card.name_zh.clone(),
        name_en: line.card.name_en.clone(),
        carrier: line.carrier.clone(),
        made: line.made,
        carried: line.carried,
        receipted: line.receipted,
        taken: line.taken,
        held: seen.map_or(0, |seen| seen.held),
        carried_at: line.carried_at,
        heard_at: line.heard_at,
        waiting: seen.and_then(|seen| seen.waiting.clone()),
    }
}

pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Only whole values are put in: a poisoned lock still guards good data.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
