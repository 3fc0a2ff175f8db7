//! The service clocks of referrals: each rings once, in working time, whatever the daemon slept through.

use super::house::{CENTER, COURT, House, day};
use super::referral::{request, seen};
use dutydesk::casework::command::{Act, LegAct, ReferralAct};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::leg::ItemReport;
use dutydesk::casework::referral::ItemOutcome;
use dutydesk::casework::standing::Standing;
use dutydesk::casework::timers::{Timer, TimerRules};

fn leg(referral: RecordId, act: LegAct) -> Act {
    Act::Leg(referral, act, None)
}

fn rang(house: &House, referral: RecordId) -> Vec<Timer> {
    let file = house.units[CENTER].referrals.get(&referral).expect("known");
    file.rang.iter().map(|(timer, _)| *timer).collect()
}

/// Delivered at the court on Monday 23 November, 14:32.
fn delivered(house: &mut House) -> RecordId {
    let dispute = house.guided_dispute();
    house.done(CENTER, request(dispute))
}

#[test]
fn the_figures_that_come_with_the_program_are_read() {
    let read = TimerRules::read(include_str!("../../../rules/timers.toml")).expect("the file is right");
    assert_eq!((&read, read.sign_working_hours), (TimerRules::shared(), 4));
    assert!(TimerRules::read("sign_working_hours = 4").is_err(), "a clock without its figure");
}

#[test]
fn rows_8_9_not_signed_in_time_is_urged_then_expires_on_their_answer() {
    let mut house = House::new(2);
    let referral = delivered(&mut house);
    house.clock("2026-11-24T09:00:00+08:00");
    assert_eq!(rang(&house, referral), [], "four working hours are not over");
    house.clock("2026-11-24T10:40:00+08:00");
    house.clock("2026-11-24T10:41:00+08:00");
    house.clock("2026-11-24T09:30:00+08:00");
    house.clock("2026-11-24T10:42:00+08:00");
    assert_eq!(rang(&house, referral), [Timer::Sign], "once, also with the clock set back");
    assert_eq!(seen(&house, referral).0, Standing::Delivered);
    house.clock("2026-11-25T09:00:00+08:00");
    assert_eq!(rang(&house, referral), [Timer::Sign, Timer::Expire]);
    assert_eq!(seen(&house, referral).0, Standing::Expiring, "until they answer");
    house.settle();
    assert_eq!(seen(&house, referral), (Standing::Expired, Standing::Expired));
}

#[test]
fn row_9_a_signature_on_its_way_is_answered_by_its_officer() {
    let mut house = House::new(2);
    let referral = delivered(&mut house);
    house.act(COURT, leg(referral, LegAct::Sign)).expect("signed");
    house.act(COURT, leg(referral, LegAct::Accept { promised: None })).expect("accepted");
    house.act(COURT, leg(referral, LegAct::Start)).expect("begun");
    house.clock("2026-11-26T09:00:00+08:00");
    assert_eq!(rang(&house, referral), [Timer::Sign, Timer::Expire], "in due order after the downtime");
    assert_eq!(seen(&house, referral), (Standing::Expiring, Standing::InProgress));
    house.settle();
    house.done(COURT, leg(referral, LegAct::RefuseRecall { reason: "已开始办理".into() }));
    assert_eq!(seen(&house, referral), (Standing::InProgress, Standing::InProgress));
}

#[test]
fn row_29_a_report_that_nobody_confirms_closes_with_a_mark() {
    let mut house = House::new(2);
    let referral = delivered(&mut house);
    house.done(COURT, leg(referral, LegAct::Sign));
    house.done(COURT, leg(referral, LegAct::Accept { promised: None }));
    let outcomes = vec![ItemReport { outcome: ItemOutcome::Achieved, text: String::new() }; 2];
    house.done(COURT, leg(referral, LegAct::Report { outcomes, summary: "办毕".into() }));
    house.clock("2026-11-30T14:00:00+08:00");
    assert_eq!(seen(&house, referral).0, Standing::Reported);
    house.clock("2026-11-30T15:00:00+08:00");
    house.settle();
    assert_eq!(seen(&house, referral), (Standing::ClosedFull, Standing::ClosedFull));
    let file = house.units[CENTER].referrals.get(&referral).expect("known");
    assert!(file.confirmed.is_none() && file.has_rung(Timer::Confirm), "never counted as satisfied");
    let late = Act::Referral(referral, ReferralAct::Object { missing: "缺回证".into() });
    assert_eq!(house.act(CENTER, late).expect_err("closed").code(), "too-late");
}

#[test]
fn t5_t6_overdue_and_silent_work_rings_after_the_due_date_that_holds() {
    let mut house = House::new(2);
    let referral = delivered(&mut house);
    house.done(COURT, leg(referral, LegAct::Sign));
    house.done(COURT, leg(referral, LegAct::Accept { promised: None }));
    house.done(COURT, leg(referral, LegAct::Start));
    let until = day("2026-12-08");
    house.done(COURT, leg(referral, LegAct::AskExtension { until, reason: "调卷".into() }));
    house.done(CENTER, Act::Referral(referral, ReferralAct::AnswerExtension { granted: true, reason: String::new() }));
    house.clock("2026-12-07T12:00:00+08:00");
    assert_eq!(rang(&house, referral), []);
    house.clock("2026-12-20T12:00:00+08:00");
    assert_eq!(rang(&house, referral), [Timer::Silence, Timer::Urge, Timer::Notice]);
}
