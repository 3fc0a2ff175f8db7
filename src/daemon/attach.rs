//! Files that are kept with a case: brought and given in pieces, capped, counted for each officer, durable before an
//! entry names them. What nothing names in the end is swept away at a later start.

use super::answer::{Acting, Session, Shared, text};
use super::files::found;
use super::look::visible_view;
use super::quota::Share;
use super::room;
use super::world::World;
use crate::boards::views::View;
use crate::casework::command::{Act, DisputeAct};
use crate::casework::dossier::DossierAct;
use crate::casework::dossier::evidence::{EvidenceAct, PieceDraft};
use crate::casework::ids::Hash;
use crate::casework::refusal::Refusal;
use crate::casework::words::PostRole;
use crate::journal::{BlobError, BlobId, BlobReader, BlobWriter, Blobs, KeyOf};
use crate::wire::frame::PIECE_BYTES_MAX;
use crate::wire::{AttachPiece, FetchPiece, FilesRequest, Reply, Request};
use sha2::{Digest, Sha256};
use std::io::Read;

/// The largest file kept with a case: a long film; a disk image belongs into a safe, with its hash entered here.
pub const ATTACHMENT_BYTES_MAX: u64 = 2 << 30;

/// Files that a session brought and no entry names yet: a command names one.
const BROUGHT_MAX: usize = 16;

/// Why a piece was not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotTaken {
    #[error("the file has {0} bytes; {ATTACHMENT_BYTES_MAX} are the most. Keep it elsewhere and enter its SHA-256")]
    TooLarge(u64),
    #[error("you have brought as much as one officer may on one day. Go on tomorrow, or ask the administrator")]
    OfficerFull,
    #[error("the store holds as many files as it may. Ask the administrator")]
    StoreFull,
    #[error("the disk has no room for it. Ask the administrator")]
    DiskFull,
    #[error("the pieces do not follow each other: bring the file again")]
    OutOfTurn,
    #[error("the file changed while it was brought: bring it again")]
    OtherContent,
    #[error("the file could not be kept: {0}")]
    Disk(String),
}

impl NotTaken {
    fn reply(&self) -> Reply {
        let zh = match self {
            Self::TooLarge(bytes) => {
                format!("文件有 {bytes} 字节, 最多 {ATTACHMENT_BYTES_MAX}. 另处保存, 这里登记其 SHA-256")
            }
            Self::OfficerFull => "今天送来的已到每人每日上限. 明天再送, 或找管理员".to_owned(),
            Self::StoreFull => "库里文件已到上限. 找管理员".to_owned(),
            Self::DiskFull => "磁盘放不下. 找管理员".to_owned(),
            Self::OutOfTurn => "各段不相接: 请重新送".to_owned(),
            Self::OtherContent => "送的途中文件变了: 请重新送".to_owned(),
            Self::Disk(error) => format!("文件存不下: {error}"),
        };
        match self {
            Self::Disk(_) => Reply::Fault(text(zh, self.to_string())),
            Self::TooLarge(_)
            | Self::OfficerFull
            | Self::StoreFull
            | Self::DiskFull
            | Self::OutOfTurn
            | Self::OtherContent => Reply::Wrong(text(zh, self.to_string())),
        }
    }
}

impl From<BlobError> for NotTaken {
    fn from(error: BlobError) -> Self {
        if matches!(error, BlobError::OtherContent) { Self::OtherContent } else { Self::Disk(error.to_string()) }
    }
}

/// Where the content goes: into a new file, or, when the store has it, nowhere.
enum Sink {
    New(Box<BlobWriter>, Share),
    Known(Box<blake3::Hasher>),
}

/// A file on its way.
pub struct Attaching {
    id: BlobId,
    sha256: Hash,
    total: u64,
    have: u64,
    legal: Sha256,
    sink: Sink,
}

/// A file that a session has brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attached {
    id: BlobId,
    sha256: Hash,
    bytes: u64,
}

/// A file that a session is being given.
pub struct Giving {
    id: BlobId,
    offset: u64,
    reader: BlobReader,
}

impl Session {
    /// Answers a request about files; reads of a sealed case leave their trace first.
    pub(super) async fn files(&mut self, world: &World, request: Request) -> Reply {
        let Some(acting) = self.acting(world) else { return self.no_post() };
        if let Err(reply) = self.leave_trace(&acting, &request).await {
            return reply;
        }
        let Request::Files(request) = request else { return Reply::Refused(Refusal::NotFound) };
        match request {
            FilesRequest::Attach(piece) => self.attach(&acting, &piece),
            FilesRequest::Fetch(piece) => self.give(&acting, &piece),
            FilesRequest::Sign { record, sums } => self.sign_archive(&acting, record, sums),
            FilesRequest::Backup { offset } => self.copy_store(offset).await,
            FilesRequest::Verify => self.verify_files(world),
        }
    }

    /// Takes a piece of a file for a case that this officer sees.
    pub(super) fn attach(&mut self, acting: &Acting<'_>, piece: &AttachPiece) -> Reply {
        let sees = matches!(visible_view(acting, piece.record), Some(View::Dispute(_)));
        if !sees || !matches!(acting.post.role, PostRole::Duty | PostRole::Lead) {
            return Reply::Refused(Refusal::NotFound);
        }
        let taken = tokio::task::block_in_place(|| self.take_piece(acting, piece));
        match taken {
            Ok(()) => Reply::Done,
            Err(why) => {
                // What was written of it goes with its writer.
                self.attaching = None;
                why.reply()
            }
        }
    }

    fn take_piece(&mut self, acting: &Acting<'_>, piece: &AttachPiece) -> Result<(), NotTaken> {
        if piece.offset == 0 {
            self.attaching = None;
            self.attaching = Some(self.begin_file(acting, piece)?);
        }
        let one = self.attaching.as_mut().ok_or(NotTaken::OutOfTurn)?;
        let same = (one.id.hash, one.sha256, one.total) == (piece.blob, piece.sha256, piece.total);
        let after = one.have.saturating_add(piece.bytes.len() as u64);
        if !same || one.have != piece.offset || after > one.total {
            return Err(NotTaken::OutOfTurn);
        }
        one.legal.update(&piece.bytes);
        match &mut one.sink {
            Sink::New(writer, _) => {
                // Others fill the disk meanwhile: it is looked at before each piece, not after the last.
                has_room(&self.shared, piece.bytes.len() as u64)?;
                writer.write(&piece.bytes)?;
            }
            Sink::Known(hasher) => _ = hasher.update(&piece.bytes),
        }
        one.have = after;
        if after == one.total { self.finish() } else { Ok(()) }
    }

    fn begin_file(&self, acting: &Acting<'_>, piece: &AttachPiece) -> Result<Attaching, NotTaken> {
        if piece.total > ATTACHMENT_BYTES_MAX {
            return Err(NotTaken::TooLarge(piece.total));
        }
        let blobs = &self.shared.blobs;
        let id = BlobId { of: KeyOf::Unit(acting.unit()), hash: piece.blob };
        let sink = if blobs.holds(id) {
            // One that waits for its entry waits from now on.
            blobs.remark(id).map_err(|error| NotTaken::Disk(error.to_string()))?;
            Sink::Known(Box::default())
        } else {
            has_room(&self.shared, piece.total)?;
            let share = self.shared.quota.take(acting.officer.id, acting.now.date_naive(), piece.total)?;
            blobs.mark(id).map_err(|error| NotTaken::Disk(error.to_string()))?;
            Sink::New(Box::new(blobs.writer(id)?), share)
        };
        let (sha256, total) = (piece.sha256, piece.total);
        Ok(Attaching { id, sha256, total, have: 0, legal: Sha256::new(), sink })
    }

    fn finish(&mut self) -> Result<(), NotTaken> {
        let one = self.attaching.take().ok_or(NotTaken::OutOfTurn)?;
        if one.legal.finalize().as_slice() != one.sha256.0 {
            return Err(NotTaken::OtherContent);
        }
        match one.sink {
            Sink::New(writer, share) => {
                writer.finish()?;
                share.spend();
            }
            Sink::Known(hasher) if *hasher.finalize().as_bytes() == one.id.hash.0 => {}
            Sink::Known(_) => return Err(NotTaken::OtherContent),
        }
        self.attached.truncate(BROUGHT_MAX - 1);
        self.attached.insert(0, Attached { id: one.id, sha256: one.sha256, bytes: one.total });
        Ok(())
    }

    /// A piece of evidence may name only a file whose both hashes this session has seen come out.
    pub(super) fn has_brought(&self, acting: &Acting<'_>, draft: &PieceDraft) -> Result<(), Reply> {
        let Some(file) = &draft.file else { return Ok(()) };
        let id = BlobId { of: KeyOf::Unit(acting.unit()), hash: file.blob };
        let known = |one: &&Attached| one.id == id && Some(one.sha256) == draft.hash && one.bytes == file.bytes;
        match self.attached.iter().find(known).filter(|_| self.shared.blobs.holds(id)) {
            Some(_) => Ok(()),
            None => Err(Reply::Wrong(text(
                "证据文件还没有送到: dutydesk evidence add",
                "the file was not brought yet: dutydesk evidence add",
            ))),
        }
    }

    /// An entry names it: it is not swept any more.
    pub(super) fn is_named(&self, acting: &Acting<'_>, draft: &PieceDraft) {
        let Some(file) = &draft.file else { return };
        let id = BlobId { of: KeyOf::Unit(acting.unit()), hash: file.blob };
        if let Err(error) = self.shared.blobs.unmark(id) {
            // The sweep asks the record again before it takes anything.
            tracing::warn!(%error, "a file stays marked as unnamed");
        }
    }

    /// Gives the next piece of a file that a piece of evidence of the case names.
    pub(super) fn give(&mut self, acting: &Acting<'_>, asked: &FetchPiece) -> Reply {
        let Some(View::Dispute(view)) = visible_view(acting, asked.record) else {
            return Reply::Refused(Refusal::NotFound);
        };
        let mut pieces = view.dispute.dossier.evidence.pieces.iter();
        let named = pieces.find_map(|one| one.draft.file.as_ref().filter(|file| file.blob == asked.blob));
        let Some(file) = named else { return Reply::Refused(Refusal::NotFound) };
        let given = tokio::task::block_in_place(|| self.next_piece(acting, asked));
        match given {
            Ok(bytes) => Reply::Piece { bytes, total: file.bytes },
            Err(error) => {
                self.giving = None;
                let name = &file.name;
                if matches!(error, BlobError::Missing) {
                    return Reply::Fault(text(
                        format!(
                            "证据文件 {name} 不在本库. 移来案件的文件随线路取回: dutydesk exchange run; 未到前请向原承办单位索取"
                        ),
                        format!(
                            "the evidence file {name} is not in this store. Those of a case that was handed over come by the line: dutydesk exchange run; until then ask the unit that had the case"
                        ),
                    ));
                }
                Reply::Fault(text(format!("证据文件 {name}: {error}"), format!("the evidence file {name}: {error}")))
            }
        }
    }

    fn next_piece(&mut self, acting: &Acting<'_>, asked: &FetchPiece) -> Result<Vec<u8>, BlobError> {
        let blobs = &self.shared.blobs;
        let others = acting.hosted.state.lines.keys().copied();
        let id = found(blobs, acting.unit(), others, asked.blob).ok_or(BlobError::Missing)?;
        let mut giving = match self.giving.take() {
            Some(giving) if giving.id == id && giving.offset == asked.offset => giving,
            Some(_) | None => opened_at(blobs, id, asked.offset)?,
        };
        let mut bytes = Vec::with_capacity(PIECE_BYTES_MAX);
        (&mut giving.reader).take(PIECE_BYTES_MAX as u64).read_to_end(&mut bytes)?;
        giving.offset += bytes.len() as u64;
        self.giving = Some(giving);
        Ok(bytes)
    }
}

/// A file read from its middle: a line that was cut goes on where it was.
fn opened_at(blobs: &Blobs, id: BlobId, offset: u64) -> Result<Giving, BlobError> {
    let mut reader = blobs.reader(id)?;
    std::io::copy(&mut (&mut reader).take(offset), &mut std::io::sink())?;
    Ok(Giving { id, offset, reader })
}

fn has_room(shared: &Shared, bytes: u64) -> Result<(), NotTaken> {
    let room = room::takes_file(&shared.store, bytes).map_err(|error| NotTaken::Disk(error.to_string()))?;
    if room { Ok(()) } else { Err(NotTaken::DiskFull) }
}

/// The piece of evidence that an act adds.
pub(super) const fn added(act: &Act) -> Option<&PieceDraft> {
    let Act::Dispute(_, DisputeAct::Dossier(act)) = act else { return None };
    let DossierAct::Evidence(EvidenceAct::Add(draft)) = &**act else { return None };
    Some(draft)
}
