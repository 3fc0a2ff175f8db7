//! Stores with many disputes: made by the way of all disputes, killed, started again from what is folded.

use super::{Bench, FORMS};
use serde_json::Value;

/// Lists of all kinds, as JSON.
fn lists(bench: &Bench) -> Vec<Value> {
    ["disputes", "alerts", "experts", "agencies", "affairs"]
        .iter()
        .map(|kind| bench.done(&format!("list {kind} --limit 200")))
        .collect()
}

#[test]
fn a_store_of_many_disputes_starts_from_what_is_folded_and_knows_all_of_it() {
    let bench = Bench::empty();
    let store = bench.path("store").display().to_string();
    let made = bench.ran(&format!("demo --prepare --disputes 60 --keep {store}"));
    assert_eq!(made.code, 0, "{made}");
    bench.file("forms.csv", FORMS);
    bench.ran("intake forms.csv");
    let before = lists(&bench);
    assert_eq!(before[0]["total"], 15 + 60 + 1, "{}", before[0]);
    let checked = bench.done("verify");
    assert_eq!((&checked["ok"], &checked["folded"]), (&Value::Bool(true), &Value::Bool(true)), "{checked}");
    bench.kill();
    assert_eq!(lists(&bench), before, "what was folded is what was there");
    let again = bench.ran("intake forms.csv").json();
    assert_eq!(again["already"], 1, "a form is known after the start: {again}");
    let one = before[0]["rows"][0]["id"].as_str().expect("a number");
    let history = bench.done(&format!("show {one} --history"));
    assert!(history.to_string().contains(one), "it was registered under its number: {history}");
    let checked = bench.done("verify");
    assert_eq!((&checked["ok"], &checked["folded"]), (&Value::Bool(true), &Value::Bool(true)), "{checked}");
}
