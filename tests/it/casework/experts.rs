//! The roster: who can be asked, who cannot, commissioners and their visits (systems rows A8, C11, F5).

use super::house::{CENTER, House, day, draft, id, officer};
use super::looking;
use dutydesk::boards::Boards;
use dutydesk::boards::rows::ExpertRow;
use dutydesk::boards::views::{DisputeView, View, view};
use dutydesk::boards::window::List;
use dutydesk::casework::command::Act;
use dutydesk::casework::dispute::Dispute;
use dutydesk::casework::expert::{Expert, ExpertDraft};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::matching::{Match, Matter, ranked, ranked_for};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::unit::Author;
use dutydesk::casework::words::{PostRole, Tlp};

fn duty() -> Author {
    officer(1, PostRole::Duty)
}

/// An expert of light and distance who speaks English.
pub fn optician(name: &str) -> ExpertDraft {
    ExpertDraft {
        name: name.into(),
        organisation: "澄江大学".into(),
        fields: vec!["G01S".into()],
        jurisdictions: vec!["US".into()],
        languages: vec!["en".into()],
        load_max: 2,
        ..ExpertDraft::default()
    }
}

/// Puts a person on the roster of the center.
pub fn enrolled(house: &mut House, draft: ExpertDraft) -> RecordId {
    house.done(CENTER, Act::EnrolExpert(Box::new(draft)))
}

pub fn expert_of(house: &House, id: RecordId) -> Expert {
    (**house.units[CENTER].experts.get(&id).expect("an expert")).clone()
}

fn dispute_of(house: &House, id: RecordId) -> Dispute {
    (**house.units[CENTER].disputes.get(&id).expect("a dispute")).clone()
}

fn shown(house: &House, dispute: RecordId, on: &str) -> DisputeView {
    match view(&house.units[CENTER], &Boards::default(), dispute, day(on)) {
        Some(View::Dispute(view)) => *view,
        other => panic!("no dispute: {other:?}"),
    }
}

fn names(matches: &[Match]) -> Vec<&str> {
    matches.iter().map(|one| one.name.as_str()).collect()
}

#[test]
fn the_roster_is_corrected_field_by_field_and_the_rest_stays() {
    let mut house = House::new(1);
    let expert = enrolled(&mut house, optician("方旭"));
    let fields = [("fields", "G01S、G02B"), ("lendable", "yes"), ("role", "技术调查官"), ("seats", "杭州; USITC")];
    house.verb(duty(), expert, "change-expert", &fields).expect("corrected");
    let draft = expert_of(&house, expert).draft;
    assert_eq!((draft.fields.len(), draft.lendable, draft.seats.len()), (2, true, 2));
    assert_eq!((draft.role().code(), draft.organisation.as_str()), ("investigator", "澄江大学"));
    let nothing = house.verb(duty(), expert, "change-expert", &[]);
    assert_eq!(nothing.expect_err("nothing given").code(), "field-missing");
    let heavy = house.verb(duty(), expert, "change-expert", &[("load_max", "300")]);
    assert_eq!(heavy.expect_err("too many").code(), "field-wrong");
}

#[test]
fn leave_has_two_ends_and_the_person_may_be_back_early() {
    let mut house = House::new(1);
    let expert = enrolled(&mut house, optician("方旭"));
    let early = house.verb(duty(), expert, "end-leave", &[("on", "2026-12-01")]);
    assert_eq!(early, Err(Refusal::guard(Guard::NotOnLeave, ["方旭"])));
    let backwards = house.verb(duty(), expert, "leave", &[("from", "2026-12-09"), ("to", "2026-12-01")]);
    assert_eq!(backwards.expect_err("backwards").code(), "field-wrong");
    house.verb(duty(), expert, "leave", &[("from", "2026-12-01"), ("to", "2026-12-09")]).expect("on leave");
    let away = |house: &House, on: &str| expert_of(house, expert).draft.is_away(day(on));
    assert_eq!(
        ["2026-11-30", "2026-12-01", "2026-12-09", "2026-12-10"].map(|on| away(&house, on)),
        [false, true, true, false]
    );
    house.verb(duty(), expert, "end-leave", &[("on", "2026-12-05")]).expect("back");
    assert_eq!(["2026-12-04", "2026-12-05"].map(|on| away(&house, on)), [true, false]);
}

#[test]
fn an_engagement_counts_for_five_years_and_then_no_longer() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    let expert = enrolled(&mut house, optician("魏纪"));
    let fields = [("who", "Harrow & Pell"), ("role", "acted"), ("from", "2020-01-01"), ("to", "2021-11-23")];
    house.verb(duty(), expert, "add-engagement", &fields).expect("recorded");
    let conflicts = |house: &House, on: &str| {
        ranked(&house.units[CENTER], &dispute_of(house, dispute), day(on))[0].conflicts.clone()
    };
    assert_eq!(conflicts(&house, "2026-11-23"), ["Harrow & Pell 2020-01-01–2021-11-23"]);
    assert!(conflicts(&house, "2026-11-24").is_empty(), "five years and a day");
    house
        .verb(duty(), expert, "add-engagement", &[("who", "Northlake"), ("role", "advised"), ("from", "2019-05-05")])
        .expect("goes on");
    assert_eq!(conflicts(&house, "2030-01-01").len(), 1, "what goes on counts");
}

#[test]
fn c11_a_search_by_ipc_language_and_free_slot_has_one_order() {
    let mut house = House::new(1);
    let mut put = |name: &str, change: &dyn Fn(&mut ExpertDraft)| {
        let mut draft = optician(name);
        change(&mut draft);
        enrolled(&mut house, draft)
    };
    put("其他领域", &|one| one.fields = vec!["A61K".into()]);
    let late = put("下周有空", &|one| one.jurisdictions.clear());
    put("不会德语", &|_| {});
    put("德语甲", &|one| one.languages = vec!["de".into()]);
    put("德语乙", &|one| one.languages = vec!["en".into(), "de".into()]);
    let away = put("请假中", &|one| one.languages = vec!["de".into()]);
    let fields = [("from", "2026-12-01"), ("to", "2026-12-05")];
    house.verb(duty(), late, "add-slot", &fields).expect("a slot");
    house.verb(duty(), late, "change-expert", &[("languages", "de"), ("jurisdictions", "US")]).expect("corrected");
    house.verb(duty(), away, "leave", &[("from", "2026-11-20"), ("to", "2026-12-20")]).expect("on leave");
    let matter = Matter {
        field: "G01S 17/08".into(),
        languages: vec!["de".into()],
        jurisdiction: "US".into(),
        ..Matter::default()
    };
    let found = ranked_for(&house.units[CENTER], &matter, day("2026-11-23"));
    assert_eq!(names(&found), ["德语甲", "德语乙", "下周有空", "不会德语", "其他领域", "请假中"]);
    assert_eq!(found[2].free_from, Some(day("2026-12-01")));
    for _ in 0..5 {
        // The roster is a hash map: its own order must not show.
        house.restart(CENTER);
        assert_eq!(ranked_for(&house.units[CENTER], &matter, day("2026-11-23")), found);
    }
}

#[test]
fn c11_the_roster_is_filtered_by_ipc_language_and_who_is_free_in_time() {
    let mut house = House::new(1);
    let expert = enrolled(&mut house, optician("方旭"));
    house.verb(duty(), expert, "add-slot", &[("from", "2026-12-01"), ("to", "2026-12-05")]).expect("a slot");
    let mut boards = Boards::default();
    boards.put_expert(&ExpertRow::of(&expert_of(&house, expert), &house.units[CENTER]));
    let passes = |text: &str, on: &str| looking::listed(&boards, List::Experts, text, on).total == 1;
    assert!(passes("field:G01 lang:en due<=8d", "2026-11-23"));
    assert!(!passes("due<=7d", "2026-11-23"), "free in eight days");
    assert!(passes("due<=0", "2026-12-05"));
    assert!(!passes("due<=0", "2026-12-06"), "no slot is left");
    assert!(!passes("lang:de", "2026-12-01") && !passes("kind:commissioner", "2026-12-01"));
}

#[test]
fn a_roster_entry_from_before_there_were_roles_and_slots_still_loads() {
    let old = r#"{"name":"方旭","organisation":"所","fields":["G01S"],"jurisdictions":[],"languages":["en"],
        "contact":"","conflicts":["Northlake"],"load_max":2,"leave_until":"2026-12-09"}"#;
    let draft: ExpertDraft = serde_json::from_str(old).expect("it loads");
    assert_eq!((draft.role().code(), draft.lendable), ("adviser", false));
    assert!(draft.is_away(day("2026-01-01")), "leave without a first day has begun");
}

#[test]
fn not_available_says_the_same_for_leave_load_and_work_on_the_other_side() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    let [away, full, torn] = ["请假", "已满", "对方专家"].map(|name| enrolled(&mut house, optician(name)));
    house.verb(duty(), away, "leave", &[("from", "2026-11-01"), ("to", "2026-12-31")]).expect("on leave");
    let mut choose = |name: &str, counterpart: &str, secrecy: Tlp, expert: RecordId| {
        let mut other = draft(name);
        (other.counterpart, other.docket, other.secrecy) = (counterpart.into(), None, secrecy);
        other.counterpart_counsel = String::new();
        let other = house.done(CENTER, Act::Register(Box::new(other)));
        let lead = officer(9, PostRole::Lead);
        house.verb(lead, other, "choose-expert", &[("expert", &expert.to_string())]).expect("chosen");
    };
    choose("甲公司", "乙公司", Tlp::Red, full);
    choose("丙公司", "丁公司", Tlp::Amber, full);
    choose("Northlake Optics LLC", "戊公司", Tlp::Red, torn);
    let found = ranked(&house.units[CENTER], &dispute_of(&house, dispute), day("2026-11-23"));
    let told: Vec<_> = found.iter().map(|one| (one.available, one.score, one.conflicts.len(), &one.reasons)).collect();
    assert_eq!((told[0], told[1]), (told[1], told[2]), "one answer for all three");
    assert!(!found[0].available);
    let row = ExpertRow::of(&expert_of(&house, full), &house.units[CENTER]);
    assert_eq!(row.load, (1, 2), "a sealed case is not counted where everybody reads");
}

#[test]
fn a8_an_assignment_ended_shows_no_commissioner_next_day_and_the_visits_stay() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    let expert = enrolled(&mut house, optician("苏砚"));
    let fields = [("enterprise", "澄光光电"), ("from", "2026-06-01")];
    let early = house.verb(duty(), expert, "assign-commissioner", &fields);
    assert_eq!(early, Err(Refusal::guard(Guard::NotCommissioner, ["苏砚"])));
    house.verb(duty(), expert, "change-expert", &[("role", "commissioner")]).expect("a commissioner");
    house.verb(duty(), expert, "assign-commissioner", &fields).expect("stationed");
    let twice = house.verb(duty(), expert, "assign-commissioner", &fields);
    assert_eq!(twice, Err(Refusal::guard(Guard::AssignmentRunning, ["苏砚", "澄光光电"])));
    let visit = [("enterprise", "澄光光电"), ("on", "2026-11-20"), ("text", "查看证据保全")];
    house.verb(duty(), expert, "log-visit", &visit).expect("visited");
    let before = [("enterprise", "澄光光电"), ("on", "2026-05-31"), ("text", "太早")];
    let before = house.verb(duty(), expert, "log-visit", &before);
    assert_eq!(before, Err(Refusal::guard(Guard::NoAssignment, ["苏砚", "澄光光电"])));
    assert_eq!(shown(&house, dispute, "2026-11-23").commissioners[0].name, "苏砚");
    let end = [("enterprise", "澄光光电"), ("last", "2026-11-23"), ("reason", "任期届满")];
    house.verb(duty(), expert, "end-assignment", &end).expect("ended");
    assert_eq!(shown(&house, dispute, "2026-11-23").commissioners.len(), 1, "its last day is one of it");
    assert!(shown(&house, dispute, "2026-11-24").commissioners.is_empty());
    assert_eq!(expert_of(&house, expert).visits.len(), 1);
    let again = house.verb(duty(), expert, "end-assignment", &end);
    assert_eq!(again, Err(Refusal::guard(Guard::NoAssignment, ["苏砚", "澄光光电"])));
}

#[test]
fn f5_a_listing_that_holds_on_the_day_is_shown_where_its_name_is_met() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    let mut firm = optician("甲");
    firm.organisation = "Acme Experts".into();
    enrolled(&mut house, firm);
    let mut list = |name: &str, to: &str| {
        let fields = [("list", "discredit"), ("name", name), ("basis", "国知发"), ("from", "2026-01-01"), ("to", to)];
        house.verb(duty(), id(CENTER).record(), "list-name", &fields).expect("listed")
    };
    list("Northlake Optics L.L.C.", "2026-12-31");
    list("ACME Experts", "2026-11-23");
    list("Optics", "");
    let listed = shown(&house, dispute, "2026-12-31").listings;
    assert_eq!(listed.iter().map(|hit| hit.number.as_str()).collect::<Vec<_>>(), ["ZJ-L-2026-000001"]);
    assert!(shown(&house, dispute, "2027-01-01").listings.is_empty(), "an expired entry no longer matches");
    let score = |on: &str| ranked(&house.units[CENTER], &dispute_of(&house, dispute), day(on))[0].score;
    assert_eq!(score("2026-11-24") - score("2026-11-23"), 30);
}
