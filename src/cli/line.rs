//! The line to the daemon as verbs use it: connect, start the daemon when none answers, ask again after it died.

use super::places::{Mode, Places};
use super::put::Carried;
use super::report::CliError;
use super::start;
use crate::casework::ids::PostId;
use crate::wire::client::{Client, ClientError};
use crate::wire::message::{Me, Reply, Request};
use std::io;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// How often a question is asked anew when the daemon dies over it: a daemon that dies every time is broken.
const ASKS_MAX: u32 = 3;

/// How long a daemon that died over a question may take to be there again: a service manager starts it anew within a
/// second, and a large store is read within five.
const BACK_WITHIN: Duration = Duration::from_secs(10);

/// Between two looks whether it is back.
const BACK_PAUSE: Duration = Duration::from_millis(100);

/// A line to the daemon of one store.
pub struct Line {
    runtime: Runtime,
    client: Client,
    places: Places,
    may_start: bool,
    /// The post acted for, said again after the line was made anew.
    post: Option<PostId>,
    /// The file that was brought: the daemon forgets it with the line.
    file: Option<Rc<Carried>>,
}

impl Line {
    /// Connects. In personal mode the daemon is started when none answers and `may_start`.
    ///
    /// # Errors
    /// No daemon, or one that is not to be trusted or does not know this account.
    pub fn open(places: &Places, may_start: bool) -> Result<Self, CliError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|source| {
            CliError::Fault(crate::calendar::Text::new(
                format!("准备连接后台: {source}"),
                format!("getting ready to reach the daemon: {source}"),
            ))
        })?;
        let client = connect(&runtime, places, may_start)?;
        Ok(Self { runtime, client, places: places.clone(), may_start, post: None, file: None })
    }

    /// Asks, and asks again with the same command id when the daemon died over it.
    ///
    /// # Errors
    /// What the daemon refuses, and what is broken.
    pub fn ask(&mut self, request: Request) -> Result<Reply, CliError> {
        for _ in 1..ASKS_MAX {
            match self.runtime.block_on(self.client.ask(request.clone())) {
                Ok(reply) => return answered(reply),
                Err(error) if is_broken(&error) => self.again()?,
                Err(error) => return Err(error.into()),
            }
        }
        answered(self.runtime.block_on(self.client.ask(request))?)
    }

    fn again(&mut self) -> Result<(), CliError> {
        let until = Instant::now() + BACK_WITHIN;
        self.client = loop {
            match connect(&self.runtime, &self.places, self.may_start) {
                Err(CliError::Client(error)) if no_answer(&error) && Instant::now() < until => {
                    thread::sleep(BACK_PAUSE)
                }
                answer => break answer?,
            }
        };
        if let Some(post) = self.post {
            answered(self.runtime.block_on(self.client.ask(Request::ActAs(post)))?)?;
        }
        for piece in self.file.iter().flat_map(|file| file.pieces()) {
            answered(self.runtime.block_on(self.client.ask(piece))?)?;
        }
        Ok(())
    }

    /// Who we are to the daemon.
    ///
    /// # Errors
    /// When the line breaks.
    pub fn me(&mut self) -> Result<Me, CliError> {
        let Reply::Me(me) = self.ask(Request::Me)? else { return Err(CliError::odd_answer()) };
        Ok(*me)
    }

    /// From here on, acts for this post.
    ///
    /// # Errors
    /// When the post is not ours.
    pub fn act_as(&mut self, post: PostId) -> Result<(), CliError> {
        if self.post != Some(post) {
            self.ask(Request::ActAs(post))?;
            self.post = Some(post);
        }
        Ok(())
    }

    /// Brings a file, in place of the one before.
    ///
    /// # Errors
    /// When the line breaks or the daemon does not take it.
    pub fn bring(&mut self, file: &Rc<Carried>) -> Result<(), CliError> {
        self.file = None;
        for piece in file.pieces() {
            self.ask(piece)?;
        }
        self.file = Some(Rc::clone(file));
        Ok(())
    }

    /// Version of the daemon.
    pub fn daemon_version(&self) -> &str {
        &self.client.version
    }
}

fn connect(runtime: &Runtime, places: &Places, may_start: bool) -> Result<Client, CliError> {
    let owner = places.daemon_uid()?;
    let reach = || runtime.block_on(Client::connect(&places.socket, owner));
    match reach() {
        Err(error) if no_answer(&error) && may_start && places.mode == Mode::Personal => start::started(places, reach),
        Err(error) => Err(error.into()),
        Ok(client) => Ok(client),
    }
}

/// Nobody listens, or whoever listened is just going away.
pub fn no_answer(error: &ClientError) -> bool {
    matches!(error, ClientError::NoDaemon { .. }) || is_broken(error)
}

fn is_broken(error: &ClientError) -> bool {
    match error {
        ClientError::Closed => true,
        ClientError::Line(source) => source.kind() != io::ErrorKind::InvalidData,
        ClientError::NoDaemon { .. }
        | ClientError::ForeignSocket { .. }
        | ClientError::OtherProtocol { .. }
        | ClientError::Silent { .. }
        | ClientError::Untrusted(_)
        | ClientError::Renew { .. }
        | ClientError::NotKnown
        | ClientError::Frame(_) => false,
    }
}

fn answered(reply: Reply) -> Result<Reply, CliError> {
    match reply {
        Reply::Refused(refusal) => Err(CliError::Refused(refusal)),
        Reply::Wrong(text) => Err(CliError::Wrong(text)),
        Reply::Fault(text) => Err(CliError::Fault(text)),
        good => Ok(good),
    }
}
