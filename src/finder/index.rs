//! From a hash to the few numbers that may stand for it: who asks compares what they stand for. Clones share.

use rpds::VectorSync;
use std::hash::{BuildHasher, Hash, RandomState};

/// Entries of a bucket at which there are twice as many buckets: a bucket is copied whole when it changes.
const BUCKET_ENTRIES: usize = 64;

/// Half a hash, and a number.
type Entry = (u32, u32);

/// Finds numbers again by what they stand for, which is kept elsewhere.
#[derive(Clone, Debug)]
pub struct Index {
    buckets: VectorSync<Vec<Entry>>,
    bits: u32,
    len: usize,
    hashing: RandomState,
}

impl Default for Index {
    fn default() -> Self {
        Self { buckets: [Vec::new()].into_iter().collect(), bits: 0, len: 0, hashing: RandomState::new() }
    }
}

impl Index {
    /// The number that stands for this key; `stands` compares.
    pub fn find<K: Hash + ?Sized>(&self, key: &K, stands: impl Fn(u32) -> bool) -> Option<u32> {
        let hash = self.hash(key);
        let bucket = self.buckets.get(self.bucket(hash))?;
        bucket.iter().find(|(half, number)| *half == hash && stands(*number)).map(|(_, number)| *number)
    }

    /// Takes in a number that stands for a key not yet known.
    pub fn insert<K: Hash + ?Sized>(&mut self, key: &K, number: u32) {
        if self.len >= BUCKET_ENTRIES << self.bits {
            self.grow();
        }
        let hash = self.hash(key);
        let at = self.bucket(hash);
        if let Some(bucket) = self.buckets.get_mut(at) {
            bucket.push((hash, number));
            self.len += 1;
        }
    }

    fn hash<K: Hash + ?Sized>(&self, key: &K) -> u32 {
        (self.hashing.hash_one(key) >> 32) as u32
    }

    fn bucket(&self, hash: u32) -> usize {
        hash.checked_shr(u32::BITS - self.bits).unwrap_or(0) as usize
    }

    fn grow(&mut self) {
        self.bits += 1;
        let shift = u32::BITS - self.bits;
        let parted = self.buckets.iter().flat_map(|bucket| {
            let (low, high): (Vec<Entry>, Vec<Entry>) = bucket.iter().partition(|(hash, _)| (hash >> shift) & 1 == 0);
            [low, high]
        });
        self.buckets = parted.collect();
    }
}
