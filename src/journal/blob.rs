//! Files of any size, sealed in pieces: papers that were made, evidence that was brought.
//!
//! A blob, form 1: magic (8), form (1), the content's hash as a sealed record of the table `blob` and of the file's name
//! (77), nonce (19, random), then pieces of at most 64 KiB, each with its tag (16), by the STREAM construction over
//! XChaCha20-Poly1305 under the same data key: pieces cannot be dropped, swapped or cut off unseen. Associated data of
//! each piece: the head up to the nonce, the owner, the content's hash.
//!
//! A blob is known by its owner and the BLAKE3 hash of its content. The name of its file is a keyed hash of both: whoever
//! has a document cannot see from outside whether it is here. Nothing is ever held whole unless asked for.

use super::seal::{Place, SEAL_BYTES, SealError, key_no, random};
use super::vault::{KeyOf, Vault};
use crate::casework::ids::Hash;
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::stream::{DecryptorBE32, EncryptorBE32};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

pub(super) const MAGIC: &[u8; 8] = b"dutyblob";
const FORM: u8 = 1;
pub(super) const NONCE_BYTES: usize = 19;
const TAG_BYTES: usize = 16;
const HASH_BYTES: usize = SEAL_BYTES + 32;
pub(super) const HEAD_BYTES: usize = MAGIC.len() + 1 + HASH_BYTES + NONCE_BYTES;

/// A piece: large against its tag, small against memory, however many are open.
pub const PIECE_BYTES: usize = 64 << 10;

/// Names of files that are not whole yet begin so.
pub(super) const UNFINISHED: &str = ".new-";

/// Why a blob was not kept or not read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error("the file is not in this store")]
    Missing,
    #[error("the file is not what it was: {0}")]
    Damaged(#[from] SealError),
    #[error("the content is not what its hash said")]
    OtherContent,
    #[error("the disk says: {0}")]
    Io(#[from] io::Error),
}

impl From<BlobError> for io::Error {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Io(source) => source,
            BlobError::Missing => Self::new(io::ErrorKind::NotFound, error),
            BlobError::Damaged(_) | BlobError::OtherContent => Self::new(io::ErrorKind::InvalidData, error),
        }
    }
}

/// Whose blob, and the hash of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobId {
    pub of: KeyOf,
    pub hash: Hash,
}

/// The blobs of a store.
#[derive(Clone)]
pub struct Blobs {
    pub(super) folder: PathBuf,
    pub(super) vault: Arc<Vault>,
    /// Makes names that tell nothing.
    names: Arc<Zeroizing<[u8; 32]>>,
}

impl Blobs {
    pub(super) fn new(store: &Path, vault: Arc<Vault>, names: [u8; 32]) -> Self {
        Self { folder: store.join("evidence"), vault, names: Arc::new(Zeroizing::new(names)) }
    }

    /// The file of a blob.
    pub fn path(&self, id: BlobId) -> PathBuf {
        self.folder.join(self.name(id))
    }

    fn name(&self, id: BlobId) -> String {
        let mut hasher = blake3::Hasher::new_keyed(&self.names);
        hasher.update(b"dutydesk blob 1").update(&id.of.to_bytes()).update(&id.hash.0);
        Hash(*hasher.finalize().as_bytes()).to_string()
    }

    /// Is it here?
    pub fn holds(&self, id: BlobId) -> bool {
        self.path(id).exists()
    }

    /// Keeps a content that is at hand: durable when this returns.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn put(&self, id: BlobId, content: &[u8]) -> Result<(), BlobError> {
        if self.holds(id) {
            return Ok(());
        }
        let mut writer = self.writer(id)?;
        writer.write(content)?;
        writer.finish()
    }

    /// Begins a blob that comes in pieces. It is there when [`BlobWriter::finish`] has returned, and not before.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn writer(&self, id: BlobId) -> Result<BlobWriter, BlobError> {
        let hash = self.vault.seal(id.of, place(&self.name(id)), &id.hash.0)?;
        self.begin(id, &hash, random()?)
    }

    /// The same with the sealed hash and the nonce at hand.
    pub(super) fn begin(&self, id: BlobId, hash: &[u8], nonce: [u8; NONCE_BYTES]) -> Result<BlobWriter, BlobError> {
        let name = self.name(id);
        let (cipher, held) = self.vault.cipher_of(id.of, key_no(hash)?)?;
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let beside = self.folder.join(format!("{UNFINISHED}{}", uuid::Uuid::now_v7()));
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o400).open(&beside)?;
        let beside = Beside(Some(beside));
        let mut head = Vec::with_capacity(HEAD_BYTES);
        head.extend_from_slice(MAGIC);
        head.push(FORM);
        head.extend_from_slice(hash);
        let about = about(&head, id);
        head.extend_from_slice(&nonce);
        file.write_all(&head)?;
        Ok(BlobWriter {
            sealing: EncryptorBE32::from_aead(cipher, nonce.as_slice().into()),
            about,
            piece: Vec::with_capacity(PIECE_BYTES + TAG_BYTES),
            hasher: blake3::Hasher::new(),
            hash: id.hash,
            file,
            beside,
            path: self.folder.join(name),
            _held: held,
        })
    }

    /// Reads a blob piece by piece. Each piece is checked before it is given out.
    ///
    /// # Errors
    /// When it is not here, or not a blob of this owner.
    pub fn reader(&self, id: BlobId) -> Result<BlobReader, BlobError> {
        let mut file = File::open(self.path(id)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => BlobError::Missing,
            _ => BlobError::Io(error),
        })?;
        let length = file.metadata()?.len();
        let head = head_of(&mut file)?;
        let (outside, nonce) = head.split_at(HEAD_BYTES - NONCE_BYTES);
        let sealed = &outside[MAGIC.len() + 1..];
        if self.vault.open(id.of, place(&self.name(id)), sealed)? != id.hash.0 {
            return Err(SealError::Broken.into());
        }
        let (cipher, _) = self.vault.cipher_of(id.of, key_no(sealed)?)?;
        Ok(BlobReader {
            opening: Some(DecryptorBE32::from_aead(cipher, nonce.into())),
            about: about(outside, id),
            piece: Zeroizing::new(Vec::with_capacity(PIECE_BYTES + TAG_BYTES)),
            given: 0,
            left: length - HEAD_BYTES as u64,
            file,
        })
    }

    /// A whole blob of at most `bytes_max`.
    ///
    /// # Errors
    /// When it is not here, longer, or not what it was.
    pub fn whole(&self, id: BlobId, bytes_max: u64) -> Result<Vec<u8>, BlobError> {
        let mut content = Vec::new();
        let mut reader = self.reader(id)?.take(bytes_max + 1);
        reader.read_to_end(&mut content).map_err(told)?;
        if content.len() as u64 > bytes_max || Hash::of(&content) != id.hash {
            return Err(BlobError::OtherContent);
        }
        Ok(content)
    }
}

pub(super) fn place(name: &str) -> Place<'_> {
    Place { table: "blob", key: name.as_bytes() }
}

pub(super) fn head_of(file: &mut File) -> Result<[u8; HEAD_BYTES], BlobError> {
    let mut head = [0; HEAD_BYTES];
    file.read_exact(&mut head).map_err(cut)?;
    let form = head[MAGIC.len()];
    if head.starts_with(MAGIC) && form == FORM { Ok(head) } else { Err(SealError::Form(form).into()) }
}

fn about(outside: &[u8], id: BlobId) -> Vec<u8> {
    [outside, &id.of.to_bytes(), &id.hash.0].concat()
}

fn cut(error: io::Error) -> BlobError {
    if error.kind() == io::ErrorKind::UnexpectedEof { SealError::Cut.into() } else { error.into() }
}

/// The error that a reader wrapped, as it was.
pub(super) fn told(error: io::Error) -> BlobError {
    match error.downcast::<BlobError>() {
        Ok(inner) => inner,
        Err(error) => BlobError::Io(error),
    }
}

/// A file that goes with its owner unless it was put in its place.
struct Beside(Option<PathBuf>);

impl Drop for Beside {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // A crash would have left it too: the sweep at the next start takes it.
            drop(fs::remove_file(path));
        }
    }
}

/// A blob being written.
pub struct BlobWriter {
    sealing: EncryptorBE32<XChaCha20Poly1305>,
    about: Vec<u8>,
    piece: Vec<u8>,
    hasher: blake3::Hasher,
    hash: Hash,
    file: File,
    beside: Beside,
    path: PathBuf,
    /// Its data key is not destroyed before it is in its place.
    _held: Arc<()>,
}

impl BlobWriter {
    /// Takes more of the content.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn write(&mut self, mut content: &[u8]) -> Result<(), BlobError> {
        self.hasher.update(content);
        while !content.is_empty() {
            // A full piece waits for more: the last one is sealed as the last.
            if self.piece.len() == PIECE_BYTES {
                let sealed = self.sealing.encrypt_next_in_place(&self.about, &mut self.piece);
                sealed.map_err(|_| SealError::Broken)?;
                self.file.write_all(&self.piece)?;
                self.piece.clear();
            }
            let (now, later) = content.split_at(content.len().min(PIECE_BYTES - self.piece.len()));
            self.piece.extend_from_slice(now);
            content = later;
        }
        Ok(())
    }

    /// Puts the blob in its place: durable when this returns.
    ///
    /// # Errors
    /// When the content is not what its hash said, or the disk says no; then there is no blob.
    pub fn finish(mut self) -> Result<(), BlobError> {
        if Hash(*self.hasher.finalize().as_bytes()) != self.hash {
            return Err(BlobError::OtherContent);
        }
        let sealed = self.sealing.encrypt_last_in_place(&self.about, &mut self.piece);
        sealed.map_err(|_| SealError::Broken)?;
        self.file.write_all(&self.piece)?;
        self.file.sync_all()?;
        if let Some(beside) = self.beside.0.as_deref() {
            fs::rename(beside, &self.path)?;
        }
        self.beside.0 = None;
        let folder = self.path.parent().unwrap_or(Path::new("."));
        Ok(File::open(folder)?.sync_all()?)
    }
}

/// A blob being read.
pub struct BlobReader {
    /// None after the last piece.
    opening: Option<DecryptorBE32<XChaCha20Poly1305>>,
    about: Vec<u8>,
    piece: Zeroizing<Vec<u8>>,
    given: usize,
    left: u64,
    file: File,
}

impl BlobReader {
    fn next(&mut self) -> Result<(), BlobError> {
        let Some(mut opening) = self.opening.take() else { return Ok(()) };
        let full = PIECE_BYTES + TAG_BYTES;
        let length = usize::try_from(self.left).unwrap_or(usize::MAX).min(full);
        self.given = 0;
        self.piece.clear();
        self.piece.resize(length, 0);
        self.file.read_exact(&mut self.piece).map_err(cut)?;
        self.left -= length as u64;
        let opened = if self.left == 0 {
            opening.decrypt_last_in_place(&self.about, &mut *self.piece)
        } else {
            let opened = opening.decrypt_next_in_place(&self.about, &mut *self.piece);
            self.opening = Some(opening);
            opened
        };
        opened.map_err(|_| {
            self.piece.clear();
            self.opening = None;
            SealError::Broken.into()
        })
    }
}

impl Read for BlobReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.piece.len() && self.opening.is_some() {
            self.next()?;
        }
        let now = into.len().min(self.piece.len() - self.given);
        into[..now].copy_from_slice(&self.piece[self.given..self.given + now]);
        self.given += now;
        Ok(now)
    }
}
