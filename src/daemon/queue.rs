//! The queue before the registrar: bounded, and fair. Each officer has a turn; one that floods waits for itself.

use crate::casework::ids::OfficerId;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Jobs of one officer that may wait: a form and its retries, never a flood.
pub const PER_OFFICER_MAX: usize = 64;

/// Jobs in one commit: what queued while the last commit ran.
pub const BATCH_MAX: usize = 64;

/// Who waits in line; the daemon itself has a place too.
pub type Place = Option<OfficerId>;

/// A bounded, fair queue between sessions and the registrar.
pub struct FairQueue<T> {
    waiting: Mutex<Waiting<T>>,
    arrived: Condvar,
}

struct Waiting<T> {
    lines: BTreeMap<Place, VecDeque<T>>,
    closed: bool,
}

/// The officer's line is full, or the daemon stops; the job comes back.
#[derive(Debug)]
pub enum NotTaken<T> {
    Full(T),
    Closed(T),
}

impl<T> Default for FairQueue<T> {
    fn default() -> Self {
        let waiting = Waiting { lines: BTreeMap::new(), closed: false };
        Self { waiting: Mutex::new(waiting), arrived: Condvar::new() }
    }
}

impl<T> FairQueue<T> {
    /// Puts a job at the end of its officer's line.
    ///
    /// # Errors
    /// When the line is full or the queue is closed.
    pub fn put(&self, place: Place, job: T) -> Result<(), NotTaken<T>> {
        let mut waiting = self.lock();
        if waiting.closed {
            return Err(NotTaken::Closed(job));
        }
        let line = waiting.lines.entry(place).or_default();
        if line.len() >= PER_OFFICER_MAX {
            return Err(NotTaken::Full(job));
        }
        line.push_back(job);
        self.arrived.notify_one();
        Ok(())
    }

    /// Waits for work, then takes up to `BATCH_MAX` jobs, one of each officer in turn. None: closed and empty.
    pub fn take(&self) -> Option<Vec<T>> {
        let mut waiting = self.lock();
        while waiting.lines.is_empty() && !waiting.closed {
            waiting = self.arrived.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        let mut batch = Vec::new();
        while batch.len() < BATCH_MAX && !waiting.lines.is_empty() {
            waiting.lines.retain(|_, line| {
                if batch.len() < BATCH_MAX {
                    batch.extend(line.pop_front());
                }
                !line.is_empty()
            });
        }
        (!batch.is_empty()).then_some(batch)
    }

    /// Takes nothing more; what waits is still done.
    pub fn close(&self) {
        self.lock().closed = true;
        self.arrived.notify_all();
    }

    /// Nothing between lock and unlock can panic half-way: a poisoned lock still guards whole data.
    fn lock(&self) -> MutexGuard<'_, Waiting<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_officer_that_floods_waits_for_itself() {
        let queue = FairQueue::default();
        for job in 0..PER_OFFICER_MAX {
            queue.put(Some(OfficerId(1)), job).expect("room");
        }
        assert!(matches!(queue.put(Some(OfficerId(1)), 99), Err(NotTaken::Full(99))));
        queue.put(Some(OfficerId(2)), 1000).expect("room for another officer");
        let batch = queue.take().expect("work");
        assert_eq!(batch[..3], [0, 1000, 1], "one turn an officer");
        assert_eq!(batch.len(), BATCH_MAX);
        queue.close();
        assert_eq!(queue.take(), Some(vec![PER_OFFICER_MAX - 1]), "what waits is still done");
        assert_eq!(queue.take(), None);
    }
}
