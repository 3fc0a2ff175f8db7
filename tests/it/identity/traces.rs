//! Whoever reads a sealed case leaves a trace, whatever is asked for: every request that there is has its line here, and
//! a new one fails until it is said what it shows.

use crate::casework::house::{at, draft};
use crate::support::{Station, act_as, done, me};
use dutydesk::boards::drafts::FormKey;
use dutydesk::boards::views::View;
use dutydesk::boards::window::{List, WindowQuery};
use dutydesk::calendar::Question;
use dutydesk::casework::actions::VerbOf;
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::dossier::DossierAct;
use dutydesk::casework::dossier::evidence::{Attached, EvidenceAct, PieceDraft};
use dutydesk::casework::fields::Fields;
use dutydesk::casework::ids::{CommandId, Hash, PostId, RecordId, UnitId};
use dutydesk::casework::words::{PostRole, Tlp};
use dutydesk::wire::client::Client;
use dutydesk::wire::{
    AttachPiece, Decision, ExchangeRequest, FetchPiece, FilesRequest, IntakeRequest, PaperQuery, Reply, Request, SetUp,
    Setup, VaultRequest, VerbOn,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use strum::VariantNames;

/// What stands in the case and nowhere else.
const CANARY: &str = "金丝雀在内";

/// The file of the case.
const CONTENT: &[u8] = "证据原件: 金丝雀在内".as_bytes();

/// What a request shows of a case that is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    /// It, or what only it can tell: a read.
    TheCase,
    /// Its line among others.
    ItsLine,
    Nothing,
}

fn new_command() -> CommandId {
    CommandId(uuid::Uuid::now_v7())
}

fn sha256(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes).into())
}

fn piece_of_file(record: RecordId) -> AttachPiece {
    let (blob, sha256, total) = (Hash::of(CONTENT), sha256(CONTENT), CONTENT.len() as u64);
    AttachPiece { record, blob, sha256, offset: 0, total, bytes: CONTENT.to_vec() }
}

/// Every request there is, about this case, with what it shows.
fn requests(case: RecordId, post: PostId) -> Vec<(Request, Shows)> {
    let note = Act::Dispute(case, DisputeAct::Note { text: "记一笔".into() });
    let window = WindowQuery {
        list: List::AllDisputes,
        filter: String::new(),
        order: Vec::new(),
        offset: 0,
        limit: 50,
        anchor: None,
    };
    let run = IntakeRequest {
        run: new_command(),
        file: Hash::of(b"not brought"),
        name: "forms.csv".into(),
        kind: None,
        dry_run: true,
        from: 0,
    };
    let fields: Fields = [("text".to_owned(), "又一笔".to_owned())].into_iter().collect();
    let setup = Setup::Begin { code: "X".into(), name_zh: "已有".into(), name_en: "there".into(), practice: true };
    let of = VerbOf { record: case, seen: None, verb: "note".into(), fields: fields.clone() };
    let many = VerbOn { command: new_command(), of };
    let (dispute, zh) = (Some(case), true);
    let fetch = FetchPiece { record: case, blob: Hash::of(CONTENT), offset: 0 };
    use Shows::{ItsLine, Nothing, TheCase};
    vec![
        (Request::Me, Nothing),
        (Request::ActAs(post), Nothing),
        (Request::Watch, Nothing),
        (Request::Window(window), ItsLine),
        (Request::Find { text: CANARY.into(), limit: 10 }, ItsLine),
        (Request::Resolve(CANARY.into()), ItsLine),
        (Request::Show(case), TheCase),
        (Request::History(case), TheCase),
        (Request::Actions(case), TheCase),
        (Request::Match(case), TheCase),
        (Request::Bodies { dispute: case, seat: None }, TheCase),
        (Request::Recipients, Nothing),
        (Request::Deadline(Question::default()), Nothing),
        (Request::Rules(dispute), TheCase),
        (Request::Do { command: new_command(), seen: None, act: note }, Nothing),
        (Request::DoVerb { command: new_command(), seen: None, record: case, verb: "note".into(), fields }, Nothing),
        (Request::DoMany { each: vec![many], dry_run: false }, Nothing),
        (Request::PutFile { hash: Hash::of(b"x"), offset: 0, total: 1, bytes: b"x".to_vec() }, Nothing),
        (Request::Intake(run), Nothing),
        (Request::Paper(PaperQuery { record: case, kind: None, version: None, zh }), TheCase),
        (Request::Letter { referral: case, zh }, TheCase),
        (Request::Drafts, Nothing),
        (Request::KeepDraft { form: FormKey::new("phone"), fields: Vec::new() }, Nothing),
        (Request::DropDraft { form: FormKey::new("phone").id() }, Nothing),
        (Request::Setup(setup), Nothing),
        (Request::Officers, Nothing),
        (Request::Exchange(ExchangeRequest::Status), Nothing),
        (Request::Status, Nothing),
        (Request::Verify, Nothing),
        (Request::Moved, ItsLine),
        (Request::ReloadRules, Nothing),
        (Request::Feed { dispute, zh }, TheCase),
        (Request::Feed { dispute: None, zh }, TheCase),
        (Request::Duty, ItsLine),
        (Request::Decide(Decision::Quarantine), Nothing),
        (Request::Vault(VaultRequest::Status), Nothing),
        (Request::Files(FilesRequest::Attach(piece_of_file(case))), Nothing),
        (Request::Files(FilesRequest::Fetch(fetch)), TheCase),
        (Request::Files(FilesRequest::Sign { record: case, sums: Hash::of(b"sums") }), TheCase),
        (Request::Files(FilesRequest::Backup { offset: 0 }), Nothing),
        (Request::Files(FilesRequest::Verify), Nothing),
    ]
}

/// What it is called; of a request about files, with which of those it is.
fn name(request: &Request) -> String {
    let name: &str = request.into();
    if let Request::Files(files) = request { format!("{name}.{}", <&str>::from(files)) } else { name.to_owned() }
}

#[test]
fn every_request_that_there_is_has_its_line() {
    let case = RecordId(uuid::Uuid::now_v7());
    let told: BTreeSet<String> = requests(case, PostId(1)).iter().map(|(request, _)| name(request)).collect();
    let plain = Request::VARIANTS.iter().filter(|name| **name != "Files").map(|name| (*name).to_owned());
    let all: BTreeSet<String> =
        plain.chain(FilesRequest::VARIANTS.iter().map(|name| format!("Files.{name}"))).collect();
    assert_eq!(told, all, "say in `requests` what it shows of a sealed case, and in `daemon::trace` too");
}

/// A sealed case with dates, a note and a file, made by the shift lead.
async fn sealed_case(lead: &mut Client) -> RecordId {
    let mut form = draft(CANARY);
    form.secrecy = Tlp::Red;
    let case = done(lead, Act::Register(Box::new(form))).await;
    done(lead, Act::Dispute(case, DisputeAct::Accept { ground: "本省企业".into() })).await;
    done(lead, Act::Dispute(case, DisputeAct::Guide)).await;
    done(lead, Act::Dispute(case, DisputeAct::Note { text: CANARY.into() })).await;
    let brought = lead.ask(Request::Files(FilesRequest::Attach(piece_of_file(case)))).await;
    assert_eq!(brought.expect("an answer"), Reply::Done);
    let piece = PieceDraft {
        item: "complaint-form".into(),
        paths: Vec::new(),
        hash: Some(sha256(CONTENT)),
        file: Some(Attached { name: format!("{CANARY}.pdf"), bytes: CONTENT.len() as u64, blob: Hash::of(CONTENT) }),
        deposit: String::new(),
        chain: Vec::new(),
        place: String::new(),
        source: "企业".into(),
        collector: "带班".into(),
        collected_at: at("2026-11-01T10:00:00+08:00").naive_local(),
        note: String::new(),
    };
    let add = DossierAct::Evidence(EvidenceAct::Add(Box::new(piece)));
    done(lead, Act::Dispute(case, DisputeAct::Dossier(Box::new(add)))).await;
    case
}

/// A shift lead of their own for each request: a read is written down once a day.
async fn new_lead(admin: &mut Client, uid: u32, unit: UnitId, no: usize) -> (String, PostId) {
    let person = format!("带班{no}");
    let enrol = Request::Setup(Setup::Officer { uid, name: person.clone() });
    let Reply::Setup(SetUp::Officer(officer)) = admin.ask(enrol).await.expect("an answer") else {
        panic!("no officer")
    };
    let post = Request::Setup(Setup::Post { officer, unit, role: PostRole::Lead });
    let Reply::Setup(SetUp::Post(post)) = admin.ask(post).await.expect("an answer") else { panic!("no post") };
    (person, post)
}

async fn readers(client: &mut Client, case: RecordId) -> Vec<String> {
    let Reply::View(view) = client.ask(Request::Show(case)).await.expect("an answer") else { panic!("no view") };
    let View::Dispute(view) = *view else { panic!("no dispute") };
    view.dispute.read_by.iter().map(|one| one.name.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_shows_a_sealed_case_leaves_a_trace_and_nothing_else_does() {
    let station = Station::practice("ZJ").await;
    let mut admin = station.officer_of("ZJ").await;
    let who = me(&mut admin).await;
    let unit = who.units.iter().find(|unit| unit.code == "ZJ").expect("a unit").id;
    let (_, first) = new_lead(&mut admin, who.uid, unit, 0).await;
    let mut lead = station.client().await;
    act_as(&mut lead, first).await;
    let case = sealed_case(&mut lead).await;
    for no in 0..requests(case, first).len() {
        let (person, post) = new_lead(&mut admin, who.uid, unit, no + 1).await;
        let (request, shows) = requests(case, post).swap_remove(no);
        let name = name(&request);
        let mut client = station.client().await;
        act_as(&mut client, post).await;
        let reply = client.ask(request).await.expect("an answer");
        let traced = readers(&mut lead, case).await.contains(&person);
        assert_eq!(traced, shows == Shows::TheCase, "{name}: {reply:?}");
        let told = match &reply {
            Reply::File { bytes, .. } | Reply::Piece { bytes, .. } => String::from_utf8_lossy(bytes).into_owned(),
            other => format!("{other:?}"),
        };
        assert!(shows != Shows::Nothing || !told.contains(CANARY), "{name} shows the case: {told}");
    }
}
