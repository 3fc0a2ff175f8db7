//! The client's side of the socket: connect, say hello, ask and be answered; pushes come between.

use super::frame::{FrameError, codec, encode};
use super::guard::{self, Distrust};
use super::hello::{Hello, Welcome, apart};
use super::message::{Asked, FromDaemon, Push, Reply, Request};
use super::parts::Joining;
use futures_util::{SinkExt, StreamExt};
use std::collections::VecDeque;
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::net::UnixStream;
use tokio::time::timeout;
use tokio_util::codec::{Framed, LengthDelimitedCodec};

/// Pushes kept while a reply is awaited; more than that, the client has not read for long and asks anew anyway.
const PUSHES_KEPT_MAX: usize = 64;

/// How long a daemon may take to answer a hello: it reads it before all else, and waits for nothing.
const WELCOME_WITHIN: Duration = Duration::from_secs(2);

/// Why there is no answer. What was asked may or may not have happened: ask again with the same command id.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("no daemon answers at {path}: {source}")]
    NoDaemon { path: PathBuf, source: io::Error },
    #[error(
        "the socket {path} belongs to uid {owner}, not to {wanted}: not used. Remove it or name the right one with --socket"
    )]
    ForeignSocket { path: PathBuf, owner: u32, wanted: u32 },
    #[error("the socket is not used: {0}")]
    Untrusted(#[from] Distrust),
    #[error("{}", apart(*protocol, version).en)]
    OtherProtocol { protocol: u16, version: String },
    #[error(
        "whoever listens at {path} does not answer: it is no dutydesk daemon, or one that hangs; stop it and ask again"
    )]
    Silent { path: PathBuf },
    #[error("this account is no officer of this store: ask its administrator for a post (dutydesk officers add)")]
    NotKnown,
    #[error(
        "uid {uid} was given to account {account}, which is not this one: ask the administrator to renew your posts (dutydesk officers renew)"
    )]
    Renew { uid: u32, account: String },
    #[error("the daemon closed the line")]
    Closed,
    #[error(transparent)]
    Frame(#[from] FrameError),
    #[error("the line to the daemon broke: {0}")]
    Line(#[from] io::Error),
}

/// A line to the daemon.
pub struct Client {
    framed: Framed<UnixStream, LengthDelimitedCodec>,
    last_no: u32,
    pushes: VecDeque<Push>,
    joining: Joining,
    /// Version of the daemon.
    pub version: String,
}

impl Client {
    /// Connects and shakes hands. `owner` is the uid that must own the daemon, its socket and the folder of it; nothing
    /// is sent before all three are looked at.
    ///
    /// # Errors
    /// No daemon, a socket of somebody else, another protocol, an unknown account.
    pub async fn connect(path: &Path, owner: u32) -> Result<Self, ClientError> {
        let stream = connect_in_dir(path, owner).await?;
        let peer = stream.peer_cred()?.uid();
        if peer != owner {
            return Err(ClientError::ForeignSocket { path: path.to_owned(), owner: peer, wanted: owner });
        }
        let mut framed = Framed::new(stream, codec());
        framed.send(encode(&Hello::of_now())?).await?;
        let welcome = timeout(WELCOME_WITHIN, framed.next()).await;
        let welcome = welcome.map_err(|_| ClientError::Silent { path: path.to_owned() })?;
        match Welcome::read(&welcome.ok_or(ClientError::Closed)??)? {
            Welcome::Here { version, .. } => {
                Ok(Self { framed, last_no: 0, pushes: VecDeque::new(), joining: Joining::default(), version })
            }
            Welcome::OtherProtocol { protocol, version, .. } => Err(ClientError::OtherProtocol { protocol, version }),
            Welcome::NotKnown => Err(ClientError::NotKnown),
            Welcome::Renew { uid, account } => Err(ClientError::Renew { uid, account }),
        }
    }

    /// Asks and waits for the answer; what is pushed meanwhile is kept for `receive`.
    ///
    /// # Errors
    /// When the line breaks before the answer: the outcome is unknown then.
    pub async fn ask(&mut self, request: Request) -> Result<Reply, ClientError> {
        let no = self.send(request).await?;
        loop {
            match self.read().await? {
                FromDaemon::Reply { no: answered, reply } if answered == no => return Ok(*reply),
                // What was asked before, by somebody who waits no more.
                FromDaemon::Reply { .. } | FromDaemon::Part { .. } => {}
                FromDaemon::Push(push) => {
                    if self.pushes.len() == PUSHES_KEPT_MAX {
                        self.pushes.pop_front();
                    }
                    self.pushes.push_back(push);
                }
            }
        }
    }

    /// Sends a request without waiting; its reply will carry the number returned.
    ///
    /// # Errors
    /// When the line is broken.
    pub async fn send(&mut self, request: Request) -> Result<u32, ClientError> {
        self.last_no = self.last_no.wrapping_add(1);
        self.framed.send(encode(&Asked { no: self.last_no, request })?).await?;
        Ok(self.last_no)
    }

    /// The next thing that the daemon says. Safe to drop half-way: nothing read is lost.
    ///
    /// # Errors
    /// When the line breaks.
    pub async fn receive(&mut self) -> Result<FromDaemon, ClientError> {
        if let Some(push) = self.pushes.pop_front() {
            return Ok(FromDaemon::Push(push));
        }
        self.read().await
    }

    async fn read(&mut self) -> Result<FromDaemon, ClientError> {
        loop {
            let frame = self.framed.next().await.ok_or(ClientError::Closed)??;
            if let Some(said) = self.joining.take(&frame)? {
                return Ok(said);
            }
        }
    }
}

/// Connects through the folder that was looked at, so that no other can take its place meanwhile, and a long path does
/// not meet the 108-byte limit of socket addresses.
async fn connect_in_dir(path: &Path, owner: u32) -> Result<UnixStream, ClientError> {
    let no_daemon = |source| ClientError::NoDaemon { path: path.to_owned(), source };
    let (Some(dir), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(no_daemon(io::ErrorKind::InvalidInput.into()));
    };
    let absent = |distrust: Distrust| match distrust {
        Distrust::Io { source, .. } => no_daemon(source),
        distrust => distrust.into(),
    };
    let dir = guard::folder(dir, owner).map_err(absent)?;
    guard::socket(&dir, (name, path), owner).map_err(absent)?;
    let short = Path::new("/proc/self/fd").join(dir.as_raw_fd().to_string()).join(name);
    UnixStream::connect(short).await.map_err(no_daemon)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::command::Act;
    use crate::casework::ids::CommandId;
    use crate::wire::fake::{Fake, Turn};
    use crate::wire::frame::FRAME_BYTES_MAX;

    fn change() -> Request {
        Request::Do { command: CommandId(uuid::Uuid::now_v7()), seen: None, act: Act::SetLetterWord("x".into()) }
    }

    async fn line(fake: &Fake) -> Client {
        Client::connect(&fake.socket, rustix::process::geteuid().as_raw()).await.expect("a line")
    }

    /// What becomes of a change when the daemon does this.
    async fn asked(turn: Turn) -> Result<Reply, ClientError> {
        let fake = Fake::new([turn]);
        line(&fake).await.ask(change()).await
    }

    #[tokio::test]
    async fn a_lost_answer_is_an_unknown_outcome_and_never_taken_for_one() {
        for turn in [Turn::Lost, Turn::Die] {
            let answer = asked(turn.clone()).await;
            assert!(matches!(answer, Err(ClientError::Closed | ClientError::Line(_))), "{turn:?}: {answer:?}");
        }
        let answer = asked(Turn::HalfOf(Reply::Done)).await;
        let Err(ClientError::Line(why)) = &answer else { panic!("{answer:?}") };
        assert_ne!(why.kind(), io::ErrorKind::InvalidData, "a frame that broke off is a line that broke: {why}");
    }

    #[tokio::test]
    async fn a_daemon_that_claims_a_frame_above_the_limit_is_none_of_ours() {
        let length = u32::try_from(FRAME_BYTES_MAX + 1).expect("short").to_be_bytes();
        let answer = asked(Turn::Raw(length.to_vec())).await;
        let Err(ClientError::Line(why)) = &answer else { panic!("{answer:?}") };
        assert_eq!(why.kind(), io::ErrorKind::InvalidData, "it is not waited for, nor asked again");
        let answer = asked(Turn::Raw([3_u32.to_be_bytes().as_slice(), &[0xff; 3]].concat())).await;
        assert!(matches!(answer, Err(ClientError::Frame(_))), "{answer:?}");
    }

    #[tokio::test]
    async fn what_is_pushed_while_an_answer_is_awaited_comes_after_it() {
        let fake = Fake::new([
            Turn::PushThen(Push::Trouble(None), Reply::Done),
            Turn::PushThen(Push::Stopping, Reply::Changed(Vec::new())),
        ]);
        let mut client = line(&fake).await;
        assert_eq!(client.ask(change()).await.expect("an answer"), Reply::Done);
        assert_eq!(client.ask(change()).await.expect("an answer"), Reply::Changed(Vec::new()));
        for push in [Push::Trouble(None), Push::Stopping] {
            assert_eq!(client.receive().await.expect("a push"), FromDaemon::Push(push));
        }
    }

    #[tokio::test]
    async fn an_answer_that_nobody_waits_for_any_more_is_not_taken_for_the_next_one() {
        let fake = Fake::new([Turn::Answer(Reply::Superseded), Turn::Answer(Reply::Done)]);
        let mut client = line(&fake).await;
        client.send(change()).await.expect("sent");
        assert_eq!(client.ask(change()).await.expect("an answer"), Reply::Done);
    }

    #[tokio::test]
    async fn reading_that_is_interrupted_loses_nothing() {
        let long = Reply::File { name: "x".into(), bytes: vec![7; 900_000] };
        let fake = Fake::new([Turn::Answer(long.clone()), Turn::Answer(Reply::Done)]);
        let mut client = line(&fake).await;
        client.send(change()).await.expect("sent");
        client.send(change()).await.expect("sent");
        let mut said = Vec::new();
        while said.len() < 2 {
            if let Ok(one) = timeout(Duration::from_micros(30), client.receive()).await {
                said.push(one.expect("whole"));
            }
        }
        let replies =
            (1..).zip([long, Reply::Done]).map(|(no, reply)| FromDaemon::Reply { no, reply: Box::new(reply) });
        assert_eq!(said, replies.collect::<Vec<_>>());
    }
}
