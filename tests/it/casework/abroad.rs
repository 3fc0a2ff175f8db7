//! The gate to abroad (State Council Order 801, arts. 12 and 13): checks by one officer, approval by another, and
//! nothing passes before.

use super::house::{CENTER, House, draft, officer};
use dutydesk::casework::abroad::{AbroadGate, AbroadItem};
use dutydesk::casework::agency::AgencyDraft;
use dutydesk::casework::command::{Act, DisputeAct, LegAct, ReferralAct};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::leg::Evidence;
use dutydesk::casework::paper::{Letter, PaperDraft, PaperKind, PaperWords};
use dutydesk::casework::referral::{Amendment, Recipient, ReferralDraft, ReferralKind};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::unit::Author;
use dutydesk::casework::words::{PostRole, UnitKind};

const ALL: &str = "service, secrecy, data-security, personal-information, technology-export";
const FOUR: &str = "secrecy, data-security, personal-information, technology-export";

fn duty(no: u32) -> Author {
    officer(no, PostRole::Duty)
}

fn gate(house: &House, case: RecordId) -> AbroadGate {
    house.units[CENTER].disputes.get(&case).expect("a dispute").abroad.clone()
}

fn agency(house: &mut House, kind: UnitKind, country: &str) -> Recipient {
    let entered = AgencyDraft {
        code: format!("{}-{country}", kind.code()),
        name_zh: "驻外机构".into(),
        name_en: "Office abroad".into(),
        kind,
        country: country.into(),
        address: String::new(),
        liaisons: vec![dutydesk::casework::agency::Liaison { name: "Ms Harlow".into(), ..Default::default() }],
    };
    Recipient::Agency(house.done(CENTER, Act::EnterAgency(Box::new(entered))))
}

fn request(case: RecordId, to: &Recipient) -> Act {
    let (kind, items) = (ReferralKind::Request, vec!["核实登记信息".to_owned()]);
    Act::Submit(Box::new(ReferralDraft { items, ..ReferralDraft::new(case, to.clone(), kind) }))
}

fn check(house: &mut House, who: Author, case: RecordId, item: &str, answer: &str) -> Result<RecordId, Refusal> {
    let fields = [
        ("item", item),
        ("answer", answer),
        ("basis", "本单位保密审查记录12号"),
        ("channel", if item == "service" { "hague-evidence" } else { "" }),
        ("decided_by", if item == "service" { "司法部" } else { "" }),
    ];
    house.verb(who, case, "check-abroad", &fields)
}

pub fn check_all(house: &mut House, case: RecordId) {
    for item in AbroadItem::ALL {
        check(house, duty(1), case, item.code(), "yes").expect("checked");
    }
}

pub fn approve(house: &mut House, who: Author, case: RecordId) -> Result<RecordId, Refusal> {
    house.verb(who, case, "approve-abroad", &[])
}

fn unchecked(items: &str) -> Refusal {
    Refusal::guard(Guard::AbroadUnchecked, ["ZJ-2026-000001", items])
}

#[test]
fn order_801_nothing_goes_abroad_before_each_check_and_a_second_officer() {
    let mut house = House::new(1);
    let case = house.guided_dispute();
    let firm = agency(&mut house, UnitKind::Other, "US");
    assert_eq!(house.act(CENTER, request(case, &firm)), Err(unchecked(ALL)));
    check(&mut house, duty(1), case, "service", "yes").expect("checked");
    assert_eq!(house.act(CENTER, request(case, &firm)), Err(unchecked(FOUR)));
    assert_eq!(approve(&mut house, duty(2), case), Err(unchecked(FOUR)));
    check_all(&mut house, case);
    let shut = Refusal::guard(Guard::AbroadUnapproved, ["ZJ-2026-000001"]);
    assert_eq!(house.act(CENTER, request(case, &firm)), Err(shut));
    // Another post of the same officer is no second person.
    assert_eq!(approve(&mut house, officer(1, PostRole::Lead), case), Err(Refusal::SecondPerson));
    approve(&mut house, duty(2), case).expect("approved");
    assert!(matches!(approve(&mut house, duty(2), case), Err(Refusal::Done { .. })));
    house.act(CENTER, request(case, &firm)).expect("it may go");
}

#[test]
fn order_801_art_12_service_and_evidence_name_their_channel_and_who_decided() {
    let mut house = House::new(1);
    let case = house.guided_dispute();
    let fields = [("item", "service"), ("answer", "yes"), ("basis", "海牙取证公约"), ("decided_by", "司法部")];
    let bare = house.verb(duty(1), case, "check-abroad", &fields);
    assert_eq!(bare, Err(Refusal::FieldMissing { field: "channel".into() }));
    let fields = [("item", "service"), ("answer", "yes"), ("basis", "海牙取证公约"), ("channel", "hague-evidence")];
    let bare = house.verb(duty(1), case, "check-abroad", &fields);
    assert_eq!(bare, Err(Refusal::FieldMissing { field: "decided_by".into() }));
    let letter = [("item", "service"), ("answer", "yes"), ("basis", "律师函"), ("channel", "by-mail")];
    let wrong = house.verb(duty(1), case, "check-abroad", &letter);
    assert!(matches!(wrong, Err(Refusal::FieldWrong { field, .. }) if field == "channel"), "no way but a treaty's");
    check(&mut house, duty(1), case, "service", "yes").expect("checked");
    let found = &gate(&house, case).checks[0].finding;
    assert_eq!((found.item.article(), found.decided_by.as_str()), (12, "司法部"));
}

#[test]
fn order_801_art_13_a_check_that_says_no_bars_the_way() {
    let mut house = House::new(1);
    let case = house.guided_dispute();
    check_all(&mut house, case);
    check(&mut house, duty(1), case, "technology-export", "no").expect("checked");
    let barred = Refusal::guard(Guard::AbroadBarred, ["ZJ-2026-000001", "technology-export"]);
    assert_eq!(approve(&mut house, duty(2), case), Err(barred.clone()));
    let sent = [("what", "比对报告"), ("to", "Harrow & Pell"), ("country", "us")];
    assert_eq!(house.verb(duty(1), case, "send-abroad", &sent), Err(barred));
    check(&mut house, duty(1), case, "technology-export", "not-applicable").expect("checked again");
    approve(&mut house, duty(2), case).expect("approved");
    house.verb(duty(1), case, "send-abroad", &sent).expect("sent");
    assert_eq!(gate(&house, case).sent[0].country, "US");
    // What was approved no longer stands once a check is made anew.
    check(&mut house, duty(1), case, "secrecy", "yes").expect("checked");
    assert_eq!(gate(&house, case).approval, None);
}

#[test]
fn order_801_material_named_after_the_approval_opens_the_question_again() {
    let mut house = House::new(1);
    let case = house.guided_dispute();
    let firm = agency(&mut house, UnitKind::Other, "DE");
    check_all(&mut house, case);
    approve(&mut house, duty(2), case).expect("approved");
    let referral = house.done(CENTER, request(case, &firm));
    house.verb(duty(1), case, "name-abroad", &[("material", "源代码清单")]).expect("named");
    assert_eq!(gate(&house, case).checks.len(), 5, "what was found stays to be read");
    // What was sent before goes no further: neither the letter itself nor anything added to it.
    let said = Evidence::Call { said: "前台收件".into() };
    assert_eq!(house.act(CENTER, Act::Leg(referral, LegAct::Dispatch, Some(said.clone()))), Err(unchecked(ALL)));
    let more = Amendment { note: "附清单".into(), ..Amendment::default() };
    let amend = Act::Referral(referral, ReferralAct::Amend(Box::new(more)));
    assert_eq!(house.act(CENTER, amend.clone()), Err(unchecked(ALL)));
    let answers = Act::Referral(referral, ReferralAct::Supplement { answers: vec!["见附件".into()] });
    assert_eq!(house.act(CENTER, answers), Err(unchecked(ALL)));
    let kind = PaperKind::Letter(Letter::Plain);
    let letter = PaperDraft { kind, zh: true, anew: false, words: PaperWords::default(), made: None };
    let letter = Act::Referral(referral, ReferralAct::Paper(Box::new(letter)));
    assert_eq!(house.act(CENTER, letter), Err(unchecked(ALL)), "no letter is made of it either");
    check_all(&mut house, case);
    approve(&mut house, duty(2), case).expect("approved again");
    house.act(CENTER, amend).expect("amended");
    house.act(CENTER, Act::Leg(referral, LegAct::Dispatch, Some(said))).expect("dispatched");
}

#[test]
fn order_801_evidence_added_after_the_approval_opens_the_question_again() {
    let mut house = House::new(1);
    let case = house.guided_dispute();
    check_all(&mut house, case);
    approve(&mut house, duty(2), case).expect("approved");
    let piece = [
        ("item", "accused-product"),
        ("where", "卷宗柜 3"),
        ("source", "企业"),
        ("collector", "沈若兰"),
        ("collected", "2026-11-23 10:00"),
    ];
    house.verb(duty(1), case, "add-evidence", &piece).expect("added");
    assert_eq!(gate(&house, case).approval, None);
    assert_eq!(approve(&mut house, duty(2), case), Err(unchecked(ALL)));
}

#[test]
fn order_801_a_mission_counts_as_abroad_only_when_material_is_to_leave() {
    let mut house = House::new(1);
    let mission = agency(&mut house, UnitKind::Embassy, "CN");
    let ministry = agency(&mut house, UnitKind::Ministry, "CN");
    let stays = house.guided_dispute();
    house.act(CENTER, request(stays, &mission)).expect("words only");
    let mut form = draft("海岳智能");
    (form.material_abroad, form.docket) = (Some(true), Some("337-TA-1500".into()));
    let leaves = house.done(CENTER, Act::Register(Box::new(form)));
    house.done(CENTER, Act::Dispute(leaves, DisputeAct::Accept { ground: "本省企业".into() }));
    let refused = Refusal::guard(Guard::AbroadUnchecked, ["ZJ-2026-000002", ALL]);
    assert_eq!(house.act(CENTER, request(leaves, &mission)), Err(refused));
    house.act(CENTER, request(leaves, &ministry)).expect("a ministry is at home");
}

#[test]
fn order_801_a_unit_abroad_is_known_by_its_zone() {
    let mut house = House::new(2);
    let case = house.guided_dispute();
    let court = Recipient::Unit(super::house::id(1));
    house.act(CENTER, request(case, &court)).expect("at home");
    let mut card = house.units[CENTER].lines.get(&super::house::id(1)).expect("a line").card.clone();
    card.zone = "Europe/Berlin".into();
    let enrol = Act::EnrolPeer { card: Box::new(card), carrier: dutydesk::casework::line::HERE.into() };
    house.act_as(CENTER, Author::System, enrol).expect("enrolled");
    assert_eq!(house.act(CENTER, request(case, &court)), Err(unchecked(ALL)));
}
