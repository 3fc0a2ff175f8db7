//! Files that were brought and that no entry names yet: each has a mark, an empty file of the same opaque name in a
//! folder beside. The mark is made before the file and goes when an entry names it; what still has one long after was
//! left by a crash or by a refused command, and is swept once the record says that it names it nowhere.

use super::blob::{BlobId, Blobs};
use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;
use std::time::SystemTime;

/// Name of the folder of marks in the store.
const FOLDER: &str = "unnamed";

/// Before any file was brought.
pub const LONG_AGO: SystemTime = SystemTime::UNIX_EPOCH;

impl Blobs {
    /// Marks a file that is about to be kept: durable when this returns.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn mark(&self, id: BlobId) -> io::Result<()> {
        let folder = self.marks();
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        drop(OpenOptions::new().write(true).create(true).truncate(false).mode(0o400).open(self.mark_of(id))?);
        File::open(&folder)?.sync_all()
    }

    /// Marks a file that nothing may name any more, as if it had been brought long ago: the next sweep takes it unless
    /// something else names it.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn mark_destroyed(&self, id: BlobId) -> io::Result<()> {
        self.mark(id)?;
        File::open(self.mark_of(id))?.set_modified(LONG_AGO)
    }

    /// A file that is here is brought once more: a mark that it has is made anew.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn remark(&self, id: BlobId) -> io::Result<()> {
        if !self.mark_of(id).exists() {
            return Ok(());
        }
        self.unmark(id)?;
        self.mark(id)
    }

    /// An entry names the file.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn unmark(&self, id: BlobId) -> io::Result<()> {
        gone(fs::remove_file(self.mark_of(id)))
    }

    /// Removes marked files that were brought before this moment and are not `named` by the record, which is asked only
    /// when there is one. Returns how many went.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn sweep_unnamed(&self, before: SystemTime, named: impl FnOnce() -> Option<Vec<BlobId>>) -> io::Result<usize> {
        let marked = match fs::read_dir(self.marks()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            marked => marked?,
        };
        let mut old = Vec::new();
        for mark in marked {
            let mark = mark?;
            if mark.metadata()?.modified()? < before {
                old.push(mark.file_name());
            }
        }
        if old.is_empty() {
            return Ok(0);
        }
        let Some(named) = named() else { return Ok(0) };
        let named: HashSet<OsString> =
            named.into_iter().filter_map(|id| self.path(id).file_name().map(ToOwned::to_owned)).collect();
        let mut swept = 0;
        for name in old {
            // Brought again meanwhile: it waits anew.
            if !fs::metadata(self.marks().join(&name)).and_then(|mark| mark.modified()).is_ok_and(|at| at < before) {
                continue;
            }
            if !named.contains(&name) {
                gone(fs::remove_file(self.folder.join(&name)))?;
                swept += 1;
            }
            gone(fs::remove_file(self.marks().join(&name)))?;
        }
        Ok(swept)
    }

    /// Bytes of all files of the store, as they lie on the disk.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn bytes(&self) -> io::Result<u64> {
        match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            files => files?.map(|file| Ok(file?.metadata()?.len())).sum(),
        }
    }

    fn marks(&self) -> PathBuf {
        self.folder.with_file_name(FOLDER)
    }

    fn mark_of(&self, id: BlobId) -> PathBuf {
        let path = self.path(id);
        self.marks().join(path.file_name().unwrap_or_default())
    }
}

/// What is not there need not go.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
