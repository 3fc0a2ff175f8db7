//! Every file that the record names, read through: is it still what it was?

use super::blob::{BlobError, BlobId, Blobs};
use super::read::{Arrived, Reader};
use super::{JournalError, KeyOf};
use crate::casework::ids::{Hash, RecordId, UnitId};
use crate::casework::named_file::NamedFile;
use std::collections::HashSet;
use std::io::{self, Read};

/// Read at once.
const BUFFER_BYTES: usize = 64 << 10;

/// A file that is not what the record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongFile {
    pub unit: UnitId,
    pub record: RecordId,
    /// Which file of the record.
    pub what: String,
    pub why: String,
}

/// What a look through all files found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFindings {
    pub files: u64,
    pub wrong: Vec<WrongFile>,
}

impl Reader {
    /// Reads every file through that an entry of a hosted unit names, each once.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn verify_files(&self, blobs: &Blobs) -> Result<FileFindings, JournalError> {
        let mut named: Vec<(UnitId, RecordId, NamedFile)> = Vec::new();
        let mut known = HashSet::new();
        // What cannot be read is named by the check of the record itself.
        let _damages = self.replay(self.last_arrival()?, |_, arrived| {
            let Arrived::Entry(entry) = arrived else { return };
            if let Some(file) = entry.fact.file().filter(|file| known.insert((entry.unit, file.blob))) {
                named.push((entry.unit, entry.fact.about(), file));
            }
        })?;
        let mut findings = FileFindings::default();
        for (unit, record, NamedFile { blob, what }) in named {
            findings.files += 1;
            if let Err(error) = whole(blobs, unit, blob) {
                findings.wrong.push(WrongFile { unit, record, what, why: error.to_string() });
            }
        }
        Ok(findings)
    }
}

/// Under its unit's key, or under the store's where it was kept before files had owners.
fn whole(blobs: &Blobs, unit: UnitId, hash: Hash) -> Result<(), BlobError> {
    let owners = [KeyOf::Unit(unit), KeyOf::Store].map(|of| BlobId { of, hash });
    let id = owners.into_iter().find(|id| blobs.holds(*id)).ok_or(BlobError::Missing)?;
    let mut reader = blobs.reader(id)?;
    let (mut hasher, mut buffer) = (blake3::Hasher::new(), vec![0; BUFFER_BYTES]);
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => _ = hasher.update(&buffer[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(BlobError::Io(error)),
        }
    }
    if Hash(*hasher.finalize().as_bytes()) == hash { Ok(()) } else { Err(BlobError::OtherContent) }
}
