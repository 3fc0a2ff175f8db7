//! The store's own rules read again, and the deadlines that the rules of today would move.

use super::answer::{Acting, Session, problem_text};
use super::house_rules::{FOLDER, rules_with};
use super::world::World;
use crate::casework::moved::{Moved, moved};
use crate::casework::refusal::Refusal;
use crate::casework::words::PostRole;
use crate::wire::{Reply, RulesLoaded};
use std::sync::Arc;

/// Rows of one answer: more than anybody reads through, far below a frame.
const ROWS_MAX: usize = 2_000;

impl Session {
    /// Reads the store's own rules again. What is open keeps its dates until an officer accepts new ones.
    pub(super) fn reload_rules(&self, world: &World) -> Reply {
        if !self.is_administrator() {
            return Reply::Refused(Refusal::NotPermitted { wants: PostRole::Admin });
        }
        // Disk, then as many computations as there are open deadlines: other sessions go on meanwhile.
        tokio::task::block_in_place(|| {
            let rules = Arc::new(rules_with(&self.shared.store.join(FOLDER)));
            self.shared.rules.send_replace(Arc::clone(&rules));
            let moved = world.units.values().map(|hosted| moved(&hosted.state, &rules.rules).count()).sum::<usize>();
            let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            tracing::info!(problems = rules.problems().count(), moved, "rules read again");
            Reply::RulesLoaded(RulesLoaded {
                rules: count(rules.rules.rules().len()),
                calendars: count(rules.rules.calendars().count()),
                paths: count(rules.handbook.standards().paths().len()),
                playbooks: count(rules.handbook.playbooks().len()),
                kinds: count(rules.handbook.figures().kinds.len()),
                replaced: rules.replaced(),
                problems: rules.problems().map(problem_text).collect(),
                moved: moved as u64,
            })
        })
    }

    /// The deadlines of the acting unit that would move, as far as this officer may see them.
    pub(super) fn moved(&self, acting: &Acting<'_>) -> Reply {
        let rules = self.rules_now();
        let (viewer, boards) = (acting.viewer(), &acting.hosted.boards);
        let sees = |one: &Moved| boards.sees_dispute(&viewer, one.dispute) == Some(true);
        let mut rows: Vec<Moved> =
            tokio::task::block_in_place(|| moved(&acting.hosted.state, &rules.rules).filter(sees).collect());
        let soonest =
            |one: &Moved| (one.now.map_or(one.was.safe, |now| now.safe.min(one.was.safe)), one.number.clone());
        rows.sort_by_cached_key(|one| (soonest(one), one.no));
        let total = rows.len() as u64;
        rows.truncate(ROWS_MAX);
        Reply::Moved { rows, total }
    }
}
