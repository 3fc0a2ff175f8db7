//! Text to be read in a box: why this date, a record peeked at.

use ratatui::layout::Position;

use super::Layer;
use crate::boards::views::AlertView;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::Step;
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::Desk;
use crate::desk::screens::dispute::happening;
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip, wrap};
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

/// An alert as its source put it.
#[must_use]
pub fn alert(desk: &Desk, view: &AlertView) -> Reading {
    let draft = &view.alert.draft;
    let line = |role| move |text| Line::Text(Strip::of(role, text));
    let wrapped = |text: &str| -> Vec<SafeText> {
        SafeText::lines(text).iter().flat_map(|line| wrap(line, READING_CELLS - 6)).collect()
    };
    let mut lines: Vec<Line<()>> = wrapped(&draft.headline).into_iter().map(line(Role::Strong)).collect();
    lines.extend(wrapped(&draft.description).into_iter().map(line(Role::Text)));
    let web = [&draft.web, &draft.source, &draft.identifier];
    lines.extend(web.into_iter().flat_map(|text| wrapped(text)).map(line(Role::Muted)));
    lines.extend(view.timeline.iter().map(|one| happening(one, desk)));
    Reading::new(desk.number(&view.alert.number), lines)
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
