//! An order: the slots of rows in the order of a key, as a tree whose branches know how many slots below them each
//! audience may see. The place of a row, the row of a place and a total are found without walking the rows. A clone
//! shares all that did not change since.

use std::cmp::Ordering;
use std::sync::Arc;

/// Slots of a leaf.
const LEAF_MAX: usize = 512;

/// Branches of a node.
const BRANCHES_MAX: usize = 64;

/// A node with fewer than a quarter is joined with its neighbour.
const FEW: usize = 4;

/// Slots in order.
#[derive(Clone, Debug)]
pub struct Order {
    root: Arc<Node>,
}

#[derive(Clone, Debug)]
enum Node {
    Leaf(Vec<u32>),
    Inner(Vec<Branch>),
}

#[derive(Clone, Debug)]
struct Branch {
    counts: Counts,
    node: Arc<Node>,
}

/// How many slots each audience has, those with none left out.
#[derive(Clone, Debug, Default)]
struct Counts(Vec<(u32, u32)>);

/// Who looks: which audiences it is of, and the audience of each slot.
#[derive(Clone, Copy)]
pub struct Eye<'a> {
    /// By audience; None: of all.
    pub sees: Option<&'a [bool]>,
    pub audience: Audience<'a>,
}

impl Eye<'_> {
    /// Sees everything: for what the program itself looks up.
    pub const ALL: Self = Self { sees: None, audience: &|_| 0 };

    /// Is this slot seen?
    pub fn sees(&self, slot: u32) -> bool {
        self.sees.is_none() || self.sees_audience((self.audience)(slot))
    }

    /// Is this audience one of those that it is of?
    pub fn sees_audience(&self, audience: u32) -> bool {
        self.sees.is_none_or(|sees| sees.get(audience as usize).copied().unwrap_or(false))
    }
}

/// The audience of a slot.
pub type Audience<'a> = &'a (dyn Fn(u32) -> u32 + Sync);

/// How the row of a slot compares to what is looked for.
pub type Compare<'a> = &'a dyn Fn(u32) -> Ordering;

impl Default for Order {
    fn default() -> Self {
        Self { root: Arc::new(Node::Leaf(Vec::new())) }
    }
}

impl Order {
    /// The order of slots that are sorted already.
    pub fn of_sorted(slots: &[u32], audience: impl Fn(u32) -> u32) -> Self {
        let leaf = |slots: &[u32]| Branch {
            counts: Counts::of(slots.iter().map(|slot| (audience(*slot), 1))),
            node: Arc::new(Node::Leaf(slots.to_vec())),
        };
        let mut level: Vec<Branch> = slots.chunks(LEAF_MAX).map(leaf).collect();
        while level.len() > 1 {
            level = level.chunks(BRANCHES_MAX).map(|branches| Branch::over(branches.to_vec())).collect();
        }
        level.pop().map_or_else(Self::default, |branch| Self { root: branch.node })
    }

    /// Puts a slot where `compare` (of the others with it) says.
    pub fn insert(&mut self, slot: u32, audience: Audience<'_>, compare: Compare<'_>) {
        if let Some(new) = Arc::make_mut(&mut self.root).insert(slot, audience, compare) {
            let old = Branch { counts: self.root.counts(audience), node: Arc::clone(&self.root) };
            self.root = Arc::new(Node::Inner(vec![old, new]));
        }
    }

    /// Takes out the slot that compares equal, which is seen by this audience.
    pub fn remove(&mut self, audience: u32, compare: Compare<'_>) {
        Arc::make_mut(&mut self.root).remove(audience, compare);
        while let Node::Inner(branches) = &*self.root
            && branches.len() < 2
        {
            self.root = branches.first().map_or_else(|| Arc::new(Node::Leaf(Vec::new())), |one| Arc::clone(&one.node));
        }
    }

    /// How many are seen.
    pub fn count(&self, eye: &Eye<'_>) -> usize {
        match &*self.root {
            Node::Leaf(slots) => slots.iter().filter(|slot| eye.sees(**slot)).count(),
            Node::Inner(branches) => branches.iter().map(|one| one.counts.seen(eye)).sum(),
        }
    }

    /// How many that are seen come before: all that compare less.
    pub fn before(&self, eye: &Eye<'_>, compare: Compare<'_>) -> usize {
        let mut node = &self.root;
        let mut count = 0;
        loop {
            match &**node {
                Node::Leaf(slots) => {
                    let less = slots.partition_point(|slot| compare(*slot) == Ordering::Less);
                    return count + slots[..less].iter().filter(|slot| eye.sees(**slot)).count();
                }
                Node::Inner(branches) => {
                    let less = branches.partition_point(|one| one.first().is_some_and(|slot| compare(slot).is_lt()));
                    let Some(last) = less.checked_sub(1) else { return count };
                    count += branches[..last].iter().map(|one| one.counts.seen(eye)).sum::<usize>();
                    node = &branches[last].node;
                }
            }
        }
    }

    /// The first slot that compares equal.
    pub fn find(&self, compare: Compare<'_>) -> Option<u32> {
        match &*self.root {
            Node::Leaf(slots) => {
                let at = slots.partition_point(|slot| compare(*slot).is_lt());
                slots.get(at).copied().filter(|slot| compare(*slot).is_eq())
            }
            Node::Inner(branches) => {
                // the first equal one begins a branch, or lies in the last one that begins with less
                let less = branches.partition_point(|one| one.first().is_some_and(|slot| compare(slot).is_lt()));
                let next = branches.get(less).and_then(Branch::first).filter(|slot| compare(*slot).is_eq());
                let Some(last) = less.checked_sub(1) else { return next };
                Self { root: Arc::clone(&branches[last].node) }.find(compare).or(next)
            }
        }
    }

    /// Tells the slots that are seen, from the `skip`-th on, until `tell` has enough.
    pub fn walk(&self, eye: &Eye<'_>, mut skip: usize, tell: &mut dyn FnMut(u32) -> bool) {
        walk(&self.root, eye, &mut skip, tell);
    }

    /// All slots in order.
    pub fn slots(&self) -> Vec<u32> {
        let mut all = Vec::new();
        self.root.every(&mut |slots| all.extend_from_slice(slots));
        all
    }

    /// The slots that are marked, in order.
    pub fn picked(&self, marks: &[bool]) -> Vec<u32> {
        let mut picked = Vec::new();
        let is_marked = |slot: &u32| marks.get(*slot as usize).copied().unwrap_or(false);
        self.root.every(&mut |slots| picked.extend(slots.iter().copied().filter(is_marked)));
        picked
    }

    /// How many slots, seen or not.
    pub fn len(&self) -> usize {
        match &*self.root {
            Node::Leaf(slots) => slots.len(),
            Node::Inner(branches) => branches.iter().map(|one| one.counts.all()).sum(),
        }
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Node {
    fn first(&self) -> Option<u32> {
        match self {
            Self::Leaf(slots) => slots.first().copied(),
            Self::Inner(branches) => branches.first().and_then(Branch::first),
        }
    }

    fn counts(&self, audience: Audience<'_>) -> Counts {
        match self {
            Self::Leaf(slots) => Counts::of(slots.iter().map(|slot| (audience(*slot), 1))),
            Self::Inner(branches) => Counts::of(branches.iter().flat_map(|one| one.counts.0.iter().copied())),
        }
    }

    /// Puts a slot in; the right half, when the node had to be parted.
    fn insert(&mut self, slot: u32, audience: Audience<'_>, compare: Compare<'_>) -> Option<Branch> {
        match self {
            Self::Leaf(slots) => {
                let at = slots.partition_point(|other| compare(*other).is_lt());
                slots.insert(at, slot);
                // What grows at its end is left full behind.
                let part = if at + 1 == slots.len() { slots.len() - 1 } else { slots.len() / 2 };
                let right = (slots.len() > LEAF_MAX).then(|| Self::Leaf(slots.split_off(part)))?;
                Some(Branch { counts: right.counts(audience), node: Arc::new(right) })
            }
            Self::Inner(branches) => {
                let after = branches.partition_point(|one| one.first().is_some_and(|first| compare(first).is_le()));
                let at = after.saturating_sub(1);
                let branch = branches.get_mut(at)?;
                branch.counts.change(audience(slot), 1);
                if let Some(right) = Arc::make_mut(&mut branch.node).insert(slot, audience, compare) {
                    right
                        .counts
                        .0
                        .iter()
                        .for_each(|(audience, count)| branch.counts.change(*audience, -i64::from(*count)));
                    branches.insert(at + 1, right);
                }
                let part = if at + 2 >= branches.len() { branches.len() - 1 } else { branches.len() / 2 };
                let right = (branches.len() > BRANCHES_MAX).then(|| Self::Inner(branches.split_off(part)))?;
                Some(Branch { counts: right.counts(audience), node: Arc::new(right) })
            }
        }
    }

    /// Takes a slot out; was it there?
    fn remove(&mut self, audience: u32, compare: Compare<'_>) -> bool {
        match self {
            Self::Leaf(slots) => {
                let at = slots.partition_point(|other| compare(*other).is_lt());
                let is_there = slots.get(at).is_some_and(|slot| compare(*slot).is_eq());
                if is_there {
                    slots.remove(at);
                }
                is_there
            }
            Self::Inner(branches) => {
                let after = branches.partition_point(|one| one.first().is_some_and(|first| compare(first).is_le()));
                let Some(at) = after.checked_sub(1) else { return false };
                if !Arc::make_mut(&mut branches[at].node).remove(audience, compare) {
                    return false;
                }
                branches[at].counts.change(audience, -1);
                tidy(branches, at);
                true
            }
        }
    }

    fn every(&self, tell: &mut dyn FnMut(&[u32])) {
        match self {
            Self::Leaf(slots) => tell(slots),
            Self::Inner(branches) => branches.iter().for_each(|one| one.node.every(tell)),
        }
    }

    const fn is_few(&self) -> bool {
        match self {
            Self::Leaf(slots) => slots.len() < LEAF_MAX / FEW,
            Self::Inner(branches) => branches.len() < BRANCHES_MAX / FEW,
        }
    }

    /// Takes in all of its right neighbour, if there is room to spare.
    fn join(&mut self, right: &Self) -> bool {
        match (self, right) {
            (Self::Leaf(left), Self::Leaf(right)) if left.len() + right.len() <= LEAF_MAX / 2 => {
                left.extend_from_slice(right);
                true
            }
            (Self::Inner(left), Self::Inner(right)) if left.len() + right.len() <= BRANCHES_MAX / 2 => {
                left.extend_from_slice(right);
                true
            }
            (Self::Leaf(_) | Self::Inner(_), _) => false,
        }
    }
}

/// Joins a branch that became small with its neighbour; one that became empty goes.
fn tidy(branches: &mut Vec<Branch>, at: usize) {
    if branches[at].node.first().is_none() {
        branches.remove(at);
        return;
    }
    if !branches[at].node.is_few() {
        return;
    }
    let left = if at + 1 < branches.len() { at } else { at.saturating_sub(1) };
    let Some(right) = branches.get(left + 1).cloned() else { return };
    if Arc::make_mut(&mut branches[left].node).join(&right.node) {
        right.counts.0.iter().for_each(|(audience, count)| branches[left].counts.change(*audience, i64::from(*count)));
        branches.remove(left + 1);
    }
}

fn walk(node: &Node, eye: &Eye<'_>, skip: &mut usize, tell: &mut dyn FnMut(u32) -> bool) -> bool {
    match node {
        Node::Leaf(slots) => slots.iter().filter(|slot| eye.sees(**slot)).all(|slot| {
            let is_before = *skip > 0;
            *skip -= usize::from(is_before);
            is_before || tell(*slot)
        }),
        Node::Inner(branches) => branches.iter().all(|one| {
            let seen = one.counts.seen(eye);
            if seen <= *skip {
                *skip -= seen;
                return true;
            }
            walk(&one.node, eye, skip, tell)
        }),
    }
}

impl Branch {
    fn over(branches: Vec<Self>) -> Self {
        let counts = Counts::of(branches.iter().flat_map(|one| one.counts.0.iter().copied()));
        Self { counts, node: Arc::new(Node::Inner(branches)) }
    }

    fn first(&self) -> Option<u32> {
        self.node.first()
    }
}

impl Counts {
    fn of(counts: impl Iterator<Item = (u32, u32)>) -> Self {
        let mut sum = Self::default();
        counts.for_each(|(audience, count)| sum.change(audience, i64::from(count)));
        sum.0.shrink_to_fit();
        sum
    }

    fn change(&mut self, audience: u32, by: i64) {
        let at = self.0.partition_point(|(other, _)| *other < audience);
        let is_there = self.0.get(at).is_some_and(|(other, _)| *other == audience);
        if !is_there {
            self.0.insert(at, (audience, 0));
        }
        self.0[at].1 = u32::try_from(i64::from(self.0[at].1) + by).unwrap_or(0);
        if self.0[at].1 == 0 {
            self.0.remove(at);
        }
    }

    fn seen(&self, eye: &Eye<'_>) -> usize {
        self.0.iter().filter(|(audience, _)| eye.sees_audience(*audience)).map(|(_, count)| *count as usize).sum()
    }

    fn all(&self) -> usize {
        self.0.iter().map(|(_, count)| *count as usize).sum()
    }
}
