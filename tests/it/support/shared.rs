//! A shared store as a server has it: a service account that owns store and socket, a group that may knock, a config
//! file of root's, and officers with accounts of their own. Needs root, as a server's administrator does.

use crate::identity::{program, verb_as};
use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long the daemon may take to answer on a busy machine.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// A server with one center, `ZJ`.
pub struct Shared {
    place: TempDir,
    child: Child,
    config: String,
}

impl Shared {
    /// The account that owns the store.
    pub const SERVICE: u32 = 42_000;
    /// The group of those who may reach the socket.
    pub const GROUP: u32 = 42_000;
    /// Named in the config file; has no post.
    pub const ADMIN: u32 = 42_010;
    /// Two persons with a post.
    pub const LEAD: u32 = 42_011;
    pub const DUTY: u32 = 42_012;

    /// A server whose daemon answers, with a center and two officers.
    pub async fn start() -> Self {
        let place = TempDir::with_prefix("dutydesk-server-").expect("a folder");
        let at = place.path();
        fs::set_permissions(at, Permissions::from_mode(0o755)).expect("a mode");
        for (name, mode) in [("run", 0o750), ("var", 0o700)] {
            let folder = at.join(name);
            fs::create_dir(&folder).expect("a folder");
            fs::set_permissions(&folder, Permissions::from_mode(mode)).expect("a mode");
            chown(&folder, Some(Self::SERVICE), Some(Self::GROUP)).expect("an owner");
        }
        let server = Self::serve(place);
        server.set_up();
        server
    }

    fn serve(place: TempDir) -> Self {
        let at = place.path();
        let text = format!(
            "socket = {:?}\nstore = {:?}\nstore_key = {:?}\nserver_uid = {}\nadministrators = [{}]\n",
            at.join("run/daemon.sock"),
            at.join("var/store"),
            at.join("var/store.key"),
            Self::SERVICE,
            Self::ADMIN
        );
        fs::write(at.join("config.toml"), text).expect("a file");
        let child = serve(at);
        let config = at.join("config.toml").display().to_string();
        Self { place, child, config }
    }

    /// Two servers with the same record, key and units: whatever differs between them came later.
    pub fn twins(mut self) -> (Self, Self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("it can be told");
        assert!(self.child.wait().expect("it ends").success());
        let copy = |name: &str| {
            let place = TempDir::with_prefix(format!("dutydesk-{name}-")).expect("a folder");
            fs::set_permissions(place.path(), Permissions::from_mode(0o755)).expect("a mode");
            for part in ["run", "var"] {
                let from = self.place.path().join(part);
                let done = Command::new("cp").arg("-a").arg(from).arg(place.path()).status().expect("cp");
                assert!(done.success());
            }
            let server = Self::serve(place);
            server.answers();
            server
        };
        (copy("without"), copy("with"))
    }

    /// Waits until the daemon answers.
    fn answers(&self) {
        let until = Instant::now() + ANSWER_WITHIN;
        while !self.verb(Self::SERVICE, &["daemon", "status"]).status.success() {
            assert!(Instant::now() < until, "the daemon does not answer: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Where its things are.
    pub fn folder(&self) -> &Path {
        self.place.path()
    }

    /// Its socket.
    pub fn socket(&self) -> PathBuf {
        self.place.path().join("run/daemon.sock")
    }

    fn set_up(&self) {
        self.answers();
        self.done(Self::SERVICE, &["setup", "--unit", "ZJ", "--name-zh", "浙江中心", "--name-en", "Zhejiang"]);
        for (uid, name, role) in [(Self::LEAD, "带班甲", "lead"), (Self::DUTY, "值班乙", "duty")] {
            let uid = uid.to_string();
            let add = ["officers", "add", "--uid", &uid, "--name", name, "--unit", "ZJ", "--role", role];
            self.done(Self::SERVICE, &add);
        }
    }

    /// The words of a verb with the config file of this server.
    pub fn words<'a>(&'a self, words: &[&'a str]) -> Vec<&'a str> {
        words.iter().copied().chain(["--config", &self.config]).collect()
    }

    /// A verb of an account in the group.
    pub fn verb(&self, uid: u32, words: &[&str]) -> Output {
        let words: Vec<&str> = self.words(words);
        verb_as(uid, Self::GROUP, &words)
    }

    /// A verb that must succeed; what it printed.
    pub fn done(&self, uid: u32, words: &[&str]) -> String {
        let output = self.verb(uid, words);
        assert!(output.status.success(), "{words:?}: {}", crate::identity::said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What the daemon has written in its log.
    pub fn log(&self) -> String {
        fs::read_to_string(self.place.path().join("log")).expect("a log")
    }
}

fn serve(at: &Path) -> Child {
    let log = File::create(at.join("log")).expect("a log");
    Command::new(program())
        .args(["daemon", "--foreground", "--shared", "--config"])
        .arg(at.join("config.toml"))
        .env_clear()
        .env("HOME", at.join("var"))
        .env("DUTYDESK_LOG", "dutydesk=trace")
        .current_dir("/")
        .uid(Shared::SERVICE)
        .gid(Shared::GROUP)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .expect("the daemon starts")
}

impl Drop for Shared {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
