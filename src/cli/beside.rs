//! A file that is written beside and put in its place when it is whole; until then nothing is there, and nothing that is
//! there already is ever overwritten.

use super::report::CliError;
use crate::calendar::Text;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The file before it is whole; it goes when it never is.
pub struct Beside {
    pub path: PathBuf,
    file: PathBuf,
    kept: bool,
}

impl Beside {
    /// An empty file for its owner only, beside where `file` will be.
    ///
    /// # Errors
    /// When there is such a file already, or the folder says no.
    pub fn new(file: &Path) -> Result<(Self, File), CliError> {
        if file.symlink_metadata().is_ok() {
            return Err(there(file));
        }
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.is_empty() {
            return Err(CliError::usage("请写文件名", "name a file"));
        }
        let path = file.with_file_name(format!(".{name}.{}", uuid::Uuid::now_v7()));
        let made = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path);
        let open = made.map_err(|source| writing(&path, source))?;
        Ok((Self { path, file: file.to_owned(), kept: false }, open))
    }

    /// Puts the whole file in its place, durably.
    ///
    /// # Errors
    /// When one came meanwhile, or the disk says no.
    pub fn put_in_place(mut self, whole: &File) -> Result<(), CliError> {
        let file = &self.file;
        whole.sync_all().map_err(|source| writing(&self.path, source))?;
        let flags = rustix::fs::RenameFlags::NOREPLACE;
        let renamed = rustix::fs::renameat_with(rustix::fs::CWD, &self.path, rustix::fs::CWD, file, flags);
        renamed.map_err(|source| match source {
            rustix::io::Errno::EXIST => there(file),
            other => writing(file, other.into()),
        })?;
        self.kept = true;
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|source| writing(folder, source))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.kept {
            // It is nobody's file: what cannot be removed is in nobody's way.
            drop(fs::remove_file(&self.path));
        }
    }
}

fn there(file: &Path) -> CliError {
    let path = file.display();
    CliError::Wrong(Text::new(
        format!("{path} 已存在: 换个名字"),
        format!("{path} is there already: choose another name"),
    ))
}

/// A file that cannot be written.
pub fn writing(path: &Path, source: io::Error) -> CliError {
    CliError::file(Text::new("写文件", "writing the file"), path, source)
}
