//! A list narrowed by typing: help and commands, posts, and whatever is found everywhere.

use ratatui::layout::{Position, Rect};

use super::Layer;
use crate::boards::drafts::FormKey;
use crate::casework::ids::PostId;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::{Notice, Step};
use crate::desk::glyphs::Glyph;
use crate::desk::keymap::{Chain, Key, Scope};
use crate::desk::model::{Desk, Place, Target};
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip};
use crate::desk::widgets::field::TextField;
use crate::desk::widgets::overlay_box;
use crate::desk::widgets::table::Window;

/// Cells wide, and lines of the list.
const PICKER_CELLS: u16 = 78;
const PICKER_LINES: u16 = 14;

/// One thing to pick.
pub struct Item {
    /// What is seen.
    pub strip: Strip,
    /// What typing is compared with, in small letters; nothing is compared in a list that the daemon narrows.
    pub words: String,
    /// What picking it does.
    pub pick: Pick,
    /// Why it cannot be picked now.
    pub why_not: Option<SafeText>,
}

/// What picking an item does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// Runs an action.
    Run(Action),
    /// Goes to a place.
    Visit(Place),
    /// Acts for a post.
    ActAs(PostId),
    /// Opens the form of a draft.
    Reopen(FormKey),
    /// Sorts the list by a column.
    Sort(String),
    /// Begins a verb on a record.
    Verb(String, Box<Target>),
}

/// Who narrows the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Narrowing {
    /// Typing is compared with each item's words.
    Here,
    /// Typing is asked of the daemon, which gives new items.
    ByDaemon,
}

/// The list, the query and the cursor.
pub struct Picker {
    title: SafeText,
    note: SafeText,
    query: TextField,
    narrowing: Narrowing,
    items: Vec<Item>,
    at: usize,
}

impl Picker {
    /// A list with the cursor on its first item.
    #[must_use]
    pub fn new(title: SafeText, items: Vec<Item>) -> Self {
        Picker { title, note: SafeText::EMPTY, query: TextField::default(), narrowing: Narrowing::Here, items, at: 0 }
    }

    /// A list that the daemon fills.
    #[must_use]
    pub fn by_daemon(title: SafeText) -> Self {
        Picker { narrowing: Narrowing::ByDaemon, ..Picker::new(title, Vec::new()) }
    }

    /// A line under the list.
    #[must_use]
    pub fn noting(mut self, note: SafeText) -> Self {
        self.note = note;
        self
    }

    /// New items for the query, from the daemon; an answer to an older query is passed over.
    pub fn fill(&mut self, query: &str, items: Vec<Item>) {
        if query == self.query.value() {
            self.items = items;
            self.at = 0;
        }
    }

    /// Other items for what was typed; the cursor stays where it was.
    pub fn replace(&mut self, items: Vec<Item>) {
        self.items = items;
    }

    /// True when the daemon fills it.
    #[must_use]
    pub fn is_by_daemon(&self) -> bool {
        self.narrowing == Narrowing::ByDaemon
    }

    fn shown(&self) -> Vec<&Item> {
        let wanted = self.query.value().trim().to_lowercase();
        let all = self.narrowing == Narrowing::ByDaemon || wanted.is_empty();
        self.items.iter().filter(|item| all || item.words.contains(&wanted)).collect()
    }

    fn narrowed(&mut self) -> Vec<Step> {
        self.at = 0;
        match self.narrowing {
            Narrowing::Here => Vec::new(),
            Narrowing::ByDaemon => vec![Step::Find(self.query.value().to_owned())],
        }
    }

    fn pick(&mut self) -> Vec<Step> {
        let at = self.at;
        let Some(item) = self.shown().get(at).copied() else { return Vec::new() };
        if let Some(why) = &item.why_not {
            return vec![Step::Say(Notice::refusal(why.clone()))];
        }
        let step = match item.pick.clone() {
            Pick::Run(action) => Step::Run(action),
            Pick::Visit(place) => Step::Visit(place),
            Pick::ActAs(post) => Step::ActAs(post),
            Pick::Reopen(form) => Step::Reopen(form),
            Pick::Sort(column) => Step::Sort(column),
            Pick::Verb(verb, target) => Step::Verb(verb, target),
        };
        vec![Step::Close, step]
    }
}

impl Layer for Picker {
    fn chain(&self) -> Chain {
        &[Scope::Picker]
    }

    fn act(&mut self, action: Action, count: usize, _desk: &Desk) -> Vec<Step> {
        let last = self.shown().len().saturating_sub(1);
        let page = usize::from(PICKER_LINES);
        if self.query.act(action) {
            return self.narrowed();
        }
        if action == Action::Down {
            self.at = (self.at + count).min(last);
        } else if action == Action::Up {
            self.at = self.at.saturating_sub(count);
        } else if action == Action::PageDown {
            self.at = (self.at + page).min(last);
        } else if action == Action::PageUp {
            self.at = self.at.saturating_sub(page);
        } else if action == Action::Run {
            return self.pick();
        } else if action == Action::Close {
            return vec![Step::Close];
        }
        Vec::new()
    }

    fn key(&mut self, key: Key, _desk: &Desk) -> Vec<Step> {
        self.query.key(key);
        self.narrowed()
    }

    fn paste(&mut self, text: &str, _desk: &Desk) -> Vec<Step> {
        self.query.paste(text);
        self.narrowed()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, desk: &Desk) -> Option<Position> {
        let frame = overlay_box::Frame {
            title: self.title.clone(),
            foot: desk.hint_strip(self.chain(), &[Action::Run, Action::Down, Action::Up, Action::Close]),
            width: PICKER_CELLS,
            lines: PICKER_LINES + 4,
        };
        let inner = overlay_box::draw(canvas, &frame);
        let mut canvas = canvas.part(inner);
        canvas.text((0, 0), 1, &SafeText::word(">"), Role::Key);
        let caret = self.query.draw(&mut canvas, (2, 0), inner.width.saturating_sub(14), Role::Text);
        let shown = self.shown();
        let count =
            SafeText::join([&SafeText::from(shown.len() as u64), &SafeText::from(self.items.len() as u64)], "/");
        canvas.text_right((inner.width, 0), 12, &count, Role::Muted);
        let list = Rect { y: inner.y + 2, height: inner.height.saturating_sub(4), ..inner };
        draw_items(&mut canvas.part(list), &shown, self.at);
        canvas.text((0, inner.height.saturating_sub(1)), inner.width, &self.note, Role::Muted);
        Some(caret)
    }
}

fn draw_items(canvas: &mut Canvas<'_>, items: &[&Item], at: usize) {
    let mut window = Window::default();
    window.follow(at, canvas.area.height.into(), items.len());
    let rows = items.iter().enumerate().skip(window.first);
    for (y, (index, item)) in (0..canvas.area.height).zip(rows) {
        if index == at {
            canvas.glyph((0, y), Glyph::Cursor, Role::Cursor);
        } else if item.why_not.is_some() {
            canvas.text((0, y), 1, &SafeText::word("-"), Role::Muted);
        }
        let used = canvas.strip((2, y), canvas.area.width.saturating_sub(2), &item.strip);
        if let Some(why) = &item.why_not {
            canvas.text((used + 4, y), canvas.area.width.saturating_sub(used + 4), why, Role::Muted);
        }
    }
}
