//! Heads that somebody else holds: lines of the anchor file, and what peers gave back. Each must be a link of the book it
//! is the head of; who rewrites a book, or puts an old copy in its place, cannot make it one.

use super::links::{Link, part};
use ed25519_dalek::{Signature, VerifyingKey};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::{fs, io};

/// A line of the anchor file.
pub struct Told {
    unit: [u8; 16],
    on: String,
    link: Link,
    signature: [u8; 64],
    line: usize,
}

/// The lines of an anchor file; one that is none is kept as a mistake, by its number. No file, no lines.
pub fn told(path: &Path) -> io::Result<Vec<Result<Told, usize>>> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text?,
    };
    Ok(text.lines().enumerate().map(|(at, line)| read(line, at + 1).ok_or(at + 1)).collect())
}

fn read(text: &str, line: usize) -> Option<Told> {
    let mut words = text.split(' ');
    let (word, unit, on) = (words.next()?, words.next()?, words.next()?);
    let (link, signature) = (words.next()?, words.next()?);
    let told =
        Told { unit: digits(unit)?, on: on.to_owned(), link: digits(link)?, signature: digits(signature)?, line };
    (word == "dutydesk-head-1" && words.next().is_none()).then_some(told)
}

fn digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let pairs =
        text.as_bytes().chunks_exact(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    let bytes: Vec<u8> = pairs.collect::<Option<_>>()?;
    (text.len() == 2 * N).then(|| bytes.try_into().ok()).flatten()
}

/// A slip by which a peer gives back a head.
#[derive(Deserialize)]
struct GivenBack {
    to: [u8; 16],
    fact: OfLine,
}

#[derive(Deserialize)]
enum OfLine {
    Line([u8; 16], HeadOnly),
}

#[derive(Deserialize)]
enum HeadOnly {
    Head { yours: Option<Link> },
}

/// Heads that must be found while the books are walked.
#[derive(Default)]
pub struct Wanted {
    anchors: Vec<Told>,
    /// Heads by the unit whose book they are of.
    given_back: HashMap<[u8; 16], HashSet<Link>>,
    keys: HashMap<[u8; 16], [u8; 32]>,
    seen: HashSet<([u8; 16], Link)>,
}

impl Wanted {
    /// Those of the anchor file.
    pub fn of(anchors: Vec<Told>) -> Self {
        Self { anchors, ..Self::default() }
    }

    /// Takes notice of a slip that came.
    pub fn note_slip(&mut self, said: &[u8]) {
        let Some(GivenBack { to, fact: OfLine::Line(of, HeadOnly::Head { yours: Some(link) }) }) = part(said) else {
            return;
        };
        if of == to {
            self.given_back.entry(to).or_default().insert(link);
        }
    }

    /// The key that a unit signs with.
    pub fn note_key(&mut self, unit: [u8; 16], key: [u8; 32]) {
        self.keys.insert(unit, key);
    }

    /// Takes notice of a link of a book.
    pub fn note_link(&mut self, unit: [u8; 16], link: Link) {
        let anchored = || self.anchors.iter().any(|one| one.unit == unit && one.link == link);
        if self.given_back.get(&unit).is_some_and(|links| links.contains(&link)) || anchored() {
            self.seen.insert((unit, link));
        }
    }

    /// The first head that is not in its book, or not signed by its unit.
    pub fn first_missing(&self) -> Option<String> {
        let unit = |id: [u8; 16]| crate::casework::ids::UnitId(id);
        for one in &self.anchors {
            let line = one.line;
            match self.keys.get(&one.unit) {
                None => return Some(format!("anchor file line {line}: unit {} has no book here", unit(one.unit))),
                Some(key) if !one.is_signed_by(key) => {
                    return Some(format!("anchor file line {line}: not signed by unit {}", unit(one.unit)));
                }
                Some(_) if !self.seen.contains(&(one.unit, one.link)) => {
                    return Some(format!(
                        "book {}: the head of {} in the anchor file (line {line}) is not in it: it was rewritten, or this is an older copy",
                        unit(one.unit),
                        one.on
                    ));
                }
                Some(_) => {}
            }
        }
        let lost = |(id, links): (&[u8; 16], &HashSet<Link>)| {
            let lost = links.iter().any(|link| !self.seen.contains(&(*id, *link)));
            lost.then(|| format!("book {}: a head that a peer gave back is not in it", unit(*id)))
        };
        self.given_back.iter().find_map(lost)
    }
}

impl Told {
    fn is_signed_by(&self, key: &[u8; 32]) -> bool {
        let message = [b"dutydesk head 1".as_slice(), &self.unit, self.on.as_bytes(), &self.link].concat();
        let signature = Signature::from_bytes(&self.signature);
        VerifyingKey::from_bytes(key).is_ok_and(|key| key.verify_strict(&message, &signature).is_ok())
    }
}
