//! The referrals: received, sent, and those where the ball is ours.

use super::board::Kind;
use crate::boards::rows::ReferralRow;
use crate::boards::window::{List, Rows};
use crate::casework::ids::RecordId;
use crate::casework::safe_text::SafeText;
use crate::casework::standing::Ball;
use crate::desk::action::Action;
use crate::desk::effect::{Effect, Step, Ticket};
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::{Desk, Place, Target};
use crate::desk::theme::Role;
use crate::desk::widgets::badges;
use crate::desk::widgets::canvas::Strip;
use crate::desk::widgets::marks::{self, Due};
use crate::desk::widgets::pane::Line;
use crate::desk::widgets::table::Column;
use crate::wire::Request;

impl Kind for ReferralRow {
    const LISTS: &'static [List] = &[List::Received, List::Sent, List::BallOurs];
    const CHAIN: Chain = &[Scope::Referrals, Scope::Marks, Scope::List, Scope::Rows, Scope::Global];
    const HINTS: &'static [Action] = &[
        Action::Sign,
        Action::Open,
        Action::AcceptReferral,
        Action::Return,
        Action::Start,
        Action::Report,
        Action::Confirm,
        Action::Filter,
        Action::Actions,
        Action::Help,
    ];
    const NAME: &'static str = "referrals";
    const GROWS: usize = 2;

    fn take(rows: Rows) -> Option<Vec<Self>> {
        match rows {
            Rows::Referrals(rows) => Some(rows),
            Rows::Disputes(_) | Rows::Alerts(_) | Rows::Experts(_) | Rows::Agencies(_) | Rows::Affairs(_) => None,
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

    fn columns(desk: &Desk, _room: u16) -> Vec<Column> {
        let either = |chinese, english| if desk.zh() { chinese } else { english };
        vec![
            Column::words("head-number", 16).by("number"),
            Column::words("head-other", 13).by("other"),
            Column::words("head-asked", either(17, 14)).by("subject"),
            Column::words("head-state", either(9, 11)).by("standing"),
            Column::words("head-ball", either(4, 5)).by("ball"),
            Column::numbers("head-left", either(6, 6)).by("due"),
            Column::numbers("head-items", either(4, 5)).by("items_count"),
        ]
    }

    fn cells(&self, desk: &Desk, _room: u16) -> Vec<Strip> {
        let due = due_of(self, desk);
        let items = if self.items == 0 { SafeText::word("-") } else { SafeText::from(u64::from(self.items)) };
        vec![
            Strip::of(Role::Text, desk.number(&self.number)),
            Strip::of(Role::Strong, desk.name_of(&self.other)),
            subject(self, desk),
            badges::standing(&desk.look, self.standing),
            marks::ball(&desk.look, self.ball),
            Strip::of(due.role(), due.left(&desk.look)),
            Strip::of(Role::Muted, items),
        ]
    }

    fn preview(&self, desk: &Desk) -> Vec<Line<()>> {
        let lexicon = &desk.look.lexicon;
        let case = lexicon.say("referral-of-case", &[("number", (&desk.number(&self.dispute_number)).into())]);
        let moment = |at: Option<chrono::DateTime<chrono::FixedOffset>>| {
            SafeText::from_outside(&at.map_or_else(|| "-".to_owned(), |at| at.format("%m-%d %H:%M").to_string()))
        };
        let times = lexicon.say(
            "referral-times",
            &[
                ("submitted", (&moment(Some(self.submitted_at))).into()),
                ("delivered", (&moment(self.delivered_at)).into()),
                ("last", (&moment(Some(self.last_at))).into()),
            ],
        );
        vec![
            Line::Rule(SafeText::join([&desk.number(&self.number), &direction(self, desk)], "  ")),
            Line::Text(Strip::of(Role::Text, case)),
            Line::Text(subject(self, desk)),
            Line::Text(badges::standing(&desk.look, self.standing).gap("  ").and(marks::ball(&desk.look, self.ball))),
            Line::Text(Strip::of(Role::Muted, times)),
        ]
    }

    fn target(&self) -> Option<Target> {
        let items = usize::from(self.items);
        Some(Target {
            id: self.id,
            number: self.number.clone(),
            version: Some(self.version),
            items,
            presets: Vec::new(),
        })
    }

    fn act(&self, action: Action, desk: &Desk) -> Vec<Step> {
        if action == Action::Open {
            return vec![Step::Visit(Place::Referral(self.id))];
        }
        of_referral(action, self.id, desk)
    }
}

/// What an officer can begin from a referral, on its board and on its page.
pub fn of_referral(action: Action, id: RecordId, desk: &Desk) -> Vec<Step> {
    if action != Action::Paper {
        return Vec::new();
    }
    let request = Request::Letter { referral: id, zh: desk.zh() };
    vec![Step::Effect(Effect::Ask(Ticket::Paper, Box::new(request)))]
}

/// Days left to its due date.
pub fn due_of(row: &ReferralRow, desk: &Desk) -> Due {
    match row.due {
        Some(due) if !row.standing.is_terminal() => Due::Days((due - desk.today()).num_days()),
        Some(_) | None => Due::Never,
    }
}

/// What is asked; before it is signed for, its recipient sees only that.
pub fn subject(row: &ReferralRow, desk: &Desk) -> Strip {
    let kind = desk.word_of(row.kind.zh(), row.kind.en());
    if row.subject.is_empty() {
        return Strip::of(Role::Text, kind).gap(" ").then(Role::Muted, desk.look.lexicon.word("referral-sealed"));
    }
    Strip::of(Role::Text, kind).gap(" ").then(Role::Text, SafeText::from_outside(&row.subject))
}

/// From whom or to whom, and whether by proxy.
pub fn direction(row: &ReferralRow, desk: &Desk) -> SafeText {
    let other = desk.name_of(&row.other);
    let id = match (row.sent, row.by_proxy) {
        (true, true) => "referral-to-by-proxy",
        (true, false) => "referral-to",
        (false, _) => "referral-from",
    };
    desk.look.lexicon.say(id, &[("other", (&other).into())])
}
