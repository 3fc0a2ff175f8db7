//! Is this socket the daemon's? Looked at before a byte is sent: its folder must be the daemon's own and closed to
//! others, what lies in it a socket of the daemon's, and the process behind it the daemon's account. The daemon looks
//! at its own places in the same way before it touches them.

use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, fstat, openat, statat};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

/// Write permission of group and others: whoever may write a folder may put another socket in it.
const OTHERS_WRITE: u32 = 0o022;

/// Root may put things right anywhere; what root owns, nobody else swaps.
const ROOT: u32 = 0;

/// Why a place is not used.
#[derive(Debug, thiserror::Error)]
pub enum Distrust {
    #[error("{0} is a symbolic link: name the place itself")]
    Link(PathBuf),
    #[error("{path} is no {wanted}: move it away or name another place")]
    Other { path: PathBuf, wanted: &'static str, wanted_zh: &'static str },
    #[error("{path} belongs to uid {owner}, not to {wanted}: not used")]
    Owner { path: PathBuf, owner: u32, wanted: u32 },
    #[error("others may write {path} (mode {mode:o}): not used. chmod go-w it, or name another place")]
    Writable { path: PathBuf, mode: u32 },
    #[error("{0} has another name elsewhere (a hard link): not used")]
    Linked(PathBuf),
    #[error("looking at {path}: {source}")]
    Io { path: PathBuf, source: io::Error },
}

impl Distrust {
    /// The same line in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Link(path) => format!("{} 是符号链接: 请写明真正的位置", path.display()),
            Self::Other { path, wanted_zh, .. } => format!("{} 不是{wanted_zh}: 请移走, 或另选位置", path.display()),
            Self::Owner { path, owner, wanted } => {
                format!("{} 属于 uid {owner}, 不是 {wanted}: 不用", path.display())
            }
            Self::Writable { path, mode } => {
                format!("{} 他人可写 (权限 {mode:o}): 不用. 请 chmod go-w, 或另选位置", path.display())
            }
            Self::Linked(path) => format!("{} 另有硬链接: 不用", path.display()),
            Self::Io { path, source } => format!("查看 {}: {source}", path.display()),
        }
    }

    /// Nothing is there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}

fn io_of(path: &Path) -> impl FnOnce(Errno) -> Distrust {
    let path = path.to_owned();
    move |source| Distrust::Io { path, source: source.into() }
}

/// Opens a folder that nobody but `owner` (or root) can change.
///
/// # Errors
/// What it is instead.
pub fn folder(path: &Path, owner: u32) -> Result<OwnedFd, Distrust> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let there = statat(CWD, path, AtFlags::SYMLINK_NOFOLLOW).map_err(io_of(path))?;
    match FileType::from_raw_mode(there.st_mode) {
        FileType::Directory => {}
        FileType::Symlink => return Err(Distrust::Link(path.to_owned())),
        _ => return Err(Distrust::Other { path: path.to_owned(), wanted: "folder", wanted_zh: "目录" }),
    }
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let opened = openat(CWD, path, flags, Mode::empty()).map_err(io_of(path))?;
    // What was opened counts, not what was there a moment ago.
    let about = fstat(&opened).map_err(io_of(path))?;
    if about.st_uid != owner && about.st_uid != ROOT {
        return Err(Distrust::Owner { path: path.to_owned(), owner: about.st_uid, wanted: owner });
    }
    let mode = about.st_mode & 0o7777;
    if mode & OTHERS_WRITE != 0 {
        return Err(Distrust::Writable { path: path.to_owned(), mode });
    }
    Ok(opened)
}

/// Is what lies in the folder under this name a socket of this account?
///
/// # Errors
/// What it is instead.
pub fn socket(folder: &OwnedFd, (name, path): (&OsStr, &Path), owner: u32) -> Result<(), Distrust> {
    let there = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).map_err(io_of(path))?;
    match FileType::from_raw_mode(there.st_mode) {
        FileType::Socket if there.st_uid == owner => Ok(()),
        FileType::Socket => Err(Distrust::Owner { path: path.to_owned(), owner: there.st_uid, wanted: owner }),
        FileType::Symlink => Err(Distrust::Link(path.to_owned())),
        _ => Err(Distrust::Other { path: path.to_owned(), wanted: "socket", wanted_zh: "套接字" }),
    }
}

/// Opens or makes a plain file of one's own in the folder; never through a link, never somebody else's.
///
/// # Errors
/// What it is instead.
pub fn own_file(folder: &OwnedFd, (name, path): (&OsStr, &Path), owner: u32) -> Result<OwnedFd, Distrust> {
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let opened = openat(folder, name, flags, Mode::RUSR | Mode::WUSR).map_err(|errno| match errno {
        Errno::LOOP => Distrust::Link(path.to_owned()),
        Errno::ISDIR | Errno::NXIO => {
            Distrust::Other { path: path.to_owned(), wanted: "plain file", wanted_zh: "普通文件" }
        }
        errno => io_of(path)(errno),
    })?;
    let about = fstat(&opened).map_err(io_of(path))?;
    if FileType::from_raw_mode(about.st_mode) != FileType::RegularFile {
        return Err(Distrust::Other { path: path.to_owned(), wanted: "plain file", wanted_zh: "普通文件" });
    }
    if about.st_uid != owner {
        return Err(Distrust::Owner { path: path.to_owned(), owner: about.st_uid, wanted: owner });
    }
    if about.st_nlink > 1 {
        return Err(Distrust::Linked(path.to_owned()));
    }
    Ok(opened)
}
