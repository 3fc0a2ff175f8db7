//! The incoming disputes, ordered by the instant their next forum closes.

use chrono::Datelike;

use super::board::Kind;
use super::dispute;
use crate::boards::rows::{DisputeRow, NextDeadline};
use crate::boards::views::View;
use crate::boards::window::{List, Rows};
use crate::casework::deadline::DeadlineState;
use crate::casework::ids::RecordId;
use crate::casework::safe_text::SafeText;
use crate::casework::standing::Ball;
use crate::desk::action::Action;
use crate::desk::effect::{Effect, Step, Ticket};
use crate::desk::forms::verb::DEADLINE;
use crate::desk::forms::{intake, refer};
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::{Desk, Place, Target};
use crate::desk::overlays::Overlay;
use crate::desk::theme::Role;
use crate::desk::widgets::badges;
use crate::desk::widgets::canvas::Strip;
use crate::desk::widgets::frame::SCREEN_MIN;
use crate::desk::widgets::marks::{self, Due};
use crate::desk::widgets::pane::Line;
use crate::desk::widgets::table::Column;
use crate::wire::Request;

/// Cells from which handler and level have columns of their own; below those of the smallest screen
/// the forum has none.
const ROOMY: u16 = 95;

impl Kind for DisputeRow {
    const LISTS: &'static [List] = &[List::AllDisputes, List::MyDisputes, List::DueDisputes, List::NewDisputes];
    const CHAIN: Chain = &[Scope::Disputes, Scope::Marks, Scope::List, Scope::Rows, Scope::Global];
    const HINTS: &'static [Action] = &[
        Action::Open,
        Action::Accept,
        Action::Claim,
        Action::Refer,
        Action::Experts,
        Action::WhyDate,
        Action::Filter,
        Action::Find,
        Action::Actions,
        Action::Help,
    ];
    const NAME: &'static str = "disputes";
    const GROWS: usize = 1;

    fn take(rows: Rows) -> Option<Vec<Self>> {
        match rows {
            Rows::Disputes(rows) => Some(rows),
            Rows::Alerts(_) | Rows::Referrals(_) | Rows::Experts(_) | Rows::Agencies(_) | Rows::Affairs(_) => None,
        }
    }

    fn id(&self) -> RecordId {
        self.id
    }

    fn number(&self) -> &str {
        &self.number
    }

    fn is_mine(&self) -> bool {
        self.ball == Ball::Mine
    }

    fn columns(desk: &Desk, room: u16) -> Vec<Column> {
        let either = |chinese, english| if desk.zh() { chinese } else { english };
        let (tight, roomy) = (room < SCREEN_MIN.0, room >= ROOMY);
        let forum = match (tight, roomy) {
            (true, _) => 0,
            (false, true) => 12,
            (false, false) => either(10, 9),
        };
        vec![
            Column::words("head-number", 15).by("number"),
            Column::words("head-enterprise", either(15, 13)).by("enterprise"),
            Column::words("head-forum", forum).by("forum"),
            Column::words("head-stage", either(8, 10)).by("stage"),
            Column::words("head-due", if roomy { 10 } else { either(7, 6) }).by("safe"),
            Column::numbers("head-left", either(4, 5)).by("cutoff_at"),
            Column::words("head-fuse", 6),
            Column::words("head-ball", either(4, 5)).by("ball"),
            Column::words("head-handler", if roomy { 6 } else { 0 }).by("handler"),
            Column::words("head-tlp", if roomy { 2 } else { 0 }),
        ]
    }

    fn cells(&self, desk: &Desk, room: u16) -> Vec<Strip> {
        let text = |role, text: &str| Strip::of(role, SafeText::from_outside(text));
        let due = due_of(self.next_deadline.as_ref(), desk);
        let handler = self.handler.as_ref().map_or("-", |(_, name)| name);
        vec![
            Strip::of(Role::Text, desk.number(&self.number)),
            text(Role::Strong, &self.enterprise),
            text(Role::Text, &format!("{} {}", self.jurisdiction, self.forum)),
            badges::stage(&desk.look, self.stage),
            due_date(self.next_deadline.as_ref(), due, desk, room >= ROOMY),
            Strip::of(due.role(), due.left(&desk.look)),
            due.fuse(&desk.look),
            marks::ball(&desk.look, self.ball),
            text(Role::Muted, handler),
            badges::tlp_short(&desk.look, self.secrecy),
        ]
    }

    fn preview(&self, desk: &Desk) -> Vec<Line<()>> {
        let lexicon = &desk.look.lexicon;
        let text = |text: &str| SafeText::from_outside(text);
        let role = desk.word_of(self.role.zh(), self.role.en());
        let kind = desk.word_of(self.kind.zh(), self.kind.en());
        let parties = lexicon.say(
            "preview-parties",
            &[
                ("enterprise", (&text(&self.enterprise)).into()),
                ("role", (&role).into()),
                ("counterpart", (&text(&self.counterpart)).into()),
            ],
        );
        let forum =
            [text(&self.jurisdiction), text(&self.forum), text(self.docket.as_deref().unwrap_or_default()), kind];
        let held = lexicon.say("preview-held", &[("unit", (&desk.name_of(&self.custodian)).into())]);
        let names = SafeText::join(self.names.iter().map(|name| text(name)).collect::<Vec<_>>().iter(), ", ");
        let mut lines = vec![
            Line::Rule(desk.number(&self.number)),
            Line::Text(Strip::of(Role::Strong, parties)),
            Line::Text(Strip::of(Role::Text, SafeText::join(&forum, "  "))),
            Line::Text(next_line(self.next_deadline.as_ref(), desk)),
            Line::Text(
                badges::stage(&desk.look, self.stage)
                    .gap("  ")
                    .then(Role::Text, held)
                    .gap("  ")
                    .and(badges::tlp(self.secrecy)),
            ),
            Line::Text(Strip::of(Role::Muted, received(desk, self))),
        ];
        if !names.is_empty() {
            lines.push(Line::Text(Strip::of(Role::Muted, names)));
        }
        lines
    }

    fn detail(view: &View, desk: &Desk) -> Vec<Line<()>> {
        let View::Dispute(view) = view else { return Vec::new() };
        dispute::preview(view, desk)
    }

    fn target(&self) -> Option<Target> {
        let presets = self.next_deadline.iter().map(|next| (DEADLINE.to_owned(), next.no.to_string())).collect();
        Some(Target { id: self.id, number: self.number.clone(), version: Some(self.version), items: 0, presets })
    }

    fn act(&self, action: Action, desk: &Desk) -> Vec<Step> {
        if action == Action::Open {
            return vec![Step::Visit(Place::Dispute(self.id))];
        }
        if action == Action::WhyDate {
            return vec![Step::Effect(Effect::Ask(Ticket::Why, Box::new(Request::Show(self.id))))];
        }
        self.target().map_or_else(Vec::new, |target| of_dispute(action, target, desk))
    }
}

/// What an officer can begin from a dispute, on its board and on its page.
pub fn of_dispute(action: Action, target: Target, desk: &Desk) -> Vec<Step> {
    if action == Action::Refer {
        vec![Step::Verb(refer::REFER.to_owned(), Box::new(target))]
    } else if action == Action::Experts {
        vec![Step::Visit(Place::Matches(Box::new(target)))]
    } else if action == Action::New {
        vec![Step::Open(Box::new(Overlay::Form(intake::phone(desk))))]
    } else {
        Vec::new()
    }
}

/// How the next deadline stands now.
pub fn due_of(next: Option<&NextDeadline>, desk: &Desk) -> Due {
    match next {
        None => Due::Never,
        Some(next) if next.state == DeadlineState::MissedCheck => Due::Check,
        Some(next) => Due::until(next.cutoff_at, desk.now),
    }
}

/// The safe day, marked `~` when the legal one is later; this year's with its weekday where there is room.
fn due_date(next: Option<&NextDeadline>, due: Due, desk: &Desk, weekday: bool) -> Strip {
    let Some(next) = next else { return Strip::of(Role::Muted, SafeText::word("-")) };
    let date = Strip::of(due.role(), marks::short_date(next.safe, desk.today()));
    let tilde = SafeText::word(if next.safe < next.due { "~" } else { " " });
    let date = date.then(Role::DueSoon, tilde);
    let weekday = weekday && next.safe.year() == desk.today().year();
    if weekday { date.then(Role::Muted, marks::weekday(next.safe, desk.look.lexicon.language())) } else { date }
}

fn next_line(next: Option<&NextDeadline>, desk: &Desk) -> Strip {
    let (lexicon, today) = (&desk.look.lexicon, desk.today());
    let Some(next) = next else { return Strip::of(Role::Muted, lexicon.word("preview-no-deadline")) };
    let due = due_of(Some(next), desk);
    let (legal, safe) =
        (marks::day(next.due, today, lexicon.language()), marks::day(next.safe, today, lexicon.language()));
    let rule = desk.name_of(&next.title);
    let id = if next.safe < next.due { "preview-next-safe" } else { "preview-next" };
    let left = due.left(&desk.look);
    let values =
        [("rule", (&rule).into()), ("legal", (&legal).into()), ("safe", (&safe).into()), ("left", (&left).into())];
    let said = lexicon.say(id, &values);
    Strip::of(due.role(), said).gap("  ").and(badges::deadline(&desk.look, next.state))
}

fn received(desk: &Desk, row: &DisputeRow) -> SafeText {
    let lexicon = &desk.look.lexicon;
    let day = marks::day(row.received_at.date_naive(), desk.today(), lexicon.language());
    let handler = SafeText::from_outside(row.handler.as_ref().map_or("-", |(_, name)| name));
    lexicon.say("preview-received", &[("day", (&day).into()), ("handler", (&handler).into())])
}
