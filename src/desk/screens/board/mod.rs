//! What the four dashboards share: a list in standing views, a window of it at a time, a cursor
//! that follows its record, a filter, and a preview of the row under the cursor.

mod draw;
mod marks;
mod sort;

use super::Shape;
use crate::boards::sorting::SortKey;
use crate::boards::views::View;
use crate::boards::window::{List, Rows, Window};
use crate::casework::ids::RecordId;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::{Notice, Step};
use crate::desk::keymap::Chain;
use crate::desk::model::{Desk, Target};
use crate::desk::widgets::canvas::{Canvas, Strip};
use crate::desk::widgets::frame::{Tab, WIDE};
use crate::desk::widgets::pane::Line;
use crate::desk::widgets::table::{Column, Window as Scroll};
use crate::wire::{Reply, Request};

/// Rows asked at a time: some screens' worth, so that paging seldom waits, within the daemon's limit.
const WINDOW_ROWS: u16 = 200;

/// What makes one dashboard differ from another.
pub trait Kind: Sized + Clone + 'static {
    /// Its views, in the order of the tabs.
    const LISTS: &'static [List];
    /// The scopes whose keys hold on it.
    const CHAIN: Chain;
    /// The hint line, in the order of use.
    const HINTS: &'static [Action];
    /// Lexicon id of its name; with `-empty`, what it says when it has no rows.
    const NAME: &'static str;
    /// Which column grows with the width.
    const GROWS: usize;

    /// The rows, if they are of this kind.
    fn take(rows: Rows) -> Option<Vec<Self>>;

    /// The record behind the row.
    fn id(&self) -> RecordId;

    /// Its number, as said on the phone.
    fn number(&self) -> &str;

    /// Is it our turn?
    fn is_mine(&self) -> bool;

    /// The columns of a list this wide; a column of no width is left out.
    fn columns(desk: &Desk, room: u16) -> Vec<Column>;

    /// One strip a column, for a list this wide.
    fn cells(&self, desk: &Desk, room: u16) -> Vec<Strip>;

    /// The record in a few lines.
    fn preview(&self, desk: &Desk) -> Vec<Line<()>>;

    /// More of the record, from the whole of it, where the preview has room.
    fn detail(_view: &View, _desk: &Desk) -> Vec<Line<()>> {
        Vec::new()
    }

    /// The record as a verb sees it.
    fn target(&self) -> Option<Target>;

    /// The verb of such a record that an action means.
    fn verb(action: Action) -> Option<&'static str> {
        action.verb()
    }

    /// Enter, and what only this board knows; cursor and views are the board's own.
    fn act(&self, action: Action, desk: &Desk) -> Vec<Step>;
}

/// A dashboard.
pub struct Board<R: Kind> {
    tab: usize,
    filter: String,
    rows: Vec<R>,
    /// Index in the list of the first row held.
    offset: usize,
    total: usize,
    unfiltered: usize,
    marks: marks::Marks,
    /// By these columns instead of the list's own order.
    order: Vec<SortKey>,
    /// Index in the list of the cursor, and the record it is on.
    at: usize,
    cursor: Option<RecordId>,
    /// The row under the cursor when it left the view: shown until the cursor moves.
    left: Option<R>,
    scroll: Scroll,
    preview: bool,
    /// The row under the cursor when it last rested: the preview follows a movement, it does not slow it.
    previewed: Option<R>,
    /// The whole record that was under the cursor when it last rested, and whether it may be old.
    detail: Option<(RecordId, View)>,
    stale: bool,
    /// False until the first answer.
    told: bool,
    /// Answers still to come to filters typed: until then no row has left by itself.
    narrowings: usize,
    /// What was wrong with the filter.
    complaint: Option<SafeText>,
}

impl<R: Kind> Default for Board<R> {
    fn default() -> Self {
        Board {
            tab: 0,
            filter: String::new(),
            rows: Vec::new(),
            offset: 0,
            total: 0,
            unfiltered: 0,
            marks: marks::Marks::default(),
            order: Vec::new(),
            at: 0,
            cursor: None,
            left: None,
            scroll: Scroll::default(),
            preview: true,
            previewed: None,
            detail: None,
            stale: false,
            told: false,
            narrowings: 0,
            complaint: None,
        }
    }
}

impl<R: Kind> Board<R> {
    /// A board whose cursor goes to this record as soon as it is known where it is.
    #[must_use]
    pub fn on(record: RecordId) -> Self {
        Board { cursor: Some(record), ..Board::default() }
    }

    /// The list shown.
    #[must_use]
    pub fn list(&self) -> List {
        R::LISTS[self.tab]
    }

    /// The row under the cursor, unless it left the view.
    #[must_use]
    pub fn here(&self) -> Option<&R> {
        if self.left.is_some() { None } else { self.row(self.at) }
    }

    fn row(&self, at: usize) -> Option<&R> {
        self.rows.get(at.checked_sub(self.offset)?)
    }

    fn take_window(&mut self, window: &Window) -> Vec<Step> {
        let Some(rows) = R::take(window.rows.clone()) else { return Vec::new() };
        let was = self.row(self.at).cloned();
        self.rows = rows;
        self.offset = window.offset as usize;
        self.total = window.total as usize;
        self.unfiltered = window.unfiltered as usize;
        self.complaint = None;
        let first = !std::mem::replace(&mut self.told, true) || self.narrowings > 0;
        self.narrowings = self.narrowings.saturating_sub(1);
        let held = self.cursor.and_then(|id| self.rows.iter().position(|row| row.id() == id));
        match (window.anchor_at.map(|at| at as usize).or(held.map(|at| self.offset + at)), self.cursor) {
            (Some(at), _) => {
                self.at = at;
                self.left = None;
            }
            // under a cursor that has not moved, a record that is gone stays to be seen
            (None, Some(id)) if !first && self.left.is_none() => self.left = was.filter(|row| row.id() == id),
            (None, _) => {}
        }
        if self.left.is_some() {
            return Vec::new();
        }
        self.at = self.at.min(self.total.saturating_sub(1));
        match self.row(self.at) {
            Some(row) => {
                self.cursor = Some(row.id());
                let first = self.previewed.is_none() || self.previewed.as_ref().map(Kind::id) == self.cursor;
                if first {
                    self.previewed = self.here().cloned();
                }
                self.stale = true;
                vec![Step::Rest]
            }
            // the record moved out of the rows held: ask once more around its new place
            None if self.total > 0 => vec![Step::Ask(self.query())],
            None => {
                self.previewed = None;
                Vec::new()
            }
        }
    }

    fn show_tab(&mut self, tab: usize) -> Vec<Step> {
        if tab >= R::LISTS.len() || tab == self.tab {
            return Vec::new();
        }
        *self = Board { tab, preview: self.preview, ..Board::default() };
        vec![Step::Ask(self.query())]
    }

    /// Puts the cursor on an index; asks for rows when it leaves those held.
    fn go(&mut self, at: usize) -> Vec<Step> {
        self.left = None;
        self.at = at.min(self.total.saturating_sub(1));
        self.cursor = self.row(self.at).map(Kind::id);
        let ask = self.cursor.is_none() && self.total > 0;
        ask.then(|| Step::Ask(self.query())).into_iter().chain([Step::Rest]).collect()
    }

    fn next_mine(&mut self) -> Vec<Step> {
        let ahead = (self.at + 1..self.offset + self.rows.len()).chain(self.offset..self.at);
        let next = { ahead }.find(|at| self.row(*at).is_some_and(Kind::is_mine));
        next.map_or_else(Vec::new, |at| self.go(at))
    }

    /// Moves the cursor; None when the action is no movement of a list.
    fn moves(&mut self, action: Action, count: usize, page: usize) -> Option<Vec<Step>> {
        let by = match action {
            Action::Down => self.at.saturating_add(count),
            Action::Up => self.at.saturating_sub(count),
            Action::PageDown => self.at.saturating_add(page * count),
            Action::PageUp => self.at.saturating_sub(page * count),
            Action::Top => 0,
            Action::Bottom => usize::MAX,
            _ => return None,
        };
        Some(self.go(by))
    }

    /// Changes what is shown; None when the action is none of a list.
    fn shows(&mut self, action: Action, desk: &Desk) -> Option<Vec<Step>> {
        let last = R::LISTS.len() - 1;
        Some(match action {
            Action::NextTab => self.show_tab((self.tab + 1).min(last)),
            Action::PreviousTab => self.show_tab(self.tab.saturating_sub(1)),
            Action::NextMine => self.next_mine(),
            Action::Preview => {
                self.preview = !self.preview;
                Vec::new()
            }
            Action::Filter => vec![Step::OpenFilter(self.filter.clone())],
            Action::Sort => vec![self.offer_orders(desk)],
            _ => return action.tab().map(|tab| self.show_tab(tab)),
        })
    }
}

impl<R: Kind> Shape for Board<R> {
    fn chain(&self) -> Chain {
        R::CHAIN
    }

    fn hints(&self) -> &'static [Action] {
        R::HINTS
    }

    fn place(&self, desk: &Desk) -> SafeText {
        let (name, list) = (desk.look.lexicon.word(R::NAME), desk.word_of(self.list().zh(), self.list().en()));
        SafeText::join([&name, &list], " / ")
    }

    fn tabs(&self, desk: &Desk) -> (Vec<Tab>, usize) {
        let tab = |(index, list): (usize, &List)| {
            let name = desk.word_of(list.zh(), list.en());
            if index == self.tab && self.told { Tab::counted(name, self.unfiltered) } else { Tab::named(name) }
        };
        (R::LISTS.iter().enumerate().map(tab).collect(), self.tab)
    }

    fn needs(&self) -> Vec<Request> {
        vec![self.query()]
    }

    fn target(&self) -> Option<Target> {
        self.here().and_then(Kind::target)
    }

    fn marked(&self) -> Vec<Target> {
        self.targets()
    }

    fn unmark(&mut self) {
        self.unmark_all();
    }

    fn verb(&self, action: Action) -> Option<&'static str> {
        R::verb(action)
    }

    fn act(&mut self, action: Action, count: usize, desk: &Desk) -> Vec<Step> {
        let page = usize::from(self.list_height(desk.body())).max(1);
        let known =
            self.moves(action, count, page).or_else(|| self.shows(action, desk)).or_else(|| self.marks(action, desk));
        if let Some(steps) = known {
            return steps;
        }
        if let Some(row) = &self.left {
            let number = SafeText::from_outside(row.number());
            let text = desk.look.lexicon.say("message-left-view", &[("number", (&number).into())]);
            return vec![Step::Say(Notice::refusal(text))];
        }
        self.here().map_or_else(Vec::new, |row| row.act(action, desk))
    }

    fn narrow(&mut self, filter: &str) -> Vec<Step> {
        filter.clone_into(&mut self.filter);
        self.at = 0;
        self.left = None;
        self.narrowings += 1;
        vec![Step::Ask(self.query())]
    }

    fn told(&mut self, reply: &Reply, desk: &Desk) -> Vec<Step> {
        match reply {
            Reply::Window(window) => self.take_window(window),
            Reply::View(view) => {
                self.detail = Some((record_of(view), (**view).clone()));
                self.stale = false;
                Vec::new()
            }
            Reply::Wrong(text) => {
                self.narrowings = self.narrowings.saturating_sub(1);
                self.complaint = Some(desk.say(text));
                Vec::new()
            }
            // nothing else is asked by a board
            _ => Vec::new(),
        }
    }

    fn sort(&mut self, column: &str) -> Vec<Step> {
        self.turn(column);
        vec![Step::Ask(self.query())]
    }

    fn unwind(&mut self) -> Option<Vec<Step>> {
        if self.filter.is_empty() { None } else { Some(self.narrow("")) }
    }

    fn rested(&mut self, desk: &Desk) -> Vec<Step> {
        self.previewed = self.here().cloned();
        let known = self.detail.as_ref().filter(|_| !self.stale).map(|(id, _)| *id);
        let wanted = self.cursor.filter(|id| self.preview && desk.size.0 >= WIDE && known != Some(*id));
        wanted.map(|id| Step::Ask(Request::Show(id))).into_iter().collect()
    }

    fn settle(&mut self, desk: &Desk) {
        self.scroll.follow(self.at, self.list_height(desk.body()).into(), self.total);
    }

    fn draw(&self, canvas: &mut Canvas<'_>, desk: &Desk) {
        self.draw_all(canvas, desk);
    }
}

/// Which record a view shows.
fn record_of(view: &View) -> RecordId {
    match view {
        View::Dispute(view) => view.dispute.id,
        View::Alert(view) => view.alert.id,
        View::Referral(view) => view.file.id,
        View::Expert(expert) => expert.id,
        View::Agency(agency) => agency.id,
        View::Affair(view) => view.file.id,
        View::Unit(view) => view.card.id.record(),
    }
}
