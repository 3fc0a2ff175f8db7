//! The rota (issue 4, item 6; systems row C3): shifts, taking over, swaps, and one owner for every item.

use super::house::{CENTER, House, at, id, officer};
use dutydesk::casework::command::Act;
use dutydesk::casework::ids::{OfficerId, PostId, RecordId};
use dutydesk::casework::owner::Owner;
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::rota::SwapState;
use dutydesk::casework::unit::{Author, Officer, Post};
use dutydesk::casework::words::PostRole;
use proptest::prelude::*;

/// A center with a lead (1), a second lead (2) and three duty officers (3, 4, 5).
fn staffed() -> House {
    let mut house = House::new(1);
    for no in 1..=5 {
        post(&mut house, no);
    }
    house
}

fn role(no: u32) -> PostRole {
    if no <= 2 { PostRole::Lead } else { PostRole::Duty }
}

fn post(house: &mut House, no: u32) {
    let person = Officer {
        id: OfficerId(no),
        uid: 1000 + no,
        account: format!("o{no}"),
        account_made: None,
        name: format!("officer {no}"),
    };
    let post = Post { id: PostId(no), officer: person.id, unit: id(CENTER), role: role(no) };
    administer(house, Act::GrantPost(Box::new(person), post)).expect("a post");
}

fn administer(house: &mut House, act: Act) -> Result<RecordId, Refusal> {
    house.act_as(CENTER, officer(9, PostRole::Admin), act)
}

fn me(no: u32) -> Author {
    officer(no, role(no))
}

fn unit() -> RecordId {
    id(CENTER).record()
}

fn plan(house: &mut House, no: u32, layer: &str, from: &str, to: &str) -> Result<RecordId, Refusal> {
    let name = format!("officer {no}");
    let typed = [("officer", name.as_str()), ("layer", layer), ("from", from), ("to", to)];
    house.verb(me(1), unit(), "plan-shift", &typed)
}

fn layers(house: &House, when: &str) -> Vec<Vec<u32>> {
    let layers = house.units[CENTER].rota.layers(at(when).to_utc());
    layers.into_iter().map(|layer| layer.into_iter().map(|officer| officer.0).collect()).collect()
}

fn refused(result: Result<RecordId, Refusal>) -> Guard {
    match result {
        Err(Refusal::Guard { guard, .. }) => guard,
        other => panic!("not refused by a condition: {other:?}"),
    }
}

#[test]
fn c3_a_shift_runs_in_the_units_own_zone_from_its_first_instant_to_before_its_last() {
    let mut house = staffed();
    plan(&mut house, 3, "1", "2026-11-24 08:00", "2026-11-24 20:00").expect("planned");
    plan(&mut house, 4, "3", "2026-11-24 00:00", "2026-11-25 00:00").expect("planned");
    assert_eq!(layers(&house, "2026-11-24T00:00:00Z"), [vec![3], vec![], vec![4]], "08:00 in Shanghai");
    assert_eq!(layers(&house, "2026-11-24T19:59:59+08:00"), [vec![3], vec![], vec![4]]);
    assert_eq!(layers(&house, "2026-11-24T20:00:00+08:00"), [vec![], vec![], vec![4]], "an empty layer is there");
    let rota = &house.units[CENTER].rota;
    assert_eq!(rota.on_duty(at("2026-11-24T21:00:00+08:00").to_utc()), Some(OfficerId(4)));
    assert_eq!(rota.on_duty(at("2026-11-26T21:00:00+08:00").to_utc()), None);
}

#[test]
fn c3_one_person_has_one_shift_at_a_time_and_a_cancelled_one_is_free() {
    let mut house = staffed();
    plan(&mut house, 3, "1", "2026-11-24 08:00", "2026-11-24 20:00").expect("planned");
    let twice = plan(&mut house, 3, "2", "2026-11-24 19:00", "2026-11-25 08:00");
    assert_eq!(twice, Err(Refusal::guard(Guard::ShiftMeets, ["officer 3", "1"])));
    house.verb(me(1), unit(), "cancel-shift", &[("shift", "1"), ("reason", "出差")]).expect("cancelled");
    assert!(layers(&house, "2026-11-24T09:00:00+08:00").iter().all(Vec::is_empty));
    plan(&mut house, 3, "2", "2026-11-24 19:00", "2026-11-25 08:00").expect("planned");
    assert_eq!(house.units[CENTER].rota.shifts[0].no, 2, "a number is not given twice");
    let stranger = plan(&mut house, 9, "1", "2026-11-24 08:00", "2026-11-24 20:00");
    assert!(matches!(stranger, Err(Refusal::FieldWrong { field, .. }) if field == "officer"));
    let endless = plan(&mut house, 4, "1", "2026-11-24 08:00", "2027-11-24 20:00");
    assert!(matches!(endless, Err(Refusal::FieldWrong { field, .. }) if field == "to"));
    let typed = [("officer", "o4"), ("layer", "1"), ("from", "2026-11-24 08:00"), ("to", "2026-11-24 20:00")];
    let by_duty = house.verb(me(3), unit(), "plan-shift", &typed);
    assert_eq!(by_duty, Err(Refusal::NotPermitted { wants: PostRole::Lead }));
}

#[test]
fn c3_a_running_shift_is_taken_over_by_who_takes_it_and_only_from_then_on() {
    let mut house = staffed();
    plan(&mut house, 3, "1", "2026-11-23 08:00", "2026-11-23 20:00").expect("planned");
    plan(&mut house, 4, "1", "2026-11-24 08:00", "2026-11-24 20:00").expect("planned");
    let over = |house: &mut House, no, shift| {
        house.verb(me(no), unit(), "take-over", &[("shift", shift), ("reason", "值班员突发疾病")])
    };
    assert_eq!(refused(over(&mut house, 5, "2")), Guard::ShiftAhead);
    assert_eq!(refused(over(&mut house, 3, "1")), Guard::ShiftYours);
    over(&mut house, 5, "1").expect("taken over");
    assert_eq!(layers(&house, "2026-11-23T12:00:00+08:00"), [vec![3]], "what was, was");
    assert_eq!(layers(&house, "2026-11-23T15:00:00+08:00"), [vec![5]]);
    over(&mut house, 4, "1").expect("taken over from who took it over");
    assert_eq!(layers(&house, "2026-11-23T16:00:00+08:00"), [vec![4]]);
    house.clock("2026-11-23T20:00:00+08:00");
    assert_eq!(refused(over(&mut house, 3, "1")), Guard::ShiftOver);
}

#[test]
fn c3_a_shift_taken_over_again_and_again_is_held_by_the_last_who_is_still_here() {
    let mut house = staffed();
    plan(&mut house, 1, "1", "2026-11-23 08:00", "2026-11-23 20:00").expect("planned");
    for no in [4, 3, 4] {
        house.verb(me(no), unit(), "take-over", &[("shift", "1"), ("reason", "轮替")]).expect("taken over");
    }
    let leave = |house: &mut House, no| administer(house, Act::EndPost(PostId(no))).expect("ended");
    leave(&mut house, 3);
    assert_eq!(layers(&house, "2026-11-23T15:00:00+08:00"), [vec![4]], "once, not twice");
    leave(&mut house, 4);
    assert_eq!(layers(&house, "2026-11-23T15:00:00+08:00"), [vec![1]], "back with whom it was planned for");
}

#[test]
fn c3_a_swap_is_proposed_by_one_agreed_by_the_other_and_approved_by_a_lead_who_is_neither() {
    let mut house = staffed();
    plan(&mut house, 3, "1", "2026-11-24 08:00", "2026-11-24 20:00").expect("planned");
    plan(&mut house, 2, "1", "2026-11-25 08:00", "2026-11-25 20:00").expect("planned");
    let propose = |house: &mut House, no, gives, takes| {
        house.verb(me(no), unit(), "propose-swap", &[("gives", gives), ("takes", takes)])
    };
    assert_eq!(refused(propose(&mut house, 4, "1", "2")), Guard::ShiftNotYours);
    assert_eq!(refused(propose(&mut house, 3, "1", "1")), Guard::ShiftYours);
    propose(&mut house, 3, "1", "2").expect("proposed");
    let swap = |house: &mut House, no, verb: &str| house.verb(me(no), unit(), verb, &[("swap", "1")]);
    assert_eq!(refused(swap(&mut house, 1, "approve-swap")), Guard::SwapNotAgreed);
    assert_eq!(refused(swap(&mut house, 4, "agree-swap")), Guard::SwapNotWithYou);
    swap(&mut house, 2, "agree-swap").expect("agreed");
    assert_eq!(refused(swap(&mut house, 2, "approve-swap")), Guard::SwapOwn);
    swap(&mut house, 1, "approve-swap").expect("approved");
    assert_eq!(layers(&house, "2026-11-24T09:00:00+08:00"), [vec![2]]);
    assert_eq!(layers(&house, "2026-11-25T09:00:00+08:00"), [vec![3]]);
    assert_eq!(refused(swap(&mut house, 1, "approve-swap")), Guard::SwapDone);
}

#[test]
fn c3_a_swap_not_agreed_in_time_or_refused_changes_nothing() {
    let mut house = staffed();
    plan(&mut house, 3, "1", "2026-11-24 08:00", "2026-11-24 20:00").expect("planned");
    plan(&mut house, 4, "1", "2026-11-25 08:00", "2026-11-25 20:00").expect("planned");
    let typed = [("gives", "1"), ("takes", "2")];
    house.verb(me(3), unit(), "propose-swap", &typed).expect("proposed");
    house.verb(me(4), unit(), "refuse-swap", &[("swap", "1"), ("reason", "已有安排")]).expect("refused");
    assert_eq!(house.units[CENTER].rota.swap(1).expect("a swap").state, SwapState::Refused);
    house.verb(me(3), unit(), "propose-swap", &typed).expect("proposed again");
    house.verb(me(4), unit(), "agree-swap", &[("swap", "2")]).expect("agreed");
    house.clock("2026-11-24T09:00:00+08:00");
    assert_eq!(refused(house.verb(me(1), unit(), "approve-swap", &[("swap", "2")])), Guard::ShiftBegun);
    assert_eq!(layers(&house, "2026-11-24T09:00:00+08:00"), [vec![3]]);
}

#[test]
fn c3_the_shifts_of_who_has_left_are_empty_from_then_on() {
    let mut house = staffed();
    plan(&mut house, 3, "1", "2026-11-23 08:00", "2026-11-23 20:00").expect("planned");
    administer(&mut house, Act::EndPost(PostId(3))).expect("ended");
    assert_eq!(layers(&house, "2026-11-23T12:00:00+08:00"), [vec![3]]);
    assert_eq!(layers(&house, "2026-11-23T18:00:00+08:00"), [Vec::<u32>::new()]);
    post(&mut house, 3);
    assert_eq!(layers(&house, "2026-11-23T18:00:00+08:00"), [vec![3]]);
}

#[test]
fn c3_without_anybody_on_duty_an_item_waits_in_a_queue_that_a_lead_answers_for() {
    let mut house = staffed();
    let dispute = house.guided_dispute();
    let now = at("2026-11-23T15:00:00+08:00").to_utc();
    let owner = |house: &House, record| house.units[CENTER].owner_of(record, now).expect("an owner");
    assert_eq!(owner(&house, dispute).person().officer, OfficerId(1), "its handler");
    assert!(matches!(owner(&house, RecordId::NONE), Owner::Queue { lead, .. } if lead.officer == OfficerId(1)));
    let typed = [("officer", "officer 3")];
    let duty = house.verb(me(1), unit(), "name-queue-lead", &typed);
    assert!(matches!(duty, Err(Refusal::FieldWrong { field, .. }) if field == "officer"), "a lead, not a duty officer");
    house.verb(me(1), unit(), "name-queue-lead", &[("officer", "o2")]).expect("named");
    assert!(matches!(owner(&house, RecordId::NONE), Owner::Queue { lead, .. } if lead.officer == OfficerId(2)));
    plan(&mut house, 4, "1", "2026-11-23 08:00", "2026-11-23 20:00").expect("planned");
    assert!(matches!(owner(&house, RecordId::NONE), Owner::Person(person) if person.officer == OfficerId(4)));
    administer(&mut house, Act::EndPost(PostId(1))).expect("ended");
    assert_eq!(owner(&house, dispute).person().officer, OfficerId(4), "the handler has left");
}

/// One edit of the rota, by anybody, sensible or not.
#[derive(Clone, Debug)]
enum Edit {
    Plan { by: u32, who: u32, layer: u8, hour: u8, hours: u8 },
    Verb { by: u32, verb: &'static str, a: u8, b: u8 },
    Leave { who: u32 },
    Return { who: u32 },
    Pass { hours: u8 },
}

fn edit() -> impl Strategy<Value = Edit> {
    let verbs = ["cancel-shift", "take-over", "propose-swap", "agree-swap", "approve-swap", "refuse-swap"];
    prop_oneof![
        4 => (1..=5u32, 1..=5u32, 1..=3u8, 0..48u8, 1..24u8)
            .prop_map(|(by, who, layer, hour, hours)| Edit::Plan { by, who, layer, hour, hours }),
        6 => (1..=5u32, prop::sample::select(verbs.to_vec()), 1..6u8, 1..6u8)
            .prop_map(|(by, verb, a, b)| Edit::Verb { by, verb, a, b }),
        1 => (2..=5u32).prop_map(|who| Edit::Leave { who }),
        1 => (2..=5u32).prop_map(|who| Edit::Return { who }),
        2 => (1..6u8).prop_map(|hours| Edit::Pass { hours }),
    ]
}

fn perform(house: &mut House, edit: &Edit) {
    let start = at("2026-11-23T14:00:00+08:00");
    match edit {
        Edit::Plan { by, who, layer, hour, hours } => {
            let from = start + chrono::TimeDelta::hours((*hour).into());
            let to = from + chrono::TimeDelta::hours((*hours).into());
            let wall = |at: chrono::DateTime<chrono::FixedOffset>| at.format("%Y-%m-%d %H:%M").to_string();
            let (who, layer, from, to) = (format!("o{who}"), layer.to_string(), wall(from), wall(to));
            let typed = [("officer", &who), ("layer", &layer), ("from", &from), ("to", &to)];
            drop(house.verb(me(*by), unit(), "plan-shift", &typed.map(|(name, text)| (name, text.as_str()))));
        }
        Edit::Verb { by, verb, a, b } => {
            let (a, b) = (a.to_string(), b.to_string());
            let typed = [("shift", a.as_str()), ("swap", &a), ("gives", &a), ("takes", &b), ("reason", "?")];
            drop(house.verb(me(*by), unit(), verb, &typed));
        }
        Edit::Leave { who } => drop(administer(house, Act::EndPost(PostId(*who)))),
        Edit::Return { who } => post(house, *who),
        Edit::Pass { hours } => house.pass(chrono::TimeDelta::hours((*hours).into())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn c3_at_any_instant_an_item_has_one_owner_or_a_queue_with_a_lead(edits in prop::collection::vec(edit(), 0..40)) {
        let mut house = staffed();
        let dispute = house.guided_dispute();
        for edit in &edits {
            perform(&mut house, edit);
        }
        let state = &house.units[CENTER];
        for hour in 0..96 {
            let when = (at("2026-11-23T13:30:00+08:00") + chrono::TimeDelta::hours(hour)).to_utc();
            let layers = state.rota.layers(when);
            let mut on: Vec<_> = layers.iter().flatten().collect();
            on.sort_unstable();
            on.dedup();
            prop_assert_eq!(on.len(), layers.iter().flatten().count(), "one person, one layer");
            for item in [dispute, RecordId::NONE] {
                match state.owner_of(item, when) {
                    Some(Owner::Person(person)) => prop_assert!(state.in_office(person.officer).is_some()),
                    Some(Owner::Queue { name, lead }) => {
                        prop_assert!(!name.zh.is_empty() && !name.en.is_empty());
                        let roles = state.posts.values().filter(|(one, _)| one.id == lead.officer);
                        prop_assert!(roles.into_iter().any(|(_, post)| post.role == PostRole::Lead));
                    }
                    None => prop_assert!(false, "nobody answers for {item}"),
                }
            }
        }
    }
}
