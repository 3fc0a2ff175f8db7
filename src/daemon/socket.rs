//! One daemon a store: a lock held for life, then the socket. Paths go through an open folder, so that a long one
//! does not meet the 108-byte limit of socket addresses.

use rustix::fs::{FlockOperation, flock};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use tokio::net::UnixListener;

/// Why the daemon has no socket.
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    #[error("{path} belongs to uid {owner}, not to you: choose another folder with --store")]
    Foreign { path: PathBuf, owner: u32 },
    #[error("could not {doing} {path}: {source}")]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
}

fn io_error(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SocketError {
    let path = path.to_owned();
    move |source| SocketError::Io { doing, path, source }
}

/// Makes the store's folder, for its owner only.
///
/// # Errors
/// When it is somebody else's, or cannot be made.
pub fn own_folder(folder: &Path) -> Result<(), SocketError> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io_error("make", folder))?;
    let owner = fs::metadata(folder).map_err(io_error("look at", folder))?.uid();
    if owner == rustix::process::geteuid().as_raw() {
        Ok(())
    } else {
        Err(SocketError::Foreign { path: folder.to_owned(), owner })
    }
}

/// Takes the store's lock, for the life of the returned file. None: another daemon has it.
///
/// # Errors
/// When the lock file cannot be opened.
pub fn lock(folder: &Path) -> Result<Option<File>, SocketError> {
    let path = folder.join("daemon.lock");
    let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
    let file = file.map_err(io_error("open", &path))?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(file)),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
        Err(error) => Err(io_error("lock", &path)(error.into())),
    }
}

/// Binds the socket; whoever holds the store's lock may remove a stale one of its own.
///
/// # Errors
/// When something of somebody else is in its place.
pub fn bind(path: &Path, mode: u32) -> Result<UnixListener, SocketError> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io_error("bind", path)(io::ErrorKind::InvalidInput.into()));
    };
    remove_stale(path)?;
    let opened = File::open(folder).map_err(io_error("open", folder))?;
    let short = Path::new("/proc/self/fd").join(opened.as_raw_fd().to_string()).join(name);
    let listener = UnixListener::bind(&short).map_err(io_error("bind", path))?;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(io_error("set the mode of", path))?;
    Ok(listener)
}

fn remove_stale(path: &Path) -> Result<(), SocketError> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(io_error("look at", path)(error)),
        Ok(there) if there.uid() != rustix::process::geteuid().as_raw() => {
            Err(SocketError::Foreign { path: path.to_owned(), owner: there.uid() })
        }
        Ok(_) => fs::remove_file(path).map_err(io_error("remove", path)),
    }
}
