//! How schemes and rules are written in `rules/deadlines/*.toml`, field by field.

use chrono::NaiveTime;
use chrono_tz::Tz;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::{Confidence, Direction, Kind, Method, Period, Roll, Text};

/// A file: schemes, rules, or both.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeadlineFile {
    #[serde(default)]
    pub scheme: Vec<Spanned<SchemeEntry>>,
    #[serde(default)]
    pub rule: Vec<Spanned<RuleEntry>>,
}

/// `[[scheme]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SchemeEntry {
    pub id: String,
    pub method: Method,
    pub roll: Roll,
    #[serde(default)]
    pub short_days: u32,
    pub recess: Option<RecessEntry>,
    pub late_receipt: Option<LateEntry>,
    pub calendars: Vec<String>,
    pub cutoff: NaiveTime,
    pub zone: Tz,
    #[serde(default)]
    pub cutoff_assumed: bool,
    #[serde(default)]
    pub reading: Vec<ReadingEntry>,
    pub basis: Text,
}

/// Days as `12-20`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecessEntry {
    pub from: String,
    pub to: String,
}

/// `late_receipt`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LateEntry {
    pub free_days: u32,
    pub since: Datetime,
}

/// `[[scheme.reading]]` or `[[rule.reading]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadingEntry {
    pub scheme: Option<String>,
    pub period: Option<Period>,
    pub roll: Option<Roll>,
    pub trigger_from: Option<Datetime>,
    pub trigger_to: Option<Datetime>,
    pub not_before: Option<Datetime>,
    pub why: Text,
}

/// `[[rule]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    pub id: String,
    pub version: u32,
    pub st3: String,
    pub forum: Text,
    pub title: Text,
    pub trigger: Text,
    pub period: Period,
    pub longer_of: Option<Period>,
    #[serde(default)]
    pub direction: Direction,
    pub scheme: String,
    pub calendars: Option<Vec<String>>,
    pub cutoff: Option<NaiveTime>,
    pub zone: Option<Tz>,
    pub cutoff_assumed: Option<bool>,
    pub kind: Kind,
    #[serde(default)]
    pub hard: bool,
    #[serde(default)]
    pub notified: bool,
    #[serde(default)]
    pub answer: bool,
    pub extension: Text,
    pub outer: Option<Period>,
    #[serde(default)]
    pub service: Vec<ServiceEntry>,
    #[serde(default)]
    pub reading: Vec<ReadingEntry>,
    #[serde(default)]
    pub caution: Vec<Text>,
    pub family: Option<String>,
    pub valid_from: Option<Datetime>,
    pub valid_to: Option<Datetime>,
    pub citation: String,
    pub source: String,
    pub confidence: Confidence,
}

/// `[[rule.service]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceEntry {
    pub method: String,
    pub add: Period,
    #[serde(default)]
    pub after_roll: bool,
    pub confidence: Confidence,
}
