//! What the daemon says of itself and of who asks.

use super::answer::{Session, problem_text};
use super::clock::now_in;
use super::world::World;
use crate::casework::refusal::Refusal;
use crate::casework::words::PostRole;
use crate::journal::Mode;
use crate::wire::{Me, PROTOCOL, Reply, Status};

impl Session {
    pub(super) fn me(&self, world: &World) -> Me {
        let posts = world.posts_of(self.uid);
        let acting = self.acting(world);
        let rules = self.rules_now();
        let figures = rules.handbook.figures();
        let units = world.cards().into_iter().filter(|card| posts.iter().any(|(_, post)| post.unit == card.id));
        Me {
            uid: self.uid,
            post: acting.as_ref().map(|acting| acting.post.id),
            officers: world.officers.values().filter(|officer| officer.uid == self.uid).cloned().collect(),
            posts: posts.iter().map(|(_, post)| (*post).clone()).collect(),
            units: units.collect(),
            practice: world.mode == Some(Mode::Practice),
            administrator: self.is_administrator(),
            empty: world.units.is_empty(),
            loading: world.loading,
            rule_problems: rules.problems().map(problem_text).collect(),
            now: acting.as_ref().map_or_else(|| now_in("UTC"), |acting| acting.now),
            peers: acting.map_or_else(Vec::new, |acting| self.shared.exchange.peers(&acting.hosted.state, false)),
            kinds: figures.kinds.clone(),
            urgency: figures.priority.days,
        }
    }

    pub(super) fn officers(&self, world: &World) -> Reply {
        if !self.is_administrator() {
            return Reply::Refused(Refusal::NotPermitted { wants: PostRole::Admin });
        }
        let posts = world.units.values().flat_map(|unit| unit.state.posts.values()).map(|(_, post)| post.clone());
        Reply::Officers(world.officers.values().cloned().collect(), posts.collect(), world.cards())
    }

    pub(super) fn status(&self, world: &World) -> Reply {
        Reply::Status(Box::new(Status {
            pid: std::process::id(),
            version: env!("CARGO_PKG_VERSION").into(),
            protocol: PROTOCOL,
            store: self.shared.store.display().to_string(),
            uptime_s: self.shared.started.elapsed().as_secs(),
            clients: u32::try_from(self.shared.gate.lines()).unwrap_or(u32::MAX),
            // What the store holds is for administrators.
            entries: if self.is_administrator() { world.arrivals } else { 0 },
            rss_bytes: rss_bytes().filter(|_| self.is_administrator()).unwrap_or(0),
            practice: world.mode == Some(Mode::Practice),
            loading: world.loading,
        }))
    }
}

/// Memory of this process that is in RAM now.
fn rss_bytes() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}
