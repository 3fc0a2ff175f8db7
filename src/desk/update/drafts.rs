//! Drafts: a form typed in is handed to the daemon when the typing rests and whenever it is left, and is found again.

use std::time::Duration;

use crate::boards::drafts::{Draft, DraftId, FormKey};
use crate::boards::views::View;
use crate::casework::safe_text::SafeText;
use crate::desk::effect::{Effect, Notice, Step, Ticket};
use crate::desk::forms::intake;
use crate::desk::message::Message;
use crate::desk::model::{Line, Model, Target};
use crate::desk::overlays::Overlay;
use crate::desk::overlays::form::Form;
use crate::wire::{Reply, Request};

use super::{link, steps};

/// Typing must rest this long before it is handed to the daemon.
const TYPING_REST: Duration = Duration::from_millis(500);

/// Typing that never rests is handed over so often: more than this is never lost, whatever ends the desk.
const TYPING_MAX: Duration = Duration::from_secs(5);

/// After every message: was something typed? Then the rest begins anew. Does the desk end? Then all is handed over.
pub(super) fn watch(model: &mut Model, mut effects: Vec<Effect>) -> Vec<Effect> {
    if let Some(end) = effects.iter().position(|effect| matches!(effect, Effect::Quit(_))) {
        let last = hand_over(model);
        effects.splice(end..end, last);
    } else if forms(model).any(Form::was_typed_in) {
        model.typing += 1;
        effects.push(Effect::Later(TYPING_REST, Message::TypingRested(model.typing)));
        if !std::mem::replace(&mut model.typing_long, true) {
            effects.push(Effect::Later(TYPING_MAX, Message::TypingLong));
        }
    }
    effects
}

fn forms(model: &mut Model) -> impl Iterator<Item = &mut Form> {
    model.overlays.iter_mut().filter_map(|overlay| match overlay {
        Overlay::Form(form) => Some(form),
        Overlay::Picker(_) | Overlay::Asking(_) | Overlay::Confirm(_) | Overlay::Reading(_) | Overlay::Filter(_) => {
            None
        }
    })
}

pub(super) fn typing_rested(model: &mut Model, serial: u32) -> Vec<Effect> {
    if serial == model.typing { hand_over(model) } else { Vec::new() }
}

pub(super) fn typing_long(model: &mut Model) -> Vec<Effect> {
    model.typing_long = false;
    hand_over(model)
}

/// What stands in the open forms, as far as the daemon does not have it. A form whose deed is on the way is the
/// deed's: should the answer be no, it is typed in again.
fn hand_over(model: &mut Model) -> Vec<Effect> {
    let typed: Vec<_> = forms(model).filter(|form| !form.is_sent()).filter_map(Form::unkept).collect();
    typed.into_iter().filter_map(|(form, fields)| keep(model, form, fields)).collect()
}

/// Keeps what was typed; fields of None are those of a form in which nothing is typed any more.
fn keep(model: &mut Model, form: FormKey, fields: Option<Vec<(String, String)>>) -> Option<Effect> {
    let Some(fields) = fields else { return forget(model, form.id()) };
    let draft = Draft { at: model.desk.now, form: form.clone(), fields: fields.clone() };
    let (id, change) = (form.id(), model.drafts.keep(draft));
    // before there is a post nobody keeps it but the desk
    model.desk.post()?;
    Some(Effect::Draft(Ticket::Kept(id, change), Box::new(Request::KeepDraft { form, fields })))
}

/// What was typed is on record now, or not wanted any more.
pub(super) fn forget(model: &mut Model, form: DraftId) -> Option<Effect> {
    let change = model.drafts.forget(form)?;
    model.desk.post()?;
    Some(Effect::Draft(Ticket::Kept(form, change), Box::new(Request::DropDraft { form })))
}

/// A form is opened: what was typed before comes back, and it says from when.
pub(super) fn restore(model: &mut Model, mut form: Form) -> Form {
    if let Some(draft) = model.drafts.get(form.key.id()) {
        form.restore(draft);
        let when = form.draft_words(&model.desk);
        model.notice = when.map(Notice::plain);
    }
    form
}

/// A form is left: what was typed stays, as a draft.
pub(super) fn left(model: &mut Model, mut form: Form) -> Vec<Effect> {
    let effect = form.unkept().and_then(|(key, fields)| keep(model, key, fields));
    if model.drafts.get(form.key.id()).is_some() {
        model.notice = Some(Notice::plain(model.desk.look.lexicon.word("draft-kept")));
    }
    effect.into_iter().collect()
}

/// What the daemon keeps for the acting post.
pub(super) fn told(model: &mut Model, reply: &Reply) -> Vec<Effect> {
    // an account without a post has no drafts; that it has no post is said elsewhere
    let Reply::Drafts(drafts) = reply else { return Vec::new() };
    model.drafts.told(drafts.clone());
    // a form may have been opened before they were known
    if let Some(Overlay::Form(form)) = model.overlays.last_mut()
        && let Some(draft) = model.drafts.get(form.key.id()).filter(|_| form.is_untouched())
    {
        form.restore(draft);
    }
    Vec::new()
}

/// The daemon has kept or dropped a draft, or said why not.
pub(super) fn answered(model: &mut Model, (form, change): (DraftId, u32), reply: &Reply) -> Vec<Effect> {
    let taken = *reply == Reply::Done;
    let last = model.drafts.answered(form, change, taken);
    if last && !taken { link::otherwise(model, reply) } else { Vec::new() }
}

/// The question before the desk ends, if what was typed would be lost.
pub(super) fn lost_at_end(model: &Model) -> Option<SafeText> {
    let lost = model.drafts.lost_at_end(model.desk.line == Line::Up);
    (lost > 0).then(|| model.desk.look.lexicon.say("quit-question-lost", &[("drafts", lost.into())]))
}

/// From the list of drafts: the form is opened as if its key had been pressed on its record.
pub(super) fn reopen(model: &mut Model, form: FormKey) -> Vec<Effect> {
    match form.record {
        Some(record) => vec![Effect::Ask(Ticket::Reopen(form), Box::new(Request::Show(record)))],
        None if form.verb == intake::PHONE => {
            let form = intake::phone(&model.desk);
            steps::take(model, vec![Step::Open(Box::new(Overlay::Form(form)))])
        }
        None => steps::say(model, "verb-not-here"),
    }
}

/// The record of a draft is known as it is now.
pub(super) fn reopened(model: &mut Model, form: FormKey, reply: &Reply) -> Vec<Effect> {
    let Reply::View(view) = reply else { return link::otherwise(model, reply) };
    if form.verb == intake::OF_ALERT {
        return link::of_alert(model, reply);
    }
    let target = Box::new(target(view, form.presets));
    if form.verb == crate::desk::forms::refer::REFER {
        return vec![Effect::Ask(Ticket::Recipients(target), Box::new(Request::Recipients))];
    }
    let request = Request::Actions(target.id);
    vec![Effect::Ask(Ticket::Offers(form.verb, target), Box::new(request))]
}

fn target(view: &View, presets: Vec<(String, String)>) -> Target {
    let (id, number, version, items) = match view {
        View::Dispute(view) => (view.dispute.id, &view.dispute.number, Some(view.dispute.version), 0),
        View::Alert(view) => (view.alert.id, &view.alert.number, Some(view.alert.version), 0),
        View::Referral(view) => (view.file.id, &view.row.number, Some(view.file.version), view.row.items.into()),
        View::Expert(expert) => (expert.id, &expert.number, Some(expert.version), 0),
        View::Agency(agency) => (agency.id, &agency.number, Some(agency.version), 0),
        View::Affair(view) => (view.file.id, &view.row.number, Some(view.file.version), 0),
        View::Unit(view) => (view.card.id.record(), &view.card.code, None, 0),
    };
    Target { id, number: number.clone(), version, items, presets }
}
