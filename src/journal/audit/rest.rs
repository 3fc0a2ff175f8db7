//! What has no chain: the answers of commands and the officers that entries speak of must be there, and every seal must
//! hold. Board rows and folded records are a cache of the entries, compared with them by a daemon (`daemon::checking`);
//! drafts are no record, come and go, and nothing says that one is missing.

use super::keys::Owner;
use super::walk::{Kind, Walk};
use super::{named, tables};
use redb::ReadableTable;
use std::collections::BTreeSet;

/// Tables of what follows from the entries.
const CACHES: [&str; 2] = ["rows", "folded"];

impl Walk<'_> {
    /// What the entries say that has to be true elsewhere.
    pub fn deeds(&mut self) -> Result<(), redb::Error> {
        if let Some(((unit, no), what)) = self.deeds.first_unordered() {
            self.findings.wrong(format!("{}: {what}", named(Kind::Book, &unit, no)));
        }
        let results = self.transaction.open_table(tables::RESULTS)?;
        let mut stumbled = None;
        let mut answered = results.iter()?.map_while(|row| match row {
            Ok((key, _)) => Some(key.value()),
            Err(error) => {
                stumbled = Some(error);
                None
            }
        });
        let unanswered = self.deeds.first_unanswered(&mut answered);
        if let Some(error) = stumbled {
            return Err(error.into());
        }
        if let Some(command) = unanswered {
            self.findings.wrong(format!("result of command {}: missing", uuid::Uuid::from_u128(command)));
        }
        let mut enrolled = BTreeSet::new();
        for row in self.transaction.open_table(tables::OFFICERS)?.iter()? {
            enrolled.insert(row?.0.value());
        }
        if let Some(officer) = self.deeds.first_unknown(&enrolled) {
            self.findings.wrong(format!("officer {officer}: missing"));
        }
        Ok(())
    }

    /// The seals of what has no chain.
    pub fn rest(&mut self) -> Result<(), redb::Error> {
        for row in self.transaction.open_table(tables::ROWS)?.iter()? {
            let (key, value) = row?;
            let owner = key.value().get(..16).and_then(|unit| unit.try_into().ok());
            self.holds(owner, ("rows", key.value()), value.value());
        }
        for row in self.transaction.open_table(tables::FOLDED)?.iter()? {
            let (key, value) = row?;
            let owner = key.value().get(..16).and_then(|unit| unit.try_into().ok());
            self.holds(owner, ("folded", key.value()), value.value());
        }
        for row in self.transaction.open_table(tables::RESULTS)?.iter()? {
            let (key, value) = row?;
            self.holds(None, ("results", &key.value().to_be_bytes()), value.value());
        }
        for row in self.transaction.open_table(tables::OFFICERS)?.iter()? {
            let (key, value) = row?;
            self.holds(None, ("officers", &key.value().to_be_bytes()), value.value());
        }
        for row in self.transaction.open_table(tables::DRAFTS)?.iter()? {
            let (key, value) = row?;
            let owner = key.value().get(4..20).and_then(|unit| unit.try_into().ok());
            self.holds(owner, ("drafts", key.value()), value.value());
        }
        let mut named = false;
        for row in self.transaction.open_table(tables::META)?.iter()? {
            let (key, value) = row?;
            named |= key.value() == b"names";
            if ![b"format".as_slice(), b"id", b"key"].contains(&key.value()) {
                self.holds(None, ("meta", key.value()), value.value());
            }
        }
        if !named {
            self.findings.wrong("the key of the names of files: missing");
        }
        Ok(())
    }

    fn holds(&mut self, owner: Owner, (table, key): (&str, &[u8]), value: &[u8]) {
        if self.ring.opened(owner, (table, key), value).is_none() {
            let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
            let cache =
                if CACHES.contains(&table) { ". It follows from the entries: the daemon makes it anew" } else { "" };
            self.findings.wrong(format!("{table} {key}: its seal does not hold{cache}"));
        }
    }
}
