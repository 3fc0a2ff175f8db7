//! The answer: a legal date, its safe date, the instant the forum closes, and the reasoning.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Confidence, Kind, Text};

/// A deadline as computed, with everything needed to check it by hand. It is stored with the
/// dispute, so it repeats what the rule said on the day of computing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Computed {
    pub rule: String,
    pub rule_version: u32,
    pub forum: Text,
    /// What the period is for.
    pub title: Text,
    /// The event the period runs from, in words.
    pub event: Text,
    /// How the document was served, as asked.
    pub service: Option<String>,
    pub trigger: NaiveDate,
    /// The first day that counts.
    pub start: NaiveDate,
    /// The end of the period, additions included, before it moves off closed days.
    pub nominal: NaiveDate,
    /// The legal date.
    pub due: NaiveDate,
    /// The date to prepare for: never later than `due`; queues are ordered by it.
    pub safe: NaiveDate,
    pub rolled: bool,
    pub kind: Kind,
    /// Nobody can extend it.
    pub hard: bool,
    /// No extension goes beyond this day; not moved off closed days, to be on the safe side.
    pub outer: Option<NaiveDate>,
    /// The forum's zone, by its IANA name.
    pub zone: String,
    /// The instant at which the forum closes on the safe date.
    pub cutoff_at: DateTime<FixedOffset>,
    /// The same on the legal date.
    pub due_cutoff_at: DateTime<FixedOffset>,
    /// Calendars with their versions: `US-FED v1`.
    pub calendar: Vec<String>,
    pub citation: String,
    pub source: String,
    pub confidence: Confidence,
    pub extension: Text,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    /// Start, count, additions, roll, safe date: one short line each.
    pub steps: Vec<Text>,
    /// What the officer must check before relying on the date.
    pub warnings: Vec<Text>,
    /// What would change the date.
    pub changes: Vec<Text>,
}

impl Computed {
    /// The reply of `dutydesk deadline --json`, its sentences in one language.
    pub fn json(&self, zh: bool) -> Value {
        let say = |texts: &[Text]| -> Vec<String> { texts.iter().map(|text| text.pick(zh).to_owned()).collect() };
        json!({
            "schema": "dutydesk/deadline/1",
            "rule": self.rule,
            "rule_version": self.rule_version,
            "forum": self.forum.pick(zh),
            "title": self.title.pick(zh),
            "event": self.event.pick(zh),
            "service": self.service,
            "trigger": self.trigger,
            "start": self.start,
            "nominal": self.nominal,
            "due": self.due,
            "safe": self.safe,
            "rolled": self.rolled,
            "kind": self.kind,
            "hard": self.hard,
            "outer": self.outer,
            "zone": self.zone,
            "cutoff_at": self.cutoff_at,
            "due_cutoff_at": self.due_cutoff_at,
            "calendar": self.calendar,
            "citation": self.citation,
            "source": self.source,
            "confidence": self.confidence,
            "extension": self.extension.pick(zh),
            "valid": { "from": self.valid_from, "to": self.valid_to },
            "steps": say(&self.steps),
            "warnings": say(&self.warnings),
            "changes": say(&self.changes),
        })
    }
}

/// Calendar days from `now` to the instant a forum closes, both read on the wall of `zone`
/// (the unit's own). 0 is today; negative is past.
pub fn days_left(cutoff_at: DateTime<FixedOffset>, now: DateTime<Utc>, zone: Tz) -> i64 {
    let there = cutoff_at.with_timezone(&zone).date_naive();
    let here = now.with_timezone(&zone).date_naive();
    (there - here).num_days()
}
