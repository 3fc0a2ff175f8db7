//! Steps asked by screens and overlays, taken one after the other.

use std::time::Duration;

use crate::boards::window::{List, WindowQuery};
use crate::casework::actions::VerbOf;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::{Deed, Effect, Ending, Notice, Step, Ticket, Turn};
use crate::desk::forms::{intake, refer, verb};
use crate::desk::message::Message;
use crate::desk::model::{Line, Model, Place, Placed, Target};
use crate::desk::overlays::Overlay;
use crate::desk::overlays::asking::Asking;
use crate::desk::overlays::filter::Filter;
use crate::desk::palette;
use crate::desk::screens::Screen;
use crate::desk::undoing::Done;
use crate::wire::Request;

use super::{drafts, keys, many};

/// Typing must rest this long before the filter is asked.
const FILTER_REST: Duration = Duration::from_millis(30);

/// Preview and what else follows the cursor come after it has rested this long.
const CURSOR_REST: Duration = Duration::from_millis(150);

/// Hits of a find: more than two screens of them are better narrowed by another letter.
const HITS_MAX: u16 = 50;

/// What must never be overlooked, in the filter language; the oldest of so many gives the age.
const ALARM_FILTER: &str = "priority:P1 state:new";
const ALARM_ROWS: u16 = 50;

/// Screens on top of each other; the ones below are let go.
const SCREENS_MAX: usize = 32;

pub(super) fn take(model: &mut Model, steps: Vec<Step>) -> Vec<Effect> {
    steps.into_iter().flat_map(|step| one(model, step)).collect()
}

fn one(model: &mut Model, step: Step) -> Vec<Effect> {
    match step {
        Step::Visit(place) => visit(model, place),
        Step::VisitRecord(record) => vec![Effect::Ask(Ticket::Visit, Box::new(Request::Show(record)))],
        Step::Back => back(model),
        Step::Sibling(way) => sibling(model, way),
        Step::Rest => {
            model.rest += 1;
            vec![Effect::Later(CURSOR_REST, Message::CursorRested(model.rest))]
        }
        Step::Open(overlay) => open(model, *overlay),
        Step::Close => close(model),
        Step::DropDraft(form) => {
            model.overlays.pop();
            drafts::forget(model, form).into_iter().collect()
        }
        Step::Reopen(form) => drafts::reopen(model, form),
        Step::Say(notice) => {
            model.notice = Some(notice);
            Vec::new()
        }
        Step::Ask(request) => vec![Effect::Ask(Ticket::Screen(model.here().serial), Box::new(request))],
        Step::Verb(verb, target) => begin_verb(model, verb, target),
        Step::VerbOnMany(verb, targets) => many::begin(model, verb, targets),
        Step::Try(many) => many::attempt(many),
        Step::SetUp(setup) => {
            mark_sent(model);
            vec![Effect::Ask(Ticket::SetUp, Box::new(Request::Setup(*setup)))]
        }
        Step::Do(deed) => do_it(model, deed),
        Step::Find(text) => find(model, text),
        Step::OpenFilter(before) => open(model, Overlay::Filter(Filter::new(&before))),
        Step::Narrow(text) => {
            model.filter = (model.filter.0 + 1, text);
            vec![Effect::Later(FILTER_REST, Message::FilterRested(model.filter.0))]
        }
        Step::Sort(column) => {
            let asked = model.screens.last_mut().map(|placed| placed.screen.shape_mut().sort(&column));
            take(model, asked.unwrap_or_default())
        }
        Step::Run(action) => keys::run(model, action, 1),
        Step::ActAs(post) => vec![Effect::ActAs(post)],
        Step::Copy(text) => {
            let cells = text.as_str().chars().count();
            model.notice = Some(Notice::done(model.desk.look.lexicon.say("copy-sent", &[("count", cells.into())])));
            vec![Effect::Copy(text)]
        }
        Step::Effect(effect) => {
            if matches!(effect, Effect::Errand(_)) {
                mark_sent(model);
            }
            vec![effect]
        }
    }
}

/// Says a line of the lexicon.
pub(super) fn say(model: &mut Model, id: &str) -> Vec<Effect> {
    model.notice = Some(Notice::refusal(model.desk.look.lexicon.word(id)));
    Vec::new()
}

/// A board replaces everything; a page goes on top.
fn visit(model: &mut Model, place: Place) -> Vec<Effect> {
    if model.here().place == place {
        return refresh(model);
    }
    model.last = Some(model.here().place.clone());
    model.serial += 1;
    let placed = Placed { serial: model.serial, screen: Screen::at(&place), place };
    let is_page = match placed.place {
        Place::Dispute(_) | Place::Referral(_) | Place::Matches(_) | Place::Affair(_) | Place::Alert(_) => true,
        Place::Duty
        | Place::Disputes
        | Place::Alerts
        | Place::Referrals
        | Place::Experts
        | Place::Expert(_)
        | Place::Affairs
        | Place::Rota(_)
        | Place::Liaison
        | Place::Agency(_)
        | Place::Exchange
        | Place::Officers
        | Place::FirstRun => false,
    };
    if !is_page {
        model.screens.clear();
    } else if model.screens.len() == SCREENS_MAX {
        model.screens.remove(0);
    }
    model.screens.push(placed);
    refresh(model)
}

/// The duty board, anew: nothing of another post or store is left standing.
pub(super) fn home(model: &mut Model) -> Vec<Effect> {
    model.overlays.clear();
    model.serial += 1;
    let place = Place::Duty;
    model.screens = vec![Placed { serial: model.serial, screen: Screen::at(&place), place }];
    refresh(model)
}

/// Asks again for what the screen shows, and for what every screen shows.
pub(super) fn refresh(model: &Model) -> Vec<Effect> {
    if model.desk.line != Line::Up {
        return Vec::new();
    }
    let here = model.here();
    let ticket = || Ticket::Screen(here.serial);
    let needs = here.screen.shape().needs().into_iter().map(|request| Effect::Ask(ticket(), Box::new(request)));
    let alarm = Request::Window(WindowQuery {
        list: List::OpenAlerts,
        filter: ALARM_FILTER.to_owned(),
        order: Vec::new(),
        offset: 0,
        limit: ALARM_ROWS,
        anchor: None,
    });
    // While the store is loaded, how far it is.
    let loading = model.desk.me.as_ref().is_some_and(|me| me.loading.is_some());
    let progress = loading.then(|| Effect::Ask(Ticket::Me, Box::new(Request::Me)));
    needs.chain([Effect::Ask(Ticket::Alarm, Box::new(alarm))]).chain(progress).collect()
}

/// A new minute: how old is what we know of the peers?
pub(super) fn minute(model: &Model) -> Vec<Effect> {
    let peers = model.desk.me.as_ref().is_some_and(|me| !me.peers.is_empty());
    let asks = peers && model.desk.line == Line::Up;
    if asks { vec![Effect::Ask(Ticket::Me, Box::new(Request::Me))] } else { Vec::new() }
}

/// One step out: the filter, then the page; at the top the desk asks before it ends.
fn back(model: &mut Model) -> Vec<Effect> {
    if let Some(steps) = model.screens.last_mut().and_then(|placed| placed.screen.shape_mut().unwind()) {
        return take(model, steps);
    }
    if model.screens.len() > 1 {
        model.last = Some(model.here().place.clone());
        model.screens.pop();
        return refresh(model);
    }
    let question = drafts::lost_at_end(model).unwrap_or_else(|| match model.drafts.len() {
        0 => model.desk.look.lexicon.word("quit-question"),
        drafts => model.desk.look.lexicon.say("quit-question-drafts", &[("drafts", drafts.into())]),
    });
    open(model, Overlay::Asking(Asking::new(question, Step::Effect(Effect::Quit(Ending::Left)))))
}

/// At once, unless something would be lost.
pub(super) fn quit(model: &mut Model) -> Vec<Effect> {
    let quit = Effect::Quit(Ending::Left);
    match drafts::lost_at_end(model) {
        Some(question) => open(model, Overlay::Asking(Asking::new(question, Step::Effect(quit)))),
        None => vec![quit],
    }
}

/// From a page to the next: the board below moves its cursor and opens the row there.
fn sibling(model: &mut Model, way: Action) -> Vec<Effect> {
    if model.screens.len() < 2 {
        return say(model, "sibling-none");
    }
    model.screens.pop();
    let Model { desk, screens, .. } = model;
    let Some(board) = screens.last_mut().map(|placed| placed.screen.shape_mut()) else { return Vec::new() };
    let mut asked = board.act(way, 1, desk);
    asked.extend(board.act(Action::Open, 1, desk));
    take(model, asked)
}

/// The cursor has rested: the preview may want the whole record.
pub(super) fn cursor_rested(model: &mut Model, serial: u32) -> Vec<Effect> {
    if serial != model.rest {
        return Vec::new();
    }
    let Model { desk, screens, .. } = model;
    let asked = screens.last_mut().map_or_else(Vec::new, |placed| placed.screen.shape_mut().rested(desk));
    take(model, asked)
}

fn open(model: &mut Model, overlay: Overlay) -> Vec<Effect> {
    let overlay = match overlay {
        // what was typed before comes back
        Overlay::Form(form) => Overlay::Form(drafts::restore(model, form)),
        other => other,
    };
    model.overlays.push(overlay);
    Vec::new()
}

fn close(model: &mut Model) -> Vec<Effect> {
    match model.overlays.pop() {
        Some(Overlay::Form(form)) => drafts::left(model, form),
        Some(_) | None => Vec::new(),
    }
}

/// A verb begins by asking what can be done, so that the reason comes before the form.
fn begin_verb(model: &mut Model, verb: String, mut target: Box<Target>) -> Vec<Effect> {
    let id = target.id;
    target.presets = verb::presets_for(&verb, std::mem::take(&mut target.presets));
    let (ticket, request) = match verb.as_str() {
        // two have forms of their own
        refer::REFER if target.presets.iter().any(|(name, _)| name == refer::KIND) => {
            (Ticket::Recipients(target), Request::Recipients)
        }
        refer::REFER => return open(model, Overlay::Picker(palette::kinds(&model.desk, &target))),
        intake::OF_ALERT => (Ticket::OfAlert, Request::Show(id)),
        _ => (Ticket::Offers(verb, target), Request::Actions(id)),
    };
    vec![Effect::Ask(ticket, Box::new(request))]
}

/// Sends a change out; it waits where there is no line.
fn do_it(model: &mut Model, deed: Box<Deed>) -> Vec<Effect> {
    if let (Deed::Many(_), Some(placed)) = (&*deed, model.screens.last_mut()) {
        placed.screen.shape_mut().unmark();
    }
    let effect = begin_deed(model, deed);
    mark_sent(model);
    if model.desk.line != Line::Up {
        model.notice = Some(Notice::fault(model.desk.look.lexicon.word("waits-for-line")));
    }
    vec![effect]
}

fn begin_deed(model: &Model, deed: Box<Deed>) -> Effect {
    let (words, form) = match (&*deed, model.overlays.last()) {
        (_, Some(Overlay::Form(form))) => (form.title(&model.desk), Some(form.key.id())),
        (Deed::Verb { verb, .. }, _) => (verb_word(model, verb), None),
        (Deed::Many(each), _) => (each.first().map_or(SafeText::EMPTY, |one| verb_word(model, &one.verb)), None),
        (Deed::Act(_), _) => (SafeText::EMPTY, None),
    };
    Effect::Do(Ticket::Deed(words, form, Turn::Forth), deed)
}

/// Takes a referral back that has not left.
pub(super) const UNSEND: &str = "unsend";

/// Takes back the last change that can be, or does it again.
pub(super) fn turn_back(model: &mut Model, turn: Turn) -> Vec<Effect> {
    let Some(Done { words, number, mut undo, .. }) = model.undoing.take(turn, model.desk.now) else {
        return say(model, if turn == Turn::Redo { "nothing-to-redo" } else { "nothing-to-undo" });
    };
    let deed = match undo.pop() {
        Some(VerbOf { record, seen, verb, .. }) if verb == UNSEND && undo.is_empty() => {
            // it may have left by now
            let target = Target { id: record, number, version: seen, items: 0, presets: Vec::new() };
            return vec![Effect::Ask(Ticket::TakeBack(words, Box::new(target)), Box::new(Request::Actions(record)))];
        }
        Some(VerbOf { record, seen, verb, fields }) if undo.is_empty() => Deed::Verb { record, seen, verb, fields },
        last => Deed::Many(undo.into_iter().chain(last).collect()),
    };
    vec![Effect::Do(Ticket::Deed(words, None, turn), Box::new(deed))]
}

/// What the officer calls a verb of the daemon's.
pub(super) fn verb_word(model: &Model, verb: &str) -> SafeText {
    let action = Action::ALL.iter().find(|action| action.verb() == Some(verb));
    let language = model.desk.look.lexicon.language();
    action.map_or_else(|| SafeText::from_outside(verb), |action| SafeText::word(action.word(language)))
}

/// A form on top waits for the answer to what it asked.
fn mark_sent(model: &mut Model) {
    if let Some(Overlay::Form(form)) = model.overlays.last_mut() {
        form.mark_sent();
    }
}

fn find(model: &mut Model, text: String) -> Vec<Effect> {
    if text.trim().is_empty() {
        if let Some(Overlay::Picker(picker)) = model.overlays.last_mut() {
            picker.fill(&text, Vec::new());
        }
        return Vec::new();
    }
    let request = Request::Find { text: text.clone(), limit: HITS_MAX };
    vec![Effect::Ask(Ticket::Find(text), Box::new(request))]
}

pub(super) fn filter_rested(model: &mut Model, serial: u32) -> Vec<Effect> {
    if serial != model.filter.0 {
        return Vec::new();
    }
    let text = model.filter.1.clone();
    let steps = model.screens.last_mut().map_or_else(Vec::new, |placed| placed.screen.shape_mut().narrow(&text));
    take(model, steps)
}
