//! A bundle: slips of one line and a receipt for the line the other way, signed by the sender, sealed to the receiver.
//!
//! Format 1, for ever readable. Outside: magic (7), version (1), checksum of the rest (16), the sealed box.
//! Inside the box: sender (16), receiver (16), signature (64), length of the content (4, big-endian), content
//! (MessagePack with named fields), zeros up to a size class. The signature covers format, sender, receiver and content and is
//! checked before the content is read. From outside only the format and a size class can be told.

use super::files::{FilePiece, Files, Want};
use super::keys::{KeyError, SIGNATURE_BYTES, UnitKeys, seal_to, verify};
use crate::casework::ids::{Hash, UnitId};
use crate::casework::line::slip_hash;
use crate::casework::unit::UnitCard;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Slips in one bundle: a few seconds of a busy unit, and a bounded commit at the receiver.
pub const PARCELS_MAX: usize = 512;
/// One slip: a case file fits; attachments travel apart.
pub const PARCEL_BYTES_MAX: usize = 1024 * 1024;
/// All slips of one bundle together: what the largest size class holds beside its frame.
pub const CONTENT_BYTES_MAX: usize = 7 * 1024 * 1024;
/// A whole sealed bundle; carriers refuse larger ones unread.
pub const BUNDLE_BYTES_MAX: usize = OUTSIDE_BYTES + BOX_BYTES + SIZE_CLASS_MAX;

const MAGIC: &[u8; 7] = b"dutybdl";
const VERSION: u8 = 1;
const CHECKSUM_BYTES: usize = 16;
const OUTSIDE_BYTES: usize = MAGIC.len() + 1 + CHECKSUM_BYTES;
/// What the sealed box adds: a throw-away public key and an authentication tag.
const BOX_BYTES: usize = 48;
const INSIDE_BYTES: usize = 16 + 16 + SIGNATURE_BYTES + 4;
/// The smallest size class hides a receipt among single slips.
const SIZE_CLASS_MIN: usize = 4 * 1024;
const SIZE_CLASS_MAX: usize = 8 * 1024 * 1024;
const SIGN_CONTEXT: &[u8] = b"dutydesk bundle 1";

/// One slip of a line, as it travels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// Its number on the line: dense, from 1.
    pub no: u64,
    /// [`parcel_hash`] of its predecessor; [`Hash::NONE`] for the first.
    pub prev: Hash,
    /// The encoded slip.
    pub bytes: Vec<u8>,
}

impl Parcel {
    /// Its place in the chain.
    pub fn hash(&self) -> Hash {
        parcel_hash(self.prev, self.no, &self.bytes)
    }
}

/// What a unit has of another unit's line: everything up to this number, ending in this hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The last number taken; 0 for none.
    pub upto: u64,
    /// [`parcel_hash`] of that slip; [`Hash::NONE`] for none.
    pub head: Hash,
}

impl Receipt {
    /// Nothing taken yet.
    pub const NONE: Self = Self { upto: 0, head: Hash::NONE };
}

/// What one unit hands another at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Who made and signed it.
    pub from: UnitId,
    /// Whom it is sealed to.
    pub to: UnitId,
    /// When, by the sender's clock: shown as such, never relied on. Kept to the millisecond.
    pub made_at: DateTime<Utc>,
    /// What the sender has of the receiver's line.
    pub receipt: Receipt,
    /// Slips of the sender's line, in the order of their numbers.
    pub slips: Vec<Parcel>,
    /// Files of cases: asked for, and given. Programs that know nothing of them pass over them.
    pub files: Files,
}

/// The chain of a line: BLAKE3 over a fixed context, the predecessor's hash, the number (big-endian) and the bytes.
pub fn parcel_hash(prev: Hash, no: u64, bytes: &[u8]) -> Hash {
    slip_hash(prev, no, bytes)
}

/// Why a bundle could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// More than one bundle may hold: send less at once.
    #[error("{parcels} slips of {bytes} bytes are more than one bundle holds")]
    TooMuch { parcels: usize, bytes: usize },
    /// The card is another unit's than the bundle's receiver.
    #[error("the card to seal to is not the receiver's")]
    OtherReceiver,
    /// The bundle names another sender than the keys at hand.
    #[error("the keys to sign with are not the sender's")]
    OtherSender,
    /// The content could not be written.
    #[error("the bundle could not be encoded")]
    Encode(#[from] rmp_serde::encode::Error),
    /// The receiver's key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Why a bundle was not opened. Nothing of it was used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another kind of file.
    #[error("not a bundle of dutydesk; left as it is")]
    NotABundle,
    /// Made by a later program.
    #[error(
        "the bundle has format {found}, this program reads up to {VERSION}: update dutydesk; the sender keeps sending it"
    )]
    Newer { found: u8 },
    /// Shorter or longer than any bundle.
    #[error("the bundle was cut on the way ({bytes} bytes); the sender sends it again")]
    Cut { bytes: usize },
    /// Its bytes are not those that were written.
    #[error("the bundle was damaged on the way; the sender sends it again")]
    Damaged,
    /// Sealed to somebody else.
    #[error("the bundle is sealed to another unit; left as it is")]
    NotForUs,
    /// Nobody enrolled the sender.
    #[error("the bundle is from a unit that is not enrolled here ({from}): exchange key files first")]
    UnknownPeer { from: UnitId },
    /// It says it is from a unit that did not sign it.
    #[error("the signature on the bundle is not that of unit {from}; refused")]
    BadSignature { from: UnitId },
    /// Signed, but not something that this program writes.
    #[error("the bundle of unit {from} is signed but cannot be read; tell that unit")]
    Unreadable { from: UnitId, source: Option<rmp_serde::decode::Error> },
}

impl OpenError {
    /// The same line in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::NotABundle => "不是 dutydesk 的封包, 原样留下".into(),
            Self::Newer { found } => {
                format!("封包格式为 {found}, 本程序只读到 {VERSION}: 升级 dutydesk, 对方会继续重发")
            }
            Self::Cut { bytes } => format!("封包途中被截断 ({bytes} 字节), 对方会重发"),
            Self::Damaged => "封包途中损坏, 对方会重发".into(),
            Self::NotForUs => "封包是给其他单位的, 原样留下".into(),
            Self::UnknownPeer { from } => format!("封包来自未登记的单位 ({from}): 先交换密钥文件"),
            Self::BadSignature { from } => format!("封包上的签名不是单位 {from} 的, 已拒收"),
            Self::Unreadable { from, .. } => {
                format!("单位 {from} 的封包签名有效但无法读取, 告知该单位")
            }
        }
    }
}

/// What is signed; the ids of sender and receiver stand before it. Owned when read, borrowed when written.
#[derive(Serialize, Deserialize)]
struct Content<'a> {
    made_at_ms: i64,
    receipt: Receipt,
    slips: Cow<'a, [Parcel]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    wants: Cow<'a, [Want]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pieces: Cow<'a, [FilePiece]>,
}

/// The sealed bytes of this bundle, made with the sender's keys for the receiver's card.
pub fn seal(bundle: &Bundle, keys: &UnitKeys, to: &UnitCard) -> Result<Vec<u8>, SealError> {
    if bundle.to != to.id {
        return Err(SealError::OtherReceiver);
    }
    if bundle.from != UnitId::of_key(&keys.card_keys().0) {
        return Err(SealError::OtherSender);
    }
    outside(&inside(bundle, keys)?, to)
}

fn outside(plain: &[u8], to: &UnitCard) -> Result<Vec<u8>, SealError> {
    let sealed = seal_to(&to.sealing_key, plain)?;
    let mut bytes = Vec::with_capacity(OUTSIDE_BYTES + sealed.len());
    bytes.extend_from_slice(MAGIC);
    bytes.push(VERSION);
    bytes.extend_from_slice(&checksum(&sealed));
    bytes.extend_from_slice(&sealed);
    Ok(bytes)
}

fn inside(bundle: &Bundle, keys: &UnitKeys) -> Result<Vec<u8>, SealError> {
    let content = encode(bundle)?;
    let too_much = || SealError::TooMuch { parcels: bundle.slips.len(), bytes: content.len() };
    let oversize = bundle.slips.iter().any(|parcel| parcel.bytes.len() > PARCEL_BYTES_MAX);
    if bundle.slips.len() > PARCELS_MAX || oversize || !bundle.files.fits() {
        return Err(too_much());
    }
    let class = size_class(INSIDE_BYTES + content.len()).ok_or_else(too_much)?;
    let mut plain = Vec::with_capacity(class);
    plain.extend_from_slice(&bundle.from.0);
    plain.extend_from_slice(&bundle.to.0);
    plain.extend_from_slice(&keys.sign(&signed_bytes(bundle.from, bundle.to, &content)));
    // A size class is far below 4 GiB, so the length fits.
    plain.extend_from_slice(&(content.len() as u32).to_be_bytes());
    plain.extend_from_slice(&content);
    plain.resize(class, 0);
    Ok(plain)
}

fn encode(bundle: &Bundle) -> Result<Vec<u8>, rmp_serde::encode::Error> {
    let content = Content {
        made_at_ms: bundle.made_at.timestamp_millis(),
        receipt: bundle.receipt,
        slips: Cow::Borrowed(&bundle.slips),
        wants: Cow::Borrowed(&bundle.files.wants),
        pieces: Cow::Borrowed(&bundle.files.pieces),
    };
    let mut bytes = Vec::new();
    let mut serializer =
        rmp_serde::Serializer::new(&mut bytes).with_struct_map().with_bytes(rmp_serde::config::BytesMode::ForceAll);
    content.serialize(&mut serializer)?;
    Ok(bytes)
}

/// Opens a sealed bundle with our keys; `lookup` gives the cards of enrolled units. Never panics, whatever the bytes.
pub fn open(bytes: &[u8], keys: &UnitKeys, lookup: impl Fn(UnitId) -> Option<UnitCard>) -> Result<Bundle, OpenError> {
    let plain = keys.unseal(sealed_part(bytes)?).ok_or(OpenError::NotForUs)?;
    let parts = Inside::split(&plain).ok_or(OpenError::Damaged)?;
    let me = UnitId::of_key(&keys.card_keys().0);
    if parts.to != me {
        return Err(OpenError::NotForUs);
    }
    let from = parts.from;
    let card = lookup(from).ok_or(OpenError::UnknownPeer { from })?;
    let signed = signed_bytes(from, me, parts.content);
    if card.id != from || !verify(&card.verifying_key, &signed, &parts.signature) {
        return Err(OpenError::BadSignature { from });
    }
    decode(from, me, parts.content)
}

fn sealed_part(bytes: &[u8]) -> Result<&[u8], OpenError> {
    let cut = OpenError::Cut { bytes: bytes.len() };
    let Some(rest) = bytes.strip_prefix(MAGIC) else {
        return Err(if MAGIC.starts_with(bytes) { cut } else { OpenError::NotABundle });
    };
    match rest.first() {
        None => return Err(cut),
        Some(&VERSION) => {}
        Some(0) => return Err(OpenError::NotABundle),
        Some(&found) => return Err(OpenError::Newer { found }),
    }
    let (Some(sum), Some(sealed)) = (rest.get(1..1 + CHECKSUM_BYTES), rest.get(1 + CHECKSUM_BYTES..)) else {
        return Err(cut);
    };
    let plain_bytes = sealed.len().saturating_sub(BOX_BYTES);
    if size_class(plain_bytes) != Some(plain_bytes) {
        return Err(cut);
    }
    if sum != checksum(sealed) {
        return Err(OpenError::Damaged);
    }
    Ok(sealed)
}

/// The opened box, taken apart but not yet trusted.
struct Inside<'a> {
    from: UnitId,
    to: UnitId,
    signature: [u8; SIGNATURE_BYTES],
    content: &'a [u8],
}

impl<'a> Inside<'a> {
    fn split(plain: &'a [u8]) -> Option<Self> {
        let (from, rest) = plain.split_first_chunk()?;
        let (to, rest) = rest.split_first_chunk()?;
        let (signature, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (content, padding) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        padding.iter().all(|byte| *byte == 0).then_some(Self {
            from: UnitId(*from),
            to: UnitId(*to),
            signature: *signature,
            content,
        })
    }
}

fn decode(from: UnitId, to: UnitId, content: &[u8]) -> Result<Bundle, OpenError> {
    let content: Content<'_> =
        rmp_serde::from_slice(content).map_err(|e| OpenError::Unreadable { from, source: Some(e) })?;
    let unreadable = OpenError::Unreadable { from, source: None };
    let oversize = content.slips.iter().any(|parcel| parcel.bytes.len() > PARCEL_BYTES_MAX);
    let files = Files { wants: content.wants.into_owned(), pieces: content.pieces.into_owned() };
    if oversize || content.slips.len() > PARCELS_MAX || !files.fits() {
        return Err(unreadable);
    }
    let made_at = DateTime::from_timestamp_millis(content.made_at_ms).ok_or(unreadable)?;
    Ok(Bundle { from, to, made_at, receipt: content.receipt, slips: content.slips.into_owned(), files })
}

fn signed_bytes(from: UnitId, to: UnitId, content: &[u8]) -> Vec<u8> {
    [SIGN_CONTEXT, &from.0, &to.0, content].concat()
}

fn checksum(sealed: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let mut sum = [0; CHECKSUM_BYTES];
    sum.copy_from_slice(&blake3::hash(sealed).as_bytes()[..CHECKSUM_BYTES]);
    sum
}

/// The least power of two that holds so much; `None` when no class does.
fn size_class(bytes: usize) -> Option<usize> {
    (bytes <= SIZE_CLASS_MAX).then(|| bytes.next_power_of_two().max(SIZE_CLASS_MIN))
}

/// As many of these slips, from the first on, as one bundle holds beside these files. At least one, if there is one: a single slip over
/// [`PARCEL_BYTES_MAX`] is refused by [`seal`], not skipped here.
pub fn fitting<E>(slips: impl IntoIterator<Item = Result<Parcel, E>>, files: &Files) -> Result<Vec<Parcel>, E> {
    /// Number, hash and field names of one slip beside its bytes.
    const PARCEL_FRAME_BYTES: usize = 96;
    let beside: usize = files.pieces.iter().map(|piece| piece.bytes.len()).sum();
    let (mut fit, mut bytes) = (Vec::new(), beside);
    for parcel in slips.into_iter().take(PARCELS_MAX) {
        let parcel = parcel?;
        bytes += parcel.bytes.len() + PARCEL_FRAME_BYTES;
        if bytes > CONTENT_BYTES_MAX && !fit.is_empty() {
            break;
        }
        fit.push(parcel);
    }
    Ok(fit)
}

#[cfg(test)]
mod tests {
    //! What only somebody who takes a bundle apart and seals it anew could send.

    use super::*;
    use crate::casework::words::UnitKind;

    fn unit(seed: u8) -> (UnitKeys, UnitCard) {
        let keys = UnitKeys::from_bytes(&[seed; 64]);
        let (verifying_key, sealing_key) = keys.card_keys();
        let text = String::new;
        let card = UnitCard {
            id: UnitId::of_key(&verifying_key),
            code: text(),
            name_zh: text(),
            name_en: text(),
            kind: UnitKind::Center,
            zone: text(),
            calendar: text(),
            verifying_key,
            sealing_key,
        };
        (keys, card)
    }

    fn plain_of(sender: &(UnitKeys, UnitCard), to: &UnitCard) -> Vec<u8> {
        let bundle = Bundle {
            from: sender.1.id,
            to: to.id,
            made_at: DateTime::UNIX_EPOCH,
            receipt: Receipt::NONE,
            slips: vec![Parcel { no: 1, prev: Hash::NONE, bytes: b"slip".to_vec() }],
            files: Files::default(),
        };
        inside(&bundle, &sender.0).unwrap()
    }

    /// A box with this content, rightly signed by `sender` for `to`.
    fn signed(content: &[u8], sender: &(UnitKeys, UnitCard), to: &UnitCard) -> Vec<u8> {
        let signature = sender.0.sign(&signed_bytes(sender.1.id, to.id, content));
        let length = (content.len() as u32).to_be_bytes();
        let mut plain = [&sender.1.id.0[..], &to.id.0, &signature, &length, content].concat();
        plain.resize(size_class(plain.len()).unwrap(), 0);
        plain
    }

    fn opened(plain: &[u8], by: &(UnitKeys, UnitCard), peer: &UnitCard) -> Result<Bundle, OpenError> {
        open(&outside(plain, &by.1).unwrap(), &by.0, |id| (id == peer.id).then(|| peer.clone()))
    }

    #[test]
    fn a_bundle_handed_on_to_a_third_unit_is_not_for_it() {
        let (sender, receiver, third) = (unit(1), unit(2), unit(3));
        let plain = plain_of(&sender, &receiver.1);
        assert!(opened(&plain, &receiver, &sender.1).is_ok());
        assert!(matches!(opened(&plain, &third, &sender.1), Err(OpenError::NotForUs)));
        // Nor when the third unit's name is written over the receiver's: that is signed.
        let mut renamed = plain.clone();
        renamed[16..32].copy_from_slice(&third.1.id.0);
        assert!(matches!(opened(&renamed, &third, &sender.1), Err(OpenError::BadSignature { .. })));
    }

    #[test]
    fn every_byte_inside_is_checked() {
        let (sender, receiver) = (unit(1), unit(2));
        let plain = plain_of(&sender, &receiver.1);
        for at in (0..plain.len()).step_by(61).chain([0, 16, 32, 96, 99, 100, plain.len() - 1]) {
            let mut changed = plain.clone();
            changed[at] ^= 1;
            assert!(opened(&changed, &receiver, &sender.1).is_err(), "byte {at}");
        }
        let mut dirty = plain.clone();
        *dirty.last_mut().unwrap() = 1;
        assert!(matches!(opened(&dirty, &receiver, &sender.1), Err(OpenError::Damaged)));
        let mut long = plain;
        long[96..100].copy_from_slice(&u32::MAX.to_be_bytes());
        assert!(matches!(opened(&long, &receiver, &sender.1), Err(OpenError::Damaged)));
    }

    #[test]
    fn signed_nonsense_and_signed_excess_are_unreadable() {
        let (sender, receiver) = (unit(1), unit(2));
        let slip = |bytes| Parcel { no: 1, prev: Hash::NONE, bytes };
        let many = vec![slip(vec![]); PARCELS_MAX + 1];
        let whole = |made_at_ms, slips: Vec<Parcel>, pieces: Vec<FilePiece>| {
            let (slips, wants) = (Cow::Owned(slips), Cow::default());
            let content = Content { made_at_ms, receipt: Receipt::NONE, slips, wants, pieces: Cow::Owned(pieces) };
            rmp_serde::to_vec_named(&content).unwrap()
        };
        let content = |made_at_ms, slips| whole(made_at_ms, slips, vec![]);
        let piece = |bytes| FilePiece { blob: Hash::NONE, at: 0, bytes: vec![1; bytes] };
        let good = content(0, vec![slip(vec![1])]);
        assert!(opened(&signed(&good, &sender, &receiver.1), &receiver, &sender.1).is_ok());
        let bad = [b"".to_vec(), b"\xdd\xff\xff\xff\xff".to_vec(), content(0, many), content(i64::MAX, vec![])];
        let oversize = content(0, vec![slip(vec![1; PARCEL_BYTES_MAX + 1])]);
        let files = whole(0, vec![], vec![piece(crate::exchange::files::FILE_BYTES_MAX), piece(1)]);
        for content in bad.iter().chain([&oversize, &files]) {
            let result = opened(&signed(content, &sender, &receiver.1), &receiver, &sender.1);
            assert!(matches!(result, Err(OpenError::Unreadable { .. })));
        }
    }

    /// A later program may say more: what this one does not know, it passes over.
    #[test]
    fn fields_of_a_later_program_are_passed_over() {
        #[derive(Serialize)]
        struct Later {
            made_at_ms: i64,
            mood: &'static str,
            receipt: Receipt,
            slips: Vec<Parcel>,
        }
        let later = Later { made_at_ms: 5, mood: "calm", receipt: Receipt::NONE, slips: vec![] };
        let (sender, receiver) = (unit(1), unit(2));
        let content = rmp_serde::to_vec_named(&later).unwrap();
        let bundle = opened(&signed(&content, &sender, &receiver.1), &receiver, &sender.1).unwrap();
        assert_eq!(bundle.made_at.timestamp_millis(), 5);
    }
}
