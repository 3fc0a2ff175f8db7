//! How soon an alert wants a hand: the table of urgency, severity and certainty, and urgency counted in working time.

use super::Priority;
use super::draft::{CapCertainty, CapSeverity, CapUrgency, Weight};
use crate::calendar::Calendar;
use crate::casework::handbook::Unfit;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// A working-day figure beyond this is a slip of the pen: a year has some 250.
const WORKING_DAYS_MAX: u16 = 250;

/// The table, read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriorityTable {
    rows: Vec<Row>,
    pub days: UrgencyDays,
}

/// Urgency in working days to the next legal deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrgencyDays {
    /// Up to so many it is Immediate.
    pub immediate_max: u16,
    /// Up to so many it is Expected.
    pub expected_max: u16,
}

/// A center's own table as an alert keeps it from when it was raised: the priority of each combination of known words, in
/// their order. What was rated is not rated anew by a later table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratings(Vec<Priority>);

/// The priority of three words by a center's own table, or by the program's.
pub fn rated(weight: Weight, own: Option<&Ratings>) -> Priority {
    let Some(Ratings(own)) = own else { return PriorityTable::shared().of(weight) };
    let place = known_weights().position(|one| one == weight);
    place.and_then(|place| own.get(place)).copied().unwrap_or(Priority::Unknown)
}

/// A row: it fits when it names all three words, or leaves a word open.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    urgency: Vec<CapUrgency>,
    severity: Vec<CapSeverity>,
    certainty: Vec<CapCertainty>,
    priority: Priority,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    row: Vec<WrittenRow>,
    working_days: UrgencyDays,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRow {
    #[serde(default)]
    urgency: Vec<String>,
    #[serde(default)]
    severity: Vec<String>,
    #[serde(default)]
    certainty: Vec<String>,
    priority: String,
}

impl PriorityTable {
    /// The file that comes with the program.
    pub const TEXT: &str = include_str!("../../../rules/priority.toml");

    /// Reads a table, each row checked.
    ///
    /// # Errors
    /// What cannot be read, names a word that there is not, can never fit, or leaves a combination without a priority.
    pub fn read(text: &str) -> Result<Self, Unfit> {
        let written: Written = toml::from_str(text)?;
        let days = written.working_days;
        if days.immediate_max >= days.expected_max || days.expected_max > WORKING_DAYS_MAX {
            return Err(Unfit::new(
                "working_days: 两个工作日数须由小到大",
                "working_days: the two figures of working days must grow",
            ));
        }
        let mut table = Self { rows: Vec::new(), days };
        for row in &written.row {
            let read = Row::read(row)?;
            if !known_weights().any(|weight| read.fits(weight) && table.row_of(weight).is_none()) {
                return Err(Unfit::new(
                    "前面的行已占尽, 这一行永远用不到",
                    "the rows above take all of it: it never counts",
                ));
            }
            table.rows.push(read);
        }
        match known_weights().find(|weight| table.row_of(*weight).is_none()) {
            None => Ok(table),
            Some(Weight { urgency, severity, certainty }) => {
                let words = format!("{} / {} / {}", urgency.code(), severity.code(), certainty.code());
                Err(Unfit::new(format!("没有一行管 {words}"), format!("no row is for {words}")))
            }
        }
    }

    /// The table that comes with the program.
    ///
    /// # Panics
    /// Never: a test reads the file that is compiled in.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<PriorityTable> = LazyLock::new(|| {
            PriorityTable::read(PriorityTable::TEXT).expect("the file that is compiled in is read by a test")
        });
        &SHARED
    }

    /// The priority of three words; unknown when one of them is.
    pub fn of(&self, weight: Weight) -> Priority {
        let unknown = weight.urgency == CapUrgency::Unknown
            || weight.severity == CapSeverity::Unknown
            || weight.certainty == CapCertainty::Unknown;
        // Every known combination has a row: `read` saw to it.
        if unknown { Priority::Unknown } else { self.row_of(weight).map_or(Priority::Unknown, |row| row.priority) }
    }

    /// What it says of every combination of known words; none of the program's own table, which needs no telling.
    pub fn ratings(&self) -> Option<Ratings> {
        let codes = || known_weights().map(|weight| self.of(weight)).collect();
        (self.rows != Self::shared().rows).then(|| Ratings(codes()))
    }

    fn row_of(&self, weight: Weight) -> Option<&Row> {
        self.rows.iter().find(|row| row.fits(weight))
    }
}

impl UrgencyDays {
    /// Urgency by working days from now to the next legal deadline, on the calendar and in the zone of the unit; without
    /// a calendar every day counts. With officers on the stand now it is Immediate whatever the deadline; without a
    /// deadline nobody knows.
    pub fn urgency(
        &self,
        deadline: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
        (calendar, zone): (Option<&Calendar>, Tz),
        on_the_stand: bool,
    ) -> CapUrgency {
        if on_the_stand {
            return CapUrgency::Immediate;
        }
        let Some(deadline) = deadline else { return CapUrgency::Unknown };
        if deadline < now {
            return CapUrgency::Past;
        }
        let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        let last = day(deadline);
        let ahead = day(now).iter_days().skip(1).take_while(|day| *day <= last);
        let open = ahead.filter(|day| calendar.is_none_or(|calendar| calendar.is_open(*day)));
        let [immediate, expected] = [self.immediate_max, self.expected_max].map(usize::from);
        // One more than the limit is enough to know that it is beyond.
        let working = open.take(expected + 1).count();
        if working <= immediate {
            CapUrgency::Immediate
        } else if working <= expected {
            CapUrgency::Expected
        } else {
            CapUrgency::Future
        }
    }
}

impl Row {
    fn read(written: &WrittenRow) -> Result<Self, Unfit> {
        fn word<T>(word: &String, parse: impl Fn(&str) -> Option<T>) -> Result<T, Unfit> {
            let none = || Unfit::new(format!("没有“{word}”这个词"), format!("there is no word \"{word}\""));
            parse(word).ok_or_else(none)
        }
        fn words<T>(written: &[String], parse: impl Fn(&str) -> Option<T> + Copy) -> Result<Vec<T>, Unfit> {
            written.iter().map(|one| word(one, parse)).collect()
        }
        Ok(Self {
            urgency: words(&written.urgency, CapUrgency::parse)?,
            severity: words(&written.severity, CapSeverity::parse)?,
            certainty: words(&written.certainty, CapCertainty::parse)?,
            priority: word(&written.priority, Priority::parse)?,
        })
    }

    fn fits(&self, weight: Weight) -> bool {
        fn has<T: PartialEq>(words: &[T], word: T) -> bool {
            words.is_empty() || words.contains(&word)
        }
        has(&self.urgency, weight.urgency)
            && has(&self.severity, weight.severity)
            && has(&self.certainty, weight.certainty)
    }
}

/// Every combination of words that says something.
fn known_weights() -> impl Iterator<Item = Weight> {
    let urgencies = CapUrgency::ALL.iter().filter(|one| **one != CapUrgency::Unknown);
    urgencies.flat_map(|urgency| {
        let severities = CapSeverity::ALL.iter().filter(|one| **one != CapSeverity::Unknown);
        severities.flat_map(move |severity| {
            let certainties = CapCertainty::ALL.iter().filter(|one| **one != CapCertainty::Unknown);
            certainties.map(move |certainty| Weight { urgency: *urgency, severity: *severity, certainty: *certainty })
        })
    })
}
