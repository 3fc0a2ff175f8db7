//! `daemon`: starts it in the background, runs it here, or asks how it is.

use super::caller::Caller;
use super::json;
use super::line::Line;
use super::places::Mode;
use super::report::CliError;
use super::table::pairs;
use crate::calendar::Text;
use crate::daemon::Options;
use crate::wire::client::ClientError;
use crate::wire::message::{Reply, Request, Status};
use clap::{Args, Subcommand};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use std::io::{self, IsTerminal};
use std::thread;
use std::time::Duration;
use tracing_subscriber::EnvFilter;

/// Which parts log how much, e.g. `debug` or `dutydesk::daemon=trace`.
const LOG_LEVELS: &str = "DUTYDESK_LOG";

/// Between two looks whether the daemon is gone.
const STOP_PAUSE: Duration = Duration::from_millis(50);

/// Looks in all: longer than the daemon lets its clients take.
const STOP_LOOKS_MAX: u32 = 160;

/// What may be typed.
#[derive(Debug, Args)]
pub struct Daemon {
    #[command(subcommand)]
    pub what: Option<What>,
    /// Run here, for a service manager, instead of in the background
    #[arg(long)]
    pub foreground: bool,
    /// The daemon of a server: the store and the socket of a service account
    #[arg(long)]
    pub shared: bool,
    /// Leave the terminal of whoever started it
    #[arg(long, hide = true)]
    pub detached: bool,
}

/// What to ask of it.
#[derive(Debug, Subcommand)]
pub enum What {
    /// pid, version, store, uptime, clients, entries
    Status,
    /// Let it finish what waits, and end
    Stop,
}

impl Daemon {
    /// Starts, runs or asks.
    ///
    /// # Errors
    /// A store that cannot be opened; no daemon to ask.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        match self.what {
            Some(What::Status) => status(caller),
            Some(What::Stop) => {
                stop(caller)?;
                let store = caller.places()?.store;
                let reply = json!({ "schema": "dutydesk/status/1", "running": false, "store": store });
                caller.print(&reply, String::new)
            }
            None if self.foreground => self.serve(caller),
            None if self.shared => Err(CliError::usage(
                "--shared 须与 --foreground 同用, 由服务管理器启动",
                "--shared goes with --foreground: a service manager starts it",
            )),
            None => {
                let mut line = Line::open(&caller.places()?, true)?;
                let about = ask(&mut line)?;
                caller.print(&json::status(&about), || told(&about, caller))
            }
        }
    }

    fn serve(&self, caller: &Caller) -> Result<(), CliError> {
        let mut places = caller.places()?;
        if self.shared {
            places = places.served(&caller.globals);
        }
        if self.detached {
            // It fails only for the leader of a process group, who has left its terminal already.
            let _ = rustix::process::setsid();
        }
        log_to_stderr();
        let shared = self.shared || places.mode == Mode::Shared;
        let anchors = places.anchors();
        let (store, socket, administrators, keys) = (places.store, places.socket, places.administrators, places.keys);
        // Of this process alone: a desk gives its terminal back by a hook of its own.
        crate::daemon::private::mistakes_by_place();
        crate::daemon::run(&Options { store, socket, shared, administrators, keys, anchors }).map_err(|error| {
            CliError::Fault(Text::new(format!("后台: {}", error.zh()), format!("the daemon: {error}")))
        })
    }
}

/// What the daemon does goes to stderr: the log file of a personal store, or the service manager's journal.
fn log_to_stderr() {
    let filter = EnvFilter::try_from_env(LOG_LEVELS).unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // Set already only when a test runs two daemons in one process; the first one's is as good.
    let _ = log.with_ansi(io::stderr().is_terminal()).try_init();
}

/// Asks without starting one: whether one runs is the question.
fn status(caller: &Caller) -> Result<(), CliError> {
    let places = caller.places()?;
    let mut line = match Line::open(&places, false) {
        Ok(line) => line,
        Err(error @ CliError::Client(ClientError::NoDaemon { .. })) => {
            if caller.json() {
                super::caller::write_json(&json!({
                    "schema": "dutydesk/status/1",
                    "running": false,
                    "store": places.store,
                    "socket": places.socket,
                }))?;
                caller.tell(&error.say(true), &error.say(false));
                return Err(CliError::SomeRefused);
            }
            return Err(error);
        }
        Err(error) => return Err(error),
    };
    let about = ask(&mut line)?;
    caller.print(&json::status(&about), || told(&about, caller))
}

/// Ends the daemon of this store and waits until it is gone; without one there is nothing to do.
///
/// # Errors
/// When it does not end in time.
pub fn stop(caller: &Caller) -> Result<(), CliError> {
    let places = caller.places()?;
    let about = match Line::open(&places, false) {
        Ok(mut line) => ask(&mut line)?,
        Err(CliError::Client(ClientError::NoDaemon { .. })) => return Ok(()),
        Err(error) => return Err(error),
    };
    if let Some(pid) = i32::try_from(about.pid).ok().and_then(Pid::from_raw) {
        // Gone already is as good.
        let _ = kill_process(pid, Signal::TERM);
    }
    for _ in 0..STOP_LOOKS_MAX {
        if has_ended(about.pid) {
            return Ok(());
        }
        thread::sleep(STOP_PAUSE);
    }
    Err(CliError::Fault(Text::new("后台没有停下", "the daemon did not end")))
}

/// Is the process gone, or a mere name that its parent has not read yet?
fn has_ended(pid: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).map_or(true, |stat| stat.contains(") Z "))
}

/// What the daemon is doing.
///
/// # Errors
/// When the line breaks, or to whom this is not told.
pub fn ask(line: &mut Line) -> Result<Status, CliError> {
    let Reply::Status(about) = line.ask(Request::Status)? else { return Err(CliError::odd_answer()) };
    Ok(*about)
}

fn told(about: &Status, caller: &Caller) -> String {
    pairs(&[
        (caller.pick("进程", "pid"), about.pid.to_string()),
        (caller.pick("版本", "version"), format!("{} (protocol {})", about.version, about.protocol)),
        (caller.pick("库", "store"), about.store.clone()),
        (caller.pick("已运行", "uptime"), format!("{} s", about.uptime_s)),
        (caller.pick("连接", "clients"), about.clients.to_string()),
        (caller.pick("条目", "entries"), about.entries.to_string()),
        (caller.pick("内存", "memory"), format!("{} MiB", about.rss_bytes >> 20)),
        (
            caller.pick("练习库", "practice"),
            if about.practice { caller.pick("是", "yes").to_owned() } else { String::new() },
        ),
        (caller.pick("正在载入", "loading"), about.loading.map_or_else(String::new, |percent| format!("{percent} %"))),
    ])
}
