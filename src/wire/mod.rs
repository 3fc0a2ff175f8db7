//! What desk and daemon tell each other: a versioned handshake, then framed postcard messages with limits.

pub mod client;
pub mod frame;
pub mod message;

pub use message::*;
