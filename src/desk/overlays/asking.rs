//! A question in the key line, before what is usual but cannot be taken back: Enter does it, Esc does not.

use ratatui::layout::Position;

use super::Layer;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::Step;
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::Desk;
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip};

/// The question and what Enter does.
pub struct Asking {
    question: SafeText,
    yes: Option<Step>,
}

impl Asking {
    /// Asks.
    #[must_use]
    pub fn new(question: SafeText, yes: Step) -> Self {
        Asking { question, yes: Some(yes) }
    }
}

impl Layer for Asking {
    fn chain(&self) -> Chain {
        &[Scope::Confirm]
    }

    fn act(&mut self, action: Action, _count: usize, _desk: &Desk) -> Vec<Step> {
        if action == Action::Answer {
            [Some(Step::Close), self.yes.take()].into_iter().flatten().collect()
        } else if action == Action::No {
            vec![Step::Close]
        } else {
            Vec::new()
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, desk: &Desk) -> Option<Position> {
        let y = canvas.area.height.saturating_sub(2);
        let line = ratatui::layout::Rect { y: canvas.area.y + y, height: 1, ..canvas.area };
        let mut canvas = canvas.part(line);
        canvas.clear();
        let strip = Strip::of(Role::Warn, self.question.clone())
            .gap("  ")
            .and(desk.hint_strip(self.chain(), &[Action::Answer, Action::No]));
        canvas.strip((1, 0), canvas.area.width.saturating_sub(2), &strip);
        None
    }
}
