//! A list of rows under a head. Column 0 is the cursor's: a move changes two cells and nothing else.
//! Column 1 is kept for the flag of what nobody has seen.

use super::canvas::{Canvas, Strip};
use crate::casework::safe_text::SafeText;
use crate::desk::glyphs::Glyph;
use crate::desk::theme::Role;

/// Where the data of a row begins: cursor, flag, blank.
const DATA_COLUMN: u16 = 3;

/// Which side a column's text keeps to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// One column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    /// Lexicon id of its head; empty for none.
    pub head: &'static str,
    /// Cells, without the blank after it.
    pub width: u16,
    /// Which side the text keeps to.
    pub side: Side,
    /// What the daemon sorts it by; empty: not by this one.
    pub sort: &'static str,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub const fn words(head: &'static str, width: u16) -> Self {
        Column { head, width, side: Side::Left, sort: "" }
    }

    /// A column of numbers.
    #[must_use]
    pub const fn numbers(head: &'static str, width: u16) -> Self {
        Column { head, width, side: Side::Right, sort: "" }
    }

    /// A column that the list can be sorted by.
    #[must_use]
    pub const fn by(self, sort: &'static str) -> Self {
        Column { sort, ..self }
    }
}

/// The head line.
pub fn head(canvas: &mut Canvas<'_>, y: u16, columns: &[Column]) {
    let mut x = DATA_COLUMN;
    for column in columns.iter().filter(|column| column.width > 0) {
        if !column.head.is_empty() {
            let word = canvas.look.lexicon.word(column.head);
            put(canvas, (x, y), *column, &Strip::of(Role::Muted, word));
        }
        x += column.width + 1;
    }
}

/// One row; `here` when the cursor is on it.
pub fn row(canvas: &mut Canvas<'_>, y: u16, columns: &[Column], cells: &[Strip], here: bool) {
    if here {
        canvas.glyph((0, y), Glyph::Cursor, Role::Cursor);
    }
    let mut x = DATA_COLUMN;
    for (column, cell) in columns.iter().zip(cells).filter(|(column, _)| column.width > 0) {
        put(canvas, (x, y), *column, cell);
        x += column.width + 1;
    }
}

fn put(canvas: &mut Canvas<'_>, (x, y): (u16, u16), column: Column, cell: &Strip) {
    let indent = match column.side {
        Side::Left => 0,
        Side::Right => column.width.saturating_sub(cell.width()),
    };
    canvas.strip((x + indent, y), column.width - indent, cell);
}

/// Columns fitted to a width: the growing one takes what is left over, optional ones go from the right.
#[must_use]
pub fn fit(columns: &[Column], grows: usize, room: u16) -> Vec<Column> {
    let mut fitted = columns.to_vec();
    let shown = |columns: &[Column]| {
        columns.iter().filter(|column| column.width > 0).map(|column| column.width + 1).sum::<u16>()
    };
    let needs = |columns: &[Column]| DATA_COLUMN + shown(columns);
    let spare = room.saturating_sub(needs(&fitted));
    if let Some(column) = fitted.get_mut(grows) {
        column.width += spare;
    }
    while fitted.len() > grows + 1 && needs(&fitted) > room {
        fitted.pop();
    }
    fitted
}

/// The window of rows shown: the cursor stays inside, and at an edge the list jumps half a page
/// (a line of scroll would repaint every row on every step).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Index of the first row shown.
    pub first: usize,
}

impl Window {
    /// Moves the window so that the cursor is inside.
    pub fn follow(&mut self, cursor: usize, height: usize, total: usize) {
        let height = height.max(1);
        if cursor < self.first || cursor >= self.first + height {
            let above = if cursor < self.first { height - 1 - height / 2 } else { height / 2 };
            self.first = cursor.saturating_sub(above);
        }
        self.first = self.first.min(total.saturating_sub(height));
    }
}

/// `4/214` in the list's last row, with what else is to be said there.
pub fn foot(canvas: &mut Canvas<'_>, y: u16, (at, total): (usize, usize), remark: &SafeText) {
    let place = SafeText::join([&SafeText::from(at as u64), &SafeText::from(total as u64)], "/");
    let strip = Strip::of(Role::Muted, place).gap("  ").then(Role::Muted, remark.clone());
    canvas.strip((DATA_COLUMN, y), canvas.area.width.saturating_sub(DATA_COLUMN), &strip);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_the_edge_the_list_jumps_half_a_page() {
        let mut window = Window::default();
        window.follow(9, 10, 100);
        assert_eq!(window.first, 0);
        window.follow(10, 10, 100);
        assert_eq!(window.first, 5);
        window.follow(4, 10, 100);
        assert_eq!(window.first, 0);
        window.follow(99, 10, 100);
        assert_eq!(window.first, 90);
    }

    #[test]
    fn the_cursor_is_always_inside_the_window() {
        let mut window = Window::default();
        for cursor in [50, 0, 99, 30, 31, 29, 70] {
            for height in [1, 3, 10] {
                window.follow(cursor, height, 100);
                assert!((window.first..window.first + height).contains(&cursor), "{cursor} {height} {window:?}");
            }
        }
    }

    #[test]
    fn the_growing_column_takes_the_rest_and_the_last_ones_go_first() {
        let columns = [Column::words("a", 5), Column::words("b", 5), Column::words("c", 5)];
        let wide = fit(&columns, 1, 40);
        assert_eq!(wide.iter().map(|column| column.width).collect::<Vec<_>>(), [5, 24, 5]);
        assert_eq!(fit(&columns, 0, 16).len(), 2);
    }
}
