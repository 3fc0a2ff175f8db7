//! The order of a dashboard: by the columns an officer picks, the first one counting most.

use super::{Board, Kind, WINDOW_ROWS};
use crate::boards::sorting::SortKey;
use crate::boards::window::WindowQuery;
use crate::casework::safe_text::SafeText;
use crate::desk::effect::Step;
use crate::desk::model::Desk;
use crate::desk::overlays::Overlay;
use crate::desk::overlays::picker::{Item, Pick, Picker};
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::Strip;
use crate::desk::widgets::table::Column;
use crate::wire::Request;

impl<R: Kind> Board<R> {
    /// A column once sorts by it, again turns it round, a third time leaves it out.
    pub(super) fn turn(&mut self, column: &str) {
        let at = self.order.iter().position(|key| key.column == column);
        match at.map(|at| (at, self.order[at].descending)) {
            None => self.order.push(SortKey { column: column.to_owned(), descending: false }),
            Some((at, false)) => self.order[at].descending = true,
            Some((at, true)) => _ = self.order.remove(at),
        }
    }

    /// The rows around the cursor, in the order in force.
    pub(super) fn query(&self) -> Request {
        let half = usize::from(WINDOW_ROWS) / 2;
        let from = u32::try_from(self.at.saturating_sub(half)).unwrap_or(u32::MAX);
        Request::Window(WindowQuery {
            list: self.list(),
            filter: self.filter.clone(),
            order: self.order.clone(),
            // a list that fits is held whole, so that all of it can be marked
            offset: if self.total <= usize::from(WINDOW_ROWS) { 0 } else { from },
            limit: WINDOW_ROWS,
            anchor: self.cursor,
        })
    }

    /// The columns to sort by, those in force first said how.
    pub(super) fn offer_orders(&self, desk: &Desk) -> Step {
        let columns = R::columns(desk, u16::MAX);
        let items = columns.into_iter().filter(|column| !column.sort.is_empty()).map(|column| self.item(column, desk));
        let title = desk.look.lexicon.word("sort-title");
        let picker = Picker::new(title, items.collect()).noting(desk.look.lexicon.word("sort-note"));
        Step::Open(Box::new(Overlay::Picker(picker)))
    }

    fn item(&self, column: Column, desk: &Desk) -> Item {
        let word = desk.look.lexicon.word(column.head);
        let at = self.order.iter().position(|key| key.column == column.sort);
        let now = at.map_or(SafeText::EMPTY, |at| self.key_text(at, desk));
        Item {
            words: format!("{} {}", word.as_str(), column.sort).to_lowercase(),
            strip: Strip::of(Role::Strong, word).cut(20, &desk.look).then(Role::Muted, now),
            pick: Pick::Sort(column.sort.to_owned()),
            why_not: None,
        }
    }

    /// The order in force, for the foot of the list; None: the list's own.
    pub(super) fn order_text(&self, desk: &Desk) -> Option<SafeText> {
        let columns = R::columns(desk, u16::MAX);
        let name = |key: &SortKey| columns.iter().find(|column| column.sort == key.column).map(|column| column.head);
        let one = |(at, key): (usize, &SortKey)| {
            let word = desk.look.lexicon.word(name(key)?);
            Some(SafeText::join([&word, &self.key_text(at, desk)], " "))
        };
        let keys: Vec<SafeText> = self.order.iter().enumerate().filter_map(one).collect();
        let text = SafeText::join(&keys, ", ");
        (!keys.is_empty()).then(|| desk.look.lexicon.say("list-order", &[("order", (&text).into())]))
    }

    fn key_text(&self, at: usize, desk: &Desk) -> SafeText {
        let id = if self.order[at].descending { "sort-down" } else { "sort-up" };
        desk.look.lexicon.say(id, &[("no", (at + 1).into())])
    }
}
