//! A date that nobody computed: the one that a form itself names.

use super::{Computed, Confidence, Kind, Text};
use chrono::{DateTime, FixedOffset, NaiveDate};

/// Stands where the id of a rule stands, for a date taken from a form.
pub const STATED: &str = "stated";

impl Computed {
    /// A date as stated on a form received at `received_at`: not computed, so to be checked.
    pub fn stated(due: NaiveDate, received_at: DateTime<FixedOffset>) -> Self {
        let zone = *received_at.offset();
        // A fixed offset has no gap: the last second of the day always exists.
        let last_second = due.and_hms_opt(23, 59, 59).unwrap_or_default();
        let cutoff_at = last_second.and_local_timezone(zone).single().unwrap_or(received_at);
        let received = received_at.date_naive();
        Self {
            rule: STATED.to_owned(),
            rule_version: 1,
            forum: Text::default(),
            title: Text::new("答复期限(来件所述)", "answer, as stated on the form"),
            event: Text::new("来件", "the form"),
            service: None,
            trigger: received,
            start: received,
            nominal: due,
            due,
            safe: due,
            rolled: false,
            kind: Kind::Due,
            hard: false,
            outer: None,
            zone: "UTC".to_owned(),
            cutoff_at,
            due_cutoff_at: cutoff_at,
            calendar: Vec::new(),
            citation: String::new(),
            source: String::new(),
            confidence: Confidence::FromMemory,
            extension: Text::default(),
            valid_from: None,
            valid_to: None,
            steps: vec![Text::new(
                format!("来件写明 {due}, 未经计算"),
                format!("the form says {due}; nothing was computed"),
            )],
            warnings: vec![Text::new(
                "此日期照来件所述: 请按规则另加时限核对",
                "This date is as the form states it: add a deadline by rule and compare",
            )],
            changes: Vec::new(),
        }
    }

    /// The same deadline after the forum granted time until `until`: a date that nobody computed. The forum closes at
    /// the hour at which it closed before.
    #[must_use]
    pub fn extended_to(&self, until: NaiveDate, proof: &str) -> Self {
        let closes = |at: DateTime<FixedOffset>| {
            let zone = self.zone.parse::<chrono_tz::Tz>().unwrap_or(chrono_tz::UTC);
            // At an hour that the place skips on that day it closes at the same offset as before.
            let there = until.and_time(at.with_timezone(&zone).time()).and_local_timezone(zone).latest();
            there.map_or_else(|| at + (until - at.date_naive()), |there| there.fixed_offset())
        };
        Self {
            rule: STATED.to_owned(),
            nominal: until,
            due: until,
            safe: until,
            rolled: false,
            cutoff_at: closes(self.due_cutoff_at),
            due_cutoff_at: closes(self.due_cutoff_at),
            steps: vec![Text::new(
                format!("由 {} ({}) 延至 {until}, 凭据 {proof}", self.due, self.rule),
                format!("extended from {} ({}) to {until}, proof {proof}", self.due, self.rule),
            )],
            warnings: Vec::new(),
            changes: Vec::new(),
            ..self.clone()
        }
    }
}
