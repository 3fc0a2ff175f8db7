//! Files of cases that were handed over: asked for by the new holder, given by the unit that let the case go, kept as its
//! own only whole and with the content that the case names.

use super::handle::Pair;
use crate::calendar::Text;
use crate::casework::custody::{Custody, CustodyFact};
use crate::casework::entry::{Fact, Slip};
use crate::casework::ids::{Hash, RecordId, UnitId};
use crate::casework::referral::Recipient;
use crate::casework::state::UnitState;
use crate::daemon::answer::text;
use crate::daemon::clock::now;
use crate::daemon::{files, room};
use crate::exchange::files::{FILE_BYTES_MAX, FilePiece, Files, WANTS_MAX, Want};
use crate::journal::{BlobError, BlobId, BlobReader, BlobWriter, Blobs, JournalError, KeyOf, Reader, decode_slip};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::io::{self, Read};
use std::path::PathBuf;

/// How long an answer may take before a file is asked for again: several rounds of both sides.
const ASK_AGAIN_AFTER: TimeDelta = TimeDelta::seconds(10);

/// Slips looked at in one go when a start looks for files that did not come before it.
const SLIPS_EACH: usize = 512;

/// A file that a case names and this unit has not.
struct Missing {
    case: RecordId,
    bytes: u64,
    /// What has come of it so far.
    coming: Option<BlobWriter>,
    have: u64,
}

/// A file that is being given, read on from where it was.
struct Giving {
    id: BlobId,
    at: u64,
    reader: BlobReader,
}

/// All of them, by line.
pub struct CaseFiles {
    blobs: Blobs,
    store: PathBuf,
    missing: HashMap<Pair, HashMap<Hash, Missing>>,
    asked: HashMap<Pair, DateTime<Utc>>,
    /// What peers want of us.
    owed: HashMap<Pair, Vec<Want>>,
    giving: HashMap<Pair, Giving>,
}

impl CaseFiles {
    /// Of the store in this folder.
    pub fn new((blobs, store): (Blobs, PathBuf)) -> Self {
        let (missing, asked, owed, giving) = (HashMap::new(), HashMap::new(), HashMap::new(), HashMap::new());
        Self { blobs, store, missing, asked, owed, giving }
    }

    /// What came of this line before the daemon started: its cases may still lack files.
    ///
    /// # Errors
    /// When the line cannot be read.
    pub fn recall(&mut self, reader: &Reader, pair: Pair) -> Result<(), JournalError> {
        if self.missing.contains_key(&pair) {
            return Ok(());
        }
        self.missing.insert(pair, HashMap::new());
        let mut first = 1;
        loop {
            let slips = reader.slips_taken((pair.1, pair.0), first, SLIPS_EACH)?;
            let Some((last, _)) = slips.last() else { return Ok(()) };
            first = last + 1;
            for slip in slips.iter().filter_map(|(_, bytes)| decode_slip(bytes).ok()) {
                self.arrived(pair, &slip);
            }
        }
    }

    /// A case that a slip hands over: what of its files is not here is missing.
    pub fn arrived(&mut self, pair: Pair, slip: &Slip) {
        let Fact::Custody(case, CustodyFact::Released { to, file, .. }) = &slip.fact else { return };
        if *to != pair.0 {
            return;
        }
        let files = file.dispute.dossier.evidence.pieces.iter().filter_map(|piece| piece.draft.file.as_ref());
        for file in files.filter(|file| !self.blobs.holds(own(pair, file.blob))) {
            let missing = Missing { case: *case, bytes: file.bytes, coming: None, have: 0 };
            self.missing.entry(pair).or_default().entry(file.blob).or_insert(missing);
        }
    }

    /// What a bundle brought: pieces of what is missing, and what the peer wants.
    pub fn take(&mut self, pair: Pair, files: Files) -> Vec<Text> {
        let Files { wants, pieces } = files;
        if !wants.is_empty() {
            self.owed.insert(pair, wants);
        }
        pieces.into_iter().filter_map(|piece| self.take_piece(pair, &piece).err()).collect()
    }

    fn take_piece(&mut self, pair: Pair, piece: &FilePiece) -> Result<(), Text> {
        let told = |why: &dyn std::fmt::Display| {
            let (case, blob) = (pair.1, &piece.blob.to_string()[..8]);
            text(
                format!("移来案件的文件 {blob} ({case}): {why}"),
                format!("the file {blob} of a case from {case}: {why}"),
            )
        };
        let missing = self.missing.get_mut(&pair);
        // Not wanted, or here since: it came twice, or nobody asked.
        let Some(one) = missing.and_then(|files| files.get_mut(&piece.blob)) else { return Ok(()) };
        let after = one.have.saturating_add(piece.bytes.len() as u64);
        if piece.at != one.have || after > one.bytes {
            return Ok(());
        }
        match room::takes_file(&self.store, piece.bytes.len() as u64) {
            Ok(true) => {}
            Ok(false) => return Err(told(&"the disk has no room for it; it is asked for again")),
            Err(error) => return Err(told(&error)),
        }
        let id = own(pair, piece.blob);
        match written(&self.blobs, id, one, &piece.bytes) {
            Ok(false) => {}
            Ok(true) => {
                tracing::info!(record = %one.case, "a file of a case that was handed over is here");
                self.missing.entry(pair).or_default().remove(&piece.blob);
            }
            Err(error) => {
                // From the beginning, at the next asking.
                (one.coming, one.have) = (None, 0);
                return Err(told(&error));
            }
        }
        // The next one is asked for at once.
        self.asked.remove(&pair);
        Ok(())
    }

    /// What goes beside the slips of this line now.
    pub fn outgoing(&mut self, pair: Pair, state: &UnitState) -> Files {
        let mut files = Files { wants: self.wants(pair), pieces: Vec::new() };
        let mut left = FILE_BYTES_MAX;
        for want in self.owed.remove(&pair).unwrap_or_default() {
            if left == 0 || !has_released(state, pair.1, &want) {
                continue;
            }
            match self.next_of(pair, state, &want, left) {
                Ok(piece) => {
                    left -= piece.bytes.len();
                    files.pieces.push(piece);
                }
                // Not here (yet), or damaged: the peer asks again, and whoever looks here is told by `verify --deep`.
                Err(error) => {
                    self.giving.remove(&pair);
                    tracing::debug!(record = %want.case, %error, "a file that a peer asks for cannot be given");
                }
            }
        }
        files
    }

    /// What is missing, if it is time to say so.
    fn wants(&mut self, pair: Pair) -> Vec<Want> {
        let Some(missing) = self.missing.get(&pair).filter(|missing| !missing.is_empty()) else { return Vec::new() };
        if self.asked.get(&pair).is_some_and(|at| now().to_utc() - *at < ASK_AGAIN_AFTER) {
            return Vec::new();
        }
        self.asked.insert(pair, now().to_utc());
        // What has begun first, so that one file after the other is whole.
        let mut wants: Vec<Want> =
            missing.iter().map(|(blob, one)| Want { case: one.case, blob: *blob, from: one.have }).collect();
        wants.sort_by_key(|want| (want.from == 0, want.blob));
        wants.truncate(WANTS_MAX);
        wants
    }

    fn next_of(&mut self, pair: Pair, state: &UnitState, want: &Want, most: usize) -> Result<FilePiece, BlobError> {
        let others = state.lines.keys().copied();
        let id = files::found(&self.blobs, pair.0, others, want.blob).ok_or(BlobError::Missing)?;
        let mut giving = match self.giving.remove(&pair) {
            Some(giving) if (giving.id, giving.at) == (id, want.from) => giving,
            Some(_) | None => {
                let mut reader = self.blobs.reader(id)?;
                io::copy(&mut (&mut reader).take(want.from), &mut io::sink())?;
                Giving { id, at: want.from, reader }
            }
        };
        let mut bytes = Vec::new();
        (&mut giving.reader).take(most as u64).read_to_end(&mut bytes)?;
        giving.at += bytes.len() as u64;
        self.giving.insert(pair, giving);
        Ok(FilePiece { blob: want.blob, at: want.from, bytes })
    }
}

const fn own(pair: Pair, hash: Hash) -> BlobId {
    BlobId { of: KeyOf::Unit(pair.0), hash }
}

/// Writes the next bytes; true: the file is whole, and durable.
fn written(blobs: &Blobs, id: BlobId, one: &mut Missing, bytes: &[u8]) -> Result<bool, BlobError> {
    let mut writer = match one.coming.take() {
        Some(writer) => writer,
        None => blobs.writer(id)?,
    };
    writer.write(bytes)?;
    one.have += bytes.len() as u64;
    if one.have == one.bytes {
        writer.finish()?;
        return Ok(true);
    }
    one.coming = Some(writer);
    Ok(false)
}

/// Did we let this case go to that peer, with this file? Nobody else is given anything of it.
fn has_released(state: &UnitState, peer: UnitId, want: &Want) -> bool {
    let gone = match state.custody_of(want.case) {
        Custody::Released { to, .. } => to == peer,
        Custody::None { .. } => true,
        Custody::Owner { .. } | Custody::Offering { .. } | Custody::Accepted { .. } => false,
    };
    let consented = state.referrals_of_case(want.case).any(|file| {
        let referral = file.referral.as_ref();
        file.leg.accepted.is_some()
            && referral.is_some_and(|one| one.to == Recipient::Unit(peer) && one.kind.moves_the_case())
    });
    let names = state.disputes.get(&want.case).is_some_and(|dispute| {
        let mut files = dispute.dossier.evidence.pieces.iter().filter_map(|piece| piece.draft.file.as_ref());
        files.any(|file| file.blob == want.blob)
    });
    gone && consented && names
}
