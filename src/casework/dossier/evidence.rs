//! The evidence of a case: the paths it goes with what each asks for, the pieces that are there, and the gap between.

use super::chain::{CustodyDeed, CustodyLink};
use crate::calendar::Text;
use crate::casework::destruction::{Destruction, Written};
use crate::casework::dispute::Dispute;
use crate::casework::ids::Hash;
use crate::casework::state::Told;
use chrono::{DateTime, FixedOffset, NaiveDateTime};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

/// What may be done with the evidence of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum EvidenceAct {
    /// Goes a path; `instead_of` one that it leaves.
    TakePath {
        path: String,
        instead_of: Option<String>,
        reason: String,
    },
    LeavePath {
        path: String,
        reason: String,
    },
    Add(Box<PieceDraft>),
    /// A piece that turned out false, or was given back: it stays written, and counts no more.
    Withdraw {
        no: u16,
        reason: String,
    },
    /// A link of its custody chain.
    HandOn {
        no: u16,
        link: Box<CustodyLink>,
    },
}

/// A file that is kept with the case. Its legal hash is the piece's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// As whoever brought it called it: data, never a path.
    pub name: String,
    pub bytes: u64,
    /// BLAKE3 of the content: by it the store knows the file.
    pub blob: Hash,
}

/// A piece of evidence as it is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceDraft {
    /// Which item of the standards it is.
    pub item: String,
    /// The paths whose form it has (notarised, sealed …); none: all that ask for the item.
    pub paths: Vec<String>,
    /// SHA-256 of the file: the hash that courts and deposit services go by.
    pub hash: Option<Hash>,
    /// The file, when it is kept here.
    #[serde(default)]
    pub file: Option<Attached>,
    /// Number of its certificate of electronic deposit.
    #[serde(default)]
    pub deposit: String,
    /// The links that it brings from where it was kept before.
    #[serde(default)]
    pub chain: Vec<CustodyLink>,
    /// Where it is kept, when it is no file or besides.
    pub place: String,
    /// Whom or what it comes from.
    pub source: String,
    pub collector: String,
    /// When it was collected, by the clock of the place.
    pub collected_at: NaiveDateTime,
    pub note: String,
}

/// What happened to the evidence of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EvidenceFact {
    /// With what the path asked for on that day.
    PathTaken {
        path: Box<TakenPath>,
        instead_of: Option<String>,
        reason: String,
    },
    PathLeft {
        path: String,
        reason: String,
    },
    Added {
        no: u16,
        words: Text,
        draft: Box<PieceDraft>,
    },
    Withdrawn {
        no: u16,
        reason: String,
    },
    HandedOn {
        no: u16,
        link: Box<CustodyLink>,
    },
}

/// A path that the case goes, with what it asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenPath {
    pub id: String,
    pub words: Text,
    /// Of the standards, as they were when it was taken.
    pub version: u16,
    pub asks: Vec<AskedItem>,
}

/// What a path asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedItem {
    pub item: String,
    pub words: Text,
    pub required: bool,
    pub basis: String,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Counts within the dispute from 1.
    pub no: u16,
    pub words: Text,
    pub draft: PieceDraft,
    /// When it was entered, and by whom.
    pub entered: (DateTime<FixedOffset>, String),
    /// Why it counts no more.
    pub withdrawn: Option<String>,
    #[serde(default)]
    pub written: Option<Written>,
    #[serde(default)]
    pub destruction: Option<Destruction>,
    /// Who did what with it, from the first hand on.
    #[serde(default)]
    pub chain: Vec<CustodyLink>,
}

/// The evidence of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceFile {
    pub paths: Vec<TakenPath>,
    pub pieces: Vec<Piece>,
}

impl EvidenceFile {
    /// The number that the next piece gets.
    pub fn next_piece(&self) -> u16 {
        self.pieces.iter().map(|one| one.no).max().unwrap_or(0).saturating_add(1)
    }
}

/// The chain of a piece just entered: what it brings, else how it was collected.
fn begun(by: (DateTime<FixedOffset>, &str), draft: &PieceDraft) -> Vec<CustodyLink> {
    if !draft.chain.is_empty() {
        return draft.chain.iter().map(|link| entered(by, link)).collect();
    }
    let collected = CustodyLink {
        deed: CustodyDeed::Collected,
        who: draft.collector.clone(),
        how: draft.source.clone(),
        at: draft.collected_at,
        on: draft.place.clone(),
        result: draft.deposit.clone(),
        entered: None,
    };
    vec![entered(by, &collected)]
}

/// A link keeps who first entered it.
fn entered((at, name): (DateTime<FixedOffset>, &str), link: &CustodyLink) -> CustodyLink {
    let by = link.entered.clone().or_else(|| Some((at, name.to_owned())));
    CustodyLink { entered: by, ..link.clone() }
}

/// A required item that is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    pub path: String,
    pub path_words: Text,
    pub item: String,
    pub words: Text,
    pub basis: String,
}

impl EvidenceFile {
    pub(super) fn evolve(&mut self, told: &Told<'_>, fact: &EvidenceFact) {
        match fact {
            EvidenceFact::PathTaken { path, instead_of, .. } => {
                self.paths.retain(|one| one.id != path.id && Some(&one.id) != instead_of.as_ref());
                self.paths.push((**path).clone());
            }
            EvidenceFact::PathLeft { path, .. } => self.paths.retain(|one| one.id != *path),
            EvidenceFact::Added { no, words, draft } => self.pieces.push(Piece {
                no: *no,
                words: words.clone(),
                draft: (**draft).clone(),
                entered: (told.at, told.name.to_owned()),
                withdrawn: None,
                written: told.written,
                destruction: None,
                chain: begun((told.at, told.name), draft),
            }),
            EvidenceFact::Withdrawn { no, reason } => {
                if let Some(piece) = self.pieces.iter_mut().find(|one| one.no == *no) {
                    piece.withdrawn = Some(reason.clone());
                }
            }
            EvidenceFact::HandedOn { no, link } => {
                if let Some(piece) = self.pieces.iter_mut().find(|one| one.no == *no) {
                    piece.chain.push(entered((told.at, told.name), link));
                }
            }
        }
    }

    /// The pieces that serve an item of a path.
    pub fn serving<'a>(&'a self, path: &'a str, item: &'a str) -> impl Iterator<Item = &'a Piece> {
        self.pieces.iter().filter(move |one| one.serves(path, item))
    }

    /// The required items that nothing serves, path by path.
    pub fn gaps(&self) -> Vec<Gap> {
        let asked = self.paths.iter().flat_map(|path| path.asks.iter().map(move |asked| (path, asked)));
        asked
            .filter(|(path, asked)| asked.required && self.serving(&path.id, &asked.item).next().is_none())
            .map(|(path, asked)| Gap {
                path: path.id.clone(),
                path_words: path.words.clone(),
                item: asked.item.clone(),
                words: asked.words.clone(),
                basis: asked.basis.clone(),
            })
            .collect()
    }
}

impl Piece {
    /// Its body was destroyed: it is as if it had been entered without. Later links of its chain stay.
    pub(in crate::casework) fn lose_body(&mut self) {
        let begun_with = self.draft.chain.len().max(1).min(self.chain.len());
        self.draft = self.draft.without_body();
        let begins = begun((self.entered.0, &self.entered.1), &self.draft);
        self.chain.splice(..begun_with, begins);
    }

    /// Does it serve this item on this path?
    pub fn serves(&self, path: &str, item: &str) -> bool {
        let here = self.draft.paths.is_empty() || self.draft.paths.iter().any(|one| one == path);
        self.withdrawn.is_none() && self.draft.item == item && here
    }
}

/// What the paths of a dispute require and nothing serves; none: the evidence manifest is whole.
pub fn gaps(dispute: &Dispute) -> Vec<Gap> {
    dispute.dossier.evidence.gaps()
}

/// A fact in words.
pub(super) fn describe(fact: &EvidenceFact) -> Text {
    match fact {
        EvidenceFact::PathTaken { path, instead_of: None, .. } => {
            Text::new(format!("走{}路径", path.words.zh), format!("goes the path {}", path.words.en))
        }
        EvidenceFact::PathTaken { path, instead_of: Some(before), reason } => Text::new(
            format!("由 {before} 改走{}路径: {reason}", path.words.zh),
            format!("goes {} instead of {before}: {reason}", path.words.en),
        ),
        EvidenceFact::PathLeft { path, reason } => {
            Text::new(format!("不再走 {path} 路径: {reason}"), format!("leaves the path {path}: {reason}"))
        }
        EvidenceFact::Added { no, words, draft } if draft.source.is_empty() => {
            Text::new(format!("证据 {no} {} (已销毁)", words.zh), format!("evidence {no}: {} (destroyed)", words.en))
        }
        EvidenceFact::Added { no, words, draft } => Text::new(
            format!("证据 {no} {} (来源 {})", words.zh, draft.source),
            format!("evidence {no}: {} (from {})", words.en, draft.source),
        ),
        EvidenceFact::HandedOn { no, link } => {
            let said = link.say();
            Text::new(format!("证据 {no} 保管链: {}", said.zh), format!("custody of evidence {no}: {}", said.en))
        }
        EvidenceFact::Withdrawn { no, reason } => {
            Text::new(format!("证据 {no} 撤下: {reason}"), format!("evidence {no} withdrawn: {reason}"))
        }
    }
}
