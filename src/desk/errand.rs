//! Work of several requests in a row, on a line of its own: bringing a file to the daemon, taking
//! it in, founding the first unit of an empty store.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::mpsc::Sender;

use super::effect::{Deed, Errand, Ticket};
use super::link::Address;
use super::message::{Intake, Message, News};
use crate::calendar::Text;
use crate::casework::actions::VerbOf;
use crate::casework::ids::{CommandId, Hash, PostId};
use crate::casework::safe_text::SafeText;
use crate::wire::client::{Client, ClientError};
use crate::wire::frame::PIECE_BYTES_MAX;
use crate::wire::{IntakeOutcome, IntakeReply, IntakeRequest, Reply, Request, Setup, VerbOn};

/// Larger files are for the verb `intake`, which does not keep them in memory.
const FILE_BYTES_MAX: u64 = 64 << 20;

/// Between two tries to bring a file while there is no line: as patient as the link itself.
const AGAIN: Duration = Duration::from_secs(1);

/// The field that names the evidence of an act by proxy.
const EVIDENCE: &str = "evidence";

/// Why an errand was not done.
#[derive(Debug, thiserror::Error)]
pub enum ErrandError {
    /// The line broke: what was done before stays done.
    #[error("the line to the daemon broke")]
    Line(#[from] ClientError),
    /// The file cannot be read.
    #[error("{path}: {source}")]
    File {
        /// The file as named.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is too large for the desk.
    #[error("{0} is larger than 64 MB: take it in with `dutydesk intake`")]
    TooLarge(PathBuf),
    /// The daemon said no.
    #[error("{0}")]
    Said(String),
}

/// The file named as evidence, if there is one.
#[must_use]
pub fn evidence(deed: &Deed) -> Option<PathBuf> {
    match deed {
        Deed::Verb { fields, .. } => fields.get(EVIDENCE).filter(|path| !path.is_empty()).map(PathBuf::from),
        Deed::Act(_) | Deed::Many(_) => None,
    }
}

/// A deed as a request.
#[must_use]
pub fn request(command: CommandId, deed: Deed) -> Request {
    match deed {
        Deed::Act(act) => Request::Do { command, seen: None, act: *act },
        Deed::Verb { record, seen, verb, fields } => Request::DoVerb { command, seen, record, verb, fields },
        Deed::Many(each) => Request::DoMany { each: each_of(command, each), dry_run: false },
    }
}

/// Many verbs under ids that follow from one: asked again they are the same.
fn each_of(command: CommandId, each: Vec<VerbOf>) -> Vec<VerbOn> {
    (0..).zip(each).map(|(no, of)| VerbOn { command: command.of_file_record(no), of }).collect()
}

/// Brings the evidence to the daemon, then asks for the act; while there is no line, again and again with the same id.
/// The file is read once, so that what goes out late is what the officer meant.
pub async fn with_evidence(
    (address, post): (Address, Option<PostId>),
    command: CommandId,
    deed: Deed,
    (ticket, news): (Ticket, Sender<Message>),
) {
    let told = match evidenced(&deed).await {
        Ok(sent) => loop {
            match bring(&address, post, (command, &sent)).await {
                Ok(reply) => break News::Reply(ticket, Box::new(reply)),
                // the line is made again, or the desk ends; the act has the same id whenever it arrives
                Err(ErrandError::Line(_)) if !news.is_closed() => tokio::time::sleep(AGAIN).await,
                Err(error) => break failed(&error),
            }
        },
        Err(error) => failed(&error),
    };
    // the desk may have ended meanwhile
    let _ = news.send(Message::Link(told)).await;
}

/// A file with the act that names it.
struct Evidenced {
    file: Content,
    deed: Deed,
}

/// The deed with its evidence named by content: hash and length beside the name.
async fn evidenced(deed: &Deed) -> Result<Evidenced, ErrandError> {
    let path = evidence(deed).unwrap_or_default();
    let file = Content::read(&path).await?;
    let mut deed = deed.clone();
    if let Deed::Verb { fields, .. } = &mut deed {
        fields.insert(EVIDENCE.to_owned(), file_name(&path));
        fields.insert("evidence_hash".to_owned(), file.hash.to_string());
        fields.insert("evidence_bytes".to_owned(), file.bytes.len().to_string());
    }
    Ok(Evidenced { file, deed })
}

async fn bring(
    address: &Address,
    post: Option<PostId>,
    (command, sent): (CommandId, &Evidenced),
) -> Result<Reply, ErrandError> {
    let mut client = connect(address, post).await?;
    sent.file.put(&mut client).await?;
    Ok(client.ask(request(command, sent.deed.clone())).await?)
}

/// Does an errand, and tells how it went.
pub async fn run((address, post): (Address, Option<PostId>), errand: Errand, news: Sender<Message>) {
    let done = match errand {
        Errand::Intake(path) => intake(&address, post, &path, &news).await,
        Errand::Found { begin, then } => found(&address, begin, then.as_deref(), &news).await,
    };
    if let Err(error) = done {
        // the desk may have ended meanwhile
        let _ = news.send(Message::Link(failed(&error))).await;
    }
}

fn failed(error: &ErrandError) -> News {
    News::Failed(SafeText::from_outside(&error.to_string()))
}

async fn connect(address: &Address, post: Option<PostId>) -> Result<Client, ErrandError> {
    let mut client = Client::connect(&address.socket, address.owner).await?;
    if let Some(post) = post {
        client.ask(Request::ActAs(post)).await?;
    }
    Ok(client)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A file in memory.
struct Content {
    hash: Hash,
    bytes: Vec<u8>,
}

impl Content {
    async fn read(path: &Path) -> Result<Self, ErrandError> {
        let fault = |source| ErrandError::File { path: path.to_owned(), source };
        if tokio::fs::metadata(path).await.map_err(fault)?.len() > FILE_BYTES_MAX {
            return Err(ErrandError::TooLarge(path.to_owned()));
        }
        let bytes = tokio::fs::read(path).await.map_err(fault)?;
        Ok(Self { hash: Hash::of(&bytes), bytes })
    }

    /// Brings it to the daemon piece by piece.
    async fn put(&self, client: &mut Client) -> Result<(), ErrandError> {
        let (hash, total) = (self.hash, self.bytes.len() as u64);
        let mut offset = 0;
        for piece in self.bytes.chunks(PIECE_BYTES_MAX) {
            let reply = client.ask(Request::PutFile { hash, offset, total, bytes: piece.to_vec() }).await?;
            expect_done(reply)?;
            offset += piece.len() as u64;
        }
        Ok(())
    }
}

fn expect_done(reply: Reply) -> Result<(), ErrandError> {
    match reply {
        Reply::Done => Ok(()),
        other => Err(said(other)),
    }
}

/// What the daemon said instead of what was expected.
fn said(reply: Reply) -> ErrandError {
    let both = |text: Text| format!("{} {}", text.zh, text.en);
    ErrandError::Said(match reply {
        Reply::Refused(refusal) => format!("{} {}", refusal.zh(), refusal.en()),
        Reply::Wrong(text) | Reply::Fault(text) => both(text),
        // the protocol has no other answer to these requests
        other => format!("{other:?}"),
    })
}

/// A line to a daemon that has the file.
async fn brought(address: &Address, post: Option<PostId>, content: &Content) -> Result<Client, ErrandError> {
    let mut client = connect(address, post).await?;
    content.put(&mut client).await?;
    Ok(client)
}

async fn intake(
    address: &Address,
    post: Option<PostId>,
    path: &Path,
    news: &Sender<Message>,
) -> Result<(), ErrandError> {
    let content = Content::read(path).await?;
    let mut client = brought(address, post, &content).await?;
    let file = content.hash;
    let run = CommandId(uuid::Uuid::now_v7());
    let mut so_far = Intake::default();
    let mut next = Some(0);
    while let Some(from) = next {
        let request = IntakeRequest { run, file, name: file_name(path), kind: None, dry_run: false, from };
        let chunk = loop {
            match client.ask(Request::Intake(request.clone())).await {
                Ok(Reply::Intake(chunk)) => break chunk,
                Ok(other) => return Err(said(other)),
                // The same run and place: what was taken in before the line broke is not taken in again.
                Err(_) if !news.is_closed() => match brought(address, post, &content).await {
                    Ok(again) => client = again,
                    Err(ErrandError::Line(_)) => tokio::time::sleep(AGAIN).await,
                    Err(error) => return Err(error),
                },
                Err(error) => return Err(error.into()),
            }
        };
        count(&mut so_far, &chunk);
        // the desk may have ended meanwhile; what was taken in stays
        let _ = news.send(Message::Link(News::Taken(so_far.clone()))).await;
        next = chunk.next;
    }
    Ok(())
}

fn count(so_far: &mut Intake, chunk: &IntakeReply) {
    for item in &chunk.items {
        match &item.outcome {
            IntakeOutcome::Taken { .. } => so_far.taken += 1,
            IntakeOutcome::Already { .. } => so_far.already += 1,
            IntakeOutcome::Refused { reason, .. } => {
                so_far.refused += 1;
                so_far.first_reason.get_or_insert_with(|| reason.clone());
            }
        }
    }
}

/// The first unit with its officer's posts; then a file, if one was named.
async fn found(
    address: &Address,
    begin: Setup,
    then: Option<&Path>,
    news: &Sender<Message>,
) -> Result<(), ErrandError> {
    let mut client = connect(address, None).await?;
    match client.ask(Request::Setup(begin)).await? {
        Reply::Setup(_) => {}
        other => return Err(said(other)),
    }
    let post = match client.ask(Request::Me).await? {
        Reply::Me(me) => me.post,
        other => return Err(said(other)),
    };
    if let Some(post) = post {
        // the desk may have ended meanwhile; the unit stands
        let _ = news.send(Message::Link(News::Begun(post))).await;
    }
    match then {
        Some(path) => intake(address, post, path, news).await,
        None => Ok(()),
    }
}
