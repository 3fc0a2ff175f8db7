//! A text field with the real cursor at its caret, so that an input method knows where to stand.

use ratatui::layout::Position;
use tui_input::{Input, InputRequest};

use super::canvas::{Canvas, width};
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::keymap::{Key, Named};
use crate::desk::theme::Role;

/// Characters one field takes: a page of prose. More is a file.
pub const FIELD_CHARS_MAX: usize = 2000;

/// Actions that edit, and what they do.
const EDITS: [(Action, InputRequest); 4] = [
    (Action::DeleteWord, InputRequest::DeletePrevWord),
    (Action::DeleteToStart, InputRequest::DeleteFromStart),
    (Action::LineStart, InputRequest::GoToStart),
    (Action::LineEnd, InputRequest::GoToEnd),
];

/// One line being typed.
#[derive(Clone, Debug, Default)]
pub struct TextField {
    input: Input,
}

impl TextField {
    /// A field holding this, the caret at its end.
    #[must_use]
    pub fn holding(value: &str) -> Self {
        TextField { input: Input::new(value.to_owned()) }
    }

    /// What stands in it, as typed.
    #[must_use]
    pub fn value(&self) -> &str {
        self.input.value()
    }

    /// A key that is no command: a character, or one of the keys that edit.
    pub fn key(&mut self, key: Key) {
        let request = match key {
            Key::Char(c) => InputRequest::InsertChar(c),
            Key::Named(Named::Space) => InputRequest::InsertChar(' '),
            Key::Named(Named::Backspace) => InputRequest::DeletePrevChar,
            Key::Named(Named::Delete) => InputRequest::DeleteNextChar,
            Key::Named(Named::Left) => InputRequest::GoToPrevChar,
            Key::Named(Named::Right) => InputRequest::GoToNextChar,
            Key::Named(_) | Key::Ctrl(_) | Key::F(_) => return,
        };
        let grows = matches!(request, InputRequest::InsertChar(_));
        if !(grows && self.value().chars().count() >= FIELD_CHARS_MAX) {
            self.input.handle(request);
        }
    }

    /// An action of the `field` or `picker` scope that edits; false when it is none.
    pub fn act(&mut self, action: Action) -> bool {
        let Some((_, request)) = EDITS.iter().find(|(edits, _)| *edits == action) else { return false };
        self.input.handle(*request);
        true
    }

    /// Pasted text: one edit. A line break becomes a blank, and what is too long is left out.
    pub fn paste(&mut self, text: &str) {
        let room = FIELD_CHARS_MAX.saturating_sub(self.value().chars().count());
        let text: String = text.replace("\r\n", " ").replace(['\r', '\n', '\t'], " ").chars().take(room).collect();
        let caret = self.input.cursor();
        let before: String = self.value().chars().take(caret).collect();
        let after: String = self.value().chars().skip(caret).collect();
        let caret = caret + text.chars().count();
        self.input = Input::new(format!("{before}{text}{after}")).with_cursor(caret);
    }

    /// Draws the text, scrolled so that the caret is inside; returns the caret's cell.
    pub fn draw(&self, canvas: &mut Canvas<'_>, (x, y): (u16, u16), room: u16, role: Role) -> Position {
        let caret = self.input.cursor();
        let mut first = 0;
        let shown = |from: usize, to: usize| {
            let part: String = self.value().chars().skip(from).take(to.saturating_sub(from)).collect();
            SafeText::from_outside(&part)
        };
        while first < caret && width(&shown(first, caret)) >= room {
            first += 1;
        }
        canvas.text((x, y), room, &shown(first, usize::MAX), role);
        let ahead = width(&shown(first, caret)).min(room.saturating_sub(1));
        Position::new(canvas.area.x + x + ahead, canvas.area.y + y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_and_editing() {
        let mut field = TextField::default();
        for c in "海岳 337".chars() {
            field.key(if c == ' ' { Key::Named(Named::Space) } else { Key::Char(c) });
        }
        field.key(Key::Named(Named::Backspace));
        assert_eq!(field.value(), "海岳 33");
        assert!(field.act(Action::DeleteWord));
        assert_eq!(field.value(), "海岳 ");
        assert!(!field.act(Action::Open));
    }

    #[test]
    fn a_paste_is_one_edit_on_one_line() {
        let mut field = TextField::holding("ab");
        field.key(Key::Named(Named::Left));
        field.paste("1\r\n2\n3");
        assert_eq!(field.value(), "a1 2 3b");
        field.key(Key::Char('x'));
        assert_eq!(field.value(), "a1 2 3xb");
    }

    #[test]
    fn a_field_takes_only_so_much() {
        let mut field = TextField::default();
        field.paste(&"x".repeat(FIELD_CHARS_MAX + 50));
        field.key(Key::Char('y'));
        assert_eq!(field.value().len(), FIELD_CHARS_MAX);
    }
}
