//! Agencies: their names, their contacts (systems row A10), and the network of centers (systems row A1).

use super::house::{CENTER, House, day, draft, officer};
use super::looking;
use dutydesk::boards::Boards;
use dutydesk::boards::rows::AgencyRow;
use dutydesk::boards::window::List;
use dutydesk::casework::agency::{Agency, AgencyDraft, LIAISON_CHECK_DAYS};
use dutydesk::casework::body;
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::custody::Custody;
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::network::Network;
use dutydesk::casework::provinces::domicile;
use dutydesk::casework::referral::{Recipient, ReferralDraft, ReferralKind};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::words::{PostRole, UnitKind};

fn enter(house: &mut House, code: &str, name: &str) -> RecordId {
    house.done(
        CENTER,
        Act::EnterAgency(Box::new(AgencyDraft {
            code: code.into(),
            name_zh: name.into(),
            name_en: code.into(),
            kind: UnitKind::Center,
            country: "CN".into(),
            address: String::new(),
            liaisons: Vec::new(),
        })),
    )
}

fn verb(house: &mut House, id: RecordId, verb: &str, typed: &[(&str, &str)]) -> Result<RecordId, Refusal> {
    house.verb(officer(1, PostRole::Lead), id, verb, typed)
}

fn agency(house: &House, id: RecordId) -> Agency {
    (**house.units[CENTER].agencies.get(&id).expect("an agency")).clone()
}

#[test]
fn a10_a_contact_that_has_run_out_gives_way_to_the_deputy_and_none_blocks_with_the_reason() {
    let mut house = House::new(1);
    let id = enter(&mut house, "HZ-CUSTOMS", "杭州海关");
    let on = |house: &House, text: &str| agency(house, id).contact_on(day(text)).map(|one| one.name.clone());
    assert_eq!(on(&house, "2026-11-24"), Err(Refusal::guard(Guard::ContactNone, ["杭州海关"])));
    let zhou = [("name", "周敏"), ("valid_from", "2026-01-01"), ("valid_to", "2026-12-31")];
    verb(&mut house, id, "name-liaison", &zhou).expect("named");
    let deputy = [("name", "沈岚"), ("deputy", "yes"), ("valid_to", "2027-06-30")];
    verb(&mut house, id, "name-liaison", &deputy).expect("named");
    assert_eq!(on(&house, "2026-12-31").as_deref(), Ok("周敏"));
    assert_eq!(on(&house, "2027-01-01").as_deref(), Ok("沈岚"), "the deputy steps in");
    assert_eq!(on(&house, "2025-12-31").as_deref(), Ok("沈岚"), "not yet in office");
    let late = Refusal::guard(Guard::ContactsExpired, ["杭州海关", "沈岚 (2027-06-30)"]);
    assert_eq!(on(&house, "2027-07-01"), Err(late));
    // The same of a dispatch, on the day on which it is sent.
    let dispute = house.guided_dispute();
    let request = || {
        Act::Submit(Box::new(ReferralDraft {
            items: vec!["查进口记录".into()],
            ..ReferralDraft::new(dispute, Recipient::Agency(id), ReferralKind::Request)
        }))
    };
    for (today, says) in [("2026-12-31", "周敏"), ("2027-01-04", "沈岚"), ("2027-07-01", "")] {
        house.clock(&format!("{today}T10:00:00+08:00"));
        let contact = on(&house, today).unwrap_or_default();
        assert_eq!(contact, says, "{today}");
        let sent = house.act(CENTER, request());
        assert_eq!(sent.is_ok(), !says.is_empty(), "{today}: {sent:?}");
        let late = Refusal::guard(Guard::ContactsExpired, ["杭州海关", "沈岚 (2027-06-30)"]);
        assert!(sent.is_ok() || sent == Err(late), "with its reason");
    }
    let backwards = [("name", "何立"), ("valid_from", "2026-12-01"), ("valid_to", "2026-11-01")];
    let backwards = verb(&mut house, id, "name-liaison", &backwards);
    assert!(matches!(backwards, Err(Refusal::FieldWrong { field, .. }) if field == "valid_to"));
}

#[test]
fn a10_a_contact_that_has_ended_is_not_verified_but_named_anew() {
    let mut house = House::new(1);
    let id = enter(&mut house, "HZ-CUSTOMS", "杭州海关");
    verb(&mut house, id, "name-liaison", &[("name", "周敏")]).expect("named");
    let typed = [("liaison", "1"), ("on", "2026-11-20"), ("reason", "调离")];
    verb(&mut house, id, "end-liaison", &typed).expect("ended");
    let verified = verb(&mut house, id, "verify-liaison", &[("liaison", "1")]);
    assert_eq!(verified, Err(Refusal::guard(Guard::LiaisonEnded, ["周敏", "2026-11-20"])));
    let nobody = verb(&mut house, id, "verify-liaison", &[("liaison", "2")]);
    assert!(matches!(nobody, Err(Refusal::FieldWrong { field, .. }) if field == "liaison"));
}

#[test]
fn a10_contacts_not_verified_for_longer_than_their_days_are_listed() {
    let mut house = House::new(1);
    let id = enter(&mut house, "HZ-CUSTOMS", "杭州海关");
    let check_by = |house: &House, today: &str| AgencyRow::of(&agency(house, id)).check_by(day(today));
    assert_eq!(check_by(&house, "2026-11-23"), None, "nobody to verify");
    verb(&mut house, id, "name-liaison", &[("name", "周敏"), ("valid_to", "2027-12-31")]).expect("named");
    assert_eq!(LIAISON_CHECK_DAYS, 180);
    assert_eq!(check_by(&house, "2027-05-22"), Some(day("2027-05-22")), "180 days after 23 November");
    house.clock("2027-06-01T09:00:00+08:00");
    verb(&mut house, id, "verify-liaison", &[("liaison", "1")]).expect("verified");
    assert_eq!(check_by(&house, "2027-06-01"), Some(day("2027-11-28")));
    assert_eq!(check_by(&house, "2028-01-01"), None, "who has left is not verified");
    let mut boards = Boards::default();
    boards.make_rows(&house.units[CENTER]);
    let listed = |filter: &str, today: &str| looking::listed(&boards, List::Agencies, filter, today).total;
    assert_eq!((listed("due<=0", "2027-11-27"), listed("due<=0", "2027-11-28")), (0, 1), "180 days after 1 June");
}

#[test]
fn an_agency_is_known_by_its_former_names_and_by_the_one_it_bore_then() {
    let mut house = House::new(1);
    let id = enter(&mut house, "SIPO", "国家知识产权局 (SIPO)");
    let typed = [("name_zh", "中国专利局"), ("name_en", "Chinese Patent Office"), ("to", "1998-03-31")];
    verb(&mut house, id, "enter-former-name", &typed).expect("entered");
    let typed = [("name_zh", "国家知识产权局"), ("name_en", "CNIPA"), ("from", "2018-08-28")];
    verb(&mut house, id, "rename", &typed).expect("renamed");
    let one = agency(&house, id);
    assert_eq!(one.name_on(day("2016-11-29")).zh, "国家知识产权局 (SIPO)");
    assert_eq!(one.name_on(day("2018-08-28")).en, "CNIPA");
    assert_eq!(one.name_on(day("1990-01-01")).en, "Chinese Patent Office");
    assert_eq!(AgencyRow::of(&one).former.len(), 4, "two former names in two languages");
    let back = [("name_zh", "专利局"), ("from", "2000-01-01")];
    let back = verb(&mut house, id, "rename", &back);
    assert!(matches!(back, Err(Refusal::FieldWrong { field, .. }) if field == "from"));
}

/// A national center, two provinces with a city below one of them, and two overseas centers.
fn network(house: &mut House) -> [RecordId; 6] {
    let ids = [("CN", "国家中心"), ("ZJ", "浙江"), ("NB", "宁波"), ("GD", "广东"), ("US1", "美国"), ("DE1", "德国")]
        .map(|(code, name)| enter(house, code, name));
    let [cn, zj, nb, gd, us, de] = ids;
    let rows = [
        (cn, "national", None, "", ""),
        (zj, "local", Some(cn), "330000", ""),
        (nb, "local", Some(zj), "3302", ""),
        (gd, "local", Some(cn), "44, 46", ""),
        (us, "overseas", Some(cn), "", "US, CA"),
        (de, "overseas", Some(cn), "", "de EM UP"),
    ];
    for (id, tier, parent, places, forums) in rows {
        let parent = parent.map_or_else(String::new, |id: RecordId| id.to_string());
        let typed = [("tier", tier), ("parent", &*parent), ("places", places), ("forums", forums)];
        let typed = [&typed[..], &[("zone", "Asia/Shanghai"), ("calendar", "CN")]].concat();
        verb(house, id, "set-center", &typed).expect("a center");
    }
    ids
}

/// The codes of owner and co-owners.
fn placed(house: &House, domicile: &str, forum: &str) -> (String, Vec<String>) {
    let network = Network::of(&house.units[CENTER]);
    let placement = network.place(Some(domicile).filter(|code| !code.is_empty()), forum).expect("placed");
    assert!(!placement.why.zh.is_empty() && !placement.why.en.is_empty());
    let code = |id| network.node(id).expect("a center").code.clone();
    (code(placement.owner), placement.co_owners.into_iter().map(code).collect())
}

#[test]
fn a1_twenty_disputes_go_where_the_table_says() {
    let mut house = House::new(1);
    network(&mut house);
    let table = [
        ("330100", "US", "ZJ", "US1"),
        ("330106", "CA", "ZJ", "US1"),
        ("330200", "US", "NB", "US1"),
        ("330212", "DE", "NB", "DE1"),
        ("330300", "JP", "ZJ", ""),
        ("33", "EM", "ZJ", "DE1"),
        ("3302", "UP", "NB", "DE1"),
        ("440300", "US", "GD", "US1"),
        ("440100", "KR", "GD", ""),
        ("460100", "DE", "GD", "DE1"),
        ("46", "US", "GD", "US1"),
        ("320500", "US", "CN", "US1"),
        ("110108", "DE", "CN", "DE1"),
        ("310115", "JP", "CN", ""),
        ("", "US", "CN", "US1"),
        ("", "BR", "CN", ""),
        ("650100", "CA", "CN", "US1"),
        ("810000", "EM", "CN", "DE1"),
        ("330400", "UP", "ZJ", "DE1"),
        ("445100", "us", "GD", "US1"),
    ];
    assert_eq!(table.len(), 20);
    for (domicile, forum, owner, assists) in table {
        let expected = (owner.to_owned(), assists.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(placed(&house, domicile, forum), expected, "{domicile} {forum}");
    }
}

#[test]
fn a1_a_suspended_centers_new_intake_goes_to_its_parent_and_old_cases_stay() {
    let mut house = House::new(1);
    let [_, zj, nb, _, us, _] = network(&mut house);
    let old = house.guided_dispute();
    verb(&mut house, nb, "suspend-center", &[("reason", "机构调整")]).expect("suspended");
    assert_eq!(placed(&house, "330200", "US"), ("ZJ".into(), vec!["US1".into()]));
    verb(&mut house, zj, "suspend-center", &[("reason", "搬迁")]).expect("suspended");
    verb(&mut house, us, "suspend-center", &[("reason", "筹建")]).expect("suspended");
    assert_eq!(placed(&house, "330200", "US"), ("CN".into(), vec![]), "the parent of both is the owner already");
    assert_eq!(placed(&house, "440100", "US"), ("GD".into(), vec!["CN".into()]));
    // Our own center is one of the suspended: its old case stays with it, and is worked on.
    assert_eq!(house.units[CENTER].custody_of(old), Custody::Owner { epoch: 1 }, "old cases stay");
    house.done(CENTER, Act::Dispute(old, DisputeAct::Note { text: "照常指导".into() }));
    let again = verb(&mut house, nb, "suspend-center", &[("reason", "机构调整")]);
    assert!(matches!(again, Err(Refusal::Done { .. })));
    verb(&mut house, nb, "resume-center", &[]).expect("resumed");
    assert_eq!(placed(&house, "330200", "US").0, "NB");
}

#[test]
fn a1_a_network_has_no_loops_and_only_centers_in_it() {
    let mut house = House::new(1);
    let [cn, zj, nb, ..] = network(&mut house);
    let court = enter(&mut house, "HZFY", "杭州法庭");
    let set = |house: &mut House, id, tier, parent: RecordId, places| {
        let parent = parent.to_string();
        let typed =
            [("tier", tier), ("parent", &*parent), ("places", places), ("zone", "Asia/Shanghai"), ("calendar", "CN")];
        verb(house, id, "set-center", &typed)
    };
    let looped = set(&mut house, zj, "local", nb, "33");
    assert_eq!(looped, Err(Refusal::guard(Guard::NetworkLoop, ["宁波", "浙江"])));
    let below_a_court = set(&mut house, zj, "local", court, "33");
    assert_eq!(below_a_court, Err(Refusal::guard(Guard::ParentNoCenter, ["杭州法庭"])));
    let nowhere = set(&mut house, zj, "local", cn, "99");
    assert!(matches!(nowhere, Err(Refusal::FieldWrong { field, .. }) if field == "places"));
    let suspended = verb(&mut house, court, "suspend-center", &[("reason", "?")]);
    assert_eq!(suspended, Err(Refusal::guard(Guard::NoCenter, ["杭州法庭"])));
    let by_duty = house.verb(officer(3, PostRole::Duty), nb, "suspend-center", &[("reason", "?")]);
    assert_eq!(by_duty, Err(Refusal::NotPermitted { wants: PostRole::Lead }));
}

#[test]
fn a1_where_an_enterprise_is_at_home_is_read_from_its_code_or_its_address() {
    let at_home = |uscc: Option<&str>, address: &str| {
        let mut enterprise = draft("澄光光电").enterprise;
        enterprise.uscc = uscc.map(str::to_owned);
        enterprise.address = address.to_owned();
        domicile(&enterprise)
    };
    assert_eq!(at_home(Some("91330106MA2B0XYZ1K"), "上海市").as_deref(), Some("330106"));
    assert_eq!(
        at_home(Some("91100000MA2B0XYZ1K"), "上海市浦东新区").as_deref(),
        Some("31"),
        "the registry of the state"
    );
    assert_eq!(at_home(None, "中国广东省深圳市北京路 8 号").as_deref(), Some("44"), "the province named first");
    assert_eq!(at_home(None, "88 Wensan Road, Hangzhou, Zhejiang").as_deref(), Some("33"));
    assert_eq!(at_home(None, "Xi'an, Shaanxi").as_deref(), Some("61"));
    assert_eq!(at_home(None, "somewhere"), None);
}

/// A body that has told what it offers.
fn body(house: &mut House, code: &str, fields: &[(&str, &str)]) -> RecordId {
    let draft = AgencyDraft {
        code: code.into(),
        name_zh: format!("{code} 中心"),
        name_en: format!("{code} center"),
        kind: UnitKind::Mediator,
        country: "SG".into(),
        address: String::new(),
        liaisons: Vec::new(),
    };
    let id = house.done(CENTER, Act::EnterAgency(Box::new(draft)));
    house.verb(officer(2, PostRole::Duty), id, "describe-body", fields).expect("described");
    id
}

#[test]
fn d6_a_match_of_bodies_explains_why_and_one_without_the_seats_language_ranks_lower() {
    let mut house = House::new(1);
    let rules = ("rules", "DIS 规则; 快速程序");
    let silent = body(&mut house, "A-EN", &[("seats", "de fr"), ("languages", "EN"), rules, ("fees", "按标的")]);
    let fluent = body(&mut house, "B-DE", &[("seats", "DE"), ("languages", "de en")]);
    let elsewhere = body(&mut house, "C-FR", &[("seats", "FR"), ("languages", "de fr"), rules]);
    let ranked = body::ranked(&house.units[CENTER], "de", day("2026-11-24"));
    let order: Vec<RecordId> = ranked.iter().map(|one| one.agency).collect();
    assert_eq!(order, [fluent, silent, elsewhere]);
    let why = |place: usize| ranked[place].reasons.iter().map(|one| (one.points, one.en.as_str())).collect::<Vec<_>>();
    assert_eq!(why(0), [(40, "sits in DE"), (30, "works in de, as the seat does")]);
    let told = [
        (40, "sits in DE"),
        (0, "does not work in de, as the seat does"),
        (5, "rules: DIS 规则, 快速程序"),
        (5, "fees: 按标的"),
    ];
    assert_eq!(why(1), told);
    assert!(ranked.iter().flat_map(|one| &one.reasons).all(|one| !one.zh.is_empty()), "in both languages");
    let lead = || officer(2, PostRole::Duty);
    let nowhere = house.verb(lead(), fluent, "describe-body", &[("seats", "Germany"), ("languages", "de")]);
    assert_eq!(nowhere.expect_err("no country").code(), "field-wrong");
    let tongue = house.verb(lead(), fluent, "describe-body", &[("seats", "DE"), ("languages", "German")]);
    assert_eq!(tongue.expect_err("no language").code(), "field-wrong");
}
