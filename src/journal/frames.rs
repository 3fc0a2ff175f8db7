//! A copy of a store as its frames, one after the other: bounded, hashed on the way, and nothing believed before its end.

use super::backup::{CopyError, FOLDERS, FRAME_BYTES_MAX, MAGIC, Manifest, SUM_BYTES};
use std::io::Read;
use std::path::{Component, PathBuf};

/// A frame of a copy.
pub enum Frame {
    Table(String),
    Row(Vec<u8>, Vec<u8>),
    File(u64, PathBuf),
    Piece(Vec<u8>),
    Manifest(Box<Manifest>),
}

/// The frames of a copy, one after the other.
pub struct Frames<R> {
    from: R,
    /// Bytes read so far.
    pub done: u64,
    hasher: blake3::Hasher,
}

impl<R: Read> Frames<R> {
    /// The first bytes say that it is one.
    pub fn begin(from: R) -> Result<Self, CopyError> {
        let mut frames = Self { from, done: 0, hasher: blake3::Hasher::new() };
        let mut magic = [0; MAGIC.len()];
        frames.fill(&mut magic)?;
        if magic == *MAGIC { Ok(frames) } else { Err(damaged("it is no copy of a store, or of another form")) }
    }

    fn fill(&mut self, into: &mut [u8]) -> Result<(), CopyError> {
        self.from.read_exact(into).map_err(|error| damaged(&error.to_string()))?;
        self.hasher.update(into);
        self.done += into.len() as u64;
        Ok(())
    }

    /// The next frame, bounded.
    pub fn next(&mut self) -> Result<Frame, CopyError> {
        let mut head = [0; 5];
        self.fill(&mut head)?;
        let [kind, length @ ..] = head;
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if length > FRAME_BYTES_MAX {
            return Err(damaged("a frame is too long"));
        }
        let mut bytes = vec![0; length];
        self.fill(&mut bytes)?;
        match kind {
            b'T' => Ok(Frame::Table(text(bytes)?)),
            b'R' => {
                let (length, rest) = bytes.split_first_chunk::<2>().ok_or_else(|| damaged("a row is too short"))?;
                let length = usize::from(u16::from_be_bytes(*length));
                let (key, value) = rest.split_at_checked(length).ok_or_else(|| damaged("a row is too short"))?;
                Ok(Frame::Row(key.to_vec(), value.to_vec()))
            }
            b'F' => {
                let (length, path) = bytes.split_first_chunk::<8>().ok_or_else(|| damaged("a file has no name"))?;
                Ok(Frame::File(u64::from_be_bytes(*length), plain_path(text(path.to_vec())?)?))
            }
            b'P' => Ok(Frame::Piece(bytes)),
            b'M' => {
                let read = serde_json::from_slice(&bytes);
                read.map(Frame::Manifest).map_err(|error| damaged(&error.to_string()))
            }
            _ => Err(damaged("a frame of an unknown kind")),
        }
    }

    /// Nothing follows but the hash, and it is that of everything before.
    pub fn ends(mut self) -> Result<(), CopyError> {
        let (sum, mut said) = (self.hasher.finalize(), Vec::new());
        let read = (&mut self.from).take(SUM_BYTES + 1).read_to_end(&mut said);
        read.map_err(|error| damaged(&error.to_string()))?;
        if said == sum.as_bytes() { Ok(()) } else { Err(damaged("its content is not what its hash says")) }
    }
}

/// A copy that is not what it should be.
pub fn damaged(what: &str) -> CopyError {
    CopyError::Damaged(what.to_owned())
}

fn text(bytes: Vec<u8>) -> Result<String, CopyError> {
    String::from_utf8(bytes).map_err(|_| damaged("a name is no text"))
}

/// A path into one of the store's own folders and nowhere else.
fn plain_path(path: String) -> Result<PathBuf, CopyError> {
    let path = PathBuf::from(path);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    let known = FOLDERS.iter().any(|folder| path.starts_with(folder)) && path.components().count() > 1;
    if plain && known { Ok(path) } else { Err(damaged("a file lies outside the store's folders")) }
}
