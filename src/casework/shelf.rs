//! PURE. Where a unit's records stand. A shelf keeps in memory only what changed since the last commit, and apart from
//! it what is being committed; the rest it asks of a cold source, which tells exactly what was folded when the commit
//! before was made. A roll keeps everything in memory: the few things that are looked through as a whole.

use super::ids::RecordId;
use elsa::sync::FrozenMap;
use rpds::{HashTrieMapSync, HashTrieSetSync};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt;
use std::sync::Arc;

/// What records of one kind are kept under. The number is on disk: it is never given to another kind.
pub trait Kept: Serialize + DeserializeOwned {
    const SHELF: u8;
}

/// Records as they were folded up to some commit, as bytes. Unmoving: asked twice, it tells the same.
pub trait Cold: Send + Sync {
    /// The record on a shelf.
    ///
    /// # Panics
    /// When it cannot be read: what was written has to be there, or nothing may be decided.
    fn get(&self, shelf: u8, id: RecordId) -> Option<Vec<u8>>;

    /// Up to `most` records of a shelf after `after`, by id.
    ///
    /// # Panics
    /// As [`Self::get`].
    fn some(&self, shelf: u8, after: Option<RecordId>, most: usize) -> Vec<(RecordId, Vec<u8>)>;
}

/// Records read at once when a whole shelf is looked through: few enough to weigh nothing.
const PORTION: usize = 256;

/// A record as bytes, for the cold source.
///
/// # Panics
/// Never: plain values always encode.
pub fn folded<V: Kept>(record: &V) -> Vec<u8> {
    postcard::to_stdvec(record).expect("plain values always encode")
}

/// A record from the bytes of the cold source.
///
/// # Panics
/// When it cannot be read, as [`Cold::get`].
pub fn unfolded<V: Kept>(id: RecordId, bytes: &[u8]) -> V {
    postcard::from_bytes(bytes).unwrap_or_else(|error| panic!("record {id} on shelf {}: {error}", V::SHELF))
}

/// Records of one kind. A clone is cheap, sees the same for ever, and has lent nothing yet.
pub struct Shelf<V> {
    /// Changed since the last cut; None: taken away.
    fresh: Fresh<V>,
    /// Changed between the commit that the cold source tells of and the last cut: it is being written.
    leaving: Fresh<V>,
    cold: Option<Arc<dyn Cold>>,
    /// Read from the cold source, for as long as somebody may hold a reference to it.
    lent: FrozenMap<RecordId, Box<Lent<V>>>,
}

/// Records by id; None: taken away.
type Fresh<V> = HashTrieMapSync<RecordId, Option<Arc<V>>>;

/// A record read from the cold source; it does not move while it is lent.
struct Lent<V>(Arc<V>);

impl<V> Default for Shelf<V> {
    fn default() -> Self {
        let (fresh, leaving) = (HashTrieMapSync::new_sync(), HashTrieMapSync::new_sync());
        Self { fresh, leaving, cold: None, lent: FrozenMap::new() }
    }
}

impl<V> Clone for Shelf<V> {
    fn clone(&self) -> Self {
        let (fresh, leaving) = (self.fresh.clone(), self.leaving.clone());
        Self { fresh, leaving, cold: self.cold.clone(), lent: FrozenMap::new() }
    }
}

impl<V: fmt::Debug> fmt::Debug for Shelf<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fresh.fmt(f)
    }
}

impl<V: Kept> Shelf<V> {
    /// The record, wherever it stands.
    pub fn get(&self, id: &RecordId) -> Option<&Arc<V>> {
        if let Some(fresh) = self.fresh.get(id).or_else(|| self.leaving.get(id)) {
            return fresh.as_ref();
        }
        let cold = self.cold.as_ref()?;
        if let Some(lent) = self.lent.get(id) {
            return Some(&lent.0);
        }
        let record = unfolded(*id, &cold.get(V::SHELF, *id)?);
        Some(&self.lent.insert(*id, Box::new(Lent(Arc::new(record)))).0)
    }

    /// Is it there?
    pub fn contains_key(&self, id: &RecordId) -> bool {
        self.get(id).is_some()
    }

    /// The record, to be changed.
    pub fn get_mut(&mut self, id: &RecordId) -> Option<&mut Arc<V>> {
        if !self.fresh.contains_key(id) {
            let record = Arc::clone(self.get(id)?);
            self.fresh.insert_mut(*id, Some(record));
        }
        self.fresh.get_mut(id)?.as_mut()
    }

    /// Puts a record, in place of the one of the same id.
    pub fn insert_mut(&mut self, id: RecordId, record: Arc<V>) {
        self.fresh.insert_mut(id, Some(record));
    }

    /// Takes a record away.
    pub fn remove_mut(&mut self, id: &RecordId) {
        self.fresh.insert_mut(*id, None);
    }

    /// Every record, a portion at a time: as long as there are records. No command and no clock may ask this.
    pub fn values(&self) -> impl Iterator<Item = Arc<V>> {
        let leaving = self.leaving.iter().filter(|(id, _)| !self.fresh.contains_key(id)).map(|(_, record)| record);
        let fresh = self.fresh.values().chain(leaving).filter_map(Option::clone);
        let cold =
            self.cold.iter().flat_map(|cold| Portions { cold: cold.as_ref(), shelf: V::SHELF, after: Some(None) });
        let cold = cold.flatten().filter(|(id, _)| !self.fresh.contains_key(id) && !self.leaving.contains_key(id));
        fresh.chain(cold.map(|(id, bytes)| Arc::new(unfolded(id, &bytes))))
    }

    /// How many there are; as long as [`Self::values`].
    pub fn size(&self) -> usize {
        self.values().count()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.values().next().is_none()
    }

    /// What changed since the last cut, as the cold source keeps it; None: taken away.
    pub fn changed(&self) -> impl Iterator<Item = Changed> {
        self.fresh.iter().map(|(id, record)| (V::SHELF, *id, record.as_deref().map(folded)))
    }

    /// The ids of what changed since the last cut.
    pub fn changed_ids(&self) -> impl Iterator<Item = RecordId> {
        self.fresh.keys().copied()
    }

    /// What changed is being written from here on; what comes after is another commit's. What left before is settled.
    pub fn cut(&mut self) {
        self.leaving = std::mem::replace(&mut self.fresh, HashTrieMapSync::new_sync());
    }

    /// What was being written is with the cold source now: memory lets it go.
    pub fn settle(&mut self, cold: &Arc<dyn Cold>) {
        let fresh = std::mem::replace(&mut self.fresh, HashTrieMapSync::new_sync());
        *self = Self { fresh, cold: Some(Arc::clone(cold)), ..Self::default() };
    }
}

/// Shelf, record, and its bytes, none where it was taken away.
pub type Changed = (u8, RecordId, Option<Vec<u8>>);

/// A shelf looked through from its first record to its last.
struct Portions<'a> {
    cold: &'a dyn Cold,
    shelf: u8,
    /// None: at the end.
    after: Option<Option<RecordId>>,
}

impl Iterator for Portions<'_> {
    type Item = Vec<(RecordId, Vec<u8>)>;

    fn next(&mut self) -> Option<Self::Item> {
        let portion = self.cold.some(self.shelf, self.after?, PORTION);
        self.after = portion.last().map(|(id, _)| Some(*id));
        (!portion.is_empty()).then_some(portion)
    }
}

/// Records that are all in memory.
#[derive(Clone, Debug)]
pub struct Roll<V> {
    all: HashTrieMapSync<RecordId, Arc<V>>,
    fresh: HashTrieSetSync<RecordId>,
}

impl<V> Default for Roll<V> {
    fn default() -> Self {
        Self { all: HashTrieMapSync::new_sync(), fresh: HashTrieSetSync::new_sync() }
    }
}

impl<V: Kept> Roll<V> {
    /// The record.
    pub fn get(&self, id: &RecordId) -> Option<&Arc<V>> {
        self.all.get(id)
    }

    /// Is it there?
    pub fn contains_key(&self, id: &RecordId) -> bool {
        self.all.contains_key(id)
    }

    /// The record, to be changed.
    pub fn get_mut(&mut self, id: &RecordId) -> Option<&mut Arc<V>> {
        let record = self.all.get_mut(id)?;
        self.fresh.insert_mut(*id);
        Some(record)
    }

    /// Puts a record, in place of the one of the same id.
    pub fn insert_mut(&mut self, id: RecordId, record: Arc<V>) {
        self.all.insert_mut(id, record);
        self.fresh.insert_mut(id);
    }

    /// Every record.
    pub fn values(&self) -> impl Iterator<Item = &Arc<V>> {
        self.all.values()
    }

    /// Every record with its id.
    pub fn iter(&self) -> impl Iterator<Item = (&RecordId, &Arc<V>)> {
        self.all.iter()
    }

    /// Every id.
    pub fn keys(&self) -> impl Iterator<Item = &RecordId> {
        self.all.keys()
    }

    /// How many there are.
    pub fn size(&self) -> usize {
        self.all.size()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// As [`Shelf::changed`].
    pub fn changed(&self) -> impl Iterator<Item = Changed> {
        self.fresh.iter().filter_map(|id| self.all.get(id).map(|record| (V::SHELF, *id, Some(folded(&**record)))))
    }

    /// As [`Shelf::cut`]; memory keeps all of it.
    pub fn cut(&mut self) {
        self.fresh = HashTrieSetSync::new_sync();
    }

    /// Takes in all that the cold source has.
    pub fn recall(&mut self, cold: &dyn Cold) {
        for (id, bytes) in (Portions { cold, shelf: V::SHELF, after: Some(None) }).flatten() {
            self.all.insert_mut(id, Arc::new(unfolded(id, &bytes)));
        }
    }
}
