//! System calls of a real daemon that fail or kill it at a chosen moment: syncs that fail while it serves, and its
//! death at any step of making a store.

use super::{another_name, quick_or_long, told};
use crate::casework::house::draft;
use crate::support::{Patient, Station, changed, command, me, verified};
use dutydesk::casework::command::Act;
use dutydesk::casework::ids::CommandId;
use dutydesk::wire::client::Client;
use dutydesk::wire::{FromDaemon, Push, Reply, Request};
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

/// `tests/run` installs it; without it these tests would only seem to pass.
pub(super) fn needs_strace() {
    assert!(Command::new("strace").arg("-V").output().is_ok(), "strace is missing: tests/run installs it");
}

fn register(id: CommandId, name: &str) -> Request {
    Request::Do { command: id, seen: None, act: Act::Register(Box::new(draft(name))) }
}

/// Waits until the daemon ended by itself; true: well.
async fn ended_well(station: &mut Station) -> bool {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(status) = station.ended() {
            return status.success();
        }
        assert!(Instant::now() < until, "the daemon goes on");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A client that only listens: what it is told before its line ends.
async fn last_told(mut client: Client) -> Vec<Push> {
    let mut pushes = Vec::new();
    while let Ok(said) = client.receive().await {
        if let FromDaemon::Push(push @ (Push::Trouble(_) | Push::Stopping)) = said {
            pushes.push(push);
        }
    }
    pushes
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_first_failed_sync_nothing_is_written_and_every_desk_is_told() {
    needs_strace();
    let moments = quick_or_long(vec![1, 2, 3, 9, 24], (1..=200).collect());
    let mut station = Station::practice("ZJ").await;
    let posts = station.officers("ZJ", 8).await;
    let record = station.store().join("record.redb").display().to_string();
    let log = station.folder.path().join("strace").display().to_string();
    let (mut asked, mut while_opening, mut unknown) = (0, 0, 0);
    let count = moments.len();
    for moment in moments {
        station.terminate();
        let inject = format!("inject=fdatasync,fsync:error=EIO:when={moment}");
        let trace = ["strace", "-f", "-D", "-o", &log, "-P", &record, "-e", "trace=fdatasync,fsync,pwrite64"];
        station.start_under(&[trace.as_slice(), &["-e", &inject]].concat());
        let listening = loop {
            match Client::connect(&station.socket(), rustix::process::geteuid().as_raw()).await {
                Ok(mut client) => break client.ask(Request::Watch).await.ok().map(|_| tokio::spawn(last_told(client))),
                Err(_) => match station.ended() {
                    Some(status) => {
                        assert!(!status.success(), "it says that it could not open the store");
                        while_opening += 1;
                        break None;
                    }
                    None => tokio::time::sleep(Duration::from_millis(10)).await,
                },
            }
        };
        let writers: Vec<_> = posts
            .iter()
            .map(|post| {
                let mut line = Patient::new(&station, Some(*post));
                tokio::spawn(async move {
                    for _ in 0..40 {
                        let id = command();
                        changed(line.ask(register(id, &another_name())).await);
                    }
                    line.unknown
                })
            })
            .collect();
        if let Some(listening) = listening {
            assert!(!ended_well(&mut station).await, "it ends, and says that it did not end well");
            let pushes = listening.await.expect("it listened");
            let [Push::Trouble(Some(why)), Push::Stopping] = pushes.as_slice() else { panic!("{pushes:?}") };
            assert!(why.en.starts_with("read-only: storage fault") && why.zh.contains("存储故障"), "{why:?}");
        }
        let trace = fs::read_to_string(&log).expect("a trace");
        let after = trace.split_once("(INJECTED)").map(|(_, after)| after).expect("it was injected");
        let again = after.lines().filter(|line| line.contains("fdatasync(") || line.contains("fsync(")).count();
        assert_eq!(again, 0, "a failed sync is never tried again: {after}");
        station.start().await;
        for writer in writers {
            unknown += writer.await.expect("a writer");
            asked += 40;
        }
    }
    let found = verified(&mut station.client().await).await;
    told(&format!(
        "T9: {count} failed syncs ({while_opening} while opening), {asked} commands, {unknown} unknown ones asked again: \
         0 lost, 0 syncs after a failed one, {} entries chained",
        found.entries
    ));
    assert_eq!(u64::from(all_disputes(&station).await), asked, "each once");
}

async fn all_disputes(station: &Station) -> u32 {
    use dutydesk::boards::window::{List, WindowQuery};
    let query = WindowQuery {
        list: List::AllDisputes,
        filter: String::new(),
        order: Vec::new(),
        offset: 0,
        limit: 1,
        anchor: None,
    };
    match station.client().await.ask(Request::Window(query)).await.expect("an answer") {
        Reply::Window(window) => window.total,
        other => panic!("{other:?}"),
    }
}

/// What making a store consists of.
const STEPS: &[&str] = &["openat", "mkdir", "ftruncate", "pwrite64", "fdatasync", "fsync", "rename", "fallocate"];

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_step_of_making_a_store_the_next_start_makes_it() {
    needs_strace();
    let mut killed = 0;
    for step in STEPS {
        for moment in 1.. {
            // Opening files is mostly the loader's: in quick runs only now and then.
            if quick_or_long(true, false) && (moment % 7 != 1 || (*step == "openat" && moment % 35 != 1)) {
                if moment > 200 {
                    break;
                }
                continue;
            }
            let folder = tempfile::TempDir::with_prefix("dutydesk-test-").expect("a folder");
            let mut station = Station::stopped(folder);
            let (trace, inject) = (format!("trace={step}"), format!("inject={step}:signal=KILL:when={moment}"));
            station.start_under(&["strace", "-f", "-D", "-o", "/dev/null", "-e", &trace, "-e", &inject]);
            let survived = loop {
                if station.ended().is_some() {
                    break false;
                }
                if Client::connect(&station.socket(), rustix::process::geteuid().as_raw()).await.is_ok() {
                    break true;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            };
            if survived {
                break;
            }
            killed += 1;
            station.start().await;
            assert!(me(&mut station.client().await).await.empty, "killed at {step} {moment}: a store, still empty");
            verified(&mut station.client().await).await;
        }
    }
    told(&format!("T6: killed {killed} times while making a store: each next start made it"));
    assert!(killed >= 8, "{killed}");
}
