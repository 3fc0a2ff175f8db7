//! The open days of one question: its calendars together, and closures entered by hand.

use chrono::{Days, NaiveDate};

use super::holidays::CLOSED_RUN_DAYS_MAX;
use super::{Calendar, CalendarError, Direction, Roll, Text};

/// Why a day does not count as an open day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closure<'a> {
    Holiday(&'a Text),
    Weekend(&'a Text),
    /// A weekend day worked to make up for this holiday, read as a day off.
    MadeUp(&'a Text),
    /// Entered by hand with the question: a one-off closure, a court whose filing system was down.
    ByHand,
}

/// What happened to a last day: the day it moved to and the closed days it passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rolled {
    pub day: NaiveDate,
    pub over: Vec<NaiveDate>,
}

/// Several calendars read as one: a day is open when every one of them is open.
#[derive(Clone, Debug)]
pub struct OpenDays<'a> {
    calendars: Vec<&'a Calendar>,
    by_hand: &'a [NaiveDate],
}

impl<'a> OpenDays<'a> {
    /// Calendars that count only after an event are left out of a backward count.
    pub fn new(calendars: Vec<&'a Calendar>, by_hand: &'a [NaiveDate], direction: Direction) -> OpenDays<'a> {
        let mut calendars = calendars;
        calendars.retain(|calendar| direction == Direction::After || !calendar.after_event_only);
        OpenDays { calendars, by_hand }
    }

    /// The calendars that are read.
    pub fn calendars(&self) -> &[&'a Calendar] {
        &self.calendars
    }

    /// Why the day is closed; `None` on an open day. A holiday is named before a weekend.
    pub fn why_closed(&self, date: NaiveDate) -> Option<Closure<'a>> {
        self.why_closed_for(date, Roll::ToOpenDay)
    }

    /// Whether every calendar is open and nobody closed the day by hand.
    pub fn is_open(&self, date: NaiveDate) -> bool {
        self.why_closed(date).is_none()
    }

    /// The named holiday of a day, even one on a weekend or in a roll that ignores it.
    pub fn holiday(&self, date: NaiveDate) -> Option<&'a Text> {
        self.calendars.iter().find_map(|c| c.holiday(date))
    }

    /// The holiday for which this weekend day is worked.
    pub fn made_up(&self, date: NaiveDate) -> Option<&'a Text> {
        self.calendars.iter().find_map(|c| c.made_up(date))
    }

    fn why_closed_for(&self, date: NaiveDate, roll: Roll) -> Option<Closure<'a>> {
        let by_hand = self.by_hand.contains(&date).then_some(Closure::ByHand);
        by_hand.or_else(|| {
            let one = |c: &&'a Calendar| closure_in(c, date, roll);
            self.calendars.iter().find_map(one)
        })
    }

    /// Moves a last day off closed days, as `roll` says.
    ///
    /// # Errors
    /// `NeverOpen` when no open day comes within two months.
    pub fn roll(&self, last: NaiveDate, roll: Roll, direction: Direction) -> Result<Rolled, CalendarError> {
        let mut day = last;
        let mut over = Vec::new();
        while roll != Roll::None && self.why_closed_for(day, roll).is_some() {
            over.push(day);
            // Closures by hand are bounded by the question, the rest by this limit.
            if over.len() > CLOSED_RUN_DAYS_MAX as usize + self.by_hand.len() {
                return Err(self.never_open(last));
            }
            day = match direction {
                Direction::After => day.checked_add_days(Days::new(1)),
                Direction::Before => day.checked_sub_days(Days::new(1)),
            }
            .ok_or_else(|| self.never_open(last))?;
        }
        Ok(Rolled { day, over })
    }

    fn never_open(&self, date: NaiveDate) -> CalendarError {
        let codes: Vec<&str> = self.calendars.iter().map(|c| c.code.as_str()).collect();
        CalendarError::NeverOpen { date, calendars: codes.join(", ") }
    }
}

fn closure_in(calendar: &Calendar, date: NaiveDate, roll: Roll) -> Option<Closure<'_>> {
    let made_up = calendar.made_up(date);
    let holiday = calendar.holiday(date).map(Closure::Holiday);
    let weekend = calendar.weekend(date).map(Closure::Weekend);
    match (roll, made_up) {
        (Roll::None, _) => None,
        (Roll::MakeupIsClosed, Some(holiday)) => Some(Closure::MadeUp(holiday)),
        (Roll::ToOpenDay | Roll::SundaysAndHolidays | Roll::HolidaysOnly, Some(_)) => None,
        (Roll::HolidaysOnly, None) => holiday,
        (Roll::ToOpenDay | Roll::MakeupIsClosed, None) => holiday.or(weekend),
        (Roll::SundaysAndHolidays, None) => {
            let is_saturday = super::holidays::weekday(date).1 == "Sat";
            holiday.or(weekend.filter(|_| !is_saturday))
        }
    }
}
