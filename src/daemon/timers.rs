//! Looks at the service clocks when the daemon starts, and once a minute.

use super::job::{Job, RegistrarHandle};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

/// The finest service clock is counted in working hours; a minute is close enough, and costs nothing.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Runs until the daemon stops.
pub async fn run(registrar: RegistrarHandle, mut stopping: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {
                if let Err(error) = registrar.put(None, |answer| Job::Tick { answer }).await {
                    tracing::debug!(%error, "the clocks are looked at again in a minute");
                }
            }
            _ = stopping.changed() => return,
        }
    }
}
