//! The journal on disks that fail, lose power, fail again while it recovers, grow and are compacted: what it
//! acknowledged is there, whole transactions only, and it opens.

use super::disk::{Cut, Disk, Failing, Failure, Fault, Operation};
use super::{dice, quick_or_long, told};
use crate::casework::house::{at, id};
use crate::journal::keys;
use dutydesk::casework::entry::{Entry, Fact, Slip};
use dutydesk::casework::ids::{CommandId, RecordId};
use dutydesk::casework::line::LineFact;
use dutydesk::casework::unit::Author;
use dutydesk::journal::{Arrived, Journal, JournalError, RowChange};
use redb::Database;
use redb::backends::FileBackend;
use std::fs::{self, OpenOptions};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::Ordering;
use tempfile::TempDir;

/// Transactions of a run, and entries in each.
const TRANSACTIONS: u64 = 12;
const ENTRIES_EACH: u64 = 2;

/// Where tests may write fast: the fault is ours, the disk need not be real.
fn fast_folder() -> TempDir {
    let shm = Path::new("/dev/shm");
    if shm.is_dir() { TempDir::new_in(shm) } else { TempDir::new() }.expect("a folder")
}

/// A store just made: its folder with all but the record, which lies on the disks of the tests, and the record.
fn new_store() -> &'static (TempDir, Vec<u8>) {
    static STORE: OnceLock<(TempDir, Vec<u8>)> = OnceLock::new();
    STORE.get_or_init(|| {
        let folder = fast_folder();
        drop(Journal::open(folder.path(), &keys()).expect("a store"));
        let bytes = fs::read(folder.path().join("record.redb")).expect("its file");
        (folder, bytes)
    })
}

/// A folder with the store just made.
fn copy_of_new_store() -> TempDir {
    let folder = fast_folder();
    for entry in fs::read_dir(new_store().0.path()).expect("a folder").map(|entry| entry.expect("an entry")) {
        if entry.file_type().expect("a kind").is_file() {
            fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("copied");
        }
    }
    folder
}

fn command(transaction: u64) -> CommandId {
    CommandId(uuid::Uuid::from_u128(u128::from(transaction)))
}

fn fact(no: u64) -> Fact {
    Fact::Line(id(1), LineFact::Carried { upto: no })
}

/// What a transaction writes besides its entries.
#[derive(Clone, Copy)]
struct Load {
    row_bytes: usize,
    /// Rows by turns: few are written over and over, many make the file grow.
    rows: u64,
}

/// A day's work.
const SMALL: Load = Load { row_bytes: 300, rows: 5 };

/// What is written over leaves holes for `compact` to close.
const HOLES: Load = Load { row_bytes: 100 << 10, rows: 5 };

/// Each transaction makes the file longer.
const GROWING: Load = Load { row_bytes: 400 << 10, rows: u64::MAX };

fn row(transaction: u64, load: Load) -> RowChange {
    let record = RecordId(uuid::Uuid::from_u128(u128::from(transaction % load.rows)));
    let filled = u8::try_from(transaction % 251).expect("small");
    RowChange { unit: id(0), record, bytes: vec![filled; load.row_bytes] }
}

/// Stages one transaction and commits it.
fn transact(journal: &mut Journal, transaction: u64, load: Load) -> Result<(), JournalError> {
    for no in (transaction - 1) * ENTRIES_EACH + 1..=transaction * ENTRIES_EACH {
        let (at, author) = (at("2026-11-23T14:32:00+08:00"), Author::System);
        let cmd = command(transaction);
        journal.stage_entry(&Entry { unit: id(0), no, at, author, cmd, epoch: None, fact: fact(no) })?;
    }
    let (at, author) = (at("2026-11-23T14:32:00+08:00"), "x".into());
    journal.stage_slip_out(&Slip { from: id(0), to: id(1), no: transaction, at, author, fact: fact(transaction) })?;
    journal.stage_row(row(transaction, load));
    journal.stage_result(command(transaction), transaction.to_be_bytes().to_vec());
    journal.commit()
}

/// Transactions that are in the record; each is there whole, in order, chained, with its row and its result.
fn whole_transactions(journal: &Journal, load: Load) -> u64 {
    let mut entries = Vec::new();
    let each = |_, arrived| match arrived {
        Arrived::Entry(entry) => entries.push(entry.no),
        Arrived::Slip(..) | Arrived::Destroyed(..) => panic!("none was taken, none destroyed"),
    };
    assert_eq!(journal.reader().replay(journal.arrivals(), each).expect("readable"), Vec::new());
    let count = entries.len() as u64;
    assert_eq!(entries, (1..=count).collect::<Vec<u64>>());
    assert_eq!(count % ENTRIES_EACH, 0, "transactions are whole");
    let there = count / ENTRIES_EACH;
    for transaction in 1..=there + 2 {
        let result = journal.result(command(transaction)).expect("readable");
        let wanted = (transaction <= there).then(|| transaction.to_be_bytes().to_vec());
        assert_eq!(result, wanted, "the result of {transaction} of {there}");
    }
    if there > 0 {
        let last = row(there, load);
        let stored = journal.reader().row(last.unit, last.record).expect("readable");
        assert_eq!(stored, Some(last.bytes), "the row is of the last transaction");
    }
    let found = journal.reader().verify(Path::new("no anchors")).expect("readable");
    assert_eq!((found.entries, found.slips, found.first_wrong), (count, there, None));
    there
}

fn on(disk: &Disk) -> Result<Journal, JournalError> {
    Journal::open_on(disk.clone(), new_store().0.path(), &keys())
}

/// Writes transactions until one fails; how many were acknowledged.
fn write_until_it_fails(backend: Failing<FileBackend>) -> u64 {
    let Ok(mut journal) = Journal::open_on(backend, new_store().0.path(), &keys()) else { return 0 };
    for transaction in 1..=TRANSACTIONS {
        if transact(&mut journal, transaction, SMALL).is_err() {
            return transaction - 1;
        }
    }
    TRANSACTIONS
}

fn file_backend(folder: &Path) -> FileBackend {
    let path = folder.join("record.redb");
    let file = OpenOptions::new().read(true).write(true).open(path).expect("a file");
    FileBackend::new(file).expect("a backend")
}

/// The ways in which each operation can fail.
const FAILURES: &[(Operation, Failure)] = &[
    (Operation::Length, Failure::InputOutput),
    (Operation::Read, Failure::InputOutput),
    (Operation::Write, Failure::InputOutput),
    (Operation::Write, Failure::NoSpace),
    (Operation::Write, Failure::Short),
    (Operation::SetLength, Failure::InputOutput),
    (Operation::SetLength, Failure::NoSpace),
    (Operation::Sync, Failure::InputOutput),
    (Operation::Sync, Failure::NoSpace),
];

#[test]
fn every_operation_of_the_disk_fails_once_and_nothing_acknowledged_is_lost() {
    let folder = copy_of_new_store();
    let path = folder.path().join("record.redb");
    let (backend, counts) = Failing::new(file_backend(folder.path()), None);
    assert_eq!(write_until_it_fails(backend), TRANSACTIONS);
    let (mut points, mut unknown, mut panics) = (0_u64, 0_u64, 0_u64);
    for (operation, failure) in FAILURES {
        // The last operations are those of a clean end, which a failing disk may keep from being clean.
        let last = counts[*operation as usize].load(Ordering::SeqCst);
        for (at, sticky) in (1..=last).flat_map(|at| [(at, false), (at, true)]) {
            fs::write(&path, &new_store().1).expect("a store");
            let fault = Fault { operation: *operation, at, failure: *failure, sticky };
            let (backend, _) = Failing::new(file_backend(folder.path()), Some(fault));
            let Ok(acknowledged) = catch_unwind(AssertUnwindSafe(|| write_until_it_fails(backend))) else {
                told(&format!("panic at {fault:?}"));
                panics += 1;
                continue;
            };
            let journal = Journal::open(folder.path(), &keys()).unwrap_or_else(|error| panic!("{fault:?}: {error}"));
            let there = whole_transactions(&journal, SMALL);
            assert!(there >= acknowledged, "{fault:?}: {acknowledged} acknowledged, {there} there");
            assert!(there <= acknowledged + 1, "{fault:?}: nothing is there that was never asked");
            points += 1;
            unknown += there - acknowledged;
        }
    }
    told(&format!("T2: {points} faults: 0 acknowledged lost, {panics} panics, {unknown} durable but not acknowledged"));
    assert_eq!(panics, 0);
    assert!(points > 500 && unknown > 0, "{points} points, {unknown} unknown: the faults do reach the commits");
}

/// Runs transactions on a disk and keeps the moments of power cuts.
fn run_with_cuts(transactions: u64, load: Load, cut_every: u64) -> Vec<Cut> {
    let disk = Disk::of(new_store().1.clone());
    disk.cut_every(cut_every);
    let mut journal = on(&disk).expect("a store");
    for transaction in 1..=transactions {
        transact(&mut journal, transaction, load).expect("written");
        disk.acknowledge(transaction);
    }
    drop(journal);
    disk.take_cuts()
}

/// Opens what a power cut left: at least what was acknowledged is there.
fn recovered(image: Vec<u8>, cut: &Cut, load: Load) -> u64 {
    let disk = Disk::of(image);
    let journal = on(&disk).unwrap_or_else(|error| panic!("cut at operation {}: {error}", cut.operation));
    let there = whole_transactions(&journal, load);
    assert!(there >= cut.acknowledged, "cut at {}: {} acknowledged, {there} there", cut.operation, cut.acknowledged);
    assert!(there <= cut.acknowledged + 1, "cut at {}", cut.operation);
    there
}

#[test]
fn the_power_goes_at_any_moment_and_any_part_of_what_was_not_synced_is_lost() {
    let mut dice = dice("T3 power cuts");
    let cuts = run_with_cuts(TRANSACTIONS, SMALL, 1);
    let wanted = quick_or_long(1_500, 100_000);
    let (mut images, mut unknown) = (0_usize, 0);
    while images < wanted {
        let cut = &cuts[if images < cuts.len() { images } else { dice.usize(..cuts.len()) }];
        unknown += recovered(cut.image(&mut dice), cut, SMALL) - cut.acknowledged;
        images += 1;
    }
    let moments = cuts.len();
    told(&format!(
        "T3: {images} images of {moments} moments: 0 acknowledged lost, {unknown} durable but not acknowledged"
    ));
    assert!(moments > 100 && unknown > 0, "the cuts fall into commits too");
}

#[test]
fn the_power_goes_again_while_the_store_is_opened_after_the_first_time() {
    let mut dice = dice("T4 double power cuts");
    let cuts = run_with_cuts(TRANSACTIONS, SMALL, 1);
    let (wanted, mut pairs) = (quick_or_long(500, 10_000), 0);
    while pairs < wanted {
        let cut = &cuts[dice.usize(..cuts.len())];
        let disk = Disk::of(cut.image(&mut dice));
        disk.acknowledge(cut.acknowledged);
        disk.cut_every(1);
        let mut journal = on(&disk).expect("it opens after the first cut");
        let there = whole_transactions(&journal, SMALL);
        disk.acknowledge(there);
        transact(&mut journal, there + 1, SMALL).expect("and goes on");
        drop(journal);
        let again = disk.take_cuts();
        for _ in 0..5 {
            let second = &again[dice.usize(..again.len())];
            let after = recovered(second.image(&mut dice), second, SMALL);
            assert!(after >= cut.acknowledged, "what the first cut left is not lost by the second");
            pairs += 1;
        }
    }
    told(&format!("T4: {pairs} pairs of cuts: 0 acknowledged lost"));
}

#[test]
fn the_file_grows_tenfold_and_the_power_goes_on_the_way() {
    let mut dice = dice("T5 growth");
    let first = new_store().1.len();
    let disk = Disk::of(new_store().1.clone());
    disk.cut_every(quick_or_long(11, 1));
    let mut journal = on(&disk).expect("a store");
    let (mut transactions, mut moments, mut images) = (0, 0, 0);
    while disk.bytes().len() < first * 10 {
        transactions += 1;
        transact(&mut journal, transactions, GROWING).expect("written");
        disk.acknowledge(transactions);
        // Looked at as they come: all of them together would hold the file some thousand times.
        for cut in disk.take_cuts() {
            moments += 1;
            for _ in 0..quick_or_long(1, 2) {
                recovered(cut.image(&mut dice), &cut, GROWING);
                images += 1;
            }
        }
    }
    let last = disk.bytes().len();
    told(&format!(
        "T5: grown from {first} to {last} bytes in {transactions} transactions, {images} images of {moments} moments on the \
         way: all opened"
    ));
    assert!(moments > 10, "{moments}");
}

#[test]
fn the_power_goes_while_the_file_is_compacted() {
    let mut dice = dice("T5 compaction");
    let disk = Disk::of(new_store().1.clone());
    let mut journal = on(&disk).expect("a store");
    for transaction in 1..=20 {
        transact(&mut journal, transaction, HOLES).expect("written");
    }
    drop(journal);
    disk.acknowledge(20);
    disk.cut_every(quick_or_long(3, 1));
    let mut db = Database::builder().create_with_backend(disk.clone()).expect("the same store");
    db.compact().expect("compacted");
    drop(db);
    let cuts = disk.take_cuts();
    for cut in &cuts {
        assert_eq!(recovered(cut.image(&mut dice), cut, HOLES), 20);
    }
    let mut shrunk = disk.bytes().len();
    told(&format!("T5: {} cuts while compacting to {shrunk} bytes: all opened", cuts.len()));
    shrunk = shrunk.min(cuts.len());
    assert!(shrunk > 10, "it was cut in the middle of the work");
}
