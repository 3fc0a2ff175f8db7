//! T42, as far as logs go: they hold ids, codes and counts, and nothing of any case, at the most talkative level too.

use super::needs_root;
use crate::casework::house::{alert, draft};
use crate::support::{Account, Shared};
use dutydesk::boards::drafts::FormKey;
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::dispute::Enterprise;
use dutydesk::casework::ids::{CommandId, Hash, RecordId};
use dutydesk::casework::words::Tlp;
use dutydesk::wire::{IntakeRequest, Reply, Request};
use uuid::Uuid;

/// Words that stand in no program: one for each place of a case.
fn canary(no: u32) -> String {
    format!("金丝雀{no:02}canary")
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
    made
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
        assert!(!log.contains(&canary(no)), "{} is in the log: {log}", canary(no));
    }
    let refused: Vec<&str> = log.lines().filter(|line| line.contains("refused") && line.contains("officer=")).collect();
    assert!(refused.iter().any(|line| line.contains("not-found")), "what was refused is told: {log}");
    assert!(refused.iter().any(|line| line.contains("note")), "by the name of the act: {refused:?}");
}
