//! Stores of a size: made by `dutydesk demo --disputes N`, killed, started again. Printed side by side: how fast they are
//! made against a bare sealed insert of the same bytes in the same run, how soon after a kill the first window and the
//! first write are answered, when all is loaded, what a dispute costs in memory and how that grows.
//!
//! `DUTYDESK_SIZES=10000,100000,1000000 cargo bench --bench million`; without it, ten thousand alone. In the folder
//! `DUTYDESK_STORES`, if one is named, stores are kept by their size and only started the next time.

use chacha20poly1305::aead::{AeadInPlace, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use dutydesk::boards::window::{List, Rows, WindowQuery};
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::ids::{CommandId, RecordId};
use dutydesk::wire::client::Client;
use dutydesk::wire::{Reply, Request, Status};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A row as its bytes.
type KeyValue = (Vec<u8>, Vec<u8>);

/// Disputes in one transaction of the bare insert: what the registrar commits at once.
const DISPUTES_AT_ONCE: u64 = 256;

/// How long a daemon may take for anything.
const WITHIN: Duration = Duration::from_secs(600);

fn main() {
    // Tried once beside the tests: does it run at all?
    let tried = if std::env::args().any(|word| word == "--test") { "200" } else { "10000" };
    let sizes = std::env::var("DUTYDESK_SIZES").unwrap_or_else(|_| tried.into());
    let sizes: Vec<u64> = sizes.split(',').map(|size| size.trim().parse().expect("a number of disputes")).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    println!(
        "disputes  made/s  bare/s  ratio  first window ms  first write ms  loaded ms  window 50/99  RSS MiB  B/dispute  file MiB"
    );
    for size in sizes {
        runtime.block_on(one(size));
    }
}

/// A store of one size, from its making to its start after a kill.
async fn one(size: u64) {
    let folder = tempfile::TempDir::with_prefix("dutydesk-million-").expect("a folder");
    let kept = std::env::var_os("DUTYDESK_STORES").map(PathBuf::from);
    let store = kept.map_or_else(|| folder.path().join("store"), |stores| stores.join(size.to_string()));
    let made = (!store.exists()).then(|| made(&store, size));
    let base = rss_of_empty(folder.path()).await;
    let mut daemon = start(&store);
    let id = first_window(&store).await;
    daemon.kill().expect("it is killed");
    daemon.wait().expect("it ends");
    let begun = Instant::now();
    let mut daemon = start(&store);
    first_window(&store).await;
    let window = begun.elapsed();
    let mut client = connected(&store).await;
    let act = Act::Dispute(id, DisputeAct::Note { text: "after the kill".into() });
    let command = CommandId(uuid::Uuid::now_v7());
    let noted = client.ask(Request::Do { command, seen: None, act }).await.expect("an answer");
    assert!(matches!(noted, Reply::Changed(_)), "{noted:?}");
    let write = begun.elapsed();
    let status = loaded(&mut client).await;
    let loaded = begun.elapsed();
    let asked = windows(&mut client).await;
    daemon.kill().expect("it is killed");
    daemon.wait().expect("it ends");
    let bare = made.map(|_| bare(&store.join("record.redb"), folder.path(), size));
    let bytes = std::fs::metadata(store.join("record.redb")).expect("a file").len();
    let or_none = |figure: Option<f64>, digits: usize| figure.map_or("-".to_owned(), |one| format!("{one:.digits$}"));
    println!(
        "{size:>8} {:>7} {:>7} {:>6} {:>16.0} {:>15.0} {:>10.0} {:>13} {:>8} {:>10.0} {:>9}",
        or_none(made, 0),
        or_none(bare, 0),
        or_none(made.zip(bare).map(|(made, bare)| made / bare), 2),
        window.as_secs_f64() * 1e3,
        write.as_secs_f64() * 1e3,
        loaded.as_secs_f64() * 1e3,
        asked,
        status.rss_bytes >> 20,
        status.rss_bytes.saturating_sub(base) as f64 / size as f64,
        bytes >> 20,
    );
}

/// Makes a store; how many disputes a second.
fn made(store: &Path, size: u64) -> f64 {
    let begun = Instant::now();
    let made = Command::new(env!("CARGO_BIN_EXE_dutydesk"))
        .args(["demo", "--prepare", "--disputes", &size.to_string(), "--keep"])
        .arg(store)
        .env("DUTYDESK_STORE_KEY", key(store))
        .stdin(Stdio::null())
        .output()
        .expect("the program");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let told = String::from_utf8_lossy(&made.stderr).into_owned();
    rate(&told).unwrap_or(size as f64 / begun.elapsed().as_secs_f64())
}

/// Windows anywhere in the list, as a desk gets them over the socket: p50 and p99 in milliseconds.
async fn windows(client: &mut Client) -> String {
    let mut all = Vec::new();
    let mut total = 1;
    for no in 0..300_u64 {
        let offset = u32::try_from(no * 7_919_777 % total).expect("a row");
        let query = WindowQuery {
            list: List::AllDisputes,
            filter: String::new(),
            offset,
            limit: 100,
            anchor: None,
            order: Vec::new(),
        };
        let begun = Instant::now();
        let Reply::Window(window) = client.ask(Request::Window(query)).await.expect("an answer") else { panic!() };
        all.push(begun.elapsed().as_secs_f64() * 1e3);
        total = u64::from(window.total.max(1));
    }
    all.sort_by(f64::total_cmp);
    format!("{:.2}/{:.2}", all[all.len() / 2], all[all.len() * 99 / 100])
}

/// The rate that the making told last: `…, N a second`.
fn rate(told: &str) -> Option<f64> {
    let line = told.lines().rev().find(|line| line.contains("a second") || line.contains("每秒"))?;
    line.rsplit([',', ' ']).find_map(|word| word.parse::<f64>().ok())
}

/// Memory of a daemon with next to nothing in its store.
async fn rss_of_empty(folder: &Path) -> u64 {
    let store = folder.join("empty");
    let mut daemon = start(&store);
    let status = status(&mut connected(&store).await).await;
    daemon.kill().expect("it is killed");
    daemon.wait().expect("it ends");
    status.rss_bytes
}

fn start(store: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_dutydesk"))
        .args(["daemon", "--foreground", "--store"])
        .arg(store)
        .arg("--socket")
        .arg(socket(store))
        .env("DUTYDESK_STORE_KEY", key(store))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the daemon starts")
}

/// The store key lies beside the store, not in it.
fn key(store: &Path) -> PathBuf {
    store.with_extension("key")
}

fn socket(store: &Path) -> PathBuf {
    store.join("daemon.sock")
}

async fn connected(store: &Path) -> Client {
    let (owner, until) = (rustix::process::geteuid().as_raw(), Instant::now() + WITHIN);
    loop {
        match Client::connect(&socket(store), owner).await {
            Ok(client) => return client,
            Err(error) if Instant::now() > until => panic!("the daemon does not answer: {error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(2)).await,
        }
    }
}

/// The first window that has a row; the record of that row.
async fn first_window(store: &Path) -> RecordId {
    let mut client = connected(store).await;
    client.ask(Request::Watch).await.expect("an answer");
    loop {
        let (filter, anchor) = (String::new(), None);
        let query = WindowQuery { list: List::AllDisputes, filter, offset: 0, limit: 100, anchor, order: Vec::new() };
        if let Reply::Window(window) = client.ask(Request::Window(query)).await.expect("an answer")
            && let Rows::Disputes(rows) = &window.rows
            && let Some(row) = rows.first()
        {
            return row.id;
        }
    }
}

async fn status(client: &mut Client) -> Status {
    match client.ask(Request::Status).await.expect("an answer") {
        Reply::Status(status) => *status,
        other => panic!("{other:?}"),
    }
}

async fn loaded(client: &mut Client) -> Status {
    loop {
        let status = status(client).await;
        if status.loading.is_none() {
            return status;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

const TABLES: [&str; 4] = ["entries", "rows", "folded", "slips_out"];

/// Disputes a second when the same bytes are only sealed and inserted, in transactions as large.
fn bare(record: &Path, folder: &Path, size: u64) -> f64 {
    let from = Database::open(record).expect("the store");
    let to = Database::create(folder.join("bare.redb")).expect("a file");
    let cipher = XChaCha20Poly1305::new(&[7; 32].into());
    let seal = |plain: &[u8]| {
        let mut sealed = plain.to_vec();
        let tag = cipher.encrypt_in_place_detached(XNonce::from_slice(&[1; 24]), b"", &mut sealed).expect("sealed");
        sealed.extend_from_slice(&tag);
        sealed
    };
    let transaction = from.begin_read().expect("a state");
    let bytes: Vec<_> = TABLES
        .iter()
        .filter_map(|name| {
            let definition: TableDefinition<&[u8], &[u8]> = TableDefinition::new(name);
            transaction.open_table(definition).ok().map(|table| (*name, table))
        })
        .collect();
    let results: TableDefinition<u128, &[u8]> = TableDefinition::new("results");
    let arrivals: TableDefinition<u64, &[u8]> = TableDefinition::new("arrivals");
    let (results_from, arrivals_from) =
        (transaction.open_table(results).expect("results"), transaction.open_table(arrivals).expect("arrivals"));
    let mut bytes: Vec<_> = bytes.iter().map(|(name, table)| (*name, table.iter().expect("rows"))).collect();
    let (mut results_rows, mut arrivals_rows) =
        (results_from.iter().expect("rows"), arrivals_from.iter().expect("rows"));
    let batches = size.div_ceil(DISPUTES_AT_ONCE);
    let share = |rows: u64| usize::try_from(rows.div_ceil(batches)).expect("a batch");
    let shares: Vec<usize> = TABLES.iter().map(|name| share(count(&transaction, name))).collect();
    let mut spent = Duration::ZERO;
    for _ in 0..batches {
        let mut of_tables: Vec<(&str, Vec<KeyValue>)> = Vec::new();
        for ((name, rows), share) in bytes.iter_mut().zip(&shares) {
            let some = rows.by_ref().take(*share).map(|row| row.expect("a row"));
            of_tables.push((name, some.map(|(key, value)| (key.value().to_vec(), value.value().to_vec())).collect()));
        }
        let some = results_rows.by_ref().take(2 * DISPUTES_AT_ONCE as usize).map(|row| row.expect("a row"));
        let of_results: Vec<(u128, Vec<u8>)> = some.map(|(key, value)| (key.value(), value.value().to_vec())).collect();
        let some = arrivals_rows.by_ref().take(3 * DISPUTES_AT_ONCE as usize).map(|row| row.expect("a row"));
        let of_arrivals: Vec<(u64, Vec<u8>)> = some.map(|(key, value)| (key.value(), value.value().to_vec())).collect();
        let begun = Instant::now();
        let mut write = to.begin_write().expect("a transaction");
        write.set_quick_repair(true);
        for (name, rows) in &of_tables {
            let definition: TableDefinition<&[u8], &[u8]> = TableDefinition::new(name);
            let mut table = write.open_table(definition).expect("a table");
            for (key, value) in rows {
                table.insert(key.as_slice(), seal(value).as_slice()).expect("inserted");
            }
        }
        {
            let mut table = write.open_table(results).expect("a table");
            for (key, value) in &of_results {
                table.insert(key, seal(value).as_slice()).expect("inserted");
            }
            let mut table = write.open_table(arrivals).expect("a table");
            for (key, value) in &of_arrivals {
                table.insert(key, seal(value).as_slice()).expect("inserted");
            }
        }
        write.commit().expect("durable");
        spent += begun.elapsed();
    }
    size as f64 / spent.as_secs_f64()
}

fn count(transaction: &redb::ReadTransaction, name: &str) -> u64 {
    use redb::ReadableTableMetadata;
    let definition: TableDefinition<&[u8], &[u8]> = TableDefinition::new(name);
    transaction.open_table(definition).map_or(0, |table| table.len().expect("a count"))
}
