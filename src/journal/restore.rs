//! Bringing a copy of a store back into an empty folder: first read through and held to its hash, then written beside,
//! then opened with the store's key and checked whole, and only then put in its place.

use super::audit::verify_offline;
use super::backup::{CopyError, Keys, Manifest, bytes_table, file_error, keys_of, u64_table, u128_table};
use super::create::Beside;
use super::files::FileFindings;
use super::frames::{Frame, Frames, damaged};
use super::open::FORMAT;
use super::store_key::{KeyPlaces, StoreId, StoreMark};
use super::{Findings, Journal, JournalError, tables};
use redb::{Database, TableHandle};
use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufReader, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Rows written in one transaction: the memory of a commit grows with it.
const BATCH_ROWS: usize = 50_000;

/// A file that is not there: a copy brings no heads.
const NO_ANCHORS: &str = "anchors.txt";

/// How much has been done, for whoever waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Bytes of so many are read through.
    Read(u64, u64),
    /// Bytes of so many are written.
    Written(u64, u64),
    /// Every seal and chain is being checked.
    Checking,
}

/// What was brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    pub manifest: Manifest,
    pub findings: Findings,
    pub files: FileFindings,
}

/// Reads a copy through: is it whole, and what is in it?
///
/// # Errors
/// When it is damaged, cut off, or not a copy.
pub fn check_copy(copy: &Path) -> Result<Manifest, CopyError> {
    read_through(copy, &mut |_, _| {}).map(|about| about.manifest)
}

/// Brings a copy back into `folder`, which is empty or not there yet.
///
/// # Errors
/// A damaged copy, the wrong store key, a folder in use, the disk. The folder is as it was then.
pub fn restore(
    copy: &Path,
    folder: &Path,
    keys: &KeyPlaces,
    mut told: impl FnMut(Progress),
) -> Result<Restored, CopyError> {
    is_empty(folder)?;
    let about = read_through(copy, &mut |done, all| told(Progress::Read(done, all)))?;
    about.fits(keys, folder)?;
    let beside = Unfinished::beside(folder)?;
    write_all(copy, (&beside.0, about.mark), &mut |done, all| told(Progress::Written(done, all)))?;
    told(Progress::Checking);
    // An older copy may be brought back: whether it is one, the daemon compares when it starts, and waits for a decision.
    let findings = verify_offline(&beside.0, keys, &beside.0.join(NO_ANCHORS))?;
    let journal = Journal::open(&beside.0, keys)?;
    let files = journal.reader().verify_files(&journal.blobs())?;
    drop(journal);
    if let Some(wrong) = &findings.first_wrong {
        return Err(CopyError::Damaged(wrong.clone()));
    }
    beside.put_in_place(folder)?;
    Ok(Restored { manifest: about.manifest, findings, files })
}

fn is_empty(folder: &Path) -> Result<(), CopyError> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(file_error(folder)(error)),
        Ok(mut files) => match files.next() {
            None => Ok(()),
            Some(_) => Err(CopyError::NotEmpty(folder.to_owned())),
        },
    }
}

/// A folder that goes again unless it was put in its place.
struct Unfinished(PathBuf);

impl Unfinished {
    fn beside(folder: &Path) -> Result<Self, CopyError> {
        let name = folder.file_name().ok_or_else(|| CopyError::NotEmpty(folder.to_owned()))?.to_string_lossy();
        let path = folder.with_file_name(format!(".{name}.restoring-{}", uuid::Uuid::now_v7()));
        DirBuilder::new().recursive(true).mode(0o700).create(&path).map_err(file_error(&path))?;
        Ok(Self(path))
    }

    /// An empty folder is replaced at once, and durably.
    fn put_in_place(mut self, folder: &Path) -> Result<(), CopyError> {
        let opened = File::open(&self.0).map_err(file_error(&self.0))?;
        rustix::fs::syncfs(&opened).map_err(|error| file_error(&self.0)(error.into()))?;
        fs::rename(&self.0, folder).map_err(file_error(folder))?;
        self.0 = PathBuf::new();
        let above = folder.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(above).and_then(|above| above.sync_all()).map_err(file_error(above))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.0.as_os_str().is_empty() {
            // What is left lies beside and is in nobody's way.
            drop(fs::remove_dir_all(&self.0));
        }
    }
}

/// What a copy says of itself in the clear.
struct About {
    manifest: Manifest,
    mark: StoreMark,
}

impl About {
    /// Is there the key that opens it? Asked before anything is written.
    fn fits(&self, keys: &KeyPlaces, folder: &Path) -> Result<(), CopyError> {
        if self.manifest.format > FORMAT {
            let found = self.manifest.format;
            return Err(JournalError::Newer { path: folder.to_owned(), found }.into());
        }
        self.mark.key_of(keys, folder).map(drop).map_err(|problem| JournalError::from(problem).into())
    }
}

fn opened(copy: &Path) -> Result<(BufReader<File>, u64), CopyError> {
    let file = File::open(copy).map_err(file_error(copy))?;
    let length = file.metadata().map_err(file_error(copy))?.len();
    Ok((BufReader::with_capacity(1 << 20, file), length))
}

/// Reads the whole copy without writing anything: is it whole, and what is in it?
fn read_through(copy: &Path, told: &mut dyn FnMut(u64, u64)) -> Result<About, CopyError> {
    let (file, all) = opened(copy)?;
    let mut frames = Frames::begin(file)?;
    let (mut rows, mut files, mut file_bytes) = (BTreeMap::<String, u64>::new(), 0_u64, 0_u64);
    let (mut table, mut id, mut key_of_store) = (String::new(), None, None);
    let mut told_at = 0;
    loop {
        match frames.next()? {
            Frame::Table(name) => {
                keys_of(&name).ok_or_else(|| CopyError::UnknownTable(name.clone()))?;
                rows.insert(name.clone(), 0);
                table = name;
            }
            Frame::Row(key, value) => {
                *rows.get_mut(&table).ok_or_else(|| damaged("a row without a table"))? += 1;
                if table == tables::META.name() && key == b"id" {
                    id = value.try_into().ok().map(StoreId);
                } else if table == tables::META.name() && key == b"key" {
                    key_of_store = value.try_into().ok();
                }
            }
            Frame::File(length, _) => {
                files += 1;
                file_bytes += length;
            }
            Frame::Piece(_) => {}
            Frame::Manifest(manifest) => {
                frames.ends()?;
                let same = (&manifest.rows, manifest.files, manifest.file_bytes) == (&rows, files, file_bytes);
                let (Some(id), Some(key)) = (id, key_of_store) else {
                    return Err(damaged("it does not say which store it is of"));
                };
                let about = About { manifest: *manifest, mark: StoreMark { id, key } };
                return if same { Ok(about) } else { Err(damaged("its manifest counts something else")) };
            }
        }
        if frames.done - told_at > all / 100 {
            told_at = frames.done;
            told(frames.done, all);
        }
    }
}

/// Writes rows and files into an empty folder.
fn write_all(copy: &Path, (folder, mark): (&Path, StoreMark), told: &mut dyn FnMut(u64, u64)) -> Result<(), CopyError> {
    let (file, all) = opened(copy)?;
    let mut frames = Frames::begin(file)?;
    let beside = Beside::new(folder)?;
    let mut writing = Writing::begin(beside.database()?, folder);
    let mut told_at = 0;
    loop {
        match frames.next()? {
            Frame::Table(name) => writing.table(name)?,
            Frame::Row(key, value) => writing.row(key, value)?,
            Frame::File(length, path) => writing.file(length, &path)?,
            Frame::Piece(bytes) => writing.piece(&bytes)?,
            Frame::Manifest(_) => break,
        }
        if frames.done - told_at > all / 100 {
            told_at = frames.done;
            told(frames.done, all);
        }
    }
    writing.end()?;
    Ok(beside.put_in_place(mark)?)
}

/// A store being written from a copy.
struct Writing<'a> {
    db: Database,
    table: String,
    /// Rows of the table that are not written yet: a table is opened once for all of them.
    rows: Vec<(Vec<u8>, Vec<u8>)>,
    folder: &'a Path,
    file: Option<(File, u64, PathBuf)>,
}

impl<'a> Writing<'a> {
    const fn begin(db: Database, folder: &'a Path) -> Self {
        Self { db, table: String::new(), rows: Vec::new(), folder, file: None }
    }

    fn table(&mut self, name: String) -> Result<(), CopyError> {
        self.flush()?;
        self.table = name;
        Ok(())
    }

    fn row(&mut self, key: Vec<u8>, value: Vec<u8>) -> Result<(), CopyError> {
        self.rows.push((key, value));
        if self.rows.len() >= BATCH_ROWS { self.flush() } else { Ok(()) }
    }

    /// Writes the rows that wait in one transaction. An empty table is one too.
    fn flush(&mut self) -> Result<(), CopyError> {
        let name = std::mem::take(&mut self.table);
        if name.is_empty() {
            return Ok(());
        }
        let short = |_| damaged("a key has another length");
        let mut transaction = self.db.begin_write()?;
        transaction.set_quick_repair(true);
        match keys_of(&name).ok_or_else(|| CopyError::UnknownTable(name.clone()))? {
            Keys::Bytes => {
                let mut table = transaction.open_table(bytes_table(&name))?;
                for (key, value) in self.rows.drain(..) {
                    table.insert(key.as_slice(), value.as_slice())?;
                }
            }
            Keys::U64 => {
                let mut table = transaction.open_table(u64_table(&name))?;
                for (key, value) in self.rows.drain(..) {
                    table.insert(u64::from_be_bytes(key.as_slice().try_into().map_err(short)?), value.as_slice())?;
                }
            }
            Keys::U128 => {
                let mut table = transaction.open_table(u128_table(&name))?;
                for (key, value) in self.rows.drain(..) {
                    table.insert(u128::from_be_bytes(key.as_slice().try_into().map_err(short)?), value.as_slice())?;
                }
            }
        }
        transaction.commit()?;
        self.table = name;
        Ok(())
    }

    fn file(&mut self, length: u64, path: &Path) -> Result<(), CopyError> {
        self.file_ends()?;
        let at = self.folder.join(path);
        if let Some(folder) = at.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(file_error(folder))?;
        }
        let file = OpenOptions::new().write(true).create_new(true).mode(0o400).open(&at).map_err(file_error(&at))?;
        self.file = Some((file, length, at));
        Ok(())
    }

    fn piece(&mut self, bytes: &[u8]) -> Result<(), CopyError> {
        let (file, left, at) = self.file.as_mut().ok_or_else(|| damaged("a piece without a file"))?;
        *left = left.checked_sub(bytes.len() as u64).ok_or_else(|| damaged("a file is longer than it said"))?;
        file.write_all(bytes).map_err(file_error(at))
    }

    fn file_ends(&mut self) -> Result<(), CopyError> {
        match self.file.take() {
            Some((_, left, _)) if left > 0 => Err(damaged("a file is shorter than it said")),
            Some(_) | None => Ok(()),
        }
    }

    fn end(mut self) -> Result<(), CopyError> {
        self.file_ends()?;
        self.flush()
    }
}
