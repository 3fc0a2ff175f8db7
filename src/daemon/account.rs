//! Unix accounts as the machine knows them now: a uid that was given to somebody else is told from the one that a post
//! was given to.

use crate::casework::unit::{Account, Officer};
use chrono::{DateTime, Utc};
use std::fs;
use uzers::os::unix::UserExt;

/// The account of a uid now: its name, and since when it has its home. A uid without a name, as in some containers,
/// is called by its number.
pub fn account_of(uid: u32) -> Account {
    let Some(user) = uzers::get_user_by_uid(uid) else { return Account { name: uid.to_string(), made: None } };
    // A file system without times of birth, or a home that the service may not look at, leaves the name alone.
    let made = fs::metadata(user.home_dir()).and_then(|home| home.created()).ok().map(DateTime::<Utc>::from);
    Account { name: user.name().to_string_lossy().into_owned(), made }
}

/// Is this the account that the officer was enrolled with?
pub fn is_same(officer: &Officer, now: &Account) -> bool {
    let made = (officer.account_made, now.made);
    officer.account == now.name && !matches!(made, (Some(then), Some(now)) if then != now)
}
