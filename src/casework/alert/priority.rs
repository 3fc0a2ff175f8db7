//! How soon an alert wants a hand: the table of urgency, severity and certainty, and urgency counted in working time.

use super::Priority;
use super::draft::{CapCertainty, CapSeverity, CapUrgency, Weight};
use crate::calendar::{Calendar, Problem, Text};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Deserialize;
use std::sync::LazyLock;
use toml::Spanned;

/// The name under which the table that comes with the program is told about.
const FILE: &str = "rules/priority.toml";

/// A working-day figure beyond this is a slip of the pen: a year has some 250.
const WORKING_DAYS_MAX: u16 = 250;

/// The table, read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriorityTable {
    rows: Vec<Row>,
    /// Working days up to which a deadline is Immediate.
    pub immediate_max: u16,
    /// Working days up to which it is Expected.
    pub expected_max: u16,
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
    row: Vec<Spanned<WrittenRow>>,
    working_days: Spanned<WrittenDays>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRow {
    #[serde(default)]
    urgency: Vec<Spanned<String>>,
    #[serde(default)]
    severity: Vec<Spanned<String>>,
    #[serde(default)]
    certainty: Vec<Spanned<String>>,
    priority: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenDays {
    immediate_max: u16,
    expected_max: u16,
}

impl PriorityTable {
    /// Reads a table, each row checked.
    ///
    /// # Errors
    /// What cannot be read, names a word that there is not, can never fit, or leaves a combination without a priority;
    /// with file and line.
    pub fn read(file: &str, text: &str) -> Result<Self, Problem> {
        let problem = |at: usize, what: Text| problem_at(file, text, at, what);
        let written: Written = toml::from_str(text).map_err(|error| {
            let message = error.message().replace('\n', " ");
            problem(error.span().map_or(0, |span| span.start), Text::new(format!("格式不对: {message}"), &message))
        })?;
        let days = written.working_days.get_ref();
        if days.immediate_max >= days.expected_max || days.expected_max > WORKING_DAYS_MAX {
            let what = Text::new("两个工作日数须由小到大", "the two figures of working days must grow");
            return Err(problem(written.working_days.span().start, what));
        }
        let mut table = Self { rows: Vec::new(), immediate_max: days.immediate_max, expected_max: days.expected_max };
        for row in &written.row {
            let read = Row::read(row.get_ref()).map_err(|(at, word)| {
                problem(at, Text::new(format!("没有“{word}”这个词"), format!("there is no word \"{word}\"")))
            })?;
            if !known_weights().any(|weight| read.fits(weight) && table.row_of(weight).is_none()) {
                let what =
                    Text::new("前面的行已占尽, 这一行永远用不到", "the rows above take all of it: it never counts");
                return Err(problem(row.span().start, what));
            }
            table.rows.push(read);
        }
        match known_weights().find(|weight| table.row_of(*weight).is_none()) {
            None => Ok(table),
            Some(Weight { urgency, severity, certainty }) => {
                let words = format!("{} / {} / {}", urgency.code(), severity.code(), certainty.code());
                Err(problem(0, Text::new(format!("没有一行管 {words}"), format!("no row is for {words}"))))
            }
        }
    }

    /// The table that comes with the program.
    ///
    /// # Panics
    /// Never: a test reads the file that is compiled in.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<PriorityTable> = LazyLock::new(|| {
            PriorityTable::read(FILE, include_str!("../../../rules/priority.toml"))
                .expect("the file that is compiled in is read by a test")
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

    fn row_of(&self, weight: Weight) -> Option<&Row> {
        self.rows.iter().find(|row| row.fits(weight))
    }

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
    fn read(written: &WrittenRow) -> Result<Self, (usize, String)> {
        fn words<T>(written: &[Spanned<String>], parse: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, (usize, String)> {
            let one = |word: &Spanned<String>| {
                parse(word.get_ref()).ok_or_else(|| (word.span().start, word.get_ref().clone()))
            };
            written.iter().map(one).collect()
        }
        let priority = &written.priority;
        Ok(Self {
            urgency: words(&written.urgency, CapUrgency::parse)?,
            severity: words(&written.severity, CapSeverity::parse)?,
            certainty: words(&written.certainty, CapCertainty::parse)?,
            priority: Priority::parse(priority.get_ref())
                .ok_or_else(|| (priority.span().start, priority.get_ref().clone()))?,
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

/// A problem at the line of a byte.
pub(super) fn problem_at(file: &str, text: &str, at: usize, what: Text) -> Problem {
    let line = 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
    Problem { file: file.to_owned(), line, what }
}
