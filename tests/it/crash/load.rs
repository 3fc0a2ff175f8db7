//! Clients that flood, that do not read, that hold what they see, that come by the thousand or all at once: the others
//! are served. Times are figures of the benches; here it is order and bounds.

use super::{another_name, quick_or_long, told};
use crate::casework::house::draft;
use crate::support::{Station, act_as, changed, command, me, verified};
use dutydesk::boards::window::{List, WindowQuery};
use dutydesk::casework::command::Act;
use dutydesk::casework::ids::PostId;
use dutydesk::wire::client::Client;
use dutydesk::wire::{Reply, Request};
use std::fs;
use std::os::unix::net::UnixStream as StdStream;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

fn register() -> Request {
    Request::Do { command: command(), seen: None, act: Act::Register(Box::new(draft(&another_name()))) }
}

fn window() -> Request {
    Request::Window(WindowQuery {
        list: List::AllDisputes,
        filter: String::new(),
        order: Vec::new(),
        offset: 0,
        limit: 200,
        anchor: None,
    })
}

async fn acting(station: &Station, post: PostId) -> Client {
    let mut client = station.client().await;
    act_as(&mut client, post).await;
    client
}

/// CPU time of a process so far, in ticks of a hundredth of a second.
fn cpu_ticks(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("it runs");
    let after = stat.rsplit_once(')').expect("a name").1;
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<u64>().expect("a number");
    ticks(11) + ticks(12)
}

fn rss_bytes(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a size");
    let kib: u64 = line.split_whitespace().nth(1).expect("a number").parse().expect("a number");
    kib << 10
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_that_floods_is_told_to_slow_down_and_nobody_else_is() {
    let station = Station::practice("ZJ").await;
    let posts = station.officers("ZJ", 50).await;
    let enough = Arc::new(AtomicBool::new(false));
    let (slowed, flooded) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let mut flood = Vec::new();
    for _ in 0..90 {
        let mut client = acting(&station, posts[0]).await;
        let (enough, slowed, flooded) = (Arc::clone(&enough), Arc::clone(&slowed), Arc::clone(&flooded));
        flood.push(tokio::spawn(async move {
            while !enough.load(Ordering::SeqCst) {
                match client.ask(register()).await.expect("an answer") {
                    Reply::Changed(_) => flooded.fetch_add(1, Ordering::SeqCst),
                    Reply::Fault(why) if why.en.contains("slow down") && why.zh.contains("慢一点") => {
                        slowed.fetch_add(1, Ordering::SeqCst)
                    }
                    other => panic!("{other:?}"),
                };
            }
        }));
    }
    let each = quick_or_long(5, 200);
    let mut normal = Vec::new();
    for post in &posts[1..] {
        let mut client = acting(&station, *post).await;
        normal.push(tokio::spawn(async move {
            for _ in 0..each {
                let reply = client.ask(register()).await.expect("an answer");
                assert!(matches!(reply, Reply::Changed(_)), "{reply:?}");
            }
        }));
    }
    for one in normal {
        one.await.expect("never slowed down");
    }
    enough.store(true, Ordering::SeqCst);
    for one in flood {
        one.await.expect("it ends");
    }
    let (slowed, flooded) = (slowed.load(Ordering::SeqCst), flooded.load(Ordering::SeqCst));
    told(&format!(
        "T44: {} commands of 49 officers, none slowed; of the flood {flooded} done, {slowed} told to slow down",
        49 * each
    ));
    assert!(slowed > 0, "the flood was told");
    verified(&mut station.client().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_read_is_dropped_and_holds_nobody_up() {
    use dutydesk::wire::frame::encode;
    use dutydesk::wire::{Asked, Hello, PROTOCOL};
    use std::io::{Read, Write};
    let station = Station::practice("ZJ").await;
    let mut client = station.officer_of("ZJ").await;
    for _ in 0..200 {
        changed(client.ask(register()).await.expect("an answer"));
    }
    let before = rss_bytes(station.pid());
    let mut deaf = StdStream::connect(station.socket()).expect("a socket");
    let mut say = |bytes: &[u8]| -> std::io::Result<()> {
        deaf.write_all(&u32::try_from(bytes.len()).expect("short").to_be_bytes())?;
        deaf.write_all(bytes)
    };
    say(&encode(&Hello { protocol: PROTOCOL, version: "deaf".into(), oldest: PROTOCOL }).expect("a frame"))
        .expect("sent");
    for no in 0..200 {
        say(&encode(&Asked { no, request: window() }).expect("a frame")).expect("sent");
    }
    let (begun, mut answered) = (Instant::now(), 0_u64);
    let mut slowest = Duration::ZERO;
    let lines = |about: &Reply| if let Reply::Status(about) = about { about.clients } else { panic!("{about:?}") };
    // Two lines as long as the deaf one has its place.
    while lines(&client.ask(Request::Status).await.expect("an answer")) > 1 {
        let asked = Instant::now();
        changed(client.ask(register()).await.expect("an answer"));
        slowest = slowest.max(asked.elapsed());
        answered += 1;
        assert!(begun.elapsed() < Duration::from_secs(30), "the client that does not read is not dropped");
    }
    let dropped_after = begun.elapsed();
    let grown = rss_bytes(station.pid()).saturating_sub(before);
    told(&format!(
        "T45: dropped after {} ms, {answered} commands of another client meanwhile, grown by {} KiB",
        dropped_after.as_millis(),
        grown >> 10
    ));
    assert!(dropped_after > Duration::from_secs(3), "it had its five seconds");
    assert!(answered > 20, "another client goes on");
    assert!(grown < 32 << 20, "{grown} bytes: what it did not read is not heaped up");
    deaf.set_read_timeout(Some(Duration::from_secs(5))).expect("set");
    let mut rest = Vec::new();
    // What is left in the pipe, then its end.
    assert!(deaf.read_to_end(&mut rest).is_ok() || !rest.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_holds_what_it_sees_pins_nothing_in_the_store() {
    let writes = quick_or_long(300, 6_000);
    let mut grown = Vec::new();
    for held in [false, true] {
        let station = Station::practice("ZJ").await;
        let mut client = station.officer_of("ZJ").await;
        let _stuck = if held {
            let mut stuck = station.officer_of("ZJ").await;
            for request in [Request::Watch, window(), Request::Officers, Request::Drafts] {
                stuck.ask(request).await.expect("an answer");
            }
            // Asked, and never read again.
            stuck.send(window()).await.expect("sent");
            Some(stuck)
        } else {
            None
        };
        for _ in 0..writes {
            changed(client.ask(register()).await.expect("an answer"));
        }
        let record = fs::metadata(station.store().join("record.redb")).expect("a record");
        grown.push(record.len());
    }
    told(&format!("T12b: after {writes} writes {} bytes alone, {} beside a stuck client", grown[0], grown[1]));
    assert!(grown[1] < grown[0] * 2, "{grown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_connections_with_few_descriptors_pass_by() {
    let connections = quick_or_long(2_000, 10_000);
    let mut station = Station::practice("ZJ").await;
    station.terminate();
    station.start_under(&["prlimit", "--nofile=256:256"]);
    let mut desk = station.client().await;
    let mut held = std::collections::VecDeque::new();
    for _ in 0..connections {
        if let Ok(stream) = StdStream::connect(station.socket()) {
            held.push_back(stream);
        }
        if held.len() > 1_000 {
            held.pop_front();
        }
    }
    let before = cpu_ticks(station.pid());
    let begun = Instant::now();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let busy = cpu_ticks(station.pid()) - before;
    let passed = u64::try_from(begun.elapsed().as_millis()).expect("short") / 10;
    assert!(busy * 100 < passed * 20, "{busy} of {passed} ticks: it does not spin");
    let reply = desk.ask(register()).await.expect("the desk that was there is served");
    assert!(matches!(reply, Reply::Changed(_) | Reply::Refused(_)), "{reply:?}");
    drop(held);
    let begun = Instant::now();
    assert!(!me(&mut station.client().await).await.empty);
    let recovered = begun.elapsed();
    told(&format!(
        "T46: {connections} connections, 256 descriptors: {busy} of {passed} ticks while full, back in {} ms",
        recovered.as_millis()
    ));
    assert!(recovered < Duration::from_secs(5), "{recovered:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_verbs_at_once_beside_a_stale_socket_start_one_daemon() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let store = folder.path().join("store");
    let rounds = quick_or_long(1, 200);
    let mut slowest = Duration::ZERO;
    for _ in 0..rounds {
        fs::create_dir_all(&store).expect("a folder");
        // What a killed daemon leaves: a socket that nobody listens at.
        let socket = store.join("daemon.sock");
        drop(fs::remove_file(&socket));
        drop(std::os::unix::net::UnixListener::bind(&socket).expect("a socket"));
        let begun = Instant::now();
        let verbs: Vec<_> = (0..100)
            .map(|_| {
                Command::new(env!("CARGO_BIN_EXE_dutydesk"))
                    .args(["daemon", "--json", "--store"])
                    .arg(&store)
                    .env("DUTYDESK_STORE_KEY", folder.path().join("store.key"))
                    .env_remove("DUTYDESK_SOCKET")
                    .stdout(Stdio::piped())
                    .stderr(Stdio::piped())
                    .spawn()
                    .expect("a verb")
            })
            .collect();
        let mut pids = std::collections::BTreeSet::new();
        for verb in verbs {
            let output = verb.wait_with_output().expect("it ends");
            assert!(output.status.success(), "{output:?}");
            let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
            pids.insert(told["pid"].to_string());
        }
        slowest = slowest.max(begun.elapsed());
        assert_eq!(pids.len(), 1, "{pids:?}");
        let stop =
            Command::new(env!("CARGO_BIN_EXE_dutydesk")).args(["daemon", "stop", "--store"]).arg(&store).output();
        assert!(stop.expect("a verb").status.success());
    }
    told(&format!(
        "T23: {rounds} rounds of 100 verbs beside a stale socket: one daemon each, all served; slowest round {} ms",
        slowest.as_millis()
    ));
}
