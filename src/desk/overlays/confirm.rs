//! A question before what cannot be taken back: what happens, what does not, the reason, a proof
//! that the right record is meant. The safe button is first and has the focus.

use std::rc::Rc;

use ratatui::layout::Position;

use super::Layer;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::{Deed, Notice, Step};
use crate::desk::keymap::{Chain, Key, Scope};
use crate::desk::model::Desk;
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip, wrap};
use crate::desk::widgets::field::TextField;
use crate::desk::widgets::overlay_box;

/// Cells wide.
const CONFIRM_CELLS: u16 = 74;

/// Where the focus is, in the order it goes round.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Focus {
    No,
    Reason,
    Proof,
    Yes,
}

/// Makes the deed from the reason.
pub type Make = Rc<dyn Fn(&str) -> Deed>;

/// The question.
pub struct Confirm {
    title: SafeText,
    /// What will happen and what will not.
    consequences: Vec<SafeText>,
    reason: Option<TextField>,
    /// The last digits of the record's number, and what was typed of them.
    proof: Option<(String, TextField)>,
    focus: Focus,
    yes: SafeText,
    make: Make,
}

/// Digits of the record's number to be typed.
const PROOF_DIGITS: usize = 4;

impl Confirm {
    /// A question with the focus on "no".
    #[must_use]
    pub fn new(title: SafeText, consequences: Vec<SafeText>, yes: SafeText, make: Make) -> Self {
        Confirm { title, consequences, reason: None, proof: None, focus: Focus::No, yes, make }
    }

    /// Asks for a reason too.
    #[must_use]
    pub fn with_reason(mut self) -> Self {
        self.reason = Some(TextField::default());
        self
    }

    /// Asks for the last digits of a number.
    #[must_use]
    pub fn with_proof(mut self, number: &str) -> Self {
        let skipped = number.chars().count().saturating_sub(PROOF_DIGITS);
        self.proof = Some((number.chars().skip(skipped).collect(), TextField::default()));
        self
    }

    /// The stops that exist here.
    fn stops(&self) -> Vec<Focus> {
        let mut stops = vec![Focus::No];
        stops.extend(self.reason.as_ref().map(|_| Focus::Reason));
        stops.extend(self.proof.as_ref().map(|_| Focus::Proof));
        stops.push(Focus::Yes);
        stops
    }

    fn go_on(&mut self) {
        let stops = self.stops();
        let at = stops.iter().position(|stop| *stop == self.focus).unwrap_or(0);
        self.focus = stops[(at + 1) % stops.len()];
    }

    fn answer(&mut self, desk: &Desk) -> Vec<Step> {
        match self.focus {
            Focus::No => vec![Step::Close],
            Focus::Reason | Focus::Proof => {
                self.go_on();
                Vec::new()
            }
            Focus::Yes => self.yes(desk),
        }
    }

    fn yes(&mut self, desk: &Desk) -> Vec<Step> {
        let reason = self.reason.as_ref().map_or("", |field| field.value().trim());
        let lacking = if self.reason.is_some() && reason.is_empty() {
            Some((Focus::Reason, "confirm-reason-missing"))
        } else if self.proof.as_ref().is_some_and(|(wanted, typed)| typed.value().trim() != wanted) {
            Some((Focus::Proof, "confirm-proof-wrong"))
        } else {
            None
        };
        match lacking {
            Some((focus, word)) => {
                self.focus = focus;
                vec![Step::Say(Notice::refusal(desk.look.lexicon.word(word)))]
            }
            None => vec![Step::Close, Step::Do(Box::new((self.make)(reason)))],
        }
    }

    fn field(&mut self) -> Option<&mut TextField> {
        match self.focus {
            Focus::Reason => self.reason.as_mut(),
            Focus::Proof => self.proof.as_mut().map(|(_, typed)| typed),
            Focus::No | Focus::Yes => None,
        }
    }
}

impl Layer for Confirm {
    fn chain(&self) -> Chain {
        &[Scope::Confirm]
    }

    fn act(&mut self, action: Action, _count: usize, desk: &Desk) -> Vec<Step> {
        if action == Action::Choose {
            self.go_on();
        } else if action == Action::Answer {
            return self.answer(desk);
        } else if action == Action::No {
            return vec![Step::Close];
        }
        Vec::new()
    }

    fn key(&mut self, key: Key, _desk: &Desk) -> Vec<Step> {
        if let Some(field) = self.field() {
            field.key(key);
        }
        Vec::new()
    }

    fn paste(&mut self, text: &str, _desk: &Desk) -> Vec<Step> {
        // the proof is typed by hand: that is its point
        if let (Focus::Reason, Some(field)) = (self.focus, self.reason.as_mut()) {
            field.paste(text);
        }
        Vec::new()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, desk: &Desk) -> Option<Position> {
        let text: Vec<SafeText> = self.consequences.iter().flat_map(|line| wrap(line, CONFIRM_CELLS - 4)).collect();
        let asked = usize::from(self.reason.is_some()) + usize::from(self.proof.is_some());
        let frame = overlay_box::Frame {
            title: self.title.clone(),
            foot: desk.hint_strip(self.chain(), &[Action::Choose, Action::Answer, Action::No]),
            width: CONFIRM_CELLS,
            lines: u16::try_from(text.len() + asked + 2).unwrap_or(u16::MAX),
        };
        let inner = overlay_box::draw(canvas, &frame);
        let mut canvas = canvas.part(inner);
        let mut y = 0;
        for line in &text {
            canvas.text((0, y), inner.width, line, Role::Text);
            y += 1;
        }
        let caret = self.draw_asked(&mut canvas, &mut y, desk);
        self.draw_buttons(&mut canvas, y + 1, desk);
        caret
    }
}

impl Confirm {
    fn draw_asked(&self, canvas: &mut Canvas<'_>, y: &mut u16, desk: &Desk) -> Option<Position> {
        let lexicon = &desk.look.lexicon;
        let reason = self.reason.as_ref().map(|field| (Focus::Reason, lexicon.word("confirm-reason"), field));
        let proof = self.proof.as_ref().map(|(wanted, field)| {
            let digits = SafeText::from_outside(wanted);
            (Focus::Proof, lexicon.say("confirm-proof", &[("digits", (&digits).into())]), field)
        });
        let mut caret = None;
        for (focus, label, field) in reason.into_iter().chain(proof) {
            let used = canvas.text((0, *y), canvas.area.width / 2, &label, Role::Muted) + 1;
            let position = field.draw(canvas, (used, *y), canvas.area.width.saturating_sub(used), Role::Field);
            caret = if focus == self.focus { Some(position) } else { caret };
            *y += 1;
        }
        caret
    }

    fn draw_buttons(&self, canvas: &mut Canvas<'_>, y: u16, desk: &Desk) {
        let no = desk.look.lexicon.word("confirm-no");
        let button = |word: &SafeText, here: bool| {
            if here {
                Strip::of(Role::Focus, SafeText::join([&SafeText::word("["), word, &SafeText::word("]")], " "))
            } else {
                Strip::new().gap("  ").then(Role::Muted, word.clone()).gap("  ")
            }
        };
        let strip = button(&no, self.focus == Focus::No).gap("   ").and(button(&self.yes, self.focus == Focus::Yes));
        canvas.strip((canvas.area.width.saturating_sub(strip.width()), y), strip.width(), &strip);
    }
}
