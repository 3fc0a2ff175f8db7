//! `dutydesk`: arguments to a verb.

use std::process::ExitCode;

fn main() -> ExitCode {
    dutydesk::cli::main(std::env::args_os().collect())
}
