//! `--field name=value`: read into the fields of a verb or of a form.

use super::report::CliError;
use crate::casework::fields::Fields;
use chrono::NaiveDate;

/// A field as typed: name and value around the first `=`.
#[derive(Clone, Debug)]
pub struct Typed {
    pub name: String,
    pub value: String,
}

/// Reads one `name=value`. For clap: the message is shown behind the flag.
///
/// # Errors
/// When there is no `=`, or no name before it.
pub fn typed(text: &str) -> Result<Typed, String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok(Typed { name: name.trim().to_owned(), value: value.to_owned() })
        }
        Some(_) | None => Err("write name=value 写成 名=值".to_owned()),
    }
}

/// A day as typed. For clap: the message is shown behind the flag.
///
/// # Errors
/// When it is none.
pub fn day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| "write it like 2026-11-23 写成 2026-11-23".to_owned())
}

/// All of them; none twice.
///
/// # Errors
/// Names the field that was given twice.
pub fn collected(typed: &[Typed]) -> Result<Fields, CliError> {
    let mut fields = Fields::new();
    for one in typed {
        if fields.insert(one.name.clone(), one.value.clone()).is_some() {
            let name = &one.name;
            return Err(CliError::usage(format!("{name} 写了两次"), format!("{name} was given twice")));
        }
    }
    Ok(fields)
}
