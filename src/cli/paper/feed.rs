//! `paper calendar`: open deadlines and hearings as iCalendar.

use super::super::acting::Acting;
use super::super::caller::Caller;
use super::super::report::CliError;
use super::deliver;
use crate::wire::message::Request;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Instead of a dispute: all that one may see.
const ALL: &str = "all";

/// A calendar.
#[derive(Debug, Args)]
pub struct Feed {
    /// The dispute, or all
    #[arg(default_value = ALL)]
    pub id: String,
    /// Where to write it; - is stdout; else dutydesk.ics in this folder
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite the file
    #[arg(long)]
    pub force: bool,
}

impl Feed {
    /// Writes the calendar.
    ///
    /// # Errors
    /// A dispute that is not there; a file that is there already.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut acting = Acting::open(caller)?;
        let dispute = if self.id == ALL {
            let post = acting.first()?;
            acting.tell(caller, &post);
            None
        } else {
            Some(acting.resolve(&self.id)?.0)
        };
        let request = Request::Feed { dispute, zh: caller.zh };
        let reply = json!({ "schema": "dutydesk/paper/1", "kind": "calendar", "dispute": self.id });
        deliver(caller, acting.line.ask(request)?, (self.output, self.force), reply)
    }
}
