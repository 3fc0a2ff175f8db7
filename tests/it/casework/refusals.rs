//! Every refusal says what is and what to do, in both languages.

use dutydesk::casework::refusal::Guard;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_condition_has_a_code_and_two_whole_sentences() {
    let mut codes = BTreeSet::new();
    for guard in Guard::ALL {
        let (zh, en) = (guard.sentence(true), guard.sentence(false));
        assert!(codes.insert(guard.code()), "{} is the code of two conditions", guard.code());
        assert!(guard.code().chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", guard.code());
        assert_eq!(zh.matches("{}").count(), en.matches("{}").count(), "{}: other blanks", guard.code());
        assert!(zh.contains(". ") || zh.contains(", ") || zh.contains(": "), "{}: what to do? {zh}", guard.code());
        assert!(en.contains(". ") || en.contains("; ") || en.contains(": "), "{}: what to do? {en}", guard.code());
        assert!(en.is_ascii() && !zh.is_ascii(), "{}", guard.code());
    }
}

#[test]
fn every_condition_is_met_and_missed_by_some_test() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut said = String::new();
    let mut folders = vec![tests];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the tests") {
            let path = entry.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                said.push_str(&fs::read_to_string(path).expect("a source"));
            }
        }
    }
    let silent: Vec<_> = Guard::ALL
        .iter()
        .filter(|guard| {
            !said.contains(&format!("Guard::{guard:?}")) && !said.contains(&format!("\"{}\"", guard.code()))
        })
        .collect();
    assert!(silent.is_empty(), "no test is refused for {silent:?}");
}
