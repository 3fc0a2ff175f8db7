//! Text to be read in a box: why this date, a record peeked at.

use ratatui::layout::Position;

use super::Layer;
use crate::casework::agency::Agency;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::Step;
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::Desk;
use crate::desk::screens::agencies::contacts;
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip};
use crate::desk::widgets::overlay_box;
use crate::desk::widgets::pane::{self, Line};

/// Cells wide, as all reading overlays are.
pub const READING_CELLS: u16 = 76;

/// A text with a title.
pub struct Reading {
    title: SafeText,
    lines: Vec<Line<()>>,
    first: usize,
}

impl Reading {
    /// Shown from its first line.
    #[must_use]
    pub fn new(title: SafeText, lines: Vec<Line<()>>) -> Self {
        Reading { title, lines, first: 0 }
    }
}

/// An agency with everybody who speaks for it.
#[must_use]
pub fn agency(desk: &Desk, agency: &Agency) -> Reading {
    let name = SafeText::from_outside(agency.draft.name(desk.zh()));
    let address = SafeText::from_outside(&agency.draft.address);
    let mut lines = vec![Line::Text(Strip::of(Role::Strong, name)), Line::Text(Strip::of(Role::Muted, address))];
    lines.extend(contacts(agency, desk));
    Reading::new(SafeText::from_outside(&agency.draft.code), lines)
}

impl Layer for Reading {
    fn chain(&self) -> Chain {
        &[Scope::Picker]
    }

    fn act(&mut self, action: Action, count: usize, _desk: &Desk) -> Vec<Step> {
        if action == Action::Down {
            self.first = (self.first + count).min(self.lines.len().saturating_sub(1));
        } else if action == Action::Up {
            self.first = self.first.saturating_sub(count);
        } else if action == Action::Close || action == Action::Run {
            return vec![Step::Close];
        }
        Vec::new()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, desk: &Desk) -> Option<Position> {
        let frame = overlay_box::Frame {
            title: self.title.clone(),
            foot: desk.hint_strip(self.chain(), &[Action::Close]),
            width: READING_CELLS,
            lines: u16::try_from(self.lines.len()).unwrap_or(u16::MAX),
        };
        let inner = overlay_box::draw(canvas, &frame);
        pane::draw(&mut canvas.part(inner), &self.lines[self.first..]);
        None
    }
}
