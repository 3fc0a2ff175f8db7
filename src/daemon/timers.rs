//! Looks at the service clocks when the daemon starts, and once a minute; and for room, while there is none.

use super::job::{Job, NotDone, RegistrarHandle};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

/// The finest service clock is counted in working hours; a minute is close enough, and costs nothing.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// While the disk is full: soon after somebody tidied up, every desk is told that writing goes on.
const ROOM_EVERY: Duration = Duration::from_secs(2);

/// Runs until the daemon stops.
pub async fn run(registrar: RegistrarHandle, mut stopping: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut looks = tokio::time::interval(ROOM_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let asked = tokio::select! {
            _ = ticks.tick() => look(&registrar).await,
            _ = looks.tick() => match registrar.trouble() {
                Some(_) => registrar.put(None, |answer| Job::LookForRoom { answer }).await,
                None => Ok(()),
            },
            _ = stopping.changed() => return,
        };
        if let Err(error) = asked {
            tracing::debug!(%error, "the clocks are looked at again in a minute");
        }
    }
}

/// A whole round, part by part: other jobs have their turn between.
async fn look(registrar: &RegistrarHandle) -> Result<(), NotDone> {
    while registrar.put(None, |answer| Job::Tick { answer }).await? {}
    Ok(())
}
