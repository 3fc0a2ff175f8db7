//! Who called the program and how: the language, the shape of the output, the places.

use super::arguments::{Globals, Lang};
use super::line::Line;
use super::places::Places;
use super::report::CliError;
use crate::calendar::Rules;
use crate::casework::safe_text::SafeText;
use crate::daemon::house_rules::{FOLDER, rules_with};
use serde_json::Value;
use std::env;
use std::io::{self, Write};

/// The caller of a verb.
pub struct Caller {
    pub zh: bool,
    pub globals: Globals,
}

impl Caller {
    /// Reads the language from the flag or the locale.
    pub fn new(globals: Globals) -> Self {
        let zh = globals.lang.map_or_else(locale_is_zh, |lang| lang == Lang::Zh);
        Self { zh, globals }
    }

    /// The text in the caller's language.
    pub fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        if self.zh { zh } else { en }
    }

    /// Is JSON wanted?
    pub fn json(&self) -> bool {
        self.globals.json || self.globals.jsonl
    }

    /// Where the daemon is.
    ///
    /// # Errors
    /// See [`Places::find`].
    pub fn places(&self) -> Result<Places, CliError> {
        Places::find(&self.globals)
    }

    /// The rules and calendars of the program with the store's own laid over them, as files: no daemon is asked. What
    /// was refused in them is narrated; where there is no store, the program's own are all there are.
    pub fn rules(&self) -> Rules {
        let Ok(places) = self.places() else { return Rules::shared().clone() };
        let rules = rules_with(&places.store.join(FOLDER));
        for problem in rules.problems() {
            let at = format!("{}:{}", problem.file, problem.line);
            self.tell(&format!("未收用 {at}: {}", problem.what.zh), &format!("not in use: {at}: {}", problem.what.en));
        }
        rules.rules
    }

    /// A line to the daemon.
    ///
    /// # Errors
    /// See [`Line::open`].
    pub fn line(&self) -> Result<Line, CliError> {
        Line::open(&self.places()?, !self.globals.no_start)
    }

    /// Prints the answer: JSON when asked for, else what a person reads.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn print(&self, json: &Value, human: impl FnOnce() -> String) -> Result<(), CliError> {
        if self.json() { write_json(json) } else { write_text(&shown(&human())) }
    }

    /// Narrates on stderr. A closed stderr is nobody's loss.
    pub fn tell(&self, zh: &str, en: &str) {
        let _ = writeln!(io::stderr(), "{}", shown(self.pick(zh, en)));
    }
}

/// What a person reads, line by line harmless: the last gate before a terminal, whatever a verb has put together.
pub fn shown(text: &str) -> String {
    let lines: Vec<String> = SafeText::lines(text).iter().map(SafeText::to_string).collect();
    lines.join("\n")
}

/// Writes a line of JSON. What a terminal could act on is written as `\u` escapes: the same JSON, harmless.
///
/// # Errors
/// When stdout cannot be written.
pub fn write_json(value: &Value) -> Result<(), CliError> {
    write_text(&harmless(value))
}

/// JSON in which nothing acts on a terminal.
fn harmless(value: &Value) -> String {
    let json = value.to_string();
    if SafeText::from_outside(&json).as_str() == json {
        return json;
    }
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if SafeText::from_outside(c.encode_utf8(&mut [0; 4])).as_str().chars().eq([c]) {
            text.push(c);
        } else {
            text.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    text
}

/// Writes text, ending with a line end.
///
/// # Errors
/// When stdout cannot be written.
pub fn write_text(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    let end = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
    out.write_all(text.as_bytes())
        .and_then(|()| out.write_all(end.as_bytes()))
        .and_then(|()| out.flush())
        .map_err(CliError::Output)
}

/// Does the locale speak Chinese? As for every program: LC_ALL, then LC_MESSAGES, then LANG.
pub fn locale_is_zh() -> bool {
    let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"));
    locale.is_some_and(|locale| locale.to_lowercase().starts_with("zh"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        harmless(&Value::String(text.to_owned()))
    }

    #[test]
    fn json_keeps_its_meaning_and_loses_its_teeth() {
        for text in [
            "plain",
            "宁波海岳",
            "a\u{1b}[31mb",
            "a\u{202e}b",
            "\u{9b}2J\u{7f}",
            "\u{e0001}",
            "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
        ] {
            let json = written(text);
            assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), text);
            assert_eq!(json.contains(text), !text.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{e0001}']), "{json}");
        }
    }
}
