//! The experts that fit a dispute, best first, with the reasons and what stands against asking them.

use super::Shape;
use crate::boards::views::View;
use crate::casework::ids::RecordId;
use crate::casework::matching::{Match, Reason};
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::Step;
use crate::desk::glyphs::Glyph;
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::{Desk, Target};
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip, wrap};
use crate::desk::widgets::frame::Tab;
use crate::desk::widgets::marks;
use crate::desk::widgets::pane::{self, Line};
use crate::desk::widgets::table::{self, Column, Window};
use crate::wire::{Reply, Request};
use ratatui::layout::Rect;

/// Lines below the list: why the one under the cursor fits.
const REASON_LINES: u16 = 7;

/// The experts of one dispute.
pub struct Matches {
    dispute: Target,
    rows: Option<Vec<Match>>,
    at: usize,
    cursor: Option<RecordId>,
    scroll: Window,
}

impl Matches {
    /// Before the daemon has ranked them.
    #[must_use]
    pub fn of(dispute: Target) -> Self {
        Matches { dispute, rows: None, at: 0, cursor: None, scroll: Window::default() }
    }

    fn rows(&self) -> &[Match] {
        self.rows.as_deref().unwrap_or_default()
    }

    fn here(&self) -> Option<&Match> {
        self.rows().get(self.at)
    }

    fn go(&mut self, at: usize) {
        self.at = at.min(self.rows().len().saturating_sub(1));
        self.cursor = self.here().map(|one| one.expert);
    }

    fn columns(desk: &Desk) -> Vec<Column> {
        let either = |chinese, english| if desk.zh() { chinese } else { english };
        vec![
            Column::numbers("head-score", 5),
            Column::words("head-expert", either(10, 13)),
            Column::words("head-fields", 18),
            Column::words("head-languages", 8),
            Column::words("head-load", 4),
            Column::words("head-free", 8),
            Column::words("head-conflict", 14),
        ]
    }

    fn cells(one: &Match, desk: &Desk) -> Vec<Strip> {
        let words = |words: &[String]| Strip::of(Role::Text, SafeText::from_outside(&words.join(" ")));
        let clear = one.conflicts.is_empty();
        let score = if clear { SafeText::from_outside(&one.score.to_string()) } else { SafeText::word("-") };
        let free = one.free_from.filter(|_| one.available);
        let free = free.map_or_else(|| SafeText::word("-"), |day| marks::short_date(day, desk.today()));
        vec![
            Strip::of(Role::Strong, score),
            Strip::of(Role::Strong, SafeText::from_outside(&one.name)),
            words(&one.fields),
            words(&one.languages),
            Strip::of(Role::Text, SafeText::from_outside(&format!("{}/{}", one.load.0, one.load.1))),
            Strip::of(Role::Text, free),
            conflict(one, desk),
        ]
    }
}

impl Shape for Matches {
    fn chain(&self) -> Chain {
        &[Scope::Experts, Scope::List, Scope::Rows, Scope::Global]
    }

    fn hints(&self) -> &'static [Action] {
        &[Action::Invite, Action::Down, Action::Up, Action::Back, Action::Actions, Action::Help]
    }

    fn place(&self, desk: &Desk) -> SafeText {
        desk.look.lexicon.say("matches-place", &[("number", (&desk.number(&self.dispute.number)).into())])
    }

    fn tabs(&self, desk: &Desk) -> (Vec<Tab>, usize) {
        let name = desk.look.lexicon.word("matches-tab");
        let tab =
            self.rows.as_ref().map_or_else(|| Tab::named(name.clone()), |rows| Tab::counted(name.clone(), rows.len()));
        (vec![tab], 0)
    }

    fn needs(&self) -> Vec<Request> {
        // the dispute too: a verb needs the version that stands now
        vec![Request::Match(self.dispute.id), Request::Show(self.dispute.id)]
    }

    fn told(&mut self, reply: &Reply, _desk: &Desk) -> Vec<Step> {
        if let Reply::Matches(rows) = reply {
            self.rows = Some(rows.clone());
            let at = self.rows().iter().position(|one| Some(one.expert) == self.cursor);
            self.go(at.unwrap_or(self.at));
        }
        if let Reply::View(view) = reply
            && let View::Dispute(view) = &**view
        {
            self.dispute.version = Some(view.dispute.version);
        }
        Vec::new()
    }

    fn act(&mut self, action: Action, count: usize, _desk: &Desk) -> Vec<Step> {
        let to = if action == Action::Down {
            self.at + count
        } else if action == Action::Up {
            self.at.saturating_sub(count)
        } else if action == Action::Top {
            0
        } else if action == Action::Bottom {
            usize::MAX
        } else {
            self.at
        };
        self.go(to);
        Vec::new()
    }

    fn target(&self) -> Option<Target> {
        let one = self.here()?;
        let mut presets = vec![("expert".to_owned(), one.expert.to_string())];
        if one.conflicts.is_empty() {
            // nothing is passed over, so no reason is asked
            presets.push(("reason".to_owned(), String::new()));
        }
        Some(Target { presets, ..self.dispute.clone() })
    }

    fn settle(&mut self, desk: &Desk) {
        let height = desk.body().height.saturating_sub(2 + REASON_LINES);
        self.scroll.follow(self.at, height.into(), self.rows().len());
    }

    fn draw(&self, canvas: &mut Canvas<'_>, desk: &Desk) {
        let area = canvas.area;
        let list = area.height.saturating_sub(1 + REASON_LINES);
        let columns = table::fit(&Self::columns(desk), 2, area.width);
        table::head(canvas, 0, &columns);
        for (y, (at, one)) in (1..list).zip(self.rows().iter().enumerate().skip(self.scroll.first)) {
            table::row(canvas, y, &columns, &Self::cells(one, desk), at == self.at);
        }
        let below = Rect { y: area.y + list + 1, height: REASON_LINES, ..area };
        match (self.here(), &self.rows) {
            (Some(one), _) => pane::draw(&mut canvas.part(below), &reasons(one, desk, area.width)),
            (None, Some(_)) => {
                _ = canvas.text((3, 2), area.width, &desk.look.lexicon.word("experts-empty"), Role::Muted)
            }
            (None, None) => _ = canvas.text((3, 2), area.width, &desk.look.lexicon.word("list-waiting"), Role::Muted),
        }
    }
}

fn conflict(one: &Match, desk: &Desk) -> Strip {
    let (glyph, role, word) = if one.conflicts.is_empty() {
        (Glyph::Done, Role::StateDone, "conflict-none")
    } else {
        (Glyph::Refused, Role::StateRefused, "conflict-found")
    };
    Strip::of(role, SafeText::word(glyph.shape(desk.look.shapes))).gap(" ").then(role, desk.look.lexicon.word(word))
}

fn reasons(one: &Match, desk: &Desk, width: u16) -> Vec<Line<()>> {
    let lexicon = &desk.look.lexicon;
    let score = SafeText::from_outside(&one.score.to_string());
    let name = SafeText::from_outside(&one.name);
    let title = lexicon.say("matches-why", &[("name", (&name).into()), ("score", (&score).into())]);
    let words: Vec<SafeText> = one.reasons.iter().map(|reason| points(reason, desk)).collect();
    let mut lines = vec![Line::Rule(title)];
    let text = |role| move |line| Line::Text(Strip::of(role, line));
    lines.extend(wrap(&SafeText::join(&words, "   "), width.saturating_sub(2)).into_iter().map(text(Role::Text)));
    lines.push(Line::Text(Strip::of(Role::Muted, SafeText::from_outside(&one.organisation))));
    if !one.conflicts.is_empty() {
        let with = SafeText::from_outside(&one.conflicts.join(", "));
        lines.push(Line::Text(Strip::of(Role::Warn, lexicon.say("conflict-with", &[("with", (&with).into())]))));
    }
    lines
}

fn points(reason: &Reason, desk: &Desk) -> SafeText {
    let words = if desk.zh() { &reason.zh } else { &reason.en };
    SafeText::from_outside(&format!("{:+} {words}", reason.points))
}
