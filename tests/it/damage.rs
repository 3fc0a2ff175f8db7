//! Damage to what follows from the entries, and to entries of which nothing follows yet: the first is made anew, the
//! second is left out by name until somebody decides.

use crate::casework::house::draft;
use crate::support::{Patient, Station, command, done, me, verified};
use dutydesk::boards::timeline::Happening;
use dutydesk::boards::window::{List, WindowQuery};
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::ids::{PostId, RecordId};
use dutydesk::journal::{Journal, KeyPlaces, verify_offline};
use dutydesk::wire::client::Client;
use dutydesk::wire::{Decision, Reply, Request};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use std::path::Path;
use std::time::{Duration, Instant};

/// Flips a bit in the value of the last row of a table whose key is wanted; that key.
fn flip(store: &Path, table: &'static str, wanted: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let table: TableDefinition<'static, &[u8], &[u8]> = TableDefinition::new(table);
    let db = Database::open(store.join("record.redb")).expect("a store");
    let transaction = db.begin_write().expect("a transaction");
    let key = {
        let mut table = transaction.open_table(table).expect("a table");
        let mut rows: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        for row in table.iter().expect("rows") {
            let (key, value) = row.expect("a row");
            rows.push((key.value().to_vec(), value.value().to_vec()));
        }
        let (key, mut value) = rows.into_iter().rfind(|(key, _)| wanted(key)).expect("such a row");
        let last = value.len() - 1;
        value[last] ^= 1;
        table.insert(key.as_slice(), value.as_slice()).expect("put");
        key
    };
    transaction.commit().expect("written");
    key
}

fn keys(station: &Station) -> KeyPlaces {
    KeyPlaces::file(station.folder.path().join("store.key"))
}

fn note(id: RecordId, text: &str) -> Act {
    Act::Dispute(id, DisputeAct::Note { text: text.into() })
}

/// The answer that is wanted, from a daemon that is started again whenever it ended: whoever meets the damage is cut off.
async fn wanted<T>(station: &mut Station, post: PostId, ask: Request, is: impl Fn(Reply) -> Option<T>) -> T {
    let until = Instant::now() + Duration::from_secs(60);
    while Instant::now() < until {
        if station.ended().is_some() {
            station.start_under(&[]);
        }
        let mut client = Patient::new(station, Some(post));
        let asked = tokio::time::timeout(Duration::from_secs(2), client.ask(ask.clone())).await;
        if let Some(told) = asked.ok().and_then(&is) {
            return told;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{ask:?} is not answered any more: {}", station.log());
}

/// The history of a record.
async fn history(station: &mut Station, post: PostId, id: RecordId) -> Vec<Happening> {
    let is = |reply| if let Reply::History(told) = reply { Some(told) } else { None };
    wanted(station, post, Request::History(id), is).await
}

/// A store with two disputes, of which the second has two notes; the post that made them.
async fn station() -> (Station, PostId, [RecordId; 2]) {
    let station = Station::practice("ZJ").await;
    let mut client = station.officer_of("ZJ").await;
    let first = done(&mut client, Act::Register(Box::new(draft("海岳智能")))).await;
    let second = done(&mut client, Act::Register(Box::new(draft("远岬光电")))).await;
    done(&mut client, note(second, "已电话联系")).await;
    done(&mut client, note(second, "等其补材料")).await;
    let me = me(&mut client).await;
    let unit = me.units.iter().find(|unit| unit.code == "ZJ").expect("a unit").id;
    let post = me.posts.iter().find(|post| post.unit == unit).expect("a post").id;
    (station, post, [first, second])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_folded_record_or_row_is_made_anew_from_the_entries() {
    let (mut station, post, [first, second]) = station().await;
    let told = history(&mut station, post, first).await;
    // What is small of a unit, by what a record is known, the record, where its entries are; and the row of a board.
    for shelf in [Some(0), Some(1), Some(2), Some(12), None] {
        assert!(station.terminate(), "shelf {shelf:?}");
        let of_first = |key: &[u8]| key.ends_with(first.0.as_bytes());
        match shelf {
            Some(0) => flip(&station.store(), "folded", |key| key.get(16) == Some(&0)),
            Some(shelf) => flip(&station.store(), "folded", |key| key.get(16) == Some(&shelf) && of_first(key)),
            None => flip(&station.store(), "rows", of_first),
        };
        let found = verify_offline(&station.store(), &keys(&station), &station.store().join("anchors.txt"));
        let wrong = found.expect("readable").first_wrong.expect("it is damaged");
        assert!(wrong.contains("makes it anew"), "shelf {shelf:?}: {wrong}");
        let before = station.log().len();
        station.start_under(&[]);
        assert_eq!(history(&mut station, post, first).await, told, "shelf {shelf:?}");
        // All follows from the entries, and work goes on.
        let whole = |reply| if let Reply::Verified(found) = reply { found.folded.then_some(()) } else { None };
        wanted(&mut station, post, Request::Verify, whole).await;
        let again = Request::Do { command: command(), seen: None, act: note(second, "照常") };
        wanted(&mut station, post, again, |reply| matches!(reply, Reply::Changed(_)).then_some(())).await;
        assert!(station.log()[before..].contains("anew"), "shelf {shelf:?}: the log warns of it");
    }
}

/// May the note be written? Else why not.
async fn noted(client: &mut Client, id: RecordId) -> Result<(), String> {
    match client.ask(Request::Do { command: command(), seen: None, act: note(id, "续") }).await.expect("an answer") {
        Reply::Changed(_) => Ok(()),
        Reply::Fault(why) => Err(why.en),
        other => panic!("{other:?}"),
    }
}

/// How many disputes are seen.
async fn seen(client: &mut Client) -> u32 {
    let (filter, order) = (String::new(), Vec::new());
    let query = WindowQuery { list: List::AllDisputes, filter, offset: 0, limit: 5, anchor: None, order };
    match client.ask(Request::Window(query)).await.expect("an answer") {
        Reply::Window(window) => window.total,
        other => panic!("{other:?}"),
    }
}

/// Damages the last but one entry of the longest book, or puts it right again; its name.
fn flip_last_but_one(store: &Path) -> String {
    let number = |key: &[u8]| u64::from_be_bytes(key[16..].try_into().expect("a number"));
    let entries: TableDefinition<'static, &[u8], &[u8]> = TableDefinition::new("entries");
    let longest = {
        let db = Database::open(store.join("record.redb")).expect("a store");
        let table = db.begin_read().expect("a state").open_table(entries).expect("entries");
        let keys = table.iter().expect("rows").map(|row| row.expect("a row").0.value().to_vec());
        keys.max_by_key(|key| number(key)).expect("an entry")
    };
    let key = flip(store, "entries", |key| key[..16] == longest[..16] && number(key) == number(&longest) - 1);
    let unit: String = key[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("book {unit} entry {}", number(&key))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_entry_that_is_not_folded_yet_is_left_out_by_name_until_somebody_decides() {
    let (mut station, _, [first, second]) = station().await;
    assert!(station.terminate());
    Journal::open(&station.store(), &keys(&station)).expect("a store").unfold().expect("nothing is folded");
    let name = flip_last_but_one(&station.store());
    // Started twice: what was folded meanwhile does not hide it.
    for _ in 0..2 {
        station.start().await;
        let mut client = station.officer_of("ZJ").await;
        let why = noted(&mut client, first).await.expect_err("writes are held");
        assert!(why.contains(&name) && why.contains("--quarantine"), "{why}");
        assert_eq!(seen(&mut client).await, 2, "the rest is read");
        assert!(station.terminate());
    }
    // Put right, it is as if nothing had been.
    flip_last_but_one(&station.store());
    station.start().await;
    let mut client = station.officer_of("ZJ").await;
    assert_eq!(noted(&mut client, second).await, Ok(()));
    assert!(verified(&mut client).await.folded);
    assert!(station.terminate());
    Journal::open(&station.store(), &keys(&station)).expect("a store").unfold().expect("nothing is folded");
    let name = flip_last_but_one(&station.store());
    station.start().await;
    let mut client = station.officer_of("ZJ").await;
    assert!(noted(&mut client, first).await.expect_err("writes are held").contains(&name));
    assert_eq!(client.ask(Request::Decide(Decision::Quarantine)).await.expect("an answer"), Reply::Done);
    for _ in 0..2 {
        assert_eq!(noted(&mut client, first).await, Ok(()), "decided once is decided");
        assert_eq!(noted(&mut client, second).await, Ok(()));
        assert!(station.terminate());
        station.start().await;
        client = station.officer_of("ZJ").await;
    }
    let Reply::Verified(found) = client.ask(Request::Verify).await.expect("an answer") else { panic!("no check") };
    assert!(found.first_wrong.expect("still told").contains(&name));
    assert_eq!(found.read_only, None);
}
