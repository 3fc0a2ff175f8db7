//! Carriers: what brings sealed bundles from one store to another. They are trusted with nothing.
//!
//! The trait is synchronous on purpose: a folder blocks on the disk, so the exchange runs carriers on a thread of its own; a
//! carrier over a network client keeps the handle of a runtime and blocks on it with a timeout for each call. So the contract
//! needs no runtime, a carrier is a plain object, and no call waits without end.

pub mod folder;
pub mod memory;

use super::bundle::BUNDLE_BYTES_MAX;
use super::keys::UnitKeys;
use crate::casework::ids::UnitId;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

/// Bundles handed out by one poll: a bounded piece of work between two looks at the clock.
pub const ARRIVED_MAX: usize = 64;
/// Bytes handed out by one poll: a few bundles of the largest class.
pub const ARRIVED_BYTES_MAX: usize = 4 * BUNDLE_BYTES_MAX;

/// Brings bundles across. May lose, repeat, reorder, cut and delay them.
pub trait Carrier: Send + Sync {
    /// Hands over a bundle for unit `to`; on return it is durable here or on its way. The same name again replaces the
    /// bundle of that name if it has not been fetched yet.
    fn put(&self, to: UnitId, name: &BundleName, bytes: &[u8]) -> Result<(), CarrierError>;

    /// Bundles waiting for unit `me`, at most [`ARRIVED_MAX`]. They stay, and are handed out again, until `done` or `refuse`.
    fn poll(&self, me: UnitId) -> Result<Polled, CarrierError>;

    /// What the bundle said is committed here: it may go. Called twice, or when it is gone already, nothing happens.
    fn done(&self, handle: &Handle) -> Result<(), CarrierError>;

    /// The bundle cannot be opened: it is not handed out again by this process unless it changes. Never destroys it where
    /// somebody else may still want it.
    fn refuse(&self, handle: &Handle) -> Result<(), CarrierError>;
}

/// What one poll found.
#[derive(Debug, Default)]
pub struct Polled {
    /// Bundles, unopened.
    pub arrived: Vec<Arrived>,
    /// Strange things seen for the first time; left as they are.
    pub left_alone: Vec<LeftAlone>,
    /// More is waiting: poll again when these are done. Only ever said together with arrivals.
    pub more: bool,
}

/// One waiting bundle.
#[derive(Debug)]
pub struct Arrived {
    /// To say `done` or `refuse` with.
    pub handle: Handle,
    /// The sealed bytes.
    pub bytes: Vec<u8>,
}

/// Names a waiting bundle to its carrier; means nothing to anybody else.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Handle {
    pub(super) to: UnitId,
    pub(super) token: String,
}

/// Something at the carrier that is no bundle.
#[derive(Debug, PartialEq, Eq)]
pub struct LeftAlone {
    /// Its name, with unprintable characters escaped.
    pub name: String,
    /// Why it was not read.
    pub why: WhyLeft,
}

/// Why something at a carrier was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhyLeft {
    /// Not named as a bundle is.
    #[error("not named like a bundle")]
    Foreign,
    /// A folder, link, pipe or device.
    #[error("not an ordinary file")]
    NotAFile,
    /// Larger than any bundle.
    #[error("larger than a bundle can be")]
    TooLarge,
    /// The system did not let us read it.
    #[error("cannot be read")]
    Unreadable,
    /// The place holds so much that not all of it is looked at.
    #[error("holds more than is looked at: clear away what does not belong there")]
    Beyond,
}

impl WhyLeft {
    /// The same words in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Foreign => "文件名不是封包",
            Self::NotAFile => "不是普通文件",
            Self::TooLarge => "大于封包上限",
            Self::Unreadable => "无法读取",
            Self::Beyond => "堆积过多, 未能全部查看: 清走无关文件",
        }
    }
}

/// What can go wrong with a carrier.
#[derive(Debug, thiserror::Error)]
pub enum CarrierError {
    /// The way is not there now. Waiting, not a fault: slips stay on the line and go when it is back.
    #[error("no line through {place} now; what waits is kept and goes when it is back")]
    NoLine { place: String },
    /// Larger than [`BUNDLE_BYTES_MAX`]: never put on any carrier.
    #[error("a bundle of {bytes} bytes is larger than carriers take ({BUNDLE_BYTES_MAX})")]
    TooLarge { bytes: usize },
    /// The disk or the network said no.
    #[error("{place}: could not {doing}")]
    Fault { place: String, doing: Doing, source: io::Error },
}

impl CarrierError {
    /// Whether this is only "no line": a state to show, never a fault to report.
    pub fn is_waiting(&self) -> bool {
        matches!(self, Self::NoLine { .. })
    }

    /// The same line in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::NoLine { place } => format!("{place} 当前无线路, 待发件保留, 恢复后自动发出"),
            Self::TooLarge { bytes } => format!("封包 {bytes} 字节, 超过上限 {BUNDLE_BYTES_MAX}"),
            Self::Fault { place, doing, source } => format!("{place}: {}失败 ({source})", doing.zh()),
        }
    }
}

/// What was being done when the system said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Opening the place where bundles lie.
    Open,
    /// Listing what waits.
    List,
    /// Putting a bundle there.
    Write,
    /// Taking a bundle away.
    Remove,
}

impl Doing {
    const fn zh(self) -> &'static str {
        match self {
            Self::Open => "打开",
            Self::List => "列出",
            Self::Write => "写入",
            Self::Remove => "移除",
        }
    }
}

impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open it",
            Self::List => "list it",
            Self::Write => "write a bundle into it",
            Self::Remove => "remove a bundle from it",
        })
    }
}

/// The name of a bundle at a carrier: 32 hexadecimal digits that tell nothing. The same sender, receiver and first number
/// give the same name, so that a later, fuller bundle takes the place of the earlier one while a peer is away.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BundleName(String);

impl BundleName {
    /// The name for slips of our line to `to` from number `first` on (for a mere receipt: the next number to be made).
    pub fn new(keys: &UnitKeys, to: UnitId, first: u64) -> Self {
        let name = keys.secret_name("dutydesk 2026 bundle name", &[&to.0, &first.to_be_bytes()]);
        Self(name[..16].iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a peer's bundles go: `folder:/path`, `here:` (a unit of this server), `memory:` (tests).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A folder that both stores reach: a share, a synchronized folder, a courier's disk.
    Folder(PathBuf),
    /// A unit of this server: the registrar hands slips over in the same transaction, no carrier is asked.
    Here,
    /// In memory; whoever writes a test makes the carrier.
    Memory,
}

/// An address that names no carrier.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// A scheme that this program does not know.
    #[error("\"{0}\" is not an address of a carrier: write folder:/path or here:")]
    Unknown(String),
    /// A folder that depends on where the program was started.
    #[error("\"{0}\": the folder's path must begin with /")]
    NotAbsolute(String),
}

impl AddressError {
    /// The same line in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Unknown(text) => format!("\"{text}\" 不是线路地址: 写作 folder:/路径 或 here:"),
            Self::NotAbsolute(text) => format!("\"{text}\": 文件夹路径须以 / 开头"),
        }
    }
}

impl Address {
    /// The carrier for this address; `None` where none is needed (`here:`) or the caller makes it (`memory:`).
    pub fn carrier(&self) -> Option<Arc<dyn Carrier>> {
        match self {
            Self::Folder(path) => Some(Arc::new(folder::FolderCarrier::new(path.clone()))),
            Self::Here | Self::Memory => None,
        }
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        match text.trim().split_once(':') {
            Some(("folder", path)) if path.starts_with('/') => Ok(Self::Folder(path.into())),
            Some(("folder", _)) => Err(AddressError::NotAbsolute(text.into())),
            Some(("here", "")) => Ok(Self::Here),
            Some(("memory", "")) => Ok(Self::Memory),
            Some(_) | None => Err(AddressError::Unknown(text.into())),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => write!(f, "folder:{}", path.display()),
            Self::Here => f.write_str("here:"),
            Self::Memory => f.write_str("memory:"),
        }
    }
}
