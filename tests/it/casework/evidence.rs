//! Evidence standards and the gap between what a path asks for and what is there (systems row C8); the
//! custody chain of a piece (C9).

use super::house::{CENTER, House, at, officer};
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::dossier::DossierAct;
use dutydesk::casework::dossier::chain::{CustodyDeed, CustodyLink};
use dutydesk::casework::dossier::evidence::{Attached, EvidenceAct, PieceDraft, gaps};
use dutydesk::casework::handbook::Handbook;
use dutydesk::casework::ids::{Hash, RecordId};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::words::PostRole;

fn ask(house: &mut House, dispute: RecordId, verb: &str, typed: &[(&str, &str)]) -> Result<RecordId, Refusal> {
    house.verb(officer(2, PostRole::Duty), dispute, verb, typed)
}

fn add(house: &mut House, dispute: RecordId, item: &str, paths: &str) -> Result<RecordId, Refusal> {
    let typed = [
        ("item", item),
        ("paths", paths),
        ("where", "档案柜 3-12"),
        ("source", "澄光光电法务部"),
        ("collector", "周岚"),
        ("collected", "2026-11-23 10:00"),
    ];
    ask(house, dispute, "add-evidence", &typed)
}

/// What is missing, as `path: item`.
fn missing(house: &House, dispute: RecordId) -> Vec<String> {
    let dispute = house.units[CENTER].disputes.get(&dispute).expect("a dispute");
    gaps(dispute).into_iter().map(|gap| format!("{}: {}", gap.path, gap.item)).collect()
}

#[test]
fn the_handbook_of_the_program_has_no_mistake() {
    assert_eq!(Handbook::shared().problems(), []);
    let paths: Vec<&str> = Handbook::shared().standards().paths().iter().map(|one| one.id.as_str()).collect();
    for path in ["itc", "civil-abroad", "administrative", "criminal", "customs", "arbitration", "mediation"] {
        assert!(paths.contains(&path), "{path}");
    }
}

#[test]
fn c8_an_administrative_set_switched_to_criminal_shows_the_exact_missing_items() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    ask(&mut house, dispute, "take-path", &[("path", "administrative")]).expect("taken");
    for item in ["complaint-form", "standing", "right-in-force", "accused-product", "comparison"] {
        assert!(missing(&house, dispute).contains(&format!("administrative: {item}")), "{item}");
        add(&mut house, dispute, item, "").expect("added");
    }
    assert_eq!(missing(&house, dispute), Vec::<String>::new(), "the administrative set is whole");
    let bare = [("path", "criminal"), ("instead_of", "administrative")];
    assert_eq!(
        ask(&mut house, dispute, "take-path", &bare),
        Err(Refusal::FieldMissing { field: "reason".into() }),
        "a change of path has its reason"
    );
    let switch = [("path", "criminal"), ("instead_of", "administrative"), ("reason", "数额达到移送标准")];
    ask(&mut house, dispute, "take-path", &switch).expect("switched");
    let items = ["transfer-letter", "investigation-report", "goods-list", "appraisal", "amount", "intent", "suspects"];
    let mut wanted: Vec<String> = items.iter().map(|item| format!("criminal: {item}")).collect();
    wanted.push("criminal: scene-record".into());
    assert_eq!(missing(&house, dispute), wanted, "what is there serves here too; the rest is told, no more, no less");
}

#[test]
fn c8_a_piece_in_the_form_of_one_path_does_not_serve_another() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    for path in ["administrative", "criminal"] {
        ask(&mut house, dispute, "take-path", &[("path", path)]).expect("taken");
    }
    add(&mut house, dispute, "right-in-force", "administrative").expect("added");
    let left = missing(&house, dispute);
    assert!(left.contains(&"criminal: right-in-force".to_owned()));
    assert!(!left.contains(&"administrative: right-in-force".to_owned()));
    ask(&mut house, dispute, "withdraw-evidence", &[("no", "1"), ("reason", "证书已过期")]).expect("withdrawn");
    assert!(missing(&house, dispute).contains(&"administrative: right-in-force".to_owned()), "it counts no more");
    let twice = ask(&mut house, dispute, "withdraw-evidence", &[("no", "1"), ("reason", "再撤")]);
    assert_eq!(twice, Err(Refusal::guard(Guard::PieceWithdrawn, [1])));
}

#[test]
fn c8_a_path_is_taken_once_and_left_with_a_reason() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    let left = ask(&mut house, dispute, "leave-path", &[("path", "itc"), ("reason", "和解")]);
    assert_eq!(left, Err(Refusal::guard(Guard::PathNotTaken, ["itc"])));
    let unknown = ask(&mut house, dispute, "take-path", &[("path", "by-post")]).expect_err("unknown");
    assert!(unknown.en().contains("itc"), "it says which there are: {}", unknown.en());
    ask(&mut house, dispute, "take-path", &[("path", "itc")]).expect("taken");
    let twice = ask(&mut house, dispute, "take-path", &[("path", "itc")]);
    assert_eq!(twice, Err(Refusal::guard(Guard::PathTaken, ["itc"])));
    ask(&mut house, dispute, "leave-path", &[("path", "itc"), ("reason", "和解")]).expect("left");
    assert_eq!(missing(&house, dispute), Vec::<String>::new());
}

#[test]
fn evidence_says_where_it_is_and_the_same_file_is_entered_once() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    let hash = "ab".repeat(32);
    let typed = |hash: &str| {
        [
            ("item", "standing".to_owned()),
            ("hash", hash.to_owned()),
            ("source", "企业".to_owned()),
            ("collector", "周岚".to_owned()),
            ("collected", "2026-11-23 10:00".to_owned()),
        ]
    };
    let mut add = |hash: &str| {
        let typed = typed(hash);
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, text)| (*name, text.as_str())).collect();
        ask(&mut house, dispute, "add-evidence", &typed)
    };
    assert_eq!(add(""), Err(Refusal::FieldMissing { field: "where".into() }));
    assert_eq!(add("abc").expect_err("no hash").code(), "field-wrong");
    add(&hash).expect("added");
    assert_eq!(add(&hash), Err(Refusal::guard(Guard::PieceThere, [1])));
}

#[test]
fn a_centers_own_standard_holds_for_what_is_taken_from_then_on() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    ask(&mut house, dispute, "take-path", &[("path", "mediation")]).expect("taken");
    let before = missing(&house, dispute);
    let own = "version = 2\n[[path]]\nid = \"mediation\"\nzh = \"调解\"\nen = \"mediation\"\nbasis = \"本中心办法\"\n\
               item = [{ id = \"standing\" }]\n";
    let book = Handbook::with_own([("store/rules/evidence.toml".to_owned(), own.to_owned())].into_iter());
    assert_eq!((book.problems(), book.replaced()), (&[][..], vec!["mediation".to_owned()]));
    house.handbook = book.into();
    assert_eq!(missing(&house, dispute), before, "a case keeps what was asked of it");
    ask(&mut house, dispute, "take-path", &[("path", "mediation")]).expect("taken anew, by the new standard");
    assert_eq!(missing(&house, dispute), ["mediation: standing"]);
}

#[test]
fn a_mistake_in_a_file_of_evidence_is_told_with_its_line() {
    let own = "version = 2\n[[path]]\nid = \"mediation\"\nzh = \"调解\"\nen = \"mediation\"\nbasis = \"b\"\nitem = [\n  \
               { id = \"standing\" },\n  { id = \"standig\" },\n]\n";
    let book = Handbook::with_own([("rules/evidence.toml".to_owned(), own.to_owned())].into_iter());
    let told: Vec<String> = book.problems().iter().map(ToString::to_string).collect();
    assert_eq!(told, ["rules/evidence.toml:9: there is no item 'standig'"]);
}

#[test]
fn five_hundred_pieces_are_enough() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    for _ in 0..500 {
        add(&mut house, dispute, "web-evidence", "").expect("added");
    }
    assert_eq!(add(&mut house, dispute, "web-evidence", ""), Err(Refusal::guard(Guard::PiecesFull, [500])));
}

#[test]
fn c9_every_hand_that_a_piece_goes_through_is_a_link_of_its_chain_and_an_entry() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    add(&mut house, dispute, "complaint-form", "").expect("added");
    let chain = |house: &House| {
        let dispute = house.units[CENTER].disputes.get(&dispute).expect("a dispute");
        dispute.dossier.evidence.pieces[0].chain.clone()
    };
    let first = &chain(&house)[0];
    assert_eq!(
        (first.deed, first.who.as_str()),
        (CustodyDeed::Collected, "周岚"),
        "the first hand is whoever collected it"
    );
    let before = house.books[CENTER].len();
    let link = |at| {
        [
            ("no", "1"),
            ("deed", "handed-over"),
            ("who", "周岚 → 杭州互联网公证处 陈放"),
            ("how", "当面, 封条 2026-77"),
            ("at", at),
            ("on", "光盘 1 张"),
            ("result", "封条完好"),
        ]
    };
    ask(&mut house, dispute, "hand-evidence-on", &link("2026-11-24 09:00")).expect("handed on");
    assert_eq!(house.books[CENTER].len(), before + 1, "a link is an entry");
    let links = chain(&house);
    assert_eq!((links.len(), links[1].deed, links[1].on.as_str()), (2, CustodyDeed::HandedOver, "光盘 1 张"));
    assert_eq!(links[1].entered.as_ref().map(|(_, by)| by.as_str()), Some("officer 2"));
    let early = ask(&mut house, dispute, "hand-evidence-on", &link("2026-11-24 08:59"));
    assert_eq!(early, Err(Refusal::guard(Guard::LinkBefore, ["2026-11-24 09:00"])), "the chain goes on in time");
    let nobody = [("no", "1"), ("deed", "examined"), ("how", "x"), ("at", "2026-11-25 09:00")];
    let refused = ask(&mut house, dispute, "hand-evidence-on", &nobody);
    assert_eq!(refused, Err(Refusal::FieldMissing { field: "who".into() }));
    ask(&mut house, dispute, "withdraw-evidence", &[("no", "1"), ("reason", "退还")]).expect("withdrawn");
    let after = ask(&mut house, dispute, "hand-evidence-on", &link("2026-11-25 09:00"));
    assert_eq!(after, Err(Refusal::guard(Guard::PieceWithdrawn, [1])));
}

#[test]
fn c9_a_piece_from_elsewhere_keeps_the_chain_that_it_had_there() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    let there = CustodyLink {
        deed: CustodyDeed::Notarised,
        who: "公证处".into(),
        how: "公证取证".into(),
        at: at("2026-05-01T10:00:00+08:00").naive_local(),
        on: "U 盘".into(),
        result: "(2026)浙杭证字第 1 号".into(),
        entered: Some((at("2026-05-02T10:00:00+08:00"), "上海的一位".into())),
    };
    let draft = PieceDraft {
        item: "complaint-form".into(),
        paths: Vec::new(),
        hash: Some(Hash([7; 32])),
        file: Some(Attached { name: "诉状.pdf".into(), bytes: 12, blob: Hash([8; 32]) }),
        deposit: "TSA-2026-1".into(),
        chain: vec![there.clone()],
        place: String::new(),
        source: "上海分中心".into(),
        collector: "公证处".into(),
        collected_at: there.at,
        note: String::new(),
    };
    let add = |draft| {
        let act = EvidenceAct::Add(Box::new(draft));
        Act::Dispute(dispute, DisputeAct::Dossier(Box::new(DossierAct::Evidence(act))))
    };
    let bare = house.act(CENTER, add(PieceDraft { hash: None, ..draft.clone() }));
    assert_eq!(bare, Err(Refusal::FieldMissing { field: "hash".into() }), "a file has its legal hash");
    let endless = house.act(CENTER, add(PieceDraft { chain: vec![there.clone(); 101], ..draft.clone() }));
    assert_eq!(endless, Err(Refusal::guard(Guard::LinksFull, [100])));
    house.act(CENTER, add(draft)).expect("added");
    let piece = &house.units[CENTER].disputes.get(&dispute).expect("a dispute").dossier.evidence.pieces[0];
    assert_eq!(piece.chain, [there], "who entered it there, and when, stays");
}
