//! Where the store, its key, the socket and the settings are: flag, environment, what the service manager hands over,
//! the machine's config file, the shared socket under /run, the personal one.

use super::arguments::Globals;
use super::report::CliError;
use crate::calendar::Text;
use crate::journal::KeyPlaces;
use serde::Deserialize;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The socket of a server's service account.
pub const SHARED_SOCKET: &str = "/run/dutydesk/daemon.sock";

/// The store of a server's service account.
const SHARED_STORE: &str = "/var/lib/dutydesk";

/// What root says about this machine.
const MACHINE_CONFIG: &str = "/etc/dutydesk/config.toml";

/// Name of the store key among the credentials that a service manager hands over.
const CREDENTIAL: &str = "dutydesk-store-key";

/// A config file is a few lines; more is not one.
const CONFIG_BYTES_MAX: u64 = 64 << 10;

/// Write permission of group and others.
const OTHERS_WRITE: u32 = 0o022;

/// What a config file may say. A word that it does not know is a mistake, not a wish.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    socket: Option<PathBuf>,
    /// The uid that owns the server's daemon, or the name of its account.
    server_uid: Option<u32>,
    server: Option<String>,
    store: Option<PathBuf>,
    /// File of the store's key.
    store_key: Option<PathBuf>,
    /// File to which heads of books are appended; on another disk, or one that only grows, it is worth most.
    anchors: Option<PathBuf>,
    /// Accounts that administer the store, by name or uid.
    #[serde(default)]
    administrators: Vec<Named>,
}

/// An account by its name or its uid.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Named {
    Uid(u32),
    Account(String),
}

/// The uid of an account.
pub fn uid_of(account: &str) -> Option<u32> {
    uzers::get_user_by_name(account).map(|user| user.uid())
}

impl Config {
    fn administrators(&self) -> Result<Vec<u32>, String> {
        let uid = |one: &Named| match one {
            Named::Uid(uid) => Ok(*uid),
            Named::Account(name) => uid_of(name).ok_or_else(|| no_account(name)),
        };
        self.administrators.iter().map(uid).collect()
    }

    fn server_uid(&self) -> Result<Option<u32>, String> {
        let named = |name: &String| uid_of(name).ok_or_else(|| no_account(name));
        self.server_uid.map_or_else(|| self.server.as_ref().map(named).transpose(), |uid| Ok(Some(uid)))
    }
}

fn no_account(name: &str) -> String {
    format!("there is no account {name} on this machine")
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
    /// Where the key of the store may lie.
    pub keys: KeyPlaces,
    /// The file to which heads of books are appended, if one is named.
    named_anchors: Option<PathBuf>,
    pub socket: PathBuf,
    /// Named by a config file: the only uid whose socket is used.
    server_uid: Option<u32>,
    /// Uids that the config file names as administrators of a shared store.
    pub administrators: Vec<u32>,
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
        let wrong = |what| {
            let path = config_path.as_deref().unwrap_or(Path::new(MACHINE_CONFIG));
            CliError::file(Text::new("读配置", "reading the config file"), path, io::Error::other(what))
        };
        Ok(Self {
            mode,
            store,
            keys: key_places(globals, &config, mode)?,
            named_anchors: config.anchors.clone(),
            socket,
            server_uid: config.server_uid().map_err(&wrong)?,
            administrators: config.administrators().map_err(&wrong)?,
            config: config_path,
        })
    }

    /// The file to which heads of books are appended.
    pub fn anchors(&self) -> PathBuf {
        self.named_anchors.clone().unwrap_or_else(|| self.store.join("anchors.txt"))
    }

    /// The places of a daemon that a service manager starts.
    pub fn served(mut self, globals: &Globals) -> Self {
        // A server's key is named, never looked for at home.
        self.keys.own = None;
        if self.mode == Mode::Personal && globals.store.is_none() {
            self.store = SHARED_STORE.into();
        }
        if self.mode == Mode::Personal && globals.socket.is_none() {
            self.socket = SHARED_SOCKET.into();
        }
        self.mode = Mode::Shared;
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
        let folder = self.socket.parent().and_then(|folder| fs::symlink_metadata(folder).ok());
        // What is not there yet, or is a link, is told by whoever connects.
        let Some(folder) = folder.filter(fs::Metadata::is_dir) else { return Ok(own) };
        let guarded = folder.mode() & OTHERS_WRITE == 0;
        if folder.uid() == own && guarded {
            return Ok(own);
        }
        let service = self.mode == Mode::Shared && self.socket == Path::new(SHARED_SOCKET);
        match (folder.uid(), guarded) {
            // Root let one account put its socket here: it is whoever did.
            (0, true) => Ok(fs::symlink_metadata(&self.socket).map_or(own, |socket| socket.uid())),
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
    // What was opened is what is looked at and read.
    let file = match File::open(path) {
        Ok(file) => file,
        Err(source) if source.kind() == io::ErrorKind::NotFound && named.is_none() => {
            return Ok((None, Config::default()));
        }
        Err(source) => return Err(fault(source)),
    };
    let about = file.metadata().map_err(fault)?;
    let own = rustix::process::geteuid().as_raw();
    let trusted = about.uid() == 0 || named.is_some() && about.uid() == own;
    if !trusted || about.mode() & OTHERS_WRITE != 0 {
        return Err(fault(io::Error::other("it is not root's, or others may write it: not used")));
    }
    if !about.is_file() || about.len() > CONFIG_BYTES_MAX {
        return Err(fault(io::Error::other(format!("no plain file, or longer than {CONFIG_BYTES_MAX} bytes"))));
    }
    let mut text = String::new();
    file.take(CONFIG_BYTES_MAX).read_to_string(&mut text).map_err(fault)?;
    let config = toml::from_str(&text).map_err(|error| fault(io::Error::other(error.message().to_owned())))?;
    Ok((Some(path.to_owned()), config))
}

/// Where the key of the store may lie: an officer's own keys lie beside their store, never in it.
fn key_places(globals: &Globals, config: &Config, mode: Mode) -> Result<KeyPlaces, CliError> {
    let handed = env::var_os("CREDENTIALS_DIRECTORY").map(|folder| PathBuf::from(folder).join(CREDENTIAL));
    let own = data_home().filter(|_| mode == Mode::Personal).map(|data| data.join("dutydesk-keys"));
    Ok(KeyPlaces {
        named: globals.store_key.as_deref().map(absolute).transpose()?,
        credential: handed.filter(|path| path.exists()),
        config: config.store_key.clone(),
        own,
    })
}

fn data_home() -> Option<PathBuf> {
    let from = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    from("XDG_DATA_HOME").or_else(|| from("HOME").map(|home| home.join(".local/share")))
}

/// `$XDG_DATA_HOME/dutydesk`.
fn personal_store() -> Result<PathBuf, CliError> {
    data_home().map(|data| data.join("dutydesk")).ok_or_else(|| {
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
