//! Files that clients bring: held in memory while a session works on them, kept on disk by their hash only when they
//! become evidence. (A form that turns out to be a state secret must never have been stored.)

use super::answer::{Shared, text};
use super::job::NotDone;
use super::room;
use crate::casework::ids::{Hash, UnitId};
use crate::journal::{BlobError, BlobId, Blobs, KeyOf};
use crate::wire::Reply;

/// The largest file of one session: above the largest intake file.
pub const FILE_BYTES_MAX: u64 = 64 << 20;

/// The file that a session is bringing, or has brought.
#[derive(Default)]
pub struct Brought {
    hash: Option<Hash>,
    total: u64,
    bytes: Vec<u8>,
}

/// Why a piece was not taken.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotBrought {
    #[error("the file has {0} bytes, more than the {FILE_BYTES_MAX} that are taken: split it")]
    TooLarge(u64),
    #[error("the pieces do not follow each other: bring the file again")]
    OutOfTurn,
    #[error("the file changed while it was brought: bring it again")]
    OtherContent,
}

impl Brought {
    /// Takes the next piece; a piece at 0 begins a new file.
    ///
    /// # Errors
    /// When it is too large, out of turn, or at its end not what its hash said.
    pub fn piece(&mut self, hash: Hash, offset: u64, total: u64, bytes: &[u8]) -> Result<(), NotBrought> {
        if total > FILE_BYTES_MAX {
            return Err(NotBrought::TooLarge(total));
        }
        if offset == 0 {
            *self = Self { hash: Some(hash), total, bytes: Vec::new() };
        }
        let have = self.bytes.len() as u64;
        if self.hash != Some(hash) || self.total != total || offset != have || have + bytes.len() as u64 > total {
            return Err(NotBrought::OutOfTurn);
        }
        self.bytes.extend_from_slice(bytes);
        if self.is_whole() && Hash::of(&self.bytes) != hash {
            *self = Self::default();
            return Err(NotBrought::OtherContent);
        }
        Ok(())
    }

    /// The whole file of this hash.
    pub fn whole(&self, hash: Hash) -> Option<&[u8]> {
        (self.hash == Some(hash) && self.is_whole()).then_some(self.bytes.as_slice())
    }

    fn is_whole(&self) -> bool {
        self.bytes.len() as u64 == self.total
    }
}

/// Keeps a paper or a scan, while the disk has room for the day's work: it is refused before the disk is full, and there
/// is all of it or nothing.
pub fn keep(shared: &Shared, id: BlobId, content: &[u8]) -> Result<(), Reply> {
    let fault = |error: &BlobError| {
        Reply::Fault(text(format!("文件存不下: {error}"), format!("the file could not be kept: {error}")))
    };
    let room = shared.blobs.holds(id)
        || room::takes_paper(&shared.store, content.len() as u64).map_err(|error| fault(&error.into()))?;
    if !room {
        return Err(NotDone::NoRoom.into());
    }
    shared.blobs.put(id, content).map_err(|error| fault(&error))
}

/// Finds a file that a record names: among the unit's own, those of before files had owners, and those of the other
/// units here, whose letter it may be. Whoever asks sees the record, and so may see the file.
pub fn found(blobs: &Blobs, own: UnitId, others: impl Iterator<Item = UnitId>, hash: Hash) -> Option<BlobId> {
    let owners = [KeyOf::Unit(own), KeyOf::Store].into_iter().chain(others.map(KeyOf::Unit));
    owners.map(|of| BlobId { of, hash }).find(|id| blobs.holds(*id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_a_file_or_nothing() {
        let (content, mut brought) = (b"0123456789".as_slice(), Brought::default());
        let hash = Hash::of(content);
        brought.piece(hash, 0, 10, &content[..4]).expect("first");
        assert_eq!(brought.whole(hash), None);
        assert_eq!(brought.piece(hash, 5, 10, &content[5..]), Err(NotBrought::OutOfTurn));
        brought.piece(hash, 4, 10, &content[4..]).expect("last");
        assert_eq!(brought.whole(hash), Some(content));
        assert_eq!(brought.piece(Hash::of(b"x"), 0, 1, b"y"), Err(NotBrought::OtherContent));
        assert_eq!(brought.piece(hash, 0, FILE_BYTES_MAX + 1, b""), Err(NotBrought::TooLarge(FILE_BYTES_MAX + 1)));
    }
}
