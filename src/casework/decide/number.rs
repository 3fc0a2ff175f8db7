//! Numbers of new records. A record of a sealed case takes no number of the count, so that no gap tells of it.

use super::Command;
use crate::casework::authorize::is_sealed;
use crate::casework::ids::{CommandId, RecordId};
use crate::casework::state::{DISPUTE, UnitState};

/// Letters and digits that are not taken for one another on the phone.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Characters after the `S`: one in a thousand million guesses meets a case, were there one.
const TAIL: usize = 6;

/// The number of a new record about a dispute, or about none.
pub fn new_number(state: &UnitState, command: &Command, letter: char, dispute: Option<RecordId>) -> String {
    nth_number(state, command, (letter, 1), dispute)
}

/// The number of the `n`-th record of a kind that one command brings, counted from 1.
pub fn nth_number(state: &UnitState, command: &Command, (letter, n): (char, u32), dispute: Option<RecordId>) -> String {
    match dispute.is_some_and(|dispute| is_sealed(state, dispute)) {
        true => sealed_number(state, command, (letter, n)),
        false => state.nth_number(letter, command.at, n),
    }
}

/// A number that follows from the command and from no count.
pub fn sealed_number(state: &UnitState, command: &Command, (letter, n): (char, u32)) -> String {
    let code = state.card.as_ref().map_or("", |card| card.code.as_str());
    let cause = if (letter, n) == (DISPUTE, 1) { "sealed number".to_owned() } else { format!("sealed {letter}{n}") };
    let random = CommandId::of_daemon(command.id.record(), &cause).0;
    let tail: String =
        random.as_bytes().iter().take(TAIL).map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    let letter = if letter == DISPUTE { String::new() } else { format!("{letter}-") };
    format!("{code}-{letter}{}-S{tail}", command.at.format("%Y"))
}
