//! What goes up to the center above and what comes down from it: requests for instruction and reports (systems row A12),
//! supervision and questions of law (systems row C14).

use super::house::{CENTER, COURT, House, day, draft, id, officer};
use super::looking;
use dutydesk::boards::window::{List, Rows};
use dutydesk::boards::{AffairRow, Boards};
use dutydesk::casework::affair::Affair;
use dutydesk::casework::agency::AgencyDraft;
use dutydesk::casework::command::Act;
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::instruction::{Authority, Instruction, InstructionState};
use dutydesk::casework::referral::{Recipient, ReferralDraft, ReferralKind};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::supervision::{Supervision, SupervisionState};
use dutydesk::casework::unit::Author;
use dutydesk::casework::words::{PostRole, Tlp, UnitKind};

/// The unit below, and the center above it: each has the network in its own directory.
const BELOW: usize = CENTER;
const ABOVE: usize = COURT;

fn lead() -> Author {
    officer(1, PostRole::Lead)
}

fn levels() -> House {
    let mut house = House::new(3);
    for unit in [BELOW, ABOVE] {
        let above = center(&mut house, unit, "HZFY", "national", None);
        center(&mut house, unit, "ZJ", "local", Some(above));
    }
    house
}

fn center(house: &mut House, unit: usize, code: &str, tier: &str, parent: Option<RecordId>) -> RecordId {
    let draft = AgencyDraft {
        code: code.into(),
        name_zh: code.into(),
        name_en: code.into(),
        kind: UnitKind::Center,
        country: "CN".into(),
        address: String::new(),
        liaisons: Vec::new(),
    };
    let id = house.done(unit, Act::EnterAgency(Box::new(draft)));
    let parent = parent.map_or_else(String::new, |id| id.to_string());
    let typed = [("tier", tier), ("parent", &parent), ("zone", "Asia/Shanghai"), ("calendar", "CN")];
    house.verb_in(unit, lead(), id, "set-center", &typed).expect("a center");
    id
}

fn act(
    house: &mut House,
    unit: usize,
    record: RecordId,
    verb: &str,
    typed: &[(&str, &str)],
) -> Result<RecordId, Refusal> {
    let done = house.verb_in(unit, lead(), record, verb, typed);
    house.settle();
    done
}

fn send_up(house: &mut House, kind: &str, dispute: Option<RecordId>) -> Result<RecordId, Refusal> {
    let dispute = dispute.map_or_else(String::new, |id| id.to_string());
    let typed = [("kind", kind), ("title", "可否联合应诉"), ("text", "三家企业同列被告"), ("dispute", &dispute)];
    act(house, BELOW, id(BELOW).record(), "send-up", &typed)
}

fn instruction(house: &House, unit: usize, id: RecordId) -> Instruction {
    match &house.units[unit].affairs.get(&id).expect("it is known there").affair {
        Affair::Instruction(one) => one.clone(),
        other => panic!("{other:?}"),
    }
}

fn supervision(house: &House, unit: usize, id: RecordId) -> Supervision {
    match &house.units[unit].affairs.get(&id).expect("it is known there").affair {
        Affair::Supervision(one) => one.clone(),
        other => panic!("{other:?}"),
    }
}

fn row(house: &House, unit: usize, id: RecordId) -> AffairRow {
    AffairRow::of(house.units[unit].affairs.get(&id).expect("it is known there"))
}

#[test]
fn a12_a_request_without_reply_past_its_day_shows_on_both_levels() {
    let mut house = levels();
    let dispute = house.guided_dispute();
    let asked = send_up(&mut house, "request", Some(dispute)).expect("sent up");
    assert_eq!(instruction(&house, BELOW, asked).paper.due, Some(day("2026-11-30")), "five working days");
    assert_eq!(instruction(&house, ABOVE, asked), instruction(&house, BELOW, asked));
    assert_eq!(instruction(&house, ABOVE, asked).number, "ZJ-Q-2026-000001");
    house.clock("2026-11-30T23:59:00+08:00");
    house.settle();
    assert!(instruction(&house, BELOW, asked).overdue.is_empty());
    house.clock("2026-12-02T09:00:00+08:00");
    house.clock("2026-12-02T09:01:00+08:00");
    house.settle();
    for unit in [BELOW, ABOVE] {
        let row = row(&house, unit, asked);
        assert!(row.is_open && row.due == Some(day("2026-11-30")), "{unit}");
        assert_eq!(instruction(&house, unit, asked).overdue, [day("2026-11-30")], "said once, on both");
        let mut boards = Boards::default();
        boards.make_rows(&house.units[unit]);
        let listed = |on: &str| match looking::listed(&boards, List::Affairs, "due<=0", on).rows {
            Rows::Affairs(rows) => rows.into_iter().map(|row| row.number).collect::<Vec<_>>(),
            other => panic!("other rows: {other:?}"),
        };
        assert_eq!(listed("2026-12-02"), ["ZJ-Q-2026-000001"], "past its day on the board of {unit}");
        assert_eq!(listed("2026-11-29"), Vec::<String>::new(), "and not before it");
    }
    let typed = [("authority", "reply"), ("text", "可以"), ("basis", "国知保函〔2026〕12号")];
    act(&mut house, ABOVE, asked, "answer", &typed).expect("answered");
    for unit in [BELOW, ABOVE] {
        assert!(!row(&house, unit, asked).is_open);
        let answer = instruction(&house, unit, asked).answer().cloned().expect("an answer");
        assert_eq!(answer.authority, Some((Authority::Reply, "国知保函〔2026〕12号".into())));
    }
}

#[test]
fn a12_a_report_never_blocks_and_wants_no_reply() {
    let mut house = levels();
    let dispute = house.guided_dispute();
    let report = send_up(&mut house, "report", Some(dispute)).expect("sent up");
    assert_eq!(instruction(&house, ABOVE, report).paper.due, None);
    let answer = act(&mut house, ABOVE, report, "answer", &[("authority", "guidance"), ("text", "知悉")]);
    assert_eq!(answer, Err(Refusal::guard(Guard::ReportNoReply, ["ZJ-Q-2026-000001"])));
    let blocking = |house: &House| {
        let affairs = house.units[BELOW].affairs.values().filter(|file| file.affair.blocks(dispute));
        affairs.map(|file| file.affair.number().to_owned()).collect::<Vec<_>>()
    };
    assert!(row(&house, ABOVE, report).is_open, "it is there to be read");
    assert!(blocking(&house).is_empty(), "and nothing waits for it");
    let request = send_up(&mut house, "request", Some(dispute)).expect("sent up");
    assert_eq!(blocking(&house), ["ZJ-Q-2026-000002"]);
    let close = house.verb_in(BELOW, lead(), dispute, "close", &[("outcome", "settled")]);
    let Err(Refusal::OpenWork { items }) = close else { panic!("closed over a request: {close:?}") };
    let blocks = |number: &str| items.iter().any(|item| item.contains(number));
    assert!(blocks("ZJ-Q-2026-000002") && !blocks("ZJ-Q-2026-000001"), "{items:?}");
    act(&mut house, ABOVE, report, "receive", &[]).expect("read");
    assert_eq!(instruction(&house, BELOW, report).state, InstructionState::Noted);
    act(&mut house, BELOW, request, "withdraw-instruction", &[("reason", "已自行解决")]).expect("withdrawn");
    let late = act(&mut house, ABOVE, request, "answer", &[("authority", "reply"), ("text", "可以")]);
    assert_eq!(late, Err(Refusal::guard(Guard::InstructionWithdrawn, ["ZJ-Q-2026-000002"])));
}

#[test]
fn a12_each_side_writes_its_own_part_and_no_third_unit_sees_any_of_it() {
    let mut house = levels();
    let asked = send_up(&mut house, "request", None).expect("sent up");
    let own_answer = act(&mut house, BELOW, asked, "answer", &[("authority", "reply"), ("text", "可以")]);
    assert!(matches!(own_answer, Err(Refusal::NotOurTurn { .. })));
    let theirs = act(&mut house, ABOVE, asked, "withdraw-instruction", &[("reason", "?")]);
    assert!(matches!(theirs, Err(Refusal::NotOurTurn { .. })));
    assert!(house.units[2].affairs.is_empty());
    house.restart(ABOVE);
    assert_eq!(instruction(&house, ABOVE, asked), instruction(&house, BELOW, asked));
}

#[test]
fn a12_an_answer_that_crosses_a_withdrawal_is_kept_and_the_withdrawal_stands_on_both() {
    let mut house = levels();
    let asked = send_up(&mut house, "request", None).expect("sent up");
    let answer = [("authority", "reply"), ("text", "可以")];
    house.verb_in(BELOW, lead(), asked, "withdraw-instruction", &[("reason", "已解决")]).expect("withdrawn");
    house.verb_in(ABOVE, lead(), asked, "answer", &answer).expect("answered before it heard");
    house.settle();
    for unit in [BELOW, ABOVE] {
        let one = instruction(&house, unit, asked);
        assert_eq!((one.state, one.answer().is_some()), (InstructionState::Withdrawn, true), "{unit}");
    }
}

#[test]
fn a12_without_a_center_above_or_a_line_there_is_nobody_to_ask() {
    let mut house = House::new(2);
    let alone = send_up(&mut house, "request", None);
    assert_eq!(alone, Err(Refusal::guard(Guard::NoParent, ["ZJ"])));
    let typed = [("kind", "request"), ("title", "?"), ("text", "?"), ("to", "BJ")];
    let far = act(&mut house, BELOW, id(BELOW).record(), "send-up", &typed);
    assert_eq!(far, Err(Refusal::guard(Guard::NoLine, ["BJ"])));
    let mut secret = draft("澄光光电");
    secret.secrecy = Tlp::Red;
    let dispute = house.done(BELOW, Act::Register(Box::new(secret)));
    let (number, typed) = (dispute.to_string(), [("kind", "request"), ("title", "?"), ("text", "?"), ("to", "HZFY")]);
    let typed = [&typed[..], &[("dispute", number.as_str())]].concat();
    let red = act(&mut house, BELOW, id(BELOW).record(), "send-up", &typed);
    assert!(matches!(red, Err(Refusal::Level { .. })));
}

#[test]
fn c14_a_legal_question_is_answered_on_an_authority_and_may_be_asked_further() {
    let mut house = levels();
    let asked = send_up(&mut house, "question", None).expect("sent up");
    let bare = act(&mut house, ABOVE, asked, "answer", &[("text", "适用")]);
    assert_eq!(bare, Err(Refusal::FieldMissing { field: "authority".into() }));
    let typed = [("authority", "law"), ("text", "适用"), ("basis", "法释〔2020〕19号")];
    act(&mut house, ABOVE, asked, "answer", &typed).expect("answered");
    assert!(!instruction(&house, BELOW, asked).waits());
    act(&mut house, BELOW, asked, "ask-further", &[("text", "境外证据亦适用?")]).expect("asked further");
    for unit in [BELOW, ABOVE] {
        let one = instruction(&house, unit, asked);
        assert!(one.waits() && one.thread.len() == 3 && one.paper.due == Some(day("2026-11-30")));
    }
}

/// A case of the unit below under supervision until 18 December, known above from a request about it.
fn supervised(house: &mut House) -> (RecordId, RecordId) {
    let dispute = house.guided_dispute();
    let asked = send_up(house, "request", Some(dispute)).expect("sent up");
    let about = asked.to_string();
    let typed =
        [("to", "ZJ"), ("about", &about), ("matter", "337 应诉"), ("demand", "限期报方案"), ("due", "2026-12-18")];
    (dispute, act(house, ABOVE, id(ABOVE).record(), "supervise", &typed).expect("supervised"))
}

#[test]
fn c14_a_supervised_cases_deadline_is_extended_only_by_the_supervisor() {
    let mut house = levels();
    let (dispute, order) = supervised(&mut house);
    let under = |house: &House| house.units[BELOW].supervision_of(dispute).map(|one| one.order.due);
    assert_eq!(under(&house), Some(day("2026-12-18")));
    let none = act(&mut house, ABOVE, order, "answer-supervised", &[("granted", "yes")]);
    assert_eq!(none, Err(Refusal::guard(Guard::NoExtensionAsked, ["HZFY-U-2026-000001"])));
    let ask = |house: &mut House| {
        act(house, BELOW, order, "ask-supervisor", &[("until", "2027-01-15"), ("reason", "等待鉴定")])
    };
    ask(&mut house).expect("asked");
    let own = act(&mut house, BELOW, order, "answer-supervised", &[("granted", "yes")]);
    assert!(matches!(own, Err(Refusal::NotOurTurn { .. })), "not by the supervised unit itself");
    assert_eq!(under(&house), Some(day("2026-12-18")), "asking moves nothing");
    let why = [("granted", "no"), ("reason", "可分步报")];
    act(&mut house, ABOVE, order, "answer-supervised", &why).expect("refused");
    assert_eq!(under(&house), Some(day("2026-12-18")));
    ask(&mut house).expect("asked again");
    act(&mut house, ABOVE, order, "answer-supervised", &[("granted", "yes")]).expect("granted");
    assert_eq!(under(&house), Some(day("2027-01-15")));
    house.clock("2027-01-16T09:00:00+08:00");
    let late = act(&mut house, BELOW, order, "ask-supervisor", &[("until", "2027-02-15"), ("reason", "?")]);
    assert_eq!(late, Err(Refusal::guard(Guard::ExtensionLate, ["2027-01-15"])));
}

#[test]
fn c14_the_end_of_a_supervision_is_an_event_on_both_sides() {
    let mut house = levels();
    let (dispute, order) = supervised(&mut house);
    act(&mut house, BELOW, order, "report-result", &[("text", "方案已报")]).expect("reported");
    let own = act(&mut house, BELOW, order, "end-supervision", &[("reason", "?")]);
    assert!(matches!(own, Err(Refusal::NotOurTurn { .. })), "only who supervises ends it");
    act(&mut house, ABOVE, order, "end-supervision", &[("reason", "已落实")]).expect("ended");
    for unit in [BELOW, ABOVE] {
        assert_eq!(supervision(&house, unit, order).state, SupervisionState::Ended);
    }
    assert!(house.units[BELOW].supervision_of(dispute).is_none());
    let over = act(&mut house, BELOW, order, "report-result", &[("text", "?")]);
    assert_eq!(over, Err(Refusal::guard(Guard::SupervisionEnded, ["HZFY-U-2026-000001"])));
}

#[test]
fn c14_only_a_center_above_supervises() {
    let mut house = levels();
    let typed = [("to", "HZFY"), ("matter", "?"), ("demand", "?"), ("due", "2026-12-18")];
    let upward = act(&mut house, BELOW, id(BELOW).record(), "supervise", &typed);
    assert_eq!(upward, Err(Refusal::guard(Guard::NotBelow, ["HZFY"])));
}

fn referred(house: &mut House, dispute: RecordId) -> RecordId {
    let (to, kind, items) = (Recipient::Unit(id(2)), ReferralKind::Request, vec!["翻译判决".to_owned()]);
    let due = Some(day("2026-12-10"));
    house.done(BELOW, Act::Submit(Box::new(ReferralDraft { items, due, ..ReferralDraft::new(dispute, to, kind) })))
}

#[test]
fn c14_no_extension_of_a_leg_goes_beyond_the_supervision_of_its_case() {
    let mut house = levels();
    let (dispute, _) = supervised(&mut house);
    let referral = referred(&mut house, dispute);
    for verb in ["sign", "accept-leg", "start"] {
        act(&mut house, 2, referral, verb, &[]).expect("worked on");
    }
    let typed = [("until", "2026-12-25"), ("reason", "翻译未完")];
    act(&mut house, 2, referral, "ask-extension", &typed).expect("asked");
    let grant = [("granted", "yes"), ("reason", "")];
    let granted = act(&mut house, BELOW, referral, "answer-extension", &grant);
    let about = ["HZFY-U-2026-000001", "2026-12-18", "杭州法庭"];
    assert_eq!(granted, Err(Refusal::guard(Guard::Supervised, about)));
}
