//! The slow half of a rotation of keys: rows and files are sealed anew between the work of officers, and when nothing
//! lies under an old key any more, it is destroyed, to the last byte of it in the file. What was destroyed by an officer
//! goes with it. Killed, it begins again and passes what is done.

use super::answer::Shared;
use super::job::{Job, Keep, NotDone};
use super::sweep::sweep_destroyed;
use crate::journal::{JournalError, Pass};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::block_in_place;

/// Between two steps: officers' commands come first.
const PAUSE: Duration = Duration::from_millis(5);

/// After something went wrong: not at once again.
const AGAIN_AFTER: Duration = Duration::from_secs(30);

/// Readers of an older state are through long before: then the old keys leave the memory too.
const FORGET_AFTER: Duration = Duration::from_secs(60);

/// Looks for what is left of destroyed keys: the second finds nothing, unless somebody wrote into the file.
const LOOKS_MAX: usize = 4;

/// Why a rotation rests.
#[derive(Debug, thiserror::Error)]
enum Rest {
    #[error(transparent)]
    NotDone(#[from] NotDone),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("{0}")]
    File(String),
}

/// Runs until the daemon stops.
pub async fn run(shared: Arc<Shared>, mut stopping: watch::Receiver<bool>) {
    loop {
        let wait = if shared.vault.is_rotating() || shared.reader.has_remains().unwrap_or(false) {
            match all(&shared).await {
                Ok(()) => FORGET_AFTER,
                Err(error) => {
                    tracing::warn!(%error, "the rotation of keys rests");
                    AGAIN_AFTER
                }
            }
        } else {
            shared.vault.forget_destroyed();
            AGAIN_AFTER
        };
        tokio::select! {
            () = shared.rotated.notified() => {}
            () = tokio::time::sleep(wait) => {}
            _ = stopping.changed() => return,
        }
    }
}

async fn all(shared: &Shared) -> Result<(), Rest> {
    let mut pass = Pass::default();
    loop {
        let going = pass.clone();
        let (gone, more) =
            shared.registrar.put(None, |answer| Job::Keep(Keep::SealAnew { pass: going, answer })).await?;
        pass = gone;
        if !more {
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
    if shared.vault.old_in_use() {
        return Err(Rest::File("a file is still being brought under an old key".into()));
    }
    block_in_place(|| files(shared))?;
    let destroyed = shared.registrar.put(None, |answer| Job::Keep(Keep::DestroyOldKeys { pass, answer })).await?;
    shred(shared).await?;
    tracing::info!(destroyed, "the rotation of keys is done");
    Ok(())
}

/// Looks for what is left of the destroyed keys and has it overwritten, until nothing is.
async fn shred(shared: &Shared) -> Result<(), Rest> {
    for _ in 0..LOOKS_MAX {
        let places = block_in_place(|| shared.reader.remains())?;
        let done = places.is_empty();
        shared.registrar.put(None, |answer| Job::Keep(Keep::Shred { places, answer })).await?;
        if done {
            return Ok(());
        }
    }
    Err(Rest::File("something of the old keys is still in the file".into()))
}

fn files(shared: &Shared) -> Result<(), Rest> {
    sweep_destroyed(shared);
    shared.blobs.seal_anew().map_err(|error| Rest::File(error.to_string()))?;
    for unit in shared.registrar.world().units.keys() {
        shared.keyring.seal_anew(*unit).map_err(|error| Rest::File(error.to_string()))?;
    }
    Ok(())
}
