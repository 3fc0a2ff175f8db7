//! The figures of the clocks of alerts, and the sources that are listened to: `rules/alerts.toml`.

use super::Priority;
use crate::casework::handbook::Unfit;
use chrono::{DateTime, Duration, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A figure beyond this is a slip of the pen: a year in minutes.
const MINUTES_MAX: u32 = 366 * 24 * 60;

/// The figures, read and checked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertFigures {
    /// A P1 rings again after so long, until somebody has it.
    pub p1_repeat_minutes: u32,
    /// The longest a silence may last.
    pub silence_days_max: u32,
    /// A silence that matches nothing for so long ends.
    pub silence_idle_days: u32,
    pub quiet_hours: QuietHours,
    priority: Priorities,
    #[serde(default, rename = "source")]
    pub sources: Vec<SourceRule>,
}

/// When nobody is paged for anything below P1, on the wall of the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    pub from: NaiveTime,
    pub to: NaiveTime,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(non_snake_case, reason = "the priorities are named as officers name them")]
struct Priorities {
    P1: Clocks,
    P2: Clocks,
    P3: Clocks,
    P4: Clocks,
    Unknown: Clocks,
}

/// The clocks of one priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clocks {
    /// How long an acknowledgement holds.
    pub ack_minutes: u32,
    /// The longest on the shelf.
    pub shelf_hours_max: u32,
    /// Until the next layer of the rota is asked; 0: nobody is paged.
    pub step_minutes: u32,
}

/// A source that is listened to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceRule {
    pub name: String,
    pub zh: String,
    pub en: String,
    /// Silence for so long is an alert.
    pub silent_after_hours: u32,
}

impl AlertFigures {
    /// The file that comes with the program.
    pub const TEXT: &str = include_str!("../../../rules/alerts.toml");

    /// Reads the figures, each checked.
    ///
    /// # Errors
    /// What is missing, unknown, no number, or beyond reason.
    pub fn read(text: &str) -> Result<Self, Unfit> {
        let read: Self = toml::from_str(text)?;
        let wrong = |key: &str, zh: &str, en: &str| Err(Unfit::new(format!("{key}: {zh}"), format!("{key}: {en}")));
        let mut names = BTreeSet::new();
        for source in &read.sources {
            if !names.insert(&source.name) {
                return wrong(&source.name, "同一来源写了两次", "this source is there twice");
            }
            if source.silent_after_hours == 0 || source.silent_after_hours > MINUTES_MAX / 60 {
                return wrong("silent_after_hours", "须在 1 小时与一年之间", "between an hour and a year");
            }
            if [&source.name, &source.zh, &source.en].iter().any(|word| word.trim().is_empty()) {
                return wrong(&source.name, "name, zh 和 en 都要写", "name, zh and en are needed");
            }
        }
        for priority in Priority::ALL {
            let clocks = read.of(*priority);
            let code = priority.code();
            let wrong = |key: &str, zh: &str, en: &str| wrong(&format!("{code} {key}"), zh, en);
            if clocks.ack_minutes == 0 || clocks.ack_minutes > MINUTES_MAX {
                return wrong("ack_minutes", "须在一分钟与一年之间", "between a minute and a year");
            }
            if clocks.shelf_hours_max == 0 || clocks.shelf_hours_max > MINUTES_MAX / 60 {
                return wrong("shelf_hours_max", "须在 1 小时与一年之间", "between an hour and a year");
            }
            if clocks.step_minutes > MINUTES_MAX {
                return wrong("step_minutes", "不超过一年", "a year at most");
            }
        }
        let days = [
            ("p1_repeat_minutes", read.p1_repeat_minutes),
            ("silence_days_max", read.silence_days_max),
            ("silence_idle_days", read.silence_idle_days),
        ];
        match days.iter().find(|(_, figure)| *figure == 0 || *figure > MINUTES_MAX) {
            None => Ok(read),
            Some((key, _)) => {
                wrong(key, "须大于零, 不超过一年的分钟数", "above zero, and no more than a year has minutes")
            }
        }
    }

    /// The figures that come with the program.
    ///
    /// # Panics
    /// Never: a test reads the file that is compiled in.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<AlertFigures> = LazyLock::new(|| {
            AlertFigures::read(AlertFigures::TEXT).expect("the file that is compiled in is read by a test")
        });
        &SHARED
    }

    /// The clocks of a priority.
    pub const fn of(&self, priority: Priority) -> Clocks {
        match priority {
            Priority::P1 => self.priority.P1,
            Priority::P2 => self.priority.P2,
            Priority::P3 => self.priority.P3,
            Priority::P4 => self.priority.P4,
            Priority::Unknown => self.priority.Unknown,
        }
    }

    /// The rule of a source.
    pub fn source(&self, name: &str) -> Option<&SourceRule> {
        self.sources.iter().find(|source| source.name == name)
    }
}

impl Clocks {
    /// How long an acknowledgement holds.
    pub fn ack(self) -> Duration {
        Duration::minutes(self.ack_minutes.into())
    }

    /// The longest on the shelf.
    pub fn shelf(self) -> Duration {
        Duration::hours(self.shelf_hours_max.into())
    }

    /// Until the next layer is asked; None: nobody is paged.
    pub fn step(self) -> Option<Duration> {
        (self.step_minutes > 0).then(|| Duration::minutes(self.step_minutes.into()))
    }
}

impl QuietHours {
    /// The instant itself, or the end of the quiet hours that it falls into. A P1 is never asked here.
    pub fn after(self, at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let wall = at.with_timezone(&zone).naive_local();
        let (time, day) = (wall.time(), wall.date());
        let over_midnight = self.from > self.to;
        let is_quiet =
            if over_midnight { time >= self.from || time < self.to } else { self.from <= time && time < self.to };
        if !is_quiet {
            return at;
        }
        let end = if over_midnight && time >= self.from { day.succ_opt().unwrap_or(day) } else { day };
        let end = end.and_time(self.to).and_local_timezone(zone).earliest();
        // An end that summer time skips: the page is not held back at all.
        end.map_or(at, |end| end.to_utc().max(at))
    }
}
