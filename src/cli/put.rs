//! A file on its way to the daemon, piece by piece.

use super::report::CliError;
use crate::calendar::Text;
use crate::casework::ids::Hash;
use crate::intake::FILE_BYTES_MAX;
use crate::wire::frame::PIECE_BYTES_MAX;
use crate::wire::message::Request;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A file with its hash.
pub struct Carried {
    /// Without its folder.
    pub name: String,
    pub hash: Hash,
    pub bytes: Vec<u8>,
}

impl Carried {
    /// Reads a file, up to the limit of intake.
    ///
    /// # Errors
    /// One that is not there, cannot be read, or is longer.
    pub fn read(path: &Path) -> Result<Self, CliError> {
        let reading = |source| CliError::file(Text::new("读文件", "reading the file"), path, source);
        let not_there = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::IsADirectory => {
                let path = path.display();
                CliError::usage(format!("没有文件 {path}"), format!("there is no file {path}"))
            }
            _ => reading(source),
        };
        let file = File::open(path).map_err(not_there)?;
        let mut bytes = Vec::new();
        let most = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX);
        // One byte beyond the limit tells that there is more.
        file.take(most + 1).read_to_end(&mut bytes).map_err(not_there)?;
        if bytes.len() > FILE_BYTES_MAX {
            let (path, mib) = (path.display(), FILE_BYTES_MAX >> 20);
            return Err(CliError::Wrong(Text::new(
                format!("{path} 超过 {mib} MiB: 请拆成几份"),
                format!("{path} is above {mib} MiB: split it"),
            )));
        }
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        Ok(Self::of(name, bytes))
    }

    /// Bytes made here, under a name.
    pub fn of(name: String, bytes: Vec<u8>) -> Self {
        Self { name, hash: Hash::of(&bytes), bytes }
    }

    /// What to ask of the daemon, one after the other, so that it has the file.
    pub fn pieces(&self) -> impl Iterator<Item = Request> {
        let total = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        // An empty file is one empty piece: the daemon says what it thinks of it.
        let pieces = self.bytes.chunks(PIECE_BYTES_MAX).chain(self.bytes.is_empty().then_some(&[][..]));
        pieces.scan(0, move |offset, piece| {
            let request = Request::PutFile { hash: self.hash, offset: *offset, total, bytes: piece.to_vec() };
            *offset += u64::try_from(piece.len()).unwrap_or(u64::MAX);
            Some(request)
        })
    }
}
