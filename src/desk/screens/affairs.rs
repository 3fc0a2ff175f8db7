//! What the center has on its hands beside its cases: consultations, requests for instruction, supervisions, meetings,
//! tasks, silences, handovers, listings, emergency reads.

use super::board::Kind;
use crate::boards::AffairRow;
use crate::boards::views::View;
use crate::boards::window::{List, Rows};
use crate::casework::ids::RecordId;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::Step;
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::{Desk, Place, Target};
use crate::desk::screens::affair;
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::Strip;
use crate::desk::widgets::marks::{self, Due};
use crate::desk::widgets::pane::Line;
use crate::desk::widgets::table::Column;

impl Kind for AffairRow {
    const LISTS: &'static [List] = &[List::OpenAffairs, List::Affairs];
    const CHAIN: Chain = &[Scope::Affairs, Scope::Marks, Scope::List, Scope::Rows, Scope::Global];
    const HINTS: &'static [Action] =
        &[Action::Open, Action::Actions, Action::AskUp, Action::AddTask, Action::Filter, Action::Find, Action::Help];
    const NAME: &'static str = "affairs";
    const GROWS: usize = 2;

    fn take(rows: Rows) -> Option<Vec<Self>> {
        match rows {
            Rows::Affairs(rows) => Some(rows),
            Rows::Disputes(_) | Rows::Alerts(_) | Rows::Referrals(_) | Rows::Experts(_) | Rows::Agencies(_) => None,
        }
    }

    fn id(&self) -> RecordId {
        self.id
    }

    fn number(&self) -> &str {
        &self.number
    }

    fn is_mine(&self) -> bool {
        self.is_open
    }

    fn columns(desk: &Desk, _room: u16) -> Vec<Column> {
        let either = |chinese, english| if desk.zh() { chinese } else { english };
        vec![
            Column::words("head-number", 14).by("number"),
            Column::words("head-about", either(8, 16)).by("title"),
            Column::words("head-what", 10).by("kind"),
            Column::words("head-state", either(10, 13)).by("state"),
            Column::words("head-due", 6).by("due"),
            Column::numbers("head-left", either(6, 6)),
        ]
    }

    fn cells(&self, desk: &Desk, _room: u16) -> Vec<Strip> {
        let due = due_of(self, desk);
        let day = self.due.map_or(SafeText::word("-"), |due| marks::short_date(due, desk.today()));
        vec![
            Strip::of(Role::Text, desk.number(&self.number)),
            Strip::of(Role::Muted, desk.word_of(self.kind.zh(), self.kind.en())),
            Strip::of(Role::Strong, desk.say(&self.title)),
            Strip::of(if self.is_open { Role::StateWorking } else { Role::StateDone }, desk.say(&self.state_words)),
            Strip::of(due.role(), day),
            Strip::of(due.role(), due.left(&desk.look)),
        ]
    }

    fn preview(&self, desk: &Desk) -> Vec<Line<()>> {
        let head = [desk.number(&self.number), desk.word_of(self.kind.zh(), self.kind.en())];
        vec![
            Line::Rule(SafeText::join(&head, "  ")),
            Line::Text(Strip::of(Role::Strong, desk.say(&self.title))),
            Line::Text(Strip::of(Role::Text, desk.say(&self.state_words))),
        ]
    }

    fn detail(view: &View, desk: &Desk) -> Vec<Line<()>> {
        let View::Affair(view) = view else { return Vec::new() };
        affair::preview(view, desk)
    }

    fn target(&self) -> Option<Target> {
        let presets = Vec::new();
        Some(Target { id: self.id, number: self.number.clone(), version: Some(self.version), items: 0, presets })
    }

    fn act(&self, action: Action, _desk: &Desk) -> Vec<Step> {
        if action == Action::Open { vec![Step::Visit(Place::Affair(self.id))] } else { Vec::new() }
    }
}

/// Days left to the day of an affair, while it is open.
pub fn due_of(row: &AffairRow, desk: &Desk) -> Due {
    match row.due.filter(|_| row.is_open) {
        Some(due) => Due::Days((due - desk.today()).num_days()),
        None => Due::Never,
    }
}
