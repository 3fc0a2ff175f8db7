//! Text from outside made fit for a page: what cannot be seen, or turns the text around it, is shown instead of obeyed.

use std::borrow::Cow;

/// The text with every unseen character replaced by a visible sign: controls by their pictures (`␛`), marks that hide or
/// turn text around by their code (`⟨U+202E⟩`). Line ends stay, all as `\n`; tabs become one blank.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c != '\n' && is_unseen(c)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' => shown.push('\n'),
            '\t' => shown.push(' '),
            '\u{0}'..='\u{1f}' => shown.push(char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}')),
            '\u{7f}' => shown.push('\u{2421}'),
            _ if is_unseen(c) => shown.push_str(&format!("⟨U+{:04X}⟩", c as u32)),
            _ => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Controls, marks of direction and of no width, line separators, and what XML cannot hold.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}')
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{3164}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}')
        || matches!(c, '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_cannot_be_seen_is_shown() {
        for (text, shown) in [
            ("plain 中文", "plain 中文"),
            ("two\r\nlines\nhere", "two\nlines\nhere"),
            ("a\tb", "a b"),
            ("\u{1b}]52;c;x\u{7}", "␛]52;c;x␇"),
            ("gpj.\u{202e}exe", "gpj.⟨U+202E⟩exe"),
            ("in\u{200b}visible\u{7f}\u{85}", "in⟨U+200B⟩visible␡⟨U+0085⟩"),
            ("lone\rreturn\u{0}", "lone␍return␀"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }
}
