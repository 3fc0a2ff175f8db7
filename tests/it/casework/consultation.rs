//! Expert consultations (state-machines.md 3.4; systems rows A6, C10).

use super::experts::{enrolled, expert_of, optician};
use super::house::{CENTER, COURT, House, alert, day, officer};
use dutydesk::boards::views::{View, history_of, view};
use dutydesk::boards::{AffairRow, Boards};
use dutydesk::casework::actions::offers;
use dutydesk::casework::affair::{Affair, Card};
use dutydesk::casework::command::{Act, LegAct};
use dutydesk::casework::consultation::{Consultation, ConsultationState as S, SeatState, Verdict};
use dutydesk::casework::decide::Ground;
use dutydesk::casework::expert::{Engagement, EngagementRole};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::leg::Evidence;
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::unit::Author;
use dutydesk::casework::words::PostRole;
use proptest::prelude::*;

const HASH: &str = "a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4";
const CALL: (&str, &str) = ("said", "11-23 电话: 本人");
const FILE: [(&str, &str); 3] = [("evidence", "权利要求.pdf"), ("evidence_hash", HASH), ("evidence_bytes", "12")];

fn duty() -> Author {
    officer(1, PostRole::Duty)
}

fn lead() -> Author {
    officer(2, PostRole::Lead)
}

/// A consultation with its dispute and its experts, in the order of the roster.
struct Table {
    house: House,
    dispute: RecordId,
    id: RecordId,
    experts: Vec<RecordId>,
}

const NAMES: [&str; 4] = ["方旭", "林澈", "谭默", "何舟"];

impl Table {
    /// `panel` opinions wanted of a roster of four.
    fn set(panel: &str) -> Self {
        let mut house = House::new(2);
        let dispute = house.guided_dispute();
        let experts = NAMES.map(|name| enrolled(&mut house, optician(name))).to_vec();
        let id = ask(&mut house, dispute, panel).expect("asked");
        Self { house, dispute, id, experts }
    }

    /// The same, with the first `seats` experts invited and agreed, and material sent to them.
    fn working(panel: &str, seats: usize) -> Self {
        let mut table = Self::set(panel);
        table.done("check-conflicts", &[]);
        for at in 0..seats {
            table.join(at);
        }
        table
    }

    fn join(&mut self, at: usize) {
        self.of(at, "invite", &[]).expect("invited");
        self.of(at, "expert-agrees", &[("version", "v3"), ("level", "amber"), CALL]).expect("agreed");
        self.of(at, "send-material", &[("level", "green"), FILE[0], FILE[1], FILE[2]]).expect("sent");
    }

    fn act(&mut self, author: Author, verb: &str, typed: &[(&str, &str)]) -> Result<RecordId, Refusal> {
        self.house.verb(author, self.id, verb, typed)
    }

    fn done(&mut self, verb: &str, typed: &[(&str, &str)]) {
        self.act(duty(), verb, typed).unwrap_or_else(|refusal| panic!("{verb} refused: {}", refusal.en()));
    }

    /// An act about one expert.
    fn of(&mut self, at: usize, verb: &str, typed: &[(&str, &str)]) -> Result<RecordId, Refusal> {
        let expert = self.experts[at].to_string();
        let all: Vec<(&str, &str)> = [("expert", expert.as_str())].into_iter().chain(typed.iter().copied()).collect();
        self.act(duty(), verb, &all)
    }

    fn opines(&mut self, at: usize, verdict: &str) {
        self.of(at, "record-opinion", &[("verdict", verdict), ("text", "见附页"), CALL]).expect("an opinion");
    }

    fn adopted(&mut self) {
        self.act(lead(), "adopt", &[("adoption", "full"), ("reason", "论证充分")]).expect("adopted");
    }

    fn now(&self) -> Consultation {
        match &self.house.units[CENTER].affairs.get(&self.id).expect("an affair").affair {
            Affair::Consultation(one) => (**one).clone(),
            other => panic!("another affair: {other:?}"),
        }
    }

    fn card(&self) -> Card {
        self.now().card()
    }

    /// The texts of the page under a label.
    fn told(&self, label: &str) -> Vec<String> {
        self.card().rows.into_iter().filter(|row| row.0.en == label).map(|row| row.1.en).collect()
    }

    fn seat(&self, at: usize) -> SeatState {
        self.now().seats.iter().rev().find(|seat| seat.expert == self.experts[at]).expect("a seat").state
    }

    fn load(&self, at: usize) -> usize {
        expert_of(&self.house, self.experts[at]).working_on.len()
    }
}

fn ask(house: &mut House, about: RecordId, panel: &str) -> Result<RecordId, Refusal> {
    let fields = [
        ("question", "是否落入权利要求1"),
        ("field", "G01S"),
        ("language", "en"),
        ("due", "2026-12-04"),
        ("level", "amber"),
        ("panel", panel),
    ];
    house.verb(duty(), about, "consult", &fields)
}

#[test]
fn row_request_links_a_dispute_or_an_alert() {
    let mut table = Table::set("1");
    assert_eq!((table.now().number.as_str(), table.now().state), ("ZJ-X-2026-000001", S::Asked));
    assert_eq!((table.card().dispute, table.card().due), (Some(table.dispute), Some(day("2026-12-04"))));
    let alarm = table.house.done(CENTER, Act::Raise(Box::new(alert("26-1140", "Order"))));
    let second = ask(&mut table.house, alarm, "1").expect("about an alert");
    table.house.verb(duty(), second, "check-conflicts", &[]).expect("checked");
    let mut late = |field: (&str, &str)| {
        let mut fields = vec![("question", "?"), ("due", "2026-12-04"), ("level", "amber"), ("panel", "1")];
        fields.retain(|one| one.0 != field.0);
        fields.push(field);
        table.house.verb(duty(), table.dispute, "consult", &fields).expect_err("a slip").code()
    };
    assert_eq!([late(("due", "2026-11-22")), late(("panel", "0")), late(("panel", "90"))], ["field-wrong"; 3]);
    assert_eq!(late(("question", " ")), "field-missing");
}

#[test]
fn row_conflict_check_names_who_is_clear_in_one_order_or_that_nobody_is() {
    let mut table = Table::set("1");
    let expert = table.experts[0].to_string();
    let early = table.act(duty(), "invite", &[("expert", &expert)]);
    assert_eq!(early.expect_err("not checked").code(), "first");
    let engaged = [("who", "Northlake Optics"), ("role", "acted"), ("from", "2024-01-01")];
    table.house.verb(duty(), table.experts[0], "add-engagement", &engaged).expect("recorded");
    table.done("check-conflicts", &[]);
    let names: Vec<String> = table.now().candidates.iter().map(|one| one.name.clone()).collect();
    assert_eq!(names, ["林澈", "谭默", "何舟", "方旭"]);
    assert_eq!((table.now().state, table.told("next")), (S::Cleared, vec!["林澈".to_owned()]));
    assert_eq!(table.told("conflict"), ["方旭: Northlake Optics 2024-01-01–"]);
    for expert in table.experts.clone() {
        table.house.verb(duty(), expert, "leave", &[("from", "2026-11-01"), ("to", "2026-12-31")]).expect("on leave");
    }
    table.done("check-conflicts", &[]);
    assert_eq!(table.now().state, S::NoneClear);
}

#[test]
fn a6_a_past_engagement_for_the_opponent_needs_a_recorded_override() {
    let mut table = Table::set("1");
    let engagement = Engagement {
        who: "Harrow & Pell".into(),
        role: EngagementRole::Employed,
        from: day("2020-01-01"),
        to: Some(day("2022-03-01")),
    };
    let with = "Harrow & Pell 2020-01-01–2022-03-01".to_owned();
    let mut draft = optician("魏纪");
    draft.engagements.push(engagement);
    let torn = enrolled(&mut table.house, draft);
    table.experts.push(torn);
    table.done("check-conflicts", &[]);
    let refused = table.of(4, "invite", &[]);
    assert_eq!(refused, Err(Refusal::guard(Guard::ExpertConflict, ["魏纪".to_owned(), with.clone()])));
    let reason = ("reason", "唯一懂此技术者, 企业书面同意");
    let duty_officer = table.of(4, "override-conflict", &[reason]);
    assert_eq!(duty_officer, Err(Refusal::NotPermitted { wants: PostRole::Lead }));
    let expert = torn.to_string();
    table.act(lead(), "override-conflict", &[("expert", &expert), reason]).expect("on record");
    table.of(4, "invite", &[]).expect("invited");
    assert_eq!(table.told("conflict passed over"), [format!("{with} (officer 2: {})", reason.1)]);
    let clear = table.experts[0].to_string();
    let nothing = table.act(lead(), "override-conflict", &[("expert", &clear), reason]);
    assert_eq!(nothing, Err(Refusal::guard(Guard::NoConflict, ["方旭"])));
    // A conflict that came after was not passed over.
    let later = [("who", "Northlake"), ("role", "acted"), ("from", "2026-11-01")];
    let other = [("who", "澄光光电"), ("role", "opposed"), ("from", "2025-01-01")];
    let second = table.experts[1];
    table.house.verb(duty(), second, "add-engagement", &later).expect("recorded");
    let expert = second.to_string();
    table.act(lead(), "override-conflict", &[("expert", &expert), reason]).expect("on record");
    table.house.verb(duty(), second, "add-engagement", &other).expect("recorded");
    let refused = table.of(1, "invite", &[]);
    assert_eq!(refused, Err(Refusal::guard(Guard::ExpertConflict, ["林澈", "澄光光电 2025-01-01–"])));
}

#[test]
fn row_invite_takes_who_is_lent_certified_and_available() {
    let mut table = Table::set("1");
    table.done("check-conflicts", &[]);
    let change = |table: &mut Table, at: usize, fields: &[(&str, &str)]| {
        let expert = table.experts[at];
        table.house.verb(duty(), expert, "change-expert", fields).expect("changed");
    };
    change(&mut table, 0, &[("load_max", "0")]);
    let full = table.of(0, "invite", &[]);
    assert_eq!(full, Err(Refusal::guard(Guard::NotAvailable, ["方旭"])));
    let away = table.experts[1];
    table.house.verb(duty(), away, "leave", &[("from", "2026-11-20"), ("to", "2026-11-30")]).expect("on leave");
    assert_eq!(table.of(1, "invite", &[]), Err(Refusal::guard(Guard::NotAvailable, ["林澈"])), "the same answer");
    change(&mut table, 2, &[("certificate_until", "2026-11-22")]);
    assert_eq!(table.of(2, "invite", &[]), Err(Refusal::guard(Guard::Uncertified, ["谭默"])));
    change(&mut table, 3, &[("home", "HZFY"), ("lendable", "no")]);
    assert_eq!(table.of(3, "invite", &[]), Err(Refusal::guard(Guard::NotLendable, ["何舟", "HZFY"])));
    change(&mut table, 3, &[("lendable", "yes")]);
    let unasked = Refusal::guard(Guard::BorrowFirst, ["何舟", "HZFY"]);
    assert_eq!(table.of(3, "invite", &[]), Err(unasked.clone()));
    let request = super::referral::request(table.dispute);
    let request = table.house.done(CENTER, request);
    let borrow = request.to_string();
    assert_eq!(table.of(3, "invite", &[("borrow", &borrow)]), Err(unasked), "they have not agreed");
    let leg = |act| Act::Leg(request, act, None);
    table.house.done(COURT, leg(LegAct::Sign));
    table.house.done(COURT, leg(LegAct::Accept { promised: None }));
    table.of(3, "invite", &[("borrow", &borrow)]).expect("lent");
    assert_eq!(table.of(3, "invite", &[]), Err(Refusal::guard(Guard::InvitedAlready, ["何舟"])));
}

#[test]
fn row_agree_takes_an_undertaking_and_the_proof_of_it() {
    let mut table = Table::set("1");
    table.done("check-conflicts", &[]);
    table.of(0, "invite", &[]).expect("invited");
    assert_eq!((table.now().state, table.load(0)), (S::Invited, 0));
    let fields = [("version", "v3"), ("level", "amber")];
    assert_eq!(table.act(duty(), "expert-agrees", &fields), Err(Refusal::EvidenceMissing));
    table.done("expert-agrees", &[fields[0], fields[1], CALL]);
    assert_eq!((table.now().state, table.load(0)), (S::Agreed, 1), "the only one is meant");
    let again = table.act(duty(), "expert-agrees", &[fields[0], fields[1], CALL]);
    assert_eq!(again, Err(Refusal::guard(Guard::NobodySitsSo, ["ZJ-X-2026-000001", "INVITED"])));
}

#[test]
fn row_decline_or_no_answer_names_the_next_candidate() {
    let mut table = Table::set("1");
    table.done("check-conflicts", &[]);
    table.of(0, "invite", &[]).expect("invited");
    table.done("expert-declines", &[("code", "busy"), CALL]);
    assert_eq!((table.now().state, table.told("next")), (S::Cleared, vec!["林澈".to_owned()]));
    table.of(1, "invite", &[]).expect("invited");
    table.house.clock("2026-11-26T14:00:00+08:00");
    assert_eq!(table.seat(1), SeatState::Invited, "three working days are not over");
    table.house.clock("2026-11-28T09:00:00+08:00");
    table.house.clock("2026-11-28T09:01:00+08:00");
    assert_eq!(table.seat(1), SeatState::NoAnswer);
    assert_eq!((table.now().state, table.told("next")), (S::Cleared, vec!["谭默".to_owned()]));
    let rung = table.house.books[CENTER].iter().filter(|one| format!("{:?}", one.fact).contains("NotAnswered")).count();
    assert_eq!(rung, 1);
    table.of(2, "invite", &[]).expect("invited");
    table.done("expert-agrees", &[("version", "v3"), ("level", "amber"), CALL]);
    table.house.clock("2027-03-01T09:00:00+08:00");
    assert_eq!(table.seat(2), SeatState::Agreed, "who answered is not asked by a clock");
}

#[test]
fn row_send_material_stays_below_the_undertaking_and_logs_each_hash() {
    let mut table = Table::set("1");
    table.done("check-conflicts", &[]);
    table.of(0, "invite", &[]).expect("invited");
    table.done("expert-agrees", &[("version", "v3"), ("level", "amber"), CALL]);
    let red = table.act(duty(), "send-material", &[("level", "red"), FILE[0], FILE[1], FILE[2]]);
    assert_eq!(red, Err(Refusal::guard(Guard::AboveUndertaking, ["TLP:RED", "方旭", "TLP:AMBER"])));
    let spoken = table.act(duty(), "send-material", &[("level", "amber"), CALL]);
    assert_eq!(spoken, Err(Refusal::FieldMissing { field: "evidence".into() }));
    table.done("send-material", &[("level", "amber"), FILE[0], FILE[1], FILE[2]]);
    assert_eq!(table.now().state, S::Working);
    let sent = &table.now().seats[0].materials[0].file;
    assert!(matches!(sent, Evidence::File { hash, .. } if hash.to_string() == HASH));
}

#[test]
fn row_ask_more_gives_the_ball_to_the_handler() {
    let mut table = Table::working("1", 1);
    table.done("expert-asks", &[("questions", "译文; 样机照片"), CALL]);
    assert_eq!((table.now().state, table.told("waits for")), (S::NeedsInfo, vec!["experts ask; for officer 1".into()]));
    let half = table.act(duty(), "answer-expert", &[("answers", "已译")]);
    assert_eq!(half, Err(Refusal::AnswerCount { questions: 2, given: 1 }));
    table.done("answer-expert", &[("answers", "已译; 无")]);
    assert_eq!(table.now().state, S::Working);
    let nobody = table.act(duty(), "answer-expert", &[("answers", "已译; 无")]);
    assert_eq!(nobody, Err(Refusal::guard(Guard::NobodySitsSo, ["ZJ-X-2026-000001", "NEEDS-INFO"])));
}

#[test]
fn row_opinion_has_versions_and_frees_the_expert() {
    let mut table = Table::working("1", 1);
    table.opines(0, "yes");
    assert_eq!((table.now().state, table.load(0)), (S::Submitted, 0));
    table.opines(0, "no");
    assert_eq!(table.now().seats[0].opinions.len(), 2, "the first is kept");
    assert_eq!(table.told("earlier opinion"), ["方旭 v1 yes: 见附页"]);
    assert_eq!(table.told("opinion"), ["方旭 v2 no: 见附页"]);
}

#[test]
fn c10_a_panel_of_three_shows_the_dissent_of_its_2_to_1() {
    let mut table = Table::working("3", 3);
    for (at, verdict) in [(0, "yes"), (1, "no"), (2, "yes")] {
        assert_ne!(table.now().state, S::Combined);
        table.opines(at, verdict);
    }
    assert_eq!((table.now().state, table.told("result")), (S::Combined, vec!["majority 2:1: yes".to_owned()]));
    assert_eq!(table.told("dissent"), ["林澈 v1 no: 见附页"]);
    assert_eq!(table.told("opinion").len(), 2);
}

#[test]
fn c10_the_opinion_of_a_single_expert_is_labelled_so() {
    let mut table = Table::working("1", 1);
    table.opines(0, "yes");
    assert_eq!(table.told("result"), ["opinion of a single expert: yes"]);
    let mut split = Table::working("2", 2);
    split.opines(0, "yes");
    split.opines(1, "no");
    assert_eq!((split.now().state, split.told("result")), (S::Combined, vec!["no majority among 2".to_owned()]));
}

#[test]
fn row_panel_is_combined_when_all_are_in_or_on_the_due_day() {
    let mut table = Table::working("3", 3);
    table.opines(0, "yes");
    let adopt = [("adoption", "full"), ("reason", "论证充分")];
    let early = table.act(lead(), "adopt", &adopt);
    assert_eq!(early, Err(Refusal::guard(Guard::PanelNotIn, ["1", "3", "林澈, 谭默", "2026-12-04"])));
    table.house.clock("2026-12-04T23:59:00+08:00");
    assert_eq!(table.now().state, S::Working);
    table.house.clock("2026-12-07T08:00:00+08:00");
    assert_eq!((table.now().state, table.now().missing().len()), (S::Combined, 2));
    assert_eq!(table.told("result"), ["opinion of a single expert: yes"]);
    table.opines(1, "no");
    assert_eq!(table.now().combination().map(|all| all.count()), Some(2), "a late opinion still counts");
    table.act(lead(), "adopt", &adopt).expect("decided");
}

#[test]
fn row_adopt_is_for_the_lead_with_a_reason_and_an_opinion() {
    let mut table = Table::working("1", 1);
    let adopt = [("adoption", "part"), ("reason", "仅采纳第二点")];
    assert_eq!(table.act(lead(), "adopt", &adopt), Err(Refusal::guard(Guard::NoOpinion, ["ZJ-X-2026-000001"])));
    table.opines(0, "partly");
    assert_eq!(table.act(duty(), "adopt", &adopt), Err(Refusal::NotPermitted { wants: PostRole::Lead }));
    assert_eq!(table.act(lead(), "adopt", &[adopt[0]]), Err(Refusal::FieldMissing { field: "reason".into() }));
    table.act(lead(), "adopt", &adopt).expect("decided");
    assert_eq!(table.now().state, S::Decided);
    let late = table.of(0, "record-opinion", &[("verdict", "no"), ("text", "改主意"), CALL]);
    assert_eq!(late.expect_err("decided").code(), "stage");
}

#[test]
fn row_tell_the_enterprise_leaves_the_experts_out() {
    let mut table = Table::working("1", 1);
    table.opines(0, "yes");
    table.adopted();
    for named in ["方旭", "澄江大学"] {
        let text = format!("{named}认为应当应诉");
        let told = table.act(duty(), "tell-enterprise", &[("to", "澄光光电法务"), ("text", &text)]);
        assert_eq!(told, Err(Refusal::guard(Guard::NotRedacted, [named])));
    }
    table.done("tell-enterprise", &[("to", "澄光光电法务"), ("text", "专家认为应当应诉")]);
    assert_eq!((table.now().state, table.card().is_open), (S::Delivered, false));
}

#[test]
fn a_dispute_shows_its_consultations_and_does_not_close_over_one_that_is_not_returned() {
    let mut table = Table::working("1", 1);
    let result = [("outcome", "won"), ("text", "终裁不侵权")];
    table.house.verb(duty(), table.dispute, "result", &result).expect("the case is over");
    let close = table.house.verb(lead(), table.dispute, "close", &[]);
    let Err(Refusal::OpenWork { items }) = close else { panic!("{close:?}") };
    assert!(items.contains(&"ZJ-X-2026-000001".to_owned()), "{items:?}");
    let mut boards = Boards::default();
    let state = &table.house.units[CENTER];
    let file = state.affairs.get(&table.id).expect("an affair");
    boards.put_affair(&AffairRow::of(file));
    let Some(View::Dispute(view)) = view(state, &boards, table.dispute, day("2026-11-23")) else { panic!() };
    assert_eq!((view.affairs[0].number.as_str(), view.affairs[0].is_open), ("ZJ-X-2026-000001", true));
    assert!(history_of(state, &boards, table.dispute).contains(&table.id));
}

#[test]
fn row_feedback_comes_after_the_result_of_the_case() {
    let mut table = Table::working("1", 1);
    table.opines(0, "yes");
    table.adopted();
    table.done("tell-enterprise", &[("to", "澄光光电法务"), ("text", "专家认为应当应诉")]);
    let compare = [("agreement", "agrees"), ("text", "ITC 认定不侵权")];
    let early = table.act(duty(), "compare-outcome", &compare);
    assert_eq!(early, Err(Refusal::guard(Guard::NoResultYet, ["ZJ-X-2026-000001"])));
    let result = [("outcome", "won"), ("text", "终裁不侵权")];
    table.house.verb(duty(), table.dispute, "result", &result).expect("the case is over");
    table.done("compare-outcome", &compare);
    assert_eq!(
        (table.now().state, table.told("how the case ended")),
        (S::Closed, vec!["as opined: ITC 认定不侵权".into()])
    );
}

#[test]
fn row_quarantine_keeps_the_opinion_marked_lists_its_readers_and_offers_a_new_panel() {
    let mut table = Table::working("3", 3);
    for (at, verdict) in [(0, "yes"), (1, "no"), (2, "yes")] {
        table.opines(at, verdict);
    }
    table.adopted();
    table.done("tell-enterprise", &[("to", "澄光光电法务"), ("text", "应当应诉")]);
    table.of(0, "quarantine", &[("with", "Northlake Optics LLC 2026-12-01 起受聘")]).expect("quarantined");
    assert_eq!(table.now().state, S::Quarantined);
    assert_eq!(table.told("quarantined opinion"), ["方旭 v1 yes: 见附页"]);
    assert_eq!(table.told("result"), ["no majority among 2"], "it no longer counts");
    assert_eq!(table.told("read by"), ["officer 1, officer 2, 澄光光电法务"]);
    assert!(table.told("waits for")[0].contains("new-panel"));
    let twice = table.of(0, "quarantine", &[("with", "again")]);
    assert_eq!(twice, Err(Refusal::guard(Guard::TookNoPart, ["ZJ-X-2026-000001"])));
    let adopt = table.act(lead(), "adopt", &[("adoption", "full"), ("reason", "再次")]);
    assert_eq!(adopt.expect_err("quarantined").code(), "stage");
    table.done("new-panel", &[("keep", "yes")]);
    assert_eq!((table.now().state, table.now().earlier.len()), (S::Submitted, 1));
    assert_eq!(table.of(0, "invite", &[]), Err(Refusal::guard(Guard::InvitedAlready, ["方旭"])));
    table.join(3);
    table.opines(3, "no");
    assert_eq!(table.told("result"), ["majority 2:1: no"]);
    table.of(1, "quarantine", &[("with", "x")]).expect("quarantined");
    table.done("new-panel", &[("keep", "no")]);
    assert_eq!((table.now().state, table.now().opinions_in()), (S::Asked, 0));
    assert_eq!(table.now().seats.iter().map(|seat| seat.opinions.len()).sum::<usize>(), 4, "all are kept");
}

#[test]
fn row_withdraw_tells_the_experts_and_waits_for_their_material() {
    let mut table = Table::working("2", 2);
    table.opines(0, "yes");
    let reason = ("reason", "企业和解");
    let untold = table.act(duty(), "withdraw-request", &[reason]);
    assert_eq!(untold, Err(Refusal::FieldMissing { field: "told".into() }));
    table.done("withdraw-request", &[reason, ("told", "电话告知两位")]);
    assert_eq!((table.now().state, table.card().is_open, table.load(1)), (S::Withdrawn, true, 0));
    let over = table.act(duty(), "withdraw-request", &[reason, ("told", "x")]);
    assert_eq!(over, Err(Refusal::guard(Guard::ConsultationOver, ["ZJ-X-2026-000001", "WITHDRAWN"])));
    let which = table.act(duty(), "material-ended", &[("end", "returned"), CALL]);
    assert_eq!(which, Err(Refusal::FieldMissing { field: "expert".into() }), "two of them have some");
    table.of(0, "material-ended", &[("end", "returned"), CALL]).expect("returned");
    assert!(table.card().is_open);
    table.done("material-ended", &[("end", "destroyed"), CALL]);
    assert!(!table.card().is_open);
    let nothing = table.act(duty(), "material-ended", &[("end", "returned"), CALL]);
    assert_eq!(nothing, Err(Refusal::guard(Guard::NoMaterial, ["ZJ-X-2026-000001"])));
    assert_eq!(table.now().seats[0].opinions.len(), 1, "the opinion is kept");
}

#[test]
fn actions_offer_what_is_possible_now() {
    let table = Table::working("1", 1);
    let house = &table.house;
    let ground = Ground { state: &house.units[CENTER], rules: &house.rules, handbook: &house.handbook };
    let at = super::house::at("2026-11-23T15:00:00+08:00");
    let offered = offers(ground, &lead(), at, table.id);
    let possible: Vec<&str> = offered.iter().filter(|one| one.refusal.is_none()).map(|one| one.verb.as_str()).collect();
    for verb in ["record-opinion", "expert-asks", "send-material", "invite", "quarantine", "withdraw-request"] {
        assert!(possible.contains(&verb), "{verb} of {possible:?}");
    }
    for verb in ["expert-agrees", "answer-expert", "adopt", "tell-enterprise", "new-panel"] {
        assert!(!possible.contains(&verb), "{verb}");
    }
    let on_dispute = offers(ground, &duty(), at, table.dispute);
    assert!(on_dispute.iter().any(|one| one.verb == "consult" && one.refusal.is_none()));
}

/// Anything anybody may try, in any order.
fn tried(table: &mut Table, (what, at): (u8, usize)) {
    let verdict = ["yes", "no", "partly"][at % 3];
    let expert = table.experts[at].to_string();
    let done = match what {
        0 => table.act(duty(), "check-conflicts", &[]),
        1 => table.of(at, "invite", &[]),
        2 => table.of(at, "expert-agrees", &[("version", "v3"), ("level", "amber"), CALL]),
        3 => table.of(at, "expert-declines", &[("code", "busy"), CALL]),
        4 => table.of(at, "send-material", &[("level", "green"), FILE[0], FILE[1], FILE[2]]),
        5 => table.of(at, "expert-asks", &[("questions", "?"), CALL]),
        6 => table.of(at, "answer-expert", &[("answers", "!")]),
        7..=10 => table.of(at, "record-opinion", &[("verdict", verdict), ("text", "见附页"), CALL]),
        11 => table.act(lead(), "adopt", &[("adoption", "full"), ("reason", "x")]),
        12 => table.act(duty(), "tell-enterprise", &[("to", "法务"), ("text", "应诉")]),
        13 => table.act(duty(), "quarantine", &[("expert", &expert), ("with", "x")]),
        14 => table.act(duty(), "new-panel", &[("keep", if at > 1 { "yes" } else { "no" })]),
        15 => table.of(at, "material-ended", &[("end", "returned"), CALL]),
        _ => {
            table.house.clock(if at > 1 { "2026-12-05T09:00:00+08:00" } else { "2026-11-27T16:00:00+08:00" });
            Ok(table.id)
        }
    };
    drop(done);
}

fn texts(one: &Consultation) -> Vec<(RecordId, usize)> {
    one.seats.iter().map(|seat| (seat.expert, seat.opinions.len())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Opinions are never lost; one under quarantine never counts; who reads the book again sees the same.
    #[test]
    fn opinions_are_never_lost_and_a_quarantined_one_never_counts(
        steps in proptest::collection::vec((0_u8..17, 0_usize..4), 1..60),
        panel in 1_u8..4,
    ) {
        let mut table = Table::working(&panel.to_string(), 2);
        for step in steps {
            let before = texts(&table.now());
            tried(&mut table, step);
            let now = table.now();
            for (place, (expert, count)) in before.into_iter().enumerate() {
                prop_assert_eq!(now.seats[place].expert, expert);
                prop_assert!(now.seats[place].opinions.len() >= count, "an opinion is gone");
            }
            if let Some(all) = now.combination() {
                for (seat, _) in all.held.iter().chain(&all.dissents) {
                    prop_assert!(seat.quarantined.is_none() && seat.panel == now.panel);
                }
                let majority = all.held.iter().filter(|one| Some(one.1.verdict) == all.majority).count();
                prop_assert!(all.majority.is_none() || majority * 2 > all.count());
            }
            let kept: usize = now.seats.iter().map(|seat| seat.opinions.len()).sum();
            let pages = now.card().rows.iter().filter(|row| row.0.en.contains("opinion") || row.0.en == "dissent").count();
            prop_assert_eq!(pages, kept + 1, "every opinion is on the page, beside how many are wanted");
            for at in 0..table.experts.len() {
                prop_assert!(table.load(at) <= 2);
            }
        }
        let before = table.now();
        table.house.restart(CENTER);
        prop_assert_eq!(table.now(), before);
    }
}

#[test]
fn verdicts_read_in_both_languages() {
    assert_eq!(
        (Verdict::parse("肯定"), Verdict::parse("cannot be said")),
        (Some(Verdict::Yes), Some(Verdict::Unclear))
    );
}
