//! Periods as the law writes them: a number and a unit, counted after or before an event.

use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Text;

/// What a period is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Day,
    /// Days on which the forum is open.
    BusinessDay,
    Week,
    Month,
    Year,
}

impl FromStr for Unit {
    type Err = ();

    /// Reads our own names and the short ones of tables of worked cases (`cal_day`, `bus_day`).
    fn from_str(word: &str) -> Result<Unit, ()> {
        match word {
            "day" | "days" | "cal_day" => Ok(Unit::Day),
            "business_day" | "business-days" | "bus_day" => Ok(Unit::BusinessDay),
            "week" | "weeks" => Ok(Unit::Week),
            "month" | "months" => Ok(Unit::Month),
            "year" | "years" => Ok(Unit::Year),
            _ => Err(()),
        }
    }
}

/// A number of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub n: u32,
    pub unit: Unit,
}

impl Period {
    /// The longest period a rule may have: no procedural period seen comes near (the longest is
    /// 18 months), and it bounds every loop over its days.
    pub const DAYS_MAX: u32 = 3_660;

    /// Whether the period is long enough to mean something and short enough to be counted.
    pub fn is_sane(self) -> bool {
        let days_of_unit = match self.unit {
            Unit::Day | Unit::BusinessDay => 1,
            Unit::Week => 7,
            Unit::Month => 31,
            Unit::Year => 366,
        };
        self.n > 0 && self.n.saturating_mul(days_of_unit) <= Period::DAYS_MAX
    }

    /// "20日", "20 days".
    pub fn text(self) -> Text {
        let n = self.n;
        let (zh, one, many) = match self.unit {
            Unit::Day => ("日", "day", "days"),
            Unit::BusinessDay => ("个工作日", "business day", "business days"),
            Unit::Week => ("周", "week", "weeks"),
            Unit::Month => ("个月", "month", "months"),
            Unit::Year => ("年", "year", "years"),
        };
        let en = if n == 1 { one } else { many };
        Text::new(format!("{n}{zh}"), format!("{n} {en}"))
    }

    /// Calendar months of a period in months or years.
    pub(super) fn months(self) -> Option<u32> {
        match self.unit {
            Unit::Month => Some(self.n),
            Unit::Year => self.n.checked_mul(12),
            Unit::Day | Unit::BusinessDay | Unit::Week => None,
        }
    }
}

/// Which way from the event a period is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    #[default]
    After,
    /// "at least 14 days before the hearing": counted backward, and rolled backward.
    Before,
}

impl Direction {
    /// The day `days` away from `date` in this direction.
    pub(super) fn step(self, date: NaiveDate, days: u32) -> Option<NaiveDate> {
        let days = chrono::Days::new(u64::from(days));
        match self {
            Direction::After => date.checked_add_days(days),
            Direction::Before => date.checked_sub_days(days),
        }
    }

    /// The same day number `months` away, or the last day of that month where it lacks the number.
    pub(super) fn step_months(self, date: NaiveDate, months: u32) -> Option<NaiveDate> {
        match self {
            Direction::After => date.checked_add_months(Months::new(months)),
            Direction::Before => date.checked_sub_months(Months::new(months)),
        }
    }
}

/// The last day of the month `date` is in.
pub(super) fn month_end(date: NaiveDate) -> Option<NaiveDate> {
    date.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()
}

/// Whether `date` is the last day of its month.
pub(super) fn is_month_end(date: NaiveDate) -> bool {
    month_end(date) == Some(date)
}
