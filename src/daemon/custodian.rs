//! What an administrator asks about the record as a whole: is it what it should be, go on in spite of it, new keys.

use super::answer::Session;
use super::checking;
use super::job::{Job, Keep};
use super::world::World;
use crate::boards::Boards;
use crate::casework::refusal::Refusal;
use crate::casework::words::PostRole;
use crate::journal::{JournalError, Snapshot};
use crate::wire::{Decision, Reply, VaultRequest, VaultStatus, Verified};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::block_in_place;

/// Looks for a moment at which what is shown is what is stored: a commit is shown within a millisecond.
const LOOKS_MAX: usize = 200;

/// Between two such looks.
const PAUSE: Duration = Duration::from_millis(3);

impl Session {
    /// Every seal and chain of the record by the auditor, and every row against what follows from the entries.
    pub(super) fn verify(&self) -> Reply {
        // How much is written is for administrators: it grows with cases that an officer may not see.
        if !self.is_administrator() {
            return Reply::Refused(Refusal::NotPermitted { wants: PostRole::Admin });
        }
        let found = match block_in_place(|| self.shared.reader.verify(&self.shared.heads.path)) {
            Ok(found) => found,
            Err(error) => return error.into(),
        };
        // Where the auditor found something, what follows from it cannot be compared.
        let compared = if found.first_wrong.is_none() { block_in_place(|| self.compared()) } else { Ok((false, None)) };
        let (folded, different) = match compared {
            Ok(compared) => compared,
            Err(error) => return error.into(),
        };
        Reply::Verified(Box::new(Verified {
            books: found.books,
            entries: found.entries,
            lines: found.lines,
            slips: found.slips,
            folded,
            destroyed: found.destroyed,
            files: 0,
            first_wrong: found.first_wrong.or(different),
            read_only: self.shared.registrar.hold.why(),
        }))
    }

    /// What is kept beside what follows from the entries: was all of it folded once more, and the first difference.
    fn compared(&self) -> Result<(bool, Option<String>), JournalError> {
        let Some((world, snapshot)) = self.agreeing()? else { return Ok((false, None)) };
        let rows = world.units.iter().find_map(|(unit, hosted)| {
            hosted.boards.records().find_map(|record| {
                let stored = snapshot.row(*unit, record).ok().flatten();
                (stored != Boards::made(&hosted.state, record)).then(|| format!("row of {record} in {unit}"))
            })
        });
        let folded = world.arrivals <= checking::ARRIVALS_MAX;
        let other = if folded { checking::first_difference(&self.shared.reader, &snapshot)? } else { None };
        Ok((folded, other.or(rows)))
    }

    /// What is known and what is stored as of one commit: a clock that rings meanwhile is no difference. None: it is
    /// written all the time.
    fn agreeing(&self) -> Result<Option<(Arc<World>, Snapshot)>, JournalError> {
        for _ in 0..LOOKS_MAX {
            let (snapshot, world) = (self.shared.reader.snapshot()?, self.shared.registrar.world());
            if snapshot.upto()? == world.arrivals {
                return Ok(Some((world, snapshot)));
            }
            std::thread::sleep(PAUSE);
        }
        Ok(None)
    }

    /// Lets it be written again, by the word of an administrator.
    pub(super) async fn decide(&self, decision: Decision) -> Reply {
        if !self.is_administrator() {
            return Reply::Refused(Refusal::NotPermitted { wants: PostRole::Admin });
        }
        let (registrar, hold) = (&self.shared.registrar, &self.shared.registrar.hold);
        match decision {
            Decision::Quarantine => {
                match registrar.put_through(None, |answer| Job::Keep(Keep::SetApart { answer })).await {
                    Ok(()) => hold.damage_decided(),
                    Err(error) => return error.into(),
                }
            }
            Decision::AcceptRollback => {
                hold.rollback_accepted();
                // From here on this is the book: said where the next start looks.
                self.shared.heads.tell_now().await;
            }
        }
        tracing::warn!(uid = self.uid, ?decision, "decided by an administrator");
        Reply::Done
    }

    /// The keys at rest: how they are, and new ones.
    pub(super) async fn keys_at_rest(&self, request: VaultRequest) -> Reply {
        if !self.is_administrator() {
            return Reply::Refused(Refusal::NotPermitted { wants: PostRole::Admin });
        }
        let vault = &self.shared.vault;
        // While one rotation goes on another one would only make more old keys.
        if request == VaultRequest::Rotate && !vault.is_rotating() {
            match self.shared.registrar.put(None, |answer| Job::Keep(Keep::RenewKeys { answer })).await {
                Ok(()) => self.shared.rotated.notify_one(),
                Err(error) => return error.into(),
            }
        }
        let (keys, old) = vault.counts();
        let count = |keys: usize| u32::try_from(keys).unwrap_or(u32::MAX);
        Reply::Vault(Box::new(VaultStatus {
            store_id: vault.id().to_string(),
            key_file: self.shared.key_file.display().to_string(),
            key_print: self.shared.reader.key_print(),
            keys: count(keys),
            old_keys: count(old),
        }))
    }
}
