//! What a store stands on: the account that runs it, and the file system below it.

use rustix::fs::{FsWord, statfs};
use std::path::Path;

/// A file system on which locks or durable writes are not to be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Over a network: locks and flushes are somebody else's promise.
    Network,
    /// A container's own layer: gone with it, and its lower files change under it.
    Layer,
    /// Memory: gone with the machine.
    Memory,
}

/// The magic numbers of `statfs(2)`, from the kernel's `magic.h`.
const DOUBTFUL: &[(FsWord, &str, Doubt)] = &[
    (0x6969, "nfs", Doubt::Network),
    (0x517b, "smb", Doubt::Network),
    (0xff53_4d42, "cifs", Doubt::Network),
    (0xfe53_4d42, "smb2", Doubt::Network),
    (0x5346_414f, "afs", Doubt::Network),
    (0x00c3_6400, "ceph", Doubt::Network),
    (0x0102_1997, "9p", Doubt::Network),
    (0x6573_5546, "fuse", Doubt::Network),
    (0x794c_7630, "overlay", Doubt::Layer),
    (0x0102_1994, "tmpfs", Doubt::Memory),
];

/// Why a store for many accounts is not opened here.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    #[error("a shared store is run by a service account, not by root: start it from the systemd unit (User=dutydesk)")]
    Root,
    #[error(
        "{0} is on {1}, where locks and durable writes are not to be relied on: a shared store needs a local disk (ext4, xfs, btrfs)"
    )]
    FileSystem(std::path::PathBuf, &'static str),
}

/// The kind of file system below a path, or below the nearest folder above that is there.
pub fn file_system(path: &Path) -> Option<(&'static str, Option<Doubt>)> {
    let kind = path.ancestors().find_map(|path| statfs(path).ok())?.f_type;
    Some(named(kind))
}

fn named(kind: FsWord) -> (&'static str, Option<Doubt>) {
    let known = DOUBTFUL.iter().find(|(magic, ..)| *magic == kind);
    known.map_or(("local", None), |(_, name, doubt)| (*name, Some(*doubt)))
}

/// Refuses what is unfit for the record of many.
///
/// # Errors
/// Root as the account, or a file system that keeps no promise.
pub fn for_many(store: &Path) -> Result<(), Unfit> {
    if rustix::process::geteuid().is_root() {
        return Err(Unfit::Root);
    }
    match file_system(store) {
        Some((name, Some(Doubt::Network | Doubt::Layer))) => Err(Unfit::FileSystem(store.to_owned(), name)),
        Some((_, Some(Doubt::Memory) | None)) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_systems_are_known_by_their_magic() {
        let kinds = [
            (0x6969, "nfs"),
            (0x794c_7630, "overlay"),
            (0xff53_4d42, "cifs"),
            (0x6573_5546, "fuse"),
            (0xef53, "local"),
        ];
        for (magic, name) in kinds {
            assert_eq!(named(magic).0, name);
        }
        assert_eq!(named(0x6969).1, Some(Doubt::Network));
        assert_eq!(named(0x794c_7630).1, Some(Doubt::Layer));
        assert_eq!(named(0x0102_1994).1, Some(Doubt::Memory));
        assert_eq!(named(0xef53).1, None, "ext4");
    }
}
