//! Who looks, and when.

use crate::casework::authorize::sees;
use crate::casework::ids::OfficerId;
use crate::casework::words::{PostRole, Tlp};
use chrono::{Days, NaiveDate, TimeDelta};
use chrono_tz::Tz;

/// Who looks, and when: what an officer may not see is not there.
#[derive(Clone, Copy, Debug)]
pub struct Viewer {
    pub officer: OfficerId,
    pub role: PostRole,
    pub today: NaiveDate,
    /// On whose wall `today` is.
    pub zone: Tz,
}

impl Viewer {
    /// May this viewer see a dispute of this secrecy that names these officers?
    pub fn sees(&self, secrecy: Tlp, named: &[OfficerId]) -> bool {
        sees(self.officer, self.role, secrecy, named)
    }

    /// The second in which the day so many days from today begins on the viewer's wall; it may be past.
    pub fn day_begins(&self, days: i64) -> i64 {
        let shifted = match u64::try_from(days) {
            Ok(days) => self.today.checked_add_days(Days::new(days)),
            Err(_) => self.today.checked_sub_days(Days::new(days.unsigned_abs())),
        };
        let Some(day) = shifted else { return if days > 0 { i64::MAX } else { i64::MIN } };
        // a night in which the clock is moved may have no midnight: the day begins when the clock first shows it
        let wall = (0..24).filter_map(|hour| day.and_hms_opt(hour, 0, 0));
        let begins = wall.filter_map(|wall| wall.and_local_timezone(self.zone).earliest()).next();
        let utc = || day.and_hms_opt(0, 0, 0).map(|wall| (wall - TimeDelta::zero()).and_utc().timestamp());
        begins.map(|at| at.timestamp()).or_else(utc).unwrap_or(i64::MAX)
    }
}
