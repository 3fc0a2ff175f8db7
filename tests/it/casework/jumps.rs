//! Clocks that jump, stand still and run backwards: what was due by the latest time ever seen rang, each once.

use super::house::{CENTER, COURT, House};
use super::referral::request;
use chrono::{DateTime, FixedOffset, TimeDelta};
use dutydesk::casework::command::{Act, LegAct};
use dutydesk::casework::timers::due_timers;
use dutydesk::casework::unit::Author;
use std::collections::BTreeMap;

/// Looks at the clock in one history.
const LOOKS: usize = 1_000;

/// Where a clock may go from here. Ten years both ways, seconds both ways, a day's work, and nowhere.
fn jump(dice: &mut fastrand::Rng) -> TimeDelta {
    match dice.u16(..1_000) {
        0..=2 => TimeDelta::days(3_650),
        3..=9 => TimeDelta::days(-3_650),
        10..=200 => TimeDelta::seconds(-1),
        201..=400 => TimeDelta::zero(),
        // A leap second that is told twice.
        401..=450 => TimeDelta::milliseconds(-999),
        451..=600 => TimeDelta::hours(-dice.i64(1..48)),
        _ => TimeDelta::minutes(dice.i64(1..600)),
    }
}

/// A referral in each state in which a service clock runs, as far as its recipient has come.
fn busy(steps: usize) -> House {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let referral = house.done(CENTER, request(dispute));
    for act in [LegAct::Sign, LegAct::Accept { promised: None }, LegAct::Start].into_iter().take(steps) {
        house.done(COURT, Act::Leg(referral, act, None));
    }
    house
}

fn set(house: &mut House, now: DateTime<FixedOffset>) {
    house.clock(&now.to_rfc3339());
    house.settle();
}

/// What the daemons wrote by themselves, and how often.
fn rang(house: &House, before: &[usize]) -> BTreeMap<String, usize> {
    let mut rang = BTreeMap::new();
    for (book, before) in house.books.iter().zip(before) {
        for entry in book[*before..].iter().filter(|entry| entry.author == Author::System) {
            *rang.entry(format!("{:?} {:?}", entry.unit, entry.fact)).or_default() += 1;
        }
    }
    rang
}

#[test]
fn whatever_the_clock_does_nothing_rings_twice_and_nothing_is_left_out() {
    let mut clocks = 0;
    for seed in 0..8 {
        let mut dice = fastrand::Rng::with_seed(seed);
        let mut house = busy(usize::try_from(seed % 4).expect("small"));
        let before: Vec<usize> = house.books.iter().map(Vec::len).collect();
        let mut now = house.now();
        let mut latest = now;
        for _ in 0..LOOKS {
            now += jump(&mut dice);
            latest = latest.max(now);
            set(&mut house, now);
            let numbers: Vec<u64> = house.books[CENTER].iter().map(|entry| entry.no).collect();
            assert!(numbers.is_sorted_by(|one, next| one + 1 == *next), "numbers go on whatever the clock says");
        }
        set(&mut house, latest);
        let rang = rang(&house, &before);
        let twice: Vec<_> = rang.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "seed {seed}: {twice:#?}");
        clocks += rang.len();
        for (unit, state) in house.units.iter().enumerate() {
            let left = due_timers(state, house.handbook.figures(), &house.rules, latest.to_utc());
            assert!(left.is_empty(), "seed {seed}, unit {unit}: {left:?}");
        }
    }
    assert!(clocks >= 4, "{clocks} rang");
}
