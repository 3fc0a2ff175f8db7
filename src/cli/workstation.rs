//! No verb: the workstation. The seam between the verbs and the desk.

use super::caller::Caller;
use super::report::CliError;
use std::io::{self, IsTerminal};

/// Opens the workstation.
///
/// # Errors
/// Without a terminal; no daemon.
pub fn run(caller: &Caller) -> Result<(), CliError> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(CliError::usage(
            "工作台要在终端里开. 动词见 dutydesk --help",
            "the workstation wants a terminal. For the verbs see dutydesk --help",
        ));
    }
    // Reaching the daemon first: what keeps it away is told before the screen is taken.
    let line = caller.line()?;
    drop(line);
    Err(CliError::usage("此版本没有工作台, 请用动词", "this build has no workstation; use the verbs"))
}
