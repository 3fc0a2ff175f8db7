//! The graph of proceedings, and who relies on a right (systems row C12).

use super::house::{CENTER, House, draft, officer};
use dutydesk::casework::command::Act;
use dutydesk::casework::dossier::proceeding::{right_key, warnings};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::reliance::meetings;
use dutydesk::casework::words::PostRole;

fn ask(house: &mut House, dispute: RecordId, verb: &str, typed: &[(&str, &str)]) -> Result<RecordId, Refusal> {
    house.verb(officer(2, PostRole::Duty), dispute, verb, typed)
}

fn add(house: &mut House, dispute: RecordId, kind: &str, docket: &str, rights: &str) -> Result<RecordId, Refusal> {
    let typed = [
        ("kind", kind),
        ("jurisdiction", "US"),
        ("forum", "US"),
        ("docket", docket),
        ("rights", rights),
        ("phase", "filed"),
        ("since", "2026-11-20"),
    ];
    ask(house, dispute, "add-proceeding", &typed)
}

/// A dispute of another enterprise over these rights.
fn other(house: &mut House, enterprise: &str, right: &str) -> RecordId {
    let mut one = draft(enterprise);
    one.rights = vec![right.into()];
    house.done(CENTER, Act::Register(Box::new(one)))
}

fn met(house: &House, dispute: RecordId) -> Vec<(RecordId, bool)> {
    let state = &house.units[CENTER];
    meetings(state, state.disputes.get(&dispute).expect("a dispute"))
        .iter()
        .map(|one| (one.dispute, one.here))
        .collect()
}

#[test]
fn c12_an_invalidity_event_on_a_right_lists_all_open_disputes_relying_on_it() {
    let mut house = House::new(1);
    let first = house.guided_dispute();
    let second = other(&mut house, "海岳智能", "US11900021B2");
    let third = other(&mut house, "映山精机", "US 9,000,001");
    let closed = other(&mut house, "沧浪电子", "US 11,900,021");
    let withdrawn = [("form", "written"), ("proof", "撤回函")];
    ask(&mut house, closed, "withdraw", &withdrawn).expect("withdrawn");
    add(&mut house, third, "infringement", "2:26-cv-1", "US 11,900,021").expect("a proceeding turns on it too");
    add(&mut house, first, "validity", "IPR2026-01001", "US 11,900,021").expect("added");
    assert_eq!(met(&house, first), [], "nothing has happened to it yet");
    let event = [
        ("no", "1"),
        ("right", "US 11,900,021 B2"),
        ("event", "invalidated"),
        ("on", "2026-11-22"),
        ("proof", "PTAB 决定书"),
    ];
    ask(&mut house, first, "validity-event", &event).expect("recorded");
    assert_eq!(met(&house, first), [(second, true), (third, true)], "the open ones, whichever way it is written");
    assert_eq!(met(&house, second), [(first, false)], "and the others hear of it");
    assert_eq!(met(&house, closed), [(first, false)]);
    house.restart(CENTER);
    assert_eq!(met(&house, first), [(second, true), (third, true)], "the same after a restart");
}

#[test]
fn c12_a_decision_that_depends_on_another_proceeding_is_warned_of() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    add(&mut house, dispute, "infringement", "2:26-cv-1", "").expect("added");
    add(&mut house, dispute, "validity", "IPR2026-01001", "").expect("added");
    assert_eq!(
        add(&mut house, dispute, "validity", "IPR2026-01001", ""),
        Err(Refusal::guard(Guard::ProceedingThere, [2]))
    );
    let link = |no: &'static str, to: &'static str| [("no", no), ("to", to), ("how", "depends-on")];
    ask(&mut house, dispute, "link-proceedings", &link("1", "2")).expect("linked");
    let there = ask(&mut house, dispute, "link-proceedings", &link("1", "2"));
    assert_eq!(there, Err(Refusal::guard(Guard::LinkThere, [1, 2])));
    let circle = ask(&mut house, dispute, "link-proceedings", &link("2", "1"));
    assert_eq!(circle, Err(Refusal::guard(Guard::ProceedingLoop, [2, 1])));
    let told = |house: &House| warnings(house.units[CENTER].disputes.get(&dispute).expect("a dispute")).len();
    assert_eq!(told(&house), 1);
    let decided = |no: &'static str, reason: &'static str| {
        [("no", no), ("phase", "decided"), ("on", "2026-11-23"), ("reason", reason)]
    };
    let refused = ask(&mut house, dispute, "move-proceeding", &decided("1", ""));
    assert_eq!(refused, Err(Refusal::guard(Guard::DependsOnOpen, ["1", "2 (US)"])));
    ask(&mut house, dispute, "move-proceeding", &decided("2", "")).expect("the other is decided");
    assert_eq!(told(&house), 0);
    ask(&mut house, dispute, "move-proceeding", &decided("1", "")).expect("now it is free");
    let back = [("no", "1"), ("phase", "ended"), ("on", "2026-11-01")];
    assert_eq!(ask(&mut house, dispute, "move-proceeding", &back).expect_err("before the last").code(), "field-wrong");
}

#[test]
fn a_case_has_two_hundred_proceedings_at_most() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    for no in 0..200 {
        add(&mut house, dispute, "customs", &format!("c-{no}"), "").expect("added");
    }
    assert_eq!(add(&mut house, dispute, "customs", "one more", ""), Err(Refusal::guard(Guard::ProceedingsFull, [200])));
}

#[test]
fn two_writings_of_a_right_are_one() {
    for (written, key) in [
        ("US 11,900,021", "US11900021"),
        ("us 11900021 B2", "US11900021"),
        ("US11900021B", "US11900021"),
        ("EP 3 123 456 A1", "EP3123456"),
        ("CN 201510012345.X", "CN201510012345"),
        ("Madrid 1 234 567", "MADRID1234567"),
        ("A1", "A1"),
        ("商标 第123号", "商标第123号"),
    ] {
        assert_eq!(right_key(written), key, "{written}");
    }
}
