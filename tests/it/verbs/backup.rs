//! Backup and restore by verbs (reliability T52): online, under load, checked, and never onto anything.

use super::{Bench, guided, holds, ran, text};
use serde_json::Value;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

/// Runs a verb on another store folder, or with another key.
fn elsewhere(bench: &Bench, store: &str, key: &str, words: &str) -> super::Ran {
    let mut program = bench.program();
    program.env("DUTYDESK_STORE", bench.path(store)).env("DUTYDESK_STORE_KEY", bench.path(key));
    let words: Vec<String> = words.split_whitespace().map(|word| word.replace('~', " ")).collect();
    program.args(words).arg("--json").output().map(ran).expect("the program runs")
}

#[test]
fn t52_a_copy_taken_under_load_is_brought_back_whole() {
    let bench = Bench::practice();
    let case = guided(&bench);
    bench.file("scan.pdf", vec![7_u8; 3 << 20]);
    bench.done(&format!(
        "evidence add {case} scan.pdf --item complaint-form --source x --collector y --collected 2026-01-05~10:00"
    ));
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut no = 0;
            while !done.load(Ordering::Relaxed) {
                no += 1;
                bench.done(&format!("act {case} note --field text=note~{no}"));
            }
        });
        let copied = bench.done("backup one.copy");
        done.store(true, Ordering::Relaxed);
        holds(&bench, &copied);
        assert_eq!(copied["files"].as_u64().map(|files| files >= 2), Some(true), "evidence and keys: {copied}");
    });
    bench.refused("backup one.copy", 1, "wrong");
    let bytes = fs::read(bench.path("one.copy")).expect("a copy");
    let name = "远岬光电有限公司".as_bytes();
    assert!(bytes.windows(name.len()).all(|part| part != name), "nothing of a case lies in it in the clear");

    let back = elsewhere(&bench, "second", "store.key", "restore one.copy");
    assert_eq!(back.code, 0, "{back}");
    let back = back.json();
    holds(&bench, &back);
    assert_eq!(back["wrong_files"], Value::Array(Vec::new()));
    assert_eq!(back["rows"]["entries"], back["entries"], "as many as the copy says");
    let shown = elsewhere(&bench, "second", "store.key", &format!("show {case}"));
    assert_eq!(shown.json()["custodian"], bench.done(&format!("show {case}"))["custodian"], "{shown}");
    let deep = elsewhere(&bench, "second", "store.key", "verify --deep");
    assert_eq!((deep.code, &deep.json()["files"]), (0, &1.into()), "{deep}");
    let note = elsewhere(&bench, "second", "store.key", &format!("act {case} note --field text=goes~on"));
    assert_eq!(note.code, 0, "{note}");
    assert_eq!(elsewhere(&bench, "second", "store.key", "daemon stop").code, 0);
}

#[test]
fn t52_an_older_copy_brought_back_beside_the_anchor_file_waits_for_a_decision() {
    let bench = Bench::practice();
    let case = guided(&bench);
    bench.done("backup old.copy");
    bench.done(&format!("act {case} note --field text=later"));
    // The word that tells heads at once; otherwise the day's first.
    bench.done("verify --accept-rollback");
    assert_eq!(elsewhere(&bench, "second", "store.key", "restore old.copy").code, 0);
    fs::copy(bench.path("store/anchors.txt"), bench.path("second/anchors.txt")).expect("kept elsewhere");
    let note = || elsewhere(&bench, "second", "store.key", &format!("act {case} note --field text=goes~on"));
    let refused = note();
    let why = text(&refused.json()["message_en"]).to_owned();
    assert!(refused.code == 3 && why.contains("older") && why.contains("--accept-rollback"), "{refused}");
    assert!(text(&refused.json()["message_zh"]).contains("换回最新的库"), "{refused}");
    let shown = elsewhere(&bench, "second", "store.key", &format!("show {case}"));
    assert_eq!(shown.code, 0, "reading goes on: {shown}");
    assert_eq!(elsewhere(&bench, "second", "store.key", "verify --accept-rollback").code, 0);
    assert_eq!(note().code, 0, "accepted, it goes on");
    assert_eq!(elsewhere(&bench, "second", "store.key", "daemon stop").code, 0);
}

#[test]
fn t52_what_is_damaged_or_not_ours_is_not_brought_back_and_nothing_is_left() {
    let bench = Bench::practice();
    guided(&bench);
    bench.done("backup whole.copy");
    let whole = fs::read(bench.path("whole.copy")).expect("a copy");
    let names = || {
        let mut names: Vec<_> =
            fs::read_dir(bench.path("")).expect("a folder").map(|one| one.expect("a file").file_name()).collect();
        names.sort();
        names
    };
    for (no, change) in [whole.len() / 3, whole.len() / 2, whole.len() - 1, 20].into_iter().enumerate() {
        let mut other = whole.clone();
        other[change] ^= 0x40;
        bench.file("other.copy", &other);
        let before = names();
        let ran = elsewhere(&bench, "second", "store.key", "restore other.copy");
        assert_eq!(ran.code, 1, "flip {no}: {ran}");
        assert_eq!(names(), before, "flip {no} left something");
    }
    for keep in [0, 10, whole.len() / 2, whole.len() - 1] {
        bench.file("other.copy", &whole[..keep]);
        assert_eq!(elsewhere(&bench, "second", "store.key", "restore other.copy").code, 1, "cut at {keep}");
    }
    bench.file("other.copy", [whole.as_slice(), b"x"].concat());
    assert_eq!(elsewhere(&bench, "second", "store.key", "restore other.copy").code, 1, "longer");
    // Without the key, or with another store's, nothing is written.
    let none = elsewhere(&bench, "second", "none.key", "restore whole.copy");
    assert_eq!(none.code, 3, "{none}");
    assert!(text(&none.json()["message_en"]).contains("key"), "{none}");
    assert!(!bench.path("second").exists());
    // Never onto a store.
    let onto = elsewhere(&bench, "store", "store.key", "restore whole.copy");
    assert!(onto.code == 1 && text(&onto.json()["message_en"]).contains("not empty"), "{onto}");
}

#[test]
fn t52_a_copy_that_is_older_than_what_was_told_outside_is_not_written_before_somebody_decides() {
    let bench = Bench::practice();
    let case = guided(&bench);
    // Where heads are told survives the store, as it should: on another disk.
    let config = bench.file("config.toml", format!("anchors = {:?}\n", bench.path("outside.txt")));
    let with = |store: &str, words: &str| {
        let mut program = bench.program();
        program.env("DUTYDESK_STORE", bench.path(store)).env("DUTYDESK_CONFIG", &config);
        let words: Vec<String> = words.split_whitespace().map(|word| word.replace('~', " ")).collect();
        program.args(words).arg("--json").output().map(ran).expect("the program runs")
    };
    bench.done("daemon stop");
    assert_eq!(with("store", "backup old.copy").code, 0);
    assert_eq!(with("store", &format!("act {case} note --field text=after~the~copy")).code, 0);
    // Heads are told day by day; this word tells them now.
    assert_eq!(with("store", "verify --accept-rollback").code, 0);
    assert!(fs::read_to_string(bench.path("outside.txt")).is_ok_and(|told| !told.is_empty()), "heads were told");
    assert_eq!(with("store", "backup new.copy").code, 0);
    assert_eq!(with("store", "daemon stop").code, 0);

    let note = format!("act {case} note --field text=written~into~an~old~copy");
    assert_eq!(with("stale", "restore old.copy").code, 0, "it is a whole copy");
    let refused = with("stale", &note);
    assert_eq!(refused.code, 3, "{refused}");
    assert!(text(&refused.json()["message_en"]).contains("--accept-rollback"), "{refused}");
    assert_eq!(with("stale", &format!("show {case}")).code, 0, "reading goes on");
    assert_eq!(with("stale", "verify --accept-rollback").code, 0);
    assert_eq!(with("stale", &note).code, 0, "somebody decided");
    assert_eq!(with("stale", "daemon stop").code, 0);

    assert_eq!(with("fresh", "restore new.copy").code, 0);
    let written = with("fresh", &format!("act {case} note --field text=goes~on"));
    assert_eq!(written.code, 0, "the newest copy is written at once: {written}");
    assert_eq!(with("fresh", "daemon stop").code, 0);
}

#[test]
fn t52_without_a_daemon_one_is_started_for_the_copy_or_it_is_said_what_to_do_and_nothing_is_left() {
    let bench = Bench::practice();
    guided(&bench);
    bench.done("daemon stop");
    let refused = bench.refused("backup one.copy --no-start", 3, "fault");
    assert!(text(&refused["message_en"]).contains("dutydesk daemon"), "{refused}");
    assert!(text(&refused["message_zh"]).contains("dutydesk daemon"), "{refused}");
    assert!(!bench.path("one.copy").exists());
    let names = fs::read_dir(bench.path("")).expect("a folder").map(|one| one.expect("a file").file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().contains("copy")), "nothing half is left");
    let copied = bench.done("backup one.copy");
    assert!(copied["rows"]["entries"].as_u64().is_some_and(|entries| entries > 0), "{copied}");
    bench.kill();
    let back = elsewhere(&bench, "second", "store.key", "restore one.copy");
    assert_eq!(back.code, 0, "a copy needs no daemon to be brought back: {back}");
    assert_eq!(elsewhere(&bench, "second", "store.key", "daemon stop").code, 0);
}
