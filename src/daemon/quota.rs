//! How much may be brought: by an officer on one day, and by all for as long as the store is.

use super::attach::NotTaken;
use crate::casework::ids::OfficerId;
use chrono::NaiveDate;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What one officer may bring on one day: several such files, and no script fills the disk in an hour.
const OFFICER_DAY_BYTES_MAX: u64 = 8 << 30;

/// All files of one store: what a backup on one disk still holds.
const STORE_BYTES_MAX: u64 = 512 << 30;

/// How much was brought: by each officer today, since the daemon started; and by all, ever.
#[derive(Default)]
pub struct Quota {
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    today: HashMap<OfficerId, (NaiveDate, u64)>,
    kept: u64,
}

impl Quota {
    /// A store that keeps so many bytes already.
    pub fn of(kept: u64) -> Self {
        Self { counts: Mutex::new(Counts { today: HashMap::new(), kept }) }
    }

    /// A share for a file; given back when it is dropped before the file is kept.
    ///
    /// # Errors
    /// When it is more than is left.
    pub(super) fn take(self: &Arc<Self>, officer: OfficerId, day: NaiveDate, bytes: u64) -> Result<Share, NotTaken> {
        let mut counts = self.lock();
        let today = counts.today.get(&officer).filter(|(of, _)| *of == day).map_or(0, |(_, bytes)| *bytes);
        if today.saturating_add(bytes) > OFFICER_DAY_BYTES_MAX {
            return Err(NotTaken::OfficerFull);
        }
        if counts.kept.saturating_add(bytes) > STORE_BYTES_MAX {
            return Err(NotTaken::StoreFull);
        }
        counts.today.insert(officer, (day, today + bytes));
        counts.kept += bytes;
        Ok(Share { quota: Arc::clone(self), officer, day, bytes })
    }

    fn give_back(&self, share: &Share) {
        let mut counts = self.lock();
        counts.kept = counts.kept.saturating_sub(share.bytes);
        if let Some((_, today)) = counts.today.get_mut(&share.officer).filter(|(day, _)| *day == share.day) {
            *today = today.saturating_sub(share.bytes);
        }
    }

    /// Two numbers: no panic leaves them half written.
    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a file on its way takes of the quotas.
pub(super) struct Share {
    quota: Arc<Quota>,
    officer: OfficerId,
    day: NaiveDate,
    bytes: u64,
}

impl Share {
    /// The file is kept: it counts.
    pub fn spend(mut self) {
        self.bytes = 0;
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.quota.give_back(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_officer_has_a_quota_a_day_and_the_store_one_for_ever() {
        let (quota, day) = (Arc::new(Quota::of(STORE_BYTES_MAX - (10 << 30))), NaiveDate::default());
        let next = day.succ_opt().expect("a day");
        let take = |officer, day, gib: u64| quota.take(OfficerId(officer), day, gib << 30).map(Share::spend);
        let cut_off = quota.take(OfficerId(1), day, 8 << 30).expect("a share");
        assert!(matches!(take(1, day, 1), Err(NotTaken::OfficerFull)), "it is counted from its beginning");
        drop(cut_off);
        assert!(take(1, day, 5).is_ok());
        assert!(matches!(take(1, day, 4), Err(NotTaken::OfficerFull)));
        assert!(take(2, day, 3).is_ok(), "another officer has a share of their own");
        assert!(take(1, next, 2).is_ok(), "and tomorrow there is another");
        assert!(matches!(take(3, next, 1), Err(NotTaken::StoreFull)));
    }
}
