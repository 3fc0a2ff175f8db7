//! What a dispute page says of its dossier: proceedings and what they depend on, evidence with the gap, the playbook,
//! the response plan, visits.

use super::Spot;
use crate::boards::views::DisputeView;
use crate::casework::destruction::Destruction;
use crate::casework::dossier::playbook::{Task, TaskState};
use crate::casework::dossier::proceeding::Proceeding;
use crate::casework::safe_text::SafeText;
use crate::desk::glyphs::Glyph;
use crate::desk::model::Desk;
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Strip, wrap};
use crate::desk::widgets::marks;
use crate::desk::widgets::pane::Line;

type Lines = Vec<Line<Spot>>;

fn text(role: Role, text: &str) -> Strip {
    Strip::of(role, SafeText::from_outside(text))
}

fn glyph(glyph: Glyph, role: Role, desk: &Desk) -> Strip {
    Strip::of(role, SafeText::word(glyph.shape(desk.look.shapes))).gap(" ")
}

/// The proceedings as a tree: what depends on another stands below it, with how.
pub(super) fn proceedings(view: &DisputeView, desk: &Desk) -> Lines {
    let all = &view.dispute.dossier.proceedings;
    let mut lines = Lines::new();
    let roots = all.iter().filter(|one| !all.iter().any(|other| other.links.iter().any(|(to, _)| *to == one.no)));
    let mut seen = Vec::new();
    for root in roots.chain(all) {
        branch(root, (0, None), all, (&mut seen, &mut lines), desk);
    }
    let meetings = view.advice.meetings.iter().map(|one| {
        let words = [SafeText::from_outside(&one.right), desk.say(&one.event), desk.number(&one.number)];
        Line::Text(glyph(Glyph::Alarm, Role::StateAlarm, desk).then(Role::Warn, SafeText::join(&words, "  ")))
    });
    lines.extend(meetings);
    lines.extend(view.advice.warnings.iter().map(|one| Line::Text(Strip::of(Role::Warn, desk.say(one)))));
    lines
}

fn branch(
    one: &Proceeding,
    (depth, how): (usize, Option<SafeText>),
    all: &[Proceeding],
    (seen, lines): (&mut Vec<u16>, &mut Lines),
    desk: &Desk,
) {
    if seen.contains(&one.no) {
        return;
    }
    seen.push(one.no);
    let draft = &one.draft;
    let indent = SafeText::from_outside(&"    ".repeat(depth));
    let name = SafeText::from_outside(&format!("{} {} {}", draft.jurisdiction, draft.forum, draft.docket));
    let since = marks::day(draft.since, desk.today(), desk.look.lexicon.language());
    let strip = Strip::of(Role::Muted, indent)
        .and(how.map_or_else(Strip::new, |how| Strip::of(Role::Muted, how).gap(" ")))
        .and(Strip::of(Role::Muted, SafeText::from(u64::from(one.no))).gap(" "))
        .then(Role::Text, desk.word_of(draft.kind.zh(), draft.kind.en()))
        .gap("  ")
        .then(Role::Strong, name)
        .gap("  ")
        .then(Role::StateWorking, desk.word_of(draft.phase.zh(), draft.phase.en()))
        .gap(" ")
        .then(Role::Muted, since)
        .gap("  ")
        .and(text(Role::Text, &draft.rights.join(", ")));
    lines.push(Line::Row(Spot::Proceeding(one.no), strip));
    for (to, how) in &one.links {
        if let Some(next) = all.iter().find(|other| other.no == *to) {
            let how = Some(desk.word_of(how.zh(), how.en()));
            branch(next, (depth + 1, how), all, (&mut *seen, &mut *lines), desk);
        }
    }
}

/// For each path what it asks for and whether it is there, then the pieces themselves.
pub(super) fn evidence(view: &DisputeView, desk: &Desk) -> Lines {
    let (lexicon, file) = (&desk.look.lexicon, &view.dispute.dossier.evidence);
    let gaps = file.gaps();
    let mut lines = Lines::new();
    for path in &file.paths {
        let missing = gaps.iter().filter(|gap| gap.path == path.id).count();
        let there = path.asks.len().saturating_sub(missing);
        let words = desk.say(&path.words);
        let said = lexicon.say(
            "evidence-path",
            &[("path", (&words).into()), ("there", there.into()), ("asked", path.asks.len().into())],
        );
        lines.push(Line::Row(Spot::Path(path.id.clone()), Strip::of(Role::Strong, said)));
        for item in &path.asks {
            let gap = gaps.iter().any(|gap| gap.path == path.id && gap.item == item.item);
            let mark = match (gap, item.required) {
                (true, _) => glyph(Glyph::Refused, Role::StateRefused, desk),
                (false, true) => glyph(Glyph::Done, Role::StateDone, desk),
                (false, false) => glyph(Glyph::Rest, Role::StateRest, desk),
            };
            let words = Strip::new().gap("   ").and(mark).then(Role::Text, desk.say(&item.words)).gap("  ");
            lines.push(Line::Text(words.and(text(Role::Muted, &item.basis))));
        }
    }
    lines.extend(file.pieces.iter().map(|piece| {
        let role = if piece.withdrawn.is_some() { Role::StateVoid } else { Role::Text };
        let hash = piece.draft.hash.map(|hash| hash.to_string().chars().take(8).collect()).unwrap_or_default();
        let gone = piece.destruction.as_ref().and_then(Destruction::say).map(|gone| gone.pick(desk.zh()).to_owned());
        let rest = [
            piece.draft.source.clone(),
            hash,
            piece.draft.place.clone(),
            gone.or_else(|| piece.withdrawn.clone()).unwrap_or_default(),
        ];
        let strip = Strip::of(Role::Muted, SafeText::from(u64::from(piece.no)))
            .cut(4, &desk.look)
            .and(Strip::of(role, desk.say(&piece.words)).cut(26, &desk.look))
            .and(text(Role::Muted, &rest.join("  ")));
        Line::Row(Spot::Piece(piece.no), strip)
    }));
    if file.paths.is_empty() && !view.advice.paths_usual.is_empty() {
        let paths = SafeText::from_outside(&view.advice.paths_usual.join(", "));
        lines.push(Line::Text(Strip::of(Role::Muted, lexicon.say("evidence-usual", &[("paths", (&paths).into())]))));
    }
    lines
}

/// The checklist with done and undone, then the response plan in force.
pub(super) fn playbook(view: &DisputeView, desk: &Desk) -> Lines {
    let (lexicon, dossier) = (&desk.look.lexicon, &view.dispute.dossier);
    let mut lines = Lines::new();
    if let Some(list) = &dossier.checklist {
        let settled = list.tasks.iter().filter(|one| one.state != TaskState::Open).count();
        let words = desk.say(&list.words);
        let head = [
            ("words", (&words).into()),
            ("version", i64::from(list.version).into()),
            ("done", settled.into()),
            ("all", list.tasks.len().into()),
        ];
        lines.push(Line::Text(Strip::of(Role::Strong, lexicon.say("playbook-head", &head))));
        if let Some(newer) = view.advice.playbook_newer {
            let said = lexicon.say("playbook-newer", &[("version", i64::from(newer).into())]);
            lines.push(Line::Text(Strip::of(Role::Warn, said)));
        }
        lines.extend(list.tasks.iter().map(|one| task(one, desk)));
    }
    lines.extend(plan(view, desk));
    lines
}

fn task(task: &Task, desk: &Desk) -> Line<Spot> {
    let (mark, role, said) = match &task.state {
        TaskState::Open => {
            (Glyph::Door, if task.text.required { Role::StateDoor } else { Role::StateRest }, String::new())
        }
        TaskState::Done { by, on, proof } => (Glyph::Done, Role::StateDone, format!("{on} {by} {proof}")),
        TaskState::Skipped { by, reason } => (Glyph::Void, Role::StateVoid, format!("{by} {reason}")),
    };
    let due = task.text.due.filter(|_| task.state == TaskState::Open);
    let due = due.map_or_else(Strip::new, |day| {
        let left = marks::Due::Days((day - desk.today()).num_days());
        Strip::of(left.role(), marks::short_date(day, desk.today())).gap(" ").then(left.role(), left.left(&desk.look))
    });
    let needed = SafeText::word(if task.text.required { "*" } else { " " });
    let strip = glyph(mark, role, desk)
        .then(Role::Warn, needed)
        .gap(" ")
        .and(Strip::of(Role::Text, desk.say(&task.text.words)).cut(40, &desk.look))
        .and(due)
        .gap(" ")
        .and(text(Role::Muted, &said));
    Line::Row(Spot::Task(task.text.id.clone()), strip)
}

/// The plan in force: its options, what the enterprise chose, and the deadlines that it misses.
fn plan(view: &DisputeView, desk: &Desk) -> Lines {
    let lexicon = &desk.look.lexicon;
    let Some(plan) = view.dispute.dossier.plans.last() else { return Lines::new() };
    let room = desk.size.0.saturating_sub(4);
    let head = lexicon.say("plan-head", &[("no", i64::from(plan.no).into())]);
    let mut lines = vec![Line::Text(Strip::of(Role::Strong, head))];
    lines.extend(
        wrap(&SafeText::from_outside(&plan.advice), room)
            .into_iter()
            .map(|line| Line::Text(Strip::of(Role::Text, line))),
    );
    let chosen = plan.decision.as_ref().map(|one| one.option);
    for (no, option) in (1_u16..).zip(&plan.options) {
        let (mark, role) =
            if chosen == Some(no) { (Glyph::Done, Role::StateDone) } else { (Glyph::Rest, Role::StateRest) };
        let words = format!("{no} {}  {}  {}", option.title, option.cost, option.risk);
        lines.push(Line::Text(Strip::new().gap(" ").and(glyph(mark, role, desk)).and(text(Role::Text, &words))));
    }
    if let Some(decision) = &plan.decision {
        let words = format!("{} {} {}", decision.on, decision.by, decision.proof);
        lines.push(Line::Text(Strip::new().gap(" ").and(text(Role::Muted, &words))));
    }
    let missing = plan.missing(&view.dispute);
    if !missing.is_empty() {
        let numbers = SafeText::from_outside(&missing.iter().map(u16::to_string).collect::<Vec<_>>().join(", "));
        lines.push(Line::Text(Strip::of(Role::Warn, lexicon.say("plan-misses", &[("numbers", (&numbers).into())]))));
    }
    lines
}
