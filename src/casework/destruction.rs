//! Destroying what may not be kept: a note, or a piece of evidence that was withdrawn, with its file. One officer proposes
//! it and gives the basis; a shift lead who is somebody else has it done. Then what was said is gone from the record for
//! good. What is left: that it was said, by whom and when, its commitment in the chain of the book, of a piece its number
//! and the SHA-256 of its file, and who had it destroyed on which basis.

use super::dispute::{Dispute, DisputeFact, Note};
use super::dossier::DossierFact;
use super::dossier::evidence::{EvidenceFact, Piece, PieceDraft};
use super::entry::Fact;
use super::ids::{Hash, OfficerId, UnitId};
use super::state::Told;
use super::words::vocabulary;
use crate::calendar::Text;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// What can be destroyed.
    Destroyable {
        Note "note" "记事" "note",
        Evidence "evidence" "证据" "evidence",
    }
}

/// Where something was written: in which unit's book, under which number.
pub type Written = (UnitId, u64);

/// What an officer may do about it. Notes and pieces are counted within the dispute from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum DestructionAct {
    Propose {
        what: Destroyable,
        no: u16,
        basis: String,
    },
    Decline {
        what: Destroyable,
        no: u16,
        reason: String,
    },
    /// By another person than who proposed it.
    Destroy {
        what: Destroyable,
        no: u16,
    },
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DestructionFact {
    Proposed { what: Destroyable, no: u16, basis: String, by: OfficerId, name: String },
    Declined { what: Destroyable, no: u16, reason: String },
    Destroyed(Order),
}

/// The order by which a body goes, in the transaction in which the order is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub what: Destroyable,
    pub no: u16,
    pub basis: String,
    /// Who proposed it; who did it is the author of the entry.
    pub proposed_by: String,
    /// The entry of the same book whose body goes.
    pub entry: u64,
    /// The file that goes with it.
    pub file: Option<Hash>,
    /// BLAKE3 of what is left of the entry, so that nobody changes that later. Put in when it is written down.
    pub left: Option<Hash>,
}

/// How far the destruction of a note or a piece has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destruction {
    pub basis: String,
    pub proposed: (OfficerId, String),
    /// When it was destroyed, and by whom.
    pub done: Option<(DateTime<FixedOffset>, String)>,
}

impl Destruction {
    /// What is shown in place of what was said; none while it is only proposed.
    pub fn say(&self) -> Option<Text> {
        let (at, by) = self.done.as_ref()?;
        let (on, basis, first) = (at.date_naive(), &self.basis, &self.proposed.1);
        Some(Text::new(
            format!("已于 {on} 销毁: {by} 执行, {first} 提议, 依据 {basis}"),
            format!("destroyed on {on} by {by}, proposed by {first}, basis {basis}"),
        ))
    }
}

impl Note {
    /// One just written.
    pub(super) fn new(told: &Told<'_>, text: &str) -> Self {
        let (author, text) = (told.name.to_owned(), text.to_owned());
        Self { at: told.at, author, text, written: told.written, destruction: None }
    }

    /// What is shown of it: what it says, or by whom and why it was destroyed.
    pub fn shown(&self, zh: bool) -> String {
        let gone = self.destruction.as_ref().and_then(Destruction::say);
        gone.map_or_else(|| self.text.clone(), |gone| gone.pick(zh).to_owned())
    }
}

impl Dispute {
    /// Where a note or a piece was written, and how far its destruction has come; none: there is none of that number.
    pub fn destroyable(&self, what: Destroyable, no: u16) -> Option<(Option<Written>, Option<&Destruction>)> {
        match what {
            Destroyable::Note => self.note(no).map(|note| (note.written, note.destruction.as_ref())),
            Destroyable::Evidence => self.piece(no).map(|piece| (piece.written, piece.destruction.as_ref())),
        }
    }

    fn note(&self, no: u16) -> Option<&Note> {
        self.notes.get(usize::from(no).checked_sub(1)?)
    }

    /// A piece of its evidence.
    pub fn piece(&self, no: u16) -> Option<&Piece> {
        self.dossier.evidence.pieces.iter().find(|piece| piece.no == no)
    }

    /// Takes in what happened.
    pub(super) fn evolve_destruction(&mut self, told: &Told<'_>, fact: &DestructionFact) {
        match fact {
            DestructionFact::Proposed { what, no, basis, by, name } => {
                let proposed = Destruction { basis: basis.clone(), proposed: (*by, name.clone()), done: None };
                self.mark(*what, *no, |one| *one = Some(proposed));
            }
            DestructionFact::Declined { what, no, .. } => self.mark(*what, *no, |one| *one = None),
            DestructionFact::Destroyed(order) => {
                self.mark(order.what, order.no, |one| {
                    if let Some(one) = one {
                        one.done = Some((told.at, told.name.to_owned()));
                    }
                });
                match order.what {
                    Destroyable::Note => self.note_mut(order.no, |note| note.text.clear()),
                    Destroyable::Evidence => self.piece_mut(order.no, Piece::lose_body),
                }
            }
        }
    }

    fn mark(&mut self, what: Destroyable, no: u16, change: impl FnOnce(&mut Option<Destruction>)) {
        match what {
            Destroyable::Note => self.note_mut(no, |note| change(&mut note.destruction)),
            Destroyable::Evidence => self.piece_mut(no, |piece| change(&mut piece.destruction)),
        }
    }

    fn note_mut(&mut self, no: u16, change: impl FnOnce(&mut Note)) {
        if let Some(note) = usize::from(no).checked_sub(1).and_then(|at| self.notes.get_mut(at)) {
            change(note);
        }
    }

    fn piece_mut(&mut self, no: u16, change: impl FnOnce(&mut Piece)) {
        if let Some(piece) = self.dossier.evidence.pieces.iter_mut().find(|piece| piece.no == no) {
            change(piece);
        }
    }
}

impl PieceDraft {
    /// What is left of it: the item and the paths it served, when it was collected, the SHA-256 of its file.
    pub fn without_body(&self) -> Self {
        Self {
            item: self.item.clone(),
            paths: self.paths.clone(),
            hash: self.hash,
            file: None,
            deposit: String::new(),
            chain: Vec::new(),
            place: String::new(),
            source: String::new(),
            collector: String::new(),
            collected_at: self.collected_at,
            note: String::new(),
        }
    }
}

impl Fact {
    /// The order by which the body of another entry of the same book goes.
    pub fn destroys(&self) -> Option<&Order> {
        let Self::Dispute(_, DisputeFact::Destruction(fact)) = self else { return None };
        if let DestructionFact::Destroyed(order) = &**fact { Some(order) } else { None }
    }

    /// What is left of it when its body is destroyed; none: its body cannot be.
    pub fn without_body(&self) -> Option<Self> {
        let Self::Dispute(id, fact) = self else { return None };
        if let DisputeFact::Noted { .. } = fact {
            return Some(Self::Dispute(*id, DisputeFact::Noted { text: String::new() }));
        }
        let DisputeFact::Dossier(fact) = fact else { return None };
        let DossierFact::Evidence(EvidenceFact::Added { no, words, draft }) = &**fact else { return None };
        let left = EvidenceFact::Added { no: *no, words: words.clone(), draft: Box::new(draft.without_body()) };
        Some(Self::Dispute(*id, DisputeFact::Dossier(Box::new(DossierFact::Evidence(left)))))
    }

    /// The order with what is left of the entry that it destroys.
    #[must_use]
    pub fn leaving(&self, left: Hash) -> Self {
        let Some(order) = self.destroys() else { return self.clone() };
        let order = Order { left: Some(left), ..order.clone() };
        Self::Dispute(self.about(), DisputeFact::Destruction(Box::new(DestructionFact::Destroyed(order))))
    }
}

/// A fact in words.
pub fn describe(fact: &DestructionFact) -> Text {
    match fact {
        DestructionFact::Proposed { what, no, basis, name, .. } => Text::new(
            format!("{name} 提议销毁{} {no}, 依据 {basis}", what.zh()),
            format!("{name} proposed to destroy {} {no}, basis {basis}", what.en()),
        ),
        DestructionFact::Declined { what, no, reason } => Text::new(
            format!("不销毁{} {no}: {reason}", what.zh()),
            format!("{} {no} is not destroyed: {reason}", what.en()),
        ),
        DestructionFact::Destroyed(Order { what, no, basis, proposed_by, .. }) => Text::new(
            format!("销毁{} {no}, {proposed_by} 提议, 依据 {basis}", what.zh()),
            format!("destroyed {} {no}, proposed by {proposed_by}, basis {basis}", what.en()),
        ),
    }
}
