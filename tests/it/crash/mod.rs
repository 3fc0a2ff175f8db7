//! What a machine does to a store: processes killed, disks that fail, lose power or are full, clients that flood, stop
//! reading or come by the thousand. Quick counts in every run, full ones with `DUTYDESK_LONG=1`; seeds and figures are
//! told on stderr, and `DUTYDESK_SEED` runs one seed again.

mod disk;
mod faults;
mod fuzz;
mod history;
mod kill;
mod limits;
mod load;
mod setup;
mod small_disk;
mod sync;

use std::io::Write;
use std::time::{SystemTime, UNIX_EPOCH};

/// The quick count, or the full one in the long suite.
fn quick_or_long<T>(quick: T, long: T) -> T {
    if std::env::var_os("DUTYDESK_LONG").is_some() { long } else { quick }
}

/// A random test's dice; the seed is told so that what failed can be run again.
fn dice(test: &str) -> fastrand::Rng {
    let asked = std::env::var("DUTYDESK_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = asked.unwrap_or_else(clock_seed);
    told(&format!("{test}: DUTYDESK_SEED={seed}"));
    fastrand::Rng::with_seed(seed)
}

#[expect(clippy::disallowed_methods, reason = "another seed each run")]
fn clock_seed() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs() * 1_000_000 + u64::from(since.subsec_micros()))
}

/// An enterprise that is not in the book yet.
fn another_name() -> String {
    format!("公司 {}", uuid::Uuid::now_v7().simple())
}

/// A figure, past the test runner's capture: passing tests have figures too.
fn told(line: &str) {
    // nobody is harmed by a figure that is not seen
    let _ = writeln!(std::io::stderr().lock(), "    {line}");
}
