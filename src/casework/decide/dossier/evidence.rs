//! What may be done with the evidence of a case.

use super::{Ground, required, wrong};
use crate::casework::dispute::Dispute;
use crate::casework::dossier::evidence::{AskedItem, EvidenceAct, EvidenceFact, PieceDraft, TakenPath};
use crate::casework::handbook::standards::{Path, Standards};
use crate::casework::refusal::{Guard, Refusal};

/// Pieces of one case: ten times as many as a large case has.
const PIECES_MAX: usize = 500;

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
    if draft.hash.is_none() {
        required("where", &draft.place)?;
    }
    required("source", &draft.source)?;
    required("collector", &draft.collector)?;
    let pieces = &dispute.dossier.evidence.pieces;
    if pieces.len() >= PIECES_MAX {
        return Err(Refusal::guard(Guard::PiecesFull, [PIECES_MAX]));
    }
    let same = |one: &&crate::casework::dossier::evidence::Piece| {
        one.withdrawn.is_none() && one.draft.hash == draft.hash && one.draft.item == draft.item
    };
    if let Some(piece) = pieces.iter().find(same).filter(|_| draft.hash.is_some()) {
        return Err(Refusal::guard(Guard::PieceThere, [piece.no]));
    }
    let no = pieces.iter().map(|one| one.no).max().unwrap_or(0).saturating_add(1);
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
    let piece = pieces.iter().find(|one| one.no == no);
    let piece = piece.ok_or_else(|| wrong("no", "没有这个证据号", "there is no evidence of that number"))?;
    match &piece.withdrawn {
        Some(_) => Err(Refusal::guard(Guard::PieceWithdrawn, [no])),
        None => Ok(EvidenceFact::Withdrawn { no, reason: reason.to_owned() }),
    }
}
