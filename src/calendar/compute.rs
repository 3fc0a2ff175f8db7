//! From a question to a computed deadline: which rule, which calendars, which reading is safe.

use chrono::{DateTime, Duration, FixedOffset, LocalResult, NaiveDate, TimeZone};
use serde::{Deserialize, Serialize};

use super::case::open_case;
use super::counting::count;
use super::explain::{self, Reasons};
use super::{CalendarError, Computed, Cutoff, Rules};

/// Which deadline is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// A rule's id.
    pub rule: String,
    /// The day of the event.
    pub trigger: NaiveDate,
    /// Calendar codes to use instead of the rule's; empty for the rule's own.
    pub calendars: Vec<String>,
    /// How the document was served: `mail`, `mail-abroad` … where the rule adds days for it.
    pub service: Option<String>,
    /// The day the document really came, where it came later than its date says.
    pub received: Option<NaiveDate>,
    /// Days on which the forum was closed for once.
    pub extra_closed: Vec<NaiveDate>,
}

impl Question {
    /// The plain question: a rule and the day of the event.
    pub fn new(rule: impl Into<String>, trigger: NaiveDate) -> Question {
        Question { rule: rule.into(), trigger, ..Question::default() }
    }
}

/// Computes and explains.
///
/// # Errors
/// An unknown rule or calendar, a rule not in force on the trigger date, a date out of range, a
/// receipt before the document's date, a forum that never opens.
pub fn compute(rules: &Rules, question: &Question) -> Result<Computed, CalendarError> {
    let case = open_case(rules, question)?;
    let main = count(&case.open, case.as_written(), question.trigger)?;
    let alternatives = case.alternatives(rules, &main)?;
    let safest = alternatives.iter().filter(|other| other.day < main.due).min_by_key(|other| other.day);
    let safe = safest.map_or(main.due, |other| other.day);
    let outer = case.outer()?;
    let Reasons { steps, warnings, changes } = explain::reasons(&case, &main, &alternatives, outer);
    let rule = case.rule;
    Ok(Computed {
        rule: rule.id.clone(),
        rule_version: rule.version,
        forum: rule.forum.clone(),
        title: rule.title.clone(),
        event: rule.trigger.clone(),
        service: question.service.clone(),
        trigger: question.trigger,
        start: main.start,
        nominal: main.nominal,
        due: main.due,
        safe,
        rolled: main.due != main.nominal,
        kind: rule.kind,
        hard: rule.hard,
        outer,
        zone: rule.cutoff.zone.name().to_owned(),
        cutoff_at: closing(rule.cutoff, safe)?,
        due_cutoff_at: closing(rule.cutoff, main.due)?,
        calendar: case.open.calendars().iter().map(|c| c.label()).collect(),
        citation: rule.citation.clone(),
        source: rule.source.clone(),
        confidence: rule.confidence,
        extension: rule.extension.clone(),
        valid_from: rule.valid_from,
        valid_to: rule.valid_to,
        steps,
        warnings,
        changes,
    })
}

/// The instant at which a forum closes on a day.
///
/// # Errors
/// `OutOfRange` if the zone has no such wall time within hours, which no zone known does.
fn closing(cutoff: Cutoff, day: NaiveDate) -> Result<DateTime<FixedOffset>, CalendarError> {
    let mut wall = day.and_time(cutoff.time);
    // A wall time skipped by summer time: the last hour before the gap is the careful answer.
    for _ in 0..3 {
        match cutoff.zone.from_local_datetime(&wall) {
            LocalResult::Single(instant) => return Ok(instant.fixed_offset()),
            // An hour that comes twice: the first of the two.
            LocalResult::Ambiguous(first, _) => return Ok(first.fixed_offset()),
            LocalResult::None => wall -= Duration::hours(1),
        }
    }
    Err(CalendarError::OutOfRange { date: day })
}
