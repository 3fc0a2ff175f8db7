//! Searches of one connection. They run beside it, so that the next key is read while the last one is still looked for;
//! a newer search ends the older, whose answer nobody waits for any more.

use super::answer::{Session, Shared};
use super::find::find;
use crate::calendar::Text;
use crate::casework::ids::PostId;
use crate::wire::{FromDaemon, Reply};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::task::JoinSet;

/// Searches that may be about to end at once; more are not read from the line until one has.
const RUNNING_MAX: usize = 4;

/// The searches of a connection.
#[derive(Default)]
pub(super) struct Searches {
    running: JoinSet<FromDaemon>,
    /// Ends the newest one.
    end: Arc<AtomicBool>,
}

impl Searches {
    /// Is there room for one more?
    pub fn has_room(&self) -> bool {
        self.running.len() < RUNNING_MAX
    }

    /// Is one running?
    pub fn is_running(&self) -> bool {
        !self.running.is_empty()
    }

    /// Begins a search in place of the one before.
    pub fn begin(&mut self, no: u32, session: &Session, (text, limit): (String, u16)) {
        self.end.store(true, Ordering::Relaxed);
        self.end = Arc::new(AtomicBool::new(false));
        let (end, shared, who) = (Arc::clone(&self.end), Arc::clone(&session.shared), (session.uid, session.post));
        self.running.spawn(async move {
            shared.registrar.loaded().await;
            let work = move || search(shared, who, (&text, limit), &|| end.load(Ordering::Relaxed));
            let reply = tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Reply::Fault(mistake()));
            FromDaemon::Reply { no, reply: Box::new(reply) }
        });
    }

    /// The answer of the search that ends next, unless the post that asked has ended over it.
    pub async fn next(&mut self, session: &Session) -> Option<FromDaemon> {
        let found = self.running.join_next().await?.ok()?;
        let world = session.shared.registrar.world();
        let still = session.admitted(&world).and_then(|()| session.acting(&world)).is_some();
        match found {
            FromDaemon::Reply { no, .. } if !still => {
                Some(FromDaemon::Reply { no, reply: Box::new(session.no_post()) })
            }
            other => Some(other),
        }
    }
}

impl Drop for Searches {
    fn drop(&mut self) {
        self.end.store(true, Ordering::Relaxed);
    }
}

fn mistake() -> Text {
    Text::new("程序出错, 没有答复; 已记入日志", "a mistake of the program: no answer; the log has it")
}

fn search(
    shared: Arc<Shared>,
    (uid, post): (u32, Option<PostId>),
    (text, limit): (&str, u16),
    stop: &(dyn Fn() -> bool + Sync),
) -> Reply {
    let session = Session { post, ..Session::new(shared, uid) };
    let world = session.shared.registrar.world();
    match session.admitted(&world).and_then(|()| session.acting(&world)) {
        Some(acting) => find(&acting, text, limit, stop),
        None => session.no_post(),
    }
}
