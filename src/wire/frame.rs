//! Frames: a length, then that many bytes of postcard. The length is checked before anything is allocated.

use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};
use tokio_util::codec::LengthDelimitedCodec;

/// The longest frame: a window of rows or a letter fits many times, a hostile length does not.
pub const FRAME_BYTES_MAX: usize = 1 << 20;

/// The longest piece of a file, or of a long reply, in one frame: leaves room for the rest of the message.
pub const PIECE_BYTES_MAX: usize = 512 << 10;

/// Why a message could not be framed or read.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    #[error("the message cannot be read: {0}")]
    Codec(#[from] postcard::Error),
    #[error("the message is longer than {FRAME_BYTES_MAX} bytes")]
    TooLong,
}

/// The codec of both sides.
pub fn codec() -> LengthDelimitedCodec {
    LengthDelimitedCodec::builder().max_frame_length(FRAME_BYTES_MAX).new_codec()
}

/// A message as the bytes of a frame.
///
/// # Errors
/// When it is too long for a frame.
pub fn encode<T: Serialize>(message: &T) -> Result<Bytes, FrameError> {
    let bytes = postcard::to_stdvec(message)?;
    if bytes.len() > FRAME_BYTES_MAX { Err(FrameError::TooLong) } else { Ok(bytes.into()) }
}

/// The message in the bytes of a frame.
///
/// # Errors
/// When the bytes are no such message.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FrameError> {
    Ok(postcard::from_bytes(bytes)?)
}
