//! Dates for the calendars of other programs: iCalendar (RFC 5545), whole, the same bytes for the same dates.
//!
//! A deadline is an all-day event: a date of the forum, which no program moves to the day before or after when it shows
//! it in another zone; the instant of closing stands in its text in both zones. A hearing is an instant: it is written
//! on the wall clock of its place, with that zone's changes of offset beside it, so that it stays right over the begin
//! and end of summer time, and every program shows it in its own zone.

use super::content_lines::ContentLines;
use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, Offset, TimeZone, Utc};
use chrono_tz::{OffsetComponents, OffsetName, Tz};
use std::collections::BTreeMap;

/// Reminders of a day, before its midnight: at nine in the morning a week before, and the day before. Never at night.
const REMINDERS: [&str; 2] = ["-P6DT15H", "-PT15H"];

/// A calendar to be read by another program.
#[derive(Clone, Debug)]
pub struct CalendarFeed {
    pub name: String,
    /// What the reader should know of the whole, such as that it is not complete.
    pub remark: String,
    pub made_at: DateTime<Utc>,
    pub events: Vec<FeedEvent>,
}

/// A date with its words.
#[derive(Clone, Debug)]
pub struct FeedEvent {
    /// The same for ever for the same date: a program that reads the file again replaces what it has.
    pub uid: String,
    /// Grows with every change.
    pub sequence: u32,
    pub changed_at: DateTime<Utc>,
    pub summary: String,
    pub description: String,
    pub place: String,
    /// Not for people who only may see when somebody is busy.
    pub confidential: bool,
    pub when: When,
}

/// A day, or an instant on the wall of a place.
#[derive(Clone, Copy, Debug)]
pub enum When {
    Day(NaiveDate),
    Moment(DateTime<Tz>),
}

impl CalendarFeed {
    /// The file.
    pub fn render(&self) -> Vec<u8> {
        let mut lines = ContentLines::default();
        lines.put("BEGIN", "VCALENDAR");
        lines.put("VERSION", "2.0");
        lines.put("PRODID", concat!("-//dutydesk//", env!("CARGO_PKG_VERSION"), "//ZH"));
        lines.put("CALSCALE", "GREGORIAN");
        lines.put("METHOD", "PUBLISH");
        lines.text("X-WR-CALNAME", &self.name);
        if !self.remark.is_empty() {
            lines.text("X-WR-CALDESC", &self.remark);
        }
        for (zone, years) in self.zones().into_values() {
            put_zone(&mut lines, zone, years);
        }
        for event in &self.events {
            put_event(&mut lines, event, self.made_at);
        }
        lines.put("END", "VCALENDAR");
        lines.into_bytes()
    }

    /// The zones of the instants, by name, each with the years it is needed for.
    fn zones(&self) -> BTreeMap<&'static str, (Tz, (i32, i32))> {
        let mut zones = BTreeMap::new();
        for event in &self.events {
            if let When::Moment(at) = event.when {
                let (zone, year) = (at.timezone(), at.year());
                let (_, years) = zones.entry(zone.name()).or_insert((zone, (year, year)));
                *years = (years.0.min(year), years.1.max(year));
            }
        }
        zones
    }
}

fn put_event(lines: &mut ContentLines, event: &FeedEvent, made_at: DateTime<Utc>) {
    lines.put("BEGIN", "VEVENT");
    lines.text("UID", &event.uid);
    lines.put("DTSTAMP", &utc(made_at));
    lines.put("LAST-MODIFIED", &utc(event.changed_at));
    lines.put("SEQUENCE", &event.sequence.to_string());
    match event.when {
        When::Day(day) => {
            lines.put("DTSTART;VALUE=DATE", &date(day));
            // The day after: the end of an all-day event does not belong to it.
            if let Some(next) = day.succ_opt() {
                lines.put("DTEND;VALUE=DATE", &date(next));
            }
            lines.put("TRANSP", "TRANSPARENT");
        }
        When::Moment(at) => {
            lines.put(&format!("DTSTART;TZID={}", at.timezone().name()), &wall(at.naive_local()));
        }
    }
    lines.put("CLASS", if event.confidential { "CONFIDENTIAL" } else { "PRIVATE" });
    lines.text("SUMMARY", &event.summary);
    lines.text("DESCRIPTION", &event.description);
    if !event.place.is_empty() {
        lines.text("LOCATION", &event.place);
    }
    if let When::Day(_) = event.when {
        for reminder in REMINDERS {
            lines.put("BEGIN", "VALARM");
            lines.put("ACTION", "DISPLAY");
            lines.put("TRIGGER", reminder);
            lines.text("DESCRIPTION", &event.summary);
            lines.put("END", "VALARM");
        }
    }
    lines.put("END", "VEVENT");
}

/// The offsets of a zone in these years, and from when each was in force, in so many words: no rule to be worked out.
fn put_zone(lines: &mut ContentLines, zone: Tz, years: (i32, i32)) {
    lines.put("BEGIN", "VTIMEZONE");
    lines.put("TZID", zone.name());
    let mut before = None;
    for at in changes(zone, years) {
        let here = at.with_timezone(&zone);
        let to = here.offset().fix().local_minus_utc();
        let from = before.replace(to).unwrap_or(to);
        let kind = if here.offset().dst_offset().is_zero() { "STANDARD" } else { "DAYLIGHT" };
        lines.put("BEGIN", kind);
        // By RFC 5545 the change is written on the clock that it ends.
        lines.put("DTSTART", &wall(at.naive_utc() + Duration::seconds(from.into())));
        lines.put("TZOFFSETFROM", &offset(from));
        lines.put("TZOFFSETTO", &offset(to));
        lines.text("TZNAME", here.offset().abbreviation().unwrap_or("UTC"));
        lines.put("END", kind);
    }
    lines.put("END", "VTIMEZONE");
}

/// The first instant of these years, and every instant at which the offset changes until their end.
fn changes(zone: Tz, (first, last): (i32, i32)) -> Vec<DateTime<Utc>> {
    let midnight =
        |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default().and_time(chrono::NaiveTime::MIN).and_utc();
    let (mut day, end) = (midnight(first - 1), midnight(last + 1));
    let offset_at = |at: DateTime<Utc>| zone.offset_from_utc_datetime(&at.naive_utc()).fix();
    let mut all = vec![day];
    while day < end {
        let next = day.checked_add_days(Days::new(1)).unwrap_or(end);
        if offset_at(next) != offset_at(day) {
            let (mut low, mut high) = (day, next);
            while high - low > Duration::minutes(1) {
                let middle = low + (high - low) / 2;
                if offset_at(middle) == offset_at(day) { low = middle } else { high = middle }
            }
            // Zones change on the full minute: the last one of the old offset ends where the new one begins.
            let seconds = high.timestamp() - high.timestamp().rem_euclid(60);
            all.extend(DateTime::from_timestamp(seconds, 0));
        }
        day = next;
    }
    all
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

fn wall(at: chrono::NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}

fn date(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}

fn offset(seconds: i32) -> String {
    let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}
