//! The anchor file: one line a day and unit, appended, outside the record: the head of the unit's book, signed by the
//! unit. Whoever rewrites the book, or puts an old copy in its place, does not agree with it any more. The line has no
//! number: it does not tell how busy a unit is.
//!
//! `dutydesk-head-1 UNIT DATE HASH SIGNATURE`, all in hexadecimal but the date.

use crate::casework::ids::{Hash, UnitId};
use chrono::NaiveDate;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::str::FromStr;

const WORD: &str = "dutydesk-head-1";

/// What a unit signs begins with this, so that the signature is good for nothing else.
const SIGNED: &[u8] = b"dutydesk head 1";

/// The head of a book on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    pub unit: UnitId,
    /// By the unit's calendar.
    pub on: NaiveDate,
    pub hash: Hash,
    pub signature: [u8; 64],
}

impl Anchor {
    /// What the unit signs.
    pub fn message(unit: UnitId, on: NaiveDate, hash: Hash) -> Vec<u8> {
        [SIGNED, &unit.0, on.to_string().as_bytes(), &hash.0].concat()
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{WORD} {} {} {} ", self.unit, self.on, self.hash)?;
        self.signature.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A line that is no anchor.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("no anchor")]
pub struct NoAnchor;

impl FromStr for Anchor {
    type Err = NoAnchor;

    fn from_str(line: &str) -> Result<Self, NoAnchor> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [WORD, unit, on, hash, signature] = words.as_slice() else { return Err(NoAnchor) };
        Ok(Self {
            unit: UnitId(bytes(unit)?),
            on: on.parse().map_err(|_| NoAnchor)?,
            hash: Hash(bytes(hash)?),
            signature: bytes(signature)?,
        })
    }
}

fn bytes<const N: usize>(digits: &str) -> Result<[u8; N], NoAnchor> {
    super::store_key::undigits(digits).ok_or(NoAnchor)
}

/// The lines of an anchor file; one that is no anchor is an error of its own, with its number. No file, no lines.
///
/// # Errors
/// When it cannot be read.
pub fn read_anchors(path: &Path) -> io::Result<Vec<Result<Anchor, usize>>> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text?,
    };
    Ok(text.lines().enumerate().map(|(at, line)| line.parse().map_err(|NoAnchor| at + 1)).collect())
}

/// Appends lines, durably. A line that a crash cut off is ended first.
///
/// # Errors
/// When the disk says no.
pub fn append_anchors(path: &Path, anchors: &[Anchor]) -> io::Result<()> {
    let cut = fs::read(path).is_ok_and(|before| before.last().is_some_and(|last| *last != b'\n'));
    let mut lines = if cut { "\n".to_owned() } else { String::new() };
    for anchor in anchors {
        lines.push_str(&format!("{anchor}\n"));
    }
    let mut file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    file.write_all(lines.as_bytes())?;
    file.sync_all()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
