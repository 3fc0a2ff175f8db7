//! The duty board, which opens first: what needs a hand now in one order, and the center beside it.

mod draw;
mod row;
mod side;

pub use row::left;

use super::Shape;
use super::board::Kind;
use crate::boards::AffairRow;
use crate::boards::duty::{About, Duty, Item, Subject, Why};
use crate::boards::rows::{AlertRow, DisputeRow, ReferralRow};
use crate::casework::alert::AlertState;
use crate::casework::ids::{RecordId, UnitId};
use crate::casework::safe_text::SafeText;
use crate::casework::standing::Ball;
use crate::desk::action::Action;
use crate::desk::effect::{Notice, Step};
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::{Desk, Place, Target};
use crate::desk::widgets::canvas::Canvas;
use crate::desk::widgets::frame::Tab;
use crate::desk::widgets::table::Window;
use crate::wire::{Reply, Request};

/// The views, in the order of the tabs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum View {
    Now,
    Shift,
    Ours,
    Unseen,
    Centers,
}

const VIEWS: [(View, &str); 5] = [
    (View::Now, "duty-now"),
    (View::Shift, "duty-shift"),
    (View::Ours, "duty-ours"),
    (View::Unseen, "duty-unseen"),
    (View::Centers, "duty-centers"),
];

/// What the cursor is on: the same record may be there for two reasons.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Key {
    Record(RecordId, About),
    Peer(UnitId),
}

fn key(item: &Item) -> Key {
    match &item.subject {
        Subject::Dispute(row) => Key::Record(row.id, item.about),
        Subject::Alert(row) => Key::Record(row.id, item.about),
        Subject::Referral(row) => Key::Record(row.id, item.about),
        Subject::Affair(row) => Key::Record(row.id, item.about),
        Subject::Peer(peer) => Key::Peer(peer.unit),
    }
}

/// The board.
#[derive(Default)]
pub struct Board {
    view: usize,
    duty: Option<Box<Duty>>,
    /// The items of the view shown.
    items: Vec<Item>,
    at: usize,
    cursor: Option<Key>,
    /// The item under the cursor when it left the view: shown until the cursor moves.
    left: Option<Item>,
    scroll: Window,
    /// The columns beside or below the list are shown.
    beside_hidden: bool,
}

impl Board {
    fn view(&self) -> View {
        VIEWS[self.view].0
    }

    fn here(&self) -> Option<&Item> {
        if self.left.is_some() { None } else { self.items.get(self.at) }
    }

    fn refill(&mut self) {
        let Some(duty) = &self.duty else { return };
        let before = self.items.get(self.at).cloned();
        self.items = match self.view() {
            View::Centers => duty.peers.iter().map(of_peer).collect(),
            view => duty.items.iter().filter(|item| is_of(view, item, duty)).cloned().collect(),
        };
        let held = self.cursor.and_then(|cursor| self.items.iter().position(|item| key(item) == cursor));
        match (held, self.cursor) {
            (Some(at), _) => {
                self.at = at;
                self.left = None;
            }
            // what is gone stays to be seen under a cursor that has not moved
            (None, Some(cursor)) if self.left.is_none() => self.left = before.filter(|item| key(item) == cursor),
            (None, _) => {}
        }
        if self.left.is_none() {
            self.go(self.at);
        }
    }

    fn go(&mut self, at: usize) {
        self.left = None;
        self.at = at.min(self.items.len().saturating_sub(1));
        self.cursor = self.items.get(self.at).map(key);
    }

    fn show(&mut self, view: usize) {
        if view < VIEWS.len() && view != self.view {
            (self.view, self.at, self.cursor, self.left) = (view, 0, None, None);
            self.refill();
        }
    }

    /// Moves the cursor; false when the action is no movement.
    fn moves(&mut self, action: Action, count: usize, page: usize) -> bool {
        let to = match action {
            Action::Down => self.at.saturating_add(count),
            Action::Up => self.at.saturating_sub(count),
            Action::PageDown => self.at.saturating_add(page * count),
            Action::PageUp => self.at.saturating_sub(page * count),
            Action::Top => 0,
            Action::Bottom => usize::MAX,
            Action::NextMine => match self.next_mine() {
                Some(at) => at,
                None => return true,
            },
            _ => return false,
        };
        self.go(to);
        true
    }

    fn next_mine(&self) -> Option<usize> {
        let mut ahead = (self.at + 1..self.items.len()).chain(0..self.at);
        ahead.find(|at| is_ours(&self.items[*at]))
    }

    fn open(&self, desk: &Desk) -> Vec<Step> {
        match self.here().map(|item| &item.subject) {
            Some(Subject::Peer(_)) => vec![Step::Visit(Place::Exchange)],
            None => Vec::new(),
            Some(Subject::Alert(row)) => row.act(Action::Open, desk),
            Some(Subject::Dispute(row)) => row.act(Action::Open, desk),
            Some(Subject::Referral(row)) => row.act(Action::Open, desk),
            Some(Subject::Affair(row)) => row.act(Action::Open, desk),
        }
    }

    /// What the row itself knows to do: why this date, an alert made a dispute.
    fn of_row(&self, action: Action, desk: &Desk) -> Vec<Step> {
        match self.here().map(|item| &item.subject) {
            Some(Subject::Alert(row)) => row.act(action, desk),
            Some(Subject::Dispute(row)) => row.act(action, desk),
            Some(Subject::Referral(row)) => row.act(action, desk),
            Some(Subject::Affair(_) | Subject::Peer(_)) | None => Vec::new(),
        }
    }
}

fn of_peer(peer: &crate::boards::duty::Peer) -> Item {
    Item { why: Why::Gap, about: About::Sync, at: peer.heard_at, subject: Subject::Peer(Box::new(peer.clone())) }
}

fn is_ours(item: &Item) -> bool {
    match &item.subject {
        Subject::Dispute(row) => item.about == About::Visit || row.ball == Ball::Mine,
        Subject::Alert(row) => row.state == AlertState::New,
        Subject::Referral(row) => row.ball == Ball::Mine,
        Subject::Affair(_) => item.why == Why::Ours,
        Subject::Peer(_) => false,
    }
}

fn is_of(view: View, item: &Item, duty: &Duty) -> bool {
    match view {
        View::Now => true,
        View::Shift => item.about != About::Sync && item.at.is_some_and(|at| at <= duty.shift_ends),
        View::Ours => is_ours(item),
        View::Unseen => item.why == Why::Unseen,
        View::Centers => item.about == About::Sync,
    }
}

impl Shape for Board {
    fn chain(&self) -> Chain {
        &[Scope::Duty, Scope::List, Scope::Rows, Scope::Global]
    }

    fn hints(&self) -> &'static [Action] {
        &[
            Action::Open,
            Action::TakeOn,
            Action::Claim,
            Action::OpenDispute,
            Action::WhyDate,
            Action::Find,
            Action::PhoneIntake,
            Action::Actions,
            Action::Help,
        ]
    }

    fn place(&self, desk: &Desk) -> SafeText {
        desk.look.lexicon.word("duty")
    }

    fn tabs(&self, desk: &Desk) -> (Vec<Tab>, usize) {
        let tab = |(view, id): &(View, &'static str)| {
            let name = desk.look.lexicon.word(id);
            let Some(duty) = &self.duty else { return Tab::named(name) };
            let totals = duty.totals;
            let count = match view {
                View::Now => totals.now as usize,
                View::Shift => totals.shift as usize,
                View::Ours => totals.ours as usize,
                View::Unseen => totals.unseen as usize,
                View::Centers => duty.peers.len(),
            };
            Tab::counted(name, count)
        };
        (VIEWS.iter().map(tab).collect(), self.view)
    }

    fn needs(&self) -> Vec<Request> {
        vec![Request::Duty]
    }

    fn told(&mut self, reply: &Reply, _desk: &Desk) -> Vec<Step> {
        if let Reply::Duty(duty) = reply {
            self.duty = Some(duty.clone());
            self.refill();
        }
        Vec::new()
    }

    fn act(&mut self, action: Action, count: usize, desk: &Desk) -> Vec<Step> {
        let page = usize::from(self.list_height(desk)).max(1);
        if self.moves(action, count, page) {
            return Vec::new();
        }
        match (action, action.tab()) {
            (_, Some(view)) => self.show(view),
            (Action::NextTab, None) => self.show(self.view + 1),
            (Action::PreviousTab, None) => self.show(self.view.saturating_sub(1)),
            (Action::Preview, None) => self.beside_hidden = !self.beside_hidden,
            (_, None) if self.left.is_some() => return vec![Step::Say(self.gone(desk))],
            (Action::Open, None) => return self.open(desk),
            (other, None) => return self.of_row(other, desk),
        }
        Vec::new()
    }

    fn target(&self) -> Option<Target> {
        match &self.here()?.subject {
            Subject::Dispute(row) => row.target(),
            Subject::Alert(row) => row.target(),
            Subject::Referral(row) => row.target(),
            Subject::Affair(row) => row.target(),
            Subject::Peer(_) => None,
        }
    }

    /// The same letter on whatever record the cursor is on.
    fn verb(&self, action: Action) -> Option<&'static str> {
        let item = self.here()?;
        match &item.subject {
            Subject::Alert(row) => match action {
                Action::TakeOn if row.state != AlertState::New => Some("seen"),
                Action::TakeOn | Action::Claim => Some("ack"),
                Action::Wait => Some("shelve"),
                other => <AlertRow as Kind>::verb(other),
            },
            Subject::Dispute(_) => match (action, item.about) {
                (Action::TakeOn, About::Visit) => Some("visit"),
                (Action::TakeOn, _) if item.why == Why::Check => Some("verify-deadline"),
                (Action::TakeOn, _) => Some("accept"),
                (other, _) => <DisputeRow as Kind>::verb(other),
            },
            Subject::Referral(row) => match action {
                Action::TakeOn | Action::Claim if row.sent => Some("confirm"),
                Action::TakeOn | Action::Claim => Some("accept-leg"),
                Action::Wait => Some("hold"),
                Action::Note => Some("interim"),
                other => <ReferralRow as Kind>::verb(other),
            },
            Subject::Affair(row) => match action {
                Action::TakeOn | Action::Claim => affair_take_on(row),
                other => <AffairRow as Kind>::verb(other),
            },
            Subject::Peer(_) => None,
        }
    }

    fn settle(&mut self, desk: &Desk) {
        self.scroll.follow(self.at, self.list_height(desk).into(), self.items.len());
    }

    fn draw(&self, canvas: &mut Canvas<'_>, desk: &Desk) {
        self.draw_all(canvas, desk);
    }
}

impl Board {
    fn gone(&self, desk: &Desk) -> Notice {
        let number = self.left.as_ref().map(|item| row::number(item, desk)).unwrap_or_default();
        Notice::refusal(desk.look.lexicon.say("message-left-view", &[("number", (&number).into())]))
    }
}

/// How an affair is taken on: what waits for us is received, a task is done.
fn affair_take_on(row: &AffairRow) -> Option<&'static str> {
    use crate::casework::access::AccessState;
    use crate::casework::affair::AffairKind;
    match row.kind {
        AffairKind::Instruction => Some("receive"),
        AffairKind::Task => Some("finish-task"),
        AffairKind::Supervision => Some("report-result"),
        AffairKind::Meeting => Some("write-minutes"),
        AffairKind::Access if row.state == AccessState::Asked.code() => Some("agree-access"),
        AffairKind::Access => Some("review-access"),
        AffairKind::Consultation => Some("answer-expert"),
        AffairKind::Silence => Some("extend-silence"),
        AffairKind::Handover => Some("refresh-handover"),
        AffairKind::Listing => Some("decide-objection"),
        AffairKind::Inspection => None,
    }
}
