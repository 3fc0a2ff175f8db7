//! Rows by slot, in chunks that clones share. A slot is never given twice.

use rpds::VectorSync;

/// Rows of a chunk: copied whole when one of them changes, read whole by a filter.
pub const CHUNK_ROWS: usize = 256;

/// Rows by slot.
#[derive(Clone, Debug)]
pub struct Arena<P> {
    chunks: VectorSync<Vec<P>>,
    len: usize,
}

impl<P> Default for Arena<P> {
    fn default() -> Self {
        Self { chunks: VectorSync::new_sync(), len: 0 }
    }
}

impl<P: Clone> Arena<P> {
    /// Rows that come at once.
    pub fn of(rows: Vec<P>) -> Self {
        let len = rows.len();
        let mut chunks = VectorSync::new_sync();
        let mut rows = rows.into_iter();
        loop {
            let chunk: Vec<P> = rows.by_ref().take(CHUNK_ROWS).collect();
            if chunk.is_empty() {
                return Self { chunks, len };
            }
            chunks.push_back_mut(chunk);
        }
    }

    /// How many.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// The row of a slot.
    pub fn get(&self, slot: u32) -> Option<&P> {
        let slot = slot as usize;
        self.chunks.get(slot / CHUNK_ROWS)?.get(slot % CHUNK_ROWS)
    }

    /// Puts a row in place of that of its slot.
    pub fn set(&mut self, slot: u32, row: P) {
        let slot = slot as usize;
        if let Some(place) = self.chunks.get_mut(slot / CHUNK_ROWS).and_then(|chunk| chunk.get_mut(slot % CHUNK_ROWS)) {
            *place = row;
        }
    }

    /// Gives a row the next slot.
    pub fn push(&mut self, row: P) -> u32 {
        let slot = u32::try_from(self.len).unwrap_or(u32::MAX);
        let last = self.chunks.len().wrapping_sub(1);
        match self.chunks.get_mut(last) {
            Some(chunk) if chunk.len() < CHUNK_ROWS => chunk.push(row),
            Some(_) | None => {
                self.chunks.push_back_mut(vec![row]);
            }
        }
        self.len += 1;
        slot
    }

    /// All rows, by slot.
    pub fn iter(&self) -> impl Iterator<Item = &P> {
        self.chunks.iter().flatten()
    }

    /// Chunks.
    pub fn chunks(&self) -> usize {
        self.chunks.len()
    }

    /// The rows of a chunk.
    pub fn chunk(&self, at: usize) -> &[P] {
        self.chunks.get(at).map_or(&[], Vec::as_slice)
    }

    /// The slots whose rows are not those of `before`, which is an earlier version.
    pub fn changed_since(&self, before: &Self) -> Vec<u32>
    where
        P: PartialEq,
    {
        let mut changed = Vec::new();
        for at in 0..self.chunks() {
            let (old, new) = (before.chunk(at), self.chunk(at));
            if std::ptr::eq(old, new) {
                continue;
            }
            let differs = |(row, new): (usize, &P)| (old.get(row) != Some(new)).then_some(at * CHUNK_ROWS + row);
            changed.extend(new.iter().enumerate().filter_map(differs).filter_map(|slot| u32::try_from(slot).ok()));
        }
        changed
    }
}
