//! The auditor's own way into a store: it unwraps keys and opens seals with calls of its own, so that a mistake of the
//! writer is not repeated here.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use redb::{Database, ReadableDatabase, ReadableTable};
use std::collections::HashMap;

/// Whose key: nothing for the store's, else the unit.
pub type Owner = Option<[u8; 16]>;

/// Offsets of a sealed value: form, number of the key, nonce, then ciphertext with its tag.
const VALUE_HEAD: usize = 29;

/// Offsets of a wrapped key: form, kind of owner, unit, nonce, then ciphertext with its tag.
const KEY_HEAD: usize = 42;

/// The data keys of a store.
pub struct Ring {
    keys: HashMap<u32, (Owner, XChaCha20Poly1305)>,
}

impl Ring {
    /// All keys of a store, or the number of the first that does not open.
    pub fn of(db: &Database, store_key: &[u8; 32]) -> Result<Result<Self, u64>, redb::Error> {
        let wrapping = XChaCha20Poly1305::new_from_slice(store_key).ok();
        let transaction = db.begin_read()?;
        let id = transaction.open_table(super::tables::META)?.get(b"id".as_slice())?.map(|id| id.value().to_vec());
        let (Some(wrapping), Some(id)) = (wrapping, id) else { return Ok(Err(0)) };
        let mut keys = HashMap::new();
        for row in transaction.open_table(super::tables::KEYS)?.iter()? {
            let (no, wrapped) = row?;
            match unwrapped(&wrapping, (&id, no.value()), wrapped.value()) {
                Some((no, owner, key)) => _ = keys.insert(no, (owner, key)),
                None => return Ok(Err(no.value())),
            }
        }
        Ok(Ok(Self { keys }))
    }

    /// What was sealed at this place for this owner; nothing when the seal does not hold.
    pub fn opened(&self, owner: Owner, (table, key): (&str, &[u8]), value: &[u8]) -> Option<Vec<u8>> {
        let (head, sealed) = value.split_at_checked(VALUE_HEAD)?;
        let no = u32::from_be_bytes(head[1..5].try_into().ok()?);
        let (of, cipher) = self.keys.get(&no)?;
        if head[0] != 1 || *of != owner {
            return None;
        }
        let mut place = Vec::from([1]);
        place.extend(no.to_be_bytes());
        place.push(u8::try_from(table.len()).ok()?);
        place.extend(table.bytes());
        place.extend(key);
        cipher.decrypt(XNonce::from_slice(&head[5..]), Payload { msg: sealed, aad: &place }).ok()
    }
}

fn unwrapped(
    wrapping: &XChaCha20Poly1305,
    (id, no): (&[u8], u64),
    wrapped: &[u8],
) -> Option<(u32, Owner, XChaCha20Poly1305)> {
    let no = u32::try_from(no).ok()?;
    let (head, sealed) = wrapped.split_at_checked(KEY_HEAD)?;
    let mut place = b"dutydesk data key\x01".to_vec();
    place.extend(id);
    place.extend(no.to_be_bytes());
    place.extend(&head[1..18]);
    let key = wrapping.decrypt(XNonce::from_slice(&head[18..]), Payload { msg: sealed, aad: &place }).ok()?;
    let unit: [u8; 16] = head[2..18].try_into().ok()?;
    let owner = match (head[0], head[1]) {
        (1, 0) => None,
        (1, 1) => Some(unit),
        _ => return None,
    };
    Some((no, owner, XChaCha20Poly1305::new_from_slice(&key).ok()?))
}
