//! The rows of the dispute's table and of its deadlines that the longer stories pass through, each by itself.

use super::house::{CENTER, day};
use super::stages::Bench;
use dutydesk::casework::deadline::DeadlineState;
use dutydesk::casework::dispute::Stage;
use dutydesk::casework::dispute::major::MajorState;
use dutydesk::casework::refusal::Guard;

#[test]
fn row_answered_ends_the_waiting_and_says_what_came() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    assert_eq!(bench.code(3, dispute, "answered", &[("what", "裁定已到")]), "stage");
    bench.done(3, dispute, "wait", &[("on", "court"), ("review", "2026-11-26"), ("reason", "等裁定")]);
    assert_eq!(bench.code(3, dispute, "answered", &[]), "field-missing");
    bench.done(3, dispute, "answered", &[("what", "裁定已到")]);
    assert_eq!(bench.stage(dispute), Stage::Guiding);
}

#[test]
fn row_review_date_ends_the_waiting_by_the_clock() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    bench.done(3, dispute, "wait", &[("on", "court"), ("review", "2026-11-26"), ("reason", "等裁定")]);
    bench.house.clock("2026-11-26T00:01:00+08:00");
    assert_eq!(bench.stage(dispute), Stage::Guiding);
}

#[test]
fn row_major_is_raised_by_the_handler_over_ticked_criteria_and_guidance_goes_on() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    assert_eq!(bench.code(3, dispute, "raise-major", &[("level", "II")]), "field-missing");
    bench.done(3, dispute, "raise-major", &[("level", "II"), ("criteria", "industry")]);
    let now = bench.dispute(dispute);
    assert_eq!((now.stage, now.major.map(|one| one.state)), (Stage::Guiding, Some(MajorState::Raised)));
}

#[test]
fn row_visit_is_made_by_somebody_else_and_keeps_its_score_and_reason() {
    let mut bench = Bench::new();
    let dispute = bench.closed();
    assert_eq!(bench.guard(3, dispute, "visit", &[("score", "4"), ("reason", "及时")]), Guard::VisitorIsHandler);
    bench.done(4, dispute, "visit", &[("score", "4"), ("reason", "及时")]);
    assert_eq!(bench.stage(dispute), Stage::Visited);
}

#[test]
fn row_reopen_is_a_leads_after_a_visit_that_found_a_cause_on_our_side() {
    let mut bench = Bench::new();
    let dispute = bench.closed();
    let number = bench.dispute(dispute).number;
    assert_eq!(bench.guard(1, dispute, "reopen", &[("reason", "x")]), Guard::NoCauseToReopen);
    bench.done(4, dispute, "visit", &[("score", "1"), ("reason", "未告知期限"), ("cause", "ours")]);
    bench.done(1, dispute, "reopen", &[("reason", "补做指导")]);
    let now = bench.dispute(dispute);
    assert_eq!((now.stage, now.number), (Stage::Reopened, number), "a new episode, the same id");
}

#[test]
fn row_archive_is_the_archivists() {
    let mut bench = Bench::new();
    let dispute = bench.closed();
    bench.done(4, dispute, "visit", &[("score", "5")]);
    for other in [1, 3] {
        assert_eq!(bench.code(other, dispute, "archive", &[("place", "2026-甲-17")]), "not-permitted");
    }
    bench.done(7, dispute, "archive", &[("place", "2026-甲-17")]);
    assert_eq!(bench.stage(dispute), Stage::Archived);
    assert_eq!(bench.code(7, dispute, "note", &[("text", "x")]), "not-permitted", "an archivist does nothing else");
}

/// The state of the first deadline.
fn first(bench: &Bench, dispute: dutydesk::casework::ids::RecordId) -> DeadlineState {
    bench.dispute(dispute).deadlines[0].state
}

#[test]
fn row_deadline_planned_is_verified_by_a_second_person() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    assert_eq!(first(&bench, dispute), DeadlineState::Planned);
    assert_eq!(bench.code(3, dispute, "verify-deadline", &[("no", "1")]), "second-person");
    bench.done(4, dispute, "verify-deadline", &[("no", "1")]);
    assert_eq!(first(&bench, dispute), DeadlineState::Verified);
}

#[test]
fn row_deadline_met_has_its_date_and_proof() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    bench.done(4, dispute, "verify-deadline", &[("no", "1")]);
    let met = [("no", "1"), ("on", "2026-11-23")];
    assert_eq!(bench.code(3, dispute, "deadline-met", &met), "field-missing");
    bench.done(3, dispute, "deadline-met", &[met[0], met[1], ("proof", "EDIS 894182")]);
    assert_eq!(first(&bench, dispute), DeadlineState::Met);
}

#[test]
fn row_deadline_missed_says_how_it_came() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    bench.house.clock("2026-12-15T09:00:00+08:00");
    assert_eq!(bench.code(3, dispute, "deadline-missed", &[("no", "1")]), "field-missing");
    bench.done(3, dispute, "deadline-missed", &[("no", "1"), ("proof", "EDIS 显示逾期")]);
    assert_eq!(first(&bench, dispute), DeadlineState::Missed);
}

#[test]
fn row_deadline_in_the_past_is_created_to_be_checked_and_never_dropped() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|told| told.served_on = Some(day("2026-09-01")));
    assert_eq!(first(&bench, dispute), DeadlineState::MissedCheck);
    assert!(matches!(bench.house.units[CENTER].disputes.get(&dispute), Some(one) if one.deadlines.len() == 1));
}
