//! Units, officers and posts: who writes, and as whom.

use super::ids::{OfficerId, PostId, UnitId};
use super::words::{PostRole, UnitKind};
use crate::calendar::Text;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What others must know of a unit: exchanged as a key file between stores, kept as the first entry of its book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitCard {
    /// Follows from `verifying_key`.
    pub id: UnitId,
    /// Begins the numbers of its records: 1 to 8 capital letters or digits (`ZJ`).
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// What it is.
    pub kind: UnitKind,
    /// IANA zone in which its days are counted.
    pub zone: String,
    /// Code of the calendar of its working days.
    pub calendar: String,
    /// Ed25519 key with which it signs.
    pub verifying_key: [u8; 32],
    /// X25519 key to which bundles for it are encrypted.
    pub sealing_key: [u8; 32],
}

impl UnitCard {
    /// The name in both languages.
    pub fn title(&self) -> Text {
        Text::new(self.name(true), self.name(false))
    }

    /// The name in the asked language.
    pub fn name(&self, zh: bool) -> &str {
        if zh || self.name_en.is_empty() { &self.name_zh } else { &self.name_en }
    }
}

/// A person of this store, known by a Unix account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// Within the store.
    pub id: OfficerId,
    /// Effective uid of the account. In a practice store several officers may share it.
    pub uid: u32,
    /// Account name when enrolled: a reused uid is noticed by it.
    pub account: String,
    /// Since when the account had its home when enrolled, where that can be told: a reused name is noticed by it.
    #[serde(default)]
    pub account_made: Option<DateTime<Utc>>,
    /// The name on screens and letters.
    pub name: String,
}

/// A Unix account as the machine knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub name: String,
    /// Since when it has its home, where that can be told.
    pub made: Option<DateTime<Utc>>,
}

/// An officer in a unit with a role. Two posts of one officer are one person wherever two are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Within the store.
    pub id: PostId,
    /// Who.
    pub officer: OfficerId,
    /// Where.
    pub unit: UnitId,
    /// As what.
    pub role: PostRole,
}

/// Who stands behind an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Author {
    /// An officer in a post; the name as it was then, so that the entry reads without the directory.
    Post { post: PostId, officer: OfficerId, name: String, role: PostRole },
    /// The unit's daemon by itself.
    System,
}

impl Author {
    /// The person, when it is one.
    pub fn officer(&self) -> Option<OfficerId> {
        match self {
            Self::Post { officer, .. } => Some(*officer),
            Self::System => None,
        }
    }

    /// The name for a line of the timeline.
    pub fn name(&self) -> &str {
        match self {
            Self::Post { name, .. } => name,
            Self::System => "system",
        }
    }
}
