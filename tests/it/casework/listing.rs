//! Credit lists (systems row F5).

use super::house::{CENTER, House, day, id, officer};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::listing::{Listing, ListingState};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::words::PostRole;

fn listed(house: &House, id: RecordId) -> Listing {
    let file = house.units[CENTER].affairs.get(&id).expect("an affair");
    file.affair.listing().expect("a listing").clone()
}

fn put_on(house: &mut House, to: &str) -> Result<RecordId, Refusal> {
    let fields = [
        ("list", "discredit"),
        ("name", "Acme Trolls LLC"),
        ("basis", "国知发保字〔2026〕1号"),
        ("from", "2026-01-01"),
        ("to", to),
    ];
    house.verb(officer(1, PostRole::Duty), id(CENTER).record(), "list-name", &fields)
}

#[test]
fn f5_an_expired_entry_no_longer_holds() {
    let mut house = House::new(1);
    let record = put_on(&mut house, "2026-12-31").expect("listed");
    let one = listed(&house, record);
    assert_eq!(one.number, "ZJ-L-2026-000001");
    assert!(one.holds_on(day("2026-12-31")));
    assert!(!one.holds_on(day("2027-01-01")));
}

#[test]
fn f5_an_objection_is_decided_and_an_upheld_one_takes_the_name_off() {
    let mut house = House::new(1);
    let record = put_on(&mut house, "").expect("listed");
    let duty = || officer(1, PostRole::Duty);
    let early = house.verb(duty(), record, "decide-objection", &[("upheld", "yes"), ("reason", "错列")]);
    assert_eq!(early, Err(Refusal::guard(Guard::NoObjection, ["ZJ-L-2026-000001"])));
    house.verb(duty(), record, "object-to-listing", &[("reason", "不是同一公司")]).expect("objected");
    assert!(listed(&house, record).holds_on(day("2026-12-01")), "an objection does not lift it");
    let twice = house.verb(duty(), record, "object-to-listing", &[("reason", "再提")]);
    assert_eq!(twice, Err(Refusal::guard(Guard::ObjectionOpen, ["ZJ-L-2026-000001"])));
    house.verb(duty(), record, "decide-objection", &[("upheld", "yes"), ("reason", "错列")]).expect("decided");
    assert_eq!(listed(&house, record).state, ListingState::Removed);
    let late = house.verb(duty(), record, "unlist", &[("reason", "到期")]);
    assert_eq!(late, Err(Refusal::guard(Guard::Unlisted, ["ZJ-L-2026-000001"])));
}

#[test]
fn f5_a_listing_rests_on_a_basis_and_is_not_entered_twice() {
    let mut house = House::new(1);
    let fields = [("list", "discredit"), ("name", "Acme Trolls LLC"), ("from", "2026-01-01")];
    let bare = house.verb(officer(1, PostRole::Duty), id(CENTER).record(), "list-name", &fields);
    assert_eq!(bare, Err(Refusal::FieldMissing { field: "basis".into() }));
    put_on(&mut house, "").expect("listed");
    assert_eq!(put_on(&mut house, ""), Err(Refusal::Already { number: "ZJ-L-2026-000001".into() }));
}
