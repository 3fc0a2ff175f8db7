//! What lies at rest, byte for byte: each kind of record has a file in `tests/golden/`, made once by
//! `make_the_golden_records` and never again. It is read by today's program, and today's program writes the same bytes
//! under the same salts and nonces; a change of either needs a new version of the form and a golden file more.

use super::blob::{BlobId, Blobs, HEAD_BYTES, MAGIC, NONCE_BYTES};
use super::codec::{
    EntryBody, Pointer, SlipBody, StoredEntry, StoredSlip, Tail, decode, decode_slip, encode, encode_slip_with, unwrap,
    wrap,
};
use super::seal::{self, Place};
use super::store_key::{StoreId, StoreKey};
use super::vault::{KeyOf, Vault};
use super::{Head, Officer};
use crate::boards::drafts::{Draft, FormKey};
use crate::casework::destruction::{Destroyable, DestructionFact, Order};
use crate::casework::dispute::DisputeFact;
use crate::casework::entry::{Entry, Fact, Slip};
use crate::casework::ids::{CommandId, Hash, OfficerId, PostId, RecordId, UnitId};
use crate::casework::line::LineFact;
use crate::casework::unit::Author;
use crate::casework::words::PostRole;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use chrono::{DateTime, FixedOffset};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

const UNIT: UnitId = UnitId([7; 16]);
const PEER: UnitId = UnitId([8; 16]);
const PLACE: Place<'static> = Place { table: "entries", key: b"golden" };

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

fn at() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-23T14:32:00+08:00").expect("a time")
}

fn entry(fact: Fact) -> Entry {
    let author = Author::Post { post: PostId(3), officer: OfficerId(2), name: "林澈".into(), role: PostRole::Lead };
    let cmd = CommandId(uuid::Uuid::from_u128(99));
    Entry { unit: UNIT, no: 5, at: at(), author, cmd, epoch: Some(1), fact }
}

fn slip() -> Slip {
    let (upto, on) = (9, chrono::NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day"));
    let head = LineFact::Head { on, hash: Hash([1; 32]), signature: vec![2; 64], yours: Some(Hash([3; 32])) };
    Slip { from: UNIT, to: PEER, no: upto, at: at(), author: "系统".into(), fact: Fact::Line(PEER, head) }
}

fn order() -> Fact {
    let order = Order {
        what: Destroyable::Note,
        no: 1,
        basis: "局函 7 号".into(),
        proposed_by: "周岚".into(),
        entry: 4,
        file: Some(Hash([4; 32])),
        left: Some(Hash([5; 32])),
    };
    let fact = DisputeFact::Destruction(Box::new(DestructionFact::Destroyed(order)));
    Fact::Dispute(RecordId(uuid::Uuid::from_u128(42)), fact)
}

fn note(text: &str) -> Fact {
    Fact::Dispute(RecordId(uuid::Uuid::from_u128(42)), DisputeFact::Noted { text: text.into() })
}

fn whole() -> StoredEntry {
    let said = encode(&entry(note("与法务通话"))).expect("encodes");
    StoredEntry { arrival: 11, prev: Hash([6; 32]), body: EntryBody::Whole { salt: [9; 16], said } }
}

fn left() -> StoredEntry {
    let (commitment, said) = (whole().commitment(), encode(&entry(note(""))).expect("encodes"));
    StoredEntry { body: EntryBody::Left { commitment, said }, ..whole() }
}

fn travelled() -> StoredSlip {
    let bytes = encode_slip_with([9; 16], &slip()).expect("encodes");
    StoredSlip { arrival: 12, prev: Hash([6; 32]), body: SlipBody::Whole(bytes) }
}

fn tail() -> Tail {
    let head = |no: u64| Head { no, hash: Hash([u8::try_from(no).expect("small"); 32]) };
    Tail {
        arrival: 12,
        books: vec![(UNIT, head(5)), (PEER, head(1))],
        made: vec![((UNIT, PEER), head(9))],
        taken: vec![((PEER, UNIT), head(2))],
    }
}

fn officer() -> Officer {
    let made = Some(DateTime::from_timestamp(1_700_000_000, 0).expect("a time"));
    Officer { id: OfficerId(2), uid: 1_002, account: "lin".into(), account_made: made, name: "林澈".into() }
}

fn draft() -> Draft {
    Draft { at: at(), form: FormKey::new("note"), fields: vec![("text".into(), "写了一半".into())] }
}

fn vault() -> Vault {
    Vault::new(StoreId([1; 16]), &StoreKey::of([2; 32]))
}

fn wrapped() -> Vec<u8> {
    vault().wrap((3, KeyOf::Unit(UNIT)), &[4; 32], [5; 24]).expect("wrapped")
}

fn sealed() -> Vec<u8> {
    let cipher = XChaCha20Poly1305::new(&[4; 32].into());
    seal::seal_with((&cipher, 3), [6; 24], PLACE, b"said").expect("sealed")
}

/// The files of a store in a folder, under the golden key.
fn blobs(folder: &Path) -> Blobs {
    let vault = vault();
    vault.unwrap(3, &wrapped()).expect("opened");
    Blobs::new(folder, Arc::new(vault), [7; 32])
}

/// A content of two pieces, the second one short.
fn content() -> Vec<u8> {
    (0..super::PIECE_BYTES + 300).map(|at| (at % 251) as u8).collect()
}

fn blob() -> Vec<u8> {
    let folder = TempDir::new().expect("a folder");
    let (blobs, id) = (blobs(folder.path()), BlobId { of: KeyOf::Unit(UNIT), hash: Hash::of(&content()) });
    let path = blobs.path(id);
    let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
    let cipher = XChaCha20Poly1305::new(&[4; 32].into());
    let hash = seal::seal_with((&cipher, 3), [8; 24], super::blob::place(name), &id.hash.0).expect("sealed");
    let mut writer = blobs.begin(id, &hash, [9; NONCE_BYTES]).expect("begun");
    writer.write(&content()).expect("taken");
    writer.finish().expect("kept");
    fs::read(path).expect("there")
}

/// Every golden record: the name of its file, and the bytes as this program writes them.
fn records() -> Vec<(&'static str, Vec<u8>)> {
    let bytes = |written: Result<Vec<u8>, super::JournalError>| written.expect("encodes");
    vec![
        ("order-1.msgpack", bytes(encode(&entry(order())))),
        ("stored-entry-2.bin", bytes(wrap(&whole()))),
        ("stored-entry-left-2.bin", bytes(wrap(&left()))),
        ("slip-2.bin", bytes(encode_slip_with([9; 16], &slip()))),
        ("stored-slip-2.bin", bytes(wrap(&travelled()))),
        ("tail-2.bin", bytes(wrap(&tail()))),
        ("pointer-1.bin", [Pointer::Entry(UNIT, 5).to_bytes(), Pointer::Slip((PEER, UNIT), 2).to_bytes()].concat()),
        ("officer-1.msgpack", bytes(encode(&officer()))),
        ("draft-1.msgpack", bytes(encode(&draft()))),
        ("sealed-1.bin", sealed()),
        ("wrapped-key-1.bin", wrapped()),
        ("blob-1.bin", blob()),
    ]
}

fn kept(name: &str) -> Vec<u8> {
    fs::read(golden(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn what_is_written_today_is_what_was_written_before() {
    for (name, written) in records() {
        assert!(kept(name) == written, "{name}: other bytes; a changed form needs a new version and a new file");
    }
}

#[test]
fn what_was_written_before_is_read_today() {
    let read = decode::<Entry>(&kept("order-1.msgpack"), "entry").expect("readable for ever");
    assert_eq!(read, entry(order()));
    assert_eq!(unwrap::<StoredEntry>(&kept("stored-entry-2.bin"), "entry").expect("readable"), whole());
    let emptied = unwrap::<StoredEntry>(&kept("stored-entry-left-2.bin"), "entry").expect("readable");
    assert_eq!(emptied, left());
    assert_eq!(emptied.hash(5), whole().hash(5), "the chain does not see it");
    assert_eq!(decode_slip(&kept("slip-2.bin")).expect("readable"), slip());
    assert_eq!(unwrap::<StoredSlip>(&kept("stored-slip-2.bin"), "slip").expect("readable"), travelled());
    assert_eq!(unwrap::<Tail>(&kept("tail-2.bin"), "tail").expect("readable"), tail());
    let pointers = kept("pointer-1.bin");
    let (one, other) = pointers.split_at(25);
    assert_eq!(Pointer::read(one), Some(Pointer::Entry(UNIT, 5)));
    assert_eq!(Pointer::read(other), Some(Pointer::Slip((PEER, UNIT), 2)));
    assert_eq!(decode::<Officer>(&kept("officer-1.msgpack"), "officer").expect("readable"), officer());
    assert_eq!(decode::<Draft>(&kept("draft-1.msgpack"), "draft").expect("readable"), draft());
}

#[test]
fn what_was_sealed_before_is_opened_today() {
    let vault = vault();
    vault.unwrap(3, &kept("wrapped-key-1.bin")).expect("the key opens");
    assert_eq!(vault.open(KeyOf::Unit(UNIT), PLACE, &kept("sealed-1.bin")).expect("opens"), b"said");
    let folder = TempDir::new().expect("a folder");
    let (blobs, id) = (blobs(folder.path()), BlobId { of: KeyOf::Unit(UNIT), hash: Hash::of(&content()) });
    let sealed = kept("blob-1.bin");
    assert!(sealed.starts_with(MAGIC) && sealed.len() > HEAD_BYTES);
    fs::create_dir_all(blobs.path(id).parent().expect("a folder")).expect("made");
    fs::write(blobs.path(id), sealed).expect("put");
    assert!(blobs.whole(id, u64::MAX - 1).expect("opens") == content());
}

#[test]
#[ignore = "makes the golden records of a new form: cargo test --lib make_the_golden_records -- --ignored; one that is there is never written again"]
fn make_the_golden_records() {
    for (name, bytes) in records() {
        if !golden(name).exists() {
            fs::write(golden(name), bytes).expect("written");
        }
    }
}
