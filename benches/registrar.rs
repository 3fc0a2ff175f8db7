//! Fifty officers who write at once, beside SQLite (WAL, synchronous=full) doing the same inserts, and beside bare
//! durable commits, in one run on one disk. `cargo bench --bench registrar` (`BENCH_DIR` names the disk, `BENCH_SECONDS`
//! how long each part runs). It prints the ratios that are wanted beside those that are found:
//! commands a second at least 1 × SQLite's, command p50 at most 2 × and p99 at most 6 × the median durable commit; with
//! one client that floods, the others' p99 at most 2 × of alone; beside a long intake no write transaction above 50 ms.

#[allow(dead_code, reason = "the tests use all of it")]
#[path = "../tests/it/casework/house.rs"]
mod house;

use dutydesk::casework::command::Act;
use dutydesk::casework::ids::{CommandId, Hash, PostId};
use dutydesk::casework::words::PostRole;
use dutydesk::wire::client::Client;
use dutydesk::wire::frame::PIECE_BYTES_MAX;
use dutydesk::wire::{IntakeRequest, Reply, Request, SetUp, Setup};
use house::draft;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use rusqlite::Connection;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Officers who write.
const OFFICERS: usize = 50;

/// Lines of the flood.
const FLOOD: usize = 100;

const BARE: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("bare");

/// Tables of the store in which a command makes rows, and whether their keys are bytes.
const TABLES: [(&str, Keys); 5] = [
    ("entries", Keys::Bytes),
    ("rows", Keys::Bytes),
    ("folded", Keys::Bytes),
    ("arrivals", Keys::U64),
    ("results", Keys::U128),
];

/// How a table is keyed.
#[derive(Clone, Copy)]
enum Keys {
    Bytes,
    U64,
    U128,
}

/// What one command makes in a table, as found in the store that the officers wrote.
struct Insert {
    table: &'static str,
    rows: usize,
    key_bytes: usize,
    value_bytes: usize,
}

fn main() {
    let seconds = std::env::var("BENCH_SECONDS").ok().and_then(|text| text.parse().ok());
    // `cargo test` only tries whether it runs.
    let trying = !std::env::args().any(|word| word == "--bench");
    let part = Duration::from_secs(seconds.unwrap_or(if trying { 1 } else { 10 }));
    let disk = std::env::var_os("BENCH_DIR").map_or_else(std::env::temp_dir, Into::into);
    let folder = TempDir::new_in(disk).expect("a folder");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");

    let bare_before = bare_commits(folder.path(), part / 4);
    let (alone, inserts) = runtime.block_on(registrar(folder.path(), part, 0));
    let sqlite = sqlite(folder.path(), part, &inserts);
    let (flooded, _) = runtime.block_on(registrar(folder.path(), part, FLOOD));
    let bare_after = bare_commits(folder.path(), part / 4);
    let (taken, writes) = runtime.block_on(long_intake(folder.path(), part));

    let bare = Figures::of([bare_before, bare_after].concat(), part / 2);
    println!("{OFFICERS} officers writing, {} s each part; a command inserts", part.as_secs());
    for Insert { table, rows, key_bytes, value_bytes } in &inserts {
        println!("  {table:10} {rows} of {key_bytes} + {value_bytes} bytes");
    }
    for (name, figures) in [
        ("bare durable commit, one row", &bare),
        ("SQLite WAL full, 50 threads", &sqlite),
        ("dutydesk, commands", &alone),
        ("dutydesk beside a flood", &flooded),
    ] {
        println!("{name:32} {:8.0}/s  p50 {:7.2} ms  p99 {:7.2} ms", figures.per_second, figures.p50, figures.p99);
    }
    let ratios = [
        ("commands/s against SQLite", alone.per_second / sqlite.per_second, ">= 1"),
        ("p50 against the median durable commit", alone.p50 / bare.p50, "<= 2"),
        ("p99 against the median durable commit", alone.p99 / bare.p50, "<= 6"),
        ("p99 beside a flood against alone", flooded.p99 / alone.p99, "<= 2"),
    ];
    for (name, ratio, wanted) in ratios {
        println!("{name:40} {ratio:6.2}  wanted {wanted}");
    }
    let longest = writes.iter().max().copied().unwrap_or_default().as_secs_f64() * 1e3;
    let above = writes.iter().filter(|took| **took > Duration::from_millis(50)).count();
    let count = writes.len();
    println!(
        "beside an intake of {taken} records: {count} transactions, the longest {longest:.1} ms, {above} above 50 ms"
    );
}

struct Figures {
    per_second: f64,
    p50: f64,
    p99: f64,
}

impl Figures {
    fn of(mut took: Vec<Duration>, part: Duration) -> Self {
        took.sort_unstable();
        let at =
            |share: f64| took.get((took.len() as f64 * share) as usize).map_or(0.0, |took| took.as_secs_f64() * 1e3);
        Self { per_second: took.len() as f64 / part.as_secs_f64(), p50: at(0.5), p99: at(0.99) }
    }
}

/// One row a commit, durable and quickly repaired, one after the other: what this disk can do.
fn bare_commits(folder: &Path, part: Duration) -> Vec<Duration> {
    let db = Database::create(folder.join("bare.redb")).expect("a store");
    let (begun, mut took) = (Instant::now(), Vec::new());
    for no in 0.. {
        if begun.elapsed() >= part {
            break;
        }
        let one = Instant::now();
        let mut transaction = db.begin_write().expect("begun");
        transaction.set_quick_repair(true);
        transaction.open_table(BARE).expect("a table").insert(no, [7; 420].as_slice()).expect("inserted");
        transaction.commit().expect("durable");
        took.push(one.elapsed());
    }
    drop(db);
    std::fs::remove_file(folder.join("bare.redb")).expect("gone");
    took
}

/// The rows that a command made on the mean, of a store that nobody has open.
fn inserts(store: &Path, commands: usize) -> Vec<Insert> {
    let db = Database::open(store.join("record.redb")).expect("the store");
    let transaction = db.begin_read().expect("a state");
    let of = |(table, keys): (&'static str, Keys)| {
        let sizes: Vec<(usize, usize)> = match keys {
            Keys::Bytes => {
                let rows = transaction.open_table(TableDefinition::<&[u8], &[u8]>::new(table)).expect("a table");
                sizes(
                    rows.iter()
                        .expect("rows")
                        .map(|row| row.map(|(key, value)| (key.value().len(), value.value().len()))),
                )
            }
            Keys::U64 => {
                let rows = transaction.open_table(TableDefinition::<u64, &[u8]>::new(table)).expect("a table");
                sizes(rows.iter().expect("rows").map(|row| row.map(|(_, value)| (8, value.value().len()))))
            }
            Keys::U128 => {
                let rows = transaction.open_table(TableDefinition::<u128, &[u8]>::new(table)).expect("a table");
                sizes(rows.iter().expect("rows").map(|row| row.map(|(_, value)| (16, value.value().len()))))
            }
        };
        let mean = |of: fn(&(usize, usize)) -> usize| sizes.iter().map(of).sum::<usize>() / sizes.len().max(1);
        let rows = (sizes.len() + commands / 2) / commands.max(1);
        Insert { table, rows, key_bytes: mean(|one| one.0), value_bytes: mean(|one| one.1) }
    };
    TABLES.into_iter().map(of).collect()
}

fn sizes(rows: impl Iterator<Item = Result<(usize, usize), redb::StorageError>>) -> Vec<(usize, usize)> {
    rows.map(|row| row.expect("a row")).collect()
}

/// The same inserts by as many threads, each command a transaction of its own; one connection, so that none waits by
/// sleeping.
fn sqlite(folder: &Path, part: Duration, inserts: &[Insert]) -> Figures {
    let connection = Connection::open(folder.join("peer.sqlite")).expect("a store");
    connection.pragma_update(None, "journal_mode", "WAL").expect("WAL");
    connection.pragma_update(None, "synchronous", "FULL").expect("full");
    for Insert { table, .. } in inserts {
        let made = format!("create table {table} (key blob primary key, value blob) without rowid");
        connection.execute(&made, ()).expect("a table");
    }
    let (shared, next) = (Mutex::new(connection), AtomicU64::new(0));
    let officer = || {
        let (begun, mut took) = (Instant::now(), Vec::new());
        while begun.elapsed() < part {
            let one = Instant::now();
            let mut connection = shared.lock().expect("whole");
            let command = next.fetch_add(1, Ordering::SeqCst);
            let transaction = connection.transaction().expect("begun");
            inserts.iter().for_each(|insert| insert.run(&transaction, command));
            transaction.commit().expect("durable");
            drop(connection);
            took.push(one.elapsed());
        }
        took
    };
    let took = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..OFFICERS).map(|_| scope.spawn(officer)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("it ends")).collect()
    });
    Figures::of(took, part)
}

impl Insert {
    /// The rows of the `command`-th command, at the end of their table as ours are.
    fn run(&self, transaction: &rusqlite::Transaction<'_>, command: u64) {
        let text = format!("insert into {} values (?, ?)", self.table);
        let mut insert = transaction.prepare_cached(&text).expect("prepared");
        for row in 0..self.rows as u64 {
            let mut key = vec![7_u8; self.key_bytes];
            key[self.key_bytes - 8..].copy_from_slice(&(command * self.rows as u64 + row).to_be_bytes());
            insert.execute((key, vec![7_u8; self.value_bytes])).expect("inserted");
        }
    }
}

/// A daemon with a practice store, ended when it is dropped. What each transaction took is in its log.
struct Station {
    folder: Option<TempDir>,
    daemon: Child,
}

impl Station {
    async fn new(folder: &Path) -> Self {
        let folder = TempDir::new_in(folder).expect("a folder");
        let log = std::fs::File::create(folder.path().join("log")).expect("a log");
        let daemon = Command::new(env!("CARGO_BIN_EXE_dutydesk"))
            .args(["daemon", "--foreground", "--store"])
            .arg(folder.path().join("store"))
            .arg("--socket")
            .arg(folder.path().join("store/daemon.sock"))
            .env("DUTYDESK_STORE_KEY", folder.path().join("store.key"))
            .env("DUTYDESK_LOG", "dutydesk::daemon::writer=trace")
            .stdin(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("a daemon");
        let station = Self { folder: Some(folder), daemon };
        let (code, name_zh, name_en) = ("ZJ".into(), "分中心".into(), "center".into());
        let begin = Setup::Begin { code, name_zh, name_en, practice: true };
        let Ok(Reply::Setup(_)) = station.client().await.ask(Request::Setup(begin)).await else { panic!("no store") };
        station
    }

    fn path(&self) -> &Path {
        self.folder.as_ref().expect("it has not ended").path()
    }

    /// Stops the daemon and leaves what it wrote.
    fn end(mut self) -> TempDir {
        self.stop();
        self.folder.take().expect("it has not ended")
    }

    fn stop(&mut self) {
        // it is ours; what was acknowledged is durable
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }

    async fn client(&self) -> Client {
        let (socket, owner) = (self.path().join("store/daemon.sock"), rustix::process::geteuid().as_raw());
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            match Client::connect(&socket, owner).await {
                Ok(client) => return client,
                Err(error) if Instant::now() > until => panic!("the daemon does not answer: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    }

    async fn acting(&self, post: PostId) -> Client {
        let mut client = self.client().await;
        assert_eq!(client.ask(Request::ActAs(post)).await.expect("an answer"), Reply::Done);
        client
    }

    /// Posts in the first unit for so many officers, each a person of its own.
    async fn officers(&self, count: usize) -> Vec<PostId> {
        let mut client = self.client().await;
        let Ok(Reply::Me(me)) = client.ask(Request::Me).await else { panic!("nobody") };
        let unit = me.units.iter().find(|unit| unit.code == "ZJ").expect("a unit").id;
        let mut posts = Vec::new();
        for no in 0..count {
            let enrol = Setup::Officer { uid: me.uid, name: format!("值班员{no}") };
            let Ok(Reply::Setup(SetUp::Officer(officer))) = client.ask(Request::Setup(enrol)).await else { panic!() };
            let grant = Setup::Post { officer, unit, role: PostRole::Duty };
            let Ok(Reply::Setup(SetUp::Post(post))) = client.ask(Request::Setup(grant)).await else { panic!() };
            posts.push(post);
        }
        posts
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A new command id.
fn command() -> CommandId {
    CommandId(uuid::Uuid::now_v7())
}

/// Fifty officers, each on a line of its own, one command after the other; beside so many lines that flood.
async fn registrar(folder: &Path, part: Duration, flood: usize) -> (Figures, Vec<Insert>) {
    let station = Station::new(folder).await;
    let posts = station.officers(OFFICERS + 1).await;
    let enough = Arc::new(AtomicBool::new(false));
    let mut flooding = Vec::new();
    for _ in 0..flood {
        flooding.push(tokio::spawn(write(&station, posts[0], Arc::clone(&enough)).await));
    }
    let mut writing = Vec::new();
    for post in &posts[1..] {
        writing.push(tokio::spawn(write(&station, *post, Arc::clone(&enough)).await));
    }
    tokio::time::sleep(part).await;
    enough.store(true, Ordering::SeqCst);
    let (mut took, mut others) = (Vec::new(), 0);
    for one in writing {
        took.extend(one.await.expect("it ends"));
    }
    for one in flooding {
        others += one.await.expect("it ends").len();
    }
    let folder = station.end();
    let inserts = inserts(&folder.path().join("store"), took.len() + others);
    (Figures::of(took, part), inserts)
}

/// A form as it comes in a file, of an enterprise of its own.
fn form(no: usize) -> String {
    let name = format!("公司 {no}");
    serde_json::json!({
        "enterprise": { "name": name }, "role": "respondent", "kind": "section-337", "jurisdiction": "US",
        "forum": "USITC", "docket": format!("337-{no}"), "counterpart": "Larkspur Photonics Inc.",
        "served_on": "2026-11-05", "state_secret": false, "received_at": "2026-11-09T10:30:00+08:00"
    })
    .to_string()
}

/// One officer takes a long file in while the others write: records taken, and how long each transaction took.
async fn long_intake(folder: &Path, part: Duration) -> (usize, Vec<Duration>) {
    let station = Station::new(folder).await;
    let posts = station.officers(OFFICERS).await;
    let enough = Arc::new(AtomicBool::new(false));
    let mut writing = Vec::new();
    for post in &posts[1..] {
        writing.push(tokio::spawn(write(&station, *post, Arc::clone(&enough)).await));
    }
    let bytes = (0..20_000).map(form).collect::<Vec<_>>().join("\n").into_bytes();
    let (file, total) = (Hash::of(&bytes), bytes.len() as u64);
    let mut client = station.acting(posts[0]).await;
    for (no, piece) in (0..).zip(bytes.chunks(PIECE_BYTES_MAX)) {
        let put = Request::PutFile { hash: file, offset: no * PIECE_BYTES_MAX as u64, total, bytes: piece.to_vec() };
        assert_eq!(client.ask(put).await.expect("an answer"), Reply::Done);
    }
    let (begun, mut taken, run) = (Instant::now(), 0, command());
    while begun.elapsed() < part {
        let (name, from) = ("requests.jsonl".to_owned(), u32::try_from(taken).expect("small"));
        let request = IntakeRequest { run, file, name, kind: None, dry_run: false, from };
        match client.ask(Request::Intake(request)).await.expect("an answer") {
            Reply::Intake(reply) if !reply.items.is_empty() => taken += reply.items.len(),
            Reply::Intake(_) => break,
            other => panic!("{other:?}"),
        }
    }
    enough.store(true, Ordering::SeqCst);
    for one in writing {
        one.await.expect("it ends");
    }
    let log = std::fs::read_to_string(station.path().join("log")).expect("a log");
    let took = log.lines().filter_map(|line| line.split_once("took_us="));
    let took = took.filter_map(|(_, rest)| rest.split_whitespace().next()?.parse().ok().map(Duration::from_micros));
    (taken, took.collect())
}

/// A client on a line of its own; what it does is run apart.
async fn write(
    station: &Station,
    post: PostId,
    enough: Arc<AtomicBool>,
) -> impl Future<Output = Vec<Duration>> + Send + 'static {
    let mut client = station.acting(post).await;
    async move {
        let mut took = Vec::new();
        loop {
            if enough.load(Ordering::SeqCst) {
                break;
            }
            let act = Act::Register(Box::new(draft(&format!("公司 {}", uuid::Uuid::now_v7().simple()))));
            let one = Instant::now();
            match client.ask(Request::Do { command: command(), seen: None, act }).await.expect("an answer") {
                Reply::Changed(_) => took.push(one.elapsed()),
                Reply::Fault(_) => {}
                other => panic!("{other:?}"),
            }
        }
        took
    }
}
