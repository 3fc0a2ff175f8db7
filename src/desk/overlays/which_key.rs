//! The popup after a pending chord: every key that can follow, above the key line.

use ratatui::layout::Rect;

use crate::casework::safe_text::SafeText;
use crate::desk::keymap::{Chain, Key, chord_text};
use crate::desk::model::Desk;
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip, width};

/// Cells of one entry, so that entries stand in columns.
const ENTRY_CELLS: u16 = 24;

/// Draws the continuations of `typed` just above the key line.
pub fn draw(canvas: &mut Canvas<'_>, desk: &Desk, chain: Chain, typed: &[Key]) {
    let language = desk.look.lexicon.language();
    let entries: Vec<Strip> = desk
        .keymap
        .continuations(chain, typed)
        .map(|binding| {
            let keys = SafeText::from_outside(&chord_text(&binding.on[typed.len()..]));
            Strip::of(Role::Key, keys).gap(" ").then(Role::Text, SafeText::word(binding.run.word(language)))
        })
        .collect();
    let columns = (canvas.area.width.saturating_sub(2) / ENTRY_CELLS).max(1);
    let lines = u16::try_from(entries.len()).unwrap_or(u16::MAX).div_ceil(columns);
    let height = (lines + 1).min(canvas.area.height.saturating_sub(4));
    let y = canvas.area.y + canvas.area.height.saturating_sub(2 + height);
    let mut canvas = canvas.part(Rect { y, height, ..canvas.area });
    canvas.clear();
    let title = SafeText::from_outside(&chord_text(typed));
    canvas.rule(0, &title, Role::Heading);
    debug_assert!(width(&title) > 0, "the popup follows a first key");
    for (index, entry) in (0..).zip(&entries) {
        let at = (1 + (index / lines) * ENTRY_CELLS, 1 + index % lines);
        canvas.strip(at, ENTRY_CELLS - 1, entry);
    }
}
