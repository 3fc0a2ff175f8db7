//! What a session has said and its client has not read yet. It is bounded in bytes and in time: whoever does not read is
//! dropped, and costs no more than this until then.

use crate::wire::frame::{FRAME_BYTES_MAX, codec};
use bytes::Bytes;
use futures_util::SinkExt;
use std::collections::VecDeque;
use std::io;
use std::time::Duration;
use tokio::net::unix::OwnedWriteHalf;
use tokio::time::{Instant, timeout_at};
use tokio_util::codec::{FramedWrite, LengthDelimitedCodec};

/// How long a client may take to read one frame, before it is dropped.
const READ_WITHIN: Duration = Duration::from_secs(5);

/// How much may wait besides a reply that was asked for: some twenty thousand pushes, or one frame of any kind.
const WAITING_BYTES_MAX: usize = FRAME_BYTES_MAX;

/// Why a client is told nothing more.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    #[error("the client does not read")]
    SlowReader,
    #[error(transparent)]
    Line(#[from] io::Error),
}

/// The way to the client.
pub struct Outbox {
    sink: FramedWrite<OwnedWriteHalf, LengthDelimitedCodec>,
    /// Each with the bytes that it counts.
    waiting: VecDeque<(Bytes, usize)>,
    waiting_bytes: usize,
    /// By when the frame must be read that is on its way now.
    under_way: Option<Instant>,
}

impl Outbox {
    pub fn new(to: OwnedWriteHalf) -> Self {
        let sink = FramedWrite::new(to, codec());
        Self { sink, waiting: VecDeque::new(), waiting_bytes: 0, under_way: None }
    }

    /// Was everything read, as far as this side can tell?
    pub fn is_empty(&self) -> bool {
        self.under_way.is_none() && self.waiting.is_empty()
    }

    /// A message at the end of what waits, in as many frames as it has. A session answers one request at a time and the
    /// next only when all was read, so what heaps up is what nobody asked for.
    ///
    /// # Errors
    /// When more waits already than may.
    pub fn put(&mut self, frames: Vec<Bytes>) -> Result<(), Unread> {
        if self.waiting_bytes > WAITING_BYTES_MAX {
            return Err(Unread::SlowReader);
        }
        // The parts of one long reply are bounded by its own limit, and count nothing.
        let counted = if let [frame] = frames.as_slice() { frame.len() } else { 0 };
        self.waiting_bytes += counted;
        self.waiting.extend(frames.into_iter().map(|frame| (frame, counted)));
        Ok(())
    }

    /// Sends what waits, until nothing does. Safe to drop half-way: it goes on where it was, and so does the clock.
    ///
    /// # Errors
    /// When the client does not read in time, or is gone.
    pub async fn sent(&mut self) -> Result<(), Unread> {
        loop {
            let until = match self.under_way {
                Some(until) => until,
                None => {
                    let Some((frame, counted)) = self.waiting.pop_front() else { return Ok(()) };
                    self.waiting_bytes -= counted;
                    // Nothing is left in the sink: it takes the frame at once.
                    self.sink.feed(frame).await?;
                    *self.under_way.insert(Instant::now() + READ_WITHIN)
                }
            };
            timeout_at(until, SinkExt::<Bytes>::flush(&mut self.sink)).await.map_err(|_| Unread::SlowReader)??;
            self.under_way = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::StreamExt;
    use tokio::net::UnixStream;
    use tokio_util::codec::FramedRead;

    fn pair() -> (UnixStream, Outbox) {
        let (client, daemon) = UnixStream::pair().expect("a pair");
        (client, Outbox::new(daemon.into_split().1))
    }

    fn frame(bytes: usize) -> Vec<Bytes> {
        vec![Bytes::from(vec![7; bytes])]
    }

    #[tokio::test]
    async fn who_reads_gets_everything_in_order_though_sending_is_interrupted() {
        let (client, mut out) = pair();
        for length in 1..=400 {
            out.put(frame(length * 7)).expect("room");
        }
        let mut read = FramedRead::new(client, codec());
        for length in 1..=400 {
            // Again and again something else is more urgent, in the middle of a frame too.
            let mut urgent = tokio::time::interval(Duration::from_micros(50));
            let got = loop {
                tokio::select! {
                    sent = out.sent(), if !out.is_empty() => sent.expect("sent"),
                    got = read.next() => break got,
                    _ = urgent.tick() => {}
                }
            };
            assert_eq!(got.expect("a frame").expect("whole").len(), length * 7);
        }
        assert!(out.is_empty());
    }

    #[tokio::test]
    async fn who_does_not_read_is_dropped_by_the_bytes_that_wait_for_it() {
        let (_client, mut out) = pair();
        let mut put = 0;
        let dropped = loop {
            match out.put(frame(1000)) {
                Ok(()) => put += 1000,
                Err(why) => break why,
            }
            // As much goes out as the socket holds.
            drop(tokio::time::timeout(Duration::ZERO, out.sent()).await);
            assert!(put < 16 << 20, "it heaps up for ever");
        };
        assert!(matches!(dropped, Unread::SlowReader));
        assert!(out.waiting_bytes <= WAITING_BYTES_MAX + 1000, "{}", out.waiting_bytes);
        assert!(put > WAITING_BYTES_MAX, "but it had its share: {put}");
    }

    #[tokio::test]
    async fn who_does_not_read_a_frame_in_time_is_dropped_however_often_sending_was_interrupted() {
        let (_client, mut out) = pair();
        out.put(frame(FRAME_BYTES_MAX)).expect("room");
        drop(tokio::time::timeout(Duration::from_millis(10), out.sent()).await);
        assert!(!out.is_empty(), "no socket holds a frame of this length");
        out.under_way = Some(Instant::now());
        assert!(matches!(out.sent().await, Err(Unread::SlowReader)));
    }

    #[tokio::test]
    async fn a_long_reply_in_parts_is_no_heap_but_what_heaps_up_behind_it_is() {
        let (_client, mut out) = pair();
        out.put((0..6).flat_map(|_| frame(WAITING_BYTES_MAX / 2)).collect()).expect("a long reply was asked for");
        let mut behind = 0;
        while out.put(frame(100_000)).is_ok() {
            behind += 100_000;
        }
        assert!(behind > WAITING_BYTES_MAX && behind <= WAITING_BYTES_MAX + 200_000, "{behind}");
    }

    #[tokio::test]
    async fn a_client_that_is_gone_is_told_from_one_that_does_not_read() {
        let (client, mut out) = pair();
        drop(client);
        out.put(frame(10)).expect("room");
        assert!(matches!(out.sent().await, Err(Unread::Line(_))));
    }
}
