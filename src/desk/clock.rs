//! The one place of the desk that reads the clock.

use chrono::{DateTime, FixedOffset, Utc};

/// Now, in UTC: the daemon says in which zone the unit counts.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub fn now() -> DateTime<FixedOffset> {
    Utc::now().fixed_offset()
}
