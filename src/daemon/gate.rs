//! Who may have a line, how many, and how fast it may ask. A personal store has one account, which can only starve
//! itself; in a shared one every account has its share, and the last places are for administrators.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Lines at once: fifty officers with a desk and a few verbs each.
const LINES_MAX: usize = 500;

/// Lines of one account of a shared store: several desks and a script with its helpers.
pub const LINES_PER_ACCOUNT_MAX: usize = 64;

/// The last places, for administrators: whoever must look what is wrong finds the door open.
const ADMINISTRATORS_PLACES: usize = 8;

/// Files that are no lines: the record, evidence, bundles, the log, and what the system opens for itself.
const OTHER_FILES: usize = 64;

/// Requests a second that an account of a shared store may go on with: five desks whose keys are all held down.
const REQUESTS_PER_SECOND: f64 = 500.0;

/// Requests saved up: opening a desk asks a dozen, a script that lists asks some hundred.
const REQUESTS_SAVED_MAX: f64 = 1000.0;

/// The gate of one daemon.
pub struct Gate {
    shared: bool,
    places: usize,
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    lines: usize,
    accounts: BTreeMap<u32, Account>,
}

struct Account {
    lines: usize,
    saved: f64,
    at: Instant,
}

impl Account {
    fn new(now: Instant) -> Self {
        Self { lines: 0, saved: REQUESTS_SAVED_MAX, at: now }
    }

    /// What it has saved by now.
    fn save(&mut self, now: Instant) {
        let since = now.saturating_duration_since(self.at).as_secs_f64();
        self.saved = since.mul_add(REQUESTS_PER_SECOND, self.saved).min(REQUESTS_SAVED_MAX);
        self.at = now;
    }
}

impl Inside {
    /// An account that comes back at once finds what it had left; one that has saved all again is as good as new.
    fn forget(&mut self, now: Instant) {
        self.accounts.retain(|_, account| {
            account.save(now);
            account.lines > 0 || account.saved < REQUESTS_SAVED_MAX
        });
    }
}

/// A line that has its place; it is free again when this is dropped, however the line ended.
pub struct Place {
    gate: Arc<Gate>,
    uid: u32,
}

impl Gate {
    /// A gate for a store that may be shared, in a process that may open so many files.
    pub fn new(shared: bool, files: usize) -> Arc<Self> {
        let places = files.saturating_sub(OTHER_FILES).clamp(1, LINES_MAX);
        Arc::new(Self { shared, places, inside: Mutex::default() })
    }

    /// A place for a line of this account. None: all that it may have are taken.
    pub fn enter(self: &Arc<Self>, uid: u32, administrator: bool, now: Instant) -> Option<Place> {
        let mut inside = self.lock();
        let for_others = self.places.saturating_sub(ADMINISTRATORS_PLACES).max(1);
        if inside.lines >= if administrator { self.places } else { for_others } {
            return None;
        }
        inside.forget(now);
        let account = inside.accounts.entry(uid).or_insert_with(|| Account::new(now));
        if self.shared && !administrator && account.lines >= LINES_PER_ACCOUNT_MAX {
            return None;
        }
        account.lines += 1;
        inside.lines += 1;
        Some(Place { gate: Arc::clone(self), uid })
    }

    /// Lines now.
    pub fn lines(&self) -> usize {
        self.lock().lines
    }

    /// Numbers only are changed under the lock, none half-way.
    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// May this line ask one more now? No: its account asks too fast.
    pub fn may_ask(&self, now: Instant) -> bool {
        if !self.gate.shared {
            return true;
        }
        let mut inside = self.gate.lock();
        let Some(account) = inside.accounts.get_mut(&self.uid) else { return true };
        account.save(now);
        let may = account.saved >= 1.0;
        if may {
            account.saved -= 1.0;
        }
        may
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = self.gate.lock();
        inside.lines -= 1;
        if let Some(account) = inside.accounts.get_mut(&self.uid) {
            account.lines -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn an_account_of_a_shared_store_has_its_share_of_lines_and_no_more() {
        let (gate, now) = (Gate::new(true, 10_000), Instant::now());
        let held: Vec<_> = (0..LINES_PER_ACCOUNT_MAX).map(|_| gate.enter(1001, false, now).expect("a place")).collect();
        assert!(gate.enter(1001, false, now).is_none());
        assert!(gate.enter(1002, false, now).is_some(), "another account has its own");
        drop(held);
        assert!(gate.enter(1001, false, now).is_some(), "free again");
        assert_eq!(gate.lines(), 0);
    }

    #[test]
    fn the_last_places_are_for_administrators() {
        let (gate, now) = (Gate::new(true, OTHER_FILES + 20), Instant::now());
        let held: Vec<_> = (0..100).map_while(|no| gate.enter(1000 + no, false, now)).collect();
        assert_eq!(held.len(), 12);
        let admins: Vec<_> = (0..100).map_while(|_| gate.enter(900, true, now)).collect();
        assert_eq!(admins.len(), ADMINISTRATORS_PLACES);
    }

    #[test]
    fn whoever_asks_too_fast_waits_for_itself_and_not_for_ever() {
        let (gate, now) = (Gate::new(true, 10_000), Instant::now());
        let line = gate.enter(1001, false, now).expect("a place");
        let again = gate.enter(1001, false, now).expect("a second line of the same account");
        let asked = (0..5000).take_while(|no| if no % 2 == 0 { &line } else { &again }.may_ask(now)).count();
        assert_eq!(asked, 1000, "both lines together");
        drop((line, again));
        let line = gate.enter(1001, false, now).expect("a place");
        assert!(!line.may_ask(now), "coming in again brings nothing");
        let later = now + Duration::from_millis(100);
        assert_eq!((0..5000).take_while(|_| line.may_ask(later)).count(), 50);
        let other = gate.enter(1002, false, now).expect("a place");
        assert!(other.may_ask(now), "another account is not held up");
    }

    #[test]
    fn the_owner_of_a_personal_store_is_not_counted_against_itself() {
        let (gate, now) = (Gate::new(false, 10_000), Instant::now());
        let held: Vec<_> = (0..LINES_MAX).map(|_| gate.enter(1000, true, now).expect("a place")).collect();
        assert!(gate.enter(1000, true, now).is_none(), "but no more than the process can hold");
        assert!((0..5000).all(|_| held[0].may_ask(now)));
    }
}
