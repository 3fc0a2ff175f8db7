//! What the service clocks of a leg do: late on the way, not answered, not supplemented, at rest, overdue; and what
//! never reaches its recipient.

use super::house::{CENTER, COURT, House, at, day};
use super::referral::{request, seen};
use dutydesk::casework::agency::{AgencyDraft, Liaison};
use dutydesk::casework::command::{Act, LegAct, ReferralAct};
use dutydesk::casework::custody::{Custody, CustodyFact};
use dutydesk::casework::entry::Fact;
use dutydesk::casework::ids::{Hash, RecordId};
use dutydesk::casework::leg::Evidence;
use dutydesk::casework::referral::{
    HoldCode, NonDelivery, Recipient, ReferralDraft, ReferralFact, ReferralFile, ReferralKind, ReturnCode, Ruling,
};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::standing::{Flag, Standing, flags};
use dutydesk::casework::timers::{Timer, TimerRules};
use dutydesk::casework::words::{Tlp, UnitKind};
use std::sync::Arc;

fn leg(referral: RecordId, act: LegAct) -> Act {
    Act::Leg(referral, act, None)
}

fn sent(referral: RecordId, act: ReferralAct) -> Act {
    Act::Referral(referral, act)
}

fn file(house: &House, unit: usize, referral: RecordId) -> Arc<ReferralFile> {
    house.units[unit].referrals.get(&referral).cloned().expect("known")
}

/// Delivered at the court on Monday 23 November, 14:32, and signed for.
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

fn back(code: ReturnCode) -> LegAct {
    LegAct::Return { code, basis: "三定方案第4条".into(), suggestion: String::new() }
}

/// When a clock of the sender rang, on the wall of the center.
fn rang_at(house: &House, referral: RecordId, timer: Timer) -> Vec<String> {
    let file = file(house, CENTER, referral);
    let rang = file.rang.iter().chain(&file.leg.rang).filter(|(rang, _)| *rang == timer);
    let zone = chrono::FixedOffset::east_opt(8 * 3600).expect("a zone");
    rang.map(|(_, due)| due.with_timezone(&zone).format("%m-%d %H:%M").to_string()).collect()
}

/// An agency without a desk, with somebody to write to.
pub fn agency(house: &mut House, valid_to: Option<&str>) -> RecordId {
    let liaison = Liaison { name: "王科长".into(), valid_to: valid_to.map(day), ..Liaison::default() };
    let draft = AgencyDraft {
        code: "GACC".into(),
        name_zh: "海关总署".into(),
        name_en: "Customs".into(),
        kind: UnitKind::Customs,
        country: "CN".into(),
        address: String::new(),
        liaisons: vec![liaison],
    };
    house.done(CENTER, Act::EnterAgency(Box::new(draft)))
}

#[test]
fn row_4_what_is_late_on_the_way_is_flagged_once() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let agency = agency(&mut house, None);
    let Act::Submit(draft) = request(dispute) else { panic!("a submission") };
    let draft = ReferralDraft { to: Recipient::Agency(agency), ..*draft };
    let referral = house.done(CENTER, Act::Submit(Box::new(draft)));
    let call = Some(Evidence::Call { said: "已寄出".into() });
    house.done(CENTER, Act::Leg(referral, LegAct::Dispatch, call.clone()));
    let flagged = |house: &House| flags(&file(house, CENTER, referral), Standing::Sent);
    house.clock("2026-11-24T14:00:00+08:00");
    assert_eq!(flagged(&house), []);
    house.clock("2026-11-24T15:00:00+08:00");
    house.clock("2026-11-26T15:00:00+08:00");
    assert_eq!(flagged(&house), [Flag::TransportLate]);
    assert_eq!(rang_at(&house, referral, Timer::Transport).len(), 1);
    house.done(CENTER, Act::Leg(referral, LegAct::Deliver, call));
    assert_eq!(flags(&file(&house, CENTER, referral), Standing::Delivered), [], "it has arrived");
}

#[test]
fn row_6_a_level_that_may_not_travel_comes_back_with_n3() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let referral = house.act(CENTER, request(dispute)).expect("submitted");
    for slip in &mut house.lines[CENTER][COURT] {
        if let Fact::Referral(_, ReferralFact::Submitted(referral)) = &mut slip.fact {
            referral.secrecy = Tlp::Red;
        }
    }
    house.settle();
    let back = file(&house, CENTER, referral);
    assert_eq!(back.leg.returned.as_ref().map(|(_, code, ..)| *code), Some(ReturnCode::LevelBarred));
    assert_eq!(seen(&house, referral), (Standing::Returned, Standing::Returned));
    assert!(back.leg.delivered.is_none());
}

#[test]
fn row_6_a_case_offered_under_another_text_comes_back_with_n1_and_stays() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let Act::Submit(draft) = request(dispute) else { panic!("a submission") };
    let draft = ReferralDraft { kind: ReferralKind::Transfer, items: Vec::new(), ..*draft };
    let referral = house.act(CENTER, Act::Submit(Box::new(draft))).expect("submitted");
    for slip in &mut house.lines[CENTER][COURT] {
        if let Fact::Custody(_, CustodyFact::Offered { of, .. }) = &mut slip.fact {
            *of = Hash::of(b"another text");
        }
    }
    house.settle();
    let back = file(&house, CENTER, referral);
    assert_eq!(back.leg.returned.as_ref().map(|(_, code, ..)| *code), Some(ReturnCode::Signature));
    assert!(matches!(house.units[CENTER].custody_of(dispute), Custody::Owner { epoch: 2 }));
}

#[test]
fn row_6_a_letter_that_never_got_there_is_recorded_by_proxy() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let agency = agency(&mut house, None);
    let Act::Submit(draft) = request(dispute) else { panic!("a submission") };
    let draft = ReferralDraft { to: Recipient::Agency(agency), ..*draft };
    let referral = house.done(CENTER, Act::Submit(Box::new(draft)));
    let lost = || LegAct::NotDelivered { code: NonDelivery::UnitUnknown, reason: "退信: 查无此单位".into() };
    let call = || Some(Evidence::Call { said: "邮局退回".into() });
    assert_eq!(house.act(CENTER, Act::Leg(referral, lost(), call())).expect_err("not sent").code(), "first");
    house.done(CENTER, Act::Leg(referral, LegAct::Dispatch, call()));
    house.done(CENTER, Act::Leg(referral, lost(), call()));
    let back = file(&house, CENTER, referral);
    assert_eq!(back.leg.returned.as_ref().map(|(_, code, ..)| *code), Some(ReturnCode::UnitUnknown));
    let desk = house.done(CENTER, request(dispute));
    house.done(COURT, leg(desk, LegAct::Sign));
    assert_eq!(house.act(COURT, leg(desk, lost())).expect_err("it arrived").code(), "first");
    let code = ReturnCode::UnitUnknown;
    assert_eq!(house.act(COURT, leg(desk, self::back(code))), Err(Refusal::guard(Guard::CodeOfTheNode, ["N2"])));
}

#[test]
fn row_12_questions_that_nobody_answers_let_the_recipient_return_with_i() {
    let mut house = House::new(2);
    let referral = signed(&mut house);
    house.done(COURT, leg(referral, LegAct::AskInfo { questions: vec!["送达日期?".into()] }));
    let lapsed = leg(referral, back(ReturnCode::Lapsed));
    house.clock("2026-11-26T14:00:00+08:00");
    assert_eq!(house.act(COURT, lapsed.clone()), Err(Refusal::guard(Guard::NotLapsed, ["I"])));
    house.clock("2026-11-26T15:00:00+08:00");
    house.settle();
    assert_eq!(rang_at(&house, referral, Timer::Supplement), ["11-26 14:32"], "seen by the sender too");
    assert_eq!(rang_at(&house, referral, Timer::Answer), [""; 0], "the recipient's own clock stands");
    house.done(COURT, lapsed);
    assert_eq!(seen(&house, referral), (Standing::Returned, Standing::Returned));
}

#[test]
fn row_14_inside_t3_a_return_is_the_recipients_own() {
    let mut house = House::new(2);
    let referral = signed(&mut house);
    house.clock("2026-11-25T14:00:00+08:00");
    house.done(COURT, leg(referral, back(ReturnCode::Region)));
    assert_eq!(seen(&house, referral), (Standing::Returned, Standing::Returned));
}

#[test]
fn row_15_after_t3_a_return_needs_the_coordinators_consent() {
    let mut house = House::new(2);
    let referral = signed(&mut house);
    house.clock("2026-11-25T15:00:00+08:00");
    house.settle();
    assert_eq!(rang_at(&house, referral, Timer::Answer), ["11-25 14:32"]);
    house.done(COURT, leg(referral, back(ReturnCode::Region)));
    assert_eq!(seen(&house, referral), (Standing::Signed, Standing::Signed));
    assert_eq!(flags(&file(&house, CENTER, referral), Standing::Signed), [Flag::Disputed, Flag::AnswerLate]);
    house.done(CENTER, sent(referral, ReferralAct::Rule(Ruling::ReturnAllowed { basis: "会商".into() })));
    house.done(COURT, leg(referral, back(ReturnCode::Region)));
    assert_eq!(seen(&house, referral), (Standing::Returned, Standing::Returned));
}

#[test]
fn t3_stands_while_the_sender_has_the_ball() {
    let mut house = House::new(2);
    let referral = signed(&mut house);
    house.done(COURT, leg(referral, LegAct::AskInfo { questions: vec!["型号?".into()] }));
    house.clock("2026-11-25T14:32:00+08:00");
    house.done(CENTER, sent(referral, ReferralAct::Supplement { answers: vec!["LR-7".into()] }));
    house.clock("2026-11-27T14:00:00+08:00");
    assert_eq!(rang_at(&house, referral, Timer::Answer), [""; 0]);
    house.clock("2026-11-27T15:00:00+08:00");
    house.settle();
    assert_eq!(rang_at(&house, referral, Timer::Answer).len(), 1, "two working days without those of the sender");
}

#[test]
fn row_23_when_the_day_to_look_again_has_passed_work_goes_on() {
    let mut house = House::new(2);
    let referral = begun(&mut house);
    let hold = LegAct::Hold { code: HoldCode::OtherProceeding, review: day("2026-11-25"), reason: "另案".into() };
    house.done(COURT, leg(referral, hold));
    house.clock("2026-11-25T23:59:00+08:00");
    assert_eq!(seen(&house, referral).1, Standing::OnHold);
    house.clock("2026-11-26T00:00:00+08:00");
    house.clock("2026-11-26T00:01:00+08:00");
    house.settle();
    assert_eq!(seen(&house, referral), (Standing::InProgress, Standing::InProgress));
    assert_eq!(rang_at(&house, referral, Timer::Review), ["11-26 00:00"]);
}

#[test]
fn t8_a_recall_that_nobody_answers_rings_after_a_working_day() {
    let mut house = House::new(2);
    let referral = begun(&mut house);
    house.done(CENTER, sent(referral, ReferralAct::Recall { reason: "撤".into() }));
    house.clock("2026-11-24T14:00:00+08:00");
    assert_eq!(rang_at(&house, referral, Timer::Recall), [""; 0]);
    house.clock("2026-11-24T15:00:00+08:00");
    assert_eq!(rang_at(&house, referral, Timer::Recall), ["11-24 14:32"]);
    assert_eq!(seen(&house, referral).0, Standing::RecallPending, "time decides nothing");
}

/// The ladder of a referral due on Friday 4 December.
const LADDER: [(Timer, &str); 3] =
    [(Timer::Urge, "12-07 09:00"), (Timer::Notice, "12-11 17:00"), (Timer::Supervise, "12-18 17:00")];

#[test]
fn f4_the_ladder_fires_at_the_computed_working_times_only() {
    let mut house = House::new(2);
    let referral = begun(&mut house);
    house.done(COURT, leg(referral, LegAct::Interim { text: "调卷".into() }));
    for (before, after, timer, due) in [
        ("2026-12-07T08:59:00+08:00", "2026-12-07T09:00:00+08:00", LADDER[0].0, LADDER[0].1),
        ("2026-12-11T16:59:00+08:00", "2026-12-11T17:00:00+08:00", LADDER[1].0, LADDER[1].1),
        ("2026-12-18T16:59:00+08:00", "2026-12-18T17:00:00+08:00", LADDER[2].0, LADDER[2].1),
    ] {
        house.clock(before);
        assert_eq!(rang_at(&house, referral, timer), [""; 0]);
        house.clock(after);
        assert_eq!(rang_at(&house, referral, timer), [due]);
    }
    let mut slept = House::new(2);
    let referral = begun(&mut slept);
    slept.clock("2027-01-04T12:00:00+08:00");
    slept.clock("2027-01-04T12:01:00+08:00");
    for (timer, due) in LADDER {
        assert_eq!(rang_at(&slept, referral, timer), [due], "once, and as due, after any downtime");
    }
}

#[test]
fn t5_stands_while_questions_are_open_and_on_rests_that_stop_the_clock() {
    for (code, urged) in [(HoldCode::OtherProceeding, "12-07 09:00"), (HoldCode::Appraisal, "12-09 09:00")] {
        let mut house = House::new(2);
        let referral = begun(&mut house);
        let hold = LegAct::Hold { code, review: day("2026-12-30"), reason: "x".into() };
        house.clock("2026-11-30T09:00:00+08:00");
        house.done(COURT, leg(referral, hold));
        house.clock("2026-12-02T09:00:00+08:00");
        house.done(COURT, leg(referral, LegAct::Resume));
        house.clock("2026-12-20T09:00:00+08:00");
        assert_eq!(rang_at(&house, referral, Timer::Urge), [urged], "{}", code.code());
    }
    let mut house = House::new(2);
    let referral = signed(&mut house);
    house.done(COURT, leg(referral, LegAct::AskInfo { questions: vec!["型号?".into()] }));
    house.clock("2027-02-01T09:00:00+08:00");
    assert_eq!(rang_at(&house, referral, Timer::Urge), [""; 0], "nobody urges who waits for us");
}

#[test]
fn quiet_hours_run_through_midnight() {
    let wall = |text: &str| at(&format!("2026-11-23T{text}:00+08:00")).time();
    let figures = TimerRules::shared();
    let quiet = ["21:59", "22:00", "02:00", "06:59", "07:00", "12:00"].map(|text| figures.is_quiet(wall(text)));
    assert_eq!(quiet, [false, true, true, true, false, false]);
}
