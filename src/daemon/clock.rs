//! The only place of the daemon that reads the clock.

use chrono::{DateTime, FixedOffset, Utc};
use chrono_tz::Tz;

/// Now.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Now, on the wall of this zone; in UTC when the zone is not known.
pub fn now_in(zone: &str) -> DateTime<FixedOffset> {
    let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
    now().with_timezone(&zone).fixed_offset()
}
