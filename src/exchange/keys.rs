//! The two key pairs of a unit: one signs what it sends, the other opens what is sealed to it.

use crypto_box::aead::OsRng;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use std::fmt;
use zeroize::Zeroizing;

/// Length of a signature in bytes (Ed25519).
pub const SIGNATURE_BYTES: usize = 64;

/// What can go wrong with a unit's own keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The operating system gave no random bytes.
    #[error("no random bytes from the operating system to make a key of: {0}")]
    NoRandomness(getrandom::Error),
    /// The receiver's sealing key could not be used.
    #[error("the receiver's key cannot be sealed to")]
    Unsealable,
}

/// The secret keys of one unit; wiped from memory when dropped.
pub struct UnitKeys {
    signing: SigningKey,
    opening: crypto_box::SecretKey,
}

impl UnitKeys {
    /// New keys from the operating system's randomness.
    pub fn generate() -> Result<Self, KeyError> {
        let mut secret = Zeroizing::new([0; 64]);
        getrandom::fill(secret.as_mut()).map_err(KeyError::NoRandomness)?;
        Ok(Self::from_bytes(&secret))
    }

    /// The keys that these 64 secret bytes are: 32 of the signing key, 32 of the opening key.
    pub fn from_bytes(secret: &[u8; 64]) -> Self {
        let (mut signing, mut opening) = (Zeroizing::new([0; 32]), Zeroizing::new([0; 32]));
        signing.copy_from_slice(&secret[..32]);
        opening.copy_from_slice(&secret[32..]);
        Self { signing: SigningKey::from_bytes(&signing), opening: crypto_box::SecretKey::from_bytes(*opening) }
    }

    /// The 64 secret bytes, as [`UnitKeys::from_bytes`] reads them.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 64]> {
        let mut secret = Zeroizing::new([0; 64]);
        secret[..32].copy_from_slice(self.signing.as_bytes());
        secret[32..].copy_from_slice(&*Zeroizing::new(self.opening.to_bytes()));
        secret
    }

    /// The public halves for the unit's card: (verifying key, sealing key).
    pub fn card_keys(&self) -> ([u8; 32], [u8; 32]) {
        (self.signing.verifying_key().to_bytes(), self.opening.public_key().to_bytes())
    }

    /// Our signature over `message`, which must begin with words that say what it is, so that a signature for one
    /// purpose is never good for another.
    pub fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.signing.sign(message).to_bytes()
    }

    /// Opens what [`seal_to`] sealed to our sealing key; `None` when it was sealed to another key or altered.
    pub(super) fn unseal(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.opening.unseal(sealed).ok().map(Zeroizing::new)
    }

    /// A name that only this unit can work out, the same each time for the same `parts`.
    pub(super) fn secret_name(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let key = Zeroizing::new(blake3::derive_key(purpose, self.signing.as_bytes()));
        let mut hasher = blake3::Hasher::new_keyed(&key);
        for part in parts {
            hasher.update(part);
        }
        *hasher.finalize().as_bytes()
    }
}

impl fmt::Debug for UnitKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnitKeys(secret)")
    }
}

/// Whether `signature` over `message` is by the unit with this verifying key. Weak keys verify nothing.
pub fn verify(verifying_key: &[u8; 32], message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
    VerifyingKey::from_bytes(verifying_key)
        .is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}

/// Seals `plain` so that only the holder of `sealing_key` opens it; the result names no sender.
pub(super) fn seal_to(sealing_key: &[u8; 32], plain: &[u8]) -> Result<Vec<u8>, KeyError> {
    crypto_box::PublicKey::from_bytes(*sealing_key).seal(&mut OsRng, plain).map_err(|_| KeyError::Unsealable)
}
