//! PURE. Working time, holidays and legal deadlines with their explanation.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub zh: String,
    pub en: String,
}

/// A legal date with its reasoning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Computed {
    pub rule: String,
    pub due: NaiveDate,
    pub safe: NaiveDate,
    pub cutoff_at: DateTime<FixedOffset>,
    pub steps: Vec<Text>,
}
