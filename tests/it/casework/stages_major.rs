//! Major disputes (systems row D10): criteria, the tree of recipients, situation reports, two persons to stand down.

use super::house::CENTER;
use super::stages::Bench;
use dutydesk::casework::alert::{AlertState, Priority};
use dutydesk::casework::dispute::Track;
use dutydesk::casework::dispute::major::{Major, MajorLevel, MajorState};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::major_rules::MajorRules;
use dutydesk::casework::refusal::Guard;
use dutydesk::casework::words::Tlp;

const RAISE: [(&str, &str); 3] =
    [("level", "II"), ("criteria", "industry; 涉及企业众多"), ("also", "省商务厅贸易救济处")];

fn major(bench: &Bench, id: RecordId) -> Major {
    bench.dispute(id).major.expect("major")
}

/// Raised by handler 3, all told, active since about 14:32 on 23 November.
fn active(bench: &mut Bench) -> RecordId {
    let dispute = bench.guided();
    bench.done(3, dispute, "raise-major", &RAISE);
    for no in 1..=5 {
        bench.done(3, dispute, "notice-receipt", &[("no", &no.to_string()), ("proof", "电话确认")]);
    }
    bench.done(3, dispute, "activate-major", &[]);
    dispute
}

#[test]
fn d10_the_flag_raises_a_tree_of_recipients_with_receipts() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    assert_eq!(bench.guard(3, dispute, "sitrep", &[("text", "x")]), Guard::NotMajor);
    assert_eq!(bench.code(3, dispute, "raise-major", &[("level", "II"), ("criteria", "bad luck")]), "field-wrong");
    assert_eq!(bench.code(3, dispute, "raise-major", &[("level", "II")]), "field-missing");
    assert_eq!(bench.guard(4, dispute, "raise-major", &RAISE), Guard::NotHandler);
    bench.done(3, dispute, "raise-major", &RAISE);
    let now = major(&bench, dispute);
    assert_eq!((now.state, now.level, now.tree.len()), (MajorState::Raised, MajorLevel::Two, 5));
    assert_eq!(now.criteria, ["industry", "many"]);
    assert_eq!(now.tree[2].told_by, Some(2), "a tree: the province tells the national center");
    assert_eq!(bench.dispute(dispute).track(), Some(Track::Major));
    assert_eq!(bench.guard(3, dispute, "activate-major", &[]), Guard::Unreached);
    for no in 1..=5 {
        assert_eq!(major(&bench, dispute).state, MajorState::Raised);
        bench.done(3, dispute, "notice-receipt", &[("no", &no.to_string()), ("proof", "电话确认")]);
    }
    assert_eq!(major(&bench, dispute).state, MajorState::Notified);
    assert_eq!(bench.code(3, dispute, "notice-receipt", &[("no", "2"), ("proof", "x")]), "done");
    assert_eq!(bench.code(3, dispute, "notice-receipt", &[("no", "9"), ("proof", "x")]), "field-wrong");
    assert_eq!(bench.guard(3, dispute, "sitrep", &[("text", "x")]), Guard::NotActive);
    bench.done(3, dispute, "activate-major", &[]);
    assert_eq!(bench.guard(3, dispute, "activate-major", &[]), Guard::ActiveAlready);
    assert_eq!(major(&bench, dispute).state, MajorState::Active);
}

#[test]
fn d10_a_missed_situation_report_is_an_alert() {
    let mut bench = Bench::new();
    let dispute = active(&mut bench);
    bench.house.clock("2026-11-24T10:00:00+08:00");
    bench.done(3, dispute, "sitrep", &[("text", "各方已到位")]);
    bench.house.clock("2026-11-25T09:59:00+08:00");
    assert_eq!(bench.house.units[CENTER].alerts.size(), 0, "24 hours since the last are not over");
    bench.house.clock("2026-11-25T10:01:00+08:00");
    let alerts: Vec<_> = bench.house.units[CENTER].alerts.values().collect();
    assert_eq!((alerts.len(), alerts[0].state, alerts[0].draft.priority()), (1, AlertState::New, Priority::P1));
    assert!(alerts[0].draft.headline.contains("ZJ-2026-000001"), "{}", alerts[0].draft.headline);
    bench.house.clock("2026-11-25T10:02:00+08:00");
    assert_eq!(bench.house.units[CENTER].alerts.size(), 1, "once");
    // A long outage is one miss, and the next round is counted on the same cadence.
    bench.house.clock("2026-11-29T12:00:00+08:00");
    assert_eq!(bench.house.units[CENTER].alerts.size(), 2);
    bench.house.clock("2026-11-30T09:00:00+08:00");
    assert_eq!(bench.house.units[CENTER].alerts.size(), 2);
    bench.house.clock("2026-11-30T10:01:00+08:00");
    assert_eq!((bench.house.units[CENTER].alerts.size(), major(&bench, dispute).missed.len()), (3, 3));
}

#[test]
fn d10_the_alert_of_a_sealed_case_names_nothing() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|told| told.secrecy = Tlp::Red);
    bench.done(3, dispute, "accept", &[("ground", "本省企业")]);
    bench.done(3, dispute, "guide", &[]);
    bench.done(3, dispute, "raise-major", &RAISE);
    bench.done(3, dispute, "activate-major", &[("reason", "夜间先启动")]);
    bench.house.clock("2026-11-25T09:00:00+08:00");
    let alerts: Vec<_> = bench.house.units[CENTER].alerts.values().collect();
    let draft = &alerts[0].draft;
    let number = bench.dispute(dispute).number;
    let told = [&draft.headline, &draft.description, &draft.forum, &draft.jurisdiction].map(String::as_str).join(" ");
    assert!(!told.contains(&number) && !told.contains("ITC") && draft.parties.is_empty(), "{told}");
}

#[test]
fn d10_lowering_needs_another_approver_than_the_requester() {
    let mut bench = Bench::new();
    let dispute = active(&mut bench);
    assert_eq!(bench.guard(1, dispute, "grant-major", &[]), Guard::NothingAsked);
    let lower = [("level", "III"), ("reason", "禁令已撤")];
    assert_eq!(bench.code(1, dispute, "ask-lower", &[("level", "I"), ("reason", "x")]), "field-wrong");
    bench.done(1, dispute, "ask-lower", &lower);
    assert_eq!(bench.guard(3, dispute, "ask-stand-down", &[("reason", "x")]), Guard::AskedAlready);
    assert_eq!(bench.guard(1, dispute, "grant-major", &[]), Guard::AskedBySame);
    assert_eq!(bench.code(3, dispute, "grant-major", &[]), "not-permitted");
    bench.done(2, dispute, "grant-major", &[]);
    let now = major(&bench, dispute);
    assert_eq!((now.level, now.sitrep_hours, now.state), (MajorLevel::Three, 72, MajorState::Active));
}

#[test]
fn d10_a_stand_down_is_asked_by_one_and_granted_by_another() {
    let mut bench = Bench::new();
    let dispute = active(&mut bench);
    bench.done(1, dispute, "ask-stand-down", &[("reason", "已和解")]);
    assert_eq!(major(&bench, dispute).state, MajorState::StandDownAsked);
    bench.done(2, dispute, "refuse-major", &[("reason", "等法院确认")]);
    assert_eq!(major(&bench, dispute).state, MajorState::Active);
    bench.done(1, dispute, "ask-stand-down", &[("reason", "法院已确认")]);
    bench.done(2, dispute, "grant-major", &[]);
    let now = major(&bench, dispute);
    assert_eq!((now.state, now.sitrep_due()), (MajorState::StoodDown, None));
    bench.house.clock("2026-12-20T09:00:00+08:00");
    assert_eq!(bench.house.units[CENTER].alerts.size(), 0, "nothing rings after it");
    assert_eq!(bench.guard(3, dispute, "sitrep", &[("text", "x")]), Guard::NotMajor);
}

#[test]
fn d10_a_graver_level_tells_more_and_keeps_the_receipts() {
    let mut bench = Bench::new();
    let dispute = active(&mut bench);
    assert_eq!(bench.guard(3, dispute, "raise-major", &RAISE), Guard::MajorAlready);
    bench.done(3, dispute, "raise-major", &[("level", "I"), ("criteria", "persons")]);
    let now = major(&bench, dispute);
    assert_eq!((now.level, now.state, now.sitrep_hours), (MajorLevel::One, MajorState::Raised, 8));
    let told: Vec<&str> = now.unreached().map(|one| one.name.en.as_str()).collect();
    assert_eq!(told, ["CCPIT representative office there", "embassy or consulate there"]);
}

#[test]
fn row_major_is_not_closed_while_it_is_on_nor_by_its_handler() {
    let mut bench = Bench::new();
    let dispute = active(&mut bench);
    bench.done(1, dispute, "assign", &[("handler", "officer 1")]);
    let close = [("outcome", "won"), ("code", "enterprise")];
    assert_eq!(bench.guard(1, dispute, "close", &close), Guard::MajorClosedByHandler);
    let bare = bench.ask(2, dispute, "close", &[("outcome", "won")]).expect_err("still on");
    assert!(bare.en().contains("active"), "{}", bare.en());
    bench.done(1, dispute, "ask-stand-down", &[("reason", "已胜诉")]);
    bench.done(2, dispute, "grant-major", &[]);
    assert_eq!(bench.guard(1, dispute, "close", &close), Guard::MajorClosedByHandler, "stood down it was major");
    bench.done(2, dispute, "close", &close);
}

#[test]
fn the_rules_of_major_disputes_are_read_and_checked() {
    let text = include_str!("../../../rules/major.toml");
    assert_eq!(&MajorRules::read(text).expect("the file is right"), MajorRules::shared());
    let wrong = |from: &str, to: &str| MajorRules::read(&text.replace(from, to)).expect_err("wrong").to_string();
    assert!(wrong("id = \"III\"", "id = \"IV\"").contains("III"));
    assert!(wrong("told_by = \"national\"", "told_by = \"moon\"").contains("told"));
    assert!(wrong("sitrep_hours = 24", "sitrep_hours = 0").contains("cadence"));
}
