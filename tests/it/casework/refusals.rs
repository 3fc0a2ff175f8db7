//! Every refusal says what is and what to do, in both languages.

use dutydesk::calendar::{CalendarError, Text};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::words::PostRole;
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

/// Its place among the refusals: with no `_` the compiler asks for each new one here, and the test for a sample of it.
const fn place(refusal: &Refusal) -> usize {
    match refusal {
        Refusal::NotFound => 0,
        Refusal::NotPermitted { .. } => 1,
        Refusal::FieldMissing { .. } => 2,
        Refusal::FieldWrong { .. } => 3,
        Refusal::Already { .. } => 4,
        Refusal::Stage { .. } => 5,
        Refusal::NotHolder { .. } => 6,
        Refusal::OnOffer { .. } => 7,
        Refusal::HasLeft { .. } => 8,
        Refusal::OpenWork { .. } => 9,
        Refusal::SecondPerson => 10,
        Refusal::NotOurTurn { .. } => 11,
        Refusal::First { .. } => 12,
        Refusal::Done { .. } => 13,
        Refusal::TooLate { .. } => 14,
        Refusal::RecallPending => 15,
        Refusal::Carried => 16,
        Refusal::TransferHasItems => 17,
        Refusal::ItemsMissing => 18,
        Refusal::AnswerCount { .. } => 19,
        Refusal::Rounds { .. } => 20,
        Refusal::Designated => 21,
        Refusal::OutcomeCount { .. } => 22,
        Refusal::Level { .. } => 23,
        Refusal::Conflict { .. } => 24,
        Refusal::EvidenceMissing => 25,
        Refusal::HasDesk { .. } => 26,
        Refusal::Changed { .. } => 27,
        Refusal::Deadline { .. } => 28,
        Refusal::Guard { .. } => 29,
        Refusal::StateSecret => 30,
    }
}

/// How many there are.
const PLACES: usize = 31;

/// One of each. What a sentence is about is given in the shortest words that the program itself gives.
fn samples() -> Vec<Refusal> {
    let about = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    let unit = || Text::new("杭州法庭", "Hangzhou court");
    let ((is_zh, is_en), (wants_zh, wants_en)) = (about("登记", "registered"), about("指导中", "guided"));
    let (zh, en) = about("签收", "sign for it");
    let ((bare_zh, bare_en), number) = (about("写 1 至 8", "write 1 to 8"), || "ZJ-2026-000001".to_owned());
    vec![
        Refusal::NotFound,
        Refusal::NotPermitted { wants: PostRole::Lead },
        Refusal::FieldMissing { field: "reason".into() },
        Refusal::FieldWrong { field: "layer".into(), zh: bare_zh, en: bare_en },
        Refusal::Already { number: number() },
        Refusal::Stage { is_zh, is_en, wants_zh, wants_en },
        Refusal::NotHolder { holder: unit() },
        Refusal::OnOffer { number: number(), to: unit() },
        Refusal::HasLeft { to: unit() },
        Refusal::OpenWork { items: vec![number()] },
        Refusal::SecondPerson,
        Refusal::NotOurTurn { who_zh: "接收方".into(), who_en: "the recipient".into() },
        Refusal::First { verb: "sign".into(), zh: zh.clone(), en: en.clone() },
        Refusal::Done { zh: zh.clone(), en: "signed".into(), by: "officer 1".into(), at: String::new() },
        Refusal::TooLate { zh: "已作废".into(), en: "it is void".into() },
        Refusal::RecallPending,
        Refusal::Carried,
        Refusal::TransferHasItems,
        Refusal::ItemsMissing,
        Refusal::AnswerCount { questions: 2, given: 1 },
        Refusal::Rounds { max: 2 },
        Refusal::Designated,
        Refusal::OutcomeCount { items: 2, given: 1 },
        Refusal::Level { secrecy: "TLP:RED".into() },
        Refusal::Conflict { with: "Harrow & Pell".into() },
        Refusal::EvidenceMissing,
        Refusal::HasDesk { name: unit() },
        Refusal::Changed { now: 2, seen: 1 },
        Refusal::guard(Guard::NotHandler, ["officer 1"]),
        Refusal::StateSecret,
    ]
}

/// Two parts: what is, and what to do.
fn is_whole(zh: &str, en: &str) -> bool {
    let two = |text: &str| [". ", "; ", ", ", ": "].iter().any(|mark| text.contains(mark));
    two(zh) && two(en) && !zh.is_ascii() && !zh.contains("{}") && !en.contains("{}")
}

#[test]
fn every_refusal_says_what_is_and_what_to_do_in_both_languages() {
    let mut walked = BTreeSet::new();
    for refusal in samples() {
        walked.insert(place(&refusal));
        let (zh, en) = (refusal.zh(), refusal.en());
        assert!(is_whole(&zh, &en), "{}: {zh} / {en}", refusal.code());
        assert!(en.is_ascii(), "{}: {en}", refusal.code());
    }
    for error in deadline_errors() {
        let refusal = Refusal::Deadline { zh: error.zh(), en: error.to_string() };
        walked.insert(place(&refusal));
        assert!(is_whole(&refusal.zh(), &refusal.en()), "{} / {}", refusal.zh(), refusal.en());
    }
    assert_eq!(walked, (0..PLACES).collect(), "a refusal without a sample");
    for guard in Guard::ALL {
        let about = vec!["x"; guard.sentence(true).matches("{}").count()];
        let refusal = Refusal::guard(*guard, about);
        assert!(is_whole(&refusal.zh(), &refusal.en()), "{}: {} / {}", guard.code(), refusal.zh(), refusal.en());
    }
}

fn deadline_errors() -> Vec<CalendarError> {
    let day = |text: &str| text.parse().expect("a day");
    let rule = || "us-itc-337-answer".to_owned();
    let not_in_force = |instead: Option<String>| CalendarError::NotInForce {
        rule: rule(),
        trigger: day("2020-01-02"),
        from: Some(day("2021-01-01")),
        to: None,
        instead,
    };
    vec![
        CalendarError::UnknownRule { id: "x".into(), near: Vec::new() },
        CalendarError::UnknownRule { id: "x".into(), near: vec![rule()] },
        CalendarError::UnknownCalendar { code: "XX".into(), known: vec!["CN".into()] },
        not_in_force(None),
        not_in_force(Some(rule())),
        CalendarError::OutOfRange { date: day("1800-01-01") },
        CalendarError::ReceivedTooEarly { received: day("2026-01-01"), trigger: day("2026-01-02") },
        CalendarError::TooManyClosures { given: 500, max: 400 },
        CalendarError::NeverOpen { date: day("2026-01-02"), calendars: "CN".into() },
    ]
}
