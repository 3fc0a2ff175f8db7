//! Keys and seals: what is in the store cannot be read without its key, and what is read is what was written there.

use crate::casework::house::id;
use crate::journal::{checked, keys, written};
use dutydesk::casework::ids::{CommandId, Hash};
use dutydesk::journal::{
    BlobError, BlobId, Journal, JournalError, KeyOf, KeyPlaces, KeyProblem, LONG_AGO, PIECE_BYTES,
};
use std::fs::{self, Permissions};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// Why a store does not open.
fn refused(folder: &Path, keys: &KeyPlaces) -> KeyProblem {
    match Journal::open(folder, keys).err().expect("refused") {
        JournalError::Key(problem) => problem,
        other => panic!("{other}"),
    }
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).expect("a file");
                found.push((path, bytes));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn without_its_key_a_store_is_not_opened_and_not_touched() {
    let folder = TempDir::new().expect("a folder");
    let (store, key) = (folder.path().join("store"), folder.path().join("key"));
    fs::create_dir(&store).expect("a store's folder");
    drop(Journal::open(&store, &KeyPlaces::file(&key)).expect("made with its key"));
    assert_eq!(fs::metadata(&key).expect("the key").permissions().mode() & 0o777, 0o400);
    let before = files(&store);
    let aside = folder.path().join("aside");
    fs::rename(&key, &aside).expect("lost");
    let problem = refused(&store, &KeyPlaces::file(&key));
    assert!(matches!(problem, KeyProblem::Missing { .. }), "{problem}");
    for said in [problem.to_string(), problem.zh()] {
        assert!(said.contains(&key.display().to_string()) && said.contains("--store-key"), "{said}");
    }
    // Another store's key, made beside.
    let other = folder.path().join("other");
    fs::create_dir(&other).expect("a folder");
    drop(Journal::open(&other, &KeyPlaces::file(&key)).expect("made with its own key"));
    assert!(matches!(refused(&store, &KeyPlaces::file(&key)), KeyProblem::Other { .. }));
    fs::remove_file(&key).expect("gone");
    fs::write(&key, b"dutydesk-store-key-1 12").expect("half a key");
    fs::set_permissions(&key, Permissions::from_mode(0o400)).expect("closed");
    assert!(matches!(refused(&store, &KeyPlaces::file(&key)), KeyProblem::NotAKey { .. }));
    fs::remove_file(&key).expect("gone");
    fs::copy(&aside, &key).expect("back");
    for mode in [0o440, 0o404, 0o600 | 0o020] {
        fs::set_permissions(&key, Permissions::from_mode(mode)).expect("opened");
        assert!(matches!(refused(&store, &KeyPlaces::file(&key)), KeyProblem::Open { .. }), "{mode:o}");
    }
    fs::set_permissions(&key, Permissions::from_mode(0o400)).expect("closed");
    let inside = store.join("key");
    fs::copy(&aside, &inside).expect("copied");
    assert!(matches!(refused(&store, &KeyPlaces::file(&inside)), KeyProblem::Inside { .. }));
    fs::remove_file(&inside).expect("gone");
    assert!(matches!(refused(&store, &KeyPlaces::default()), KeyProblem::NoPlace));
    assert!(before == files(&store), "nothing was written");
    drop(Journal::open(&store, &KeyPlaces::file(&key)).expect("opened with its key"));
}

#[test]
fn the_first_named_place_of_the_key_counts_and_no_other() {
    let folder = TempDir::new().expect("a folder");
    let (store, own) = (folder.path().join("store"), folder.path().join("dutydesk-keys"));
    fs::create_dir(&store).expect("a store's folder");
    let places = KeyPlaces { own: Some(own.clone()), ..KeyPlaces::default() };
    let journal = Journal::open(&store, &places).expect("made with a key of its own name");
    let name = format!("{}.key", journal.vault().id());
    drop(journal);
    assert!(own.join(&name).exists());
    let config = KeyPlaces { config: Some(folder.path().join("c")), ..places.clone() };
    let credential = KeyPlaces { credential: Some(folder.path().join("d")), ..config.clone() };
    let named = KeyPlaces { named: Some(folder.path().join("n")), ..credential.clone() };
    for (places, file) in [(config, "c"), (credential, "d"), (named, "n")] {
        let KeyProblem::Missing { path } = refused(&store, &places) else { panic!("{file}") };
        assert_eq!(path, folder.path().join(file));
    }
}

#[test]
fn nothing_that_was_said_lies_in_the_file() {
    let folder = TempDir::new().expect("a folder");
    written(folder.path(), 3);
    let mut journal = Journal::open(folder.path(), &keys()).expect("a store");
    journal.stage_result(CommandId(uuid::Uuid::from_u128(9)), b"canary-result".to_vec());
    journal.commit().expect("written");
    let blob = BlobId { of: KeyOf::Unit(id(0)), hash: Hash::of(b"canary-blob") };
    journal.blobs().put(blob, b"canary-blob").expect("kept");
    drop(journal);
    let hash = Hash::of(b"canary-blob").to_string();
    for (path, bytes) in files(folder.path()) {
        for word in ["canary", "2026-11-23", "Carried", "upto"] {
            assert!(!bytes.windows(word.len()).any(|seen| seen == word.as_bytes()), "{word} in {}", path.display());
        }
        assert!(!path.display().to_string().contains(&hash), "a name tells which document it is");
    }
}

fn blob(content: &[u8]) -> BlobId {
    BlobId { of: KeyOf::Unit(id(0)), hash: Hash::of(content) }
}

#[test]
fn a_blob_of_any_size_comes_back_and_any_change_of_it_is_seen() {
    let folder = TempDir::new().expect("a folder");
    let blobs = Journal::open(folder.path(), &keys()).expect("a store").blobs();
    for size in [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES, 200_000] {
        let content: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
        let name = blob(&content);
        assert!(!blobs.holds(name));
        let mut writer = blobs.writer(name).expect("begun");
        for part in content.chunks(10_007) {
            writer.write(part).expect("taken");
        }
        writer.finish().expect("kept");
        let mut back = Vec::new();
        blobs.reader(name).expect("here").read_to_end(&mut back).expect("readable");
        assert!(back == content, "{size}");
        assert!(matches!(blobs.whole(name, size as u64 / 2), Err(BlobError::OtherContent)) || size == 0);
        let other = BlobId { of: KeyOf::Unit(id(1)), ..name };
        assert!(matches!(blobs.reader(other), Err(BlobError::Missing)), "another unit does not have it");
        let path = blobs.path(name);
        let sealed = fs::read(&path).expect("a file");
        for change in [0, 9, 40, sealed.len() / 2, sealed.len() - 1] {
            let mut bytes = sealed.clone();
            bytes[change] ^= 4;
            damaged(&path, &bytes);
            assert!(blobs.whole(name, u64::MAX - 1).is_err(), "{size}: byte {change}");
        }
        for length in [0, 31, sealed.len() - 1, PIECE_BYTES + 16 + 32] {
            damaged(&path, &sealed[..length.min(sealed.len() - 1)]);
            assert!(blobs.whole(name, u64::MAX - 1).is_err(), "{size}: cut to {length}");
        }
    }
}

fn damaged(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).expect("gone");
    fs::write(path, bytes).expect("another in its place");
}

#[test]
fn a_blob_is_there_whole_or_not_at_all() {
    let folder = TempDir::new().expect("a folder");
    let blobs = Journal::open(folder.path(), &keys()).expect("a store").blobs();
    let name = blob(b"the content");
    let mut writer = blobs.writer(name).expect("begun");
    writer.write(b"another content").expect("taken");
    assert!(matches!(writer.finish(), Err(BlobError::OtherContent)));
    let mut writer = blobs.writer(name).expect("begun");
    writer.write(b"the con").expect("taken");
    // As after a kill: the file stays until it is swept.
    std::mem::forget(writer);
    assert!(!blobs.holds(name));
    assert_eq!(files(&folder.path().join("evidence")).len(), 1);
    blobs.sweep().expect("swept");
    assert_eq!(files(&folder.path().join("evidence")).len(), 0);
}

#[test]
fn files_that_no_entry_names_are_swept_and_no_other() {
    let folder = TempDir::new().expect("a folder");
    let blobs = Journal::open(folder.path(), &keys()).expect("a store").blobs();
    let [named, left, young] = [b"named".as_slice(), b"left by a crash", b"just brought"].map(blob);
    for (id, content) in [(named, b"named".as_slice()), (left, b"left by a crash"), (young, b"just brought")] {
        blobs.mark(id).expect("marked");
        blobs.put(id, content).expect("kept");
    }
    let mark = |id: BlobId| folder.path().join("unnamed").join(blobs.path(id).file_name().expect("a name"));
    let now = fs::metadata(mark(young)).and_then(|mark| mark.modified()).expect("just made");
    let days = |days: u64| now - Duration::from_secs(days * 24 * 60 * 60);
    for id in [named, left] {
        fs::File::open(mark(id)).expect("its mark").set_modified(days(2)).expect("aged");
    }
    let held = || [named, left, young].map(|id| blobs.holds(id));
    assert_eq!(blobs.sweep_unnamed(days(1), || None).expect("swept"), 0, "the record cannot be read");
    assert_eq!(held(), [true; 3]);
    assert_eq!(blobs.sweep_unnamed(days(3), || panic!("nothing is that old")).expect("swept"), 0);
    assert_eq!(blobs.sweep_unnamed(days(1), || Some(vec![named])).expect("swept"), 1);
    assert_eq!((held(), mark(named).exists(), mark(young).exists()), ([true, false, true], false, true));
    // Brought once more, it waits anew; once an entry names it, its mark goes.
    fs::File::open(mark(young)).expect("its mark").set_modified(days(2)).expect("aged");
    blobs.remark(young).expect("again");
    assert_eq!(blobs.sweep_unnamed(days(1), || Some(Vec::new())).expect("swept"), 0);
    blobs.unmark(young).expect("named");
    assert!(blobs.holds(young) && !mark(young).exists());
    // What an officer had destroyed goes with the next sweep, unless another entry names it.
    blobs.mark_destroyed(young).expect("marked");
    blobs.mark_destroyed(named).expect("marked");
    let soon = LONG_AGO + Duration::from_secs(1);
    assert_eq!(blobs.sweep_unnamed(soon, || Some(vec![named])).expect("swept"), 1);
    assert_eq!(held(), [true, false, false]);
}

/// A store that the program of format 1 wrote: a practice store with cases, a request to a unit, a paper.
pub fn old_store(folder: &Path) {
    let zip = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/store-1.zip");
    let mut archive = zip::ZipArchive::new(fs::File::open(zip).expect("the sample")).expect("a zip");
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a file");
        let path = folder.join(file.enclosed_name().expect("a plain name"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("readable");
        fs::write(&path, bytes).expect("written");
        fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("closed");
    }
}

#[test]
fn a_store_of_the_first_format_is_brought_up_with_its_chains_unbroken() {
    let folder = TempDir::new().expect("a folder");
    old_store(folder.path());
    let canary = b"canary-format-1";
    let has =
        |word: &[u8]| files(folder.path()).iter().any(|(_, bytes)| bytes.windows(word.len()).any(|one| one == word));
    assert!(has(canary), "the old store lies in the clear");
    let journal = Journal::open(folder.path(), &keys()).expect("brought up");
    let (mut entries, mut slips) = (0, 0);
    let count = |_, arrived| match arrived {
        dutydesk::journal::Arrived::Entry(_) => entries += 1,
        dutydesk::journal::Arrived::Slip(..) => slips += 1,
        dutydesk::journal::Arrived::Destroyed(..) => panic!("nothing was destroyed"),
    };
    assert_eq!(journal.reader().replay(journal.arrivals(), count).expect("readable"), Vec::new());
    assert_eq!((entries, slips, journal.arrivals()), (OLD_ENTRIES, OLD_SLIPS / 2, OLD_ENTRIES + OLD_SLIPS / 2));
    drop(journal);
    let found = checked(folder.path()).expect("readable");
    assert_eq!((found.entries, found.slips, found.first_wrong), (OLD_ENTRIES, OLD_SLIPS, None));
    assert!(!has(canary) && !has(b"PK\x03\x04"), "nothing is left in the clear");
    assert_eq!(files(&folder.path().join("evidence")).len(), 2);
    drop(Journal::open(folder.path(), &keys()).expect("opened as it is now"));
}

/// What `dutydesk verify` of the program of format 1 counted in the sample.
const OLD_ENTRIES: u64 = 88;
const OLD_SLIPS: u64 = 4;
