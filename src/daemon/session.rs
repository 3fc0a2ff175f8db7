//! One connection: the handshake, then requests one after the other, with pushes between them.

use super::admission::{Entrance, entrance, is_admitted};
use super::answer::{Session, Shared};
use super::gate::Place;
use super::job::{Published, Trouble, slowed_down};
use super::look::is_visible;
use super::outbox::{Outbox, Unread};
use super::searches::Searches;
use super::set_aside::answered;
use crate::calendar::Text;
use crate::wire::frame::{FrameError, codec, decode, encode};
use crate::wire::parts;
use crate::wire::{Asked, FromDaemon, Hello, Push, Reply, Request, Welcome};
use bytes::Bytes;
use futures_util::StreamExt;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::UnixStream;
use tokio::net::unix::OwnedReadHalf;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::codec::{FramedRead, LengthDelimitedCodec};

/// How long a client may take to say hello: it is the same program on the same machine.
const HELLO_WITHIN: Duration = Duration::from_secs(5);

/// Why a connection ended early.
#[derive(Debug, thiserror::Error)]
enum SessionError {
    #[error("the client did not say hello in time")]
    NoHello,
    #[error(transparent)]
    Unread(#[from] Unread),
    #[error(transparent)]
    Frame(#[from] FrameError),
    #[error(transparent)]
    Line(#[from] io::Error),
}

type Line = FramedRead<OwnedReadHalf, LengthDelimitedCodec>;

/// Serves one connection until either side ends it.
pub async fn serve(stream: UnixStream, shared: Arc<Shared>, place: Place, stopping: watch::Receiver<bool>) {
    if let Err(error) = talk(stream, shared, &place, stopping).await {
        tracing::debug!(%error, "a connection ended");
    }
}

async fn talk(
    stream: UnixStream,
    shared: Arc<Shared>,
    place: &Place,
    mut stopping: watch::Receiver<bool>,
) -> Result<(), SessionError> {
    let uid = stream.peer_cred()?.uid();
    let (mut line, mut out) = ends(stream);
    if !hello((&mut line, &mut out), &shared, uid).await? {
        return Ok(());
    }
    let mut published = shared.registrar.published.clone();
    let mut session = Session::new(shared, uid);
    let mut searches = Searches::default();
    loop {
        let said = tokio::select! {
            sent = out.sent(), if !out.is_empty() => match sent {
                Ok(()) => continue,
                Err(why) => return unread(why, (&mut line, &mut session)).await,
            },
            frame = line.next(), if out.is_empty() && searches.has_room() => {
                let Some(frame) = frame else { return Ok(()) };
                let Asked { no, request } = decode(&frame?)?;
                let request = match request {
                    Request::Find { text, limit } if place.may_ask(Instant::now()) => {
                        searches.begin(no, &session, (text, limit));
                        continue;
                    }
                    other => other,
                };
                let reply = answer(&mut session, place, request).await;
                // Nothing is written any more: what was asked may have been done or not, so nobody says which. It is
                // asked again by its id.
                if session.shared.registrar.has_stopped() {
                    return farewell(&mut out, &mut session).await;
                }
                vec![FromDaemon::Reply { no, reply: Box::new(reply) }]
            }
            found = searches.next(&session), if searches.is_running() => {
                let Some(found) = found else { return Ok(()) };
                vec![found]
            }
            changed = published.changed(), if session.watching => {
                if changed.is_err() {
                    return farewell(&mut out, &mut session).await;
                }
                // Whose last post has ended sees nothing from here on: what was open closes with the line.
                if !is_admitted(&session.shared, &published.borrow().world, uid) {
                    return Ok(());
                }
                let now = published.borrow_and_update().clone();
                let trouble = trouble_of(&mut session, now.trouble);
                trouble.into_iter().chain(push_of(&mut session, &now)).map(FromDaemon::Push).collect()
            }
            () = stopped(&mut stopping) => return farewell(&mut out, &mut session).await,
        };
        put_all(&mut out, &said)?;
    }
}

fn ends(stream: UnixStream) -> (Line, Outbox) {
    let (from, to) = stream.into_split();
    (FramedRead::new(from, codec()), Outbox::new(to))
}

fn put_all(out: &mut Outbox, said: &[FromDaemon]) -> Result<(), SessionError> {
    for one in said {
        out.put(framed(one)?)?;
    }
    Ok(())
}

/// The client is told nothing more: one that is gone had its last words, one that does not read has none.
async fn unread(why: Unread, (line, session): (&mut Line, &mut Session)) -> Result<(), SessionError> {
    match why {
        Unread::Line(_) => last_words(line, session).await,
        slow @ Unread::SlowReader => Err(slow.into()),
    }
}

/// Answers, unless the account asks too fast. Refusals are known to whoever runs the store, by ids alone.
async fn answer(session: &mut Session, place: &Place, request: Request) -> Reply {
    if !place.may_ask(Instant::now()) {
        return slowed_down().await.into();
    }
    let command = request.command();
    let reply = answered(session, request).await;
    if let (Some(command), Reply::Refused(refusal)) = (command, &reply) {
        let (uid, post) = (session.uid, session.post.map(|post| post.0));
        tracing::info!(uid, post, command = %command.0, code = refusal.code(), "refused");
    }
    reply
}

/// The last frames of a line: why nothing is written any more, and that it ends.
async fn farewell(out: &mut Outbox, session: &mut Session) -> Result<(), SessionError> {
    let trouble = session.shared.registrar.trouble();
    for push in trouble_of(session, trouble).into_iter().chain([Push::Stopping]) {
        out.put(vec![encode(&FromDaemon::Push(push))?])?;
    }
    Ok(out.sent().await?)
}

/// Why nothing is written now, or that it is again; nothing, when that was told.
fn trouble_of(session: &mut Session, now: Option<Trouble>) -> Option<Push> {
    let told = std::mem::replace(&mut session.trouble_told, now);
    (told != now).then(|| Push::Trouble(now.map(Trouble::text)))
}

/// A message as frames; a reply that is too long is said to be, so that the client does not ask for ever.
fn framed(message: &FromDaemon) -> Result<Vec<Bytes>, FrameError> {
    match (parts::framed(message), message) {
        (Err(FrameError::TooLong), FromDaemon::Reply { no, .. }) => {
            let why = Text::new("答复太长, 发不出. 缩小范围再问", "the answer is too long to send. Ask for less");
            parts::framed(&FromDaemon::Reply { no: *no, reply: Box::new(Reply::Fault(why)) })
        }
        (framed, _) => framed,
    }
}

/// The client is gone: what it had asked before is still done, above all the drafts that it handed over as it went.
/// No more than the socket held, for nobody writes any more.
async fn last_words(line: &mut Line, session: &mut Session) -> Result<(), SessionError> {
    while let Some(Ok(frame)) = line.next().await {
        let Asked { request, .. } = decode(&frame)?;
        session.answer(request).await;
    }
    Ok(())
}

/// Waits until the daemon stops.
pub async fn stopped(stopping: &mut watch::Receiver<bool>) {
    drop(stopping.wait_for(|stop| *stop).await);
}

/// What of a commit concerns the unit that this session watches; nothing, when nothing happened there that the officer
/// may know of.
fn push_of(session: &mut Session, published: &Published) -> Option<Push> {
    let acting = session.acting(&published.world)?;
    let now = acting.changes_seen();
    let changed = published.changed.iter().filter(|(of, _)| *of == now.0).map(|(_, record)| *record);
    let records = changed.filter(|record| is_visible(&acting, *record)).collect();
    let seen = session.seen.replace(now);
    (seen != Some(now)).then_some(Push::Changed { records })
}

/// Shakes hands; false: the client was told why not.
async fn hello((line, out): (&mut Line, &mut Outbox), shared: &Shared, uid: u32) -> Result<bool, SessionError> {
    let frame = timeout(HELLO_WITHIN, line.next()).await.map_err(|_| SessionError::NoHello)?;
    let Some(frame) = frame else { return Ok(false) };
    let spoken = Hello::read(&frame?).ok().and_then(|hello| hello.in_common());
    let welcome = match spoken {
        Some(protocol) => match entrance(shared, &shared.registrar.world(), uid) {
            Entrance::Open => Welcome::Here { protocol, version: env!("CARGO_PKG_VERSION").to_owned() },
            Entrance::NotKnown => Welcome::NotKnown,
            Entrance::Renew { account } => Welcome::Renew { uid, account },
        },
        None => Welcome::other_protocol(),
    };
    let here = matches!(welcome, Welcome::Here { .. });
    if matches!(welcome, Welcome::NotKnown | Welcome::Renew { .. }) {
        shared.refused.note(uid);
    }
    out.put(vec![encode(&welcome)?])?;
    out.sent().await?;
    Ok(here)
}
