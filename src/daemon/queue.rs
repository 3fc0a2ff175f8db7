//! The queue before the registrar: bounded, and fair. Each officer has a turn; one that floods waits for itself.

use crate::casework::ids::OfficerId;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Jobs of one officer that may wait: a form and its retries, never a flood.
pub const PER_OFFICER_MAX: usize = 64;

/// Jobs in one batch: what queued while the last commit ran.
pub const BATCH_MAX: usize = 64;

/// Jobs of one officer in one batch: beside fifty officers a flood still leaves room for each of them.
pub const TURNS_MAX: usize = 8;

/// Who waits in line; the daemon itself has a place too.
pub type Place = Option<OfficerId>;

/// A bounded, fair queue between sessions and the registrar.
pub struct FairQueue<T> {
    waiting: Mutex<Waiting<T>>,
    arrived: Condvar,
}

struct Waiting<T> {
    /// What each place waits for; a place without anything is not here.
    lines: BTreeMap<Place, VecDeque<T>>,
    /// Whose turn is next: each place of `lines` once. It goes on from batch to batch, so that nobody is passed over
    /// for having a high number.
    turns: VecDeque<Place>,
    closed: bool,
}

/// What a batch has taken so far.
#[derive(Default)]
pub struct Taken {
    jobs: usize,
    of: BTreeMap<Place, usize>,
}

impl Taken {
    /// Nothing yet.
    pub const fn is_empty(&self) -> bool {
        self.jobs == 0
    }

    /// No more goes in.
    pub const fn is_full(&self) -> bool {
        self.jobs >= BATCH_MAX
    }

    fn has_turn(&self, place: Place) -> bool {
        self.of.get(&place).is_none_or(|jobs| *jobs < TURNS_MAX)
    }

    fn note(&mut self, place: Place) {
        self.jobs += 1;
        *self.of.entry(place).or_default() += 1;
    }
}

/// The officer's line is full, or the daemon stops; the job comes back.
#[derive(Debug)]
pub enum NotTaken<T> {
    Full(T),
    Closed(T),
}

impl<T> Default for FairQueue<T> {
    fn default() -> Self {
        let waiting = Waiting { lines: BTreeMap::new(), turns: VecDeque::new(), closed: false };
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
        if line.len() == 1 {
            waiting.turns.push_back(place);
        }
        self.arrived.notify_one();
        Ok(())
    }

    /// Waits until there is something for a batch, and takes it: one job of each officer in turn. Nothing: the batch is
    /// full, whoever waits has had all turns, or `ready` says that it need not wait for more (asked anew at each
    /// [`Self::nudge`]). None: closed and empty.
    pub fn take(&self, taken: &mut Taken, ready: &dyn Fn() -> bool) -> Option<Vec<T>> {
        let mut waiting = self.lock();
        loop {
            let jobs: Vec<T> = std::iter::from_fn(|| waiting.next(taken)).collect();
            if jobs.is_empty() && waiting.closed && waiting.turns.is_empty() {
                return None;
            }
            if !jobs.is_empty() || waiting.closed || taken.is_full() || ready() {
                return Some(jobs);
            }
            waiting = self.arrived.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Whoever waits for work asks again whether it is ready.
    pub fn nudge(&self) {
        let _waiting = self.lock();
        self.arrived.notify_all();
    }

    /// Takes nothing more; what waits is still done.
    pub fn close(&self) {
        self.lock().closed = true;
        self.arrived.notify_all();
    }

    /// Takes nothing more, and what waits is not done either: whoever asked learns that nobody answers.
    pub fn break_off(&self) {
        let mut waiting = self.lock();
        waiting.closed = true;
        waiting.lines.clear();
        waiting.turns.clear();
        self.arrived.notify_all();
    }

    /// Will nothing more be taken?
    pub fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Nothing between lock and unlock can panic half-way: a poisoned lock still guards whole data.
    fn lock(&self) -> MutexGuard<'_, Waiting<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Waiting<T> {
    /// The job whose turn it is; its officer goes to the end of the turns.
    fn next(&mut self, taken: &mut Taken) -> Option<T> {
        if taken.is_full() {
            return None;
        }
        let at = self.turns.iter().position(|place| taken.has_turn(*place))?;
        let place = self.turns.remove(at)?;
        let line = self.lines.get_mut(&place)?;
        let job = line.pop_front();
        if line.is_empty() {
            self.lines.remove(&place);
        } else {
            self.turns.push_back(place);
        }
        taken.note(place);
        job
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn officer(no: u32) -> Place {
        Some(OfficerId(no))
    }

    impl<T> FairQueue<T> {
        /// A whole batch.
        fn batch(&self) -> Option<Vec<T>> {
            self.take(&mut Taken::default(), &|| false)
        }
    }

    #[test]
    fn an_officer_that_floods_waits_for_itself() {
        let queue = FairQueue::default();
        let flood = u32::try_from(PER_OFFICER_MAX).expect("small");
        for job in 0..flood {
            queue.put(officer(1), job).expect("room");
        }
        assert!(matches!(queue.put(officer(1), 99), Err(NotTaken::Full(99))));
        queue.put(officer(2), 1000).expect("room for another officer");
        let batch = queue.batch().expect("work");
        assert_eq!(batch[..3], [0, 1000, 1], "one turn an officer");
        assert_eq!(batch.len(), TURNS_MAX + 1);
        queue.close();
        let left: Vec<u32> = std::iter::from_fn(|| queue.batch()).flatten().collect();
        assert_eq!(left, (u32::try_from(TURNS_MAX).expect("small")..flood).collect::<Vec<u32>>(), "it is still done");
    }

    #[test]
    fn forty_nine_officers_are_all_in_the_next_batch_of_a_flood() {
        let queue = FairQueue::default();
        for job in 0..60 {
            queue.put(officer(1), job).expect("room");
        }
        for other in 2..51 {
            queue.put(officer(other), 1000 + other).expect("room");
        }
        let batch = queue.batch().expect("work");
        let others = batch.iter().filter(|job| **job > 1000).count();
        assert_eq!((others, batch.len()), (49, 49 + TURNS_MAX), "some of what is left of the batch is the flood's");
    }

    #[test]
    fn officers_who_come_while_a_flood_is_decided_are_in_its_batch() {
        let (queue, mut taken) = (FairQueue::default(), Taken::default());
        for job in 0..60 {
            queue.put(officer(1), job).expect("room");
        }
        assert_eq!(queue.take(&mut taken, &|| false).map(|batch| batch.len()), Some(TURNS_MAX));
        assert_eq!(queue.take(&mut taken, &|| true), Some(vec![]), "the flood has had its turns");
        for other in 2..51 {
            queue.put(officer(other), 1000 + other).expect("room");
        }
        assert_eq!(queue.take(&mut taken, &|| true).map(|batch| batch.len()), Some(49));
        for other in 51..99 {
            queue.put(officer(other), 1000 + other).expect("room");
        }
        assert_eq!(queue.take(&mut taken, &|| true).map(|batch| batch.len()), Some(BATCH_MAX - 49 - TURNS_MAX));
        assert_eq!(queue.take(&mut taken, &|| false), Some(vec![]), "it is full");
        assert_eq!(queue.batch().map(|batch| batch[0]), Some(8), "turns go on where they stopped");
    }

    #[test]
    fn with_more_officers_than_a_batch_holds_turns_go_on_where_they_stopped() {
        let queue = FairQueue::default();
        for round in 0..2 {
            for other in 0..100 {
                queue.put(officer(other), round * 100 + other).expect("room");
            }
        }
        let taken: Vec<u32> = (0..3).flat_map(|_| queue.batch().expect("work")).collect();
        assert_eq!(taken[..100], (0..100).collect::<Vec<u32>>()[..], "each once before any a second time");
        assert_eq!(taken[100..], (100..192).collect::<Vec<u32>>()[..]);
    }

    /// What one of three threads does next.
    #[derive(Clone, Copy, Debug)]
    enum Step {
        Put(u32),
        Take,
        Close,
        BreakOff,
    }

    /// What the queue must do, as plain as it can be said.
    #[derive(Default)]
    struct Told {
        waiting: Vec<(u32, u32)>,
        accepted: Vec<(u32, u32)>,
        taken: Vec<(u32, u32)>,
        closed: bool,
    }

    /// Takes a step on the queue itself, and checks it against what was told before.
    fn step(queue: &FairQueue<(u32, u32)>, told: &mut Told, (thread, step, no): (u32, Step, u32)) {
        match step {
            Step::Put(by) => {
                let job = (by, thread * 1000 + no);
                match queue.put(officer(by), job) {
                    Ok(()) => {
                        assert!(!told.closed, "nothing is taken after closing");
                        told.waiting.push(job);
                        told.accepted.push(job);
                    }
                    Err(NotTaken::Closed(back)) => assert!(told.closed && back == job),
                    Err(NotTaken::Full(_)) => panic!("the line of {by} is not full"),
                }
            }
            // A thread that would wait lets the others go on instead.
            Step::Take if told.waiting.is_empty() && !told.closed => {}
            Step::Take => match queue.batch() {
                Some(batch) => {
                    for job in &batch {
                        let at = told.waiting.iter().position(|waiting| waiting == job).expect("it waited");
                        let first = told.waiting.iter().find(|waiting| waiting.0 == job.0);
                        assert_eq!(first, Some(job), "each officer's in the order of asking");
                        told.waiting.remove(at);
                    }
                    assert!(told.waiting.is_empty(), "few jobs are one batch");
                    told.taken.extend(batch);
                }
                None => assert!(told.closed && told.waiting.is_empty(), "it ends closed and empty only"),
            },
            Step::Close => {
                queue.close();
                told.closed = true;
            }
            Step::BreakOff => {
                queue.break_off();
                told.closed = true;
                let gone = std::mem::take(&mut told.waiting);
                told.accepted.retain(|job| !gone.contains(job));
            }
        }
    }

    /// Runs the rest of three threads in every order that is left; how many orders there were.
    fn every_order(scripts: [&[Step]; 3], so_far: &mut Vec<(u32, Step, u32)>) -> u32 {
        let mut orders = 0;
        for (thread, script) in (0_u32..).zip(scripts) {
            let Some((next, rest)) = script.split_first() else { continue };
            let mut left = scripts;
            left[thread as usize] = rest;
            so_far.push((thread, *next, u32::try_from(rest.len()).expect("short")));
            orders += every_order(left, so_far);
            so_far.pop();
        }
        if scripts.iter().all(|script| script.is_empty()) {
            let (queue, mut told) = (FairQueue::default(), Told::default());
            for one in &*so_far {
                step(&queue, &mut told, *one);
            }
            step(&queue, &mut told, (9, Step::Close, 0));
            step(&queue, &mut told, (9, Step::Take, 0));
            told.taken.sort_unstable();
            told.accepted.sort_unstable();
            assert_eq!(told.taken, told.accepted, "each accepted job is taken once, in {so_far:?}");
            return 1;
        }
        orders
    }

    #[test]
    fn in_every_order_of_three_threads_each_job_is_taken_once_and_in_turn() {
        use Step::{BreakOff, Close, Put, Take};
        let mut orders = 0;
        orders += every_order([&[Put(1), Put(1), Put(2), Put(1)], &[Put(2), Put(3), Put(2)], &[Take; 4]], &mut vec![]);
        orders += every_order([&[Put(1), Put(2), Close], &[Put(2), Put(1)], &[Take; 4]], &mut vec![]);
        orders += every_order([&[Put(1), Put(2), BreakOff], &[Put(2), Put(1)], &[Take; 4]], &mut vec![]);
        assert_eq!(orders, 11_550 + 2 * 1_260);
    }
}
