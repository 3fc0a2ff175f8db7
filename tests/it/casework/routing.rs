//! Who takes a dispute on, by the rules of routing (systems row A1).

use super::house::draft;
use dutydesk::calendar::Text;
use dutydesk::casework::dispute::{Dispute, DisputeDraft};
use dutydesk::casework::handbook::Handbook;
use dutydesk::casework::ids::{RecordId, UnitId};
use dutydesk::casework::network::{Center, Network, Node, Tier};
use dutydesk::casework::routing::{Proposal, propose};
use dutydesk::casework::words::DisputeKind;
use uuid::Uuid;

fn node(no: u128, code: &str, tier: Tier, places: &[&str], forums: &[&str]) -> Node {
    let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Node {
        id: RecordId(Uuid::from_u128(no)),
        code: code.into(),
        name: Text::new(format!("{code} 中心"), format!("center {code}")),
        center: Center {
            tier,
            parent: (no != 1).then_some(RecordId(Uuid::from_u128(1))),
            places: list(places),
            forums: list(forums),
            zone: "Asia/Shanghai".into(),
            calendar: "CN".into(),
            suspended: None,
        },
    }
}

/// Fictional: which centers there are is a center's own data.
fn centers() -> Vec<Node> {
    vec![
        node(1, "NAT", Tier::National, &[], &[]),
        node(2, "ZJ", Tier::Local, &["330000"], &[]),
        node(3, "NB", Tier::Local, &["330200"], &[]),
        node(4, "SH", Tier::Local, &["31"], &[]),
        node(5, "GD", Tier::Local, &["44"], &[]),
        node(6, "BJ", Tier::Local, &["11"], &[]),
        node(7, "OS-US", Tier::Overseas, &[], &["US"]),
        node(8, "OS-EU", Tier::Overseas, &[], &["DE", "FR", "EM", "UP"]),
    ]
}

fn proposed(nodes: Vec<Node>, draft: DisputeDraft) -> Proposal {
    let id = RecordId(Uuid::from_u128(99));
    let dispute = Dispute::registered(id, UnitId([1; 16]), "ZJ-2026-000001".into(), draft);
    propose(Handbook::shared().routing(), &Network::new(nodes), &dispute)
}

/// The samples: case, draft, owner, co-owners, coordinator.
fn samples() -> Vec<(String, DisputeDraft, [String; 3])> {
    let mut reader = csv::Reader::from_reader(include_str!("../../samples/routing.csv").as_bytes());
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| {
        let mut one = draft("甲");
        one.enterprise.uscc = Some(row[1].to_owned()).filter(|code| !code.is_empty());
        row[2].clone_into(&mut one.enterprise.address);
        row[3].clone_into(&mut one.jurisdiction);
        one.kind = DisputeKind::parse(&row[4]).expect("a kind");
        (row[0].to_owned(), one, [row[5].to_owned(), row[6].to_owned(), row[7].to_owned()])
    })
    .collect()
}

fn codes(proposal: &Proposal) -> [String; 3] {
    let code = |share: &Option<dutydesk::casework::routing::Share>| {
        share.as_ref().map(|one| one.code.clone()).unwrap_or_default()
    };
    let co_owners: Vec<&str> = proposal.co_owners.iter().map(|one| one.code.as_str()).collect();
    [code(&proposal.owner), co_owners.join(" "), code(&proposal.coordinator)]
}

#[test]
fn a1_twenty_disputes_go_where_the_table_says_and_each_part_has_its_reason() {
    let samples = samples();
    assert_eq!(samples.len(), 20);
    for (case, draft, expected) in samples {
        let proposal = proposed(centers(), draft);
        assert_eq!(codes(&proposal), expected, "case {case}");
        let shares = proposal.owner.iter().chain(&proposal.co_owners).chain(&proposal.coordinator);
        assert!(shares.into_iter().all(|one| !one.why.zh.is_empty() && !one.why.en.is_empty()), "case {case}");
    }
}

#[test]
fn a1_a_suspended_centers_new_intake_goes_to_its_parent_and_says_so() {
    let mut nodes = centers();
    nodes[1].center.suspended = Some("机构调整".into());
    for (case, draft, [owner, co_owners, coordinator]) in samples() {
        let proposal = proposed(nodes.clone(), draft);
        let moved = if owner == "ZJ" { "NAT".to_owned() } else { owner.clone() };
        let above = if owner == "ZJ" && coordinator == "NAT" { codes(&proposal)[2].clone() } else { coordinator };
        assert_eq!(codes(&proposal), [moved, co_owners, above], "case {case}");
        if owner == "ZJ" {
            let why = &proposal.owner.as_ref().expect("an owner").why;
            assert!(why.zh.contains("机构调整") && why.en.contains("is suspended"), "case {case}: {why:?}");
        }
    }
}

#[test]
fn a1_what_cannot_be_said_is_said() {
    let none = proposed(Vec::new(), draft("甲"));
    assert_eq!((none.owner.is_none(), none.lacks.len()), (true, 2), "no home, no centers: {:?}", none.lacks);
    let mut nodes = centers();
    nodes[0].center.suspended = Some("演练".into());
    let lost = proposed(nodes, draft("甲"));
    assert!(lost.owner.is_none() && lost.lacks.iter().any(|one| one.en.contains("suspended")), "{:?}", lost.lacks);
}

#[test]
fn a_mistake_in_the_rules_of_routing_is_told_with_its_line_and_the_old_rules_stay() {
    let own = "[[rule]]\nid = \"a\"\ngives = \"owner\"\nof = \"house\"\nzh = \"甲\"\nen = \"a\"\n";
    let read = |own: &str| Handbook::with_own([("r/routing.toml".to_owned(), own.to_owned())].into_iter());
    let book = read(own);
    let told = book.problems()[0].to_string();
    assert!(told.starts_with("r/routing.toml:4: of is one of: home"), "{told}");
    assert_eq!(book.routing().rules().len(), Handbook::shared().routing().rules().len());
    let book = read(&own.replace("\"house\"", "\"center IND\"\nproducts = [\"激光\"]"));
    assert_eq!((book.problems().len(), book.routing().rules().len()), (0, 1), "a center's own rules are all there are");
    let mut nodes = centers();
    nodes.push(node(9, "IND", Tier::Industry, &[], &[]));
    let id = RecordId(Uuid::from_u128(99));
    let dispute = Dispute::registered(id, UnitId([1; 16]), String::new(), draft("甲"));
    let proposal = propose(book.routing(), &Network::new(nodes), &dispute);
    assert_eq!(codes(&proposal)[0], "IND", "by a word in the accused products");
}
