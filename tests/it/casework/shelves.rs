//! Shelves and their index: what is asked of memory and of the folded records is one thing, in every version of it.

use super::house::Kept;
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::index::{Clocks, Index, Known, NEVER, SOME_DAY, Sort, Word};
use dutydesk::casework::shelf::{Cold, Shelf};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

fn id(no: u8) -> RecordId {
    RecordId(uuid::Uuid::from_u128(u128::from(no) + 1))
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Put(u8, u64),
    Change(u8, u64),
    Take(u8),
    Cut,
    Commit,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..12_u8, any::<u64>()).prop_map(|(no, value)| Step::Put(no, value)),
        (0..12_u8, any::<u64>()).prop_map(|(no, value)| Step::Change(no, value)),
        (0..12_u8).prop_map(Step::Take),
        Just(Step::Cut),
        Just(Step::Commit),
    ]
}

/// What a shelf tells, read by id and as a whole.
fn told(shelf: &Shelf<Vec<u64>>) -> BTreeMap<RecordId, Vec<u64>> {
    let by_id: BTreeMap<RecordId, Vec<u64>> =
        (0..12).filter_map(|no| shelf.get(&id(no)).map(|found| (id(no), (**found).clone()))).collect();
    let mut whole: Vec<Vec<u64>> = shelf.values().map(|found| (*found).clone()).collect();
    let mut same: Vec<Vec<u64>> = by_id.values().cloned().collect();
    whole.sort();
    same.sort();
    assert_eq!(whole, same, "looked through and asked by id");
    by_id
}

proptest! {
    /// Whatever is put, changed, taken away and committed, a shelf tells what a plain map tells; and who holds an older
    /// version is told what was true then.
    #[test]
    fn a_shelf_is_a_map_and_its_versions_do_not_move(steps in prop::collection::vec(step(), 0..60)) {
        let (mut shelf, mut map, mut kept) = (Shelf::<Vec<u64>>::default(), BTreeMap::new(), Kept::default());
        let (mut versions, mut leaving) = (Vec::new(), None);
        for step in steps {
            match step {
                Step::Put(no, value) => {
                    shelf.insert_mut(id(no), Arc::new(vec![value]));
                    map.insert(id(no), vec![value]);
                }
                Step::Change(no, value) => {
                    if let Some(found) = shelf.get_mut(&id(no)) {
                        Arc::make_mut(found).push(value);
                    }
                    if let Some(found) = map.get_mut(&id(no)) {
                        found.push(value);
                    }
                }
                Step::Take(no) => {
                    shelf.remove_mut(&id(no));
                    map.remove(&id(no));
                }
                Step::Cut if leaving.is_none() => {
                    kept.take(shelf.changed());
                    leaving = Some(kept.clone());
                    shelf.cut();
                }
                Step::Cut => {}
                Step::Commit => {
                    if let Some(written) = leaving.take() {
                        let cold: Arc<dyn Cold> = Arc::new(written);
                        shelf.settle(&cold);
                    }
                }
            }
            prop_assert_eq!(told(&shelf), map.clone());
            versions.push((shelf.clone(), map.clone()));
        }
        for (shelf, map) in versions {
            prop_assert_eq!(told(&shelf), map);
        }
    }

    /// The index finds all that is known by a word and nothing else, and looks at what may have rung, in its order.
    #[test]
    fn the_index_tells_what_was_learnt(
        words in prop::collection::vec((0..200_u8, 0..40_u8), 0..400),
        clocks in prop::collection::vec((0..200_u8, prop_oneof![0..100_u32, Just(SOME_DAY), Just(NEVER)]), 0..400),
    ) {
        let word = |no: u8| Word::of("word", &no.to_string());
        let (mut index, mut by_word, mut rings) = (Index::default(), BTreeMap::new(), BTreeMap::new());
        for (record, no) in &words {
            index.add(id(*record), word(*no));
            let of_word: &mut Vec<RecordId> = by_word.entry(*no).or_default();
            if !of_word.contains(&id(*record)) {
                of_word.push(id(*record));
            }
        }
        for (record, at) in &clocks {
            index.set_clocks(id(*record), Sort::Dispute, Clocks { rings: *at, falls: *at });
            rings.insert(id(*record), *at);
        }
        for no in 0..40 {
            let mut found = index.with(word(no));
            let mut due = by_word.get(&no).cloned().unwrap_or_default();
            found.sort();
            due.sort();
            prop_assert_eq!(found, due);
        }
        let mut due: Vec<(u32, RecordId)> = rings.iter().filter(|(_, at)| **at <= 50).map(|(id, at)| (*at, *id)).collect();
        due.sort_unstable();
        prop_assert_eq!(index.ringing(50), due.iter().map(|(_, id)| *id).collect::<Vec<_>>());
        let open = rings.values().filter(|at| **at != NEVER).count();
        prop_assert_eq!(index.open(Sort::Dispute).count(), open);
        prop_assert_eq!(index.falling(SOME_DAY).count(), open);
        let mut again = Index::default();
        again.take(id(0), &Known { words: vec![word(7)], ..Known::default() });
        prop_assert_eq!(again.with(word(7)), vec![id(0)]);
    }
}
