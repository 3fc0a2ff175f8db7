//! The handover of a shift (issue 4, item 6): a computed list, taken on item by item, with a gate that stops nobody's
//! hand.

use super::house::{CENTER, House, alert, id, officer};
use dutydesk::casework::affair::Affair;
use dutydesk::casework::alert::AlertDraft;
use dutydesk::casework::command::{Act, AlertAct};
use dutydesk::casework::handover::{Handover, HandoverState};
use dutydesk::casework::ids::{OfficerId, PostId, RecordId};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::unit::{Author, Officer, Post};
use dutydesk::casework::words::{PostRole, Tlp};

fn staffed() -> House {
    let mut house = House::new(1);
    for no in 1..=3 {
        let (account, name) = (format!("o{no}"), format!("officer {no}"));
        let person = Officer { id: OfficerId(no), uid: 1000 + no, account, account_made: None, name };
        let post = Post { id: PostId(no), officer: person.id, unit: id(CENTER), role: PostRole::Duty };
        let admin = officer(9, PostRole::Admin);
        house.act_as(CENTER, admin, Act::GrantPost(Box::new(person), post)).expect("a post");
    }
    house
}

fn duty(no: u32) -> Author {
    officer(no, PostRole::Duty)
}

fn raise(house: &mut House, identifier: &str) -> RecordId {
    let draft = AlertDraft { docket: Some(format!("26-{identifier}")), ..alert(identifier, identifier) };
    house.done(CENTER, Act::Raise(Box::new(draft)))
}

fn begin(house: &mut House, from: u32, to: &str) -> Result<RecordId, Refusal> {
    house.verb(duty(from), id(CENTER).record(), "hand-over", &[("to", to), ("note", "夜班平静")])
}

fn handover(house: &House, id: RecordId) -> Handover {
    match &house.units[CENTER].affairs.get(&id).expect("a handover").affair {
        Affair::Handover(one) => one.clone(),
        other => panic!("{other:?}"),
    }
}

fn take(house: &mut House, no: u32, handover: RecordId, item: &str) -> Result<RecordId, Refusal> {
    house.verb(duty(no), handover, "take-item", &[("item", item)])
}

#[test]
fn handover_the_list_is_computed_and_complete_only_when_each_item_is_taken_on() {
    let mut house = staffed();
    raise(&mut house, "a");
    let dispute = house.guided_dispute();
    house.clock("2026-11-25T09:00:00+08:00");
    assert!(matches!(begin(&mut house, 2, "o2"), Err(Refusal::FieldWrong { field, .. }) if field == "to"));
    let record = begin(&mut house, 2, "officer 3").expect("listed");
    let listed: Vec<RecordId> = handover(&house, record).items.iter().map(|one| one.item.record).collect();
    let all: Vec<_> = handover(&house, record).items.iter().map(|one| one.item.clone()).collect();
    // The alert that nobody acknowledged went up to nobody, and that is an alert of its own.
    assert_eq!(listed.len(), 3, "{all:#?}");
    assert!(listed.contains(&dispute), "its deadline rings");
    let not_theirs = take(&mut house, 2, record, "1");
    assert_eq!(not_theirs, Err(Refusal::guard(Guard::HandoverIncoming, ["officer 3"])));
    take(&mut house, 3, record, "1").expect("taken on");
    assert!(matches!(take(&mut house, 3, record, "1"), Err(Refusal::Done { .. })));
    assert!(matches!(take(&mut house, 3, record, "9"), Err(Refusal::FieldWrong { field, .. }) if field == "item"));
    take(&mut house, 3, record, "2").expect("taken on");
    let missing = handover(&house, record).items[2].item.number.clone();
    let early = house.verb(duty(3), record, "complete-handover", &[]);
    assert_eq!(early, Err(Refusal::guard(Guard::HandoverGate, [missing])));
    take(&mut house, 3, record, "3").expect("taken on");
    house.verb(duty(3), record, "complete-handover", &[]).expect("complete");
    assert_eq!(handover(&house, record).state, HandoverState::Complete);
    let over = take(&mut house, 3, record, "2");
    assert_eq!(over, Err(Refusal::guard(Guard::HandoverOver, ["ZJ-H-2026-000001"])));
}

#[test]
fn handover_what_comes_meanwhile_is_at_the_gate_too_and_what_is_done_is_not() {
    let mut house = staffed();
    let first = raise(&mut house, "a");
    let record = begin(&mut house, 2, "o3").expect("listed");
    let second = raise(&mut house, "b");
    let late = house.verb(duty(3), record, "complete-handover", &[]);
    assert_eq!(late, Err(Refusal::guard(Guard::HandoverGate, ["ZJ-A-2026-000001, ZJ-A-2026-000002"])));
    let close = [("code", "not-relevant"), ("reason", "与本省无关")];
    house.verb(duty(2), first, "close-alert", &close).expect("closed");
    house.verb(duty(2), record, "refresh-handover", &[]).expect("made anew");
    let items = handover(&house, record).items;
    assert!(items[0].gone && items[1].item.record == second);
    assert!(matches!(house.verb(duty(2), record, "refresh-handover", &[]), Err(Refusal::Done { .. })));
    take(&mut house, 3, record, "2").expect("taken on");
    house.verb(duty(3), record, "complete-handover", &[]).expect("complete");
}

#[test]
fn handover_never_stops_anyone_from_acknowledging_a_p1_or_checking_a_missed_deadline() {
    let mut house = staffed();
    let urgent = raise(&mut house, "p1");
    let dispute = house.guided_dispute();
    let typed = [("rule", "us-itc-337-answer"), ("trigger", "2026-09-01")];
    house.verb(duty(2), dispute, "add-deadline", &typed).expect("a date already past, to be checked");
    let record = begin(&mut house, 2, "o3").expect("listed");
    assert!(handover(&house, record).unsigned().count() >= 2, "nothing is taken on yet");
    let missed = house.units[CENTER].disputes.get(&dispute).expect("a dispute").deadlines.len().to_string();
    house.act_as(CENTER, duty(3), Act::Alert(urgent, AlertAct::Ack { until: None })).expect("who comes acknowledges");
    house.verb(duty(1), dispute, "verify-deadline", &[("no", &missed)]).expect("a third person checks");
    assert_eq!(handover(&house, record).state, HandoverState::Open);
}

#[test]
fn handover_of_what_only_named_persons_may_see_is_not_on_the_list() {
    let mut house = staffed();
    let mut red = alert("red", "red");
    red.secrecy = Tlp::Red;
    house.done(CENTER, Act::Raise(Box::new(red)));
    let record = begin(&mut house, 2, "o3").expect("listed");
    assert!(handover(&house, record).items.is_empty());
    house.verb(duty(2), record, "call-off-handover", &[("reason", "改期")]).expect("called off");
}
