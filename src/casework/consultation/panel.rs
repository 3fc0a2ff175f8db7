//! What the opinions of a panel come to: the majority, and the dissents kept apart. Computed, never stored, so that an
//! opinion under quarantine stops counting by itself.

use super::seat::{Opinion, Seat};
use super::words::Verdict;
use crate::calendar::Text;

/// The opinions of a panel, taken together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combination<'a> {
    /// What more than half of them say; None when no verdict has that.
    pub majority: Option<Verdict>,
    /// Those of the majority; all of them when there is none.
    pub held: Vec<(&'a Seat, &'a Opinion)>,
    /// Those who say otherwise.
    pub dissents: Vec<(&'a Seat, &'a Opinion)>,
}

impl<'a> Combination<'a> {
    /// Of these experts; None when no opinion counts.
    pub fn of(seats: impl Iterator<Item = &'a Seat>) -> Option<Self> {
        let all: Vec<(&Seat, &Opinion)> = seats.filter_map(|seat| Some((seat, seat.opinion()?))).collect();
        if all.is_empty() {
            return None;
        }
        let votes = |verdict: Verdict| all.iter().filter(|(_, opinion)| opinion.verdict == verdict).count();
        let majority = Verdict::ALL.iter().copied().find(|verdict| votes(*verdict) * 2 > all.len());
        let agrees = |one: &(&Seat, &Opinion)| majority.is_none_or(|verdict| one.1.verdict == verdict);
        let (held, dissents) = all.into_iter().partition(agrees);
        Some(Self { majority, held, dissents })
    }

    /// How many opinions count.
    pub fn count(&self) -> usize {
        self.held.len() + self.dissents.len()
    }

    /// The result with its label: one expert alone, all of one mind, a majority, or none.
    pub fn say(&self) -> Text {
        let (yes, no) = (self.held.len(), self.dissents.len());
        match (self.majority, self.count()) {
            (Some(verdict), 1) => Text::new(
                format!("单一专家意见: {}", verdict.zh()),
                format!("opinion of a single expert: {}", verdict.en()),
            ),
            (Some(verdict), count) if no == 0 => Text::new(
                format!("一致意见 ({count} 人): {}", verdict.zh()),
                format!("all {count} say: {}", verdict.en()),
            ),
            (Some(verdict), _) => Text::new(
                format!("多数意见 {yes}:{no}: {}", verdict.zh()),
                format!("majority {yes}:{no}: {}", verdict.en()),
            ),
            (None, count) => Text::new(format!("{count} 人未成多数"), format!("no majority among {count}")),
        }
    }
}
