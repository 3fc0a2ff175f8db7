//! The verbs, one file each: everything that the screens can do, for scripts and other programs. stdout is data,
//! stderr is narration.
//!
//! A verb is a struct of what may be typed, and `run`. It asks the daemon through `line::Line`, as the post that
//! `acting::Acting` chooses, and prints JSON from `json` or a text for a person. A new verb is one file, one
//! variant of `arguments::Verb` and one row in `run`.

mod abroad_words;
mod act;
mod acting;
mod actions;
mod archive;
mod arguments;
mod attached;
mod backup;
mod beside;
mod calendar;
mod caller;
mod check;
mod checkup;
mod completions;
mod daemon;
mod deadline;
mod demo;
mod demo_cases;
mod doctor;
mod duty;
mod evidence;
mod exchange;
mod fields;
mod find;
mod help_zh;
mod human;
mod human_dossier;
mod inspect;
mod intake;
mod json;
mod keys;
mod line;
mod lines;
mod list;
mod man;
mod matching;
mod new;
mod officers;
mod out_dir;
mod pages;
mod paper;
mod places;
mod put;
mod recipients;
mod refer;
mod report;
mod reset_tty;
mod restore;
mod route;
mod rules;
mod schema;
mod server;
mod setup;
mod show;
mod start;
mod table;
mod usage;
mod vault;
mod verify;
mod version;
mod workstation;

use arguments::{Cli, Lang, Verb};
use caller::{Caller, locale_is_zh, shown, write_json};
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use report::CliError;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

/// Runs the program with these arguments, and prints the one report when something went wrong.
pub fn main(arguments: Vec<OsString>) -> ExitCode {
    crate::daemon::private::no_dumps();
    let cli = match parsed(&arguments) {
        Ok(cli) => cli,
        Err(error) => return not_parsed(&error, &arguments),
    };
    let caller = Caller::new(cli.globals);
    match run(&caller, cli.verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report(&caller, &error),
    }
}

/// Help and version are no mistakes; what is one is told like every other.
fn not_parsed(error: &clap::Error, arguments: &[OsString]) -> ExitCode {
    if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        // A closed stream has nobody to tell.
        let _ = error.print();
        return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
    }
    let mistake = usage::mistake(error);
    if arguments.iter().any(|word| word == "--json" || word == "--jsonl") {
        let _ = write_json(&mistake.json());
    }
    let zh = wants_zh(arguments);
    let _ = writeln!(io::stderr(), "dutydesk: {}", shown(mistake.say(zh).trim_end()));
    ExitCode::from(mistake.exit_code())
}

fn parsed(arguments: &[OsString]) -> Result<Cli, clap::Error> {
    let command = if wants_zh(arguments) { help_zh::translated(Cli::command()) } else { Cli::command() };
    Cli::from_arg_matches(&command.try_get_matches_from(arguments)?)
}

/// The language of the help, before anything is parsed.
fn wants_zh(arguments: &[OsString]) -> bool {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let after_flag = words.iter().position(|word| *word == "--lang").and_then(|at| words.get(at + 1).copied());
    let with_flag = words.iter().find_map(|word| word.strip_prefix("--lang="));
    let by_environment = std::env::var("DUTYDESK_LANG").ok();
    after_flag
        .or(with_flag)
        .or(by_environment.as_deref())
        .and_then(|word| <Lang as clap::ValueEnum>::from_str(word, true).ok())
        .map_or_else(locale_is_zh, |lang| lang == Lang::Zh)
}

fn report(caller: &Caller, error: &CliError) -> ExitCode {
    if !error.is_silent() {
        if caller.json() {
            // When even this cannot be written, the exit code still says it.
            let _ = write_json(&error.json());
        }
        caller.tell(&format!("dutydesk: {}", error.say(true)), &format!("dutydesk: {}", error.say(false)));
    }
    let gone = matches!(error, CliError::Output(_)) && error.is_silent();
    ExitCode::from(if gone { 0 } else { error.exit_code() })
}

fn run(caller: &Caller, verb: Option<Verb>) -> Result<(), CliError> {
    let Some(verb) = verb else { return workstation::run(caller) };
    match verb {
        Verb::Setup(verb) => verb.run(caller),
        Verb::Demo(verb) => verb.run(caller),
        Verb::Daemon(verb) => verb.run(caller),
        Verb::Intake(verb) => verb.run(caller),
        Verb::New(verb) => verb.run(caller),
        Verb::List(verb) => verb.run(caller),
        Verb::Find(verb) => verb.run(caller),
        Verb::Show(verb) => verb.run(caller),
        Verb::Actions(verb) => verb.run(caller),
        Verb::Act(verb) => verb.run(caller),
        Verb::Refer(verb) => verb.run(caller),
        Verb::Deadline(verb) => verb.run(caller),
        Verb::Calendar(verb) => verb.run(caller),
        Verb::Rules(verb) => verb.run(caller),
        Verb::Match(verb) => verb.run(caller),
        Verb::Route(verb) => verb.run(caller),
        Verb::Check(verb) => verb.run(caller),
        Verb::Paper(verb) => verb.run(caller),
        Verb::Inspect(verb) => verb.run(caller),
        Verb::Evidence(verb) => verb.run(caller),
        Verb::Archive(verb) => verb.run(caller),
        Verb::Backup(verb) => verb.run(caller),
        Verb::Restore(verb) => verb.run(caller),
        Verb::Verify(verb) => verb.run(caller),
        Verb::Vault(verb) => verb.run(caller),
        Verb::Exchange(verb) => verb.run(caller),
        Verb::Officers(verb) => verb.run(caller),
        Verb::Keys(verb) => verb.run(caller),
        Verb::Doctor(verb) => verb.run(caller),
        Verb::ResetTty(verb) => verb.run(caller),
        Verb::Completions(verb) => verb.run(caller),
        Verb::Man(verb) => verb.run(caller),
        Verb::Schema(verb) => verb.run(caller),
        Verb::Version(verb) => verb.run(caller),
    }
}
