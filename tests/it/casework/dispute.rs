//! Disputes and experts.

use super::house::{CENTER, House, day, draft, officer};
use chrono::NaiveDate;
use dutydesk::calendar::Question;
use dutydesk::casework::actions::offers;
use dutydesk::casework::authorize::sees;
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::deadline::DeadlineState;
use dutydesk::casework::decide::Ground;
use dutydesk::casework::dispute::ending::Closing;
use dutydesk::casework::dispute::{DisputeOutcome, EndingAct, Stage};
use dutydesk::casework::expert::ExpertDraft;
use dutydesk::casework::ids::{OfficerId, RecordId};
use dutydesk::casework::matching::ranked;
use dutydesk::casework::refusal::Refusal;
use dutydesk::casework::words::{PostRole, Tlp};

fn dispute_of(house: &House, id: RecordId) -> dutydesk::casework::dispute::Dispute {
    (**house.units[CENTER].disputes.get(&id).expect("a dispute")).clone()
}

#[test]
fn a_registered_dispute_has_its_number_and_the_deadline_that_its_service_started() {
    let mut house = House::new(1);
    let id = house.done(CENTER, Act::Register(Box::new(draft("海岳智能"))));
    let dispute = dispute_of(&house, id);
    assert_eq!(dispute.number, "ZJ-2026-000001");
    assert_eq!(dispute.stage, Stage::Registered);
    let next = dispute.next_deadline().expect("a deadline");
    assert_eq!(next.computed.rule, "us-itc-337-answer");
    assert_eq!((next.computed.due, next.computed.safe), (day("2026-11-30"), day("2026-11-27")));
    assert_eq!(next.state, DeadlineState::Planned);
}

#[test]
fn a_date_already_past_is_to_be_checked_never_dropped() {
    let mut house = House::new(1);
    let mut late = draft("海岳智能");
    late.served_on = Some(day("2026-09-01"));
    let id = house.done(CENTER, Act::Register(Box::new(late)));
    assert_eq!(dispute_of(&house, id).deadlines[0].state, DeadlineState::MissedCheck);
}

#[test]
fn without_a_rule_the_date_that_the_form_names_stands_and_says_so() {
    let mut house = House::new(1);
    let mut form = draft("海岳智能");
    form.served_on = None;
    form.reply_due = Some(day("2026-12-10"));
    let id = house.done(CENTER, Act::Register(Box::new(form)));
    let deadline = &dispute_of(&house, id).deadlines[0];
    assert_eq!((deadline.computed.rule.as_str(), deadline.computed.safe), ("stated", day("2026-12-10")));
    assert!(!deadline.computed.warnings.is_empty());
}

#[test]
fn the_same_matter_twice_is_known_by_its_key() {
    let mut house = House::new(1);
    house.done(CENTER, Act::Register(Box::new(draft("海岳智能"))));
    let mut again = draft(" 海岳智能 ");
    again.received_at += chrono::TimeDelta::days(1);
    let refusal = house.act(CENTER, Act::Register(Box::new(again))).expect_err("known");
    assert_eq!(refusal, Refusal::Already { number: "ZJ-2026-000001".into() });
}

#[test]
fn stages_follow_each_other() {
    let mut house = House::new(1);
    let id = house.done(CENTER, Act::Register(Box::new(draft("海岳智能"))));
    let guide = house.act(CENTER, Act::Dispute(id, DisputeAct::Guide)).expect_err("not accepted yet");
    assert_eq!(guide.code(), "stage");
    let accept = |ground: &str| Act::Dispute(id, DisputeAct::Accept { ground: ground.into() });
    assert_eq!(house.act(CENTER, accept(" ")).expect_err("no ground").code(), "field-missing");
    house.done(CENTER, accept("本省企业"));
    house.done(CENTER, Act::Dispute(id, DisputeAct::Guide));
    assert_eq!(dispute_of(&house, id).stage, Stage::Guiding);
    assert_eq!(dispute_of(&house, id).handler, Some((OfficerId(1), "officer 1".into())));
    assert_eq!(house.act(CENTER, accept("again")).expect_err("accepted").code(), "stage");
}

#[test]
fn a_second_person_verifies_a_deadline() {
    let mut house = House::new(1);
    let id = house.guided_dispute();
    let question = Question { rule: "us-itc-337-answer".into(), trigger: day("2026-11-09"), ..Question::default() };
    house.done(CENTER, Act::Dispute(id, DisputeAct::AddDeadline(question)));
    let verify = Act::Dispute(id, DisputeAct::VerifyDeadline { no: 2 });
    assert_eq!(house.act(CENTER, verify.clone()), Err(Refusal::SecondPerson));
    house.act_as(CENTER, officer(2, PostRole::Duty), verify).expect("another person");
    assert_eq!(dispute_of(&house, id).deadlines[1].state, DeadlineState::Verified);
}

#[test]
fn a_deadline_is_met_once_with_proof_and_not_in_the_future() {
    let mut house = House::new(1);
    let id = house.guided_dispute();
    let meet =
        |on: NaiveDate, proof: &str| Act::Dispute(id, DisputeAct::MeetDeadline { no: 1, on, proof: proof.into() });
    assert_eq!(house.act(CENTER, meet(day("2026-11-23"), "")).expect_err("no proof").code(), "field-missing");
    assert_eq!(house.act(CENTER, meet(day("2026-12-23"), "x")).expect_err("future").code(), "field-wrong");
    house.done(CENTER, meet(day("2026-11-23"), "EDIS 894182"));
    assert_eq!(house.act(CENTER, meet(day("2026-11-23"), "x")).expect_err("met").code(), "done");
}

#[test]
fn nobody_closes_over_open_work_without_a_reason() {
    let mut house = House::new(1);
    house.handbook = std::sync::Arc::default();
    let id = house.guided_dispute();
    let close = |reason: &str| {
        let outcome = Some(DisputeOutcome::Settled);
        let closing = Closing { outcome, reason: reason.into(), ..Closing::default() };
        Act::Dispute(id, DisputeAct::Ending(EndingAct::Close(closing)))
    };
    let Refusal::OpenWork { items } = house.act(CENTER, close("")).expect_err("an open deadline") else {
        panic!("another refusal")
    };
    assert_eq!(items, ["us-itc-337-answer 2026-11-27", "转交/transfer"]);
    let duty = house.act_as(CENTER, officer(2, PostRole::Duty), close("settled")).expect_err("not a lead");
    assert_eq!(duty.code(), "not-permitted");
    house.done(CENTER, close("和解, 答辩不再需要"));
    assert_eq!(dispute_of(&house, id).stage, Stage::Closed);
}

#[test]
fn an_expert_with_a_conflict_is_ranked_last_and_not_chosen_without_a_reason() {
    let mut house = House::new(1);
    let id = house.guided_dispute();
    let expert = |name: &str, conflicts: &[&str]| ExpertDraft {
        name: name.into(),
        fields: vec!["337".into()],
        jurisdictions: vec!["US".into()],
        languages: vec!["en".into()],
        conflicts: conflicts.iter().map(|one| (*one).to_owned()).collect(),
        load_max: 2,
        ..ExpertDraft::default()
    };
    let torn = house.done(CENTER, Act::EnrolExpert(Box::new(expert("torn", &["Northlake Optics"]))));
    let free = house.done(CENTER, Act::EnrolExpert(Box::new(expert("free", &["Somebody Else"]))));
    let matches = ranked(&house.units[CENTER], &dispute_of(&house, id), day("2026-11-23"));
    assert_eq!(matches.iter().map(|one| one.expert).collect::<Vec<_>>(), [free, torn]);
    assert_eq!((matches[0].score, matches[1].score), (40 + 25 + 15 + 10, 0));
    let choose =
        |expert, reason: &str| Act::Dispute(id, DisputeAct::ChooseExpert { expert, override_reason: reason.into() });
    assert_eq!(house.act(CENTER, choose(torn, "")).expect_err("conflict").code(), "conflict");
    house.done(CENTER, choose(torn, "唯一懂此技术者, 企业书面同意"));
    house.done(CENTER, choose(free, ""));
    let chosen = dispute_of(&house, id).experts;
    assert_eq!(chosen[0].conflict_overridden.as_deref(), Some("唯一懂此技术者, 企业书面同意"));
    assert_eq!(chosen[1].conflict_overridden, None);
    assert_eq!(house.units[CENTER].experts.get(&free).map(|one| one.working_on.clone()), Some(vec![id]));
}

#[test]
fn a_red_dispute_is_for_named_officers_and_takes_no_number_of_the_count() {
    let mut house = House::new(1);
    let red = |name: &str| {
        let mut draft = draft(name);
        draft.secrecy = Tlp::Red;
        Act::Register(Box::new(draft))
    };
    let sealed = house.act_as(CENTER, officer(2, PostRole::Duty), red("甲")).expect("registered");
    let dispute = dispute_of(&house, sealed);
    assert!(dispute.number.starts_with("ZJ-2026-S") && dispute.number.len() == 15, "{}", dispute.number);
    let visible = |no, role| sees(OfficerId(no), role, Tlp::Red, &dispute.named);
    assert!(visible(2, PostRole::Duty) && visible(9, PostRole::Lead));
    assert!(!visible(3, PostRole::Duty) && !visible(2, PostRole::Admin));
    let note = Act::Dispute(sealed, DisputeAct::Note { text: "x".into() });
    assert_eq!(house.act_as(CENTER, officer(3, PostRole::Duty), note), Err(Refusal::NotFound));
    let open = house.done(CENTER, Act::Register(Box::new(draft("乙"))));
    assert_eq!(dispute_of(&house, open).number, "ZJ-2026-000001", "no gap tells of the sealed one");
}

#[test]
fn offers_tell_what_is_possible_and_why_the_rest_is_not() {
    let mut house = House::new(1);
    let id = house.done(CENTER, Act::Register(Box::new(draft("海岳智能"))));
    let ground = Ground { state: &house.units[CENTER], rules: &house.rules, handbook: &house.handbook };
    let offers = offers(ground, &officer(1, PostRole::Lead), super::house::at("2026-11-23T15:00:00+08:00"), id);
    let refused =
        |verb: &str| offers.iter().find(|one| one.verb == verb).expect("a verb").refusal.as_ref().map(Refusal::code);
    assert_eq!(refused("accept"), None);
    assert_eq!(refused("note"), None);
    assert_eq!(refused("deadline-met"), None);
    assert_eq!(refused("refer"), Some("not-found"), "nobody to refer it to");
    assert_eq!(refused("guide"), Some("stage"));
    assert_eq!(refused("close"), Some("stage"));
}

#[test]
fn a_save_over_somebody_elses_is_refused_with_both_versions() {
    use dutydesk::casework::command::Command;
    use dutydesk::casework::decide::decide;
    let mut house = House::new(1);
    let id = house.guided_dispute();
    let ground = Ground { state: &house.units[CENTER], rules: &house.rules, handbook: &house.handbook };
    let command = Command {
        id: dutydesk::casework::ids::CommandId(uuid::Uuid::from_u128(99)),
        at: super::house::at("2026-11-23T15:00:00+08:00"),
        author: officer(2, PostRole::Duty),
        seen: Some(1),
        act: Act::Dispute(id, DisputeAct::Note { text: "late".into() }),
    };
    assert_eq!(decide(ground, &command), Err(Refusal::Changed { now: 6, seen: 1 }));
}
