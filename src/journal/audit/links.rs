//! The links of the chains as the auditor reads them: shapes and hashes of its own.

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_bytes::ByteBuf;

/// A hash, or nothing before the first link.
pub type Link = [u8; 32];

/// Form of the envelopes that the auditor knows.
const FORM: u8 = 2;

/// First bytes of a slip with a salt.
const SALTED: &[u8] = &[0xc1, 2];
const SALTED_HEAD: usize = 18;

/// One link of a chain.
pub struct Seen {
    pub arrival: u64,
    pub prev: Link,
    /// What stands for the body.
    pub commitment: Link,
    /// What was said; nothing when it was destroyed.
    pub said: Option<Vec<u8>>,
    /// A hash that is not made from the commitment: slips of the first form.
    first_form: Option<Link>,
}

#[derive(Deserialize)]
struct Entry {
    arrival: u64,
    prev: Link,
    body: EntryBody,
}

#[derive(Deserialize)]
enum EntryBody {
    Whole([u8; 16], ByteBuf),
    Destroyed(Link),
}

#[derive(Deserialize)]
struct Slip {
    arrival: u64,
    prev: Link,
    body: SlipBody,
}

#[derive(Deserialize)]
enum SlipBody {
    Whole(ByteBuf),
    Destroyed(Link),
    DestroyedFirstForm(Link),
}

/// From whom, to whom.
pub type Pair = ([u8; 16], [u8; 16]);

/// The number of a link, and its hash.
pub type Tip = (u64, Link);

/// Where all chains end.
#[derive(Default, Deserialize)]
pub struct Tail {
    pub arrival: u64,
    pub books: Vec<([u8; 16], Tip)>,
    pub made: Vec<(Pair, Tip)>,
    pub taken: Vec<(Pair, Tip)>,
}

fn envelope<T: DeserializeOwned>(plain: &[u8]) -> Option<T> {
    let (form, rest) = plain.split_first()?;
    let (read, left) = postcard::take_from_bytes(rest).ok()?;
    (*form == FORM && left.is_empty()).then_some(read)
}

fn hashed(parts: &[&[u8]]) -> Link {
    *blake3::hash(&parts.concat()).as_bytes()
}

impl Seen {
    /// A book entry.
    pub fn entry(plain: &[u8]) -> Option<Self> {
        let Entry { arrival, prev, body } = envelope(plain)?;
        let (commitment, said) = match body {
            EntryBody::Whole(salt, said) => (hashed(&[b"dutydesk entry 1", &salt, &said]), Some(said.into_vec())),
            EntryBody::Destroyed(commitment) => (commitment, None),
        };
        Some(Self { arrival, prev, commitment, said, first_form: None })
    }

    /// A slip of line number `no`.
    pub fn slip(plain: &[u8], no: u64) -> Option<Self> {
        let Slip { arrival, prev, body } = envelope(plain)?;
        let (commitment, said, first_form) = match body {
            SlipBody::Whole(bytes) if bytes.starts_with(SALTED) => {
                let commitment = hashed(&[b"dutydesk slip body 2", &bytes]);
                (commitment, Some(bytes.get(SALTED_HEAD..)?.to_vec()), None)
            }
            SlipBody::Whole(bytes) => {
                let hash = hashed(&[b"dutydesk slip 1", &prev, &no.to_be_bytes(), &bytes]);
                (hash, Some(bytes.into_vec()), Some(hash))
            }
            SlipBody::Destroyed(commitment) => (commitment, None, None),
            SlipBody::DestroyedFirstForm(hash) => (hash, None, Some(hash)),
        };
        Some(Self { arrival, prev, commitment, said, first_form })
    }

    /// What the next link names.
    pub fn link(&self, chain: &[u8], no: u64) -> Link {
        self.first_form.unwrap_or_else(|| hashed(&[chain, &self.prev, &no.to_be_bytes(), &self.commitment]))
    }
}

impl Tail {
    /// As sealed.
    pub fn read(plain: &[u8]) -> Option<Self> {
        envelope(plain)
    }
}

/// What an entry says of its own place.
#[derive(Deserialize)]
pub struct EntryPlace {
    pub unit: [u8; 16],
    pub no: u64,
}

/// What a slip says of its own place.
#[derive(Deserialize)]
pub struct SlipPlace {
    pub from: [u8; 16],
    pub to: [u8; 16],
    pub no: u64,
}

/// The first entry of a book: the unit with the key that it signs with.
#[derive(Deserialize)]
struct Founding {
    fact: Founded,
}

#[derive(Deserialize)]
enum Founded {
    Founded(Card),
}

#[derive(Deserialize)]
struct Card {
    verifying_key: [u8; 32],
}

/// Reads part of a message; the rest must at least be well formed.
pub fn part<T: DeserializeOwned>(said: &[u8]) -> Option<T> {
    rmp_serde::from_slice::<IgnoredAny>(said).ok()?;
    rmp_serde::from_slice(said).ok()
}

/// The key that a unit signs with, out of the first entry of its book.
pub fn signing_key(said: &[u8]) -> Option<[u8; 32]> {
    part::<Founding>(said).map(|Founding { fact: Founded::Founded(card) }| card.verifying_key)
}
