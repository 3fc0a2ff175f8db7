//! The page of an alert: its priority and what that follows from, what was said in which revision, who was asked.

use super::Shape;
use super::dispute::happening;
use crate::boards::views::{AlertView, View};
use crate::casework::alert::{Alert, Asked, Priority, Revision, Weight};
use crate::casework::ids::RecordId;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::{Effect, Step, Ticket};
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::{Desk, Place, Target};
use crate::desk::theme::Role;
use crate::desk::widgets::badges;
use crate::desk::widgets::canvas::{Canvas, Strip, wrap};
use crate::desk::widgets::frame::Tab;
use crate::desk::widgets::marks;
use crate::desk::widgets::pane::{Line, Pane};
use crate::wire::{Reply, Request};

/// What the cursor can stand on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// The dispute that it belongs to.
    Case(RecordId),
    /// The alert of which it is a duplicate.
    Alert(RecordId),
}

/// Titles of the sections, in the order of the tabs.
const SECTIONS: [&str; 4] = ["section-facts", "section-revisions", "section-asked", "section-timeline"];

/// Cells of the labels.
const LABEL_CELLS: u16 = 14;

/// The page of one alert.
pub struct Page {
    id: RecordId,
    view: Option<Box<AlertView>>,
    pane: Pane<Spot>,
}

impl Page {
    /// Before the daemon has shown it.
    #[must_use]
    pub fn of(id: RecordId) -> Self {
        Page { id, view: None, pane: Pane::default() }
    }

    fn refill(&mut self, desk: &Desk) {
        if let Some(view) = &self.view {
            self.pane.refill(lines(view, desk));
        }
    }
}

impl Shape for Page {
    fn chain(&self) -> Chain {
        &[Scope::Alerts, Scope::Page, Scope::Rows, Scope::Global]
    }

    fn hints(&self) -> &'static [Action] {
        &[
            Action::Ack,
            Action::OpenDispute,
            Action::Shelve,
            Action::JoinDispute,
            Action::SetPriority,
            Action::CloseAlert,
            Action::Actions,
            Action::Help,
        ]
    }

    fn place(&self, desk: &Desk) -> SafeText {
        let board = desk.look.lexicon.word("alerts");
        let Some(view) = &self.view else { return board };
        SafeText::join([&board, &desk.number(&view.alert.number)], " / ")
    }

    fn tabs(&self, desk: &Desk) -> (Vec<Tab>, usize) {
        let count = |id: &str| match (id, &self.view) {
            ("section-revisions", Some(view)) => Some(view.alert.revisions.len()),
            _ => None,
        };
        let tab = |id: &&str| Tab { name: desk.look.lexicon.word(id), count: count(id) };
        (SECTIONS.iter().map(tab).collect(), 0)
    }

    fn needs(&self) -> Vec<Request> {
        vec![Request::Show(self.id)]
    }

    fn told(&mut self, reply: &Reply, desk: &Desk) -> Vec<Step> {
        if let Reply::View(view) = reply
            && let View::Alert(view) = &**view
        {
            self.view = Some(view.clone());
            self.refill(desk);
        }
        Vec::new()
    }

    fn act(&mut self, action: Action, count: usize, desk: &Desk) -> Vec<Step> {
        let page = usize::from(desk.body().height / 2).max(1);
        if self.pane.moves(action, count, page) {
            return Vec::new();
        }
        match (action, action.tab(), self.pane.chosen()) {
            (_, Some(section), _) => self.pane.show_rule(section),
            (Action::Revisions, None, _) => self.pane.show_rule(1),
            (Action::NextRecord, None, _) => return vec![Step::Sibling(Action::Down)],
            (Action::PreviousRecord, None, _) => return vec![Step::Sibling(Action::Up)],
            (Action::Open, None, Some(Spot::Case(id))) => return vec![Step::Visit(Place::Dispute(*id))],
            (Action::Open, None, Some(Spot::Alert(id))) => return vec![Step::Visit(Place::Alert(*id))],
            (Action::OpenDispute, None, _) => {
                return vec![Step::Effect(Effect::Ask(Ticket::OfAlert, Box::new(Request::Show(self.id))))];
            }
            (_, None, _) => {}
        }
        Vec::new()
    }

    fn target(&self) -> Option<Target> {
        let alert = &self.view.as_ref()?.alert;
        let (number, version) = (alert.number.clone(), Some(alert.version));
        Some(Target { id: self.id, number, version, items: 0, presets: Vec::new() })
    }

    fn verb(&self, action: Action) -> Option<&'static str> {
        super::alerts::verb(action)
    }

    fn reworded(&mut self, desk: &Desk) {
        self.refill(desk);
    }

    fn draw(&self, canvas: &mut Canvas<'_>, desk: &Desk) {
        if self.view.is_none() {
            canvas.text((3, 1), canvas.area.width, &desk.look.lexicon.word("list-waiting"), Role::Muted);
        } else {
            self.pane.draw(canvas);
        }
    }
}

fn lines(view: &AlertView, desk: &Desk) -> Vec<Line<Spot>> {
    let alert = &view.alert;
    let mut lines = head(alert, desk);
    let rule = |id| Line::Rule(desk.look.lexicon.word(id));
    lines.push(rule(SECTIONS[0]));
    lines.extend(facts(alert, desk));
    lines.push(rule(SECTIONS[1]));
    lines.extend(revisions(alert, desk));
    lines.push(rule(SECTIONS[2]));
    lines.extend(asked(alert, desk));
    lines.push(rule(SECTIONS[3]));
    lines.extend(view.timeline.iter().map(|one| happening(one, desk)));
    lines
}

/// The priority with its three inputs in words, and whose word it is.
fn head(alert: &Alert, desk: &Desk) -> Vec<Line<Spot>> {
    let lexicon = &desk.look.lexicon;
    let state = badges::priority(alert.priority())
        .gap("  ")
        .and(badges::alert(&desk.look, alert.state))
        .gap("  ")
        .then(Role::Muted, SafeText::from_outside(alert.acked_by().unwrap_or_default()))
        .gap("  ")
        .and(badges::tlp(alert.draft.secrecy));
    let state =
        if alert.reopened { state.gap("  ").then(Role::StateAlarm, lexicon.word("alert-again")) } else { state };
    let mut lines =
        vec![Line::Text(state), Line::Text(Strip::of(Role::Text, weight((alert.computed(), alert.weight), desk)))];
    if let Some(own) = &alert.own_priority {
        let (name, reason) = (SafeText::from_outside(&own.name), SafeText::from_outside(&own.reason));
        let computed = SafeText::word(alert.computed().code());
        let words = [("computed", (&computed).into()), ("name", (&name).into()), ("reason", (&reason).into())];
        lines.push(Line::Text(Strip::of(Role::Warn, lexicon.say("alert-own-priority", &words))));
    }
    lines
}

/// `P1 = urgency Immediate / severity Extreme / certainty Observed`.
pub fn weight((priority, weight): (Priority, Weight), desk: &Desk) -> SafeText {
    let priority = SafeText::word(priority.code());
    let urgency = desk.word_of(weight.urgency.zh(), weight.urgency.en());
    let severity = desk.word_of(weight.severity.zh(), weight.severity.en());
    let certainty = desk.word_of(weight.certainty.zh(), weight.certainty.en());
    desk.look.lexicon.say(
        "alert-weight",
        &[
            ("priority", (&priority).into()),
            ("urgency", (&urgency).into()),
            ("severity", (&severity).into()),
            ("certainty", (&certainty).into()),
        ],
    )
}

fn facts(alert: &Alert, desk: &Desk) -> Vec<Line<Spot>> {
    let (draft, lexicon) = (&alert.draft, &desk.look.lexicon);
    let outside = |text: &str| SafeText::from_outside(text);
    let forum = [draft.jurisdiction.as_str(), &draft.forum, draft.docket.as_deref().unwrap_or_default()].join("  ");
    let source = format!("{} {} {}", draft.sender, draft.source, draft.identifier);
    let moment = |at: chrono::DateTime<chrono::FixedOffset>| marks::moment(at, desk.now);
    let shelf = alert.shelf.as_ref().map(|shelf| {
        let until = moment(shelf.until.with_timezone(desk.now.offset()));
        SafeText::join([&until, &outside(&shelf.name), &outside(&shelf.reason)], "  ")
    });
    let closing = alert
        .closing
        .as_ref()
        .map(|(code, reason)| SafeText::join([&desk.word_of(code.zh(), code.en()), &outside(reason)], "  "));
    let rows = [
        ("alert-headline", Some(outside(&draft.headline))),
        ("alert-event", Some(outside(&draft.event))),
        ("head-forum", Some(outside(&forum))),
        ("alert-parties", Some(outside(&draft.parties.join(", ")))),
        ("alert-source", Some(outside(&source))),
        ("alert-web", Some(outside(&draft.web))),
        ("alert-sent", Some(moment(draft.sent))),
        ("alert-expires", draft.expires.map(moment)),
        ("alert-shelf", shelf),
        ("alert-muted-by", alert.muted.as_ref().map(|(_, number)| desk.number(number))),
        ("alert-closing", closing),
        ("alert-to-tell", alert.to_tell.as_ref().map(|(_, name)| outside(name))),
    ];
    let mut lines: Vec<Line<Spot>> = Vec::new();
    for (label, text) in rows {
        lines.extend(text.filter(|text| !text.is_empty()).into_iter().flat_map(|text| labelled(label, &text, desk)));
    }
    let about = draft.description.lines().filter(|line| !line.trim().is_empty()).map(outside);
    lines.extend(about.flat_map(|text| wrap(&text, desk.size.0.saturating_sub(3))).map(plain));
    if let Some((id, number)) = &alert.dispute {
        let said = lexicon.say("alert-of-case", &[("number", (&desk.number(number)).into())]);
        lines.push(Line::Row(Spot::Case(*id), Strip::of(Role::Text, said)));
    }
    if let Some((id, number)) = &alert.duplicate_of {
        let said = lexicon.say("alert-duplicate", &[("number", (&desk.number(number)).into())]);
        lines.push(Line::Row(Spot::Alert(*id), Strip::of(Role::Text, said)));
    }
    lines
}

fn plain(text: SafeText) -> Line<Spot> {
    Line::Text(Strip::of(Role::Text, text))
}

fn labelled(label: &str, text: &SafeText, desk: &Desk) -> Vec<Line<Spot>> {
    let room = desk.size.0.saturating_sub(LABEL_CELLS + 3);
    let line = |(index, piece): (usize, SafeText)| {
        let label = if index == 0 { desk.look.lexicon.word(label) } else { SafeText::EMPTY };
        Line::Text(Strip::of(Role::Muted, label).cut(LABEL_CELLS, &desk.look).then(Role::Text, piece))
    };
    wrap(text, room).into_iter().enumerate().map(line).collect()
}

/// What was said, side by side with what was said before; what differs is marked on both sides.
fn revisions(alert: &Alert, desk: &Desk) -> Vec<Line<Spot>> {
    let lexicon = &desk.look.lexicon;
    let [first, later @ ..] = alert.revisions.as_slice() else { return Vec::new() };
    let title = |one: &Revision| {
        let (no, at) = (SafeText::from(u64::from(one.no)), marks::moment(one.arrived, desk.now));
        let source = SafeText::from_outside(&one.source);
        let words = [("no", (&no).into()), ("at", (&at).into()), ("source", (&source).into())];
        lexicon.say("alert-revision-head", &words)
    };
    if later.is_empty() {
        return vec![Line::Text(
            Strip::of(Role::Text, title(first)).gap("  ").then(Role::Muted, lexicon.word("alert-once")),
        )];
    }
    let half = desk.size.0.saturating_sub(6) / 2;
    let mut lines = Vec::new();
    for (before, after) in alert.revisions.iter().zip(later) {
        lines.push(beside((title(before), title(after)), (Role::Muted, Role::Heading), half, desk));
        for (old, new) in said((alert, before), desk).into_iter().zip(said((alert, after), desk)) {
            let (old, new, roles) = if old == new {
                (old, new, (Role::Muted, Role::Muted))
            } else {
                let mark = |sign: &'static str, text: &SafeText| SafeText::join([&SafeText::word(sign), text], " ");
                (mark("-", &old), mark("+", &new), (Role::Warn, Role::Strong))
            };
            lines.push(beside((old, new), roles, half, desk));
        }
    }
    lines
}

fn said((alert, one): (&Alert, &Revision), desk: &Desk) -> [SafeText; 3] {
    let message = desk.word_of(one.message.zh(), one.message.en());
    [SafeText::from_outside(&one.headline), weight((alert.rated(one.weight), one.weight), desk), message]
}

fn beside((left, right): (SafeText, SafeText), roles: (Role, Role), half: u16, desk: &Desk) -> Line<Spot> {
    let bar = SafeText::word(crate::desk::glyphs::Glyph::Bar.shape(desk.look.shapes));
    let left = Strip::of(roles.0, left).cut(half, &desk.look);
    Line::Text(left.gap(" ").then(Role::Rule, bar).gap(" ").and(Strip::of(roles.1, right).cut(half, &desk.look)))
}

/// Who was asked because nobody had it, in turn.
fn asked(alert: &Alert, desk: &Desk) -> Vec<Line<Spot>> {
    let lexicon = &desk.look.lexicon;
    if alert.paged.is_empty() {
        return vec![Line::Text(Strip::of(Role::Muted, lexicon.word("alert-nobody-asked")))];
    }
    let line = |(whom, names): &(Asked, Vec<String>)| {
        let whom = match whom {
            Asked::Layer(no) => lexicon.say("alert-layer", &[("no", i64::from(*no).into())]),
            Asked::Lead => lexicon.word("alert-leads"),
            Asked::National => lexicon.word("alert-national"),
        };
        let names = SafeText::from_outside(&names.join(" "));
        Line::Text(Strip::of(Role::Muted, whom).cut(LABEL_CELLS, &desk.look).then(Role::Text, names))
    };
    alert.paged.iter().map(line).collect()
}
