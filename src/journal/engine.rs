//! The engine's open file. What it does when it is closed it may stumble over, on a damaged file: that must not take the
//! process down, for nothing that was acknowledged depends on it.

use super::damage::caught;
use redb::Database;
use std::ops::Deref;

/// An open database. None only while it is being closed.
pub(super) struct Engine(Option<Database>);

impl From<Database> for Engine {
    fn from(db: Database) -> Self {
        Self(Some(db))
    }
}

impl Deref for Engine {
    type Target = Database;

    fn deref(&self) -> &Database {
        match &self.0 {
            Some(db) => db,
            None => unreachable!("it is closed when nobody has it any more"),
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let db = self.0.take();
        let closed = caught(
            || "of the whole store".to_owned(),
            || {
                drop(db);
                Ok(())
            },
        );
        if let Err(error) = closed {
            tracing::error!(%error, "the store was not closed as it should be; the next start checks it");
        }
    }
}
