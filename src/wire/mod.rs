//! What desk and daemon tell each other: a versioned handshake, then framed postcard messages with limits.

mod attach;
pub mod client;
#[cfg(test)]
pub mod fake;
pub mod frame;
pub mod guard;
pub mod hello;
mod intake;
mod many;
pub mod message;
mod paper;
pub mod parts;
mod record;
mod rules;

pub use attach::{AttachPiece, FetchPiece, FilesRequest};
pub use hello::{Hello, PROTOCOL, PROTOCOL_OLDEST, Welcome};
pub use intake::{IntakeItem, IntakeOutcome, IntakeReply, IntakeRequest};
pub use many::{MANY_MAX, VerbOn};
pub use message::*;
pub use paper::PaperQuery;
pub use rules::RulesLoaded;

#[cfg(test)]
mod golden;
