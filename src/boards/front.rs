//! The front of a board: its first rows, as long as they matter.

use super::Boards;
use super::board::{Board, Packed, Row};
use super::order::Eye;
use super::viewer::Viewer;

impl Boards {
    /// At most so many rows from a rank on that this viewer may see, up to the first that does not matter.
    pub(super) fn front<R: Row>(
        &self,
        board: &Board<R::Packed>,
        viewer: &Viewer,
        (from, most): (u128, usize),
        matters: impl Fn(&R) -> bool,
    ) -> Vec<R> {
        let sees = self.words.audiences.seen_by(viewer);
        let audience = |slot: u32| board.audience(slot);
        let eye = Eye { sees: Some(&sees), audience: &audience };
        let rank = <R::Packed as Packed>::ORDERS[0].rank;
        let of = |slot: u32| board.rows().get(slot).map_or(0, rank);
        let (mut front, order) = (Vec::new(), board.order(0));
        order.walk(&eye, order.before(&eye, &|slot| of(slot).cmp(&from)), &mut |slot| {
            let row = board.rows().get(slot).map(|row| R::unpack(row, &self.words)).filter(&matters);
            let goes_on = row.is_some() && front.len() < most;
            front.extend(row.filter(|_| goes_on));
            goes_on
        });
        front
    }
}
