//! What officers do: rows 4, 6 to 10, 15, 17 and 20, and the priority of their own.

use super::super::house::{CENTER, House, at, draft, id as unit, officer};
use super::{ack, act, duty, later, one, raise, said, seen, state};
use dutydesk::casework::affair::{Affair, AffairFact};
use dutydesk::casework::alert::{AlertDraft, AlertState, CapSeverity, CapStatus, CapUrgency, Priority};
use dutydesk::casework::command::{Act, AlertAct};
use dutydesk::casework::entry::{Entry, Fact};
use dutydesk::casework::ids::{CommandId, RecordId};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::silence::{Silence, SilenceEnd, SilenceFact, SilenceState};
use dutydesk::casework::unit::Author;
use dutydesk::casework::words::{PostRole, Tlp};

const NUMBER: &str = "ZJ-A-2026-000001";

#[test]
fn row_4_an_ack_says_who_has_it_and_until_when() {
    let mut house = House::new(1);
    let id = one(&mut house);
    act(&mut house, id, "ack-until", &[("until", "2026-11-23 18:00")]).expect("acked");
    let held = seen(&house, id).ack.expect("an ack");
    assert_eq!((held.name.as_str(), held.until), ("officer 2", Some(at("2026-11-23T18:00:00+08:00").to_utc())));
    assert_eq!(act(&mut house, id, "ack", &[]).expect_err("acked").code(), "done");
    let other = raise(&mut house, said("26-2", "g2", "Order"));
    let past = act(&mut house, other, "ack-until", &[("until", "2026-11-23 09:00")]);
    assert_eq!(past.expect_err("past").code(), "field-wrong");
}

#[test]
fn row_6_an_ack_is_given_back() {
    let mut house = House::new(1);
    let id = one(&mut house);
    assert_eq!(act(&mut house, id, "unack", &[]), Err(Refusal::guard(Guard::NotAcked, [NUMBER])));
    ack(&mut house, id);
    act(&mut house, id, "unack", &[]).expect("given back");
    assert_eq!((state(&house, id), seen(&house, id).ack), (AlertState::New, None));
}

#[test]
fn row_7_new_and_acked_are_shelved_with_an_end_and_a_reason() {
    for acked in [false, true] {
        let mut house = House::new(1);
        let id = one(&mut house);
        if acked {
            ack(&mut house, id);
        }
        let no_reason = act(&mut house, id, "shelve", &[("until", "2026-11-23 20:00")]);
        assert_eq!(no_reason, Err(Refusal::FieldMissing { field: "reason".into() }));
        let no_end = act(&mut house, id, "shelve", &[("reason", "等译文")]);
        assert_eq!(no_end, Err(Refusal::FieldMissing { field: "until".into() }));
        act(&mut house, id, "shelve", &[("until", "2026-11-23 20:00"), ("reason", "等译文")]).expect("shelved");
        assert_eq!(state(&house, id), AlertState::Shelved);
    }
}

#[test]
fn row_7_8_the_shelf_has_an_end_and_gives_back_the_state_before() {
    let mut house = House::new(1);
    let id = one(&mut house);
    assert_eq!(act(&mut house, id, "unshelve", &[]), Err(Refusal::guard(Guard::NotShelved, [NUMBER])));
    let bare = act(&mut house, id, "shelve", &[("reason", "等译文")]);
    assert_eq!(bare, Err(Refusal::FieldMissing { field: "until".into() }));
    let long = act(&mut house, id, "shelve", &[("until", "2026-11-25 20:00"), ("reason", "等译文")]);
    assert_eq!(long, Err(Refusal::guard(Guard::ShelfTooLong, ["P2", "24"])));
    for acked in [false, true] {
        if acked {
            ack(&mut house, id);
        }
        let before = state(&house, id);
        act(&mut house, id, "shelve", &[("until", "2026-11-23 20:00"), ("reason", "等译文")]).expect("shelved");
        assert_eq!(state(&house, id), AlertState::Shelved);
        let join = act(&mut house, id, "join-dispute", &[("dispute", &id.to_string())]);
        assert_ne!(join, Ok(id));
        let twice = act(&mut house, id, "shelve", &[("until", "2026-11-23 21:00"), ("reason", "x")]);
        assert_eq!(twice, Err(Refusal::guard(Guard::AlertShelved, [NUMBER, "officer 2"])));
        act(&mut house, id, "unshelve", &[]).expect("taken down");
        assert_eq!(state(&house, id), before, "the state before");
    }
}

/// Opens a silence of the CAFC until that day.
fn silence(house: &mut House, until: &str) -> RecordId {
    let fields = [("until", until), ("reason", "批量例行通知"), ("forum", "cafc")];
    house.verb(duty(), unit(CENTER).record(), "silence-alerts", &fields).expect("opened")
}

fn rule(house: &House, id: RecordId) -> Silence {
    match &house.units[CENTER].affairs.get(&id).expect("an affair").affair {
        Affair::Silence(one) => one.clone(),
        other => panic!("no silence: {other:?}"),
    }
}

#[test]
fn row_9_10_a_silence_mutes_what_matches_and_gives_it_back_when_it_ends() {
    let mut house = House::new(1);
    let before = one(&mut house);
    let quiet = silence(&mut house, "2026-11-30");
    assert_eq!(state(&house, before), AlertState::Muted, "what is NEW and matches");
    let after = raise(&mut house, said("26-2", "g2", "Order"));
    let elsewhere = raise(&mut house, AlertDraft { forum: "PTAB".into(), ..said("26-3", "g3", "Order") });
    assert_eq!((state(&house, after), state(&house, elsewhere)), (AlertState::Muted, AlertState::New));
    let number = rule(&house, quiet).number;
    assert_eq!((rule(&house, quiet).matches, number.as_str()), (2, "ZJ-S-2026-000001"), "counted");
    assert_eq!(act(&mut house, before, "ack", &[]), Err(Refusal::guard(Guard::AlertMuted, [NUMBER, &number])));
    act(&mut house, quiet, "end-silence", &[("reason", "误设")]).expect("ended");
    assert_eq!((state(&house, before), state(&house, after)), (AlertState::New, AlertState::New));
    let late = act(&mut house, quiet, "extend-silence", &[("until", "2026-12-20")]);
    assert_eq!(late, Err(Refusal::guard(Guard::SilenceEnded, [number])));
}

#[test]
fn row_9_a_silence_needs_an_end_a_reason_and_something_to_match() {
    let mut house = House::new(1);
    let center = unit(CENTER).record();
    let open = |house: &mut House, fields: &[(&str, &str)]| house.verb(duty(), center, "silence-alerts", fields);
    let all = open(&mut house, &[("until", "2026-11-30"), ("reason", "x")]);
    assert_eq!(all, Err(Refusal::guard::<&str>(Guard::SilenceOfEverything, [])));
    let long = open(&mut house, &[("until", "2027-11-30"), ("reason", "x"), ("forum", "CAFC")]);
    assert_eq!(long, Err(Refusal::guard(Guard::SilenceTooLong, ["90"])));
    let endless = open(&mut house, &[("reason", "x"), ("forum", "CAFC")]);
    assert_eq!(endless, Err(Refusal::FieldMissing { field: "until".into() }));
}

#[test]
fn row_9_a_p1_is_never_muted() {
    let mut house = House::new(1);
    silence(&mut house, "2026-11-30");
    let urgent = AlertDraft { urgency: CapUrgency::Immediate, ..said("26-4", "g4", "TRO") };
    let id = raise(&mut house, urgent);
    assert_eq!((seen(&house, id).priority(), state(&house, id)), (Priority::P1, AlertState::New));
}

#[test]
fn row_20_the_end_of_a_silence_wins_over_a_ghost_of_it() {
    let mut house = House::new(1);
    let quiet = silence(&mut house, "2026-11-30");
    act(&mut house, quiet, "end-silence", &[("reason", "误设")]).expect("ended");
    let opened = SilenceFact::Opened {
        number: rule(&house, quiet).number,
        draft: Box::new(rule(&house, quiet).draft),
        by: "x".into(),
    };
    let ended = SilenceFact::Ended { why: SilenceEnd::ByOfficer, reason: "误设".into() };
    let tell = |house: &mut House, id: RecordId, fact: &SilenceFact| {
        let no = house.units[CENTER].book_no + 1;
        let entry = Entry {
            unit: unit(CENTER),
            no,
            at: at("2026-11-23T16:00:00+08:00"),
            author: Author::System,
            cmd: CommandId(id.0),
            epoch: None,
            fact: Fact::Affair(id, AffairFact::Silence(fact.clone())),
        };
        house.units[CENTER].fold_entry(&entry);
    };
    tell(&mut house, quiet, &opened);
    assert_eq!(rule(&house, quiet).state, SilenceState::Ended, "told again after its end");
    let unknown = CommandId(uuid::Uuid::from_u128(4711)).record();
    tell(&mut house, unknown, &ended);
    tell(&mut house, unknown, &opened);
    assert_eq!(rule(&house, unknown).state, SilenceState::Ended, "its end came first");
    let id = one(&mut house);
    assert_eq!(state(&house, id), AlertState::New);
}

#[test]
fn row_15_an_alert_becomes_or_joins_a_dispute_and_is_detached_again() {
    let mut house = House::new(1);
    let made = one(&mut house);
    let dispute = house.done(CENTER, Act::Alert(made, AlertAct::OpenDispute(Box::new(draft("海岳智能")))));
    let linked = |house: &House| house.units[CENTER].disputes.get(&dispute).expect("a dispute").alerts.clone();
    assert_eq!(seen(&house, made).dispute, Some((dispute, "ZJ-2026-000001".into())));
    let joined = raise(&mut house, said("26-2", "g2", "Order"));
    assert_eq!(
        act(&mut house, joined, "detach", &[("reason", "x")]),
        Err(Refusal::guard(Guard::NotLinked, ["ZJ-A-2026-000002"]))
    );
    ack(&mut house, joined);
    act(&mut house, joined, "join-dispute", &[("dispute", &dispute.to_string())]).expect("joined");
    assert_eq!((state(&house, joined), linked(&house)), (AlertState::Linked, vec![made, joined]));
    let twice = act(&mut house, joined, "join-dispute", &[("dispute", &dispute.to_string())]);
    assert_eq!(twice, Err(Refusal::Already { number: "ZJ-2026-000001".into() }));
    act(&mut house, joined, "detach", &[("reason", "另一件专利")]).expect("detached");
    assert_eq!((state(&house, joined), linked(&house)), (AlertState::Acked, vec![made]), "as it was before");
}

#[test]
fn row_15_a_dispute_that_an_officer_may_not_see_is_not_there_to_join() {
    let mut house = House::new(1);
    let mut red = draft("海岳智能");
    red.secrecy = Tlp::Red;
    let sealed = house.done(CENTER, Act::Register(Box::new(red)));
    let id = one(&mut house);
    let join = act(&mut house, id, "join-dispute", &[("dispute", &sealed.to_string())]);
    assert_eq!(join, Err(Refusal::NotFound));
}

#[test]
fn row_17_closed_with_a_code_by_an_officer_with_the_right() {
    let mut house = House::new(1);
    let id = one(&mut house);
    let other = raise(&mut house, said("26-2", "g2", "Order"));
    let of_nothing = act(&mut house, id, "close-alert", &[("code", "duplicate")]);
    assert_eq!(of_nothing, Err(Refusal::guard::<&str>(Guard::DuplicateOfWhat, [])));
    let of_program = act(&mut house, id, "close-alert", &[("code", "expired")]);
    assert_eq!(of_program, Err(Refusal::guard(Guard::ClosedByProgram, ["expired"])));
    let fields = [("code", "duplicate"), ("of", &*other.to_string())];
    act(&mut house, id, "close-alert", &fields).expect("closed");
    let now = seen(&house, id);
    assert_eq!((now.state, now.duplicate_of), (AlertState::Closed, Some((other, "ZJ-A-2026-000002".into()))));
    assert_eq!(act(&mut house, id, "close-alert", &[("code", "acted")]).expect_err("closed").code(), "done");
    let urgent = AlertDraft { urgency: CapUrgency::Immediate, ..said("26-4", "g4", "TRO") };
    let urgent = raise(&mut house, urgent);
    let by_duty = act(&mut house, urgent, "close-alert", &[("code", "acted")]);
    assert_eq!(by_duty, Err(Refusal::NotPermitted { wants: PostRole::Lead }));
    house.verb(officer(1, PostRole::Lead), urgent, "close-alert", &[("code", "acted")]).expect("by the lead");
    let admin = house.verb(officer(3, PostRole::Admin), other, "close-alert", &[("code", "acted")]);
    assert_eq!(admin, Err(Refusal::NotPermitted { wants: PostRole::Duty }));
}

#[test]
fn a_priority_of_ones_own_stands_beside_the_computed_one() {
    let mut house = House::new(1);
    let id = one(&mut house);
    act(&mut house, id, "set-priority", &[("priority", "P4"), ("reason", "对方已撤诉")]).expect("set");
    let now = seen(&house, id);
    assert_eq!((now.priority(), now.computed()), (Priority::P4, Priority::P2));
    raise(&mut house, later(5, said("26-1140", "g1", "Order, corrected")));
    assert_eq!(seen(&house, id).priority(), Priority::P4, "a mark of the officer");
    act(&mut house, id, "computed-priority", &[("reason", "撤诉未成")]).expect("back");
    assert_eq!(seen(&house, id).priority(), Priority::P2);
}

#[test]
fn row_1_an_officer_enters_what_came_by_telephone() {
    let mut house = House::new(1);
    let center = unit(CENTER).record();
    let fields = |extra: &[(&'static str, &'static str)]| {
        let base = [("headline", "展会上被查封"), ("severity", "Severe"), ("certainty", "Observed")];
        base.iter().chain(extra).copied().collect::<Vec<_>>()
    };
    let soon = fields(&[("deadline", "2026-11-26"), ("forum", "LG Neustadt"), ("docket", "4a O 12/24")]);
    let id = house.verb(duty(), center, "raise-alert", &soon).expect("raised");
    let now = seen(&house, id);
    assert_eq!((now.weight.urgency, now.priority()), (CapUrgency::Immediate, Priority::P1));
    assert_eq!((now.draft.source.as_str(), now.draft.sender.as_str()), ("officer", "officer 2"));
    let drill = house.verb(duty(), center, "raise-alert", &fields(&[("status", "Exercise")])).expect("raised");
    let drill = seen(&house, drill);
    assert_eq!(
        (drill.draft.status, drill.priority()),
        (CapStatus::Exercise, Priority::Unknown),
        "nobody said how soon"
    );
    assert_eq!(drill.weight.severity, CapSeverity::Severe);
}
