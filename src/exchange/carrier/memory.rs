//! A carrier in memory, for tests: loses, repeats, cuts and reorders by a seed, so that a run can be repeated.

use super::{ARRIVED_MAX, Arrived, BundleName, Carrier, CarrierError, Handle, Polled};
use crate::casework::ids::UnitId;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Waiting bundles in all: a test that fills this has run away. What comes above is lost, as a carrier may.
const WAITING_MAX: usize = 100_000;

/// How often, in per cent, a bundle put is treated badly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Never arrives.
    pub lost_percent: u64,
    /// Arrives twice.
    pub repeated_percent: u64,
    /// Arrives without its end.
    pub cut_percent: u64,
    /// Bundles are handed out in any order.
    pub reordered: bool,
}

/// Same seed, same faults.
pub struct MemoryCarrier {
    faults: Faults,
    state: Mutex<State>,
}

struct State {
    chance: u64,
    next_token: u64,
    waiting: Vec<Waiting>,
}

struct Waiting {
    to: UnitId,
    name: BundleName,
    token: String,
    bytes: Vec<u8>,
    refused: bool,
}

impl MemoryCarrier {
    /// With these faults, by this seed.
    pub fn new(seed: u64, faults: Faults) -> Self {
        let state = State { chance: seed, next_token: 0, waiting: Vec::new() };
        Self { faults, state: Mutex::new(state) }
    }

    /// The state stays whole whatever panics elsewhere: each change is one push or one removal.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The next number of a splitmix64 sequence, below `below`.
    fn chance(&mut self, below: u64) -> u64 {
        self.chance = self.chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.chance;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below.max(1)
    }

    fn push(&mut self, to: UnitId, name: &BundleName, bytes: Vec<u8>) {
        if self.waiting.len() < WAITING_MAX {
            let token = self.next_token.to_string();
            self.next_token += 1;
            self.waiting.push(Waiting { to, name: name.clone(), token, bytes, refused: false });
        }
    }
}

impl Carrier for MemoryCarrier {
    fn put(&self, to: UnitId, name: &BundleName, bytes: &[u8]) -> Result<(), CarrierError> {
        let (faults, mut state) = (self.faults, self.state());
        state.waiting.retain(|one| one.to != to || one.name != *name);
        if state.chance(100) < faults.lost_percent {
            return Ok(());
        }
        let copies = if state.chance(100) < faults.repeated_percent { 2 } else { 1 };
        for _ in 0..copies {
            let cut = state.chance(100) < faults.cut_percent;
            let length = if cut { state.chance(bytes.len() as u64) as usize } else { bytes.len() };
            state.push(to, name, bytes[..length].to_vec());
        }
        Ok(())
    }

    fn poll(&self, me: UnitId) -> Result<Polled, CarrierError> {
        let mut state = self.state();
        let mut arrived: Vec<Arrived> = state
            .waiting
            .iter()
            .filter(|one| one.to == me && !one.refused)
            .map(|one| Arrived { handle: Handle { to: me, token: one.token.clone() }, bytes: one.bytes.clone() })
            .collect();
        if self.faults.reordered {
            for n in (1..arrived.len()).rev() {
                arrived.swap(n, state.chance(n as u64 + 1) as usize);
            }
        }
        let more = arrived.len() > ARRIVED_MAX;
        arrived.truncate(ARRIVED_MAX);
        Ok(Polled { arrived, left_alone: Vec::new(), more })
    }

    fn done(&self, handle: &Handle) -> Result<(), CarrierError> {
        self.state().waiting.retain(|one| one.to != handle.to || one.token != handle.token);
        Ok(())
    }

    fn refuse(&self, handle: &Handle) -> Result<(), CarrierError> {
        let mut state = self.state();
        let found = state.waiting.iter_mut().find(|one| one.to == handle.to && one.token == handle.token);
        if let Some(one) = found {
            one.refused = true;
        }
        Ok(())
    }
}
