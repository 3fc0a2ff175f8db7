//! One command carried out: decided, written as entries, slips, rows and a result, folded, and reacted to by the units
//! of this store until nothing more follows. Nothing here is durable or seen before the registrar commits it.

use super::clock::now_in;
use super::job::{Asked, NotDone, Outcome, Travelled};
use super::registrar::Registrar;
use crate::boards::views;
use crate::casework::actions::VerbOf;
use crate::casework::authorize::{author_sees, holds};
use crate::casework::command::{Act, Command, SystemAct};
use crate::casework::decide::decide;
use crate::casework::entry::{Entry, Fact, Slip};
use crate::casework::ids::{CommandId, Hash, RecordId, UnitId};
use crate::casework::line::Line;
use crate::casework::react::react;
use crate::casework::refusal::Refusal;
use crate::casework::state::UnitState;
use crate::casework::undo::{Inverse, inverse};
use crate::casework::unit::Author;
use crate::journal::JournalError;
use crate::wire::Changed;

/// Rounds of reaction between hosted units after one command: submit, deliver, accept, release, take, told.
const ROUNDS_MAX: usize = 8;

/// A slip on its way to a unit of this very store.
pub(super) struct HereSlip {
    slip: Slip,
    prev: Hash,
    bytes: Vec<u8>,
}

impl Registrar {
    /// One act: answered from the record when its command was done before.
    pub(super) fn act(
        &mut self,
        unit: UnitId,
        author: &Author,
        asked: Asked,
    ) -> Result<Result<Outcome, NotDone>, JournalError> {
        let held = self.world.units.get(&unit).map_or(Ok(()), |hosted| holds(&hosted.state, author));
        if let Err(refusal) = held {
            return Ok(Ok(Err(refusal)));
        }
        match self.done_before(asked.command) {
            Ok(None) => {}
            Ok(Some(before)) => return Ok(Ok(Ok(self.seen_by(unit, author, before)))),
            // It was done; a damaged answer is no reason to do it twice, nor to stop for all others.
            Err(error) if is_of_one_record(&error) => {
                tracing::error!(%error, "a command is asked again whose answer is damaged");
                return Ok(Err(NotDone::Damaged));
            }
            Err(error) => return Err(error),
        }
        if self.trouble.is_some() && !matches!(asked.act, Act::Read(_)) {
            return Ok(Err(NotDone::NoRoom));
        }
        let command = Command {
            id: asked.command,
            at: now_in(self.zone(unit)),
            author: author.clone(),
            seen: asked.seen,
            act: asked.act,
        };
        let facts = match self.decide(unit, &command) {
            Ok(facts) => facts,
            Err(refusal) => return Ok(Ok(Err(refusal))),
        };
        let subjects = subjects(&facts);
        let back = self.inverse(unit, &command);
        self.world.units.entry(unit).or_default();
        let here = self.write(unit, &command, facts)?;
        self.settle(here)?;
        let mut changed = self.numbered(unit, subjects);
        let result = postcard::to_stdvec(&kept(&changed)).map_err(|source| unreadable(command.id, source))?;
        self.journal.stage_result(command.id, result);
        if let Some(back) = back {
            let of = back.record.or_else(|| changed.first().map(|one| one.id));
            if let Some(one) = changed.iter_mut().find(|one| Some(one.id) == of) {
                one.undo = Some(Box::new(self.undo(unit, one.id, back)));
            }
        }
        Ok(Ok(Ok(self.seen_by(unit, author, changed))))
    }

    /// What of it the author may know: a command may change records besides, and its id may be known to others.
    fn seen_by(&self, unit: UnitId, author: &Author, mut changed: Vec<Changed>) -> Vec<Changed> {
        if let Some(hosted) = self.world.units.get(&unit) {
            changed.retain(|one| author_sees(&hosted.state, author, one.id));
        }
        changed
    }

    fn inverse(&self, unit: UnitId, command: &Command) -> Option<Inverse> {
        inverse(&self.world.units.get(&unit)?.state, &command.author, &command.act)
    }

    /// The inverse of what was just done to this record, good as long as nothing else is done to it.
    fn undo(&self, unit: UnitId, record: RecordId, back: Inverse) -> VerbOf {
        let seen = self.world.units.get(&unit).and_then(|hosted| views::version(&hosted.state, record));
        VerbOf { record, seen, verb: back.verb.to_owned(), fields: back.fields }
    }

    /// What this command answered when it took effect.
    fn done_before(&self, command: CommandId) -> Result<Option<Vec<Changed>>, JournalError> {
        let read = |bytes: &[u8]| {
            let kept: Vec<(RecordId, String)> =
                postcard::from_bytes(bytes).map_err(|source| unreadable(command, source))?;
            Ok(kept.into_iter().map(|(id, number)| Changed { id, number, undo: None }).collect())
        };
        if let Some(staged) = self.journal.staged_result(command) {
            return read(staged).map(Some);
        }
        self.journal.result(command)?.map(|bytes| read(&bytes)).transpose()
    }

    pub(super) fn zone(&self, unit: UnitId) -> &str {
        let card = self.world.units.get(&unit).and_then(|unit| unit.state.card.as_ref());
        card.map_or("Asia/Shanghai", |card| card.zone.as_str())
    }

    /// Hands slips to units of this store until nothing more follows. What a fact leads to lies further along the table
    /// of custody, so it ends; if it did not, half of it must not be written.
    pub(super) fn settle(&mut self, mut here: Vec<HereSlip>) -> Result<(), JournalError> {
        for _ in 0..ROUNDS_MAX {
            if here.is_empty() {
                return Ok(());
            }
            let mut next = Vec::new();
            for one in here {
                next.extend(self.deliver(one)?);
            }
            here = next;
        }
        assert!(here.is_empty(), "reactions between units do not end");
        Ok(())
    }

    fn decide(&self, unit: UnitId, command: &Command) -> Result<Vec<Fact>, Refusal> {
        let rules = self.rules.borrow();
        match self.world.units.get(&unit) {
            Some(hosted) => decide(rules.ground(&hosted.state), command),
            // A unit about to be founded: nothing is known of it.
            None => decide(rules.ground(&UnitState::default()), command),
        }
    }

    fn numbered(&self, unit: UnitId, ids: Vec<RecordId>) -> Vec<Changed> {
        let hosted = self.world.units.get(&unit);
        let number = |id| hosted.and_then(|hosted| views::number(&hosted.state, id)).unwrap_or_default();
        ids.into_iter().map(|id| Changed { id, number: number(id), undo: None }).collect()
    }

    /// Stages facts as entries and slips, folds them, and returns the slips for units hosted here.
    fn write(&mut self, unit: UnitId, command: &Command, facts: Vec<Fact>) -> Result<Vec<HereSlip>, JournalError> {
        let mut here = Vec::new();
        for fact in facts {
            let entry = self.entry(unit, command, fact);
            let arrival = self.journal.stage_entry(&entry)?;
            if let Fact::Posted(officer, _) = &entry.fact {
                self.journal.stage_officer((**officer).clone());
            }
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
                let (bytes, prev) = self.journal.stage_slip_out(&slip)?;
                let is_here = self.world.units[&unit].state.lines.get(&to).is_some_and(Line::is_here);
                if is_here {
                    here.push(HereSlip { slip, prev, bytes });
                } else {
                    self.outbound = true;
                }
            }
        }
        Ok(here)
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
    fn deliver(&mut self, here: HereSlip) -> Result<Vec<HereSlip>, JournalError> {
        let HereSlip { slip, prev, bytes } = here;
        let (arrival, hash) = self.journal.stage_slip_in((slip.from, slip.to), slip.no, prev, bytes);
        let touched = self.world.fold_slip(&slip, hash, arrival);
        self.note(slip.to, touched);
        self.react(&slip)
    }

    fn react(&mut self, slip: &Slip) -> Result<Vec<HereSlip>, JournalError> {
        let act = self.world.units.get(&slip.to).and_then(|unit| react(&unit.state, slip));
        act.map_or_else(|| Ok(Vec::new()), |act| self.by_itself(slip.to, act))
    }

    /// What the daemon does by itself; a refusal means that there is nothing to do.
    pub(super) fn by_itself(&mut self, unit: UnitId, act: SystemAct) -> Result<Vec<HereSlip>, JournalError> {
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
                Ok(Vec::new())
            }
        }
    }

    /// Slips of a peer: all are folded first, then each is reacted to, so that a recall in the same bundle counts.
    pub(super) fn arrive(&mut self, unit: UnitId, from: UnitId, slips: Vec<Travelled>) -> Result<u64, JournalError> {
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
            let here = self.react(slip)?;
            self.settle(here)?;
        }
        Ok(taken.len() as u64)
    }

    fn note(&mut self, unit: UnitId, touched: Vec<RecordId>) {
        self.changed.extend(touched.into_iter().map(|record| (unit, record)));
    }
}

/// A result as it is kept: an undo is for whoever sees the first answer.
fn kept(changed: &[Changed]) -> Vec<(RecordId, &str)> {
    changed.iter().map(|one| (one.id, one.number.as_str())).collect()
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

/// Is only what it names damaged, and the disk well?
pub(super) const fn is_of_one_record(error: &JournalError) -> bool {
    matches!(error, JournalError::Record { .. } | JournalError::Damaged { .. })
}

/// A result that does not read as one.
fn unreadable(command: CommandId, source: postcard::Error) -> JournalError {
    JournalError::Record { what: format!("result of command {}", command.0), source: Box::new(source) }
}
