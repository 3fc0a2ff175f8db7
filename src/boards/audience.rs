//! Who may see a row: a small number for all rows that the same officers may see. An officer is the set of those
//! numbers that he is of, made anew for each question from `authorize`.

use super::viewer::Viewer;
use crate::casework::ids::OfficerId;
use crate::casework::words::Tlp;
use rpds::{HashTrieMapSync, VectorSync};

/// An audience in the table of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AudienceId(pub u32);

impl AudienceId {
    /// What is about no dispute of the unit.
    pub const EVERYONE: Self = Self(0);
}

/// Those who may see a dispute of this secrecy that names these officers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Audience {
    pub secrecy: Tlp,
    pub named: Vec<OfficerId>,
}

/// The audiences of a unit. Nothing is taken out; clones share.
#[derive(Clone, Debug, Default)]
pub struct Audiences {
    /// That of everyone is not among them.
    all: VectorSync<Audience>,
    known: HashTrieMapSync<Audience, u32>,
}

impl Audiences {
    /// The number of an audience, which is taken in if it is new.
    pub fn intern(&mut self, audience: Audience) -> AudienceId {
        if let Some(known) = self.known.get(&audience) {
            return AudienceId(*known);
        }
        self.all.push_back_mut(audience.clone());
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.known.insert_mut(audience, number);
        AudienceId(number)
    }

    /// The audience of a number; None: everyone.
    pub fn get(&self, id: AudienceId) -> Option<&Audience> {
        self.all.get((id.0 as usize).checked_sub(1)?)
    }

    /// Which of them this viewer is of, by number.
    pub fn seen_by(&self, viewer: &Viewer) -> Vec<bool> {
        let own = self.all.iter().map(|audience| viewer.sees(audience.secrecy, &audience.named));
        [true].into_iter().chain(own).collect()
    }

    /// All of them, by number.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Audience> {
        self.all.iter()
    }
}
