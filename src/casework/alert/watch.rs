//! What a unit remembers beside its alerts: when each source last spoke, and which silences ended.

use crate::casework::ids::RecordId;
use crate::casework::silence::SilenceFact;
use chrono::{DateTime, FixedOffset};
use rpds::RedBlackTreeMapSync;
use serde::{Deserialize, Serialize};

/// The unit's watch. Cloning is cheap.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Watch {
    /// The last word of each source that ever spoke.
    heard: RedBlackTreeMapSync<String, DateTime<FixedOffset>>,
    /// Ends of silences: whatever is told of one later, it stays ended.
    ended: RedBlackTreeMapSync<RecordId, SilenceFact>,
}

impl Watch {
    /// A source spoke.
    pub fn hear(&mut self, source: &str, at: DateTime<FixedOffset>) {
        let last = self.heard.get(source).copied().map_or(at, |before| before.max(at));
        self.heard.insert_mut(source.to_owned(), last);
    }

    /// When a source last spoke; None: never.
    pub fn last_word(&self, source: &str) -> Option<DateTime<FixedOffset>> {
        self.heard.get(source).copied()
    }

    /// Something was told of a silence, known here or not yet: an end is remembered.
    pub fn bury(&mut self, silence: RecordId, fact: &SilenceFact) {
        match fact {
            SilenceFact::Ended { .. } => {
                self.ended.insert_mut(silence, fact.clone());
            }
            SilenceFact::Opened { .. } | SilenceFact::Extended { .. } => {}
        }
    }

    /// The end of a silence that was told before its beginning.
    pub fn end_of(&self, silence: RecordId) -> Option<&SilenceFact> {
        self.ended.get(&silence)
    }
}
