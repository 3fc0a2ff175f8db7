//! What a dispute page says, section by section.

use super::{RECENT, Section, Spot, dossier};
use crate::boards::rows::ReferralRow;
use crate::boards::timeline::Happening;
use crate::boards::views::DisputeView;
use crate::casework::abroad::{AbroadItem, Shut};
use crate::casework::deadline::{Deadline, DeadlineState};
use crate::casework::dispute::{Note, page};
use crate::casework::safe_text::SafeText;
use crate::desk::model::Desk;
use crate::desk::screens::referrals::due_of;
use crate::desk::theme::Role;
use crate::desk::widgets::badges;
use crate::desk::widgets::canvas::{Strip, wrap};
use crate::desk::widgets::frame::WIDE;
use crate::desk::widgets::marks::{self, Due};
use crate::desk::widgets::pane::Line;

pub(super) fn facts(view: &DisputeView, desk: &Desk) -> Vec<Line<Spot>> {
    let (lexicon, draft) = (&desk.look.lexicon, &view.dispute.draft);
    let text = |text: &str| SafeText::from_outside(text);
    let handler = text(view.dispute.handler.as_ref().map_or("-", |(_, name)| name));
    let state = badges::stage(&desk.look, view.dispute.stage)
        .gap("  ")
        .then(Role::Text, lexicon.say("fact-handler", &[("name", (&handler).into())]))
        .gap("  ")
        .then(Role::Text, lexicon.say("preview-held", &[("unit", (&desk.name_of(&view.custodian)).into())]))
        .gap("  ")
        .and(badges::tlp(draft.secrecy));
    let role = desk.word_of(draft.role.zh(), draft.role.en());
    let parties = lexicon.say(
        "preview-parties",
        &[
            ("enterprise", (&text(&draft.enterprise.name)).into()),
            ("role", (&role).into()),
            ("counterpart", (&text(&draft.counterpart)).into()),
        ],
    );
    let forum = [
        text(&draft.jurisdiction),
        text(&draft.forum),
        text(draft.docket.as_deref().unwrap_or_default()),
        desk.word_of(draft.kind.zh(), draft.kind.en()),
    ];
    let mut lines = vec![
        Line::Text(state),
        Line::Text(Strip::of(Role::Strong, parties)),
        Line::Text(Strip::of(Role::Text, SafeText::join(&forum, "  "))),
    ];
    let more =
        [served(view, desk), text(&draft.products), text(&draft.rights.join(", ")), text(&draft.enterprise.contact)];
    let filled: Vec<SafeText> = more.into_iter().filter(|text| !text.is_empty()).collect();
    lines.push(Line::Text(Strip::of(Role::Muted, SafeText::join(&filled, "  "))));
    if !draft.request.is_empty() {
        let request = lexicon.say("fact-request", &[("request", (&text(&draft.request)).into())]);
        lines.push(Line::Text(Strip::of(Role::Text, request)));
    }
    lines.extend(procedure(view, desk));
    let listed = view.listings.iter().map(|hit| Line::Text(Strip::of(Role::Warn, desk.say(&hit.say()))));
    lines.extend(listed);
    lines.extend(abroad(view, desk));
    lines
}

/// Where it is in its procedure, as far as there is something to say.
fn procedure(view: &DisputeView, desk: &Desk) -> impl Iterator<Item = Line<Spot>> {
    let rows = page::rows(&view.dispute).into_iter();
    rows.map(|(label, text)| {
        Line::Text(Strip::of(Role::Muted, desk.say(&label)).gap("  ").then(Role::Text, desk.say(&text)))
    })
}

/// Whether anything of it may go abroad, once that is asked.
fn abroad(view: &DisputeView, desk: &Desk) -> Option<Line<Spot>> {
    let (lexicon, gate) = (&desk.look.lexicon, &view.dispute.abroad);
    if !gate.is_used() && view.dispute.draft.material_abroad != Some(true) {
        return None;
    }
    let items = |items: &[AbroadItem]| {
        let words: Vec<SafeText> = items.iter().map(|item| desk.word_of(item.zh(), item.en())).collect();
        SafeText::join(&words, ", ")
    };
    let (role, state) = match gate.shut() {
        None => (Role::Text, lexicon.word("abroad-open")),
        Some(Shut::Unapproved) => (Role::Warn, lexicon.word("abroad-unapproved")),
        Some(Shut::Unchecked(left)) => {
            (Role::Warn, lexicon.say("abroad-unchecked", &[("items", (&items(&left)).into())]))
        }
        Some(Shut::Barred(by)) => (Role::Warn, lexicon.say("abroad-barred", &[("items", (&items(&by)).into())])),
    };
    Some(Line::Text(Strip::of(Role::Muted, lexicon.word("fact-abroad")).gap("  ").then(role, state)))
}

fn served(view: &DisputeView, desk: &Desk) -> SafeText {
    let draft = &view.dispute.draft;
    let Some(day) = draft.served_on else { return SafeText::EMPTY };
    let day = marks::day(day, desk.today(), desk.look.lexicon.language());
    let method = SafeText::from_outside(&draft.service_method);
    desk.look.lexicon.say("fact-served", &[("day", (&day).into()), ("method", (&method).into())])
}

/// The sections below a preview's own lines, where there is room for them.
pub fn preview(view: &DisputeView, desk: &Desk) -> Vec<Line<()>> {
    let parts = [Section::Deadlines, Section::Referrals, Section::Experts, Section::Notes, Section::Timeline];
    let lines = parts.into_iter().flat_map(|part| part_lines(part, view, desk, (RECENT, "")));
    let read = |line: Line<Spot>| match line {
        Line::Rule(title) => Line::Rule(title),
        Line::Text(strip) | Line::Row(_, strip) => Line::Text(strip),
    };
    lines.map(read).collect()
}

/// The lines of a section: of notes and happenings so many at most, and of happenings those that hold a word.
pub(super) fn part_lines(
    part: Section,
    view: &DisputeView,
    desk: &Desk,
    (most, filter): (usize, &str),
) -> Vec<Line<Spot>> {
    let lexicon = &desk.look.lexicon;
    let dispute = &view.dispute;
    let (title, lines): (&str, Vec<Line<Spot>>) = match part {
        Section::All => return Vec::new(),
        Section::Proceedings => ("section-proceedings", dossier::proceedings(view, desk)),
        Section::Evidence => ("section-evidence", dossier::evidence(view, desk)),
        Section::Playbook => ("section-playbook", dossier::playbook(view, desk)),
        Section::Deadlines => {
            ("section-deadlines", dispute.deadlines.iter().map(|one| deadline_row(one, desk)).collect())
        }
        Section::Referrals => ("section-referrals", view.referrals.iter().map(|row| referral_row(row, desk)).collect()),
        Section::Experts => ("section-experts", experts_and_alerts(view, desk)),
        Section::Notes => ("section-notes", notes(view, desk, most)),
        Section::Timeline => ("section-timeline", timeline(view, desk, (most, filter))),
    };
    let empty = lines.is_empty().then(|| Line::Text(Strip::of(Role::Muted, lexicon.word(&format!("{title}-empty")))));
    [Line::Rule(lexicon.word(title))].into_iter().chain(empty).chain(lines).collect()
}

fn deadline_row(deadline: &Deadline, desk: &Desk) -> Line<Spot> {
    let computed = &deadline.computed;
    let due = match deadline.state {
        DeadlineState::MissedCheck => Due::Check,
        DeadlineState::Met | DeadlineState::Missed | DeadlineState::Extended | DeadlineState::Moot => Due::Never,
        DeadlineState::Planned | DeadlineState::Verified => Due::until(computed.cutoff_at, desk.now),
    };
    let day = marks::day(computed.safe, desk.today(), desk.look.lexicon.language());
    let tilde = if computed.safe < computed.due { "~" } else { " " };
    let strip = Strip::of(due.role(), day)
        .then(Role::DueSoon, SafeText::word(tilde))
        .cut(13, &desk.look)
        .and(Strip::of(due.role(), due.left(&desk.look)).cut(8, &desk.look))
        .and(due.fuse(&desk.look).cut(7, &desk.look))
        .and(Strip::of(Role::Text, desk.say(&computed.title)).cut(24, &desk.look))
        .gap(" ")
        .and(badges::deadline(&desk.look, deadline.state).cut(11, &desk.look))
        .then(Role::Muted, SafeText::from_outside(&computed.citation));
    Line::Row(Spot::Deadline(deadline.no), strip)
}

fn referral_row(row: &ReferralRow, desk: &Desk) -> Line<Spot> {
    let due = due_of(row, desk);
    let strip = Strip::of(Role::Text, desk.number(&row.number))
        .cut(17, &desk.look)
        .and(Strip::of(Role::Strong, desk.name_of(&row.other)).cut(18, &desk.look))
        .and(badges::standing(&desk.look, row.standing).cut(12, &desk.look))
        .and(marks::ball(&desk.look, row.ball).cut(6, &desk.look))
        .and(Strip::of(due.role(), due.left(&desk.look)).cut(8, &desk.look))
        .then(Role::Muted, desk.word_of(row.kind.zh(), row.kind.en()));
    Line::Row(Spot::Referral(row.id), strip)
}

fn experts_and_alerts(view: &DisputeView, desk: &Desk) -> Vec<Line<Spot>> {
    let experts = view.dispute.experts.iter().map(|one| {
        let over = one.conflict_overridden.as_ref().map_or(SafeText::EMPTY, |reason| SafeText::from_outside(reason));
        let strip = Strip::of(Role::Strong, SafeText::from_outside(&one.name)).gap("  ").then(Role::Warn, over);
        Line::Row(Spot::Expert(one.expert), strip)
    });
    let alerts = view.alerts.iter().map(|row| {
        let strip = badges::priority(row.priority)
            .gap("  ")
            .then(Role::Text, desk.number(&row.number))
            .gap("  ")
            .then(Role::Text, SafeText::from_outside(&row.headline));
        Line::Row(Spot::Alert(row.id), strip)
    });
    let affairs = view.affairs.iter().map(|row| {
        let strip = Strip::of(Role::Text, desk.number(&row.number))
            .gap("  ")
            .then(Role::Strong, desk.say(&row.title))
            .gap("  ")
            .then(Role::Muted, desk.say(&row.state_words));
        Line::Row(Spot::Affair(row.id), strip)
    });
    experts.chain(affairs).chain(alerts).collect()
}

fn notes(view: &DisputeView, desk: &Desk, most: usize) -> Vec<Line<Spot>> {
    let room = if desk.size.0 >= WIDE { 46 } else { desk.size.0.saturating_sub(2) };
    let zh = desk.zh();
    let note = |(no, note): (u64, &Note)| {
        let head = Strip::of(Role::Muted, SafeText::from(no))
            .gap(" ")
            .then(Role::Muted, marks::moment(note.at, desk.now))
            .gap(" ")
            .then(Role::Muted, SafeText::from_outside(&note.author));
        let text = SafeText::lines(&note.shown(zh)).into_iter().flat_map(|line| wrap(&line, room)).collect::<Vec<_>>();
        [Line::Text(head)].into_iter().chain(text.into_iter().map(|line| Line::Text(Strip::of(Role::Text, line))))
    };
    (1..).zip(&view.dispute.notes).collect::<Vec<_>>().into_iter().rev().take(most).flat_map(note).collect()
}

/// What happened, newest first; narrowed to what holds all of the words.
fn timeline(view: &DisputeView, desk: &Desk, (most, filter): (usize, &str)) -> Vec<Line<Spot>> {
    let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
    let holds = |one: &&Happening| {
        let text = format!("{} {} {} {}", one.author, one.text.zh, one.text.en, one.at).to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    };
    let shown = view.timeline.iter().filter(holds).take(most).map(|one| happening(one, desk));
    let filter = SafeText::from_outside(filter);
    let said = desk.look.lexicon.say("timeline-filtered", &[("filter", (&filter).into())]);
    let head = (!words.is_empty()).then(|| Line::Text(Strip::of(Role::Warn, said)));
    head.into_iter().chain(shown).collect()
}

/// One line of a timeline.
pub fn happening<T>(one: &Happening, desk: &Desk) -> Line<T> {
    Line::Text(
        Strip::of(Role::Muted, marks::moment(one.at, desk.now))
            .gap(" ")
            .then(Role::Muted, SafeText::from_outside(&one.author))
            .gap("  ")
            .then(Role::Text, desk.say(&one.text)),
    )
}
