//! Destroying a note or a piece of evidence: by two persons, with a basis, and what is left of it.

use super::house::{CENTER, COURT, House, at, officer};
use dutydesk::boards::timeline::describe;
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::dispute::Dispute;
use dutydesk::casework::dossier::DossierAct;
use dutydesk::casework::dossier::chain::{CustodyDeed, CustodyLink};
use dutydesk::casework::dossier::evidence::{Attached, EvidenceAct, PieceDraft};
use dutydesk::casework::ids::{Hash, RecordId};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::words::PostRole;

fn lead(house: &mut House, case: RecordId, verb: &str, typed: &[(&str, &str)]) -> Result<RecordId, Refusal> {
    house.verb(officer(1, PostRole::Lead), case, verb, typed)
}

fn duty(house: &mut House, case: RecordId, verb: &str, typed: &[(&str, &str)]) -> Result<RecordId, Refusal> {
    house.verb(officer(2, PostRole::Duty), case, verb, typed)
}

const NOTE: [(&str, &str); 2] = [("what", "note"), ("no", "1")];
const PIECE: [(&str, &str); 2] = [("what", "evidence"), ("no", "1")];

fn with_basis(what: [(&'static str, &'static str); 2]) -> [(&'static str, &'static str); 3] {
    [what[0], what[1], ("basis", "误记他案商业秘密, 局函 [2026] 7 号")]
}

fn noted(house: &mut House) -> RecordId {
    let case = house.guided_dispute();
    for text in ["canary-note 配方第三步", "与法务通话"] {
        duty(house, case, "note", &[("text", text)]).expect("noted");
    }
    case
}

fn of(house: &House, case: RecordId) -> Dispute {
    Dispute::clone(house.units[CENTER].disputes.get(&case).expect("a dispute"))
}

/// A piece with a file that came with a chain of two links, handed on once here.
fn with_piece(house: &mut House, case: RecordId) {
    let link = |deed, who: &str| CustodyLink {
        deed,
        who: who.into(),
        how: "canary-how".into(),
        at: at("2026-11-20T09:00:00+08:00").naive_local(),
        on: String::new(),
        result: String::new(),
        entered: None,
    };
    let draft = PieceDraft {
        item: "complaint-form".into(),
        paths: Vec::new(),
        hash: Some(Hash::of(b"sha")),
        file: Some(Attached { name: "canary.pdf".into(), bytes: 7, blob: Hash::of(b"blob") }),
        deposit: "canary-deposit".into(),
        chain: vec![link(CustodyDeed::Collected, "canary-a"), link(CustodyDeed::HandedOver, "canary-b")],
        place: "canary-place".into(),
        source: "canary-source".into(),
        collector: "canary-collector".into(),
        collected_at: at("2026-11-20T09:00:00+08:00").naive_local(),
        note: "canary-note".into(),
    };
    house.done(
        CENTER,
        Act::Dispute(case, DisputeAct::Dossier(Box::new(DossierAct::Evidence(EvidenceAct::Add(Box::new(draft)))))),
    );
    let link = [("no", "1"), ("deed", "received"), ("who", "周岚"), ("how", "当面"), ("at", "2026-11-23 10:00")];
    duty(house, case, "hand-evidence-on", &link).expect("handed on");
}

#[test]
fn one_proposes_with_a_basis_and_another_destroys() {
    let mut house = House::new(1);
    let case = noted(&mut house);
    let bare = duty(&mut house, case, "propose-destruction", &NOTE);
    assert_eq!(bare, Err(Refusal::FieldMissing { field: "basis".into() }));
    let early = lead(&mut house, case, "destroy", &NOTE);
    assert_eq!(early, Err(Refusal::guard(Guard::DestructionUnproposed, ["记事 1"])));
    lead(&mut house, case, "propose-destruction", &with_basis(NOTE)).expect("proposed");
    assert_eq!(lead(&mut house, case, "destroy", &NOTE), Err(Refusal::SecondPerson), "the same person");
    let not_lead = duty(&mut house, case, "destroy", &NOTE);
    assert_eq!(not_lead, Err(Refusal::NotPermitted { wants: PostRole::Lead }));
    let why = [NOTE[0], NOTE[1], ("reason", "还要用")];
    lead(&mut house, case, "decline-destruction", &why).expect("declined");
    assert_eq!(of(&house, case).notes[0].destruction, None);
    duty(&mut house, case, "propose-destruction", &with_basis(NOTE)).expect("proposed");
    assert!(of(&house, case).notes[0].text.contains("canary"), "proposed is not destroyed");
    lead(&mut house, case, "destroy", &NOTE).expect("destroyed");
    let note = &of(&house, case).notes[0];
    assert_eq!((note.text.as_str(), note.author.as_str()), ("", "officer 2"));
    for (zh, parts) in [
        (true, ["已于 2026-11-23 销毁", "officer 1 执行, officer 2 提议"]),
        (false, ["destroyed on 2026-11-23 by officer 1", "proposed by officer 2"]),
    ] {
        let shown = note.shown(zh);
        assert!(parts.iter().all(|part| shown.contains(part)) && shown.contains("局函 [2026] 7 号"), "{shown}");
    }
    assert_eq!(of(&house, case).notes[1].text, "与法务通话", "nothing else goes");
    let again = lead(&mut house, case, "destroy", &NOTE);
    assert_eq!(again, Err(Refusal::guard(Guard::DestroyedAlready, ["记事 1"])));
    assert!(matches!(lead(&mut house, case, "destroy", &[NOTE[0], ("no", "9")]), Err(Refusal::FieldWrong { .. })));
}

#[test]
fn a_piece_is_withdrawn_first_and_keeps_its_number_its_hash_and_the_links_made_here() {
    let mut house = House::new(1);
    let case = noted(&mut house);
    with_piece(&mut house, case);
    let counting = duty(&mut house, case, "propose-destruction", &with_basis(PIECE));
    assert_eq!(counting, Err(Refusal::guard(Guard::PieceCounts, [1])));
    duty(&mut house, case, "withdraw-evidence", &[("no", "1"), ("reason", "权利人要求退还并销毁")]).expect("withdrawn");
    duty(&mut house, case, "propose-destruction", &with_basis(PIECE)).expect("proposed");
    lead(&mut house, case, "destroy", &PIECE).expect("destroyed");
    let piece = of(&house, case).piece(1).expect("it is still told").clone();
    assert_eq!((piece.draft.hash, &piece.draft.file), (Some(Hash::of(b"sha")), &None));
    assert_eq!(piece.withdrawn.as_deref(), Some("权利人要求退还并销毁"));
    assert_eq!(piece.chain.iter().map(|link| link.who.as_str()).collect::<Vec<_>>(), ["", "周岚"]);
    assert!(!format!("{piece:?}").contains("canary"), "{piece:?}");
    let order = house.books[CENTER].last().and_then(|entry| entry.fact.destroys()).expect("the order").clone();
    assert_eq!(order.file, Some(Hash::of(b"blob")), "its file goes too");
    let added = &house.books[CENTER][usize::try_from(order.entry).expect("a number") - 1];
    let left = added.fact.without_body().expect("that entry");
    assert!(added.fact.file().is_some() && left.file().is_none());
    assert_eq!(
        (describe(&left).zh, describe(&left).en),
        (
            "证据 1 投诉或处理请求书 (已销毁)".into(),
            "evidence 1: complaint, or request to handle the matter (destroyed)".into()
        )
    );
}

#[test]
fn what_is_left_folds_to_what_stood_before_the_restart() {
    let mut house = House::new(1);
    let case = noted(&mut house);
    with_piece(&mut house, case);
    duty(&mut house, case, "withdraw-evidence", &[("no", "1"), ("reason", "退还")]).expect("withdrawn");
    for what in [NOTE, PIECE] {
        duty(&mut house, case, "propose-destruction", &with_basis(what)).expect("proposed");
        lead(&mut house, case, "destroy", &what).expect("destroyed");
        let before = of(&house, case);
        house.restart(CENTER);
        assert_eq!(of(&house, case), before);
    }
    duty(&mut house, case, "note", &[("text", "第三条")]).expect("it goes on");
    house.restart(CENTER);
    assert_eq!(of(&house, case).notes.len(), 3);
}

#[test]
fn what_travelled_with_the_case_is_not_destroyed_on_one_side() {
    let mut house = House::new(2);
    let case = noted(&mut house);
    house.done(CENTER, super::custody::transfer(case, COURT));
    let refused = duty(&mut house, case, "propose-destruction", &with_basis(NOTE));
    assert_eq!(refused, Err(Refusal::guard(Guard::WrittenElsewhere, ["记事 1"])));
}
