//! One daemon a store: a lock held for life, then the socket. Every place is opened once, looked at, and used through
//! what was opened: a link or a thing of somebody else's is neither followed, nor changed, nor removed.

use crate::wire::guard::{self, Distrust};
use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, FlockOperation, Mode, chmodat, flock, unlinkat};
use std::ffi::OsStr;
use std::fs::{DirBuilder, File};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

/// Why the daemon has no socket.
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    #[error(transparent)]
    Distrust(#[from] Distrust),
    #[error("could not {doing} {path}: {source}")]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
}

fn io_error(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SocketError {
    let path = path.to_owned();
    move |source| SocketError::Io { doing, path, source }
}

fn own_uid() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Makes the store's folder, for its owner only.
///
/// # Errors
/// When it is somebody else's, or cannot be made.
pub fn own_folder(folder: &Path) -> Result<OwnedFd, SocketError> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io_error("make", folder))?;
    Ok(guard::folder(folder, own_uid())?)
}

/// Takes the store's lock, for the life of the returned file. None: another daemon has it.
///
/// # Errors
/// When the lock file is not our own.
pub fn lock(folder: &OwnedFd, store: &Path) -> Result<Option<File>, SocketError> {
    let (name, path) = (OsStr::new("daemon.lock"), store.join("daemon.lock"));
    let file = File::from(guard::own_file(folder, (name, &path), own_uid())?);
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(file)),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
        Err(error) => Err(io_error("lock", &path)(error.into())),
    }
}

/// The socket's folder and name, once what stands there is seen to be ours or nothing.
fn place(path: &Path) -> Result<(OwnedFd, &OsStr, bool), SocketError> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io_error("bind", path)(io::ErrorKind::InvalidInput.into()));
    };
    let opened = guard::folder(folder, own_uid())?;
    match guard::socket(&opened, (name, path), own_uid()) {
        Ok(()) => Ok((opened, name, true)),
        Err(distrust) if distrust.is_absent() => Ok((opened, name, false)),
        Err(distrust) => Err(distrust.into()),
    }
}

/// Looks whether the socket can be bound, before a store is opened for nothing.
///
/// # Errors
/// As for [`bind`].
pub fn can_bind(path: &Path) -> Result<(), SocketError> {
    place(path).map(drop)
}

/// Binds the socket; whoever holds the store's lock may remove a stale one of its own. The process's umask has closed
/// it to everybody else before `mode` opens it as far as is wanted.
///
/// # Errors
/// When something of somebody else, or no socket, is in its place, or its folder is not closed to others.
pub fn bind(path: &Path, mode: Mode) -> Result<UnixListener, SocketError> {
    let (folder, name, stale) = place(path)?;
    let failed = |doing| move |errno: rustix::io::Errno| io_error(doing, path)(errno.into());
    if stale {
        unlinkat(&folder, name, AtFlags::empty()).map_err(failed("remove"))?;
    }
    let short = Path::new("/proc/self/fd").join(folder.as_raw_fd().to_string()).join(name);
    let listener = UnixListener::bind(&short).map_err(io_error("bind", path))?;
    listener.set_nonblocking(true).map_err(io_error("bind", path))?;
    // The folder is ours alone: what is under the name is what was bound.
    chmodat(&folder, name, mode, AtFlags::empty()).map_err(failed("set the mode of"))?;
    Ok(listener)
}
