//! The rows of the referral's table that the longer stories of the other files pass through, each by itself; and the
//! service clocks T1, T2, T4, T6 and T7, each as what the system wrote.

use super::clocks::agency;
use super::house::{CENTER, COURT, House, day, id};
use super::referral::{request, seen};
use dutydesk::boards::rows::standing_of;
use dutydesk::casework::command::{Act, LegAct, ReferralAct, SystemAct};
use dutydesk::casework::entry::Fact;
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::leg::{Evidence, ItemReport, LegFact};
use dutydesk::casework::referral::{
    HoldCode, ItemOutcome, Recipient, ReferralDraft, ReferralFact, ReferralFile, ReturnCode,
};
use dutydesk::casework::referral_timers::running;
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::standing::{Ball, Standing, ball};
use dutydesk::casework::timers::{Timer, TimerRules};
use dutydesk::casework::unit::Author;
use std::sync::Arc;

fn leg(referral: RecordId, act: LegAct) -> Act {
    Act::Leg(referral, act, None)
}

fn sent(referral: RecordId, act: ReferralAct) -> Act {
    Act::Referral(referral, act)
}

fn both(standing: Standing) -> (Standing, Standing) {
    (standing, standing)
}

fn file(house: &House, unit: usize, referral: RecordId) -> Arc<ReferralFile> {
    house.units[unit].referrals.get(&referral).cloned().expect("known")
}

/// Given: a request that was delivered on Monday 23 November, 14:32, and what the court did with it since.
fn given(house: &mut House, then: &[LegAct]) -> RecordId {
    let dispute = house.guided_dispute();
    let referral = house.done(CENTER, request(dispute));
    for act in then {
        house.done(COURT, leg(referral, act.clone()));
    }
    referral
}

const ACCEPT: LegAct = LegAct::Accept { promised: None };

fn begun() -> [LegAct; 3] {
    [LegAct::Sign, ACCEPT, LegAct::Start]
}

fn report() -> LegAct {
    let outcomes = vec![ItemReport { outcome: ItemOutcome::Achieved, text: String::new() }; 2];
    LegAct::Report { outcomes, summary: "办毕".into() }
}

fn reported() -> [LegAct; 4] {
    let [sign, accept, start] = begun();
    [sign, accept, start, report()]
}

fn recall(referral: RecordId) -> Act {
    sent(referral, ReferralAct::Recall { reason: "企业改由律师申请".into() })
}

/// The clocks of the sender that the system wrote down as rung.
fn rung(house: &House, referral: RecordId) -> Vec<Timer> {
    let of_system = house.books.iter().flatten().filter(|entry| matches!(entry.author, Author::System));
    let timer = |fact: &Fact| match fact {
        Fact::Referral(id, ReferralFact::Rang { timer, .. }) | Fact::Leg(id, LegFact::Rang { timer, .. }, _) => {
            (*id == referral).then_some(*timer)
        }
        _ => None,
    };
    of_system.filter_map(|entry| timer(&entry.fact)).collect()
}

/// Does this clock run now, seen from the sender?
fn runs(house: &House, referral: RecordId, timer: Timer) -> bool {
    let clocks = running(&house.units[CENTER], TimerRules::shared(), &house.rules, &file(house, CENTER, referral));
    clocks.iter().any(|(one, _)| *one == timer)
}

#[test]
fn row_3_the_first_hop_makes_it_sent_and_starts_t1() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let referral = house.act(CENTER, request(dispute)).expect("submitted");
    let stands = |house: &House| standing_of(&file(house, CENTER, referral), &house.units[CENTER]).expect("submitted");
    assert_eq!(stands(&house), Standing::Queued);
    assert!(!runs(&house, referral, Timer::Transport), "nothing has left");
    let upto = house.lines[CENTER][COURT].back().expect("a slip").no;
    let carried = SystemAct::Carried { peer: id(COURT), upto };
    house.act_as(CENTER, Author::System, Act::System(carried)).expect("written down");
    assert_eq!(stands(&house), Standing::Sent);
    assert!(runs(&house, referral, Timer::Transport));
    assert_eq!(ball(&file(&house, CENTER, referral), Standing::Sent, id(CENTER)), Ball::Transit);
}

#[test]
fn row_5_the_delivery_stops_t1_and_starts_t2_and_t3_before_anybody_signs() {
    let mut house = House::new(2);
    let referral = given(&mut house, &[]);
    assert_eq!(seen(&house, referral), both(Standing::Delivered));
    let text = file(&house, COURT, referral).referral.clone().expect("a text").sealed();
    assert!(text.items.is_empty() && text.brief.docket.is_none(), "the header only");
    assert!(!runs(&house, referral, Timer::Transport));
    assert!(runs(&house, referral, Timer::Sign) && runs(&house, referral, Timer::Answer));
    assert!(runs(&house, referral, Timer::Urge), "T5 runs from this instant too");
}

#[test]
fn row_7_signing_stops_t2_and_is_done_once() {
    let mut house = House::new(2);
    let referral = given(&mut house, &[LegAct::Sign]);
    assert_eq!(seen(&house, referral), both(Standing::Signed));
    assert!(!runs(&house, referral, Timer::Sign) && runs(&house, referral, Timer::Answer));
    let Refusal::Done { .. } = house.act(COURT, leg(referral, LegAct::Sign)).expect_err("signed by the first") else {
        panic!("another refusal")
    };
}

#[test]
fn row_8_t2_urges_and_leaves_it_delivered() {
    let mut house = House::new(2);
    let referral = given(&mut house, &[]);
    house.clock("2026-11-24T10:40:00+08:00");
    house.settle();
    assert_eq!(rung(&house, referral), [Timer::Sign]);
    assert_eq!(seen(&house, referral), both(Standing::Delivered));
}

#[test]
fn row_10_asking_gives_the_sender_the_ball_and_stands_t3() {
    let mut house = House::new(2);
    let referral = given(&mut house, &[LegAct::Sign]);
    let none = leg(referral, LegAct::AskInfo { questions: Vec::new() });
    assert_eq!(house.act(COURT, none).expect_err("no question").code(), "field-missing");
    house.done(COURT, leg(referral, LegAct::AskInfo { questions: vec!["送达日期?".into()] }));
    assert_eq!(seen(&house, referral), both(Standing::NeedsInfo));
    assert_eq!(ball(&file(&house, COURT, referral), Standing::NeedsInfo, id(COURT)), Ball::Theirs);
    assert!(!runs(&house, referral, Timer::Answer) && runs(&house, referral, Timer::Supplement));
}

#[test]
fn row_11_each_question_is_answered_and_the_state_before_comes_back() {
    let mut house = House::new(2);
    let questions = vec!["送达日期?".into(), "型号?".into()];
    let referral = given(&mut house, &[LegAct::Sign, LegAct::AskInfo { questions }]);
    let answer = |answers: &[&str]| {
        sent(referral, ReferralAct::Supplement { answers: answers.iter().map(|one| (*one).to_owned()).collect() })
    };
    let short = house.act(CENTER, answer(&["11月6日"]));
    assert_eq!(short, Err(Refusal::AnswerCount { questions: 2, given: 1 }));
    house.done(CENTER, answer(&["11月6日", "不掌握"]));
    assert_eq!(seen(&house, referral), both(Standing::Signed));
    assert!(runs(&house, referral, Timer::Answer) && !runs(&house, referral, Timer::Supplement));
}

#[test]
fn row_19_work_begins_after_the_acceptance() {
    let mut house = House::new(2);
    let referral = given(&mut house, &[LegAct::Sign]);
    assert_eq!(house.act(COURT, leg(referral, LegAct::Start)).expect_err("not accepted").code(), "first");
    house.done(COURT, leg(referral, ACCEPT));
    house.done(COURT, leg(referral, LegAct::Start));
    assert_eq!(seen(&house, referral), both(Standing::InProgress));
}

#[test]
fn row_20_an_interim_note_changes_nothing_but_the_clock_of_silence() {
    let mut house = House::new(2);
    let referral = given(&mut house, &begun());
    let silent_at = |house: &House| {
        let clocks = running(&house.units[CENTER], TimerRules::shared(), &house.rules, &file(house, CENTER, referral));
        clocks.iter().find(|(timer, _)| *timer == Timer::Silence).expect("it runs").1
    };
    let before = silent_at(&house);
    house.clock("2026-11-25T09:00:00+08:00");
    house.done(COURT, leg(referral, LegAct::Interim { text: "已调卷".into() }));
    assert_eq!(seen(&house, referral), both(Standing::InProgress));
    assert!(silent_at(&house) > before, "counted from the last word");
}

#[test]
fn row_22_rest_has_a_reason_a_review_date_and_stops_the_due_date_only_where_the_reason_does() {
    for (code, stops) in [(HoldCode::Appraisal, true), (HoldCode::OtherProceeding, false)] {
        let mut house = House::new(2);
        let referral = given(&mut house, &begun());
        let hold = |review: &str| LegAct::Hold { code, review: day(review), reason: "技术鉴定".into() };
        assert_eq!(house.act(COURT, leg(referral, hold("2026-11-23"))).expect_err("today").code(), "field-wrong");
        house.done(COURT, leg(referral, hold("2026-12-30")));
        assert_eq!(seen(&house, referral), both(Standing::OnHold));
        assert_eq!(runs(&house, referral, Timer::Urge), !stops, "{}", code.code());
        assert!(runs(&house, referral, Timer::Review));
    }
}

#[test]
fn row_26_a_confirmed_report_closes_by_its_outcomes() {
    for (outcomes, closed) in [
        ([ItemOutcome::Achieved, ItemOutcome::NotApplicable], Standing::ClosedFull),
        ([ItemOutcome::Achieved, ItemOutcome::Not], Standing::ClosedPart),
        ([ItemOutcome::Not, ItemOutcome::Not], Standing::ClosedNone),
    ] {
        let mut house = House::new(2);
        let outcomes = outcomes.map(|outcome| ItemReport { outcome, text: String::new() }).to_vec();
        let [sign, accept, start] = begun();
        let told = LegAct::Report { outcomes, summary: "办毕".into() };
        let referral = given(&mut house, &[sign, accept, start, told]);
        let confirm = ReferralAct::Confirm { satisfied: true, remark: String::new() };
        house.done(CENTER, sent(referral, confirm));
        assert_eq!(seen(&house, referral), both(closed));
    }
}

#[test]
fn row_27_an_objection_says_what_is_missing_and_gives_back_a_short_time() {
    let mut house = House::new(2);
    let referral = given(&mut house, &reported());
    let object = |missing: &str| sent(referral, ReferralAct::Object { missing: missing.into() });
    assert_eq!(house.act(CENTER, object("")).expect_err("what").code(), "field-missing");
    house.done(CENTER, object("缺回证"));
    assert_eq!(seen(&house, referral), both(Standing::Clarifying));
    assert_eq!(ball(&file(&house, COURT, referral), Standing::Clarifying, id(COURT)), Ball::Mine);
    assert!(runs(&house, referral, Timer::Urge) && !runs(&house, referral, Timer::Confirm), "T5', not T7");
}

#[test]
fn row_28_a_second_report_waits_for_the_sender_again() {
    let mut house = House::new(2);
    let referral = given(&mut house, &reported());
    house.done(CENTER, sent(referral, ReferralAct::Object { missing: "缺回证".into() }));
    house.done(COURT, leg(referral, report()));
    assert_eq!(seen(&house, referral), both(Standing::Reported));
    assert!(runs(&house, referral, Timer::Confirm));
}

#[test]
fn row_30_a_recall_is_pending_until_they_answer_from_every_state_it_may_be_asked_in() {
    let asked = LegAct::AskInfo { questions: vec!["型号?".into()] };
    let hold = LegAct::Hold { code: HoldCode::Appraisal, review: day("2026-12-30"), reason: "x".into() };
    let [sign, accept, start] = begun();
    let histories: [&[LegAct]; 6] =
        [&[], &[LegAct::Sign], &[LegAct::Sign, asked], &[LegAct::Sign, ACCEPT], &begun(), &[sign, accept, start, hold]];
    for then in histories {
        let mut house = House::new(2);
        let referral = given(&mut house, then);
        house.act(CENTER, recall(referral)).expect("asked");
        assert_eq!(seen(&house, referral).0, Standing::RecallPending, "after {then:?}");
        assert_eq!(house.act(CENTER, recall(referral)), Err(Refusal::RecallPending), "one at a time");
        assert!(runs(&house, referral, Timer::Recall));
    }
}

#[test]
fn row_31_a_leg_that_has_not_begun_is_cancelled_by_its_node() {
    for then in [&[] as &[LegAct], &[LegAct::Sign], &[LegAct::Sign, ACCEPT]] {
        let mut house = House::new(2);
        let referral = given(&mut house, then);
        house.done(CENTER, recall(referral));
        assert_eq!(seen(&house, referral), both(Standing::Cancelled));
        let last = house.books[COURT].last().expect("an entry");
        assert!(matches!(last.author, Author::System), "nobody is asked");
    }
}

#[test]
fn row_32_a_leg_that_has_begun_is_cancelled_by_its_officer_only() {
    let mut house = House::new(2);
    let referral = given(&mut house, &begun());
    house.done(CENTER, recall(referral));
    assert_eq!(seen(&house, referral), both(Standing::RecallPending));
    house.done(COURT, leg(referral, LegAct::AgreeRecall));
    assert_eq!(seen(&house, referral), both(Standing::Cancelled));
}

#[test]
fn row_33_a_refused_recall_needs_its_reason_and_work_goes_on() {
    let mut house = House::new(2);
    let referral = given(&mut house, &begun());
    house.done(CENTER, recall(referral));
    let refuse = |reason: &str| leg(referral, LegAct::RefuseRecall { reason: reason.into() });
    assert_eq!(house.act(COURT, refuse("")).expect_err("why").code(), "field-missing");
    house.done(COURT, refuse("已立案"));
    assert_eq!(seen(&house, referral), both(Standing::InProgress));
    let told = file(&house, CENTER, referral);
    assert!(told.leg.recall_refused.is_some(), "the sender sees that it was refused");
}

#[test]
fn t1_late_on_the_way_is_written_by_the_sender() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let Act::Submit(draft) = request(dispute) else { panic!("a submission") };
    let to = Recipient::Agency(agency(&mut house, None));
    let referral = house.done(CENTER, Act::Submit(Box::new(ReferralDraft { to, ..*draft })));
    let call = Some(Evidence::Call { said: "已寄出".into() });
    house.done(CENTER, Act::Leg(referral, LegAct::Dispatch, call));
    house.clock("2026-11-24T15:00:00+08:00");
    assert_eq!(rung(&house, referral), [Timer::Transport]);
}

#[test]
fn t2_runs_in_working_hours_and_by_the_minute_for_what_is_immediate() {
    for (immediate, before, after) in [
        (false, "2026-11-24T09:59:00+08:00", "2026-11-24T10:33:00+08:00"),
        (true, "2026-11-23T15:02:00+08:00", "2026-11-23T15:03:00+08:00"),
    ] {
        let mut house = House::new(2);
        let dispute = house.guided_dispute();
        let Act::Submit(mut draft) = request(dispute) else { panic!("a submission") };
        draft.matter.immediate = immediate;
        let referral = house.done(CENTER, Act::Submit(draft));
        house.clock(before);
        assert_eq!(rung(&house, referral), [], "immediate: {immediate}");
        house.clock(after);
        assert_eq!(rung(&house, referral), [Timer::Sign], "immediate: {immediate}");
    }
}

#[test]
fn t4_a_sender_who_does_not_supplement_lets_the_recipient_return() {
    let mut house = House::new(2);
    let ask = LegAct::AskInfo { questions: vec!["型号?".into()] };
    let referral = given(&mut house, &[LegAct::Sign, ask]);
    let lapsed =
        LegAct::Return { code: ReturnCode::Lapsed, basis: "逾期未补正".into(), suggestion: String::new() };
    assert_eq!(house.act(COURT, leg(referral, lapsed.clone())), Err(Refusal::guard(Guard::NotLapsed, ["I"])));
    house.clock("2026-11-26T15:00:00+08:00");
    assert_eq!(rung(&house, referral), [Timer::Supplement]);
    house.done(COURT, leg(referral, lapsed));
    assert_eq!(seen(&house, referral), both(Standing::Returned));
}

#[test]
fn t6_ten_working_days_without_a_word_ring_once_and_a_word_starts_them_anew() {
    let mut house = House::new(2);
    let referral = given(&mut house, &begun());
    house.clock("2026-12-07T14:00:00+08:00");
    assert!(!rung(&house, referral).contains(&Timer::Silence));
    house.clock("2026-12-07T15:00:00+08:00");
    let count = |house: &House| rung(house, referral).iter().filter(|timer| **timer == Timer::Silence).count();
    assert_eq!(count(&house), 1);
    house.clock("2026-12-30T09:00:00+08:00");
    assert_eq!(count(&house), 1);
    house.done(COURT, leg(referral, LegAct::Interim { text: "已调卷".into() }));
    house.clock("2027-02-01T09:00:00+08:00");
    assert_eq!(count(&house), 2);
}

#[test]
fn t7_a_report_that_nobody_confirms_closes_unconfirmed() {
    let mut house = House::new(2);
    let referral = given(&mut house, &reported());
    house.clock("2026-11-30T15:00:00+08:00");
    house.settle();
    assert!(rung(&house, referral).contains(&Timer::Confirm));
    assert_eq!(seen(&house, referral), both(Standing::ClosedFull));
    assert!(file(&house, CENTER, referral).confirmed.is_none(), "never counted as satisfied");
}
