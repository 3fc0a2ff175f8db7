//! Officers and their posts: who may act for which unit. For administrators.

use super::Shape;
use crate::boards::drafts::FormKey;
use crate::casework::ids::PostId;
use crate::casework::safe_text::SafeText;
use crate::casework::unit::{Officer, Post, UnitCard};
use crate::casework::words::PostRole;
use crate::desk::action::Action;
use crate::desk::effect::{Notice, Step};
use crate::desk::forms::vocabulary;
use crate::desk::keymap::{Chain, Scope};
use crate::desk::model::{Desk, Target};
use crate::desk::overlays::Overlay;
use crate::desk::overlays::asking::Asking;
use crate::desk::overlays::form::{Choice, Field, Form, Label, Lack, Values};
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip};
use crate::desk::widgets::frame::Tab;
use crate::desk::widgets::table::{self, Column, Window};
use crate::wire::{Reply, Request, Setup};
use std::rc::Rc;

/// What drafts of these forms go by.
const NEW_OFFICER: &str = "new-officer";
const NEW_POST: &str = "new-post";

/// Which column grows.
const GROWS: usize = 3;

/// One line: an officer, with one of the posts or without any.
#[derive(Clone)]
struct Row {
    officer: Officer,
    post: Option<(Post, UnitCard)>,
}

/// The screen.
#[derive(Default)]
pub struct Officers {
    rows: Option<Vec<Row>>,
    units: Vec<UnitCard>,
    at: usize,
    scroll: Window,
}

impl Officers {
    fn rows(&self) -> &[Row] {
        self.rows.as_deref().unwrap_or_default()
    }

    fn go(&mut self, at: usize) {
        self.at = at.min(self.rows().len().saturating_sub(1));
    }

    fn columns(desk: &Desk) -> Vec<Column> {
        let either = |chinese, english| if desk.zh() { chinese } else { english };
        vec![
            Column::words("head-officer", 16),
            Column::words("head-account", 14),
            Column::words("head-role", either(10, 14)),
            Column::words("head-unit", 16),
            Column::numbers("head-post", 5),
        ]
    }

    fn cells(row: &Row, desk: &Desk) -> Vec<Strip> {
        let text = |role, text: &str| Strip::of(role, SafeText::from_outside(text));
        let account = text(Role::Muted, &format!("{} ({})", row.officer.account, row.officer.uid));
        let Some((post, unit)) = &row.post else {
            let none = Strip::of(Role::Muted, desk.look.lexicon.word("officer-no-post"));
            return vec![text(Role::Strong, &row.officer.name), account, none, Strip::new(), Strip::new()];
        };
        vec![
            text(Role::Strong, &row.officer.name),
            account,
            Strip::of(Role::Text, desk.word_of(post.role.zh(), post.role.en())),
            text(Role::Text, unit.name(desk.zh())),
            text(Role::Muted, &post.id.0.to_string()),
        ]
    }

    fn new_post(&self, desk: &Desk) -> Vec<Step> {
        let Some(row) = self.rows().get(self.at) else { return Vec::new() };
        let units = self
            .units
            .iter()
            .map(|unit| Choice { code: unit.code.clone(), label: SafeText::from_outside(unit.name(desk.zh())) });
        let roles = PostRole::ALL.iter().map(|role| (role.code(), role.word(desk.zh())));
        let fields = vec![
            Field::choice("unit", Label::Word("field-unit"), units.collect()).needed(),
            Field::choice("role", Label::Word("field-post-role"), vocabulary(roles)).needed(),
        ];
        let (officer, known) = (row.officer.id, self.units.clone());
        let made = move |values: &Values| {
            let unit = known.iter().find(|unit| unit.code == values.get("unit")).map(|unit| unit.id);
            let lack: Lack = ("unit".to_owned(), "lack-empty");
            let unit = unit.ok_or_else(|| vec![lack])?;
            let role = PostRole::parse(values.get("role")).unwrap_or(PostRole::Duty);
            Ok(Step::SetUp(Box::new(Setup::Post { officer, unit, role })))
        };
        let about = SafeText::from_outside(&row.officer.name);
        let form = Form::new((FormKey::new(NEW_POST), Label::Word("form-post"), about), fields, Rc::new(made));
        vec![Step::Open(Box::new(Overlay::Form(form)))]
    }

    fn end_post(&self, desk: &Desk) -> Vec<Step> {
        let Some((post, unit)) = self.rows().get(self.at).and_then(|row| row.post.as_ref()) else {
            return vec![Step::Say(Notice::refusal(desk.look.lexicon.word("nothing-here")))];
        };
        let PostId(no) = post.id;
        let name = SafeText::from_outside(unit.name(desk.zh()));
        let words = [("no", i64::from(no).into()), ("unit", (&name).into())];
        let question = desk.look.lexicon.say("officer-end-post", &words);
        let yes = Step::SetUp(Box::new(Setup::EndPost(post.id)));
        vec![Step::Open(Box::new(Overlay::Asking(Asking::new(question, yes))))]
    }
}

fn new_officer() -> Vec<Step> {
    let line = |id: &'static str, label: &'static str| Field::line(id, Label::Word(label), "").needed();
    let fields = vec![line("uid", "field-uid"), line("name", "field-name")];
    let made = |values: &Values| {
        let mut lacks: Vec<Lack> = Vec::new();
        if values.get("name").is_empty() {
            lacks.push(("name".to_owned(), "lack-empty"));
        }
        let uid = values.get("uid").parse().map_err(|_| lacks.push(("uid".to_owned(), "lack-number")));
        match uid {
            Ok(uid) if lacks.is_empty() => {
                Ok(Step::SetUp(Box::new(Setup::Officer { uid, name: values.get("name").to_owned() })))
            }
            Ok(_) | Err(()) => Err(lacks),
        }
    };
    let names = (FormKey::new(NEW_OFFICER), Label::Word("form-officer"), SafeText::EMPTY);
    vec![Step::Open(Box::new(Overlay::Form(Form::new(names, fields, Rc::new(made)))))]
}

impl Shape for Officers {
    fn chain(&self) -> Chain {
        &[Scope::Officers, Scope::List, Scope::Rows, Scope::Global]
    }

    fn hints(&self) -> &'static [Action] {
        &[Action::NewOfficer, Action::NewPost, Action::EndPost, Action::Down, Action::Up, Action::Back, Action::Help]
    }

    fn place(&self, desk: &Desk) -> SafeText {
        desk.look.lexicon.word("officers")
    }

    fn tabs(&self, desk: &Desk) -> (Vec<Tab>, usize) {
        let name = desk.look.lexicon.word("officers-tab");
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
        vec![Request::Officers]
    }

    fn told(&mut self, reply: &Reply, _desk: &Desk) -> Vec<Step> {
        if let Reply::Officers(officers, posts, units) = reply {
            let mut rows = Vec::new();
            for officer in officers {
                let own = posts.iter().filter(|post| post.officer == officer.id);
                let own: Vec<_> = own
                    .filter_map(|post| Some((post.clone(), units.iter().find(|unit| unit.id == post.unit)?.clone())))
                    .collect();
                if own.is_empty() {
                    rows.push(Row { officer: officer.clone(), post: None });
                }
                rows.extend(own.into_iter().map(|post| Row { officer: officer.clone(), post: Some(post) }));
            }
            self.rows = Some(rows);
            self.units.clone_from(units);
            self.go(self.at);
        }
        Vec::new()
    }

    fn act(&mut self, action: Action, count: usize, desk: &Desk) -> Vec<Step> {
        match action {
            Action::Down => self.go(self.at.saturating_add(count)),
            Action::Up => self.go(self.at.saturating_sub(count)),
            Action::Top => self.go(0),
            Action::Bottom => self.go(usize::MAX),
            Action::NewOfficer => return new_officer(),
            Action::NewPost => return self.new_post(desk),
            Action::EndPost => return self.end_post(desk),
            _ => {}
        }
        Vec::new()
    }

    fn target(&self) -> Option<Target> {
        None
    }

    fn settle(&mut self, desk: &Desk) {
        let height = desk.body().height.saturating_sub(2);
        self.scroll.follow(self.at, height.into(), self.rows().len());
    }

    fn draw(&self, canvas: &mut Canvas<'_>, desk: &Desk) {
        let area = canvas.area;
        let columns = table::fit(&Self::columns(desk), GROWS, area.width);
        table::head(canvas, 0, &columns);
        let lines = area.height.saturating_sub(1);
        for (y, (at, row)) in (1..lines).zip(self.rows().iter().enumerate().skip(self.scroll.first)) {
            table::row(canvas, y, &columns, &Self::cells(row, desk), at == self.at);
        }
        match &self.rows {
            None => _ = canvas.text((3, 2), area.width, &desk.look.lexicon.word("officers-waiting"), Role::Muted),
            Some(rows) => table::foot(canvas, lines, (self.at + 1, rows.len()), &SafeText::EMPTY),
        }
    }
}
