//! The shape of `rules/calendars/*.toml`, and what makes such a file refused.
//!
//! A file with `adds = true` brings days to a calendar of the same code that another file defines:
//! a one-off closure, an office's own list, a year that has been published since.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::holidays::{Calendar, Known, YearStatus, YearlyClosure, weekday};
use super::problem::Refused;
use super::{MonthDay, Text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarFile {
    code: String,
    version: u32,
    #[serde(default)]
    adds: bool,
    #[serde(default)]
    name: Text,
    zone: Option<Tz>,
    /// Three letters each: `["sat", "sun"]`.
    #[serde(default)]
    weekend: Vec<String>,
    #[serde(default)]
    after_event_only: bool,
    caution: Option<Text>,
    #[serde(default)]
    every_year: Vec<Spanned<YearlyEntry>>,
    #[serde(default)]
    year: Vec<Spanned<YearEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearlyEntry {
    from: String,
    to: String,
    name: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearEntry {
    year: i32,
    known: Known,
    note: Option<Text>,
    /// The days of an added file take the place of all days known so far for this year.
    #[serde(default)]
    replaces: bool,
    #[serde(default)]
    closed: Vec<Spanned<DayEntry>>,
    #[serde(default)]
    worked: Vec<Spanned<DayEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DayEntry {
    day: Datetime,
    zh: String,
    en: String,
}

/// A file that was read: a calendar, or days for one.
pub(super) struct Parsed {
    pub calendar: Calendar,
    /// These days belong to a calendar that another file defines.
    pub adds: bool,
    /// Years of which an addition throws the known days away.
    pub replaces: Vec<i32>,
}

/// Reads one calendar file.
pub(super) fn parse(text: &str) -> Result<Parsed, Refused> {
    let file: CalendarFile = toml::from_str(text).map_err(|error| Refused::syntax(&error))?;
    let mut calendar = frame(&file)?;
    for entry in file.every_year {
        calendar.every_year.push(yearly(entry)?);
    }
    let mut replaces = Vec::new();
    for entry in file.year {
        let at = entry.span().start;
        let entry = entry.into_inner();
        if entry.replaces {
            replaces.push(entry.year);
        }
        add_year(&mut calendar, entry, at)?;
    }
    sort(&mut calendar);
    Ok(Parsed { calendar, adds: file.adds, replaces })
}

/// Everything but the days.
fn frame(file: &CalendarFile) -> Result<Calendar, Refused> {
    if !file.adds && (file.zone.is_none() || file.name.is_empty()) {
        return Err(Refused::new(
            0,
            "日历缺 name 或 zone (只补日期的文件请写 adds = true)",
            "a calendar needs name and zone (a file that only brings days says adds = true)",
        ));
    }
    let mut weekend: [Option<Text>; 7] = Default::default();
    // 2024-01-01 was a Monday: the seven days from it are the seven weekdays in order.
    let week = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap_or_default();
    for (slot, day) in weekend.iter_mut().zip(week.iter_days()) {
        let (zh, en) = weekday(day);
        if file.weekend.iter().any(|name| name.eq_ignore_ascii_case(en)) {
            *slot = Some(Text::new(zh, en));
        }
    }
    let named = weekend.iter().flatten().count();
    if named != file.weekend.len() || named == weekend.len() {
        return Err(Refused::new(
            0,
            "weekend 只能是 mon tue wed thu fri sat sun 中的几个, 不能是全部",
            "weekend takes some of mon tue wed thu fri sat sun, each once, and not all of them",
        ));
    }
    Ok(Calendar {
        code: file.code.clone(),
        version: file.version,
        name: file.name.clone(),
        zone: file.zone.unwrap_or(Tz::UTC),
        after_event_only: file.after_event_only,
        caution: file.caution.clone(),
        additions: Vec::new(),
        weekend,
        closed: Vec::new(),
        worked: Vec::new(),
        every_year: Vec::new(),
        years: Vec::new(),
    })
}

fn yearly(entry: Spanned<YearlyEntry>) -> Result<YearlyClosure, Refused> {
    let at = entry.span().start;
    let entry = entry.into_inner();
    let (Some(from), Some(to)) = (MonthDay::parse(&entry.from), MonthDay::parse(&entry.to)) else {
        return Err(Refused::new(
            at,
            format!("日期应写作 12-29: {} 至 {}", entry.from, entry.to),
            format!("write days as 12-29: {} to {}", entry.from, entry.to),
        ));
    };
    let name = entry.name;
    Ok(YearlyClosure { from, to, name })
}

fn add_year(calendar: &mut Calendar, entry: YearEntry, at: usize) -> Result<(), Refused> {
    let year = entry.year;
    if calendar.status(year).is_some() {
        return Err(Refused::new(at, format!("{year}年写了两次"), format!("the year {year} stands twice")));
    }
    let mut seen = BTreeSet::new();
    for (is_worked, day) in
        entry.closed.into_iter().map(|day| (false, day)).chain(entry.worked.into_iter().map(|day| (true, day)))
    {
        let at = day.span().start;
        let (date, name) = day_of(day.into_inner(), year, at)?;
        if !seen.insert(date) {
            return Err(Refused::new(
                at,
                format!("{date} 写了两次, 或既是休息日又是上班日"),
                format!("{date} stands twice, or is both closed and worked"),
            ));
        }
        if is_worked {
            calendar.worked.push((date, name));
        } else {
            calendar.closed.push((date, name));
        }
    }
    calendar.years.push(YearStatus { year, known: entry.known, note: entry.note });
    Ok(())
}

fn day_of(entry: DayEntry, year: i32, at: usize) -> Result<(NaiveDate, Text), Refused> {
    let date = date_of(&entry.day).filter(|date| date.year() == year);
    let date = date.ok_or_else(|| {
        let written = &entry.day;
        Refused::new(at, format!("{written} 不是{year}年的日期"), format!("{written} is no day of {year}"))
    })?;
    Ok((date, Text::new(entry.zh, entry.en)))
}

/// The day of a TOML date; `None` for a time or a date with an hour.
pub(super) fn date_of(written: &Datetime) -> Option<NaiveDate> {
    let date = written.date.filter(|_| written.time.is_none())?;
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

/// Brings the days of `addition` into `base`.
///
/// # Errors
/// A day that would be both closed and worked.
pub(super) fn add(base: &mut Calendar, addition: Parsed) -> Result<(), Refused> {
    let Parsed { calendar, replaces, .. } = addition;
    let kept = |days: &[(NaiveDate, Text)], news: &[(NaiveDate, Text)]| {
        let mut all: Vec<(NaiveDate, Text)> = days.to_vec();
        all.retain(|(day, _)| !replaces.contains(&day.year()) && !news.iter().any(|(new, _)| new == day));
        all.extend_from_slice(news);
        all
    };
    let closed = kept(&base.closed, &calendar.closed);
    let worked = kept(&base.worked, &calendar.worked);
    if let Some((day, _)) = closed.iter().find(|(day, _)| worked.iter().any(|w| w.0 == *day)) {
        return Err(Refused::new(
            0,
            format!("{day} 既是休息日又是上班日"),
            format!("{day} would be both closed and worked"),
        ));
    }
    (base.closed, base.worked) = (closed, worked);
    for status in calendar.years {
        base.years.retain(|known| known.year != status.year);
        base.years.push(status);
    }
    base.every_year.extend(calendar.every_year);
    base.additions.push(calendar.version);
    sort(base);
    Ok(())
}

fn sort(calendar: &mut Calendar) {
    calendar.closed.sort_by_key(|(day, _)| *day);
    calendar.worked.sort_by_key(|(day, _)| *day);
}
