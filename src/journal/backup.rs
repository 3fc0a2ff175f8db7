//! A copy of a whole store as one file, taken from one unmoving state while the store goes on. Rows and files are copied
//! as they lie, sealed: whoever copies needs no key and learns nothing.
//!
//! A copy, form 1: magic (16), then frames: kind (1), length (4, big-endian), bytes. `T` begins a table (its name); `R` is
//! a row of it (length of the key in 2 bytes, key, value); `F` begins a file (length in 8 bytes, its path in the store);
//! `P` is a piece of it; `M` is the manifest (JSON), the last frame. Then BLAKE3 (32) of everything before.

use super::open::FORMAT;
use super::read::Reader;
use super::{JournalError, tables};
use redb::{ReadTransaction, ReadableDatabase, ReadableTable, TableDefinition, TableHandle};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

pub(super) const MAGIC: &[u8; 16] = b"dutydesk copy 1\n";

/// Length of the hash at the end.
pub(super) const SUM_BYTES: u64 = 32;

/// The longest frame: the longest value that the store holds is far below.
pub(super) const FRAME_BYTES_MAX: usize = 64 << 20;

/// A piece of a file in the copy.
const PIECE_BYTES: usize = 1 << 20;

/// Folders of the store that are copied: files, the units' keys (sealed), the center's own rules and letterheads.
pub(super) const FOLDERS: [&str; 5] = ["evidence", "unnamed", "keys", "rules", "templates"];

/// How deep those folders may go.
const DEPTH_MAX: usize = 6;

/// Names of files that are not whole yet begin so.
const UNFINISHED: &str = ".new-";

/// How the keys of a table look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keys {
    Bytes,
    U64,
    U128,
}

/// What is in a copy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Of the store's format.
    pub format: u32,
    /// Version of the program that copied it.
    pub version: String,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    pub files: u64,
    /// Bytes of the files.
    pub file_bytes: u64,
}

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error("the store: {0}")]
    Store(Box<redb::Error>),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("the table {0} is not one that this program knows how to copy")]
    UnknownTable(String),
    #[error("{path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error("writing the copy: {0}")]
    Out(io::Error),
    #[error("the copy is damaged or cut off: {0}")]
    Damaged(String),
    #[error("{0} is not empty: a copy is brought back into an empty folder")]
    NotEmpty(PathBuf),
}

impl CopyError {
    /// The same in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Store(error) => format!("库: {error}"),
            Self::Journal(error) => error.zh(),
            Self::UnknownTable(name) => format!("不认识表 {name}, 无法备份"),
            Self::File { path, source } => format!("{}: {source}", path.display()),
            Self::Out(error) => format!("写备份: {error}"),
            Self::Damaged(what) => format!("备份已损坏或不全: {what}"),
            Self::NotEmpty(path) => format!("{} 不是空目录: 备份只恢复到空目录", path.display()),
        }
    }
}

impl<E: Into<redb::Error>> From<E> for CopyError {
    fn from(error: E) -> Self {
        Self::Store(Box::new(error.into()))
    }
}

pub(super) fn file_error(path: &Path) -> impl FnOnce(io::Error) -> CopyError {
    let path = path.to_owned();
    move |source| CopyError::File { path, source }
}

/// The tables of a store: every one must be here, or a copy would not be whole.
pub(super) fn keys_of(table: &str) -> Option<Keys> {
    let bytes = [
        tables::FOLDED.name(),
        tables::META.name(),
        tables::ENTRIES.name(),
        tables::SLIPS_OUT.name(),
        tables::SLIPS_IN.name(),
        tables::ROWS.name(),
        tables::DRAFTS.name(),
    ];
    let numbers = [tables::KEYS.name(), tables::ARRIVALS.name(), tables::OFFICERS.name()];
    if bytes.contains(&table) {
        Some(Keys::Bytes)
    } else if numbers.contains(&table) {
        Some(Keys::U64)
    } else {
        (table == tables::RESULTS.name()).then_some(Keys::U128)
    }
}

/// A table by its name; its keys are of the kind that [`keys_of`] says.
pub(super) const fn bytes_table(name: &str) -> TableDefinition<'_, &'static [u8], &'static [u8]> {
    TableDefinition::new(name)
}

pub(super) const fn u64_table(name: &str) -> TableDefinition<'_, u64, &'static [u8]> {
    TableDefinition::new(name)
}

pub(super) const fn u128_table(name: &str) -> TableDefinition<'_, u128, &'static [u8]> {
    TableDefinition::new(name)
}

impl Reader {
    /// Copies the store in `folder` as it is at this moment; the store goes on meanwhile.
    ///
    /// # Errors
    /// When it cannot be read, or `out` not written.
    pub fn copy(&self, folder: &Path, out: &mut dyn Write) -> Result<Manifest, CopyError> {
        let transaction = self.store().db.begin_read()?;
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let manifest = Manifest { format: FORMAT, version, ..Manifest::default() };
        let mut copy = Copy { out, hasher: blake3::Hasher::new(), manifest };
        copy.write(MAGIC)?;
        copy.tables(&transaction)?;
        for name in FOLDERS {
            copy.folder(folder, Path::new(name), 0)?;
        }
        copy.end()
    }
}

struct Copy<'a> {
    out: &'a mut dyn Write,
    hasher: blake3::Hasher,
    manifest: Manifest,
}

impl Copy<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), CopyError> {
        self.hasher.update(bytes);
        self.out.write_all(bytes).map_err(CopyError::Out)
    }

    fn frame(&mut self, kind: u8, parts: &[&[u8]]) -> Result<(), CopyError> {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let length = u32::try_from(length).map_err(|_| CopyError::Damaged("a value is too long".to_owned()))?;
        self.write(&[kind])?;
        self.write(&length.to_be_bytes())?;
        parts.iter().try_for_each(|part| self.write(part))
    }

    fn tables(&mut self, transaction: &ReadTransaction) -> Result<(), CopyError> {
        let mut names: Vec<String> = transaction.list_tables()?.map(|table| table.name().to_owned()).collect();
        names.sort_unstable();
        for name in names {
            let keys = keys_of(&name).ok_or_else(|| CopyError::UnknownTable(name.clone()))?;
            self.frame(b'T', &[name.as_bytes()])?;
            let rows = match keys {
                Keys::Bytes => self.rows(&transaction.open_table(bytes_table(&name))?, <[u8]>::to_vec)?,
                Keys::U64 => self.rows(&transaction.open_table(u64_table(&name))?, |key| key.to_be_bytes().to_vec())?,
                Keys::U128 => {
                    self.rows(&transaction.open_table(u128_table(&name))?, |key| key.to_be_bytes().to_vec())?
                }
            };
            self.manifest.rows.insert(name, rows);
        }
        Ok(())
    }

    fn rows<K: redb::Key + 'static>(
        &mut self,
        table: &impl ReadableTable<K, &'static [u8]>,
        key_bytes: impl Fn(K::SelfType<'_>) -> Vec<u8>,
    ) -> Result<u64, CopyError> {
        let mut count = 0;
        for row in table.iter()? {
            let (key, value) = row?;
            let key = key_bytes(key.value());
            let length = u16::try_from(key.len()).map_err(|_| CopyError::Damaged("a key is too long".to_owned()))?;
            self.frame(b'R', &[&length.to_be_bytes(), &key, value.value()])?;
            count += 1;
        }
        Ok(count)
    }

    fn folder(&mut self, store: &Path, folder: &Path, depth: usize) -> Result<(), CopyError> {
        let at = store.join(folder);
        let files = match fs::read_dir(&at) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            files => files.map_err(file_error(&at))?,
        };
        for file in files {
            let file = file.map_err(file_error(&at))?;
            let (kind, path) = (file.file_type().map_err(file_error(&at))?, folder.join(file.file_name()));
            if kind.is_dir() && depth < DEPTH_MAX {
                self.folder(store, &path, depth + 1)?;
            } else if kind.is_file() && !file.file_name().to_string_lossy().starts_with(UNFINISHED) {
                self.file(store, &path)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, store: &Path, path: &Path) -> Result<(), CopyError> {
        let at = store.join(path);
        let flags = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();
        let mut file = match OpenOptions::new().read(true).custom_flags(flags).open(&at) {
            // Swept or put anew since the folder was listed: the record does not name what went.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            file => file.map_err(file_error(&at))?,
        };
        let name = path.to_str().ok_or_else(|| CopyError::Damaged(format!("{} is no plain name", at.display())))?;
        let length = file.metadata().map_err(file_error(&at))?.len();
        self.frame(b'F', &[&length.to_be_bytes(), name.as_bytes()])?;
        self.content(&mut file, length, &at)?;
        self.manifest.files += 1;
        self.manifest.file_bytes += length;
        Ok(())
    }

    fn content(&mut self, file: &mut File, length: u64, at: &Path) -> Result<(), CopyError> {
        let mut left = length;
        let mut piece = Vec::with_capacity(PIECE_BYTES.min(usize::try_from(length).unwrap_or(PIECE_BYTES)));
        while left > 0 {
            piece.clear();
            let read = file.take(left.min(PIECE_BYTES as u64)).read_to_end(&mut piece).map_err(file_error(at))?;
            if read == 0 {
                return Err(CopyError::Damaged(format!("{} became shorter while it was copied", at.display())));
            }
            self.frame(b'P', &[&piece])?;
            left -= read as u64;
        }
        Ok(())
    }

    fn end(mut self) -> Result<Manifest, CopyError> {
        let manifest = serde_json::to_vec(&self.manifest).map_err(|error| CopyError::Out(io::Error::other(error)))?;
        self.frame(b'M', &[&manifest])?;
        let sum = self.hasher.finalize();
        self.out.write_all(sum.as_bytes()).map_err(CopyError::Out)?;
        self.out.flush().map_err(CopyError::Out)?;
        Ok(self.manifest)
    }
}
