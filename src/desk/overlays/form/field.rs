//! The fields of a form: lines and choices, what they are called, what they hold.

use crate::calendar::Text;
use crate::casework::safe_text::SafeText;
use crate::desk::keymap::{Key, Named};
use crate::desk::model::Desk;
use crate::desk::widgets::field::TextField;

/// What the fields hold, by field id, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(pub(super) Vec<(String, String)>);

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

/// What a field or form is called.
#[derive(Clone, Debug)]
pub enum Label {
    /// A text of the lexicon.
    Word(&'static str),
    /// Words of the record, in both languages.
    Both(Text),
}

impl Label {
    pub(super) fn text(&self, desk: &Desk) -> SafeText {
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
pub(super) enum Input {
    Line(TextField),
    Choice { options: Vec<Choice>, at: usize, typed: TextField },
}

/// One field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    pub(super) id: String,
    pub(super) label: Label,
    pub(super) needed: bool,
    pub(super) repeats: bool,
    pub(super) input: Input,
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

    /// Holds what was typed before; a code that is no option any more changes nothing.
    pub(super) fn hold(&mut self, value: &str) {
        match &mut self.input {
            Input::Line(field) => *field = TextField::holding(value),
            Input::Choice { options, at, .. } => {
                *at = options.iter().position(|option| option.code == value).unwrap_or(*at);
            }
        }
    }

    pub(super) fn value(&self) -> String {
        match &self.input {
            Input::Line(field) => field.value().to_owned(),
            Input::Choice { options, at, .. } => options.get(*at).map(|option| option.code.clone()).unwrap_or_default(),
        }
    }
}

/// Up, Down, Left and Right choose; typing narrows to the first option that holds what was typed.
pub(super) fn choose(options: &[Choice], at: &mut usize, typed: &mut TextField, key: Key) {
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
