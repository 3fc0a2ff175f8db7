//! One connection: the handshake, then requests one after the other, with pushes between them.

use super::answer::{Session, Shared};
use super::job::Published;
use super::look::is_visible;
use crate::journal::Mode;
use crate::wire::frame::{FrameError, codec, decode, encode};
use crate::wire::{Asked, FromDaemon, Hello, PROTOCOL, Push, Welcome};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::UnixStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::codec::{Framed, LengthDelimitedCodec};

/// How long a client may take to say hello: it is the same program on the same machine.
const HELLO_WITHIN: Duration = Duration::from_secs(5);

/// How long a client may take to read what it is sent, before it is dropped.
const READ_WITHIN: Duration = Duration::from_secs(5);

/// The uid that stands for accounts unknown to this namespace.
const OVERFLOW_UID: u32 = 65_534;

/// Why a connection ended early.
#[derive(Debug, thiserror::Error)]
enum SessionError {
    #[error("the client did not say hello in time")]
    NoHello,
    #[error("the client does not read")]
    SlowReader,
    #[error(transparent)]
    Frame(#[from] FrameError),
    #[error(transparent)]
    Line(#[from] io::Error),
}

type Line = Framed<UnixStream, LengthDelimitedCodec>;

/// Serves one connection until either side ends it.
pub async fn serve(stream: UnixStream, shared: Arc<Shared>, stopping: watch::Receiver<bool>) {
    let clients = Arc::clone(&shared);
    clients.clients.fetch_add(1, Ordering::Relaxed);
    if let Err(error) = talk(stream, shared, stopping).await {
        tracing::debug!(%error, "a connection ended");
    }
    clients.clients.fetch_sub(1, Ordering::Relaxed);
}

async fn talk(
    stream: UnixStream,
    shared: Arc<Shared>,
    mut stopping: watch::Receiver<bool>,
) -> Result<(), SessionError> {
    let uid = stream.peer_cred()?.uid();
    let mut line = Framed::new(stream, codec());
    if !hello(&mut line, &shared, uid).await? {
        return Ok(());
    }
    let mut published = shared.registrar.published.clone();
    let mut session = Session::new(shared, uid);
    loop {
        tokio::select! {
            frame = line.next() => {
                let Some(frame) = frame else { return Ok(()) };
                let Asked { no, request } = decode(&frame?)?;
                let reply = Box::new(session.answer(request).await);
                send(&mut line, encode(&FromDaemon::Reply { no, reply })?).await?;
            }
            changed = published.changed(), if session.watching => {
                if changed.is_err() {
                    return Ok(());
                }
                let push = push_of(&mut session, &published.borrow_and_update());
                if let Some(push) = push {
                    send(&mut line, encode(&FromDaemon::Push(push))?).await?;
                }
            }
            () = stopped(&mut stopping) => {
                return send(&mut line, encode(&FromDaemon::Push(Push::Stopping))?).await;
            }
        }
    }
}

/// Waits until the daemon stops.
pub async fn stopped(stopping: &mut watch::Receiver<bool>) {
    drop(stopping.wait_for(|stop| *stop).await);
}

/// What of a commit concerns the unit that this session watches; nothing, when nothing happened there. Records that the
/// officer may not see are not named.
fn push_of(session: &mut Session, published: &Published) -> Option<Push> {
    let acting = session.acting(&published.world)?;
    let now = (acting.unit(), acting.hosted.changes);
    let changed = published.changed.iter().filter(|(of, _)| *of == now.0).map(|(_, record)| *record);
    let records = changed.filter(|record| is_visible(&acting, *record)).collect();
    let seen = session.seen.replace(now);
    (seen != Some(now)).then_some(Push::Changed { records })
}

/// Shakes hands; false: the client was told why not.
async fn hello(line: &mut Line, shared: &Shared, uid: u32) -> Result<bool, SessionError> {
    let frame = timeout(HELLO_WITHIN, line.next()).await.map_err(|_| SessionError::NoHello)?;
    let Some(frame) = frame else { return Ok(false) };
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let welcome = match decode::<Hello>(&frame?) {
        Ok(hello) if hello.protocol == PROTOCOL && admitted(shared, uid) => {
            Welcome::Here { protocol: PROTOCOL, version }
        }
        Ok(hello) if hello.protocol == PROTOCOL => Welcome::NotKnown,
        Ok(_) | Err(_) => Welcome::OtherProtocol { protocol: PROTOCOL, version },
    };
    let here = matches!(welcome, Welcome::Here { .. });
    send(line, encode(&welcome)?).await?;
    Ok(here)
}

/// A personal store is for its owner; a shared one for accounts with a post, never for root or unmapped accounts.
fn admitted(shared: &Shared, uid: u32) -> bool {
    if uid == shared.owner {
        return true;
    }
    let world = shared.registrar.world();
    shared.shared
        && uid != 0
        && uid != OVERFLOW_UID
        && world.mode != Some(Mode::Practice)
        && !world.posts_of(uid).is_empty()
}

async fn send(line: &mut Line, frame: Bytes) -> Result<(), SessionError> {
    timeout(READ_WITHIN, line.send(frame)).await.map_err(|_| SessionError::SlowReader)??;
    Ok(())
}
