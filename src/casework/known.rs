//! PURE. By what the records of a unit are known: keys under which they were taken in, numbers, names, rights, docket
//! numbers. What is learnt stays; who still meets a word is asked of the record itself.

use super::affair::AffairFile;
use super::agency::Agency;
use super::alert::Alert;
use super::custody::{CaseFile, Custody};
use super::dispute::Dispute;
use super::dossier::proceeding::rights_of;
use super::evolve_referral::Early;
use super::expert::Expert;
use super::ids::{Hash, RecordId};
use super::index::{Known, Word};
use super::matching::folded;
use super::referral::ReferralFile;
use super::shelf::Kept;
use super::state::UnitState;
use std::sync::Arc;

/// A right that a dispute relies on, by its key.
pub const RIGHT: &str = "right";
/// The docket number of a dispute or an alert.
pub const DOCKET: &str = "docket";
/// The number of a dispute, in capitals.
pub const NUMBER: &str = "number";
/// A name or code of the enterprise that a dispute helps, folded.
pub const CLIENT: &str = "client";
/// The disputes that ever had an expert, in as many parts.
const ADVISED_PARTS: u8 = u8::MAX;

/// The part in which an advised dispute is: in one part, each would cost a copy of all.
fn advised(id: RecordId) -> Word {
    advised_part(Hash::of(id.0.as_bytes()).0[0] % ADVISED_PARTS)
}

fn advised_part(part: u8) -> Word {
    Word::of("advised", &part.to_string())
}

impl UnitState {
    /// The record that was taken in under this key; of several, the one made last.
    pub fn known_by(&self, key: &Hash) -> Option<RecordId> {
        self.all_known_by(key).into_iter().next()
    }

    /// Those that were taken in under this key, the one made last first: more than one when an officer took in what was
    /// there already and hidden.
    pub fn all_known_by(&self, key: &Hash) -> Vec<RecordId> {
        let meets = |id: &RecordId| self.known.get(id).is_some_and(|known| known.keys.contains(key));
        let mut all: Vec<RecordId> = self.index.with(Word::of_key(key)).into_iter().filter(meets).collect();
        all.sort_unstable_by(|a, b| b.cmp(a));
        all
    }

    /// The disputes that may be known by a word; each is to be asked whether it is.
    pub fn disputes_with<'a>(&'a self, kind: &str, text: &str) -> impl Iterator<Item = &'a Arc<Dispute>> + use<'a> {
        self.index.with(Word::of(kind, text)).into_iter().filter_map(|id| self.disputes.get(&id))
    }

    /// The disputes that ever had an expert.
    pub(super) fn advised(&self) -> impl Iterator<Item = &Arc<Dispute>> {
        let ids = (0..ADVISED_PARTS).flat_map(|part| self.index.with(advised_part(part)));
        ids.filter_map(|id| self.disputes.get(&id)).filter(|dispute| !dispute.experts.is_empty())
    }

    /// A record is known under this key from now on.
    pub(super) fn learn_key(&mut self, id: RecordId, key: Hash) {
        let known = self.known_mut(id);
        if !known.keys.contains(&key) {
            known.keys.push(key);
        }
        self.index_of(id, &[Word::of_key(&key)]);
    }

    /// A record is known by these words from now on.
    pub(super) fn learn(&mut self, id: RecordId, words: impl IntoIterator<Item = Word>) {
        let words: Vec<Word> = words.into_iter().collect();
        let known = self.known_mut(id);
        for word in &words {
            if !known.words.contains(word) {
                known.words.push(*word);
            }
        }
        self.index_of(id, &words);
    }

    /// Learns by what a dispute is known as it stands now.
    pub(super) fn know_dispute(&mut self, id: RecordId) {
        let Some(dispute) = self.disputes.get(&id).cloned() else { return };
        let (draft, enterprise) = (&dispute.draft, &dispute.draft.enterprise);
        let clients = [&enterprise.name].into_iter().chain(&enterprise.names).chain(&enterprise.uscc);
        let words = clients.map(|name| Word::of(CLIENT, &folded(name)));
        let words = words.chain(rights_of(&dispute).into_iter().map(|key| Word::of(RIGHT, &key)));
        let words = words.chain(draft.docket.iter().map(|docket| Word::of(DOCKET, docket)));
        let words = words.chain([Word::of(NUMBER, &dispute.number.to_uppercase())]);
        let words: Vec<Word> = words.chain(dispute.experts.first().map(|_| advised(id))).collect();
        self.learn(id, words);
        self.learn_key(id, draft.key());
    }

    pub(super) fn known_mut(&mut self, id: RecordId) -> &mut Known {
        if !self.known.contains_key(&id) {
            self.known.insert_mut(id, Arc::default());
        }
        Arc::make_mut(self.known.get_mut(&id).expect("it was put there"))
    }

    /// Posts new words of a record; one that the index has not seen yet, with all that is known of it.
    fn index_of(&mut self, id: RecordId, words: &[Word]) {
        if self.index.has(id) {
            words.iter().for_each(|word| self.index.add(id, *word));
        } else if let Some(known) = self.known.get(&id) {
            self.index.take(id, known);
        }
    }
}

macro_rules! kept {
    ($($number:literal $kind:ty),* $(,)?) => {$(
        impl Kept for $kind {
            const SHELF: u8 = $number;
        }
    )*};
}

kept! {
    2 Dispute,
    3 Custody,
    4 Alert,
    5 ReferralFile,
    6 Vec<Early>,
    7 CaseFile,
    8 Vec<RecordId>,
    9 Expert,
    10 Agency,
    11 AffairFile,
}
