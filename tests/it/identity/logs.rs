//! T42, as far as logs go: they hold ids, codes and counts, and nothing of any case, at the most talkative level too.

use super::needs_root;
use crate::casework::house::{alert, draft};
use crate::support::{Account, Shared};
use dutydesk::boards::drafts::FormKey;
use dutydesk::boards::window::{List, WindowQuery};
use dutydesk::calendar::Question;
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::dispute::Enterprise;
use dutydesk::casework::fields::Fields;
use dutydesk::casework::ids::{CommandId, Hash, RecordId};
use dutydesk::casework::words::Tlp;
use dutydesk::wire::{
    AttachPiece, Decision, ExchangeRequest, FetchPiece, FilesRequest, IntakeRequest, PaperQuery, Reply, Request, Setup,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Words that stand in no program: one for each place of a case.
fn canary(no: u32) -> String {
    format!("金丝雀{no:02}canary\u{1b}[31m")
}

const CANARIES: u32 = 50;

fn acted(act: Act) -> Request {
    Request::Do { command: CommandId(Uuid::now_v7()), seen: None, act }
}

/// Goes through a day's work with canaries everywhere; some of it is refused.
fn work(officer: &Account, from: u32) -> Vec<RecordId> {
    let mut next = from;
    let mut word = || {
        next += 1;
        canary(next % CANARIES)
    };
    let mut made = Vec::new();
    for level in [Tlp::Amber, Tlp::Red] {
        let mut form = draft(&word());
        form.enterprise = Enterprise { name: word(), names: vec![word()], ..Enterprise::default() };
        (form.counterpart, form.products, form.request) = (word(), word(), word());
        (form.forum, form.counsel, form.secrecy) = (word(), word(), level);
        form.docket = Some(word());
        if let Reply::Changed(changed) = officer.ask(acted(Act::Register(Box::new(form)))) {
            made.extend(changed.first().map(|one| one.id));
        }
    }
    let mut raised = alert(&word(), &word());
    (raised.description, raised.parties) = (word(), vec![word()]);
    officer.ask(acted(Act::Raise(Box::new(raised))));
    for id in made.iter().copied().chain([RecordId(Uuid::now_v7())]) {
        officer.ask(acted(Act::Dispute(id, DisputeAct::Note { text: word() })));
        officer.ask(acted(Act::Dispute(id, DisputeAct::Accept { ground: word() })));
        officer.ask(acted(Act::Dispute(id, DisputeAct::Accept { ground: word() })));
        officer.ask(Request::Show(id));
        officer.ask(Request::History(id));
    }
    officer.ask(Request::Find { text: word(), limit: 10 });
    officer.ask(Request::Resolve(word()));
    officer.ask(Request::KeepDraft { form: FormKey::new("phone"), fields: vec![(word(), word())] });
    let bytes = format!("企业名称,国家/地区\n{},{}\n", word(), word()).into_bytes();
    let (file, total) = (Hash::of(&bytes), bytes.len() as u64);
    officer.ask(Request::PutFile { hash: file, offset: 0, total, bytes });
    officer.ask(Request::Intake(IntakeRequest {
        run: CommandId(Uuid::now_v7()),
        file,
        name: word(),
        kind: None,
        dry_run: false,
        from: 0,
    }));
    made.iter().for_each(|case| go_on(officer, *case, &mut word));
    mistakes(officer, &mut word);
    made
}

/// The rest of the day on one case: evidence, a task, papers, an emergency.
fn go_on(officer: &Account, case: RecordId, word: &mut impl FnMut() -> String) {
    let content = word().into_bytes();
    let (blob, sha256, total) = (Hash::of(&content), Hash(Sha256::digest(&content).into()), content.len() as u64);
    let piece = AttachPiece { record: case, blob, sha256, offset: 0, total, bytes: content };
    officer.ask(Request::Files(FilesRequest::Attach(piece)));
    let verb = |verb: &str, record: RecordId, fields: &[(&str, String)]| {
        let fields: Fields = fields.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect();
        officer.ask(Request::DoVerb {
            command: CommandId(Uuid::now_v7()),
            seen: None,
            record,
            verb: verb.into(),
            fields,
        })
    };
    verb("add-task", case, &[("title", word()), ("owner", word()), ("due", "2027-01-01".into())]);
    verb("wait", case, &[("for", word()), ("until", word())]);
    verb(&word(), case, &[(&word(), word())]);
    let unit = me_of(officer);
    verb("emergency-access", unit, &[("number", word()), ("reason", word())]);
    for request in [
        Request::Files(FilesRequest::Fetch(FetchPiece { record: case, blob: Hash::of(b"none"), offset: 0 })),
        Request::Actions(case),
        Request::Match(case),
        Request::Bodies { dispute: case, seat: Some(word()) },
        Request::Rules(Some(case)),
        Request::Paper(PaperQuery { record: case, kind: None, version: None, zh: true }),
        Request::Letter { referral: case, zh: true },
        Request::Feed { dispute: Some(case), zh: true },
    ] {
        officer.ask(request);
    }
}

fn me_of(officer: &Account) -> RecordId {
    let Reply::Me(me) = officer.ask(Request::Me) else { panic!("nobody") };
    me.units[0].id.record()
}

/// What goes wrong: words in the wrong place, files that are none, keys that are none.
fn mistakes(officer: &Account, word: &mut impl FnMut() -> String) {
    let bad = word().into_bytes();
    let (hash, total) = (Hash::of(b"another"), bad.len() as u64);
    for request in [
        Request::PutFile { hash, offset: 0, total, bytes: bad },
        Request::Window(WindowQuery {
            list: List::AllDisputes,
            filter: format!("due<={}", word()),
            order: Vec::new(),
            offset: 0,
            limit: 10,
            anchor: None,
        }),
        Request::Exchange(ExchangeRequest::ReadKey { key_file: word() }),
        Request::Exchange(ExchangeRequest::AcceptPeer { key_file: word(), fingerprint: word(), carrier: word() }),
        Request::Setup(Setup::Officer { uid: 4_242, name: word() }),
        Request::Deadline(Question::new(word(), chrono::NaiveDate::default())),
        Request::Decide(Decision::Quarantine),
        Request::Verify,
        Request::Duty,
    ] {
        officer.ask(request);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_a_days_work_holds_no_word_of_a_case() {
    needs_root();
    let server = Shared::start().await;
    let (lead, duty) = (Account::connect(&server, Shared::LEAD), Account::connect(&server, Shared::DUTY));
    let made = work(&lead, 0);
    work(&duty, 25);
    for id in made {
        duty.ask(acted(Act::Dispute(id, DisputeAct::Note { text: canary(49) })));
    }
    let log = server.log();
    for no in 0..CANARIES {
        let bare = canary(no);
        let bare = bare.split('\u{1b}').next().expect("a word");
        assert!(!log.contains(bare), "{bare} is in the log: {log}");
    }
    let refused: Vec<&str> = log.lines().filter(|line| line.contains("refused") && line.contains("officer=")).collect();
    assert!(refused.iter().any(|line| line.contains("not-found")), "what was refused is told: {log}");
    assert!(refused.iter().any(|line| line.contains("note")), "by the name of the act: {refused:?}");
}
