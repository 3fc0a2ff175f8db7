//! Files that were brought and never named by an entry go after a day.

use super::answer::Shared;
use super::clock::now;
use crate::journal::{Arrived, BlobId, KeyOf, LONG_AGO};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// How long a file may wait for its entry: an officer who was called away brings it again the next day.
const UNNAMED_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// Sweeps what was brought and never named, beside the work of the day.
pub(super) fn sweep_later(shared: &Arc<Shared>) {
    let shared = Arc::clone(shared);
    let before = SystemTime::from(now()) - UNNAMED_MAX;
    let sweep = move || sweep(&shared, before);
    if let Err(error) = std::thread::Builder::new().name("sweep".into()).spawn(sweep) {
        tracing::warn!(%error, "no thread for the sweep");
    }
}

/// Removes at once what an officer had destroyed and nothing else names.
pub(super) fn sweep_destroyed(shared: &Shared) {
    sweep(shared, LONG_AGO + Duration::from_secs(1));
}

fn sweep(shared: &Shared, before: SystemTime) {
    match shared.blobs.sweep_unnamed(before, || named(shared)) {
        Ok(0) => {}
        Ok(swept) => tracing::info!(swept, "files that no entry names were removed"),
        Err(error) => tracing::warn!(%error, "files that no entry names could not be removed"),
    }
}

/// Every file that an entry here names; none when the record cannot be read through, and then nothing goes.
fn named(shared: &Shared) -> Option<Vec<BlobId>> {
    let mut named = Vec::new();
    let each = |_, arrived| {
        if let Arrived::Entry(entry) = arrived {
            named.extend(entry.fact.file().map(|file| BlobId { of: KeyOf::Unit(entry.unit), hash: file.blob }));
        }
    };
    let told = shared.reader.last_arrival().and_then(|last| shared.reader.replay(last, each));
    match told {
        Ok(damages) if damages.is_empty() => Some(named),
        Ok(_) => {
            tracing::warn!("something of the record cannot be read: no file is swept");
            None
        }
        Err(error) => {
            tracing::warn!(%error, "the record cannot be read through: no file is swept");
            None
        }
    }
}
