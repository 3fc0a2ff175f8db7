//! Referrals and their legs, row by row of the table of states.

use super::house::{CENTER, COURT, House, day, id};
use dutydesk::boards::rows::standing_of;
use dutydesk::casework::agency::{AgencyDraft, Liaison};
use dutydesk::casework::command::{Act, DisputeAct, LegAct, ReferralAct};
use dutydesk::casework::custody::Custody;
use dutydesk::casework::dispute::ending::Closing;
use dutydesk::casework::dispute::{DisputeOutcome, EndingAct};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::leg::{Evidence, ItemReport};
use dutydesk::casework::referral::{ItemOutcome, Matter, Recipient, ReferralDraft, ReferralKind, ReturnCode, Terms};
use dutydesk::casework::refusal::Refusal;
use dutydesk::casework::standing::{Ball, Standing, ball};
use dutydesk::casework::words::UnitKind;

/// A request of two items to the court.
pub fn request(dispute: RecordId) -> Act {
    Act::Submit(Box::new(ReferralDraft {
        dispute,
        to: Recipient::Unit(id(COURT)),
        kind: ReferralKind::Request,
        items: vec!["查关联案件".into(), "提供送达回证".into()],
        due: Some(day("2026-12-04")),
        note: String::new(),
        matter: Matter::default(),
        terms: Terms::default(),
    }))
}

/// How both sides see a referral.
pub fn seen(house: &House, referral: RecordId) -> (Standing, Standing) {
    let side = |unit: usize| {
        let state = &house.units[unit];
        standing_of(state.referrals.get(&referral).expect("known"), state).expect("submitted")
    };
    (side(CENTER), side(COURT))
}

fn leg(referral: RecordId, act: LegAct) -> Act {
    Act::Leg(referral, act, None)
}

fn outcomes(words: &[ItemOutcome]) -> Vec<ItemReport> {
    words.iter().map(|outcome| ItemReport { outcome: *outcome, text: String::new() }).collect()
}

fn report(words: &[ItemOutcome]) -> LegAct {
    LegAct::Report { outcomes: outcomes(words), summary: "办毕".into() }
}

/// A request that the court has accepted.
fn accepted(house: &mut House) -> RecordId {
    let dispute = house.guided_dispute();
    let referral = house.done(CENTER, request(dispute));
    house.done(COURT, leg(referral, LegAct::Sign));
    house.done(COURT, leg(referral, LegAct::Accept { promised: Some(day("2026-12-01")) }));
    referral
}

#[test]
fn rows_1_5_7_13_19_24_26_the_way_of_a_request() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let referral = house.act(CENTER, request(dispute)).expect("submitted");
    let file = |house: &House| house.units[CENTER].referrals.get(&referral).cloned().expect("known");
    assert_eq!(standing_of(&file(&house), &house.units[CENTER]), Some(Standing::Queued));
    house.settle();
    assert_eq!(seen(&house, referral), (Standing::Delivered, Standing::Delivered));
    assert_eq!(ball(&file(&house), Standing::Delivered, id(CENTER)), Ball::Theirs);
    assert_eq!(ball(&file(&house), Standing::Delivered, id(COURT)), Ball::Mine);
    let early = house.act(COURT, leg(referral, LegAct::Accept { promised: None })).expect_err("sign first");
    assert_eq!(early.code(), "first");
    house.done(COURT, leg(referral, LegAct::Sign));
    assert_eq!(seen(&house, referral), (Standing::Signed, Standing::Signed));
    house.done(COURT, leg(referral, LegAct::Accept { promised: Some(day("2026-12-01")) }));
    house.done(COURT, leg(referral, LegAct::Start));
    assert_eq!(seen(&house, referral), (Standing::InProgress, Standing::InProgress));
    house.done(COURT, leg(referral, LegAct::Interim { text: "已调卷".into() }));
    house.done(COURT, leg(referral, report(&[ItemOutcome::Achieved, ItemOutcome::Partly])));
    assert_eq!(seen(&house, referral), (Standing::Reported, Standing::Reported));
    house.done(CENTER, Act::Referral(referral, ReferralAct::Confirm { satisfied: true, remark: String::new() }));
    assert_eq!(seen(&house, referral), (Standing::ClosedPart, Standing::ClosedPart));
    assert!(house.units[COURT].disputes.is_empty(), "a request moves nothing");
}

#[test]
fn row_1_a_request_needs_items_and_a_transfer_has_none() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let draft = |kind, items: &[&str]| {
        Act::Submit(Box::new(ReferralDraft {
            dispute,
            to: Recipient::Unit(id(COURT)),
            kind,
            items: items.iter().map(|one| (*one).to_owned()).collect(),
            due: None,
            note: String::new(),
            matter: Matter::default(),
            terms: Terms::default(),
        }))
    };
    assert_eq!(house.act(CENTER, draft(ReferralKind::Request, &[" "])), Err(Refusal::ItemsMissing));
    assert_eq!(house.act(CENTER, draft(ReferralKind::Transfer, &["x"])), Err(Refusal::TransferHasItems));
}

#[test]
fn row_2_unsend_before_it_leaves_and_not_after() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let unsend = |referral| Act::Referral(referral, ReferralAct::Unsend);
    let referral = house.act(CENTER, request(dispute)).expect("submitted");
    house.act(CENTER, unsend(referral)).expect("nothing has left");
    house.settle();
    assert_eq!(seen(&house, referral), (Standing::TakenBack, Standing::TakenBack));
    let referral = house.done(CENTER, request(dispute));
    assert_eq!(house.act(CENTER, unsend(referral)), Err(Refusal::Carried));
}

/// What a recipient may make of a copy that comes before the word of its unsending.
#[test]
fn row_2_a_copy_that_comes_without_its_unsending_never_was_whatever_its_recipient_made_of_it() {
    let back = LegAct::Return { code: ReturnCode::Function, basis: "x".into(), suggestion: String::new() };
    let forward = LegAct::Forward { to: "HZHG".into(), basis: "x".into() };
    let accept = || LegAct::Accept { promised: None };
    let made: [(Vec<LegAct>, Standing); 6] = [
        (vec![], Standing::Delivered),
        (vec![LegAct::Sign], Standing::Signed),
        (vec![LegAct::Sign, accept()], Standing::Accepted),
        (vec![LegAct::Sign, accept(), LegAct::Start], Standing::InProgress),
        (vec![LegAct::Sign, back], Standing::Returned),
        (vec![LegAct::Sign, forward], Standing::Returned),
    ];
    for (acts, there) in made {
        let mut house = House::new(3);
        let dispute = house.guided_dispute();
        let terms = Terms { forwardable_to: vec![id(2)], ..Terms::default() };
        let draft = ReferralDraft {
            items: vec!["查关联案件".into()],
            terms,
            ..ReferralDraft::new(dispute, Recipient::Unit(id(COURT)), ReferralKind::Request)
        };
        let referral = house.act(CENTER, Act::Submit(Box::new(draft))).expect("submitted");
        house.act(CENTER, Act::Referral(referral, ReferralAct::Unsend)).expect("nothing has left");
        house.bring(CENTER, COURT, 1);
        for act in acts {
            house.act(COURT, leg(referral, act)).expect("it has a copy");
        }
        assert_eq!(seen(&house, referral), (Standing::TakenBack, there));
        // What the recipient says comes first; then the word of the unsending.
        house.bring(COURT, CENTER, usize::MAX);
        assert_eq!(seen(&house, referral), (Standing::TakenBack, there), "the sender's word is not shaken");
        house.settle();
        assert_eq!(seen(&house, referral), (Standing::TakenBack, Standing::TakenBack), "from {there:?}");
        assert_eq!(house.units[CENTER].referrals.size(), 1, "no leg was opened");
        assert!(house.units[2].referrals.is_empty());
        let file = house.units[CENTER].referrals.get(&referral).expect("known");
        assert!(!file.bounced() && !file.sent_back("查关联案件"), "no bounce");
        let more = house.act(COURT, leg(referral, LegAct::Interim { text: "x".into() }));
        assert!(more.is_err(), "nothing more is done to it");
        house.clock("2027-03-01T09:00:00+08:00");
        for unit in [CENTER, COURT] {
            let file = house.units[unit].referrals.get(&referral).expect("known");
            assert!(file.rang.is_empty(), "no clock rings: {:?}", file.rang);
        }
    }
}

#[test]
fn row_2_no_case_moves_on_a_copy_that_comes_without_its_unsending() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let draft = ReferralDraft::new(dispute, Recipient::Unit(id(COURT)), ReferralKind::Transfer);
    let referral = house.act(CENTER, Act::Submit(Box::new(draft))).expect("submitted");
    house.act(CENTER, Act::Referral(referral, ReferralAct::Unsend)).expect("nothing has left");
    assert_eq!(house.units[CENTER].custody_of(dispute), Custody::Owner { epoch: 2 }, "kept at once");
    // Submission and offer, and not what takes them back.
    house.bring(CENTER, COURT, 2);
    house.act(COURT, leg(referral, LegAct::Sign)).expect("signed");
    house.act(COURT, leg(referral, LegAct::Accept { promised: None })).expect("accepted");
    house.settle();
    assert_eq!(house.units[CENTER].custody_of(dispute), Custody::Owner { epoch: 2 }, "the acceptance finds no offer");
    assert!(house.units[COURT].custody_of(dispute).writes().is_none());
    assert_eq!(seen(&house, referral), (Standing::TakenBack, Standing::TakenBack));
}

#[test]
fn rows_14_15_a_return_needs_its_basis_and_a_signature() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let referral = house.done(CENTER, request(dispute));
    let back = |basis: &str| {
        leg(referral, LegAct::Return { code: ReturnCode::Function, basis: basis.into(), suggestion: "海关".into() })
    };
    assert_eq!(house.act(COURT, back("三定方案第4条")).expect_err("unsigned").code(), "first");
    house.done(COURT, leg(referral, LegAct::Sign));
    assert_eq!(house.act(COURT, back("")).expect_err("no basis").code(), "field-missing");
    house.done(COURT, back("三定方案第4条"));
    assert_eq!(seen(&house, referral), (Standing::Returned, Standing::Returned));
    assert_eq!(house.act(COURT, leg(referral, LegAct::Start)).expect_err("over").code(), "done");
}

#[test]
fn row_24_one_outcome_an_item() {
    let mut house = House::new(2);
    let referral = accepted(&mut house);
    let refusal = house.act(COURT, leg(referral, report(&[ItemOutcome::Achieved]))).expect_err("two items");
    assert_eq!(refusal, Refusal::OutcomeCount { items: 2, given: 1 });
    house.done(COURT, leg(referral, report(&[ItemOutcome::Not, ItemOutcome::Not])));
    house.done(CENTER, Act::Referral(referral, ReferralAct::Confirm { satisfied: false, remark: String::new() }));
    assert_eq!(seen(&house, referral).0, Standing::ClosedNone);
}

#[test]
fn rows_30_31_a_recall_cancels_a_leg_that_has_not_begun() {
    let mut house = House::new(2);
    let referral = accepted(&mut house);
    let recall = |reason: &str| Act::Referral(referral, ReferralAct::Recall { reason: reason.into() });
    assert_eq!(house.act(CENTER, recall("")).expect_err("no reason").code(), "field-missing");
    house.act(CENTER, recall("企业改由律师申请")).expect("asked");
    assert_eq!(seen(&house, referral).0, Standing::RecallPending, "never said recalled before their answer");
    assert_eq!(house.act(CENTER, recall("again")), Err(Refusal::RecallPending));
    house.settle();
    assert_eq!(seen(&house, referral), (Standing::Cancelled, Standing::Cancelled));
}

#[test]
fn rows_32_33_a_leg_that_has_begun_waits_for_its_officer() {
    for agree in [true, false] {
        let mut house = House::new(2);
        let referral = accepted(&mut house);
        house.done(COURT, leg(referral, LegAct::Start));
        house.done(CENTER, Act::Referral(referral, ReferralAct::Recall { reason: "撤".into() }));
        assert_eq!(seen(&house, referral), (Standing::RecallPending, Standing::RecallPending));
        let answer = if agree { LegAct::AgreeRecall } else { LegAct::RefuseRecall { reason: "已立案".into() } };
        house.done(COURT, leg(referral, answer));
        let stands = if agree { Standing::Cancelled } else { Standing::InProgress };
        assert_eq!(seen(&house, referral), (stands, stands));
    }
}

#[test]
fn row_34_a_recall_in_the_bundle_of_its_referral_is_born_cancelled() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let referral = house.act(CENTER, request(dispute)).expect("submitted");
    house.act(CENTER, Act::Referral(referral, ReferralAct::Recall { reason: "误发".into() })).expect("asked");
    house.settle();
    assert_eq!(seen(&house, referral), (Standing::Cancelled, Standing::Cancelled));
}

#[test]
fn row_35_after_the_report_a_recall_is_too_late() {
    let mut house = House::new(2);
    let referral = accepted(&mut house);
    house.done(COURT, leg(referral, report(&[ItemOutcome::Achieved, ItemOutcome::Achieved])));
    let recall = Act::Referral(referral, ReferralAct::Recall { reason: "撤".into() });
    assert_eq!(house.act(CENTER, recall).expect_err("answered").code(), "too-late");
}

#[test]
fn nobody_writes_the_other_sides_facts() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let referral = house.done(CENTER, request(dispute));
    assert_eq!(house.act(CENTER, leg(referral, LegAct::Sign)).expect_err("not the keeper").code(), "not-our-turn");
    let confirm = Act::Referral(referral, ReferralAct::Confirm { satisfied: true, remark: String::new() });
    assert_eq!(house.act(COURT, confirm).expect_err("not the sender").code(), "not-our-turn");
    assert_eq!(house.act(COURT, Act::Dispute(dispute, DisputeAct::Guide)), Err(Refusal::NotFound));
}

#[test]
fn by_proxy_the_same_states_with_evidence() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    let agency = AgencyDraft {
        code: "GACC".into(),
        name_zh: "海关总署".into(),
        name_en: "Customs".into(),
        kind: UnitKind::Customs,
        country: "CN".into(),
        address: String::new(),
        liaisons: vec![Liaison { name: "王科长".into(), ..Liaison::default() }],
    };
    let agency = house.done(CENTER, Act::EnterAgency(Box::new(agency)));
    let draft = |kind, items: Vec<String>| {
        Act::Submit(Box::new(ReferralDraft {
            dispute,
            to: Recipient::Agency(agency),
            kind,
            items,
            due: None,
            note: String::new(),
            matter: Matter::default(),
            terms: Terms::default(),
        }))
    };
    let transfer = house.act(CENTER, draft(ReferralKind::Transfer, Vec::new())).expect_err("nobody there to hold it");
    assert_eq!(transfer.code(), "field-wrong");
    let referral = house.done(CENTER, draft(ReferralKind::Request, vec!["查进口记录".into()]));
    let call = || Some(Evidence::Call { said: "王科长: 已收到".into() });
    assert_eq!(house.act(CENTER, Act::Leg(referral, LegAct::Dispatch, None)), Err(Refusal::EvidenceMissing));
    let stands =
        |house: &House| standing_of(house.units[CENTER].referrals.get(&referral).expect("known"), &house.units[CENTER]);
    let steps = [
        (LegAct::Dispatch, Standing::Sent),
        (LegAct::Deliver, Standing::Delivered),
        (LegAct::Sign, Standing::Signed),
        (LegAct::Accept { promised: None }, Standing::Accepted),
        (report(&[ItemOutcome::Achieved]), Standing::Reported),
    ];
    assert_eq!(stands(&house), Some(Standing::Queued));
    let file = house.units[CENTER].referrals.get(&referral).cloned().expect("known");
    assert_eq!(ball(&file, Standing::Queued, id(CENTER)), Ball::Mine, "the letter lies on our own desk");
    for (act, standing) in steps {
        house.done(CENTER, Act::Leg(referral, act, call()));
        assert_eq!(stands(&house), Some(standing));
    }
    let closing = Closing { outcome: Some(DisputeOutcome::Won), ..Closing::default() };
    let close = Act::Dispute(dispute, DisputeAct::Ending(EndingAct::Close(closing)));
    let Refusal::OpenWork { items } = house.act(CENTER, close).expect_err("unconfirmed") else { panic!("other") };
    assert!(items.contains(&"ZJ-R-2026-000001".to_owned()), "{items:?}");
    house.done(CENTER, Act::Referral(referral, ReferralAct::Confirm { satisfied: true, remark: String::new() }));
    assert_eq!(stands(&house), Some(Standing::ClosedFull));
}
