//! Why this date: the rule, the event, each step of the count, the safe day, who verified it.

use super::reading::{READING_CELLS, Reading};
use crate::calendar::{Confidence, Text};
use crate::casework::deadline::Deadline;
use crate::casework::safe_text::SafeText;
use crate::desk::model::Desk;
use crate::desk::theme::Role;
use crate::desk::widgets::badges;
use crate::desk::widgets::canvas::{Strip, width, wrap};
use crate::desk::widgets::marks::{self, Due};
use crate::desk::widgets::pane::Line;

/// Cells of the label column.
const LABEL_CELLS: u16 = 10;

/// The reasoning of a deadline of the dispute with this number.
#[must_use]
pub fn reading(desk: &Desk, number: &str, deadline: &Deadline) -> Reading {
    let computed = &deadline.computed;
    let title = desk
        .look
        .lexicon
        .say("why-title", &[("number", (&desk.number(number)).into()), ("what", (&desk.say(&computed.title)).into())]);
    let mut lines = basis(desk, deadline);
    lines.push(Line::Text(Strip::new()));
    for (no, step) in (1..).zip(&computed.steps) {
        let label = SafeText::from_outside(&format!("{no}"));
        lines.extend(entry(&label, &desk.say(step), Role::Text));
    }
    lines.extend(days(desk, deadline));
    lines.extend(cautions(desk, &computed.warnings, "why-warning", Role::Warn));
    lines.extend(cautions(desk, &computed.changes, "why-changes", Role::Muted));
    lines.push(Line::Text(state(desk, deadline)));
    Reading::new(title, lines)
}

/// A label and its text, broken to the width of the box.
fn entry(label: &SafeText, text: &SafeText, role: Role) -> Vec<Line<()>> {
    let room = READING_CELLS - 6 - LABEL_CELLS;
    let blanks = |cells: u16| SafeText::from_outside(&" ".repeat(cells.into()));
    let line = |(index, line): (usize, SafeText)| {
        let label = if index == 0 { label.clone() } else { SafeText::EMPTY };
        let gap = blanks(LABEL_CELLS.saturating_sub(width(&label)));
        Line::Text(Strip::of(Role::Muted, label).then(Role::Text, gap).then(role, line))
    };
    wrap(text, room).into_iter().enumerate().map(line).collect()
}

fn basis(desk: &Desk, deadline: &Deadline) -> Vec<Line<()>> {
    let (lexicon, computed) = (&desk.look.lexicon, &deadline.computed);
    let text = |text: &str| SafeText::from_outside(text);
    let confidence = match computed.confidence {
        Confidence::Verified => "confidence-verified",
        Confidence::Partial => "confidence-partial",
        Confidence::FromMemory => "confidence-memory",
    };
    let rule = SafeText::join(
        &[
            text(&computed.rule),
            text(&format!("v{}", computed.rule_version)),
            text(&computed.citation),
            lexicon.word(confidence),
        ],
        "  ",
    );
    let trigger = marks::day(computed.trigger, desk.today(), lexicon.language());
    let service = text(computed.service.as_deref().unwrap_or_default());
    let event = SafeText::join(&[desk.say(&computed.event), trigger, service], "  ");
    let calendars = SafeText::join(&[text(&computed.calendar.join(", ")), text(&computed.zone)], "  ");
    [("why-rule", rule), ("why-event", event), ("why-calendar", calendars)]
        .into_iter()
        .flat_map(|(label, text)| entry(&lexicon.word(label), &text, Role::Text))
        .collect()
}

fn days(desk: &Desk, deadline: &Deadline) -> Vec<Line<()>> {
    let (lexicon, computed) = (&desk.look.lexicon, &deadline.computed);
    let day = |date, cutoff| {
        let left = Due::until(cutoff, desk.now).left(&desk.look);
        let before = lexicon.say("why-before", &[("at", (&marks::moment(cutoff, desk.now)).into())]);
        SafeText::join(&[marks::day(date, desk.today(), lexicon.language()), left, before], "  ")
    };
    let mut lines = entry(&lexicon.word("why-legal"), &day(computed.due, computed.due_cutoff_at), Role::Strong);
    if computed.safe < computed.due {
        lines.extend(entry(&lexicon.word("why-safe"), &day(computed.safe, computed.cutoff_at), Role::DueSoon));
    }
    lines
}

fn cautions(desk: &Desk, texts: &[Text], label: &str, role: Role) -> Vec<Line<()>> {
    let label = desk.look.lexicon.word(label);
    texts.iter().flat_map(|text| entry(&label, &desk.say(text), role)).collect()
}

fn state(desk: &Desk, deadline: &Deadline) -> Strip {
    let badge = badges::deadline(&desk.look, deadline.state);
    match &deadline.verified_by {
        Some((_, name)) => badge.gap("  ").then(Role::Muted, SafeText::from_outside(name)),
        None => badge,
    }
}
