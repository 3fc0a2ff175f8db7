//! What follows from a message, as data. A `Step` is what a screen or overlay asks of the desk; an
//! `Effect` is what the desk asks of the world. Only the loop in `run.rs` performs effects.

use std::path::PathBuf;
use std::time::Duration;

use super::action::Action;
use super::many::Many;
use super::message::Message;
use super::model::{Place, Target};
use super::overlays::Overlay;
use super::theme::Role;
use crate::boards::drafts::{DraftId, FormKey};
use crate::casework::actions::{Offer, VerbOf};
use crate::casework::command::Act;
use crate::casework::fields::Fields;
use crate::casework::ids::{PostId, RecordId};
use crate::casework::safe_text::SafeText;
use crate::wire::{Request, Setup};

/// One line said instead of the hints, until the next command or Esc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Done, refused, at fault.
    pub role: Role,
    /// What is, then what to do.
    pub text: SafeText,
}

impl Notice {
    /// It is done.
    #[must_use]
    pub fn done(text: SafeText) -> Self {
        Notice { role: Role::MessageDone, text }
    }

    /// The rules say no.
    #[must_use]
    pub fn refusal(text: SafeText) -> Self {
        Notice { role: Role::MessageRefusal, text }
    }

    /// Disk, socket or peer failed.
    #[must_use]
    pub fn fault(text: SafeText) -> Self {
        Notice { role: Role::MessageFault, text }
    }

    /// Neither good nor bad.
    #[must_use]
    pub fn plain(text: SafeText) -> Self {
        Notice { role: Role::Text, text }
    }
}

/// A change asked of the record; the link gives it its command id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// An act with a form of its own.
    Act(Box<Act>),
    /// A verb with typed fields. A field `evidence` that names a file is brought to the daemon first.
    Verb {
        /// The record.
        record: RecordId,
        /// The version that the officer saw.
        seen: Option<u32>,
        /// The verb as the daemon knows it.
        verb: String,
        /// What was typed.
        fields: Fields,
    },
    /// One verb on many records, or what takes it back on each.
    Many(Vec<VerbOf>),
}

/// What a screen or overlay asks of the desk.
pub enum Step {
    /// Goes somewhere.
    Visit(Place),
    /// Goes to a record, whatever it is.
    VisitRecord(RecordId),
    /// One step out.
    Back,
    /// Opens the row after (or before) this one on the board below.
    Sibling(Action),
    /// Asks for the whole record under the cursor, once the cursor has rested.
    Rest,
    /// Lays something over the screen.
    Open(Box<Overlay>),
    /// Takes the top overlay off; a form is kept as a draft.
    Close,
    /// Takes the form off and forgets what was typed.
    DropDraft(DraftId),
    /// Opens the form of a draft.
    Reopen(FormKey),
    /// Says a line.
    Say(Notice),
    /// Asks the daemon for the screen.
    Ask(Request),
    /// Begins a verb on a record, by the name that the daemon knows it by.
    Verb(String, Box<Target>),
    /// Begins a verb on many records at once.
    VerbOnMany(String, Vec<Target>),
    /// Asks what would become of a verb on many records.
    Try(Box<Many>),
    /// Sets the store up: officers, posts.
    SetUp(Box<Setup>),
    /// Changes the record.
    Do(Box<Deed>),
    /// Asks the daemon what is found.
    Find(String),
    /// Opens the filter line.
    OpenFilter(String),
    /// Sorts the list by a column.
    Sort(String),
    /// Narrows the list to a filter.
    Narrow(String),
    /// Runs an action as if its key had been pressed.
    Run(Action),
    /// Acts for another post.
    ActAs(PostId),
    /// Puts text on the terminal's clipboard.
    Copy(SafeText),
    /// Anything only the loop can do.
    Effect(Effect),
}

/// Which way a change goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Something new: what had been undone before is not done again.
    Forth,
    /// Takes something back.
    Undo,
    /// Does again what was taken back.
    Redo,
}

/// Whose question an answer belongs to.
#[derive(Clone, Debug, PartialEq)]
pub enum Ticket {
    /// A screen, by its serial number.
    Screen(u32),
    /// The find overlay, with what was typed.
    Find(String),
    /// The verbs of a record, to begin one of them.
    Offers(String, Box<Target>),
    /// The verbs of the first of many records, to begin one of them on all.
    OffersOfMany(String, Vec<Target>),
    /// What would become of a verb on many records.
    Tried(Box<Many>),
    /// The verbs of a record, for the palette.
    Palette,
    /// The verbs of a record, for the popup of the chord with this number.
    Chord(u32),
    /// The verbs of a record, to be listed.
    Verbs(Box<Target>),
    /// The verbs of a referral just made, to take it back, or to ask it back once it has left.
    TakeBack(SafeText, Box<Target>),
    /// A dispute, to say why its next deadline is on that day.
    Why,
    /// A record, to be read in a box.
    Peek,
    /// An alert, to make a dispute of it.
    OfAlert,
    /// The alerts that must not be overlooked.
    Alarm,
    /// Who a dispute can be referred to.
    Recipients(Box<Target>),
    /// What a verb can choose from.
    Options(Box<Target>, Box<Offer>),
    /// A change; the words say what was done, and the form is the one it was typed in.
    Deed(SafeText, Option<DraftId>, Turn),
    /// The drafts of the acting post.
    Drafts,
    /// A draft kept or dropped: which form, and which change.
    Kept(DraftId, u32),
    /// The record of a draft, to open its form again.
    Reopen(FormKey),
    /// A record, to go to it.
    Visit,
    /// What a setup made.
    SetUp,
    /// Who we are.
    Me,
    /// A paper to be saved.
    Paper,
}

/// Work of several requests that the link does in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Brings a file to the daemon and takes it in.
    Intake(PathBuf),
    /// Makes the first unit of an empty store, with the posts of this account.
    Found {
        /// The unit.
        begin: Setup,
        /// A file to take in after.
        then: Option<PathBuf>,
    },
}

/// How the desk ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The officer left, or the terminal did.
    Left,
    /// The officer wants the practice store with demo data.
    WantsDemo,
}

/// What the loop does for the desk.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Asks the daemon; the answer comes back with the ticket.
    Ask(Ticket, Box<Request>),
    /// Asks for a change, with an id that the link makes.
    Do(Ticket, Box<Deed>),
    /// A draft to be kept or dropped; while there is no line, the last of each form waits for one.
    Draft(Ticket, Box<Request>),
    /// Several requests in a row.
    Errand(Errand),
    /// Acts for a post, now and after each reconnect.
    ActAs(PostId),
    /// A message to the desk itself, later.
    Later(Duration, Message),
    /// To the terminal's clipboard.
    Copy(SafeText),
    /// A file into the working folder, under the officer's own account.
    Save {
        /// File name, made by the daemon; only its last part is used.
        name: String,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// Draws everything anew.
    Redraw,
    /// Gives the terminal to the shell until continued.
    Suspend,
    /// Ends the desk.
    Quit(Ending),
}
