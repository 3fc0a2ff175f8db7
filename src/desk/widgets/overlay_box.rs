//! The box of an overlay: dashes above and below, dashed bars at the sides, no corners to break.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Strip};
use crate::casework::safe_text::SafeText;
use crate::desk::theme::Role;

/// What frames an overlay.
#[derive(Clone, Debug)]
pub struct Frame {
    /// In the upper rule.
    pub title: SafeText,
    /// In the lower rule: the keys.
    pub foot: Strip,
    /// Cells wide, with its bars.
    pub width: u16,
    /// Lines inside.
    pub lines: u16,
}

/// Draws the box in the middle and returns the area inside it. The title line with its alarm, the
/// key line and the status line are never covered.
pub fn draw(canvas: &mut Canvas<'_>, frame: &Frame) -> Rect {
    let area = Rect { y: canvas.area.y + 1, height: canvas.area.height.saturating_sub(3), ..canvas.area };
    let width = frame.width.min(area.width);
    let height = (frame.lines + 2).min(area.height);
    let outer = Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    let mut canvas = canvas.part(outer);
    canvas.clear();
    canvas.bar(0);
    canvas.bar(width.saturating_sub(1));
    canvas.rule(0, &frame.title, Role::Heading);
    canvas.rule(height.saturating_sub(1), &SafeText::EMPTY, Role::Rule);
    if !frame.foot.is_empty() {
        let foot = Strip::new().gap(" ").and(frame.foot.clone()).gap(" ");
        canvas.strip((2, height.saturating_sub(1)), width.saturating_sub(4), &foot);
    }
    Rect { x: outer.x + 2, y: outer.y + 1, width: width.saturating_sub(4), height: height.saturating_sub(2) }
}
