//! `completions`: for a shell.

use super::arguments::Cli;
use super::caller::{Caller, write_text};
use super::report::CliError;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// What may be typed.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    pub shell: Shell,
}

impl Completions {
    /// Prints them.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn run(self, _caller: &Caller) -> Result<(), CliError> {
        let mut out = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "dutydesk", &mut out);
        write_text(&String::from_utf8_lossy(&out))
    }
}
