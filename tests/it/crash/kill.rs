//! The daemon is killed, or told to stop, at any moment under many clients. What each client was told is kept outside:
//! all of it is there at the end, once, and the chains hold.

use super::{dice, quick_or_long, told};
use crate::casework::house::draft;
use crate::support::{Patient, Station, changed, command, verified};
use dutydesk::boards::drafts::FormKey;
use dutydesk::boards::window::{List, WindowQuery};
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::ids::{CommandId, PostId, RecordId};
use dutydesk::wire::{Changed, Reply, Request};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Clients that write, each an officer of its own.
const CLIENTS: usize = 50;

/// What one client was told.
#[derive(Default)]
struct Told {
    registered: Vec<(CommandId, Vec<Changed>)>,
    noted: Vec<(CommandId, RecordId, String)>,
    draft: String,
    unknown: u64,
    longest: Duration,
}

fn register(id: CommandId, name: &str) -> Request {
    Request::Do { command: id, seen: None, act: Act::Register(Box::new(draft(name))) }
}

fn note(id: CommandId, dispute: RecordId, text: &str) -> Request {
    Request::Do { command: id, seen: None, act: Act::Dispute(dispute, DisputeAct::Note { text: text.into() }) }
}

/// Registers disputes, writes notes on them and keeps a draft, until it is told to end.
async fn write(mut line: Patient, name: String, enough: Arc<AtomicBool>) -> Told {
    let mut told = Told::default();
    for no in 0.. {
        if enough.load(Ordering::SeqCst) {
            break;
        }
        let id = command();
        let registered = changed(line.ask(register(id, &format!("公司 {name}-{no}"))).await);
        assert_eq!(registered[0].id, id.record());
        told.registered.push((id, registered));
        let (text, dispute) = (format!("附注 {name}-{no}"), id.record());
        let noted = command();
        changed(line.ask(note(noted, dispute, &text)).await);
        told.noted.push((noted, dispute, text.clone()));
        let keep = Request::KeepDraft { form: FormKey::new("phone"), fields: vec![("text".into(), text.clone())] };
        assert_eq!(line.ask(keep).await, Reply::Done);
        told.draft = text;
    }
    told.unknown = line.unknown;
    told.longest = line.longest;
    told
}

/// Everything that was told is there, once.
async fn all_there(station: &Station, outcomes: &[(PostId, Told)], dice: &mut fastrand::Rng) {
    let mut line = Patient::new(station, Some(outcomes[0].0));
    let asked: usize = outcomes.iter().map(|(_, told)| told.registered.len()).sum();
    let query = WindowQuery {
        list: List::AllDisputes,
        filter: String::new(),
        order: Vec::new(),
        offset: 0,
        limit: 1,
        anchor: None,
    };
    let Reply::Window(window) = line.ask(Request::Window(query)).await else { panic!() };
    assert_eq!(window.total as usize, asked, "each once, none lost");
    let sample = quick_or_long(20, 200);
    for (post, told) in outcomes {
        let mut line = Patient::new(station, Some(*post));
        let Reply::Drafts(drafts) = line.ask(Request::Drafts).await else { panic!() };
        let kept: Vec<&str> = drafts.iter().map(|draft| draft.fields[0].1.as_str()).collect();
        assert_eq!(kept.concat(), told.draft, "the draft is the last one");
        for _ in 0..sample.min(told.registered.len()) {
            let (id, before) = &told.registered[dice.usize(..told.registered.len())];
            let again = line.ask(register(*id, "another text under the same id")).await;
            assert_eq!(again, Reply::Changed(before.clone()), "asked again it answers as before");
            let (id, dispute, text) = &told.noted[dice.usize(..told.noted.len())];
            changed(line.ask(note(*id, *dispute, text)).await);
            let Reply::History(history) = line.ask(Request::History(*dispute)).await else { panic!() };
            let written = format!("{history:?}").matches(text.as_str()).count();
            assert!(written >= 1, "the note is there");
            let entries = history.iter().filter(|one| format!("{one:?}").contains(text.as_str())).count();
            assert_eq!(entries, 1, "and once: {history:?}");
        }
    }
}

/// How the daemon ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Killed,
    Told,
}

async fn through(name: &str, deaths: usize, end: End) {
    let mut dice = dice(name);
    let mut station = Station::practice("ZJ").await;
    let posts = station.officers("ZJ", CLIENTS).await;
    let enough = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..)
        .zip(&posts)
        .map(|(no, post)| {
            let line = Patient::new(&station, Some(*post));
            (*post, tokio::spawn(write(line, format!("{no}"), Arc::clone(&enough))))
        })
        .collect();
    let mut slowest = Duration::ZERO;
    for _ in 0..deaths {
        tokio::time::sleep(Duration::from_micros(dice.u64(..150_000))).await;
        match end {
            End::Killed => station.kill(),
            End::Told => assert!(station.terminate(), "it ends well"),
        }
        let begun = Instant::now();
        station.start().await;
        slowest = slowest.max(begun.elapsed());
    }
    enough.store(true, Ordering::SeqCst);
    let mut outcomes = Vec::new();
    for (post, writer) in writers {
        outcomes.push((post, writer.await.expect("a writer")));
    }
    all_there(&station, &outcomes, &mut dice).await;
    let found = verified(&mut station.client().await).await;
    let asked: usize = outcomes.iter().map(|(_, told)| told.registered.len() + told.noted.len()).sum();
    let unknown: u64 = outcomes.iter().map(|(_, told)| told.unknown).sum();
    let longest = outcomes.iter().map(|(_, told)| told.longest).max().unwrap_or_default();
    told(&format!(
        "{name}: {deaths} deaths, {CLIENTS} clients, {asked} commands acknowledged, {unknown} lines broken in the middle: \
         0 lost, 0 twice, 0 breaks in {} entries; slowest start {} ms, longest answer {} ms",
        found.entries,
        slowest.as_millis(),
        longest.as_millis(),
    ));
    assert!(asked > 0 && unknown > 0, "it died under load");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_acknowledged_is_lost_and_nothing_doubled() {
    through("T1 kill -9", quick_or_long(8, 1_000), End::Killed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn restarted_again_and_again_under_load_nothing_is_lost_and_drafts_are_kept() {
    through("T49 rolling restarts", quick_or_long(3, 100), End::Told).await;
}
