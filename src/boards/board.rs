//! A board: rows by record, and in the one order in which officers read them.

use crate::casework::ids::RecordId;
use rpds::{HashTrieMapSync, RedBlackTreeMapSync};
use std::sync::Arc;

/// A row of a board.
pub trait Row {
    /// The record it shows.
    fn id(&self) -> RecordId;
    /// Its place: compared first to last, then by record.
    fn place(&self) -> Place;
}

/// The place of a row in its order.
pub type Place = (u8, i64);

/// Rows of one kind. Cloning is cheap: versions share what they have in common.
#[derive(Clone, Debug)]
pub struct Board<R> {
    by_id: HashTrieMapSync<RecordId, Arc<R>>,
    in_order: RedBlackTreeMapSync<(Place, RecordId), Arc<R>>,
}

impl<R> Default for Board<R> {
    fn default() -> Self {
        Self { by_id: HashTrieMapSync::new_sync(), in_order: RedBlackTreeMapSync::new_sync() }
    }
}

impl<R: Row> Board<R> {
    /// Puts a row in its place, in place of the one of the same record.
    pub fn put(&mut self, row: R) {
        let id = row.id();
        if let Some(before) = self.by_id.get(&id) {
            self.in_order.remove_mut(&(before.place(), id));
        }
        let row = Arc::new(row);
        self.in_order.insert_mut((row.place(), id), Arc::clone(&row));
        self.by_id.insert_mut(id, row);
    }

    /// The row of a record.
    pub fn get(&self, id: RecordId) -> Option<&Arc<R>> {
        self.by_id.get(&id)
    }

    /// All rows in order.
    pub fn rows(&self) -> impl Iterator<Item = &Arc<R>> {
        self.in_order.values()
    }
}
