//! The alert queue: what nobody has taken on yet comes first, by priority.

use super::alert;
use super::board::Kind;
use crate::boards::rows::AlertRow;
use crate::boards::window::{List, Rows};
use crate::casework::alert::{AlertState, Weight};
use crate::casework::ids::RecordId;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::{Effect, Step, Ticket};
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::{Desk, Place, Target};
use crate::desk::theme::Role;
use crate::desk::widgets::badges;
use crate::desk::widgets::canvas::Strip;
use crate::desk::widgets::marks;
use crate::desk::widgets::pane::Line;
use crate::desk::widgets::table::Column;
use crate::wire::Request;

impl Kind for AlertRow {
    const LISTS: &'static [List] = &[
        List::OpenAlerts,
        List::ShelvedAlerts,
        List::MutedAlerts,
        List::UnseenAlerts,
        List::ExerciseAlerts,
        List::DoneAlerts,
    ];
    const CHAIN: Chain = &[Scope::Alerts, Scope::Marks, Scope::List, Scope::Rows, Scope::Global];
    const HINTS: &'static [Action] = &[
        Action::Ack,
        Action::OpenDispute,
        Action::CloseAlert,
        Action::Open,
        Action::Filter,
        Action::Find,
        Action::Actions,
        Action::Help,
    ];
    const NAME: &'static str = "alerts";
    const GROWS: usize = 2;

    fn take(rows: Rows) -> Option<Vec<Self>> {
        match rows {
            Rows::Alerts(rows) => Some(rows),
            Rows::Disputes(_) | Rows::Referrals(_) | Rows::Experts(_) | Rows::Agencies(_) | Rows::Affairs(_) => None,
        }
    }

    fn id(&self) -> RecordId {
        self.id
    }

    fn number(&self) -> &str {
        &self.number
    }

    fn is_mine(&self) -> bool {
        self.state == AlertState::New
    }

    fn columns(desk: &Desk, _room: u16) -> Vec<Column> {
        let either = |chinese, english| if desk.zh() { chinese } else { english };
        vec![
            Column::words("head-priority", either(5, 4)).by("priority"),
            Column::words("head-number", 14).by("number"),
            Column::words("head-what", either(24, 23)).by("headline"),
            Column::words("head-cap", either(8, 11)),
            Column::words("head-state", either(12, 11)).by("state"),
            Column::numbers("head-waited", either(6, 5)).by("arrived"),
        ]
    }

    fn cells(&self, desk: &Desk, _room: u16) -> Vec<Strip> {
        vec![
            badges::priority(self.priority),
            Strip::of(Role::Text, desk.number(&self.number)),
            Strip::of(Role::Strong, SafeText::from_outside(&self.headline)),
            Strip::of(Role::Muted, badges::cap(&desk.look, (self.urgency, self.severity, self.certainty))),
            state(self, desk),
            Strip::of(Role::Muted, marks::age(&desk.look, desk.now - self.arrived)),
        ]
    }

    fn preview(&self, desk: &Desk) -> Vec<Line<()>> {
        let text = |text: &str| SafeText::from_outside(text);
        let sent = text(&self.sent.format("%Y-%m-%d %H:%M %:z").to_string());
        let title = [desk.number(&self.number), text(&self.sender), sent];
        let weight = Weight { urgency: self.urgency, severity: self.severity, certainty: self.certainty };
        let mut why = Strip::of(Role::Text, alert::weight((self.computed, weight), desk));
        if self.priority != self.computed {
            why = Strip::of(Role::Warn, SafeText::word(self.priority.code())).gap("  ").and(why);
        }
        let forum = [text(&self.jurisdiction), text(&self.forum), text(self.docket.as_deref().unwrap_or_default())];
        let parties = SafeText::join(&self.parties.iter().map(|one| text(one)).collect::<Vec<_>>(), ", ");
        let linked = self.dispute.as_ref().map(|(_, number)| desk.number(number)).unwrap_or_default();
        let revision = desk.look.lexicon.say("alert-revision", &[("revision", i64::from(self.revision).into())]);
        vec![
            Line::Rule(SafeText::join(&title, "  ")),
            Line::Text(Strip::of(Role::Strong, text(&self.headline))),
            Line::Text(why),
            Line::Text(Strip::of(Role::Text, SafeText::join(&forum, "  "))),
            Line::Text(Strip::of(Role::Text, parties)),
            Line::Text(state(self, desk).gap("  ").then(Role::Text, linked).gap("  ").then(Role::Muted, revision)),
        ]
    }

    fn target(&self) -> Option<Target> {
        let presets = Vec::new();
        Some(Target { id: self.id, number: self.number.clone(), version: Some(self.version), items: 0, presets })
    }

    fn verb(action: Action) -> Option<&'static str> {
        verb(action)
    }

    fn act(&self, action: Action, _desk: &Desk) -> Vec<Step> {
        match action {
            Action::Open => vec![Step::Visit(Place::Alert(self.id))],
            Action::OpenDispute => {
                vec![Step::Effect(Effect::Ask(Ticket::OfAlert, Box::new(Request::Show(self.id))))]
            }
            _ => Vec::new(),
        }
    }
}

/// The verb of an alert that an action means.
pub fn verb(action: Action) -> Option<&'static str> {
    if action == Action::Note { Some("note-alert") } else { action.verb() }
}

/// The state, and who has taken it on.
fn state(row: &AlertRow, desk: &Desk) -> Strip {
    match (&row.acked_by, row.state) {
        (Some(name), AlertState::Acked) => {
            let shape = SafeText::word(crate::desk::glyphs::Glyph::Working.shape(desk.look.shapes));
            Strip::of(Role::StateWorking, shape).gap(" ").then(Role::StateWorking, SafeText::from_outside(name))
        }
        (_, state) => badges::alert(&desk.look, state),
    }
}
