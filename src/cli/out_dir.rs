//! A folder that files are written into or read from by plain names: nothing in it leads out of it, and nothing that is
//! there is overwritten.

use super::report::CliError;
use crate::calendar::Text;
use rustix::fs::{Mode, OFlags, ResolveFlags, openat2};
use std::fs::{DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// An open folder.
pub struct OutDir {
    folder: File,
    path: PathBuf,
}

impl OutDir {
    /// A folder to be written into: made, for its owner only, or empty.
    ///
    /// # Errors
    /// When it holds anything, or the disk says no.
    pub fn fresh(path: &Path) -> Result<Self, CliError> {
        let writing = |source| CliError::file(Text::new("写目录", "writing the folder"), path, source);
        match DirBuilder::new().mode(0o700).create(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(writing(error)),
            Ok(()) | Err(_) => {}
        }
        let is_empty = path.read_dir().map_err(writing)?.next().is_none();
        if !is_empty {
            let path = path.display();
            return Err(CliError::Wrong(Text::new(
                format!("{path} 不是空目录: 换一个"),
                format!("{path} is not an empty folder: choose another"),
            )));
        }
        Self::open(path)
    }

    /// A folder to be read from.
    ///
    /// # Errors
    /// When there is none.
    pub fn open(path: &Path) -> Result<Self, CliError> {
        let reading = |source| CliError::file(Text::new("读目录", "reading the folder"), path, source);
        Ok(Self { folder: File::open(path).map_err(reading)?, path: path.to_owned() })
    }

    /// A new file in it.
    ///
    /// # Errors
    /// When there is one, or the name leads elsewhere.
    pub fn create(&self, name: &str) -> Result<File, CliError> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        self.at(name, flags, Mode::RUSR | Mode::WUSR)
    }

    /// A file that is there.
    ///
    /// # Errors
    /// When there is none, or the name leads elsewhere.
    pub fn read(&self, name: &str) -> Result<File, CliError> {
        self.at(name, OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK, Mode::empty())
    }

    fn at(&self, name: &str, flags: OFlags, mode: Mode) -> Result<File, CliError> {
        let beneath = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        let opened = openat2(&self.folder, name, flags, mode, beneath);
        let file = |source: rustix::io::Errno| {
            CliError::file(Text::new("打开文件", "opening the file"), self.path.join(name), source.into())
        };
        opened.map(File::from).map_err(file)
    }

    /// Where a file of it is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}
