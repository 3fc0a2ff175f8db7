//! PURE. How a unit's state is kept as folded records and recalled from them: each record by itself, and all that is
//! small in one.

use super::alert::Watch;
use super::ids::{PostId, RecordId, UnitId};
use super::index::Index;
use super::letters::Letters;
use super::line::Line;
use super::rota::Rota;
use super::shelf::{Changed, Cold, Kept, folded, unfolded};
use super::state::UnitState;
use super::unit::{Officer, Post, UnitCard};
use rpds::RedBlackTreeMapSync;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Arrivals about one record that are kept: as many as a history shows.
const ARRIVALS_MAX: usize = 2_000;

/// All that is small: whom the unit is, who acts in it, its lines, what it counts.
#[derive(Serialize, Deserialize)]
struct Small {
    card: Option<Arc<UnitCard>>,
    posts: RedBlackTreeMapSync<PostId, (Officer, Post)>,
    last_post: u32,
    watch: Watch,
    rota: Arc<Rota>,
    letters: Letters,
    lines: RedBlackTreeMapSync<UnitId, Line>,
    numbers: RedBlackTreeMapSync<(char, i32), u32>,
    book_no: u64,
}

impl Kept for Small {
    const SHELF: u8 = 0;
}

/// Where the entries and slips about a record stand, by arrival in the store.
impl Kept for Vec<u64> {
    const SHELF: u8 = 12;
}

impl UnitState {
    /// Notes under which number something about a record arrived; of very many, the last ones.
    pub fn arrived(&mut self, about: RecordId, arrival: u64) {
        if !self.arrivals.contains_key(&about) {
            self.arrivals.insert_mut(about, Arc::default());
        }
        if let Some(arrivals) = self.arrivals.get_mut(&about).map(Arc::make_mut) {
            if arrivals.len() >= ARRIVALS_MAX {
                arrivals.remove(0);
            }
            arrivals.push(arrival);
        }
    }

    /// The records that changed since the last cut, as the cold source keeps them.
    pub fn changed(&self) -> impl Iterator<Item = Changed> {
        let cases = self.disputes.changed().chain(self.custody.changed()).chain(self.arriving.changed());
        let referrals = self.referrals.changed().chain(self.early.changed()).chain(self.referrals_of.changed());
        let rolls = self.experts.changed().chain(self.agencies.changed()).chain(self.affairs.changed());
        let about = self.known.changed().chain(self.arrivals.changed());
        cases.chain(self.alerts.changed()).chain(referrals).chain(rolls).chain(about)
    }

    /// All that is small, in one record.
    pub fn small(&self) -> Changed {
        let small = Small {
            card: self.card.clone(),
            posts: self.posts.clone(),
            last_post: self.last_post,
            watch: self.watch.clone(),
            rota: Arc::clone(&self.rota),
            letters: self.letters.clone(),
            lines: self.lines.clone(),
            numbers: self.numbers.clone(),
            book_no: self.book_no,
        };
        (Small::SHELF, self.id().record(), Some(folded(&small)))
    }

    /// What changed is being written from here on.
    pub fn cut(&mut self) {
        self.disputes.cut();
        self.custody.cut();
        self.arriving.cut();
        self.alerts.cut();
        self.referrals.cut();
        self.early.cut();
        self.referrals_of.cut();
        self.known.cut();
        self.arrivals.cut();
        self.experts.cut();
        self.agencies.cut();
        self.affairs.cut();
    }

    /// What was being written is with the cold source now: from here on it is asked of it.
    pub fn settle(&mut self, cold: &Arc<dyn Cold>) {
        self.disputes.settle(cold);
        self.custody.settle(cold);
        self.arriving.settle(cold);
        self.alerts.settle(cold);
        self.referrals.settle(cold);
        self.early.settle(cold);
        self.referrals_of.settle(cold);
        self.known.settle(cold);
        self.arrivals.settle(cold);
    }

    /// The state of a unit as it was folded, but for the index. None: nothing of it was.
    pub fn recall(id: UnitId, cold: &Arc<dyn Cold>) -> Option<Self> {
        let small: Small = unfolded(id.record(), &cold.get(Small::SHELF, id.record())?);
        let mut state = Self {
            card: small.card,
            posts: small.posts,
            last_post: small.last_post,
            watch: small.watch,
            rota: small.rota,
            letters: small.letters,
            lines: small.lines,
            numbers: small.numbers,
            book_no: small.book_no,
            ..Self::default()
        };
        state.experts.recall(cold.as_ref());
        state.agencies.recall(cold.as_ref());
        state.affairs.recall(cold.as_ref());
        state.settle(cold);
        Some(state)
    }

    /// Takes the index as it was folded, in place of one that has only what changed since.
    pub fn recall_index(&mut self, folded: Index) {
        let since = std::mem::replace(&mut self.index, folded);
        for id in since.records() {
            if let Some(known) = self.known.get(&id) {
                self.index.take(id, known);
            }
        }
    }
}
