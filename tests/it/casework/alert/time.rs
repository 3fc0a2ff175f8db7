//! What only time does: rows 5, 8, 10, 22, 23 and 24, and the rings of a P1.

use super::super::house::{CENTER, House, at, id as unit, officer};
use super::{ack, act, duty, later, one, raise, said, seen, state};
use dutydesk::casework::alert::{
    Alert, AlertClosing, AlertDraft, AlertFigures, AlertKind, AlertState, Asked, CapUrgency,
};
use dutydesk::casework::alert_timers::Watching;
use dutydesk::casework::command::{Act, SystemAct};
use dutydesk::casework::ids::{OfficerId, PostId, RecordId};
use dutydesk::casework::unit::{Author, Officer, Post};
use dutydesk::casework::words::PostRole;

/// Gives the center a shift lead by the name of 秦.
fn lead(house: &mut House) {
    let officer = Officer { id: OfficerId(7), uid: 7, account: "qin".into(), account_made: None, name: "秦".into() };
    let post = Post { id: PostId(7), officer: OfficerId(7), unit: unit(CENTER), role: PostRole::Lead };
    house.act_as(CENTER, Author::System, Act::GrantPost(Box::new(officer), post)).expect("granted");
}

fn asked(house: &House, id: RecordId) -> Vec<Asked> {
    seen(house, id).paged.into_iter().map(|(asked, _)| asked).collect()
}

fn of_kind(house: &House, kind: AlertKind) -> Vec<Alert> {
    house.units[CENTER].alerts.values().filter(|one| one.draft.kind == kind).map(|one| (*one).clone()).collect()
}

#[test]
fn row_5_an_ack_that_runs_out_rings_again_and_goes_one_step_further() {
    let mut house = House::new(1);
    lead(&mut house);
    let id = one(&mut house);
    house.clock("2026-11-23T14:40:00+08:00");
    assert_eq!(asked(&house, id), [Asked::Lead]);
    act(&mut house, id, "ack-until", &[("until", "2026-11-23 18:00")]).expect("acked");
    house.clock("2026-11-23T17:59:00+08:00");
    assert_eq!(state(&house, id), AlertState::Acked);
    house.clock("2026-11-23T18:00:00+08:00");
    assert_eq!((state(&house, id), seen(&house, id).ack), (AlertState::New, None));
    house.clock("2026-11-23T18:01:00+08:00");
    assert_eq!(asked(&house, id), [Asked::National], "not the one who let it run out");
    house.clock("2026-11-23T18:00:00+08:00");
    assert_eq!(state(&house, id), AlertState::New, "a clock set back fires nothing twice");
}

#[test]
fn row_8_the_time_on_the_shelf_ends_by_the_clock() {
    let mut house = House::new(1);
    let id = one(&mut house);
    ack(&mut house, id);
    act(&mut house, id, "shelve", &[("until", "2026-11-23 16:00"), ("reason", "等译文")]).expect("shelved");
    house.clock("2026-11-23T16:00:00+08:00");
    assert_eq!(state(&house, id), AlertState::Acked, "the state before");
}

#[test]
fn row_10_a_silence_ends_on_its_day_or_when_it_matches_nothing() {
    let mut house = House::new(1);
    let open = |house: &mut House, until: &str, forum: &str| {
        let fields = [("until", until), ("reason", "例行"), ("forum", forum)];
        house.verb(duty(), unit(CENTER).record(), "silence-alerts", &fields).expect("opened")
    };
    let (short, idle) = (open(&mut house, "2026-11-25", "CAFC"), open(&mut house, "2027-01-30", "PTAB"));
    let id = one(&mut house);
    let mut worthless = said("26-9", "g9", "Order");
    worthless.expires = Some(at("2026-11-25T23:59:59+08:00"));
    let gone = raise(&mut house, worthless);
    let is_open =
        |house: &House, one: RecordId| house.units[CENTER].affairs.get(&one).expect("a silence").affair.card().is_open;
    house.clock("2026-11-25T23:59:00+08:00");
    assert_eq!((state(&house, id), is_open(&house, short)), (AlertState::Muted, true));
    house.clock("2026-11-26T00:00:00+08:00");
    assert_eq!((state(&house, id), is_open(&house, short)), (AlertState::New, false));
    assert_eq!(state(&house, gone), AlertState::ExpiredUnseen, "NEW only if still worth something");
    house.clock("2026-12-07T14:00:00+08:00");
    assert!(is_open(&house, idle));
    house.clock("2026-12-07T15:00:00+08:00");
    assert!(!is_open(&house, idle), "fourteen days without a match");
}

#[test]
fn row_13_what_expires_before_anybody_saw_it_stays_until_seen() {
    let mut house = House::new(1);
    let expiring = |house: &mut House, no: &str| {
        let mut draft = said(no, no, "Window closes");
        draft.expires = Some(at("2026-11-24T09:00:00+08:00"));
        raise(house, draft)
    };
    let (unseen, acked) = (expiring(&mut house, "26-1"), expiring(&mut house, "26-2"));
    ack(&mut house, acked);
    house.clock("2026-11-23T20:00:00+08:00");
    assert_eq!(state(&house, unseen), AlertState::New);
    act(&mut house, acked, "note-alert", &[("text", "已看")]).expect("noted");
    house.clock("2026-11-24T09:00:00+08:00");
    assert_eq!(state(&house, unseen), AlertState::ExpiredUnseen);
    act(&mut house, unseen, "seen", &[]).expect("seen");
    assert_eq!(seen(&house, unseen).closing.map(|one| one.0), Some(AlertClosing::Expired));
}

#[test]
fn row_22_b5_a_silent_source_is_an_alert_and_its_next_word_clears_it() {
    let mut house = House::new(1);
    let word = |minutes, identifier: &str| AlertDraft {
        source: "docket-feed".into(),
        ..later(minutes, said("26-1140", identifier, "Order"))
    };
    raise(&mut house, word(0, "g1"));
    house.clock("2026-11-25T14:00:00+08:00");
    assert_eq!(of_kind(&house, AlertKind::SourceSilent), []);
    house.clock("2026-11-25T15:00:00+08:00");
    house.clock("2026-11-25T15:01:00+08:00");
    let silent = of_kind(&house, AlertKind::SourceSilent);
    assert_eq!(silent.len(), 1, "once");
    assert_eq!((silent[0].state, silent[0].draft.forum.as_str()), (AlertState::New, "docket-feed"));
    house.verb(duty(), unit(CENTER).record(), "source-heard", &[("source", "docket-feed")]).expect("heard");
    assert_eq!(of_kind(&house, AlertKind::SourceSilent)[0].state, AlertState::ClearedUnseen);
    house.clock("2026-11-26T15:00:00+08:00");
    assert_eq!(of_kind(&house, AlertKind::SourceSilent)[0].state, AlertState::ClearedUnseen, "it has spoken");
    house.clock("2026-11-27T16:00:00+08:00");
    let again = of_kind(&house, AlertKind::SourceSilent);
    assert_eq!((again.len(), again[0].state, again[0].reopened), (1, AlertState::New, true), "silent again");
    let unknown = house.verb(duty(), unit(CENTER).record(), "source-heard", &[("source", "nobody")]);
    assert_eq!(unknown.expect_err("unknown").code(), "field-wrong");
}

#[test]
fn row_23_nobody_in_time_asks_the_next_until_the_nation() {
    let mut house = House::new(1);
    lead(&mut house);
    let id = one(&mut house);
    house.clock("2026-11-23T14:35:00+08:00");
    assert_eq!(asked(&house, id), [Asked::Lead]);
    assert_eq!(seen(&house, id).paged[0].1, ["秦"]);
    house.clock("2026-11-23T15:30:00+08:00");
    assert_eq!(asked(&house, id), [Asked::Lead], "an hour for a P2");
    house.clock("2026-11-23T15:40:00+08:00");
    house.clock("2026-11-24T15:40:00+08:00");
    assert_eq!(asked(&house, id), [Asked::Lead, Asked::National], "and nobody after the nation");
    assert_eq!(of_kind(&house, AlertKind::NobodyOnDuty), []);
}

#[test]
fn row_23_where_nobody_is_the_next_is_asked_at_once_and_the_gap_is_an_alert() {
    let mut house = House::new(1);
    let id = one(&mut house);
    house.clock("2026-11-23T14:35:00+08:00");
    assert_eq!(asked(&house, id), [Asked::National]);
    house.clock("2026-11-23T16:35:00+08:00");
    let gap = of_kind(&house, AlertKind::NobodyOnDuty);
    assert_eq!(gap.len(), 1, "said once, and not about itself");
    assert!(gap[0].draft.headline.contains("lead") && gap[0].draft.headline.contains("ZJ-A-2026-000001"));
}

#[test]
fn row_23_the_layers_of_the_rota_are_asked_in_turn_and_an_empty_one_is_skipped() {
    let mut house = House::new(1);
    for (no, name, role) in [(1, "officer 1", PostRole::Lead), (3, "庄", PostRole::Duty), (4, "沈", PostRole::Duty)] {
        let person =
            Officer { id: OfficerId(no), uid: no, account: name.into(), account_made: None, name: name.into() };
        let post = Post { id: PostId(no), officer: OfficerId(no), unit: unit(CENTER), role };
        house.act_as(CENTER, Author::System, Act::GrantPost(Box::new(person), post)).expect("granted");
    }
    for (name, layer) in [("庄", "1"), ("沈", "3")] {
        let typed = [("officer", name), ("layer", layer), ("from", "2026-11-23 08:00"), ("to", "2026-11-23 20:00")];
        house.verb(officer(1, PostRole::Lead), unit(CENTER).record(), "plan-shift", &typed).expect("planned");
    }
    let id = one(&mut house);
    house.clock("2026-11-23T14:40:00+08:00");
    assert_eq!(seen(&house, id).paged, [(Asked::Layer(1), vec!["庄".to_owned()])]);
    assert_eq!(of_kind(&house, AlertKind::NobodyOnDuty), []);
    house.clock("2026-11-23T15:40:00+08:00");
    assert_eq!(asked(&house, id), [Asked::Layer(1), Asked::Layer(3)]);
    assert!(of_kind(&house, AlertKind::NobodyOnDuty)[0].draft.headline.starts_with("L2 "), "and alerts");
    house.clock("2026-11-23T16:40:00+08:00");
    house.clock("2026-11-23T17:40:00+08:00");
    assert_eq!(asked(&house, id), [Asked::Layer(1), Asked::Layer(3), Asked::Lead, Asked::National]);
}

#[test]
fn row_23_quiet_hours_hold_back_a_page_but_never_a_p1() {
    let mut house = House::new(1);
    lead(&mut house);
    house.clock("2026-11-23T23:00:00+08:00");
    let high = one(&mut house);
    let urgent = raise(&mut house, AlertDraft { urgency: CapUrgency::Immediate, ..said("26-4", "g4", "TRO") });
    house.clock("2026-11-23T23:05:00+08:00");
    assert_eq!((asked(&house, high), asked(&house, urgent)), (vec![], vec![Asked::Lead]));
    house.clock("2026-11-24T06:59:00+08:00");
    assert_eq!(asked(&house, high), []);
    house.clock("2026-11-24T07:00:00+08:00");
    assert_eq!(asked(&house, high), [Asked::Lead]);
}

#[test]
fn row_24_a_stale_chain_pages_nobody() {
    let mut house = House::new(1);
    lead(&mut house);
    let id = one(&mut house);
    let old = seen(&house, id).chain;
    act(&mut house, id, "ack-until", &[("until", "2026-12-20 18:00")]).expect("acked");
    house.clock("2026-12-10T12:00:00+08:00");
    assert_eq!(asked(&house, id), [], "acked long ago");
    let stale =
        |page| Act::System(SystemAct::Watch(Watching::Page { alert: id, since: old.since, page, due: old.since }));
    let book = house.books[CENTER].len();
    house.act_as(CENTER, Author::System, stale(0)).expect("a clock is not refused");
    act(&mut house, id, "unack", &[]).expect("given back");
    house.act_as(CENTER, Author::System, stale(0)).expect("a clock is not refused");
    assert_eq!(house.books[CENTER].len(), book + 1, "only the unack was written");
    house.clock("2026-12-10T12:01:00+08:00");
    assert_eq!(asked(&house, id), [Asked::Lead], "a chain of its own");
}

#[test]
fn a_p1_rings_every_two_minutes_until_somebody_has_it() {
    let mut house = House::new(1);
    let figures = AlertFigures::shared();
    let urgent = raise(&mut house, AlertDraft { urgency: CapUrgency::Immediate, ..said("26-4", "g4", "TRO") });
    let high = one(&mut house);
    let since = seen(&house, urgent).chain.since;
    let rings =
        |house: &House, id, seconds| seen(house, id).rings(figures, since + chrono::TimeDelta::seconds(seconds));
    assert_eq!((rings(&house, urgent, 119), rings(&house, urgent, 120), rings(&house, urgent, 3_600)), (1, 2, 31));
    assert_eq!(rings(&house, high, 3_600), 1);
    house.verb(officer(1, PostRole::Lead), urgent, "ack", &[]).expect("acked");
    assert_eq!(rings(&house, urgent, 7_200), 0);
}
