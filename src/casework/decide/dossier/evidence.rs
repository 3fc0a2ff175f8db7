//! What may be done with the evidence of a case.

use super::{Ground, required, wrong};
use crate::casework::dispute::Dispute;
use crate::casework::dossier::chain::CustodyLink;
use crate::casework::dossier::evidence::{AskedItem, EvidenceAct, EvidenceFact, Piece, PieceDraft, TakenPath};
use crate::casework::handbook::standards::{Path, Standards};
use crate::casework::refusal::{Guard, Refusal};

/// Pieces of one case: ten times as many as a large case has.
const PIECES_MAX: usize = 500;

/// Links of one custody chain: more than a piece sees on its way through all instances.
const LINKS_MAX: usize = 100;

/// What follows from an act on the evidence.
pub fn decide(ground: Ground<'_>, dispute: &Dispute, act: &EvidenceAct) -> Result<EvidenceFact, Refusal> {
    let standards = ground.handbook.standards();
    match act {
        EvidenceAct::TakePath { path, instead_of, reason } => {
            take_path(standards, dispute, path, (instead_of.as_deref(), reason))
        }
        EvidenceAct::LeavePath { path, reason } => {
            required("reason", reason)?;
            going(dispute, path)?;
            Ok(EvidenceFact::PathLeft { path: path.clone(), reason: reason.clone() })
        }
        EvidenceAct::Add(draft) => add(standards, dispute, draft),
        EvidenceAct::Withdraw { no, reason } => withdraw(dispute, *no, reason),
        EvidenceAct::HandOn { no, link } => hand_on(dispute, *no, link),
    }
}

fn take_path(
    standards: &Standards,
    dispute: &Dispute,
    path: &str,
    (instead_of, reason): (Option<&str>, &str),
) -> Result<EvidenceFact, Refusal> {
    let known = standards.path(path).ok_or_else(|| unknown_path(standards))?;
    if dispute.dossier.evidence.paths.iter().any(|one| one.id == path && one.version == known.version) {
        return Err(Refusal::guard(Guard::PathTaken, [path]));
    }
    if let Some(before) = instead_of {
        going(dispute, before)?;
        required("reason", reason)?;
    }
    Ok(EvidenceFact::PathTaken {
        path: Box::new(as_taken(standards, known)),
        instead_of: instead_of.map(str::to_owned),
        reason: reason.to_owned(),
    })
}

/// The path with what it asks for today.
fn as_taken(standards: &Standards, path: &Path) -> TakenPath {
    let asks = path.items.iter().map(|item| AskedItem {
        item: item.id.clone(),
        words: standards.item(&item.id).cloned().unwrap_or_default(),
        required: item.required,
        basis: item.basis.clone(),
    });
    TakenPath { id: path.id.clone(), words: path.words.clone(), version: path.version, asks: asks.collect() }
}

fn going(dispute: &Dispute, path: &str) -> Result<(), Refusal> {
    match dispute.dossier.evidence.paths.iter().any(|one| one.id == path) {
        true => Ok(()),
        false => Err(Refusal::guard(Guard::PathNotTaken, [path])),
    }
}

fn unknown_path(standards: &Standards) -> Refusal {
    let ids: Vec<&str> = standards.paths().iter().map(|one| one.id.as_str()).collect();
    let ids = ids.join(", ");
    wrong("path", &format!("须是其一: {ids}"), &format!("it must be one of: {ids}"))
}

fn add(standards: &Standards, dispute: &Dispute, draft: &PieceDraft) -> Result<EvidenceFact, Refusal> {
    let words = words_of(standards, dispute, &draft.item)?;
    if let Some(path) = draft.paths.iter().find(|path| standards.path(path).is_none()) {
        going(dispute, path).map_err(|_| unknown_path(standards))?;
    }
    match (&draft.file, draft.hash) {
        (Some(_), None) => return Err(Refusal::FieldMissing { field: "hash".to_owned() }),
        (None, None) => required("where", &draft.place)?,
        (Some(_) | None, Some(_)) => {}
    }
    if draft.chain.len() > LINKS_MAX {
        return Err(Refusal::guard(Guard::LinksFull, [LINKS_MAX]));
    }
    required("source", &draft.source)?;
    required("collector", &draft.collector)?;
    let pieces = &dispute.dossier.evidence.pieces;
    if pieces.len() >= PIECES_MAX {
        return Err(Refusal::guard(Guard::PiecesFull, [PIECES_MAX]));
    }
    let same = |one: &&Piece| one.withdrawn.is_none() && one.draft.hash == draft.hash && one.draft.item == draft.item;
    if let Some(piece) = pieces.iter().find(same).filter(|_| draft.hash.is_some()) {
        return Err(Refusal::guard(Guard::PieceThere, [piece.no]));
    }
    let no = dispute.dossier.evidence.next_piece();
    Ok(EvidenceFact::Added { no, words, draft: Box::new(draft.clone()) })
}

/// What an item is called: by the path that asks for it, else by the standards of today.
fn words_of(standards: &Standards, dispute: &Dispute, item: &str) -> Result<crate::calendar::Text, Refusal> {
    let asked = dispute.dossier.evidence.paths.iter().flat_map(|path| &path.asks).find(|asked| asked.item == item);
    let words = asked.map(|asked| &asked.words).or_else(|| standards.item(item)).cloned();
    words.ok_or_else(|| {
        wrong(
            "item",
            "证据标准里没有这一项. 按证据缺口里的代码写",
            "no such item in the evidence standards. Write its code as the gaps show it",
        )
    })
}

fn withdraw(dispute: &Dispute, no: u16, reason: &str) -> Result<EvidenceFact, Refusal> {
    required("reason", reason)?;
    let pieces = &dispute.dossier.evidence.pieces;
    piece_of(pieces, no)?;
    Ok(EvidenceFact::Withdrawn { no, reason: reason.to_owned() })
}

/// A piece that counts.
fn piece_of(pieces: &[Piece], no: u16) -> Result<&Piece, Refusal> {
    let piece = pieces.iter().find(|one| one.no == no);
    let piece = piece.ok_or_else(|| wrong("no", "没有这个证据号", "there is no evidence of that number"))?;
    if piece.withdrawn.is_some() { Err(Refusal::guard(Guard::PieceWithdrawn, [no])) } else { Ok(piece) }
}

/// A link is added at the end, and lies in time after the one before.
fn hand_on(dispute: &Dispute, no: u16, link: &CustodyLink) -> Result<EvidenceFact, Refusal> {
    let piece = piece_of(&dispute.dossier.evidence.pieces, no)?;
    required("who", &link.who)?;
    required("how", &link.how)?;
    if piece.chain.len() >= LINKS_MAX {
        return Err(Refusal::guard(Guard::LinksFull, [LINKS_MAX]));
    }
    if let Some(last) = piece.chain.last().filter(|last| link.at < last.at) {
        return Err(Refusal::guard(Guard::LinkBefore, [last.at.format("%Y-%m-%d %H:%M")]));
    }
    Ok(EvidenceFact::HandedOn { no, link: Box::new(link.clone()) })
}
