//! What can go wrong in a verb, in both languages, with its exit code: the one report of the program.

use crate::calendar::{CalendarError, Text};
use crate::casework::refusal::Refusal;
use crate::wire::client::ClientError;
use serde_json::{Value, json};
use std::io;
use std::path::PathBuf;

/// Why a verb did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Typed wrongly: nothing was asked of anybody.
    #[error("{}", .0.en)]
    Usage(Text),
    /// The rules say no.
    #[error("{}", .0.en())]
    Refused(Refusal),
    /// It cannot be done as asked, and nothing was changed.
    #[error("{}", .0.en)]
    Wrong(Text),
    /// Not there, or not for this account: the same answer, on purpose.
    #[error("{}", .0.en)]
    NotThere(Text),
    /// Disk, socket or peer, told by the daemon or found here.
    #[error("{}", .0.en)]
    Fault(Text),
    #[error(transparent)]
    Deadline(#[from] CalendarError),
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error("{}: {path}: {source}", .doing.en, path = .path.display())]
    File { doing: Text, path: PathBuf, source: io::Error },
    /// stdout cannot be written.
    #[error("writing the output: {0}")]
    Output(io::Error),
    /// Part of what was asked was refused; the output has said which.
    #[error("some were refused")]
    SomeRefused,
}

impl CliError {
    /// Typed wrongly.
    pub fn usage(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Usage(Text::new(zh, en))
    }

    /// A file that cannot be read or written, and what for.
    pub fn file(doing: Text, path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::File { doing, path: path.into(), source }
    }

    /// The daemon answered something else than was asked: only another build of the same version does that.
    pub fn odd_answer() -> Self {
        Self::Fault(Text::new(
            "后台答非所问: 请重启后台 (dutydesk daemon status)",
            "the daemon answered something else: restart it (dutydesk daemon status)",
        ))
    }

    /// The exit code: 1 refused, 2 usage, 3 fault, 4 not permitted or not found.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(Refusal::NotFound | Refusal::NotPermitted { .. })
            | Self::NotThere(_)
            | Self::Client(ClientError::NotKnown | ClientError::Renew { .. }) => 4,
            Self::Refused(_) | Self::Wrong(_) | Self::SomeRefused | Self::Deadline(_) => 1,
            Self::Usage(_) => 2,
            Self::Fault(_) | Self::Client(_) | Self::File { .. } | Self::Output(_) => 3,
        }
    }

    /// A reader that went away wants no more output, and no report either.
    pub fn is_silent(&self) -> bool {
        match self {
            Self::Output(source) => source.kind() == io::ErrorKind::BrokenPipe,
            Self::SomeRefused => true,
            Self::Usage(_)
            | Self::Refused(_)
            | Self::Wrong(_)
            | Self::NotThere(_)
            | Self::Fault(_)
            | Self::Deadline(_)
            | Self::Client(_)
            | Self::File { .. } => false,
        }
    }

    /// The one line for a person.
    pub fn say(&self, zh: bool) -> String {
        if let (false, Self::Client(ClientError::NoDaemon { .. })) = (zh, self) {
            return format!("{self}. Start it with dutydesk daemon; on a server ask its administrator");
        }
        if !zh {
            return self.to_string();
        }
        match self {
            Self::Usage(text) | Self::Wrong(text) | Self::NotThere(text) | Self::Fault(text) => text.zh.clone(),
            Self::Refused(refusal) => refusal.zh(),
            Self::Deadline(error) => error.zh(),
            Self::Client(error) => client_zh(error),
            Self::File { doing, path, source } => format!("{}: {}: {source}", doing.zh, path.display()),
            Self::Output(source) => format!("写输出: {source}"),
            Self::SomeRefused => "有的未收".to_owned(),
        }
    }

    /// The stable word of JSON output.
    fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Usage(_) => "usage",
            Self::Wrong(_) => "wrong",
            Self::NotThere(_) | Self::Client(ClientError::NotKnown | ClientError::Renew { .. }) => "not-found",
            Self::Deadline(_) => "deadline",
            Self::Fault(_) | Self::Client(_) | Self::File { .. } | Self::Output(_) => "fault",
            Self::SomeRefused => "some-refused",
        }
    }

    /// The report as JSON: `refused` is true when the rules said no, false when something is broken.
    pub fn json(&self) -> Value {
        json!({
            "schema": "dutydesk/refusal/1",
            "refused": matches!(self.exit_code(), 1 | 4),
            "code": self.code(),
            "message_zh": self.say(true),
            "message_en": self.say(false),
        })
    }
}

fn client_zh(error: &ClientError) -> String {
    match error {
        ClientError::NoDaemon { path, source } => {
            format!("{} 没有后台应答: {source}. 用 dutydesk daemon 启动; 服务器上请找管理员", path.display())
        }
        ClientError::ForeignSocket { path, owner, wanted } => {
            format!("套接字 {} 属于 uid {owner}, 不是 {wanted}: 不用. 请删去它, 或用 --socket 指明", path.display())
        }
        ClientError::OtherProtocol { protocol, version } => crate::wire::hello::apart(*protocol, version).zh,
        ClientError::Silent { path } => {
            format!("{} 有人在听却不应答: 不是 dutydesk 后台, 或已卡住; 停下它再用", path.display())
        }
        ClientError::NotKnown => "本账户不是此库的值班员: 请管理员设岗 (dutydesk officers add)".to_owned(),
        ClientError::Untrusted(distrust) => format!("套接字不用: {}", distrust.zh()),
        ClientError::Renew { uid, account } => {
            format!("uid {uid} 设岗时的账户是 {account}, 不是现在这个: 请管理员重新确认 (dutydesk officers renew)")
        }
        ClientError::Closed => "后台断开了连接".to_owned(),
        ClientError::Frame(source) => format!("与后台的消息读不出: {source}"),
        ClientError::Line(source) => format!("与后台的连接断了: {source}"),
    }
}
