//! Sums over the alerts of a unit, kept while rows change, by who may see them: an alert of a case counts for whoever
//! may see the case, and for nobody else.

use super::alert_packed::PackedAlert;
use super::audience::AudienceId;
use super::board::Packed;
use crate::casework::alert::{AlertState, Priority};
use rpds::HashTrieMapSync;

/// What alerts are counted by. Exercises and tests are one lane, whatever they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Lane {
    Live(AlertState, Priority),
    Exercise,
}

/// Sums over all alerts of a unit. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct AlertTally(HashTrieMapSync<(AudienceId, Lane), u32>);

impl AlertTally {
    /// The sums over rows that come at once.
    pub fn of<'a>(rows: impl Iterator<Item = &'a PackedAlert>) -> Self {
        let mut tally = Self::default();
        rows.for_each(|row| tally.changed(None, row));
        tally
    }

    /// The row of an alert takes the place of the one before.
    pub fn changed(&mut self, before: Option<&PackedAlert>, after: &PackedAlert) {
        if let Some(before) = before {
            let key = key(before);
            match self.0.get(&key).copied() {
                Some(count) if count > 1 => self.0.insert_mut(key, count - 1),
                Some(_) | None => _ = self.0.remove_mut(&key),
            }
        }
        let key = key(after);
        let count = self.0.get(&key).copied().unwrap_or(0);
        self.0.insert_mut(key, count + 1);
    }

    /// Live alerts of these states and priorities, of the audiences that somebody is of.
    pub fn live(&self, sees: &[bool], of: impl Fn(AlertState, Priority) -> bool) -> u32 {
        self.sum(sees, |lane| matches!(lane, Lane::Live(state, priority) if of(state, priority)))
    }

    /// Exercises and tests, of the audiences that somebody is of.
    pub fn exercises(&self, sees: &[bool]) -> u32 {
        self.sum(sees, |lane| lane == Lane::Exercise)
    }

    fn sum(&self, sees: &[bool], of: impl Fn(Lane) -> bool) -> u32 {
        let seen = |audience: AudienceId| sees.get(audience.0 as usize).copied().unwrap_or(false);
        self.0.iter().filter(|((audience, lane), _)| seen(*audience) && of(*lane)).map(|(_, count)| count).sum()
    }
}

fn key(row: &PackedAlert) -> (AudienceId, Lane) {
    let lane = if row.is_live { Lane::Live(row.state, row.priority) } else { Lane::Exercise };
    (row.audience(), lane)
}
