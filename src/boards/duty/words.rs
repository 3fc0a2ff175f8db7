//! An item of the duty board in words, for those who have no screen.

use super::{About, Item, Subject};
use crate::calendar::Text;

impl Item {
    /// Its number; of another center its code.
    pub fn number(&self) -> &str {
        match &self.subject {
            Subject::Dispute(row) => &row.number,
            Subject::Alert(row) => &row.number,
            Subject::Referral(row) => &row.number,
            Subject::Affair(row) => &row.number,
            Subject::Peer(peer) => &peer.code,
        }
    }

    /// What it is.
    pub fn title(&self) -> Text {
        let both = |of: &dyn Fn(bool) -> String| Text::new(of(true), of(false));
        match &self.subject {
            Subject::Dispute(row) => match (self.about, &row.next_deadline) {
                (About::Visit, _) | (_, None) => {
                    Text::new(format!("回访 {}", row.enterprise), format!("return visit {}", row.enterprise))
                }
                (_, Some(next)) => both(&|zh| format!("{} {} {}", next.title.pick(zh), next.safe, row.enterprise)),
            },
            Subject::Alert(row) => both(&|zh| row.title(zh).into_owned()),
            Subject::Referral(row) => both(&|zh| {
                format!("{} {} {}", row.other.pick(zh), row.kind.word(zh), row.subject).trim_end().to_owned()
            }),
            Subject::Affair(row) => row.title.clone(),
            Subject::Peer(peer) => match &peer.waiting {
                Some(why) => both(&|zh| format!("{}: {}", peer.name.pick(zh), why.pick(zh))),
                None => peer.name.clone(),
            },
        }
    }

    /// Where it stands.
    pub fn state(&self) -> Text {
        let words = |zh: &str, en: &str| Text::new(zh, en);
        match &self.subject {
            Subject::Dispute(row) => match (self.about, &row.next_deadline) {
                (About::Visit, _) | (_, None) => words("待回访", "to visit"),
                (_, Some(next)) => words(next.state.zh(), next.state.en()),
            },
            Subject::Alert(row) => Text::new(
                format!("{} {}", row.priority.code(), row.state.zh()),
                format!("{} {}", row.priority.code(), row.state.en()),
            ),
            Subject::Referral(row) => words(row.standing.zh(), row.standing.en()),
            Subject::Affair(row) => row.state_words.clone(),
            Subject::Peer(peer) => Text::new(
                format!("暂存 {} 未回执 {}", peer.held, peer.unconfirmed),
                format!("{} held, {} unconfirmed", peer.held, peer.unconfirmed),
            ),
        }
    }
}
