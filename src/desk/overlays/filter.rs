//! The filter line at the foot of a list: narrows while typing, Enter keeps it, Esc gives back the old one.

use ratatui::layout::Position;

use super::Layer;
use crate::desk::action::Action;
use crate::desk::effect::Step;
use crate::desk::keymap::{Chain, Key, Scope};
use crate::desk::model::Desk;
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::Canvas;
use crate::desk::widgets::field::TextField;

/// The query being typed, and the one it began from.
pub struct Filter {
    query: TextField,
    before: String,
}

impl Filter {
    /// Begins with the query in force.
    #[must_use]
    pub fn new(before: &str) -> Self {
        Filter { query: TextField::holding(before), before: before.to_owned() }
    }

    fn narrow(&self) -> Vec<Step> {
        vec![Step::Narrow(self.query.value().to_owned())]
    }
}

impl Layer for Filter {
    fn chain(&self) -> Chain {
        &[Scope::Picker]
    }

    fn act(&mut self, action: Action, _count: usize, _desk: &Desk) -> Vec<Step> {
        if self.query.act(action) {
            self.narrow()
        } else if action == Action::Run {
            vec![Step::Close]
        } else if action == Action::Close {
            vec![Step::Close, Step::Narrow(self.before.clone())]
        } else {
            Vec::new()
        }
    }

    fn key(&mut self, key: Key, _desk: &Desk) -> Vec<Step> {
        self.query.key(key);
        self.narrow()
    }

    fn paste(&mut self, text: &str, _desk: &Desk) -> Vec<Step> {
        self.query.paste(text);
        self.narrow()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, desk: &Desk) -> Option<Position> {
        // three rows up: an input method needs room below the caret
        let y = canvas.area.height.saturating_sub(3);
        let row = ratatui::layout::Rect { y: canvas.area.y + y, height: 1, ..canvas.area };
        let mut canvas = canvas.part(row);
        canvas.clear();
        let used = canvas.text((1, 0), 20, &desk.look.lexicon.word("filter-prompt"), Role::Key);
        let room = canvas.area.width.saturating_sub(used + 4);
        Some(self.query.draw(&mut canvas, (used + 2, 0), room, Role::Field))
    }
}
