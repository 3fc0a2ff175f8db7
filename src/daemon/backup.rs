//! Copies of the store for administrators, piece by piece, while the store goes on: a thread of its own reads one
//! unmoving state and waits for whoever takes the copy; and a look through every file that the record names.

use super::answer::{Session, text};
use super::world::World;
use crate::casework::refusal::Refusal;
use crate::casework::words::PostRole;
use crate::journal::{FileFindings, WrongFile};
use crate::wire::Reply;
use crate::wire::frame::PIECE_BYTES_MAX;
use std::io::{self, Write};
use tokio::sync::mpsc;

/// Pieces that wait for whoever takes them.
const PIECES_MAX: usize = 4;

/// A copy on its way.
pub struct Copying {
    pieces: mpsc::Receiver<Result<Vec<u8>, Reply>>,
    /// Where the next piece begins.
    offset: u64,
}

/// Cuts what is written into pieces and hands them on.
struct Pieces {
    to: mpsc::Sender<Result<Vec<u8>, Reply>>,
    piece: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let now = bytes.len().min(PIECE_BYTES_MAX - self.piece.len());
        self.piece.extend_from_slice(&bytes[..now]);
        if self.piece.len() == PIECE_BYTES_MAX {
            self.flush()?;
        }
        Ok(now)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE_BYTES_MAX));
        self.to.blocking_send(Ok(piece)).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

impl Session {
    /// The next piece of a copy of the store.
    pub(super) async fn copy_store(&mut self, offset: u64) -> Reply {
        if !self.is_administrator() {
            return Reply::Refused(Refusal::NotPermitted { wants: PostRole::Admin });
        }
        if offset == 0 {
            match self.begin_copy() {
                Ok(copying) => self.copying = Some(copying),
                Err(error) => return Reply::Fault(text(format!("备份: {error}"), format!("the copy: {error}"))),
            }
        }
        let Some(copying) = self.copying.as_mut().filter(|copying| copying.offset == offset) else {
            let begin = text("备份断了: 从头再做", "the copy was interrupted: begin again");
            return Reply::Wrong(begin);
        };
        match copying.pieces.recv().await {
            Some(Ok(bytes)) => {
                copying.offset += bytes.len() as u64;
                Reply::Piece { bytes, total: 0 }
            }
            Some(Err(reply)) => {
                self.copying = None;
                reply
            }
            None => {
                self.copying = None;
                Reply::Piece { bytes: Vec::new(), total: offset }
            }
        }
    }

    fn begin_copy(&self) -> io::Result<Copying> {
        let (to, pieces) = mpsc::channel(PIECES_MAX);
        let (reader, store) = (self.shared.reader.clone(), self.shared.store.clone());
        let copy = move || {
            let mut out = Pieces { to, piece: Vec::with_capacity(PIECE_BYTES_MAX) };
            if let Err(error) = reader.copy(&store, &mut out) {
                let why = text(format!("备份: {}", error.zh()), format!("the copy: {error}"));
                // Whoever took it may be gone.
                drop(out.to.blocking_send(Err(Reply::Fault(why))));
            }
        };
        std::thread::Builder::new().name("copy".into()).spawn(copy)?;
        Ok(Copying { pieces, offset: 0 })
    }

    /// Every chain, every row, and every file that the record names.
    pub(super) fn verify_files(&self, world: &World) -> Reply {
        if !self.is_administrator() {
            return Reply::Refused(Refusal::NotPermitted { wants: PostRole::Admin });
        }
        let Reply::Verified(mut verified) = self.verify() else {
            return Reply::Fault(text("记录读不出", "the record cannot be read"));
        };
        let found = tokio::task::block_in_place(|| self.shared.reader.verify_files(&self.shared.blobs));
        let FileFindings { files, wrong } = match found {
            Ok(found) => found,
            Err(error) => return error.into(),
        };
        verified.files = files;
        let name = |one: &WrongFile| {
            let state = world.units.get(&one.unit).map(|hosted| &hosted.state);
            let number = state.and_then(|state| state.disputes.get(&one.record)).map(|one| one.number.clone());
            format!("{} {}: {}", number.unwrap_or_else(|| one.record.to_string()), one.what, one.why)
        };
        verified.first_wrong = verified.first_wrong.or_else(|| wrong.first().map(name));
        Reply::Verified(verified)
    }
}
