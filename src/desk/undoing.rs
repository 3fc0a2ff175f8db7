//! What can be taken back: the inverse of each change, as the daemon gave it, for ten minutes.

use chrono::{DateTime, FixedOffset, TimeDelta};

use super::effect::Turn;
use crate::casework::actions::VerbOf;
use crate::casework::safe_text::SafeText;

/// So long a change can be taken back with one key; later it is looked at again first.
const KEPT: TimeDelta = TimeDelta::minutes(10);

/// Changes remembered: more than anybody takes back one by one.
const STEPS_MAX: usize = 100;

/// One change, and what reverses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// What was done.
    pub words: SafeText,
    /// To which record, by its number.
    pub number: String,
    /// What reverses it: on each record, when it was many.
    pub undo: Vec<VerbOf>,
    /// When it was done.
    pub at: DateTime<FixedOffset>,
}

/// The changes of this desk, the newest last.
#[derive(Debug, Default)]
pub struct Undoing {
    done: Vec<Done>,
    undone: Vec<Done>,
}

impl Undoing {
    /// A change took effect.
    pub fn took_effect(&mut self, turn: Turn, change: Done) {
        if turn == Turn::Forth {
            self.undone.clear();
        }
        let steps = match turn {
            Turn::Forth | Turn::Redo => &mut self.done,
            Turn::Undo => &mut self.undone,
        };
        if steps.len() == STEPS_MAX {
            steps.remove(0);
        }
        steps.push(change);
    }

    /// The change that this turn reverses, if one is young enough; it is not reversed twice.
    pub fn take(&mut self, turn: Turn, now: DateTime<FixedOffset>) -> Option<Done> {
        let steps = match turn {
            Turn::Undo => &mut self.done,
            Turn::Redo => &mut self.undone,
            Turn::Forth => return None,
        };
        steps.retain(|one| now - one.at < KEPT);
        steps.pop()
    }

    /// Another post: nothing of this one is taken back by it.
    pub fn forget(&mut self) {
        *self = Undoing::default();
    }
}
