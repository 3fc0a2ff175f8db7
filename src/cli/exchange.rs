//! `exchange`: lines to and from other centers, keys and peers.

use super::acting::Acting;
use super::caller::Caller;
use super::json;
use super::put::Carried;
use super::report::CliError;
use super::table::{safe, table};
use crate::calendar::Text;
use crate::wire::message::{ExchangeReply, ExchangeRequest, PeerRow, Reply, Request};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A key file is a few hundred bytes; more is not one.
const KEY_FILE_BYTES_MAX: usize = 64 << 10;

/// What may be typed.
#[derive(Debug, Subcommand)]
pub enum Exchange {
    /// Lines per peer: what was made, carried, receipted, taken, what waits
    Status,
    /// The peers, as status shows them
    Peers,
    /// Our key file, to be handed to a peer
    Key(Key),
    /// Take a peer's key file in, after its fingerprint was compared by telephone
    Accept(Accept),
    /// Carry what waits and take what has come, now
    Run,
    /// The same: what waits is written out
    Export,
    /// The same: what has come is taken in
    Import,
}

/// Where the key file goes.
#[derive(Debug, Args)]
pub struct Key {
    /// File to write; else stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// A peer to be.
#[derive(Debug, Args)]
pub struct Accept {
    /// The peer's key file
    pub file: PathBuf,
    /// Its fingerprint, as the peer read it out; without it the file is only shown
    #[arg(long)]
    pub fingerprint: Option<String>,
    /// How slips travel: folder:/path
    #[arg(long, value_name = "CARRIER", requires = "fingerprint")]
    pub carrier: Option<String>,
}

impl Exchange {
    /// Asks or changes.
    ///
    /// # Errors
    /// What the daemon refuses.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut acting = Acting::open(caller)?;
        acting.administrator(caller)?;
        match self {
            Self::Status | Self::Peers => status(caller, &mut acting),
            Self::Key(key) => key.run(caller, &mut acting),
            Self::Accept(accept) => accept.run(caller, &mut acting),
            Self::Run | Self::Export | Self::Import => run(caller, &mut acting),
        }
    }
}

fn ask(acting: &mut Acting, request: ExchangeRequest) -> Result<ExchangeReply, CliError> {
    let Reply::Exchange(reply) = acting.line.ask(Request::Exchange(request))? else {
        return Err(CliError::odd_answer());
    };
    Ok(*reply)
}

fn status(caller: &Caller, acting: &mut Acting) -> Result<(), CliError> {
    let ExchangeReply::Status(peers) = ask(acting, ExchangeRequest::Status)? else {
        return Err(CliError::odd_answer());
    };
    let rows: Vec<Value> = peers.iter().map(|one| json::peer(one, caller.zh)).collect();
    let reply = json!({ "schema": "dutydesk/exchange/1", "peers": rows });
    caller.print(&reply, || {
        let cells: Vec<Vec<String>> = peers.iter().map(|one| row(one, caller.zh)).collect();
        let headings = if caller.zh {
            ["对端", "名称", "已制", "已运", "回执", "已收", "待补", "最近来信", "等待"]
        } else {
            ["peer", "name", "made", "carried", "receipted", "taken", "held", "heard", "waiting"]
        };
        table(&headings, &cells)
    })
}

fn row(one: &PeerRow, zh: bool) -> Vec<String> {
    let name = if zh || one.name_en.is_empty() { &one.name_zh } else { &one.name_en };
    vec![
        one.code.clone(),
        name.clone(),
        one.made.to_string(),
        one.carried.to_string(),
        one.receipted.to_string(),
        one.taken.to_string(),
        one.held.to_string(),
        one.heard_at.map(|at| at.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default(),
        one.waiting.as_ref().map(|text| text.pick(zh).to_owned()).unwrap_or_default(),
    ]
}

impl Key {
    fn run(self, caller: &Caller, acting: &mut Acting) -> Result<(), CliError> {
        let ExchangeReply::Key { key_file, fingerprint } = ask(acting, ExchangeRequest::Key)? else {
            return Err(CliError::odd_answer());
        };
        if let Some(path) = &self.output {
            std::fs::write(path, &key_file)
                .map_err(|source| CliError::file(Text::new("写密钥文件", "writing the key file"), path, source))?;
        }
        let reply = json!({ "schema": "dutydesk/key/1", "key_file": key_file, "fingerprint": fingerprint });
        caller.tell(
            &format!("指纹 (电话中念给对方): {fingerprint}"),
            &format!("fingerprint (read it out): {fingerprint}"),
        );
        caller.print(&reply, || if self.output.is_some() { fingerprint.clone() } else { key_file.clone() })
    }
}

impl Accept {
    fn run(self, caller: &Caller, acting: &mut Acting) -> Result<(), CliError> {
        let key_file = key_file(&self.file)?;
        let request = match (self.fingerprint, self.carrier) {
            (Some(fingerprint), Some(carrier)) => ExchangeRequest::AcceptPeer { key_file, fingerprint, carrier },
            (Some(_), None) => {
                return Err(CliError::usage("还缺 --carrier folder:/路径", "--carrier folder:/path is missing"));
            }
            (None, _) => ExchangeRequest::ReadKey { key_file },
        };
        let read_only = matches!(request, ExchangeRequest::ReadKey { .. });
        let ExchangeReply::Peer { card, fingerprint } = ask(acting, request)? else {
            return Err(CliError::odd_answer());
        };
        if read_only {
            caller.tell(
                "尚未接纳: 与对方核对指纹后加 --fingerprint 与 --carrier",
                "not accepted yet: compare the fingerprint, then add --fingerprint and --carrier",
            );
        }
        let reply = json!({
            "schema": "dutydesk/peer/1",
            "accepted": !read_only,
            "unit": card.code,
            "name_zh": card.name_zh,
            "name_en": card.name_en,
            "fingerprint": fingerprint,
        });
        caller.print(&reply, || format!("{} {} {fingerprint}", card.code, safe(card.name(caller.zh))))
    }
}

fn key_file(path: &Path) -> Result<String, CliError> {
    let file = Carried::read(path)?;
    let text = Some(file.bytes).filter(|bytes| bytes.len() <= KEY_FILE_BYTES_MAX);
    text.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(|| {
        let path = path.display();
        CliError::Wrong(Text::new(format!("{path} 不是密钥文件"), format!("{path} is no key file")))
    })
}

fn run(caller: &Caller, acting: &mut Acting) -> Result<(), CliError> {
    let ExchangeReply::Ran { carried, taken, problems } = ask(acting, ExchangeRequest::Run)? else {
        return Err(CliError::odd_answer());
    };
    let said: Vec<&str> = problems.iter().map(|text| text.pick(caller.zh)).collect();
    let reply = json!({ "schema": "dutydesk/exchange-run/1", "carried": carried, "taken": taken, "problems": said });
    caller.print(&reply, || {
        let counts = if caller.zh {
            format!("运出 {carried}, 收入 {taken}\n")
        } else {
            format!("carried {carried}, taken {taken}\n")
        };
        said.iter().fold(counts, |text, problem| format!("{text}{}\n", safe(problem)))
    })
}
