//! `vault`: the keys of the store at rest: how they are, and new ones.

use super::caller::Caller;
use super::line::Line;
use super::report::CliError;
use super::table::pairs;
use crate::wire::message::{Reply, Request, VaultRequest, VaultStatus};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::thread;
use std::time::Duration;

/// Between two looks whether a rotation is done.
const LOOK_PAUSE: Duration = Duration::from_millis(100);

/// What may be typed.
#[derive(Debug, Subcommand)]
pub enum Vault {
    /// Where the store key is, and how many data keys there are
    Status,
    /// New data keys; what lies under the old ones is sealed anew in the background
    Rotate(Rotate),
}

/// How to rotate.
#[derive(Debug, Args)]
pub struct Rotate {
    /// Wait until nothing lies under an old key and they are destroyed
    #[arg(long)]
    pub wait: bool,
}

impl Vault {
    /// Asks or rotates.
    ///
    /// # Errors
    /// What the daemon refuses.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut line = caller.line()?;
        let status = match self {
            Self::Status => ask(&mut line, VaultRequest::Status)?,
            Self::Rotate(Rotate { wait }) => {
                let mut status = ask(&mut line, VaultRequest::Rotate)?;
                while wait && status.old_keys > 0 {
                    thread::sleep(LOOK_PAUSE);
                    status = ask(&mut line, VaultRequest::Status)?;
                }
                status
            }
        };
        caller.print(&json_of(&status), || told(&status, caller))
    }
}

fn ask(line: &mut Line, request: VaultRequest) -> Result<VaultStatus, CliError> {
    let Reply::Vault(status) = line.ask(Request::Vault(request))? else { return Err(CliError::odd_answer()) };
    Ok(*status)
}

fn json_of(status: &VaultStatus) -> Value {
    json!({
        "schema": "dutydesk/vault/1",
        "store_id": status.store_id,
        "store_key": status.key_file,
        "store_key_print": status.key_print,
        "keys": status.keys,
        "old_keys": status.old_keys,
        "rotating": status.old_keys > 0,
    })
}

fn told(status: &VaultStatus, caller: &Caller) -> String {
    let rotating = match status.old_keys {
        0 => caller.pick("否", "no").to_owned(),
        old => {
            format!("{} ({old} {})", caller.pick("是", "yes"), caller.pick("把旧钥待销毁", "old keys to be destroyed"))
        }
    };
    pairs(&[
        (caller.pick("库", "store"), status.store_id.clone()),
        (caller.pick("库密钥", "store key"), format!("{} ({})", status.key_file, status.key_print)),
        (caller.pick("数据密钥", "data keys"), status.keys.to_string()),
        (caller.pick("轮换中", "rotating"), rotating),
    ])
}
