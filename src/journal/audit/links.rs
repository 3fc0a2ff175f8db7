//! The links of the chains as the auditor reads them: shapes and hashes of its own.

use memchr::memmem::Finder;
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
    /// What was said, or what is left of it.
    pub said: Option<Vec<u8>>,
    /// Its body was destroyed; the hash of what is left of it.
    pub destroyed: Option<Option<Link>>,
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
    Left(Link, ByteBuf),
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
        let (commitment, said, destroyed) = match body {
            EntryBody::Whole(salt, said) => (hashed(&[b"dutydesk entry 1", &salt, &said]), Some(said), None),
            EntryBody::Destroyed(commitment) => (commitment, None, Some(None)),
            EntryBody::Left(commitment, said) => {
                let left = hashed(&[&said]);
                (commitment, Some(said), Some(Some(left)))
            }
        };
        Some(Self { arrival, prev, commitment, said: said.map(ByteBuf::into_vec), destroyed, first_form: None })
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
        let destroyed = said.is_none().then_some(None);
        Some(Self { arrival, prev, commitment, said, destroyed, first_form })
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

/// By which command an entry was made, and by whom.
#[derive(Deserialize)]
pub struct Made {
    pub cmd: ByteBuf,
    pub author: Maker,
}

/// An officer in a post, or the daemon by itself.
#[derive(Deserialize)]
pub enum Maker {
    Post(IgnoredAny),
    System,
}

/// The officer that an entry gives a post to.
#[derive(Deserialize)]
struct Posting {
    fact: Posted,
}

#[derive(Deserialize)]
enum Posted {
    Posted(Person, IgnoredAny),
}

#[derive(Deserialize)]
struct Person {
    id: u32,
}

/// An order to destroy the body of another entry.
#[derive(Deserialize)]
struct Ordering {
    fact: OfDispute,
}

#[derive(Deserialize)]
enum OfDispute {
    Dispute(IgnoredAny, OfDestruction),
}

#[derive(Deserialize)]
enum OfDestruction {
    Destruction(Destroying),
}

#[derive(Deserialize)]
enum Destroying {
    Destroyed(Order),
}

/// Which entry of the same book goes, and the hash of what is left of it.
#[derive(Deserialize)]
pub struct Order {
    pub entry: u64,
    pub left: Option<Link>,
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

/// By which command an entry was made, and by whom. It was seen to be well formed.
pub fn made(said: &[u8]) -> Option<Made> {
    rmp_serde::from_slice(said).ok()
}

/// The order that an entry gives, if it gives one: a word that few entries have is looked for first.
pub fn order(said: &[u8]) -> Option<Order> {
    Finder::new("Destruction").find(said)?;
    part::<Ordering>(said).map(|Ordering { fact: OfDispute::Dispute(_, OfDestruction::Destruction(fact)) }| {
        let Destroying::Destroyed(order) = fact;
        order
    })
}

/// The officer that an entry gives a post to, if it gives one.
pub fn posted(said: &[u8]) -> Option<u32> {
    Finder::new("Posted").find(said)?;
    part::<Posting>(said).map(|Posting { fact: Posted::Posted(person, _) }| person.id)
}

/// The key that a unit signs with, out of the first entry of its book.
pub fn signing_key(said: &[u8]) -> Option<[u8; 32]> {
    part::<Founding>(said).map(|Founding { fact: Founded::Founded(card) }| card.verifying_key)
}
