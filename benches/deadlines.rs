//! How fast legal dates are computed: one with its explanation (at most 50 µs), and a million after a calendar changed
//! (at most 20 s on two cores). `cargo bench --bench deadlines`; for the million `-- --ignored`.

use chrono::{Days, NaiveDate};
use divan::{Bencher, black_box};
use dutydesk::calendar::{Question, Rules, compute};

/// Deadlines recomputed after a change.
const MANY: usize = 1_000_000;

/// Threads of the recomputation: the least machine of a center has two cores.
const THREADS: usize = 2;

fn main() {
    divan::main();
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a bench writes dates as 2026-11-05")
}

/// An answer in a US district court, over Thanksgiving.
#[divan::bench]
fn one_plain(bencher: Bencher<'_, '_>) {
    one(bencher, Question::new("us-dct-answer", day("2026-11-05")));
}

/// The rule with the most to explain: two readings and days for the way of service.
#[divan::bench]
fn one_with_readings(bencher: Bencher<'_, '_>) {
    let service = Some("mail-abroad".to_owned());
    one(bencher, Question { service, ..Question::new("us-itc-337-answer", day("2026-11-06")) });
}

/// A period in business days with a yearly recess: day by day.
#[divan::bench]
fn one_day_by_day(bencher: Bencher<'_, '_>) {
    one(bencher, Question::new("br-contestacao", day("2026-12-10")));
}

fn one(bencher: Bencher<'_, '_>, question: Question) {
    let rules = Rules::shared();
    bencher.bench(|| compute(rules, black_box(&question)));
}

/// All rules in turn, from days over three years.
fn question(rules: &Rules, no: usize) -> Question {
    let rule = &rules.rules()[no % rules.rules().len()];
    let begin = rule.valid_from.unwrap_or(day("2024-01-01"));
    let trigger = begin + Days::new((no % 1_000) as u64);
    Question::new(&rule.id, rule.valid_to.map_or(trigger, |end| trigger.min(end)))
}

/// Each deadline computed again with its explanation, and compared with the date it had.
#[divan::bench(ignore, sample_count = 1, sample_size = 1)]
fn a_million_recomputed() -> usize {
    let rules = Rules::shared();
    let part = |thread: usize| {
        let own = (thread..MANY).step_by(THREADS);
        own.filter(|no| compute(rules, &question(rules, *no)).is_ok_and(|found| found.safe < found.due)).count()
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || part(thread))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no thread panics")).sum()
    })
}
