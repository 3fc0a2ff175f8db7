//! The unit's signature on the hash list of an archive: whoever has the unit's key file can see that this unit made it.

use super::answer::{Acting, Session, text};
use super::look::visible_view;
use crate::boards::views::View;
use crate::casework::ids::{Hash, RecordId, UnitId};
use crate::casework::refusal::Refusal;
use crate::exchange::keys::verify;
use crate::wire::Reply;

/// What is signed: words that make the signature good for nothing else, the number of the case, the SHA-256 of the list.
fn message(number: &str, sums: Hash) -> Vec<u8> {
    format!("dutydesk archive 1\n{number}\n{sums}\n").into_bytes()
}

/// Was this list of this case signed by the unit of this key?
pub fn is_signed(key: &[u8; 32], number: &str, sums: Hash, signature: &[u8]) -> bool {
    signature.try_into().is_ok_and(|signature| verify(key, &message(number, sums), signature))
}

/// The unit whose key this is.
pub fn unit_of(key: &[u8; 32]) -> UnitId {
    UnitId::of_key(key)
}

impl Session {
    /// Signs the hash list of the archive of a case that this officer sees.
    pub(super) fn sign_archive(&self, acting: &Acting<'_>, record: RecordId, sums: Hash) -> Reply {
        let Some(View::Dispute(view)) = visible_view(acting, record) else {
            return Reply::Refused(Refusal::NotFound);
        };
        match self.shared.keyring.keys(acting.unit()) {
            Ok(keys) => {
                let signature = keys.sign(&message(&view.dispute.number, sums));
                Reply::Signed(keys.card_keys().0, signature.to_vec())
            }
            Err(error) => Reply::Fault(text(format!("签名: {error}"), format!("signing: {error}"))),
        }
    }
}
