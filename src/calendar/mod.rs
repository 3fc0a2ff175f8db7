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
    pub zone: String,
    pub cutoff_at: DateTime<FixedOffset>,
    pub steps: Vec<Text>,
}
impl Computed {
    pub fn stated(_due: NaiveDate, _received_at: DateTime<FixedOffset>) -> Self {
        unimplemented!()
    }
}
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Question {
    pub rule: String,
    pub trigger: NaiveDate,
    pub calendars: Vec<String>,
    pub service: Option<String>,
    pub received: Option<NaiveDate>,
    pub extra_closed: Vec<NaiveDate>,
}
#[derive(Debug)]
pub struct Rules;
#[derive(Debug)]
pub struct DeadlineRule {
    pub id: String,
}
impl Rules {
    pub fn suggest(&self, _: &str, _: &str, _: &str) -> Vec<&DeadlineRule> {
        vec![]
    }
    pub fn shared() -> &'static Rules {
        &Rules
    }
}
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct CalendarError;
impl CalendarError {
    pub fn zh(&self) -> String {
        String::new()
    }
}
pub fn compute(_: &Rules, _: &Question) -> Result<Computed, CalendarError> {
    Err(CalendarError)
}
pub fn days_left(cutoff_at: DateTime<FixedOffset>, now: DateTime<FixedOffset>, zone: &str) -> i64 {
    let _ = zone;
    (cutoff_at - now).num_days()
}
