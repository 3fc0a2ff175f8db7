//! Starting the daemon of a personal store: a process of its own that outlives the verb. Many may race; the lock of
//! the store decides.

use super::line::no_answer;
use super::places::Places;
use super::report::CliError;
use crate::calendar::Text;
use crate::wire::client::{Client, ClientError};
use std::fs::{DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

/// A store of a million entries opens in far less; after this, something is wrong that the log tells.
const START_WAIT_MAX: Duration = Duration::from_secs(5);

/// Between two tries: short against what a person notices.
const RETRY_PAUSE: Duration = Duration::from_millis(25);

/// Of the log, only the end is looked at for the reason.
const LOG_TAIL_BYTES_MAX: usize = 2048;

/// Starts the daemon and reaches it.
///
/// # Errors
/// When it does not answer in time, or ended with an error: with the last line of its log.
pub fn started(places: &Places, reach: impl Fn() -> Result<Client, ClientError>) -> Result<Client, CliError> {
    let mut child = spawn(places)?;
    let until = Instant::now() + START_WAIT_MAX;
    loop {
        thread::sleep(RETRY_PAUSE);
        match reach() {
            Err(error) if no_answer(&error) => match child.try_wait() {
                Ok(Some(status)) if !status.success() => return Err(ended(places, status)),
                // Ended well: another daemon has the store, and is about to answer.
                Ok(_) | Err(_) if Instant::now() < until => {}
                Ok(_) | Err(_) => return Err(error.into()),
            },
            answer => return Ok(answer?),
        }
    }
}

/// Makes the folder of a store, for its owner alone.
///
/// # Errors
/// When it cannot be made.
fn make_store(store: &Path) -> Result<(), CliError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(store);
    made.map_err(|source| {
        CliError::file(
            Text::new("建库目录 (可用 --store 另选)", "making the folder of the store (choose another with --store)"),
            store,
            source,
        )
    })
}

fn spawn(places: &Places) -> Result<Child, CliError> {
    make_store(&places.store)?;
    let log = log_file(&places.store)?;
    let starting = |source| CliError::file(Text::new("启动后台", "starting the daemon"), &places.store, source);
    let program = env::current_exe().map_err(starting)?;
    let mut command = Command::new(program);
    if let Some(key) = &places.keys.named {
        command.arg("--store-key").arg(key);
    }
    command
        .arg("--store")
        .arg(&places.store)
        .arg("--socket")
        .arg(&places.socket)
        .args(["daemon", "--foreground", "--detached"])
        // The working folder of a verb may be a stick that somebody wants to take out.
        .current_dir(&places.store)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .map_err(starting)
}

/// Where the daemon of a personal store writes what it does.
pub fn log_path(store: &Path) -> std::path::PathBuf {
    store.join("daemon.log")
}

fn log_file(store: &Path) -> Result<File, CliError> {
    let path = log_path(store);
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path);
    file.map_err(|source| CliError::file(Text::new("开日志", "opening the log"), path, source))
}

fn ended(places: &Places, status: ExitStatus) -> CliError {
    let log = log_path(&places.store);
    let bytes = fs::read(&log).unwrap_or_default();
    let tail = String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(LOG_TAIL_BYTES_MAX)..]).into_owned();
    let last = tail.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let last = last.strip_prefix("dutydesk: ").unwrap_or(last);
    let log = log.display();
    CliError::Fault(Text::new(
        format!("后台没有启动 ({status}): {last} (日志 {log})"),
        format!("the daemon did not start ({status}): {last} (its log: {log})"),
    ))
}
