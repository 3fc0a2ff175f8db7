//! `reset-tty`: gives the terminal back after a crash.

use super::caller::Caller;
use super::report::CliError;
use clap::Args;

/// What may be typed.
#[derive(Debug, Args)]
pub struct ResetTty {}

impl ResetTty {
    /// Resets it.
    ///
    /// # Errors
    /// When there is no terminal.
    pub fn run(self, _caller: &Caller) -> Result<(), CliError> {
        crate::desk::terminal::reset_tty().map_err(CliError::Output)
    }
}
