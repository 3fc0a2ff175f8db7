//! `setup --shared`: makes a server ready for a shared store. What is there stays as it is; each step says what it is.

use super::caller::Caller;
use super::places::uid_of;
use super::report::CliError;
use crate::calendar::Text;
use crate::journal::make_store_key;
use crate::wire::guard;
use serde_json::json;
use std::fs::{DirBuilder, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::Path;
use std::process::Command;

/// The service account, and the group of those who may knock.
const SERVICE: &str = "dutydesk";

const KEY: &str = "/etc/dutydesk/store.key";

const CONFIG: &str = "/etc/dutydesk/config.toml";

/// Files that come with the program, and where the machine looks for them.
const FILES: &[(&str, &str)] = &[
    ("/etc/systemd/system/dutydesk.service", include_str!("../../packaging/systemd/dutydesk.service")),
    ("/etc/sysusers.d/dutydesk.conf", include_str!("../../packaging/sysusers.d/dutydesk.conf")),
    ("/etc/tmpfiles.d/dutydesk.conf", include_str!("../../packaging/tmpfiles.d/dutydesk.conf")),
    ("/etc/ssh/sshd_config.d/50-dutydesk.conf", include_str!("../../packaging/sshd/50-dutydesk.conf")),
];

/// One thing that a server needs.
enum Step<'a> {
    Account,
    Folder { path: &'static str, mode: u32, service: bool },
    Key,
    Config { administrators: &'a [String] },
    File { path: &'static str, text: &'static str },
}

/// What became of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    There,
    Made,
    Missing,
}

impl State {
    const fn code(self) -> &'static str {
        match self {
            Self::There => "there",
            Self::Made => "made",
            Self::Missing => "missing",
        }
    }

    const fn word(self, zh: bool) -> &'static str {
        match (self, zh) {
            (Self::There, true) => "已有",
            (Self::There, false) => "there",
            (Self::Made, true) => "已建",
            (Self::Made, false) => "made",
            (Self::Missing, true) => "将建",
            (Self::Missing, false) => "to make",
        }
    }
}

/// Makes what is missing; when dry, only says so.
///
/// # Errors
/// Not root, or something of somebody else's in its place.
pub(super) fn prepare(caller: &Caller, administrators: &[String], dry_run: bool) -> Result<(), CliError> {
    if !dry_run && !rustix::process::geteuid().is_root() {
        return Err(CliError::usage(
            "建共享服务器须以 root 运行. 先看: setup --shared --dry-run",
            "a server is made ready by root. To see what would be done: setup --shared --dry-run",
        ));
    }
    let mut told = Vec::new();
    for step in steps(administrators) {
        let state = match (step.is_there()?, dry_run) {
            (true, _) => State::There,
            (false, true) => State::Missing,
            (false, false) => {
                step.make()?;
                State::Made
            }
        };
        told.push((step.what(), state));
    }
    let rows: Vec<_> =
        told.iter().map(|(what, state)| json!({ "what": what.pick(caller.zh), "state": state.code() })).collect();
    let reply = json!({ "schema": "dutydesk/server/1", "dry_run": dry_run, "steps": rows });
    caller.print(&reply, || {
        let lines = told.iter().map(|(what, state)| format!("{}  {}", state.word(caller.zh), what.pick(caller.zh)));
        let next = caller.pick(
            "下一步: systemctl daemon-reload && systemctl enable --now dutydesk; 再见 docs/operation.zh.md",
            "next: systemctl daemon-reload && systemctl enable --now dutydesk; then see docs/operation.md",
        );
        lines.chain([next.to_owned()]).collect::<Vec<_>>().join("\n")
    })
}

/// In the order in which they need each other; a file is left out where the machine has no folder for it.
fn steps(administrators: &[String]) -> Vec<Step<'_>> {
    let folders = [("/etc/dutydesk", 0o755, false), ("/var/lib/dutydesk", 0o700, true), ("/run/dutydesk", 0o750, true)];
    let folders = folders.map(|(path, mode, service)| Step::Folder { path, mode, service });
    let wanted = |path: &str| Path::new(path).parent().is_some_and(Path::is_dir);
    let files = FILES.iter().filter(|(path, _)| wanted(path)).map(|(path, text)| Step::File { path, text });
    let own = [Step::Key, Step::Config { administrators }];
    [Step::Account].into_iter().chain(folders).chain(own).chain(files).collect()
}

impl Step<'_> {
    fn what(&self) -> Text {
        match self {
            Self::Account => Text::new(format!("服务账户 {SERVICE}"), format!("service account {SERVICE}")),
            Self::Folder { path, mode, .. } => {
                Text::new(format!("目录 {path} ({mode:o})"), format!("folder {path} ({mode:o})"))
            }
            Self::Key => Text::new(
                format!("库的密钥 {KEY} (0400; 收案之前先抄存到保险柜)"),
                format!("store key {KEY} (0400; copy it to a safe before the first case)"),
            ),
            Self::Config { .. } => Text::new(format!("配置 {CONFIG}"), format!("config file {CONFIG}")),
            Self::File { path, .. } => Text::same(*path),
        }
    }

    fn is_there(&self) -> Result<bool, CliError> {
        let path = match self {
            Self::Account => return Ok(uid_of(SERVICE).is_some()),
            Self::Folder { path, service, .. } => return folder_is_there(Path::new(path), *service),
            Self::Key => KEY,
            Self::Config { .. } => CONFIG,
            Self::File { path, .. } => path,
        };
        Ok(Path::new(path).symlink_metadata().is_ok())
    }

    fn make(&self) -> Result<(), CliError> {
        let failed = |path: &str| {
            let path = path.to_owned();
            move |source| CliError::file(self.what(), path, source)
        };
        match self {
            Self::Account => account().map_err(failed("/etc/passwd")),
            Self::Folder { path, mode, service } => {
                let made = DirBuilder::new().mode(*mode).create(path);
                let set = made.and_then(|()| std::fs::set_permissions(path, Permissions::from_mode(*mode)));
                let uid = if *service { uid_of(SERVICE) } else { Some(0) };
                set.and_then(|()| chown(path, uid, gid_of(*service))).map_err(failed(path))
            }
            Self::Key => make_store_key(Path::new(KEY))
                .map_err(|problem| CliError::Fault(Text::new(problem.zh(), problem.to_string()))),
            Self::Config { administrators } => write_new(CONFIG, &config(administrators)).map_err(failed(CONFIG)),
            Self::File { path, text } => write_new(path, text).map_err(failed(path)),
        }
    }
}

/// A folder of somebody else's, or one that others may write, is no step that is done: it is told.
fn folder_is_there(path: &Path, service: bool) -> Result<bool, CliError> {
    if path.symlink_metadata().is_err() {
        return Ok(false);
    }
    let owner = if service { uid_of(SERVICE).unwrap_or(0) } else { 0 };
    match guard::folder(path, owner) {
        Ok(_) => Ok(true),
        Err(distrust) => Err(CliError::Fault(Text::new(distrust.zh(), distrust.to_string()))),
    }
}

fn gid_of(service: bool) -> Option<u32> {
    if service { uzers::get_group_by_name(SERVICE).map(|group| group.gid()) } else { Some(0) }
}

fn account() -> io::Result<()> {
    let words = ["--system", "--user-group", "--no-create-home", "--home-dir", "/var/lib/dutydesk"];
    let status = Command::new("useradd").args(words).args(["--shell", "/usr/sbin/nologin", SERVICE]).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("useradd: {status}"))) }
}

/// A new file of root's; never in place of what is there.
fn write_new(path: &str, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o644).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn config(administrators: &[String]) -> String {
    let names: Vec<String> = administrators.iter().map(|name| toml::Value::from(name.as_str()).to_string()).collect();
    format!(
        "# Read by everybody, written by root alone. See docs/operation.md.\n\
         socket = \"/run/dutydesk/daemon.sock\"\n\
         server = \"{SERVICE}\"\n\
         store = \"/var/lib/dutydesk\"\n\
         store_key = \"{KEY}\"\n\
         # Accounts that make units and posts; they read no case without a post.\n\
         administrators = [{}]\n",
        names.join(", ")
    )
}
