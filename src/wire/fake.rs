//! A daemon that does what a test tells it: answers, stays silent, breaks off in the middle of a frame, goes away and
//! comes back. What it was asked is kept, line by line.

use super::frame::{decode, encode};
use super::hello::{PROTOCOL, Welcome};
use super::message::{Asked, FromDaemon, Push, Reply, Request};
use bytes::Bytes;
use std::collections::VecDeque;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// What it does about a request that the script is about.
#[derive(Clone, Debug)]
pub enum Turn {
    Answer(Reply),
    /// Pushes first.
    PushThen(Push, Reply),
    /// It was done, perhaps; the line ends without a word.
    Lost,
    /// The answer breaks off in the middle.
    HalfOf(Reply),
    /// It dies, and another one is there after a while.
    Restart(Duration),
    /// It dies, and nobody comes.
    Die,
    /// Bytes that are no frame of ours.
    Raw(Vec<u8>),
}

/// What it was asked: on which line, and what.
pub type Heard = Arc<Mutex<Vec<(usize, Request)>>>;

/// The daemon; it ends with the test.
pub struct Fake {
    pub socket: PathBuf,
    heard: Heard,
    _folder: tempfile::TempDir,
}

impl Fake {
    /// A daemon that takes its turns at changes; everything else that a client asks when it begins is answered plainly.
    pub fn new(turns: impl IntoIterator<Item = Turn>) -> Self {
        let folder = tempfile::TempDir::with_prefix("dutydesk-fake-").expect("a folder");
        let socket = folder.path().join("daemon.sock");
        let heard = Heard::default();
        let listener = UnixListener::bind(&socket).expect("a socket");
        let (path, told, turns) = (socket.clone(), Arc::clone(&heard), turns.into_iter().collect());
        thread::spawn(move || serve(listener, &path, (&told, turns)));
        Self { socket, heard, _folder: folder }
    }

    /// What was asked, all lines together.
    pub fn heard(&self) -> Vec<(usize, Request)> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The changes among it.
    pub fn changes(&self) -> Vec<(usize, Request)> {
        self.heard().into_iter().filter(|(_, request)| is_change(request)).collect()
    }
}

/// What a script is about.
fn is_change(request: &Request) -> bool {
    request.command().is_some() || matches!(request, Request::KeepDraft { .. } | Request::Status)
}

fn serve(mut listener: UnixListener, path: &Path, (heard, mut turns): (&Heard, VecDeque<Turn>)) {
    for line in 0.. {
        let Ok((stream, _)) = listener.accept() else { return };
        match talk(stream, line, (heard, &mut turns)) {
            Some(Turn::Restart(after)) => {
                drop(listener);
                fs::remove_file(path).expect("its socket");
                thread::sleep(after);
                listener = UnixListener::bind(path).expect("a socket");
            }
            Some(Turn::Die) => {
                drop(listener);
                drop(fs::remove_file(path));
                return;
            }
            Some(_) | None => {}
        }
    }
}

/// One line; the turn that ended it.
fn talk(mut stream: UnixStream, line: usize, (heard, turns): (&Heard, &mut VecDeque<Turn>)) -> Option<Turn> {
    read(&mut stream)?;
    let here = Welcome::Here { protocol: PROTOCOL, version: "fake".into() };
    write(&mut stream, &encode(&here).expect("a frame"));
    loop {
        let Asked { no, request } = decode(&read(&mut stream)?).expect("a request");
        heard.lock().unwrap_or_else(PoisonError::into_inner).push((line, request.clone()));
        let turn = if is_change(&request) { turns.pop_front() } else { None };
        let frame = |reply| encode(&FromDaemon::Reply { no, reply: Box::new(reply) }).expect("a frame");
        match turn {
            Some(Turn::Answer(reply)) => write(&mut stream, &frame(reply)),
            Some(Turn::PushThen(push, reply)) => {
                write(&mut stream, &encode(&FromDaemon::Push(push)).expect("a frame"));
                write(&mut stream, &frame(reply));
            }
            Some(Turn::HalfOf(reply)) => {
                let frame = frame(reply);
                let length = u32::try_from(frame.len()).expect("short").to_be_bytes();
                let half = [&length, &frame[..frame.len() / 2]].concat();
                stream.write_all(&half).expect("written");
                return Some(Turn::Lost);
            }
            Some(Turn::Raw(bytes)) => {
                stream.write_all(&bytes).expect("written");
                // Whoever reads it makes up its mind before the line ends.
                drop(stream.read(&mut [0; 16]));
                return Some(Turn::Lost);
            }
            Some(end @ (Turn::Lost | Turn::Restart(_) | Turn::Die)) => return Some(end),
            None => write(&mut stream, &frame(Reply::Done)),
        }
    }
}

fn read(stream: &mut UnixStream) -> Option<Bytes> {
    let mut length = [0; 4];
    stream.read_exact(&mut length).ok()?;
    let mut frame = vec![0; usize::try_from(u32::from_be_bytes(length)).ok()?];
    stream.read_exact(&mut frame).ok()?;
    Some(frame.into())
}

fn write(stream: &mut UnixStream, frame: &[u8]) {
    let length = u32::try_from(frame.len()).expect("short").to_be_bytes();
    // A client that is gone is what some tests are about.
    drop(stream.write_all(&[&length, frame].concat()));
}
