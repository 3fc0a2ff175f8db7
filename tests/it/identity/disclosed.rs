//! The two things that are told all the same, and what they may not tell.

use crate::casework::experts::{enrolled, expert_of, optician};
use crate::casework::house::{CENTER, House, at, day, draft, officer};
use dutydesk::casework::authorize::{disclosed_availability, disclosed_head_due};
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::matching::{Match, ranked};
use dutydesk::casework::words::{PostRole, Tlp};

#[test]
fn whether_a_head_goes_out_follows_from_the_clock_alone() {
    let (before, after) = (at("2026-11-24T05:59:59+08:00"), at("2026-11-24T06:00:00+08:00"));
    assert_eq!(disclosed_head_due(None, before), Some(day("2026-11-23")), "the first one goes at once");
    assert_eq!(disclosed_head_due(Some(day("2026-11-23")), before), None);
    assert_eq!(disclosed_head_due(Some(day("2026-11-23")), after), Some(day("2026-11-24")));
    assert_eq!(disclosed_head_due(Some(day("2026-11-24")), after), None);
    assert_eq!(disclosed_head_due(Some(day("2026-11-20")), after), Some(day("2026-11-24")), "late, and once");
    assert_eq!(disclosed_head_due(Some(day("2026-12-01")), after), None, "a clock set back tells nothing twice");
}

/// A house with one expert, and what its roster says of him for an open case after something was done.
fn told_after(what: impl Fn(&mut House, RecordId)) -> Match {
    let mut house = House::new(1);
    let open = house.guided_dispute();
    let mut person = optician("方旭");
    person.load_max = 1;
    let expert = enrolled(&mut house, person);
    what(&mut house, expert);
    let dispute = house.units[CENTER].disputes.get(&open).expect("a dispute").clone();
    ranked(&house.units[CENTER], &dispute, day("2026-11-23")).remove(0)
}

/// A sealed case of this enterprise, with the expert chosen for it.
fn sealed_work(house: &mut House, enterprise: &str, expert: RecordId) {
    let mut form = draft(enterprise);
    (form.secrecy, form.counterpart) = (Tlp::Red, "无关一方".into());
    let case = house.done(CENTER, Act::Register(Box::new(form)));
    house.done(CENTER, Act::Dispute(case, DisputeAct::Accept { ground: "本省企业".into() }));
    house.done(CENTER, Act::Dispute(case, DisputeAct::Guide));
    house.done(CENTER, Act::Dispute(case, DisputeAct::ChooseExpert { expert, override_reason: String::new() }));
}

#[test]
fn leave_load_and_work_elsewhere_answer_alike() {
    let leave = told_after(|house, expert| {
        let fields = [("from", "2026-11-20"), ("to", "2026-12-20")];
        house.verb(officer(1, PostRole::Duty), expert, "leave", &fields).expect("on leave");
    });
    let load = told_after(|house, expert| sealed_work(house, "别家公司", expert));
    let elsewhere = told_after(|house, expert| sealed_work(house, "Northlake Optics LLC", expert));
    let free = told_after(|_, _| {});
    assert!(free.available && !leave.available);
    assert_eq!(load, leave, "a full desk is told apart from leave");
    assert_eq!(elsewhere, leave, "work on the other side is told apart from leave");
}

#[test]
fn an_expert_is_available_when_nothing_of_the_three_stands_against_it() {
    let mut house = House::new(1);
    let expert = enrolled(&mut house, optician("方旭"));
    let (today, one) = (day("2026-11-23"), expert_of(&house, expert));
    assert!(disclosed_availability(&one, false, today));
    assert!(!disclosed_availability(&one, true, today), "works on the other side");
    let mut away = one.clone();
    (away.draft.leave_from, away.draft.leave_until) = (Some(today), Some(today));
    assert!(!disclosed_availability(&away, false, today), "on leave");
    let mut full = one;
    full.draft.load_max = 0;
    assert!(!disclosed_availability(&full, false, today), "no room");
}
