//! The registrar: the one thread that appends. It decides on its own world, writes what follows in one transaction,
//! and publishes an unmoving view. If a commit fails the process stops: nothing uncommitted is ever shown.

use super::clock::now_in;
use super::house_rules::HouseRules;
use super::job::{Answer, Asked, Job, Outcome, Published, Travelled};
use super::queue::FairQueue;
use super::world::World;
use crate::boards::views;
use crate::casework::authorize::holds;
use crate::casework::command::{Act, Command, SystemAct};
use crate::casework::decide::decide;
use crate::casework::entry::{Entry, Fact, Slip};
use crate::casework::ids::{CommandId, Hash, RecordId, UnitId};
use crate::casework::line::Line;
use crate::casework::react::react;
use crate::casework::refusal::Refusal;
use crate::casework::timers::{TimerRules, due_timers};
use crate::casework::unit::Author;
use crate::journal::{Journal, JournalError, RowChange};
use crate::wire::Changed;
use chrono::TimeDelta;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::watch;

/// Rounds of reaction between hosted units after one command: submit, deliver, accept, release, take, told.
const ROUNDS_MAX: usize = 8;

/// A draft not typed in for so long goes: longer than any leave, shorter than anybody remembers what it was for.
const DRAFT_DAYS_MAX: TimeDelta = TimeDelta::days(30);

/// Owns the journal and the world.
pub struct Registrar {
    journal: Journal,
    world: World,
    rules: watch::Receiver<Arc<HouseRules>>,
    publish: watch::Sender<Published>,
    changed: BTreeSet<(UnitId, RecordId)>,
    outbound: bool,
}

/// A slip on its way to a unit of this very store.
struct HereSlip {
    slip: Slip,
    prev: Hash,
    bytes: Vec<u8>,
}

impl Registrar {
    /// Rebuilds the world from the record.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn open(
        mut journal: Journal,
        rules: watch::Receiver<Arc<HouseRules>>,
    ) -> Result<(Self, watch::Receiver<Published>), JournalError> {
        journal.prune_drafts(now_in("UTC") - DRAFT_DAYS_MAX)?;
        let mut world = World { mode: journal.mode()?, ..World::default() };
        let reader = journal.reader();
        world.officers = reader.officers()?.into_iter().map(|officer| (officer.id, officer)).collect();
        reader.replay(|arrival, arrived| world.recall(arrival, &arrived))?;
        world.recalled();
        let first = Published { world: Arc::new(world.clone()), ..Published::default() };
        let (publish, published) = watch::channel(first);
        Ok((Self { journal, world, rules, publish, changed: BTreeSet::new(), outbound: false }, published))
    }

    /// Works until the queue is closed and empty. A failed commit, or a mistake of ours, ends the process before anything
    /// half done is written or shown: whoever asked will ask again.
    pub fn run(mut self, queue: &FairQueue<Job>) {
        let _end_on_panic = EndOnPanic;
        while let Some(batch) = queue.take() {
            let answers: Vec<Answer> = batch.into_iter().map(|job| self.one(job)).collect();
            if let Err(error) = self.journal.commit() {
                tracing::error!(%error, "the record cannot be written; stopping so that nothing unwritten is shown");
                std::process::abort();
            }
            self.publish.send_replace(Published {
                world: Arc::new(self.world.clone()),
                changed: Arc::new(std::mem::take(&mut self.changed)),
                outbound: std::mem::take(&mut self.outbound),
            });
            answers.into_iter().for_each(Answer::send);
        }
    }

    fn one(&mut self, job: Job) -> Answer {
        match job {
            Job::Do { unit, author, acts, answer } => {
                let outcomes = acts.into_iter().map(|asked| self.act(unit, &author, asked)).collect();
                Answer::Done(answer, outcomes)
            }
            Job::Arrive { unit, from, slips, answer } => Answer::Arrived(answer, self.arrive(unit, from, slips)),
            Job::Tick { answer } => {
                self.tick();
                Answer::Nothing(answer)
            }
            Job::Enrol { officer, answer } => {
                self.world.officers.insert(officer.id, officer.clone());
                self.journal.stage_officer(officer);
                Answer::Nothing(answer)
            }
            Job::KeepDraft { drawer, draft, answer } => Answer::Kept(answer, self.journal.stage_draft(drawer, &draft)),
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
        }
    }

    /// Writes down what the service clocks of every hosted unit ask for now.
    fn tick(&mut self) {
        let rules = Arc::clone(&self.rules.borrow());
        let units: Vec<UnitId> = self.world.units.keys().copied().collect();
        for unit in units {
            let now = now_in(self.zone(unit)).to_utc();
            let due = due_timers(&self.world.units[&unit].state, TimerRules::shared(), &rules.rules, now);
            for act in due {
                let here = self.by_itself(unit, act);
                self.settle(here);
            }
        }
    }

    /// One act: answered from the record when its command was done before.
    fn act(&mut self, unit: UnitId, author: &Author, asked: Asked) -> Outcome {
        if let Some(hosted) = self.world.units.get(&unit) {
            holds(&hosted.state, author)?;
        }
        if let Some(before) = self.done_before(asked.command) {
            return Ok(before);
        }
        let command = Command {
            id: asked.command,
            at: now_in(self.zone(unit)),
            author: author.clone(),
            seen: asked.seen,
            act: asked.act,
        };
        let changed = self.carry_out(unit, &command)?;
        let result = postcard::to_stdvec(&changed).unwrap_or_default();
        self.journal.stage_result(command.id, result);
        Ok(changed)
    }

    fn done_before(&self, command: CommandId) -> Option<Vec<Changed>> {
        if let Some(staged) = self.journal.staged_result(command) {
            return postcard::from_bytes(staged).ok();
        }
        match self.journal.result(command) {
            Ok(stored) => stored.and_then(|bytes| postcard::from_bytes(&bytes).ok()),
            Err(error) => {
                tracing::error!(%error, "the record cannot be read; stopping");
                std::process::abort();
            }
        }
    }

    fn zone(&self, unit: UnitId) -> &str {
        let card = self.world.units.get(&unit).and_then(|unit| unit.state.card.as_ref());
        card.map_or("Asia/Shanghai", |card| card.zone.as_str())
    }

    /// Decides, writes, and lets hosted units react until nothing more follows.
    fn carry_out(&mut self, unit: UnitId, command: &Command) -> Outcome {
        self.world.units.entry(unit).or_default();
        let facts = self.decide(unit, command)?;
        let changed = subjects(&facts);
        let here = self.write(unit, command, facts);
        self.settle(here);
        Ok(self.numbered(unit, changed))
    }

    /// Hands slips to units of this store until nothing more follows. What a fact leads to lies further along the table
    /// of custody, so it ends; if it did not, half of it must not be written.
    fn settle(&mut self, mut here: Vec<HereSlip>) {
        for _ in 0..ROUNDS_MAX {
            if here.is_empty() {
                return;
            }
            here = here.into_iter().flat_map(|one| self.deliver(one)).collect();
        }
        assert!(here.is_empty(), "reactions between units do not end");
    }

    fn decide(&self, unit: UnitId, command: &Command) -> Result<Vec<Fact>, Refusal> {
        let hosted = self.world.units.get(&unit).ok_or(Refusal::NotFound)?;
        decide(self.rules.borrow().ground(&hosted.state), command)
    }

    fn numbered(&self, unit: UnitId, ids: Vec<RecordId>) -> Vec<Changed> {
        let hosted = self.world.units.get(&unit);
        let number = |id| hosted.and_then(|hosted| views::number(&hosted.state, id)).unwrap_or_default();
        ids.into_iter().map(|id| Changed { id, number: number(id) }).collect()
    }

    /// Stages facts as entries and slips, folds them, and returns the slips for units hosted here.
    fn write(&mut self, unit: UnitId, command: &Command, facts: Vec<Fact>) -> Vec<HereSlip> {
        let mut here = Vec::new();
        for fact in facts {
            let entry = self.entry(unit, command, fact);
            let arrival = or_stop(self.journal.stage_entry(&entry));
            let (slips, touched) = self.world.fold_entry(&entry, arrival);
            self.note(unit, touched);
            for (to, no) in slips {
                let slip = Slip {
                    from: unit,
                    to,
                    no,
                    at: entry.at,
                    author: entry.author.name().to_owned(),
                    fact: entry.fact.clone(),
                };
                let (bytes, prev) = or_stop(self.journal.stage_slip_out(&slip));
                let is_here = self.world.units[&unit].state.lines.get(&to).is_some_and(Line::is_here);
                if is_here {
                    here.push(HereSlip { slip, prev, bytes });
                } else {
                    self.outbound = true;
                }
            }
        }
        here
    }

    fn entry(&self, unit: UnitId, command: &Command, fact: Fact) -> Entry {
        let state = &self.world.units[&unit].state;
        let epoch = match &fact {
            Fact::Dispute(id, _) => state.custody_of(*id).writes(),
            Fact::Custody(_, fact) => Some(fact.epoch()),
            Fact::Founded(_)
            | Fact::Posted(..)
            | Fact::PostEnded(_)
            | Fact::Line(..)
            | Fact::Alert(..)
            | Fact::Expert(..)
            | Fact::Agency(..)
            | Fact::Affair(..)
            | Fact::Read(_)
            | Fact::Rota(_)
            | Fact::LetterWord(_)
            | Fact::Referral(..)
            | Fact::Leg(..) => None,
        };
        let no = state.book_no + 1;
        Entry { unit, no, at: command.at, author: command.author.clone(), cmd: command.id, epoch, fact }
    }

    /// Hands a slip to a unit of this store, and does what its daemon would do.
    fn deliver(&mut self, here: HereSlip) -> Vec<HereSlip> {
        let HereSlip { slip, prev, bytes } = here;
        let (arrival, hash) = self.journal.stage_slip_in((slip.from, slip.to), slip.no, prev, bytes);
        let touched = self.world.fold_slip(&slip, hash, arrival);
        self.note(slip.to, touched);
        self.react(&slip)
    }

    fn react(&mut self, slip: &Slip) -> Vec<HereSlip> {
        let act = self.world.units.get(&slip.to).and_then(|unit| react(&unit.state, slip));
        act.map_or_else(Vec::new, |act| self.by_itself(slip.to, act))
    }

    /// What the daemon does by itself; a refusal means that there is nothing to do.
    fn by_itself(&mut self, unit: UnitId, act: SystemAct) -> Vec<HereSlip> {
        let cause = format!("{act:?}");
        let command = Command {
            id: CommandId::of_daemon(RecordId(uuid::Uuid::from_bytes(unit.0)), &cause),
            at: now_in(self.zone(unit)),
            author: Author::System,
            seen: None,
            act: Act::System(act),
        };
        match self.decide(unit, &command) {
            Ok(facts) => self.write(unit, &command, facts),
            Err(refusal) => {
                tracing::debug!(code = refusal.code(), "nothing to do by itself");
                Vec::new()
            }
        }
    }

    /// Slips of a peer: all are folded first, then each is reacted to, so that a recall in the same bundle counts.
    fn arrive(&mut self, unit: UnitId, from: UnitId, slips: Vec<Travelled>) -> u64 {
        let mut taken = Vec::new();
        for travelled in slips {
            let Travelled { no, prev, bytes, slip } = travelled;
            let due = self.world.units.get(&unit).and_then(|hosted| hosted.state.lines.get(&from));
            // Out of turn: taken already, or its predecessor is missing. The sender sends it again.
            if due.is_none_or(|line| line.taken + 1 != no || line.taken_head != prev) {
                continue;
            }
            let (arrival, hash) = self.journal.stage_slip_in((from, unit), no, prev, bytes);
            let touched = self.world.fold_slip(&slip, hash, arrival);
            self.note(unit, touched);
            taken.push(slip);
        }
        for slip in &taken {
            let here = self.react(slip);
            self.settle(here);
        }
        taken.len() as u64
    }

    fn note(&mut self, unit: UnitId, touched: Vec<RecordId>) {
        for record in touched {
            if let Some(bytes) = self.world.units.get(&unit).and_then(|unit| unit.boards.row_bytes(record)) {
                self.journal.stage_row(RowChange { unit, record, bytes });
            }
            self.changed.insert((unit, record));
        }
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

/// The records that facts change, the first one first.
fn subjects(facts: &[Fact]) -> Vec<RecordId> {
    let mut seen = Vec::new();
    for id in facts.iter().filter(|fact| !fact.only_counts()).map(Fact::about).filter(|id| !id.0.is_nil()) {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    seen
}

/// Staging fails only when the system gives no random bytes or a plain value does not encode: the process cannot go on.
fn or_stop<T>(staged: Result<T, JournalError>) -> T {
    staged.unwrap_or_else(|error| {
        tracing::error!(%error, "an entry cannot be made; stopping");
        std::process::abort()
    })
}
