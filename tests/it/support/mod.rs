//! A real daemon on a store of its own, and a line to it. Ended and swept away when the test ends.

pub mod evidence;
mod officer;
mod shared;

use dutydesk::casework::command::Act;
use dutydesk::casework::ids::{CommandId, PostId, RecordId};
use dutydesk::casework::refusal::Refusal;
use dutydesk::casework::words::PostRole;
use dutydesk::wire::client::Client;
use dutydesk::wire::{Changed, Me, Reply, Request, SetUp, Setup};
use std::fs::OpenOptions;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub use officer::Account;
pub use shared::Shared;

/// How long a daemon may take to answer on a busy machine.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// A store with its daemon.
pub struct Station {
    pub folder: TempDir,
    child: Option<Child>,
    socket: PathBuf,
}

impl Station {
    /// A store whose daemon runs, still empty.
    pub async fn empty() -> Self {
        let mut station = Self::stopped(TempDir::with_prefix("dutydesk-test-").expect("a folder"));
        station.start().await;
        station
    }

    /// A place for a store; nothing runs yet.
    pub fn stopped(folder: TempDir) -> Self {
        let socket = folder.path().join("store/daemon.sock");
        Self { folder, child: None, socket }
    }

    /// Has the socket beside the store: the store may be where only its daemon sees it.
    pub fn socket_beside(&mut self) {
        self.socket = self.folder.path().join("daemon.sock");
    }

    /// A practice store of one center with this code.
    pub async fn practice(code: &str) -> Self {
        let station = Self::empty().await;
        station.begin_practice(code).await;
        station
    }

    /// Makes the store that runs a practice store of one center with this code.
    pub async fn begin_practice(&self, code: &str) {
        let begin = Setup::Begin {
            code: code.into(),
            name_zh: format!("{code} 分中心"),
            name_en: format!("{code} center"),
            practice: true,
        };
        let reply = self.client().await.ask(Request::Setup(begin)).await.expect("an answer");
        assert!(matches!(reply, Reply::Setup(_)), "{reply:?}");
    }

    /// Where the store is.
    pub fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// Where its socket is.
    pub fn socket(&self) -> PathBuf {
        self.socket.clone()
    }

    /// Starts the daemon and waits until it answers.
    pub async fn start(&mut self) {
        self.start_under(&[]);
        drop(self.client().await);
    }

    /// Starts the daemon by way of other programs (a tracer, a limit) that turn into it, and waits for nothing.
    pub fn start_under(&mut self, under: &[&str]) {
        let (store, socket) = (self.store(), self.socket());
        let daemon: [&std::ffi::OsStr; 7] = [
            env!("CARGO_BIN_EXE_dutydesk").as_ref(),
            "daemon".as_ref(),
            "--foreground".as_ref(),
            "--store".as_ref(),
            store.as_ref(),
            "--socket".as_ref(),
            socket.as_ref(),
        ];
        let words: Vec<&std::ffi::OsStr> = under.iter().map(|word| (*word).as_ref()).chain(daemon).collect();
        let log = OpenOptions::new().create(true).append(true).open(self.folder.path().join("stderr"));
        let child = Command::new(words[0])
            .args(&words[1..])
            .env("DUTYDESK_STORE_KEY", self.folder.path().join("store.key"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(if std::env::var_os("DUTYDESK_LOG").is_some() {
                Stdio::inherit()
            } else {
                log.expect("a log").into()
            })
            .spawn()
            .expect("the daemon starts");
        self.child = Some(child);
    }

    /// What the daemon said of itself.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("stderr")).unwrap_or_default()
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.as_ref().expect("it runs").id()
    }

    /// How it ended by itself; None: it runs.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        let status = self.child.as_mut()?.try_wait().expect("it can be asked")?;
        self.child = None;
        Some(status)
    }

    /// Duty posts in a unit for so many more officers, each a person of its own.
    pub async fn officers(&self, code: &str, count: usize) -> Vec<PostId> {
        let mut client = self.client().await;
        let me = me(&mut client).await;
        let unit = me.units.iter().find(|unit| unit.code == code).expect("a unit").id;
        let mut posts = Vec::new();
        for no in 0..count {
            let enrol = Setup::Officer { uid: me.uid, name: format!("值班员{no}") };
            let Ok(Reply::Setup(SetUp::Officer(officer))) = client.ask(Request::Setup(enrol)).await else { panic!() };
            let grant = Setup::Post { officer, unit, role: PostRole::Duty };
            let Ok(Reply::Setup(SetUp::Post(post))) = client.ask(Request::Setup(grant)).await else { panic!() };
            posts.push(post);
        }
        posts
    }

    /// Ends the daemon as a power cut would, as far as a process can.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("it can be killed");
            child.wait().expect("it ends");
        }
    }

    /// Asks the daemon to stop, and waits; true: it ended well.
    pub fn terminate(&mut self) -> bool {
        let Some(mut child) = self.child.take() else { return true };
        let pid = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("it can be told");
        child.wait().expect("it ends").success()
    }

    /// A line to the daemon, as soon as it answers.
    pub async fn client(&self) -> Client {
        let owner = rustix::process::geteuid().as_raw();
        let until = Instant::now() + ANSWER_WITHIN;
        loop {
            match Client::connect(&self.socket(), owner).await {
                Ok(client) => return client,
                Err(error) if Instant::now() > until => panic!("the daemon does not answer: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    }

    /// A line that acts for the first post of a unit.
    pub async fn officer_of(&self, code: &str) -> Client {
        let mut client = self.client().await;
        let me = me(&mut client).await;
        let unit = me.units.iter().find(|unit| unit.code == code).expect("a unit").id;
        let post = me.posts.iter().find(|post| post.unit == unit).expect("a post").id;
        act_as(&mut client, post).await;
        client
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A client that asks until it is answered, however often the daemon dies over it: what every desk and verb does.
pub struct Patient {
    socket: PathBuf,
    post: Option<PostId>,
    client: Option<Client>,
    /// Lines that broke before the answer: what was asked may have been done.
    pub unknown: u64,
    /// The longest time that an answer took.
    pub longest: Duration,
}

impl Patient {
    /// A client that acts for this post.
    pub fn new(station: &Station, post: Option<PostId>) -> Self {
        Self { socket: station.socket(), post, client: None, unknown: 0, longest: Duration::ZERO }
    }

    /// Asks, and asks again.
    pub async fn ask(&mut self, request: Request) -> Reply {
        let begun = Instant::now();
        loop {
            assert!(begun.elapsed() < Duration::from_secs(120), "nobody answers {request:?}");
            let Some(client) = self.client().await else {
                tokio::time::sleep(Duration::from_millis(10)).await;
                continue;
            };
            match client.ask(request.clone()).await {
                Ok(reply) => {
                    self.longest = self.longest.max(begun.elapsed());
                    return reply;
                }
                Err(_) => {
                    self.unknown += 1;
                    self.client = None;
                }
            }
        }
    }

    async fn client(&mut self) -> Option<&mut Client> {
        if self.client.is_none() {
            let mut client = Client::connect(&self.socket, rustix::process::geteuid().as_raw()).await.ok()?;
            if let Some(post) = self.post {
                client.ask(Request::ActAs(post)).await.ok()?;
            }
            self.client = Some(client);
        }
        self.client.as_mut()
    }
}

/// Who the client is.
pub async fn me(client: &mut Client) -> Me {
    match client.ask(Request::Me).await.expect("an answer") {
        Reply::Me(me) => *me,
        other => panic!("{other:?}"),
    }
}

/// Acts for a post from here on.
pub async fn act_as(client: &mut Client, post: PostId) {
    assert_eq!(client.ask(Request::ActAs(post)).await.expect("an answer"), Reply::Done);
}

/// A new command id.
pub fn command() -> CommandId {
    CommandId(uuid::Uuid::now_v7())
}

/// What a change answered when it took effect.
pub fn changed(reply: Reply) -> Vec<Changed> {
    match reply {
        Reply::Changed(changed) => changed,
        other => panic!("{other:?}"),
    }
}

/// Asks for an act.
pub async fn ask(client: &mut Client, act: Act) -> Result<Vec<Changed>, Refusal> {
    match client.ask(Request::Do { command: command(), seen: None, act }).await.expect("an answer") {
        Reply::Changed(changed) => Ok(changed),
        Reply::Refused(refusal) => Err(refusal),
        other => panic!("{other:?}"),
    }
}

/// An act that must succeed; the first record it made or changed.
pub async fn done(client: &mut Client, act: Act) -> RecordId {
    match ask(client, act).await {
        Ok(changed) => changed.first().expect("a record").id,
        Err(refusal) => panic!("refused: {}", refusal.en()),
    }
}

/// Checks the whole record: nothing is wrong.
pub async fn verified(client: &mut Client) -> dutydesk::wire::Verified {
    match client.ask(Request::Verify).await.expect("an answer") {
        Reply::Verified(found) => {
            assert_eq!(found.first_wrong, None);
            *found
        }
        other => panic!("{other:?}"),
    }
}
