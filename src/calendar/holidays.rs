//! Calendars: weekends, closed days by name, make-up workdays, and which years are published.

use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{MonthDay, Text};

/// How far `next_open` looks before it gives up: a forum closed for two months is a wrong file.
pub(super) const CLOSED_RUN_DAYS_MAX: u32 = 62;

/// How well a year of a calendar is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Taken from a list that the authority published or that follows from statute.
    Published,
    /// Put together from other lists; the authority's own was not seen.
    Derived,
    /// Only part of the year's days is fixed yet, and weekends may still become working days.
    Incomplete,
}

/// A year of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearStatus {
    pub year: i32,
    pub known: Known,
    pub note: Option<Text>,
}

/// A span of days closed in every year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearlyClosure {
    pub from: MonthDay,
    pub to: MonthDay,
    pub name: Text,
}

/// The days on which a forum is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub code: String,
    pub version: u32,
    pub name: Text,
    pub zone: Tz,
    /// Counts only for periods that run after an event (a state's holidays under FRCP 6(a)(6)(C)).
    pub after_event_only: bool,
    /// What the officer must know whenever this calendar is used.
    pub caution: Option<Text>,
    /// Versions of the files that brought further days.
    pub(super) additions: Vec<u32>,
    pub(super) weekend: [Option<Text>; 7],
    /// Sorted by day.
    pub(super) closed: Vec<(NaiveDate, Text)>,
    /// Sorted by day.
    pub(super) worked: Vec<(NaiveDate, Text)>,
    pub(super) every_year: Vec<YearlyClosure>,
    pub(super) years: Vec<YearStatus>,
}

impl Calendar {
    /// Whether the forum works on this day.
    pub fn is_open(&self, date: NaiveDate) -> bool {
        self.why_closed(date).is_none()
    }

    /// The holiday or weekday that closes this day; `None` on an open day.
    pub fn why_closed(&self, date: NaiveDate) -> Option<&Text> {
        if self.made_up(date).is_some() {
            return None;
        }
        self.holiday(date).or_else(|| self.weekend(date))
    }

    /// The holiday of this day, weekday or not.
    pub fn holiday(&self, date: NaiveDate) -> Option<&Text> {
        let listed = find(&self.closed, date);
        listed.or_else(|| {
            let day = MonthDay::of(date);
            let closure = self.every_year.iter().find(|closure| day.is_between(closure.from, closure.to))?;
            Some(&closure.name)
        })
    }

    /// The weekday's name if it is one of the weekend.
    pub fn weekend(&self, date: NaiveDate) -> Option<&Text> {
        self.weekend[date.weekday().num_days_from_monday() as usize].as_ref()
    }

    /// The holiday for which this weekend day is worked, if it is.
    pub fn made_up(&self, date: NaiveDate) -> Option<&Text> {
        find(&self.worked, date)
    }

    /// The first open day on or after `date`; `None` if the forum is closed for months on end.
    pub fn next_open(&self, date: NaiveDate) -> Option<NaiveDate> {
        let days = date.iter_days().take(CLOSED_RUN_DAYS_MAX as usize);
        days.into_iter().find(|day| self.is_open(*day))
    }

    /// The last open day on or before `date`; `None` if the forum is closed for months on end.
    pub fn previous_open(&self, date: NaiveDate) -> Option<NaiveDate> {
        let before = |back| date.checked_sub_days(chrono::Days::new(u64::from(back)));
        (0..CLOSED_RUN_DAYS_MAX).map_while(before).find(|day| self.is_open(*day))
    }

    /// Whether the closed days of this year are all known.
    pub fn is_published(&self, year: i32) -> bool {
        match self.status(year).map(|status| status.known) {
            Some(Known::Published | Known::Derived) => true,
            Some(Known::Incomplete) | None => false,
        }
    }

    /// Whether the file lists any year at all; one without knows nothing but weekends.
    pub fn has_years(&self) -> bool {
        !self.years.is_empty()
    }

    /// What is known of a year; `None` for a year that the file does not have.
    pub fn status(&self, year: i32) -> Option<&YearStatus> {
        self.years.iter().find(|status| status.year == year)
    }

    /// `US-FED v1`; with days from another file `US-FED v1+2`.
    pub fn label(&self) -> String {
        let mut label = format!("{} v{}", self.code, self.version);
        for version in &self.additions {
            label.push_str(&format!("+{version}"));
        }
        label
    }
}

fn find(days: &[(NaiveDate, Text)], date: NaiveDate) -> Option<&Text> {
    let at = days.binary_search_by_key(&date, |(day, _)| *day).ok()?;
    Some(&days[at].1)
}

/// The weekday as a short word: 周五, Fri.
pub(super) fn weekday(date: NaiveDate) -> (&'static str, &'static str) {
    match date.weekday() {
        Weekday::Mon => ("周一", "Mon"),
        Weekday::Tue => ("周二", "Tue"),
        Weekday::Wed => ("周三", "Wed"),
        Weekday::Thu => ("周四", "Thu"),
        Weekday::Fri => ("周五", "Fri"),
        Weekday::Sat => ("周六", "Sat"),
        Weekday::Sun => ("周日", "Sun"),
    }
}
