//! The first frames, byte for byte, in `tests/golden/`: those of protocol 1 as the programs that spoke only that wrote
//! them, from the shapes that they had, and those of today. Made once by `make_the_golden_frames` and never again.

use super::frame::encode;
use super::hello::{Hello, Welcome};
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};

/// The first frame of a client of protocol 1.
#[derive(Serialize)]
struct HelloOfOne {
    protocol: u16,
    version: &'static str,
}

/// The first frame of a daemon of protocol 1, as far as there were such.
#[derive(Serialize)]
#[expect(dead_code, reason = "its place in the order is what counts")]
enum WelcomeOfOne {
    Here { protocol: u16, version: &'static str },
    OtherProtocol { protocol: u16, version: &'static str },
}

fn hello() -> Hello {
    Hello { protocol: 2, version: "0.1.0".into(), oldest: 2 }
}

fn other() -> Welcome {
    Welcome::OtherProtocol { protocol: 2, version: "0.1.0".into(), oldest: 2 }
}

fn here() -> Welcome {
    Welcome::Here { protocol: 2, version: "0.1.0".into() }
}

/// Every golden frame: the name of its file, and its bytes as the program of its protocol writes them.
fn frames() -> [(&'static str, Vec<u8>); 5] {
    let first = HelloOfOne { protocol: 1, version: "0.1.0" };
    let refusal = WelcomeOfOne::OtherProtocol { protocol: 1, version: "0.1.0" };
    [
        ("hello-1.frame", encode(&first).expect("encodes").to_vec()),
        ("welcome-1-other.frame", encode(&refusal).expect("encodes").to_vec()),
        ("hello-2.frame", encode(&hello()).expect("encodes").to_vec()),
        ("welcome-2-here.frame", encode(&here()).expect("encodes").to_vec()),
        ("welcome-2-other.frame", encode(&other()).expect("encodes").to_vec()),
    ]
}

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

fn kept(name: &str) -> Vec<u8> {
    fs::read(golden(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_first_frames_are_written_as_they_were() {
    for (name, written) in frames() {
        assert_eq!(kept(name), written, "{name}: other bytes; the first frames are fixed for ever");
    }
}

#[test]
fn the_first_frames_are_read_whoever_wrote_them() {
    let first = Hello::read(&kept("hello-1.frame")).expect("readable for ever");
    assert_eq!(first, Hello { protocol: 1, version: "0.1.0".into(), oldest: 1 });
    assert_eq!(Hello::read(&kept("hello-2.frame")).expect("readable"), hello());
    let refusal = Welcome::read(&kept("welcome-1-other.frame")).expect("readable for ever");
    assert_eq!(refusal, Welcome::OtherProtocol { protocol: 1, version: "0.1.0".into(), oldest: 1 });
    assert_eq!(Welcome::read(&kept("welcome-2-here.frame")).expect("readable"), here());
    assert_eq!(Welcome::read(&kept("welcome-2-other.frame")).expect("readable"), other());
}

#[test]
#[ignore = "makes the golden frames of a new protocol: cargo test --lib make_the_golden_frames -- --ignored; one that is there is never written again"]
fn make_the_golden_frames() {
    for (name, bytes) in frames() {
        if !golden(name).exists() {
            fs::write(golden(name), bytes).expect("written");
        }
    }
}
