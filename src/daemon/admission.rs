//! Who is let in: by the uid that the kernel names when a connection is accepted, and again before every answer, for a
//! post may have ended meanwhile.

use super::account::{account_of, is_same};
use super::answer::Shared;
use super::world::World;
use crate::journal::Mode;
use std::fs;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Where the kernel says which uid stands for accounts unknown to this namespace, and what it is nearly everywhere.
const OVERFLOW_UID_FILE: &str = "/proc/sys/kernel/overflowuid";
const OVERFLOW_UID: u32 = 65_534;

/// Refused connections are told together so often: a stranger that tries for ever must not fill the log.
const TELL_EVERY: Duration = Duration::from_secs(60);

static OVERFLOW: LazyLock<u32> = LazyLock::new(|| {
    let told = fs::read_to_string(OVERFLOW_UID_FILE).ok().and_then(|text| text.trim().parse().ok());
    told.unwrap_or(OVERFLOW_UID)
});

/// What becomes of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entrance {
    Open,
    NotKnown,
    /// Another account had this uid when the post was given.
    Renew {
        account: String,
    },
}

/// A personal store is for its owner; a shared one for its service account, its administrators and accounts with a
/// post, never for root or accounts from outside the namespace.
pub fn is_admitted(shared: &Shared, world: &World, uid: u32) -> bool {
    if !shared.shared {
        return uid == shared.owner;
    }
    if uid == 0 || uid == *OVERFLOW {
        return false;
    }
    let officer = world.mode != Some(Mode::Practice) && !world.posts_of(uid).is_empty();
    uid == shared.owner || shared.administrators.contains(&uid) || officer
}

/// Looks at a new connection. The account behind a uid is asked for once: it cannot change under a living connection.
pub fn entrance(shared: &Shared, world: &World, uid: u32) -> Entrance {
    if !is_admitted(shared, world, uid) {
        return Entrance::NotKnown;
    }
    let posts = world.posts_of(uid);
    let Some((officer, _)) = posts.first().filter(|_| shared.shared && uid != shared.owner) else {
        return Entrance::Open;
    };
    // Names may come from a directory on the network.
    let now = tokio::task::block_in_place(|| account_of(uid));
    if is_same(officer, &now) { Entrance::Open } else { Entrance::Renew { account: officer.account.clone() } }
}

/// Connections that were refused, told once a minute.
#[derive(Default)]
pub struct Refused(Mutex<Told>);

#[derive(Default)]
struct Told {
    last: Option<Instant>,
    untold: u64,
}

impl Refused {
    /// Counts one, and tells of all since the last time when it is time.
    pub fn note(&self, uid: u32) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.untold += 1;
        if told.last.is_none_or(|last| last.elapsed() >= TELL_EVERY) {
            tracing::warn!(uid, refused = told.untold, "connections refused; the last one's uid is told");
            *told = Told { last: Some(Instant::now()), untold: 0 };
        }
    }
}
