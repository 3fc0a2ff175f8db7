//! The further rows of the referral's table: amendments, questions, rest, extension, failure, objections, partial
//! acceptance, disputes over a return, urging, voiding.

use super::house::{CENTER, COURT, House, day, id, officer};
use super::referral::{request, seen};
use dutydesk::casework::command::{Acceptance, Act, LegAct, ReferralAct};
use dutydesk::casework::custody::Custody;
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::leg::{ItemReport, RefusedItem};
use dutydesk::casework::referral::{
    Amendment, HoldCode, ItemOutcome, Matter, Recipient, ReferralDraft, ReferralKind, ReturnCode, Ruling, Terms,
};
use dutydesk::casework::refusal::Refusal;
use dutydesk::casework::standing::{Ball, Standing, ball};
use dutydesk::casework::words::PostRole;

fn leg(referral: RecordId, act: LegAct) -> Act {
    Act::Leg(referral, act, None)
}

fn sent(referral: RecordId, act: ReferralAct) -> Act {
    Act::Referral(referral, act)
}

fn signed(house: &mut House) -> RecordId {
    let dispute = house.guided_dispute();
    let referral = house.done(CENTER, request(dispute));
    house.done(COURT, leg(referral, LegAct::Sign));
    referral
}

fn begun(house: &mut House) -> RecordId {
    let referral = signed(house);
    house.done(COURT, leg(referral, LegAct::Accept { promised: None }));
    house.done(COURT, leg(referral, LegAct::Start));
    referral
}

fn report(words: &[ItemOutcome]) -> LegAct {
    let outcomes = words.iter().map(|outcome| ItemReport { outcome: *outcome, text: String::new() }).collect();
    LegAct::Report { outcomes, summary: "办毕".into() }
}

fn back(referral: RecordId, code: ReturnCode) -> Act {
    leg(referral, LegAct::Return { code, basis: "三定方案第4条".into(), suggestion: String::new() })
}

fn both(standing: Standing) -> (Standing, Standing) {
    (standing, standing)
}

#[test]
fn rows_10_11_questions_before_acceptance_two_rounds_at_most() {
    let mut house = House::new(2);
    let referral = signed(&mut house);
    let ask = |text: &str| leg(referral, LegAct::AskInfo { questions: vec![text.into()] });
    let answer = |answers: &[&str]| {
        let answers = answers.iter().map(|one| (*one).to_owned()).collect();
        sent(referral, ReferralAct::Supplement { answers })
    };
    assert_eq!(house.act(COURT, ask(" ")).expect_err("no question").code(), "field-missing");
    assert_eq!(house.act(CENTER, answer(&["x"])).expect_err("nothing asked").code(), "not-our-turn");
    for round in ["送达日期?", "侵权产品型号?"] {
        house.done(COURT, ask(round));
        assert_eq!(seen(&house, referral), both(Standing::NeedsInfo));
        let file = house.units[CENTER].referrals.get(&referral).expect("known");
        assert_eq!(ball(file, Standing::NeedsInfo, id(CENTER)), Ball::Mine);
        let early = house.act(COURT, leg(referral, LegAct::Accept { promised: None }));
        assert_eq!(early.expect_err("answers first").code(), "not-our-turn");
        let wrong = house.act(CENTER, answer(&["a", "b"]));
        assert_eq!(wrong, Err(Refusal::AnswerCount { questions: 1, given: 2 }));
        house.done(CENTER, answer(&["不掌握"]));
        assert_eq!(seen(&house, referral), both(Standing::Signed));
    }
    assert_eq!(house.act(COURT, ask("再问")), Err(Refusal::Rounds { max: 2 }));
    house.done(COURT, leg(referral, LegAct::Accept { promised: None }));
    assert_eq!(seen(&house, referral), both(Standing::Accepted));
}

#[test]
fn row_13_items_may_be_refused_each_with_its_code() {
    let mut house = House::new(2);
    let referral = signed(&mut house);
    let part = |items: &[u16]| {
        let refused = items
            .iter()
            .map(|item| RefusedItem { item: *item, code: ReturnCode::Function, basis: "非本院职能".into() })
            .collect();
        leg(referral, LegAct::AcceptWith(Box::new(Acceptance { refused, ..Acceptance::default() })))
    };
    assert_eq!(house.act(COURT, part(&[0, 1])).expect_err("that is a return").code(), "field-wrong");
    assert_eq!(house.act(COURT, part(&[7])).expect_err("no such item").code(), "field-wrong");
    house.done(COURT, part(&[1]));
    let both_items = report(&[ItemOutcome::Achieved, ItemOutcome::Achieved]);
    let refusal = house.act(COURT, leg(referral, both_items)).expect_err("one item is left");
    assert_eq!(refusal, Refusal::OutcomeCount { items: 1, given: 2 });
    house.done(COURT, leg(referral, report(&[ItemOutcome::Achieved])));
    house.done(CENTER, sent(referral, ReferralAct::Confirm { satisfied: true, remark: String::new() }));
    assert_eq!(seen(&house, referral), both(Standing::ClosedFull));
    let file = house.units[CENTER].referrals.get(&referral).expect("known");
    let (_, outcomes, _) = file.leg.reported.as_ref().expect("reported");
    assert_eq!(outcomes.len(), 2, "each item of a closed referral has an outcome");
    assert_eq!((outcomes[1].outcome, outcomes[1].text.as_str()), (ItemOutcome::NotApplicable, "R2"));
}

#[test]
fn rows_15_16_the_third_return_is_disputed_and_a_designation_binds() {
    for designate in [true, false] {
        let mut house = House::new(2);
        let dispute = house.guided_dispute();
        for _ in 0..2 {
            let referral = house.done(CENTER, request(dispute));
            house.done(COURT, leg(referral, LegAct::Sign));
            house.done(COURT, back(referral, ReturnCode::Capacity));
            assert_eq!(seen(&house, referral), both(Standing::Returned));
        }
        let referral = house.done(CENTER, request(dispute));
        house.done(COURT, leg(referral, LegAct::Sign));
        let basis = || "会商纪要".to_owned();
        let rule = |ruling| sent(referral, ReferralAct::Rule(ruling));
        let early = house.act(CENTER, rule(Ruling::Designated { basis: basis() }));
        assert_eq!(early.expect_err("nothing is disputed").code(), "not-our-turn");
        house.done(COURT, back(referral, ReturnCode::Capacity));
        assert_eq!(seen(&house, referral), both(Standing::Signed));
        assert!(house.units[CENTER].referrals.get(&referral).expect("known").disputed());
        let duty = house.act_as(CENTER, officer(2, PostRole::Duty), rule(Ruling::Designated { basis: basis() }));
        assert_eq!(duty, Err(Refusal::NotPermitted { wants: PostRole::Lead }));
        if designate {
            house.done(CENTER, rule(Ruling::Designated { basis: basis() }));
            assert_eq!(seen(&house, referral), both(Standing::Accepted));
            assert_eq!(house.act(COURT, back(referral, ReturnCode::Capacity)), Err(Refusal::Designated));
        } else {
            house.done(CENTER, rule(Ruling::ReturnAllowed { basis: basis() }));
            house.done(COURT, back(referral, ReturnCode::Capacity));
            assert_eq!(seen(&house, referral), both(Standing::Returned));
        }
    }
}

#[test]
fn row_16_only_the_named_coordinator_rules() {
    let mut house = House::new(3);
    let dispute = house.guided_dispute();
    for _ in 0..2 {
        let referral = house.done(CENTER, request(dispute));
        house.done(COURT, leg(referral, LegAct::Sign));
        house.done(COURT, back(referral, ReturnCode::Region));
    }
    let referral = house.done(CENTER, request(dispute));
    let named = Amendment { coordinator: Some(id(2)), ..Amendment::default() };
    house.done(CENTER, sent(referral, ReferralAct::Amend(Box::new(named))));
    house.done(COURT, leg(referral, LegAct::Sign));
    house.done(COURT, back(referral, ReturnCode::Region));
    let ruling = sent(referral, ReferralAct::Rule(Ruling::Designated { basis: "x".into() }));
    assert_eq!(house.act(CENTER, ruling).expect_err("another unit coordinates").code(), "not-our-turn");
}

#[test]
fn row_21_more_time_is_asked_before_the_time_is_over() {
    let mut house = House::new(2);
    let referral = begun(&mut house);
    let due = |house: &House, unit: usize| house.units[unit].referrals.get(&referral).expect("known").due();
    let ask = |until: &str| leg(referral, LegAct::AskExtension { until: day(until), reason: "等待调卷".into() });
    let answer =
        |granted, reason: &str| sent(referral, ReferralAct::AnswerExtension { granted, reason: reason.into() });
    assert_eq!(house.act(CENTER, answer(true, "")).expect_err("nothing asked").code(), "not-our-turn");
    assert_eq!(house.act(COURT, ask("2026-12-04")).expect_err("no later").code(), "field-wrong");
    house.done(COURT, ask("2026-12-20"));
    assert_eq!(house.act(COURT, ask("2026-12-21")).expect_err("one at a time").code(), "not-our-turn");
    assert_eq!(due(&house, COURT), Some(day("2026-12-04")), "silence grants nothing");
    assert_eq!(house.act(CENTER, answer(false, "")).expect_err("why not").code(), "field-missing");
    house.done(CENTER, answer(false, "企业答辩期将届"));
    assert_eq!(due(&house, COURT), Some(day("2026-12-04")));
    house.done(COURT, ask("2026-12-10"));
    house.done(CENTER, answer(true, ""));
    assert_eq!((due(&house, CENTER), due(&house, COURT)), (Some(day("2026-12-10")), Some(day("2026-12-10"))));
}

#[test]
fn rows_22_23_work_rests_for_a_coded_reason_and_goes_on() {
    let mut house = House::new(2);
    let referral = begun(&mut house);
    let hold = |review: &str| {
        leg(referral, LegAct::Hold { code: HoldCode::Appraisal, review: day(review), reason: "技术鉴定".into() })
    };
    assert_eq!(house.act(COURT, leg(referral, LegAct::Resume)).expect_err("it does not rest").code(), "first");
    assert_eq!(house.act(COURT, hold("2026-11-23")).expect_err("today").code(), "field-wrong");
    house.done(COURT, hold("2026-12-01"));
    assert_eq!(seen(&house, referral), both(Standing::OnHold));
    let file = house.units[COURT].referrals.get(&referral).expect("known");
    assert_eq!(ball(file, Standing::OnHold, id(COURT)), Ball::Outside);
    let outcomes = report(&[ItemOutcome::Not, ItemOutcome::Not]);
    assert_eq!(house.act(COURT, leg(referral, outcomes)).expect_err("it rests").code(), "first");
    house.done(COURT, leg(referral, LegAct::Resume));
    assert_eq!(seen(&house, referral), both(Standing::InProgress));
}

#[test]
fn row_25_what_cannot_be_done_fails_with_what_was_tried() {
    let mut house = House::new(2);
    let referral = begun(&mut house);
    let fail = |tried: &str| leg(referral, LegAct::CannotDo { tried: tried.into() });
    assert_eq!(house.act(COURT, fail("")).expect_err("what was tried").code(), "field-missing");
    house.done(COURT, fail("三次联系无果"));
    assert_eq!(seen(&house, referral), both(Standing::Failed));
    assert_eq!(house.act(COURT, fail("x")).expect_err("once").code(), "done");
}

#[test]
fn rows_27_28_a_report_may_be_objected_to_twice() {
    let mut house = House::new(2);
    let referral = begun(&mut house);
    let object = || sent(referral, ReferralAct::Object { missing: "缺回证".into() });
    let confirm = || sent(referral, ReferralAct::Confirm { satisfied: true, remark: String::new() });
    let full = || leg(referral, report(&[ItemOutcome::Achieved, ItemOutcome::Achieved]));
    assert_eq!(house.act(CENTER, object()).expect_err("no report").code(), "not-our-turn");
    for _ in 0..2 {
        house.done(COURT, full());
        assert_eq!(house.act(COURT, full()).expect_err("once").code(), "done");
        house.done(CENTER, object());
        assert_eq!(seen(&house, referral), both(Standing::Clarifying));
        assert_eq!(house.act(CENTER, confirm()).expect_err("objected to").code(), "not-our-turn");
    }
    house.done(COURT, full());
    assert_eq!(house.act(CENTER, object()), Err(Refusal::Rounds { max: 2 }));
    house.done(CENTER, confirm());
    assert_eq!(seen(&house, referral), both(Standing::ClosedFull));
}

#[test]
fn row_36_an_amendment_is_acknowledged_and_an_earlier_date_agreed_to() {
    let mut house = House::new(2);
    let referral = begun(&mut house);
    let due = |house: &House| house.units[COURT].referrals.get(&referral).expect("known").due();
    let amend = |change: Amendment| sent(referral, ReferralAct::Amend(Box::new(change)));
    let ack = |agrees| leg(referral, LegAct::AckAmendment { agrees });
    assert_eq!(house.act(COURT, ack(true)).expect_err("nothing amended").code(), "first");
    assert_eq!(house.act(CENTER, amend(Amendment::default())).expect_err("nothing").code(), "field-missing");
    house
        .done(CENTER, amend(Amendment { note: "新证据".into(), due: Some(day("2026-11-30")), ..Amendment::default() }));
    assert_eq!(due(&house), Some(day("2026-12-04")), "earlier only when they agree");
    assert_eq!(seen(&house, referral), both(Standing::InProgress), "a request stays accepted");
    house.done(COURT, ack(true));
    assert_eq!(due(&house), Some(day("2026-11-30")));
    assert_eq!(house.act(COURT, ack(true)).expect_err("once").code(), "done");
}

fn transfer(house: &mut House) -> (RecordId, RecordId) {
    let case = house.guided_dispute();
    let draft = ReferralDraft {
        dispute: case,
        to: Recipient::Unit(id(COURT)),
        kind: ReferralKind::Transfer,
        items: Vec::new(),
        due: None,
        note: String::new(),
        matter: Matter::default(),
        terms: Terms::default(),
    };
    (case, house.done(CENTER, Act::Submit(Box::new(draft))))
}

#[test]
fn row_36_a_new_text_voids_the_acceptance_of_a_case() {
    let mut house = House::new(2);
    let (case, referral) = transfer(&mut house);
    let amend = || {
        let change = Amendment { note: "新证据".into(), ..Amendment::default() };
        sent(referral, ReferralAct::Amend(Box::new(change)))
    };
    let accept = || leg(referral, LegAct::Accept { promised: None });
    house.done(COURT, leg(referral, LegAct::Sign));
    house.act(COURT, accept()).expect("accepted");
    house.act(CENTER, amend()).expect("their acceptance has not come");
    house.settle();
    assert_eq!(seen(&house, referral), both(Standing::Signed), "asked again");
    assert!(matches!(house.units[CENTER].custody_of(case), Custody::Offering { epoch: 1, .. }));
    assert_eq!(house.units[COURT].custody_of(case), Custody::None { seen: 1 });
    house.done(COURT, accept());
    assert_eq!(house.units[COURT].custody_of(case), Custody::Owner { epoch: 2 });
    assert_eq!(house.act(CENTER, amend()).expect_err("it has left").code(), "has-left");
}

#[test]
fn row_37_urging_and_supervision_are_seen_by_the_recipient() {
    let mut house = House::new(2);
    let referral = begun(&mut house);
    house.done(CENTER, sent(referral, ReferralAct::Urge { supervised: false, text: "期限将到".into() }));
    house.done(CENTER, sent(referral, ReferralAct::Urge { supervised: true, text: "专班督办".into() }));
    let file = house.units[COURT].referrals.get(&referral).expect("known");
    assert_eq!(file.urges.iter().map(|one| one.1).collect::<Vec<_>>(), [false, true]);
    assert_eq!(seen(&house, referral), both(Standing::InProgress));
    house.done(COURT, leg(referral, report(&[ItemOutcome::Not, ItemOutcome::Not])));
    let late = sent(referral, ReferralAct::Urge { supervised: false, text: "x".into() });
    assert_eq!(house.act(CENTER, late).expect_err("answered").code(), "too-late");
}

#[test]
fn row_38_voiding_takes_two_persons_and_keeps_the_case() {
    let mut house = House::new(2);
    let (case, referral) = transfer(&mut house);
    let void = || sent(referral, ReferralAct::Void { reason: "发错案件".into() });
    house.done(CENTER, void());
    assert_eq!(seen(&house, referral), both(Standing::Delivered), "one person proposes");
    assert_eq!(house.act(CENTER, void()), Err(Refusal::SecondPerson));
    house.act_as(CENTER, officer(2, PostRole::Duty), void()).expect("another person");
    house.settle();
    assert_eq!(seen(&house, referral), both(Standing::Void));
    assert_eq!(house.units[CENTER].custody_of(case), Custody::Owner { epoch: 2 });
    assert_eq!(house.act(COURT, leg(referral, LegAct::Sign)).expect_err("void").code(), "too-late");
}

#[test]
fn row_17_a_proposed_forward_keeps_the_due_date_and_supersedes() {
    for allowed in [true, false] {
        let mut house = House::new(3);
        let referral = signed(&mut house);
        if allowed {
            let change = Amendment { forwardable_to: vec![id(2)], ..Amendment::default() };
            house.done(CENTER, sent(referral, ReferralAct::Amend(Box::new(change))));
        }
        let forward = sent(referral, ReferralAct::Forward);
        assert_eq!(house.act(CENTER, forward.clone()).expect_err("nothing proposed").code(), "first");
        house.done(COURT, leg(referral, LegAct::Forward { to: "HZHG".into(), basis: "海关职能".into() }));
        if !allowed {
            assert_eq!(seen(&house, referral), both(Standing::Returned), "the officer is asked");
            house.done(CENTER, forward.clone());
        }
        assert_eq!(seen(&house, referral), both(Standing::Superseded));
        assert_eq!(house.act(CENTER, forward).expect_err("once").code(), "done");
        let file = house.units[CENTER].referrals.get(&referral).expect("known");
        let next = house.units[2].referrals.get(&file.superseded_by[0]).expect("it arrived");
        assert_eq!(next.due(), Some(day("2026-12-04")), "never later than the original");
        assert!(next.leg.delivered.is_some());
        assert_eq!(next.referral.as_ref().map(|one| one.terms.parent), Some(Some(referral)));
    }
}

#[test]
fn row_17_a_forward_that_meets_a_recall_opens_nothing() {
    let mut house = House::new(3);
    let referral = signed(&mut house);
    let change = Amendment { forwardable_to: vec![id(2)], ..Amendment::default() };
    house.done(CENTER, sent(referral, ReferralAct::Amend(Box::new(change))));
    house.act(COURT, leg(referral, LegAct::Forward { to: "HZHG".into(), basis: "x".into() })).expect("proposed");
    house.act(CENTER, sent(referral, ReferralAct::Recall { reason: "撤".into() })).expect("asked");
    house.settle();
    assert!(house.units[2].referrals.is_empty());
}
