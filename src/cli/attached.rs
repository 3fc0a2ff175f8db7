//! Files that are kept with a case, on their way to the daemon and back: read and written in pieces, hashed on the way.

use super::line::Line;
use super::report::CliError;
use crate::calendar::Text;
use crate::casework::dossier::evidence::Attached;
use crate::casework::ids::{Hash, RecordId};
use crate::daemon::ATTACHMENT_BYTES_MAX;
use crate::wire::frame::PIECE_BYTES_MAX;
use crate::wire::{AttachPiece, FetchPiece, FilesRequest, Reply, Request};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;

/// How often a file is brought anew when the line was cut over it.
const TRIES_MAX: u32 = 3;

/// Brings a file and says what the record is to say of it, with its SHA-256.
///
/// # Errors
/// A file that cannot be read, or that the daemon does not take.
pub fn bring(line: &mut Line, record: RecordId, path: &Path) -> Result<(Attached, Hash), CliError> {
    let mut file = File::open(path).map_err(reading(path))?;
    let bytes = file.metadata().map_err(reading(path))?.len();
    if bytes > ATTACHMENT_BYTES_MAX {
        let gib = ATTACHMENT_BYTES_MAX >> 30;
        return Err(CliError::Wrong(Text::new(
            format!("文件超过 {gib} GiB. 另处保存, 只登记其 SHA-256 (act … add-evidence)"),
            format!("the file is above {gib} GiB. Keep it elsewhere and enter its SHA-256 alone (act … add-evidence)"),
        )));
    }
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    bring_open(line, record, (&mut file, path), name)
}

/// The same of a file that is open.
///
/// # Errors
/// See [`bring`].
pub fn bring_open(
    line: &mut Line,
    record: RecordId,
    (file, path): (&mut File, &Path),
    name: String,
) -> Result<(Attached, Hash), CliError> {
    let (mut legal, mut own, mut bytes) = (Sha256::new(), blake3::Hasher::new(), 0);
    pieces(file, path, |piece| {
        legal.update(piece);
        own.update(piece);
        bytes += piece.len() as u64;
        Ok(())
    })?;
    let (sha256, blob) = (Hash(legal.finalize().into()), Hash(*own.finalize().as_bytes()));
    let mut tries = 1;
    loop {
        match send(
            line,
            (file, path),
            &AttachPiece { record, blob, sha256, offset: 0, total: bytes, bytes: Vec::new() },
        ) {
            Ok(()) => return Ok((Attached { name, bytes, blob }, sha256)),
            // The line was made anew in the middle: the daemon wants it from the beginning.
            Err(CliError::Wrong(_)) if tries < TRIES_MAX && bytes > PIECE_BYTES_MAX as u64 => tries += 1,
            Err(error) => return Err(error),
        }
    }
}

fn send(line: &mut Line, (file, path): (&mut File, &Path), begins: &AttachPiece) -> Result<(), CliError> {
    let mut offset = 0;
    let mut put = |line: &mut Line, piece: &[u8]| {
        let request =
            Request::Files(FilesRequest::Attach(AttachPiece { offset, bytes: piece.to_vec(), ..begins.clone() }));
        offset += piece.len() as u64;
        match line.ask(request)? {
            Reply::Done => Ok(()),
            _ => Err(CliError::odd_answer()),
        }
    };
    if begins.total == 0 {
        return put(line, &[]);
    }
    pieces(file, path, |piece| put(line, piece))
}

/// The content from its beginning, piece by piece.
fn pieces(file: &mut File, path: &Path, mut each: impl FnMut(&[u8]) -> Result<(), CliError>) -> Result<(), CliError> {
    file.rewind().map_err(reading(path))?;
    let mut piece = Vec::with_capacity(PIECE_BYTES_MAX);
    loop {
        piece.clear();
        Read::by_ref(file).take(PIECE_BYTES_MAX as u64).read_to_end(&mut piece).map_err(reading(path))?;
        if piece.is_empty() {
            return Ok(());
        }
        each(&piece)?;
    }
}

fn reading(path: &Path) -> impl FnOnce(std::io::Error) -> CliError {
    let path = path.to_owned();
    move |source| CliError::file(Text::new("读文件", "reading the file"), path, source)
}

/// Gets a file of a case into `out`; returns the SHA-256 of what came.
///
/// # Errors
/// A file that is not there or not what it was, or `out`.
pub fn get(
    line: &mut Line,
    (record, blob): (RecordId, Hash),
    out: &mut dyn Write,
    path: &Path,
) -> Result<Hash, CliError> {
    let (mut legal, mut offset) = (Sha256::new(), 0);
    loop {
        let Reply::Piece { bytes, total } =
            line.ask(Request::Files(FilesRequest::Fetch(FetchPiece { record, blob, offset })))?
        else {
            return Err(CliError::odd_answer());
        };
        legal.update(&bytes);
        let writing = |source| CliError::file(Text::new("写文件", "writing the file"), path, source);
        out.write_all(&bytes).map_err(writing)?;
        offset += bytes.len() as u64;
        if bytes.is_empty() || offset >= total {
            return Ok(Hash(legal.finalize().into()));
        }
    }
}
