//! The invariants of referrals over random histories: three units act as they like, slips come in any order between
//! lines, late, twice or out of turn, and the clocks ring.

use super::house::{CENTER, COURT, House, day, id};
use chrono::TimeDelta;
use dutydesk::boards::rows::standing_of;
use dutydesk::casework::command::{Acceptance, Act, LegAct, ReferralAct, SystemAct};
use dutydesk::casework::entry::{Fact, Slip};
use dutydesk::casework::ids::{Hash, RecordId, UnitId};
use dutydesk::casework::ledger::{Holder, holder, ledger};
use dutydesk::casework::leg::{ItemReport, RefusedItem, SplitPart};
use dutydesk::casework::referral::{
    Amendment, HoldCode, ItemOutcome, Recipient, ReferralDraft, ReferralFile, ReferralKind, ReturnCode, Ruling, Terms,
};
use dutydesk::casework::standing::Standing;
use dutydesk::casework::unit::Author;
use proptest::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

const THIRD: usize = 2;
const UNITS: usize = 3;

/// One step of a random history; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Step {
    Submit { items: usize, coordinated: bool, forwardable: bool },
    Leg { unit: usize, which: usize, act: usize },
    Sent { unit: usize, which: usize, act: usize },
    Bring { from: usize, to: usize, count: usize },
    Again { from: usize, to: usize },
    Later { hours: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    let pair = || (0..UNITS, 0..UNITS).prop_filter("two units", |(from, to)| from != to);
    prop_oneof![
        2 => (1..4usize, any::<bool>(), any::<bool>())
            .prop_map(|(items, coordinated, forwardable)| Step::Submit { items, coordinated, forwardable }),
        12 => (1..UNITS, 0..4usize, 0..20usize).prop_map(|(unit, which, act)| Step::Leg { unit, which, act }),
        6 => (0..UNITS, 0..4usize, 0..13usize).prop_map(|(unit, which, act)| Step::Sent { unit, which, act }),
        10 => (pair(), 1..5usize).prop_map(|((from, to), count)| Step::Bring { from, to, count }),
        1 => pair().prop_map(|(from, to)| Step::Again { from, to }),
        1 => (1..40i64).prop_map(|hours| Step::Later { hours }),
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
        0 | 1 => ReferralAct::Recall { reason: text() },
        2 => ReferralAct::Unsend,
        3 => ReferralAct::Confirm { satisfied: true, remark: String::new() },
        4 => ReferralAct::Object { missing: text() },
        5 => ReferralAct::Supplement { answers: vec![text()] },
        6 => ReferralAct::Amend(Box::new(Amendment { note: text(), ..Amendment::default() })),
        7 => ReferralAct::Forward,
        8 => ReferralAct::Rule(Ruling::Designated { basis: text() }),
        9 => ReferralAct::Rule(Ruling::ReturnAllowed { basis: text() }),
        10 => ReferralAct::Urge { supervised: true, text: text() },
        11 => ReferralAct::AskEnterprise { what: text() },
        _ => ReferralAct::AnswerExtension { granted: true, reason: String::new() },
    }
}

/// A house with a case, and what is remembered of its referrals.
struct History {
    house: House,
    case: RecordId,
    submitted: usize,
    stood: HashMap<(usize, RecordId), Standing>,
}

impl History {
    fn new() -> Self {
        let mut house = House::new(UNITS);
        let case = house.guided_dispute();
        Self { house, case, submitted: 0, stood: HashMap::new() }
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
                let act = leg_act(act, file.items_kept().len());
                drop(self.house.act(unit, Act::Leg(file.id, act, None)));
            }
            Step::Sent { unit, which, act } => {
                let Some(file) = self.chosen(unit, which) else { return };
                drop(self.house.act(unit, Act::Referral(file.id, sent_act(act))));
            }
            Step::Bring { from, to, count } => self.carry(from, to, count),
            Step::Again { from, to } => self.house.bring_again(from, to),
            Step::Later { hours } => self.house.hours_later(hours),
        }
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
        self.one_owner_an_item();
        self.terminal_stays();
        for unit in 0..UNITS {
            for file in self.files(unit) {
                self.closed_has_outcomes(unit, &file);
                turns_add_up(&file);
                let me = id(unit);
                let recalled = file.leg.cancelled.is_some() && file.leg.accepted.is_none();
                if let Some(text) = file.referral.as_ref().filter(|_| recalled && file.keeper() == Some(me)) {
                    assert!(text.items.is_empty() && text.note.is_empty(), "(viii) a recalled body is readable");
                }
            }
        }
        self.due_dates_go_on();
    }

    /// (i) No item is on two open legs, and what goes on takes each item along once.
    fn one_owner_an_item(&self) {
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
                assert_eq!(went, kept, "(i) what goes on is what was kept");
            }
        }
        assert!(owners.values().all(|count| *count == 1), "(i) an item with two owners: {owners:?}");
    }

    /// (ii) Nothing terminal changes but to VOID, or from RETURNED to SUPERSEDED; row 2 undoes the whole of it.
    fn terminal_stays(&mut self) {
        for unit in 0..UNITS {
            for file in self.files(unit) {
                if file.sender != id(unit) && file.keeper() != Some(id(unit)) {
                    continue;
                }
                let Some(now) = standing_of(&file, &self.house.units[unit]) else { continue };
                let before = self.stood.insert((unit, file.id), now);
                if let Some(before) = before.filter(|before| before.is_terminal()) {
                    let moved_on = (before, now) == (Standing::Returned, Standing::Superseded);
                    // Unsent before it left, it never was: what a recipient did with a copy that came without the
                    // word of its unsending goes with it.
                    let never_was = now == Standing::TakenBack && file.sender != id(unit);
                    let may = moved_on || never_was || now == Standing::Void;
                    assert!(before == now || may, "(ii) {before:?} became {now:?}");
                }
            }
        }
    }

    /// (vi) Each item of a closed referral has an outcome.
    fn closed_has_outcomes(&self, unit: usize, file: &ReferralFile) {
        let closed = [Standing::ClosedFull, Standing::ClosedPart, Standing::ClosedNone];
        if standing_of(file, &self.house.units[unit]).is_some_and(|now| closed.contains(&now)) {
            let items = file.referral.as_ref().map(|text| text.items.len());
            let outcomes = file.leg.reported.as_ref().map(|(_, outcomes, _)| outcomes.len());
            assert_eq!(items, outcomes, "(vi) a closed item without an outcome");
        }
    }

    /// (vii) What goes on is due no later, but for an extension.
    fn due_dates_go_on(&self) {
        let state = &self.house.units[CENTER];
        for file in self.files(CENTER) {
            let parent =
                file.referral.as_ref().and_then(|text| text.terms.parent).and_then(|id| state.referrals.get(&id));
            let Some(parent) = parent else { continue };
            let original = parent.referral.as_ref().and_then(|text| text.due);
            let extended = parent.extension_answers.iter().any(|one| one.1);
            let due = file.referral.as_ref().and_then(|text| text.due);
            assert!(due <= original || extended, "(vii) due later than the original");
        }
    }

    /// (iv) The same book and slips give the same state, whatever the order between lines.
    fn order_says_nothing(&self) {
        for unit in 0..UNITS {
            let now = &self.house.units[unit];
            for first in 0..UNITS {
                let other = self.house.reordered(unit, first);
                assert_eq!(now.referrals.size(), other.referrals.size(), "(iv) another number of referrals");
                for file in now.referrals.values() {
                    assert_eq!(other.referrals.get(&file.id), Some(&file), "(iv) another order, another state");
                }
            }
        }
    }

    /// (v) What one unit says of another unit's part changes nothing.
    fn forged_words_change_nothing(&self) {
        for (writer, book) in self.house.books.iter().enumerate() {
            for entry in book {
                let (Fact::Referral(record, _) | Fact::Leg(record, ..)) = &entry.fact else { continue };
                for unit in (0..UNITS).filter(|unit| *unit != writer) {
                    for forger in (0..UNITS).filter(|forger| *forger != writer && *forger != unit) {
                        self.forged(unit, id(forger), (*record, &entry.fact));
                    }
                }
            }
        }
    }

    fn forged(&self, unit: usize, from: UnitId, (record, fact): (RecordId, &Fact)) {
        let Some(before) = self.house.units[unit].referrals.get(&record) else { return };
        let may = match fact {
            Fact::Referral(_, fact) => {
                before.sender == from || (fact.is_the_coordinators() && before.coordinator() == from)
            }
            _ => before.keeper() == Some(from),
        };
        if may || before.referral.is_none() {
            return;
        }
        let mut state = self.house.units[unit].clone();
        let no = state.lines.get(&from).map_or(1, |line| line.taken + 1);
        let slip = Slip { from, to: id(unit), no, at: self.house.now(), author: "x".into(), fact: fact.clone() };
        state.fold_slip(&slip, Hash::NONE);
        assert_eq!(state.referrals.get(&record), Some(before), "(v) {from:?} wrote another unit's part");
    }
}

/// (iii) The turns follow each other without a gap: their lengths add up to what has passed.
fn turns_add_up(file: &ReferralFile) {
    let turns = ledger(file);
    let Some(first) = turns.first() else { return };
    for pair in turns.windows(2) {
        assert_eq!(pair[0].to, Some(pair[1].from), "(iii) a gap between two turns");
    }
    assert!(
        turns.iter().all(|turn| turn.to.is_none_or(|to| to >= turn.from)),
        "(iii) a turn that ends before it begins"
    );
    let end = turns.last().and_then(|turn| turn.to).unwrap_or(first.from + TimeDelta::days(400));
    let sum: TimeDelta = turns.iter().map(|turn| turn.length(end)).sum();
    assert_eq!(first.from + sum, end, "(iii) the ball times do not add up");
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
        history.check();
        history.order_says_nothing();
        history.forged_words_change_nothing();
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
