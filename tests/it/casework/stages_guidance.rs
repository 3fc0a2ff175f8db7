//! The table of the dispute under guidance: sorted, given, waiting, a task force, corrections, deadlines.

use super::house::{CENTER, day, officer};
use super::stages::{Bench, me};
use dutydesk::casework::authorize::sees;
use dutydesk::casework::command::Act;
use dutydesk::casework::deadline::DeadlineState;
use dutydesk::casework::dispute::guidance::WaitingOn;
use dutydesk::casework::dispute::{Amount, Stage, Track};
use dutydesk::casework::entry::Fact;
use dutydesk::casework::ids::OfficerId;
use dutydesk::casework::refusal::Guard;
use dutydesk::casework::sorting::{SortInputs, SortRules};
use dutydesk::casework::words::{DisputeKind, PostRole, Tlp};
use proptest::prelude::*;

fn inputs() -> SortInputs {
    SortInputs {
        kind: DisputeKind::Domain,
        rights: 1,
        enterprises: 1,
        material_abroad: false,
        amount: None,
        working_days: Some(20),
    }
}

#[test]
fn row_triage_sorts_by_rule_and_says_why() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|_| {});
    assert_eq!(bench.code(1, dispute, "triage", &[]), "stage");
    bench.done(3, dispute, "accept", &[("ground", "本省企业")]);
    assert_eq!(bench.code(3, dispute, "triage", &[]), "not-permitted");
    bench.done(1, dispute, "triage", &[]);
    let now = bench.dispute(dispute);
    let sorting = now.guidance.sorting.clone().expect("sorted");
    assert_eq!((now.stage, sorting.track, sorting.days_left), (Stage::Triaged, Track::Complex, Some(4)));
    assert_eq!(sorting.because[0].rule, "exclusion");
}

#[test]
fn c5_an_override_needs_its_reason_and_is_in_the_audit() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|_| {});
    bench.done(3, dispute, "accept", &[("ground", "本省企业")]);
    assert_eq!(bench.code(1, dispute, "triage", &[("track", "simple")]), "field-missing");
    bench.done(1, dispute, "triage", &[("track", "simple"), ("reason", "只问程序")]);
    let sorting = bench.dispute(dispute).guidance.sorting.expect("sorted");
    assert_eq!((sorting.track, sorting.by_rule), (Track::Simple, Track::Complex));
    let book = bench.house.books[CENTER].last().expect("an entry");
    let words = dutydesk::boards::timeline::describe(&book.fact);
    assert!(words.zh.contains("只问程序") && words.zh.contains("复杂"), "{}", words.zh);
    assert!(words.en.contains("overridden"), "{}", words.en);
}

proptest! {
    #[test]
    fn c5_the_same_inputs_give_the_same_track(
        kind in 0..DisputeKind::ALL.len(),
        rights in 0_usize..6,
        enterprises in 1_usize..20,
        material_abroad: bool,
        amount in proptest::option::of(0_u64..200_000_000),
        working_days in proptest::option::of(0_u16..60),
    ) {
        let one = SortInputs {
            kind: DisputeKind::ALL[kind],
            rights,
            enterprises,
            material_abroad,
            amount: amount.map(|value| (value, "USD".into())),
            working_days,
        };
        let rules = SortRules::read(include_str!("../../../rules/triage.toml")).expect("the file is right");
        let (track, because) = rules.sort(&one);
        prop_assert_eq!((track, because.clone()), SortRules::shared().sort(&one));
        prop_assert!(!because.is_empty(), "a track without a reason");
        // More at stake never makes it simpler.
        let graver = SortInputs { enterprises: enterprises + 10, ..one };
        prop_assert!(rules.sort(&graver).0 >= track);
    }
}

#[test]
fn c5_each_rule_of_sorting_is_met_and_missed() {
    let sort = |inputs: SortInputs| {
        let (track, because) = SortRules::shared().sort(&inputs);
        (track, because[0].rule.clone())
    };
    assert_eq!(sort(inputs()), (Track::Simple, "none".into()));
    assert_eq!(sort(SortInputs { rights: 3, ..inputs() }), (Track::Complex, "many-rights".into()));
    assert_eq!(sort(SortInputs { working_days: Some(3), ..inputs() }), (Track::Complex, "near-deadline".into()));
    assert_eq!(sort(SortInputs { working_days: Some(4), ..inputs() }).0, Track::Simple);
    assert_eq!(sort(SortInputs { working_days: None, ..inputs() }).0, Track::Simple);
    assert_eq!(sort(SortInputs { material_abroad: true, ..inputs() }), (Track::Complex, "abroad".into()));
    assert_eq!(sort(SortInputs { enterprises: 10, ..inputs() }), (Track::Major, "many-enterprises".into()));
    let amount = |value, currency: &str| SortInputs { amount: Some((value, currency.into())), ..inputs() };
    assert_eq!(sort(amount(15_000_000, "USD")), (Track::Major, "amount".into()));
    assert_eq!(sort(amount(15_000_000, "JPY")).0, Track::Simple);
    let wrong = SortRules::read("[[rule]]\nid = \"a\"\ntrack = \"major\"\nzh = \"甲\"\nen = \"a\"\n");
    assert!(wrong.expect_err("no condition").to_string().contains("condition"));
}

#[test]
fn row_assign_gives_it_to_a_known_officer_without_a_conflict() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|_| {});
    bench.done(3, dispute, "accept", &[("ground", "本省企业")]);
    assert_eq!(bench.code(1, dispute, "assign", &[("handler", "officer 3")]), "stage");
    bench.done(1, dispute, "triage", &[]);
    assert_eq!(bench.code(3, dispute, "assign", &[("handler", "officer 3")]), "not-permitted");
    assert_eq!(bench.code(1, dispute, "assign", &[("handler", "nobody")]), "field-wrong");
    bench.done(4, dispute, "recuse", &[("officer", "officer 4"), ("reason", "亲属任职对方")]);
    assert_eq!(bench.guard(1, dispute, "assign", &[("handler", "o4")]), Guard::HandlerRecused);
    bench.done(1, dispute, "assign", &[("handler", "o5")]);
    let now = bench.dispute(dispute);
    assert_eq!((now.stage, now.handler), (Stage::Guiding, Some((OfficerId(5), "officer 5".into()))));
    bench.done(1, dispute, "assign", &[("handler", "officer 3")]);
    assert_eq!(bench.stage(dispute), Stage::Guiding, "another handler takes it over as it stands");
    bench.done(3, dispute, "recuse", &[("officer", "officer 3"), ("reason", "新发现的冲突")]);
    assert_eq!((bench.stage(dispute), bench.dispute(dispute).handler), (Stage::Triaged, None));
    assert_eq!(bench.guard(3, dispute, "guide", &[]), Guard::HandlerRecused);
}

#[test]
fn row_assign_refuses_whoever_guided_the_other_side() {
    let mut bench = Bench::new();
    let theirs = bench.registered(|told| {
        told.enterprise.name = "Northlake Optics LLC".into();
        told.counterpart = "Somebody".into();
    });
    bench.done(4, theirs, "accept", &[("ground", "本省子公司")]);
    bench.done(4, theirs, "guide", &[]);
    let dispute = bench.registered(|_| {});
    bench.done(3, dispute, "accept", &[("ground", "本省企业")]);
    assert_eq!(bench.guard(4, dispute, "guide", &[]), Guard::HandlerEngaged);
    bench.done(3, dispute, "guide", &[]);
    assert_eq!(bench.guard(1, dispute, "assign", &[("handler", "officer 4")]), Guard::HandlerEngaged);
}

#[test]
fn row_assign_where_a_rota_is_kept_is_to_somebody_on_it() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    let unit = super::house::id(CENTER).record();
    let shift = [("officer", "officer 5"), ("layer", "1"), ("from", "2026-11-24 08:00"), ("to", "2026-11-24 20:00")];
    bench.done(1, unit, "plan-shift", &shift);
    assert_eq!(bench.guard(1, dispute, "assign", &[("handler", "officer 4")]), Guard::NotOnRota);
    bench.done(1, dispute, "assign", &[("handler", "officer 5")]);
}

#[test]
fn row_wait_has_a_review_date_and_ends_with_the_answer_or_by_the_clock() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    let wait = [("on", "court"), ("review", "2026-11-26"), ("reason", "等裁定")];
    assert_eq!(bench.code(3, dispute, "wait", &[("on", "court"), ("reason", "x")]), "field-missing");
    assert_eq!(
        bench.code(3, dispute, "wait", &[("on", "court"), ("review", "2026-11-23"), ("reason", "x")]),
        "field-wrong"
    );
    assert_eq!(bench.guard(4, dispute, "wait", &wait), Guard::NotHandler);
    bench.done(3, dispute, "wait", &wait);
    let now = bench.dispute(dispute);
    assert_eq!((now.stage, now.guidance.waiting.map(|one| one.on)), (Stage::Waiting, Some(WaitingOn::Court)));
    bench.done(3, dispute, "answered", &[("what", "裁定已到")]);
    assert_eq!(bench.stage(dispute), Stage::Guiding);
    bench.done(3, dispute, "wait", &wait);
    bench.house.clock("2026-11-25T23:59:00+08:00");
    assert_eq!(bench.stage(dispute), Stage::Waiting);
    bench.house.clock("2026-11-26T00:01:00+08:00");
    let now = bench.dispute(dispute);
    assert_eq!((now.stage, now.guidance.waiting), (Stage::Guiding, None));
}

#[test]
fn c16_access_ends_with_the_task_force() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|told| told.secrecy = Tlp::Red);
    let visible = |bench: &Bench, no| sees(OfficerId(no), PostRole::Duty, Tlp::Red, &bench.dispute(dispute).named);
    assert!(visible(&bench, 3) && !visible(&bench, 4));
    let team = [("members", "officer 3; officer 4; officer 5"), ("purpose", "集中办理")];
    assert_eq!(bench.code(3, dispute, "form-team", &team), "not-permitted");
    assert_eq!(bench.guard(1, dispute, "end-team", &[("reason", "x")]), Guard::NoTeam);
    bench.done(1, dispute, "form-team", &team);
    assert_eq!(bench.guard(1, dispute, "form-team", &team), Guard::TeamThere);
    assert!([3, 4, 5].into_iter().all(|no| visible(&bench, no)));
    bench.done(4, dispute, "note", &[("text", "专班意见")]);
    bench.done(3, dispute, "accept", &[("ground", "本省企业")]);
    bench.done(5, dispute, "guide", &[]);
    bench.done(1, dispute, "end-team", &[("reason", "任务完成")]);
    assert!(visible(&bench, 3) && !visible(&bench, 4));
    assert!(visible(&bench, 5), "the handler sees the case by the handling of it");
    assert_eq!(bench.code(4, dispute, "note", &[("text", "x")]), "not-found");
}

#[test]
fn c16_the_reads_of_a_task_forces_case_are_in_its_audit_while_it_stands() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    let readers = |bench: &Bench| {
        let read = bench.dispute(dispute).read_by;
        read.iter().map(|one| one.officer).collect::<Vec<_>>()
    };
    let read = |bench: &mut Bench, no: u32| {
        bench.house.act_as(CENTER, me(no), Act::Read(dispute)).expect("read");
    };
    read(&mut bench, 4);
    assert_eq!(readers(&bench), [], "a case like any other leaves no trace");
    bench.done(1, dispute, "form-team", &[("members", "officer 3; officer 5"), ("purpose", "集中办理")]);
    for no in [4, 5, 5] {
        read(&mut bench, no);
    }
    assert_eq!(readers(&bench), [OfficerId(4), OfficerId(5)], "each officer once a day");
    let told = bench.house.books[CENTER].iter().filter(|entry| matches!(entry.fact, Fact::Read(_))).count();
    assert_eq!(told, 2, "and each is an entry");
    bench.done(1, dispute, "end-team", &[("reason", "已结案")]);
    read(&mut bench, 6);
    assert_eq!(readers(&bench), [OfficerId(4), OfficerId(5)], "what was read stays, and no more comes");
}

#[test]
fn c16_a_task_force_ends_with_the_case_at_the_latest() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|told| told.secrecy = Tlp::Red);
    bench.done(1, dispute, "form-team", &[("members", "officer 4"), ("purpose", "集中办理")]);
    bench.done(3, dispute, "withdraw", &[("form", "written"), ("proof", "来函 2026-11-23")]);
    let now = bench.dispute(dispute);
    assert!(now.guidance.team.is_some_and(|team| team.ended.is_some()));
    assert!(!now.named.contains(&OfficerId(4)));
}

#[test]
fn row_correct_a_fact_moves_the_deadlines_that_rest_on_it() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|told| {
        told.served_on = None;
        told.reply_due = Some(day("2026-12-10"));
    });
    let correct = [("field", "reply-due"), ("value", "2026-12-04"), ("reason", "看错一行")];
    assert_eq!(bench.code(3, dispute, "correct", &correct[..2]), "field-missing");
    bench.done(3, dispute, "correct", &correct);
    let now = bench.dispute(dispute);
    assert_eq!((now.draft.reply_due, now.deadlines[0].computed.safe), (Some(day("2026-12-04")), day("2026-12-04")));
    let book = bench.house.books[CENTER].last().expect("an entry");
    let words = dutydesk::boards::timeline::describe(&book.fact).en;
    assert!(words.contains("moved from 2026-12-10 to 2026-12-04"), "{words}");
    assert_eq!(bench.code(3, dispute, "correct", &correct), "field-wrong");
    let kind = [("field", "kind"), ("value", "no such kind"), ("reason", "x")];
    assert_eq!(bench.code(3, dispute, "correct", &kind), "field-wrong");
    bench.done(3, dispute, "correct", &[("field", "amount"), ("value", "12.50 usd"), ("reason", "补录")]);
    let amount = Amount { value: "12.50".into(), currency: "USD".into() };
    assert_eq!(bench.dispute(dispute).draft.amount, Some(amount));
}

#[test]
fn row_correct_a_service_method_computes_again_what_it_had_computed() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    let add = [("rule", "us-itc-337-answer"), ("trigger", "2026-11-06"), ("service", "mail")];
    bench.done(3, dispute, "add-deadline", &add);
    bench.done(3, dispute, "correct", &[("field", "service-method"), ("value", "personal"), ("reason", "见回证")]);
    let now = bench.dispute(dispute);
    let asked = now.deadlines[1].question.clone().expect("asked by rule");
    assert_eq!((now.draft.service_method.as_str(), asked.service.as_deref()), ("personal", Some("personal")));
    let other = [("field", "products"), ("value", "镜头"), ("reason", "x")];
    assert_eq!(bench.guard(4, dispute, "correct", &other), Guard::NotHandler);
}

#[test]
fn row_deadline_extended_goes_on_as_a_new_one_to_be_verified() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    let until = [("no", "1"), ("until", "2026-12-14"), ("proof", "Order No. 3")];
    assert_eq!(
        bench.code(3, dispute, "extend-deadline", &[("no", "1"), ("until", "2026-11-25"), ("proof", "x")]),
        "field-wrong"
    );
    bench.done(3, dispute, "extend-deadline", &until);
    let now = bench.dispute(dispute);
    assert_eq!(now.deadlines[0].state, DeadlineState::Extended);
    let (old, new) = (&now.deadlines[0].computed, &now.deadlines[1].computed);
    assert_eq!((now.deadlines[1].state, new.safe), (DeadlineState::Planned, day("2026-12-14")));
    assert_eq!(new.cutoff_at.time(), old.due_cutoff_at.time(), "the forum closes at its hour");
    assert_eq!(now.deadlines[1].asked(), None, "nothing computes it away");
    assert_eq!(bench.code(3, dispute, "extend-deadline", &until), "done");
    assert_eq!(bench.code(3, dispute, "verify-deadline", &[("no", "2")]), "second-person");
    bench.done(4, dispute, "verify-deadline", &[("no", "2")]);
}

#[test]
fn row_deadline_hard_or_beyond_its_outer_day_is_not_extended() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    let rules = dutydesk::calendar::Rules::shared();
    let rule_of = |pick: fn(&dutydesk::calendar::Computed) -> bool| {
        let trigger = day("2026-11-06");
        let computed = |id: &str| dutydesk::calendar::compute(rules, &dutydesk::calendar::Question::new(id, trigger));
        rules.rules().iter().filter_map(|rule| computed(&rule.id).ok()).find(pick).expect("a rule of that kind")
    };
    let hard = rule_of(|one| one.hard);
    bench.done(3, dispute, "add-deadline", &[("rule", &hard.rule), ("trigger", "2026-11-06")]);
    let far = [("no", "2"), ("until", "2029-12-31"), ("proof", "x")];
    assert_eq!(bench.guard(3, dispute, "extend-deadline", &far), Guard::HardPeriod);
    let outer = rule_of(|one| one.outer.is_some() && !one.hard);
    bench.done(3, dispute, "add-deadline", &[("rule", &outer.rule), ("trigger", "2026-11-06")]);
    let far = [("no", "3"), ("until", "2029-12-31"), ("proof", "x")];
    assert_eq!(bench.guard(3, dispute, "extend-deadline", &far), Guard::BeyondOuter);
}

#[test]
fn row_deadline_moot_and_missed_end_it_with_their_proof() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    let missed = [("no", "1"), ("proof", "EDIS 显示逾期")];
    assert_eq!(bench.guard(3, dispute, "deadline-missed", &missed), Guard::NotOverYet);
    bench.house.clock("2026-12-02T09:00:00+08:00");
    bench.done(3, dispute, "deadline-missed", &missed);
    assert_eq!(bench.dispute(dispute).deadlines[0].state, DeadlineState::Missed);
    bench.done(3, dispute, "add-deadline", &[("rule", "us-itc-337-answer"), ("trigger", "2026-11-30")]);
    assert_eq!(bench.code(3, dispute, "moot-deadline", &[("no", "2")]), "field-missing");
    bench.done(3, dispute, "moot-deadline", &[("no", "2"), ("reason", "已和解")]);
    let now = bench.dispute(dispute);
    assert_eq!((now.deadlines[1].state, now.next_deadline()), (DeadlineState::Moot, None));
    assert_eq!(bench.code(4, dispute, "verify-deadline", &[("no", "2")]), "done");
}

#[test]
fn the_short_way_sorts_and_takes_in_one_step() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|_| {});
    bench.done(3, dispute, "accept", &[("ground", "本省企业")]);
    bench
        .house
        .act_as(CENTER, me(3), Act::Dispute(dispute, dutydesk::casework::command::DisputeAct::Guide))
        .expect("taken");
    let now = bench.dispute(dispute);
    assert_eq!((now.stage, now.track(), now.is_handled_by(OfficerId(3))), (Stage::Guiding, Some(Track::Complex), true));
    let admin = bench.house.verb(officer(9, PostRole::Admin), dispute, "note", &[("text", "x")]);
    assert!(admin.is_err(), "casework is not an administrator's");
}
