//! PURE. By which words a unit's records are known, and when each is to be looked at. Small enough to stay in memory for
//! a million records: a word is 48 bits of its hash, so a hit is asked of the record itself before it counts.

use super::ids::{Hash, RecordId};
use super::shelf::Kept;
use rpds::{HashTrieMapSync, VectorSync};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A word by which records are known: a key, a number, a name, a right. Two may be alike by chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Word(u64);

/// Bits of a word that are kept: with seven million words a chance hit comes once in forty million questions.
const WORD_BITS: u32 = 48;

/// The odd number nearest to 2^64 divided by the golden ratio (Knuth): its multiples spread over the high bits.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Word {
    /// The word of a kind.
    pub fn of(kind: &str, text: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(kind.as_bytes()).update(b"\n").update(text.as_bytes());
        Self::cut(hasher.finalize().as_bytes())
    }

    /// The word of a key.
    pub fn of_key(key: &Hash) -> Self {
        Self::cut(&key.0)
    }

    /// Where a record itself is found: in memory only, so that any spreading will do, and a cheap one does.
    const fn of_id(id: RecordId) -> Self {
        let bits = id.0.as_u128();
        let folded = (bits >> 64) as u64 ^ bits as u64;
        Self(folded.wrapping_mul(SPREAD) >> (64 - WORD_BITS))
    }

    fn cut(hash: &[u8; 32]) -> Self {
        let first = u64::from_le_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]]);
        Self(first >> (64 - WORD_BITS))
    }

    /// The bucket it lies in, and the rest of it.
    const fn split(self) -> (u16, u32) {
        ((self.0 >> 32) as u16, (self.0 & 0xffff_ffff) as u32)
    }
}

/// A second since 1970, in UTC; the two highest numbers are no instants.
pub type Second = u32;

/// Nothing about it is open: no clock will ever ask for it until it changes.
pub const NEVER: Second = Second::MAX;

/// It is open, and no clock of its own runs.
pub const SOME_DAY: Second = Second::MAX - 1;

/// The second of an instant.
pub fn second(at: chrono::DateTime<chrono::Utc>) -> Second {
    Second::try_from(at.timestamp().clamp(0, i64::from(SOME_DAY) - 1)).unwrap_or(0)
}

/// When a record is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// The first instant at which a service clock may ring.
    pub rings: Second,
    /// The instant at which the next date of it falls: a legal deadline, a hearing.
    pub falls: Second,
}

impl Clocks {
    /// Nothing about it is open.
    pub const NONE: Self = Self { rings: NEVER, falls: NEVER };

    /// Is nothing about it open?
    pub const fn is_over(self) -> bool {
        self.rings == NEVER
    }
}

/// What kind of record it is, where clocks tell kinds apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sort {
    Dispute,
    Alert,
    Referral,
    #[default]
    Other,
}

/// By what a record is known: kept with it, for the index itself lives in memory only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Under these keys it was taken in; once known, always known.
    pub keys: Vec<Hash>,
    pub words: Vec<Word>,
    pub sort: Sort,
    pub clocks: Clocks,
}

impl Default for Known {
    fn default() -> Self {
        Self { keys: Vec::new(), words: Vec::new(), sort: Sort::Other, clocks: Clocks::NONE }
    }
}

impl Kept for Known {
    const SHELF: u8 = 1;
}

/// Records that lie together: a change copies so many, a look skips so many at once.
const BLOCK: usize = 256;

#[derive(Clone, Copy, Debug)]
struct Slot {
    id: RecordId,
    sort: Sort,
    clocks: Clocks,
}

#[derive(Clone, Debug)]
struct Block {
    slots: Vec<Slot>,
    /// The earliest of its slots.
    earliest: Clocks,
}

/// The rest of a word, and the slot of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Posting {
    rest: u32,
    slot: u32,
}

/// The index of a unit's records. A clone is cheap and sees the same for ever.
#[derive(Clone, Debug)]
pub struct Index {
    blocks: VectorSync<Arc<Block>>,
    buckets: HashTrieMapSync<u16, Arc<Vec<Posting>>>,
    count: u32,
}

/// Words and records gathered to make an index of at once, in the order in which they are to be known.
#[derive(Default)]
pub struct Gathered {
    slots: Vec<Slot>,
    postings: Vec<(u16, Posting)>,
}

impl Gathered {
    /// Takes in by what a record is known; each record once.
    pub fn take(&mut self, id: RecordId, known: &Known) {
        let (slot, first) = (count(self.slots.len()), self.postings.len());
        let keys = known.keys.iter().map(Word::of_key);
        for word in [Word::of_id(id)].into_iter().chain(known.words.iter().copied()).chain(keys) {
            let (bucket, rest) = word.split();
            let posting = (bucket, Posting { rest, slot });
            if !self.postings[first..].contains(&posting) {
                self.postings.push(posting);
            }
        }
        self.slots.push(Slot { id, sort: known.sort, clocks: known.clocks });
    }

    /// The same the other way round: what was gathered from the last to the first.
    #[must_use]
    pub fn turned(mut self) -> Self {
        let last = count(self.slots.len()).saturating_sub(1);
        self.slots.reverse();
        self.postings.reverse();
        self.postings.iter_mut().for_each(|(_, posting)| posting.slot = last - posting.slot);
        self
    }
}

impl Default for Index {
    fn default() -> Self {
        Self { blocks: VectorSync::new_sync(), buckets: HashTrieMapSync::new_sync(), count: 0 }
    }
}

impl Index {
    /// The index of all that was gathered. No record is in two parts.
    pub fn of(parts: Vec<Gathered>) -> Self {
        let mut sizes = vec![0_usize; usize::from(u16::MAX) + 1];
        let all = || parts.iter().flat_map(|part| part.postings.iter());
        all().for_each(|(bucket, _)| sizes[usize::from(*bucket)] += 1);
        let mut buckets: Vec<Vec<Posting>> = sizes.into_iter().map(Vec::with_capacity).collect();
        let (mut slots, mut before) = (Vec::new(), 0);
        for Gathered { slots: own, postings } in parts {
            for (bucket, posting) in postings {
                buckets[usize::from(bucket)].push(Posting { slot: before + posting.slot, ..posting });
            }
            before += count(own.len());
            slots.push(own);
        }
        let mut index = Self { count: before, ..Self::default() };
        let mut slots = slots.into_iter().flatten();
        loop {
            let block: Vec<Slot> = slots.by_ref().take(BLOCK).collect();
            if block.is_empty() {
                break;
            }
            index.blocks.push_back_mut(Arc::new(Block { earliest: earliest(&block), slots: block }));
        }
        let some = (0..=u16::MAX).zip(buckets).filter(|(_, postings)| !postings.is_empty());
        some.for_each(|(bucket, postings)| index.buckets.insert_mut(bucket, Arc::new(postings)));
        index
    }

    /// Every record in it.
    pub fn records(&self) -> impl Iterator<Item = RecordId> {
        self.slots(|_| true).map(|(id, ..)| id)
    }

    /// Is the record in it?
    pub fn has(&self, id: RecordId) -> bool {
        self.slot(id).is_some()
    }

    /// Records in it.
    pub const fn len(&self) -> usize {
        self.count as usize
    }

    /// Nothing was ever known here.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Takes in by what a record is known.
    pub fn take(&mut self, id: RecordId, known: &Known) {
        let slot = self.slot_of(id);
        known.words.iter().for_each(|word| self.post(*word, slot));
        known.keys.iter().for_each(|key| self.post(Word::of_key(key), slot));
        self.set(slot, known.sort, known.clocks);
    }

    /// A record is known by this word from now on.
    pub fn add(&mut self, id: RecordId, word: Word) {
        let slot = self.slot_of(id);
        self.post(word, slot);
    }

    /// When a record is to be looked at.
    pub fn set_clocks(&mut self, id: RecordId, sort: Sort, clocks: Clocks) {
        let slot = self.slot_of(id);
        self.set(slot, sort, clocks);
    }

    /// When a record is to be looked at, as far as is known here.
    pub fn clocks(&self, id: RecordId) -> Clocks {
        self.slot(id).and_then(|slot| self.at(slot)).map_or(Clocks::NONE, |slot| slot.clocks)
    }

    /// Whatever is open is to be looked at anew: what its clocks were counted by has changed.
    pub fn stir_all(&mut self) {
        let open: Vec<(RecordId, Sort, Clocks)> = self.slots(|clocks| !clocks.is_over()).collect();
        for (id, sort, clocks) in open {
            self.set_clocks(id, sort, Clocks { rings: 0, ..clocks });
        }
    }

    /// The records that may be known by a word, in the order in which they were first known.
    pub fn with(&self, word: Word) -> Vec<RecordId> {
        let (bucket, rest) = word.split();
        let postings = self.buckets.get(&bucket).into_iter().flat_map(|bucket| bucket.iter());
        let slots = postings.filter(|posting| posting.rest == rest).map(|posting| posting.slot);
        slots.filter_map(|slot| self.at(slot).map(|slot| slot.id)).collect()
    }

    /// The records of which a service clock may have rung by then, those that may have rung first first.
    pub fn ringing(&self, by: Second) -> Vec<RecordId> {
        let mut ringing: Vec<_> = self.slots(|clocks| clocks.rings <= by).collect();
        ringing.sort_by_key(|(id, _, clocks)| (clocks.rings, *id));
        ringing.into_iter().map(|(id, ..)| id).collect()
    }

    /// The records of a kind about which something is open.
    pub fn open(&self, sort: Sort) -> impl Iterator<Item = RecordId> {
        self.slots(|clocks| !clocks.is_over()).filter(move |(_, of, _)| *of == sort).map(|(id, ..)| id)
    }

    /// The records with a date that falls by then; `SOME_DAY`: every record with a date.
    pub fn falling(&self, by: Second) -> impl Iterator<Item = RecordId> {
        self.slots(move |clocks| clocks.falls <= by).map(|(id, ..)| id)
    }

    fn slots(&self, meets: impl Fn(Clocks) -> bool + Copy) -> impl Iterator<Item = (RecordId, Sort, Clocks)> {
        let blocks = self.blocks.iter().filter(move |block| meets(block.earliest));
        let slots = blocks.flat_map(|block| block.slots.iter()).filter(move |slot| meets(slot.clocks));
        slots.map(|slot| (slot.id, slot.sort, slot.clocks))
    }

    fn at(&self, slot: u32) -> Option<&Slot> {
        let slot = slot as usize;
        self.blocks.get(slot / BLOCK)?.slots.get(slot % BLOCK)
    }

    fn slot(&self, id: RecordId) -> Option<u32> {
        let (bucket, rest) = Word::of_id(id).split();
        let postings = self.buckets.get(&bucket)?.iter().filter(|posting| posting.rest == rest);
        postings.map(|posting| posting.slot).find(|slot| self.at(*slot).is_some_and(|one| one.id == id))
    }

    fn slot_of(&mut self, id: RecordId) -> u32 {
        if let Some(slot) = self.slot(id) {
            return slot;
        }
        let slot = self.count;
        let one = Slot { id, sort: Sort::Other, clocks: Clocks::NONE };
        let full = slot as usize / BLOCK == self.blocks.len();
        if full {
            self.blocks.push_back_mut(Arc::new(Block { slots: vec![one], earliest: Clocks::NONE }));
        } else if let Some(block) = self.blocks.get_mut(slot as usize / BLOCK) {
            Arc::make_mut(block).slots.push(one);
        }
        self.count += 1;
        self.post(Word::of_id(id), slot);
        slot
    }

    fn post(&mut self, word: Word, slot: u32) {
        let (bucket, rest) = word.split();
        let posting = Posting { rest, slot };
        match self.buckets.get_mut(&bucket) {
            Some(postings) if postings.contains(&posting) => {}
            Some(postings) => {
                let postings = Arc::make_mut(postings);
                // A vector that doubles would be half empty.
                if postings.len() == postings.capacity() {
                    postings.reserve_exact(8);
                }
                postings.push(posting);
            }
            None => self.buckets.insert_mut(bucket, Arc::new(vec![posting])),
        }
    }

    fn set(&mut self, slot: u32, sort: Sort, clocks: Clocks) {
        let place = slot as usize;
        let Some(block) = self.blocks.get_mut(place / BLOCK) else { return };
        if block.slots.get(place % BLOCK).is_none_or(|one| (one.sort, one.clocks) == (sort, clocks)) {
            return;
        }
        let block = Arc::make_mut(block);
        let id = block.slots[place % BLOCK].id;
        block.slots[place % BLOCK] = Slot { id, sort, clocks };
        block.earliest = earliest(&block.slots);
    }
}

fn earliest(slots: &[Slot]) -> Clocks {
    let first = |of: fn(Clocks) -> Second| slots.iter().map(|slot| of(slot.clocks)).min().unwrap_or(NEVER);
    Clocks { rings: first(|clocks| clocks.rings), falls: first(|clocks| clocks.falls) }
}

/// Records are counted in 32 bits, as everywhere in an index.
fn count(records: usize) -> u32 {
    u32::try_from(records).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The `no`-th record: some words are its own, some it shares with others, one it has twice.
    fn record(no: u32) -> (RecordId, Known) {
        let words = [Word::of("own", &no.to_string()), Word::of("shared", &(no / 3).to_string())];
        let keys = vec![Hash::of(&no.to_be_bytes())];
        let words = vec![words[0], words[1], words[0]];
        let clocks = Clocks { rings: if no.is_multiple_of(5) { NEVER } else { 1_000 - no }, falls: SOME_DAY };
        (RecordId(uuid::Uuid::from_u128(u128::from(no))), Known { keys, words, sort: Sort::Dispute, clocks })
    }

    #[test]
    fn an_index_made_at_once_is_the_one_that_was_made_record_by_record() {
        let records: Vec<(RecordId, Known)> = (1..=900).map(record).collect();
        let mut slowly = Index::default();
        records.iter().for_each(|(id, known)| slowly.take(*id, known));
        let (mut first, mut last) = (Gathered::default(), Gathered::default());
        records[..300].iter().for_each(|(id, known)| first.take(*id, known));
        records[300..].iter().rev().for_each(|(id, known)| last.take(*id, known));
        let mut at_once = Index::of(vec![first, last.turned()]);
        for index in [&mut slowly, &mut at_once] {
            let changed = Known { words: vec![Word::of("late", "")], ..record(7).1 };
            index.take(records[6].0, &changed);
        }
        assert_eq!(at_once.len(), slowly.len());
        assert_eq!(at_once.ringing(500), slowly.ringing(500));
        assert_eq!(at_once.records().collect::<Vec<_>>(), slowly.records().collect::<Vec<_>>());
        for (no, (id, known)) in records.iter().enumerate() {
            assert_eq!(at_once.clocks(*id), known.clocks);
            let words = known.words.iter().copied().chain([Word::of_key(&known.keys[0])]);
            for word in words {
                assert_eq!(at_once.with(word), slowly.with(word), "record {no}");
                assert!(at_once.with(word).contains(id), "record {no}");
            }
        }
        assert_eq!(at_once.with(Word::of("late", "")), [records[6].0]);
        assert_eq!(at_once.with(Word::of("shared", "1")), [records[2].0, records[3].0, records[4].0]);
        assert!(!at_once.has(RecordId(uuid::Uuid::from_u128(901))));
    }
}
