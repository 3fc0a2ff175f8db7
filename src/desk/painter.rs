//! From one frame to the next in as few bytes as it takes: only the cells that differ, a style
//! only where it changes, nothing at all when nothing changed.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthChar;

/// What the screen shall show: cells, and the real cursor if a text field has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The cells.
    pub buffer: Buffer,
    /// The caret of the focused field.
    pub cursor: Option<Position>,
}

impl Frame {
    /// An empty frame.
    #[must_use]
    pub fn empty(area: Rect) -> Self {
        Frame { buffer: Buffer::empty(area), cursor: None }
    }
}

/// Remembers what the terminal shows.
#[derive(Debug)]
pub struct Painter {
    shown: Frame,
    /// True until the first frame, and when the terminal may show anything at all.
    blank: bool,
    /// Wrap frames in synchronized output (mode 2026).
    synchronized: bool,
}

impl Painter {
    /// A painter for a terminal whose content is unknown.
    #[must_use]
    pub fn new(synchronized: bool) -> Self {
        Painter { shown: Frame::empty(Rect::ZERO), blank: true, synchronized }
    }

    /// The terminal may show anything: the next frame clears it first.
    pub fn forget(&mut self) {
        self.blank = true;
    }

    /// The bytes that bring the terminal to `next`; empty when it already shows it.
    pub fn bytes(&mut self, next: Frame) -> String {
        let mut out = String::new();
        if self.blank || self.shown.buffer.area != next.buffer.area {
            self.shown = Frame::empty(next.buffer.area);
            self.blank = false;
            out.push_str("\x1b[?25l\x1b[m\x1b[2J");
        }
        cells(&mut out, &self.shown.buffer.diff(&next.buffer));
        cursor(&mut out, self.shown.cursor, next.cursor);
        self.shown = next;
        if self.synchronized && !out.is_empty() {
            out.insert_str(0, "\x1b[?2026h");
            out.push_str("\x1b[?2026l");
        }
        out
    }
}

fn cells(out: &mut String, diff: &[(u16, u16, &Cell)]) {
    let mut pen: Option<(u16, u16)> = None;
    let mut style = Look::default();
    for (x, y, cell) in diff {
        if pen != Some((*x, *y)) {
            move_to(out, *x, *y);
        }
        let look = Look::of(cell);
        if look != style {
            look.write(out);
            style = look;
        }
        let symbol = harmless(cell.symbol());
        out.push_str(symbol);
        pen = certain_width(symbol).map(|width| (x + width, *y));
    }
    if style != Look::default() {
        out.push_str("\x1b[m");
    }
}

/// How far the terminal's cursor has moved, where all terminals agree: one cell for narrow text, two
/// for Han, kana and hangul. After an emoji the next place is said again.
fn certain_width(symbol: &str) -> Option<u16> {
    let mut chars = symbol.chars();
    match (chars.next(), chars.next()) {
        (Some(' '..='\u{7e}'), None) => Some(1),
        (
            Some('\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}'),
            None,
        ) => Some(2),
        (Some(c), None) => (c.width() == Some(1) && c.width_cjk() == Some(1)).then_some(1),
        (Some(_), Some(_)) | (None, _) => None,
    }
}

/// The last line of defence: no control byte leaves through a cell.
fn harmless(symbol: &str) -> &str {
    if symbol.is_empty() {
        " "
    } else if symbol.chars().any(char::is_control) {
        "?"
    } else {
        symbol
    }
}

fn cursor(out: &mut String, shown: Option<Position>, next: Option<Position>) {
    match next {
        Some(position) if shown.is_none() => {
            move_to(out, position.x, position.y);
            out.push_str("\x1b[?25h");
        }
        // any cell drawn has moved the real cursor, so it is put back every time
        Some(position) if shown != next || !out.is_empty() => move_to(out, position.x, position.y),
        None if shown.is_some() => out.push_str("\x1b[?25l"),
        Some(_) | None => {}
    }
}

fn move_to(out: &mut String, x: u16, y: u16) {
    // writing to a String cannot fail
    let _ = write!(out, "\x1b[{};{}H", y + 1, x + 1);
}

/// Colours and attributes of a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Look {
    fg: Color,
    bg: Color,
    attrs: Modifier,
}

impl Default for Look {
    fn default() -> Self {
        Look { fg: Color::Reset, bg: Color::Reset, attrs: Modifier::empty() }
    }
}

impl Look {
    fn of(cell: &Cell) -> Self {
        Look { fg: cell.fg, bg: cell.bg, attrs: cell.modifier }
    }

    fn write(self, out: &mut String) {
        out.push_str("\x1b[0");
        for (attr, code) in [(Modifier::BOLD, ";1"), (Modifier::UNDERLINED, ";4"), (Modifier::REVERSED, ";7")] {
            if self.attrs.contains(attr) {
                out.push_str(code);
            }
        }
        color(out, self.fg, 30);
        color(out, self.bg, 40);
        out.push('m');
    }
}

/// `base` is 30 for the ink and 40 for what lies under it.
fn color(out: &mut String, color: Color, base: u8) {
    // writing to a String cannot fail
    let _ = match color {
        Color::Rgb(r, g, b) => write!(out, ";{};2;{r};{g};{b}", base + 8),
        Color::Indexed(n @ 0..=7) => write!(out, ";{}", base + n),
        Color::Indexed(n @ 8..=15) => write!(out, ";{}", base + 60 + n - 8),
        Color::Indexed(n) => write!(out, ";{};5;{n}", base + 8),
        // themes give 24-bit or indexed colours only; anything else stays the terminal's own
        _ => Ok(()),
    };
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::style::Style;

    use super::*;

    fn frame(lines: &[&str]) -> Frame {
        Frame { buffer: Buffer::with_lines(lines.iter().copied()), cursor: None }
    }

    #[test]
    fn the_same_frame_again_costs_nothing() {
        let mut painter = Painter::new(true);
        assert!(!painter.bytes(frame(&["海岳 ok"])).is_empty());
        assert_eq!(painter.bytes(frame(&["海岳 ok"])), "");
    }

    #[test]
    fn one_cell_costs_a_few_bytes() {
        let mut painter = Painter::new(false);
        painter.bytes(frame(&["abc", "def"]));
        assert_eq!(painter.bytes(frame(&["abc", "dXf"])), "\x1b[2;2HX");
    }

    #[test]
    fn a_control_in_a_cell_does_not_leave() {
        assert_eq!(harmless("\x1b]52;c;QQ==\x07"), "?");
        assert_eq!(harmless("\u{9b}"), "?");
        assert_eq!(harmless("海"), "海");
    }

    #[test]
    fn the_caret_is_shown_where_it_stands_and_hidden_after() {
        let mut painter = Painter::new(false);
        painter.bytes(frame(&["ab"]));
        let caret = Frame { cursor: Some(Position::new(1, 0)), ..frame(&["ab"]) };
        assert_eq!(painter.bytes(caret.clone()), "\x1b[1;2H\x1b[?25h");
        assert_eq!(painter.bytes(caret), "");
        assert_eq!(painter.bytes(frame(&["ab"])), "\x1b[?25l");
    }

    #[test]
    fn sixteen_colours_use_the_old_codes() {
        let mut next = frame(&["a"]);
        next.buffer.set_style(next.buffer.area, Style::new().fg(Color::Indexed(9)).bg(Color::Indexed(0)));
        assert!(Painter::new(false).bytes(next).contains("\x1b[0;91;40m"));
    }

    proptest! {
        /// A terminal fed with our bytes shows the buffer, whatever came before.
        #[test]
        fn the_terminal_shows_the_frame(frames in proptest::collection::vec(
            proptest::collection::vec("[a-c 海岳智能▬╌e\u{301}]{0,12}", 3), 1..8)) {
            let mut painter = Painter::new(false);
            let mut terminal = vt100::Parser::new(3.try_into().unwrap(), 12.try_into().unwrap(), 0);
            for lines in frames {
                let mut next = Frame::empty(Rect::new(0, 0, 12, 3));
                for (y, line) in (0..).zip(&lines) {
                    next.buffer.set_stringn(0, y, line, 12, Style::new());
                }
                terminal.process(painter.bytes(next.clone()).as_bytes());
                for y in 0..3 {
                    let shown = terminal.screen().rows(0, 12).nth(y.into()).unwrap_or_default();
                    let mut wanted = String::new();
                    let mut x = 0;
                    while x < 12 {
                        let symbol = next.buffer[(x, y)].symbol();
                        wanted.push_str(symbol);
                        x += u16::try_from(unicode_width::UnicodeWidthStr::width(symbol)).unwrap().max(1);
                    }
                    prop_assert_eq!(shown.trim_end(), wanted.trim_end());
                }
            }
        }
    }
}
