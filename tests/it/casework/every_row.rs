//! The tables and their tests: each row has a test that bears its name, and a row without one is found here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Rows of the table of referrals.
const REFERRAL_ROWS: std::ops::RangeInclusive<u8> = 1..=38;

/// Rows of the table of alerts.
const ALERT_ROWS: std::ops::RangeInclusive<u8> = 1..=24;

/// Service clocks T1 to T8.
const CLOCKS: std::ops::RangeInclusive<u8> = 1..=8;

/// Rows of the table of disputes, by what happens.
const DISPUTE_ROWS: [&str; 20] = [
    "register",
    "join",
    "accept",
    "ask_material",
    "not_accepted",
    "triage",
    "assign",
    "wait",
    "answered",
    "review_date",
    "major",
    "result",
    "close",
    "visit",
    "reopen",
    "archive",
    "terminate",
    "correct",
    "withdraw",
    "a_new_event",
];

/// What becomes of a deadline.
const DEADLINE_ROWS: [&str; 6] = ["planned", "met", "missed", "extended", "moot", "in_the_past"];

/// Rows of the table of consultations.
const CONSULTATION_ROWS: [&str; 14] = [
    "request",
    "conflict_check",
    "invite",
    "agree",
    "decline",
    "send_material",
    "ask_more",
    "opinion",
    "panel",
    "adopt",
    "tell",
    "feedback",
    "quarantine",
    "withdraw",
];

/// The mechanisms of the policy texts that casework makes work.
const SYSTEMS: [&str; 36] = [
    "a1",
    "a2",
    "a6",
    "a8",
    "a10",
    "a11",
    "a12",
    "a13",
    "c1",
    "c2",
    "c3",
    "c4",
    "c5",
    "c6",
    "c7",
    "c8",
    "c10",
    "c11",
    "c12",
    "c13",
    "c14",
    "c15",
    "c16",
    "d1",
    "d2",
    "d3",
    "d4",
    "d5",
    "d6",
    "d8",
    "d9",
    "d10",
    "f1",
    "f4",
    "f5",
    "order_801",
];

/// The invariants of referrals, by what their checks say when they fail.
const INVARIANTS: [&str; 8] = ["(i)", "(ii)", "(iii)", "(iv)", "(v)", "(vi)", "(vii)", "(viii)"];

fn rust_files(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let entries = fs::read_dir(path).expect("a readable folder");
        entries.for_each(|entry| rust_files(&entry.expect("an entry").path(), found));
    } else if path.extension().is_some_and(|ext| ext == "rs") {
        found.push(path.to_owned());
    }
}

/// Names of the tests in these files and folders of the tests.
fn tests_of(places: &[&str]) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut files = Vec::new();
    places.iter().for_each(|place| rust_files(&root.join(place), &mut files));
    let mut names = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a readable test");
        let mut is_test = false;
        for line in text.lines().map(str::trim) {
            let signature = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
            if let Some((name, _)) = signature.filter(|_| is_test).and_then(|rest| rest.split_once('(')) {
                names.insert(name.to_owned());
            }
            let goes_on = is_test && line.starts_with("#[");
            is_test = goes_on || line == "#[test]" || line.starts_with("#[tokio::test");
        }
    }
    names
}

/// Is there a test of this row and of no other?
fn has(tests: &BTreeSet<String>, row: &str) -> bool {
    let rest = |test: &String| test.strip_prefix(row).and_then(|rest| rest.strip_prefix('_')).map(str::to_owned);
    tests.iter().filter_map(rest).any(|rest| !rest.starts_with(|first: char| first.is_ascii_digit()))
}

fn lacking(tests: &BTreeSet<String>, rows: impl Iterator<Item = String>) -> Vec<String> {
    assert!(tests.len() > 10, "the tests were not found: {tests:?}");
    rows.filter(|row| !has(tests, row)).collect()
}

const REFERRAL_TESTS: [&str; 7] = [
    "casework/referral.rs",
    "casework/referral_rows.rs",
    "casework/rounds.rs",
    "casework/clocks.rs",
    "casework/special.rs",
    "casework/coordination.rs",
    "casework/timers.rs",
];

#[test]
fn every_row_of_the_referrals_table_and_every_clock_has_its_test() {
    let tests = tests_of(&REFERRAL_TESTS);
    let rows = REFERRAL_ROWS.map(|row| format!("row_{row}")).chain(CLOCKS.map(|clock| format!("t{clock}")));
    assert_eq!(lacking(&tests, rows), [""; 0]);
}

#[test]
fn every_row_of_the_alerts_table_has_its_test() {
    let tests = tests_of(&["casework/alert"]);
    assert_eq!(lacking(&tests, ALERT_ROWS.map(|row| format!("row_{row}"))), [""; 0]);
}

#[test]
fn every_row_of_the_disputes_table_has_its_test() {
    let files = ["dispute_rows", "stages_intake", "stages_guidance", "stages_ending", "stages_major"];
    let files = files.map(|file| format!("casework/{file}.rs"));
    let tests = tests_of(&files.each_ref().map(String::as_str));
    let rows = DISPUTE_ROWS.map(|row| format!("row_{row}"));
    let deadlines = DEADLINE_ROWS.map(|row| format!("row_deadline_{row}"));
    assert_eq!(lacking(&tests, rows.into_iter().chain(deadlines)), [""; 0]);
}

#[test]
fn every_row_of_the_consultations_table_has_its_test() {
    let tests = tests_of(&["casework/consultation.rs"]);
    assert_eq!(lacking(&tests, CONSULTATION_ROWS.map(|row| format!("row_{row}")).into_iter()), [""; 0]);
}

#[test]
fn every_mechanism_of_the_policy_texts_has_its_test() {
    let tests = tests_of(&[""]);
    assert_eq!(lacking(&tests, SYSTEMS.map(str::to_owned).into_iter()), [""; 0]);
}

#[test]
fn every_invariant_is_checked_over_random_histories() {
    let text = include_str!("histories.rs");
    for invariant in INVARIANTS {
        assert!(text.contains(&format!("\"{invariant} ")), "{invariant} is checked nowhere");
    }
}
