//! `archive`: a case with everything that this officer may see of it, as one zip: the record, its history, deadlines with
//! their reasons, papers, evidence with its custody chain, a list of SHA-256 hashes for `sha256sum -c`, and the unit's
//! signature on that list. `--check` reads one through, wherever it was copied to.

mod build;
mod check;

use super::caller::Caller;
use super::report::CliError;
use clap::Args;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Names in the archive: the list of hashes, and the signature on it, which it cannot hold.
const SUMS: &str = "SHA256SUMS";
const SIGNATURE: &str = "SIGNATURE.json";

/// What may be typed.
#[derive(Debug, Args)]
pub struct Archive {
    /// The case
    #[arg(required_unless_present = "check", conflicts_with = "check")]
    pub id: Option<String>,
    /// The zip to write; it must not be there yet
    #[arg(short, long, value_name = "FILE", required_unless_present = "check")]
    pub output: Option<PathBuf>,
    /// Is this archive whole, unchanged and signed?
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,
}

/// The signature as it lies in the archive.
#[derive(Debug, Serialize, Deserialize)]
struct Signed {
    schema: String,
    /// The case.
    id: String,
    /// Code and name of the unit.
    unit: String,
    unit_name: String,
    /// Its key and the signature, in hexadecimal digits.
    key: String,
    signature: String,
}

impl Archive {
    /// Builds or checks.
    ///
    /// # Errors
    /// What this officer may not see; a file that is there; `SomeRefused` when an archive is not what was signed.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        match (self.check, self.id, self.output) {
            (Some(file), _, _) => check::run(caller, &file),
            (None, Some(id), Some(output)) => build::run(caller, &id, &output),
            (None, _, _) => Err(CliError::usage("请写案件和 -o 文件", "name the case and -o FILE")),
        }
    }
}

/// Bytes as hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Bytes from hexadecimal digits.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    text.len().is_multiple_of(2).then_some(())?;
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
