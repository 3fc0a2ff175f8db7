//! A column of lines: a preview, a page, an overlay's text. Some lines can be chosen, the rest is read.

use super::canvas::{Canvas, Strip};
use super::table::Window;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::glyphs::Glyph;
use crate::desk::theme::Role;

/// One line. `T` is what choosing it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line<T> {
    /// A dashed rule with a title.
    Rule(SafeText),
    /// Text to be read.
    Text(Strip),
    /// Text that the cursor can stand on.
    Row(T, Strip),
}

/// Lines with a cursor on the chosen one.
#[derive(Clone, Debug)]
pub struct Pane<T> {
    lines: Vec<Line<T>>,
    chosen: Option<T>,
    window: Window,
}

impl<T> Default for Pane<T> {
    fn default() -> Self {
        Pane { lines: Vec::new(), chosen: None, window: Window::default() }
    }
}

impl<T: Clone + PartialEq> Pane<T> {
    /// New lines; the cursor stays on what it was on, or goes to the first line it can stand on.
    pub fn refill(&mut self, lines: Vec<Line<T>>) {
        self.lines = lines;
        let still = self.chosen.as_ref().is_some_and(|chosen| rows(&self.lines).any(|(_, row)| row == chosen));
        if !still {
            self.chosen = rows(&self.lines).next().map(|(_, row)| row.clone());
        }
    }

    /// What the cursor is on.
    pub fn chosen(&self) -> Option<&T> {
        self.chosen.as_ref()
    }

    /// Puts the cursor on a row, if it is there.
    pub fn choose(&mut self, wanted: &T) {
        if let Some((_, row)) = rows(&self.lines).find(|(_, row)| *row == wanted) {
            self.chosen = Some(row.clone());
        }
    }

    /// Moves the cursor by rows; without rows to stand on it scrolls.
    pub fn step(&mut self, by: isize) {
        let rows: Vec<&T> = rows(&self.lines).map(|(_, row)| row).collect();
        if rows.is_empty() {
            self.window.first = self.window.first.saturating_add_signed(by).min(self.lines.len().saturating_sub(1));
            return;
        }
        let at = rows.iter().position(|row| self.chosen.as_ref() == Some(row)).unwrap_or(0);
        let next = at.saturating_add_signed(by).min(rows.len() - 1);
        self.chosen = Some(rows[next].clone());
    }

    /// Moves the cursor as an action says; false when it is no movement.
    pub fn moves(&mut self, action: Action, count: usize, page: usize) -> bool {
        let by = |rows: usize| isize::try_from(rows).unwrap_or(isize::MAX);
        match action {
            Action::Down => self.step(by(count)),
            Action::Up => self.step(-by(count)),
            Action::PageDown => self.step(by(page)),
            Action::PageUp => self.step(-by(page)),
            Action::Top => self.step(isize::MIN),
            Action::Bottom => self.step(isize::MAX),
            _ => return false,
        }
        true
    }

    /// Scrolls so that the line with this title stands first.
    pub fn show_rule(&mut self, nth: usize) {
        let rules = self.lines.iter().enumerate().filter(|(_, line)| matches!(line, Line::Rule(_)));
        if let Some((at, _)) = { rules }.nth(nth) {
            let row = rows(&self.lines).find(|(index, _)| *index > at).map(|(_, row)| row.clone());
            self.chosen = row.or_else(|| self.chosen.clone());
            self.window.first = at;
        }
    }

    /// Draws the part around the cursor.
    pub fn draw(&self, canvas: &mut Canvas<'_>) {
        let height = usize::from(canvas.area.height);
        let mut window = self.window;
        if let Some((at, _)) = rows(&self.lines).find(|(_, row)| self.chosen.as_ref() == Some(*row)) {
            // a page is read from its head: stay at the top while the cursor is visible from there
            let slack = usize::from(at >= window.first + height);
            window.follow(at + slack, height, self.lines.len());
        }
        window.first = window.first.min(self.lines.len().saturating_sub(height));
        for (y, line) in (0..canvas.area.height).zip(self.lines.iter().skip(window.first)) {
            draw_line(canvas, y, line, self.chosen.as_ref());
        }
    }
}

fn rows<T>(lines: &[Line<T>]) -> impl Iterator<Item = (usize, &T)> {
    lines.iter().enumerate().filter_map(|(index, line)| match line {
        Line::Row(row, _) => Some((index, row)),
        Line::Rule(_) | Line::Text(_) => None,
    })
}

/// Draws lines without a cursor, from the first.
pub fn draw<T: PartialEq>(canvas: &mut Canvas<'_>, lines: &[Line<T>]) {
    for (y, line) in (0..canvas.area.height).zip(lines) {
        draw_line(canvas, y, line, None);
    }
}

fn draw_line<T: PartialEq>(canvas: &mut Canvas<'_>, y: u16, line: &Line<T>, chosen: Option<&T>) {
    let room = canvas.area.width;
    match line {
        Line::Rule(title) => canvas.rule(y, title, Role::Heading),
        Line::Text(strip) => _ = canvas.strip((1, y), room.saturating_sub(1), strip),
        Line::Row(row, strip) => {
            if chosen == Some(row) {
                canvas.glyph((0, y), Glyph::Cursor, Role::Cursor);
            }
            canvas.strip((2, y), room.saturating_sub(2), strip);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pane(rows: &[u32]) -> Pane<u32> {
        let mut pane = Pane::default();
        pane.refill(rows.iter().map(|row| Line::Row(*row, Strip::new())).collect());
        pane
    }

    #[test]
    fn the_cursor_follows_what_it_is_on() {
        let mut pane = pane(&[1, 2, 3]);
        pane.step(1);
        pane.refill([9, 8, 2].map(|row| Line::Row(row, Strip::new())).to_vec());
        assert_eq!(pane.chosen(), Some(&2));
        pane.step(-2);
        assert_eq!(pane.chosen(), Some(&9));
        pane.step(100);
        assert_eq!(pane.chosen(), Some(&2));
    }

    #[test]
    fn when_it_is_gone_the_cursor_goes_to_the_first() {
        let mut pane = pane(&[1, 2, 3]);
        pane.step(2);
        pane.refill(vec![Line::Text(Strip::new()), Line::Row(7, Strip::new())]);
        assert_eq!(pane.chosen(), Some(&7));
    }
}
