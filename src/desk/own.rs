//! Keymaps and themes of the officer's own: `$XDG_CONFIG_HOME/dutydesk/keymaps/NAME.toml` and `themes/NAME.toml`. A file
//! of the name of a built-in one takes its place. What is wrong in a file is said; the rest of it holds.

use std::path::{Path, PathBuf};

use super::effect::Notice;
use super::keymap::{Keymap, Problem};
use super::model::Model;
use super::theme::Theme;
use crate::casework::safe_text::SafeText;

/// Folders below the officer's configuration.
pub const KEYMAPS: &str = "keymaps";
const THEMES: &str = "themes";

/// A keymap or theme is a page or two; more is another kind of file.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// `$XDG_CONFIG_HOME/dutydesk`, else `~/.config/dutydesk`.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    let from = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let config = from("XDG_CONFIG_HOME").or_else(|| from("HOME").map(|home| home.join(".config")));
    config.map(|config| config.join("dutydesk"))
}

/// The officer's keymap files, by name.
#[must_use]
pub fn keymaps() -> Vec<PathBuf> {
    let Some(entries) = folder().and_then(|folder| std::fs::read_dir(folder.join(KEYMAPS)).ok()) else {
        return Vec::new();
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    paths.sort();
    paths
}

/// The file of the officer's own with this name; a name is one part of a path, never more.
fn own(kind: &str, name: &str) -> Option<(String, String)> {
    let path = folder()?.join(kind).join(Path::new(name).file_name()?).with_extension("toml");
    let size = std::fs::metadata(&path).ok()?.len();
    let text = (size <= FILE_BYTES_MAX).then(|| std::fs::read_to_string(&path).ok())??;
    Some((path.display().to_string(), text))
}

/// Dresses the desk in the keymap and theme of these names, where they are the officer's own.
pub fn dress(model: &mut Model, keymap: &str, theme: &str) {
    if let Some((file, text)) = own(KEYMAPS, keymap) {
        let problems = match Keymap::read(&file, &text) {
            Ok((keymap, problems)) => {
                model.desk.keymap = keymap;
                problems
            }
            Err(problem) => vec![problem],
        };
        say(model, &problems);
    }
    if let Some((file, text)) = own(THEMES, theme) {
        match Theme::read(&text, model.desk.depth) {
            Ok(theme) => model.desk.look.theme = theme,
            Err(error) => {
                let what = SafeText::from_outside(&format!("{file}: {error}"));
                let said = model.desk.look.lexicon.say("theme-out", &[("what", (&what).into())]);
                model.notice = Some(Notice::fault(said));
            }
        }
    }
}

fn say(model: &mut Model, problems: &[Problem]) {
    let Some(first) = problems.first() else { return };
    let first = SafeText::from_outside(&first.to_string());
    let words = [("count", problems.len().into()), ("first", (&first).into())];
    model.notice = Some(Notice::fault(model.desk.look.lexicon.say("keys-out", &words)));
}
