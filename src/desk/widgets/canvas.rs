//! Where everything is drawn: cells, addressed by role and safe text, never by colour or raw string.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::casework::safe_text::SafeText;
use crate::desk::glyphs::{Glyph, Shapes};
use crate::desk::lexicon::Lexicon;
use crate::desk::theme::{Role, Theme};

/// How things look and what they are called.
#[derive(Debug)]
pub struct Look {
    /// Colours.
    pub theme: Theme,
    /// Shapes.
    pub shapes: Shapes,
    /// Words.
    pub lexicon: Lexicon,
}

/// Pieces of text with their roles, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strip(Vec<(Role, SafeText)>);

impl Strip {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Strip(Vec::new())
    }

    /// One piece.
    #[must_use]
    pub fn of(role: Role, text: impl Into<SafeText>) -> Self {
        Strip::new().then(role, text)
    }

    /// Appends a piece.
    #[must_use]
    pub fn then(mut self, role: Role, text: impl Into<SafeText>) -> Self {
        self.0.push((role, text.into()));
        self
    }

    /// Appends blanks of our own.
    #[must_use]
    pub fn gap(self, blanks: &'static str) -> Self {
        self.then(Role::Text, SafeText::word(blanks))
    }

    /// Appends another strip.
    #[must_use]
    pub fn and(mut self, more: Strip) -> Self {
        self.0.extend(more.0);
        self
    }

    /// Cells it takes.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.0.iter().map(|(_, text)| width(text)).sum()
    }

    /// True when it holds no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|(_, text)| text.is_empty())
    }

    /// It in so many cells exactly: filled up with blanks, or cut with a mark and a blank after it.
    #[must_use]
    pub fn cut(&self, cells: u16, look: &Look) -> Strip {
        let too_wide = self.width() > cells;
        let mut left = if too_wide { cells.saturating_sub(2) } else { cells };
        let mut cut = Strip::new();
        for (role, text) in &self.0 {
            let kept = SafeText::from_outside(fitting(text.as_str(), left.into()));
            left -= width(&kept);
            cut = cut.then(*role, kept);
        }
        if too_wide {
            cut = cut.then(Role::Muted, SafeText::word(Glyph::Cut.shape(look.shapes))).gap(" ");
        }
        let blanks = SafeText::from_outside(&" ".repeat(left.into()));
        cut.then(Role::Text, blanks)
    }

    /// Its text without roles.
    #[must_use]
    pub fn text(&self) -> SafeText {
        SafeText::join(self.0.iter().map(|(_, text)| text), "")
    }
}

/// Cells a text takes.
#[must_use]
pub fn width(text: &SafeText) -> u16 {
    u16::try_from(text.as_str().width()).unwrap_or(u16::MAX)
}

/// The lines of a text broken to a width: at blanks where there are any, else between characters.
#[must_use]
pub fn wrap(text: &SafeText, cells: u16) -> Vec<SafeText> {
    let room = usize::from(cells.max(2));
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.as_str().split_word_bounds() {
        for piece in pieces(word, room) {
            if line.width() + piece.width() > room {
                lines.push(SafeText::from_outside(line.trim_end()));
                line.clear();
            }
            if !(line.is_empty() && piece == " ") {
                line.push_str(piece);
            }
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(SafeText::from_outside(&line));
    }
    lines
}

/// A word as it is, or its characters when it is wider than the room.
fn pieces(word: &str, room: usize) -> Vec<&str> {
    if word.width() > room { word.graphemes(true).collect() } else { vec![word] }
}

/// A part of the screen to draw on.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    /// How things look.
    pub look: &'a Look,
    /// The part that may be drawn on.
    pub area: Rect,
}

impl<'a> Canvas<'a> {
    /// Draws on the whole buffer.
    pub fn new(buffer: &'a mut Buffer, look: &'a Look) -> Self {
        let area = buffer.area;
        Canvas { buffer, look, area }
    }

    /// The same canvas, limited to a part.
    pub fn part(&mut self, area: Rect) -> Canvas<'_> {
        Canvas { area: area.intersection(self.area), look: self.look, buffer: self.buffer }
    }

    /// Text at a place of the area, cut with a mark when it is wider than `room`; returns the cells used.
    pub fn text(&mut self, (x, y): (u16, u16), room: u16, text: &SafeText, role: Role) -> u16 {
        let room = room.min(self.area.width.saturating_sub(x));
        if y >= self.area.height || room == 0 {
            return 0;
        }
        let (x, y) = (self.area.x + x, self.area.y + y);
        let style = self.look.theme.style(role);
        let wide = width(text);
        if wide <= room {
            self.buffer.set_stringn(x, y, text.as_str(), room.into(), style);
            return wide;
        }
        let kept = fitting(text.as_str(), usize::from(room) - 1);
        let (end, _) = self.buffer.set_stringn(x, y, kept, usize::from(room) - 1, style);
        self.buffer.set_stringn(end, y, Glyph::Cut.shape(self.look.shapes), 1, self.look.theme.style(Role::Muted));
        room
    }

    /// Text that ends before column `end`.
    pub fn text_right(&mut self, (end, y): (u16, u16), room: u16, text: &SafeText, role: Role) {
        let cells = width(text).min(room);
        self.text((end.saturating_sub(cells), y), cells, text, role);
    }

    /// Pieces one after the other; returns the cells used.
    pub fn strip(&mut self, (x, y): (u16, u16), room: u16, strip: &Strip) -> u16 {
        let mut used = 0;
        for (role, text) in &strip.0 {
            if used >= room {
                break;
            }
            used += self.text((x + used, y), room - used, text, *role);
        }
        used
    }

    /// One shape.
    pub fn glyph(&mut self, at: (u16, u16), glyph: Glyph, role: Role) {
        let shape = SafeText::word(glyph.shape(self.look.shapes));
        self.text(at, 1, &shape, role);
    }

    /// A dashed rule over the whole width, with a title near its left end.
    pub fn rule(&mut self, y: u16, title: &SafeText, role: Role) {
        for x in 0..self.area.width {
            self.glyph((x, y), Glyph::Rule, Role::Rule);
        }
        if !title.is_empty() {
            let blank = SafeText::word(" ");
            let title = SafeText::join([&blank, title, &blank], "");
            self.text((2, y), self.area.width.saturating_sub(4), &title, role);
        }
    }

    /// A dashed line down the whole height.
    pub fn bar(&mut self, x: u16) {
        for y in 0..self.area.height {
            self.glyph((x, y), Glyph::Bar, Role::Rule);
        }
    }

    /// Blanks over the whole area, whatever was drawn before; a wide glyph cut by its edge goes whole.
    pub fn clear(&mut self) {
        let edges = [self.area.x.checked_sub(1), Some(self.area.right())];
        for y in self.area.top()..self.area.bottom() {
            for x in self.area.left()..self.area.right() {
                self.buffer[(x, y)].reset();
            }
            if let Some(cell) =
                edges[0].and_then(|x| self.buffer.cell_mut((x, y))).filter(|cell| cell.symbol().width() == 2)
            {
                cell.set_symbol(" ");
            }
        }
    }
}

/// As much of a text as fits.
fn fitting(text: &str, room: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme.width();
        if used > room {
            return &text[..at];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::lexicon::Language;
    use crate::desk::theme::Depth;

    fn drawn(cells: u16, draw: impl FnOnce(&mut Canvas<'_>)) -> String {
        let look = Look {
            theme: Theme::built_in("dark", Depth::Mono),
            shapes: Shapes::Unicode,
            lexicon: Lexicon::load(Language::En),
        };
        let mut buffer = Buffer::empty(Rect::new(0, 0, cells, 1));
        draw(&mut Canvas::new(&mut buffer, &look));
        crate::desk::view::lines(&buffer).remove(0)
    }

    #[test]
    fn text_too_wide_is_cut_with_a_mark() {
        let name = SafeText::from_outside("宁波海岳智能");
        assert_eq!(drawn(12, |canvas| _ = canvas.text((0, 0), 12, &name, Role::Text)), "宁波海岳智能");
        assert_eq!(drawn(8, |canvas| _ = canvas.text((0, 0), 8, &name, Role::Text)), "宁波海⋯ ");
        assert_eq!(drawn(7, |canvas| _ = canvas.text((0, 0), 7, &name, Role::Text)), "宁波海⋯");
    }

    #[test]
    fn a_rule_carries_its_title() {
        assert_eq!(drawn(14, |canvas| canvas.rule(0, &SafeText::word("时限"), Role::Heading)), "╌╌ 时限 ╌╌╌╌╌╌");
    }

    #[test]
    fn clearing_takes_a_wide_glyph_cut_by_the_edge() {
        let line = drawn(6, |canvas| {
            canvas.text((0, 0), 6, &SafeText::word("海岳智"), Role::Text);
            canvas.part(Rect::new(1, 0, 2, 1)).clear();
        });
        assert!(!line.contains('海'), "{line}");
    }

    #[test]
    fn wrapping_breaks_at_blanks_and_between_han() {
        let lines = |text: &str, cells| -> Vec<String> {
            wrap(&SafeText::from_outside(text), cells).iter().map(ToString::to_string).collect()
        };
        assert_eq!(lines("one two three", 8), ["one two", "three"]);
        assert_eq!(lines("企业已选美方律所", 6), ["企业已", "选美方", "律所"]);
        assert_eq!(lines("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(lines("", 3), [""]);
    }
}
