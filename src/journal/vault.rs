//! The vault: the keys of one store, and the one way in which anything of it is sealed and opened.
//!
//! One data key for each unit and one for what belongs to the whole store, each wrapped by the store key and kept in
//! the table `keys`; opened once and held in memory. A new table or a new kind of file needs nothing but these:
//!
//! - [`Vault::seal`] and [`Vault::open_into`] / [`Vault::open`] for the value of a row: who owns it ([`KeyOf`]), the
//!   name of its table, the bytes of its key. The key of a row stays in the clear: no key may say what the record says.
//! - `blob::Blobs` for files of any size, in pieces, under a name that tells nothing.
//!
//! Sealing a small record is meant to be cheap: no key is derived, one allocation is made. A key that is made
//! because a unit has none yet is in `unsaved` until the next transaction of the journal, which writes it together with
//! the first record that needs it.

use super::seal::{self, Place, SealError, random};
use super::store_key::{StoreId, StoreKey};
use crate::casework::ids::UnitId;
use chacha20poly1305::aead::AeadInPlace;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use zeroize::Zeroizing;

/// Whose a record is, and so under whose key it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyOf {
    /// What belongs to no unit: officers, results of commands, the order of arrival.
    Store,
    Unit(UnitId),
}

/// Form of a wrapped key: form (1), owner (1 + 16), nonce (24), key (32), tag (16).
const FORM: u8 = 1;
const OWNER_BYTES: usize = 17;
pub(super) const NONCE_AT: usize = 1 + OWNER_BYTES;
pub(super) const KEY_AT: usize = NONCE_AT + 24;
pub(super) const WRAPPED_BYTES: usize = KEY_AT + 32 + 16;

impl KeyOf {
    pub(super) fn to_bytes(self) -> [u8; OWNER_BYTES] {
        let mut bytes = [0; OWNER_BYTES];
        if let Self::Unit(unit) = self {
            bytes[0] = 1;
            bytes[1..].copy_from_slice(&unit.0);
        }
        bytes
    }

    fn read(bytes: &[u8; OWNER_BYTES]) -> Option<Self> {
        let (kind, unit) = bytes.split_first_chunk::<1>()?;
        match kind {
            [0] => Some(Self::Store),
            [1] => Some(Self::Unit(UnitId(unit.try_into().ok()?))),
            _ => None,
        }
    }
}

/// A data key as the table `keys` holds it.
pub(super) type Wrapped = (u32, Vec<u8>);

/// The keys of an open store.
pub struct Vault {
    id: StoreId,
    wrapping: XChaCha20Poly1305,
    ring: RwLock<Ring>,
}

struct DataKey {
    of: KeyOf,
    /// Held by whoever is still sealing something in pieces under it.
    held: Arc<()>,
    /// Wiped from memory when dropped.
    cipher: XChaCha20Poly1305,
    /// Gone from the store.
    destroyed: bool,
}

#[derive(Default)]
struct Ring {
    keys: BTreeMap<u32, DataKey>,
    /// The key under which new records of an owner are sealed: its newest.
    current: HashMap<KeyOf, u32>,
    /// Made and not yet in the store.
    unsaved: Vec<Wrapped>,
    last: u32,
}

impl Vault {
    /// A vault of a store without keys.
    pub(super) fn new(id: StoreId, key: &StoreKey) -> Self {
        let wrapping = XChaCha20Poly1305::new(key.bytes().into());
        Self { id, wrapping, ring: RwLock::default() }
    }

    /// The store's id.
    pub const fn id(&self) -> StoreId {
        self.id
    }

    /// Takes in a key as the store holds it.
    pub(super) fn unwrap(&self, no: u32, wrapped: &[u8]) -> Result<(), SealError> {
        let wrapped: &[u8; WRAPPED_BYTES] = wrapped.try_into().map_err(|_| SealError::Cut)?;
        if wrapped[0] != FORM {
            return Err(SealError::Form(wrapped[0]));
        }
        let owner: &[u8; OWNER_BYTES] = wrapped[1..].first_chunk().ok_or(SealError::Cut)?;
        let of = KeyOf::read(owner).ok_or(SealError::Broken)?;
        let mut key = Zeroizing::new([0; 32]);
        key.copy_from_slice(&wrapped[KEY_AT..KEY_AT + 32]);
        let (nonce, tag) = (XNonce::from_slice(&wrapped[NONCE_AT..KEY_AT]), Tag::from_slice(&wrapped[KEY_AT + 32..]));
        let opened = self.wrapping.decrypt_in_place_detached(nonce, &self.about(no, of), key.as_mut(), tag);
        opened.map_err(|_| SealError::Broken)?;
        self.write().put(no, of, &key);
        Ok(())
    }

    /// Seals the value of a row.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn seal(&self, of: KeyOf, place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        if let Some((no, key)) = self.read().current(of) {
            return seal::seal(&key.cipher, no, place, plain);
        }
        self.renew(of)?;
        let ring = self.read();
        let (no, key) = ring.current(of).ok_or(SealError::NoKey(0))?;
        seal::seal(&key.cipher, no, place, plain)
    }

    /// Opens the value of a row into `plain`, in place of what was in it.
    ///
    /// # Errors
    /// When it is not what was sealed there for this owner.
    pub fn open_into(&self, of: KeyOf, place: Place<'_>, sealed: &[u8], plain: &mut Vec<u8>) -> Result<(), SealError> {
        let no = seal::key_no(sealed)?;
        let ring = self.read();
        let key = ring.keys.get(&no).ok_or(SealError::NoKey(no))?;
        if key.of == of { seal::open(&key.cipher, place, sealed, plain) } else { Err(SealError::Broken) }
    }

    /// Opens the value of a row.
    ///
    /// # Errors
    /// When it is not what was sealed there for this owner.
    pub fn open(&self, of: KeyOf, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut plain = Vec::new();
        self.open_into(of, place, sealed, &mut plain).map(|()| plain)
    }

    /// A new key for an owner: from here on its records are sealed under it.
    pub(super) fn renew(&self, of: KeyOf) -> Result<u32, SealError> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(key.as_mut()).map_err(SealError::NoRandom)?;
        let nonce = random()?;
        let mut ring = self.write();
        let no = ring.last + 1;
        let wrapped = self.wrap((no, of), &key, nonce)?;
        ring.put(no, of, &key);
        ring.unsaved.push((no, wrapped));
        Ok(no)
    }

    /// A key as the store holds it.
    pub(super) fn wrap(&self, (no, of): (u32, KeyOf), key: &[u8; 32], nonce: [u8; 24]) -> Result<Vec<u8>, SealError> {
        let mut wrapped = Vec::with_capacity(WRAPPED_BYTES);
        wrapped.push(FORM);
        wrapped.extend_from_slice(&of.to_bytes());
        wrapped.extend_from_slice(&nonce);
        wrapped.extend_from_slice(key);
        let (about, nonce) = (self.about(no, of), XNonce::from_slice(&nonce));
        let tag = self.wrapping.encrypt_in_place_detached(nonce, &about, &mut wrapped[KEY_AT..]);
        wrapped.extend_from_slice(&tag.map_err(|_| SealError::Broken)?);
        Ok(wrapped)
    }

    /// The keys that the next transaction has to write.
    pub(super) fn take_unsaved(&self) -> Vec<Wrapped> {
        std::mem::take(&mut self.write().unsaved)
    }

    /// Everybody who has a key.
    pub(super) fn owners(&self) -> Vec<KeyOf> {
        self.read().current.keys().copied().collect()
    }

    /// Keys that are not the newest of their owner.
    pub(super) fn old(&self) -> Vec<u32> {
        let ring = self.read();
        let is_old = |(no, key): &(&u32, &DataKey)| !key.destroyed && ring.current.get(&key.of) != Some(no);
        ring.keys.iter().filter(is_old).map(|(no, _)| *no).collect()
    }

    /// Whose a key is, if it is not the newest.
    pub(super) fn owner_of_old(&self, no: u32) -> Option<KeyOf> {
        let ring = self.read();
        let key = ring.keys.get(&no)?;
        (ring.current.get(&key.of) != Some(&no)).then_some(key.of)
    }

    /// Whose a key is.
    pub(super) fn owner_of(&self, no: u32) -> Option<KeyOf> {
        self.read().keys.get(&no).map(|key| key.of)
    }

    /// Is something still to be sealed anew?
    pub fn is_rotating(&self) -> bool {
        !self.old().is_empty()
    }

    /// Keys in the store, and how many of them are old.
    pub fn counts(&self) -> (usize, usize) {
        let old = self.old().len();
        (self.read().keys.values().filter(|key| !key.destroyed).count(), old)
    }

    /// Is somebody still sealing under an old key?
    pub fn old_in_use(&self) -> bool {
        let old = self.old();
        let ring = self.read();
        old.iter().filter_map(|no| ring.keys.get(no)).any(|key| Arc::strong_count(&key.held) > 1)
    }

    /// These keys are no longer in the store; readers of an older state may still need them for a moment.
    pub(super) fn destroyed(&self, numbers: &[u32]) {
        let mut ring = self.write();
        for no in numbers {
            if let Some(key) = ring.keys.get_mut(no) {
                key.destroyed = true;
            }
        }
    }

    /// Wipes destroyed keys from memory.
    pub fn forget_destroyed(&self) {
        self.write().keys.retain(|_, key| !key.destroyed);
    }

    /// The cipher of one key of an owner.
    pub(super) fn cipher_of(&self, of: KeyOf, no: u32) -> Result<(XChaCha20Poly1305, Arc<()>), SealError> {
        let ring = self.read();
        let key = ring.keys.get(&no).ok_or(SealError::NoKey(no))?;
        if key.of == of { Ok((key.cipher.clone(), Arc::clone(&key.held))) } else { Err(SealError::Broken) }
    }

    fn about(&self, no: u32, of: KeyOf) -> Vec<u8> {
        [b"dutydesk data key".as_slice(), &[FORM], &self.id.0, &no.to_be_bytes(), &of.to_bytes()].concat()
    }

    fn read(&self) -> RwLockReadGuard<'_, Ring> {
        // Only whole keys are put in: a poisoned lock still guards good ones.
        self.ring.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Ring> {
        self.ring.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ring {
    fn put(&mut self, no: u32, of: KeyOf, key: &[u8; 32]) {
        self.keys.insert(
            no,
            DataKey { of, held: Arc::default(), cipher: XChaCha20Poly1305::new(key.into()), destroyed: false },
        );
        let current = self.current.entry(of).or_default();
        *current = no.max(*current);
        self.last = no.max(self.last);
    }

    fn current(&self, of: KeyOf) -> Option<(u32, &DataKey)> {
        let no = *self.current.get(&of)?;
        self.keys.get(&no).map(|key| (no, key))
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Vault(secret, store {})", self.id)
    }
}
