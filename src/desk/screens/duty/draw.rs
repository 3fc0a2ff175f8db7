//! How the duty board looks: the list, and the center beside it or in four lines below.

use ratatui::layout::Rect;

use super::{Board, row, side};
use crate::casework::safe_text::SafeText;
use crate::desk::glyphs::Glyph;
use crate::desk::model::Desk;
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip};
use crate::desk::widgets::pane;
use crate::desk::widgets::table;

/// Width from which the center stands beside the list.
const BESIDE: u16 = 100;

/// Lines of the center below the list, where it does not.
const BELOW_LINES: u16 = 5;

/// Cells of the column beside the list, by the width of the screen.
const fn side_cells(width: u16) -> u16 {
    match width {
        0..=119 => 30,
        120..=159 => 44,
        160..=u16::MAX => 60,
    }
}

impl Board {
    /// Lines of the list itself, without its head and foot.
    pub(super) fn list_height(&self, desk: &Desk) -> u16 {
        let body = desk.body();
        let below = if self.beside_hidden || body.width >= BESIDE { 0 } else { BELOW_LINES };
        body.height.saturating_sub(2 + below)
    }

    pub(super) fn draw_all(&self, canvas: &mut Canvas<'_>, desk: &Desk) {
        let area = canvas.area;
        let list = self.list_height(desk) + 2;
        if area.width < BESIDE || self.beside_hidden {
            self.draw_list(&mut canvas.part(Rect { height: list, ..area }), desk);
            if let Some(duty) = self.duty.as_ref().filter(|_| list < area.height) {
                let below = Rect { y: area.y + list, height: area.height - list, ..area };
                pane::draw(&mut canvas.part(below), &side::below(duty, desk));
            }
            return;
        }
        let cells = side_cells(area.width);
        let list = Rect { width: area.width - cells - 3, ..area };
        self.draw_list(&mut canvas.part(list), desk);
        canvas.part(Rect { x: list.right() + 1, width: 1, ..area }).bar(0);
        if let Some(duty) = &self.duty {
            let beside = Rect { x: list.right() + 3, width: cells, ..area };
            pane::draw(&mut canvas.part(beside), &side::beside(duty, desk, (cells, area.height)));
        }
    }

    fn draw_list(&self, canvas: &mut Canvas<'_>, desk: &Desk) {
        let width = canvas.area.width;
        let columns = table::fit(&row::columns(desk, width), row::GROWS, width);
        table::head(canvas, 0, &columns);
        let height = canvas.area.height.saturating_sub(2);
        let mut y = 1;
        for (at, item) in self.items.iter().enumerate().skip(self.scroll.first) {
            if let Some(left) = self.left.as_ref().filter(|_| at == self.at) {
                draw_left(canvas, y, &row::number(left, desk), desk);
                y += 1;
            }
            if y > height {
                break;
            }
            table::row(canvas, y, &columns, &row::cells(item, desk), at == self.at && self.left.is_none());
            y += 1;
        }
        match (&self.left, self.items.is_empty(), &self.duty) {
            (Some(left), true, _) => draw_left(canvas, y, &row::number(left, desk), desk),
            (None, true, None) => say(canvas, &desk.look.lexicon.word("list-waiting")),
            (None, true, Some(_)) => say(canvas, &desk.look.lexicon.word("duty-empty")),
            (_, false, _) => self.draw_foot(canvas, height + 1, desk),
        }
    }

    fn draw_foot(&self, canvas: &mut Canvas<'_>, y: u16, desk: &Desk) {
        let Some(duty) = &self.duty else { return };
        let (listed, all) = (duty.items.len(), duty.totals.now as usize);
        let more = if duty.totals.more || listed < all {
            let id = if duty.totals.more { "duty-more-than" } else { "duty-more" };
            desk.look.lexicon.say(id, &[("count", all.saturating_sub(listed).into())])
        } else {
            SafeText::EMPTY
        };
        table::foot(canvas, y, (self.at + 1, self.items.len()), &more);
    }
}

fn say(canvas: &mut Canvas<'_>, text: &SafeText) {
    canvas.text((3, 2), canvas.area.width.saturating_sub(4), text, Role::Muted);
}

fn draw_left(canvas: &mut Canvas<'_>, y: u16, number: &SafeText, desk: &Desk) {
    canvas.glyph((0, y), Glyph::Cursor, Role::Cursor);
    let strip =
        Strip::of(Role::Muted, number.clone()).gap("  ").then(Role::Stale, desk.look.lexicon.word("list-left-view"));
    canvas.strip((3, y), canvas.area.width.saturating_sub(4), &strip);
}
