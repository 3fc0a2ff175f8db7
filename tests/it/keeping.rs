//! A daemon and its record over time: keys rotated under load, old copies noticed, damage decided about, old stores
//! brought up in spite of kills, programs of other versions told what to do, nothing left in the clear.

use crate::casework::house::draft;
use crate::support::{Station, ask, command, done, verified};
use crate::vault::old_store;
use dutydesk::boards::window::{List, WindowQuery};
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::ids::RecordId;
use dutydesk::wire::client::{Client, ClientError};
use dutydesk::wire::{Decision, Reply, Request, VaultRequest, VaultStatus};
use redb::{Database, TableDefinition};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn registered(client: &mut Client, enterprise: &str) -> RecordId {
    done(client, Act::Register(Box::new(draft(enterprise)))).await
}

/// How many disputes are seen.
async fn seen(client: &mut Client) -> u32 {
    let query = WindowQuery {
        list: List::AllDisputes,
        filter: String::new(),
        offset: 0,
        limit: 5,
        anchor: None,
        order: Vec::new(),
    };
    match client.ask(Request::Window(query)).await.expect("an answer") {
        Reply::Window(window) => window.total,
        other => panic!("{other:?}"),
    }
}

async fn vault(client: &mut Client, request: VaultRequest) -> VaultStatus {
    match client.ask(Request::Vault(request)).await.expect("an answer") {
        Reply::Vault(status) => *status,
        other => panic!("{other:?}"),
    }
}

async fn rotated(client: &mut Client) -> VaultStatus {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let status = vault(client, VaultRequest::Status).await;
        if status.old_keys == 0 {
            return status;
        }
        assert!(Instant::now() < until, "the rotation does not end: {status:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_rotated_under_load_and_no_read_fails() {
    let mut station = Station::practice("ZJ").await;
    let mut client = station.officer_of("ZJ").await;
    let first = registered(&mut client, "海岳智能").await;
    for no in 0..40 {
        registered(&mut client, &format!("企业 {no}")).await;
    }
    let before = vault(&mut client, VaultRequest::Status).await;
    assert_eq!(before.old_keys, 0);
    let (over, reads) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut workers = Vec::new();
    for worker in 0..4 {
        let mut client = station.officer_of("ZJ").await;
        let (over, reads) = (Arc::clone(&over), Arc::clone(&reads));
        workers.push(tokio::spawn(async move {
            while !over.load(Ordering::Relaxed) {
                match client.ask(Request::History(first)).await.expect("an answer") {
                    Reply::History(told) => assert!(!told.is_empty()),
                    other => panic!("a read failed: {other:?}"),
                }
                if worker == 0 {
                    let note = Act::Dispute(first, DisputeAct::Note { text: "续".into() });
                    ask(&mut client, note).await.expect("written meanwhile");
                }
                reads.fetch_add(1, Ordering::Relaxed);
            }
        }));
    }
    let begun = vault(&mut client, VaultRequest::Rotate).await;
    assert_eq!((begun.keys, begun.old_keys), (2 * before.keys, before.keys));
    // Killed in the middle it goes on by itself.
    tokio::time::sleep(Duration::from_millis(30)).await;
    let after = rotated(&mut client).await;
    over.store(true, Ordering::Relaxed);
    for worker in workers {
        worker.await.expect("no read failed");
    }
    eprintln!("rotated under load: {} reads, 0 failed", reads.load(Ordering::Relaxed));
    assert_eq!(after.keys, before.keys);
    verified(&mut client).await;
    vault(&mut client, VaultRequest::Rotate).await;
    station.kill();
    station.start().await;
    let mut client = station.officer_of("ZJ").await;
    rotated(&mut client).await;
    assert_eq!(seen(&mut client).await, 41);
    verified(&mut client).await;
    assert!(station.terminate());
    assert_eq!(key_numbers(&station.store()).len(), after.keys as usize, "old keys are gone from the store");
}

/// Numbers of the wrapped keys in a closed store.
fn key_numbers(store: &Path) -> Vec<u64> {
    use redb::{ReadableDatabase, ReadableTable};
    let keys: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("keys");
    let db = Database::open(store.join("record.redb")).expect("a store");
    let table = db.begin_read().expect("a read").open_table(keys).expect("keys");
    table.iter().expect("rows").map(|row| row.expect("a row").0.value()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_copy_is_noticed_at_start_and_writes_wait_for_a_decision() {
    let mut station = Station::practice("ZJ").await;
    let mut client = station.officer_of("ZJ").await;
    let first = registered(&mut client, "海岳智能").await;
    let anchors = station.store().join("anchors.txt");
    let lines = || fs::read_to_string(&anchors).unwrap_or_default().lines().count();
    assert!(station.terminate());
    let copy = station.folder.path().join("copy.redb");
    fs::copy(station.store().join("record.redb"), &copy).expect("a copy");
    station.start().await;
    let mut client = station.officer_of("ZJ").await;
    registered(&mut client, "远岬光电").await;
    let before = lines();
    // The word that tells heads at once; otherwise the day's first.
    assert_eq!(client.ask(Request::Decide(Decision::AcceptRollback)).await.expect("an answer"), Reply::Done);
    assert!(lines() > before, "heads are in the anchor file");
    assert!(station.terminate());
    fs::copy(&copy, station.store().join("record.redb")).expect("put back");
    station.start().await;
    let mut client = station.officer_of("ZJ").await;
    let note = || Request::Do {
        command: command(),
        seen: None,
        act: Act::Dispute(first, DisputeAct::Note { text: "续".into() }),
    };
    let Reply::Fault(why) = client.ask(note()).await.expect("an answer") else { panic!("written into an old copy") };
    assert!(why.en.contains("--accept-rollback") && why.zh.contains("--accept-rollback"), "{why:?}");
    assert_eq!(seen(&mut client).await, 1, "reading goes on");
    let Reply::Verified(found) = client.ask(Request::Verify).await.expect("an answer") else { panic!("no check") };
    let wrong = found.first_wrong.expect("the head is not in the book");
    assert!(wrong.contains("older copy"), "{wrong}");
    assert_eq!(client.ask(Request::Decide(Decision::AcceptRollback)).await.expect("an answer"), Reply::Done);
    assert!(matches!(client.ask(note()).await.expect("an answer"), Reply::Changed(_)));
    assert!(station.terminate());
    station.start().await;
    let mut client = station.officer_of("ZJ").await;
    assert!(matches!(client.ask(note()).await.expect("an answer"), Reply::Changed(_)), "accepted once is accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_record_is_named_and_the_rest_is_read_until_somebody_decides() {
    let mut station = Station::practice("ZJ").await;
    let mut client = station.officer_of("ZJ").await;
    let first = registered(&mut client, "海岳智能").await;
    let second = registered(&mut client, "远岬光电").await;
    assert!(station.terminate());
    let damaged = damage_last(&station.store());
    station.start().await;
    let mut client = station.officer_of("ZJ").await;
    let note = |id| Request::Do {
        command: command(),
        seen: None,
        act: Act::Dispute(id, DisputeAct::Note { text: "续".into() }),
    };
    let Reply::Fault(why) = client.ask(note(first)).await.expect("an answer") else { panic!("written") };
    assert!(why.en.contains(&damaged) && why.en.contains("--quarantine"), "{why:?}");
    assert!(seen(&mut client).await >= 1, "the rest is read");
    assert_eq!(client.ask(Request::Decide(Decision::Quarantine)).await.expect("an answer"), Reply::Done);
    for _ in 0..2 {
        let replies = [client.ask(note(first)).await, client.ask(note(second)).await];
        let done = replies.iter().filter(|reply| matches!(reply, Ok(Reply::Changed(_)))).count();
        assert!(done >= 1, "{replies:?}");
        assert!(station.terminate());
        station.start().await;
        client = station.officer_of("ZJ").await;
    }
    let Reply::Verified(found) = client.ask(Request::Verify).await.expect("an answer") else { panic!("no check") };
    assert!(found.first_wrong.expect("still told").contains(&damaged));
    assert_eq!(found.read_only, None);
}

/// Flips a bit in the value of the last entry of the longest book; its name.
fn damage_last(store: &Path) -> String {
    use redb::ReadableTable;
    let entries: TableDefinition<'static, &[u8], &[u8]> = TableDefinition::new("entries");
    let db = Database::open(store.join("record.redb")).expect("a store");
    let transaction = db.begin_write().expect("a transaction");
    let (key, mut value) = {
        let table = transaction.open_table(entries).expect("entries");
        let keys: Vec<Vec<u8>> =
            table.iter().expect("rows").map(|row| row.expect("a row").0.value().to_vec()).collect();
        let longest = keys.iter().max_by_key(|key| key[16..].to_vec()).expect("an entry").clone();
        let no = u64::from_be_bytes(longest[16..].try_into().expect("a number"));
        let key = [&longest[..16], &no.to_be_bytes()].concat();
        let value = table.get(key.as_slice()).expect("read").expect("there").value().to_vec();
        (key, value)
    };
    let last = value.len() - 1;
    value[last] ^= 1;
    transaction.open_table(entries).expect("entries").insert(key.as_slice(), value.as_slice()).expect("put");
    transaction.commit().expect("written");
    let unit: String = key[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("book {unit} entry {}", u64::from_be_bytes(key[16..].try_into().expect("a number")))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_store_is_brought_up_whenever_the_daemon_is_killed() {
    let kills = if std::env::var_os("DUTYDESK_LONG").is_some() { 200 } else { 12 };
    for kill in 0..kills {
        let mut station = Station::stopped(TempDir::with_prefix("dutydesk-test-").expect("a folder"));
        fs::create_dir(station.store()).expect("a folder");
        old_store(&station.store());
        // What a kill in the middle of an earlier attempt leaves.
        fs::write(station.store().join("record.redb.new"), vec![7; 4096 * (kill % 3)]).expect("half of it");
        station.start_under(&[]);
        std::thread::sleep(Duration::from_micros(997 * (kill as u64 * 7 % 400)));
        station.kill();
        station.start().await;
        let mut client = station.officer_of("ZJ").await;
        assert!(seen(&mut client).await > 10, "kill {kill}");
        let Reply::Verified(found) = client.ask(Request::Verify).await.expect("an answer") else { panic!("no check") };
        assert!(found.entries >= 88 && found.first_wrong.is_none(), "kill {kill}: {found:?}");
    }
}

/// A frame as recorded: its length, then its bytes.
fn frame(name: &str) -> Vec<u8> {
    let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)).expect("a frame");
    [u32::try_from(bytes.len()).expect("short").to_be_bytes().as_slice(), &bytes].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_of_the_first_protocol_is_told_at_once_what_to_do() {
    let station = Station::practice("ZJ").await;
    let begun = Instant::now();
    let mut stream = tokio::net::UnixStream::connect(station.socket()).await.expect("a socket");
    stream.write_all(&frame("hello-1.frame")).await.expect("said");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("answered and closed");
    // As that program read it: variant, protocol, version; what follows it did not look at.
    let protocol = u8::try_from(dutydesk::wire::PROTOCOL).expect("small");
    assert_eq!(&answer[4..6], [1, protocol], "another protocol");
    assert!(String::from_utf8_lossy(&answer).contains(env!("CARGO_PKG_VERSION")));
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_of_another_version_or_none_at_all_is_told_apart_in_one_line() {
    let folder = TempDir::new().expect("a folder");
    let owner = rustix::process::geteuid().as_raw();
    let newer = [&[0, 0, 0, 9][..], &[1, 9, 5], b"9.9.9", &[8]].concat();
    let answers = [
        (Some(frame("welcome-1-other.frame")), "restart it (dutydesk daemon stop"),
        (Some(newer), "start dutydesk 9.9.9"),
        (None, "does not answer"),
    ];
    for (at, (answer, told)) in answers.into_iter().enumerate() {
        let path = folder.path().join(format!("daemon-{at}.sock"));
        let listener = tokio::net::UnixListener::bind(&path).expect("a socket");
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("its own");
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a client");
            match answer {
                Some(answer) => stream.write_all(&answer).await.expect("answered"),
                None => tokio::time::sleep(Duration::from_secs(30)).await,
            }
            stream
        });
        let begun = Instant::now();
        let error = Client::connect(&path, owner).await.err().expect("no client");
        assert!(begun.elapsed() < Duration::from_millis(2_500), "{error}");
        let line = error.to_string();
        assert!(line.contains(told) && !line.contains('\n'), "{line}");
        assert!(matches!(error, ClientError::OtherProtocol { .. } | ClientError::Silent { .. }));
        server.abort();
    }
}
