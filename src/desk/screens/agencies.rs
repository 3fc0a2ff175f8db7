//! Agencies and who speaks for them: whom to write to, and when that was last verified.

use super::board::Kind;
use crate::boards::rows::AgencyRow;
use crate::boards::views::View;
use crate::boards::window::{List, Rows};
use crate::casework::agency::Agency;
use crate::casework::ids::RecordId;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::{Effect, Step, Ticket};
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::{Desk, Target};
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::Strip;
use crate::desk::widgets::marks::{self, Due};
use crate::desk::widgets::pane::Line;
use crate::desk::widgets::table::Column;
use crate::wire::Request;

impl Kind for AgencyRow {
    const LISTS: &'static [List] = &[List::Agencies, List::UnverifiedContacts];
    const CHAIN: Chain = &[Scope::Liaison, Scope::Marks, Scope::List, Scope::Rows, Scope::Global];
    const HINTS: &'static [Action] = &[
        Action::Open,
        Action::NameLiaison,
        Action::VerifyLiaison,
        Action::Filter,
        Action::Find,
        Action::Actions,
        Action::Help,
    ];
    const NAME: &'static str = "liaison";
    const GROWS: usize = 1;

    fn take(rows: Rows) -> Option<Vec<Self>> {
        match rows {
            Rows::Agencies(rows) => Some(rows),
            Rows::Disputes(_) | Rows::Alerts(_) | Rows::Referrals(_) | Rows::Experts(_) | Rows::Affairs(_) => None,
        }
    }

    fn id(&self) -> RecordId {
        self.id
    }

    fn number(&self) -> &str {
        &self.number
    }

    fn is_mine(&self) -> bool {
        self.liaison.is_empty()
    }

    fn columns(desk: &Desk, _room: u16) -> Vec<Column> {
        let either = |chinese, english| if desk.zh() { chinese } else { english };
        vec![
            Column::words("head-code", 10).by("code"),
            Column::words("head-agency", 16).by("name"),
            Column::words("head-about", either(10, 12)),
            Column::words("head-country", 4).by("country"),
            Column::words("head-contact", either(18, 17)),
            Column::words("head-verify-by", either(8, 9)),
        ]
    }

    fn cells(&self, desk: &Desk, _room: u16) -> Vec<Strip> {
        let name = if desk.zh() || self.name_en.is_empty() { &self.name_zh } else { &self.name_en };
        let contact = if self.liaison.is_empty() {
            Strip::of(Role::Warn, desk.look.lexicon.word("liaison-none"))
        } else {
            Strip::of(Role::Text, SafeText::from_outside(&self.liaison))
        };
        let by = self.check_by(desk.today());
        let due = by.map_or(Due::Never, |by| Due::Days((by - desk.today()).num_days()));
        vec![
            Strip::of(Role::Text, SafeText::from_outside(&self.code)),
            Strip::of(Role::Strong, SafeText::from_outside(name)),
            Strip::of(Role::Muted, desk.word_of(self.kind.zh(), self.kind.en())),
            Strip::of(Role::Muted, SafeText::from_outside(&self.country)),
            contact,
            Strip::of(due.role(), by.map_or(SafeText::word("-"), |by| marks::short_date(by, desk.today()))),
        ]
    }

    fn preview(&self, desk: &Desk) -> Vec<Line<()>> {
        let text = |text: &str| SafeText::from_outside(text);
        let mut lines = vec![
            Line::Rule(SafeText::join([&desk.number(&self.number), &text(&self.code)], "  ")),
            Line::Text(Strip::of(Role::Strong, text(&self.name_zh))),
            Line::Text(Strip::of(Role::Text, text(&self.name_en))),
            Line::Text(Strip::of(Role::Text, text(&self.liaison))),
        ];
        if !self.former.is_empty() {
            let former = text(&self.former.join(", "));
            let said = desk.look.lexicon.say("liaison-former", &[("names", (&former).into())]);
            lines.push(Line::Text(Strip::of(Role::Muted, said)));
        }
        lines
    }

    fn detail(view: &View, desk: &Desk) -> Vec<Line<()>> {
        let View::Agency(agency) = view else { return Vec::new() };
        contacts(agency, desk)
    }

    fn target(&self) -> Option<Target> {
        let presets = Vec::new();
        Some(Target { id: self.id, number: self.number.clone(), version: Some(self.version), items: 0, presets })
    }

    fn act(&self, action: Action, _desk: &Desk) -> Vec<Step> {
        if action != Action::Open {
            return Vec::new();
        }
        vec![Step::Effect(Effect::Ask(Ticket::Peek, Box::new(Request::Show(self.id))))]
    }
}

/// Everybody who speaks for an agency: by number, as verbs ask for them.
pub fn contacts(agency: &Agency, desk: &Desk) -> Vec<Line<()>> {
    let lexicon = &desk.look.lexicon;
    let mut lines = vec![Line::Rule(lexicon.word("liaison-contacts"))];
    if agency.draft.liaisons.is_empty() {
        lines.push(Line::Text(Strip::of(Role::Warn, lexicon.word("liaison-none-how"))));
    }
    for (no, one) in (1_u64..).zip(&agency.draft.liaisons) {
        let holds = one.holds_on(desk.today());
        let deputy = if one.deputy { lexicon.word("liaison-deputy") } else { SafeText::EMPTY };
        let name = Strip::of(Role::Muted, SafeText::from(no))
            .gap(" ")
            .then(if holds { Role::Strong } else { Role::StateVoid }, SafeText::from_outside(&one.name))
            .gap("  ")
            .then(Role::Text, SafeText::from_outside(&one.post))
            .gap("  ")
            .then(Role::Muted, deputy);
        let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
        let day = |of| SafeText::from_outside(&day(of));
        let (until, verified) = (day(one.valid_to), day(one.verified));
        let words = [("until", (&until).into()), ("verified", (&verified).into())];
        let reach = SafeText::from_outside(format!("{} {}", one.phone, one.mail).trim());
        lines.push(Line::Text(name));
        lines.push(Line::Text(
            Strip::new()
                .gap("  ")
                .then(Role::Text, reach)
                .gap("  ")
                .then(Role::Muted, lexicon.say("liaison-days", &words)),
        ));
    }
    lines
}
