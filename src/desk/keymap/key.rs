//! One key as every terminal can send it, and its name in keymap files.

use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key that can be bound. No Alt: over a slow line Alt and Esc look alike.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Key {
    /// A printable character other than the blank, as typed (`G` is Shift-g).
    Char(char),
    /// Ctrl with a small letter.
    Ctrl(char),
    /// F1 to F9; higher ones are left to terminals.
    F(u8),
    /// A key with a name.
    Named(Named),
}

macro_rules! named {
    ($($key:ident $text:literal $code:pat)*) => {
        /// Keys with a name.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum Named { $(#[doc = $text] $key),* }

        impl Named {
            const fn text(self) -> &'static str {
                match self { $(Named::$key => $text),* }
            }

            fn from_text(text: &str) -> Option<Self> {
                match text { $($text => Some(Named::$key),)* _ => None }
            }

            fn from_code(code: KeyCode) -> Option<Self> {
                match code { $($code => Some(Named::$key),)* _ => None }
            }
        }
    };
}

named! {
    Space "Space" KeyCode::Char(' ')
    Enter "Enter" KeyCode::Enter
    Esc "Esc" KeyCode::Esc
    Tab "Tab" KeyCode::Tab
    BackTab "S-Tab" KeyCode::BackTab
    Backspace "Backspace" KeyCode::Backspace
    Delete "Delete" KeyCode::Delete
    Up "Up" KeyCode::Up
    Down "Down" KeyCode::Down
    Left "Left" KeyCode::Left
    Right "Right" KeyCode::Right
    Home "Home" KeyCode::Home
    End "End" KeyCode::End
    PageUp "PgUp" KeyCode::PageUp
    PageDown "PgDn" KeyCode::PageDown
}

/// Ctrl letters that do not arrive everywhere: tmux and screen prefixes (A B), the same byte as
/// Backspace, Tab, Enter (H I J M), flow control (Q S).
const UNSENDABLE_CTRL: &str = "abhijmqs";

impl Key {
    /// What the terminal sent, if it is a key that can be bound.
    #[must_use]
    pub fn from_event(event: KeyEvent) -> Option<Self> {
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        if event.modifiers.contains(KeyModifiers::ALT) {
            return None;
        }
        match event.code {
            KeyCode::Char(c) if ctrl && c.is_ascii_alphabetic() => Some(Key::Ctrl(c.to_ascii_lowercase())),
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Some(Key::Named(Named::BackTab)),
            KeyCode::F(n @ 1..=9) => Some(Key::F(n)),
            KeyCode::Char(c) if c != ' ' && !ctrl => Some(Key::Char(c)),
            code => Named::from_code(code).map(Key::Named),
        }
    }

    /// The same key with Chinese input left on: full-width signs become the plain ones.
    #[must_use]
    pub fn folded(self) -> Self {
        match self {
            Key::Char(c) => match fold_sign(c) {
                ' ' => Key::Named(Named::Space),
                folded => Key::Char(folded),
            },
            Key::Ctrl(_) | Key::F(_) | Key::Named(_) => self,
        }
    }

    /// The digit typed, for counts.
    #[must_use]
    pub fn digit(self) -> Option<u32> {
        match self {
            Key::Char(c) => c.to_digit(10),
            Key::Ctrl(_) | Key::F(_) | Key::Named(_) => None,
        }
    }
}

/// U+FF01..FF5E are ASCII moved by FEE0; the rest are the signs a Chinese keyboard puts there.
fn fold_sign(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        '。' => '.',
        '、' => '/',
        '【' => '[',
        '】' => ']',
        '《' => '<',
        '》' => '>',
        '\u{A5}' => '$',
        _ => c,
    }
}

/// Why a text is no key.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum KeyError {
    /// No key has this name.
    #[error("no key is called `{0}`")]
    Unknown(String),
    /// The key exists, but some terminals, multiplexers or lines swallow it.
    #[error("`{0}` does not arrive through every terminal")]
    Unsendable(String),
}

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        if let Some(named) = Named::from_text(text) {
            return Ok(Key::Named(named));
        }
        if let Some(letter) = text.strip_prefix("Ctrl-") {
            return ctrl(letter, text);
        }
        let mut chars = text.chars();
        match (chars.next(), chars.as_str()) {
            (Some(c), "") if !c.is_control() && c != ' ' => Ok(Key::Char(c)),
            (Some('F'), number) => function_key(number, text),
            (Some('A' | 'M'), rest) if rest.starts_with('-') || rest.starts_with("lt-") => {
                Err(KeyError::Unsendable(text.to_owned()))
            }
            _ => Err(KeyError::Unknown(text.to_owned())),
        }
    }
}

fn ctrl(letter: &str, text: &str) -> Result<Key, KeyError> {
    let mut chars = letter.chars();
    match (chars.next().map(|c| c.to_ascii_lowercase()), chars.as_str()) {
        (Some(c), "") if c.is_ascii_lowercase() && !UNSENDABLE_CTRL.contains(c) => Ok(Key::Ctrl(c)),
        _ => Err(KeyError::Unsendable(text.to_owned())),
    }
}

fn function_key(number: &str, text: &str) -> Result<Key, KeyError> {
    match number.parse() {
        Ok(n @ 1..=9) => Ok(Key::F(n)),
        Ok(_) => Err(KeyError::Unsendable(text.to_owned())),
        Err(_) => Err(KeyError::Unknown(text.to_owned())),
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Char(c) => write!(f, "{c}"),
            Key::Ctrl(c) => write!(f, "Ctrl-{}", c.to_ascii_uppercase()),
            Key::F(n) => write!(f, "F{n}"),
            Key::Named(named) => f.write_str(named.text()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_out_and_come_back() {
        for text in ["j", "G", "?", "Space", "S-Tab", "PgDn", "F9", "Ctrl-D", "-", "F"] {
            let key: Key = text.parse().unwrap();
            assert_eq!(key.to_string(), text);
        }
    }

    #[test]
    fn keys_that_do_not_arrive_are_refused() {
        for text in ["Ctrl-A", "Ctrl-I", "Ctrl-Space", "Ctrl-]", "F10", "Alt-x", "M-x"] {
            assert_eq!(text.parse::<Key>(), Err(KeyError::Unsendable(text.to_owned())));
        }
        assert_eq!("Hyper".parse::<Key>(), Err(KeyError::Unknown("Hyper".to_owned())));
    }

    #[test]
    fn chinese_input_left_on_still_works() {
        for (typed, meant) in
            [('\u{FF1F}', '?'), ('\u{FF1A}', ':'), ('。', '.'), ('、', '/'), ('【', '['), ('\u{FF01}', '!')]
        {
            assert_eq!(Key::Char(typed).folded(), Key::Char(meant));
        }
        assert_eq!(Key::Char('\u{3000}').folded(), Key::Named(Named::Space));
    }
}
