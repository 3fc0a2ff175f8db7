//! What an officer may find, by its names.

use super::answer::Acting;
use super::hands::TwoHands;
use crate::boards::Boards;
use crate::boards::found::{COUNTED_MAX, FoundRecord, OnBoard, Search};
use crate::calendar::Text;
use crate::wire::{Hit, Reply};

/// Hits of one search.
const HITS_MAX: u16 = 200;

/// The records whose names meet a text, best first.
pub(super) fn find(acting: &Acting<'_>, typed: &str, limit: u16, stop: &(dyn Fn() -> bool + Sync)) -> Reply {
    let boards = &acting.hosted.boards;
    let search = Search { typed, limit: usize::from(limit.min(HITS_MAX)), hands: &TwoHands, stop };
    let Some(found) = boards.find(&acting.viewer(), search) else { return Reply::Superseded };
    Reply::Found {
        hits: found.hits.iter().filter_map(|one| hit(boards, one)).collect(),
        total: u32::try_from(found.total.min(COUNTED_MAX)).unwrap_or(u32::MAX),
        more: found.total > COUNTED_MAX,
    }
}

/// A record as it is shown among others.
fn hit(boards: &Boards, found: &FoundRecord) -> Option<Hit> {
    let id = found.id;
    let hit = |kind: &str, number: String, name: Text, detail: String, state: Text| Hit {
        id,
        kind: kind.to_owned(),
        number,
        name,
        detail,
        state,
        score: i64::from(found.score),
    };
    Some(match found.board {
        OnBoard::Disputes => {
            let row = boards.dispute(id)?;
            let detail = format!("{} {}", row.forum, row.docket.unwrap_or_default());
            let state = Text::new(row.stage.zh(), row.stage.en());
            hit("dispute", row.number, Text::same(row.enterprise), detail, state)
        }
        OnBoard::Alerts => {
            let row = boards.alert(id)?;
            let state = Text::new(row.state.zh(), row.state.en());
            hit("alert", row.number, Text::same(row.headline), row.sender, state)
        }
        OnBoard::Referrals => {
            let row = boards.referral(id)?;
            let state = Text::new(row.standing.zh(), row.standing.en());
            hit("referral", row.number, row.other, row.subject, state)
        }
        OnBoard::Experts => {
            let row = boards.expert(id)?;
            hit("expert", row.number, Text::same(row.name), row.organisation, Text::new("专家", "expert"))
        }
        OnBoard::Agencies => {
            let row = boards.agency(id)?;
            let state = Text::new(row.kind.zh(), row.kind.en());
            hit("agency", row.number, Text::new(row.name_zh, row.name_en), row.code, state)
        }
        OnBoard::Affairs => {
            let row = boards.affair(id)?;
            hit(row.kind.code(), row.number, row.title, String::new(), row.state_words)
        }
    })
}
