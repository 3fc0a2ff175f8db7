//! The auditor against whoever has the file: single changes of stored records, flipped bits, a rewritten book, and an old
//! copy in the place of the new one.

use crate::casework::house::{at, id};
use crate::journal::keys;
use dutydesk::casework::entry::{Entry, Fact, Slip};
use dutydesk::casework::ids::{CommandId, Hash, OfficerId, PostId, UnitId};
use dutydesk::casework::line::LineFact;
use dutydesk::casework::unit::{Author, Officer, Post, UnitCard};
use dutydesk::casework::words::{PostRole, UnitKind};
use dutydesk::exchange::keys::UnitKeys;
use dutydesk::journal::{Anchor, Arrived, Journal, Mode, append_anchors, encode_slip, verify_offline};
use redb::{Database, ReadableTable, TableDefinition};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

type Bytes = TableDefinition<'static, &'static [u8], &'static [u8]>;

const ENTRIES: u64 = 24;
const SLIPS: u64 = 9;

/// How often a random trial is made: quick, or long.
fn trials(quick: u64, long: u64) -> u64 {
    if std::env::var_os("DUTYDESK_LONG").is_some() { long } else { quick }
}

/// A small generator whose seed is printed: the same seed, the same trials.
struct Dice(u64);

impl Dice {
    fn new(what: &str) -> Self {
        let seed = std::env::var("DUTYDESK_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = seed.unwrap_or_else(|| u64::from(std::process::id()) ^ 0x9e37_79b9_7f4a_7c15);
        eprintln!("{what}: DUTYDESK_SEED={seed}");
        Self(seed | 1)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

fn entry(unit: UnitId, no: u64) -> Entry {
    let fact = Fact::Line(id(1), LineFact::Carried { upto: no });
    let cmd = CommandId(uuid::Uuid::from_u128(u128::from(no)));
    Entry { unit, no, at: at("2026-11-23T14:32:00+08:00"), author: Author::System, cmd, epoch: None, fact }
}

/// An officer's own entries: their commands have answers.
fn post() -> Author {
    Author::Post { post: PostId(1), officer: OfficerId(1), name: "x".into(), role: PostRole::Duty }
}

fn slip(from: UnitId, to: UnitId, no: u64) -> Slip {
    let fact = Fact::Line(to, LineFact::Carried { upto: no });
    Slip { from, to, no, at: at("2026-11-23T14:32:00+08:00"), author: "x".into(), fact }
}

/// A store with a book, a line to another unit and one from it.
fn store(folder: &Path) {
    let mut journal = Journal::open(folder, &keys()).expect("a store");
    let mut prev = Hash::NONE;
    journal.stage_mode(Mode::Real);
    for no in 1..=ENTRIES {
        journal.stage_entry(&Entry { author: post(), ..entry(id(0), no) }).expect("staged");
        if no <= SLIPS {
            journal.stage_slip_out(&slip(id(0), id(1), no)).expect("staged");
            let bytes = encode_slip(&slip(id(1), id(0), no)).expect("encodes");
            (_, prev) = journal.stage_slip_in((id(1), id(0)), no, prev, bytes);
        }
        journal.stage_result(CommandId(uuid::Uuid::from_u128(u128::from(no))), vec![no as u8; 20]);
        journal.commit().expect("written");
    }
}

fn verified(folder: &Path) -> Option<String> {
    verify_offline(folder, &keys(), &folder.join("anchors.txt")).expect("readable").first_wrong
}

/// The chains that are attacked: table, the name of a link in the report, how many links.
fn chains() -> [(Bytes, String, u64); 3] {
    let (a, b) = (id(0), id(1));
    [
        (TableDefinition::new("entries"), format!("book {a} entry"), ENTRIES),
        (TableDefinition::new("slips_out"), format!("line {a} to {b} slip"), SLIPS),
        (TableDefinition::new("slips_in"), format!("line {b} to {a} slip"), SLIPS),
    ]
}

/// One random change of one table; what it was, and the first number that it makes wrong.
fn attacked(file: &Path, table: Bytes, links: u64, dice: &mut Dice) -> (&'static str, u64) {
    let db = Database::open(file).expect("a file");
    let transaction = db.begin_write().expect("a transaction");
    let done = {
        let mut table = transaction.open_table(table).expect("a table");
        let mut rows: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        for row in table.iter().expect("rows") {
            let (key, value) = row.expect("a row");
            rows.push((key.value().to_vec(), value.value().to_vec()));
        }
        let at = dice.below(links) as usize;
        let other = (at + 1 + dice.below(links - 1) as usize) % links as usize;
        let mut put = |key: &[u8], value: &[u8]| drop(table.insert(key, value).expect("put"));
        match dice.below(5) {
            0 => {
                let mut value = rows[at].1.clone();
                let byte = dice.below(value.len() as u64) as usize;
                value[byte] ^= 1 << dice.below(8);
                put(&rows[at].0, &value);
                ("edit", at as u64 + 1)
            }
            1 => {
                drop(table.remove(rows[at].0.as_slice()).expect("removed"));
                ("deletion", at as u64 + 1)
            }
            2 => {
                let mut key = rows[links as usize - 1].0.clone();
                let last = key.len() - 8;
                key[last..].copy_from_slice(&(links + 1).to_be_bytes());
                put(&key, &rows[at].1);
                ("insertion", links + 1)
            }
            3 => {
                put(&rows[at].0, &rows[other].1);
                put(&rows[other].0, &rows[at].1);
                ("swap", at.min(other) as u64 + 1)
            }
            _ => {
                for (key, _) in &rows[at..] {
                    table.remove(key.as_slice()).expect("removed");
                }
                ("truncation", at as u64 + 1)
            }
        }
    };
    transaction.commit().expect("written");
    done
}

#[test]
fn every_edit_deletion_insertion_swap_and_truncation_is_found_with_its_first_number() {
    let mut dice = Dice::new("attacks");
    let folder = TempDir::new().expect("a folder");
    store(folder.path());
    assert_eq!(verified(folder.path()), None);
    let file = folder.path().join("record.redb");
    let whole = fs::read(&file).expect("the record");
    let count = trials(150, 10_000);
    for trial in 0..count {
        let chain = dice.below(3) as usize;
        let (table, name, links) = chains()[chain].clone();
        fs::write(&file, &whole).expect("as it was");
        let (what, no) = attacked(&file, table, links, &mut dice);
        let found =
            verified(folder.path()).unwrap_or_else(|| panic!("trial {trial}: {what} of {name} {no} was not found"));
        assert!(found.starts_with(&format!("{name} {no}:")), "trial {trial}: {what} of {name} {no}, found: {found}");
    }
    eprintln!("{count} attacks, all found with their first number");
}

/// Rows without a chain that the entries bind all the same, or that the rest cannot be read without: table, how many, how
/// the key looks, and what the report says of one that was taken away. Not among them: board rows and folded records, which
/// are a cache (`dutydesk verify` compares them with the entries while a daemon runs), and drafts, which are no record.
fn beside(dice: &mut Dice, folder: &Path) -> Option<String> {
    let results: TableDefinition<'static, u128, &[u8]> = TableDefinition::new("results");
    let numbered: [TableDefinition<'static, u64, &[u8]>; 3] =
        ["arrivals", "officers", "keys"].map(TableDefinition::new);
    let meta: Bytes = TableDefinition::new("meta");
    let db = Database::open(folder.join("record.redb")).expect("a file");
    let transaction = db.begin_write().expect("a transaction");
    macro_rules! attack {
        ($table:expr, $keys:expr) => {{
            let mut table = transaction.open_table($table).expect("a table");
            let keys: Vec<_> = $keys;
            let key = keys[dice.below(keys.len() as u64) as usize];
            let other = keys[dice.below(keys.len() as u64) as usize];
            let value = table.get(key).expect("read").expect("there").value().to_vec();
            let instead = table.get(other).expect("read").expect("there").value().to_vec();
            match dice.below(3) {
                0 => drop(table.remove(key).expect("removed")),
                1 if key != other => {
                    table.insert(key, instead.as_slice()).expect("put");
                    table.insert(other, value.as_slice()).expect("put");
                }
                _ => {
                    let mut value = value;
                    let byte = dice.below(value.len() as u64) as usize;
                    value[byte] ^= 1 << dice.below(8);
                    table.insert(key, value.as_slice()).expect("put");
                }
            }
        }};
    }
    match dice.below(5) {
        0 => attack!(results, (1..=u128::from(ENTRIES)).collect()),
        1 => attack!(numbered[0], (1..=ENTRIES + SLIPS).collect()),
        2 => attack!(numbered[1], vec![1, 2]),
        3 => attack!(numbered[2], vec![1, 2]),
        _ => attack!(meta, vec![b"tail".as_slice(), b"names"]),
    }
    transaction.commit().expect("written");
    drop(db);
    verified(folder)
}

#[test]
fn what_has_no_chain_is_bound_by_the_entries_and_missed_when_it_goes() {
    let mut dice = Dice::new("attacks beside the chains");
    let folder = TempDir::new().expect("a folder");
    store(folder.path());
    let mut journal = Journal::open(folder.path(), &keys()).expect("a store");
    for no in [1, 2] {
        let about = Officer { id: OfficerId(no), uid: no, account: "a".into(), account_made: None, name: "n".into() };
        let post = Post { id: PostId(no), officer: OfficerId(no), unit: id(0), role: PostRole::Duty };
        let fact = Fact::Posted(Box::new(about.clone()), post);
        let no = ENTRIES + u64::from(no);
        journal.stage_entry(&Entry { fact, ..entry(id(0), no) }).expect("staged");
        journal.stage_officer(about);
        journal.commit().expect("written");
    }
    drop(journal);
    assert_eq!(verified(folder.path()), None);
    let file = folder.path().join("record.redb");
    let whole = fs::read(&file).expect("the record");
    let count = trials(100, 10_000);
    for trial in 0..count {
        fs::write(&file, &whole).expect("as it was");
        assert!(beside(&mut dice, folder.path()).is_some(), "trial {trial} was not found");
    }
    eprintln!("{count} attacks beside the chains, all found");
    fs::write(&file, &whole).expect("as it was");
    tampered_result(&file);
    let command = uuid::Uuid::from_u128(7);
    assert_eq!(verified(folder.path()), Some(format!("result of command {command}: missing")));
}

/// Takes the answer of one command away: asked again, it would be done twice.
fn tampered_result(file: &Path) {
    let results: TableDefinition<'static, u128, &[u8]> = TableDefinition::new("results");
    let db = Database::open(file).expect("a file");
    let transaction = db.begin_write().expect("a transaction");
    drop(transaction.open_table(results).expect("results").remove(7).expect("removed").expect("it was there"));
    transaction.commit().expect("written");
}

#[test]
fn a_head_that_a_peer_gives_back_must_be_in_our_book() {
    let place = TempDir::new().expect("a folder");
    let (_, card) = unit();
    let links = book(place.path(), &card, None);
    let mut journal = Journal::open(place.path(), &keys()).expect("a store");
    let mut prev = Hash::NONE;
    for (no, yours) in [(1, links[3]), (2, links[11]), (3, Hash::of(b"of a book that was thrown away"))] {
        assert_eq!(verified_with(journal, place.path()), None, "before slip {no}");
        journal = Journal::open(place.path(), &keys()).expect("a store");
        let (on, hash) = (chrono::NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day"), Hash::of(b"theirs"));
        let head = LineFact::Head { on, hash, signature: vec![0; 64], yours: Some(yours) };
        let slip = Slip { fact: Fact::Line(card.id, head), ..slip(id(1), card.id, no) };
        let bytes = encode_slip(&slip).expect("encodes");
        (_, prev) = journal.stage_slip_in((id(1), card.id), no, prev, bytes);
        journal.commit().expect("written");
    }
    let found = verified_with(journal, place.path());
    assert_eq!(found, Some(format!("book {}: a head that a peer gave back is not in it", card.id)));
}

fn verified_with(journal: Journal, folder: &Path) -> Option<String> {
    drop(journal);
    verified(folder)
}

/// What a reader gets out of a store: by arrival, and what every command answered.
type All = (BTreeMap<u64, String>, BTreeMap<u64, Option<Vec<u8>>>);

/// All that can be read, and whether something was told to be damaged. Nothing: the store was refused.
fn read_all(folder: &Path) -> Option<(All, bool)> {
    let journal = Journal::open(folder, &keys()).ok()?;
    let mut arrived = BTreeMap::new();
    let each = |no, one: Arrived| drop(arrived.insert(no, format!("{one:?}")));
    let damages = journal.reader().replay(journal.arrivals(), each).ok()?;
    let mut told = !damages.is_empty() || !journal.undecided().is_empty();
    let mut results = BTreeMap::new();
    for no in 1..=ENTRIES {
        match journal.result(CommandId(uuid::Uuid::from_u128(u128::from(no)))) {
            Ok(result) => drop(results.insert(no, result)),
            Err(_) => told = true,
        }
    }
    Some(((arrived, results), told))
}

#[test]
fn no_flipped_bit_is_read_as_something_else() {
    let mut dice = Dice::new("flips");
    let folder = TempDir::new().expect("a folder");
    store(folder.path());
    let (whole_arrived, whole_results) = read_all(folder.path()).expect("readable").0;
    let file = folder.path().join("record.redb");
    let whole = fs::read(&file).expect("the record");
    let (mut harmless, mut told, mut refused) = (0, 0, 0);
    let count = trials(150, 10_000);
    for trial in 0..count {
        let bit = dice.below(whole.len() as u64 * 8);
        let mut flipped = whole.clone();
        flipped[(bit / 8) as usize] ^= 1 << (bit % 8);
        fs::write(&file, &flipped).expect("put");
        match read_all(folder.path()) {
            None => refused += 1,
            Some(((arrived, results), noticed)) => {
                let wrong = arrived.iter().find(|(no, said)| whole_arrived.get(no) != Some(said));
                assert_eq!(wrong, None, "trial {trial}: bit {bit} was read as something else");
                let wrong = results.iter().find(|(no, said)| said.is_some() && whole_results.get(no) != Some(said));
                assert_eq!(wrong, None, "trial {trial}: bit {bit} was read as something else");
                let missing = arrived.len() < whole_arrived.len();
                assert!(noticed || !missing, "trial {trial}: bit {bit} took a record away unseen");
                if noticed { told += 1 } else { harmless += 1 }
            }
        }
    }
    eprintln!("{count} flips: 0 silently wrong, {told} told, {refused} refused at opening, {harmless} in free space");
}

/// A unit that signs, and its card.
fn unit() -> (UnitKeys, UnitCard) {
    let keys = UnitKeys::generate().expect("keys");
    let (verifying_key, sealing_key) = keys.card_keys();
    let id = UnitId::of_key(&verifying_key);
    let (zone, calendar) = ("Asia/Shanghai".into(), "CN".into());
    let (code, name_zh, name_en) = ("ZJ".into(), "浙江".into(), "Zhejiang".into());
    (keys, UnitCard { id, code, name_zh, name_en, kind: UnitKind::Center, zone, calendar, verifying_key, sealing_key })
}

/// A book of this unit in which entry `changed` says something else; the hash of each link.
fn book(folder: &Path, card: &UnitCard, changed: Option<u64>) -> Vec<Hash> {
    let mut journal = Journal::open(folder, &keys()).expect("a store");
    let mut links = Vec::new();
    for no in 1..=12 {
        let said = if changed == Some(no) { 1_000 } else { no };
        let fact = Fact::Line(id(1), LineFact::Carried { upto: said });
        let fact = if no == 1 { Fact::Founded(Box::new(card.clone())) } else { fact };
        journal.stage_entry(&Entry { fact, ..entry(card.id, no) }).expect("staged");
        links.push(journal.book_head(card.id).hash);
        journal.commit().expect("written");
    }
    links
}

fn anchored(path: &Path, (keys, card): (&UnitKeys, &UnitCard), hash: Hash, day: u32) -> PathBuf {
    let on = chrono::NaiveDate::from_ymd_opt(2026, 11, day).expect("a day");
    let signature = keys.sign(&Anchor::message(card.id, on, hash));
    append_anchors(path, &[Anchor { unit: card.id, on, hash, signature }]).expect("appended");
    path.to_owned()
}

#[test]
fn whoever_holds_an_older_head_sees_that_the_book_was_rewritten() {
    let mut dice = Dice::new("rewrites");
    let place = TempDir::new().expect("a folder");
    let (unit_keys, card) = unit();
    let honest = place.path().join("honest");
    fs::create_dir(&honest).expect("a folder");
    let links = book(&honest, &card, None);
    let count = trials(10, 100);
    for trial in 0..count {
        // With the store key and the whole file in hand: every entry written anew, chained and sealed as it should be.
        let rewritten = place.path().join(format!("rewritten-{trial}"));
        fs::create_dir(&rewritten).expect("a folder");
        book(&rewritten, &card, Some(2 + dice.below(11)));
        let head = links[dice.below(12) as usize];
        let anchors = anchored(&place.path().join(format!("anchors-{trial}")), (&unit_keys, &card), head, 23);
        let check = |store: &Path| verify_offline(store, &keys(), &anchors).expect("readable").first_wrong;
        assert_eq!(check(&honest), None, "trial {trial}");
        let found = check(&rewritten).unwrap_or_else(|| panic!("trial {trial}: not seen"));
        assert!(found.contains("2026-11-23") && found.contains("rewritten"), "{found}");
    }
    eprintln!("{count} of {count} rewritten books seen by an older head");
}

#[test]
fn an_anchor_that_its_unit_did_not_sign_is_named() {
    let place = TempDir::new().expect("a folder");
    let (unit_keys, card) = unit();
    let links = book(place.path(), &card, None);
    let anchors = anchored(&place.path().join("anchors"), (&unit_keys, &card), links[3], 23);
    anchored(&anchors, (&UnitKeys::generate().expect("keys"), &card), links[5], 24);
    let found = verify_offline(place.path(), &keys(), &anchors).expect("readable").first_wrong.expect("found");
    assert_eq!(found, format!("anchor file line 2: not signed by unit {}", card.id));
    fs::write(&anchors, "a line of somebody\n").expect("put");
    let found = verify_offline(place.path(), &keys(), &anchors).expect("readable").first_wrong;
    assert_eq!(found.as_deref(), Some("anchor file line 1: no head"));
}
