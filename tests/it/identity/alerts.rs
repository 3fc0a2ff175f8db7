//! An alert that belongs to a sealed case is as hidden as that, whatever is asked and whatever is done beside it.

use crate::casework::house::{CENTER, House, alert, at, day, draft, id, officer};
use dutydesk::boards::Boards;
use dutydesk::boards::window::{List, Means, Rows, Sorts, Viewer, WindowQuery, window};
use dutydesk::casework::affair::AffairDraft;
use dutydesk::casework::alert::{AlertClosing, AlertDraft, AlertState, HOUSE};
use dutydesk::casework::authorize::may_see;
use dutydesk::casework::command::{Act, AlertAct};
use dutydesk::casework::consultation::ConsultationDraft;
use dutydesk::casework::ids::{OfficerId, PostId, RecordId};
use dutydesk::casework::refusal::Refusal;
use dutydesk::casework::silence::{SilenceDraft, SilenceFilter};
use dutydesk::casework::unit::{Officer, Post};
use dutydesk::casework::words::{PostRole, Tlp};
use dutydesk::finder::{Filter, OneHand};

fn sealed(house: &mut House) -> RecordId {
    let mut form = draft("秘而不宣");
    form.secrecy = Tlp::Red;
    house.done(CENTER, Act::Register(Box::new(form)))
}

/// The center itself speaks of a case.
fn of_house(case: RecordId) -> Act {
    let mut draft = AlertDraft::of_source(HOUSE, format!("{case}/sitrep/1"), at("2026-11-23T10:00:00+08:00"));
    draft.headline = "重大纠纷情况报告逾期".into();
    Act::Raise(Box::new(draft))
}

fn numbered(house: &House, alert: RecordId) -> String {
    house.units[CENTER].alerts.get(&alert).expect("an alert").number.clone()
}

/// The list of all alerts as this officer sees it: which, and how many in all.
fn listed(house: &House, no: u32, role: PostRole) -> (Vec<RecordId>, u32) {
    let mut boards = Boards::default();
    boards.make_rows(&house.units[CENTER]);
    let viewer = Viewer { officer: OfficerId(no), role, today: day("2026-11-23"), zone: chrono_tz::Asia::Shanghai };
    let query = WindowQuery {
        list: List::AllAlerts,
        filter: String::new(),
        order: Vec::new(),
        offset: 0,
        limit: 50,
        anchor: None,
    };
    let filter = Filter::parse("").expect("a filter");
    let means = Means { sorts: &Sorts::default(), hands: &OneHand };
    let window = window(&boards, viewer, (&query, &filter), means).expect("a window");
    let Rows::Alerts(rows) = window.rows else { panic!("no alerts") };
    (rows.iter().map(|row| row.id).collect(), window.total)
}

#[test]
fn a_list_has_an_alert_for_whom_its_case_is_there() {
    let mut house = House::new(1);
    let case = sealed(&mut house);
    let open = house.done(CENTER, Act::Raise(Box::new(alert("a-1", "新的动议"))));
    assert_eq!(listed(&house, 6, PostRole::Duty), (vec![open], 1));
    let own = house.done(CENTER, of_house(case));
    assert_eq!(listed(&house, 6, PostRole::Duty), (vec![open], 1), "nothing came");
    assert_eq!(listed(&house, 7, PostRole::Lead).1, 2);
    house.done(CENTER, Act::Alert(open, AlertAct::Join { dispute: case }));
    assert_eq!(listed(&house, 6, PostRole::Duty), (vec![], 0), "it went with the case");
    assert_eq!(listed(&house, 7, PostRole::Lead).1, 2);
    let state = &house.units[CENTER];
    for alert in [open, own] {
        assert!(!may_see(state, (OfficerId(6), PostRole::Duty), alert));
        assert!(may_see(state, (OfficerId(7), PostRole::Lead), alert));
    }
    house.done(CENTER, Act::Alert(open, AlertAct::Detach { reason: "不是此案".into() }));
    assert_eq!(listed(&house, 6, PostRole::Duty), (vec![open], 1), "and comes back");
}

#[test]
fn a_hidden_alert_and_none_are_refused_alike_wherever_an_act_names_one() {
    let mut house = House::new(1);
    let case = sealed(&mut house);
    let hidden = house.done(CENTER, of_house(case));
    let open = house.done(CENTER, Act::Raise(Box::new(alert("a-1", "新的动议"))));
    for of in [hidden, RecordId(uuid::Uuid::from_u128(7))] {
        let close = AlertAct::Close { code: AlertClosing::Duplicate, reason: String::new(), of: Some(of) };
        let refused = house.act_as(CENTER, officer(6, PostRole::Duty), Act::Alert(open, close));
        assert_eq!(refused, Err(Refusal::NotFound));
        let note = Act::Alert(of, AlertAct::Note { text: "x".into() });
        assert_eq!(house.act_as(CENTER, officer(6, PostRole::Duty), note), Err(Refusal::NotFound));
        let ask = house.act_as(CENTER, officer(6, PostRole::Duty), asked_about(of));
        assert_eq!(ask, Err(Refusal::NotFound));
    }
}

fn asked_about(alert: RecordId) -> Act {
    Act::Open(Box::new(AffairDraft::Consultation(Box::new(ConsultationDraft {
        dispute: None,
        alert: Some(alert),
        question: "应否应诉".into(),
        field: String::new(),
        language: String::new(),
        due: day("2026-12-10"),
        level: Tlp::Amber,
        panel: 1,
    }))))
}

#[test]
fn what_is_about_a_hidden_alert_is_hidden_with_it_and_takes_no_number() {
    let mut house = House::new(1);
    let case = sealed(&mut house);
    let hidden = house.done(CENTER, of_house(case));
    assert!(numbered(&house, hidden).contains("-S"), "{}", numbered(&house, hidden));
    let consultation = house.act_as(CENTER, officer(1, PostRole::Lead), asked_about(hidden)).expect("asked");
    let state = &house.units[CENTER];
    let file = state.affairs.get(&consultation).expect("an affair");
    assert!(file.affair.number().contains("-S"), "{}", file.affair.number());
    assert!(!may_see(state, (OfficerId(6), PostRole::Duty), consultation));
}

#[test]
fn a_silence_neither_mutes_nor_counts_what_is_hidden() {
    let mut house = House::new(1);
    let case = sealed(&mut house);
    let before = house.done(CENTER, of_house(case));
    let filter = SilenceFilter { source: HOUSE.into(), ..SilenceFilter::default() };
    let silence = SilenceDraft { filter, reason: "演练".into(), until: day("2026-11-24") };
    let open = Act::Open(Box::new(AffairDraft::Silence(silence)));
    let silence = house.act_as(CENTER, officer(6, PostRole::Duty), open).expect("silenced");
    let mut form = draft("藏锋精密");
    (form.secrecy, form.docket) = (Tlp::Red, Some("另案 8".into()));
    let other = house.done(CENTER, Act::Register(Box::new(form)));
    let after = house.done(CENTER, of_house(other));
    for alert in [before, after] {
        assert_eq!(house.units[CENTER].alerts.get(&alert).expect("an alert").state, AlertState::New);
    }
    let page = house.units[CENTER].affairs.get(&silence).expect("a silence").affair.card().rows;
    let muted = page.iter().find(|(label, _)| label.en == "muted so far").expect("a line");
    assert_eq!(muted.1.en, "0");
}

#[test]
fn a_handover_names_no_alert_of_a_sealed_case() {
    let mut house = House::new(1);
    let case = sealed(&mut house);
    let hidden = house.done(CENTER, of_house(case));
    let open = house.done(CENTER, Act::Raise(Box::new(alert("a-1", "新的动议"))));
    let person =
        Officer { id: OfficerId(3), uid: 1003, account: "o3".into(), account_made: None, name: "接班".into() };
    let post = Post { id: PostId(3), officer: person.id, unit: id(CENTER), role: PostRole::Duty };
    let grant = Act::GrantPost(Box::new(person), post);
    house.act_as(CENTER, officer(9, PostRole::Admin), grant).expect("a post");
    let fields = [("to", "接班"), ("note", "夜班平静")];
    let handover = house.verb(officer(5, PostRole::Duty), id(CENTER).record(), "hand-over", &fields);
    let handover = handover.expect("opened");
    let items = house.units[CENTER].affairs.get(&handover).expect("a handover").affair.card().rows;
    let items = items.iter().map(|(_, text)| text.zh.clone()).collect::<String>();
    assert!(items.contains(&numbered(&house, open)), "{items}");
    assert!(!items.contains(&numbered(&house, hidden)), "{items}");
}

#[test]
fn a_case_joined_to_a_sealed_one_does_not_name_it() {
    let mut house = House::new(1);
    let case = sealed(&mut house);
    let mut form = draft("青禾家居");
    form.docket = Some("另案 7".into());
    let open = house.done(CENTER, Act::Register(Box::new(form)));
    let number = house.units[CENTER].disputes.get(&case).expect("a case").number.clone();
    let fields = [("into", case.to_string()), ("reason", "同一事由".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
    house.verb(officer(1, PostRole::Lead), open, "join", &fields).expect("joined");
    let state = &house.units[CENTER];
    let told = format!("{:?}", state.disputes.get(&open).expect("a case").intake);
    assert!(!told.contains(&number), "{told}");
    let refused = house.verb(officer(6, PostRole::Duty), open, "accept", &[("ground", "本省企业")]);
    let refused = refused.expect_err("it is joined");
    assert!(!refused.en().contains(&number) && !refused.zh().contains(&number), "{}", refused.en());
    let other = house.units[CENTER].disputes.get(&case).expect("a case");
    assert_eq!(other.intake.reporters.len(), 1, "whoever sees both finds it from the sealed one");
}
