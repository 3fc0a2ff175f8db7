//! All blobs of a store at once: what is here, sealed anew after a rotation, sealed at last after an older program, swept
//! after a crash.

use super::blob::{
    BlobError, BlobId, Blobs, HEAD_BYTES, MAGIC, NONCE_BYTES, PIECE_BYTES, UNFINISHED, head_of, place, told,
};
use super::seal::{SealError, key_no};
use super::vault::KeyOf;
use crate::casework::ids::Hash;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

impl Blobs {
    /// Every blob that is here and whole enough to say what it is.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn all(&self) -> Result<Vec<BlobId>, BlobError> {
        Ok(self.files()?.iter().filter_map(|path| self.known(path).ok()).map(|(id, _)| id).collect())
    }

    /// Seals the blobs that lie under old keys anew. Killed in the middle it goes on where it was.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn seal_anew(&self) -> Result<(), BlobError> {
        for path in self.files()? {
            // A damaged one keeps its damage.
            let Ok((id, key)) = self.known(&path) else { continue };
            if self.vault.owner_of_old(key).is_none() {
                continue;
            }
            match self.copied(id) {
                Err(BlobError::Damaged(_) | BlobError::OtherContent) => {}
                copied => copied?,
            }
        }
        Ok(())
    }

    /// The same blob in its own place, under the newest key.
    fn copied(&self, id: BlobId) -> Result<(), BlobError> {
        let (mut reader, mut writer) = (self.reader(id)?, self.writer(id)?);
        let mut piece = vec![0; PIECE_BYTES];
        loop {
            match reader.read(&mut piece).map_err(told)? {
                0 => return writer.finish(),
                bytes => writer.write(&piece[..bytes])?,
            }
        }
    }

    fn files(&self) -> Result<Vec<PathBuf>, BlobError> {
        let files = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            files => files?,
        };
        let paths: io::Result<Vec<PathBuf>> = files.map(|file| file.map(|file| file.path())).collect();
        Ok(paths?)
    }

    /// What a file is, and the number of its key.
    fn known(&self, path: &Path) -> Result<(BlobId, u32), BlobError> {
        let head = head_of(&mut File::open(path)?)?;
        let sealed = &head[MAGIC.len() + 1..HEAD_BYTES - NONCE_BYTES];
        let key = key_no(sealed)?;
        let of = self.vault.owner_of(key).ok_or(SealError::NoKey(key))?;
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let hash = self.vault.open(of, place(name), sealed)?;
        let hash = Hash(hash.try_into().map_err(|_| SealError::Cut)?);
        Ok((BlobId { of, hash }, key))
    }

    /// Seals what was kept in the clear by an older program, under the hash of its content; nobody knows any more which
    /// unit brought it. Killed in the middle it goes on where it was.
    ///
    /// # Errors
    /// When the disk says no.
    pub(super) fn seal_old(&self) -> Result<(), BlobError> {
        for path in self.files()? {
            let mut begins = Vec::new();
            File::open(&path)?.take(MAGIC.len() as u64).read_to_end(&mut begins)?;
            if begins != MAGIC {
                let content = fs::read(&path)?;
                self.put(BlobId { of: KeyOf::Store, hash: Hash::of(&content) }, &content)?;
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }

    /// Removes what a crash left unfinished; only while nothing is being brought.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn sweep(&self) -> Result<(), BlobError> {
        let unfinished =
            |path: &&PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(UNFINISHED));
        Ok(self.files()?.iter().filter(unfinished).try_for_each(fs::remove_file)?)
    }
}
