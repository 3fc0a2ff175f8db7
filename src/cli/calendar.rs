//! `calendar`: is a day open, why not, and days added to it. Pure: it needs no store and no daemon.

use super::caller::Caller;
use super::fields::day;
use super::report::CliError;
use crate::calendar::{Calendar as Days, Rules, Text};
use chrono::{Days as CalendarDays, Months, NaiveDate};
use clap::{Args, ValueEnum};
use serde_json::json;

/// Ten years of business days: a longer arithmetic is a slip of the keyboard.
const ADD_MAX: i64 = 3660;

/// What may be typed.
#[derive(Debug, Args)]
pub struct Calendar {
    /// Calendar: CN, US-FED …
    pub code: String,
    /// The day
    #[arg(value_parser = day)]
    pub date: NaiveDate,
    /// Add so many; negative ones go back
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = clap::value_parser!(i64).range(-ADD_MAX..=ADD_MAX))]
    pub add: Option<i64>,
    /// Of what
    #[arg(long, default_value = "days")]
    pub unit: Unit,
}

/// What is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Unit {
    /// 工作日: days on which the forum works
    BusinessDays,
    /// 日历日: calendar days
    Days,
    /// 月, 小月取末日: months; the last day of a shorter month
    Months,
}

impl Calendar {
    /// Answers.
    ///
    /// # Errors
    /// An unknown calendar; a result out of range.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let rules = caller.rules();
        let days = rules.calendar(&self.code).ok_or_else(|| unknown(&rules, &self.code))?;
        let result = match self.add {
            Some(n) => Some(added(days, self.date, n, self.unit).ok_or_else(out_of_range)?),
            None => None,
        };
        let why = |day: NaiveDate| days.why_closed(day).map(|text| text.pick(caller.zh).to_owned());
        let reply = json!({
            "schema": "dutydesk/calendar/1",
            "calendar": days.code,
            "zone": days.zone.name(),
            "date": self.date,
            "open": days.is_open(self.date),
            "why_closed": why(self.date),
            "result": result.map(|day| json!({ "date": day, "open": days.is_open(day), "why_closed": why(day) })),
        });
        caller.print(&reply, || {
            let say = |day: NaiveDate| match why(day) {
                None => format!("{day} {}\n", caller.pick("办公", "open")),
                Some(why) => format!("{day} {} ({why})\n", caller.pick("休息", "closed")),
            };
            result.map_or_else(|| say(self.date), say)
        })
    }
}

fn added(days: &Days, from: NaiveDate, n: i64, unit: Unit) -> Option<NaiveDate> {
    let count = n.unsigned_abs();
    match (unit, n < 0) {
        (Unit::Days, false) => from.checked_add_days(CalendarDays::new(count)),
        (Unit::Days, true) => from.checked_sub_days(CalendarDays::new(count)),
        (Unit::Months, false) => from.checked_add_months(Months::new(u32::try_from(count).ok()?)),
        (Unit::Months, true) => from.checked_sub_months(Months::new(u32::try_from(count).ok()?)),
        (Unit::BusinessDays, back) => working(days, from, count, back),
    }
}

/// The `count`-th working day after, or before, a day.
fn working(days: &Days, from: NaiveDate, count: u64, back: bool) -> Option<NaiveDate> {
    let mut day = from;
    for _ in 0..count {
        loop {
            day = if back { day.pred_opt()? } else { day.succ_opt()? };
            if days.is_open(day) {
                break;
            }
        }
    }
    Some(day)
}

fn unknown(rules: &Rules, code: &str) -> CliError {
    let known: Vec<&str> = rules.calendars().map(|one| one.code.as_str()).collect();
    let known = known.join(", ");
    CliError::Wrong(Text::new(
        format!("没有日历“{code}”; 可用: {known}"),
        format!("there is no calendar \"{code}\"; there are {known}"),
    ))
}

fn out_of_range() -> CliError {
    CliError::usage("结果超出历法范围", "the result is out of the calendar's range")
}
