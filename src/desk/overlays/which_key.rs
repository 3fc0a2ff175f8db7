//! The popup after a pending chord: every key that can follow, above the key line; what is not possible with its reason.

use ratatui::layout::Rect;

use crate::casework::safe_text::SafeText;
use crate::desk::keymap::{Binding, Chain, chord_text};
use crate::desk::model::{Desk, Typed};
use crate::desk::palette::why_not;
use crate::desk::screens::Shape;
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Canvas, Strip, width};

/// Cells of one entry, so that entries stand in columns.
const ENTRY_CELLS: u16 = 24;

/// Draws the continuations of what was typed just above the key line.
pub fn draw(canvas: &mut Canvas<'_>, desk: &Desk, chain: Chain, typed: &Typed, shape: &dyn Shape) {
    let reason = |binding: &Binding| {
        let offers = typed.offers.as_ref()?;
        why_not(desk, shape.verb(binding.run)?, offers)
    };
    let (mut entries, mut reasons) = (Vec::new(), Vec::new());
    for binding in desk.keymap.continuations(chain, &typed.chord) {
        let strip = entry(binding, typed.chord.len(), desk);
        match reason(binding) {
            Some(why) => {
                reasons.push(Strip::of(Role::Muted, SafeText::word("- ")).and(strip).gap("  ").then(Role::Muted, why))
            }
            None => entries.push(strip),
        }
    }
    let columns = (canvas.area.width.saturating_sub(2) / ENTRY_CELLS).max(1);
    let count = |strips: &[Strip]| u16::try_from(strips.len()).unwrap_or(u16::MAX);
    let lines = count(&entries).div_ceil(columns);
    let height = (lines + count(&reasons) + 1).min(canvas.area.height.saturating_sub(4));
    let y = canvas.area.y + canvas.area.height.saturating_sub(2 + height);
    let mut canvas = canvas.part(Rect { y, height, ..canvas.area });
    canvas.clear();
    let title = SafeText::from_outside(&chord_text(&typed.chord));
    canvas.rule(0, &title, Role::Heading);
    debug_assert!(width(&title) > 0, "the popup follows a first key");
    for (index, entry) in (0..).zip(&entries) {
        let at = (1 + (index / lines) * ENTRY_CELLS, 1 + index % lines);
        canvas.strip(at, ENTRY_CELLS - 1, entry);
    }
    for (y, reason) in (1 + lines..).zip(&reasons) {
        canvas.strip((1, y), canvas.area.width.saturating_sub(2), reason);
    }
}

fn entry(binding: &Binding, typed: usize, desk: &Desk) -> Strip {
    let keys = SafeText::from_outside(&chord_text(&binding.on[typed..]));
    let word = SafeText::word(binding.run.word(desk.look.lexicon.language()));
    Strip::of(Role::Key, keys).gap(" ").then(Role::Text, word)
}
