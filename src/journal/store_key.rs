//! The store key: a file outside the store that wraps the store's data keys. Without it nothing in the store can be
//! read; whoever takes the store's folder, a backup or the disk takes nothing.
//!
//! The file is one line, `dutydesk-store-key-1 ` and 64 hexadecimal digits, so that it can be printed and put in a safe.

use std::fmt::Write as _;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What the file begins with.
const WORD: &str = "dutydesk-store-key-1";

/// A key file is one short line; more is not one.
const FILE_BYTES_MAX: u64 = 1024;

/// Anything but reading by its owner.
const OTHERS: u32 = 0o077;

/// systemd lets a service read its credential through an access list, which shows as the group's reading.
const OTHERS_OF_CREDENTIAL: u32 = 0o037;

/// A store's own random name, so that its key is found and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreId(pub [u8; 16]);

impl std::fmt::Display for StoreId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// What a store says of itself beside its record, so that a wrong key is known before the record is opened at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreMark {
    pub id: StoreId,
    /// Fingerprint of its key.
    pub key: [u8; 8],
}

/// Name of the mark's file in the store's folder, and the word that it begins with.
const MARK_FILE: &str = "store.id";
const MARK_WORD: &str = "dutydesk-store-1";

impl StoreMark {
    /// The mark of the store in a folder; none where there is no store, or one from before stores had marks.
    pub fn read(folder: &Path) -> Option<Self> {
        let text = fs::read_to_string(folder.join(MARK_FILE)).ok()?;
        let mut words = text.split_whitespace();
        let (word, id, key) = (words.next()?, words.next()?, words.next()?);
        let mark = Self { id: StoreId(undigits(id)?), key: undigits(key)? };
        (word == MARK_WORD).then_some(mark)
    }

    /// The key of this store, and no other.
    ///
    /// # Errors
    /// When it is missing, another one, or not to be trusted.
    pub fn key_of(self, places: &KeyPlaces, folder: &Path) -> Result<StoreKey, KeyProblem> {
        let key = StoreKey::read(places, self.id, folder)?;
        if key.fingerprint() == self.key { Ok(key) } else { Err(key.is_not(self.key)) }
    }

    /// Puts the mark in a store's folder, durably.
    ///
    /// # Errors
    /// When the disk says no.
    pub(super) fn write(self, folder: &Path) -> io::Result<()> {
        let beside = folder.join(format!("{MARK_FILE}.new"));
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(format!("{MARK_WORD} {} {}\n", self.id, digits(&self.key)).as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, folder.join(MARK_FILE))?;
        File::open(folder)?.sync_all()
    }
}

/// Where the key of a store may lie. The first place that is named counts, and no other is tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyPlaces {
    /// By flag or environment.
    pub named: Option<PathBuf>,
    /// What the service manager hands over.
    pub credential: Option<PathBuf>,
    /// By the machine's config file.
    pub config: Option<PathBuf>,
    /// The folder of an officer's own keys, in which a store's key has the name of the store.
    pub own: Option<PathBuf>,
}

impl KeyPlaces {
    /// This file and no other.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { named: Some(path.into()), ..Self::default() }
    }

    /// Is one file named, whatever the store?
    pub const fn names_one(&self) -> bool {
        self.named.is_some() || self.credential.is_some() || self.config.is_some()
    }

    /// The file in which the key of this store is, or would be.
    ///
    /// # Errors
    /// When no place is named.
    pub fn path(&self, store: StoreId) -> Result<PathBuf, KeyProblem> {
        let own = || self.own.as_ref().map(|folder| folder.join(format!("{store}.key")));
        let named = self.named.clone().or_else(|| self.credential.clone()).or_else(|| self.config.clone());
        named.or_else(own).ok_or(KeyProblem::NoPlace)
    }
}

/// Why there is no store key. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum KeyProblem {
    #[error(
        "no place for the store key is known: name its file with --store-key, DUTYDESK_STORE_KEY or store_key in the config file; nothing was changed"
    )]
    NoPlace,
    #[error(
        "the key of the store is missing: there is no {path}. Put it back from where it was kept, or name its file with --store-key; nothing was changed"
    )]
    Missing { path: PathBuf },
    #[error(
        "the key file {path} may be read or written by others (mode {mode:o}): chmod 0400 it, and think whether it was read; nothing was changed"
    )]
    Open { path: PathBuf, mode: u32 },
    #[error("the key file {path} belongs to uid {owner}: it must be yours or root's; nothing was changed")]
    Foreign { path: PathBuf, owner: u32 },
    #[error(
        "the key file {path} lies in the store's own folder, which it is to protect: move it elsewhere and name it with --store-key; nothing was changed"
    )]
    Inside { path: PathBuf },
    #[error("{path} is no store key (one line: {WORD} and 64 digits): restore it; nothing was changed")]
    NotAKey { path: PathBuf },
    #[error(
        "{path} is the key of another store (it is {found}, this store wants {wanted}): name the right one with --store-key; nothing was changed"
    )]
    Other { path: PathBuf, found: String, wanted: String },
    #[error("could not {doing} the key file {path}: {source}")]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
}

impl KeyProblem {
    /// The same in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::NoPlace => {
                "不知道库密钥在哪里: 用 --store-key、DUTYDESK_STORE_KEY 或配置文件 store_key 指明; 未作任何改动"
                    .to_owned()
            }
            Self::Missing { path } => {
                format!("库密钥缺失: 没有 {}. 从保管处放回, 或用 --store-key 指明; 未作任何改动", path.display())
            }
            Self::Open { path, mode } => {
                format!(
                    "密钥文件 {} 他人可读写 (权限 {mode:o}): 请 chmod 0400, 并想想是否已被人读过; 未作任何改动",
                    path.display()
                )
            }
            Self::Foreign { path, owner } => {
                format!("密钥文件 {} 属于 uid {owner}: 须属于本账户或 root; 未作任何改动", path.display())
            }
            Self::Inside { path } => {
                format!("密钥文件 {} 放在它要保护的库里: 移到别处, 用 --store-key 指明; 未作任何改动", path.display())
            }
            Self::NotAKey { path } => {
                format!("{} 不是库密钥 (应为一行: {WORD} 加 64 位十六进制数): 请恢复; 未作任何改动", path.display())
            }
            Self::Other { path, found, wanted } => {
                format!(
                    "{} 是别的库的密钥 (它是 {found}, 本库要 {wanted}): 用 --store-key 指明; 未作任何改动",
                    path.display()
                )
            }
            Self::Io { doing, path, source } => format!("密钥文件 {} ({doing}): {source}", path.display()),
        }
    }
}

fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> KeyProblem {
    let path = path.to_owned();
    move |source| KeyProblem::Io { doing, path, source }
}

/// The key itself; wiped from memory when dropped.
pub struct StoreKey {
    bytes: Zeroizing<[u8; 32]>,
    /// The file it was read from.
    pub path: PathBuf,
}

impl StoreKey {
    /// Reads the key of a store from its file.
    ///
    /// # Errors
    /// When it is missing, open to others, inside the store, or no key.
    pub fn read(places: &KeyPlaces, id: StoreId, folder: &Path) -> Result<Self, KeyProblem> {
        let path = places.path(id)?;
        outside(&path, folder)?;
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(KeyProblem::Missing { path }),
            Err(error) => return Err(io("open", &path)(error)),
        };
        let about = file.metadata().map_err(io("look at", &path))?;
        let own = rustix::process::geteuid().as_raw();
        if about.uid() != own && about.uid() != 0 {
            return Err(KeyProblem::Foreign { path, owner: about.uid() });
        }
        let credential = places.named.is_none() && places.credential.as_ref() == Some(&path);
        let closed = if credential { OTHERS_OF_CREDENTIAL } else { OTHERS };
        if about.mode() & closed != 0 {
            return Err(KeyProblem::Open { path, mode: about.mode() & 0o777 });
        }
        if !about.is_file() || about.len() > FILE_BYTES_MAX {
            return Err(KeyProblem::NotAKey { path });
        }
        let mut text = Zeroizing::new(String::with_capacity(128));
        file.read_to_string(&mut text).map_err(io("read", &path))?;
        match parsed(&text) {
            Some(bytes) => Ok(Self { bytes, path }),
            None => Err(KeyProblem::NotAKey { path }),
        }
    }

    /// The key for a new store: the one that is there already, or a new one, durable before anything is sealed with it.
    ///
    /// # Errors
    /// When it cannot be made or read.
    pub fn for_new(places: &KeyPlaces, id: StoreId, folder: &Path) -> Result<Self, KeyProblem> {
        let path = places.path(id)?;
        if !path.exists() {
            outside(&path, folder)?;
            make(&path)?;
        }
        Self::read(places, id, folder)
    }

    /// What to say when the store wants another one.
    fn is_not(&self, wanted: [u8; 8]) -> KeyProblem {
        KeyProblem::Other { path: self.path.clone(), found: digits(&self.fingerprint()), wanted: digits(&wanted) }
    }

    /// One of these bytes, from no file.
    #[cfg(test)]
    pub(super) fn of(bytes: [u8; 32]) -> Self {
        Self { bytes: Zeroizing::new(bytes), path: PathBuf::new() }
    }

    /// The 32 bytes, for whoever wraps with them.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// The same as digits.
    pub fn print(&self) -> String {
        digits(&self.fingerprint())
    }

    /// Tells keys apart without telling the key.
    pub fn fingerprint(&self) -> [u8; 8] {
        let derived = Zeroizing::new(blake3::derive_key("dutydesk store key fingerprint 1", &*self.bytes));
        let mut fingerprint = [0; 8];
        fingerprint.copy_from_slice(&derived[..8]);
        fingerprint
    }
}

impl std::fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StoreKey(secret, {})", self.path.display())
    }
}

/// Makes a key file: new, for its owner's eyes only, durable when this returns.
///
/// # Errors
/// When there is one already, or the disk or the folder says no.
pub fn make(path: &Path) -> Result<(), KeyProblem> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(bytes.as_mut()).map_err(|error| io("make", path)(io::Error::other(error.to_string())))?;
    let mut text = Zeroizing::new(format!("{WORD} "));
    text.reserve(2 * bytes.len() + 1);
    text.push_str(&Zeroizing::new(digits(&*bytes)));
    text.push('\n');
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io("make a folder for", path))?;
    // Beside, then linked: a crash leaves no half key, and two processes that race do not overwrite each other's.
    let beside = folder.join(format!(".{}.new", uuid::Uuid::now_v7()));
    let made = OpenOptions::new().write(true).create_new(true).mode(0o400).open(&beside);
    let mut file = made.map_err(io("make", path))?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    let linked = written.and_then(|()| fs::hard_link(&beside, path));
    let removed = fs::remove_file(&beside);
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(io("make", path)(error)),
        Ok(()) | Err(_) => removed.map_err(io("make", path))?,
    }
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io("sync the folder of", path))
}

/// A key beside what it protects protects nothing.
fn outside(path: &Path, folder: &Path) -> Result<(), KeyProblem> {
    let holder = path.parent().and_then(|parent| fs::canonicalize(parent).ok());
    let store = fs::canonicalize(folder).ok();
    match (holder, store) {
        (Some(holder), Some(store)) if holder.starts_with(&store) => Err(KeyProblem::Inside { path: path.to_owned() }),
        (Some(_) | None, _) => Ok(()),
    }
}

fn digits(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

pub(super) fn undigits<const N: usize>(digits: &str) -> Option<[u8; N]> {
    if digits.len() != 2 * N || !digits.is_ascii() {
        return None;
    }
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

fn parsed(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    undigits(text.trim_end().strip_prefix(WORD)?.trim_start()).map(Zeroizing::new)
}
