//! The first frames of both sides. Their shape is fixed for ever, so that programs of any two versions at least
//! understand that they do not understand each other, and say in one line which is to be changed.

use super::frame::{FrameError, decode};
use crate::calendar::Text;
use serde::{Deserialize, Serialize};

/// The newest protocol that this program speaks. 1: the first. 2: decisions about a damaged record, the vault. 3: a
/// change says what takes it back. 4: frames of at most 1 MiB, long replies in parts; what was destroyed is told, and
/// who asks is told the kinds of referrals in force.
pub const PROTOCOL: u16 = 4;

/// The oldest one.
pub const PROTOCOL_OLDEST: u16 = 4;

/// The first frame of a client. Programs that spoke only protocol 1 ended it after the version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The newest protocol that the client speaks.
    pub protocol: u16,
    pub version: String,
    /// The oldest one.
    pub oldest: u16,
}

/// The first frame of the daemon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Welcome {
    Here {
        protocol: u16,
        version: String,
    },
    /// No protocol in common. Daemons that spoke only protocol 1 ended it after the version.
    OtherProtocol {
        protocol: u16,
        version: String,
        oldest: u16,
    },
    /// Not an account of this store.
    NotKnown,
    /// The uid was given to another account when the post was; an administrator must renew it.
    Renew {
        uid: u32,
        account: String,
    },
}

#[derive(Deserialize)]
struct FirstHello {
    protocol: u16,
    version: String,
}

#[derive(Deserialize)]
enum FirstWelcome {
    Here,
    OtherProtocol { protocol: u16, version: String },
}

impl Hello {
    /// What this program says.
    pub fn of_now() -> Self {
        Self { protocol: PROTOCOL, version: env!("CARGO_PKG_VERSION").into(), oldest: PROTOCOL_OLDEST }
    }

    /// As any version of the program wrote it.
    ///
    /// # Errors
    /// When it is no hello at all.
    pub fn read(frame: &[u8]) -> Result<Self, FrameError> {
        decode(frame).or_else(|_| {
            let FirstHello { protocol, version } = decode(frame)?;
            Ok(Self { protocol, version, oldest: protocol })
        })
    }

    /// The newest protocol that both speak.
    pub fn in_common(&self) -> Option<u16> {
        let newest = self.protocol.min(PROTOCOL);
        (newest >= self.oldest.max(PROTOCOL_OLDEST)).then_some(newest)
    }
}

impl Welcome {
    /// What is said when there is no protocol in common.
    pub fn other_protocol() -> Self {
        let Hello { protocol, version, oldest } = Hello::of_now();
        Self::OtherProtocol { protocol, version, oldest }
    }

    /// As any version of the program wrote it.
    ///
    /// # Errors
    /// When it is no welcome at all.
    pub fn read(frame: &[u8]) -> Result<Self, FrameError> {
        decode(frame).or_else(|error| match decode(frame)? {
            FirstWelcome::OtherProtocol { protocol, version } => {
                Ok(Self::OtherProtocol { protocol, version, oldest: protocol })
            }
            FirstWelcome::Here => Err(error),
        })
    }
}

/// Which of the two is to be changed, and how, when the daemon speaks up to `protocol`.
pub fn apart(protocol: u16, version: &str) -> Text {
    let own = env!("CARGO_PKG_VERSION");
    if protocol < PROTOCOL_OLDEST {
        Text::new(
            format!(
                "后台 ({version}, 协议 {protocol}) 比本程序 ({own}, 协议 {PROTOCOL}) 旧: 重启后台 (dutydesk daemon stop, 再用; 服务器上请管理员重启服务)"
            ),
            format!(
                "the daemon ({version}, protocol {protocol}) is older than this program ({own}, protocol {PROTOCOL}): restart it (dutydesk daemon stop, then ask again; on a server its administrator restarts the service)"
            ),
        )
    } else {
        Text::new(
            format!(
                "本程序 ({own}, 协议 {PROTOCOL}) 比后台 ({version}, 协议 {protocol}) 旧: 退出重进, 用 {version} 版的 dutydesk"
            ),
            format!(
                "this program ({own}, protocol {PROTOCOL}) is older than the daemon ({version}, protocol {protocol}): leave it and start dutydesk {version}"
            ),
        )
    }
}
