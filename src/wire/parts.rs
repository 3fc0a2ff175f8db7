//! Replies that no frame holds (the history of a case of many years, all agencies) travel in parts: each part is a frame,
//! and nothing else of the daemon comes between them.

use super::frame::{FRAME_BYTES_MAX, FrameError, PIECE_BYTES_MAX, decode, encode};
use super::message::FromDaemon;
use bytes::Bytes;

/// The longest reply: some ten thousand happenings, which nobody reads on one screen. What is longer is asked for in less.
pub const REPLY_BYTES_MAX: usize = 4 << 20;

/// A message as frames: one, or its parts.
///
/// # Errors
/// When it is too long for a reply.
pub fn framed(message: &FromDaemon) -> Result<Vec<Bytes>, FrameError> {
    let whole = postcard::to_stdvec(message)?;
    if whole.len() <= FRAME_BYTES_MAX {
        return Ok(vec![whole.into()]);
    }
    if whole.len() > REPLY_BYTES_MAX {
        return Err(FrameError::TooLong);
    }
    let last = (whole.len() - 1) / PIECE_BYTES_MAX;
    let part = |(no, bytes): (usize, &[u8])| encode(&FromDaemon::Part { bytes: bytes.to_vec(), last: no == last });
    whole.chunks(PIECE_BYTES_MAX).enumerate().map(part).collect()
}

/// Joins what came in parts. What was joined so far stays when whoever reads is interrupted.
#[derive(Default)]
pub struct Joining(Vec<u8>);

impl Joining {
    /// Takes a frame; the message, when it is whole.
    ///
    /// # Errors
    /// When the bytes are no message, or more parts come than a reply may have.
    pub fn take(&mut self, frame: &[u8]) -> Result<Option<FromDaemon>, FrameError> {
        let (bytes, last) = match decode(frame)? {
            FromDaemon::Part { bytes, last } => (bytes, last),
            whole @ (FromDaemon::Reply { .. } | FromDaemon::Push(_)) => return Ok(Some(whole)),
        };
        if self.0.len() + bytes.len() > REPLY_BYTES_MAX {
            return Err(FrameError::TooLong);
        }
        self.0.extend(bytes);
        if last { decode(&std::mem::take(&mut self.0)).map(Some) } else { Ok(None) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Reply;

    fn reply(bytes: usize) -> FromDaemon {
        FromDaemon::Reply { no: 7, reply: Box::new(Reply::File { name: "x".into(), bytes: vec![5; bytes] }) }
    }

    #[test]
    fn a_reply_of_any_length_comes_out_as_it_went_in_and_no_frame_is_longer_than_a_frame() {
        for bytes in [0, 10, FRAME_BYTES_MAX - 100, FRAME_BYTES_MAX, 3 * PIECE_BYTES_MAX, REPLY_BYTES_MAX - 100] {
            let frames = framed(&reply(bytes)).expect("frames");
            assert!(frames.iter().all(|frame| frame.len() <= FRAME_BYTES_MAX), "{bytes}");
            let (last, before) = frames.split_last().expect("one at least");
            let mut joining = Joining::default();
            for frame in before {
                assert_eq!(joining.take(frame).expect("a part"), None);
            }
            assert_eq!(joining.take(last).expect("the last"), Some(reply(bytes)));
        }
        assert!(matches!(framed(&reply(REPLY_BYTES_MAX)), Err(FrameError::TooLong)));
    }

    #[test]
    fn parts_without_an_end_are_not_heaped_up() {
        let part = encode(&FromDaemon::Part { bytes: vec![1; PIECE_BYTES_MAX], last: false }).expect("a frame");
        let mut joining = Joining::default();
        let taken = (0..1000).take_while(|_| joining.take(&part).is_ok()).count();
        assert_eq!(taken, REPLY_BYTES_MAX / PIECE_BYTES_MAX);
    }
}
