//! What the daemon says, and what is known about the line to it.

use chrono::{DateTime, FixedOffset};

use crate::boards::drafts::DraftId;
use crate::boards::views::View;
use crate::boards::window::Rows;
use crate::casework::actions::Offer;
use crate::casework::alert::AlertState;
use crate::casework::fields::Fields;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::{Deed, Effect, Notice, Step, Ticket, Turn};
use crate::desk::forms::{intake, refer, verb};
use crate::desk::message::{Intake, News};
use crate::desk::model::{Line, Model, Place, Target};
use crate::desk::overlays::{self, Overlay};
use crate::desk::palette;
use crate::desk::undoing::Done;
use crate::wire::{Me, Reply, Request};

use super::many::Outcome;
use super::{drafts, many, steps};

/// Asks for what has left.
const RECALL: &str = "recall";

pub(super) fn news(model: &mut Model, news: News) -> Vec<Effect> {
    match news {
        News::Up(me) => up(model, me),
        News::Down(why) => {
            model.desk.line = Line::Down(why);
            Vec::new()
        }
        News::Reply(ticket, reply) => reply_to(model, ticket, &reply),
        // the screen asks again for what it shows; what changed elsewhere costs nothing
        News::Changed(_) => steps::refresh(model),
        News::Trouble(why) => {
            model.notice = Some(match why {
                Some(why) => Notice::fault(model.desk.say(&why)),
                None => Notice::done(model.desk.look.lexicon.word("written-again")),
            });
            Vec::new()
        }
        News::Taken(intake) => taken(model, &intake),
        News::Begun(post) => vec![Effect::ActAs(post)],
        News::Failed(why) => {
            if let Some(Overlay::Form(form)) = model.overlays.last_mut() {
                form.unsent();
            }
            model.notice = Some(Notice::fault(why));
            Vec::new()
        }
    }
}

/// There is a line: who we are may have changed, and the screen may be old.
fn up(model: &mut Model, me: Box<Me>) -> Vec<Effect> {
    let (empty, other_post) = (me.empty, model.desk.me.as_ref().is_some_and(|was| was.post != me.post));
    model.desk.line = Line::Up;
    model.desk.now = me.now;
    if let Some(first) = me.rule_problems.first().filter(|_| rules_differ(model, &me)) {
        let first = model.desk.say(first);
        let more = [("count", me.rule_problems.len().into()), ("first", (&first).into())];
        model.notice = Some(Notice::fault(model.desk.look.lexicon.say("rules-out", &more)));
    }
    model.desk.me = Some(me);
    if empty {
        return steps::take(model, vec![Step::Visit(Place::FirstRun)]);
    }
    let drafts = Effect::Ask(Ticket::Drafts, Box::new(Request::Drafts));
    let screen = if other_post || model.here().place == Place::FirstRun {
        model.drafts.clear();
        model.undoing.forget();
        steps::home(model)
    } else {
        steps::refresh(model)
    };
    screen.into_iter().chain([drafts]).collect()
}

/// Told once, and again when it is another set of files.
fn rules_differ(model: &Model, me: &Me) -> bool {
    model.desk.me.as_ref().is_none_or(|was| was.rule_problems != me.rule_problems)
}

fn reply_to(model: &mut Model, ticket: Ticket, reply: &Reply) -> Vec<Effect> {
    match ticket {
        Ticket::Screen(serial) => to_screen(model, serial, reply),
        Ticket::Find(text) => {
            if let (Reply::Found { hits, .. }, Some(Overlay::Picker(picker))) = (reply, model.overlays.last_mut()) {
                picker.fill(&text, palette::hits(&model.desk, hits));
            }
            Vec::new()
        }
        Ticket::Palette => {
            let Model { desk, screens, overlays, .. } = model;
            if let (Reply::Actions(offers), Some(Overlay::Picker(picker)), Some(here)) =
                (reply, overlays.last_mut(), screens.last())
            {
                let shape = here.screen.shape();
                picker.replace(palette::command_items(desk, (shape.chain(), shape), Some(offers)));
            }
            Vec::new()
        }
        Ticket::Chord(serial) => {
            if let Reply::Actions(offers) = reply
                && serial == model.typed.serial
            {
                model.typed.offers = Some(offers.clone());
            }
            Vec::new()
        }
        Ticket::Verbs(target) => verbs(model, &target, reply),
        Ticket::Offers(verb, target) => offered(model, &verb, target, reply),
        Ticket::OffersOfMany(verb, targets) => many::offered(model, &verb, targets, reply),
        Ticket::Tried(many) => many::tried(model, &many, reply),
        Ticket::TakeBack(words, target) => take_back(model, words, &target, reply),
        Ticket::Why => why(model, reply),
        Ticket::Visit => visit(model, reply),
        Ticket::SetUp => set_up(model, reply),
        Ticket::Peek => peek(model, reply),
        Ticket::OfAlert => of_alert(model, reply),
        Ticket::Alarm => {
            model.alarm = alarm(reply).or_else(|| model.alarm.filter(|_| !matches!(reply, Reply::Window(_))));
            Vec::new()
        }
        Ticket::Recipients(target) => recipients(model, &target, reply),
        Ticket::Options(target, offer) => options(model, (&target, &offer), reply),
        Ticket::Deed(words, form, turn) => deed_done(model, (&words, form, turn), reply),
        Ticket::Drafts => drafts::told(model, reply),
        Ticket::Kept(form, change) => drafts::answered(model, (form, change), reply),
        Ticket::Reopen(form) => drafts::reopened(model, form, reply),
        Ticket::Me => match reply {
            Reply::Me(me) => up(model, me.clone()),
            other => otherwise(model, other),
        },
        Ticket::Paper => match reply {
            Reply::File { name, bytes } => vec![Effect::Save { name: name.clone(), bytes: bytes.clone() }],
            other => otherwise(model, other),
        },
    }
}

fn to_screen(model: &mut Model, serial: u32, reply: &Reply) -> Vec<Effect> {
    let Model { desk, screens, .. } = model;
    let Some(placed) = screens.iter_mut().find(|placed| placed.serial == serial) else { return Vec::new() };
    let steps = placed.screen.shape_mut().told(reply, desk);
    let mut effects = steps::take(model, steps);
    if matches!(reply, Reply::Refused(_) | Reply::Fault(_)) {
        effects.extend(otherwise(model, reply));
    }
    effects
}

/// The alerts of the first priority that nobody has taken on: how many, and since when the oldest waits.
fn alarm(reply: &Reply) -> Option<(usize, DateTime<FixedOffset>)> {
    let Reply::Window(window) = reply else { return None };
    let Rows::Alerts(rows) = &window.rows else { return None };
    let oldest = rows.iter().map(|row| row.arrived).min()?;
    Some((window.total as usize, oldest))
}

/// The store was set up, or was not.
fn set_up(model: &mut Model, reply: &Reply) -> Vec<Effect> {
    let Reply::Setup(_) = reply else {
        if let Some(Overlay::Form(form)) = model.overlays.last_mut() {
            form.unsent();
        }
        return otherwise(model, reply);
    };
    let form = match model.overlays.last() {
        Some(Overlay::Form(form)) if form.is_sent() => Some(form.key.id()),
        Some(_) | None => None,
    };
    let draft = form.and_then(|form| {
        model.overlays.pop();
        drafts::forget(model, form)
    });
    model.notice = Some(Notice::done(model.desk.look.lexicon.word("set-up")));
    draft.into_iter().chain(steps::refresh(model)).collect()
}

/// It is known what a record is: go there.
fn visit(model: &mut Model, reply: &Reply) -> Vec<Effect> {
    let Reply::View(view) = reply else { return otherwise(model, reply) };
    steps::take(model, vec![Step::Visit(Place::of(view))])
}

fn why(model: &mut Model, reply: &Reply) -> Vec<Effect> {
    let Reply::View(view) = reply else { return otherwise(model, reply) };
    let View::Dispute(view) = &**view else { return Vec::new() };
    let Some(next) = view.dispute.next_deadline() else { return steps::say(model, "preview-no-deadline") };
    let reading = overlays::why::reading(&model.desk, &view.dispute.number, next);
    steps::take(model, vec![Step::Open(Box::new(Overlay::Reading(reading)))])
}

fn peek(model: &mut Model, reply: &Reply) -> Vec<Effect> {
    let Reply::View(view) = reply else { return otherwise(model, reply) };
    let View::Agency(agency) = &**view else { return Vec::new() };
    let reading = overlays::reading::agency(&model.desk, agency);
    steps::take(model, vec![Step::Open(Box::new(Overlay::Reading(reading)))])
}

pub(super) fn of_alert(model: &mut Model, reply: &Reply) -> Vec<Effect> {
    let Reply::View(view) = reply else { return otherwise(model, reply) };
    let View::Alert(view) = &**view else { return Vec::new() };
    let alert = &view.alert;
    if alert.state == AlertState::Linked {
        return steps::say(model, "alert-linked");
    }
    let form = intake::of_alert(&model.desk, alert.id, &alert.number, &alert.draft);
    steps::take(model, vec![Step::Open(Box::new(Overlay::Form(form)))])
}

/// The verbs of a record are known: a list of them all.
fn verbs(model: &mut Model, target: &Target, reply: &Reply) -> Vec<Effect> {
    let Reply::Actions(offers) = reply else { return otherwise(model, reply) };
    let picker = palette::verbs(&model.desk, model.here().screen.shape(), target, offers);
    steps::take(model, vec![Step::Open(Box::new(Overlay::Picker(picker)))])
}

/// The verbs of a record are known: begin the one pressed, or ask first for what it needs.
fn offered(model: &mut Model, verb: &str, target: Box<Target>, reply: &Reply) -> Vec<Effect> {
    let Reply::Actions(offers) = reply else { return otherwise(model, reply) };
    let Some(offer) = offers.iter().find(|offer| offer.verb == verb) else {
        return steps::say(model, "verb-not-here");
    };
    match verb::wants(offer, &target).filter(|_| offer.refusal.is_none()) {
        Some(request) => {
            let ticket = Ticket::Options(target, Box::new(offer.clone()));
            vec![Effect::Ask(ticket, Box::new(request))]
        }
        None => {
            let step = verb::begin(&model.desk, (&target, offer), &Vec::new());
            steps::take(model, vec![step])
        }
    }
}

/// A referral is taken back as long as it has not left; then its recall is asked for, which has a question of its own.
fn take_back(model: &mut Model, words: SafeText, target: &Target, reply: &Reply) -> Vec<Effect> {
    let Reply::Actions(offers) = reply else { return otherwise(model, reply) };
    let possible = |verb: &str| offers.iter().find(|offer| offer.verb == verb && offer.refusal.is_none());
    if possible(steps::UNSEND).is_some() {
        let (record, seen, verb) = (target.id, target.version, steps::UNSEND.to_owned());
        let deed = Deed::Verb { record, seen, verb, fields: Fields::new() };
        return vec![Effect::Do(Ticket::Deed(words, None, Turn::Undo), Box::new(deed))];
    }
    match possible(RECALL) {
        // what it has become meanwhile is what the question is about
        Some(recall) => {
            let target = Target { version: None, ..target.clone() };
            let step = verb::begin(&model.desk, (&target, recall), &Vec::new());
            steps::take(model, vec![step])
        }
        None => steps::say(model, "nothing-to-undo"),
    }
}

/// What a verb can choose from is known.
fn options(model: &mut Model, (target, offer): (&Target, &Offer), reply: &Reply) -> Vec<Effect> {
    let Some(options) = verb::options(&model.desk, reply) else { return otherwise(model, reply) };
    let step = verb::begin(&model.desk, (target, offer), &options);
    steps::take(model, vec![step])
}

/// Who a dispute can be referred to is known.
fn recipients(model: &mut Model, dispute: &Target, reply: &Reply) -> Vec<Effect> {
    let Reply::Recipients(rows) = reply else { return otherwise(model, reply) };
    let form = refer::form(&model.desk, dispute, rows);
    steps::take(model, vec![Step::Open(Box::new(Overlay::Form(form)))])
}

fn deed_done(model: &mut Model, (words, form, turn): (&SafeText, Option<DraftId>, Turn), reply: &Reply) -> Vec<Effect> {
    let Some(done) = Outcome::of(reply) else {
        if let Some(Overlay::Form(form)) = model.overlays.last_mut() {
            form.unsent();
        }
        return otherwise(model, reply);
    };
    if matches!(model.overlays.last(), Some(Overlay::Form(form)) if form.is_sent()) {
        model.overlays.pop();
    }
    let said = done.words(model, words, turn);
    let takes_back = !done.undo.is_empty();
    if takes_back {
        let number = done.numbers.first().cloned().unwrap_or_default();
        model.undoing.took_effect(turn, Done { words: words.clone(), number, undo: done.undo, at: model.desk.now });
    }
    let key = if turn == Turn::Undo { Action::Redo } else { Action::Undo };
    let key = takes_back.then(|| hint(model, key)).flatten();
    let text = SafeText::join([Some(said), key].iter().flatten(), "  ");
    model.notice = Some(if done.refused.is_some() { Notice::refusal(text) } else { Notice::done(text) });
    let draft = form.and_then(|form| drafts::forget(model, form));
    draft.into_iter().chain(steps::refresh(model)).collect()
}

/// Its key and its word, as they are on this keymap.
fn hint(model: &Model, action: Action) -> Option<SafeText> {
    let (key, word) = model.desk.hints(model.chain(), &[action]).pop()?;
    Some(SafeText::join([&key, &word], " "))
}

/// An answer that is no answer to what was asked: said as what it is.
pub(super) fn otherwise(model: &mut Model, reply: &Reply) -> Vec<Effect> {
    let desk = &model.desk;
    model.notice = match reply {
        Reply::Refused(refusal) => Some(Notice::refusal(SafeText::from_outside(&refusal.say(desk.zh())))),
        Reply::Wrong(text) => Some(Notice::refusal(desk.say(text))),
        Reply::Fault(text) => Some(Notice::fault(desk.say(text))),
        // any other answer belongs to a question nobody waits for any more
        _ => None,
    };
    Vec::new()
}

/// So much of a file was taken in.
fn taken(model: &mut Model, intake: &Intake) -> Vec<Effect> {
    let lexicon = &model.desk.look.lexicon;
    let counts =
        [("taken", intake.taken.into()), ("already", intake.already.into()), ("refused", intake.refused.into())];
    let text = lexicon.say("intake-done", &counts);
    let reason = intake.first_reason.as_ref().map(|reason| model.desk.say(reason));
    let text = SafeText::join([Some(text), reason].iter().flatten(), "  ");
    model.notice = Some(if intake.refused == 0 { Notice::done(text) } else { Notice::refusal(text) });
    steps::refresh(model)
}

/// A paper was written, or could not be.
pub(super) fn saved(model: &mut Model, result: Result<SafeText, SafeText>) {
    let lexicon = &model.desk.look.lexicon;
    model.notice = Some(match result {
        Ok(path) => Notice::done(lexicon.say("paper-saved", &[("path", (&path).into())])),
        Err(why) => Notice::fault(lexicon.say("paper-not-saved", &[("why", (&why).into())])),
    });
}
