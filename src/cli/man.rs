//! `man`: the manual page, as roff.

use super::arguments::Cli;
use super::caller::{Caller, write_text};
use super::help_zh;
use super::report::CliError;
use clap::{Args, CommandFactory};

/// What may be typed.
#[derive(Debug, Args)]
pub struct Man {
    /// The page of this verb; else of the program
    pub verb: Option<String>,
}

impl Man {
    /// Prints it.
    ///
    /// # Errors
    /// An unknown verb; when stdout cannot be written.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut command = if caller.zh { help_zh::translated(Cli::command()) } else { Cli::command() };
        command.build();
        let command = match &self.verb {
            None => command,
            Some(verb) => command
                .find_subcommand(verb)
                .cloned()
                .ok_or_else(|| CliError::usage(format!("没有动词 {verb}"), format!("there is no verb {verb}")))?,
        };
        let mut out = Vec::new();
        clap_mangen::Man::new(command).render(&mut out).map_err(CliError::Output)?;
        write_text(&String::from_utf8_lossy(&out))
    }
}
