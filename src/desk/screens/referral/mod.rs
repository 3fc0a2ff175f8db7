//! A referral and its leg: where it is, whose turn it is, its clocks, the items, what was said to and fro.

mod course;

use super::Shape;
use super::dispute::happening;
use super::referrals::{direction, due_of, of_referral};
use crate::boards::views::{ReferralView, View};
use crate::casework::ids::RecordId;
use crate::casework::leg::Moment;
use crate::casework::referral::Referral;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::Step;
use crate::desk::glyphs::Glyph;
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::{Desk, Place, Target};
use crate::desk::theme::Role;
use crate::desk::widgets::badges;
use crate::desk::widgets::canvas::{Canvas, Strip, wrap};
use crate::desk::widgets::frame::Tab;
use crate::desk::widgets::marks;
use crate::desk::widgets::pane::{Line, Pane};
use crate::wire::{Reply, Request};

/// What the cursor can stand on: the case it is about, or an item by its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// The dispute referred.
    Case(RecordId),
    /// An item, counted from 0.
    Item(usize),
}

/// The page of one referral.
pub struct Page {
    id: RecordId,
    view: Option<Box<ReferralView>>,
    pane: Pane<Spot>,
}

/// Titles of the sections, in the order of the tabs.
const SECTIONS: [&str; 8] = [
    "section-way",
    "section-items",
    "section-clocks",
    "section-ball",
    "section-rounds",
    "section-text",
    "section-respondents",
    "section-timeline",
];

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
        &[Scope::Referrals, Scope::Page, Scope::Rows, Scope::Global]
    }

    fn hints(&self) -> &'static [Action] {
        &[
            Action::Sign,
            Action::AcceptReferral,
            Action::Return,
            Action::Start,
            Action::Report,
            Action::Confirm,
            Action::Paper,
            Action::Recall,
            Action::Actions,
            Action::Help,
        ]
    }

    fn place(&self, desk: &Desk) -> SafeText {
        let board = desk.look.lexicon.word("referrals");
        let Some(view) = &self.view else { return board };
        let number = desk.number(&view.row.number);
        SafeText::join([&board, &SafeText::join([&number, &direction(&view.row, desk)], "  ")], " / ")
    }

    fn tabs(&self, desk: &Desk) -> (Vec<Tab>, usize) {
        (SECTIONS.iter().map(|id| Tab::named(desk.look.lexicon.word(id))).collect(), 0)
    }

    fn needs(&self) -> Vec<Request> {
        vec![Request::Show(self.id)]
    }

    fn told(&mut self, reply: &Reply, desk: &Desk) -> Vec<Step> {
        if let Reply::View(view) = reply
            && let View::Referral(view) = &**view
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
        match action {
            Action::NextRecord => return vec![Step::Sibling(Action::Down)],
            Action::PreviousRecord => return vec![Step::Sibling(Action::Up)],
            Action::Open => {
                if let Some(Spot::Case(dispute)) = self.pane.chosen() {
                    return vec![Step::Visit(Place::Dispute(*dispute))];
                }
            }
            other => match other.tab() {
                Some(section) => self.pane.show_rule(section),
                None => return of_referral(other, self.id, desk),
            },
        }
        Vec::new()
    }

    fn target(&self) -> Option<Target> {
        let view = self.view.as_ref()?;
        Some(Target {
            id: self.id,
            number: view.row.number.clone(),
            version: Some(view.file.version),
            items: usize::from(view.row.items),
            presets: Vec::new(),
        })
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

fn lines(view: &ReferralView, desk: &Desk) -> Vec<Line<Spot>> {
    let written = view.file.referral.as_ref();
    let sections = [
        way(view, desk),
        items(view, desk),
        course::clocks(view, desk),
        course::ball(view, desk),
        course::rounds(view, desk),
        written.map_or_else(Vec::new, |referral| text(referral, desk)),
        course::respondents(view, desk),
        view.timeline.iter().map(|one| happening(one, desk)).collect(),
    ];
    let mut lines = head(view, desk);
    for (id, section) in SECTIONS.iter().zip(sections) {
        lines.push(Line::Rule(desk.look.lexicon.word(id)));
        lines.extend(section);
    }
    lines
}

fn head(view: &ReferralView, desk: &Desk) -> Vec<Line<Spot>> {
    let (lexicon, row) = (&desk.look.lexicon, &view.row);
    let due = due_of(row, desk);
    let state = badges::standing(&desk.look, view.standing)
        .gap("  ")
        .and(marks::ball(&desk.look, view.ball))
        .gap("  ")
        .then(Role::Text, kind_name(view, desk))
        .gap("  ")
        .then(due.role(), due.left(&desk.look))
        .gap("  ")
        .and(view.file.referral.as_ref().map_or_else(Strip::new, |referral| badges::tlp(referral.secrecy)));
    let case = lexicon.say("referral-of-case", &[("number", (&desk.number(&row.dispute_number)).into())]);
    let mut lines = vec![Line::Text(state), Line::Row(Spot::Case(row.dispute), Strip::of(Role::Text, case))];
    if let Some((at, reason)) = &view.file.recall {
        let (at, reason) = (marks::moment(*at, desk.now), SafeText::from_outside(reason));
        let said = lexicon.say("referral-recall", &[("at", (&at).into()), ("reason", (&reason).into())]);
        lines.push(Line::Text(Strip::of(Role::Warn, said)));
    }
    lines
}

/// What it is called: by its kind of the rules, else by what it goes out as.
fn kind_name(view: &ReferralView, desk: &Desk) -> SafeText {
    let rule = view.file.referral.as_ref().and_then(|referral| referral.matter.rule());
    rule.map_or_else(|| desk.word_of(view.row.kind.zh(), view.row.kind.en()), |rule| desk.say(&rule.words))
}

/// Each moment that has come, one line each, with the evidence when by proxy.
fn way(view: &ReferralView, desk: &Desk) -> Vec<Line<Spot>> {
    let leg = &view.file.leg;
    let moments = [
        ("way-dispatched", leg.dispatched.as_ref()),
        ("way-delivered", leg.delivered.as_ref()),
        ("way-signed", leg.signed.as_ref()),
        ("way-accepted", leg.accepted.as_ref().map(|one| &one.0)),
        ("way-started", leg.started.as_ref()),
        ("way-returned", leg.returned.as_ref().map(|one| &one.0)),
        ("way-reported", leg.reported.as_ref().map(|one| &one.0)),
        ("way-cancelled", leg.cancelled.as_ref()),
    ];
    let submitted = view.file.referral.as_ref().map(|referral| {
        let by = SafeText::from_outside(&referral.submitted_by);
        way_line("way-submitted", marks::moment(referral.submitted_at, desk.now), by, desk)
    });
    let said = moments.into_iter().filter_map(|(id, moment)| Some(moment_line(id, moment?, desk)));
    let carried = view.carried_at.map(|at| way_line("way-carried", marks::moment(at, desk.now), SafeText::EMPTY, desk));
    let heard = view.heard_at.map(|at| way_line("way-heard", marks::moment(at, desk.now), SafeText::EMPTY, desk));
    submitted.into_iter().chain(said).chain(carried).chain(heard).collect()
}

fn moment_line(id: &str, moment: &Moment, desk: &Desk) -> Line<Spot> {
    let name = SafeText::from_outside(&moment.name);
    let by = match &moment.proxy {
        Some(_) => desk.look.lexicon.say("way-by-proxy", &[("name", (&name).into())]),
        None => name,
    };
    way_line(id, marks::moment(moment.at, desk.now), by, desk)
}

fn way_line(id: &str, at: SafeText, by: SafeText, desk: &Desk) -> Line<Spot> {
    let done = SafeText::word(Glyph::Done.shape(desk.look.shapes));
    Line::Text(
        Strip::of(Role::StateDone, done)
            .gap(" ")
            .and(Strip::of(Role::Text, desk.look.lexicon.word(id)).cut(12, &desk.look))
            .then(Role::Muted, at)
            .gap("  ")
            .then(Role::Muted, by),
    )
}

fn items(view: &ReferralView, desk: &Desk) -> Vec<Line<Spot>> {
    let lexicon = &desk.look.lexicon;
    let Some(referral) = &view.file.referral else { return Vec::new() };
    if referral.kind.moves_the_case() {
        return vec![Line::Text(Strip::of(Role::Text, lexicon.word("referral-whole-case")))];
    }
    if referral.items.is_empty() {
        return vec![Line::Text(Strip::of(Role::Muted, lexicon.word("referral-sealed")))];
    }
    let outcomes = view.file.leg.reported.as_ref().map_or(&[][..], |(_, outcomes, _)| outcomes);
    let row = |(index, item): (usize, &String)| {
        let refused = view.file.leg.refused.iter().find(|one| usize::from(one.item) == index);
        let refused = refused.map(|one| format!("{} {} {}", one.code.code(), one.code.word(desk.zh()), one.basis));
        let reported = outcomes.get(index).map(|one| {
            let word = desk.word_of(one.outcome.zh(), one.outcome.en());
            SafeText::join([&word, &SafeText::from_outside(&one.text)], " ")
        });
        let refused = refused.map(|text| SafeText::from_outside(&text));
        let outcome = reported.or(refused).unwrap_or_else(|| SafeText::word("-"));
        let number = SafeText::from(index as u64 + 1);
        let strip = Strip::of(Role::Muted, number)
            .gap(" ")
            .and(Strip::of(Role::Text, SafeText::from_outside(item)).cut(48, &desk.look))
            .gap(" ")
            .then(Role::Strong, outcome);
        Line::Row(Spot::Item(index), strip)
    };
    referral.items.iter().enumerate().map(row).collect()
}

fn text(referral: &Referral, desk: &Desk) -> Vec<Line<Spot>> {
    let brief = &referral.brief;
    let parts = [&brief.enterprise, &brief.counterpart, &brief.jurisdiction, &brief.forum, &brief.kind];
    let facts = parts.map(|part| SafeText::from_outside(part));
    let line = |text| Line::Text(Strip::of(Role::Text, text));
    let room = desk.size.0.saturating_sub(2);
    let long = [&brief.request, &referral.note];
    let long = long.into_iter().flat_map(|text| SafeText::lines(text)).flat_map(|text| wrap(&text, room));
    [SafeText::join(&facts, "  ")].into_iter().chain(long).map(line).collect()
}
