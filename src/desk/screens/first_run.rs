//! An empty store: demo data, an intake file, or a unit to begin with.

use std::path::PathBuf;
use std::rc::Rc;

use super::Shape;
use crate::boards::drafts::FormKey;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::{Effect, Ending, Errand, Step};
use crate::desk::glyphs::Glyph;
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::{Desk, Target};
use crate::desk::overlays::Overlay;
use crate::desk::overlays::form::{Choice, Field, Form, Label, Lack, Values};
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::Canvas;
use crate::desk::widgets::frame::Tab;
use crate::wire::{Reply, Request, Setup};

/// What the form of the first unit goes by.
const FOUND: &str = "found";

/// The ways to begin, by lexicon id.
const WAYS: [&str; 3] = ["first-demo", "first-file", "first-empty"];

/// Which way the cursor is on.
#[derive(Default)]
pub struct FirstRun {
    at: usize,
}

impl Shape for FirstRun {
    fn chain(&self) -> Chain {
        &[Scope::List, Scope::Rows, Scope::Global]
    }

    fn hints(&self) -> &'static [Action] {
        &[Action::Down, Action::Up, Action::Open, Action::Language, Action::Back, Action::Help]
    }

    fn place(&self, _desk: &Desk) -> SafeText {
        SafeText::word(concat!("dutydesk ", env!("CARGO_PKG_VERSION")))
    }

    fn tabs(&self, desk: &Desk) -> (Vec<Tab>, usize) {
        (vec![Tab::named(desk.look.lexicon.word("first-tab"))], 0)
    }

    fn needs(&self) -> Vec<Request> {
        Vec::new()
    }

    fn told(&mut self, _reply: &Reply, _desk: &Desk) -> Vec<Step> {
        Vec::new()
    }

    fn act(&mut self, action: Action, _count: usize, desk: &Desk) -> Vec<Step> {
        match (action, action.tab()) {
            (_, Some(way)) => self.at = way.min(WAYS.len() - 1),
            (Action::Down, None) => self.at = (self.at + 1).min(WAYS.len() - 1),
            (Action::Up, None) => self.at = self.at.saturating_sub(1),
            (Action::Open, None) => return self.begin(desk),
            (_, None) => {}
        }
        Vec::new()
    }

    fn target(&self) -> Option<Target> {
        None
    }

    fn draw(&self, canvas: &mut Canvas<'_>, desk: &Desk) {
        let lexicon = &desk.look.lexicon;
        canvas.text((3, 1), canvas.area.width, &lexicon.word("first-title"), Role::Heading);
        canvas.text((3, 3), canvas.area.width, &lexicon.word("first-shapes"), Role::Muted);
        let mut x = 3;
        for glyph in Glyph::ALL {
            canvas.glyph((x, 4), *glyph, Role::Text);
            x += 2;
        }
        canvas.part(ratatui::layout::Rect { y: canvas.area.y + 6, height: 1, ..canvas.area }).rule(
            0,
            &lexicon.word("first-where"),
            Role::Heading,
        );
        for (y, (index, way)) in (7..).zip(WAYS.iter().enumerate()) {
            if index == self.at {
                canvas.glyph((0, y), Glyph::Cursor, Role::Cursor);
            }
            let number = SafeText::from(index as u64 + 1);
            let line = SafeText::join([&number, &lexicon.word(way)], " ");
            canvas.text((2, y), canvas.area.width.saturating_sub(3), &line, Role::Text);
        }
    }
}

impl FirstRun {
    fn begin(&self, desk: &Desk) -> Vec<Step> {
        match self.at {
            0 => vec![Step::Effect(Effect::Quit(Ending::WantsDemo))],
            way => vec![Step::Open(Box::new(Overlay::Form(found(desk, way == 1))))],
        }
    }
}

/// The unit, and a file to take in if that was chosen.
fn found(desk: &Desk, with_file: bool) -> Form {
    let line = |id: &'static str, label: &'static str| Field::line(id, Label::Word(label), "").needed();
    let mut fields = vec![line("code", "field-unit-code"), line("name", "field-unit-name")];
    let yes_no = [("no", "no"), ("yes", "yes")]
        .map(|(code, word)| Choice { code: code.to_owned(), label: desk.look.lexicon.word(word) });
    fields.push(Field::choice("practice", Label::Word("field-practice"), yes_no.to_vec()));
    if with_file {
        fields.push(line("file", "field-file"));
    }
    let made = move |values: &Values| {
        let needed = ["code", "name", "file"];
        let needed = needed.iter().filter(|id| with_file || **id != "file");
        let lacks: Vec<Lack> =
            needed.filter(|id| values.get(id).is_empty()).map(|id| ((*id).to_owned(), "lack-empty")).collect();
        if !lacks.is_empty() {
            return Err(lacks);
        }
        let file = Some(values.get("file")).filter(|file| !file.is_empty()).map(PathBuf::from);
        Ok(Step::Effect(Effect::Errand(Errand::Found {
            begin: Setup::Begin {
                code: values.get("code").to_uppercase(),
                name_zh: values.get("name").to_owned(),
                name_en: values.get("name").to_owned(),
                practice: values.get("practice") == "yes",
            },
            then: file,
        })))
    };
    Form::new((FormKey::new(FOUND), Label::Word("form-found"), SafeText::EMPTY), fields, Rc::new(made))
}
