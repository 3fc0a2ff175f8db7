//! Keys become actions: counts, chords, typing.

use std::time::Duration;

use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::{Effect, Ending, Notice, Step, Ticket};
use crate::desk::keymap::{Key, Named, Resolved, chord_text};
use crate::desk::message::Message;
use crate::desk::model::{Model, Target, Typed};
use crate::wire::Request;

use super::{house, steps};

/// After this long a pending chord shows what can follow.
const CHORD_WAIT: Duration = Duration::from_millis(300);

/// The highest count: more steps than any list holds.
const COUNT_MAX: usize = 99_999;

pub(super) fn key(model: &mut Model, key: Key) -> Vec<Effect> {
    if model.desk.too_small() {
        return if key == Key::Char('q') { vec![Effect::Quit(Ending::Left)] } else { Vec::new() };
    }
    let typing = types(model);
    let meant = if typing { key } else { key.folded() };
    if let (false, Some(digit)) = (typing, count_digit(model, meant)) {
        let count = model.typed.count.unwrap_or(0).saturating_mul(10).saturating_add(digit);
        model.typed.count = Some(count.min(COUNT_MAX));
        return Vec::new();
    }
    let mut chord = model.typed.chord.clone();
    chord.push(meant);
    match model.desk.keymap.resolve(model.chain(), &chord) {
        Resolved::Act(action) => {
            let count = model.typed.count.unwrap_or(1);
            forget(model);
            model.notice = None;
            run(model, action, count)
        }
        Resolved::Pending => {
            model.typed = Typed { chord, serial: model.typed.serial + 1, ..model.typed.clone() };
            vec![Effect::Later(CHORD_WAIT, Message::ChordWaited(model.typed.serial))]
        }
        Resolved::Nothing if typing => type_key(model, key),
        Resolved::Nothing => {
            no_such_key(model, &chord);
            Vec::new()
        }
    }
}

/// Runs an action: the overlay on top has it, else the house, else the screen.
pub(super) fn run(model: &mut Model, action: Action, count: usize) -> Vec<Effect> {
    if action == Action::Language {
        return house::language(model);
    }
    let Model { desk, overlays, .. } = model;
    if let Some(overlay) = overlays.last_mut() {
        let asked = overlay.layer_mut().act(action, count, desk);
        return steps::take(model, asked);
    }
    if let Some(effects) = house::act(model, action) {
        return effects;
    }
    let Model { desk, screens, .. } = model;
    let Some(placed) = screens.last_mut() else { return Vec::new() };
    let screen = placed.screen.shape_mut();
    if let (Some(verb), Some(unit)) = (action.unit_verb(), desk.unit_target()) {
        return steps::take(model, vec![Step::Verb(verb.to_owned(), Box::new(unit))]);
    }
    let marked = screen.marked();
    if let (Some(verb), false) = (screen.verb(action), marked.is_empty()) {
        return steps::take(model, vec![Step::VerbOnMany(verb.to_owned(), marked)]);
    }
    let asked = match (screen.verb(action), screen.target()) {
        (Some(verb), Some(mut target)) => {
            target.presets.extend(action.presets());
            vec![Step::Verb(verb.to_owned(), Box::new(target))]
        }
        (Some(_), None) => return steps::say(model, "nothing-here"),
        (None, _) => screen.act(action, count, desk),
    };
    steps::take(model, asked)
}

/// Pasted text: into a field, else it does nothing but say so.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    let Model { desk, overlays, .. } = model;
    if let Some(overlay) = overlays.last_mut() {
        let asked = overlay.layer_mut().paste(text, desk);
        return steps::take(model, asked);
    }
    let lines = text.lines().count();
    let said = model.desk.look.lexicon.say("paste-dropped", &[("lines", lines.into())]);
    model.notice = Some(Notice::refusal(said));
    Vec::new()
}

/// Is the top overlay one that takes typing?
fn types(model: &Model) -> bool {
    !model.overlays.is_empty()
}

fn type_key(model: &mut Model, key: Key) -> Vec<Effect> {
    forget(model);
    model.notice = None;
    let Model { desk, overlays, .. } = model;
    let asked = overlays.last_mut().map_or_else(Vec::new, |overlay| overlay.layer_mut().key(key, desk));
    steps::take(model, asked)
}

/// A digit that belongs to a count: bare digits where the keymap counts, `0` only after another.
fn count_digit(model: &Model, key: Key) -> Option<usize> {
    let counts = model.desk.keymap.has_counts() && model.typed.chord.is_empty();
    let digit = key.digit().filter(|digit| counts && (*digit > 0 || model.typed.count.is_some()))?;
    usize::try_from(digit).ok()
}

/// The popup of a pending chord says what is not possible and why: that is the daemon's to know.
pub(super) fn ask_what_is_possible(model: &Model) -> Vec<Effect> {
    let target = model.here().screen.shape().target();
    let asks = model.typed.popup && model.overlays.is_empty();
    let ask = |target: Target| Effect::Ask(Ticket::Chord(model.typed.serial), Box::new(Request::Actions(target.id)));
    target.filter(|_| asks).map(ask).into_iter().collect()
}

fn forget(model: &mut Model) {
    model.typed = Typed { serial: model.typed.serial + 1, ..Typed::default() };
}

fn no_such_key(model: &mut Model, chord: &[Key]) {
    let lexicon = &model.desk.look.lexicon;
    let han = chord.iter().any(|key| matches!(key, Key::Char(c) if !c.is_ascii()));
    let text = if han {
        lexicon.word("input-method-on")
    } else if chord.len() > 1 && chord.last() != Some(&Key::Named(Named::Esc)) {
        lexicon.say("no-such-chord", &[("chord", (&SafeText::from_outside(&chord_text(chord))).into())])
    } else {
        SafeText::EMPTY
    };
    model.notice = Some(Notice::refusal(text)).filter(|notice| !notice.text.is_empty());
    forget(model);
}
