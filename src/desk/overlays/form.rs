//! A form: fields to fill in, what is still missing, and the act that comes of it. Leaving keeps
//! what was typed; nothing blocks leaving.

use std::rc::Rc;

use ratatui::layout::Position;

use super::Layer;
use crate::calendar::Text;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::{Notice, Step};
use crate::desk::keymap::{Chain, Key, Named, Scope};
use crate::desk::model::Desk;
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip};
use crate::desk::widgets::field::TextField;
use crate::desk::widgets::overlay_box;

/// Repeated lines of one field (items of a referral): more is a letter of its own.
const REPEATS_MAX: usize = 12;

/// Options shown at once below the choice that has the focus.
const OPTIONS_SHOWN: usize = 6;

/// What the fields hold, by field id, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(Vec<(String, String)>);

impl Values {
    /// The value of a field, without blanks around it.
    #[must_use]
    pub fn get(&self, id: &str) -> &str {
        self.0.iter().find(|(known, _)| known == id).map_or("", |(_, value)| value.trim())
    }

    /// The filled lines of a repeated field.
    #[must_use]
    pub fn all(&self, id: &str) -> Vec<String> {
        self.0
            .iter()
            .filter(|(known, value)| known == id && !value.trim().is_empty())
            .map(|(_, value)| value.trim().to_owned())
            .collect()
    }
}

/// Something a field lacks: which field, and the lexicon id of what to do.
pub type Lack = (String, &'static str);

/// Makes the deed from the values, or says what they lack.
pub type Make = Rc<dyn Fn(&Values) -> Result<Step, Vec<Lack>>>;

/// What a field or form is called.
#[derive(Clone, Debug)]
pub enum Label {
    /// A text of the lexicon.
    Word(&'static str),
    /// Words of the record, in both languages.
    Both(Text),
}

impl Label {
    fn text(&self, desk: &Desk) -> SafeText {
        match self {
            Label::Word(id) => desk.look.lexicon.word(id),
            Label::Both(text) => desk.say(text),
        }
    }
}

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form gets.
    pub code: String,
    /// What the officer sees.
    pub label: SafeText,
}

/// How a field is filled in.
#[derive(Clone, Debug)]
enum Input {
    Line(TextField),
    Choice { options: Vec<Choice>, at: usize, typed: TextField },
}

/// One field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    id: String,
    label: Label,
    needed: bool,
    repeats: bool,
    input: Input,
}

impl Field {
    /// A line of text.
    #[must_use]
    pub fn line(id: &str, label: Label, value: &str) -> Self {
        let input = Input::Line(TextField::holding(value));
        Field { id: id.to_owned(), label, needed: false, repeats: false, input }
    }

    /// One of several; the first is chosen.
    #[must_use]
    pub fn choice(id: &str, label: Label, options: Vec<Choice>) -> Self {
        let input = Input::Choice { options, at: 0, typed: TextField::default() };
        Field { id: id.to_owned(), label, needed: false, repeats: false, input }
    }

    /// It is marked as needed; that it is filled is the maker's to check.
    #[must_use]
    pub fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    /// A new line appears when the last one is filled.
    #[must_use]
    pub fn repeated(mut self) -> Self {
        self.repeats = true;
        self
    }

    /// Begins on the option with this code.
    #[must_use]
    pub fn on(mut self, code: &str) -> Self {
        if let Input::Choice { options, at, .. } = &mut self.input {
            *at = options.iter().position(|option| option.code == code).unwrap_or(0);
        }
        self
    }

    fn value(&self) -> String {
        match &self.input {
            Input::Line(field) => field.value().to_owned(),
            Input::Choice { options, at, .. } => options.get(*at).map(|option| option.code.clone()).unwrap_or_default(),
        }
    }
}

/// A form being filled in.
#[derive(Clone)]
pub struct Form {
    /// Names the draft: the same key finds what was typed before.
    pub key: String,
    title: Label,
    /// Named in the title: the record it is about.
    about: SafeText,
    /// Said above the fields, so that nobody signs unread.
    preamble: Vec<Strip>,
    fields: Vec<Field>,
    focus: usize,
    make: Make,
    /// The menu of F9: which button has the focus.
    menu: Option<usize>,
    /// The act is on its way.
    sent: bool,
}

/// The buttons of the F9 menu, by lexicon id.
const MENU: [&str; 3] = ["form-submit", "form-keep", "form-drop"];

/// Cells of the label column.
const LABEL_CELLS: u16 = 18;

impl Form {
    /// A form with the first field in focus.
    #[must_use]
    pub fn new((key, title, about): (String, Label, SafeText), fields: Vec<Field>, make: Make) -> Self {
        Form { key, title, about, preamble: Vec::new(), fields, focus: 0, make, menu: None, sent: false }
    }

    /// Lines to be read before the fields.
    #[must_use]
    pub fn saying(mut self, preamble: Vec<Strip>) -> Self {
        self.preamble = preamble;
        self
    }

    /// What it is for.
    #[must_use]
    pub fn title(&self, desk: &Desk) -> SafeText {
        SafeText::join([&self.title.text(desk), &self.about], " ")
    }

    /// True while its deed is on the way.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        self.sent
    }

    /// Its deed is on the way: nothing can be typed until the answer.
    pub fn mark_sent(&mut self) {
        self.sent = true;
    }

    /// The answer was no: it can be changed and sent again.
    pub fn unsent(&mut self) {
        self.sent = false;
    }

    fn values(&self) -> Values {
        Values(self.fields.iter().map(|field| (field.id.clone(), field.value())).collect())
    }

    fn next(&mut self) {
        let field = &self.fields[self.focus];
        let last_of_group = self.fields.get(self.focus + 1).is_none_or(|next| next.id != field.id);
        let filled = !field.value().trim().is_empty();
        let repeats = self.fields.iter().filter(|one| one.id == field.id).count();
        if field.repeats && last_of_group && filled && repeats < REPEATS_MAX {
            let fresh = Field::line(&field.id, field.label.clone(), "").repeated();
            self.fields.insert(self.focus + 1, fresh);
        }
        if self.focus + 1 < self.fields.len() {
            self.focus += 1;
        } else {
            self.open_menu();
        }
    }

    fn open_menu(&mut self) {
        let ready = (self.make)(&self.values()).is_ok();
        self.menu = Some(if ready { 0 } else { 1 });
    }

    fn answer_menu(&mut self, button: usize, desk: &Desk) -> Vec<Step> {
        self.menu = None;
        match button {
            0 => self.submit(desk),
            1 => vec![Step::Close],
            _ => vec![Step::DropDraft(self.key.clone())],
        }
    }

    fn submit(&mut self, desk: &Desk) -> Vec<Step> {
        match (self.make)(&self.values()) {
            Ok(step) => {
                vec![step]
            }
            Err(lacks) => {
                if let Some((field, _)) = lacks.first() {
                    self.focus = self.fields.iter().position(|one| one.id == *field).unwrap_or(self.focus);
                }
                vec![Step::Say(Notice::refusal(desk.look.lexicon.word("form-lacks")))]
            }
        }
    }

    fn act_in_menu(&mut self, at: usize, action: Action, desk: &Desk) -> Vec<Step> {
        if action == Action::Choose {
            self.menu = Some((at + 1) % MENU.len());
        } else if action == Action::Answer {
            return self.answer_menu(at, desk);
        } else if action == Action::No {
            self.menu = None;
        }
        Vec::new()
    }
}

impl Layer for Form {
    fn chain(&self) -> Chain {
        if self.menu.is_some() { &[Scope::Confirm] } else { &[Scope::Field] }
    }

    fn act(&mut self, action: Action, _count: usize, desk: &Desk) -> Vec<Step> {
        if self.sent && action != Action::Leave {
            return vec![Step::Say(Notice::plain(desk.look.lexicon.word("form-sent")))];
        }
        if let Some(at) = self.menu {
            return self.act_in_menu(at, action, desk);
        }
        let field = &mut self.fields[self.focus];
        let (Input::Line(typed) | Input::Choice { typed, .. }) = &mut field.input;
        if typed.act(action) {
            return Vec::new();
        }
        if action == Action::NextField {
            self.next();
        } else if action == Action::PreviousField {
            self.focus = self.focus.saturating_sub(1);
        } else if action == Action::FormMenu {
            self.open_menu();
        } else if action == Action::Leave {
            return vec![Step::Close];
        }
        Vec::new()
    }

    fn key(&mut self, key: Key, _desk: &Desk) -> Vec<Step> {
        if self.menu.is_some() || self.sent {
            return Vec::new();
        }
        match &mut self.fields[self.focus].input {
            Input::Line(line) => line.key(key),
            Input::Choice { options, at, typed } => choose(options, at, typed, key),
        }
        Vec::new()
    }

    fn paste(&mut self, text: &str, _desk: &Desk) -> Vec<Step> {
        if let (Input::Line(line), None) = (&mut self.fields[self.focus].input, self.menu) {
            line.paste(text);
        }
        Vec::new()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, desk: &Desk) -> Option<Position> {
        let lacks = (self.make)(&self.values()).err().unwrap_or_default();
        let options = self.options_shown();
        let lines = self.preamble.len() + self.fields.len() + options + lacks.len().min(4) + 2;
        let frame = overlay_box::Frame {
            title: self.title(desk),
            foot: self.foot(desk),
            width: 76,
            lines: u16::try_from(lines).unwrap_or(u16::MAX),
        };
        let inner = overlay_box::draw(canvas, &frame);
        let mut canvas = canvas.part(inner);
        let mut y = 0;
        for strip in &self.preamble {
            canvas.strip((0, y), inner.width, strip);
            y += 1;
        }
        let fields_room =
            usize::from(inner.height).saturating_sub(self.preamble.len() + options + lacks.len().min(4) + 1);
        let caret = self.draw_fields(&mut canvas, &mut y, fields_room.max(1), desk);
        self.draw_lacks(&mut canvas, y + 1, &lacks, desk);
        caret.filter(|_| self.menu.is_none() && !self.sent)
    }
}

impl Form {
    fn foot(&self, desk: &Desk) -> Strip {
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

    fn options_shown(&self) -> usize {
        match &self.fields[self.focus].input {
            Input::Choice { options, .. } => options.len().min(OPTIONS_SHOWN),
            Input::Line(_) => 0,
        }
    }

    fn draw_fields(&self, canvas: &mut Canvas<'_>, y: &mut u16, room: usize, desk: &Desk) -> Option<Position> {
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

    fn draw_lacks(&self, canvas: &mut Canvas<'_>, y: u16, lacks: &[Lack], desk: &Desk) {
        for (line, (field, what)) in (y..canvas.area.height).zip(lacks) {
            let lexicon = &desk.look.lexicon;
            let label =
                self.fields.iter().find(|one| one.id == *field).map(|one| one.label.text(desk)).unwrap_or_default();
            let text = lexicon.say("form-lack", &[("field", (&label).into()), ("what", (&lexicon.word(what)).into())]);
            canvas.text((0, line), canvas.area.width, &text, Role::Warn);
        }
    }
}

/// Up, Down, Left and Right choose; typing narrows to the first option that holds what was typed.
fn choose(options: &[Choice], at: &mut usize, typed: &mut TextField, key: Key) {
    let last = options.len().saturating_sub(1);
    match key {
        Key::Named(Named::Up | Named::Left) => *at = at.saturating_sub(1),
        Key::Named(Named::Down | Named::Right) => *at = (*at + 1).min(last),
        Key::Named(_) | Key::Char(_) | Key::Ctrl(_) | Key::F(_) => {
            typed.key(key);
            let wanted = typed.value().trim().to_lowercase();
            let found = options.iter().position(|option| {
                option.label.as_str().to_lowercase().contains(&wanted) || option.code.to_lowercase().contains(&wanted)
            });
            *at = found.filter(|_| !wanted.is_empty()).unwrap_or(*at);
        }
    }
}

fn draw_options(canvas: &mut Canvas<'_>, y: &mut u16, options: &[Choice], at: usize, typed: &TextField) -> Position {
    let first = (at + 1).saturating_sub(OPTIONS_SHOWN);
    let room = canvas.area.width.saturating_sub(LABEL_CELLS + 2);
    for (index, option) in options.iter().enumerate().skip(first).take(OPTIONS_SHOWN) {
        if index == at {
            canvas.glyph((LABEL_CELLS, *y), crate::desk::glyphs::Glyph::Cursor, Role::Cursor);
        }
        let role = if index == at { Role::Text } else { Role::Muted };
        canvas.text((LABEL_CELLS + 2, *y), room, &option.label, role);
        *y += 1;
    }
    typed.draw(canvas, (2, *y - 1), LABEL_CELLS - 4, Role::Match)
}
