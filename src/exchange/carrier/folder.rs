//! A shared folder as carrier: nothing to install. Each receiver has a subfolder, each bundle is one file in it.
//!
//! Names tell nothing: the subfolder is a hash of the receiver's id, the file a name that only its sender can work out. A file
//! is written beside, made durable, renamed into place, and the folder made durable, so that no reader sees half of one and no
//! power cut takes it back. Only files that were handed out and are unchanged since are removed. Links are never followed
//! below the folder, and the folder itself is never made: when it is not there (unmounted, unplugged) there is no line.

use super::super::bundle::BUNDLE_BYTES_MAX;
use super::{
    ARRIVED_BYTES_MAX, ARRIVED_MAX, Arrived, BundleName, Carrier, CarrierError, Doing, Handle, LeftAlone, Polled,
    WhyLeft,
};
use crate::casework::ids::{Hash, UnitId};
use rustix::fs::{self, AtFlags, Dir, FileType, Mode, OFlags};
use rustix::io::Errno;
use std::collections::HashSet;
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Entries looked at in one poll: what is in flight from a hundred peers is less.
const ENTRIES_MAX: usize = 10_000;
/// Strange and refused things remembered, each: more than one poll can meet.
const REMEMBERED_MAX: usize = 16_384;
const EXTENSION: &str = ".bundle";
/// Where a bundle is written before it gets its name.
const PART_EXTENSION: &str = ".part";
const NAME_DIGITS: usize = 32;

/// One shared folder.
pub struct FolderCarrier {
    path: PathBuf,
    seen: Mutex<Seen>,
}

/// What this process has said about already.
#[derive(Default)]
struct Seen {
    strange: HashSet<(UnitId, String)>,
    refused: HashSet<(UnitId, String)>,
}

/// Why a file with a bundle's name is not handed out.
enum NotRead {
    /// Somebody took it away meanwhile.
    Gone,
    /// As it is, it was refused before.
    Refused,
    Strange(WhyLeft),
}

/// The names in a subfolder, sorted.
#[derive(Default)]
struct Names {
    bundles: Vec<String>,
    others: Vec<String>,
    /// There were more than [`ENTRIES_MAX`].
    beyond: bool,
}

impl FolderCarrier {
    /// The carrier over this folder, which need not be there yet.
    pub fn new(path: PathBuf) -> Self {
        Self { path, seen: Mutex::default() }
    }

    /// The sets stay whole whatever panics elsewhere: each change is one insertion.
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fault(&self, doing: Doing, source: impl Into<std::io::Error>) -> CarrierError {
        let (place, source) = (self.path.display().to_string(), source.into());
        let away =
            [Errno::NOENT, Errno::NOTDIR, Errno::STALE, Errno::HOSTDOWN, Errno::NOTCONN, Errno::NODEV, Errno::NXIO];
        let code = source.raw_os_error();
        if away.iter().any(|errno| Some(errno.raw_os_error()) == code) {
            CarrierError::NoLine { place }
        } else {
            CarrierError::Fault { place, doing, source }
        }
    }

    /// The folder itself; an administrator may have made it a link.
    fn root(&self) -> Result<OwnedFd, CarrierError> {
        fs::open(&self.path, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())
            .map_err(|e| self.fault(Doing::Open, e))
    }

    /// The receiver's subfolder; `None` when nobody has written to it yet.
    fn inbox(&self, root: &OwnedFd, unit: UnitId) -> Result<Option<OwnedFd>, CarrierError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        match fs::openat(root, inbox_name(unit), flags, Mode::empty()) {
            Ok(inbox) => Ok(Some(inbox)),
            Err(Errno::NOENT) => Ok(None),
            Err(e) => Err(self.fault(Doing::Open, e)),
        }
    }

    /// The receiver's subfolder, made when missing. Whoever may use the shared folder may use it.
    fn made_inbox(&self, root: &OwnedFd, unit: UnitId) -> Result<OwnedFd, CarrierError> {
        if let Some(inbox) = self.inbox(root, unit)? {
            return Ok(inbox);
        }
        match fs::mkdirat(root, inbox_name(unit), Mode::RWXU) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(e) => return Err(self.fault(Doing::Write, e)),
        }
        let inbox = self.inbox(root, unit)?.ok_or_else(|| self.fault(Doing::Write, Errno::NOENT))?;
        share(&inbox, root, Mode::from_raw_mode(0o7777));
        sync_folder(root).map_err(|e| self.fault(Doing::Write, e))?;
        Ok(inbox)
    }

    /// An ordinary file of the subfolder with its token: a link is not followed, a pipe does not hang us.
    fn open(&self, inbox: &OwnedFd, name: &str) -> Result<(File, String), NotRead> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = fs::openat(inbox, name, flags, Mode::empty()).map_err(|e| match e {
            Errno::NOENT => NotRead::Gone,
            Errno::LOOP | Errno::NXIO => NotRead::Strange(WhyLeft::NotAFile),
            _ => NotRead::Strange(WhyLeft::Unreadable),
        })?;
        let stat = fs::fstat(&file).map_err(|_| NotRead::Strange(WhyLeft::Unreadable))?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Err(NotRead::Strange(WhyLeft::NotAFile));
        }
        Ok((file.into(), token(name, &stat)))
    }

    fn read(&self, me: UnitId, inbox: &OwnedFd, name: &str) -> Result<Arrived, NotRead> {
        let (file, token) = self.open(inbox, name)?;
        let handle = Handle { to: me, token };
        if self.seen().refused.contains(&(me, handle.token.clone())) {
            return Err(NotRead::Refused);
        }
        let mut bytes = Vec::new();
        match file.take(BUNDLE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes) {
            Ok(_) if bytes.len() > BUNDLE_BYTES_MAX => {
                remember(&mut self.seen().refused, (me, handle.token));
                Err(NotRead::Strange(WhyLeft::TooLarge))
            }
            Ok(_) => Ok(Arrived { handle, bytes }),
            Err(_) => Err(NotRead::Strange(WhyLeft::Unreadable)),
        }
    }

    /// Names that begin with a dot are somebody's work in progress.
    fn names(&self, inbox: &OwnedFd) -> Result<Names, CarrierError> {
        let (mut names, mut seen) = (Names::default(), 0);
        for entry in Dir::read_from(inbox).map_err(|e| self.fault(Doing::List, e))? {
            let entry = entry.map_err(|e| self.fault(Doing::List, e))?;
            let name = entry.file_name().to_string_lossy();
            if name.starts_with('.') {
                continue;
            }
            seen += 1;
            if seen > ENTRIES_MAX {
                names.beyond = true;
                break;
            }
            if is_bundle_name(&name) {
                names.bundles.push(name.into_owned());
            } else {
                names.others.push(name.escape_debug().to_string());
            }
        }
        names.bundles.sort();
        names.others.sort();
        Ok(names)
    }

    /// Notes a strange thing, unless it was told before or so many were that one more would help nobody.
    fn leave(&self, me: UnitId, name: String, why: WhyLeft, polled: &mut Polled) {
        let strange = &mut self.seen().strange;
        if strange.len() < REMEMBERED_MAX && strange.insert((me, name.clone())) {
            polled.left_alone.push(LeftAlone { name, why });
        }
    }

    fn gather(&self, me: UnitId, inbox: &OwnedFd, names: Vec<String>, polled: &mut Polled) {
        let mut bytes_left = ARRIVED_BYTES_MAX;
        for name in names {
            if polled.arrived.len() == ARRIVED_MAX || bytes_left < BUNDLE_BYTES_MAX {
                polled.more = true;
                return;
            }
            match self.read(me, inbox, &name) {
                Ok(arrived) => {
                    bytes_left -= arrived.bytes.len();
                    polled.arrived.push(arrived);
                }
                Err(NotRead::Gone | NotRead::Refused) => {}
                Err(NotRead::Strange(why)) => self.leave(me, name, why, polled),
            }
        }
    }

    fn write(&self, inbox: &OwnedFd, root: &OwnedFd, name: &BundleName, bytes: &[u8]) -> std::io::Result<()> {
        let (part, name) = (format!(".{}{PART_EXTENSION}", name.as_str()), format!("{}{EXTENSION}", name.as_str()));
        // Only we know this name, so what is left there is from our own interrupted writing.
        match fs::unlinkat(inbox, &part, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => {}
            Err(e) => return Err(e.into()),
        }
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut file = File::from(fs::openat(inbox, &part, flags, Mode::RUSR | Mode::WUSR)?);
        share(&file, root, Mode::from_raw_mode(0o666));
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        if let Err(e) = written.and_then(|()| Ok(fs::renameat(inbox, &part, inbox, &name)?)) {
            // A full disk should not stay full of our half files; the first failure is the one to tell.
            let _ = fs::unlinkat(inbox, &part, AtFlags::empty());
            return Err(e);
        }
        Ok(sync_folder(inbox)?)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Carrier for FolderCarrier {
    fn put(&self, to: UnitId, name: &BundleName, bytes: &[u8]) -> Result<(), CarrierError> {
        if bytes.len() > BUNDLE_BYTES_MAX {
            return Err(CarrierError::TooLarge { bytes: bytes.len() });
        }
        let root = self.root()?;
        let inbox = self.made_inbox(&root, to)?;
        self.write(&inbox, &root, name, bytes).map_err(|e| self.fault(Doing::Write, e))
    }

    fn poll(&self, me: UnitId) -> Result<Polled, CarrierError> {
        let mut polled = Polled::default();
        let Some(inbox) = self.inbox(&self.root()?, me)? else {
            return Ok(polled);
        };
        let names = self.names(&inbox)?;
        if names.beyond {
            self.leave(me, inbox_name(me), WhyLeft::Beyond, &mut polled);
        }
        for name in names.others {
            self.leave(me, name, WhyLeft::Foreign, &mut polled);
        }
        self.gather(me, &inbox, names.bundles, &mut polled);
        Ok(polled)
    }

    fn done(&self, handle: &Handle) -> Result<(), CarrierError> {
        let Some(inbox) = self.inbox(&self.root()?, handle.to)? else {
            return Ok(());
        };
        let Some((name, _)) = handle.token.split_once('/') else {
            return Ok(());
        };
        // The sender may have put a fuller bundle under the same name meanwhile: that one stays.
        let unchanged = self.open(&inbox, name).is_ok_and(|(_, token)| token == handle.token);
        if !unchanged {
            return Ok(());
        }
        match fs::unlinkat(&inbox, name, AtFlags::empty()) {
            // Not made durable: a bundle that comes back after a power cut has no effect.
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(e) => Err(self.fault(Doing::Remove, e)),
        }
    }

    fn refuse(&self, handle: &Handle) -> Result<(), CarrierError> {
        remember(&mut self.seen().refused, (handle.to, handle.token.clone()));
        Ok(())
    }
}

/// A full memory begins anew: what was in it is handed out, and refused, once more.
fn remember(refused: &mut HashSet<(UnitId, String)>, one: (UnitId, String)) {
    if refused.len() >= REMEMBERED_MAX {
        refused.clear();
    }
    refused.insert(one);
}

/// The subfolder of a unit: a hash, so that a listing of the folder names no unit.
fn inbox_name(unit: UnitId) -> String {
    let digits = Hash::of(&[b"dutydesk inbox 1", unit.0.as_slice()].concat()).to_string();
    digits[..NAME_DIGITS].to_owned()
}

fn is_bundle_name(name: &str) -> bool {
    name.strip_suffix(EXTENSION)
        .is_some_and(|digits| digits.len() == NAME_DIGITS && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Names a file as it is now: replaced or written to, it has another token.
fn token(name: &str, stat: &fs::Stat) -> String {
    let changed = (stat.st_mtime, stat.st_mtime_nsec, stat.st_ctime, stat.st_ctime_nsec);
    format!("{name}/{} {} {changed:?}", stat.st_ino, stat.st_size)
}

/// Gives the new file the permissions of the shared folder, as far as `mask` goes. Some file systems of disks and shares
/// have no permissions and refuse; then there is nothing to give.
fn share(new: &impl std::os::fd::AsFd, root: &OwnedFd, mask: Mode) {
    if let Ok(stat) = fs::fstat(root) {
        let _ = fs::fchmod(new, Mode::from_raw_mode(stat.st_mode) & mask);
    }
}

/// Makes names in a folder durable. Some network file systems cannot and say EINVAL; their rename is as durable as they are.
fn sync_folder(folder: &OwnedFd) -> Result<(), Errno> {
    match fs::fsync(folder) {
        Ok(()) | Err(Errno::INVAL) => Ok(()),
        Err(e) => Err(e),
    }
}
