//! The drafts of the acting post, as the desk knows them: those that the daemon keeps, and those on their way to it.

use std::collections::BTreeMap;

use crate::boards::drafts::{Draft, DraftId};

/// What was typed and not sent.
#[derive(Debug, Default)]
pub struct Drafts {
    known: BTreeMap<DraftId, Draft>,
    /// Changes that the daemon has not confirmed.
    waiting: BTreeMap<DraftId, Waiting>,
    /// Counts changes made here, so that an answer to an older one is known as old.
    changes: u32,
}

/// A change on its way to the daemon.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    change: u32,
    /// The daemon did not take it: too long, too many.
    refused: bool,
}

impl Drafts {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// True when there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// What stood in this form.
    #[must_use]
    pub fn get(&self, form: DraftId) -> Option<&Draft> {
        self.known.get(&form)
    }

    /// All of them, the last typed in first.
    #[must_use]
    pub fn listed(&self) -> Vec<&Draft> {
        let mut listed: Vec<&Draft> = self.known.values().collect();
        listed.sort_by_key(|draft| std::cmp::Reverse(draft.at));
        listed
    }

    /// How many would be lost if the desk ended now: without a line those on their way, with one those refused.
    #[must_use]
    pub fn lost_at_end(&self, line_is_up: bool) -> usize {
        let lost =
            |(form, waiting): &(&DraftId, &Waiting)| self.known.contains_key(form) && (waiting.refused || !line_is_up);
        self.waiting.iter().filter(lost).count()
    }

    /// Something was typed; the number of this change.
    pub fn keep(&mut self, draft: Draft) -> u32 {
        let form = draft.form.id();
        self.known.insert(form, draft);
        self.changed(form)
    }

    /// What was typed was sent, or is not wanted any more; the number of this change, None when nothing was kept.
    pub fn forget(&mut self, form: DraftId) -> Option<u32> {
        self.known.remove(&form)?;
        Some(self.changed(form))
    }

    fn changed(&mut self, form: DraftId) -> u32 {
        self.changes += 1;
        self.waiting.insert(form, Waiting { change: self.changes, refused: false });
        self.changes
    }

    /// The daemon has taken a change or refused it; true when it was the last one of that form.
    pub fn answered(&mut self, form: DraftId, change: u32, taken: bool) -> bool {
        let Some(waiting) = self.waiting.get_mut(&form).filter(|waiting| waiting.change == change) else {
            return false;
        };
        waiting.refused = !taken;
        if taken {
            self.waiting.remove(&form);
        }
        true
    }

    /// What the daemon keeps. Answers come in the order of the questions, so only what still waits is newer here.
    pub fn told(&mut self, drafts: Vec<Draft>) {
        self.known.retain(|form, _| self.waiting.contains_key(form));
        for draft in drafts {
            let form = draft.form.id();
            if !self.waiting.contains_key(&form) {
                self.known.insert(form, draft);
            }
        }
    }

    /// Another post: these are none of its.
    pub fn clear(&mut self) {
        *self = Self { changes: self.changes, ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boards::drafts::FormKey;

    fn draft(verb: &str, text: &str) -> Draft {
        let at = chrono::DateTime::parse_from_rfc3339("2026-11-23T14:31:00+08:00").unwrap();
        Draft { at, form: FormKey::new(verb), fields: vec![("text".to_owned(), text.to_owned())] }
    }

    #[test]
    fn what_still_waits_is_newer_than_what_the_daemon_says() {
        let (mut drafts, note) = (Drafts::default(), FormKey::new("note").id());
        drafts.keep(draft("note", "half"));
        let last = drafts.keep(draft("note", "whole"));
        drafts.told(vec![draft("note", "half"), draft("phone", "x")]);
        assert_eq!((drafts.len(), drafts.get(note).unwrap().fields[0].1.as_str()), (2, "whole"));
        assert!(!drafts.answered(note, last - 1, true) && drafts.lost_at_end(false) == 1, "there is a later one");
        assert!(drafts.answered(note, last, true) && drafts.lost_at_end(false) == 0);
        drafts.told(vec![draft("note", "of another desk")]);
        assert_eq!((drafts.len(), drafts.get(note).unwrap().fields[0].1.as_str()), (1, "of another desk"));
        assert!(drafts.forget(note).is_some() && drafts.forget(note).is_none());
        drafts.told(vec![draft("note", "of another desk")]);
        assert!(drafts.is_empty(), "it is being dropped");
    }

    #[test]
    fn a_draft_that_was_refused_would_be_lost_with_a_line_too() {
        let mut drafts = Drafts::default();
        let change = drafts.keep(draft("note", "long"));
        assert_eq!((drafts.lost_at_end(true), drafts.lost_at_end(false)), (0, 1));
        assert!(drafts.answered(FormKey::new("note").id(), change, false));
        assert_eq!(drafts.lost_at_end(true), 1);
    }
}
