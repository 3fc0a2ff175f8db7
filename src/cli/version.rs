//! `version`: of the program and of what it speaks.

use super::caller::Caller;
use super::report::CliError;
use crate::wire::PROTOCOL;
use clap::Args;
use serde_json::json;

/// What may be typed.
#[derive(Debug, Args)]
pub struct Version {}

impl Version {
    /// Prints it.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let version = env!("CARGO_PKG_VERSION");
        let reply = json!({
            "schema": "dutydesk/version/1",
            "version": version,
            "protocol": PROTOCOL,
            "store_format": crate::journal::FORMAT,
        });
        caller.print(&reply, || format!("dutydesk {version}"))
    }
}
