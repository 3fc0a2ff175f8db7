//! Keeping the record: what the registrar does for it besides the work of officers, and how it is read again at start.

use super::clock::now_in;
use super::job::{Answer, Keep};
use super::world::World;
use crate::journal::{Damage, Journal, JournalError};
use chrono::TimeDelta;
use std::sync::Arc;

/// A draft not typed in for so long goes: longer than any leave, shorter than anybody remembers what it was for.
const DRAFT_DAYS_MAX: TimeDelta = TimeDelta::days(30);

/// Does one of these, on the registrar's thread.
///
/// # Errors
/// When the record cannot be written.
pub fn kept(journal: &mut Journal, keep: Keep) -> Result<Answer, JournalError> {
    Ok(match keep {
        Keep::Heads { units, answer } => {
            let told: Result<Vec<_>, JournalError> =
                units.into_iter().map(|unit| journal.stage_anchored(unit).map(|head| (unit, head))).collect();
            Answer::Heads(answer, told?)
        }
        Keep::SetApart { answer } => {
            journal.set_damaged_apart()?;
            Answer::Nothing(answer)
        }
        Keep::RenewKeys { answer } => {
            journal.renew_keys()?;
            Answer::Nothing(answer)
        }
        Keep::SealAnew { mut pass, answer } => {
            let more = journal.seal_anew(&mut pass)?;
            Answer::Sealed(answer, (pass, more))
        }
        Keep::Shred { places, answer } => {
            journal.shred(&places)?;
            Answer::Nothing(answer)
        }
        Keep::DestroyOldKeys { pass, answer } => Answer::Destroyed(answer, journal.destroy_old_keys(&pass)?),
    })
}

/// What is known before any record is read. What of it cannot be read is noted as damage.
///
/// # Errors
/// When the record cannot be read at all.
pub fn opened(journal: &mut Journal) -> Result<World, JournalError> {
    let mut world = World::default();
    match journal.mode() {
        Ok(mode) => world.mode = mode,
        Err(error) => journal.note_damage(Damage::unless_fault("how the store may be used", error)?),
    }
    let (officers, damages) = journal.reader().officers()?;
    world.officers = Arc::new(officers.into_iter().map(|officer| (officer.id, officer)).collect());
    damages.into_iter().for_each(|damage| journal.note_damage(damage));
    if journal.undecided().is_empty() {
        journal.prune_drafts(now_in("UTC") - DRAFT_DAYS_MAX)?;
    }
    Ok(world)
}
