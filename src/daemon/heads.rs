//! Heads of books, told on a fixed schedule: signed, appended to the anchor file, and sent to every peer, who gives back
//! the last one it has of ours. A head that somebody holds and our book does not is the sign of an old copy.

use super::answer::text;
use super::clock::now_in;
use super::hold::{Held, Hold};
use super::job::{Asked, Job, Keep, RegistrarHandle};
use super::keyring::Keyring;
use super::world::{Hosted, World};
use crate::casework::authorize::disclosed_head_due;
use crate::casework::command::{Act, SystemAct};
use crate::casework::ids::{CommandId, UnitId};
use crate::casework::line::Line;
use crate::casework::unit::Author;
use crate::exchange::keys::verify;
use crate::journal::{Anchor, JournalError, Reader, append_anchors, read_anchors};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// Between two looks whether it is time.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// The last day told, by unit.
type Told = BTreeMap<UnitId, NaiveDate>;

/// Tells heads while the daemon runs.
#[derive(Clone)]
pub struct Heads {
    registrar: RegistrarHandle,
    keyring: Keyring,
    /// The anchor file.
    pub path: PathBuf,
    told: Arc<Mutex<Told>>,
}

impl Heads {
    /// What tells heads; `told` is what the anchor file says already.
    pub fn new((registrar, keyring): (RegistrarHandle, Keyring), path: PathBuf, told: Told) -> Self {
        Self { registrar, keyring, path, told: Arc::new(Mutex::new(told)) }
    }

    /// Tells the heads of all units at once, whatever was told.
    pub async fn tell_now(&self) {
        self.told().clear();
        self.tell_due().await;
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        // Only whole days are put in.
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs until the daemon stops.
    pub async fn run(self, mut stopping: watch::Receiver<bool>) {
        let mut looks = tokio::time::interval(LOOK_EVERY);
        loop {
            tokio::select! {
                _ = looks.tick() => self.tell_due().await,
                _ = stopping.changed() => return,
            }
        }
    }

    async fn tell_due(&self) {
        let world = self.registrar.world();
        let told = self.told().clone();
        let day = |(unit, hosted): (&UnitId, &Hosted)| {
            let card = hosted.state.card.as_ref()?;
            disclosed_head_due(told.get(unit).copied(), now_in(&card.zone)).map(|on| (*unit, on))
        };
        let due: Told = world.units.iter().filter_map(day).collect();
        if due.is_empty() {
            return;
        }
        let units = due.keys().copied().collect();
        match self.registrar.put(None, |answer| Job::Keep(Keep::Heads { units, answer })).await {
            Ok(heads) => {
                let anchors: Vec<Anchor> =
                    heads.into_iter().filter_map(|(unit, head)| self.signed(unit, due[&unit], head.hash)).collect();
                self.tell(&world, &anchors).await;
            }
            Err(error) => tracing::debug!(%error, "heads are told later"),
        }
    }

    fn signed(&self, unit: UnitId, on: NaiveDate, hash: crate::casework::ids::Hash) -> Option<Anchor> {
        match self.keyring.keys(unit) {
            Ok(keys) => Some(Anchor { unit, on, hash, signature: keys.sign(&Anchor::message(unit, on, hash)) }),
            Err(error) => {
                tracing::warn!(%error, "a head cannot be signed");
                None
            }
        }
    }

    async fn tell(&self, world: &World, anchors: &[Anchor]) {
        if let Err(error) = append_anchors(&self.path, anchors) {
            tracing::warn!(%error, path = %self.path.display(), "the anchor file cannot be written; tried again");
            return;
        }
        for anchor in anchors {
            self.told().insert(anchor.unit, anchor.on);
            let lines = world.units.get(&anchor.unit).map(|hosted| hosted.state.lines.clone()).unwrap_or_default();
            for line in lines.values().filter(|line| !line.is_here()) {
                self.send(anchor, line).await;
            }
        }
    }

    async fn send(&self, anchor: &Anchor, line: &Line) {
        let Anchor { unit, on, hash, signature } = *anchor;
        let yours = line.head.as_ref().map(|(_, hash)| *hash);
        let act = SystemAct::TellHead { peer: line.peer(), on, hash, signature: signature.to_vec(), yours };
        let command = CommandId::of_daemon(unit.record(), &format!("head {} {on}", line.peer()));
        let asked = Asked { command, seen: None, act: Act::System(act) };
        if let Err(error) = self.registrar.ask(unit, Author::System, vec![asked]).await {
            tracing::debug!(%error, "a head was not sent; the next one will be");
        }
    }
}

/// Compares the anchor file with the record when the daemon starts; what has been told, by unit.
///
/// # Errors
/// When the record cannot be read.
pub fn compared(
    path: &std::path::Path,
    (reader, world): (&Reader, &World),
    hold: &Hold,
) -> Result<BTreeMap<UnitId, NaiveDate>, JournalError> {
    let mut last: BTreeMap<UnitId, Anchor> = BTreeMap::new();
    let lines = read_anchors(path).unwrap_or_else(|error| {
        tracing::warn!(%error, path = %path.display(), "the anchor file cannot be read");
        Vec::new()
    });
    for anchor in lines.into_iter().flatten() {
        let card = world.units.get(&anchor.unit).and_then(|hosted| hosted.state.card.as_ref());
        let message = Anchor::message(anchor.unit, anchor.on, anchor.hash);
        if card.is_some_and(|card| verify(&card.verifying_key, &message, &anchor.signature)) {
            last.insert(anchor.unit, anchor);
        } else if card.is_none() && world.units.is_empty() {
            // A record without units beside heads that were told: it was put back to its beginning.
            held(hold, &anchor);
        } else {
            tracing::warn!(unit = %anchor.unit, on = %anchor.on, "a line of the anchor file is not of a unit here");
        }
    }
    let known = reader.anchored()?;
    for anchor in last.values() {
        let as_told = known.get(&anchor.unit).is_some_and(|hashes| hashes.contains(&anchor.hash));
        if !as_told && !reader.has_link(anchor.unit, anchor.hash)? {
            held(hold, anchor);
        }
    }
    Ok(last.into_iter().map(|(unit, anchor)| (unit, anchor.on)).collect())
}

fn held(hold: &Hold, anchor: &Anchor) {
    let on = anchor.on;
    let who = text(format!("锚文件 {on} 的册首"), format!("the head of {on} in the anchor file"));
    hold.on(Held::RolledBack { who });
}
