//! How a form looks: labels and values, the options of the choice in focus, what is still missing.

use ratatui::layout::Position;

use super::field::{Choice, Input, Lack};
use super::{Form, MENU};
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::glyphs::Glyph;
use crate::desk::model::Desk;
use crate::desk::overlays::Layer;
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip};
use crate::desk::widgets::field::TextField;

/// Options shown at once below the choice that has the focus.
const OPTIONS_SHOWN: usize = 6;

/// Cells of the label column.
const LABEL_CELLS: u16 = 18;

impl Form {
    pub(super) fn foot(&self, desk: &Desk) -> Strip {
        match self.menu {
            Some(at) => (0..).zip(MENU).fold(Strip::new(), |strip, (index, id)| {
                let word = desk.look.lexicon.word(id);
                if index == at {
                    strip
                        .then(Role::Focus, SafeText::join([&SafeText::word("["), &word, &SafeText::word("]")], " "))
                        .gap("  ")
                } else {
                    strip.then(Role::Muted, word).gap("  ")
                }
            }),
            None => desk
                .hint_strip(self.chain(), &[Action::NextField, Action::PreviousField, Action::FormMenu, Action::Leave]),
        }
    }

    pub(super) fn options_shown(&self) -> usize {
        match &self.fields[self.focus].input {
            Input::Choice { options, .. } => options.len().min(OPTIONS_SHOWN),
            Input::Line(_) => 0,
        }
    }

    pub(super) fn draw_fields(
        &self,
        canvas: &mut Canvas<'_>,
        y: &mut u16,
        room: usize,
        desk: &Desk,
    ) -> Option<Position> {
        let mut caret = None;
        let first = (self.focus + 1).saturating_sub(room);
        for (index, field) in self.fields.iter().enumerate().skip(first).take(room) {
            let label = field.label.text(desk);
            let label_role = if index == self.focus { Role::Heading } else { Role::Muted };
            let used = canvas.text((0, *y), LABEL_CELLS - 2, &label, label_role);
            if field.needed {
                canvas.text((used + 1, *y), 1, &SafeText::word("*"), Role::Warn);
            }
            let value_room = canvas.area.width.saturating_sub(LABEL_CELLS);
            match &field.input {
                Input::Line(line) => {
                    let position = line.draw(canvas, (LABEL_CELLS, *y), value_room, Role::Field);
                    caret = if index == self.focus { Some(position) } else { caret };
                }
                Input::Choice { options, at, .. } => {
                    let label = options.get(*at).map(|option| option.label.clone()).unwrap_or_default();
                    canvas.text((LABEL_CELLS, *y), value_room, &label, Role::Field);
                }
            }
            *y += 1;
            if let (true, Input::Choice { options, at, typed }) = (index == self.focus, &field.input) {
                caret = Some(draw_options(canvas, y, options, *at, typed));
            }
        }
        caret
    }

    pub(super) fn draw_lacks(&self, canvas: &mut Canvas<'_>, y: u16, lacks: &[Lack], desk: &Desk) {
        for (line, (field, what)) in (y..canvas.area.height).zip(lacks) {
            let lexicon = &desk.look.lexicon;
            let label =
                self.fields.iter().find(|one| one.id == *field).map(|one| one.label.text(desk)).unwrap_or_default();
            let text = lexicon.say("form-lack", &[("field", (&label).into()), ("what", (&lexicon.word(what)).into())]);
            canvas.text((0, line), canvas.area.width, &text, Role::Warn);
        }
    }
}

fn draw_options(canvas: &mut Canvas<'_>, y: &mut u16, options: &[Choice], at: usize, typed: &TextField) -> Position {
    let first = (at + 1).saturating_sub(OPTIONS_SHOWN);
    let room = canvas.area.width.saturating_sub(LABEL_CELLS + 2);
    for (index, option) in options.iter().enumerate().skip(first).take(OPTIONS_SHOWN) {
        if index == at {
            canvas.glyph((LABEL_CELLS, *y), Glyph::Cursor, Role::Cursor);
        }
        let role = if index == at { Role::Text } else { Role::Muted };
        canvas.text((LABEL_CELLS + 2, *y), room, &option.label, role);
        *y += 1;
    }
    typed.draw(canvas, (2, *y - 1), LABEL_CELLS - 4, Role::Match)
}
