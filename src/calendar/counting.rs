//! Counting a period from its event to its nominal end. Pure arithmetic; no text is made here.

use chrono::{Datelike, NaiveDate};

use super::open_days::{OpenDays, Rolled};
use super::period::{is_month_end, month_end};
use super::{CalendarError, Direction, Method, Period, Roll, Scheme, ServiceAddOn, Unit};

/// Days looked at for one period: the longest period in business days with its weekends, holidays
/// and a yearly recess, with room to spare.
const SCANNED_DAYS_MAX: u32 = Period::DAYS_MAX * 3;

/// What is counted, and how. A reading changes some of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count<'a> {
    pub scheme: &'a Scheme,
    pub roll: Roll,
    pub period: Period,
    pub longer_of: Option<Period>,
    pub direction: Direction,
    pub add_on: Option<&'a ServiceAddOn>,
    /// Days added at the end because the document came late.
    pub late_days: u32,
}

/// A counted period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counted {
    /// The first day that counts.
    pub start: NaiveDate,
    /// The period that won, where there are two.
    pub period: Period,
    /// The end of the period itself, before anything is added.
    pub plain_end: NaiveDate,
    /// The last day before the final roll.
    pub nominal: NaiveDate,
    pub due: NaiveDate,
    /// The closed days between `nominal` and `due`.
    pub over: Vec<NaiveDate>,
}

/// Counts from `event`; of two periods the later end counts.
pub(super) fn count(open: &OpenDays<'_>, what: Count<'_>, event: NaiveDate) -> Result<Counted, CalendarError> {
    let first = count_one(open, what, what.period, event)?;
    let Some(second) = what.longer_of else {
        return Ok(first);
    };
    let second = count_one(open, what, second, event)?;
    Ok(if second.due > first.due { second } else { first })
}

fn count_one(open: &OpenDays<'_>, what: Count<'_>, period: Period, event: NaiveDate) -> Result<Counted, CalendarError> {
    let out_of_range = || CalendarError::OutOfRange { date: event };
    let (start, plain_end) = plain(open, what.scheme, period, (event, what.direction)).ok_or_else(out_of_range)?;
    let late = chrono::Days::new(u64::from(what.late_days));
    let mut nominal = plain_end.checked_add_days(late).ok_or_else(out_of_range)?;
    if let Some(add_on) = what.add_on {
        if add_on.after_roll {
            nominal = open.roll(nominal, what.roll, what.direction)?.day;
        }
        nominal = add(open, add_on.add, (nominal, what.direction)).ok_or_else(out_of_range)?;
    }
    let Rolled { day, over } = open.roll(nominal, what.roll, what.direction)?;
    Ok(Counted { start, period, plain_end, nominal, due: day, over })
}

/// Days for the way of service are plain days at the end of a period: how the scheme begins a
/// period or treats a short one does not touch them.
fn add(open: &OpenDays<'_>, period: Period, (end, direction): (NaiveDate, Direction)) -> Option<NaiveDate> {
    match period.unit {
        Unit::Day => direction.step(end, period.n),
        Unit::Week => direction.step(end, period.n * 7),
        Unit::BusinessDay => {
            let walked = walk(period.n, (end, direction), |day| open.is_open(day));
            walked.map(|(_, last)| last)
        }
        Unit::Month | Unit::Year => direction.step_months(end, period.months()?),
    }
}

/// First day and last day of a period, nothing added, nothing rolled; `None` out of range.
fn plain(
    open: &OpenDays<'_>,
    scheme: &Scheme,
    period: Period,
    (event, direction): (NaiveDate, Direction),
) -> Option<(NaiveDate, NaiveDate)> {
    let event = event_day(open, scheme, event, direction)?;
    let next = direction.step(event, 1)?;
    match effective_unit(scheme, period) {
        Unit::BusinessDay => walk(period.n, (event, direction), |day| open.is_open(day) && !in_recess(scheme, day)),
        Unit::Day if scheme.recess.is_some() => walk(period.n, (event, direction), |day| !in_recess(scheme, day)),
        Unit::Day => {
            // Counted backward, the clear days lie between the act and the event.
            let clear = scheme.method == Method::ClearDays && direction == Direction::Before;
            let end = direction.step(event, period.n + u32::from(clear))?;
            Some((next, end))
        }
        Unit::Week => Some((next, direction.step(event, period.n * 7)?)),
        Unit::Month | Unit::Year => Some((next, end_in_months(scheme.method, period, event, direction)?)),
    }
}

/// The day before day 1. Under `FirstBusinessDay` that is the eve of the first open day.
fn event_day(open: &OpenDays<'_>, scheme: &Scheme, event: NaiveDate, direction: Direction) -> Option<NaiveDate> {
    match scheme.method {
        Method::FirstBusinessDay => {
            let (first, _) = walk(1, (event, direction), |day| open.is_open(day))?;
            match direction {
                Direction::After => first.pred_opt(),
                Direction::Before => first.succ_opt(),
            }
        }
        Method::ExcludeFirst | Method::ClearDays | Method::MonthEnd | Method::DayAfter => Some(event),
    }
}

/// Short periods in days are counted in open days where the scheme says so.
pub(super) fn effective_unit(scheme: &Scheme, period: Period) -> Unit {
    match period.unit {
        Unit::Day if period.n <= scheme.short_days => Unit::BusinessDay,
        unit => unit,
    }
}

fn in_recess(scheme: &Scheme, day: NaiveDate) -> bool {
    scheme.recess.is_some_and(|recess| recess.holds(day))
}

/// The first and the n-th day that counts, walking away from the event.
fn walk(
    n: u32,
    (event, direction): (NaiveDate, Direction),
    counts: impl Fn(NaiveDate) -> bool,
) -> Option<(NaiveDate, NaiveDate)> {
    let mut first = None;
    let mut left = n;
    for away in 1..=SCANNED_DAYS_MAX {
        let day = direction.step(event, away)?;
        if counts(day) {
            first = first.or(Some(day));
            left -= 1;
        }
        if left == 0 {
            return Some((first?, day));
        }
    }
    None
}

fn end_in_months(method: Method, period: Period, event: NaiveDate, direction: Direction) -> Option<NaiveDate> {
    let months = period.months()?;
    let same_number = direction.step_months(event, months)?;
    match method {
        Method::ExcludeFirst | Method::ClearDays | Method::FirstBusinessDay => Some(same_number),
        Method::MonthEnd if is_month_end(event) => month_end(same_number),
        Method::MonthEnd => Some(same_number),
        Method::DayAfter if direction == Direction::After => day_before_corresponding(event, months),
        Method::DayAfter => Some(same_number),
    }
}

/// The period starts the day after the event. From the 1st it runs through whole months; else to
/// the eve of the day with the start's number, or to the month's end where there is no such day.
fn day_before_corresponding(event: NaiveDate, months: u32) -> Option<NaiveDate> {
    let start = event.succ_opt()?;
    let corresponding = start.checked_add_months(chrono::Months::new(months))?;
    // `checked_add_months` clamps to the last day: then no corresponding day exists.
    if corresponding.day() == start.day() { corresponding.pred_opt() } else { Some(corresponding) }
}
