//! The help in Chinese: what stands in `locales/zh/help.toml`, put into the command before it is parsed.

use clap::{Arg, ArgAction, Command};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// By command (`exchange accept`; the program itself is `dutydesk`), then `about` or the argument's id.
type Words = BTreeMap<String, BTreeMap<String, String>>;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    // Invariant: the file is compiled in, and the test below reads it.
    toml::from_str(include_str!("../../locales/zh/help.toml")).expect("locales/zh/help.toml parses")
});

/// The program's own key, and the prefix of nothing.
const ROOT: &str = "dutydesk";

/// The frame of a help page.
const TEMPLATE: &str = "{about-with-newline}\n用法: {usage}\n\n{all-args}";

/// The same command with its help in Chinese.
pub fn translated(command: Command) -> Command {
    translated_as(ROOT, command)
}

fn translated_as(path: &str, command: Command) -> Command {
    let words = |name: &str| WORDS.get(path).and_then(|words| words.get(name)).cloned();
    let mut command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("动词")
        .subcommand_value_name("动词")
        .disable_help_flag(true)
        .arg(Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示帮助").help_heading("选项"));
    if let Some(about) = words("about") {
        command = command.long_about(words("long_about").unwrap_or_else(|| about.clone())).about(about);
    }
    command = command.mut_args(|arg| {
        let heading = if arg.is_positional() { "参数" } else { "选项" };
        let help = words(arg.get_id().as_str());
        let arg = arg.help_heading(heading);
        match help {
            Some(help) => arg.long_help(help.clone()).help(help),
            None => arg,
        }
    });
    if path == ROOT {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.disable_version_flag(true).arg(version.help("显示版本").help_heading("选项"));
    }
    command.mut_subcommands(|sub| {
        let name = sub.get_name().to_owned();
        translated_as(&below(path, &name), sub)
    })
}

fn below(path: &str, name: &str) -> String {
    if path == ROOT { name.to_owned() } else { format!("{path} {name}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::arguments::Cli;
    use clap::CommandFactory;
    use std::collections::BTreeSet;

    /// Every `command.argument` that has help in English.
    fn told(path: &str, command: &Command, all: &mut BTreeSet<(String, String)>) {
        all.insert((path.to_owned(), "about".to_owned()));
        let shown = command.get_arguments().filter(|arg| !arg.is_hide_set());
        all.extend(shown.map(|arg| (path.to_owned(), arg.get_id().to_string())));
        for sub in command.get_subcommands() {
            told(&below(path, sub.get_name()), sub, all);
        }
    }

    #[test]
    fn every_line_of_help_has_its_chinese_one_and_none_is_left_over() {
        let mut english = BTreeSet::new();
        told(ROOT, &Cli::command(), &mut english);
        let chinese: BTreeSet<(String, String)> = WORDS
            .iter()
            .flat_map(|(path, words)| words.keys().map(|name| (path.clone(), name.clone())))
            .filter(|(_, name)| name != "long_about")
            .collect();
        assert_eq!(english.difference(&chinese).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "missing");
        assert_eq!(chinese.difference(&english).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "left over");
    }

    #[test]
    fn the_command_is_sound_in_both_languages() {
        Cli::command().debug_assert();
        translated(Cli::command()).debug_assert();
    }
}
