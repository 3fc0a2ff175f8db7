//! Working time: the one function behind service clocks ("4 working hours", "2 working days") and
//! reminders. It knows the calendar with its make-up workdays, the working hours and the zone.

use chrono::{DateTime, Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::Calendar;

/// Days looked at by one addition or measurement: ten years; a service clock runs for weeks.
const SCANNED_DAYS_MAX: usize = 3_660;

/// When work begins and ends on an open day, on the wall of the unit's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingHours {
    pub opens: NaiveTime,
    pub closes: NaiveTime,
}

impl Default for WorkingHours {
    /// 09:00 to 17:00.
    fn default() -> WorkingHours {
        let nine = Duration::hours(9);
        let five = Duration::hours(17);
        WorkingHours { opens: NaiveTime::MIN + nine, closes: NaiveTime::MIN + five }
    }
}

impl WorkingHours {
    /// What one working day counts for: "2 working days" is twice this.
    pub fn day_length(&self) -> Duration {
        (self.closes - self.opens).max(Duration::zero())
    }
}

/// A time during which a clock does not run: the ball is with somebody else. Stored as it was, never as a sum, so that
/// a corrected calendar or a corrected pause gives the right time by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub from: DateTime<Utc>,
    /// None: it lasts.
    pub to: Option<DateTime<Utc>>,
}

/// A clock that runs only while its unit works.
#[derive(Clone, Copy, Debug)]
pub struct WorkingClock<'a> {
    pub calendar: &'a Calendar,
    pub zone: Tz,
    pub hours: WorkingHours,
}

impl WorkingClock<'_> {
    /// The instant at which `working` time after `from` has passed. Nothing to pass: the next
    /// instant of work. `None` if it does not come within ten years.
    pub fn add(&self, from: DateTime<Utc>, working: Duration) -> Option<DateTime<Utc>> {
        let mut left = working.max(Duration::zero());
        for (opens, closes) in self.spans(from) {
            let begins = opens.max(from);
            if begins >= closes {
                continue;
            }
            if begins + left <= closes {
                return Some(begins + left);
            }
            left -= closes - begins;
        }
        None
    }

    /// Working days added as whole days of work.
    pub fn add_days(&self, from: DateTime<Utc>, days: u32) -> Option<DateTime<Utc>> {
        let days = i32::try_from(days).ok()?;
        let working = self.hours.day_length().checked_mul(days)?;
        self.add(from, working)
    }

    /// The working time between two instants; zero if `to` is not after `from`.
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Duration {
        self.spans(from)
            .take_while(|(opens, _)| *opens < to)
            .map(|(opens, closes)| (closes.min(to) - opens.max(from)).max(Duration::zero()))
            .sum()
    }

    /// The working time between two instants without that of the pauses, in whatever order, overlapping or not.
    pub fn elapsed(&self, from: DateTime<Utc>, to: DateTime<Utc>, pauses: &[Pause]) -> Duration {
        running(from, pauses).map(|(begin, end)| self.between(begin, end.map_or(to, |end| end.min(to)))).sum()
    }

    /// The instant at which `working` time after `from` has passed, pauses left out. `None` while a pause lasts that
    /// began before: the clock stands, and there is no such instant yet.
    pub fn due(&self, from: DateTime<Utc>, working: Duration, pauses: &[Pause]) -> Option<DateTime<Utc>> {
        let mut left = working.max(Duration::zero());
        for (begin, end) in running(from, pauses) {
            let Some(end) = end else { return self.add(begin, left) };
            let here = self.between(begin, end);
            if left <= here && !here.is_zero() {
                return self.add(begin, left);
            }
            left -= here;
        }
        None
    }

    /// The spans of work from the day of `from` on.
    fn spans(&self, from: DateTime<Utc>) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
        let first = from.with_timezone(&self.zone).date_naive();
        let days = first.iter_days().take(SCANNED_DAYS_MAX);
        let clock = *self;
        days.filter(move |day| clock.calendar.is_open(*day)).filter_map(move |day| clock.span(day))
    }

    fn span(&self, day: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let opens = self.instant(day.and_time(self.hours.opens))?;
        let closes = self.instant(day.and_time(self.hours.closes))?;
        (opens < closes).then_some((opens, closes))
    }

    /// A wall time that summer time skips is taken an hour later, one that comes twice at first.
    fn instant(&self, wall: NaiveDateTime) -> Option<DateTime<Utc>> {
        let found = match self.zone.from_local_datetime(&wall) {
            LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => Some(instant),
            LocalResult::None => {
                let later = wall + Duration::hours(1);
                self.zone.from_local_datetime(&later).earliest()
            }
        };
        found.map(|instant| instant.with_timezone(&Utc))
    }
}

/// Working time of several turns, each by the clock of the side that had the ball: two sides keep two calendars.
pub fn elapsed_by_turns<'a>(
    turns: impl IntoIterator<Item = (WorkingClock<'a>, DateTime<Utc>, DateTime<Utc>)>,
) -> Duration {
    turns.into_iter().map(|(clock, from, to)| clock.between(from, to)).sum()
}

/// The times from `from` on that no pause covers, in order; the last one has no end unless a pause lasts.
fn running(
    from: DateTime<Utc>,
    pauses: &[Pause],
) -> impl Iterator<Item = (DateTime<Utc>, Option<DateTime<Utc>>)> + use<> {
    let mut sorted: Vec<Pause> = pauses.iter().filter(|pause| pause.to.is_none_or(|to| to > from)).copied().collect();
    sorted.sort_by_key(|pause| pause.from);
    let mut spans = Vec::new();
    let mut begin = Some(from);
    for pause in sorted {
        let Some(now) = begin else { break };
        if pause.from > now {
            spans.push((now, Some(pause.from)));
        }
        begin = pause.to.map(|to| to.max(now));
    }
    spans.extend(begin.map(|now| (now, None)));
    spans.into_iter()
}
