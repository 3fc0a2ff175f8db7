//! No verb: the workstation. The seam between the verbs and the desk.

use super::caller::Caller;
use super::demo::Demo;
use super::line::Line;
use super::places::{Mode, Places};
use super::report::CliError;
use crate::calendar::Text;
use crate::desk::effect::Ending;
use crate::desk::lexicon::Language;
use crate::desk::link::{Address, Starter};
use crate::desk::run::{Options, run as open_desk};
use std::io::{self, IsTerminal};
use std::sync::Arc;

/// Starts the daemon of a personal store anew while the desk is open; what keeps it away is in its log.
fn starter(caller: &Caller, places: Places) -> Option<Starter> {
    let may_start = places.mode == Mode::Personal && !caller.globals.no_start;
    may_start.then(|| Starter(Arc::new(move || drop(Line::open(&places, true)))))
}

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
    if caller.globals.screen_reader {
        return Err(CliError::usage(
            "工作台的读屏模式还没有做好: 请用动词 list, show, actions, act, 一行一事",
            "the workstation has no screen-reader mode yet: use the verbs list, show, actions, act, one thing a line",
        ));
    }
    // Reaching the daemon first: what keeps it away is told before the screen is taken.
    drop(caller.line()?);
    let places = caller.places()?;
    let options = Options {
        address: Address { owner: places.daemon_uid()?, socket: places.socket.clone(), start: starter(caller, places) },
        language: if caller.zh { Language::Zh } else { Language::En },
        ascii: caller.globals.ascii,
        keymap: caller.globals.keys.clone(),
        theme: caller.globals.theme.clone(),
        synchronized: false,
    };
    match open_desk(options) {
        Ok(Ending::Left) => Ok(()),
        Ok(Ending::WantsDemo) => Demo::default().run(caller),
        Err(source) => Err(CliError::Fault(Text::new(
            format!("终端不听使唤: {source}"),
            format!("the terminal does not obey: {source}"),
        ))),
    }
}
