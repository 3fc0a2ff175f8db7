//! The table of the dispute at its end: result, close with integrity, visits, reopening, archive, termination.

use super::house::{CENTER, alert, at, day};
use super::looking;
use super::referral::request;
use super::stages::Bench;
use dutydesk::boards::Boards;
use dutydesk::boards::window::{List, Rows};
use dutydesk::casework::command::Act;
use dutydesk::casework::decide::transferred;
use dutydesk::casework::dispute::ending::WaiverCode;
use dutydesk::casework::dispute::quality::{Quality, quality};
use dutydesk::casework::dispute::{DisputeOutcome, Stage, Step};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::refusal::{Guard, Refusal};

fn items(bench: &mut Bench, id: RecordId, typed: &[(&str, &str)]) -> Vec<String> {
    match bench.ask(1, id, "close", typed) {
        Err(Refusal::OpenWork { items }) => items,
        other => panic!("not refused for open work: {other:?}"),
    }
}

#[test]
fn row_result_known_has_its_outcome() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    assert_eq!(bench.guard(4, dispute, "result", &[("outcome", "won")]), Guard::NotHandler);
    bench.done(3, dispute, "result", &[("outcome", "won"), ("text", "终裁不侵权")]);
    let now = bench.dispute(dispute);
    assert_eq!((now.stage, now.outcome.map(|one| one.0)), (Stage::Result, Some(DisputeOutcome::Won)));
    assert_eq!(bench.code(1, dispute, "close", &[("outcome", "lost"), ("code", "moot")]), "field-wrong");
}

#[test]
fn row_close_is_refused_over_open_work_and_waives_each_with_a_code() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    bench.house.act(CENTER, request(dispute)).expect("a leg");
    bench.done(3, dispute, "result", &[("outcome", "settled")]);
    assert_eq!(items(&mut bench, dispute, &[]), ["ZJ-R-2026-000001", "us-itc-337-answer 2026-11-27"]);
    let one = [("each", "2 moot 已和解, 无须答辩")];
    assert_eq!(items(&mut bench, dispute, &one), ["ZJ-R-2026-000001"], "each needs its own");
    assert_eq!(bench.code(1, dispute, "close", &[("each", "2 nonsense")]), "field-wrong");
    assert_eq!(bench.code(1, dispute, "close", &[("code", "other")]), "field-missing");
    bench.done(1, dispute, "close", &[("each", "1 elsewhere; 2 moot 已和解")]);
    let now = bench.dispute(dispute);
    let codes: Vec<WaiverCode> = now.ending.waivers.iter().map(|one| one.code).collect();
    assert_eq!((now.stage, codes), (Stage::Closed, vec![WaiverCode::Elsewhere, WaiverCode::Moot]));
    assert_eq!(now.next_deadline(), None, "what was waived does not ring");
}

#[test]
fn c2_no_case_is_closed_over_a_missing_step_without_a_coded_reason() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    bench.done(3, dispute, "moot-deadline", &[("no", "1"), ("reason", "已和解")]);
    let close = [("outcome", "settled")];
    assert_eq!(items(&mut bench, dispute, &close), ["转交/transfer"]);
    bench.done(1, dispute, "close", &[("outcome", "settled"), ("code", "not-needed")]);
    assert_eq!(bench.dispute(dispute).ending.waivers[0].item, "转交/transfer");
}

#[test]
fn c2_five_steps_are_stamped_and_the_time_in_each_stage_is_told() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|_| {});
    bench.house.clock("2026-11-24T09:00:00+08:00");
    bench.done(3, dispute, "accept", &[("ground", "本省企业")]);
    bench.house.clock("2026-11-24T11:00:00+08:00");
    bench.done(3, dispute, "guide", &[]);
    bench.house.act(CENTER, request(dispute)).expect("a leg");
    bench.house.clock("2026-11-26T11:00:00+08:00");
    bench.done(3, dispute, "result", &[("outcome", "won")]);
    bench.done(1, dispute, "close", &[("code", "elsewhere")]);
    bench.done(4, dispute, "visit", &[("score", "5")]);
    let now = bench.dispute(dispute);
    let sent = bench.house.units[CENTER].referrals_of_case(dispute).next().and_then(|file| file.referral.clone());
    let steps = now.steps(sent.map(|referral| referral.submitted_at));
    assert!(steps.iter().all(|(_, at)| at.is_some()), "{steps:?}");
    assert_eq!(
        steps.map(|(step, _)| step),
        [Step::Acceptance, Step::Response, Step::Transfer, Step::Feedback, Step::FollowUp]
    );
    let times = now.stage_times(at("2026-12-01T09:00:00+08:00"));
    let hours: Vec<(Stage, i64)> = times.iter().map(|(stage, _, spent)| (*stage, spent.num_hours())).collect();
    assert_eq!(hours[1], (Stage::Accepted, 2));
    assert_eq!(hours[3], (Stage::Guiding, 48));
    assert_eq!(hours.last(), Some(&(Stage::Visited, 0)), "what is over does not go on");
}

/// The lines of a list that pass a filter.
fn listed(bench: &Bench, filter: &str) -> Vec<String> {
    let state = &bench.house.units[CENTER];
    let mut boards = Boards::default();
    boards.make_rows(state);
    match looking::listed(&boards, List::AllDisputes, filter, "2026-11-30").rows {
        Rows::Disputes(rows) => rows.into_iter().map(|row| row.number).collect(),
        other => panic!("other rows: {other:?}"),
    }
}

#[test]
fn c13_a_case_with_a_skipped_step_is_found_by_the_quality_list() {
    let mut bench = Bench::new();
    let whole = bench.registered(|told| told.docket = Some("a".into()));
    let hasty = bench.registered(|told| told.docket = Some("b".into()));
    for dispute in [whole, hasty] {
        bench.done(3, dispute, "accept", &[("ground", "本省企业")]);
        bench.done(3, dispute, "guide", &[]);
        bench.done(3, dispute, "note", &[("text", "建议应诉, 先查国内产业要件")]);
        bench.house.act(CENTER, request(dispute)).expect("a leg");
    }
    bench.done(4, whole, "verify-deadline", &[("no", "1")]);
    for dispute in [whole, hasty] {
        bench.done(3, dispute, "deadline-met", &[("no", "1"), ("on", "2026-11-23"), ("proof", "EDIS 894182")]);
        bench.done(3, dispute, "result", &[("outcome", "won")]);
    }
    let state = &bench.house.units[CENTER];
    let wanting = |id: RecordId| {
        let dispute = state.disputes.get(&id).expect("a dispute");
        let found = quality(dispute, transferred(state, dispute));
        found.into_iter().filter(|(_, ok)| !ok).map(|(check, _)| check).collect::<Vec<Quality>>()
    };
    assert_eq!((wanting(whole), wanting(hasty)), (vec![], vec![]), "nothing is wanting before the end");
    for dispute in [whole, hasty] {
        bench.done(1, dispute, "close", &[("code", "elsewhere")]);
    }
    assert_eq!(listed(&bench, "skipped:verified"), ["ZJ-2026-000002"]);
    assert_eq!(listed(&bench, "skipped:unwaived").len(), 2, "what was waived is told too");
    assert_eq!(listed(&bench, "stage:closed").len(), 2);
}

#[test]
fn f1_visits_are_planned_by_kind_on_open_days() {
    let mut bench = Bench::new();
    let dispute = bench.closed();
    let planned: Vec<_> = bench.dispute(dispute).ending.visits.iter().map(|visit| visit.on).collect();
    // 30 and 180 days after 23 November; the 22nd of May is a Saturday.
    assert_eq!(planned, [day("2026-12-23"), day("2027-05-24")]);
}

#[test]
fn f1_the_visitor_differs_from_the_handler() {
    let mut bench = Bench::new();
    let dispute = bench.closed();
    assert_eq!(bench.guard(3, dispute, "visit", &[("score", "5")]), Guard::VisitorIsHandler);
    assert_eq!(bench.code(4, dispute, "visit", &[("score", "6")]), "field-wrong");
    assert_eq!(bench.code(4, dispute, "visit", &[("score", "2")]), "field-missing");
    assert_eq!(bench.code(4, dispute, "visit", &[("score", "2"), ("reason", "太慢")]), "field-wrong");
    bench.done(4, dispute, "visit", &[("score", "4"), ("reason", "及时")]);
    let now = bench.dispute(dispute);
    assert_eq!((now.stage, now.ending.next_visit().map(|visit| visit.no)), (Stage::Visited, Some(2)));
}

#[test]
fn f1_dissatisfied_with_a_cause_on_our_side_reopens_with_a_link() {
    let mut bench = Bench::new();
    let dispute = bench.closed();
    assert_eq!(bench.guard(1, dispute, "reopen", &[("reason", "x")]), Guard::NoCauseToReopen);
    bench.done(4, dispute, "visit", &[("score", "1"), ("reason", "对方反悔"), ("cause", "theirs")]);
    assert_eq!(bench.guard(1, dispute, "reopen", &[("reason", "x")]), Guard::NoCauseToReopen);
    bench.done(4, dispute, "visit", &[("score", "2"), ("reason", "未告知二审期限"), ("cause", "ours")]);
    assert_eq!(bench.code(4, dispute, "reopen", &[("reason", "x")]), "not-permitted");
    let before = bench.dispute(dispute);
    bench.done(1, dispute, "reopen", &[("reason", "补做二审指导")]);
    let now = bench.dispute(dispute);
    assert_eq!((now.stage, now.number.as_str(), now.handler.clone()), (Stage::Reopened, "ZJ-2026-000001", None));
    assert_eq!((now.outcome, now.ending.visits.len()), (None, 0), "clocks new");
    let old = &now.episodes[0];
    assert_eq!((&old.ending, &old.stamps, &old.outcome), (&before.ending, &before.stamps, &before.outcome), "old kept");
    let fact = format!("{:?}", bench.house.books[CENTER].last().expect("an entry").fact);
    assert!(fact.contains("Visit(2)"), "the link to the visit: {fact}");
    bench.done(4, dispute, "guide", &[]);
    assert_eq!(bench.stage(dispute), Stage::Guiding);
}

#[test]
fn row_a_new_event_after_the_close_proposes_and_never_reopens_by_itself() {
    let mut bench = Bench::new();
    let dispute = bench.closed();
    let event = |identifier: &str, docket: &str| {
        let mut draft = alert(identifier, "Notice of appeal");
        draft.docket = Some(docket.into());
        Act::Raise(Box::new(draft))
    };
    bench.house.clock("2026-12-01T09:00:00+08:00");
    bench.house.act(CENTER, event("a", "337-TA-9999")).expect("raised");
    bench.house.clock("2026-12-01T09:05:00+08:00");
    assert_eq!(bench.dispute(dispute).ending.proposed, None, "another docket");
    let told = bench.house.act(CENTER, event("b", "337-TA-1478")).expect("raised");
    bench.house.clock("2026-12-01T09:10:00+08:00");
    bench.house.clock("2026-12-01T09:15:00+08:00");
    let now = bench.dispute(dispute);
    assert_eq!((now.stage, now.ending.proposed.clone().map(|one| one.0)), (Stage::Closed, Some(told)));
    bench.done(1, dispute, "reopen", &[("reason", "对方上诉")]);
    assert_eq!(bench.stage(dispute), Stage::Reopened);
}

#[test]
fn row_a_further_event_of_a_linked_alert_after_the_close_proposes_too() {
    let mut bench = Bench::new();
    let event = |identifier: &str, headline: &str| {
        let mut draft = alert(identifier, headline);
        draft.docket = Some("337-TA-1478".into());
        draft
    };
    let told = bench.house.act(CENTER, Act::Raise(Box::new(event("a", "Notice of institution")))).expect("raised");
    let dispute = bench.guided();
    bench.done(1, told, "join-dispute", &[("dispute", &dispute.to_string())]);
    let fields = [("outcome", "settled"), ("code", "enterprise"), ("reason", "企业自行收尾")];
    bench.done(1, dispute, "close", &fields);
    bench.house.clock("2026-12-01T09:05:00+08:00");
    assert_eq!(bench.dispute(dispute).ending.proposed, None, "all of it was said before the close");
    bench.house.act(CENTER, Act::Raise(Box::new(event("b", "Notice of appeal")))).expect("raised");
    bench.house.clock("2026-12-01T09:10:00+08:00");
    assert_eq!(bench.dispute(dispute).ending.proposed.map(|one| one.0), Some(told));
}

#[test]
fn row_a_new_event_after_the_window_proposes_nothing() {
    let mut bench = Bench::new();
    let dispute = bench.closed();
    bench.house.clock("2027-06-01T09:00:00+08:00");
    let mut draft = alert("b", "Notice of appeal");
    draft.docket = Some("337-TA-1478".into());
    bench.house.act(CENTER, Act::Raise(Box::new(draft))).expect("raised");
    bench.house.clock("2027-06-01T09:10:00+08:00");
    assert_eq!(bench.dispute(dispute).ending.proposed, None);
}

#[test]
fn row_archive_lists_what_is_missing() {
    let mut bench = Bench::new();
    let dispute = bench.closed();
    let bare = bench.ask(7, dispute, "archive", &[("place", "2026-甲-17")]).expect_err("not visited");
    assert_eq!(bare, Refusal::guard(Guard::ArchiveIncomplete, ["回访/return visit"]));
    bench.done(4, dispute, "visit", &[("score", "5")]);
    bench.done(7, dispute, "archive", &[("place", "2026-甲-17")]);
    assert_eq!(bench.stage(dispute), Stage::Archived);
    assert_eq!(bench.code(1, dispute, "reopen", &[("reason", "x")]), "stage");
}

#[test]
fn row_terminate_lists_open_legs_and_deadlines_and_plans_a_visit() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    bench.house.act(CENTER, request(dispute)).expect("a leg");
    let fields = [("ground", "no-cooperation"), ("text", "三次联系不提供材料")];
    assert_eq!(bench.code(3, dispute, "terminate", &fields), "not-permitted");
    bench.done(1, dispute, "terminate", &fields);
    let now = bench.dispute(dispute);
    assert_eq!((now.stage, now.ending.visits.len()), (Stage::Terminated, 2));
    let told: Vec<String> =
        bench.house.books[CENTER].iter().map(|entry| dutydesk::boards::timeline::describe(&entry.fact).en).collect();
    let words = told.iter().find(|words| words.starts_with("guidance terminated")).expect("told");
    assert!(words.contains("ZJ-R-2026-000001") && words.contains("us-itc-337-answer 2026-11-27"), "{words}");
    assert_eq!(bench.code(1, dispute, "reopen", &[("reason", "x")]), "stage", "terminal");
    bench.done(4, dispute, "visit", &[("score", "3")]);
    assert_eq!(bench.stage(dispute), Stage::Terminated, "visited, and still terminated");
}

#[test]
fn row_withdraw_needs_the_writing_or_the_call_and_is_visited() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    assert_eq!(bench.code(3, dispute, "withdraw", &[("form", "written")]), "field-missing");
    let fields = [("form", "call"), ("proof", "录音 2026-11-23 15:02")];
    assert_eq!(bench.guard(4, dispute, "withdraw", &fields), Guard::NotHandler);
    bench.done(3, dispute, "withdraw", &fields);
    let now = bench.dispute(dispute);
    assert_eq!((now.stage, now.ending.visits.is_empty()), (Stage::Withdrawn, false));
    assert_eq!(bench.code(3, dispute, "add-deadline", &[("rule", "x"), ("trigger", "2026-11-06")]), "stage");
}
