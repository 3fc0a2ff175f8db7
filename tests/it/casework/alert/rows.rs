//! What sources say: rows 1 to 3, 11 to 14, 16, 18, 19 and 21.

use super::super::house::{CENTER, House, draft};
use super::{ack, act, cancel, later, one, raise, said, seen, state};
use dutydesk::casework::alert::{
    AlertClosing, AlertDraft, AlertKind, AlertState, CapMessage, CapSeverity, CapStatus, CapUrgency, Priority,
};
use dutydesk::casework::command::{Act, AlertAct, DisputeAct};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::refusal::{Guard, Refusal};

/// An update of `g1` that raises its urgency.
fn risen() -> AlertDraft {
    AlertDraft { urgency: CapUrgency::Immediate, ..later(10, said("26-1140", "g1", "Order: show cause by tomorrow")) }
}

#[test]
fn row_1_forum_docket_and_kind_make_one_alert_whoever_sends_it() {
    let mut house = House::new(1);
    let first = one(&mut house);
    assert_eq!((state(&house, first), seen(&house, first).number.as_str()), (AlertState::New, "ZJ-A-2026-000001"));
    let other_source = AlertDraft { source: "gazette".into(), ..later(1, said("26-1140", "2026-9", "Order entered")) };
    raise(&mut house, other_source);
    assert_eq!(house.units[CENTER].alerts.size(), 1, "the same matter");
    let mark = |identifier: &str, applicant: &str| AlertDraft {
        docket: None,
        kind: AlertKind::Squatting,
        mark: "澄光".into(),
        applicant: applicant.into(),
        ..said("", identifier, "mark published")
    };
    let squat = raise(&mut house, mark("m1", "Larkspur LLC"));
    raise(&mut house, later(1, mark("m2", "LARKSPUR  llc")));
    raise(&mut house, mark("m3", "Somebody Else"));
    assert_eq!(house.units[CENTER].alerts.size(), 3, "mark, office and applicant");
    assert_eq!(seen(&house, squat).revision, 2);
    raise(&mut house, AlertDraft { kind: AlertKind::Law, ..said("26-1140", "g9", "rules of court change") });
    assert_eq!(house.units[CENTER].alerts.size(), 4, "another kind about the docket");
}

#[test]
fn row_1_without_a_headline_or_of_no_alert_is_refused() {
    let mut house = House::new(1);
    let bare = Act::Raise(Box::new(said("26-1140", "g1", " ")));
    assert_eq!(house.act(CENTER, bare).expect_err("nothing to read").code(), "field-missing");
    let receipt = AlertDraft { message: CapMessage::Ack, ..said("26-1140", "g1", "received") };
    let refusal = house.act(CENTER, Act::Raise(Box::new(receipt)));
    assert_eq!(refusal, Err(Refusal::guard(Guard::NotAnAlert, ["Ack"])));
}

#[test]
fn row_2_the_same_again_is_counted_and_leaves_every_mark_untouched() {
    let mut house = House::new(1);
    let id = one(&mut house);
    act(&mut house, id, "note-alert", &[("text", "企业已来电")]).expect("noted");
    let shelf = [("until", "2026-11-23 20:00"), ("reason", "等译文")];
    act(&mut house, id, "shelve", &shelf).expect("shelved");
    let before = seen(&house, id);
    raise(&mut house, said("26-1140", "g1", "Order"));
    let now = seen(&house, id);
    assert_eq!((now.count, before.count), (2, 1));
    assert!(now.last_seen > before.last_seen);
    assert_eq!((&now.notes, &now.shelf, now.state), (&before.notes, &before.shelf, AlertState::Shelved));
    assert_eq!((now.version, now.revision), (before.version, 1), "who saw it before still knows all of it");
}

#[test]
fn row_3_revisions_stand_side_by_side_and_a_rise_rings_again() {
    let mut house = House::new(1);
    let id = one(&mut house);
    ack(&mut house, id);
    raise(&mut house, later(5, said("26-1140", "g1", "Order, corrected")));
    assert_eq!(state(&house, id), AlertState::Acked, "no rise");
    raise(&mut house, risen());
    let now = seen(&house, id);
    assert_eq!((now.state, now.priority()), (AlertState::New, Priority::P1));
    let headlines: Vec<&str> = now.revisions.iter().map(|one| one.headline.as_str()).collect();
    assert_eq!(headlines, ["Order", "Order, corrected", "Order: show cause by tomorrow"]);
    ack(&mut house, id);
    let lower = AlertDraft { urgency: CapUrgency::Future, ..later(20, said("26-1140", "g1", "Order stayed")) };
    raise(&mut house, lower);
    assert_eq!((state(&house, id), seen(&house, id).priority()), (AlertState::Acked, Priority::P3), "if lower: stay");
}

#[test]
fn row_3_a_rise_takes_it_off_the_shelf_and_out_of_a_silence() {
    let mut house = House::new(1);
    let id = one(&mut house);
    act(&mut house, id, "shelve", &[("until", "2026-11-23 20:00"), ("reason", "等译文")]).expect("shelved");
    raise(&mut house, risen());
    assert_eq!((state(&house, id), seen(&house, id).shelf), (AlertState::New, None));
}

#[test]
fn row_3_a_further_event_does_not_hide_a_graver_one_that_nobody_has_seen() {
    let mut house = House::new(1);
    let id = one(&mut house);
    let minor = |minutes, identifier: &str| AlertDraft {
        severity: CapSeverity::Minor,
        urgency: CapUrgency::Future,
        ..later(minutes, said("26-1140", identifier, "Notice of appearance"))
    };
    raise(&mut house, minor(5, "g2"));
    let now = seen(&house, id);
    assert_eq!((now.draft.headline.as_str(), now.priority()), ("Notice of appearance", Priority::P2));
    ack(&mut house, id);
    raise(&mut house, minor(10, "g3"));
    assert_eq!(seen(&house, id).priority(), Priority::P4, "what was graver has been seen");
}

#[test]
fn row_3_what_arrives_late_is_kept_and_shown_as_older() {
    let mut house = House::new(1);
    let id = raise(&mut house, later(60, said("26-1140", "g2", "Judgment")));
    raise(&mut house, said("26-1140", "g1", "Order"));
    let now = seen(&house, id);
    assert_eq!((now.draft.headline.as_str(), now.revision), ("Judgment", 2));
    raise(&mut house, later(60, said("26-1140", "g2", "Judgment")));
    raise(&mut house, said("26-1140", "g1", "Order"));
    assert_eq!((seen(&house, id).revision, seen(&house, id).count), (2, 4), "the same feed again says nothing new");
}

#[test]
fn row_11_13_what_nobody_had_stays_on_screen_until_seen() {
    let mut house = House::new(1);
    let id = one(&mut house);
    raise(&mut house, cancel("g1"));
    assert_eq!(state(&house, id), AlertState::ClearedUnseen);
    let shelve = act(&mut house, id, "shelve", &[("until", "2026-11-23 20:00"), ("reason", "x")]);
    assert_eq!(shelve, Err(Refusal::guard(Guard::AlertOver, ["ZJ-A-2026-000001"])));
    act(&mut house, id, "seen", &[]).expect("seen");
    let now = seen(&house, id);
    assert_eq!((now.state, now.closing.map(|one| one.0)), (AlertState::Closed, Some(AlertClosing::SourceCancelled)));
    let again = act(&mut house, id, "seen", &[]);
    assert_eq!(again, Err(Refusal::guard(Guard::NothingToSee, ["ZJ-A-2026-000001"])));
}

#[test]
fn row_11_a_cancel_of_nothing_is_refused() {
    let mut house = House::new(1);
    let refusal = house.act(CENTER, Act::Raise(Box::new(cancel("g1"))));
    assert_eq!(refusal, Err(Refusal::guard::<&str>(Guard::NothingToClear, [])));
}

#[test]
fn row_12_what_somebody_had_is_closed_and_the_owner_is_told() {
    let mut house = House::new(1);
    let id = one(&mut house);
    ack(&mut house, id);
    raise(&mut house, cancel("g1"));
    let now = seen(&house, id);
    assert_eq!((now.state, now.closing.map(|one| one.0)), (AlertState::Closed, Some(AlertClosing::SourceCancelled)));
    assert_eq!(now.to_tell.map(|(_, name)| name).as_deref(), Some("officer 2"));
    act(&mut house, id, "seen", &[]).expect("told");
    assert_eq!(seen(&house, id).to_tell, None);
}

#[test]
fn row_14_a_new_alert_after_the_cancel_rings_again() {
    let mut house = House::new(1);
    let id = one(&mut house);
    raise(&mut house, cancel("g1"));
    raise(&mut house, said("26-1140", "g0", "an old word that comes late"));
    assert_eq!(state(&house, id), AlertState::ClearedUnseen, "older than the cancel");
    raise(&mut house, later(60, said("26-1140", "g2", "Order renewed")));
    assert_eq!((state(&house, id), seen(&house, id).reopened), (AlertState::New, true));
}

#[test]
fn row_16_a_linked_alert_that_changes_gives_the_dispute_a_task() {
    let mut house = House::new(1);
    let id = one(&mut house);
    let dispute = house.done(CENTER, Act::Alert(id, AlertAct::OpenDispute(Box::new(draft("海岳智能")))));
    let tasks = |house: &House| house.units[CENTER].disputes.get(&dispute).expect("a dispute").reviews.clone();
    let early = act(&mut house, id, "review-revision", &[]);
    assert_eq!(early, Err(Refusal::guard(Guard::NothingToReview, ["ZJ-A-2026-000001"])));
    raise(&mut house, risen());
    assert_eq!((state(&house, id), tasks(&house)), (AlertState::Linked, vec![(id, 2)]));
    raise(&mut house, risen());
    assert_eq!(tasks(&house), [(id, 2)], "the same again is no news");
    act(&mut house, id, "review-revision", &[]).expect("reviewed");
    assert_eq!(tasks(&house), []);
}

#[test]
fn row_18_a_closed_alert_reopens_on_a_rise_or_a_new_message() {
    let close = |house: &mut House, id: RecordId| {
        act(house, id, "close-alert", &[("code", "not-relevant")]).expect("closed");
    };
    let mut house = House::new(1);
    let id = one(&mut house);
    close(&mut house, id);
    raise(&mut house, later(5, said("26-1140", "g1", "Order, corrected")));
    assert_eq!(state(&house, id), AlertState::Closed, "an update without a rise");
    raise(&mut house, risen());
    let now = seen(&house, id);
    assert_eq!((now.state, now.reopened, now.closing), (AlertState::New, true, None));
    house.done(CENTER, close_by_lead(id));
    raise(&mut house, later(90, said("26-1140", "g7", "Motion")));
    assert_eq!(state(&house, id), AlertState::New, "a new alert with the same key");
}

fn close_by_lead(id: RecordId) -> Act {
    Act::Alert(id, AlertAct::Close { code: AlertClosing::Acted, reason: String::new(), of: None })
}

#[test]
fn row_19_clear_wins_and_the_ack_is_kept_as_a_note_whatever_came_first() {
    let mut outcomes = Vec::new();
    for ack_first in [true, false] {
        let mut house = House::new(1);
        let id = one(&mut house);
        if ack_first {
            ack(&mut house, id);
            raise(&mut house, cancel("g1"));
        } else {
            raise(&mut house, cancel("g1"));
            ack(&mut house, id);
        }
        let now = seen(&house, id);
        let notes: Vec<String> = now.notes.iter().map(|one| format!("{} {}", one.name, &one.text[..3])).collect();
        outcomes.push((now.state, now.closing, now.ack.map(|one| one.name), now.to_tell, notes));
    }
    assert_eq!(outcomes[0], outcomes[1]);
    assert_eq!(outcomes[0].0, AlertState::Closed);
    assert_eq!(outcomes[0].4, ["officer 2 ack"]);
}

#[test]
fn row_21_an_exercise_stays_in_its_lane_and_becomes_no_case() {
    let mut house = House::new(1);
    let live = one(&mut house);
    let exercise = AlertDraft { status: CapStatus::Exercise, ..said("26-1140", "g1", "Order") };
    let drill = raise(&mut house, exercise);
    assert_ne!(live, drill, "an exercise about a live matter is another alert");
    assert!(!seen(&house, drill).is_live());
    let open = Act::Alert(drill, AlertAct::OpenDispute(Box::new(draft("海岳智能"))));
    let number = seen(&house, drill).number;
    assert_eq!(house.act(CENTER, open), Err(Refusal::guard(Guard::ExerciseStays, [&number])));
    let dispute = house.done(CENTER, Act::Register(Box::new(draft("海岳智能"))));
    house.done(CENTER, Act::Dispute(dispute, DisputeAct::Accept { ground: "本省".into() }));
    let join = Act::Alert(drill, AlertAct::Join { dispute });
    assert_eq!(house.act(CENTER, join), Err(Refusal::guard(Guard::ExerciseStays, [number])));
    house.clock("2026-11-24T14:00:00+08:00");
    assert_eq!(seen(&house, drill).paged, [], "an exercise pages nobody");
}
