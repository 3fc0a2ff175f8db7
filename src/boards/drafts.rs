//! What an officer typed into a form and has not sent. No record: it is the officer's alone, may change, and goes.

use crate::casework::ids::{Hash, RecordId};
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// Which form: what is begun, on which record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormKey {
    /// The verb begun, as the daemon or the form itself calls it.
    pub verb: String,
    /// The record it is about; None: it makes one.
    pub record: Option<RecordId>,
    /// How that record is called, for a list of drafts.
    pub number: String,
    /// What was known from where the cursor was: the number of a deadline, an expert.
    pub presets: Vec<(String, String)>,
}

impl FormKey {
    /// The form of this verb that is about no record yet.
    #[must_use]
    pub fn new(verb: &str) -> Self {
        Self { verb: verb.to_owned(), record: None, number: String::new(), presets: Vec::new() }
    }

    /// The form of this verb about a record.
    #[must_use]
    pub fn about(verb: &str, record: RecordId, number: &str) -> Self {
        Self { record: Some(record), number: number.to_owned(), ..Self::new(verb) }
    }

    /// What one form is known by, however its record is called by now.
    #[must_use]
    pub fn id(&self) -> DraftId {
        let record = self.record.map_or_else(String::new, |record| record.to_string());
        let presets = self.presets.iter().flat_map(|(name, value)| [name, value]);
        // each part after its length, so that no two forms read alike
        let parts = [&self.verb, &record].into_iter().chain(presets);
        let text: String = parts.map(|part| format!("{}:{part}", part.len())).collect();
        let mut id = [0; 16];
        id.copy_from_slice(&Hash::of(text.as_bytes()).0[..16]);
        DraftId(id)
    }
}

/// A form among those of an officer: half of a BLAKE3 hash of what makes it that form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DraftId(pub [u8; 16]);

/// What stands in a form that was left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// When it was last typed in, by the daemon's clock.
    pub at: DateTime<FixedOffset>,
    pub form: FormKey,
    /// What each field holds, by its name; a repeated field comes several times.
    pub fields: Vec<(String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_by_what_it_is_about_not_by_how_that_is_called() {
        let record = |no| RecordId(uuid::Uuid::from_u128(no));
        let form = FormKey::about("note", record(1), "ZJ-2026-000001");
        assert_eq!(form.id(), FormKey::about("note", record(1), "").id());
        let preset = |value: &str| FormKey { presets: vec![("no".into(), value.into())], ..form.clone() };
        let others = [
            FormKey::about("note", record(2), "ZJ-2026-000001"),
            FormKey::about("accept", record(1), "ZJ-2026-000001"),
            FormKey::new("note"),
            preset("1"),
            preset("2"),
        ];
        let ids: std::collections::BTreeSet<DraftId> = others.iter().chain([&form]).map(FormKey::id).collect();
        assert_eq!(ids.len(), others.len() + 1);
    }
}
