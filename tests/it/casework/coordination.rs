//! A third unit that coordinates, forwards and splits, bounces of one item, and the ledger of the ball.

use super::house::{CENTER, COURT, House, at, day, id, officer};
use chrono::TimeDelta;
use dutydesk::boards::rows::standing_of;
use dutydesk::boards::{Boards, views};
use dutydesk::casework::command::{Act, LegAct, ReferralAct};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::ledger::{Holder, ledger};
use dutydesk::casework::leg::{ItemReport, SplitPart};
use dutydesk::casework::referral::{
    Amendment, ItemOutcome, Recipient, ReferralDraft, ReferralFile, ReferralKind, ReturnCode, Ruling, Terms,
};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::standing::{Ball, Flag, Standing, ball, flags};
use dutydesk::casework::words::PostRole;
use std::sync::Arc;

/// The third unit: it coordinates here.
const THIRD: usize = 2;
const FOURTH: usize = 3;

fn leg(referral: RecordId, act: LegAct) -> Act {
    Act::Leg(referral, act, None)
}

fn sent(referral: RecordId, act: ReferralAct) -> Act {
    Act::Referral(referral, act)
}

fn file(house: &House, unit: usize, referral: RecordId) -> Arc<ReferralFile> {
    house.units[unit].referrals.get(&referral).cloned().expect("known")
}

fn stands(house: &House, unit: usize, referral: RecordId) -> Standing {
    standing_of(&file(house, unit, referral), &house.units[unit]).expect("submitted")
}

fn request(dispute: RecordId, items: &[&str], terms: Terms) -> Act {
    Act::Submit(Box::new(ReferralDraft {
        items: items.iter().map(|one| (*one).to_owned()).collect(),
        due: Some(day("2026-12-04")),
        terms,
        ..ReferralDraft::new(dispute, Recipient::Unit(id(COURT)), ReferralKind::Request)
    }))
}

fn coordinated() -> Terms {
    Terms { coordinator: Some(id(THIRD)), ..Terms::default() }
}

fn back() -> LegAct {
    LegAct::Return { code: ReturnCode::Function, basis: "三定方案第4条".into(), suggestion: String::new() }
}

#[test]
fn row_16_a_third_unit_that_coordinates_gets_what_it_needs_and_rules() {
    let mut house = House::new(3);
    let dispute = house.guided_dispute();
    let referral = house.done(CENTER, request(dispute, &["查关联案件"], coordinated()));
    house.done(COURT, leg(referral, LegAct::Sign));
    assert_eq!(stands(&house, THIRD, referral), Standing::Signed, "it follows both sides");
    let mut boards = Boards::default();
    boards.make_rows(&house.units[THIRD]);
    let Some(views::View::Referral(view)) = views::view(&house.units[THIRD], &boards, referral, day("2026-11-24"))
    else {
        panic!("another page")
    };
    assert_eq!(view.file.referral.as_ref().map(|one| one.items.len()), Some(1), "and reads what it rules on");
    house.clock("2026-11-25T15:00:00+08:00");
    house.settle();
    house.done(COURT, leg(referral, back()));
    let disputed = file(&house, THIRD, referral);
    assert!(disputed.disputed());
    let balls = [CENTER, COURT, THIRD].map(|unit| ball(&disputed, Standing::Signed, id(unit)));
    assert_eq!(balls, [Ball::Theirs, Ball::Theirs, Ball::Mine]);
    let rule = || sent(referral, ReferralAct::Rule(Ruling::Designated { basis: "会商纪要".into() }));
    assert_eq!(house.act(CENTER, rule()).expect_err("another unit coordinates").code(), "not-our-turn");
    let duty = house.act_as(THIRD, officer(2, PostRole::Duty), rule());
    assert_eq!(duty, Err(Refusal::NotPermitted { wants: PostRole::Lead }));
    house.done(THIRD, rule());
    for unit in [CENTER, COURT, THIRD] {
        assert_eq!(stands(&house, unit, referral), Standing::Accepted, "it binds");
    }
    let confirm = sent(referral, ReferralAct::Confirm { satisfied: true, remark: String::new() });
    assert_eq!(house.act(THIRD, confirm).expect_err("the sender's").code(), "not-our-turn");
    assert_eq!(house.act(THIRD, leg(referral, LegAct::Start)).expect_err("the keeper's").code(), "not-our-turn");
}

#[test]
fn row_37_the_coordinator_supervises_and_its_word_may_come_first() {
    let mut house = House::new(3);
    let dispute = house.guided_dispute();
    let referral = house.act(CENTER, request(dispute, &["查关联案件"], coordinated())).expect("submitted");
    house.bring(CENTER, THIRD, usize::MAX);
    house.act(THIRD, sent(referral, ReferralAct::Urge { supervised: true, text: "专班督办".into() })).expect("told");
    house.bring(THIRD, COURT, usize::MAX);
    assert!(!house.units[COURT].referrals.contains_key(&referral), "the text is still on its way");
    house.settle();
    let told = file(&house, COURT, referral);
    assert_eq!(told.urges.iter().map(|one| one.2.as_str()).collect::<Vec<_>>(), ["专班督办"]);
    assert_eq!(stands(&house, COURT, referral), Standing::Delivered);
}

#[test]
fn row_16_a_coordinator_is_named_once_and_never_in_its_own_cause() {
    let mut house = House::new(4);
    let dispute = house.guided_dispute();
    let own = Terms { coordinator: Some(id(COURT)), ..Terms::default() };
    assert_eq!(house.act(CENTER, request(dispute, &["x"], own)).expect_err("its own cause").code(), "field-wrong");
    let referral = house.done(CENTER, request(dispute, &["x"], coordinated()));
    let other = Amendment { coordinator: Some(id(FOURTH)), ..Amendment::default() };
    let amended = house.act(CENTER, sent(referral, ReferralAct::Amend(Box::new(other))));
    assert_eq!(amended, Err(Refusal::guard(Guard::CoordinatorSettled, ["ZJ-R-2026-000001"])));
    house.done(COURT, leg(referral, LegAct::Sign));
    house.units[COURT].lines.remove_mut(&id(THIRD));
    house.clock("2026-11-25T15:00:00+08:00");
    let unreachable = house.act(COURT, leg(referral, back())).expect_err("no line");
    assert_eq!(unreachable.code(), Guard::CoordinatorUnreachable.code());
}

#[test]
fn row_18_a_split_is_a_proposal_each_item_in_exactly_one_part() {
    for allowed in [true, false] {
        let mut house = House::new(4);
        let dispute = house.guided_dispute();
        let forwardable_to = if allowed { vec![id(THIRD), id(FOURTH)] } else { Vec::new() };
        let terms = Terms { forwardable_to, ..Terms::default() };
        let referral = house.done(CENTER, request(dispute, &["甲", "乙", "丙"], terms));
        house.done(COURT, leg(referral, LegAct::Sign));
        let split = |parts: &[(&str, &[u16])]| {
            let part = |(to, items): &(&str, &[u16])| SplitPart { to: (*to).to_owned(), items: items.to_vec() };
            leg(referral, LegAct::Split { parts: parts.iter().map(part).collect(), basis: "职能分工".into() })
        };
        let good = split(&[("HZHG", &[0, 2]), ("SH", &[1])]);
        assert_eq!(house.act(COURT, good.clone()).expect_err("not accepted").code(), "first");
        house.done(COURT, leg(referral, LegAct::Accept { promised: None }));
        let refused = Err(Refusal::guard(Guard::SplitParts, ["ZJ-R-2026-000001"]));
        for bad in [
            split(&[("HZHG", &[0]), ("SH", &[1])]),
            split(&[("HZHG", &[0, 1, 2]), ("SH", &[1])]),
            split(&[("HZHG", &[0, 1, 2])]),
            split(&[("HZHG", &[0, 1, 2]), ("SH", &[])]),
        ] {
            assert_eq!(house.act(COURT, bad), refused);
        }
        house.done(COURT, good);
        if !allowed {
            assert_eq!(stands(&house, CENTER, referral), Standing::Returned, "the officer is asked");
            house.done(CENTER, sent(referral, ReferralAct::Forward));
        }
        assert_eq!(stands(&house, CENTER, referral), Standing::Superseded);
        assert_eq!(stands(&house, COURT, referral), Standing::Superseded);
        let parts = file(&house, CENTER, referral).superseded_by.clone();
        let told: Vec<_> = parts
            .iter()
            .zip([THIRD, FOURTH])
            .map(|(part, unit)| {
                let text = file(&house, unit, *part).referral.clone().expect("it arrived");
                (text.number, text.items, text.due)
            })
            .collect();
        let due = Some(day("2026-12-04"));
        let number = |no: u8| format!("ZJ-R-2026-00000{no}");
        assert_eq!(told, [(number(2), vec!["甲".into(), "丙".into()], due), (number(3), vec!["乙".into()], due)]);
    }
}

#[test]
fn row_18_a_split_is_typed_by_code_and_place() {
    let mut house = House::new(4);
    let dispute = house.guided_dispute();
    let referral = house.done(CENTER, request(dispute, &["甲", "乙"], Terms::default()));
    house.done(COURT, leg(referral, LegAct::Sign));
    house.done(COURT, leg(referral, LegAct::Accept { promised: None }));
    let typed = |parts: &'static str| [("parts", parts), ("basis", "职能分工")];
    let lead = || officer(1, PostRole::Lead);
    let bad = house.verb_in(COURT, lead(), referral, "propose-split", &typed("HZHG"));
    assert_eq!(bad.expect_err("no items").code(), "field-wrong");
    house.verb_in(COURT, lead(), referral, "propose-split", &typed("HZHG 1; SH 2")).expect("proposed");
}

#[test]
fn f4_two_returns_of_the_same_item_force_the_coordinators_decision() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let mut sent_back = |item: &str| {
        let referral = house.done(CENTER, request(dispute, &[item], Terms::default()));
        house.done(COURT, leg(referral, LegAct::Sign));
        house.done(COURT, leg(referral, back()));
        stands(&house, CENTER, referral)
    };
    assert_eq!(sent_back("查关联案件"), Standing::Returned);
    assert_eq!(sent_back("提供送达回证"), Standing::Returned);
    assert_eq!(sent_back("查关联案件"), Standing::Returned, "another item was returned between them");
    assert_eq!(sent_back("查关联案件"), Standing::Signed, "the third time it is for the coordinator");
    assert_eq!(sent_back("提供送达回证"), Standing::Returned);
    let third = house.units[CENTER].referrals.values().find(|file| file.disputed()).expect("one is disputed").id;
    let told = flags(&file(&house, COURT, third), Standing::Signed);
    assert!(told.contains(&Flag::Disputed), "{told:?}");
    assert_eq!(
        ball(&file(&house, COURT, third), Standing::Signed, id(CENTER)),
        Ball::Mine,
        "who sent it coordinates it"
    );
    house.done(CENTER, sent(third, ReferralAct::Rule(Ruling::Designated { basis: "职责明确".into() })));
    assert_eq!(stands(&house, COURT, third), Standing::Accepted, "by designation, which binds");
    assert_eq!(house.act(COURT, leg(third, back())), Err(Refusal::Designated));
}

/// Holder and start of each turn.
fn turns(file: &ReferralFile) -> Vec<(Holder, String)> {
    ledger(file).iter().map(|turn| (turn.holder, turn.from.format("%m-%d %H:%M").to_string())).collect()
}

#[test]
fn the_ledger_says_who_had_the_ball_and_its_times_add_up() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let referral = house.done(CENTER, request(dispute, &["查关联案件"], Terms::default()));
    let then = |house: &mut House, clock: &str, unit: usize, act: Act| {
        house.clock(clock);
        house.done(unit, act);
    };
    let ask = LegAct::AskInfo { questions: vec!["型号?".into()] };
    then(&mut house, "2026-11-23T15:00:00+08:00", COURT, leg(referral, LegAct::Sign));
    then(&mut house, "2026-11-23T16:00:00+08:00", COURT, leg(referral, ask));
    let enterprise = ReferralAct::AskEnterprise { what: "型号".into() };
    then(&mut house, "2026-11-23T16:30:00+08:00", CENTER, sent(referral, enterprise));
    let answer = ReferralAct::Supplement { answers: vec!["LR-7".into()] };
    then(&mut house, "2026-11-24T10:00:00+08:00", CENTER, sent(referral, answer));
    then(&mut house, "2026-11-24T11:00:00+08:00", COURT, leg(referral, LegAct::Accept { promised: None }));
    let outcomes = vec![ItemReport { outcome: ItemOutcome::Achieved, text: String::new() }];
    let report = LegAct::Report { outcomes, summary: "办毕".into() };
    then(&mut house, "2026-11-25T10:00:00+08:00", COURT, leg(referral, report));
    let running = file(&house, CENTER, referral);
    assert_eq!(ball(&running, Standing::Reported, id(CENTER)), Ball::Mine);
    let confirm = ReferralAct::Confirm { satisfied: true, remark: String::new() };
    then(&mut house, "2026-11-25T12:00:00+08:00", CENTER, sent(referral, confirm));
    let told: Vec<_> = [CENTER, COURT].into_iter().map(|unit| turns(&file(&house, unit, referral))).collect();
    let at_ = |text: &str| text.to_owned();
    let expected = vec![
        (Holder::Transport, at_("11-23 14:32")),
        (Holder::Recipient, at_("11-23 14:32")),
        (Holder::Sender, at_("11-23 16:00")),
        (Holder::Enterprise, at_("11-23 16:30")),
        (Holder::Recipient, at_("11-24 10:00")),
        (Holder::Sender, at_("11-25 10:00")),
    ];
    assert_eq!(told, [expected.clone(), expected], "both sides tell the same");
    let closed = ledger(&file(&house, CENTER, referral));
    let sum: TimeDelta = closed.iter().map(|turn| turn.length(at("2027-01-01T00:00:00+08:00"))).sum();
    let (first, last) = (closed.first().expect("turns").from, closed.last().and_then(|turn| turn.to));
    assert_eq!(Some(first + sum), last, "it has ended, and no time is missing");
    let early = house.act(CENTER, sent(referral, ReferralAct::AskEnterprise { what: "x".into() }));
    assert_eq!(early.expect_err("nothing is asked").code(), "not-our-turn");
}
