//! Two cores for what takes long: a filter over all rows, a search over all names.

use crate::finder::Hands;
use std::sync::{Mutex, PoisonError};

/// The asking thread, and one beside it.
pub(super) struct TwoHands;

impl Hands for TwoHands {
    fn both(&self, one: &mut (dyn FnMut() + Send), other: &mut (dyn FnMut() + Send)) {
        let other = Mutex::new(other);
        let work = || (other.lock().unwrap_or_else(PoisonError::into_inner))();
        std::thread::scope(|scope| {
            let beside = std::thread::Builder::new().spawn_scoped(scope, work);
            one();
            match beside {
                Ok(beside) => beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                // without a thread to be had the work is done all the same
                Err(_) => work(),
            }
        });
    }
}
