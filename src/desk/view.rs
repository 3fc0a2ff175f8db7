//! The model as a frame: the surround, the screen's body, what lies over it. Draws from the model
//! alone, and changes nothing.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::effect::Notice;
use super::model::{Desk, Line, Model, Place};
use super::overlays::which_key;
use super::painter::Frame;
use super::theme::Role;
use super::widgets::canvas::{Canvas, Strip};
use super::widgets::frame::{self, SCREEN_MIN, Surround, WIDE};
use super::widgets::marks;
use crate::casework::safe_text::SafeText;

/// The frame that shows the model.
#[must_use]
pub fn view(model: &Model) -> Frame {
    let (width, height) = model.desk.size;
    let mut frame = Frame::empty(Rect::new(0, 0, width, height));
    let mut canvas = Canvas::new(&mut frame.buffer, &model.desk.look);
    if model.desk.too_small() {
        too_small(&mut canvas, model);
        return frame;
    }
    let shape = model.here().screen.shape();
    let body = frame::draw(&mut canvas, &surround(model));
    shape.draw(&mut canvas.part(body), &model.desk);
    frame.cursor = overlays(&mut canvas, model);
    frame
}

fn overlays(canvas: &mut Canvas<'_>, model: &Model) -> Option<Position> {
    let mut caret = None;
    for overlay in &model.overlays {
        caret = overlay.layer().draw(canvas, &model.desk);
    }
    if let Some(notice) = model.notice.as_ref().filter(|_| !model.overlays.is_empty()) {
        let area = canvas.area;
        let line = Rect { y: area.bottom().saturating_sub(2), height: 1, ..area };
        let mut canvas = canvas.part(line);
        canvas.clear();
        canvas.text((1, 0), area.width.saturating_sub(2), &notice.text, notice.role);
    }
    if model.typed.popup {
        which_key::draw(canvas, &model.desk, model.chain(), &model.typed, model.here().screen.shape());
    }
    caret
}

fn surround(model: &Model) -> Surround {
    let desk = &model.desk;
    let shape = model.here().screen.shape();
    let (tabs, active) = shape.tabs(desk);
    Surround {
        place: shape.place(desk),
        end: title_end(model),
        tabs,
        active,
        hints: desk.hints(shape.chain(), shape.hints()),
        message: model.notice.as_ref().map(message),
        status: status(desk, &model.here().place),
        clock: clock(desk),
    }
}

fn message(notice: &Notice) -> Strip {
    Strip::of(notice.role, notice.text.clone())
}

/// The right end of the title: what was typed and not sent, then what must never be overlooked.
fn title_end(model: &Model) -> Strip {
    let alarm = alarm(model);
    let count = model.drafts.len();
    if count == 0 {
        return alarm;
    }
    let drafts = Strip::of(Role::Muted, model.desk.look.lexicon.say("drafts-count", &[("count", count.into())]));
    if alarm.is_empty() { drafts } else { drafts.gap("  ").and(alarm) }
}

/// What must never be overlooked: that this is practice, that rules are out, and alerts of the first priority that
/// nobody has taken on.
fn alarm(model: &Model) -> Strip {
    let desk = &model.desk;
    let mut strip = Strip::new();
    if desk.me.as_ref().is_some_and(|me| me.practice) {
        let word =
            SafeText::join([&SafeText::word(" "), &desk.look.lexicon.word("practice"), &SafeText::word(" ")], "");
        strip = strip.then(Role::Practice, word);
    }
    if let Some(percent) = desk.me.as_ref().and_then(|me| me.loading) {
        strip = if strip.is_empty() { strip } else { strip.gap("  ") };
        strip =
            strip.then(Role::Stale, desk.look.lexicon.say("loading-mark", &[("percent", usize::from(percent).into())]));
    }
    let out = desk.me.as_ref().map_or(0, |me| me.rule_problems.len());
    if out > 0 {
        strip = if strip.is_empty() { strip } else { strip.gap("  ") };
        strip = strip.then(Role::Stale, desk.look.lexicon.say("rules-out-mark", &[("count", out.into())]));
    }
    if let Some((count, oldest)) = model.alarm {
        let age = marks::age(&desk.look, desk.now - oldest);
        let text = desk.look.lexicon.say("alarm", &[("count", count.into()), ("age", (&age).into())]);
        strip = if strip.is_empty() { strip } else { strip.gap("  ") };
        strip = strip.then(Role::AlarmNow, text);
    }
    strip
}

fn status(desk: &Desk, place: &Place) -> Strip {
    let lexicon = &desk.look.lexicon;
    let bar = |strip: Strip| {
        let bar = super::glyphs::Glyph::Bar.shape(desk.look.shapes);
        strip.gap(" ").then(Role::Rule, SafeText::word(bar)).gap(" ")
    };
    let who = match (desk.post(), place) {
        (Some((post, officer, unit)), _) => {
            let unit = SafeText::from_outside(unit.name(desk.zh()));
            let (role, name) = (desk.word_of(post.role.zh(), post.role.en()), SafeText::from_outside(&officer.name));
            Strip::of(Role::Text, SafeText::join([&unit, &role, &name], " "))
        }
        (None, Place::FirstRun) => Strip::of(Role::Text, lexicon.word("first-tab")),
        (None, _) => Strip::of(Role::Muted, lexicon.word("post-none")),
    };
    let line = match &desk.line {
        Line::Up => Strip::of(Role::Muted, lexicon.word("line-up")),
        Line::Connecting => Strip::of(Role::Stale, lexicon.word("line-connecting")),
        Line::Down(_) => Strip::of(Role::Stale, lexicon.word("line-down")),
    };
    let peers = peers(desk);
    let status = if peers.is_empty() { who } else { bar(who).and(peers) };
    bar(status).and(line)
}

/// The age of what we know of each peer, those without a line first.
fn peers(desk: &Desk) -> Strip {
    let Some(me) = &desk.me else { return Strip::new() };
    let shown = if desk.size.0 >= WIDE { 4 } else { 2 };
    let mut peers: Vec<_> = me.peers.iter().collect();
    peers.sort_by_key(|peer| (peer.waiting.is_none(), peer.heard_at));
    let hidden = peers.len().saturating_sub(shown);
    let strip = peers.iter().take(shown).enumerate().fold(Strip::new(), |strip, (index, peer)| {
        let strip = if index == 0 { strip } else { strip.gap(" ") };
        let age = peer.heard_at.map_or(SafeText::word("-"), |at| marks::age(&desk.look, desk.now - at));
        let mark = if peer.waiting.is_some() { "!" } else { "" };
        let role = if peer.waiting.is_some() { Role::Stale } else { Role::Muted };
        let parts = [SafeText::from_outside(&peer.code), SafeText::word(" "), age, SafeText::word(mark)];
        strip.then(role, SafeText::join(&parts, ""))
    });
    if hidden == 0 {
        return strip;
    }
    strip.then(Role::Muted, SafeText::from_outside(&format!(" +{hidden}")))
}

fn clock(desk: &Desk) -> SafeText {
    let time = SafeText::from_outside(&desk.now.format("%H:%M").to_string());
    if desk.size.0 < WIDE {
        return time;
    }
    SafeText::join([&marks::day(desk.today(), desk.today(), desk.look.lexicon.language()), &time], " ")
}

/// Below the smallest size only this is drawn; what was typed is kept.
fn too_small(canvas: &mut Canvas<'_>, model: &Model) {
    let lexicon = &model.desk.look.lexicon;
    let (width, height) = model.desk.size;
    let size = |width: u16, height: u16| SafeText::from_outside(&format!("{width} x {height}"));
    let lines = [
        lexicon.word("small-title"),
        lexicon.say("small-now", &[("size", (&size(width, height)).into())]),
        lexicon.say("small-need", &[("size", (&size(SCREEN_MIN.0, SCREEN_MIN.1)).into())]),
        lexicon.word("small-how"),
    ];
    for (y, line) in (1..).step_by(2).zip(&lines) {
        canvas.text((2, y), width.saturating_sub(2), line, Role::Text);
    }
}

/// The text of a buffer, one string a row, a wide glyph once.
#[must_use]
pub fn lines(buffer: &Buffer) -> Vec<String> {
    let area = buffer.area;
    (area.top()..area.bottom())
        .map(|y| {
            let mut line = String::new();
            let mut x = area.left();
            while x < area.right() {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(unicode_width::UnicodeWidthStr::width(symbol)).unwrap_or(1).max(1);
            }
            line
        })
        .collect()
}
