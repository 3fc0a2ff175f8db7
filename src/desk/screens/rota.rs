//! Rota and handover: who is on duty, who comes next, shifts to plan, take over and swap, the handovers in hand.

use super::Shape;
use super::dispute::happening;
use crate::boards::AffairRow;
use crate::boards::views::{UnitView, View};
use crate::boards::window::{List, Rows, WindowQuery};
use crate::casework::ids::{OfficerId, RecordId};
use crate::casework::rota::{Shift, Swap};
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::Step;
use crate::desk::glyphs::Glyph;
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::{Desk, Place, Target};
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip};
use crate::desk::widgets::frame::Tab;
use crate::desk::widgets::marks;
use crate::desk::widgets::pane::{Line, Pane};
use crate::wire::{Reply, Request};

/// Handovers listed: those in hand, and the last ones.
const HANDOVERS_MAX: u16 = 20;

/// What the cursor can stand on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A handover.
    Handover(RecordId),
    /// A shift, by its number.
    Shift(u16),
    /// A swap, by its number.
    Swap(u16),
}

/// Titles of the sections, in the order of the tabs.
const SECTIONS: [&str; 5] =
    ["section-on-duty", "section-handovers", "section-shifts", "section-swaps", "section-timeline"];

/// The screen.
pub struct Rota {
    unit: RecordId,
    view: Option<Box<UnitView>>,
    handovers: Vec<AffairRow>,
    pane: Pane<Spot>,
}

impl Rota {
    /// Of this unit, before the daemon has shown it.
    #[must_use]
    pub fn of(unit: RecordId) -> Self {
        Rota { unit, view: None, handovers: Vec::new(), pane: Pane::default() }
    }

    fn refill(&mut self, desk: &Desk) {
        if let Some(view) = &self.view {
            self.pane.refill(lines(view, &self.handovers, desk));
        }
    }
}

impl Shape for Rota {
    fn chain(&self) -> Chain {
        &[Scope::Handover, Scope::Page, Scope::Rows, Scope::Global]
    }

    fn hints(&self) -> &'static [Action] {
        &[
            Action::Open,
            Action::HandOver,
            Action::PlanShift,
            Action::ProposeSwap,
            Action::AgreeSwap,
            Action::TakeOver,
            Action::Actions,
            Action::Help,
        ]
    }

    fn place(&self, desk: &Desk) -> SafeText {
        desk.look.lexicon.word("rota")
    }

    fn tabs(&self, desk: &Desk) -> (Vec<Tab>, usize) {
        (SECTIONS.iter().map(|id| Tab::named(desk.look.lexicon.word(id))).collect(), 0)
    }

    fn needs(&self) -> Vec<Request> {
        let handovers = Request::Window(WindowQuery {
            list: List::Affairs,
            filter: "kind:handover".to_owned(),
            offset: 0,
            limit: HANDOVERS_MAX,
            anchor: None,
            order: Vec::new(),
        });
        vec![Request::Show(self.unit), handovers]
    }

    fn told(&mut self, reply: &Reply, desk: &Desk) -> Vec<Step> {
        match reply {
            Reply::View(view) => {
                if let View::Unit(view) = &**view {
                    self.view = Some(view.clone());
                }
            }
            Reply::Window(window) => {
                if let Rows::Affairs(rows) = &window.rows {
                    self.handovers.clone_from(rows);
                }
            }
            // nothing else is asked by this screen
            _ => return Vec::new(),
        }
        self.refill(desk);
        Vec::new()
    }

    fn act(&mut self, action: Action, count: usize, desk: &Desk) -> Vec<Step> {
        let page = usize::from(desk.body().height / 2).max(1);
        if self.pane.moves(action, count, page) {
            return Vec::new();
        }
        match (action, action.tab(), self.pane.chosen()) {
            (_, Some(section), _) => self.pane.show_rule(section),
            (Action::Open, None, Some(Spot::Handover(id))) => return vec![Step::Visit(Place::Affair(*id))],
            (_, None, _) => {}
        }
        Vec::new()
    }

    fn target(&self) -> Option<Target> {
        let view = self.view.as_ref()?;
        let presets = match self.pane.chosen() {
            Some(Spot::Shift(no)) => [("shift", *no), ("takes", *no)].to_vec(),
            Some(Spot::Swap(no)) => [("swap", *no)].to_vec(),
            Some(Spot::Handover(_)) | None => Vec::new(),
        };
        let presets = presets.into_iter().map(|(name, no)| (name.to_owned(), no.to_string())).collect();
        Some(Target { id: self.unit, number: view.card.code.clone(), version: None, items: 0, presets })
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

fn lines(view: &UnitView, handovers: &[AffairRow], desk: &Desk) -> Vec<Line<Spot>> {
    let lexicon = &desk.look.lexicon;
    let section = |id: &str, lines: Vec<Line<Spot>>| -> Vec<Line<Spot>> {
        let none = || Line::Text(Strip::of(Role::Muted, lexicon.word(&format!("{id}-empty"))));
        let empty = lines.is_empty().then(none);
        [Line::Rule(lexicon.word(id))].into_iter().chain(empty).chain(lines).collect()
    };
    let rota = &view.rota;
    let ahead = rota.shifts.iter().filter(|shift| shift.to > desk.now).map(|shift| shift_row(shift, desk));
    let swaps = rota.swaps.iter().rev().map(|swap| swap_row(swap, desk));
    let timeline = view.timeline.iter().map(|one| happening(one, desk));
    [
        section(SECTIONS[0], on_duty(view, desk)),
        section(SECTIONS[1], handovers.iter().map(|row| handover_row(row, desk)).collect()),
        section(SECTIONS[2], ahead.collect()),
        section(SECTIONS[3], swaps.collect()),
        section(SECTIONS[4], timeline.collect()),
    ]
    .concat()
}

/// Each layer with who stands on it, and who answers for the queue.
fn on_duty(view: &UnitView, desk: &Desk) -> Vec<Line<Spot>> {
    let lexicon = &desk.look.lexicon;
    let name = |officer: &OfficerId| {
        let post = view.posts.iter().find(|(one, _)| one.id == *officer);
        post.map_or_else(String::new, |(one, _)| one.name.clone())
    };
    let mut lines: Vec<Line<Spot>> = Vec::new();
    for (no, layer) in (1_i64..).zip(view.rota.layers(desk.now.to_utc())) {
        let names = SafeText::from_outside(&layer.iter().map(name).collect::<Vec<_>>().join(" "));
        let (role, names) =
            if layer.is_empty() { (Role::Warn, lexicon.word("rota-nobody")) } else { (Role::Strong, names) };
        lines.push(Line::Text(
            Strip::of(Role::Muted, lexicon.say("alert-layer", &[("no", no.into())]))
                .cut(14, &desk.look)
                .then(role, names),
        ));
    }
    if lines.is_empty() {
        lines.push(Line::Text(Strip::of(Role::Warn, lexicon.word("section-on-duty-empty"))));
    }
    if let Some(lead) = &view.queue_lead {
        let who = SafeText::from_outside(&lead.name);
        let said = lexicon.say("rota-lead", &[("who", (&who).into())]);
        lines.push(Line::Text(Strip::of(Role::Text, said)));
    }
    lines
}

fn handover_row(row: &AffairRow, desk: &Desk) -> Line<Spot> {
    let role = if row.is_open { Role::StateDoor } else { Role::StateDone };
    let strip = Strip::of(Role::Text, desk.number(&row.number))
        .cut(17, &desk.look)
        .and(Strip::of(Role::Strong, desk.say(&row.title)).cut(34, &desk.look))
        .then(role, desk.say(&row.state_words));
    Line::Row(Spot::Handover(row.id), strip)
}

fn shift_row(shift: &Shift, desk: &Desk) -> Line<Spot> {
    let lexicon = &desk.look.lexicon;
    let now = shift.covers(desk.now.to_utc());
    let shape = if now { Glyph::Working } else { Glyph::Rest };
    let role = if now { Role::Strong } else { Role::Text };
    let taken =
        shift.instead_of.map_or(SafeText::EMPTY, |of| lexicon.say("rota-instead", &[("of", i64::from(of).into())]));
    let layer = lexicon.say("alert-layer", &[("no", i64::from(shift.layer).into())]);
    let strip = Strip::of(role, SafeText::word(shape.shape(desk.look.shapes)))
        .gap(" ")
        .and(Strip::of(Role::Muted, SafeText::from(u64::from(shift.no))).cut(5, &desk.look))
        .and(Strip::of(Role::Muted, layer).cut(10, &desk.look))
        .and(Strip::of(role, SafeText::from_outside(&shift.person.name)).cut(14, &desk.look))
        .then(Role::Text, marks::moment(shift.from, desk.now))
        .gap(" - ")
        .then(Role::Text, marks::moment(shift.to, desk.now))
        .gap("  ")
        .then(Role::Warn, taken);
    Line::Row(Spot::Shift(shift.no), strip)
}

fn swap_row(swap: &Swap, desk: &Desk) -> Line<Spot> {
    let (by, with) = (SafeText::from_outside(&swap.by.name), SafeText::from_outside(&swap.with.name));
    let said = desk.look.lexicon.say(
        "rota-swap",
        &[
            ("by", (&by).into()),
            ("gives", i64::from(swap.gives).into()),
            ("with", (&with).into()),
            ("takes", i64::from(swap.takes).into()),
        ],
    );
    let role = if swap.is_open() { Role::StateDoor } else { Role::Muted };
    let strip = Strip::of(Role::Muted, SafeText::from(u64::from(swap.no)))
        .cut(5, &desk.look)
        .and(Strip::of(Role::Text, said).cut(46, &desk.look))
        .then(role, desk.word_of(swap.state.zh(), swap.state.en()));
    Line::Row(Spot::Swap(swap.no), strip)
}
