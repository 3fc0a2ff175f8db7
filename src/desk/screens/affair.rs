//! The page of an affair: what it is, what it says, item by item where it has items, and its history.

use super::Shape;
use super::affairs::due_of;
use super::dispute::happening;
use crate::boards::views::{AffairView, View};
use crate::casework::affair::Affair;
use crate::casework::handover::Handover;
use crate::casework::ids::RecordId;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::Step;
use crate::desk::glyphs::Glyph;
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::{Desk, Place, Target};
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip, wrap};
use crate::desk::widgets::frame::Tab;
use crate::desk::widgets::marks;
use crate::desk::widgets::pane::{Line, Pane};
use crate::wire::{Reply, Request};

/// What the cursor can stand on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// The case that it is about.
    Case(RecordId),
    /// An item of a handover, counted from 1, and the record that it is about.
    Item(u16, RecordId),
}

/// Titles of the sections, in the order of the tabs.
const SECTIONS: [&str; 2] = ["section-affair", "section-timeline"];

/// Cells of the labels.
const LABEL_CELLS: u16 = 16;

/// The page of one affair.
pub struct Page {
    id: RecordId,
    view: Option<Box<AffairView>>,
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

    fn is_handover(&self) -> bool {
        self.view.as_ref().is_some_and(|view| matches!(view.file.affair, Affair::Handover(_)))
    }
}

impl Shape for Page {
    fn chain(&self) -> Chain {
        if self.is_handover() {
            return &[Scope::Handover, Scope::Page, Scope::Rows, Scope::Global];
        }
        &[Scope::Affairs, Scope::Page, Scope::Rows, Scope::Global]
    }

    fn hints(&self) -> &'static [Action] {
        if self.is_handover() {
            return &[
                Action::TakeItem,
                Action::Open,
                Action::RefreshHandover,
                Action::CompleteHandover,
                Action::Actions,
                Action::Back,
                Action::Help,
            ];
        }
        &[Action::Actions, Action::Open, Action::NextRecord, Action::Back, Action::Find, Action::Help]
    }

    fn place(&self, desk: &Desk) -> SafeText {
        let board = desk.look.lexicon.word("affairs");
        let Some(view) = &self.view else { return board };
        let title = [desk.number(&view.row.number), desk.say(&view.row.title)];
        SafeText::join([&board, &SafeText::join(&title, "  ")], " / ")
    }

    fn tabs(&self, desk: &Desk) -> (Vec<Tab>, usize) {
        (SECTIONS.iter().map(|id| Tab::named(desk.look.lexicon.word(id))).collect(), 0)
    }

    fn needs(&self) -> Vec<Request> {
        vec![Request::Show(self.id)]
    }

    fn told(&mut self, reply: &Reply, desk: &Desk) -> Vec<Step> {
        if let Reply::View(view) = reply
            && let View::Affair(view) = &**view
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
        match (action, action.tab()) {
            (_, Some(section)) => self.pane.show_rule(section),
            (Action::NextRecord, None) => return vec![Step::Sibling(Action::Down)],
            (Action::PreviousRecord, None) => return vec![Step::Sibling(Action::Up)],
            (Action::Open, None) => return self.open(),
            (_, None) => {}
        }
        Vec::new()
    }

    fn target(&self) -> Option<Target> {
        let view = self.view.as_ref()?;
        let presets = match self.pane.chosen() {
            Some(Spot::Item(no, _)) => vec![("item".to_owned(), no.to_string())],
            Some(Spot::Case(_)) | None => Vec::new(),
        };
        let (number, version) = (view.row.number.clone(), Some(view.file.version));
        Some(Target { id: self.id, number, version, items: 0, presets })
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

impl Page {
    fn open(&self) -> Vec<Step> {
        match self.pane.chosen() {
            Some(Spot::Case(id)) => vec![Step::Visit(Place::Dispute(*id))],
            Some(Spot::Item(_, record)) => vec![Step::VisitRecord(*record)],
            None => Vec::new(),
        }
    }
}

fn lines(view: &AffairView, desk: &Desk) -> Vec<Line<Spot>> {
    let row = &view.row;
    let due = due_of(row, desk);
    let state = Strip::of(Role::Muted, desk.word_of(row.kind.zh(), row.kind.en()))
        .gap("  ")
        .then(if row.is_open { Role::StateWorking } else { Role::StateDone }, desk.say(&row.state_words))
        .gap("  ")
        .then(due.role(), due.left(&desk.look));
    let mut lines = vec![Line::Text(state), Line::Rule(desk.look.lexicon.word(SECTIONS[0]))];
    if let Some(dispute) = row.dispute {
        let said = desk.look.lexicon.word("affair-case");
        lines.push(Line::Row(Spot::Case(dispute), Strip::of(Role::Text, said)));
    }
    match &view.file.affair {
        Affair::Handover(handover) => lines.extend(items(handover, desk)),
        Affair::Listing(_)
        | Affair::Access(_)
        | Affair::Silence(_)
        | Affair::Consultation(_)
        | Affair::Instruction(_)
        | Affair::Supervision(_)
        | Affair::Meeting(_)
        | Affair::Task(_)
        | Affair::Inspection(_) => lines.extend(page(view, desk, desk.size.0)),
    }
    lines.push(Line::Rule(desk.look.lexicon.word(SECTIONS[1])));
    lines.extend(view.timeline.iter().map(|one| happening(one, desk)));
    lines
}

/// Label and text of each row, broken to the width.
fn page<T>(view: &AffairView, desk: &Desk, cells: u16) -> Vec<Line<T>> {
    let room = cells.saturating_sub(LABEL_CELLS + 3);
    let mut lines = Vec::new();
    for (label, text) in view.page.iter().filter(|(_, text)| !text.zh.is_empty()) {
        let pieces = SafeText::lines(desk.say_raw(text)).into_iter().flat_map(|line| wrap(&line, room));
        for (index, piece) in pieces.enumerate() {
            let label = if index == 0 { desk.say(label) } else { SafeText::EMPTY };
            let strip = Strip::of(Role::Muted, label).cut(LABEL_CELLS, &desk.look).then(Role::Text, piece);
            lines.push(Line::Text(strip));
        }
    }
    lines
}

/// The page in a preview.
pub fn preview(view: &AffairView, desk: &Desk) -> Vec<Line<()>> {
    page(view, desk, 46)
}

/// What is handed over, item by item: who comes takes each on.
fn items(handover: &Handover, desk: &Desk) -> Vec<Line<Spot>> {
    let lexicon = &desk.look.lexicon;
    let (from, to) = (SafeText::from_outside(&handover.from.name), SafeText::from_outside(&handover.to.name));
    let left = handover.unsigned().count();
    let head = [("from", (&from).into()), ("to", (&to).into()), ("left", left.into())];
    let mut lines = vec![Line::Text(Strip::of(Role::Strong, lexicon.say("handover-head", &head)))];
    let note = SafeText::lines(&handover.note).into_iter().filter(|line| !line.is_empty());
    lines.extend(note.map(|line| Line::Text(Strip::of(Role::Text, line))));
    for (no, one) in (1_u16..).zip(&handover.items) {
        let (glyph, role, said) = match (&one.signed, one.gone) {
            (Some((at, remark)), _) => {
                let at = marks::clock_or_moment(*at, desk.now);
                (Glyph::Done, Role::StateDone, SafeText::join([&at, &SafeText::from_outside(remark)], " "))
            }
            (None, true) => (Glyph::Void, Role::StateVoid, lexicon.word("handover-gone")),
            (None, false) => (Glyph::Door, Role::StateDoor, lexicon.word("handover-open")),
        };
        let strip = Strip::of(role, SafeText::word(glyph.shape(desk.look.shapes)))
            .gap(" ")
            .and(Strip::of(Role::Muted, SafeText::from(u64::from(no))).cut(3, &desk.look))
            .and(Strip::of(Role::Text, desk.number(&one.item.number)).cut(17, &desk.look))
            .and(Strip::of(Role::Text, desk.say(&one.item.why)).cut(desk.size.0.saturating_sub(46), &desk.look))
            .gap(" ")
            .then(role, said);
        lines.push(Line::Row(Spot::Item(no, one.item.record), strip));
    }
    lines
}
