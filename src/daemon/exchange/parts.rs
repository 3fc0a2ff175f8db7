//! Slips out of parcels, and what is said when one cannot be taken; bundles on their way out.

use super::Work;
use super::handle::Pair;
use crate::calendar::Text;
use crate::casework::entry::{Fact, Slip};
use crate::casework::ids::{Hash, UnitId};
use crate::casework::line::LineFact;
use crate::daemon::answer::text;
use crate::daemon::job::{Published, Travelled};
use crate::exchange::bundle::{Bundle, Parcel, seal};
use crate::exchange::carrier::BundleName;
use crate::exchange::plan::Heads;
use crate::journal::{Reader, decode_slip};
use tokio::sync::watch;
use tokio::task::block_in_place;

/// A slip out of its parcel; the number of one that cannot be read or does not belong on this line.
pub fn read_slip((me, from): Pair, parcel: Parcel) -> Result<Travelled, u64> {
    let Parcel { no, prev, bytes } = parcel;
    let slip = decode_slip(&bytes).map_err(|_| no)?;
    let belongs = slip.from == from && slip.to == me && slip.no == no;
    if belongs { Ok(Travelled { no, prev, bytes, slip }) } else { Err(no) }
}

/// The head of ours that a peer gives back is in our book; nothing that it gives back is.
pub fn is_in_our_book(reader: &Reader, me: UnitId, slip: &Slip) -> bool {
    let Fact::Line(_, LineFact::Head { yours: Some(hash), .. }) = &slip.fact else { return true };
    let lately = reader.anchored().is_ok_and(|told| told.get(&me).is_some_and(|hashes| hashes.contains(hash)));
    // What cannot be read is told elsewhere.
    lately || reader.has_link(me, *hash).unwrap_or(true)
}

/// A line that says two things under one number.
pub fn forked(name: &str, no: u64) -> Text {
    text(
        format!("{name}: 第 {no} 号有两个样子, 线已分叉, 全包未收. 请与对方核对备份"),
        format!("{name}: slip {no} says two things, the line has forked; nothing was taken. Ask about backups"),
    )
}

/// A slip of a format that this program does not know.
pub fn unreadable(name: &str, no: u64) -> Text {
    text(
        format!("{name}: 第 {no} 号读不懂, 全包未收. 对方程序可能更新: 请升级本机 dutydesk"),
        format!(
            "{name}: slip {no} cannot be read; nothing was taken. The peer may run a newer dutydesk: upgrade this one"
        ),
    )
}

/// The hashes of slips in the record.
pub struct StoredHeads<'a> {
    pub reader: &'a Reader,
    pub me: UnitId,
    pub peer: UnitId,
}

impl Heads for StoredHeads<'_> {
    fn ours(&self, no: u64) -> Option<Hash> {
        self.reader.slip_hash((self.me, self.peer), no, true).ok().flatten()
    }

    fn theirs(&self, no: u64) -> Option<Hash> {
        self.reader.slip_hash((self.peer, self.me), no, false).ok().flatten()
    }
}

/// Waits for a commit that put slips on a line to another store.
pub async fn outbound(published: &mut watch::Receiver<Published>) {
    loop {
        if published.changed().await.is_err() {
            return std::future::pending().await;
        }
        if published.borrow_and_update().outbound {
            return;
        }
    }
}

/// Hands a sealed bundle over. The error says whether it is only a missing line.
pub fn put(work: &Work, bundle: &Bundle, first: u64) -> Result<(), (bool, Text)> {
    let peer = work.line.peer();
    let sealed = seal(bundle, &work.keys, &work.line.card);
    let sealed = sealed.map_err(|error| (false, text(format!("封包做不出: {error}"), error.to_string())))?;
    let name = BundleName::new(&work.keys, peer, first);
    block_in_place(|| work.carrier.put(peer, &name, &sealed))
        .map_err(|error| (error.is_waiting(), text(error.zh(), error.to_string())))
}
