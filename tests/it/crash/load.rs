//! Clients that flood, that do not read, that hold what they see, that come by the thousand or all at once: the others
//! are served. Times are figures of the benches; here it is order and bounds.

use super::{another_name, quick_or_long, told};
use crate::casework::house::draft;
use crate::support::evidence::{first_piece, put};
use crate::support::{Station, act_as, changed, command, me, verified};
use dutydesk::boards::window::{List, WindowQuery};
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::ids::{CommandId, Hash, PostId};
use dutydesk::wire::client::Client;
use dutydesk::wire::frame::{FRAME_BYTES_MAX, PIECE_BYTES_MAX};
use dutydesk::wire::{AttachPiece, IntakeRequest, Reply, Request};
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
    // All in one piece: many small ones fill the pipe before the daemon has read them.
    let mut said = Vec::new();
    let mut say = |bytes: &[u8]| {
        said.extend(u32::try_from(bytes.len()).expect("short").to_be_bytes());
        said.extend(bytes);
    };
    say(&encode(&Hello { protocol: PROTOCOL, version: "deaf".into(), oldest: PROTOCOL }).expect("a frame"));
    for no in 0..200 {
        say(&encode(&Asked { no, request: window() }).expect("a frame"));
    }
    deaf.write_all(&said).expect("sent");
    let (begun, mut answered) = (Instant::now(), 0_u64);
    let mut slowest = Duration::ZERO;
    let lines = |about: &Reply| if let Reply::Status(about) = about { about.clients } else { panic!("{about:?}") };
    // Two lines as long as the deaf one has its place, once it has been let in.
    while lines(&client.ask(Request::Status).await.expect("an answer")) < 2 {
        assert!(begun.elapsed() < Duration::from_secs(3), "the client that does not read is let in");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
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

/// Bytes of files in a store's folder of evidence, and how many are not whole.
fn evidence_of(station: &Station) -> (u64, usize) {
    let files = fs::read_dir(station.store().join("evidence")).into_iter().flatten().filter_map(Result::ok);
    let files = files.map(|one| {
        (one.file_name().to_string_lossy().starts_with(".new-"), one.metadata().map_or(0, |about| about.len()))
    });
    files.fold((0, 0), |(bytes, halves), (half, more)| (bytes + more, halves + usize::from(half)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_beyond_the_cap_is_refused_before_it_comes_and_one_cut_off_leaves_nothing() {
    let station = Station::practice("ZJ").await;
    let mut client = station.officer_of("ZJ").await;
    let case = changed(client.ask(register()).await.expect("an answer"))[0].id;
    let piece = vec![7; PIECE_BYTES_MAX];
    let endless = AttachPiece { total: 10 << 30, bytes: piece.clone(), ..first_piece(case, b"10 GiB") };
    let refused = put(&mut client, endless.clone()).await;
    assert!(matches!(&refused, Reply::Wrong(why) if why.en.contains("SHA-256")), "{refused:?}");
    let again = put(&mut client, AttachPiece { offset: PIECE_BYTES_MAX as u64, ..endless }).await;
    assert!(matches!(again, Reply::Wrong(_)), "the rest of it is not taken either: {again:?}");
    assert_eq!(evidence_of(&station), (0, 0));

    // One that says it is as large as may be, and goes on and on; others write meanwhile.
    let pieces = quick_or_long(100, (2_u64 << 30) / PIECE_BYTES_MAX as u64);
    let enough = Arc::new(AtomicBool::new(false));
    let mut others = Vec::new();
    for post in station.officers("ZJ", 4).await {
        let (mut line, enough) = (acting(&station, post).await, Arc::clone(&enough));
        others.push(tokio::spawn(async move {
            let mut took = Vec::new();
            while !enough.load(Ordering::SeqCst) {
                let asked = Instant::now();
                changed(line.ask(register()).await.expect("an answer"));
                took.push(asked.elapsed());
            }
            took
        }));
    }
    let first = AttachPiece { total: dutydesk::daemon::ATTACHMENT_BYTES_MAX, ..first_piece(case, b"a film") };
    for no in 0..pieces {
        let next = AttachPiece { offset: no * PIECE_BYTES_MAX as u64, bytes: piece.clone(), ..first.clone() };
        let reply = put(&mut client, next).await;
        let last = (no + 1) * PIECE_BYTES_MAX as u64 == first.total;
        // At its end it is not what its hash said.
        assert!(if last { matches!(reply, Reply::Wrong(_)) } else { reply == Reply::Done }, "{no}: {reply:?}");
    }
    enough.store(true, Ordering::SeqCst);
    let mut took = Vec::new();
    for one in others {
        took.extend(one.await.expect("served"));
    }
    took.sort();
    drop(client);
    let until = Instant::now() + Duration::from_secs(10);
    while evidence_of(&station) != (0, 0) {
        assert!(Instant::now() < until, "half a file is left: {:?}", evidence_of(&station));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(took.len() >= 20, "others were served: {}", took.len());
    told(&format!(
        "T38: {} MiB streamed beside {} commands of others, p99 {} ms; refused at the cap, nothing left",
        (pieces * PIECE_BYTES_MAX as u64) >> 20,
        took.len(),
        took[took.len() * 99 / 100].as_millis()
    ));

    // What was cut off counts against nobody's day: five times two GiB are more than a day's share.
    let mut client = station.officer_of("ZJ").await;
    for no in 0..5 {
        let begun = put(&mut client, AttachPiece { bytes: vec![no; 9], ..first.clone() }).await;
        assert_eq!(begun, Reply::Done, "the {no}th beginning");
    }
    drop(client);
    verified(&mut station.client().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_longer_than_a_frame_comes_in_parts_and_pushes_between_answers_stay_whole() {
    let station = Station::practice("ZJ").await;
    let mut client = station.officer_of("ZJ").await;
    let case = changed(client.ask(register()).await.expect("an answer"))[0].id;
    let text = "电话记录".repeat(3_000);
    let notes = 2 * FRAME_BYTES_MAX / text.len();
    for no in 0..notes {
        let act = Act::Dispute(case, DisputeAct::Note { text: format!("{no} {text}") });
        changed(client.ask(Request::Do { command: command(), seen: None, act }).await.expect("an answer"));
    }
    let mut reader = station.officer_of("ZJ").await;
    reader.ask(Request::Watch).await.expect("an answer");
    for round in 0..3 {
        // Something is pushed while the long answer is on its way.
        let act = Act::Dispute(case, DisputeAct::Note { text: format!("再 {round}") });
        changed(client.ask(Request::Do { command: command(), seen: None, act }).await.expect("an answer"));
        let Reply::History(history) = reader.ask(Request::History(case)).await.expect("an answer") else { panic!() };
        let written: usize = history.iter().map(|one| format!("{one:?}").len()).sum();
        assert!(history.len() > notes && written > FRAME_BYTES_MAX, "{} happenings, {written} bytes", history.len());
    }
}

/// Forms as a file of a monitoring service has them.
fn long_list(records: usize) -> Vec<u8> {
    let mut list = String::from("企业名称,纠纷类型,国家/地区,受理机构,案号,角色,对方当事人,送达日期,送达方式,诉求\n");
    for no in 0..records {
        list.push_str(&format!(
            "远岬光电 {no} 有限公司,专利侵权诉讼,美国,N.D. California,4:26-cv-{no:06},被告,Northlake Optics LLC,2025-11-10,personal,应诉指导\n"
        ));
    }
    list.into_bytes()
}

/// How long each write of the registrar took, as its log says.
fn writes(log: &str) -> Vec<u64> {
    let took = |line: &str| line.split("took_us=").nth(1)?.split_whitespace().next()?.parse().ok();
    let mut took: Vec<u64> = log.lines().filter_map(took).collect();
    took.sort_unstable();
    took
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_import_is_written_in_short_transactions_between_which_others_are_answered() {
    let records = quick_or_long(600, 50_000);
    let mut station = Station::practice("ZJ").await;
    station.terminate();
    let log = station.folder.path().join("trace").display().to_string();
    let words = ["sh", "-c", "exec \"$@\" 2>\"$0\"", &log, "env", "DUTYDESK_LOG=dutydesk::daemon::writer=trace"];
    station.start_under(&words);
    let posts = station.officers("ZJ", 2).await;
    let enough = Arc::new(AtomicBool::new(false));
    let (mut line, until) = (acting(&station, posts[1]).await, Arc::clone(&enough));
    let other = tokio::spawn(async move {
        let (mut answered, mut longest) = (0_u32, Duration::ZERO);
        while !until.load(Ordering::SeqCst) {
            let asked = Instant::now();
            changed(line.ask(register()).await.expect("an answer"));
            longest = longest.max(asked.elapsed());
            answered += 1;
        }
        (answered, longest)
    });
    let mut importing = acting(&station, posts[0]).await;
    let (list, run) = (long_list(records), CommandId(uuid::Uuid::now_v7()));
    let file = Hash::of(&list);
    for (no, piece) in (0..).zip(list.chunks(PIECE_BYTES_MAX)) {
        let (offset, total) = (no * PIECE_BYTES_MAX as u64, list.len() as u64);
        let put = Request::PutFile { hash: file, offset, total, bytes: piece.to_vec() };
        assert_eq!(importing.ask(put).await.expect("an answer"), Reply::Done);
    }
    let (mut from, mut chunks, mut taken) = (0, 0_u32, 0);
    loop {
        let request = IntakeRequest { run, file, name: "list.csv".into(), kind: None, dry_run: false, from };
        let Reply::Intake(reply) = importing.ask(Request::Intake(request)).await.expect("an answer") else { panic!() };
        chunks += 1;
        taken +=
            reply.items.iter().filter(|one| matches!(one.outcome, dutydesk::wire::IntakeOutcome::Taken { .. })).count();
        assert!(reply.items.len() <= 100, "a bounded piece of work each");
        match reply.next {
            Some(next) => from = next,
            None => break,
        }
    }
    enough.store(true, Ordering::SeqCst);
    let (answered, longest) = other.await.expect("served");
    assert_eq!(taken, records);
    let took = writes(&fs::read_to_string(&log).expect("a log"));
    assert!(took.len() >= chunks as usize, "each chunk is a transaction of its own: {} of {chunks}", took.len());
    assert!(answered >= chunks / 2, "another officer is answered between chunks: {answered} beside {chunks}");
    let over = took.iter().filter(|took| **took > 50_000).count();
    told(&format!(
        "T47: {records} records in {chunks} chunks, {answered} commands of another officer between (longest {} ms); {} \
         writes: p50 {} us, p99 {} us, longest {} us, {over} above 50 ms",
        longest.as_millis(),
        took.len(),
        took[took.len() / 2],
        took[took.len() * 99 / 100],
        took[took.len() - 1],
    ));
}
