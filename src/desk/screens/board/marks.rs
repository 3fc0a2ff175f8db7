//! The marked rows of a dashboard: what a verb pressed next is meant for, as it was seen when it was marked.

use std::collections::BTreeMap;

use super::{Board, Kind};
use crate::casework::ids::RecordId;
use crate::desk::action::Action;
use crate::desk::effect::{Notice, Step};
use crate::desk::model::{Desk, Target};
use crate::wire::MANY_MAX;

/// Records marked, and the row at which the last mark was set.
#[derive(Default)]
pub struct Marks {
    marked: BTreeMap<RecordId, Target>,
    last: Option<RecordId>,
}

impl Marks {
    /// Is it marked?
    pub fn has(&self, record: RecordId) -> bool {
        self.marked.contains_key(&record)
    }

    /// How many are.
    pub fn count(&self) -> usize {
        self.marked.len()
    }

    fn set(&mut self, target: Target) -> bool {
        let room = self.marked.len() < MANY_MAX || self.has(target.id);
        if room {
            self.last = Some(target.id);
            self.marked.insert(target.id, target);
        }
        room
    }
}

impl<R: Kind> Board<R> {
    /// Changes the marks; None when the action is none of them.
    pub(super) fn marks(&mut self, action: Action, desk: &Desk) -> Option<Vec<Step>> {
        let all_fit = match action {
            Action::Mark => self.mark_here(),
            Action::MarkRange => self.mark_range(),
            Action::MarkAll => self.mark_between(0, self.total.saturating_sub(1)),
            Action::UnmarkAll => {
                self.unmark_all();
                true
            }
            _ => return None,
        };
        if all_fit {
            return Some(Vec::new());
        }
        let text = desk.look.lexicon.say("mark-too-many", &[("most", MANY_MAX.into())]);
        Some(vec![Step::Say(Notice::refusal(text))])
    }

    /// The marked records, in the order of their ids.
    pub(super) fn targets(&self) -> Vec<Target> {
        self.marks.marked.values().cloned().collect()
    }

    pub(super) fn unmark_all(&mut self) {
        self.marks = Marks::default();
    }

    /// On and off.
    fn mark_here(&mut self) -> bool {
        let Some(target) = self.here().and_then(Kind::target) else { return true };
        if self.marks.marked.remove(&target.id).is_some() { true } else { self.marks.set(target) }
    }

    /// From the last mark to here.
    fn mark_range(&mut self) -> bool {
        let last = self.marks.last.and_then(|id| self.rows.iter().position(|row| row.id() == id));
        let from = last.map_or(self.at, |at| self.offset + at);
        self.mark_between(from.min(self.at), from.max(self.at))
    }

    /// False when not all of them are at hand, or there is no room for so many.
    fn mark_between(&mut self, first: usize, last: usize) -> bool {
        if self.total == 0 {
            return true;
        }
        let targets = (first..=last).map(|at| self.row(at).map(Kind::target)).collect::<Option<Vec<_>>>();
        let Some(targets) = targets else { return false };
        targets.into_iter().flatten().all(|target| self.marks.set(target))
    }
}
