//! Referrals of the kinds that the rules name: who approves, what goes with them, their periods and clocks.

use super::clocks::agency;
use super::house::{CENTER, COURT, House, day, id, officer};
use super::referral::seen;
use chrono::{FixedOffset, NaiveDate};
use dutydesk::casework::agency::AgencyDraft;
use dutydesk::casework::command::{Acceptance, Act, DisputeAct, LegAct, ReferralAct};
use dutydesk::casework::dispute::ending::Closing;
use dutydesk::casework::dispute::{DisputeOutcome, EndingAct};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::kinds::clocks::{KindRun, started};
use dutydesk::casework::kinds::{named, shared};
use dutydesk::casework::leg::{Evidence, ItemReport};
use dutydesk::casework::referral::{
    ItemOutcome, Matter, Recipient, ReferralDraft, ReferralFile, ReferralKind, ReturnCode, Terms,
};
use dutydesk::casework::referral_timers::{recipient_clock, running, unit_clock};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::respondents::respondents;
use dutydesk::casework::standing::Standing;
use dutydesk::casework::timers::Timer;
use dutydesk::casework::words::{PostRole, UnitKind};
use std::sync::Arc;

fn leg(referral: RecordId, act: LegAct) -> Act {
    Act::Leg(referral, act, None)
}

/// A draft of a kind of the rules to the court, with everything enclosed.
pub fn draft(dispute: RecordId, kind: &str, particulars: &[(&str, &str)]) -> ReferralDraft {
    let rule = named(shared(), kind).expect("a kind");
    let enclosed = (1..=rule.evidence.len()).map(|place| place.to_string()).collect();
    let particulars = particulars.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    ReferralDraft {
        items: vec!["依法办理".into()],
        due: Some(day("2026-12-04")),
        matter: Matter { kind: Some(rule.id.clone()), enclosed, particulars, ..Matter::default() },
        ..ReferralDraft::new(dispute, Recipient::Unit(id(COURT)), rule.sent_as)
    }
}

fn closing(dispute: RecordId, reason: &str) -> Act {
    let (outcome, reason) = (Some(DisputeOutcome::Settled), reason.to_owned());
    let closing = Closing { outcome, reason, ..Closing::default() };
    Act::Dispute(dispute, DisputeAct::Ending(EndingAct::Close(closing)))
}

fn submit(draft: ReferralDraft) -> Act {
    Act::Submit(Box::new(draft))
}

pub fn file(house: &House, unit: usize, referral: RecordId) -> Arc<ReferralFile> {
    house.units[unit].referrals.get(&referral).cloned().expect("known")
}

/// The clocks of its kind, as its sender computes them.
fn clocks(house: &House, referral: RecordId) -> Vec<KindRun> {
    let state = &house.units[CENTER];
    let file = file(house, CENTER, referral);
    let rule = file.referral.as_ref().and_then(|one| one.matter.rule()).expect("a kind");
    started(rule, &file, state, &unit_clock(state, &house.rules, id(CENTER)).expect("a calendar"))
}

/// Name, start and end of each clock, on the wall of the center.
fn walls(runs: &[KindRun]) -> Vec<(&str, String, String)> {
    let zone = FixedOffset::east_opt(8 * 3600).expect("a zone");
    let wall = |at: &chrono::DateTime<chrono::Utc>| at.with_timezone(&zone).format("%m-%d %H:%M").to_string();
    runs.iter().map(|run| (run.id.as_str(), wall(&run.from), wall(&run.due))).collect()
}

fn accepted(house: &mut House, referral: RecordId) {
    house.done(COURT, leg(referral, LegAct::Sign));
    let checked = Acceptance { checked: true, ..Acceptance::default() };
    house.done(COURT, leg(referral, LegAct::AcceptWith(Box::new(checked))));
}

fn reported(house: &mut House, referral: RecordId, outcome: ItemOutcome) {
    let outcomes = vec![ItemReport { outcome, text: String::new() }];
    house.done(COURT, leg(referral, LegAct::Report { outcomes, summary: "办毕".into() }));
}

#[test]
fn row_1_no_liaison_whose_days_are_not_over_blocks_dispatch_and_a_deputy_steps_in() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    let to = agency(&mut house, Some("2026-11-22"));
    let request = || {
        submit(ReferralDraft {
            items: vec!["查进口记录".into()],
            ..ReferralDraft::new(dispute, Recipient::Agency(to), ReferralKind::Request)
        })
    };
    assert_eq!(
        house.act(CENTER, request()),
        Err(Refusal::guard(Guard::ContactsExpired, ["海关总署", "王科长 (2026-11-22)"]))
    );
    house.verb(officer(1, PostRole::Duty), to, "name-liaison", &[("name", "李副科长")]).expect("a deputy");
    house.act(CENTER, request()).expect("somebody to write to");
}

#[test]
fn row_1_a_kind_of_two_officers_is_proposed_by_one_and_approved_by_another() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let criminal = || submit(draft(dispute, "administrative-criminal", &[]));
    let referral = house.done(CENTER, criminal());
    assert_eq!(
        file(&house, CENTER, referral).referral.as_ref().map(|one| one.number.as_str()),
        Some("ZJ-R-2026-000001")
    );
    assert!(house.units[COURT].referrals.is_empty(), "a proposal stays in the house");
    let approve = || Act::Referral(referral, ReferralAct::Approve);
    let recall = Act::Referral(referral, ReferralAct::Recall { reason: "x".into() });
    assert_eq!(house.act(CENTER, recall), Err(Refusal::guard(Guard::NotApproved, ["ZJ-R-2026-000001"])));
    assert_eq!(house.act(CENTER, approve()), Err(Refusal::SecondPerson), "who proposed does not approve");
    let duty = house.act_as(CENTER, officer(2, PostRole::Duty), approve());
    assert_eq!(duty, Err(Refusal::NotPermitted { wants: PostRole::Lead }));
    house.act_as(CENTER, officer(2, PostRole::Lead), approve()).expect("another person");
    house.settle();
    assert_eq!(seen(&house, referral), (Standing::Delivered, Standing::Delivered));
    let text = file(&house, COURT, referral).referral.clone().expect("it arrived");
    assert_eq!((text.submitted_by.as_str(), text.approved.map(|one| one.by)), ("officer 1", Some("officer 2".into())));
    let again = house.act_as(CENTER, officer(2, PostRole::Lead), approve());
    assert_eq!(again, Err(Refusal::guard(Guard::NotAProposal, ["ZJ-R-2026-000001"])));
}

#[test]
fn row_1_a_proposal_may_be_turned_down_with_the_reason_recorded() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let confirmation = [("effective_on", "2026-11-20"), ("parties", "甲;乙"), ("consents", "甲;乙")];
    let duty = officer(3, PostRole::Duty);
    let proposed = submit(draft(dispute, "judicial-confirmation", &confirmation));
    let referral = house.act_as(CENTER, duty, proposed).expect("a duty officer proposes");
    assert!(file(&house, CENTER, referral).is_proposal(), "a lead lets it go");
    house.done(CENTER, Act::Referral(referral, ReferralAct::Decline { reason: "证据不足".into() }));
    let file = file(&house, CENTER, referral);
    assert_eq!(file.declined.as_ref().map(|(_, reason)| reason.as_str()), Some("证据不足"));
    let lead = house.act(CENTER, submit(draft(dispute, "judicial-confirmation", &confirmation))).expect("a lead");
    assert!(!self::file(&house, CENTER, lead).is_proposal());
}

#[test]
fn row_13_a_later_promise_needs_its_reason_and_evidence_is_checked() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let referral = house.done(CENTER, submit(draft(dispute, "cross-region", &[])));
    house.done(COURT, leg(referral, LegAct::Sign));
    let with = |acceptance| leg(referral, LegAct::AcceptWith(Box::new(acceptance)));
    let late = Acceptance { promised: Some(day("2026-12-10")), checked: true, ..Acceptance::default() };
    assert_eq!(house.act(COURT, with(late.clone())), Err(Refusal::guard(Guard::PromiseLate, ["2026-12-04"])));
    let unchecked = Acceptance { checked: false, reason: "调卷需时".into(), ..late.clone() };
    assert_eq!(house.act(COURT, with(unchecked)), Err(Refusal::guard(Guard::EvidenceUnchecked, ["ZJ-R-2026-000001"])));
    house.done(COURT, with(Acceptance { reason: "调卷需时".into(), ..late }));
    assert_eq!(file(&house, CENTER, referral).works_until(), Some(day("2026-12-10")), "T5 is the promised day");
}

#[test]
fn row_37_nobody_is_urged_in_the_recipients_night_unless_it_is_immediate() {
    for immediate in [false, true] {
        let mut house = House::new(2);
        let dispute = house.guided_dispute();
        let mut draft = draft(dispute, "mediation-docking", &[("stage", "pre-suit")]);
        draft.matter.immediate = immediate;
        let referral = house.done(CENTER, submit(draft));
        let urge = || Act::Referral(referral, ReferralAct::Urge { supervised: false, text: "请速办".into() });
        house.clock("2026-11-23T14:50:00+08:00");
        house.settle();
        house.act(CENTER, urge()).expect("by day");
        house.clock("2026-11-23T23:30:00+08:00");
        let night = house.act(CENTER, urge());
        if immediate {
            night.expect("it cannot wait");
        } else {
            assert_eq!(night, Err(Refusal::guard(Guard::QuietHours, ["杭州法庭", "23:30"])));
        }
        let rang = file(&house, CENTER, referral).has_rung(Timer::Sign);
        assert_eq!(rang, immediate, "what is immediate is signed for within half an hour, at any hour");
    }
}

#[test]
fn d1_a_missing_item_blocks_and_the_clocks_of_the_rules_are_computed() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let mut short = draft(dispute, "administrative-criminal", &[]);
    short.matter.enclosed = vec!["移送书".into(), "Investigation report".into(), "4".into()];
    let missing = Err(Refusal::guard(Guard::EvidenceLacking, ["涉案物品清单 / list of goods"]));
    assert_eq!(house.act(CENTER, submit(short.clone())), missing);
    short.matter.enclosed.push("涉案物品清单 / list of goods".into());
    house.clock("2026-11-24T10:00:00+08:00");
    let referral = house.act(CENTER, submit(short)).expect("whole");
    assert_eq!(walls(&clocks(&house, referral)), [("decide", "11-24 10:00".into(), "11-28 00:00".into())]);
    house.clock("2026-11-25T09:30:00+08:00");
    house.act_as(CENTER, officer(2, PostRole::Lead), Act::Referral(referral, ReferralAct::Approve)).expect("approved");
    let before = clocks(&house, referral);
    assert_eq!(walls(&before)[1], ("hand-over", "11-25 09:30".into(), "11-26 09:30".into()));
    assert!(before[0].met.is_some() && before[1].met.is_none());
    house.settle();
    assert_eq!(walls(&clocks(&house, referral))[2], ("filing", "11-25 09:30".into(), "11-29 00:00".into()));
}

#[test]
fn d2_not_filing_opens_the_objection_clock_and_offers_supervision() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let criminal = house.act(CENTER, submit(draft(dispute, "行刑移送", &[]))).expect("proposed");
    house.act_as(CENTER, officer(2, PostRole::Lead), Act::Referral(criminal, ReferralAct::Approve)).expect("approved");
    house.settle();
    house.done(COURT, leg(criminal, LegAct::Sign));
    let back = LegAct::Return { code: ReturnCode::Function, basis: "不予立案".into(), suggestion: String::new() };
    house.clock("2026-11-24T11:00:00+08:00");
    house.done(COURT, leg(criminal, back));
    let runs = clocks(&house, criminal);
    let objection = runs.iter().find(|run| run.id == "objection").expect("it runs");
    assert_eq!(walls(std::slice::from_ref(objection))[0], ("objection", "11-24 11:00".into(), "11-28 00:00".into()));
    assert!(objection.met.is_none());
    let refused = file(&house, CENTER, criminal);
    let offered = refused.follow_ups().collect::<Vec<_>>();
    assert_eq!(offered, ["filing-reconsideration", "filing-supervision"]);
    let mut next = draft(dispute, "filing-supervision", &[]);
    next.terms = Terms { parent: Some(criminal), ..Terms::default() };
    house.done(CENTER, submit(next));
    let runs = clocks(&house, criminal);
    assert!(runs.iter().any(|run| run.id == "objection" && run.met.is_some()), "objected in time");
}

#[test]
fn d2_a_copy_to_the_procuratorate_is_followed_and_not_worked_on() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let copy = house.done(CENTER, submit(draft(dispute, "procuratorate-copy", &[])));
    house.done(COURT, leg(copy, LegAct::Sign));
    assert_eq!(seen(&house, copy), (Standing::Following, Standing::Following));
    for act in [LegAct::Accept { promised: None }, LegAct::Start, LegAct::Interim { text: "x".into() }] {
        assert_eq!(house.act(COURT, leg(copy, act)), Err(Refusal::guard(Guard::ReadOnlyCopy, ["ZJ-R-2026-000001"])));
    }
    let close = closing(dispute, "");
    if let Err(Refusal::OpenWork { items }) = house.act(CENTER, close) {
        assert!(!items.iter().any(|item| item.contains("ZJ-R")), "a copy keeps no case open: {items:?}");
    }
}

#[test]
fn d3_a_failed_mediation_gives_back_the_track_with_its_clock_resumed_not_restarted() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let track = house.done(CENTER, submit(draft(dispute, "cross-region", &[])));
    accepted(&mut house, track);
    let urged = |house: &House| {
        let state = &house.units[CENTER];
        let runs = running(state, &house.handbook.figures().timers, &house.rules, &file(house, CENTER, track));
        runs.into_iter().find(|(timer, _)| *timer == Timer::Urge).map(|(_, at)| at.date_naive())
    };
    let first: NaiveDate = urged(&house).expect("it runs");
    assert_eq!(first, day("2026-12-07"), "due on Friday the 4th");
    let mut mediation = draft(dispute, "mediation-docking", &[("stage", "诉中")]);
    mediation.terms = Terms { parent: Some(track), ..Terms::default() };
    house.clock("2026-11-25T09:00:00+08:00");
    let mediation = house.done(CENTER, submit(mediation));
    assert_eq!(urged(&house), None, "it stands while mediation is tried");
    accepted(&mut house, mediation);
    house.clock("2026-11-27T09:00:00+08:00");
    reported(&mut house, mediation, ItemOutcome::Not);
    // Two working days were spent on mediation; what was left of the clock is left.
    assert_eq!(urged(&house), Some(day("2026-12-09")));
}

#[test]
fn d4_a_missing_consent_blocks_and_the_clock_starts_with_the_agreement() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let fields = |effective: &'static str, consents: &'static str| {
        [("effective_on", effective), ("parties", "澄光光电; Northlake Optics LLC"), ("consents", consents)]
    };
    let one_sided = draft(dispute, "司法确认", &fields("2026-11-01", "澄光光电"));
    let missing = Err(Refusal::guard(Guard::ConsentLacking, ["Northlake Optics LLC"]));
    assert_eq!(house.act(CENTER, submit(one_sided)), missing);
    let both = "Northlake Optics LLC; 澄光光电";
    let referral = house.done(CENTER, submit(draft(dispute, "judicial-confirmation", &fields("2026-11-01", both))));
    let runs = clocks(&house, referral);
    assert_eq!(walls(&runs), [("apply", "11-01 00:00".into(), "12-02 00:00".into())]);
    assert!(runs[0].met.is_some_and(|met| met < runs[0].due));
    let undated = draft(dispute, "judicial-confirmation", &fields("soon", both));
    assert_eq!(house.act(CENTER, submit(undated)).expect_err("no date").code(), "field-wrong");
}

#[test]
fn d5_outside_the_period_warns_and_needs_a_reason() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let enforce = |final_on| draft(dispute, "compulsory-enforcement", &[("final_on", final_on)]);
    let mut late = enforce("2026-08-22");
    assert_eq!(house.act(CENTER, submit(late.clone())), Err(Refusal::guard(Guard::PeriodOver, ["2026-11-22"])));
    late.matter.late_reason = "对方隐匿住所, 期间中止".into();
    house.act(CENTER, submit(late)).expect("with its reason");
    house.act(CENTER, submit(enforce("2026-08-23"))).expect("on its last day");
}

#[test]
fn d8_an_overseas_holiday_shifts_only_the_overseas_sides_clock() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    let to = AgencyDraft {
        code: "WASH".into(),
        name_zh: "驻美使馆".into(),
        name_en: "Embassy".into(),
        kind: UnitKind::Embassy,
        country: "US".into(),
        address: String::new(),
        liaisons: vec![dutydesk::casework::agency::Liaison { name: "一秘".into(), ..Default::default() }],
    };
    let to = house.done(CENTER, Act::EnterAgency(Box::new(to)));
    super::abroad::check_all(&mut house, dispute);
    super::abroad::approve(&mut house, officer(2, PostRole::Lead), dispute).expect("it may go abroad");
    // Thanksgiving is on Thursday 26 November 2026.
    let ask = |kind: &str| ReferralDraft { to: Recipient::Agency(to), ..draft(dispute, kind, &[]) };
    let call = || Some(Evidence::Call { said: "已收到".into() });
    house.clock("2026-11-25T22:00:00+08:00");
    let dues: Vec<String> = ["embassy", "cross-region"]
        .into_iter()
        .map(|kind| {
            let referral = house.done(CENTER, submit(ask(kind)));
            house.done(CENTER, Act::Leg(referral, LegAct::Dispatch, call()));
            house.done(CENTER, Act::Leg(referral, LegAct::Deliver, call()));
            let state = &house.units[CENTER];
            let one = file(&house, CENTER, referral);
            let zone = recipient_clock(state, &house.rules, one.referral.as_ref().expect("sent")).expect("known").zone;
            let runs = running(state, &house.handbook.figures().timers, &house.rules, &one);
            let answer = runs.iter().find(|(timer, _)| *timer == Timer::Answer).expect("it runs").1;
            format!("{} {}", zone.name(), answer.with_timezone(&zone).format("%m-%d %H:%M"))
        })
        .collect();
    assert_eq!(dues, ["America/New_York 11-30 09:00", "Asia/Shanghai 11-27 17:00"]);
}

#[test]
fn d9_respondents_are_matched_to_enterprises_and_the_unmatched_are_listed() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let list = [("respondents", "澄光光电\n海岳仪器有限公司;CHENGGUANG")];
    let referral = house.done(CENTER, submit(draft(dispute, "贸易调查", &list)));
    let text = file(&house, CENTER, referral).referral.clone().expect("sent");
    let found = respondents(&house.units[CENTER], &text.matter.particulars["respondents"]);
    let found: Vec<(&str, usize)> = found.iter().map(|one| (one.name.as_str(), one.disputes.len())).collect();
    assert_eq!(found, [("澄光光电", 1), ("海岳仪器有限公司", 0), ("CHENGGUANG", 0)]);
}

#[test]
fn c15_a_return_without_a_reason_code_is_refused_and_results_have_their_words() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let referral = house.done(CENTER, submit(draft(dispute, "cross-region", &[])));
    house.done(COURT, leg(referral, LegAct::Sign));
    let bare = house.verb_in(COURT, officer(1, PostRole::Lead), referral, "return", &[("basis", "x")]);
    assert_eq!(bare, Err(Refusal::FieldMissing { field: "code".into() }));
    let checked = Acceptance { checked: true, ..Acceptance::default() };
    house.done(COURT, leg(referral, LegAct::AcceptWith(Box::new(checked))));
    let report = |text: &str| {
        let outcomes = vec![ItemReport { outcome: ItemOutcome::Achieved, text: text.into() }];
        leg(referral, LegAct::Report { outcomes, summary: "办毕".into() })
    };
    let words = "已送达, 未能送达, 已调查, 已执行, 无可执行";
    assert_eq!(house.act(COURT, report("办好了")), Err(Refusal::guard(Guard::ResultUnknown, ["1", words])));
    house.done(COURT, report("已送达"));
}

#[test]
fn a13_the_lead_does_not_close_over_an_open_assisting_leg_without_a_reason() {
    let mut house = House::new(3);
    let dispute = house.guided_dispute();
    let assisting = |unit: usize| ReferralDraft {
        items: vec!["协助调查".into()],
        ..ReferralDraft::new(dispute, Recipient::Unit(id(unit)), ReferralKind::Cooperation)
    };
    let first = house.done(CENTER, submit(assisting(COURT)));
    house.done(CENTER, submit(assisting(2)));
    let open = |house: &mut House| {
        let Err(Refusal::OpenWork { items }) = house.act(CENTER, closing(dispute, "")) else {
            panic!("closed over open legs")
        };
        items.into_iter().filter(|item| item.starts_with("ZJ-R")).collect::<Vec<_>>()
    };
    assert_eq!(open(&mut house), ["ZJ-R-2026-000001", "ZJ-R-2026-000002"]);
    house.done(COURT, leg(first, LegAct::Sign));
    let back = LegAct::Return { code: ReturnCode::Region, basis: "级别管辖".into(), suggestion: String::new() };
    house.done(COURT, leg(first, back));
    assert_eq!(open(&mut house), ["ZJ-R-2026-000002"], "each unit has its own leg");
    house.act(CENTER, closing(dispute, "协助事项已无必要")).expect("waived with its reason");
}

/// The clocks of its kind that the system wrote down as rung, on the wall of the center.
fn kind_rang(house: &House, referral: RecordId) -> Vec<(String, String)> {
    let zone = FixedOffset::east_opt(8 * 3600).expect("a zone");
    let rang = file(house, CENTER, referral).kind_rang.clone();
    rang.into_iter().map(|(clock, due)| (clock, due.with_timezone(&zone).format("%m-%d %H:%M").to_string())).collect()
}

#[test]
fn d1_the_kinds_own_clocks_ring_once_and_as_due_after_any_downtime() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let criminal = house.act(CENTER, submit(draft(dispute, "行刑移送", &[]))).expect("proposed");
    house.clock("2026-11-26T23:59:00+08:00");
    assert_eq!(kind_rang(&house, criminal), [], "the head has three days");
    house.clock("2026-11-27T00:00:00+08:00");
    house.clock("2026-11-27T00:01:00+08:00");
    let decide = ("decide".to_owned(), "11-27 00:00".to_owned());
    assert_eq!(kind_rang(&house, criminal), std::slice::from_ref(&decide), "once");
    house.clock("2026-11-27T09:00:00+08:00");
    house.act_as(CENTER, officer(2, PostRole::Lead), Act::Referral(criminal, ReferralAct::Approve)).expect("approved");
    house.settle();
    house.done(COURT, leg(criminal, LegAct::Sign));
    house.clock("2026-12-10T09:00:00+08:00");
    let filing = ("filing".to_owned(), "12-01 00:00".to_owned());
    assert_eq!(kind_rang(&house, criminal), [decide, filing], "handed over in time, not decided on in three days");
    house.settle();
    assert_eq!(
        file(&house, COURT, criminal).kind_rang.len(),
        1,
        "what rang while it was sent is told to the other side"
    );
    let words: Vec<String> =
        house.books[CENTER].iter().map(|entry| dutydesk::boards::timeline::describe(&entry.fact).en).collect();
    assert!(words.contains(&"past due: the police decide on filing".to_owned()), "{words:?}");
}

#[test]
fn d2_the_clock_of_an_objection_rings_for_what_was_refused_and_not_for_what_was_recalled() {
    for recalled in [false, true] {
        let mut house = House::new(2);
        let dispute = house.guided_dispute();
        let criminal = house.act(CENTER, submit(draft(dispute, "行刑移送", &[]))).expect("proposed");
        let second = officer(2, PostRole::Lead);
        house.act_as(CENTER, second, Act::Referral(criminal, ReferralAct::Approve)).expect("approved");
        house.settle();
        if recalled {
            house.done(CENTER, Act::Referral(criminal, ReferralAct::Recall { reason: "撤".into() }));
        } else {
            house.done(COURT, leg(criminal, LegAct::Sign));
            let back =
                LegAct::Return { code: ReturnCode::Function, basis: "不予立案".into(), suggestion: String::new() };
            house.done(COURT, leg(criminal, back));
        }
        house.clock("2026-12-10T09:00:00+08:00");
        let rang: Vec<String> = kind_rang(&house, criminal).into_iter().map(|(clock, _)| clock).collect();
        let expected: &[&str] = if recalled { &[] } else { &["objection"] };
        assert_eq!(rang, expected);
    }
}
