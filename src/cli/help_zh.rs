//! The help in Chinese.

use clap::Command;

/// The same command with its help in Chinese.
pub fn translated(command: Command) -> Command {
    command
}
