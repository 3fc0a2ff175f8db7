//! The custody chain of a piece of evidence: who did what with it, how, when, on what, with which result. Each link is an
//! entry of the book; a piece that came from elsewhere brings the links that it had there.

use crate::calendar::Text;
use crate::casework::words::vocabulary;
use chrono::{DateTime, FixedOffset, NaiveDateTime};
use serde::{Deserialize, Serialize};

vocabulary! {
    /// What was done with a piece of evidence.
    CustodyDeed {
        Collected "collected" "取得" "collected",
        HandedOver "handed-over" "移交" "handed over",
        Received "received" "接收" "received",
        Deposited "deposited" "存证" "deposited",
        Notarised "notarised" "公证" "notarised",
        Sealed "sealed" "封存" "sealed",
        Copied "copied" "复制" "copied",
        Examined "examined" "检验" "examined",
        Returned "returned" "退还" "returned",
    }
}

/// One link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustodyLink {
    pub deed: CustodyDeed,
    /// Who did it; of a handover: who gave it to whom.
    pub who: String,
    pub how: String,
    /// By the clock of the place.
    pub at: NaiveDateTime,
    /// On what it lies: the medium, the seal, the storage.
    pub on: String,
    pub result: String,
    /// When it was entered, by whom, and in which unit's book; none: it is being entered.
    pub entered: Option<(DateTime<FixedOffset>, String)>,
}

impl CustodyLink {
    /// In words.
    pub fn say(&self) -> Text {
        let Self { deed, who, how, at, on, result, .. } = self;
        let when = at.format("%Y-%m-%d %H:%M").to_string();
        let line = |word: &str| {
            let parts = [who, word, how, &when, on, result].map(str::trim);
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" | ")
        };
        Text::new(line(deed.zh()), line(deed.en()))
    }
}
