//! Counting schemes: the closed set of ways in which forums count a period and treat its last day.

use chrono::{Datelike, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{Period, Text};

/// How the days between the event and the end are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The event day is not counted; months end on the same number, else on the last day.
    ExcludeFirst,
    /// As `ExcludeFirst`; counted backward, the day of the act is not counted either.
    ClearDays,
    /// The first business day after the event is day 1.
    FirstBusinessDay,
    /// As `ExcludeFirst`, but a period in months from a month's last day ends on a last day.
    MonthEnd,
    /// The period starts the day after the event and ends the day before the day with the start's
    /// number; a start on the 1st runs through whole months.
    DayAfter,
}

/// What happens when the last day is a day off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// Nothing: the period ends where the count ends.
    None,
    /// To the next open day (the previous one when counting backward).
    ToOpenDay,
    /// As `ToOpenDay`, but a Saturday is an ordinary day.
    SundaysAndHolidays,
    /// As `ToOpenDay`, but a weekend is an ordinary day unless a holiday falls on it.
    HolidaysOnly,
    /// As `ToOpenDay`, but a weekend day worked to make up for a holiday is a day off all the same.
    MakeupIsClosed,
}

/// Days of every year that are not counted (both ends included; may run over the new year).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recess {
    pub from: MonthDay,
    pub to: MonthDay,
}

impl Recess {
    /// Whether `date` is inside the recess.
    pub fn holds(&self, date: NaiveDate) -> bool {
        MonthDay::of(date).is_between(self.from, self.to)
    }
}

/// A day of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    pub month: u32,
    pub day: u32,
}

impl MonthDay {
    /// The day of the year `date` is.
    pub fn of(date: NaiveDate) -> MonthDay {
        MonthDay { month: date.month(), day: date.day() }
    }

    /// Reads `12-29`.
    pub fn parse(text: &str) -> Option<MonthDay> {
        let (month, day) = text.split_once('-')?;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        // A leap year, so that 02-29 is a day of the year too.
        NaiveDate::from_ymd_opt(2024, month, day).map(|_| MonthDay { month, day })
    }

    /// Whether this day is from `from` to `to`, both included, over the new year if need be.
    pub fn is_between(self, from: MonthDay, to: MonthDay) -> bool {
        if from <= to { from <= self && self <= to } else { from <= self || self <= to }
    }
}

/// The hour at which a forum closes its books on the last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cutoff {
    pub time: NaiveTime,
    pub zone: Tz,
    /// The hour or the zone is a default and not read in the forum's own rule.
    pub assumed: bool,
}

/// A document received late is answered late: only the days beyond `free_days` are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LateReceipt {
    pub free_days: u32,
    /// Documents of earlier dates follow another rule.
    pub since: NaiveDate,
}

/// Another way to read a rule, which a careful officer keeps in mind.
/// One that ends earlier makes the safe date; one that ends later is shown and moves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Counted by this scheme instead of the rule's own.
    pub scheme: Option<String>,
    /// With this period instead of the rule's own.
    pub period: Option<Period>,
    /// With this treatment of the last day.
    pub roll: Option<Roll>,
    /// Only for triggers from this date on.
    pub trigger_from: Option<NaiveDate>,
    /// Only for triggers up to this date.
    pub trigger_to: Option<NaiveDate>,
    /// Never earlier than this date.
    pub not_before: Option<NaiveDate>,
    pub why: Text,
}

impl Reading {
    /// Whether the reading concerns a period triggered on `trigger`.
    pub fn concerns(&self, trigger: NaiveDate) -> bool {
        self.trigger_from.is_none_or(|from| from <= trigger) && self.trigger_to.is_none_or(|to| trigger <= to)
    }
}

/// A way of counting, as one forum's rules lay it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    pub id: String,
    pub method: Method,
    pub roll: Roll,
    /// Periods of up to so many days count open days only.
    pub short_days: u32,
    pub recess: Option<Recess>,
    pub late_receipt: Option<LateReceipt>,
    /// Calendar codes; a day is open when it is open in all of them.
    pub calendars: Vec<String>,
    pub cutoff: Cutoff,
    pub readings: Vec<Reading>,
    /// The texts the scheme was read from, in a sentence.
    pub basis: Text,
}
