//! The lines to other centers: how old what we know is, what waits on either side, and why a line is broken.

use super::Shape;
use crate::casework::ids::UnitId;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::{Notice, Step};
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::{Desk, Target};
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip, wrap};
use crate::desk::widgets::frame::Tab;
use crate::desk::widgets::marks;
use crate::desk::widgets::pane::{self, Line};
use crate::desk::widgets::table::{self, Column, Window};
use crate::wire::{ExchangeReply, ExchangeRequest, PeerRow, Reply, Request};
use ratatui::layout::Rect;

/// Lines below the list: the line under the cursor.
const DETAIL_LINES: u16 = 8;

/// Which column grows.
const GROWS: usize = 1;

/// The screen.
#[derive(Default)]
pub struct Exchange {
    rows: Option<Vec<PeerRow>>,
    at: usize,
    cursor: Option<UnitId>,
    scroll: Window,
}

impl Exchange {
    fn rows(&self) -> &[PeerRow] {
        self.rows.as_deref().unwrap_or_default()
    }

    fn go(&mut self, at: usize) {
        self.at = at.min(self.rows().len().saturating_sub(1));
        self.cursor = self.rows().get(self.at).map(|row| row.unit);
    }

    fn columns(desk: &Desk) -> Vec<Column> {
        let either = |chinese, english| if desk.zh() { chinese } else { english };
        vec![
            Column::words("head-code", 8),
            Column::words("head-center", 14),
            Column::words("head-line", either(8, 8)),
            Column::numbers("head-age", 6),
            Column::numbers("head-made", 6),
            Column::numbers("head-carried", either(6, 7)),
            Column::numbers("head-receipted", either(6, 9)),
            Column::numbers("head-taken", 6),
            Column::numbers("head-held", 5),
        ]
    }

    fn cells(row: &PeerRow, desk: &Desk) -> Vec<Strip> {
        let number = |n: u64| Strip::of(if n == 0 { Role::Muted } else { Role::Text }, SafeText::from(n));
        let name = if desk.zh() || row.name_en.is_empty() { &row.name_zh } else { &row.name_en };
        let line = match &row.waiting {
            Some(_) => Strip::of(Role::StateAlarm, desk.look.lexicon.word("exchange-down")),
            None => Strip::of(Role::StateDone, desk.look.lexicon.word("exchange-up")),
        };
        let age = row.heard_at.map_or(SafeText::word("-"), |at| marks::age(&desk.look, desk.now - at));
        let held = Strip::of(if row.held > 0 { Role::StateAlarm } else { Role::Muted }, SafeText::from(row.held));
        vec![
            Strip::of(Role::Text, SafeText::from_outside(&row.code)),
            Strip::of(Role::Strong, SafeText::from_outside(name)),
            line,
            Strip::of(Role::Text, age),
            number(row.made),
            number(row.carried),
            number(row.receipted),
            number(row.taken),
            held,
        ]
    }

    fn detail(row: &PeerRow, desk: &Desk, cells: u16) -> Vec<Line<()>> {
        let lexicon = &desk.look.lexicon;
        let moment = |at: Option<chrono::DateTime<chrono::FixedOffset>>| {
            at.map_or(SafeText::word("-"), |at| marks::moment(at, desk.now))
        };
        let (carried, heard) = (moment(row.carried_at), moment(row.heard_at));
        let times = [("carried", (&carried).into()), ("heard", (&heard).into())];
        let unconfirmed = i64::try_from(row.made.saturating_sub(row.receipted)).unwrap_or(i64::MAX);
        let mut lines = vec![
            Line::Rule(SafeText::from_outside(&format!("{}  {}", row.code, row.carrier))),
            Line::Text(Strip::of(Role::Text, lexicon.say("exchange-times", &times))),
            Line::Text(Strip::of(Role::Text, lexicon.say("exchange-unconfirmed", &[("count", unconfirmed.into())]))),
        ];
        if row.held > 0 {
            let count = i64::try_from(row.held).unwrap_or(i64::MAX);
            let after = i64::try_from(row.taken).unwrap_or(i64::MAX);
            let words = [("count", count.into()), ("after", after.into())];
            lines.push(Line::Text(Strip::of(Role::Warn, lexicon.say("exchange-gap", &words))));
        }
        if let Some(why) = &row.waiting {
            let text = |text| Line::Text(Strip::of(Role::Warn, text));
            lines.extend(wrap(&desk.say(why), cells.saturating_sub(2)).into_iter().map(text));
        }
        lines
    }
}

impl Shape for Exchange {
    fn chain(&self) -> Chain {
        &[Scope::Exchange, Scope::List, Scope::Rows, Scope::Global]
    }

    fn hints(&self) -> &'static [Action] {
        &[Action::RunExchange, Action::Down, Action::Up, Action::Back, Action::Help]
    }

    fn place(&self, desk: &Desk) -> SafeText {
        desk.look.lexicon.word("exchange")
    }

    fn tabs(&self, desk: &Desk) -> (Vec<Tab>, usize) {
        let name = desk.look.lexicon.word("exchange-tab");
        (
            vec![
                self.rows
                    .as_ref()
                    .map_or_else(|| Tab::named(name.clone()), |rows| Tab::counted(name.clone(), rows.len())),
            ],
            0,
        )
    }

    fn needs(&self) -> Vec<Request> {
        vec![Request::Exchange(ExchangeRequest::Status)]
    }

    fn told(&mut self, reply: &Reply, desk: &Desk) -> Vec<Step> {
        let Reply::Exchange(reply) = reply else { return Vec::new() };
        match &**reply {
            ExchangeReply::Status(rows) => {
                self.rows = Some(rows.clone());
                let at = self.rows().iter().position(|row| Some(row.unit) == self.cursor);
                self.go(at.unwrap_or(self.at));
                Vec::new()
            }
            ExchangeReply::Ran { carried, taken, problems } => {
                let count = |n: &u64| i64::try_from(*n).unwrap_or(i64::MAX).into();
                let words = [("carried", count(carried)), ("taken", count(taken))];
                let said = desk.look.lexicon.say("exchange-ran", &words);
                let first = problems.first().map(|text| desk.say(text));
                let text = SafeText::join([Some(said), first].iter().flatten(), "  ");
                let notice = if problems.is_empty() { Notice::done(text) } else { Notice::refusal(text) };
                vec![Step::Say(notice), Step::Ask(Request::Exchange(ExchangeRequest::Status))]
            }
            ExchangeReply::Key { .. } | ExchangeReply::Peer { .. } => Vec::new(),
        }
    }

    fn act(&mut self, action: Action, count: usize, _desk: &Desk) -> Vec<Step> {
        match action {
            Action::Down => self.go(self.at.saturating_add(count)),
            Action::Up => self.go(self.at.saturating_sub(count)),
            Action::Top => self.go(0),
            Action::Bottom => self.go(usize::MAX),
            Action::RunExchange => return vec![Step::Ask(Request::Exchange(ExchangeRequest::Run))],
            _ => {}
        }
        Vec::new()
    }

    fn target(&self) -> Option<Target> {
        None
    }

    fn settle(&mut self, desk: &Desk) {
        let height = desk.body().height.saturating_sub(2 + DETAIL_LINES);
        self.scroll.follow(self.at, height.into(), self.rows().len());
    }

    fn draw(&self, canvas: &mut Canvas<'_>, desk: &Desk) {
        let area = canvas.area;
        let list = area.height.saturating_sub(1 + DETAIL_LINES);
        let columns = table::fit(&Self::columns(desk), GROWS, area.width);
        table::head(canvas, 0, &columns);
        for (y, (at, row)) in (1..list).zip(self.rows().iter().enumerate().skip(self.scroll.first)) {
            table::row(canvas, y, &columns, &Self::cells(row, desk), at == self.at);
        }
        let below = Rect { y: area.y + list + 1, height: DETAIL_LINES, ..area };
        match (self.rows().get(self.at), &self.rows) {
            (Some(row), _) => pane::draw(&mut canvas.part(below), &Self::detail(row, desk, area.width)),
            (None, Some(_)) => {
                _ = canvas.text((3, 2), area.width, &desk.look.lexicon.word("exchange-empty"), Role::Muted)
            }
            (None, None) => _ = canvas.text((3, 2), area.width, &desk.look.lexicon.word("list-waiting"), Role::Muted),
        }
    }
}
