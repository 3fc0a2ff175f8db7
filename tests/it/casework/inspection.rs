//! Random inspection (systems row F3).

use super::house::{CENTER, House, day, draft, id, officer};
use dutydesk::casework::affair::Affair;
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::dispute::DisputeDraft;
use dutydesk::casework::draw;
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::inspection::{Inspection, InspectionState};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::unit::Author;
use dutydesk::casework::words::{PostRole, Tlp};

const SEED: &str = "2026-11-23 福彩双色球 2026134 期 03 07 15 21 28 33 + 09";

fn lead() -> Author {
    officer(1, PostRole::Lead)
}

fn cases(house: &mut House, numbers: std::ops::Range<usize>) -> Vec<RecordId> {
    numbers
        .map(|no| {
            let form = DisputeDraft { docket: Some(format!("337-TA-{no}")), ..draft(&format!("企业{no}")) };
            house.done(CENTER, Act::Register(Box::new(form)))
        })
        .collect()
}

fn frozen(house: &mut House, ratio: &str) -> RecordId {
    let fields = [("matter", "材料是否齐全"), ("from", "2026-11-01"), ("to", "2026-11-30"), ("ratio", ratio)];
    house.verb(lead(), id(CENTER).record(), "freeze-list", &fields).expect("frozen")
}

fn drawn(house: &mut House, ratio: &str) -> RecordId {
    let record = frozen(house, ratio);
    let fields = [("seed", SEED), ("published", "福彩官网 2026-11-23 21:30")];
    house.verb(lead(), record, "draw", &fields).expect("drawn");
    record
}

fn inspection(house: &House, record: RecordId) -> Inspection {
    match &house.units[CENTER].affairs.get(&record).expect("an affair").affair {
        Affair::Inspection(one) => (**one).clone(),
        other => panic!("{:?}", other.kind()),
    }
}

/// The rule as `casework::draw` describes it, by another hand.
fn drawn_by_hand(list: &[String], ratio: usize, seed: &str) -> Vec<String> {
    let text: String = list.iter().map(|number| format!("{number}\n")).collect();
    let hash = blake3::hash(text.as_bytes()).to_hex();
    let ticket = |number: &String| {
        blake3::hash(format!("dutydesk draw 1\n{hash}\n{ratio}\n{seed}\n{number}\n").as_bytes()).to_hex().to_string()
    };
    let mut tickets: Vec<(String, String)> = list.iter().map(|number| (ticket(number), number.clone())).collect();
    tickets.sort();
    let mut drawn: Vec<String> = tickets.into_iter().map(|(_, number)| number).collect();
    drawn.truncate((list.len() * ratio).div_ceil(100));
    drawn.sort();
    drawn
}

#[test]
fn f3_the_seed_draws_the_same_sample_again_and_a_changed_list_is_detected() {
    let mut house = House::new(1);
    cases(&mut house, 0..40);
    let record = drawn(&mut house, "10");
    let one = inspection(&house, record);
    let sample: Vec<String> = one.sample.iter().map(|one| one.number.clone()).collect();
    assert_eq!(sample.len(), 4);
    assert_eq!(sample, draw::sample(&one.list, SEED, 10), "drawn again");
    assert_eq!(sample, drawn_by_hand(&one.list, 10, SEED), "drawn by whoever reads the rule");
    assert!(one.draws_again());
    // One number less, more, or another, and it shows; so does another sample, or another ratio.
    let changed: [fn(&mut Inspection); 5] = [
        |one| drop(one.list.pop()),
        |one| one.list.push("ZJ-2026-999999".into()),
        |one| one.list[7] = "ZJ-2026-999999".into(),
        |one| one.sample[0].number = one.list.iter().find(|number| !has(&one.sample, number)).expect("more").clone(),
        |one| one.draft.ratio = 11,
    ];
    for (no, change) in changed.iter().enumerate() {
        let mut other = one.clone();
        change(&mut other);
        assert!(!other.draws_again(), "change {no} goes unseen");
    }
    let other = draw::sample(&one.list, "another seed", 10);
    assert_ne!(sample, other, "the seed decides");
}

fn has(sample: &[dutydesk::casework::inspection::Sampled], number: &str) -> bool {
    sample.iter().any(|one| one.number == number)
}

#[test]
fn f3_a_known_list_and_seed_draw_a_known_sample() {
    // Fixed for ever: what was published years ago is drawn again by this program.
    let list: Vec<String> = (1..=20).map(|no| format!("ZJ-2026-{no:06}")).collect();
    assert_eq!(draw::list_hash(&list).to_string(), "aaf7077b0aa31432e888c714e3098595b842fe741225a896deec558c5e5dc474");
    assert_eq!(draw::sample(&list, "seed", 15), ["ZJ-2026-000006", "ZJ-2026-000009", "ZJ-2026-000020"]);
    for (length, ratio, count) in [(20, 15, 3), (1, 1, 1), (200, 1, 2), (201, 1, 3), (7, 100, 7)] {
        assert_eq!(draw::count(length, ratio), count, "{ratio} % of {length}");
    }
}

#[test]
fn f3_the_list_is_frozen_before_the_seed_and_drawn_once() {
    let mut house = House::new(1);
    cases(&mut house, 0..5);
    let record = frozen(&mut house, "20");
    let number = inspection(&house, record).number;
    assert_eq!(number, "ZJ-I-2026-000001");
    let early = house.verb(lead(), record, "pass", &[("case", "ZJ-2026-000001")]);
    assert_eq!(early, Err(Refusal::guard(Guard::NotDrawn, [&number])));
    // What comes after the list was frozen is not drawn.
    cases(&mut house, 5..35);
    let fields = [("seed", SEED), ("published", "官网")];
    house.verb(lead(), record, "draw", &fields).expect("drawn");
    let one = inspection(&house, record);
    assert!(one.list.len() == 5 && one.sample.len() == 1 && one.list.contains(&one.sample[0].number));
    assert_eq!(
        house.verb(lead(), record, "draw", &[("seed", "a better one"), ("published", "官网")]),
        Err(Refusal::guard(Guard::DrawnOnce, [&number]))
    );
    assert_eq!(one.draw.expect("drawn").seed, SEED);
    let duty = house.verb(officer(2, PostRole::Duty), record, "close-inspection", &[]);
    assert_eq!(duty, Err(Refusal::NotPermitted { wants: PostRole::Lead }));
}

#[test]
fn f3_sealed_cases_are_on_no_list_and_bad_drafts_are_refused() {
    let mut house = House::new(1);
    let unit = id(CENTER).record();
    let fields = |ratio, to| [("matter", "时限"), ("from", "2026-11-01"), ("to", to), ("ratio", ratio)];
    let sealed = DisputeDraft { secrecy: Tlp::Red, ..draft("密") };
    house.done(CENTER, Act::Register(Box::new(sealed)));
    let none = house.verb(lead(), unit, "freeze-list", &fields("10", "2026-11-30"));
    assert_eq!(none, Err(Refusal::guard(Guard::NothingToInspect, [day("2026-11-01"), day("2026-11-30")])));
    for (ratio, to, field) in [("0", "2026-11-30", "ratio"), ("101", "2026-11-30", "ratio"), ("5", "2026-10-30", "to")]
    {
        let refused = house.verb(lead(), unit, "freeze-list", &fields(ratio, to)).expect_err("refused");
        assert!(matches!(&refused, Refusal::FieldWrong { field: named, .. } if named == field), "{refused:?}");
    }
    // One more than a list may have.
    for no in 0..=10_000 {
        let form = DisputeDraft { docket: Some(format!("1:26-cv-{no:05}")), ..draft("同一家企业") };
        house.act(CENTER, Act::Register(Box::new(form))).expect("registered");
    }
    let long = house.verb(lead(), unit, "freeze-list", &fields("10", "2026-11-30"));
    assert_eq!(long, Err(Refusal::guard(Guard::ListTooLong, [10_001, 10_000])));
    let duty = house.verb(officer(2, PostRole::Duty), unit, "freeze-list", &fields("10", "2026-11-30"));
    assert_eq!(duty, Err(Refusal::NotPermitted { wants: PostRole::Lead }));
}

#[test]
fn f3_nobody_inspects_what_they_handle_nor_answers_what_they_found() {
    let mut house = House::new(1);
    let case = cases(&mut house, 0..1)[0];
    house.done(CENTER, Act::Dispute(case, DisputeAct::Accept { ground: "本省企业".into() }));
    house.done(CENTER, Act::Dispute(case, DisputeAct::Guide));
    let handled = house.units[CENTER].disputes.get(&case).expect("a case").handler.clone().expect("a handler");
    assert_eq!(handled.0.0, 1, "the lead handles it");
    let record = drawn(&mut house, "100");
    let looked = [("case", "ZJ-2026-000001"), ("finding", "缺委托书"), ("due", "2026-12-01")];
    let own = house.verb(lead(), record, "find", &looked);
    assert_eq!(own, Err(Refusal::guard(Guard::OwnCase, ["officer 1", "ZJ-2026-000001"])));
    let own = house.verb(lead(), record, "pass", &looked[..1]);
    assert_eq!(own, Err(Refusal::guard(Guard::OwnCase, ["officer 1", "ZJ-2026-000001"])));
    let elsewhere = house.verb(officer(2, PostRole::Duty), record, "pass", &[("case", "ZJ-2026-000009")]);
    assert_eq!(elsewhere, Err(Refusal::guard(Guard::NotInSample, ["ZJ-2026-000009", "ZJ-I-2026-000001"])));
    house.verb(officer(2, PostRole::Duty), record, "find", &looked).expect("found");
    let answer = [("no", "1"), ("answer", "已补")];
    let own = house.verb(officer(2, PostRole::Lead), record, "answer-finding", &answer);
    assert_eq!(own, Err(Refusal::guard(Guard::OwnFinding, ["1", "officer 2"])), "two posts are one person");
    house.verb(lead(), record, "answer-finding", &answer).expect("answered");
    let twice = house.verb(lead(), record, "answer-finding", &answer);
    assert_eq!(twice, Err(Refusal::guard(Guard::FindingAnswered, ["1", "officer 1"])));
}

#[test]
fn f3_it_closes_when_all_is_looked_at_and_answered_and_every_step_is_an_entry() {
    let mut house = House::new(1);
    cases(&mut house, 0..4);
    let record = drawn(&mut house, "50");
    let sample: Vec<String> = inspection(&house, record).sample.iter().map(|one| one.number.clone()).collect();
    let duty = || officer(2, PostRole::Duty);
    let close = |house: &mut House| house.verb(lead(), record, "close-inspection", &[]);
    let unlooked = format!("{}, {}", sample[0], sample[1]);
    assert_eq!(close(&mut house), Err(Refusal::guard(Guard::InspectionUnlooked, [&unlooked])));
    house.verb(duty(), record, "pass", &[("case", &sample[0])]).expect("passed");
    let again = house.verb(duty(), record, "pass", &[("case", &sample[0])]);
    assert_eq!(again, Err(Refusal::guard(Guard::LookedAt, [&sample[0], "officer 2"])));
    let finding = [("case", sample[1].as_str()), ("finding", "时限未复核"), ("due", "2026-12-01")];
    house.verb(duty(), record, "find", &finding).expect("found");
    assert_eq!(inspection(&house, record).card().due, Some(day("2026-12-01")));
    assert_eq!(close(&mut house), Err(Refusal::guard(Guard::InspectionUnanswered, ["1"])));
    house.verb(lead(), record, "answer-finding", &[("no", "1"), ("answer", "已复核")]).expect("answered");
    let late = cases(&mut house, 4..5)[0];
    close(&mut house).expect("closed");
    let one = inspection(&house, record);
    let came = house.units[CENTER].disputes.get(&late).expect("a case").number.clone();
    assert_eq!(one.state, InspectionState::Closed);
    assert_eq!(one.closed.expect("closed").1.came, [came], "what came since is told");
    assert_eq!(close(&mut house), Err(Refusal::guard(Guard::InspectionOver, [&one.number])));
    let about = |entry: &&dutydesk::casework::entry::Entry| matches!(&entry.fact, dutydesk::casework::entry::Fact::Affair(id, _) if *id == record);
    assert_eq!(house.books[CENTER].iter().filter(about).count(), 6, "frozen, drawn, passed, found, answered, closed");
}
