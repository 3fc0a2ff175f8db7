//! What a wall clock shows, as an instant.

use super::wrong;
use crate::calendar::{TRIGGER_YEAR_MAX, TRIGGER_YEAR_MIN};
use crate::casework::refusal::Refusal;
use chrono::{DateTime, Datelike, FixedOffset, LocalResult, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

/// The instant at which the wall of a place shows this; refused when it never does.
pub fn instant(field: &str, wall: NaiveDateTime, zone: Tz) -> Result<DateTime<FixedOffset>, Refusal> {
    if !(TRIGGER_YEAR_MIN..=TRIGGER_YEAR_MAX).contains(&wall.year()) {
        return Err(wrong(field, "年份不对", "that year is a slip of the keyboard"));
    }
    match zone.from_local_datetime(&wall) {
        LocalResult::Single(at) => Ok(at.fixed_offset()),
        // The hour that comes twice when summer time ends: nobody misses anything by coming to the first.
        LocalResult::Ambiguous(first, _) => Ok(first.fixed_offset()),
        LocalResult::None => {
            Err(wrong(field, "当地改夏令时, 没有这个钟点", "summer time begins there: that hour does not exist"))
        }
    }
}
