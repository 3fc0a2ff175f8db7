//! Room on the disk of the store: a reserve that ordinary writes do not touch, so that the record never meets a full
//! disk, and a ballast that is thrown off when others have filled the disk all the same.

use rustix::fs::{FallocateFlags, fallocate, statvfs};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Left free by ordinary writes. The largest transaction dirties well below 4 MiB of pages; twice that, because others
/// write on this disk too between our look and our commit.
pub const RESERVE_BYTES: u64 = 8 << 20;

/// Kept in a file of its own. Thrown off it holds a hundred traces of reading and dropped drafts, and the repair that
/// opening after a crash may want to write.
pub const BALLAST_BYTES: u64 = 2 << 20;

/// Less than this is no longer our reserve being used: the disk is being filled by others.
const FLOOR_BYTES: u64 = 2 << 20;

/// Writing begins again with this much: the reserve, the ballast to be made anew, and enough work between two looks.
const AGAIN_BYTES: u64 = RESERVE_BYTES + 2 * BALLAST_BYTES;

/// Left free by files of evidence: the record, which is small, goes on long after films no longer fit.
const FILES_RESERVE_BYTES: u64 = 512 << 20;

/// Looks after the room of one store.
pub struct Room {
    store: PathBuf,
    short: bool,
}

impl Room {
    /// Of the store in this folder; looks at once.
    pub fn of(store: &Path) -> Self {
        let mut room = Self { store: store.to_owned(), short: false };
        room.is_short();
        room
    }

    /// Looks: is there too little for ordinary writes?
    pub fn is_short(&mut self) -> bool {
        match free_bytes(&self.store) {
            Ok(free) => {
                self.short = free < if self.short { AGAIN_BYTES } else { RESERVE_BYTES };
                self.keep_ballast(free);
            }
            // What cannot be asked is not known to be full; a write that fails tells.
            Err(error) => tracing::warn!(%error, "cannot ask how full the disk of the store is"),
        }
        self.short
    }

    fn keep_ballast(&self, free: u64) {
        let path = self.store.join("ballast");
        let done = if free < FLOOR_BYTES {
            match fs::remove_file(&path) {
                Ok(()) => {
                    tracing::warn!(free, "the disk of the store is full: the ballast is thrown off");
                    Ok(())
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                Err(error) => Err(error),
            }
        } else if !self.short && free >= AGAIN_BYTES && !path.exists() {
            ballast(&path)
        } else {
            Ok(())
        };
        if let Err(error) = done {
            tracing::warn!(%error, path = %path.display(), "the ballast");
        }
    }
}

/// Bytes that this account may still write on the disk of a folder.
///
/// # Errors
/// When the system does not say.
pub fn free_bytes(folder: &Path) -> io::Result<u64> {
    let about = statvfs(folder)?;
    Ok(about.f_bavail.saturating_mul(about.f_frsize))
}

/// Is there room for so much more of a file that is kept with a case?
///
/// # Errors
/// When the system does not say.
pub fn takes_file(store: &Path, bytes: u64) -> io::Result<bool> {
    Ok(free_bytes(store)? >= bytes.saturating_add(FILES_RESERVE_BYTES))
}

/// Is there room for a paper or a scan of so many bytes? They are part of the day's work, and kept as long as it is.
///
/// # Errors
/// When the system does not say.
pub fn takes_paper(store: &Path, bytes: u64) -> io::Result<bool> {
    Ok(free_bytes(store)? >= bytes.saturating_add(RESERVE_BYTES))
}

/// Makes the ballast: blocks that are really there, not a hole.
fn ballast(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    match fallocate(&file, FallocateFlags::empty(), 0, BALLAST_BYTES) {
        Ok(()) => Ok(()),
        Err(rustix::io::Errno::OPNOTSUPP) => fill(&mut file),
        Err(error) => Err(error.into()),
    }
}

fn fill(file: &mut File) -> io::Result<()> {
    let zeros = [0; 64 << 10];
    for _ in 0..BALLAST_BYTES / zeros.len() as u64 {
        file.write_all(&zeros)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_with_room_has_a_ballast_of_real_blocks() {
        use std::os::unix::fs::MetadataExt;
        let folder = tempfile::TempDir::new().expect("a folder");
        assert!(!Room::of(folder.path()).is_short(), "the machine that tests has room");
        let about = fs::metadata(folder.path().join("ballast")).expect("a ballast");
        assert_eq!(about.len(), BALLAST_BYTES);
        assert!(about.blocks() * 512 >= BALLAST_BYTES);
        drop(Room::of(folder.path()));
    }

    #[test]
    fn what_cannot_be_asked_is_not_called_full() {
        let folder = tempfile::TempDir::new().expect("a folder");
        assert!(!Room::of(&folder.path().join("gone")).is_short());
    }
}
