//! The invariants of referrals over random histories: three units act as they like, slips come in any order between
//! lines, late, twice or out of turn, and the clocks ring.

use super::house::{CENTER, COURT, House, day, id};
use chrono::TimeDelta;
use dutydesk::boards::rows::standing_of;
use dutydesk::casework::command::{Acceptance, Act, LegAct, ReferralAct, SystemAct};
use dutydesk::casework::entry::{Fact, Slip};
use dutydesk::casework::ids::{Hash, RecordId, UnitId};
use dutydesk::casework::ledger::{Holder, Turn, holder, ledger};
use dutydesk::casework::leg::{ItemReport, RefusedItem, SplitPart};
use dutydesk::casework::referral::{
    Amendment, HoldCode, ItemOutcome, Recipient, ReferralDraft, ReferralFile, ReferralKind, ReturnCode, Ruling, Terms,
};
use dutydesk::casework::standing::Standing;
use dutydesk::casework::state::UnitState;
use dutydesk::casework::unit::Author;
use proptest::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

const THIRD: usize = 2;
const UNITS: usize = 3;

/// One step of a random history; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Step {
    Submit {
        items: usize,
        coordinated: bool,
        forwardable: bool,
    },
    Leg {
        unit: usize,
        which: usize,
        act: usize,
    },
    Sent {
        unit: usize,
        which: usize,
        act: usize,
    },
    /// Brings what waits on one of the lines on which something does.
    Bring {
        which: usize,
        count: usize,
    },
    Again {
        from: usize,
        to: usize,
    },
    Later {
        hours: i64,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let pair = || (0..UNITS, 0..UNITS).prop_filter("two units", |(from, to)| from != to);
    prop_oneof![
        2 => (1..4usize, any::<bool>(), any::<bool>())
            .prop_map(|(items, coordinated, forwardable)| Step::Submit { items, coordinated, forwardable }),
        12 => (1..UNITS, 0..4usize, 0..LEG_ACTS).prop_map(|(unit, which, act)| Step::Leg { unit, which, act }),
        6 => (0..UNITS, 0..4usize, 0..SENT_ACTS).prop_map(|(unit, which, act)| Step::Sent { unit, which, act }),
        10 => (0..UNITS * UNITS, 1..5usize).prop_map(|(which, count)| Step::Bring { which, count }),
        1 => pair().prop_map(|(from, to)| Step::Again { from, to }),
        1 => (1..60i64).prop_map(|hours| Step::Later { hours }),
    ]
}

fn leg_act(act: usize, items: usize) -> LegAct {
    let outcome = |outcome| ItemReport { outcome, text: String::new() };
    let text = || "x".to_owned();
    match act {
        0..=3 => LegAct::Sign,
        4 | 5 => LegAct::Accept { promised: None },
        6 => {
            let refused = vec![RefusedItem { item: 0, code: ReturnCode::Function, basis: text() }];
            LegAct::AcceptWith(Box::new(Acceptance { refused, ..Acceptance::default() }))
        }
        7 => LegAct::AskInfo { questions: vec![text()] },
        8 => LegAct::Return { code: ReturnCode::Region, basis: text(), suggestion: String::new() },
        9 => LegAct::Forward { to: "HZHG".into(), basis: text() },
        10 => {
            let all: Vec<u16> = (1..u16::try_from(items).expect("few items")).collect();
            let part = |to: &str, items: Vec<u16>| SplitPart { to: to.into(), items };
            LegAct::Split { parts: vec![part("HZHG", vec![0]), part("HZFY", all)], basis: text() }
        }
        11 | 12 => LegAct::Start,
        13 => LegAct::Hold { code: HoldCode::Appraisal, review: day("2027-01-10"), reason: text() },
        14 => LegAct::Resume,
        15 => LegAct::Report { outcomes: vec![outcome(ItemOutcome::Partly); items], summary: text() },
        16 => LegAct::CannotDo { tried: text() },
        17 => LegAct::AgreeRecall,
        18 => LegAct::RefuseRecall { reason: text() },
        _ => LegAct::AskExtension { until: day("2027-02-01"), reason: text() },
    }
}

fn sent_act(act: usize) -> ReferralAct {
    let text = || "x".to_owned();
    match act {
        UNSEND => ReferralAct::Unsend,
        CONFIRM => ReferralAct::Confirm { satisfied: true, remark: String::new() },
        2 => ReferralAct::Object { missing: text() },
        3 => ReferralAct::Supplement { answers: vec![text()] },
        4 => ReferralAct::Forward,
        5 => ReferralAct::Rule(Ruling::Designated { basis: text() }),
        6 => ReferralAct::Rule(Ruling::ReturnAllowed { basis: text() }),
        7 => ReferralAct::AnswerExtension { granted: true, reason: String::new() },
        8 => ReferralAct::AskEnterprise { what: text() },
        9 => ReferralAct::Urge { supervised: true, text: text() },
        10 => ReferralAct::Amend(Box::new(Amendment { note: text(), ..Amendment::default() })),
        _ => ReferralAct::Recall { reason: text() },
    }
}

const UNSEND: usize = 0;
const CONFIRM: usize = 1;
const RECALL: usize = 11;

/// Acts of a recipient and of a sender.
const LEG_ACTS: usize = 20;
const SENT_ACTS: usize = 12;

/// When an act is refused the next ones are tried, so that most steps go somewhere.
const TRIES: usize = 6;

/// What a check says of an invariant that does not hold: its number first.
type Held = Result<(), String>;

fn ensure(holds: bool, broken: impl FnOnce() -> String) -> Held {
    if holds { Ok(()) } else { Err(broken()) }
}

/// An invariant with its check.
type Check = fn(&mut History) -> Held;

/// Those that hold after every step.
const EVER: [(&str, Check); 6] = [
    ("(i)", |history| history.one_owner_an_item()),
    ("(ii)", History::terminal_stays),
    ("(iii)", |history| history.turns_add_up()),
    ("(vi)", |history| history.closed_has_outcomes()),
    ("(vii)", |history| history.due_dates_go_on()),
    ("(viii)", |history| history.recalled_bodies_are_shut()),
];

/// Those that are looked at in the end: they go through everything that was written.
const IN_THE_END: [(&str, Check); 2] =
    [("(iv)", |history| history.order_says_nothing()), ("(v)", |history| history.forged_words_change_nothing())];

/// What the checks look at beside the house. A test puts a faulty one in the place of each.
struct Machine {
    ledger: fn(&ReferralFile) -> Vec<Turn>,
    fold: fn(&mut UnitState, &Slip),
    refold: fn(&House, usize, usize) -> UnitState,
}

/// A house with a case, and what is remembered of its referrals.
struct History {
    house: House,
    case: RecordId,
    submitted: usize,
    stood: HashMap<(usize, RecordId), Standing>,
    machine: Machine,
}

impl History {
    fn new() -> Self {
        let mut house = House::new(UNITS);
        let case = house.guided_dispute();
        let fold = |state: &mut UnitState, slip: &Slip| state.fold_slip(slip, Hash::NONE);
        let machine = Machine { ledger, fold, refold: House::reordered };
        Self { house, case, submitted: 0, stood: HashMap::new(), machine }
    }

    fn files(&self, unit: usize) -> Vec<Arc<ReferralFile>> {
        let mut files: Vec<_> = self.house.units[unit].referrals.values().collect();
        files.sort_by_key(|file| file.id);
        files
    }

    fn walk(&mut self, step: &Step) {
        match *step {
            Step::Submit { items, coordinated, forwardable } => {
                self.submitted += 1;
                let draft = ReferralDraft {
                    items: (0..items).map(|no| format!("{} {no}", self.submitted)).collect(),
                    due: Some(day("2026-12-04")),
                    note: "正文".into(),
                    terms: Terms {
                        coordinator: coordinated.then_some(id(THIRD)),
                        forwardable_to: if forwardable { vec![id(THIRD), id(COURT)] } else { Vec::new() },
                        ..Terms::default()
                    },
                    ..ReferralDraft::new(self.case, Recipient::Unit(id(COURT)), ReferralKind::Request)
                };
                drop(self.house.act(CENTER, Act::Submit(Box::new(draft))));
            }
            Step::Leg { unit, which, act } => {
                let Some(file) = self.chosen(unit, which) else { return };
                let items = file.items_kept().len();
                let acts = (act..act + TRIES).map(|act| Act::Leg(file.id, leg_act(act % LEG_ACTS, items), None));
                self.first_of(unit, acts);
            }
            Step::Sent { unit, which, act } => {
                let Some(file) = self.chosen(unit, which) else { return };
                let acts = (act..act + TRIES).map(|act| Act::Referral(file.id, sent_act(act % SENT_ACTS)));
                self.first_of(unit, acts);
            }
            Step::Bring { which, count } => {
                let lines = (0..UNITS).flat_map(|from| (0..UNITS).map(move |to| (from, to)));
                let waiting: Vec<_> = lines.filter(|(from, to)| !self.house.lines[*from][*to].is_empty()).collect();
                if let Some((from, to)) = waiting.get(which % waiting.len().max(1)) {
                    self.carry(*from, *to, count);
                }
            }
            Step::Again { from, to } => self.house.bring_again(from, to),
            Step::Later { hours } => self.house.hours_later(hours),
        }
    }

    /// Does the first of these acts that is not refused.
    fn first_of(&mut self, unit: usize, mut acts: impl Iterator<Item = Act>) {
        let _ = acts.any(|act| self.house.act(unit, act).is_ok());
    }

    fn chosen(&self, unit: usize, which: usize) -> Option<Arc<ReferralFile>> {
        let files = self.files(unit);
        // The newest is acted upon most.
        files.iter().rev().nth(which.min(files.len().saturating_sub(1))).cloned()
    }

    /// What leaves a unit is written down there before it arrives.
    fn carry(&mut self, from: usize, to: usize, count: usize) {
        let Some(upto) = self.house.lines[from][to].iter().take(count).map(|slip| slip.no).next_back() else { return };
        let carried = SystemAct::Carried { peer: id(to), upto };
        self.house.act_as(from, Author::System, Act::System(carried)).expect("written down");
        self.house.bring(from, to, count);
    }

    fn settle(&mut self) {
        while self.house.waiting() {
            for from in 0..UNITS {
                for to in (0..UNITS).filter(|to| *to != from) {
                    self.carry(from, to, usize::MAX);
                }
            }
        }
    }

    /// What holds after every step.
    fn check(&mut self) {
        for (_, check) in EVER {
            check(self).unwrap_or_else(|broken| panic!("{broken}"));
        }
    }

    /// What holds besides when all is said.
    fn check_in_the_end(&mut self) {
        self.check();
        for (_, check) in IN_THE_END {
            check(self).unwrap_or_else(|broken| panic!("{broken}"));
        }
    }

    /// Every file of every unit.
    fn all_files(&self) -> impl Iterator<Item = (usize, Arc<ReferralFile>)> {
        (0..UNITS).flat_map(|unit| self.files(unit).into_iter().map(move |file| (unit, file)))
    }

    /// (i) No item is on two open legs, and what goes on takes each item along once.
    fn one_owner_an_item(&self) -> Held {
        let state = &self.house.units[CENTER];
        let mut owners: HashMap<String, usize> = HashMap::new();
        for file in self.files(CENTER) {
            let Some(text) = &file.referral else { continue };
            let kept: Vec<String> =
                file.items_kept().iter().map(|place| text.items[usize::from(*place)].clone()).collect();
            if standing_of(&file, state).is_some_and(|standing| !standing.is_terminal()) {
                kept.iter().for_each(|item| *owners.entry(item.clone()).or_default() += 1);
            }
            if !file.superseded_by.is_empty() {
                let next = file.superseded_by.iter().filter_map(|by| state.referrals.get(by)?.referral.clone());
                let mut went: Vec<String> = next.flat_map(|text| text.items).collect();
                went.sort();
                let mut kept = kept;
                kept.sort();
                ensure(went == kept, || format!("(i) what goes on is not what was kept: {went:?}, {kept:?}"))?;
            }
        }
        ensure(owners.values().all(|count| *count == 1), || format!("(i) an item with two owners: {owners:?}"))
    }

    /// (ii) Nothing terminal changes but to VOID, or from RETURNED to SUPERSEDED. Row 2 comes before all of them: what was
    /// unsent before it left never was, and what its recipient made of a copy that came first counts for nothing.
    fn terminal_stays(&mut self) -> Held {
        for unit in 0..UNITS {
            for file in self.files(unit) {
                if file.sender != id(unit) && file.keeper() != Some(id(unit)) {
                    continue;
                }
                let Some(now) = standing_of(&file, &self.house.units[unit]) else { continue };
                let before = self.stood.insert((unit, file.id), now);
                if let Some(before) = before.filter(|before| before.is_terminal()) {
                    let moved_on = (before, now) == (Standing::Returned, Standing::Superseded);
                    let never_was = now == Standing::TakenBack && file.unsent && file.keeper() == Some(id(unit));
                    let may = moved_on || never_was || now == Standing::Void;
                    ensure(before == now || may, || format!("(ii) {before:?} became {now:?}"))?;
                }
            }
        }
        Ok(())
    }

    /// (iii) The turns follow each other without a gap: their lengths add up to what has passed.
    fn turns_add_up(&self) -> Held {
        for (_, file) in self.all_files() {
            let turns = (self.machine.ledger)(&file);
            let Some(first) = turns.first() else { continue };
            for pair in turns.windows(2) {
                ensure(pair[0].to == Some(pair[1].from), || format!("(iii) a gap between two turns: {pair:?}"))?;
            }
            let runs_on = |turn: &Turn| turn.to.is_none_or(|to| to >= turn.from);
            ensure(turns.iter().all(runs_on), || format!("(iii) a turn that ends before it begins: {turns:?}"))?;
            let begun = file.referral.as_ref().map_or(first.from, |text| text.first_at());
            let last = turns.last().and_then(|turn| turn.to);
            let end = last.unwrap_or(first.from + TimeDelta::days(400));
            let sum: TimeDelta = turns.iter().map(|turn| turn.length(end)).sum();
            let from = if file.proposed.is_some() { first.from } else { begun.min(first.from) };
            ensure(from + sum == end, || format!("(iii) the ball times do not add up: {turns:?}"))?;
        }
        Ok(())
    }

    /// (vi) Each item of a closed referral has an outcome.
    fn closed_has_outcomes(&self) -> Held {
        let closed = [Standing::ClosedFull, Standing::ClosedPart, Standing::ClosedNone];
        for (unit, file) in self.all_files() {
            if standing_of(&file, &self.house.units[unit]).is_some_and(|now| closed.contains(&now)) {
                let items = file.referral.as_ref().map(|text| text.items.len());
                let outcomes = file.leg.reported.as_ref().map(|(_, outcomes, _)| outcomes.len());
                ensure(items == outcomes, || format!("(vi) closed, {items:?} items with {outcomes:?} outcomes"))?;
            }
        }
        Ok(())
    }

    /// (vii) What goes on is due no later, but for an extension.
    fn due_dates_go_on(&self) -> Held {
        let state = &self.house.units[CENTER];
        for file in self.files(CENTER) {
            let parent =
                file.referral.as_ref().and_then(|text| text.terms.parent).and_then(|id| state.referrals.get(&id));
            let Some(parent) = parent else { continue };
            let original = parent.referral.as_ref().and_then(|text| text.due);
            let extended = parent.extension_answers.iter().any(|one| one.1);
            let due = file.referral.as_ref().and_then(|text| text.due);
            ensure(due <= original || extended, || format!("(vii) due {due:?}, later than the original {original:?}"))?;
        }
        Ok(())
    }

    /// (viii) What was recalled before it was accepted is shut to its recipient.
    fn recalled_bodies_are_shut(&self) -> Held {
        for (unit, file) in self.all_files() {
            let recalled = file.leg.cancelled.is_some() && file.leg.accepted.is_none();
            if let Some(text) = file.referral.as_ref().filter(|_| recalled && file.keeper() == Some(id(unit))) {
                let shut = text.items.is_empty() && text.note.is_empty();
                ensure(shut, || format!("(viii) a recalled body is readable: {:?} {}", text.items, text.note))?;
            }
        }
        Ok(())
    }

    /// (iv) The same book and slips give the same state, whatever the order between lines.
    fn order_says_nothing(&self) -> Held {
        for unit in 0..UNITS {
            let now = &self.house.units[unit];
            for first in 0..UNITS {
                let other = (self.machine.refold)(&self.house, unit, first);
                let same = now.referrals.size() == other.referrals.size();
                ensure(same, || format!("(iv) line {first} first, another number of referrals"))?;
                for file in now.referrals.values() {
                    let same = other.referrals.get(&file.id) == Some(&file);
                    ensure(same, || format!("(iv) line {first} first, another state of {}", file.id))?;
                }
            }
        }
        Ok(())
    }

    /// (v) What one unit says of another unit's part changes nothing.
    fn forged_words_change_nothing(&self) -> Held {
        for (writer, book) in self.house.books.iter().enumerate() {
            for entry in book {
                let (Fact::Referral(record, _) | Fact::Leg(record, ..)) = &entry.fact else { continue };
                for unit in (0..UNITS).filter(|unit| *unit != writer) {
                    for forger in (0..UNITS).filter(|forger| *forger != writer && *forger != unit) {
                        self.forged(unit, id(forger), (*record, &entry.fact))?;
                    }
                }
            }
        }
        Ok(())
    }

    fn forged(&self, unit: usize, from: UnitId, (record, fact): (RecordId, &Fact)) -> Held {
        let Some(before) = self.house.units[unit].referrals.get(&record) else { return Ok(()) };
        let may = match fact {
            Fact::Referral(_, fact) => {
                before.sender == from || (fact.is_the_coordinators() && before.coordinator() == from)
            }
            _ => before.keeper() == Some(from),
        };
        if may || before.referral.is_none() {
            return Ok(());
        }
        let mut state = self.house.units[unit].clone();
        let no = next_no(&state, from);
        let slip = Slip { from, to: id(unit), no, at: self.house.now(), author: "x".into(), fact: fact.clone() };
        (self.machine.fold)(&mut state, &slip);
        let same = state.referrals.get(&record) == Some(before);
        ensure(same, || format!("(v) {from:?} wrote another unit's part: {fact:?}"))
    }

    /// What is made of a referral of the scripted history, to put a fault into it.
    fn spoil(&mut self, unit: usize, record: RecordId, fault: impl FnOnce(&mut ReferralFile)) {
        let file = self.house.units[unit].referrals.get_mut(&record).expect("of the history");
        fault(Arc::make_mut(file));
    }
}

/// The number that the next slip on a line has.
fn next_no(state: &UnitState, from: UnitId) -> u64 {
    state.lines.get(&from).map_or(1, |line| line.taken + 1)
}

/// Of a scripted history: what is open, closed with its outcomes, forwarded, recalled before it was accepted.
struct Scripted {
    open: RecordId,
    closed: RecordId,
    forwarded: RecordId,
    recalled: RecordId,
}

/// A history in which there is something for every invariant.
fn scripted() -> (History, Scripted) {
    let mut history = History::new();
    let mut records = Vec::new();
    for items in 1..5 {
        history.walk(&Step::Submit { items, coordinated: true, forwardable: true });
        history.settle();
        let newest = history.files(CENTER).pop().expect("submitted").id;
        records.push(newest);
    }
    let [open, closed, forwarded, recalled] = records[..] else { panic!("four referrals") };
    let mut act = |unit: usize, act: Act| {
        history.house.act(unit, act).unwrap_or_else(|refusal| panic!("{}", refusal.en()));
        history.settle();
    };
    let leg = |record, no: usize, items| Act::Leg(record, leg_act(no, items), None);
    for (record, items) in [(open, 1), (closed, 2), (forwarded, 3), (recalled, 4)] {
        act(COURT, leg(record, 0, items));
    }
    for no in [4, 11, 15] {
        act(COURT, leg(closed, no, 2));
    }
    act(CENTER, Act::Referral(closed, sent_act(CONFIRM)));
    act(COURT, leg(forwarded, 9, 3));
    act(CENTER, Act::Referral(recalled, sent_act(RECALL)));
    history.check_in_the_end();
    let stands = |record| history.stood[&(CENTER, record)];
    assert_eq!(
        [open, closed, forwarded, recalled].map(stands),
        [Standing::Signed, Standing::ClosedPart, Standing::Superseded, Standing::Cancelled]
    );
    (history, Scripted { open, closed, forwarded, recalled })
}

/// A fault that is put into a history.
type Fault = fn(&mut History, &Scripted);

/// For each invariant a fold that was changed, or a rule left out, so that it does not hold.
const FAULTS: [(&str, Fault); 10] = [
    ("(i)", |history, of| {
        let twice = RecordId(uuid::Uuid::from_u128(u128::MAX));
        let mut copy = (**history.house.units[CENTER].referrals.get(&of.open).expect("it")).clone();
        copy.id = twice;
        history.house.units[CENTER].referrals.insert_mut(twice, Arc::new(copy));
    }),
    ("(i)", |history, of| {
        let next = history.house.units[CENTER].referrals.get(&of.forwarded).expect("it").superseded_by[0];
        history.spoil(CENTER, next, |file| drop(file.referral.as_mut().expect("a text").items.pop()));
    }),
    ("(ii)", |history, of| history.spoil(COURT, of.forwarded, |file| file.leg.returned = None)),
    ("(iii)", |history, _| {
        history.machine.ledger =
            |file| ledger(file).into_iter().enumerate().filter(|one| one.0 != 1).map(|one| one.1).collect();
    }),
    ("(iii)", |history, _| history.machine.ledger = |file| ledger(file).into_iter().skip(1).collect()),
    ("(iv)", |history, _| {
        // A fold that counts what arrives.
        history.machine.refold = |house, unit, first| {
            let mut state = house.reordered(unit, first);
            let known: Vec<RecordId> = state.referrals.values().map(|file| file.id).collect();
            known.iter().for_each(|id| {
                Arc::make_mut(state.referrals.get_mut(id).expect("it")).version += u32::try_from(first).expect("few")
            });
            state
        };
    }),
    ("(v)", |history, _| {
        // A fold that does not ask who wrote it.
        history.machine.fold = |state, slip| {
            let (Fact::Referral(record, _) | Fact::Leg(record, ..)) = &slip.fact else { return };
            let file = state.referrals.get(record).expect("known").clone();
            let from = if matches!(slip.fact, Fact::Leg(..)) { file.keeper().expect("a keeper") } else { file.sender };
            if from == slip.to {
                return;
            }
            let no = next_no(state, from);
            state.fold_slip(&Slip { from, no, ..slip.clone() }, Hash::NONE);
        };
    }),
    ("(vi)", |history, of| {
        history.spoil(CENTER, of.closed, |file| file.leg.reported.as_mut().expect("reported").1.clear())
    }),
    ("(vii)", |history, of| {
        let next = history.house.units[CENTER].referrals.get(&of.forwarded).expect("it").superseded_by[0];
        history.spoil(CENTER, next, |file| file.referral.as_mut().expect("a text").due = Some(day("2027-01-04")));
    }),
    ("(viii)", |history, of| {
        history.spoil(COURT, of.recalled, |file| file.referral.as_mut().expect("a header").note = "正文".into());
    }),
];

#[test]
fn each_check_finds_the_fault_that_is_seeded_for_it() {
    for (number, fault) in FAULTS {
        let (mut history, of) = scripted();
        fault(&mut history, &of);
        let checks = EVER.into_iter().chain(IN_THE_END);
        let (_, check) = checks.into_iter().find(|one| one.0 == number).expect("an invariant");
        let told = check(&mut history).expect_err(number);
        assert!(told.starts_with(&format!("{number} ")), "{number}: {told}");
    }
    let seeded: std::collections::BTreeSet<&str> = FAULTS.iter().map(|one| one.0).collect();
    assert_eq!(seeded.len(), EVER.len() + IN_THE_END.len(), "an invariant without a fault");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_shrink_iters: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn the_invariants_hold_whatever_the_history(steps in proptest::collection::vec(step(), 1..90)) {
        let mut history = History::new();
        for step in &steps {
            history.walk(step);
            history.check();
        }
        history.settle();
        history.check_in_the_end();
    }

    #[test]
    fn the_ledger_says_what_was_seen_at_the_time(steps in proptest::collection::vec(step(), 1..60)) {
        let mut history = History::new();
        let mut seen: Vec<(RecordId, chrono::DateTime<chrono::FixedOffset>, Holder)> = Vec::new();
        for step in steps.iter().filter(|step| !matches!(step, Step::Bring { .. } | Step::Again { .. })) {
            history.walk(step);
            history.settle();
            let (state, now) = (&history.house.units[CENTER], history.house.now());
            for file in history.files(CENTER) {
                let standing = standing_of(&file, state).expect("submitted");
                if !standing.is_terminal() {
                    seen.push((file.id, now, holder(&file, standing)));
                }
            }
        }
        for (record, at, held) in seen {
            let file = history.house.units[CENTER].referrals.get(&record).expect("known");
            let turns = ledger(file);
            let then = turns.iter().find(|turn| turn.from <= at && turn.to.is_none_or(|to| at < to));
            prop_assert_eq!(then.map(|turn| turn.holder), Some(held), "at {}: {:?}", at, turns);
        }
    }
}
