//! A form: fields to fill in, what is still missing, and the act that comes of it. Leaving keeps
//! what was typed; nothing blocks leaving.

mod draft;
mod draw;
mod field;

use std::rc::Rc;

use ratatui::layout::Position;

pub use field::{Choice, Field, Label, Lack, Values};

use super::Layer;
use crate::boards::drafts::FormKey;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::{Notice, Step};
use crate::desk::keymap::{Chain, Key, Scope};
use crate::desk::model::Desk;
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip};
use crate::desk::widgets::overlay_box;
use draft::Typing;
use field::{Input, choose};

/// Repeated lines of one field (items of a referral): more is a letter of its own.
const REPEATS_MAX: usize = 12;

/// Makes the deed from the values, or says what they lack.
pub type Make = Rc<dyn Fn(&Values) -> Result<Step, Vec<Lack>>>;

/// A form being filled in.
#[derive(Clone)]
pub struct Form {
    /// Names the draft: the same key finds what was typed before.
    pub key: FormKey,
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
    /// What comes of it is taken back with one key.
    undoes: bool,
    /// The act is on its way.
    sent: bool,
    typing: Typing,
}

/// The buttons of the F9 menu, by lexicon id.
const MENU: [&str; 3] = ["form-submit", "form-keep", "form-drop"];

impl Form {
    /// A form with the first field in focus.
    #[must_use]
    pub fn new((key, title, about): (FormKey, Label, SafeText), fields: Vec<Field>, make: Make) -> Self {
        let typing = Typing::new(values(&fields));
        Form {
            key,
            title,
            about,
            preamble: Vec::new(),
            fields,
            focus: 0,
            make,
            menu: None,
            undoes: false,
            sent: false,
            typing,
        }
    }

    /// Lines to be read before the fields.
    #[must_use]
    pub fn saying(mut self, preamble: Vec<Strip>) -> Self {
        self.preamble = preamble;
        self
    }

    /// What comes of it is taken back with one key, or is not: then it says so.
    #[must_use]
    pub fn undone(mut self, undoes: bool) -> Self {
        self.undoes = undoes;
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
        self.typing.seen = Values::default();
    }

    fn values(&self) -> Values {
        values(&self.fields)
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
            _ => vec![Step::DropDraft(self.key.id())],
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

/// What these fields hold.
fn values(fields: &[Field]) -> Values {
    Values(fields.iter().map(|field| (field.id.clone(), field.value())).collect())
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
        let said = lacks.len().min(4) + usize::from(!self.undoes);
        let lines = self.preamble.len() + self.fields.len() + options + said + 2;
        let frame = overlay_box::Frame {
            title: self.heading(desk),
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
        let fields_room = usize::from(inner.height).saturating_sub(self.preamble.len() + options + said + 1);
        let caret = self.draw_fields(&mut canvas, &mut y, fields_room.max(1), desk);
        self.draw_lacks(&mut canvas, y + 1, &lacks, desk);
        if !self.undoes {
            let last = inner.height.saturating_sub(1);
            canvas.text((0, last), inner.width, &desk.look.lexicon.word("form-lasts"), Role::Muted);
        }
        caret.filter(|_| self.menu.is_none() && !self.sent)
    }
}
