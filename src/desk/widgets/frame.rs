//! The frame every screen stands in: title and tabs above, keys and status below. The same thing
//! sits in the same place on every screen.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Strip, width};
use crate::casework::safe_text::SafeText;
use crate::desk::theme::Role;

/// Narrowest and lowest screen on which anything but the size note is drawn.
pub const SCREEN_MIN: (u16, u16) = (80, 24);

/// Width from which a preview stands beside the list instead of below it.
pub const WIDE: u16 = 120;

/// One tab: a saved view or a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Its name.
    pub name: SafeText,
    /// How many things are in it, when that is known.
    pub count: Option<usize>,
}

impl Tab {
    /// A tab without a count.
    #[must_use]
    pub fn named(name: SafeText) -> Self {
        Tab { name, count: None }
    }

    /// A tab with a count.
    #[must_use]
    pub fn counted(name: SafeText, count: usize) -> Self {
        Tab { name, count: Some(count) }
    }
}

/// What the four lines around the body say.
#[derive(Clone, Debug, Default)]
pub struct Surround {
    /// Where we are.
    pub place: SafeText,
    /// The right end of the title: drafts, and what must never be overlooked.
    pub end: Strip,
    /// Views or sections.
    pub tabs: Vec<Tab>,
    /// Which of them is shown.
    pub active: usize,
    /// Hints, in the order of use; the last one always stays.
    pub hints: Vec<(SafeText, SafeText)>,
    /// Said instead of the hints.
    pub message: Option<Strip>,
    /// Unit, post, link.
    pub status: Strip,
    /// The clock.
    pub clock: SafeText,
}

/// Draws the four lines; the body between them is returned.
pub fn draw(canvas: &mut Canvas<'_>, surround: &Surround) -> Rect {
    let Rect { x, y, width: cells, height } = canvas.area;
    let end = cells.saturating_sub(1);
    let at_end = surround.end.width();
    canvas.strip((end.saturating_sub(at_end), 0), at_end, &surround.end);
    let room = end.saturating_sub(at_end + 2);
    canvas.text((1, 0), room, &surround.place, Role::Heading);
    tabs(canvas, surround);
    match &surround.message {
        Some(message) => _ = canvas.strip((1, height - 2), end.saturating_sub(1), message),
        None => hints(canvas, height - 2, &surround.hints),
    }
    let clock = width(&surround.clock);
    canvas.strip((1, height - 1), end.saturating_sub(clock + 2), &surround.status);
    canvas.text((end.saturating_sub(clock), height - 1), clock, &surround.clock, Role::Muted);
    Rect { x, y: y + 2, width: cells, height: height.saturating_sub(4) }
}

fn tabs(canvas: &mut Canvas<'_>, surround: &Surround) {
    let room = canvas.area.width.saturating_sub(2);
    let needs = |labels: &[SafeText]| labels.iter().map(|label| width(label) + 2).sum::<u16>();
    let labels = |counted: bool| -> Vec<SafeText> {
        let bare = |tab: &Tab| Tab::named(tab.name.clone());
        let tabs = surround.tabs.iter().enumerate();
        let tabs = tabs.map(|(at, tab)| if counted || at == surround.active { tab.clone() } else { bare(tab) });
        (1_u64..).zip(tabs).map(|(number, tab)| label(number, &tab)).collect()
    };
    // where there is little room the counts go first, then the second blank, then the tabs before the active one
    let labels = if needs(&labels(true)) > room + u16::try_from(surround.tabs.len()).unwrap_or(0) {
        labels(false)
    } else {
        labels(true)
    };
    let gap = if needs(&labels) > room { 1 } else { 2 };
    let first = (0..=surround.active)
        .find(|first| {
            let shown = labels.iter().skip(*first).take(surround.active + 1 - first);
            shown.map(|label| width(label) + gap).sum::<u16>() + 2 <= room
        })
        .unwrap_or(surround.active);
    let mut x = 1;
    for (index, text) in labels.iter().enumerate().skip(first) {
        let here = index == surround.active;
        let brackets = if here { 2 } else { 0 };
        if x + width(text) + brackets > room {
            canvas.text((room, 1), 1, &SafeText::word("+"), Role::Muted);
            return;
        }
        let strip = if here {
            Strip::of(Role::Focus, SafeText::word("["))
                .then(Role::Focus, text.clone())
                .then(Role::Focus, SafeText::word("]"))
        } else {
            Strip::of(Role::Muted, text.clone())
        };
        x += canvas.strip((x, 1), room, &strip) + gap;
    }
}

fn label(number: u64, tab: &Tab) -> SafeText {
    let number = SafeText::from(number);
    match tab.count {
        Some(count) => SafeText::join([&number, &tab.name, &SafeText::from(count as u64)], " "),
        None => SafeText::join([&number, &tab.name], " "),
    }
}

fn hints(canvas: &mut Canvas<'_>, y: u16, hints: &[(SafeText, SafeText)]) {
    let Some((last, others)) = hints.split_last() else { return };
    let gap = if canvas.area.width >= WIDE { 3 } else { 2 };
    let cells = |(key, word): &(SafeText, SafeText)| width(key) + 1 + width(word);
    let end = canvas.area.width.saturating_sub(1).saturating_sub(cells(last) + gap);
    let mut x = 1;
    for hint in others.iter().take_while({
        let mut ahead = 1;
        move |hint| {
            ahead += cells(hint) + gap;
            ahead <= end + gap
        }
    }) {
        x += canvas.strip((x, y), cells(hint), &hint_strip(hint)) + gap;
    }
    canvas.strip((x, y), cells(last), &hint_strip(last));
}

/// `key word`, the key in its own role.
#[must_use]
pub fn hint_strip((key, word): &(SafeText, SafeText)) -> Strip {
    Strip::of(Role::Key, key.clone()).gap(" ").then(Role::Muted, word.clone())
}
