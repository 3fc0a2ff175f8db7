//! How a dashboard looks: the list, its foot, the preview beside or below it.

use ratatui::layout::Rect;

use super::{Board, Kind};
use crate::casework::safe_text::SafeText;
use crate::desk::glyphs::Glyph;
use crate::desk::model::Desk;
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip};
use crate::desk::widgets::frame::WIDE;
use crate::desk::widgets::pane;
use crate::desk::widgets::table;

/// Cells of the preview beside a list, by the width of the screen.
const fn side_preview(width: u16) -> u16 {
    if width >= 160 { 60 } else { 48 }
}

impl<R: Kind> Board<R> {
    /// Draws list and preview.
    pub(super) fn draw_all(&self, canvas: &mut Canvas<'_>, desk: &Desk) {
        let area = canvas.area;
        if area.width >= WIDE && self.preview {
            let preview = side_preview(area.width);
            let list = Rect { width: area.width - preview - 3, ..area };
            self.draw_list(&mut canvas.part(list), desk);
            canvas.part(Rect { x: list.right() + 1, width: 1, ..area }).bar(0);
            let side = Rect { x: list.right() + 3, width: preview, ..area };
            self.draw_preview(&mut canvas.part(side), desk);
        } else {
            let height = self.list_height(area) + 2;
            self.draw_list(&mut canvas.part(Rect { height, ..area }), desk);
            let below = Rect { y: area.y + height, height: area.height - height, ..area };
            if below.height > 0 {
                self.draw_preview(&mut canvas.part(below), desk);
            }
        }
    }

    /// Lines of the list itself, without its head and foot.
    pub(super) fn list_height(&self, body: Rect) -> u16 {
        let below = if !self.preview || body.width >= WIDE {
            0
        } else {
            // preview rows by the height of the screen, and its rule
            match body.height + 4 {
                0..=29 => 7,
                30..=47 => 10,
                48..=u16::MAX => 17,
            }
        };
        body.height.saturating_sub(2 + below)
    }

    fn draw_list(&self, canvas: &mut Canvas<'_>, desk: &Desk) {
        let columns = table::fit(&R::columns(desk, canvas.area.width), R::GROWS, canvas.area.width);
        table::head(canvas, 0, &columns);
        let height = canvas.area.height.saturating_sub(2);
        let mut y = 1;
        for at in self.scroll.first..self.scroll.first + usize::from(height) {
            if let Some(left) = self.left.as_ref().filter(|_| at == self.at) {
                draw_left(canvas, y, left, desk);
                y += 1;
            }
            let Some(row) = self.row(at).filter(|_| y <= height) else { continue };
            let here = at == self.at && self.left.is_none();
            table::row(canvas, y, &columns, &row.cells(desk, canvas.area.width), here);
            if self.marks.has(row.id()) {
                canvas.glyph((1, y), Glyph::Marked, Role::Marked);
            }
            y += 1;
        }
        if self.total == 0 {
            self.draw_empty(canvas, desk);
        } else {
            self.draw_foot(canvas, height + 1, desk);
        }
    }

    fn draw_empty(&self, canvas: &mut Canvas<'_>, desk: &Desk) {
        let lexicon = &desk.look.lexicon;
        let text = if !self.told {
            lexicon.word("list-waiting")
        } else if self.filter.is_empty() {
            lexicon.word(&format!("{}-empty", R::NAME))
        } else {
            let filter = SafeText::from_outside(&self.filter);
            lexicon.say("list-none-pass", &[("filter", (&filter).into()), ("all", self.unfiltered.into())])
        };
        let text = self.complaint.clone().unwrap_or(text);
        canvas.text((3, 2), canvas.area.width.saturating_sub(4), &text, Role::Muted);
    }

    fn draw_foot(&self, canvas: &mut Canvas<'_>, y: u16, desk: &Desk) {
        let lexicon = &desk.look.lexicon;
        let mut remarks = Vec::new();
        if self.marks.count() > 0 {
            remarks.push(lexicon.say("marked", &[("count", self.marks.count().into())]));
        }
        if !self.filter.is_empty() {
            let filter = SafeText::from_outside(&self.filter);
            remarks.push(lexicon.say("list-filter", &[("filter", (&filter).into()), ("all", self.unfiltered.into())]));
        }
        remarks.extend(self.order_text(desk));
        remarks.extend(self.complaint.clone());
        table::foot(canvas, y, (self.at + 1, self.total), &SafeText::join(&remarks, "  "));
    }

    fn draw_preview(&self, canvas: &mut Canvas<'_>, desk: &Desk) {
        let Some(row) = &self.previewed else {
            canvas.rule(0, &desk.look.lexicon.word("preview"), Role::Muted);
            return;
        };
        let mut lines = row.preview(desk);
        if let Some((_, view)) = self.detail.as_ref().filter(|(id, _)| canvas.area.x > 0 && *id == row.id()) {
            lines.extend(R::detail(view, desk));
        }
        pane::draw(canvas, &lines);
    }
}

fn draw_left<R: Kind>(canvas: &mut Canvas<'_>, y: u16, row: &R, desk: &Desk) {
    canvas.glyph((0, y), Glyph::Cursor, Role::Cursor);
    let strip = Strip::of(Role::Muted, SafeText::from_outside(row.number()))
        .gap("  ")
        .then(Role::Stale, desk.look.lexicon.word("list-left-view"));
    canvas.strip((3, y), canvas.area.width.saturating_sub(4), &strip);
}
