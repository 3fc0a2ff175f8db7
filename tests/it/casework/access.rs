//! Emergency access to a sealed case, and the trace that reading one leaves (model.md; systems row C16).

use super::house::{CENTER, House, draft, id, officer};
use dutydesk::casework::access::{AccessState, Reader};
use dutydesk::casework::affair::Affair;
use dutydesk::casework::authorize::{may_see, sees};
use dutydesk::casework::command::Act;
use dutydesk::casework::ids::{OfficerId, RecordId};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::words::{PostRole, Tlp};

fn sealed(house: &mut House) -> (RecordId, String) {
    let mut form = draft("海岳智能");
    form.secrecy = Tlp::Red;
    let case = house.done(CENTER, Act::Register(Box::new(form)));
    (case, house.units[CENTER].disputes.get(&case).expect("a dispute").number.clone())
}

fn break_glass(house: &mut House, number: &str) -> Result<RecordId, Refusal> {
    let fields = [("number", number), ("reason", "法院来电, 明日开庭, 经办人联系不上")];
    house.verb(officer(5, PostRole::Duty), id(CENTER).record(), "emergency-access", &fields)
}

/// Asked, and let in by the shift lead.
fn let_in(house: &mut House, number: &str) -> RecordId {
    let affair = break_glass(house, number).expect("asked");
    house.verb(officer(1, PostRole::Lead), affair, "agree-access", &[]).expect("agreed");
    affair
}

fn is_seen(house: &House, case: RecordId, no: u32) -> bool {
    let dispute = house.units[CENTER].disputes.get(&case).expect("a dispute");
    sees(OfficerId(no), PostRole::Duty, dispute.draft.secrecy, &dispute.named)
}

fn state_of(house: &House, affair: RecordId) -> AccessState {
    house.units[CENTER].affairs.get(&affair).and_then(|file| file.affair.access()).expect("an access").state
}

#[test]
fn emergency_access_is_for_a_day_and_its_end_is_written_once() {
    let mut house = House::new(1);
    let (case, number) = sealed(&mut house);
    assert!(!is_seen(&house, case, 5));
    let affair = let_in(&mut house, &number);
    assert!(is_seen(&house, case, 5), "at once");
    assert!(!is_seen(&house, case, 6), "nobody else");
    house.clock("2026-11-24T14:00:00+08:00");
    assert!(is_seen(&house, case, 5), "the day is not over");
    house.clock("2026-11-24T14:40:00+08:00");
    assert!(!is_seen(&house, case, 5));
    assert_eq!(state_of(&house, affair), AccessState::Ended);
    let written = house.books[CENTER].len();
    house.clock("2026-11-25T09:00:00+08:00");
    assert_eq!(house.books[CENTER].len(), written, "its end is written once");
}

#[test]
fn t28_a_sealed_case_opens_only_when_a_second_person_who_sees_it_agrees() {
    let mut house = House::new(1);
    let (case, number) = sealed(&mut house);
    let affair = break_glass(&mut house, &number).expect("asked");
    assert!(!is_seen(&house, case, 5), "asking opens nothing");
    assert_eq!(state_of(&house, affair), AccessState::Asked);
    let by = |house: &mut House, who, verb: &str, fields: &[(&str, &str)]| house.verb(who, affair, verb, fields);
    let own = by(&mut house, officer(5, PostRole::Lead), "agree-access", &[]);
    assert_eq!(own, Err(Refusal::guard(Guard::AgreedByAnother, ["officer 5"])), "in no post of theirs");
    let stranger = by(&mut house, officer(6, PostRole::Duty), "agree-access", &[]);
    assert_eq!(stranger, Err(Refusal::NotFound), "nor somebody for whom the case is not there");
    let early = by(&mut house, officer(1, PostRole::Lead), "review-access", &[("justified", "yes"), ("remark", "x")]);
    assert!(matches!(early, Err(Refusal::Guard { guard: Guard::AccessNotOpened, .. })));
    by(&mut house, officer(1, PostRole::Lead), "agree-access", &[]).expect("agreed");
    assert!(is_seen(&house, case, 5));
    let again = by(&mut house, officer(1, PostRole::Lead), "decline-access", &[("reason", "不急")]);
    assert!(matches!(again, Err(Refusal::Guard { guard: Guard::AccessAnswered, .. })));
}

#[test]
fn t28_an_access_that_is_not_agreed_to_opens_nothing_and_one_that_nobody_answers_lapses() {
    let mut house = House::new(1);
    let (case, number) = sealed(&mut house);
    let affair = break_glass(&mut house, &number).expect("asked");
    let bare = house.verb(officer(1, PostRole::Lead), affair, "decline-access", &[]);
    assert_eq!(bare, Err(Refusal::FieldMissing { field: "reason".into() }));
    house.verb(officer(1, PostRole::Lead), affair, "decline-access", &[("reason", "可等到明早")]).expect("declined");
    assert_eq!(state_of(&house, affair), AccessState::Refused);
    let second = break_glass(&mut house, &number).expect("asked again");
    house.clock("2026-11-24T14:40:00+08:00");
    assert_eq!(state_of(&house, second), AccessState::Ended);
    let late = house.verb(officer(1, PostRole::Lead), second, "agree-access", &[]);
    assert!(matches!(late, Err(Refusal::Guard { guard: Guard::AccessAnswered, .. })));
    assert!(!is_seen(&house, case, 5));
}

#[test]
fn t28_who_sees_the_case_is_told_at_once_and_nobody_else() {
    let mut house = House::new(1);
    let (case, number) = sealed(&mut house);
    let count = |house: &House| house.units[CENTER].alerts.values().count();
    let before = count(&house);
    let affair = break_glass(&mut house, &number).expect("asked");
    let state = &house.units[CENTER];
    let told = state.alerts.values().find(|one| one.draft.event == "emergency-access").expect("an alert");
    assert_eq!((count(&house), told.case()), (before + 1, Some(case)));
    assert!(told.number.contains("-S"), "it takes no number of the count: {}", told.number);
    let sees = |no, role, record| may_see(state, (OfficerId(no), role), record);
    assert!(sees(1, PostRole::Lead, told.id), "the shift lead is told");
    assert!(!sees(6, PostRole::Duty, told.id) && !sees(5, PostRole::Duty, told.id), "nobody for whom it is not there");
    assert!(sees(5, PostRole::Duty, affair), "who asked follows the question");
    assert!(!sees(6, PostRole::Duty, affair));
}

#[test]
fn emergency_access_is_reviewed_by_a_lead_who_is_another_person() {
    let mut house = House::new(1);
    let (case, number) = sealed(&mut house);
    let affair = let_in(&mut house, &number);
    let review = [("justified", "no"), ("remark", "可先电话问带班")];
    let by = |house: &mut House, who| house.verb(who, affair, "review-access", &review);
    let own = by(&mut house, officer(5, PostRole::Lead));
    assert_eq!(own, Err(Refusal::guard(Guard::ReviewByAnother, ["officer 5"])));
    let duty = by(&mut house, officer(5, PostRole::Duty));
    assert_eq!(duty, Err(Refusal::NotPermitted { wants: PostRole::Lead }));
    by(&mut house, officer(1, PostRole::Lead)).expect("reviewed");
    assert!(!is_seen(&house, case, 5), "a review ends it");
    let again = by(&mut house, officer(1, PostRole::Lead));
    assert!(matches!(again, Err(Refusal::Guard { guard: Guard::ReviewedAlready, .. })));
}

#[test]
fn a_number_that_is_not_there_answers_as_one_that_is_half_typed() {
    let mut house = House::new(1);
    let (_, number) = sealed(&mut house);
    assert_eq!(break_glass(&mut house, &number[..number.len() - 1]), Err(Refusal::NotFound));
    assert_eq!(break_glass(&mut house, "ZJ-2026-SAAAAAA"), Err(Refusal::NotFound));
    let bare = [("number", number.as_str())];
    let bare = house.verb(officer(5, PostRole::Duty), id(CENTER).record(), "emergency-access", &bare);
    assert_eq!(bare, Err(Refusal::FieldMissing { field: "reason".into() }));
}

#[test]
fn who_sees_the_case_anyway_needs_no_emergency() {
    let mut house = House::new(1);
    let open = house.done(CENTER, Act::Register(Box::new(draft("澄光光电"))));
    let number = house.units[CENTER].disputes.get(&open).expect("a dispute").number.clone();
    assert_eq!(break_glass(&mut house, &number), Err(Refusal::guard(Guard::SeenAlready, [number])));
}

#[test]
fn a_case_that_became_the_officers_own_stays_theirs() {
    let mut house = House::new(1);
    let (case, number) = sealed(&mut house);
    let affair = let_in(&mut house, &number);
    house.verb(officer(5, PostRole::Duty), case, "accept", &[("ground", "本省企业")]).expect("accepted");
    house.verb(officer(5, PostRole::Duty), case, "guide", &[]).expect("guided");
    house.clock("2026-11-25T09:00:00+08:00");
    assert_eq!(state_of(&house, affair), AccessState::Ended);
    assert!(is_seen(&house, case, 5), "the handler sees the case");
}

#[test]
fn c16_reading_a_sealed_case_is_written_down_once_a_day_and_changes_no_version() {
    let mut house = House::new(1);
    let (case, _) = sealed(&mut house);
    let read = |house: &House| -> Vec<Reader> { house.units[CENTER].disputes.get(&case).expect("it").read_by.clone() };
    let version = |house: &House| house.units[CENTER].disputes.get(&case).expect("it").version;
    let before = version(&house);
    house.act(CENTER, Act::Read(case)).expect("read");
    house.act(CENTER, Act::Read(case)).expect("read again");
    assert_eq!(read(&house).len(), 1);
    assert_eq!(read(&house)[0].officer, OfficerId(1));
    assert_eq!(version(&house), before, "nobody's save is refused for it");
    let lines = house.books[CENTER].len();
    house.act(CENTER, Act::Read(case)).expect("read a third time");
    assert_eq!(house.books[CENTER].len(), lines);
    house.clock("2026-11-24T09:00:00+08:00");
    house.act(CENTER, Act::Read(case)).expect("read on the next day");
    assert_eq!(house.books[CENTER].len(), lines + 1);
    let stranger = house.act_as(CENTER, officer(6, PostRole::Duty), Act::Read(case));
    assert_eq!(stranger, Err(Refusal::NotFound), "who does not see it does not read it");
}

#[test]
fn an_access_is_as_hidden_as_its_case() {
    let mut house = House::new(1);
    let (case, number) = sealed(&mut house);
    let affair = let_in(&mut house, &number);
    let file = house.units[CENTER].affairs.get(&affair).expect("an affair");
    assert_eq!(file.affair.card().dispute, Some(case));
    assert!(matches!(file.affair, Affair::Access(_)));
    let stranger =
        house.verb(officer(6, PostRole::Lead), affair, "review-access", &[("justified", "yes"), ("remark", "x")]);
    stranger.expect("a lead sees it");
}
