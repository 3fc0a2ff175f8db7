//! Frames that nobody would send, in process and on the socket, and files that are bombs: no panic, no more memory than
//! was promised, and the daemon still serves.

use super::{dice, quick_or_long, told};
use crate::casework::house::draft;
use crate::support::{Station, command, me, verified};
use bytes::BytesMut;
use dutydesk::boards::drafts::FormKey;
use dutydesk::boards::window::{List, WindowQuery};
use dutydesk::casework::command::Act;
use dutydesk::casework::ids::{CommandId, Hash, RecordId};
use dutydesk::wire::frame::{FRAME_BYTES_MAX, PIECE_BYTES_MAX, codec, decode, encode};
use dutydesk::wire::{Asked, FromDaemon, Hello, IntakeRequest, PROTOCOL, Push, Reply, Request, Welcome};
use std::fs;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;
use tokio_util::codec::Decoder;

/// Frames as clients send them.
fn valid() -> Vec<Vec<u8>> {
    let requests = [
        Request::Me,
        Request::Watch,
        Request::Officers,
        Request::Status,
        Request::Drafts,
        Request::Find { text: "海岳 haiyue".into(), limit: 20 },
        Request::Resolve("ZJ-2026-000001".into()),
        Request::Show(RecordId(uuid::Uuid::from_u128(7))),
        Request::Window(WindowQuery {
            list: List::AllDisputes,
            filter: "state:new".into(),
            order: Vec::new(),
            offset: 0,
            limit: 50,
            anchor: None,
        }),
        Request::Do { command: command(), seen: Some(3), act: Act::Register(Box::new(draft("海岳智能"))) },
        Request::KeepDraft { form: FormKey::new("phone"), fields: vec![("a".into(), "b".into())] },
        Request::PutFile { hash: Hash::of(b"x"), offset: 0, total: 1, bytes: b"x".to_vec() },
    ];
    let asked = (1..).zip(requests).map(|(no, request)| encode(&Asked { no, request }).expect("a frame").to_vec());
    let hello = encode(&Hello { protocol: PROTOCOL, version: "1".into(), oldest: PROTOCOL }).expect("a frame").to_vec();
    asked.chain([hello]).collect()
}

/// A frame with something wrong in it: a flipped bit, a cut, a piece twice, an absurd length, or all of it noise.
fn mutated(dice: &mut fastrand::Rng, frame: &[u8]) -> Vec<u8> {
    let mut bytes = frame.to_vec();
    for _ in 0..dice.usize(1..4) {
        let at = dice.usize(..=bytes.len());
        match dice.u8(..5) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.u8(..8),
            1 => bytes.truncate(at),
            2 => bytes.extend_from_within(at..),
            3 => drop(bytes.splice(at..at, [0xff, 0xff, 0xff, 0xff, 0x0f])),
            _ => bytes.extend((0..dice.usize(..40)).map(|_| dice.u8(..))),
        }
    }
    bytes
}

fn noise(dice: &mut fastrand::Rng) -> Vec<u8> {
    (0..dice.usize(..300)).map(|_| dice.u8(..)).collect()
}

#[test]
fn noise_and_mutated_frames_are_read_as_an_error_or_as_what_they_say() {
    let mut dice = dice("T21 frames");
    let (frames, count) = (valid(), quick_or_long(10_000, 1_000_000));
    let (mut read, mut refused) = (0, 0);
    for no in 0..2 * count {
        let bytes = if no < count { noise(&mut dice) } else { mutated(&mut dice, &frames[no % frames.len()]) };
        let results = [
            decode::<Hello>(&bytes).is_ok(),
            decode::<Asked>(&bytes).is_ok(),
            decode::<FromDaemon>(&bytes).is_ok(),
            decode::<Welcome>(&bytes).is_ok(),
            decode::<Push>(&bytes).is_ok(),
        ];
        for well in results {
            if well { read += 1 } else { refused += 1 }
        }
        let mut stream = BytesMut::from(bytes.as_slice());
        // Noise as a stream: the length that it claims is looked at before room is made for it.
        while let Ok(Some(_)) = codec().decode(&mut stream) {}
        assert!(stream.capacity() <= FRAME_BYTES_MAX + (64 << 10), "{} bytes for noise", stream.capacity());
    }
    told(&format!("T21: {} frames read five ways: {refused} refused, {read} read, 0 panics", 2 * count));
    assert!(read > 0 && refused > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_that_is_sent_noise_and_mutated_frames_goes_on_serving() {
    let mut dice = dice("T21 live");
    let (station, frames) = (Station::practice("ZJ").await, valid());
    let (count, mut lines) = (quick_or_long(2_000, 20_000), 0);
    let hello = encode(&Hello { protocol: PROTOCOL, version: "1".into(), oldest: PROTOCOL }).expect("a frame").to_vec();
    let mut sent = 0;
    while sent < count {
        let mut stream = UnixStream::connect(station.socket()).expect("it serves");
        stream.set_write_timeout(Some(Duration::from_secs(2))).expect("set");
        stream.set_read_timeout(Some(Duration::from_millis(20))).expect("set");
        lines += 1;
        if dice.u8(..10) > 0 {
            write_frame(&mut stream, &hello);
        }
        for _ in 0..20 {
            let frame = &frames[dice.usize(..frames.len())];
            let bytes = if dice.bool() { noise(&mut dice) } else { mutated(&mut dice, frame) };
            sent += 1;
            if !write_frame(&mut stream, &bytes) {
                break;
            }
        }
        // Answers, if any; the line is then dropped in the middle of whatever it was.
        let _ = stream.read(&mut [0; 4096]);
    }
    let mut client = station.officer_of("ZJ").await;
    assert!(!me(&mut client).await.empty, "it still serves");
    verified(&mut client).await;
    assert!(!station.log().contains("panicked"), "{}", station.log());
    told(&format!("T21 live: {sent} bad frames on {lines} lines: it serves, 0 panics"));
}

/// False: the daemon ended the line.
fn write_frame(stream: &mut UnixStream, bytes: &[u8]) -> bool {
    let length = u32::try_from(bytes.len()).expect("short").to_be_bytes();
    stream.write_all(&length).and_then(|()| stream.write_all(bytes)).is_ok()
}

/// Small files that want to be large.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let mut laughs = String::from("<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a0 \"ha\">");
    for no in 1..30 {
        laughs.push_str(&format!("<!ENTITY a{no} \"&a{0};&a{0};&a{0};&a{0};\">", no - 1));
    }
    laughs.push_str("]><rss><channel><item><title>&a29;</title></item></channel></rss>");
    let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let keys: Vec<String> = (0..200_000).map(|no| format!("\"k{no}\":{no}")).collect();
    let nested_xml = format!("<rss>{}", "<a>".repeat(1_000_000));
    vec![
        ("laughs.xml", laughs.into_bytes()),
        ("deep.json", deep.clone().into_bytes()),
        ("deep.jsonl", deep.into_bytes()),
        ("keys.json", format!("{{{}}}", keys.join(",")).into_bytes()),
        ("string.json", format!("{{\"a\":\"{}\"}}", "x".repeat(4 << 20)).into_bytes()),
        ("nested.xml", nested_xml.into_bytes()),
        ("commas.csv", vec![b','; 4 << 20]),
        ("quotes.csv", vec![b'"'; 4 << 20]),
        ("lines.csv", vec![b'\n'; 4 << 20]),
        ("bomb.xlsx", zip_bomb()),
    ]
}

/// A sheet that says to be small and is 1 GiB of zeros.
fn zip_bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("xl/workbook.xml", options).expect("a part");
    let zeros = vec![0; 1 << 20];
    for _ in 0..quick_or_long(128, 1024) {
        zip.write_all(&zeros).expect("written");
    }
    zip.finish().expect("a file").into_inner()
}

fn kib(pid: u32, what: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
    let line = status.lines().find(|line| line.starts_with(what)).expect("a size");
    line.split_whitespace().nth(1).expect("a number").parse().expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_bombs_cost_no_more_memory_than_was_promised() {
    let station = Station::practice("ZJ").await;
    let mut client = station.officer_of("ZJ").await;
    let mut worst = (0, "");
    for (name, bytes) in bombs() {
        let pid = station.pid();
        // The peak is counted from here on, where the system lets us say so; else from the peak so far.
        drop(fs::write(format!("/proc/{pid}/clear_refs"), "5"));
        let (before, file) = (kib(pid, "VmHWM:"), Hash::of(&bytes));
        let total = bytes.len() as u64;
        for (no, piece) in (0..).zip(bytes.chunks(PIECE_BYTES_MAX)) {
            let put =
                Request::PutFile { hash: file, offset: no * PIECE_BYTES_MAX as u64, total, bytes: piece.to_vec() };
            assert_eq!(client.ask(put).await.expect("an answer"), Reply::Done);
        }
        let run = CommandId(uuid::Uuid::now_v7());
        let request = IntakeRequest { run, file, name: name.into(), kind: None, dry_run: true, from: 0 };
        let reply = client.ask(Request::Intake(request)).await.expect("an answer");
        assert!(matches!(reply, Reply::Wrong(_) | Reply::Intake(_)), "{name}: {reply:?}");
        let grown = kib(pid, "VmHWM:").saturating_sub(before);
        assert!(grown < 64 << 10, "{name}: {grown} KiB above what it was");
        if grown > worst.0 {
            worst = (grown, name);
        }
    }
    assert!(!me(&mut client).await.empty, "it still serves");
    told(&format!("T12: worst of {} bombs: {} with {} KiB", bombs().len(), worst.1, worst.0));
}
