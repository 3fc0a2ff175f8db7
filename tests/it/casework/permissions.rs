//! The table of permissions: post × act × object × secrecy, cell by cell, against what was read and agreed
//! (`tests/golden/permissions.csv`; DUTYDESK_GOLDEN=write writes it anew, to be read again).

use super::house::{CENTER, COURT, House, alert, at, draft, id, officer};
use dutydesk::casework::abroad::AbroadAct;
use dutydesk::casework::access::AccessAct;
use dutydesk::casework::actions::tries;
use dutydesk::casework::affair::AffairDraft;
use dutydesk::casework::agency::{AgencyAct, AgencyDraft, Liaison};
use dutydesk::casework::alert::AlertDraft;
use dutydesk::casework::authorize::{
    author_sees, authorize, case_of, deed, disclosed_availability, holds, is_sealed, known_to, may_leave, may_see,
    permissions, sealed_case, sees,
};
use dutydesk::casework::command::{Act, AlertAct, DisputeAct, LegAct, ReferralAct, SystemAct};
use dutydesk::casework::consultation::{ConsultationAct, ConsultationDraft};
use dutydesk::casework::deadline::DeadlineAct;
use dutydesk::casework::destruction::DestructionAct;
use dutydesk::casework::dispute::{DisputeDraft, EndingAct, GuidanceAct, IntakeAct, MajorAct};
use dutydesk::casework::dossier::evidence::EvidenceAct;
use dutydesk::casework::dossier::plan::PlanAct;
use dutydesk::casework::dossier::playbook::PlaybookAct;
use dutydesk::casework::dossier::proceeding::ProceedingAct;
use dutydesk::casework::expert::{ExpertAct, ExpertDraft};
use dutydesk::casework::handover::HandoverAct;
use dutydesk::casework::ids::{OfficerId, PostId, RecordId};
use dutydesk::casework::inspection::InspectionAct;
use dutydesk::casework::instruction::InstructionAct;
use dutydesk::casework::listing::ListingAct;
use dutydesk::casework::meeting::MeetingAct;
use dutydesk::casework::referral::{Recipient, ReferralDraft, ReferralKind};
use dutydesk::casework::refusal::Refusal;
use dutydesk::casework::rota::RotaAct;
use dutydesk::casework::silence::SilenceAct;
use dutydesk::casework::supervision::SupervisionAct;
use dutydesk::casework::task::TaskAct;
use dutydesk::casework::unit::{Author, Officer, Post};
use dutydesk::casework::words::{PostRole, Tlp, UnitKind};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use strum::VariantNames;

/// When it is tried.
const NOON: &str = "2026-11-23T12:00:00+08:00";

/// The officer who is tried; whether the case names them is a matter of the cell.
const TRIED: u32 = 9;

/// A case of this secrecy with all that may hang on it, in a house with a court; registered by the officer who is tried,
/// or by another. Returns every record.
fn house_of(secrecy: Tlp, named: bool) -> (House, Vec<RecordId>) {
    let mut house = House::new(2);
    let form = DisputeDraft { secrecy, ..draft("海岳智能") };
    let by = if named { TRIED } else { 1 };
    let case = house.act_as(CENTER, officer(by, PostRole::Lead), Act::Register(Box::new(form))).expect("registered");
    let agency = house.done(CENTER, Act::EnterAgency(Box::new(agency())));
    let expert = ExpertDraft { name: "顾衡".into(), organisation: "衡山大学".into(), ..ExpertDraft::default() };
    let mut records = vec![
        case,
        agency,
        house.done(CENTER, Act::Raise(Box::new(alert("one", "Notice of institution")))),
        house.done(CENTER, Act::EnrolExpert(Box::new(expert))),
        id(CENTER).record(),
    ];
    let lists = [("list", "discredit"), ("name", "Acme Trolls LLC"), ("basis", "决定"), ("from", "2026-01-01")];
    records.push(house.verb(officer(1, PostRole::Duty), id(CENTER).record(), "list-name", &lists).expect("listed"));
    let drawn = [("matter", "材料"), ("from", "2026-11-01"), ("to", "2026-11-30"), ("ratio", "100")];
    records.extend(house.verb(officer(1, PostRole::Lead), id(CENTER).record(), "freeze-list", &drawn));
    for to in [Recipient::Unit(id(COURT)), Recipient::Agency(agency)] {
        // A sealed case is referred to nobody: then there is no such cell.
        records.extend(house.act(CENTER, Act::Submit(Box::new(request(case, to)))));
    }
    let number = house.units[CENTER].disputes.get(&case).expect("a case").number.clone();
    let asked = [("number", number.as_str()), ("reason", "急")];
    records.extend(house.verb(officer(7, PostRole::Duty), id(CENTER).record(), "emergency-access", &asked));
    let all: Vec<Act> = records.iter().flat_map(|one| tries(&house.units[CENTER], at(NOON), *one)).collect();
    for opens in all {
        if matches!(opens, Act::Open(_)) {
            // What a form of question marks does not open is opened by its own tests.
            records.extend(house.act(CENTER, opens));
        }
    }
    (house, records)
}

fn agency() -> AgencyDraft {
    AgencyDraft {
        code: "HZ-CUSTOMS".into(),
        name_zh: "杭州海关".into(),
        kind: UnitKind::Customs,
        name_en: "Hangzhou customs".into(),
        country: "CN".into(),
        address: String::new(),
        liaisons: vec![Liaison { name: "方舟".into(), ..Liaison::default() }],
    }
}

fn request(dispute: RecordId, to: Recipient) -> ReferralDraft {
    ReferralDraft { items: vec!["核对".into()], ..ReferralDraft::new(dispute, to, ReferralKind::Request) }
}

/// The acts that are tried, by the kind of record: every verb of every record, and the acts that have no verb.
fn acts(house: &House, records: &[RecordId]) -> Vec<(&'static str, Act)> {
    let state = &house.units[CENTER];
    let of_case = |id: &RecordId| state.affairs.get(id).is_some_and(|file| file.affair.card().dispute.is_some());
    let kind = |record: RecordId| match (state.disputes.contains_key(&record), state.referrals.contains_key(&record)) {
        (true, _) => "case",
        (_, true) => "referral of it",
        (false, false) if of_case(&record) => "affair of it",
        (false, false) => "another record",
    };
    let tried = |record: &RecordId| {
        let on = kind(*record);
        tries(state, at(NOON), *record).into_iter().map(move |act| (on, act))
    };
    let mut acts: Vec<(&'static str, Act)> = records.iter().flat_map(tried).collect();
    let card = state.card.as_deref().expect("a unit").clone();
    let (lead, post) =
        (Officer { id: OfficerId(1), uid: 1, account: "a".into(), account_made: None, name: "a".into() }, PostId(3));
    let given = Post { id: post, officer: lead.id, unit: id(CENTER), role: PostRole::Lead };
    acts.push(("case", Act::Read(records[0])));
    let plain = [
        Act::Found(Box::new(card.clone())),
        Act::GrantPost(Box::new(lead), given),
        Act::EndPost(post),
        Act::EnrolPeer { card: Box::new(card), carrier: "here:".into() },
        Act::Register(Box::new(draft("澄光光电"))),
        Act::Raise(Box::new(alert("two", "Order"))),
        Act::EnrolExpert(Box::default()),
        Act::EnterAgency(Box::new(agency())),
        Act::System(SystemAct::Take { case: records[0] }),
    ];
    acts.extend(plain.map(|act| ("no record", act)));
    acts
}

/// What authorize says, as a letter: may, the post may not, the secrecy bars it, is not there.
fn letter(house: &House, role: PostRole, act: &Act) -> char {
    match authorize(&house.units[CENTER], &officer(TRIED, role), act) {
        Ok(()) => 'y',
        Err(Refusal::NotPermitted { .. }) => 'p',
        Err(Refusal::Level { .. }) => 's',
        Err(Refusal::NotFound) => '-',
        Err(other) => panic!("no answer of a table: {}", other.en()),
    }
}

/// What is tried on, object, act and post.
type Row = (&'static str, &'static str, &'static str, &'static str);

/// By secrecy, for one whom the case does not name and for one whom it does.
type Cells = BTreeMap<Row, [[char; 5]; 2]>;

fn cells() -> Cells {
    let mut cells = Cells::new();
    for (named, half) in [(false, 0), (true, 1)] {
        for (column, secrecy) in Tlp::ALL.iter().enumerate() {
            let (house, records) = house_of(*secrecy, named);
            for (on, act) in acts(&house, &records) {
                let (object, what) = deed(&act);
                for role in PostRole::ALL {
                    let row = cells.entry((on, object, what, role.code())).or_insert([[' '; 5]; 2]);
                    let letter = letter(&house, *role, &act);
                    let cell = &mut row[half][column];
                    assert!(*cell == ' ' || *cell == letter, "{on}, {object} {what}: one deed, two answers");
                    *cell = letter;
                }
            }
        }
    }
    cells
}

#[test]
fn every_cell_is_as_it_was_agreed() {
    let cells = cells();
    let count = cells.values().flatten().flatten().filter(|letter| **letter != ' ').count();
    assert!(count >= 1_000, "{count} cells are too few to call it a table");
    let mut text = String::from("on,object,act,post,not named,named\n");
    for ((on, object, act, post), [stranger, named]) in &cells {
        let [stranger, named] = [stranger, named].map(|half| half.iter().collect::<String>());
        writeln!(text, "{on},{object},{act},{post},{stranger},{named}").expect("memory");
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/permissions.csv");
    if std::env::var_os("DUTYDESK_GOLDEN").is_some_and(|word| word == "write") {
        std::fs::write(&golden, &text).expect("written");
    }
    let agreed = std::fs::read_to_string(&golden).expect("the agreed table");
    let other: Vec<(&str, &str)> = agreed.lines().zip(text.lines()).filter(|(was, is)| was != is).collect();
    assert!(other.is_empty() && agreed.lines().count() == text.lines().count(), "{other:#?}");
    println!("{count} cells");
}

/// Every act there is, as the compiler names them; what only holds further acts is no act.
fn every_act() -> BTreeSet<(&'static str, &'static str)> {
    let of = |object: &'static str, acts: &'static [&'static str]| acts.iter().map(move |act| (object, *act));
    let holders = ["dispute", "alert", "expert", "agency", "affair", "rota", "open", "referral", "leg", "system"];
    let parts = ["intake", "guidance", "major", "ending", "deadline", "dossier", "abroad", "destruction"];
    let unit = of("unit", Act::VARIANTS).filter(|(_, act)| !holders.contains(act));
    let dispute = of("dispute", DisputeAct::VARIANTS).filter(|(_, act)| !parts.contains(act));
    let of_case = of("intake", IntakeAct::VARIANTS)
        .chain(of("guidance", GuidanceAct::VARIANTS))
        .chain(of("major", MajorAct::VARIANTS))
        .chain(of("ending", EndingAct::VARIANTS))
        .chain(of("deadline", DeadlineAct::VARIANTS))
        .chain(of("abroad", AbroadAct::VARIANTS))
        .chain(of("destruction", DestructionAct::VARIANTS))
        .chain(of("evidence", EvidenceAct::VARIANTS))
        .chain(of("playbook", PlaybookAct::VARIANTS))
        .chain(of("plan", PlanAct::VARIANTS))
        .chain(of("proceeding", ProceedingAct::VARIANTS));
    let others = of("alert", AlertAct::VARIANTS)
        .chain(of("expert", ExpertAct::VARIANTS))
        .chain(of("agency", AgencyAct::VARIANTS))
        .chain(of("rota", RotaAct::VARIANTS))
        .chain(of("referral", ReferralAct::VARIANTS))
        .chain(of("leg", LegAct::VARIANTS));
    let affairs = of("open", AffairDraft::VARIANTS)
        .chain(of("listing", ListingAct::VARIANTS))
        .chain(of("access", AccessAct::VARIANTS))
        .chain(of("silence", SilenceAct::VARIANTS))
        .chain(of("consultation", ConsultationAct::VARIANTS))
        .chain(of("instruction", InstructionAct::VARIANTS))
        .chain(of("supervision", SupervisionAct::VARIANTS))
        .chain(of("meeting", MeetingAct::VARIANTS))
        .chain(of("task", TaskAct::VARIANTS))
        .chain(of("handover", HandoverAct::VARIANTS))
        .chain(of("inspection", InspectionAct::VARIANTS));
    unit.chain(dispute).chain(of_case).chain(others).chain(affairs).collect()
}

#[test]
fn every_act_has_a_row_and_every_row_an_act() {
    let acts = every_act();
    let rows: BTreeSet<(&str, &str)> = permissions().map(|(deed, _)| deed).collect();
    let missing: Vec<_> = acts.difference(&rows).collect();
    assert!(missing.is_empty(), "denied to everybody, for want of a row: {missing:?}");
    let idle: Vec<_> = rows.difference(&acts).collect();
    assert!(idle.is_empty(), "a row that no act reaches: {idle:?}");
    assert_eq!(permissions().count(), rows.len(), "an act has one row");
    assert!(permissions().all(|(_, right)| !right.posts.is_empty()), "a row names the post to ask for");
}

#[test]
fn a_post_counts_for_its_holder_in_its_role_while_it_lasts() {
    let mut house = House::new(1);
    let person = |no: u32| Officer {
        id: OfficerId(no),
        uid: no,
        account: format!("o{no}"),
        account_made: None,
        name: format!("officer {no}"),
    };
    let post = Post { id: PostId(4), officer: OfficerId(4), unit: id(CENTER), role: PostRole::Duty };
    let admin = || officer(TRIED, PostRole::Admin);
    house.act_as(CENTER, admin(), Act::GrantPost(Box::new(person(4)), post)).expect("granted");
    let author = |no: u32, role| Author::Post { post: PostId(4), officer: OfficerId(no), name: "x".into(), role };
    let state = |house: &House| house.units[CENTER].clone();
    assert_eq!(holds(&state(&house), &author(4, PostRole::Duty)), Ok(()));
    assert_eq!(holds(&state(&house), &Author::System), Ok(()));
    let no = |role| Err(Refusal::NotPermitted { wants: role });
    assert_eq!(holds(&state(&house), &author(4, PostRole::Lead)), no(PostRole::Lead), "another role");
    assert_eq!(holds(&state(&house), &author(5, PostRole::Duty)), no(PostRole::Duty), "another person");
    house.act_as(CENTER, admin(), Act::EndPost(PostId(4))).expect("ended");
    assert_eq!(holds(&state(&house), &author(4, PostRole::Duty)), no(PostRole::Duty), "it has ended");
}

#[test]
fn what_another_organisation_may_learn_ends_below_amber_strict() {
    let may: Vec<bool> = Tlp::ALL.iter().map(|secrecy| may_leave(*secrecy)).collect();
    assert_eq!(may, [true, true, true, false, false], "CLEAR, GREEN, AMBER, AMBER+STRICT, RED");
}

/// A duty officer whom the case does not name, one whom it does, a lead, and an administrator.
const STRANGER: (OfficerId, PostRole) = (OfficerId(TRIED), PostRole::Duty);
const NAMED: (OfficerId, PostRole) = (OfficerId(1), PostRole::Duty);
const LEAD: (OfficerId, PostRole) = (OfficerId(TRIED), PostRole::Lead);
const ADMIN: (OfficerId, PostRole) = (OfficerId(1), PostRole::Admin);

#[test]
fn who_sees_a_case_follows_from_its_secrecy_its_names_and_the_post() {
    let seen =
        |secrecy| [STRANGER, NAMED, LEAD, ADMIN].map(|(officer, role)| sees(officer, role, secrecy, &[OfficerId(1)]));
    for secrecy in [Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict] {
        assert_eq!(seen(secrecy), [true, true, true, false], "{secrecy:?}");
    }
    assert_eq!(seen(Tlp::Red), [false, true, true, false]);
}

#[test]
fn what_belongs_to_a_case_is_as_visible_as_the_case() {
    for (secrecy, sealed) in [(Tlp::AmberStrict, false), (Tlp::Red, true)] {
        let (mut house, records) = house_of(secrecy, false);
        let (case, agency, alarm) = (records[0], records[1], records[2]);
        house.act(CENTER, Act::Alert(alarm, AlertAct::Join { dispute: case })).expect("joined");
        let state = &house.units[CENTER];
        let affairs = records
            .iter()
            .filter(|id| state.affairs.get(id).is_some_and(|file| file.affair.card().dispute == Some(case)));
        let of_case: Vec<RecordId> = affairs.copied().chain([case, alarm]).collect();
        assert!(of_case.len() > 2, "affairs of the case too: {of_case:?}");
        for record in of_case {
            assert_eq!(case_of(state, record), Some(case));
            assert_eq!(sealed_case(state, record), sealed.then_some(case));
            let visible = [STRANGER, NAMED, LEAD, ADMIN].map(|who| may_see(state, who, record));
            assert_eq!(visible, [!sealed, true, true, false], "{secrecy:?}");
            assert!(author_sees(state, &Author::System, record));
            assert_eq!(author_sees(state, &officer(TRIED, PostRole::Duty), record), !sealed);
            assert!(author_sees(state, &officer(1, PostRole::Duty), record));
        }
        assert_eq!((is_sealed(state, case), is_sealed(state, agency)), (sealed, false));
        assert_eq!((case_of(state, agency), sealed_case(state, agency)), (None, None));
        assert!(may_see(state, STRANGER, agency) && author_sees(state, &officer(TRIED, PostRole::Duty), agency));
        let key = state.disputes.get(&case).expect("the case").draft.key();
        let known = [officer(TRIED, PostRole::Duty), officer(1, PostRole::Duty)];
        let known = known.map(|author| known_to(state, &author, &key));
        assert_eq!(known, [(!sealed).then_some(case), Some(case)], "a hidden one is not known");
    }
    let (house, records) = house_of(Tlp::Amber, false);
    let state = &house.units[CENTER];
    let referral = records.iter().find(|id| state.referrals.contains_key(id)).expect("a referral");
    assert_eq!(case_of(state, *referral), Some(records[0]));
}

#[test]
fn what_is_hidden_and_what_never_was_are_refused_alike() {
    let (mut house, records) = house_of(Tlp::Red, false);
    let (case, alarm) = (records[0], records[2]);
    house.act(CENTER, Act::Alert(alarm, AlertAct::Join { dispute: case })).expect("joined");
    let free = house.done(
        CENTER,
        Act::Raise(Box::new(AlertDraft { docket: Some("26-2001".into()), ..alert("free", "Order of another court") })),
    );
    let never = RecordId(uuid::Uuid::from_u128(404));
    let consult = |dispute, alert| {
        let draft = ConsultationDraft {
            dispute,
            alert,
            question: "是否落入保护范围".into(),
            field: String::new(),
            language: String::new(),
            due: "2026-12-04".parse().expect("a day"),
            level: Tlp::Amber,
            panel: 1,
        };
        Act::Open(Box::new(AffairDraft::Consultation(Box::new(draft))))
    };
    let court = || Recipient::Unit(id(COURT));
    let acts = [
        Act::Dispute(case, DisputeAct::Note { text: "x".into() }),
        Act::Alert(alarm, AlertAct::Note { text: "x".into() }),
        Act::Alert(free, AlertAct::Join { dispute: case }),
        Act::Alert(free, AlertAct::Join { dispute: never }),
        Act::Submit(Box::new(request(case, court()))),
        Act::Submit(Box::new(request(never, court()))),
        consult(Some(case), None),
        consult(Some(never), None),
        consult(None, Some(alarm)),
    ];
    let state = &house.units[CENTER];
    for act in acts {
        let said = authorize(state, &officer(TRIED, PostRole::Duty), &act);
        assert_eq!(said, Err(Refusal::NotFound), "{:?}", deed(&act));
    }
    for act in [Act::Alert(free, AlertAct::Note { text: "x".into() }), consult(None, Some(free))] {
        assert_eq!(authorize(state, &officer(TRIED, PostRole::Duty), &act), Ok(()), "what is there is");
    }
}

#[test]
fn an_expert_is_available_with_room_at_hand_and_against_nobody() {
    let mut house = House::new(1);
    let (name, organisation) = ("顾衡".into(), "衡山大学".into());
    let one = ExpertDraft { name, organisation, load_max: 1, ..ExpertDraft::default() };
    let id = house.done(CENTER, Act::EnrolExpert(Box::new(one)));
    let duty = || officer(1, PostRole::Duty);
    let away = [("from", "2026-12-01"), ("to", "2026-12-10")];
    house.verb(duty(), id, "leave", &away).expect("on leave");
    let today = |text: &str| text.parse().expect("a day");
    let said = |house: &House, against, on: &str| {
        disclosed_availability(house.units[CENTER].experts.get(&id).expect("the expert"), against, today(on))
    };
    assert!(said(&house, false, "2026-11-23"));
    assert!(!said(&house, true, "2026-11-23"), "stands against the enterprise");
    assert!(!said(&house, false, "2026-12-05"), "on leave");
    assert!(!said(&house, true, "2026-12-05"), "both");
    let case = house.done(CENTER, Act::Register(Box::new(draft("海岳智能"))));
    house.verb(duty(), case, "choose-expert", &[("expert", &id.to_string())]).expect("chosen");
    assert!(!said(&house, false, "2026-11-23"), "has no room");
    assert!(!said(&house, false, "2026-12-05") && !said(&house, true, "2026-11-23"), "two reasons are no yes");
}
