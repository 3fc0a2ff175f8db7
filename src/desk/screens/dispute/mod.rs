//! A dispute, whole: facts, proceedings, deadlines with their reasons, referrals, experts, evidence with its gap, the
//! playbook, notes, timeline.

mod dossier;
mod lines;

pub use lines::{happening, preview};

use ratatui::layout::Rect;

use super::Shape;
use super::disputes::of_dispute;
use crate::boards::views::{DisputeView, View};
use crate::casework::deadline::Deadline;
use crate::casework::ids::RecordId;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::Step;
use crate::desk::forms::verb::{DEADLINE, PIECE, PROCEEDING};
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::{Desk, Place, Target};
use crate::desk::overlays::{Overlay, why};
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::Canvas;
use crate::desk::widgets::frame::{Tab, WIDE};
use crate::desk::widgets::pane::Pane;
use crate::wire::{Reply, Request};
use lines::{facts, part_lines};

/// What the cursor can stand on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A deadline, by its number within the dispute.
    Deadline(u16),
    /// A referral.
    Referral(RecordId),
    /// An alert it came from.
    Alert(RecordId),
    /// An expert chosen.
    Expert(RecordId),
    /// A consultation, meeting, task and the like.
    Affair(RecordId),
    /// A proceeding, by its number.
    Proceeding(u16),
    /// A path of evidence.
    Path(String),
    /// A piece of evidence, by its number.
    Piece(u16),
    /// A task of the playbook.
    Task(String),
}

/// The sections, in the order of the tabs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Section {
    All,
    Proceedings,
    Deadlines,
    Referrals,
    Experts,
    Evidence,
    Playbook,
    Notes,
    Timeline,
}

impl Section {
    /// Is it one of those that many cases have nothing in?
    const fn is_dossier(self) -> bool {
        match self {
            Self::Proceedings | Self::Evidence | Self::Playbook => true,
            Self::All | Self::Deadlines | Self::Referrals | Self::Experts | Self::Notes | Self::Timeline => false,
        }
    }
}

const SECTIONS: [(Section, &str); 9] = [
    (Section::All, "section-all"),
    (Section::Proceedings, "section-proceedings"),
    (Section::Deadlines, "section-deadlines"),
    (Section::Referrals, "section-referrals"),
    (Section::Experts, "section-experts"),
    (Section::Evidence, "section-evidence"),
    (Section::Playbook, "section-playbook"),
    (Section::Notes, "section-notes"),
    (Section::Timeline, "section-timeline"),
];

/// Newest notes and happenings shown in the overview of a narrow screen.
const RECENT: usize = 5;

/// The page of one dispute.
pub struct Page {
    id: RecordId,
    view: Option<Box<DisputeView>>,
    section: usize,
    /// Words that the happenings shown must hold.
    filter: String,
    left: Pane<Spot>,
    right: Pane<Spot>,
}

impl Page {
    /// Before the daemon has shown it.
    #[must_use]
    pub fn of(id: RecordId) -> Self {
        Page { id, view: None, section: 0, filter: String::new(), left: Pane::default(), right: Pane::default() }
    }

    fn deadline(&self, no: u16) -> Option<&Deadline> {
        self.view.as_ref()?.dispute.deadlines.iter().find(|one| one.no == no)
    }

    fn chosen_deadline(&self) -> Option<&Deadline> {
        match self.left.chosen() {
            Some(Spot::Deadline(no)) => self.deadline(*no),
            Some(
                Spot::Referral(_)
                | Spot::Alert(_)
                | Spot::Expert(_)
                | Spot::Affair(_)
                | Spot::Proceeding(_)
                | Spot::Path(_)
                | Spot::Piece(_)
                | Spot::Task(_),
            )
            | None => self.view.as_ref()?.dispute.next_deadline(),
        }
    }

    fn count(&self, section: Section) -> Option<usize> {
        let view = self.view.as_ref()?;
        let dossier = &view.dispute.dossier;
        match section {
            Section::All => None,
            Section::Proceedings => Some(dossier.proceedings.len()),
            Section::Deadlines => Some(view.dispute.deadlines.len()),
            Section::Referrals => Some(view.referrals.len()),
            Section::Experts => Some(view.dispute.experts.len() + view.affairs.len()),
            Section::Evidence => Some(dossier.evidence.pieces.len() + dossier.evidence.paths.len()),
            Section::Playbook => Some(dossier.checklist.as_ref().map_or(0, |list| list.tasks.len())),
            Section::Notes => Some(view.dispute.notes.len()),
            Section::Timeline => Some(view.timeline.len()),
        }
    }

    /// Values that follow from where the cursor is.
    fn presets(&self) -> Vec<(String, String)> {
        let deadline = self.chosen_deadline().map(|one| (DEADLINE.to_owned(), one.no.to_string()));
        let own = match self.left.chosen() {
            Some(Spot::Proceeding(no)) => Some((PROCEEDING.to_owned(), no.to_string())),
            Some(Spot::Piece(no)) => Some((PIECE.to_owned(), no.to_string())),
            Some(Spot::Path(id)) => Some(("path".to_owned(), id.clone())),
            Some(Spot::Task(id)) => Some(("task".to_owned(), id.clone())),
            Some(Spot::Deadline(_) | Spot::Referral(_) | Spot::Alert(_) | Spot::Expert(_) | Spot::Affair(_)) | None => {
                None
            }
        };
        deadline.into_iter().chain(own).collect()
    }

    fn refill(&mut self, desk: &Desk) {
        let Some(view) = &self.view else { return };
        let wide = desk.size.0 >= WIDE;
        let section = SECTIONS[self.section].0;
        let (mut left, mut right) = (Vec::new(), Vec::new());
        if section == Section::All {
            left.extend(facts(view, desk));
        }
        for (part, _) in SECTIONS.into_iter().skip(1) {
            if section != Section::All && section != part {
                continue;
            }
            let beside = wide && section == Section::All && matches!(part, Section::Notes | Section::Timeline);
            let most = if section == Section::All && !wide { RECENT } else { usize::MAX };
            // the overview has no room for what is empty
            if section == Section::All && self.count(part) == Some(0) && part.is_dossier() {
                continue;
            }
            let lines = part_lines(part, view, desk, (most, &self.filter));
            if beside { right.extend(lines) } else { left.extend(lines) }
        }
        self.left.refill(left);
        self.right.refill(right);
    }

    fn open(&self) -> Vec<Step> {
        match self.left.chosen() {
            Some(Spot::Referral(id)) => vec![Step::Visit(Place::Referral(*id))],
            Some(Spot::Alert(id)) => vec![Step::Visit(Place::Alert(*id))],
            Some(Spot::Expert(id)) => vec![Step::Visit(Place::Expert(*id))],
            Some(Spot::Affair(id)) => vec![Step::Visit(Place::Affair(*id))],
            Some(Spot::Task(_)) => vec![Step::Run(Action::TaskDone)],
            Some(Spot::Proceeding(_) | Spot::Path(_) | Spot::Piece(_)) => vec![Step::Run(Action::Actions)],
            Some(Spot::Deadline(_)) => vec![Step::Run(Action::WhyDate)],
            None => Vec::new(),
        }
    }

    fn why(&self, desk: &Desk) -> Vec<Step> {
        let (Some(view), Some(deadline)) = (&self.view, self.chosen_deadline()) else { return Vec::new() };
        vec![Step::Open(Box::new(Overlay::Reading(why::reading(desk, &view.dispute.number, deadline))))]
    }

    fn show(&mut self, section: usize, desk: &Desk) {
        self.section = section.min(SECTIONS.len() - 1);
        self.left = Pane::default();
        self.refill(desk);
    }
}

impl Shape for Page {
    fn chain(&self) -> Chain {
        &[Scope::Dispute, Scope::Disputes, Scope::Page, Scope::Rows, Scope::Global]
    }

    fn hints(&self) -> &'static [Action] {
        &[
            Action::WhyDate,
            Action::AddDeadline,
            Action::VerifyDeadline,
            Action::DeadlineMet,
            Action::Refer,
            Action::Experts,
            Action::Note,
            Action::Accept,
            Action::Claim,
            Action::Actions,
            Action::Help,
        ]
    }

    fn place(&self, desk: &Desk) -> SafeText {
        let board = desk.look.lexicon.word("disputes");
        let Some(view) = &self.view else { return board };
        let dispute = &view.dispute;
        let name = SafeText::from_outside(&dispute.draft.enterprise.name);
        let number = desk.number(&dispute.number);
        SafeText::join([&board, &SafeText::join([&number, &name], " ")], " / ")
    }

    fn tabs(&self, desk: &Desk) -> (Vec<Tab>, usize) {
        let tab =
            |(section, id): &(Section, &str)| Tab { name: desk.look.lexicon.word(id), count: self.count(*section) };
        (SECTIONS.iter().map(tab).collect(), self.section)
    }

    fn needs(&self) -> Vec<Request> {
        vec![Request::Show(self.id)]
    }

    fn told(&mut self, reply: &Reply, desk: &Desk) -> Vec<Step> {
        if let Reply::View(view) = reply
            && let View::Dispute(view) = &**view
        {
            self.view = Some(view.clone());
            self.refill(desk);
        }
        Vec::new()
    }

    fn act(&mut self, action: Action, count: usize, desk: &Desk) -> Vec<Step> {
        let rows = isize::try_from(count).unwrap_or(isize::MAX);
        let page = isize::try_from(desk.body().height / 2).unwrap_or(1);
        match action {
            Action::Down => self.left.step(rows),
            Action::Up => self.left.step(-rows),
            Action::PageDown => self.left.step(page),
            Action::PageUp => self.left.step(-page),
            Action::Top => self.left.step(isize::MIN),
            Action::Bottom => self.left.step(isize::MAX),
            Action::NextSection => self.show(self.section + 1, desk),
            Action::PreviousSection => self.show(self.section.saturating_sub(1), desk),
            Action::NextRecord => return vec![Step::Sibling(Action::Down)],
            Action::PreviousRecord => return vec![Step::Sibling(Action::Up)],
            Action::Open => return self.open(),
            Action::WhyDate => return self.why(desk),
            Action::Filter => return vec![Step::OpenFilter(self.filter.clone())],
            other => match (other.tab(), self.target()) {
                (Some(section), _) => self.show(section, desk),
                (None, Some(target)) => return of_dispute(other, target, desk),
                (None, None) => {}
            },
        }
        Vec::new()
    }

    fn target(&self) -> Option<Target> {
        let dispute = &self.view.as_ref()?.dispute;
        let (number, version) = (dispute.number.clone(), Some(dispute.version));
        Some(Target { id: self.id, number, version, items: 0, presets: self.presets() })
    }

    fn narrow(&mut self, filter: &str) -> Vec<Step> {
        filter.clone_into(&mut self.filter);
        Vec::new()
    }

    fn unwind(&mut self) -> Option<Vec<Step>> {
        (!self.filter.is_empty()).then(|| self.narrow(""))
    }

    fn reworded(&mut self, desk: &Desk) {
        self.refill(desk);
    }

    fn settle(&mut self, desk: &Desk) {
        // a resize may move notes and timeline from below to beside
        self.refill(desk);
    }

    fn draw(&self, canvas: &mut Canvas<'_>, desk: &Desk) {
        let area = canvas.area;
        if self.view.is_none() {
            canvas.text((3, 1), area.width, &desk.look.lexicon.word("list-waiting"), Role::Muted);
        } else if area.width >= WIDE && SECTIONS[self.section].0 == Section::All {
            let side = if area.width >= 160 { 60 } else { 48 };
            let left = Rect { width: area.width - side - 3, ..area };
            self.left.draw(&mut canvas.part(left));
            canvas.part(Rect { x: left.right() + 1, width: 1, ..area }).bar(0);
            self.right.draw(&mut canvas.part(Rect { x: left.right() + 3, width: side, ..area }));
        } else {
            self.left.draw(canvas);
        }
    }
}
