//! Everything that can happen to the desk.

use chrono::{DateTime, FixedOffset};

use super::effect::Ticket;
use super::keymap::Key;
use crate::calendar::Text;
use crate::casework::ids::{PostId, RecordId};
use crate::casework::safe_text::SafeText;
use crate::wire::{Me, Reply};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// A key.
    Key(Key),
    /// Pasted text.
    Paste(String),
    /// The terminal has another size.
    Resized(u16, u16),
    /// A new minute.
    Minute(DateTime<FixedOffset>),
    /// The pending chord with this number has waited long enough for the popup.
    ChordWaited(u32),
    /// The filter with this number has rested long enough to be asked.
    FilterRested(u32),
    /// The cursor has stood still since the rest with this number began.
    CursorRested(u32),
    /// Nothing was typed since the rest with this number began.
    TypingRested(u32),
    /// Something was typed a while ago, and the typing may not have rested since.
    TypingLong,
    /// From the daemon or about the line to it.
    Link(News),
    /// A paper was written, or could not be.
    Saved(Result<SafeText, SafeText>),
    /// SIGTERM, SIGHUP, or the terminal is gone.
    Ended,
}

/// What the link says.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// There is a line; who we are to the daemon.
    Up(Box<Me>),
    /// There is no line: why. It is tried again by itself.
    Down(SafeText),
    /// An answer.
    Reply(Ticket, Box<Reply>),
    /// These records changed.
    Changed(Vec<RecordId>),
    /// Why the daemon writes nothing now; None: it does again.
    Trouble(Option<Text>),
    /// So much of a file was taken in so far.
    Taken(Intake),
    /// An empty store has its first unit; this is the post to act for.
    Begun(PostId),
    /// An errand failed: what it was doing, and why.
    Failed(SafeText),
}

/// What became of the records of a file so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intake {
    /// Taken in.
    pub taken: usize,
    /// Already in the book.
    pub already: usize,
    /// Refused.
    pub refused: usize,
    /// Why the first of them was.
    pub first_reason: Option<Text>,
}
