//! A destroyed body: gone for every reader at once, and from the file to the last byte that could open it; the chain, the
//! auditor, a copy and an older program's store agree with what is left.

use crate::casework::house::draft;

use crate::support::{Station, act_as, ask, done, me, verified};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::destruction::{Destroyable, DestructionAct};
use dutydesk::casework::ids::RecordId;
use dutydesk::journal::{KeyPlaces, verify_offline};
use dutydesk::wire::client::Client;
use dutydesk::wire::{Reply, Request, VaultRequest};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

const CANARY: &str = "canary-配方第三步";
const KEYS: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("keys");
const ENTRIES: TableDefinition<'static, &[u8], &[u8]> = TableDefinition::new("entries");

fn destruction(case: RecordId, act: DestructionAct) -> Act {
    Act::Dispute(case, DisputeAct::Destruction(act))
}

/// A case with a note, and the second person of its unit.
async fn noted(station: &Station) -> (Client, Client, RecordId) {
    let mut lead = station.officer_of("ZJ").await;
    let case = done(&mut lead, Act::Register(Box::new(draft("海岳智能")))).await;
    done(&mut lead, Act::Dispute(case, DisputeAct::Note { text: CANARY.into() })).await;
    let posts = station.officers("ZJ", 1).await;
    let mut duty = station.client().await;
    act_as(&mut duty, posts[0]).await;
    (lead, duty, case)
}

async fn destroyed(duty: &mut Client, lead: &mut Client, case: RecordId) {
    let (what, no, basis) = (Destroyable::Note, 1, "局函 [2026] 7 号".to_owned());
    done(duty, destruction(case, DestructionAct::Propose { what, no, basis })).await;
    done(lead, destruction(case, DestructionAct::Destroy { what, no })).await;
}

async fn rotated(client: &mut Client) {
    let until = Instant::now() + Duration::from_secs(90);
    loop {
        match client.ask(Request::Vault(VaultRequest::Status)).await.expect("an answer") {
            Reply::Vault(status) if status.old_keys == 0 => return,
            Reply::Vault(_) => {}
            other => panic!("{other:?}"),
        }
        assert!(Instant::now() < until, "the rotation does not end");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Each wrapped key of a closed store, opened with the store key by calls of the test's own.
fn opened_keys(station: &Station) -> Vec<(Vec<u8>, u32, XChaCha20Poly1305)> {
    let text = fs::read_to_string(station.folder.path().join("store.key")).expect("the store key");
    let digits = text.split_whitespace().nth(1).expect("digits");
    let key: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("hex")).collect();
    let wrapping = XChaCha20Poly1305::new_from_slice(&key).expect("a key");
    let db = Database::open(station.store().join("record.redb")).expect("a store");
    let transaction = db.begin_read().expect("a read");
    let meta: TableDefinition<'static, &[u8], &[u8]> = TableDefinition::new("meta");
    let id = transaction.open_table(meta).expect("meta").get(b"id".as_slice()).expect("read").expect("there");
    let id = id.value().to_vec();
    let keys = transaction.open_table(KEYS).expect("keys");
    let each = keys.iter().expect("rows").map(|row| {
        let (no, wrapped) = row.expect("a row");
        let (no, wrapped) = (u32::try_from(no.value()).expect("small"), wrapped.value().to_vec());
        let about = [b"dutydesk data key\x01".as_slice(), &id, &no.to_be_bytes(), &wrapped[1..18]].concat();
        let payload = Payload { msg: &wrapped[42..], aad: &about };
        let key = wrapping.decrypt(XNonce::from_slice(&wrapped[18..42]), payload).expect("it opens");
        (wrapped, no, XChaCha20Poly1305::new_from_slice(&key).expect("a key"))
    });
    each.collect()
}

/// How many sealed entries anywhere in the file, live or in pages given up, this key opens to something with the canary.
fn told_by(file: &[u8], unit: &[u8], (no, cipher): (u32, &XChaCha20Poly1305), sealed: &[Vec<u8>]) -> usize {
    let opens = |(entry, value): (u64, &Vec<u8>)| {
        let place = [&[1], no.to_be_bytes().as_slice(), &[7], b"entries", unit, &entry.to_be_bytes()].concat();
        let plain = cipher.decrypt(XNonce::from_slice(&value[5..29]), Payload { msg: &value[29..], aad: &place });
        let here = file.windows(value.len()).any(|part| part == value.as_slice());
        here && plain.is_ok_and(|plain| plain.windows(CANARY.len()).any(|part| part == CANARY.as_bytes()))
    };
    (1..).zip(sealed).filter(|one| opens(*one)).count()
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|part| part == word)
}

/// The sealed entries of the longest book, in order, and its unit.
fn sealed_entries(store: &Path) -> (Vec<u8>, Vec<Vec<u8>>) {
    let db = Database::open(store.join("record.redb")).expect("a store");
    let table = db.begin_read().expect("a read").open_table(ENTRIES).expect("entries");
    let rows = table.iter().expect("rows").map(|row| row.expect("a row"));
    let rows: Vec<(Vec<u8>, Vec<u8>)> =
        rows.map(|(key, value)| (key.value().to_vec(), value.value().to_vec())).collect();
    let longest = rows.iter().max_by_key(|(key, _)| key[16..].to_vec()).expect("an entry").0[..16].to_vec();
    let book = rows.into_iter().filter(|(key, _)| key.starts_with(&longest)).map(|(_, value)| value).collect();
    (longest, book)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_cannot_be_opened_any_more_with_all_keys_and_all_pages_at_hand() {
    let mut station = Station::practice("ZJ").await;
    let (_, _, case) = noted(&station).await;
    assert!(station.terminate());
    let (before, (unit, entries)) = (opened_keys(&station), sealed_entries(&station.store()));
    let file = || fs::read(station.store().join("record.redb")).expect("the record");
    let told = before.iter().map(|(_, no, key)| told_by(&file(), &unit, (*no, key), &entries)).sum::<usize>();
    assert_eq!(told, 1, "before, the entry is there and opens");
    assert!(before.iter().all(|(wrapped, ..)| contains(&file(), &wrapped[18..])));
    let mut station = station;
    station.start().await;
    let mut lead = station.officer_of("ZJ").await;
    let duty_post = me(&mut lead).await.posts.iter().map(|post| post.id).max().expect("the second person's");
    let mut duty = station.client().await;
    act_as(&mut duty, duty_post).await;
    destroyed(&mut duty, &mut lead, case).await;
    rotated(&mut lead).await;
    // The keys are out of the table; what is left of them in the file is overwritten by a look or two more.
    let until = Instant::now() + Duration::from_secs(60);
    let gone = |station: &Station| {
        let file = fs::read(station.store().join("record.redb")).expect("the record");
        !before
            .iter()
            .filter(|(wrapped, ..)| wrapped[2..18] == unit)
            .any(|(wrapped, ..)| contains(&file, &wrapped[18..42]))
    };
    while !gone(&station) {
        assert!(Instant::now() < until, "wrapped keys are still in the file");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let found = verified(&mut lead).await;
    assert_eq!(found.destroyed, 1);
    assert!(station.terminate());
    // Everything that the store key still opens, against everything that the file still holds.
    let bytes = fs::read(station.store().join("record.redb")).expect("the record");
    for (_, no, key) in opened_keys(&station) {
        assert_eq!(told_by(&bytes, &unit, (no, &key), &entries), 0);
    }
    let found = verify_offline(&station.store(), &key_of(&station), &station.store().join("anchors.txt"));
    let found = found.expect("readable");
    assert_eq!((found.destroyed, found.first_wrong), (1, None));
}

fn key_of(station: &Station) -> KeyPlaces {
    KeyPlaces::file(station.folder.path().join("store.key"))
}

async fn history(client: &mut Client, case: RecordId) -> Vec<String> {
    match client.ask(Request::History(case)).await.expect("an answer") {
        Reply::History(told) => told.into_iter().map(|one| one.text.zh).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_moment_leaves_it_destroyed_or_not_asked() {
    let kills = if std::env::var_os("DUTYDESK_LONG").is_some() { 200 } else { 6 };
    let mut station = Station::practice("ZJ").await;
    let mut lead = station.officer_of("ZJ").await;
    let case = done(&mut lead, Act::Register(Box::new(draft("海岳智能")))).await;
    let posts = station.officers("ZJ", 1).await;
    for kill in 1..=kills {
        let mut lead = station.officer_of("ZJ").await;
        let mut duty = station.client().await;
        act_as(&mut duty, posts[0]).await;
        done(&mut lead, Act::Dispute(case, DisputeAct::Note { text: format!("{CANARY} {kill}") })).await;
        let (what, no, basis) = (Destroyable::Note, kill, "局函".to_owned());
        done(&mut duty, destruction(case, DestructionAct::Propose { what, no, basis })).await;
        let order = destruction(case, DestructionAct::Destroy { what, no });
        let asked = tokio::spawn(async move {
            lead.ask(Request::Do { command: crate::support::command(), seen: None, act: order }).await
        });
        tokio::time::sleep(Duration::from_micros(u64::from(kill) * 1_733 % 20_000)).await;
        station.kill();
        drop(asked.await);
        station.start().await;
        let mut lead = station.officer_of("ZJ").await;
        // Asked again, by whoever saw no answer: done now, or done before.
        match ask(&mut lead, destruction(case, DestructionAct::Destroy { what, no })).await {
            Ok(_) => {}
            Err(refusal) => assert_eq!(refusal.code(), "destroyed-already", "kill {kill}"),
        }
        assert!(!history(&mut lead, case).await.iter().any(|line| line.contains(CANARY)), "kill {kill}");
        verified(&mut lead).await;
    }
    assert!(station.terminate());
    eprintln!("{kills} destructions killed in the middle: each done once");
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_say_who_had_it_destroyed_and_why_and_a_body_that_went_without_an_order_is_named() {
    let mut station = Station::practice("ZJ").await;
    let (mut lead, mut duty, case) = noted(&station).await;
    done(&mut lead, Act::Dispute(case, DisputeAct::Note { text: "第二条".into() })).await;
    destroyed(&mut duty, &mut lead, case).await;
    let told = history(&mut lead, case).await;
    assert!(told.iter().any(|line| line == "记事 (已销毁)"), "{told:?}");
    assert!(told.iter().any(|line| line.starts_with("销毁记事 1") && line.contains("局函 [2026] 7 号")), "{told:?}");
    station.kill();
    station.start().await;
    let mut lead = station.officer_of("ZJ").await;
    assert_eq!(history(&mut lead, case).await, told, "the same after a start");
    verified(&mut lead).await;
    assert!(station.terminate());
    // Somebody with all keys takes another body away, as it should look; no entry says so.
    let (unit, entries) = sealed_entries(&station.store());
    let keys = opened_keys(&station);
    let db = Database::open(station.store().join("record.redb")).expect("a store");
    let transaction = db.begin_write().expect("a transaction");
    // Before the proposal and the order, the last two.
    let no = entries.len() as u64 - 2;
    {
        let mut table = transaction.open_table(ENTRIES).expect("entries");
        let (key, value) = ([unit.as_slice(), &no.to_be_bytes()].concat(), &entries[entries.len() - 3]);
        let by = u32::from_be_bytes(value[1..5].try_into().expect("four"));
        let cipher = &keys.iter().find(|(_, no, _)| *no == by).expect("its key").2;
        let place = [&[1], by.to_be_bytes().as_slice(), &[7], b"entries", &key].concat();
        let plain = cipher.decrypt(XNonce::from_slice(&value[5..29]), Payload { msg: &value[29..], aad: &place });
        let emptied = emptied(&plain.expect("it opens"));
        let mut sealed = value[..29].to_vec();
        sealed.extend(
            cipher.encrypt(XNonce::from_slice(&value[5..29]), Payload { msg: &emptied, aad: &place }).expect("sealed"),
        );
        table.insert(key.as_slice(), sealed.as_slice()).expect("put");
    }
    transaction.commit().expect("written");
    drop(db);
    let found = verify_offline(&station.store(), &key_of(&station), &station.store().join("anchors.txt"));
    let wrong = found.expect("readable").first_wrong.expect("named");
    assert!(wrong.contains(&format!("entry {no}: its body was destroyed, and no entry says so")), "{wrong}");
}

/// The envelope of an entry with nothing but its commitment: form, arrival, predecessor, then 1 and the commitment.
fn emptied(plain: &[u8]) -> Vec<u8> {
    // The arrival is a varint: its bytes but the last have the high bit.
    let arrival = plain[1..].iter().position(|byte| byte & 0x80 == 0).expect("it ends") + 1;
    let (head, body) = plain.split_at(1 + arrival + 32);
    assert_eq!(body[0], 0, "a whole body");
    let (salt, rest) = body[1..].split_at(16);
    let length = rest.iter().position(|byte| byte & 0x80 == 0).expect("it ends") + 1;
    let commitment = blake3::hash(&[b"dutydesk entry 1".as_slice(), salt, &rest[length..]].concat());
    [head, &[1], commitment.as_bytes()].concat()
}
