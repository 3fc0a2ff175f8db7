//! Consultation meetings and the tasks that they end in (systems row A11).

use super::house::{CENTER, House, day, id, officer};
use dutydesk::casework::affair::Affair;
use dutydesk::casework::agency::AgencyDraft;
use dutydesk::casework::command::Act;
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::meeting::{Meeting, MeetingState};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::task::{Task, TaskState};
use dutydesk::casework::words::{PostRole, UnitKind};

fn verb(house: &mut House, record: RecordId, verb: &str, typed: &[(&str, &str)]) -> Result<RecordId, Refusal> {
    house.verb(officer(1, PostRole::Lead), record, verb, typed)
}

fn agency(house: &mut House, code: &str) -> RecordId {
    let draft = AgencyDraft {
        code: code.into(),
        name_zh: format!("机构{code}"),
        name_en: code.into(),
        kind: UnitKind::Court,
        country: "CN".into(),
        address: String::new(),
        liaisons: Vec::new(),
    };
    house.done(CENTER, Act::EnterAgency(Box::new(draft)))
}

fn called(house: &mut House) -> RecordId {
    agency(house, "HZFY-1");
    agency(house, "HZHG-1");
    let typed = [("subject", "证据移交"), ("at", "2026-11-27 14:00"), ("place", "三楼"), ("invite", "HZFY-1 hzhg-1")];
    verb(house, id(CENTER).record(), "call-meeting", &typed).expect("called")
}

fn meeting(house: &House, id: RecordId) -> Meeting {
    match &house.units[CENTER].affairs.get(&id).expect("a meeting").affair {
        Affair::Meeting(one) => one.clone(),
        other => panic!("{other:?}"),
    }
}

fn tasks(house: &House) -> Vec<Task> {
    let tasks = house.units[CENTER].affairs.values().filter_map(|file| match &file.affair {
        Affair::Task(task) => Some(task.clone()),
        _ => None,
    });
    let mut tasks: Vec<Task> = tasks.collect();
    tasks.sort_by(|a, b| a.number.cmp(&b.number));
    tasks
}

const AGREED: &str = "移交公证书|HZHG-1|2026-12-01; 出具意见|HZFY-1|2026-12-08";

fn write(house: &mut House, id: RecordId, text: &str) -> Result<RecordId, Refusal> {
    verb(house, id, "write-minutes", &[("text", text), ("consensus", AGREED)])
}

fn sign(house: &mut House, id: RecordId, invitee: &str) -> Result<RecordId, Refusal> {
    verb(house, id, "countersign", &[("invitee", invitee), ("signer", "何立"), ("evidence", "盖章页 1")])
}

#[test]
fn a11_minutes_are_not_final_while_a_countersignature_is_missing() {
    let mut house = House::new(1);
    let id = called(&mut house);
    assert_eq!(meeting(&house, id).call.invitees.len(), 3, "we ourselves and two others");
    assert_eq!(sign(&mut house, id, "1"), Err(Refusal::guard(Guard::MeetingNoMinutes, ["ZJ-M-2026-000001"])));
    write(&mut house, id, "一致同意").expect("written");
    sign(&mut house, id, "1").expect("signed");
    sign(&mut house, id, "3").expect("signed");
    let early = verb(&mut house, id, "finish-minutes", &[]);
    assert_eq!(early, Err(Refusal::guard(Guard::MeetingUnsigned, ["机构HZFY-1"])));
    assert!(matches!(sign(&mut house, id, "3"), Err(Refusal::Done { .. })));
    assert!(matches!(sign(&mut house, id, "4"), Err(Refusal::FieldWrong { field, .. }) if field == "invitee"));
    sign(&mut house, id, "2").expect("signed");
    verb(&mut house, id, "finish-minutes", &[]).expect("final");
    assert_eq!(meeting(&house, id).state, MeetingState::Final);
    let late = write(&mut house, id, "再改");
    assert_eq!(late, Err(Refusal::guard(Guard::MeetingFinal, ["ZJ-M-2026-000001"])));
}

#[test]
fn a11_every_point_agreed_becomes_exactly_one_task_with_owner_and_day() {
    let mut house = House::new(1);
    let id = called(&mut house);
    write(&mut house, id, "一致同意").expect("written");
    for invitee in ["1", "2", "3"] {
        sign(&mut house, id, invitee).expect("signed");
    }
    assert!(tasks(&house).is_empty(), "not before the minutes are final");
    verb(&mut house, id, "finish-minutes", &[]).expect("final");
    let made = tasks(&house);
    let as_agreed: Vec<_> = made.iter().map(|one| (&*one.number, &*one.draft.owner, one.draft.due)).collect();
    let expected =
        [("ZJ-T-2026-000001", "HZHG-1", day("2026-12-01")), ("ZJ-T-2026-000002", "HZFY-1", day("2026-12-08"))];
    assert_eq!(as_agreed, expected);
    assert_eq!(made[1].draft.origin, Some((id, "ZJ-M-2026-000001".into(), 2)));
    assert_eq!(meeting(&house, id).tasks.len(), 2);
    house.restart(CENTER);
    assert_eq!(tasks(&house), made);
    let again = verb(&mut house, id, "finish-minutes", &[]);
    assert_eq!(again, Err(Refusal::guard(Guard::MeetingFinal, ["ZJ-M-2026-000001"])));
    assert_eq!(tasks(&house).len(), 2);
    let first = *meeting(&house, id).tasks.first().expect("a task");
    verb(&mut house, first, "finish-task", &[("proof", "交接单 3")]).expect("done");
    assert_eq!(tasks(&house)[0].state, TaskState::Done);
    let twice = verb(&mut house, first, "drop-task", &[("reason", "?")]);
    assert_eq!(twice, Err(Refusal::guard(Guard::TaskOver, ["ZJ-T-2026-000001"])));
}

#[test]
fn a11_an_edit_after_signing_is_a_new_version_that_nobody_has_signed() {
    let mut house = House::new(1);
    let id = called(&mut house);
    write(&mut house, id, "一致同意").expect("written");
    for invitee in ["1", "2", "3"] {
        sign(&mut house, id, invitee).expect("signed");
    }
    assert!(matches!(write(&mut house, id, "一致同意"), Err(Refusal::FieldWrong { .. })), "no edit at all");
    write(&mut house, id, "一致同意, 另有保留").expect("written anew");
    let one = meeting(&house, id);
    assert_eq!((one.versions.len(), one.signatures.len()), (2, 0));
    assert_eq!(one.versions[0].text, "一致同意", "the version that was signed is kept");
    let unsigned = verb(&mut house, id, "finish-minutes", &[]);
    let about = ["浙江分中心, 机构HZFY-1, 机构HZHG-1"];
    assert_eq!(unsigned, Err(Refusal::guard(Guard::MeetingUnsigned, about)));
}

#[test]
fn a11_the_agenda_comes_from_what_is_open_in_the_case() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    house.clock("2026-11-25T09:00:00+08:00");
    agency(&mut house, "HZFY-1");
    let number = dispute.to_string();
    let typed = [
        ("subject", "应诉"),
        ("at", "2026-11-27 14:00"),
        ("place", "三楼"),
        ("invite", "HZFY-1"),
        ("dispute", &number),
    ];
    let id = verb(&mut house, id(CENTER).record(), "call-meeting", &typed).expect("called");
    let agenda = meeting(&house, id).call.agenda;
    assert_eq!(agenda.len(), 1, "{agenda:?}");
    assert!(agenda[0].zh.contains("us-itc-337-answer"), "the deadline of 27 November rings: {agenda:?}");
    verb(&mut house, id, "add-to-agenda", &[("text", "费用分担")]).expect("added");
    assert_eq!(meeting(&house, id).call.agenda.len(), 2);
    verb(&mut house, id, "call-off", &[("reason", "改期")]).expect("called off");
    let late = write(&mut house, id, "?");
    assert_eq!(late, Err(Refusal::guard(Guard::MeetingCalledOff, ["ZJ-M-2026-000001"])));
}

#[test]
fn a11_a_point_without_owner_or_day_is_refused() {
    let mut house = House::new(1);
    let id = called(&mut house);
    for consensus in ["移交公证书", "移交公证书|HZHG-1", "移交公证书|HZHG-1|明天", "a|b|2026-12-01|c"]
    {
        let bare = verb(&mut house, id, "write-minutes", &[("text", "一致"), ("consensus", consensus)]);
        assert!(matches!(bare, Err(Refusal::FieldWrong { field, .. }) if field == "consensus"), "{consensus}");
    }
}
