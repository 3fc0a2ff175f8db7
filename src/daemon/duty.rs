//! What needs a hand now, for the officer who asks.

use super::answer::{Acting, Session};
use crate::boards::duty::{Look, Peer, duty};
use crate::calendar::Text;
use crate::wire::{PeerRow, Reply};

impl Session {
    /// The duty board of the acting post.
    pub(super) fn duty(&self, acting: &Acting<'_>) -> Reply {
        let state = &acting.hosted.state;
        let peers = self.shared.exchange.peers(state, false).into_iter().map(peer).collect();
        let rules = self.rules_now();
        let look = Look {
            state,
            rules: &rules.rules,
            figures: rules.handbook.figures(),
            boards: &acting.hosted.boards,
            viewer: acting.viewer(),
            now: acting.now,
        };
        Reply::Duty(Box::new(duty(&look, peers)))
    }
}

fn peer(row: PeerRow) -> Peer {
    Peer {
        unit: row.unit,
        code: row.code,
        name: Text { zh: row.name_zh, en: row.name_en },
        unconfirmed: row.made.saturating_sub(row.receipted),
        held: row.held,
        heard_at: row.heard_at,
        waiting: row.waiting,
    }
}
