//! PURE. Working time, holidays and legal deadlines with their explanation.
//!
//! A [`Question`] (which rule, which event, which calendars) is answered by [`compute()`] with a
//! [`Computed`]: the legal date, the safe one, the instant the forum closes, and every step of the
//! reasoning in both languages. Rules and calendars are data ([`Rules`]); what the law can do with
//! them is the closed set of counting methods in [`Method`] and [`Roll`].

mod calendar_file;
mod case;
mod cautions;
mod check;
mod compute;
mod computed;
mod count_step;
mod counting;
mod deadline_rule;
mod error;
mod explain;
mod holidays;
mod open_days;
mod period;
mod problem;
mod rule_file;
mod rule_shape;
mod rules;
mod scheme;
mod stated;
mod suggest;
mod text;
mod working_time;

pub use check::{Difference, check_examples};
pub use compute::{Question, compute};
pub use computed::{Computed, days_left};
pub use deadline_rule::{Confidence, DeadlineRule, Kind, ServiceAddOn};
pub use error::CalendarError;
pub use holidays::{Calendar, Known, YearStatus, YearlyClosure};
pub use open_days::{Closure, OpenDays, Rolled};
pub use period::{Direction, Period, Unit};
pub use problem::Problem;
pub use rules::Rules;
pub use scheme::{Cutoff, LateReceipt, Method, MonthDay, Reading, Recess, Roll, Scheme};
pub use stated::STATED;
pub use text::Text;
pub use working_time::{Pause, WorkingClock, WorkingHours, elapsed_by_turns};

/// Events before this year concern no open dispute, and no calendar goes back further.
pub const TRIGGER_YEAR_MIN: i32 = 1990;
/// A year beyond this is a slip of the keyboard.
pub const TRIGGER_YEAR_MAX: i32 = 2100;
