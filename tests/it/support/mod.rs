//! A real daemon on a store of its own, and a line to it. Ended and swept away when the test ends.

mod shared;

use dutydesk::casework::command::Act;
use dutydesk::casework::ids::{CommandId, PostId, RecordId};
use dutydesk::casework::refusal::Refusal;
use dutydesk::wire::client::Client;
use dutydesk::wire::{Changed, Me, Reply, Request, Setup};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub use shared::Shared;

/// How long a daemon may take to answer on a busy machine.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// A store with its daemon.
pub struct Station {
    pub folder: TempDir,
    child: Option<Child>,
}

impl Station {
    /// A store whose daemon runs, still empty.
    pub async fn empty() -> Self {
        let folder = TempDir::with_prefix("dutydesk-test-").expect("a folder");
        let mut station = Self { folder, child: None };
        station.start().await;
        station
    }

    /// A practice store of one center with this code.
    pub async fn practice(code: &str) -> Self {
        let station = Self::empty().await;
        let begin = Setup::Begin {
            code: code.into(),
            name_zh: format!("{code} 分中心"),
            name_en: format!("{code} center"),
            practice: true,
        };
        let reply = station.client().await.ask(Request::Setup(begin)).await.expect("an answer");
        assert!(matches!(reply, Reply::Setup(_)), "{reply:?}");
        station
    }

    /// Where the store is.
    pub fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// Where its socket is.
    pub fn socket(&self) -> PathBuf {
        self.store().join("daemon.sock")
    }

    /// Starts the daemon and waits until it answers.
    pub async fn start(&mut self) {
        let child = Command::new(env!("CARGO_BIN_EXE_dutydesk"))
            .args(["daemon", "--foreground", "--store"])
            .arg(self.store())
            .arg("--socket")
            .arg(self.socket())
            .env("DUTYDESK_STORE_KEY", self.folder.path().join("store.key"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(if std::env::var_os("DUTYDESK_LOG").is_some() { Stdio::inherit() } else { Stdio::null() })
            .spawn()
            .expect("the daemon starts");
        self.child = Some(child);
        drop(self.client().await);
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
