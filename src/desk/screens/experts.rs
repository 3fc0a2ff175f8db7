//! The expert roster.

use super::board::Kind;
use crate::boards::rows::ExpertRow;
use crate::boards::window::{List, Rows};
use crate::casework::ids::RecordId;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::Step;
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::{Desk, Target};
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::Strip;
use crate::desk::widgets::marks;
use crate::desk::widgets::pane::Line;
use crate::desk::widgets::table::Column;
use chrono::TimeDelta;

impl Kind for ExpertRow {
    const LISTS: &'static [List] = &[List::Experts];
    const CHAIN: Chain = &[Scope::Experts, Scope::Marks, Scope::List, Scope::Rows, Scope::Global];
    const HINTS: &'static [Action] =
        &[Action::Actions, Action::Filter, Action::Preview, Action::Find, Action::GoDisputes, Action::Help];
    const NAME: &'static str = "experts";
    const GROWS: usize = 2;

    fn take(rows: Rows) -> Option<Vec<Self>> {
        match rows {
            Rows::Experts(rows) => Some(rows),
            Rows::Disputes(_) | Rows::Alerts(_) | Rows::Referrals(_) | Rows::Agencies(_) | Rows::Affairs(_) => None,
        }
    }

    fn id(&self) -> RecordId {
        self.id
    }

    fn number(&self) -> &str {
        &self.number
    }

    fn is_mine(&self) -> bool {
        false
    }

    fn columns(desk: &Desk, _room: u16) -> Vec<Column> {
        let either = |chinese, english| if desk.zh() { chinese } else { english };
        vec![
            Column::words("head-number", 14),
            Column::words("head-expert", either(10, 12)).by("name"),
            Column::words("head-fields", 16),
            Column::words("head-languages", 8),
            Column::words("head-countries", 10),
            Column::words("head-load", 4).by("load"),
            Column::words("head-free", 7),
        ]
    }

    fn cells(&self, desk: &Desk, _room: u16) -> Vec<Strip> {
        let words = |words: &[String]| Strip::of(Role::Text, SafeText::from_outside(&words.join(" ")));
        let (now, most) = self.load;
        let full = if now >= most { Role::Warn } else { Role::Text };
        vec![
            Strip::of(Role::Text, desk.number(&self.number)),
            Strip::of(Role::Strong, SafeText::from_outside(&self.name)),
            words(&self.fields),
            words(&self.languages),
            words(&self.jurisdictions),
            Strip::of(full, SafeText::from_outside(&format!("{now}/{most}"))),
            free(self, desk),
        ]
    }

    fn preview(&self, desk: &Desk) -> Vec<Line<()>> {
        let list = |words: &[String]| Strip::of(Role::Text, SafeText::from_outside(&words.join(", ")));
        vec![
            Line::Rule(SafeText::from_outside(&self.name)),
            Line::Text(Strip::of(Role::Strong, SafeText::from_outside(&self.organisation))),
            Line::Text(list(&self.fields)),
            Line::Text(list(&self.jurisdictions).gap("  ").and(list(&self.languages))),
            Line::Text(Strip::of(Role::Muted, desk.look.lexicon.word("experts-how"))),
        ]
    }

    fn target(&self) -> Option<Target> {
        let presets = Vec::new();
        Some(Target { id: self.id, number: self.number.clone(), version: Some(self.version), items: 0, presets })
    }

    fn act(&self, _action: Action, _desk: &Desk) -> Vec<Step> {
        Vec::new()
    }
}

/// From when the expert can work.
fn free(row: &ExpertRow, desk: &Desk) -> Strip {
    let today = desk.today();
    match row.free_in(today) {
        Some(0) => Strip::of(Role::StateDone, desk.look.lexicon.word("today")),
        Some(days) => Strip::of(Role::Muted, marks::short_date(today + TimeDelta::days(days), today)),
        None => Strip::of(Role::Muted, SafeText::word("-")),
    }
}
