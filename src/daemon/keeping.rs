//! What the registrar keeps beside the entries: each record as it was folded, written in the same transaction. After the
//! commit memory lets go of it, and whoever asks is told by the commit's own snapshot.

use super::clock::now_in;
use super::house_rules::HouseRules;
use super::loading::Portion;
use super::registrar::Registrar;
use super::world::{Hosted, World};
use crate::casework::clocks::counted;
use crate::casework::ids::{RecordId, UnitId};
use crate::casework::index::second;
use crate::casework::timers::due_of;
use crate::journal::{FoldedChange, Journal, JournalError, RowChange, Snapshot};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

/// Records whose clocks are looked at before others have a turn: a few milliseconds.
const LOOKS_MAX: usize = 500;

/// Arrivals folded in one transaction when a record is folded anew.
const FOLDED_AT_ONCE: u64 = 1_000;

/// The records that a look at the clocks has still to go through.
#[derive(Default)]
pub(super) struct Round {
    left: VecDeque<(UnitId, RecordId)>,
    /// By these rules the clocks were counted.
    rules: Option<Arc<HouseRules>>,
}

impl Registrar {
    /// Stages what changed since the last cut: rows and records once each, whatever happened to them meanwhile.
    pub(super) fn keep(&mut self) {
        let rules = Arc::clone(&self.rules.borrow());
        for (unit, record) in &self.changed {
            if let Some(bytes) = self.world.units.get(unit).and_then(|hosted| hosted.boards.row_bytes(*record)) {
                self.journal.stage_row(RowChange { unit: *unit, record: *record, bytes });
            }
        }
        keep(&mut self.world, &mut self.journal, &rules);
    }

    /// Writes down what the service clocks of every hosted unit ask for now, of some records. True: more are left.
    pub(super) fn look(&mut self) -> Result<bool, JournalError> {
        let rules = Arc::clone(&self.rules.borrow());
        let begins = self.round.left.is_empty();
        if begins {
            self.begin_round(&rules);
        }
        let upto = self.round.left.len().min(LOOKS_MAX);
        let records: Vec<(UnitId, RecordId)> = self.round.left.drain(..upto).collect();
        let units: Vec<UnitId> = self.world.units.keys().copied().collect();
        for unit in units {
            let own: Vec<RecordId> = records.iter().filter(|(of, _)| *of == unit).map(|(_, id)| *id).collect();
            if own.is_empty() && !begins {
                continue;
            }
            let now = now_in(self.zone(unit)).to_utc();
            let of = (&self.world.units[&unit].state, rules.handbook.figures(), &rules.rules);
            let due = due_of(of, now, &own, begins);
            for act in due {
                let here = self.by_itself(unit, act)?;
                self.settle(here)?;
            }
            if let Some(hosted) = self.world.units.get_mut(&unit) {
                own.iter().for_each(|id| count(hosted, &rules, *id));
            }
        }
        Ok(!self.round.left.is_empty())
    }

    /// Everything that may have rung, those that may have rung first first.
    fn begin_round(&mut self, rules: &Arc<HouseRules>) {
        let other = self.round.rules.as_ref().is_none_or(|before| !Arc::ptr_eq(before, rules));
        // At a start the clocks were counted by the rules of then.
        if other && self.round.rules.is_some() {
            self.world.units.values_mut().for_each(|hosted| hosted.state.index.stir_all());
        }
        self.round.rules = Some(Arc::clone(rules));
        for (unit, hosted) in &self.world.units {
            let ringing = hosted.state.index.ringing(second(now_in("UTC").to_utc()));
            self.round.left.extend(ringing.into_iter().map(|id| (*unit, id)));
        }
    }
}

/// Counts when a record is to be looked at again.
fn count(hosted: &mut Hosted, rules: &HouseRules, id: RecordId) {
    if let Some((sort, clocks)) = counted(&hosted.state, rules.handbook.figures(), &rules.rules, id) {
        hosted.state.set_clocks(id, sort, clocks);
    }
}

fn keep(world: &mut World, journal: &mut Journal, rules: &HouseRules) {
    for (unit, hosted) in &mut world.units {
        let stirred: Vec<RecordId> = hosted.state.known.changed_ids().collect();
        stirred.into_iter().for_each(|id| count(hosted, rules, id));
        let small = (hosted.changes != hosted.kept).then(|| hosted.state.small());
        for (shelf, record, bytes) in hosted.state.changed().chain(small) {
            journal.stage_folded(FoldedChange { unit: *unit, shelf, record, bytes });
        }
        hosted.kept = hosted.changes;
    }
    journal.stage_folded_upto(world.arrivals);
}

/// The units as they were folded; what was never folded, or folded in another form, is folded now. So is everything when
/// a folded record proves damaged. True: the index and the boards are there as well.
pub(super) fn recall(world: &mut World, journal: &mut Journal, rules: &HouseRules) -> Result<bool, JournalError> {
    if journal.left_out()? {
        journal.unfold()?;
        // Until it is found again.
        journal.note_unfolded(Vec::new())?;
    }
    let before = world.clone();
    // What it leaves half done is thrown away.
    let recalled = catch_unwind(AssertUnwindSafe(|| recall_folded(world, journal, rules)));
    let Some(what) = journal.torn() else { return recalled.unwrap_or_else(|panic| resume_unwind(panic)) };
    tracing::warn!(what, "a folded record is damaged: all are folded anew from the entries");
    *world = before;
    journal.unfold()?;
    recall_folded(world, journal, rules)
}

fn recall_folded(world: &mut World, journal: &mut Journal, rules: &HouseRules) -> Result<bool, JournalError> {
    let arrivals = journal.arrivals();
    let upto = match journal.folded_upto() {
        Ok(Some(upto)) if upto > 0 || arrivals == 0 => upto,
        // Damaged it says as little as none.
        Ok(Some(_) | None) | Err(JournalError::Damaged { .. }) => {
            journal.unfold()?;
            0
        }
        Err(error) => return Err(error),
    };
    let snapshot = journal.snapshot()?;
    let units: Vec<UnitId> = journal.units().collect();
    for unit in units {
        let Some(state) = crate::casework::state::UnitState::recall(unit, &snapshot.of(unit)) else { continue };
        let officers = state.posts.values().map(|(officer, _)| (officer.id, officer.clone()));
        Arc::make_mut(&mut world.officers).extend(officers);
        world.units.insert(unit, Hosted { state, ..Hosted::default() });
    }
    world.arrivals = upto;
    if upto == arrivals {
        return Ok(arrivals == 0);
    }
    tracing::info!(upto, arrivals, "folding what is not folded yet");
    load_all(world, journal, &snapshot)?;
    fold_rest(world, journal, rules)?;
    Ok(true)
}

/// Folds what came after the folded records. What cannot be read is left out by name.
fn fold_rest(world: &mut World, journal: &mut Journal, rules: &HouseRules) -> Result<(), JournalError> {
    let (reader, arrivals, mut whole) = (journal.reader(), journal.arrivals(), true);
    while world.arrivals < arrivals {
        let (first, last) = (world.arrivals + 1, arrivals.min(world.arrivals + FOLDED_AT_ONCE));
        let damages = reader.replay_some(first..=last, |arrival, arrived| {
            for (unit, record) in world.recall(arrival, &arrived) {
                let row = world.units.get(&unit).and_then(|hosted| hosted.boards.row_bytes(record));
                row.into_iter().for_each(|bytes| journal.stage_row(RowChange { unit, record, bytes }));
            }
        })?;
        world.arrivals = last;
        if !damages.is_empty() {
            journal.note_unfolded(damages)?;
            whole = false;
        }
        if !whole && last == arrivals {
            world.pass_what_is_left_out(journal);
        }
        keep(world, journal, rules);
        journal.commit()?;
        world.cut();
        world.settle(&journal.snapshot()?);
    }
    Ok(())
}

impl World {
    /// What was left out has its number all the same: nothing may be written under it again.
    fn pass_what_is_left_out(&mut self, journal: &Journal) {
        for (unit, hosted) in &mut self.units {
            let peers: Vec<UnitId> = hosted.state.lines.keys().copied().collect();
            hosted.state.pass_entry(journal.book_head(*unit).no);
            for peer in peers {
                let taken = journal.taken_head((peer, *unit));
                hosted.state.made_up_to(peer, journal.line_head((*unit, peer)).no);
                hosted.state.pass_slip(peer, taken.no, taken.hash);
            }
            hosted.changes += 1;
        }
    }
}

/// Loads the index and the boards of all units at once.
fn load_all(world: &mut World, journal: &mut Journal, snapshot: &Snapshot) -> Result<(), JournalError> {
    let units: Vec<UnitId> = world.units.keys().copied().collect();
    let mut portions = Vec::new();
    super::loading::portions(snapshot, &units, &mut |portion| {
        portions.push(portion);
        true
    })?;
    portions.into_iter().for_each(|portion| load(world, journal, portion));
    Ok(())
}

/// Takes in a portion. A row that could not be read is kept as it was made anew.
pub(super) fn load(world: &mut World, journal: &mut Journal, portion: Portion) {
    for (unit, record) in world.take(portion) {
        let row = world.units.get(&unit).and_then(|hosted| hosted.boards.row_bytes(record));
        row.into_iter().for_each(|bytes| journal.stage_row(RowChange { unit, record, bytes }));
    }
}

#[cfg(test)]
mod tests {
    use super::super::checking::first_difference;
    use super::super::job::{Asked, Job, NotDone, Outcome, Published};
    use super::super::queue::FairQueue;
    use super::super::room::Room;
    use super::*;
    use crate::boards::Boards;
    use crate::casework::alert::AlertDraft;
    use crate::casework::command::{Act, DisputeAct};
    use crate::casework::dispute::DisputeDraft;
    use crate::casework::ids::{CommandId, OfficerId, PostId};
    use crate::casework::refusal::Refusal;
    use crate::casework::unit::{Author, Officer, Post, UnitCard};
    use crate::casework::words::{PostRole, UnitKind};
    use crate::journal::{KeyPlaces, Reader};
    use chrono::{DateTime, FixedOffset};
    use std::path::Path;
    use std::thread::JoinHandle;
    use std::time::{Duration, Instant};
    use tokio::sync::{oneshot, watch};

    const UNIT: UnitId = UnitId([7; 16]);

    /// A registrar at work on a store, without a daemon.
    struct Office {
        queue: Arc<FairQueue<Job>>,
        thread: JoinHandle<Result<(), JournalError>>,
        published: watch::Receiver<Published>,
        reader: Reader,
    }

    impl Office {
        fn open(folder: &Path) -> Self {
            let journal = journal(folder);
            let reader = journal.reader();
            let rules = watch::Sender::new(Arc::new(super::super::house_rules::rules_with(folder)));
            let opened = Registrar::open(journal, rules.subscribe(), Room::of(folder));
            let (registrar, published) = opened.expect("the store opens");
            let queue = Arc::new(FairQueue::default());
            let thread = registrar.start(&queue).expect("it starts");
            Self { queue, thread, published, reader }
        }

        fn ask(&self, author: &Author, acts: Vec<(CommandId, Act)>) -> Vec<Outcome> {
            self.put(author, acts).blocking_recv().expect("an answer").expect("done")
        }

        /// Asks without waiting.
        fn put(
            &self,
            author: &Author,
            acts: Vec<(CommandId, Act)>,
        ) -> oneshot::Receiver<Result<Vec<Outcome>, NotDone>> {
            let acts = acts.into_iter().map(|(command, act)| Asked { command, seen: None, act }).collect();
            let (answer, answered) = oneshot::channel();
            let job = Job::Do { unit: UNIT, author: author.clone(), acts, answer };
            assert!(self.queue.put(None, job).is_ok(), "there is room");
            answered
        }

        fn loaded(&self) {
            let until = Instant::now() + Duration::from_secs(60);
            while self.published.borrow().world.loading.is_some() {
                assert!(Instant::now() < until, "it is never loaded");
                std::thread::sleep(Duration::from_millis(1));
            }
        }

        /// Everything that is kept follows from the entries, and every row from what is kept.
        fn is_whole(&self) -> usize {
            let snapshot = self.reader.snapshot().expect("a snapshot");
            assert_eq!(first_difference(&self.reader, &snapshot).expect("readable"), None);
            let world = World::clone(&self.published.borrow().world);
            let hosted = &world.units[&UNIT];
            let records: Vec<RecordId> = hosted.boards.records().collect();
            for record in &records {
                let stored = self.reader.row(UNIT, *record).expect("readable");
                assert_eq!(stored, hosted.boards.row_bytes(*record), "row of {record} in memory");
                assert_eq!(stored, Boards::made(&hosted.state, *record), "row of {record} made anew");
            }
            records.len()
        }

        fn close(self) {
            self.queue.close();
            self.thread.join().expect("no panic").expect("no error");
        }
    }

    fn journal(folder: &Path) -> Journal {
        let (keys, until) = (KeyPlaces::file(folder.with_extension("key")), Instant::now() + Duration::from_secs(10));
        loop {
            match Journal::open(folder, &keys) {
                // What loaded the one before lets go of it in a moment.
                Err(JournalError::Busy { .. }) if Instant::now() < until => std::thread::yield_now(),
                opened => return opened.expect("a store"),
            }
        }
    }

    fn at() -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2026-11-20T09:00:00+08:00").expect("an instant")
    }

    fn form(no: u32) -> Act {
        let told = AlertDraft::of_source("docket", "x", at());
        let draft = DisputeDraft {
            jurisdiction: "US".into(),
            forum: "US District Court".into(),
            docket: Some(format!("1:26-cv-{no:05}")),
            served_on: Some(at().date_naive()),
            rights: vec![format!("US {}", no / 2)],
            ..DisputeDraft::of_alert(&told, format!("企业 {no}"), at())
        };
        Act::Register(Box::new(draft))
    }

    fn command() -> CommandId {
        CommandId(uuid::Uuid::now_v7())
    }

    /// A unit with one lead, who brings thirty disputes to different stages.
    fn begun(office: &Office) -> (Author, Vec<RecordId>) {
        let card = UnitCard {
            id: UNIT,
            code: "ZJ".into(),
            name_zh: "浙江分中心".into(),
            name_en: "Zhejiang".into(),
            kind: UnitKind::Center,
            zone: "Asia/Shanghai".into(),
            calendar: "CN".into(),
            verifying_key: [0; 32],
            sealing_key: [0; 32],
        };
        let officer =
            Officer { id: OfficerId(1), uid: 1, account: "lead".into(), account_made: None, name: "林值".into() };
        let post = Post { id: PostId(1), officer: officer.id, unit: UNIT, role: PostRole::Lead };
        let lead = Author::Post { post: post.id, officer: officer.id, name: officer.name.clone(), role: post.role };
        let begin = [Act::Found(Box::new(card)), Act::GrantPost(Box::new(officer), post)];
        for act in begin {
            assert!(office.ask(&Author::System, vec![(command(), act)])[0].is_ok());
        }
        let disputes = (0..30).map(|no| {
            let first = command();
            let accept = DisputeAct::Accept { ground: "本省企业".into() };
            let more = [accept, DisputeAct::Guide, DisputeAct::Note { text: "已电话联系".into() }];
            let more = more.into_iter().take(no as usize % 4).map(|act| (command(), Act::Dispute(first.record(), act)));
            let outcomes = office.ask(&lead, [(first, form(no))].into_iter().chain(more).collect());
            assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
            first.record()
        });
        let disputes = disputes.collect();
        (lead, disputes)
    }

    #[test]
    fn a_start_finds_what_was_folded_and_a_store_without_it_is_folded_anew() {
        let folder = tempfile::TempDir::with_prefix("dutydesk-keeping-").expect("a folder");
        let store = folder.path().join("store");
        std::fs::create_dir(&store).expect("a folder");
        let office = Office::open(&store);
        let (lead, disputes) = begun(&office);
        assert_eq!(office.is_whole(), 30);
        office.close();

        let office = Office::open(&store);
        let note = Act::Dispute(disputes[7], DisputeAct::Note { text: "重启之后".into() });
        assert!(office.ask(&lead, vec![(command(), note)])[0].is_ok(), "taken at once");
        let again = office.ask(&lead, vec![(command(), form(3))]);
        assert!(matches!(again[0], Err(Refusal::Already { .. })), "waited for what it needs: {again:?}");
        let another = office.ask(&lead, vec![(command(), form(99))]);
        assert!(another[0].is_ok(), "{another:?}");
        office.loaded();
        assert_eq!(office.is_whole(), 31);
        let relying = World::clone(&office.published.borrow().world).units[&UNIT].state.relying_on("US 3").len();
        assert_eq!(relying, 2, "a right is known after the start");
        office.close();

        let mut journal = journal(&store);
        journal.unfold().expect("taken away");
        drop(journal);
        let office = Office::open(&store);
        office.loaded();
        assert_eq!(office.is_whole(), 31);
        office.close();
    }

    #[test]
    fn what_is_decided_while_a_batch_is_written_stands_on_it_and_every_command_is_answered() {
        let folder = tempfile::TempDir::with_prefix("dutydesk-keeping-").expect("a folder");
        let store = folder.path().join("store");
        std::fs::create_dir(&store).expect("a folder");
        let office = Office::open(&store);
        let (lead, _) = begun(&office);
        // The same command twice, one after the other: it takes effect once, written or not.
        let acts = (100..120).flat_map(|no| {
            let (first, accept) = (command(), DisputeAct::Accept { ground: "本省企业".into() });
            [(first, form(no)), (first, form(no)), (command(), Act::Dispute(first.record(), accept))]
        });
        let answers: Vec<_> = acts.map(|act| office.put(&lead, vec![act])).collect();
        for answer in answers {
            let outcomes = answer.blocking_recv().expect("an answer").expect("done");
            assert!(outcomes[0].is_ok(), "{outcomes:?}");
        }
        assert_eq!(office.is_whole(), 50);
        office.close();
    }

    #[test]
    fn what_was_written_by_a_program_that_does_not_fold_is_folded_at_the_start() {
        let folder = tempfile::TempDir::with_prefix("dutydesk-keeping-").expect("a folder");
        let store = folder.path().join("store");
        std::fs::create_dir(&store).expect("a folder");
        let office = Office::open(&store);
        let (_, disputes) = begun(&office);
        let before = World::clone(&office.published.borrow().world).units[&UNIT].state.book_no;
        office.close();
        let mut journal = journal(&store);
        let fact = crate::casework::dispute::DisputeFact::Noted { text: "另一程序".into() };
        let entry = crate::casework::entry::Entry {
            unit: UNIT,
            no: before + 1,
            at: at(),
            author: Author::System,
            cmd: command(),
            epoch: Some(1),
            fact: crate::casework::entry::Fact::Dispute(disputes[0], fact),
        };
        journal.stage_entry(&entry).expect("staged");
        journal.commit().expect("written");
        drop(journal);
        let office = Office::open(&store);
        office.loaded();
        office.is_whole();
        let world = World::clone(&office.published.borrow().world);
        let notes = &world.units[&UNIT].state.disputes.get(&disputes[0]).expect("it is there").notes;
        assert_eq!(notes.len(), 1);
        office.close();
    }
}
