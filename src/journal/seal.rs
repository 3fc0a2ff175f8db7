//! The seal on one record: XChaCha20-Poly1305 under a data key, with its place as associated data, so that a record is
//! read only where it was written.
//!
//! A sealed record, form 1: form (1), number of the data key (4, big-endian), nonce (24, random), ciphertext, tag (16).
//! Associated data: the form, the number of the key, the length and name of the table, the key of the row.

use chacha20poly1305::aead::AeadInPlace;
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use std::cell::RefCell;

/// The form that this program writes.
const FORM: u8 = 1;

const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
const HEAD_BYTES: usize = 1 + 4 + NONCE_BYTES;

/// What a seal adds to a record.
pub const SEAL_BYTES: usize = HEAD_BYTES + TAG_BYTES;

/// Random bytes asked of the system at once: one system call for many nonces.
const POOL_BYTES: usize = 4096;

/// Why a record was not sealed or not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("the system gives no random bytes: {0}")]
    NoRandom(getrandom::Error),
    #[error("it is cut off")]
    Cut,
    #[error("its seal is of form {0}, which this program does not know")]
    Form(u8),
    #[error("data key {0} is not there")]
    NoKey(u32),
    #[error("the seal is broken: it was damaged or changed, or belongs elsewhere")]
    Broken,
}

impl SealError {
    /// The same in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::NoRandom(error) => format!("系统给不出随机数: {error}"),
            Self::Cut => "被截断".to_owned(),
            Self::Form(form) => format!("封印格式 {form} 本程序不认识"),
            Self::NoKey(no) => format!("没有数据密钥 {no}"),
            Self::Broken => "封印已破: 被损坏、改动或错放".to_owned(),
        }
    }
}

/// Where a record lies.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Name of the table.
    pub table: &'a str,
    /// Key of the row, as bytes.
    pub key: &'a [u8],
}

impl Place<'_> {
    fn associated(self, no: u32) -> Vec<u8> {
        let mut about = Vec::with_capacity(6 + self.table.len() + self.key.len());
        about.push(FORM);
        about.extend_from_slice(&no.to_be_bytes());
        // Names of tables are short words of ours.
        about.push(u8::try_from(self.table.len()).unwrap_or(u8::MAX));
        about.extend_from_slice(self.table.as_bytes());
        about.extend_from_slice(self.key);
        about
    }
}

/// Seals `plain` for its place under data key `no`.
pub(super) fn seal(cipher: &XChaCha20Poly1305, no: u32, place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>, SealError> {
    seal_with((cipher, no), random()?, place, plain)
}

/// The same with a nonce that is at hand. Never twice under one key.
pub(super) fn seal_with(
    (cipher, no): (&XChaCha20Poly1305, u32),
    nonce: [u8; NONCE_BYTES],
    place: Place<'_>,
    plain: &[u8],
) -> Result<Vec<u8>, SealError> {
    let mut sealed = Vec::with_capacity(SEAL_BYTES + plain.len());
    sealed.push(FORM);
    sealed.extend_from_slice(&no.to_be_bytes());
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plain);
    let about = place.associated(no);
    let tag = cipher.encrypt_in_place_detached(XNonce::from_slice(&nonce), &about, &mut sealed[HEAD_BYTES..]);
    // It fails only beyond 256 GiB.
    sealed.extend_from_slice(&tag.map_err(|_| SealError::Broken)?);
    Ok(sealed)
}

/// Opens what was sealed for this place into `plain`, in place of what was in it.
pub(super) fn open(
    cipher: &XChaCha20Poly1305,
    place: Place<'_>,
    sealed: &[u8],
    plain: &mut Vec<u8>,
) -> Result<(), SealError> {
    let no = key_no(sealed)?;
    let (head, rest) = sealed.split_at(HEAD_BYTES);
    let (cipher_text, tag) = rest.split_at(rest.len() - TAG_BYTES);
    plain.clear();
    plain.extend_from_slice(cipher_text);
    let (nonce, about) = (XNonce::from_slice(&head[5..]), place.associated(no));
    let opened = cipher.decrypt_in_place_detached(nonce, &about, plain, Tag::from_slice(tag));
    opened.map_err(|_| {
        plain.clear();
        SealError::Broken
    })
}

/// The number of the data key that a sealed record names.
pub(super) fn key_no(sealed: &[u8]) -> Result<u32, SealError> {
    let Some((&form, rest)) = sealed.split_first() else { return Err(SealError::Cut) };
    if form != FORM {
        return Err(SealError::Form(form));
    }
    let no = rest.first_chunk().ok_or(SealError::Cut)?;
    if sealed.len() < SEAL_BYTES { Err(SealError::Cut) } else { Ok(u32::from_be_bytes(*no)) }
}

struct Pool {
    bytes: [u8; POOL_BYTES],
    used: usize,
}

thread_local! {
    static POOL: RefCell<Pool> = const { RefCell::new(Pool { bytes: [0; POOL_BYTES], used: POOL_BYTES }) };
}

/// Random bytes of the operating system, for nonces and salts.
pub(super) fn random<const N: usize>() -> Result<[u8; N], SealError> {
    POOL.with_borrow_mut(|pool| {
        if pool.used + N > POOL_BYTES {
            getrandom::fill(&mut pool.bytes).map_err(SealError::NoRandom)?;
            pool.used = 0;
        }
        let mut bytes = [0; N];
        let taken = &mut pool.bytes[pool.used..pool.used + N];
        bytes.copy_from_slice(taken);
        taken.fill(0);
        pool.used += N;
        Ok(bytes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chacha20poly1305::KeyInit;

    const PLACE: Place<'static> = Place { table: "entries", key: b"key" };

    fn cipher(byte: u8) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&[byte; 32].into())
    }

    fn opened(cipher: &XChaCha20Poly1305, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut plain = Vec::new();
        open(cipher, place, sealed, &mut plain).map(|()| plain)
    }

    #[test]
    fn a_record_is_read_where_it_was_written_and_nowhere_else() {
        let sealed = seal(&cipher(1), 7, PLACE, b"said").expect("sealed");
        assert_eq!(sealed.len(), 4 + SEAL_BYTES);
        assert_eq!(key_no(&sealed), Ok(7));
        assert_eq!(opened(&cipher(1), PLACE, &sealed).as_deref(), Ok(b"said".as_slice()));
        assert_eq!(opened(&cipher(2), PLACE, &sealed), Err(SealError::Broken));
        for place in [Place { table: "rows", ..PLACE }, Place { key: b"kez", ..PLACE }] {
            assert_eq!(opened(&cipher(1), place, &sealed), Err(SealError::Broken), "{place:?}");
        }
        // What moves from the name of the table into the key is another place.
        assert_eq!(opened(&cipher(1), Place { table: "entriesk", key: b"ey" }, &sealed), Err(SealError::Broken));
    }

    #[test]
    fn any_changed_bit_and_any_cut_is_seen() {
        let sealed = seal(&cipher(1), 7, PLACE, b"said").expect("sealed");
        for bit in 0..sealed.len() * 8 {
            let mut flipped = sealed.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(opened(&cipher(1), PLACE, &flipped).is_err(), "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert!(opened(&cipher(1), PLACE, &sealed[..length]).is_err(), "cut to {length}");
        }
    }

    #[test]
    fn nonces_do_not_come_twice() {
        let nonces: std::collections::HashSet<[u8; 24]> = (0..2000).map(|_| random().expect("random")).collect();
        assert_eq!(nonces.len(), 2000);
    }
}
