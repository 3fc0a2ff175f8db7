//! Playbooks: the checklist that a case starts with, and what becomes of it when a new version is published (row A2).

use super::house::{CENTER, House, draft, officer};
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::dossier::playbook::{Checklist, TaskState, open_required};
use dutydesk::casework::handbook::Handbook;
use dutydesk::casework::handbook::playbooks::fitting;
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::words::{DisputeKind, PostRole};

fn ask(house: &mut House, dispute: RecordId, verb: &str, typed: &[(&str, &str)]) -> Result<RecordId, Refusal> {
    house.verb(officer(2, PostRole::Lead), dispute, verb, typed)
}

fn list_of(house: &House, dispute: RecordId) -> Checklist {
    let dispute = house.units[CENTER].disputes.get(&dispute).expect("a dispute");
    dispute.dossier.checklist.clone().expect("a checklist")
}

/// A playbook of a center for section 337.
fn published(version: u16, tasks: &[&str]) -> Handbook {
    let tasks: Vec<String> = tasks
        .iter()
        .map(|id| {
            format!("[[task]]\nid = \"{id}\"\nzh = \"{id} v{version}\"\nen = \"{id}\"\nrequired = true\ndays = 3\n")
        })
        .collect();
    let head = "id = \"section-337\"\nzh = \"337\"\nen = \"337\"\nkinds = [\"section-337\"]\n";
    let text = format!("version = {version}\n{head}{}", tasks.join(""));
    let book = Handbook::with_own([("store/rules/playbooks/337.toml".to_owned(), text)].into_iter());
    assert_eq!(book.problems(), []);
    book
}

#[test]
fn a2_a_new_version_mid_case_adds_what_is_missing_and_deletes_nothing() {
    let mut house = House::new(1);
    house.handbook = published(1, &["notice", "answer"]).into();
    let dispute = house.guided_dispute();
    let list = list_of(&house, dispute);
    assert_eq!((list.version, list.tasks.len()), (1, 2), "pinned at acceptance");
    assert_eq!(list.tasks[0].text.due, Some(super::house::day("2026-11-26")), "three working days on");
    let done = [("task", "notice"), ("on", "2026-11-23"), ("proof", "公告已读, 见记事")];
    ask(&mut house, dispute, "task-done", &done).expect("done");
    let current = ask(&mut house, dispute, "reapply-playbook", &[]);
    assert_eq!(current, Err(Refusal::guard(Guard::PlaybookCurrent, [1])));

    house.handbook = published(2, &["answer", "embassy"]).into();
    let list = list_of(&house, dispute);
    assert_eq!((list.version, list.newer(house.handbook.playbooks())), (1, Some(2)), "keeps v1, and says v2 is there");
    ask(&mut house, dispute, "reapply-playbook", &[]).expect("reapplied");
    let list = list_of(&house, dispute);
    let tasks: Vec<(&str, u16, &str)> =
        list.tasks.iter().map(|one| (one.text.id.as_str(), one.version, one.state.code())).collect();
    assert_eq!(tasks, [("notice", 1, "done"), ("answer", 1, "open"), ("embassy", 2, "open")]);
    assert_eq!(list.tasks[1].text.words.zh, "answer v1", "what is there stays as it was");
    assert_eq!((list.version, list.newer(house.handbook.playbooks())), (2, None));
}

#[test]
fn a2_a_task_is_settled_once_with_proof_and_not_before_its_day() {
    let mut house = House::new(1);
    house.handbook = published(1, &["notice", "answer"]).into();
    let dispute = house.guided_dispute();
    let done = |on: &'static str, proof: &'static str| [("task", "notice"), ("on", on), ("proof", proof)];
    let future = ask(&mut house, dispute, "task-done", &done("2026-12-24", "x")).expect_err("in the future");
    assert_eq!(future.code(), "field-wrong");
    let bare = ask(&mut house, dispute, "task-done", &done("2026-11-23", ""));
    assert_eq!(bare, Err(Refusal::FieldMissing { field: "proof".into() }));
    ask(&mut house, dispute, "task-done", &done("2026-11-23", "邮件 11-23")).expect("done");
    let twice = ask(&mut house, dispute, "task-skip", &[("task", "notice"), ("reason", "不适用")]);
    assert_eq!(twice, Err(Refusal::guard(Guard::TaskSettled, ["notice"])));
    let state = list_of(&house, dispute).tasks[0].state.clone();
    assert!(matches!(state, TaskState::Done { ref by, .. } if by == "officer 2"), "{state:?}");
}

#[test]
fn required_tasks_are_open_until_done_or_found_not_to_apply() {
    let mut house = House::new(1);
    house.handbook = published(1, &["notice", "answer"]).into();
    let dispute = house.guided_dispute();
    let open = |house: &House| {
        let dispute = house.units[CENTER].disputes.get(&dispute).expect("a dispute");
        open_required(dispute).iter().map(|task| task.text.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(open(&house), ["notice", "answer"]);
    ask(&mut house, dispute, "task-skip", &[("task", "notice"), ("reason", "非立案公告案件")]).expect("skipped");
    assert_eq!(open(&house), ["answer"]);
    ask(&mut house, dispute, "task-done", &[("task", "answer"), ("on", "2026-11-23"), ("proof", "EDIS 回执")])
        .expect("done");
    assert_eq!(open(&house), Vec::<String>::new());
}

#[test]
fn a_case_of_before_takes_a_playbook_by_hand_and_only_one() {
    let mut house = House::new(1);
    let dispute = house.done(CENTER, Act::Register(Box::new(draft("澄光光电"))));
    let early = ask(&mut house, dispute, "reapply-playbook", &[]);
    assert_eq!(early, Err(Refusal::guard(Guard::NoPlaybook, [""; 0])));
    let unknown = ask(&mut house, dispute, "apply-playbook", &[("playbook", "nothing")]).expect_err("unknown");
    assert!(unknown.en().contains("section-337"), "it says which there are: {}", unknown.en());
    ask(&mut house, dispute, "apply-playbook", &[("playbook", "generic")]).expect("applied");
    let twice = ask(&mut house, dispute, "apply-playbook", &[]);
    assert_eq!(twice, Err(Refusal::guard(Guard::PlaybookApplied, ["generic"])));
    house.done(CENTER, Act::Dispute(dispute, DisputeAct::Accept { ground: "本省企业".into() }));
    assert_eq!(list_of(&house, dispute).playbook, "generic", "acceptance does not change it");
}

#[test]
fn every_kind_of_dispute_has_a_playbook_that_fits_it() {
    for kind in DisputeKind::ALL {
        let mut one = draft("甲");
        one.kind = *kind;
        let fit = fitting(Handbook::shared().playbooks(), &one).expect("at least the general one");
        let own = fit.kinds.contains(kind);
        assert!(own || *kind == DisputeKind::Other, "{kind:?} has only {}", fit.id);
        assert!(fit.tasks.iter().any(|task| task.required), "{}", fit.id);
    }
}

#[test]
fn mistakes_in_playbooks_are_told_with_file_and_line_and_leave_the_old_one_in_use() {
    let own =
        "id = \"section-337\"\nversion = 2\nzh = \"甲\"\nen = \"a\"\n\n[[task]]\nid = \"a\"\nzh = \"甲\"\nen = \"\"\n";
    let book = Handbook::with_own([("r/playbooks/x.toml".to_owned(), own.to_owned())].into_iter());
    let told: Vec<String> = book.problems().iter().map(ToString::to_string).collect();
    assert_eq!(told, ["r/playbooks/x.toml:7: write both zh and en"]);
    assert_eq!(book.playbook("section-337").map(|one| one.version), Some(1));
    let twice = own.replace("en = \"\"", "en = \"a\"\n[[task]]\nid = \"a\"\nzh = \"甲\"\nen = \"a\"");
    let book = Handbook::with_own([("r/playbooks/x.toml".to_owned(), twice)].into_iter());
    assert_eq!(book.problems()[0].to_string(), "r/playbooks/x.toml:11: a is there twice");
    let book = Handbook::with_own([("r/x.toml".to_owned(), own.to_owned())].into_iter());
    assert_eq!(book.problems()[0].to_string(), "r/x.toml:1: no file of rules that is known");
}

#[test]
fn row_close_asks_for_required_tasks_and_evidence_each_done_or_waived() {
    use dutydesk::casework::dispute::Stage;
    let mut house = House::new(1);
    house.handbook = published(1, &["notice", "answer"]).into();
    let dispute = house.guided_dispute();
    let moot = [("no", "1"), ("reason", "已和解")];
    ask(&mut house, dispute, "moot-deadline", &moot).expect("moot");
    ask(&mut house, dispute, "take-path", &[("path", "mediation")]).expect("a path");
    let done = [("task", "notice"), ("on", "2026-11-23"), ("proof", "已读")];
    ask(&mut house, dispute, "task-done", &done).expect("done");
    let lead = || officer(1, PostRole::Lead);
    let bare = house.verb(lead(), dispute, "close", &[("outcome", "settled")]);
    let Err(Refusal::OpenWork { items }) = bare else { panic!("not refused for open work: {bare:?}") };
    let mediation = ["consent-to-mediate", "standing", "settlement-bounds"];
    let mut expected = vec!["任务/task answer".to_owned()];
    expected.extend(mediation.iter().map(|item| format!("证据/evidence mediation: {item}")));
    expected.push("转交/transfer".into());
    assert_eq!(items, expected);
    house.verb(lead(), dispute, "close", &[("outcome", "settled"), ("code", "not-needed")]).expect("waived");
    let closed = house.units[CENTER].disputes.get(&dispute).expect("a dispute");
    assert_eq!((closed.stage, closed.ending.waivers.len()), (Stage::Closed, 5));
}
