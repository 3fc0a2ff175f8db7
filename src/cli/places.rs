//! Where the store, the socket and the settings are: flag, environment, the machine's config file, the shared socket
//! under /run, the personal one.

use super::arguments::Globals;
use super::report::CliError;
use crate::calendar::Text;
use serde::Deserialize;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The socket of a server's service account.
pub const SHARED_SOCKET: &str = "/run/dutydesk/daemon.sock";

/// The store of a server's service account.
const SHARED_STORE: &str = "/var/lib/dutydesk";

/// What root says about this machine.
const MACHINE_CONFIG: &str = "/etc/dutydesk/config.toml";

/// A config file is a few lines; more is not one.
const CONFIG_BYTES_MAX: u64 = 64 << 10;

/// Write permission of group and others.
const OTHERS_WRITE: u32 = 0o022;

/// What a config file may say to clients.
#[derive(Debug, Default, Deserialize)]
struct Config {
    socket: Option<PathBuf>,
    /// The uid that owns the server's daemon.
    server_uid: Option<u32>,
    store: Option<PathBuf>,
}

/// Who runs the daemon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The officer's own account; started when it does not answer.
    Personal,
    /// A service account; never started from here.
    Shared,
}

/// Where the daemon is.
#[derive(Clone, Debug)]
pub struct Places {
    pub mode: Mode,
    pub store: PathBuf,
    pub socket: PathBuf,
    /// Named by a config file: the only uid whose socket is used.
    server_uid: Option<u32>,
    /// The config file that was read.
    pub config: Option<PathBuf>,
}

impl Places {
    /// Finds them.
    ///
    /// # Errors
    /// A config file that cannot be read or trusted, no home.
    pub fn find(globals: &Globals) -> Result<Self, CliError> {
        let (config_path, config) = read_config(globals.config.as_deref())?;
        let named_store = globals.store.as_deref().map(absolute).transpose()?;
        let shared = named_store.is_none().then(|| shared_socket(&config)).flatten();
        let mode = match (&globals.socket, &shared) {
            (None, Some(_)) => Mode::Shared,
            (Some(flag), Some(shared)) if flag == shared => Mode::Shared,
            (Some(_), _) | (None, None) => Mode::Personal,
        };
        let store = match (named_store, mode) {
            (Some(store), _) => store,
            (None, Mode::Shared) => config.store.clone().unwrap_or_else(|| SHARED_STORE.into()),
            (None, Mode::Personal) => personal_store()?,
        };
        let socket = match (&globals.socket, shared) {
            (Some(flag), _) => absolute(flag)?,
            (None, Some(shared)) => shared,
            (None, None) => store.join("daemon.sock"),
        };
        Ok(Self { mode, store, socket, server_uid: config.server_uid, config: config_path })
    }

    /// The places of a daemon that a service manager starts.
    pub fn served(mut self, globals: &Globals) -> Self {
        self.mode = Mode::Shared;
        if globals.store.is_none() {
            self.store = SHARED_STORE.into();
        }
        if globals.socket.is_none() {
            self.socket = SHARED_SOCKET.into();
        }
        self
    }

    /// The uid that must own the daemon. A socket in a folder of somebody else is not used: whoever owns the folder
    /// could put any socket there.
    ///
    /// # Errors
    /// A folder that is not ours, nor root's, nor that of the account which the config file names.
    pub fn daemon_uid(&self) -> Result<u32, CliError> {
        if let Some(uid) = self.server_uid.filter(|_| self.mode == Mode::Shared) {
            return Ok(uid);
        }
        let own = rustix::process::geteuid().as_raw();
        let Some(folder) = self.socket.parent().and_then(|folder| fs::metadata(folder).ok()) else { return Ok(own) };
        let guarded = folder.mode() & OTHERS_WRITE == 0;
        if folder.uid() == own && guarded {
            return Ok(own);
        }
        let service = self.mode == Mode::Shared && self.socket == Path::new(SHARED_SOCKET);
        match (folder.uid(), guarded) {
            // Root let one account put its socket here: it is whoever did.
            (0, true) => Ok(fs::metadata(&self.socket).map_or(own, |socket| socket.uid())),
            (service_uid, true) if service => Ok(service_uid),
            (uid, _) => Err(foreign_folder(&self.socket, uid)),
        }
    }
}

fn foreign_folder(socket: &Path, uid: u32) -> CliError {
    let socket = socket.display();
    CliError::Fault(Text::new(
        format!("套接字 {socket} 所在目录属于 uid {uid} 或他人可写: 不用. 请用 --socket 或 --store 指明自己的"),
        format!(
            "the folder of the socket {socket} belongs to uid {uid}, or others may write it: not used. Name your own with --socket or --store"
        ),
    ))
}

fn shared_socket(config: &Config) -> Option<PathBuf> {
    let by_default = || Some(PathBuf::from(SHARED_SOCKET)).filter(|path| path.exists());
    config.socket.clone().or_else(by_default)
}

fn read_config(named: Option<&Path>) -> Result<(Option<PathBuf>, Config), CliError> {
    let path = named.unwrap_or(Path::new(MACHINE_CONFIG));
    let fault = |source| CliError::file(Text::new("读配置", "reading the config file"), path, source);
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(source) if source.kind() == io::ErrorKind::NotFound && named.is_none() => {
            return Ok((None, Config::default()));
        }
        Err(source) => return Err(fault(source)),
    };
    let own = rustix::process::geteuid().as_raw();
    let trusted = about.uid() == 0 || named.is_some() && about.uid() == own;
    if !trusted || about.mode() & OTHERS_WRITE != 0 {
        return Err(fault(io::Error::other("it is not root's, or others may write it: not used")));
    }
    if about.len() > CONFIG_BYTES_MAX {
        return Err(fault(io::Error::other(format!("longer than {CONFIG_BYTES_MAX} bytes"))));
    }
    let text = fs::read_to_string(path).map_err(fault)?;
    let config = toml::from_str(&text).map_err(|error| fault(io::Error::other(error.message().to_owned())))?;
    Ok((Some(path.to_owned()), config))
}

/// `$XDG_DATA_HOME/dutydesk`.
fn personal_store() -> Result<PathBuf, CliError> {
    let from = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let data = from("XDG_DATA_HOME").or_else(|| from("HOME").map(|home| home.join(".local/share")));
    data.map(|data| data.join("dutydesk")).ok_or_else(|| {
        CliError::usage(
            "没有 HOME, 不知道库在哪里: 请用 --store 指明",
            "there is no HOME to keep the store in: name it with --store",
        )
    })
}

/// The daemon outlives the folder in which the verb was typed.
fn absolute(path: &Path) -> Result<PathBuf, CliError> {
    std::path::absolute(path).map_err(|source| CliError::file(Text::new("找路径", "finding the path"), path, source))
}
