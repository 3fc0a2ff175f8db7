//! Random inspection by verbs (systems row F3): the published list is checked, the seed draws again.

use super::{Bench, holds, text};
use serde_json::Value;
use std::fmt::Write;
use std::fs;

/// Twelve cases of this year.
fn forms(bench: &Bench) {
    let mut forms = String::from("企业名称,纠纷类型,国家/地区,受理机构,案号,角色,对方当事人,诉求\n");
    for no in 1..=12 {
        writeln!(forms, "企业{no}有限公司,专利侵权诉讼,美国,N.D. California,4:26-cv-0{no:04},被告,Northlake,应诉指导")
            .expect("memory");
    }
    bench.file("forms.csv", forms);
    assert_eq!(bench.done("intake forms.csv")["taken"], 12);
}

#[test]
fn f3_an_inspection_is_frozen_drawn_shown_and_closed_by_verbs() {
    let bench = Bench::practice();
    forms(&bench);
    let dates = "--from 2000-01-01 --to 2099-12-31";
    let frozen = bench.done(&format!("inspect draw --matter files {dates} --ratio 20"));
    holds(&bench, &frozen);
    let id = text(&frozen["id"]);
    assert_eq!(
        (&frozen["state"], &frozen["list"]["count"], &frozen["seed"]),
        (&"FROZEN".into(), &12.into(), &Value::Null)
    );
    bench.refused(&format!("inspect close {id}"), 1, "not-drawn");
    let drawn = bench.done(&format!("inspect draw {id} --seed 20261123 --published the~gazette"));
    assert_eq!((&drawn["state"], &drawn["draws_again"]), (&"DRAWN".into(), &true.into()));
    assert_eq!(drawn["list"]["hash"], frozen["list"]["hash"], "the list is the one that was frozen");
    let sample = drawn["sample"].as_array().expect("a sample").clone();
    assert_eq!(sample.len(), 3);
    bench.refused(&format!("inspect draw {id} --seed 7 --published again"), 1, "drawn-once");

    let list = bench.program().args(["inspect", "show", &id, "--list"]).output().expect("runs").stdout;
    assert_eq!(blake3::hash(&list).to_hex().to_string(), text(&drawn["list"]["hash"]));
    fs::write(bench.path("list.txt"), &list).expect("a file");
    let same = bench.done(&format!("inspect show {id} --check list.txt"));
    holds(&bench, &same);
    assert_eq!(same["same"], true);
    let changed = String::from_utf8(list).expect("text").replace("000005", "000013");
    fs::write(bench.path("list.txt"), changed).expect("a file");
    let other = bench.ran(&format!("inspect show {id} --check list.txt"));
    assert_eq!((other.code, &other.json()["same"], &other.json()["first_other_line"]), (1, &false.into(), &5.into()));

    let [first, second, third] = [0, 1, 2].map(|no| text(&sample[no]["id"]));
    bench.done(&format!("act {id} pass --field case={first}"));
    bench.done(&format!("act {id} pass --field case={second}"));
    bench.done(&format!("act {id} find --field case={third} --field finding=no~mandate --field due=2099-01-01"));
    bench.refused(&format!("inspect close {id}"), 1, "inspection-unanswered");
    bench.refused(&format!("act {id} answer-finding --field no=1 --field answer=there"), 1, "own-finding");
    let uid = rustix::process::geteuid().as_raw();
    bench.done(&format!("officers add --account second --uid {uid} --name 周琳 --unit ZJ --role duty"));
    let answers = format!("act {id} answer-finding --field no=1 --field answer=there --as 周琳");
    bench.done(&answers);
    bench.done(&format!("inspect close {id}"));
    let closed = bench.done(&format!("inspect show {id}"));
    holds(&bench, &closed);
    assert_eq!((&closed["state"], &closed["closed"]["came"]), (&"CLOSED".into(), &Value::Array(Vec::new())));
    assert_eq!(closed["findings"][0]["answer"]["by"], "周琳");
    let history = bench.done(&format!("show {id} --history"))["history"].as_array().expect("a history").len();
    assert_eq!(history, 7, "frozen, drawn, looked at thrice, answered, closed: each step an entry");
    let zh = bench.program().args(["inspect", "show", &id, "--lang", "zh"]).output().expect("runs");
    assert!(String::from_utf8_lossy(&zh.stdout).contains("复算相符"), "{zh:?}");
}
